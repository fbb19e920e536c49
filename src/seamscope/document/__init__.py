"""The survey: the whole result of a run as one document, and its JSON form.

types        the document
codec        to JSON and back, and its JSON Schema
consistency  checks of a decoded survey: ids, dates, figures, sums
migration    older schema versions
"""

from seamscope.document.codec import (
    build_json_schema,
    decode,
    encode,
    encode_json_schema,
    load,
)
from seamscope.document.types import SCHEMA_VERSION, InputFile, Meta, Survey

__all__ = [
    "SCHEMA_VERSION",
    "InputFile",
    "Meta",
    "Survey",
    "build_json_schema",
    "decode",
    "encode",
    "encode_json_schema",
    "load",
]
