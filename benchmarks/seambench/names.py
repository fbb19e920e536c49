"""Grade a tool's decision about two names in two lists: one system, two systems, or a question.

`names.csv` has 200 pairs of names as they occur in two lists of one company: first, second, truth
(same, different or ask) and the reason. The pairs were written by somebody who had not seen the
code. The worst fault is two systems merged into one, because nobody notices it.
"""

import csv
import tempfile
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from seamscope import survey
from seamscope.resolved import QuestionKind

DATA = Path(__file__).with_name("names.csv")
ALIKE = 90.0  # a usual threshold of rapidfuzz's WRatio for "the same"


class Decision(StrEnum):
    """The decision about two names."""

    SAME = "same"
    DIFFERENT = "different"
    ASK = "ask"


class Pair(NamedTuple):
    """Two names with the truth."""

    first: str
    second: str
    truth: Decision


class Matcher(NamedTuple):
    """A tool under test, and the package that it needs."""

    name: str
    package: str
    decide: Callable[[str, str], Decision]


def load_pairs() -> list[Pair]:
    """Return the labelled pairs."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return [
            Pair(row["first"], row["second"], Decision(row["truth"]))
            for row in csv.DictReader(file)
        ]


def decide_with_seamscope(first: str, second: str) -> Decision:
    """Survey two lists of one application each."""
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate((first, second)):
            with Path(folder, f"list-{number}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([["Application", "Owner"], [name, "Kim Vale"]])
        result = survey(folder)
    if len(result.systems) < 2:
        return Decision.SAME
    asked = any(question.kind is QuestionKind.SAME_SYSTEM for question in result.questions)
    return Decision.ASK if asked else Decision.DIFFERENT


def decide_with_rapidfuzz(first: str, second: str) -> Decision:
    """Compare the spelling, as many lists of applications are cleaned."""
    from rapidfuzz import fuzz, utils

    score = fuzz.WRatio(first, second, processor=utils.default_process)
    return Decision.SAME if score >= ALIKE else Decision.DIFFERENT


MATCHERS = (
    Matcher("seamscope", "seamscope", decide_with_seamscope),
    Matcher("rapidfuzz, WRatio of 90 or more", "rapidfuzz", decide_with_rapidfuzz),
)


def decide_all(matcher: Matcher) -> Iterator[tuple[Pair, Decision]]:
    """Yield each pair with what a tool decides."""
    for pair in load_pairs():
        yield pair, matcher.decide(pair.first, pair.second)
