"""Try every regular expression of the project on strings that are built to slow it down.

    python benchmarks/regular_expressions.py [--length 100000] [--seconds 2] [--every 30]

Strings are built from the expression itself: a character of each of its parts, repeated, in pairs,
and after each literal beginning. An expression that is only matched at the start of a string is
tried only there. An expression is reported if a string of `length` characters takes longer than
`seconds` of CPU; the slowest are printed in any case. `tests/expressions` keeps the same without a
clock.
"""

import argparse
import re
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]


def pieces(pattern: re.Pattern[str]) -> list[str]:
    """Return strings that parts of the expression match: characters, words, beginnings."""
    made: dict[str, None] = {}
    _collect(parser.parse(pattern.pattern, pattern.flags), made)
    whole = _sample(parser.parse(pattern.pattern, pattern.flags))
    for end in range(1, min(len(whole), 60) + 1):
        made[whole[:end]] = None
    return list(made)


def stems(pattern: re.Pattern[str]) -> list[str]:
    """Return strings that the expression matches up to one of its repetitions.

    In a text that repeats such a string, the repetition begins again and again: `name: ` for
    ``name: [^,]+,``.
    """
    made: dict[str, None] = {}
    _collect_stems(parser.parse(pattern.pattern, pattern.flags), "", made)
    made.pop("", None)
    return list(made)


def _collect_stems(tree: object, before: str, made: dict[str, None]) -> None:
    for op, value in tree:  # type: ignore[attr-defined]
        if op in REPEATS:
            made[before] = None
        for part in _parts(op, value):
            _collect_stems(part, before, made)
        behind = op is sre.ASSERT and value[0] < 0
        before += _sample(value[1] if behind else [(op, value)])


REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def _collect(tree: object, made: dict[str, None]) -> None:
    for op, value in tree:  # type: ignore[attr-defined]
        made[_sample([(op, value)])] = None
        for part in _parts(op, value):
            _collect(part, made)
    made.pop("", None)


def _parts(op: object, value: object) -> list[object]:
    """Return the trees inside a node."""
    inner: tuple[object, ...] = value if isinstance(value, tuple) else (value,)
    if op in REPEATS:
        return [inner[2]]
    if op is sre.SUBPATTERN:
        return [inner[3]]
    if op is sre.BRANCH:
        return list(inner[1])  # type: ignore[call-overload]
    if op in {sre.ASSERT, sre.ASSERT_NOT}:
        return [inner[1]]
    return [value] if op is sre.ATOMIC_GROUP else []


def _sample(tree: object) -> str:
    """Return a string that the tree approximately matches."""
    return "".join(_sample_node(op, value) for op, value in tree)  # type: ignore[attr-defined]


def _sample_node(op: object, value: object) -> str:
    if op is sre.LITERAL:
        return chr(value)  # type: ignore[arg-type]
    if op in {sre.NOT_LITERAL, sre.ANY}:
        return "a" if value != ord("a") else "b"
    if op is sre.IN:
        return _of_class(value)  # type: ignore[arg-type]
    if op in {sre.ASSERT, sre.ASSERT_NOT}:
        return ""
    parts = _parts(op, value)
    times = max(1, min(value[0], 40)) if op in REPEATS else 1  # type: ignore[index]
    return _sample(parts[0]) * times if parts else ""


def _of_class(items: list[tuple[object, object]]) -> str:
    negated = bool(items) and items[0][0] is sre.NEGATE
    test = re.compile(_class_source(items), re.S)
    for character in "a1A _.-/\n\t'\"(){}[]<>=:;,@#$%&*+!?|\\~`^é":
        if test.match(character):
            return character
    return "" if not negated else "x"


def _class_source(items: list[tuple[object, object]]) -> str:
    made = []
    for op, value in items:
        if op is sre.NEGATE:
            made.append("^")
        elif op is sre.LITERAL:
            made.append(re.escape(chr(value)))  # type: ignore[arg-type]
        elif op is sre.RANGE:
            made.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")  # type: ignore[index]
        elif op is sre.CATEGORY:
            names = {"WORD": r"\w", "SPACE": r"\s", "DIGIT": r"\d"}
            word = str(value).rpartition("CATEGORY_")[2]
            short = names[word.removeprefix("NOT_")]
            made.append(short.upper() if word.startswith("NOT_") else short)
    return f"[{''.join(made)}]"


def texts(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Yield the hostile strings for one expression."""
    parts = pieces(pattern)[:80]
    for part in parts:
        yield part * (length // len(part))
        yield part * (length // len(part)) + "\x01"
    singles = [part for part in parts if len(part) <= 12][:24]
    for one in singles:
        for other in singles:
            if one != other:
                yield (one + other) * (length // (len(one) + len(other)))
                yield one + other * (length // len(other)) + "\x01"


class _TooLongError(Exception):
    """One string took longer than the limit."""


def _stop(*_: object) -> None:
    raise _TooLongError


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The slowest string for an expression: CPU seconds and the beginning of the string."""

    seconds: float
    text: str


def measure(
    pattern: re.Pattern[str], length: int, seconds: float, *, searched: bool, every: int = 1
) -> Measured:
    """Return the slowest string; the search ends at the first that takes longer than `seconds`.

    every: try only each nth string.
    """
    signal.signal(signal.SIGVTALRM, _stop)
    worst = Measured(seconds=0.0, text="")
    for text in islice(texts(pattern, length), 0, None, every):
        began = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        try:
            for _ in pattern.finditer(text) if searched else ():
                pass
            pattern.match(text)
            pattern.fullmatch(text)
        except _TooLongError:
            return Measured(seconds=time.process_time() - began, text=text[:40])
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        took = time.process_time() - began
        worst = max(worst, Measured(seconds=took, text=text[:40]), key=lambda one: one.seconds)
    return worst


def main() -> int:
    """Print the expressions that are too slow; exit 1 if there is one."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--length", type=int, default=100_000)
    options.add_argument("--seconds", type=float, default=2.0)
    options.add_argument("--show", type=int, default=10, help="how many of the slowest to print")
    options.add_argument("--every", type=int, default=1, help="try each nth text only")
    options.add_argument("--only", default="", help="a part of the expression's place")
    chosen = options.parse_args()
    from regex_collect import collect

    expressions = [one for one in collect() if chosen.only in one.place]
    found: list[tuple[str, Measured]] = []
    for one in expressions:
        worst = measure(
            one.pattern,
            chosen.length,
            chosen.seconds,
            searched=one.searched,
            every=chosen.every,
        )
        found.append((one.place, worst))
        if worst.seconds > chosen.seconds:
            print(f"{one.place}: over {chosen.seconds} s: {worst.text!r}", flush=True)
    found.sort(key=lambda pair: -pair[1].seconds)
    print("slowest:")
    for place, worst in found[: chosen.show]:
        print(f"  {worst.seconds:.3f} s  {place}: {worst.text!r}")
    failed = sum(worst.seconds > chosen.seconds for _, worst in found)
    print(f"{len(expressions)} expressions, {failed} too slow")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
