"""Read Java properties files: `key=value` or `key: value` lines with escapes and continuations."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from seamscope.connector.file import File
from seamscope.connector.redaction import redact_value
from seamscope.connector.secret_rules import is_secret_name
from seamscope.connector.vocabulary import is_environment, parse_environment

_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.S)
_CHARACTERS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
# An odd number of backslashes at the end of a line continues it on the next line.
_CONTINUED = re.compile(r"(?<!\\)(?:\\\\)*\\$")
_PAIR = re.compile(r"((?:\\.|[^\\=:\s])+)[ \t\f]*[=: \t\f]?[ \t\f]*(.*)", re.S)


def read_properties(file: File) -> dict[str, str]:
    r"""Return the settings of a properties file, without settings whose names indicate a secret.

    `a\:b = 1` is read as `{"a:b": "1"}`. If a key occurs several times, the last value takes
    precedence, as in Java.
    """
    found: dict[str, str] = {}
    for line in _join_continued_lines(file.text()):
        match = _PAIR.match(line)
        if match is None:
            continue
        key, value = _unescape(match[1]), _unescape(match[2]).strip()
        if not is_secret_name(re.sub(r"\s", "_", key)):
            found[key] = redact_value(value)
    return found


def _join_continued_lines(text: str) -> list[str]:
    """Return the lines with settings, each joined with its continuation lines."""
    lines: list[str] = []
    begun = ""
    for raw in text.splitlines():
        line = raw.lstrip()
        if not begun and (not line or line[0] in "#!"):
            continue
        begun += line
        if _CONTINUED.search(begun):
            begun = begun[:-1]
            continue
        lines.append(begun)
        begun = ""
    return [*lines, begun] if begun else lines


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_unescape_character, text)


def _unescape_character(match: re.Match[str]) -> str:
    word = match[1]
    if len(word) > 1:
        return chr(int(word[1:], 16))
    return _CHARACTERS.get(word, word)


def sort_by_environment(names: Iterable[str]) -> list[str]:
    """Return file names in this order: production, without environment, other environments.

    ``["config-dev.yaml", "config-prod.yaml"]`` → ``["config-prod.yaml", "config-dev.yaml"]``
    """
    return sorted(names, key=lambda name: (_rank(name), name))


def _rank(name: str) -> int:
    words = [word for word in re.split(r"[\W_]+", PurePosixPath(name).stem) if is_environment(word)]
    if not words:
        return 1
    return 0 if "" in map(parse_environment, words) else 2
