"""Replace Jinja references by table names and remove control tags, without rendering.

``{% for c in cols %}{{ c }},{% endfor %} 1 FROM {{ ref('t') }}`` -> ``{{ c }}, 1 FROM t``. The body
of a loop is kept once. A template with ``if`` tags is read several times, each time with another
branch of the tags; these readings are called *variants*. Any other ``{{ … }}`` has no known value;
it is quoted later, like any variable.
"""

import re
from collections.abc import Iterator, Sequence

_ENDS = {"{%": "%}", "{#": "#}", "{{": "}}"}
_OPENING = re.compile(r"\{[%#{]")
_NAME = r"['\"]([^'\"]{1,200})['\"]"
_REF = re.compile(
    rf"\A\s*+ref\(\s*{_NAME}\s*(?:,\s*{_NAME}\s*)?(?:,\s*v(?:ersion)?\s*=[^()]*)?\)\s*"
)
_SOURCE = re.compile(rf"\A\s*+source\(\s*{_NAME}\s*,\s*{_NAME}\s*\)\s*")
# Expressions that do not write SQL, and separators inside a loop: {{ "," if not loop.last }}.
_SILENT = re.compile(
    r"\A\s*+(?:(?:config|log|print|return|exceptions\.\w+)\s*\(|['\"].{0,200}\bloop\.)", re.S
)
_TAG = re.compile(r"\A(?P<word>\w+)\s*(?P<rest>.*)", re.S)
_SEPARATING = re.compile(
    r"\bnot\s+loop\.(?:last|first)\b|\bloop\.\w+\s*(?:!=|<|>)|\A-?\s*execute\b"
)
# Tags that enclose a separate statement: {% call q() %} SELECT … {% endcall %}.
_BLOCKS = frozenset({"macro", "call", "snapshot", "test", "materialization", "filter", "raw"})


MAX_VARIANTS = 6  # most variants in which one template is read
_BRANCH_TAG = re.compile(r"\{%-?\s*(?P<word>if|elif|else|endif|for|endfor)\b(?P<rest>[^%]*)")


def count_variants(text: str) -> int:
    """Return how often a template is read to cover each ``if`` branch, at most MAX_VARIANTS times.

    ``{% if x %} a {% elif y %} b {% else %} c {% endif %}`` -> 3.
    """
    return min(MAX_VARIANTS, max(map(sum, _weigh_branches(text)), default=1))


def _weigh_branches(text: str) -> list[list[int]]:
    """Return the number of variants of each branch of each ``if``, in order of appearance.

    A branch without a nested ``if`` has one variant. Any other branch has as many variants as the
    largest ``if`` inside it.
    """
    weights: list[list[int]] = []
    opened: list[list[int]] = []
    for tag in _BRANCH_TAG.finditer(text):
        match tag["word"]:
            case "if":
                weights.append([1])
                opened.append(weights[-1])
            case "for":
                opened.append([1])
            case "elif" | "else" if opened:
                opened[-1].append(1)
            case "endif" | "endfor" if opened:
                done = opened.pop()
                total = sum(done) if tag["word"] == "endif" else max(done)
                if opened:
                    opened[-1][-1] = max(opened[-1][-1], total)
            case _:
                pass
    return weights


class _OpenIf:
    """An ``if`` whose ``endif`` has not been reached.

    kept: number of the branch that is kept, from 0; -1 if no branch is kept.
    inner: the variant of the ``if`` tags inside that branch.
    branch: number of the current branch.
    """

    __slots__ = ("branch", "inner", "kept")

    def __init__(self, kept: int, inner: int) -> None:
        self.kept = kept
        self.inner = inner
        self.branch = 0

    def begin_branch(self) -> None:
        """Begin the next branch, after ``elif`` or ``else``."""
        self.branch += 1

    @property
    def is_hidden(self) -> bool:
        """Return whether the text of the current branch is left out."""
        return self.branch != self.kept


def _choose_branch(weights: Sequence[int], variant: int) -> _OpenIf:
    """Return the state of an ``if`` in a variant of the template, with the branch to keep.

    weights: the number of variants of each branch. With ``[1, 2]``, variant 0 keeps the first
    branch, and the variants 1 and 2 keep the second one.
    variant: number of the variant, counted from 0.
    """
    variant = min(variant, sum(weights) - 1)
    for number, weight in enumerate(weights):
        if variant < weight:
            return _OpenIf(number, variant)
        variant -= weight
    return _OpenIf(0, 0)


def strip_jinja(text: str, variant: int = 0) -> str:
    """Return one variant of a template without Jinja tags; every line keeps its number.

    variant: number of the variant, counted from 0. Variant 1 keeps the second branch of each
    ``if``, or the last branch of an ``if`` with fewer branches.
    """
    parts: list[str] = []
    hidden: list[_OpenIf] = []
    weights = iter(_weigh_branches(text))
    done = 0
    while (match := _OPENING.search(text, done)) is not None:
        opening = match[0]
        end = text.find(_ENDS[opening], match.end())
        if end < 0:
            break
        parts.append(_keep(text[done : match.start()], hidden))
        inner = text[match.end() : end]
        if opening == "{%":
            new = _replace_tag(inner, hidden, weights, variant)
        elif opening == "{{" and not _is_hidden(hidden):
            new = _replace_expression(inner.strip("-"), is_first=_begins_statement(parts))
        else:
            new = ""
        parts.append(new + "\n" * (inner.count("\n") - new.count("\n")))
        done = end + 2
    return "".join((*parts, text[done:]))


def _is_hidden(hidden: list[_OpenIf]) -> bool:
    return any(one.is_hidden for one in hidden)


def _keep(text: str, hidden: list[_OpenIf]) -> str:
    return "\n" * text.count("\n") if _is_hidden(hidden) else text


def _replace_tag(
    inner: str, hidden: list[_OpenIf], weights: Iterator[list[int]], variant: int
) -> str:
    """Return the replacement of ``{% … %}``, and keep track of the branches of ``if``."""
    match = _TAG.match(inner.strip().removeprefix("-").removesuffix("-").strip())
    word = match["word"] if match else ""
    rest = match["rest"] if match else ""
    match word:
        case "if":
            around = hidden[-1].inner if hidden else variant
            opened = _choose_branch(next(weights, [1]), around)
            hidden.append(_OpenIf(-1, 0) if _SEPARATING.search(rest) else opened)
        case "for":
            hidden.append(_OpenIf(0, hidden[-1].inner if hidden else variant))
        case "endfor" if hidden:
            hidden.pop()
        case "elif" | "else" if hidden:
            hidden[-1].begin_branch()  # `else` in a loop applies if there are no items
        case "endif" if hidden:
            hidden.pop()
        case "set" if "=" not in rest:
            return ";"
        case _ if word in _BLOCKS or word.removeprefix("end") in _BLOCKS | {"set"}:
            return ";" if word != "set" else " "
        case _:
            pass
    return " "


def _begins_statement(parts: list[str]) -> bool:
    """Return whether the next part begins a statement: it is the first, or follows a semicolon."""
    before = next((part.strip() for part in reversed(parts) if part.strip()), "")
    return not before or before.endswith(";")


def _replace_expression(inner: str, *, is_first: bool) -> str:
    """Return the replacement of ``{{ … }}``: a table's name, a blank, or the expression itself."""
    if reference := _REF.fullmatch(inner):
        return reference[2] or reference[1]
    if source := _SOURCE.fullmatch(inner):
        return f"{source[1]}.{source[2]}"
    if _SILENT.match(inner) or (is_first and "(" in inner):
        return " "
    words = re.sub(r"['\"{}`\[\]]", "", inner).split()
    return f"{{{{ {' '.join(words)} }}}}"
