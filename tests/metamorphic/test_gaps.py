"""An estate never looks healthier when less is known about it: a property of the inputs of all
estates.

One input is removed, renamed or garbled at a time. P80 and advice must not improve unless a lost
fact explains it, and the list of findings must not become shorter without a reason. The tests make
one of these changes to each input; `benchmarks/gaps.py` makes all of them.
"""

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest

from seamscope.cache import Cache, open_cache
from seamscope.outputs.views.verdict_reasons import Advice

from .gaps import (
    CHANGES,
    ESTATES,
    SAMPLES,
    TESTS,
    Estate,
    Health,
    Integration,
    change_inputs,
    list_violations,
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cache]:
    """Yield a cache, so that unchanged inputs are read only once."""
    with open_cache(tmp_path_factory.mktemp("cache")) as opened:
        yield opened


def choose_change(file: str) -> list[str]:
    """Return one change, which is chosen by the checksum of the file's name."""
    return [list(CHANGES)[crc32(file.encode()) % len(CHANGES)]]


@pytest.mark.slow
@pytest.mark.parametrize("estate", ESTATES.values(), ids=ESTATES.keys())
def test_an_estate_with_one_input_less_never_looks_healthier(
    estate: Estate, cache: Cache, tmp_path: Path
) -> None:
    """After the change of any single input, no figure looks better without an explanation."""
    found = [
        f"{file} ({change}): {violation}"
        for file, change, whole, less in change_inputs(estate, tmp_path, cache, choose_change)
        for violation in list_violations(file, change, whole, less)
    ]
    assert found == []


def build_health(
    *,
    p80: float = 100.0,
    factors: dict[str, float] | None = None,
    expected: float = 1.0,
    findings: int = 3,
    advice: Advice = Advice.ASK,
    reasons: tuple[str, ...] = (),
    contested: tuple[str, ...] = (),
    unrelated: tuple[str, ...] = (),
) -> Health:
    """Return the facts of a survey with one integration and 20 hours of reserve."""
    one = Integration(p80=p80 - 20, cfp=8, factors=factors or {})
    return Health(
        p80=p80,
        added=20,
        expected=expected,
        advice=advice,
        findings=findings,
        reasons=frozenset(reasons),
        unread={"b.csv": 0.5},
        unreadable=frozenset(),
        contested=frozenset(contested),
        unrelated=frozenset(unrelated),
        systems=9,
        integrations={"a": one},
    )


WHOLE = build_health(factors={"reliability": 1.26}, reasons=("a.sql:3: not understood",))


@pytest.mark.parametrize(("change", "file", "expected"), [
    ("remove", "c.csv", 0), ("remove", "a.csv", 1), ("garble", "c.csv", 1),
])  # fmt: skip
def test_a_contradiction_ends_only_with_a_file_that_states_it(
    change: str, file: str, expected: int
) -> None:
    """Better advice is allowed only after the removal of a file that states a side of the
    contradiction, not after a change that garbles it.
    """
    whole = build_health(advice=Advice.SETTLE, contested=("c.csv",))
    less = build_health(advice=Advice.PLAN)
    assert len(list(list_violations(file, change, whole, less))) == expected


@pytest.mark.parametrize(
    ("change", "unrelated", "expected", "violations"),
    [("remove", ("mail.txt",), 0.75, 0), ("remove", ("mail.txt",), 0.4, 1),
     ("remove", (), 0.75, 1), ("garble", ("mail.txt",), 0.75, 1)],
)  # fmt: skip
def test_a_removed_list_may_leave_texts_that_mention_nothing(
    change: str, unrelated: tuple[str, ...], expected: float, violations: int
) -> None:
    """The number of expected integrations may fall by one step if a text no longer mentions a known
    system, and not otherwise.
    """
    less = build_health(expected=expected, unrelated=unrelated)
    assert len(list(list_violations("a.csv", change, build_health(), less))) == violations


def test_every_estate_and_sample_is_changed() -> None:
    """The property is tested on every estate and every sample."""
    folders = {path.parent.name for path in (TESTS / "estates").glob("**/inputs")}
    assert ESTATES.keys() == folders | {path.name for path in SAMPLES.iterdir() if path.is_dir()}


@pytest.mark.parametrize(
    ("less", "change", "file", "expected"),
    [
        (WHOLE, "garble", "a.csv", 0),
        (build_health(factors={"reliability": 1.26}, advice=Advice.PLAN), "garble", "a.csv", 1),
        (build_health(factors={"reliability": 1.26}, findings=2), "garble", "a.csv", 1),
        (build_health(factors={"reliability": 1.26}, findings=2), "remove", "a.csv", 0),
        (build_health(findings=2, reasons=("a.sql:4: not understood",)), "garble", "a.csv", 0),
        (build_health(p80=90, factors={"reliability": 1.26}), "remove", "a.csv", 1),
        (build_health(p80=90, factors={"reliability": 1.0}), "remove", "a.csv", 0),
        (build_health(p80=70, factors={"reliability": 1.0}), "remove", "a.csv", 0),
        (build_health(factors={"reliability": 1.26}, expected=0.5), "remove", "a.csv", 1),
        (build_health(factors={"reliability": 1.26}, expected=0.4), "remove", "b.csv", 0),
        (build_health(factors={"reliability": 1.26}, expected=0.2), "remove", "b.csv", 1),
        (build_health(factors={"reliability": 1.26}, expected=0.5), "garble", "b.csv", 1),
    ],
)
def test_the_property_finds_what_looks_healthier(
    less: Health, change: str, file: str, expected: int
) -> None:
    """A better figure is a violation unless a lost fact, a new reason or the unread inputs of a
    removed file explain it.
    """
    assert len(list(list_violations(file, change, WHOLE, less))) == expected
