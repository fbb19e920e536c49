"""How the whole job grows: seconds and peak memory at 60, 300, 1,000 systems of made-up estates.

Run: python benchmarks/scale.py [SYSTEMS …]. Each size runs in a process of its own, so that one
peak does not hide another; the estate is the same for the same size.
"""

import itertools
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KINDS = ("erp", "crm", "warehouse", "hr", "itsm", "billing", "service", "mes")
WAYS = ("api", "file", "etl", "events", "sql")
FLOWS_PER_SYSTEM = 5


def estate(folder: Path, systems: int) -> None:
    """Write lists of systems and of interfaces, five interfaces a system, from a fixed seed."""
    draw = random.Random(systems)
    names = [f"System {number:04}" for number in range(systems)]
    rows = [f"{name},{draw.choice(KINDS)},Team {draw.randrange(40)}" for name in names]
    (folder / "systems.csv").write_text("name,kind,owner\n" + "\n".join(rows) + "\n")
    flows = []
    for number in range(systems * FLOWS_PER_SYSTEM):
        source, target = draw.sample(names, 2)
        flows.append(f"F{number:05},{source},{target},{draw.choice(WAYS)},Entity {number % 97}")
    header = "id,source,target,mechanism,entities\n"
    (folder / "interfaces.csv").write_text(header + "\n".join(flows) + "\n")


def measure(systems: int) -> None:
    """Run the job once and print seconds of each stage and the peak of memory."""
    from seamscope.pipeline import Job, run

    with tempfile.TemporaryDirectory() as made:
        estate(Path(made), systems)
        marks = [("start", time.perf_counter())]
        outcome = run(
            Job(paths=(Path(made),)),
            progress=lambda stage: marks.append((stage, time.perf_counter())),
        )
        marks.append(("end", time.perf_counter()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = [
        f"{stage} {later - sooner:.2f}"
        for (stage, sooner), (_, later) in itertools.pairwise(marks)
        if stage != "start"
    ]
    flows = len(outcome.survey.flows)
    print(f"{systems:>6} systems {flows:>6} flows  {peak:>5.0f} MB  s: {', '.join(spent)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(int(sys.argv[2]))
    else:
        for size in sys.argv[1:] or ("60", "300", "1000"):
            subprocess.run([sys.executable, __file__, "--one", size], check=True)
