"""The survey: the whole result of a run as one document, and its JSON form.

types            the classes of the document
codec            conversion to JSON and back, and the JSON Schema
writing          the JSON of a survey: rounded figures, evidence without empty fields
partial_reading  a survey whose parts are decoded when they are used
consistency      checks of a decoded survey: ids, dates, figures, sums
migration        conversion of surveys of older schema versions
"""

from seamscope.document.codec import (
    build_json_schema,
    decode,
    encode,
    encode_json_schema,
    load,
)
from seamscope.document.partial_reading import open_survey
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
    "open_survey",
]
