"""Read files that a person wrote: every error at once, each with its line and a remedy."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args, get_type_hints

from seamscope.connector import Doc, open_file
from seamscope.connector.redact import redact
from seamscope.errors import InputError, SeamscopeError, UnreadableError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

T = TypeVar("T")

# Fields that the reader fills in itself.
OWN = frozenset({"line", "lines", "file", "files", "sha256"})
# What pydantic needs to know of each class; named here so that all files follow one rule.
STRICT = {"extra": "forbid", "coerce_numbers_to_str": True}


def about(text: str) -> dict[str, str]:
    """Return field metadata with what an editor shows for the key."""
    return {"description": text}


def editor_schema(shape: type, title: str) -> bytes:
    """Return the JSON Schema (2020-12) of a written file, without the fields the reader fills."""
    from pydantic import TypeAdapter

    made = _loosened(TypeAdapter(shape).json_schema())
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return (json.dumps({**head, **made}, indent=2, ensure_ascii=False) + "\n").encode()


def _loosened(schema: dict[str, object]) -> dict[str, object]:
    """Return a schema as lenient as the reader: texts may look like numbers, keys be empty."""
    made: dict[str, object] = {}
    for key, value in schema.items():
        match key, value:
            case "title", str():
                pass
            case "type", "string":
                made[key] = ["string", "number", "boolean", "null"]
            case "properties", dict():
                made[key] = {name: _loosened(v) for name, v in value.items() if name not in OWN}
            case "default", _:
                made[key] = value
            case _, dict():
                made[key] = _loosened(value)
            case _, list():
                made[key] = [_loosened(v) if isinstance(v, dict) else v for v in value]
            case _:
                made[key] = value
    return made


def read_written(path: Path, shape: type[T]) -> T:
    """Read a YAML file into the dataclass `shape`; raise InputError with all that is wrong.

    A field called `line` is filled with the line on which its mapping starts, one called `lines`
    with the line of every key, by its path. A key without a value counts as left out; `yes` and
    `no` are read as words.
    """
    from pydantic import TypeAdapter, ValidationError

    doc = _document(path)
    try:
        return TypeAdapter(shape).validate_python(_filled(doc, shape))
    except ValidationError as error:
        raise InputError(
            *(_explain(doc, shape, detail, path) for detail in error.errors())
        ) from None


def _document(path: Path) -> Doc:
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "no such file"
        raise InputError(SeamscopeError(what, remedy="check the path", file=str(path)))
    try:
        doc = open_file(path, str(path)).document()
    except UnreadableError as error:
        raise InputError(error) from None
    if not doc.is_mapping:
        raise InputError(
            SeamscopeError(
                "is empty or not a mapping",
                remedy="write `key: value` lines; `seamscope init` makes an example",
                file=str(path),
                line=1,
            )
        )
    return doc


def _filled(doc: Doc, shape: type) -> object:
    plain = _plain(doc.value, shape)
    if isinstance(plain, dict) and any(item.name == "lines" for item in fields(shape)):
        return {**plain, "lines": dict(_places(doc))}
    return plain


def _places(doc: Doc) -> Iterator[tuple[str, int]]:
    """Yield the path and line of every key below a document."""
    below = doc.items() if doc.is_mapping else ((str(i), item) for i, item in enumerate(doc))
    for key, item in below:
        yield redact(key), item.line
        yield from ((f"{redact(key)}.{rest}", line) for rest, line in _places(item))


def _plain(value: object, shape: object) -> object:
    """Return plain dicts and lists without secrets; mappings in a sequence get their line."""
    known = _fields(shape)
    if isinstance(value, dict):
        return {
            redact(str(key)): _plain(item, known.get(str(key)))
            for key, item in value.items()
            if item is not None or str(key) not in known
        }
    if isinstance(value, list):
        lines = getattr(value, "lines", {})
        made = [_plain(item, shape) for item in value]
        for index, item in enumerate(made):
            if isinstance(item, dict) and index in lines:
                item.setdefault("line", lines[index])
        return made
    if isinstance(value, str):  # what a person wrote goes into reports
        return redact(value)
    if isinstance(value, bool):  # YAML's word for yes; pydantic reads it back where it must
        return "yes" if value else "no"
    return value


def _explain(doc: Doc, shape: type, detail: "ErrorDetails", path: Path) -> SeamscopeError:
    where, known, trail = doc, _fields(shape), []
    for step in detail["loc"]:
        trail.append(redact(str(step)))
        if isinstance(step, int):
            where = next((d for i, d in enumerate(where) if i == step), where)
        elif step in where:
            where, known = where[str(step)], _fields(known.get(str(step))) or known
    name = ".".join(trail)
    what, remedy = _words(detail, name, known)
    return SeamscopeError(what, remedy=remedy, file=str(path), line=where.line or 1)


def _words(detail: "ErrorDetails", name: str, known: dict[str, object]) -> tuple[str, str]:
    match detail["type"]:
        case "unexpected_keyword_argument" | "extra_forbidden":
            near = get_close_matches(name.rsplit(".", 1)[-1], known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known keys: {', '.join(known)}"
            return f"unknown key '{name}'", hint
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return f"'{name}' is missing", "add it"
        case _:
            return f"'{name}': {detail['msg'].lower()}", "correct the value"


def _fields(shape: object) -> dict[str, object]:
    """Return field names and types of a dataclass, or of the one inside a tuple of them."""
    inner = next((arg for arg in (shape, *get_args(shape)) if is_dataclass(arg)), None)
    if not isinstance(inner, type):
        return {}
    hints = get_type_hints(inner)
    return {item.name: hints[item.name] for item in fields(inner) if item.name not in OWN}
