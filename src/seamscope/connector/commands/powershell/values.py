"""Values of PowerShell variables: strings, hash tables, objects, and the data of a pipeline."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from seamscope.connector.commands.powershell.syntax import DEEPEST, Piece, Word, parse
from seamscope.connector.commands.shell import Command
from seamscope.connector.commands.types import Reading

Made = list[Command | Reading]  # the elements of a pipeline
_SCOPE = r"(?:(?:env|script|global|local|private|using):)?"
_VARIABLE = re.compile(
    rf"\$\(\${_SCOPE}(?P<object>\w+)\.(?P<inner>\w+)\)"
    rf"|\$\{{{_SCOPE}(?P<braced>\w+)\}}|\${_SCOPE}(?P<name>\w+)(?P<fields>(?:\.[A-Za-z]\w*)*)",
    re.I,
)
_ROOT = re.compile(rf"(?:\[[\w.\[\]]+\])?\$\{{?{_SCOPE}(?P<name>\w+)", re.I)
_ENTRY = re.compile(r"[\"']?(?P<name>[\w.\-]+)[\"']?\Z")


@dataclass(slots=True, kw_only=True)
class Value:
    """The value of a variable.

    text: a constant string, None if it is not known.
    fields: the entries of a hash table, or the properties of an object, by name in lower case.
    kind: the class of an object in lower case.
    arguments: the arguments of the object's constructor.
    made: the pipeline that produced the data.
    used: whether a later command uses this data.
    """

    text: str | None = None
    fields: dict[str, "Value"] = field(default_factory=dict)
    kind: str = ""
    arguments: list["Value"] = field(default_factory=list)
    made: Made = field(default_factory=list)
    used: bool = False
    line: int = 0

    def get_text(self, name: str) -> str:
        """Return the text of a field, "" if it is not known."""
        found = self.fields.get(name)
        return (found.text or "") if found else ""


Variables = dict[str, Value]


def find_root(text: str) -> str:
    """Return the variable of an expression in lower case: ``$rows.Count`` → ``rows``; else ""."""
    found = _ROOT.match(text)
    return found["name"].casefold() if found else ""


def expand(piece: Piece, variables: Variables) -> str:
    """Return the text of a piece with known variables filled in."""
    if piece.kind not in {"bare", "double"}:
        return piece.text

    def fill(match: re.Match[str]) -> str:
        name = match["object"] or match["braced"] or match["name"]
        value = variables.get(name.casefold())
        inner = match["inner"] or ""
        fields = match["fields"] or ""
        if value is None:
            return match[0]
        if inner:
            return value.get_text(inner.casefold()) or match[0]
        if fields and (piece.kind == "bare" or value.text is None):
            known = value.get_text(fields[1:].casefold())
            return known or match[0]
        return match[0] if value.text is None else value.text + fields

    return _VARIABLE.sub(fill, piece.text)


def read_hash(
    text: str, line: int, evaluate: Callable[[list[Word]], Value], depth: int
) -> dict[str, Value]:
    """Return the entries of a hash table: ``ServerInstance = 'db1'; Database = $name``."""
    found: dict[str, Value] = {}
    for chain in parse(text, line) if depth < DEEPEST else ():
        words = chain[0].words
        name = _ENTRY.match(words[0][0].text) if words[0][0].kind in {"bare", "single"} else None
        if name and len(words) > 2 and len(words[1]) == 1 and words[1][0].text == "=":
            found[name["name"].casefold()] = evaluate(words[2:])
    return found


def read_plain(word: Word) -> str:
    """Return the text of a word that has no quotes or brackets, "" for any other word."""
    return word[0].text if len(word) == 1 and word[0].kind == "bare" else ""
