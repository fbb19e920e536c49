"""Each regular expression of the project takes linear time on any text.

The steps of a backtracking matcher are counted, so that the result depends neither on the clock nor
on the load.
"""

import importlib.util
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
SHORT = 16  # characters; the other texts are twice and four times as long
MOST = 400_000  # steps for the longest text; linear expressions need fewer, also with 200 branches
# A bounded repetition takes ever more steps up to its bound. Beyond it, the excess over linear
# growth stays; that of a quadratic expression becomes 16 times as large for texts four times as
# long.
GROWTH = 8
PARTS, STEMS, RUNS = 16, 8, 16

# The reason why each of these is harmless.
HARMLESS: dict[str, str] = {}


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    assert spec is not None and spec.loader is not None  # noqa: PT018
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


collected = load("regex_collect")
recorded = load("regex_record")
counting = load("regex_steps")
hostile = load("regex_hostile")
expressions = cache(collected.collect)  # on first use: it imports every module


def list_repeats(pattern: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the beginning, the repeated part and the end of texts that may be slow for an
    expression.
    """
    stems = [stem for stem in hostile.stems(pattern) if len(stem) <= 20][:STEMS]
    others = [part for part in hostile.pieces(pattern) if len(part) <= 20][:PARTS]
    parts = list(dict.fromkeys([*others, *stems]))
    for stem, unit in hostile.runs(pattern)[:RUNS]:
        yield stem, unit, "\x01"
    for stem in stems:
        yield from (("", stem + other, "") for other in hostile.SPACERS)
    for part in parts:
        yield "", part, ""
        yield "", part, "\x01"
    short = [part for part in parts if len(part) <= 12][:5]
    for one in short:
        for other in short:
            if one != other:
                yield "", one + other, ""
                yield one, other, "\x01"


def find_growth(pattern: re.Pattern[str], *, searched: bool) -> str:
    """Return the part whose repetition makes the number of steps grow faster than the text, "" if
    there is none.
    """
    counter = counting.Counter(pattern)
    for begin, part, end in list_repeats(pattern):
        times = max(4, SHORT // len(part))

        def steps(
            factor: int, begin: str = begin, part: str = part, end: str = end, times: int = times
        ) -> int:
            text = begin + part * (times * factor) + end
            return int(counter.search(text, searched=searched, most=MOST))

        try:
            counts = [steps(1), steps(2), steps(4)]
            first = find_excess(*counts)
            if first > times:
                counts += [steps(8), steps(16)]
                if find_excess(*counts[2:]) > GROWTH * first:
                    return f"{begin!r} + {part!r} * n + {end!r}: {counts} steps"
        except counting.TooManyStepsError:
            return f"{begin!r} + {part!r} * n + {end!r}: over {MOST} steps"
    return ""


def find_excess(one: int, two: int, four: int) -> int:
    """Return by how much the steps for texts of single, double and fourfold length exceed linear
    growth.

    For ``a + b n + c n²`` steps, this is ``6 c n²``.
    """
    return four - 3 * two + 2 * one


@pytest.fixture
def _deep_recursion() -> Iterator[None]:
    """Raise the recursion limit, because the counting matcher calls itself for each character."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    yield
    sys.setrecursionlimit(usual)


@pytest.mark.slow
@pytest.mark.usefixtures("_deep_recursion")
def test_steps_grow_no_faster_than_the_text() -> None:
    """For a text that repeats any part of an expression, the number of steps is proportional to the
    length.
    """
    found = {
        one.place: hurt
        for one in expressions()
        if one.place not in HARMLESS and (hurt := find_growth(one.pattern, searched=one.searched))
    }
    assert not found, "\n".join(f"{place}: {hurt}" for place, hurt in found.items())


@pytest.mark.slow
@pytest.mark.usefixtures("_deep_recursion")
def test_steps_of_expressions_that_functions_build() -> None:
    """Expressions that are joined from parts or read from knowledge files are linear, too."""
    built = recorded.record_run()
    assert len(built) > 50
    known = {(one.pattern.pattern, one.pattern.flags) for one in expressions()}
    found = {
        one.place: hurt
        for one in built
        if (one.pattern.pattern, one.pattern.flags) not in known
        and (hurt := find_growth(one.pattern, searched=one.searched))
    }
    assert not found, "\n".join(f"{place}: {hurt}" for place, hurt in found.items())


@pytest.mark.slow
def test_the_listed_exceptions_exist() -> None:
    """Each expression in the list of exceptions exists."""
    assert HARMLESS.keys() <= {one.place for one in expressions()}


def test_no_search_refers_back_to_a_text_of_any_length() -> None:
    """No expression that is searched for has a back-reference to a text of any length, such as a
    tag: each search would read the rest of the text.
    """
    found = [
        one.place
        for one in expressions()
        if one.searched and hostile.has_long_reference(one.pattern)
    ]
    assert found == []


def test_references_to_a_single_character_are_harmless() -> None:
    """A back-reference to a quote is harmless, because there are few quotes; one to a tag such as
    `$a$` is not.
    """
    assert hostile.has_long_reference(re.compile(r"(\$\w*\$).*?\1"))
    assert not hostile.has_long_reference(re.compile(r"(?P<quote>\\?['\"])[^\n]*(?P=quote)"))


def test_expressions_are_collected_from_all_packages() -> None:
    """Expressions in variables, tuples and mappings, and those inside functions, are found in all
    packages.
    """
    places = {one.place for one in expressions()}
    assert len(places) > 500
    assert "seamscope.connector.redaction._SQL" in places
    assert any(re.fullmatch(r"seamscope\.connector\.redaction:\d+", place) for place in places)
    assert any(place.startswith("seamscope_connectors.") for place in places)


@pytest.mark.slow
@pytest.mark.usefixtures("_deep_recursion")
@pytest.mark.parametrize(
    ("pattern", "searched", "linear"),
    [
        (r"a+b", True, False),
        (r"a+b", False, True),
        (r"(?<!a)a++b", True, True),
        (r"(?:a+)+b", False, False),
        (r"(?:a++)*+b", False, True),
        (r"\s*\)", True, False),
        (r"\bname: [^,\n]++,[^\n]*\b(?:query|sql):", True, False),
        (r"^ *+- \{name: [^,\n]++,[^\n]*\b(?:query|sql):", True, True),
        (r"\{\{.*?\}\}", True, False),
        (r"\{\{(?:(?!\{\{|\}\}).)*+\}\}", True, True),
        (r"(\w*)-\1x", False, True),
        (r"(?i:A+)B", True, False),
        (r"^\s*x\s*$", True, True),
        (r"a{0,50}b", True, True),
        (r"x\s*;?\s*$", True, False),
        (r"x\s*+;?\s*+$", True, True),
        (r"TO \w+\s+.*?\s+BY", True, False),
        (r"[A-Z]+(?:_\w+)+", False, False),
        (r"(?:pg|st|has|get|set|to|from)_\w+_key|[a-z]{1,9}x", True, False),
        (r"/\*(?:[^*]|\*(?!/))*+\*/", True, False),
        (r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)", True, True),
    ],
)
def test_nonlinear_expressions_are_found(pattern: str, searched: bool, linear: bool) -> None:
    """`find_growth` finds the expressions that are known not to be linear, and no others."""
    assert (not find_growth(re.compile(pattern), searched=searched)) is linear


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a|b)*?c",
        r"(?P<q>['\"])x(?P=q)",
        r"(?<=a)b|^c$",
        r"(?i)Ab{2,3}",
        r"a(?=b)(?!bc)",
        r"\bab\b",
    ],
)
def test_the_matcher_that_counts_matches_as_python_does(pattern: str) -> None:
    """The counting matcher finds the same matches as `re`."""
    compiled = re.compile(pattern)
    for text in ("abac", "'x'", "\"x'", "ab", "c", "aBBb abbb", "abc ab", "a b", ""):
        counter = counting.Counter(compiled)
        counter.text, counter.most = text, 10_000
        for position in range(len(text) + 1):
            counter.groups.clear()
            match = compiled.match(text, position)
            assert counter.match_at(position) == (match.end() if match else -1), (text, position)
