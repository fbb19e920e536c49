"""Collect the translatable texts of the program. Run as a script, this module prints them as a
gettext template.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

from seamscope.estimate import Scope
from seamscope.estimate.drivers import DRIVERS
from seamscope.knowledge import load
from seamscope.ledger.types import RiskKind
from seamscope.outputs.plan.tasks import Kind
from seamscope.outputs.views.effort_rows import Role
from seamscope.outputs.views.verdict_reasons import Advice
from seamscope.readiness.types import Proof, ReadinessState
from seamscope.records import Certainty, EdgeKind, Mechanism, State
from seamscope.resolved import KnownFrom, Severity
from seamscope.wording import build_plural

SOURCES = Path(__file__).parents[2] / "src" / "seamscope"
# Functions that take one text, which `format_count` has after the count.
TEXT_ARGUMENTS = {"translate", "translate_count", "format_count", "mark_text", "mark_noun"}
# Functions whose arguments are all texts.
EACH = {"mark_each"}
# `translate("…")` in the JavaScript of the report.
SCRIPT_TEXT = re.compile(r'\btranslate\("((?:[^"\\]|\\.)*)"')
# Enums whose values outputs show with `translate_term`.
TERMS: tuple[type[StrEnum], ...] = (
    Advice, Certainty, EdgeKind, Kind, KnownFrom, Mechanism, Proof, ReadinessState, RiskKind, Role,
    Scope, Severity, State,
)  # fmt: skip
# Texts of knowledge/<file>.yaml that outputs show with `translate_term`: the keys that lead to
# them, `*` for every entry, `=` for the keys themselves.
KNOWLEDGE = (
    ("board", "factors", "*"),
    ("board", "kinds", "*"),
    ("briefs", "acceptance", "*", "*"),
    ("briefs", "errors", "*", "*"),
    ("entities", "columns", "*", "names", "*"),
    ("estimation", "drivers", "*", "ratings", "="),
    ("estimation", "management", "source"),
    ("estimation", "phases", "="),
    ("estimation", "roles", "*", "="),
    ("ledger", "base_rate", "label"),
    ("ledger", "base_rate", "text"),
    ("ledger", "kinds", "*", "remedy"),
    ("ledger", "limit", "remedy"),
    ("ledger", "lines", "*", "remedy"),
    ("ledger", "units", "*", "reason"),
    ("plan", "manager"),
    ("plan", "shares_source"),
    ("plan", "stories", "*", "done"),
    ("plan", "stories", "*", "name"),
    ("readiness", "lines", "*", "line"),
    ("runcost", "lines", "*", "id"),
    ("runcost", "lines", "*", "what"),
    ("vocabulary", "domains", "*"),
    ("vocabulary", "kinds", "*"),
)


class Message(NamedTuple):
    """A translatable text.
    plural: plural form, "" for a text without a count.
    """

    text: str
    plural: str = ""


class Call(NamedTuple):
    """A call of a function that translates a text.
    messages: the texts, if they are literals.
    constant: the name of the constant that is passed instead of a literal, "" if there is none.
    """

    place: str
    function: str
    messages: tuple[Message, ...]
    constant: str
    keywords: frozenset[str]


@cache
def list_calls() -> tuple[Call, ...]:
    """Return the calls of translating functions in the program's Python files."""
    return tuple(
        call
        for path in sorted(SOURCES.rglob("*.py"))
        if "seamscope.wording import" in (content := path.read_text(encoding="utf-8"))
        for call in _list_calls_in(content, str(path.relative_to(SOURCES)))
    )


def _list_calls_in(content: str, file: str) -> Iterator[Call]:
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name, place = node.func.id, f"{file}:{node.lineno}"
            if name in TEXT_ARGUMENTS or name in EACH:
                keywords = frozenset(str(keyword.arg) for keyword in node.keywords)
                messages = tuple(_read_messages(name, node.args))
                yield Call(place, name, messages, _find_constant(node.args), keywords)


def _find_constant(arguments: list[ast.expr]) -> str:
    """Return the name of the first argument that is a constant or an entry of a constant table, ""
    if there is none.
    """
    for argument in arguments:
        match argument:
            case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)) if name.isupper():
                return name
            case _:
                pass
    return ""


def _read_messages(name: str, arguments: list[ast.expr]) -> Iterator[Message]:
    texts = [argument.value for argument in arguments if isinstance(argument, ast.Constant)]
    match name, [text for text in texts if isinstance(text, str)]:
        case "translate" | "mark_text", [text]:
            yield Message(text)
        case "mark_each", found:
            yield from map(Message, found)
        case "translate_count", [text, plural]:
            yield Message(text, plural)
        case "format_count" | "mark_noun", [noun]:
            yield Message(noun, build_plural(noun))
        case _:
            pass


def list_terms() -> Iterator[tuple[str, Message]]:
    """Yield the terms of enums and drivers, and the texts of the knowledge files, each with its
    place.
    """
    for kind in TERMS:
        for member in kind:
            yield kind.__name__, Message(member.value)
    for driver in DRIVERS:
        yield "drivers", Message(driver.name.replace("_", " "))
        yield "drivers", Message(driver.name)
        yield "drivers", Message(driver.fact)
    for file, *keys in KNOWLEDGE:
        for text in _find_texts(load(file), keys):
            yield f"knowledge/{file}.yaml", Message(text)


def _find_texts(node: object, keys: list[str]) -> Iterator[str]:
    """Yield the texts at a path of keys.
    keys: `*` stands for every entry, `=` for the keys of a mapping.
    """
    match keys, node:
        case [], str():
            yield node
        case ["="], dict():
            yield from map(str, node)
        case ["*", *rest], dict():
            for value in node.values():
                yield from _find_texts(value, rest)
        case ["*", *rest], list():
            for value in node:
                yield from _find_texts(value, rest)
        case [key, *rest], dict():
            yield from _find_texts(node.get(key), rest)
        case _:
            pass


def list_script_texts(folder: Path = SOURCES) -> Iterator[tuple[str, Message]]:
    """Yield the translatable texts of the report's JavaScript, each with its place."""
    for path in sorted(folder.rglob("*.js")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            for text in SCRIPT_TEXT.findall(line):
                yield f"{path.relative_to(folder)}:{number}", Message(json.loads(f'"{text}"'))


def list_messages() -> Iterator[tuple[str, Message]]:
    """Yield every translatable text with each place that uses it."""
    for call in list_calls():
        for message in call.messages:
            yield call.place, message
    yield from list_terms()
    yield from list_script_texts()


def build_template() -> str:
    """Return all texts as a gettext template (.pot), each once with the places that use it.

    A text that is used with and without a count is one entry, with its plural.
    """
    places: dict[str, list[str]] = {}
    plurals: dict[str, str] = {}
    for place, message in list_messages():
        if message.text and place not in places.setdefault(message.text, []):
            places[message.text].append(place)
        if message.plural:
            plurals[message.text] = message.plural
    parts = [
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    ]
    for text, used in sorted(places.items()):
        if text:
            parts.append(_format_entry(text, plurals.get(text, ""), used))
    return "\n".join(parts)


def _format_entry(text: str, plural: str, places: list[str]) -> str:
    lines = [*(f"#: {place}" for place in places), f"msgid {_quote(text)}"]
    if plural:
        lines += [f"msgid_plural {_quote(plural)}", 'msgstr[0] ""', 'msgstr[1] ""']
    else:
        lines.append('msgstr ""')
    return "\n".join([*lines, ""])


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    sys.stdout.write(build_template())
