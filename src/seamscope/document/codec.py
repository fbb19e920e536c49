"""A survey as JSON and back, and the JSON Schema of the document."""

import math
import re
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from itertools import islice
from pathlib import Path

import msgspec

from seamscope.document.consistency import find_faults
from seamscope.document.migration import UnknownVersionError, migrate
from seamscope.document.references import (
    EVIDENCE,
    TEXTS,
    Tables,
    allow_references,
    find_layout,
    list_repeated_texts,
    resolve,
)
from seamscope.document.types import SCHEMA_VERSION, Survey
from seamscope.errors import InputError, SeamscopeError
from seamscope.lineage.parsing.collection import pause_collection
from seamscope.records import Evidence

# Faults to report of a survey that makes no sense; the rest mostly follows from the first.
SHOWN_FAULTS = 10

# More precise than any estimate, yet coarse enough to hide the last bits of a float, which differ
# between processors and numpy builds.
DECIMALS = 6

_SURROGATES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    schema_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    meta: _Version


def encode(survey: Survey) -> bytes:
    """Return the survey as JSON, one entry of a list in a line; equal surveys give equal bytes.

    Keys are in the order of the class fields, without fields that have their default; evidence and
    repeated texts are named by number (`references`). Raises ValueError for a figure that is not
    finite, which JSON cannot represent.
    """
    tables = Tables(repeated=list_repeated_texts(survey))
    parts = {item.name: _encode_part(getattr(survey, item.name), tables) for item in fields(survey)}
    places = [_prepare_fields(one, tables) for one in tables.evidence]
    parts[EVIDENCE] = _encode_lines(places)
    parts[TEXTS] = _encode_lines([_prepare_for_json(text, tables) for text in tables.texts])
    body = b",\n".join(b'"%s": %s' % (name.encode(), part) for name, part in parts.items())
    return b"{\n" + body + b"\n}\n"


def _encode_part(value: object, tables: Tables) -> bytes:
    """Return one value of the document: a list with an entry a line, else indented."""
    prepared = _prepare_for_json(value, tables)
    if isinstance(prepared, list):
        return _encode_lines(prepared)
    return msgspec.json.format(msgspec.json.encode(prepared), indent=1)


def _encode_lines(items: Sequence[object]) -> bytes:
    lines = b",\n".join(map(msgspec.json.encode, items))
    return b"[\n" + lines + b"\n]" if items else b"[]"


_DEFAULTS: dict[type, tuple[tuple[str, object, bool], ...]] = {}


def _list_defaults(owner: type) -> tuple[tuple[str, object, bool], ...]:
    """Return name and default of each field of a data class, and whether it is prose."""
    if owner not in _DEFAULTS:
        _DEFAULTS[owner] = _find_defaults(owner)
    return _DEFAULTS[owner]


def _find_defaults(owner: type) -> tuple[tuple[str, object, bool], ...]:
    layout = find_layout(owner)
    found = []
    for item in fields(owner):
        made = item.default if item.default_factory is MISSING else item.default_factory()
        found.append((item.name, made, item.name in layout.texts))
    return tuple(found)


def decode(content: bytes, name: str = "") -> Survey:
    """Read JSON written by `encode`, also by an older version. name: of the file, for messages.

    Raises InputError if it is not JSON, not a survey, has an unknown schema version, or makes no
    sense (`find_faults`).
    """
    with pause_collection():  # nothing that is decoded is garbage
        return _decode(content, name)


def _decode(content: bytes, name: str) -> Survey:
    try:
        version = msgspec.json.decode(content, type=_Head).meta.schema_version
        document = msgspec.json.decode(content)
        if version == SCHEMA_VERSION:
            _resolve_references(document)
            survey = msgspec.convert(document, Survey)
        else:
            survey = migrate(document, version)
    except UnknownVersionError as error:
        raise InputError(SeamscopeError(error.what, remedy=error.remedy, file=name)) from None
    except msgspec.ValidationError as error:
        raise _refuse(f"not a survey: {error}", name) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _refuse(f"not JSON: {error}", name) from None
    faults = list(islice(find_faults(survey), SHOWN_FAULTS))
    if faults:
        raise InputError(
            *(SeamscopeError(str(fault), remedy=fault.remedy, file=name) for fault in faults)
        )
    return survey


def load(path: Path) -> Survey:
    """Read a survey.json; raise InputError if the file is missing or is not a survey."""
    if not path.is_file():
        remedy = "run `seamscope survey` first, or check the path"
        raise InputError(SeamscopeError("no such survey", remedy=remedy, file=str(path)))
    return decode(path.read_bytes(), str(path))


def _resolve_references(document: object) -> None:
    match document:
        case dict():
            evidence = msgspec.convert(document.pop(EVIDENCE, []), list[Evidence])
            texts = msgspec.convert(document.pop(TEXTS, []), list[str])
            resolve(document, Survey, evidence, texts)


def _refuse(what: str, name: str) -> InputError:
    remedy = "give the survey.json that `seamscope survey` wrote"
    return InputError(SeamscopeError(what, remedy=remedy, file=name))


def build_json_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of the document, generated from its classes."""
    schema = msgspec.json.schema(Survey)
    definitions = schema["$defs"]
    allow_references(definitions)
    properties = definitions[Survey.__name__]["properties"]
    properties[EVIDENCE] = {"type": "array", "items": {"$ref": "#/$defs/Evidence"}, "default": []}
    properties[TEXTS] = {"type": "array", "items": {"type": "string"}, "default": []}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"seamscope survey, schema version {SCHEMA_VERSION}",
        **schema,
    }


def encode_json_schema() -> bytes:
    """Return the content of `survey.schema.json`, the published contract."""
    return msgspec.json.format(msgspec.json.encode(build_json_schema()), indent=2) + b"\n"


def _prepare_for_json(value: object, tables: Tables) -> object:
    """Return a value as JSON holds it, with references to evidence and texts."""
    match value:
        case list() | tuple():
            prepared: object = [_prepare_for_json(item, tables) for item in value]
        case Evidence():
            prepared = tables.refer_to_evidence(value)
        case dict():
            prepared = {key: _prepare_for_json(value[key], tables) for key in sorted(value)}
        case _ if hasattr(value, "__dataclass_fields__"):
            prepared = _prepare_fields(value, tables)
        case _:
            prepared = _prepare_scalar(value)
    return prepared


def _prepare_scalar(value: object) -> object:
    """Round a float, and replace characters of a text that UTF-8 cannot encode."""
    match value:
        case StrEnum():
            return value.value
        case float():
            if not math.isfinite(value):
                raise ValueError(f"a survey cannot contain the figure {value}")
            return round(value, DECIMALS) + 0.0  # + 0.0 turns -0.0 into 0.0
        case str() if not value.isascii():  # JSON input can contain lone surrogates
            return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
        case _:
            return value


def _prepare_fields(value: object, tables: Tables) -> dict[str, object]:
    """Return the fields of an object that do not have their default."""
    prepared = {}
    for name, default, is_prose in _list_defaults(type(value)):
        item = getattr(value, name)
        if default is MISSING or item != default or type(item) is not type(default):
            item = tables.refer_to_text(item) if is_prose else item
            prepared[name] = _prepare_for_json(item, tables)
    return prepared
