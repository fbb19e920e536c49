"""Find calls with literal arguments in Jinja templates, without rendering them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

BLOCK = re.compile(r"\{\{(?:(?!\{\{|\}\}).)*+\}\}|\{%(?:(?!\{%|%\}).)*+%\}", re.S)
# A comment marker in quotes does not start a comment. A comment that is never closed is not
# removed; it matches up to the end, so that the expression runs in linear time.
COMMENT = re.compile(
    r"'[^'\n]*+'|\{#(?:[^#]|#(?!\}))*+(?:(?P<jinja>#\})|\Z)"
    r"|/\*(?:[^*]|\*(?!/))*+(?:(?P<block>\*/)|\Z)|(?P<line>--)[^\n]*+"
)
CALL = re.compile(r"(?<![\w.])(ref|source)\s*\(([^()]*)\)")
MARK = re.compile(r"\{[{%]-?\s*(?:ref|source|config|macro|test|snapshot|materialization)\b")
LITERAL = re.compile(r"\s*+(?:package\s*+=\s*+)?(['\"])([^'\"{}]*)\1\s*")
DEFAULT = re.compile(
    r"\s*\{\{-?\s*(?:env_)?var\(\s*['\"][^'\"]*['\"]\s*,\s*"
    r"(?:['\"](?P<text>[^'\"]*)['\"]|(?P<word>\w+))\s*\)\s*-?\}\}\s*"
)
ENABLED = re.compile(
    r"\bconfig\s*+\((?:(?!\bconfig\s*+\()[^{}])*?\benabled\s*+=\s*+(?P<value>[\w.]++(?:\([^()]*+\))?)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of `ref` or `source`.

    arguments: empty if one of them is not a literal.
    """

    name: str
    arguments: tuple[str, ...]
    line: int


def is_dbt(text: str) -> bool:
    """Return whether a template belongs to dbt: it uses ref, source, config, a macro or a test."""
    return bool(MARK.search(text)) or any(CALL.search(block) for block in BLOCK.findall(text))


def list_calls(text: str) -> Iterator[Call]:
    """Yield the calls of `ref` and `source` in a template, outside of comments."""
    bare = _strip_comments(text)
    for block in BLOCK.finditer(bare):
        for found in CALL.finditer(block[0]):
            given = [
                part for part in found[2].split(",") if not re.match(r"\s*v(ersion)?\s*=", part)
            ]
            literals = [m[2] for part in given if (m := LITERAL.fullmatch(part))]
            line = bare.count("\n", 0, block.start() + found.start()) + 1
            whole = literals if len(literals) == len(given) else []
            yield Call(name=found[1], arguments=tuple(whole), line=line)


def render_default(text: str) -> str:
    """Replace variables by their defaults: ``{{ var('schema', 'shop') }}`` → ``shop``.

    Any other template becomes "", because its value is known only when dbt runs.
    """
    if found := DEFAULT.fullmatch(text):
        return found["text"] if found["text"] is not None else found["word"]
    return "" if BLOCK.search(text) else text


def read_enabled_argument(text: str) -> str:
    """Return the value of ``{{ config(enabled=false) }}`` as written, "" if there is none."""
    bare = _strip_comments(text)
    found = next((f for block in BLOCK.finditer(bare) if (f := ENABLED.search(block[0]))), None)
    return found["value"] if found else ""


def _strip_comments(text: str) -> str:
    return COMMENT.sub(
        lambda found: re.sub(r"[^\n]", " ", found[0]) if found.lastgroup else found[0], text
    )
