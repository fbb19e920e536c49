"""Convert a survey to JSON and back, and build the JSON Schema of the document."""

import inspect
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec

from seamscope.collection import pause_collection
from seamscope.document.consistency import find_faults
from seamscope.document.migration import UnknownVersionError, migrate
from seamscope.document.types import SCHEMA_VERSION, Survey
from seamscope.errors import InputError, SeamscopeError
from seamscope.records import Evidence

# Number of reported faults of an inconsistent survey; most later faults follow from the first.
SHOWN_FAULTS = 10

# Decimals of a figure in JSON. Further digits depend on the processor and the numpy build.
DECIMALS = 6

_SURROGATES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    schema_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    meta: _Version


def encode(survey: Survey) -> bytes:
    """Return the survey as JSON, with one line per entry of a list; equal surveys give equal bytes.

    Keys are in the order of the class fields. Evidence is written without empty fields. Raises
    ValueError for a figure that is infinite or not a number, which JSON cannot represent.
    """
    parts = {item.name: _encode_part(getattr(survey, item.name)) for item in fields(survey)}
    body = b",\n".join(b'"%s": %s' % (name.encode(), part) for name, part in parts.items())
    return b"{\n" + body + b"\n}\n"


def _encode_part(value: object) -> bytes:
    """Return one value of the document as JSON: a list with one entry per line, else indented."""
    prepared = _prepare_for_json(value)
    if isinstance(prepared, list):
        return _encode_lines(prepared)
    return msgspec.json.format(msgspec.json.encode(prepared), indent=1)


def _encode_lines(items: Sequence[object]) -> bytes:
    lines = b",\n".join(map(msgspec.json.encode, items))
    return b"[\n" + lines + b"\n]" if items else b"[]"


def decode(content: bytes, name: str = "") -> Survey:
    """Return the survey in JSON that `encode` of this or an older version wrote.

    name: name of the file, for messages. Raises InputError if the content is not JSON, not a
    survey, has an unknown schema version, or is inconsistent (see `find_faults`).
    """
    with pause_collection():  # decoding creates no garbage, so garbage collection would waste time
        return _decode(content, name)


def _decode(content: bytes, name: str) -> Survey:
    try:
        version = msgspec.json.decode(content, type=_Head).meta.schema_version
        if version == SCHEMA_VERSION:
            survey = msgspec.json.decode(content, type=Survey)
        else:
            survey = migrate(msgspec.json.decode(content), version)
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


def _refuse(what: str, name: str) -> InputError:
    remedy = "pass the survey.json that `seamscope survey` wrote"
    return InputError(SeamscopeError(what, remedy=remedy, file=name))


def build_json_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of the document, generated from its classes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"seamscope survey, schema version {SCHEMA_VERSION}",
        **{key: _clean_descriptions(value) for key, value in msgspec.json.schema(Survey).items()},
    }


def _clean_descriptions(schema: object) -> object:
    """Remove the indentation of docstrings, which msgspec keeps before version 0.23."""
    match schema:
        case dict():
            return {
                key: inspect.cleandoc(value)
                if key == "description" and isinstance(value, str)
                else _clean_descriptions(value)
                for key, value in schema.items()
            }
        case list():
            return [_clean_descriptions(value) for value in schema]
    return schema


def encode_json_schema() -> bytes:
    """Return the content of `survey.schema.json`, the published contract."""
    return msgspec.json.format(msgspec.json.encode(build_json_schema()), indent=2) + b"\n"


def _prepare_for_json(value: object) -> object:
    """Return a value ready for JSON: mappings sorted by key, evidence without empty fields."""
    kind = type(value)
    if kind in _UNCHANGED:
        return value
    if (prepare := _PREPARERS.get(kind)) is None:
        prepare = _PREPARERS[kind] = _choose_preparer(value)
    return prepare(value)


def _choose_preparer(value: object) -> Callable[..., object]:
    """Return the function that prepares values of this type; a survey has millions of values."""
    prepare: Callable[..., object]
    match value:
        case Evidence():
            prepare = _prepare_evidence
        case list() | tuple():
            prepare = _prepare_items
        case dict():
            prepare = _prepare_entries
        case StrEnum():
            prepare = _get_value
        case str():
            prepare = _prepare_text
        case float():
            prepare = _prepare_figure
        case _ if is_dataclass(value):
            names = tuple(item.name for item in fields(value))
            prepare = partial(_prepare_fields, names)
        case _:
            prepare = _keep
    return prepare


def _prepare_items(items: Sequence[object]) -> list[object]:
    return [_prepare_for_json(item) for item in items]


def _prepare_entries(entries: Mapping[str, object]) -> dict[str, object]:
    return {key: _prepare_for_json(entries[key]) for key in sorted(entries)}


def _prepare_fields(names: Sequence[str], owner: object) -> dict[str, object]:
    return {name: _prepare_for_json(getattr(owner, name)) for name in names}


def _get_value(member: StrEnum) -> str:
    return member.value


def _keep(value: object) -> object:
    return value


def _prepare_evidence(evidence: Evidence) -> dict[str, object]:
    """Return evidence without empty fields, except for the file."""
    named = ((name, getattr(evidence, name)) for name in _EVIDENCE_FIELDS)
    return {name: _prepare_for_json(item) for name, item in named if item or name == "file"}


def _prepare_text(text: str) -> str:
    """Return a text without lone surrogates, which JSON can contain and UTF-8 cannot."""
    return text if text.isascii() else _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def _prepare_figure(figure: float) -> float:
    """Return a rounded figure; raise ValueError for an infinite figure or NaN."""
    if not math.isfinite(figure):
        raise ValueError(f"a survey cannot contain the figure {figure}")
    return round(figure, DECIMALS) + 0.0  # + 0.0 turns -0.0 into 0.0


_EVIDENCE_FIELDS = tuple(item.name for item in fields(Evidence))
_UNCHANGED = frozenset({int, bool, type(None)})
_PREPARERS: dict[type, Callable[..., object]] = {}
