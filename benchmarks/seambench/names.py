"""Grade a tool's decision about two names in two lists: one system, two systems, or a question.

`names.csv` has 200 pairs of names as they occur in two lists of one company, with the truth (same,
different or ask) and the reason. The pairs were written by somebody who had not seen the code. The
worst fault is that two systems are merged into one, because nobody notices it.
"""

import csv
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from splink.internals.linker_components.training import LinkerTraining

DATA = Path(__file__).with_name("names.csv")
ALIKE = 90.0  # a usual threshold of rapidfuzz's WRatio for "the same"
# Splink leaves the thresholds to its user: link what is nearly certain, review what is likely.
CERTAIN, LIKELY = 0.95, 0.5


class Decision(StrEnum):
    """The decision about two names."""

    SAME = "same"
    DIFFERENT = "different"
    ASK = "ask"


class Pair(NamedTuple):
    """Two names, and the correct decision about them."""

    first: str
    second: str
    truth: Decision


class Matcher(NamedTuple):
    """A tool under test, and the package that it needs."""

    name: str
    package: str
    decide: Callable[[Sequence[Pair]], Iterator[Decision]]


def load_pairs() -> list[Pair]:
    """Return the labelled pairs."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return [
            Pair(row["first"], row["second"], Decision(row["truth"]))
            for row in csv.DictReader(file)
        ]


def decide_with_seamscope(pairs: Sequence[Pair]) -> Iterator[Decision]:
    """Yield the decision about each pair, from a survey of two lists with one application each."""
    for pair in pairs:
        yield _survey_two_lists(pair.first, pair.second)


def _survey_two_lists(first: str, second: str) -> Decision:
    from seamscope import survey
    from seamscope.resolved import QuestionKind

    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate((first, second)):
            with Path(folder, f"list-{number}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([["Application", "Owner"], [name, "Kim Vale"]])
        result = survey(folder)
    if len(result.systems) < 2:
        return Decision.SAME
    asked = any(question.kind is QuestionKind.SAME_SYSTEM for question in result.questions)
    return Decision.ASK if asked else Decision.DIFFERENT


def decide_with_rapidfuzz(pairs: Sequence[Pair]) -> Iterator[Decision]:
    """Yield the decision about each pair by the similarity of the spelling.

    This is a common method to clean lists of applications.
    """
    from rapidfuzz import fuzz, utils

    for pair in pairs:
        score = fuzz.WRatio(pair.first, pair.second, processor=utils.default_process)
        yield Decision.SAME if score >= ALIKE else Decision.DIFFERENT


def decide_with_splink(
    pairs: Sequence[Pair], train: Callable[["LinkerTraining"], object]
) -> Iterator[Decision]:
    """Yield the decision about each pair by spelling and common words, without the truth.

    train: sets the parameters that Splink does not estimate itself, such as the share of equal
    names.
    """
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            compare.NameComparison("name"),
            compare.ArrayIntersectAtSizes("words", [2, 1]),
        ],
        blocking_rules_to_generate_predictions=[block_on("pair")],
    )
    database = DuckDBAPI()
    lists = [
        database.register([_spell_for_splink(pair[side], n) for n, pair in enumerate(pairs)])
        for side in (0, 1)
    ]
    linker = Linker(lists, settings, log_level="ERROR")
    linker.training.estimate_u_using_random_sampling(max_pairs=1e5)
    train(linker.training)
    rows = linker.inference.predict().as_record_list()
    chances = {row["unique_id_l"]: row["match_probability"] for row in rows}
    for number in range(len(pairs)):
        likely = Decision.ASK if chances[number] >= LIKELY else Decision.DIFFERENT
        yield Decision.SAME if chances[number] >= CERTAIN else likely


def train_on_whole_lists(training: "LinkerTraining") -> None:
    """Train as in Splink's tutorial: 70 % of the pairs that are the same have equal spellings."""
    from splink import block_on

    training.estimate_probability_two_random_records_match([block_on("name")], recall=0.7)
    training.estimate_parameters_using_expectation_maximisation(block_on("substr(name, 1, 3)"))


def train_on_pairs(training: "LinkerTraining") -> None:
    """Train on the labelled pairs without their labels, as if somebody had proposed the pairs."""
    from splink import block_on

    training.estimate_parameters_using_expectation_maximisation(
        block_on("pair"), populate_probability_two_random_records_match_from_trained_values=True
    )


def _spell_for_splink(name: str, pair: int) -> dict[str, object]:
    words = re.findall(r"[^\W_]+", name.casefold())
    return {"unique_id": pair, "pair": pair, "name": " ".join(words), "words": words}


MATCHERS = (
    Matcher("seamscope", "seamscope", decide_with_seamscope),
    Matcher("rapidfuzz, WRatio of 90 or more", "rapidfuzz", decide_with_rapidfuzz),
    Matcher(
        "splink, trained as in its tutorial",
        "splink",
        partial(decide_with_splink, train=train_on_whole_lists),
    ),
    Matcher(
        "splink, trained on the pairs", "splink", partial(decide_with_splink, train=train_on_pairs)
    ),
)


def decide_all(matcher: Matcher) -> Iterator[tuple[Pair, Decision]]:
    """Yield each pair with the decision of a tool."""
    pairs = load_pairs()
    yield from zip(pairs, matcher.decide(pairs), strict=True)
