"""A survey as JSON and back, and the JSON Schema of the document."""

import math
import re
from dataclasses import dataclass
from itertools import islice

import msgspec

from seamscope.document.consistency import find_faults
from seamscope.document.migration import UnknownVersionError, migrate
from seamscope.document.types import SCHEMA_VERSION, Survey
from seamscope.errors import InputError, SeamscopeError

# Faults to report of a survey that makes no sense; the rest mostly follows from the first.
SHOWN_FAULTS = 10

# More precise than any estimate, yet coarse enough to hide the last bits of a float, which differ
# between processors and numpy builds.
DECIMALS = 6

_EVIDENCE = {"file", "line", "place", "connector", "column"}
# Encoded JSON has no line break inside a string, so a line that starts with a key is a key.
_EVIDENCE_LINES = re.compile(
    r'\{\n +("file": [^\n]*(?:\n +"(?:line|place|connector|column)": [^\n]*)*)\n +\}'
)
_SURROGATES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    schema_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    meta: _Version


def encode(survey: Survey) -> bytes:
    """Return the survey as indented JSON; the same survey gives the same bytes.

    Keys are in the order of the class fields; each piece of evidence takes one line, without empty
    fields. Raises ValueError for a figure that is not finite, which JSON cannot represent.
    """
    built = msgspec.to_builtins(survey, order="deterministic")
    compact = msgspec.json.encode(_prepare_for_json(built))
    pretty = msgspec.json.format(compact, indent=2).decode()
    return (_EVIDENCE_LINES.sub(_join_lines, pretty) + "\n").encode()


def decode(content: bytes, name: str = "") -> Survey:
    """Read JSON written by `encode`, also by an older version. name: of the file, for messages.

    Raises InputError if it is not JSON, not a survey, has an unknown schema version, or makes no
    sense (`find_faults`).
    """
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


def _refuse(what: str, name: str) -> InputError:
    remedy = "give the survey.json that `seamscope survey` wrote"
    return InputError(SeamscopeError(what, remedy=remedy, file=name))


def build_json_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of the document, generated from its classes."""
    schema = msgspec.json.schema(Survey)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"seamscope survey, schema version {SCHEMA_VERSION}",
        **schema,
    }


def encode_json_schema() -> bytes:
    """Return the content of `survey.schema.json`, the published contract."""
    return msgspec.json.format(msgspec.json.encode(build_json_schema()), indent=2) + b"\n"


def _prepare_for_json(value: object) -> object:
    """Round floats, replace characters that UTF-8 cannot encode, drop empty evidence fields."""
    match value:
        case float():
            if not math.isfinite(value):
                raise ValueError(f"a survey cannot contain the figure {value}")
            return round(value, DECIMALS) + 0.0  # + 0.0 turns -0.0 into 0.0
        case str():  # JSON input can contain lone surrogates, which UTF-8 cannot encode
            return value if value.isascii() else _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
        case dict():
            is_evidence = value.keys() == _EVIDENCE
            return {
                key: _prepare_for_json(item)
                for key, item in value.items()
                if item or not is_evidence or key == "file"
            }
        case list() | tuple():
            return [_prepare_for_json(item) for item in value]
        case _:
            return value


def _join_lines(match: re.Match[str]) -> str:
    return "{" + re.sub(r"\n +", " ", match[1]) + "}"
