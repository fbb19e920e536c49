"""Build strings from a regular expression that are likely to slow it down."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
    return list(dict.fromkeys(stem for stem, _ in runs(pattern) if stem))


def runs(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    r"""Return pairs of a string that leads to a repetition, and a string that is repeated there.

    For ``TO \w+\s*;?\s*$``, one pair is `TO a` and a space. Many spaces are slow to match if two
    repetitions can divide them between each other in many ways.
    """
    made: dict[tuple[str, str], None] = {}
    _collect_runs(parser.parse(pattern.pattern, pattern.flags), "", made)
    return list(made)


def _collect_runs(tree: object, before: str, made: dict[tuple[str, str], None]) -> None:
    for op, value in tree:  # type: ignore[attr-defined]
        if op in REPEATS and (unit := _sample(value[2])):
            made[before, unit] = None
        for part in _parts(op, value):
            _collect_runs(part, before, made)
        behind = op is sre.ASSERT and value[0] < 0
        before += _sample(value[1] if behind else [(op, value)])


def has_long_reference(pattern: re.Pattern[str]) -> bool:
    r"""Return whether the expression refers to a group that may match a text of any length.

    An example is ``(\$\w*\$).*?\1``: each different tag would be searched for in the rest of the
    text.
    """
    widths: dict[int, int] = {}
    return _refers(parser.parse(pattern.pattern, pattern.flags), widths)


def _refers(tree: object, widths: dict[int, int]) -> bool:
    for op, value in tree:  # type: ignore[attr-defined]
        if op is sre.GROUPREF and widths[value] > LONGEST_QUOTE:
            return True
        if any(_refers(part, widths) for part in _parts(op, value)):
            return True
        if op is sre.SUBPATTERN and value[0] is not None:
            widths[value[0]] = value[3].getwidth()[1]
    return False


LONGEST_QUOTE = 2  # a quote with a backslash before it
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


@dataclass(frozen=True, slots=True)
class Repeat:
    """A string of any length: a beginning, a part that is repeated, and an end."""

    begin: str
    part: str
    end: str

    def text(self, length: int) -> str:
        """Return the string with a length of about `length`."""
        return self.begin + self.part * max(1, length // len(self.part)) + self.end


SPACERS = ("-", "a", " ", "\n")


def repeats(pattern: re.Pattern[str]) -> Iterator[Repeat]:
    """Yield the hostile strings for one expression, each with the part that is repeated."""
    parts = list(dict.fromkeys([*pieces(pattern)[:80], *stems(pattern)[:80]]))
    for stem, unit in runs(pattern)[:80]:
        yield Repeat(stem, unit, "\x01")
    for stem in stems(pattern)[:20]:  # a stem may match its own end: `/*` in `/*/*`
        for other in SPACERS:
            yield Repeat("", stem + other, "")
    for part in parts:
        yield Repeat("", part, "")
        yield Repeat("", part, "\x01")
    singles = [part for part in parts if len(part) <= 12][:16]
    for one in singles:
        for other in singles:
            if one != other:
                yield Repeat("", one + other, "")
                yield Repeat(one, other, "\x01")
