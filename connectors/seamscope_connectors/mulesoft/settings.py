"""Read the property files of a Mule application; values for production take precedence."""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from fnmatch import fnmatch

from seamscope.connector import File, is_secret_name
from seamscope.connector.properties import read_properties, sort_by_environment
from seamscope.connector.redaction import redact_value
from seamscope.errors import UnreadableError
from seamscope.records import Record, Skipped

PLACEHOLDER = re.compile(r"\$\{([^${}]{1,200})\}")
NESTED = 5  # deepest nesting of placeholders
ENCRYPTED = re.compile(r"!\[.*\]", re.S)


def read_settings(
    files: Iterable[File], wanted: Iterable[str]
) -> Generator[Record, None, dict[str, str]]:
    """Return the values in the property files that an application refers to.

    If a key has several values, the production value takes precedence, then the value in a file
    without an environment in its name. Unreadable files are reported.

    wanted: names of property files, such as ``config-${env}.yaml``.
    """
    patterns = build_patterns(wanted)
    by_path = {
        file.path: file
        for file in files
        if any(_matches(file.path, pattern) for pattern in patterns)
    }
    found: dict[str, str] = {}
    for path in sort_by_environment(by_path):
        try:
            found = {**_read_file(by_path[path]), **found}
        except UnreadableError as error:
            where = by_path[path].at(error.line)
            yield Skipped(reason=error.what, remedy=error.remedy, evidence=where)
    return {key: text for key, text in found.items() if text and not ENCRYPTED.fullmatch(text)}


def build_patterns(names: Iterable[str]) -> tuple[str, ...]:
    """Return file patterns from names with placeholders: ``config-${env}.yaml`` → config-*.yaml."""
    patterns = (PLACEHOLDER.sub("*", name).rpartition(":")[2].lstrip("/") for name in names)
    return tuple(pattern for pattern in patterns if pattern)


def _matches(path: str, pattern: str) -> bool:
    return fnmatch(path, f"*/{pattern}") or fnmatch(path, pattern)


def _read_file(file: File) -> dict[str, str]:
    if file.suffix == ".properties":
        return read_properties(file)
    return {key: text for doc in file.documents() for key, text in _flatten(doc.raw, "")}


def _flatten(value: object, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield the values of nested mappings: ``{db: {host: h}}`` → ("db.host", "h")."""
    todo = [(prefix, value)]
    while todo:
        key, found = todo.pop(0)
        match found:
            case dict():
                todo += [
                    (f"{key}.{name}" if key else str(name), one) for name, one in found.items()
                ]
            case str() | int() | float() if key and not is_secret_name(key):
                yield key, redact_value(str(found))


def fill(text: str, settings: Mapping[str, str]) -> str:
    """Replace placeholders whose value is known: ``https://${crm.host}/api`` →
    ``https://crm01/api``.
    """
    for _ in range(NESTED):
        filled = PLACEHOLDER.sub(lambda match: _value(match, settings), text)
        if filled == text:
            break
        text = filled
    return text


def _value(match: re.Match[str], settings: Mapping[str, str]) -> str:
    name = match[1].strip().removeprefix("secure::")
    return settings.get(name, match[0])
