"""Convert a survey to JSON and back, and build the JSON Schema of the document."""

import inspect
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec

from seamscope.collection import pause_collection
from seamscope.document.consistency import find_faults
from seamscope.document.migration import UnknownVersionError, migrate
from seamscope.document.types import SCHEMA_VERSION, Survey
from seamscope.document.writing import encode_document, replace_surrogates
from seamscope.errors import InputError, SeamscopeError

# Maximum number of reported faults; most faults of an inconsistent survey follow from the first.
SHOWN_FAULTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    schema_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    meta: _Version


def encode(survey: Survey) -> bytes:
    """Return the survey as JSON, with one line per list entry; equal surveys yield equal bytes.

    Keys are in the order of the class fields. Evidence is written without empty fields. Raises
    ValueError for infinite figures and NaN, which JSON cannot represent.
    """
    try:
        return encode_document(survey)
    except UnicodeEncodeError:
        return encode_document(replace_surrogates(survey))


def decode(content: bytes, name: str = "") -> Survey:
    """Decode a survey from JSON that `encode`, of this or an older version, wrote.

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
