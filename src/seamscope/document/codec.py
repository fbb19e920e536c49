"""Convert a survey to JSON and back, and build the JSON Schema of the document."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import islice
from pathlib import Path

import msgspec

from seamscope.collection import pause_collection
from seamscope.document.consistency import find_faults
from seamscope.document.migration import UnknownVersionError, migrate
from seamscope.document.types import SCHEMA_VERSION, Survey
from seamscope.errors import InputError, SeamscopeError
from seamscope.records import Evidence

# How many faults of an inconsistent survey are reported; later ones mostly follow from the first.
SHOWN_FAULTS = 10

# Decimals of a figure in JSON: more precise than any estimate, but few enough to hide the last
# bits of a float, which differ between processors and numpy builds.
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


_NAMES: dict[type, tuple[str, ...]] = {}


def _list_fields(owner: type) -> tuple[str, ...]:
    if owner not in _NAMES:
        _NAMES[owner] = tuple(item.name for item in fields(owner))
    return _NAMES[owner]


def decode(content: bytes, name: str = "") -> Survey:
    """Return the survey in JSON that `encode` wrote, also in that of an older version.

    name: name of the file, for messages. Raises InputError if the content is not JSON, not a
    survey, has an unknown schema version, or is inconsistent (see `find_faults`).
    """
    with pause_collection():  # decoding creates no garbage, so collecting it would waste time
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
    remedy = "give the survey.json that `seamscope survey` wrote"
    return InputError(SeamscopeError(what, remedy=remedy, file=name))


def build_json_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of the document, generated from its classes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"seamscope survey, schema version {SCHEMA_VERSION}",
        **msgspec.json.schema(Survey),
    }


def encode_json_schema() -> bytes:
    """Return the content of `survey.schema.json`, the published contract."""
    return msgspec.json.format(msgspec.json.encode(build_json_schema()), indent=2) + b"\n"


def _prepare_for_json(value: object) -> object:
    """Return a value ready for JSON: mappings sorted by key, evidence without empty fields."""
    match value:
        case list() | tuple():
            prepared: object = [_prepare_for_json(item) for item in value]
        case Evidence():
            named = ((name, getattr(value, name)) for name in _list_fields(Evidence))
            prepared = {
                name: _prepare_scalar(item) for name, item in named if item or name == "file"
            }
        case dict():
            prepared = {key: _prepare_for_json(value[key]) for key in sorted(value)}
        case _ if hasattr(value, "__dataclass_fields__"):
            prepared = {
                name: _prepare_for_json(getattr(value, name)) for name in _list_fields(type(value))
            }
        case _:
            prepared = _prepare_scalar(value)
    return prepared


def _prepare_scalar(value: object) -> object:
    """Return a value with floats rounded and with characters replaced that UTF-8 cannot encode."""
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
