"""How the whole job grows: seconds and peak memory at 60, 300, 1,000 systems of made-up estates.

Run: python benchmarks/scale.py [SYSTEMS …]. Each size runs in a process of its own, so that one
peak does not hide another; the estate is the same for the same size. A POC reads ten systems and
writes one. Drawing is every format once, the slowest named.
"""

import itertools
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seamscope.document import Survey

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
    touched = [f"  - {{system: {name}, mechanism: api, entities: [Order]}}" for name in names[:10]]
    poc = [
        "name: Forecast",
        "business_problem: late orders",
        "reads:",
        *touched,
        "writes:",
        touched[0],
    ]
    (folder / "poc.yaml").write_text("\n".join(poc) + "\n")


def measure(systems: int) -> None:
    """Run the job once and print seconds of each stage and the peak of memory."""
    from seamscope.pipeline import Job, run

    with tempfile.TemporaryDirectory() as made:
        estate(Path(made), systems)
        marks = [("start", time.perf_counter())]
        outcome = run(
            Job(paths=(Path(made),), poc=Path(made) / "poc.yaml"),
            progress=lambda stage: marks.append((stage, time.perf_counter())),
        )
        marks.append(("end", time.perf_counter()))
    drawn = drawing(outcome.survey)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = [
        f"{stage} {later - sooner:.2f}"
        for (stage, sooner), (_, later) in itertools.pairwise(marks)
        if stage != "start"
    ]
    flows = len(outcome.survey.flows)
    print(f"{systems:>6} systems {flows:>6} flows  {peak:>5.0f} MB  s: {', '.join(spent)}")
    slowest = sorted(drawn, key=lambda name: -drawn[name])[:4]
    named = ", ".join(f"{name} {drawn[name]:.1f}" for name in slowest)
    print(f"{'':>14} all {len(drawn)} formats {sum(drawn.values()):.1f} s: {named}, …")


def drawing(survey: "Survey") -> dict[str, float]:
    """Return the seconds of each format."""
    from seamscope.outputs import FORMATS

    spent = {}
    for name, made in FORMATS.items():
        start = time.perf_counter()
        made.render(survey)
        spent[name] = time.perf_counter() - start
    return spent


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(int(sys.argv[2]))
    else:
        for size in sys.argv[1:] or ("60", "300", "1000"):
            subprocess.run([sys.executable, __file__, "--one", size], check=True)
