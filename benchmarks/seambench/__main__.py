"""Score seamscope, and the peers that are installed, on data with a known truth.

Run from the root of the repository: python -m benchmarks.seambench [estates|statements|names]
[--show]. --show prints each wrong answer. The effort scenarios have a separate benchmark,
effort_bands.py.
"""

import argparse
import logging
import warnings
from collections import Counter
from importlib.util import find_spec
from itertools import product
from pathlib import Path

from . import names, statements

ESTATES = Path(__file__).parents[2] / "tests" / "estates"


def print_estates(*, show: bool) -> None:
    """Print the accuracy of the survey of each estate, without configuration and after answers."""
    from tests.estates.score import report, score_folder

    print("precision and recall of systems, flows and two-way pairs")
    for truth in sorted(ESTATES.glob("*/truth.yaml")):
        for stage, score, survey in score_folder(truth.parent):
            shares = (score.systems, score.flows, score.two_way)
            figures = "  ".join(f"{share.precision:.2f} {share.recall:.2f}" for share in shares)
            print(f"{truth.parent.name:10} {stage:16} {figures}  {len(score.forbidden)} forbidden")
            if show:
                print(report(score, survey))


def print_statements(*, show: bool) -> None:
    """Print the number of statements that each tool answers right, partly, or not at all."""
    for file, tool in product(statements.DATA, statements.list_tools()):
        found = dict(statements.grade_all(tool, file))
        counts = Counter(found.values())
        words = ", ".join(f"{counts[grade]} {grade.value}" for grade in statements.Grade)
        print(f"{file.name:17} {tool.name:27} {words}")
        for key, grade in found.items():
            if show and grade is not statements.Grade.RIGHT:
                print(f"    {key}: {grade.value}")


def print_names(*, show: bool) -> None:
    """Print the number of name pairs that each tool decides correctly, and of wrong merges."""
    for matcher in names.MATCHERS:
        if find_spec(matcher.package) is None:
            continue
        found = list(names.decide_all(matcher))
        right = sum(decided is pair.truth for pair, decided in found)
        merged = sum(
            decided is names.Decision.SAME and pair.truth is not names.Decision.SAME
            for pair, decided in found
        )
        asked = sum(decided is names.Decision.ASK for _, decided in found)
        counts = f"{right} of {len(found)} right, {merged} wrongly merged, {asked} asked"
        print(f"{matcher.name:34} {counts}")
        for pair, decided in found:
            if show and decided is not pair.truth:
                print(f"    {pair.first} / {pair.second}: {decided.value}, not {pair.truth.value}")


PARTS = {"estates": print_estates, "statements": print_statements, "names": print_names}


def main() -> None:
    """Print the results of the parts `estates`, `statements` and `names`, or of the chosen
    parts.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    parser.add_argument("--show", action="store_true")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    for part in chosen.parts or PARTS:
        print(f"--- {part}")
        PARTS[part](show=chosen.show)


if __name__ == "__main__":
    main()
