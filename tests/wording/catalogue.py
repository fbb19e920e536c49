"""Collect the translatable texts of the program; run it to print them as a gettext template."""

import ast
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from seamscope.wording import build_plural

SOURCES = Path(__file__).parents[2] / "src" / "seamscope"
# Position of the text among the arguments of each function that translates.
TEXT_ARGUMENTS = {"translate": 0, "translate_count": 0, "format_count": 1}


class Message(NamedTuple):
    """A translatable text; plural: "" for a text without a count."""

    text: str
    plural: str = ""


class Call(NamedTuple):
    """A call of a function that translates; message: None if the text is not a literal."""

    place: str
    message: Message | None
    keywords: frozenset[str]


@cache
def list_calls(folder: Path = SOURCES) -> tuple[Call, ...]:
    """Return the calls of translating functions in the Python files of a folder."""
    return tuple(_find_calls(folder))


def _find_calls(folder: Path) -> Iterator[Call]:
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not any(name in text for name in TEXT_ARGUMENTS):  # parsing takes most of the time
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                name, place = node.func.id, f"{path.relative_to(folder)}:{node.lineno}"
                if name in TEXT_ARGUMENTS:
                    keywords = frozenset(str(keyword.arg) for keyword in node.keywords)
                    yield Call(place, _read_message(name, node.args), keywords)


def _read_message(name: str, arguments: list[ast.expr]) -> Message | None:
    texts = [argument.value for argument in arguments if isinstance(argument, ast.Constant)]
    match name, [text for text in texts if isinstance(text, str)]:
        case "translate", [text]:
            return Message(text)
        case "translate_count", [text, plural]:
            return Message(text, plural)
        case "format_count", [noun]:
            return Message(noun, build_plural(noun))
        case _:
            return None


def build_template() -> str:
    """Return all texts as a gettext template (.pot), each once with the places that use it."""
    places: dict[Message, list[str]] = {}
    for call in list_calls():
        if call.message is not None:
            places.setdefault(call.message, []).append(call.place)
    parts = ['msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n']
    for message, used in sorted(places.items()):
        lines = [*(f"#: {place}" for place in used), f"msgid {_quote(message.text)}"]
        plural = [f"msgid_plural {_quote(message.plural)}", 'msgstr[0] ""', 'msgstr[1] ""']
        parts.append("\n".join([*lines, *(plural if message.plural else ['msgstr ""']), ""]))
    return "\n".join(parts)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    sys.stdout.write(build_template())
