"""A survey as JSON: the format that every other program reads."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from seamscope import document as survey_module
from seamscope.document import Meta, Survey, build_json_schema, decode, encode, encode_json_schema
from seamscope.errors import InputError
from seamscope.estimate import Effort
from seamscope.records import Evidence
from seamscope.resolved import Question

from ..outputs.hostile_sample import hostile
from ..outputs.survey_sample import small

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))
FRAME = [
    "meta", "accuracy", "systems", "endpoints", "datasets", "interfaces", "flows", "dependencies",
    "integrations",
    "surface", "estimates", "totals", "roadmap", "readiness", "ledger", "findings",
    "questions", "answers", "skipped", "residue",
]  # fmt: skip


@pytest.mark.parametrize("survey", [EMPTY, small()], ids=["empty", "small"])
def test_decoding_inverts_encoding(survey: Survey) -> None:
    """Decoding an encoded survey gives an equal survey."""
    assert decode(encode(survey)) == survey


def test_top_level_keys_are_in_the_documented_order() -> None:
    """The document has exactly the documented keys, in their order."""
    assert list(json.loads(encode(EMPTY))) == FRAME


def test_keys_are_in_the_order_of_the_class() -> None:
    """Keys of an object are in the order of the class fields at any depth, not sorted."""
    assert list(_list_misplaced(small(), json.loads(encode(small())))) == []


def _list_misplaced(value: object, written: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield the class name and the keys of each object whose keys are not in the order of its
    class.
    """
    match value:
        case tuple():
            for item, entry in zip(value, written, strict=True):
                yield from _list_misplaced(item, entry)
        case _ if is_dataclass(value):
            names = [field.name for field in fields(value)]
            if isinstance(value, Evidence):
                names = [name for name in names if name in written]
            if list(written) != names:
                yield type(value).__name__, list(written)
            for name in names:
                yield from _list_misplaced(getattr(value, name), written[name])


def test_an_entry_is_a_line_and_evidence_has_no_empty_fields() -> None:
    """Each entry is one line of JSON, so that a diff of two surveys is readable; empty fields of
    evidence are omitted.
    """
    question = Question(
        text="?", evidence=(Evidence(file="a.sql", line=3), Evidence(file='q"\n', place="/x"))
    )
    lines = encode(replace(EMPTY, questions=(question,))).decode().splitlines()
    entry = json.loads(lines[lines.index('"questions": [') + 1])
    assert entry["evidence"] == [{"file": "a.sql", "line": 3}, {"file": 'q"\n', "place": "/x"}]
    assert list(entry) == [field.name for field in fields(Question)]


def test_floats_are_rounded_to_six_decimals() -> None:
    """A figure has at most six decimals, and negative zero becomes zero."""
    sample = small()
    assert sample.totals
    odd = Effort(mean=0.1 + 0.2, p50=-0.0, p80=1.23456789, p90=2.0)
    text = encode(replace(sample, totals=replace(sample.totals, poc=odd)))
    poc = json.loads(text)["totals"]["poc"]
    assert poc == {"mean": 0.3, "p50": 0.0, "p80": 1.234568, "p90": 2.0}
    assert b"-0.0" not in text


def test_options_are_sorted() -> None:
    """The order of options does not change the bytes."""
    one = replace(EMPTY, meta=replace(EMPTY.meta, options={"b": "1", "a": "2"}))
    two = replace(EMPTY, meta=replace(EMPTY.meta, options={"a": "2", "b": "1"}))
    assert encode(one) == encode(two)
    assert encode(one).endswith(b"}\n")


def test_nan_and_infinity_are_errors() -> None:
    """A figure that is NaN is an error: JSON has no NaN, and null would lose the figure
    silently.
    """
    question = Question(text="?", variance_share=float("nan"))
    with pytest.raises(ValueError, match="nan"):
        encode(replace(EMPTY, questions=(question,)))


def test_lone_surrogates_are_replaced() -> None:
    """A character that UTF-8 cannot encode becomes the replacement character."""
    written = encode(hostile())
    assert "lone\N{REPLACEMENT CHARACTER}" in written.decode()
    assert len(decode(written).systems) == len(hostile().systems)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "b.json: not JSON"),
        (b"\xff\xfe\x00", "b.json: not JSON"),
        (b"[]", "b.json: not a survey"),
        (b'{"systems": []}', "b.json: not a survey"),
        (b'{"meta": {"schema_version": "99"}}', "schema version '99'"),
        (
            b'{"meta": {"tool": "", "tool_version": "", "schema_version": "2"}, "systems": [1]}',
            r"\$\.systems\[0\]",
        ),
    ],
    ids=["empty", "binary", "list", "no-meta", "future", "wrong-type"],
)
def test_a_file_that_is_not_a_survey_is_an_input_error(content: bytes, said: str) -> None:
    """Content that is not a survey is an InputError with the file, the problem and a remedy."""
    with pytest.raises(InputError, match=said) as caught:
        decode(content, "b.json")
    assert "; " in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("survey", [EMPTY, small(), hostile()], ids=["empty", "small", "hostile"])
def test_encoded_surveys_are_valid_for_the_schema(survey: Survey) -> None:
    """An independent validator accepts encoded surveys."""
    schema = build_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(encode(survey)))


def test_the_schema_rejects_what_decoding_rejects() -> None:
    """The schema rejects an unknown lifecycle."""
    document = json.loads(encode(small()))
    document["systems"][0]["lifecycle"] = "undead"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, build_json_schema())


def test_the_committed_schema_is_up_to_date() -> None:
    """survey.schema.json is the output of `encode_json_schema()`; if not, write the output to the
    file.
    """
    committed = Path(survey_module.__file__).with_name("survey.schema.json")
    assert committed.read_bytes() == encode_json_schema()
