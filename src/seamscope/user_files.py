"""Read YAML files written by users, and report all errors with line and remedy."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args, get_type_hints

from seamscope.connector import Doc, open_file
from seamscope.connector.redaction import redact
from seamscope.connector.scrub import clean_text
from seamscope.connector.volumes import AMBIGUOUS, spell_out
from seamscope.errors import InputError, SeamscopeError, UnreadableError
from seamscope.user_values import ERROR as USER_VALUE

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails
    from yaml import Node

T = TypeVar("T")

# Names that pydantic uses in error locations for the alternatives of a union type.
UNION_FORMS = frozenset({"str", "Statement", "Goal", "float", "tuple[float, float, float]"})
# Fields that the reader fills in and users do not write.
READER_FIELDS = frozenset({"line", "lines", "file", "answer_files", "sha256"})
QUOTED = 40  # number of characters of a value that a message quotes
# Prefixes of pydantic's error types, with the problem and the remedy for messages.
FORMS = {
    "date": ("not a date", "write it as YYYY-MM-DD, such as 2027-05-14"),
    "int": ("not a whole number", "write digits only, such as 12"),
    "float": ("not a number", "write digits only, with a point for decimals, such as 12.5"),
    "bool": ("neither true nor false", "write true or false"),
    "tuple": ("not a list", "begin each entry with `- `, or write [one, two]"),
    "dict": ("not a mapping", "write one `key: value` on each line"),
    "dataclass": ("not a mapping", "write one `key: value` on each line"),
    "string": ("not a string", "write one value after the colon"),
}


def build_editor_schema(shape: type, title: str) -> bytes:
    """Return the JSON Schema (2020-12) of a user file, without the fields for line numbers."""
    from pydantic import TypeAdapter

    schema = _loosen(TypeAdapter(shape).json_schema())
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return (json.dumps({**head, **schema}, indent=2, ensure_ascii=False) + "\n").encode()


def _loosen(schema: dict[str, object]) -> dict[str, object]:
    """Return a schema that also allows what the reader accepts: numbers as strings, empty keys."""
    loose: dict[str, object] = {}
    for key, value in schema.items():
        match key, value:
            case "title", str():
                pass
            case "type", "string":
                loose[key] = ["string", "number", "boolean", "null"]
            case "properties", dict():
                loose[key] = {
                    name: _loosen(v) for name, v in value.items() if name not in READER_FIELDS
                }
            case "default", _:
                loose[key] = value
            case _, dict():
                loose[key] = _loosen(value)
            case _, list():
                loose[key] = [_loosen(v) if isinstance(v, dict) else v for v in value]
            case _:
                loose[key] = value
    return loose


def read_user_file(path: Path, shape: type[T], *, by_hand: bool = True) -> T:
    """Read a YAML file into the dataclass `shape`; raise InputError with all its errors.

    A field called `line` receives the line on which its mapping starts. A field called `lines`
    receives the lines of all keys, by path. A key without a value is treated as missing, and `yes`
    and `no` are read as words. Secrets are redacted.

    by_hand: whether a person wrote the file. If so, `120.000` is an error, because the person may
        mean 120 thousand.
    """
    from pydantic import TypeAdapter, ValidationError

    doc = _open_document(path)
    errors = list(_list_ambiguous_numbers(path)) if by_hand else []
    try:
        value = TypeAdapter(shape).validate_python(_build_value(doc, shape))
    except ValidationError as error:
        found = (_build_error(doc, shape, detail, path) for detail in _list_errors(error.errors()))
        errors += found
    if errors:
        raise InputError(*sorted(errors, key=lambda error: error.line or 0))
    return value


def _list_ambiguous_numbers(path: Path) -> Iterator[SeamscopeError]:
    """Yield an error for each ambiguous number: YAML reads `120.000` as 120."""
    import yaml

    for node in _list_scalars(yaml.compose(path.read_text(encoding="utf-8-sig"))):
        if node.tag == "tag:yaml.org,2002:float" and AMBIGUOUS.fullmatch(node.value):
            large, small = spell_out(node.value)
            yield SeamscopeError(
                f"{node.value} can be read in two ways",
                remedy=f"write {large} or {small}",
                file=str(path),
                line=node.start_mark.line + 1,
            )


def _list_scalars(node: "Node | None") -> "Iterator[Node]":
    """Yield the scalar values of a YAML tree, without keys."""
    import yaml

    match node:
        case yaml.MappingNode():
            for _, value in node.value:
                yield from _list_scalars(value)
        case yaml.SequenceNode():
            for value in node.value:
                yield from _list_scalars(value)
        case yaml.ScalarNode():
            yield node


def _list_errors(details: "list[ErrorDetails]") -> "Iterator[ErrorDetails]":
    """Yield one error for each mistake, although pydantic may report several.

    An example is a key that may contain a string or a mapping: pydantic reports a mistake inside
    the mapping twice, as itself and as "not a string".
    """
    seen: set[tuple[int | str, ...]] = set()
    inside = {detail["loc"][:-2] for detail in details if len(detail["loc"]) > 2}
    for detail in details:
        *place, form = detail["loc"] or ("",)
        if form in UNION_FORMS:
            if tuple(place) in inside or tuple(place) in seen:
                continue
            seen.add(tuple(place))
        yield detail


def _open_document(path: Path) -> Doc:
    if not path.is_file():
        problem = "is a folder, not a file" if path.is_dir() else "no such file"
        raise InputError(SeamscopeError(problem, remedy="check the path", file=str(path)))
    try:
        doc = open_file(path, str(path)).document()
    except UnreadableError as error:
        raise InputError(error) from None
    if not doc.is_mapping:
        raise InputError(
            SeamscopeError(
                "is empty or not a mapping",
                remedy="write `key: value` lines; `seamscope init` writes an example",
                file=str(path),
                line=1,
            )
        )
    return doc


def _build_value(doc: Doc, shape: type) -> object:
    plain = _to_plain(doc.value, shape)
    if isinstance(plain, dict) and any(item.name == "lines" for item in fields(shape)):
        return {**plain, "lines": dict(_find_lines(doc))}
    return plain


def _find_lines(doc: Doc) -> Iterator[tuple[str, int]]:
    """Yield the path and the line of every key of a document."""
    entries = doc.items() if doc.is_mapping else ((str(i), item) for i, item in enumerate(doc))
    for key, item in entries:
        yield clean_text(key), item.line
        yield from ((f"{clean_text(key)}.{rest}", line) for rest, line in _find_lines(item))


def _to_plain(value: object, shape: object) -> object:
    """Return a YAML value as dicts and lists, in which secrets are redacted.

    A mapping in a list gets a `line`, unless its dataclass has no such field.
    """
    known = _list_fields(shape)
    if isinstance(value, dict):
        return {
            clean_text(str(key)): _to_plain(item, known.get(str(key)))
            for key, item in value.items()
            if item is not None or str(key) not in known
        }
    if isinstance(value, list):
        lines = getattr(value, "lines", {})
        items = [_to_plain(item, shape) for item in value]
        for index, item in enumerate(items):
            if isinstance(item, dict) and index in lines and _has_line(shape):
                item.setdefault("line", lines[index])
        return items
    if isinstance(value, str):  # reports show this value
        return redact(value)
    if isinstance(
        value, bool
    ):  # YAML reads yes and no as booleans; pydantic converts the words back for boolean fields
        return "yes" if value else "no"
    return value


def _build_error(doc: Doc, shape: type, detail: "ErrorDetails", path: Path) -> SeamscopeError:
    node, known, path_keys = doc, _list_fields(shape), []
    for step in detail["loc"]:
        if step in UNION_FORMS:
            continue
        path_keys.append(clean_text(str(step)))
        if isinstance(step, int):
            node = next((d for i, d in enumerate(node) if i == step), node)
        elif step in node:
            node, known = node[str(step)], _list_fields(known.get(str(step))) or known
    name = ".".join(path_keys)
    problem, remedy = _describe_error(detail, name, known)
    return SeamscopeError(problem, remedy=remedy, file=str(path), line=node.line or 1)


def _describe_error(detail: "ErrorDetails", name: str, known: dict[str, object]) -> tuple[str, str]:
    match detail["type"]:
        case "unexpected_keyword_argument" | "extra_forbidden":
            matches = get_close_matches(name.rsplit(".", 1)[-1], known, n=1)
            hint = f"did you mean '{matches[0]}'?" if matches else f"known keys: {', '.join(known)}"
            return f"unknown key '{name}'", hint
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return f"'{name}' is missing", "add it"
        case str() as kind if kind == USER_VALUE:
            fault = detail["ctx"]
            return f"'{name}': {fault['problem']}", str(fault["remedy"])
        case kind:
            form = next((form for start, form in FORMS.items() if kind.startswith(start)), None)
            if form is not None:
                quoted = f": {clean_text(str(detail['input']))!r}" if _is_short(detail) else ""
                return f"'{name}'{quoted} is {form[0]}", form[1]
            return f"'{name}': {detail['msg'].lower()}", "correct the value"


def _is_short(detail: "ErrorDetails") -> bool:
    """Return whether a value is short enough to be quoted in a message."""
    value = detail["input"]
    return isinstance(value, str | int | float) and 0 < len(str(value)) <= QUOTED


def _list_fields(shape: object) -> dict[str, object]:
    """Return the field names and types of a dataclass, or of the dataclass in a tuple type."""
    inner = _find_dataclass(shape)
    if inner is None:
        return {}
    hints = get_type_hints(inner)
    return {item.name: hints[item.name] for item in fields(inner) if item.name not in READER_FIELDS}


def _has_line(shape: object) -> bool:
    inner = _find_dataclass(shape)
    return inner is None or any(item.name == "line" for item in fields(inner))


def _find_dataclass(shape: object) -> type | None:
    """Return the dataclass in a type such as ``System`` or ``tuple[System, ...]``, else None."""
    inner = next((arg for arg in (shape, *get_args(shape)) if is_dataclass(arg)), None)
    return inner if isinstance(inner, type) else None
