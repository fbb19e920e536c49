"""Survey to JSON and back: the contract every other program reads."""

import json
from dataclasses import fields, replace
from pathlib import Path

import jsonschema
import pytest

from seamscope import document as survey_module
from seamscope.document import Meta, Survey, build_json_schema, decode, encode, encode_json_schema
from seamscope.errors import InputError
from seamscope.estimate import Effort
from seamscope.records import Evidence
from seamscope.resolved import Finding, Question, Severity

from ..outputs.hostile_sample import hostile
from ..outputs.survey_sample import small

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))
FRAME = [
    "meta", "accuracy", "systems", "endpoints", "datasets", "interfaces", "flows", "dependencies",
    "integrations",
    "surface", "estimates", "totals", "roadmap", "readiness", "ledger", "findings",
    "questions", "answers", "skipped", "residue", "evidence", "texts",
]  # fmt: skip


@pytest.mark.parametrize("survey", [EMPTY, small()], ids=["empty", "small"])
def test_decoding_inverts_encoding(survey: Survey) -> None:
    """Decoding an encoded survey gives an equal survey."""
    assert decode(encode(survey)) == survey


def test_top_level_keys_are_in_the_documented_order() -> None:
    """The document has exactly the documented keys, in their order."""
    assert list(json.loads(encode(EMPTY))) == FRAME


def test_keys_are_in_the_order_of_the_class() -> None:
    """Keys of an object are in the order of the class fields, not sorted."""
    meta = json.loads(encode(small()))["meta"]
    assert list(meta) == [field.name for field in fields(Meta) if field.name in meta]
    assert list(meta)[:3] == ["tool", "tool_version", "schema_version"]


def test_an_entry_is_a_line_without_defaults() -> None:
    """One entry of a list in a line keeps the file small, and the difference of two readable."""
    lines = encode(small()).decode().splitlines()
    flow = json.loads(lines[lines.index('"flows": [') + 1].rstrip(","))
    assert flow["id"] == small().flows[0].id
    assert "derived" not in flow


def test_evidence_is_written_once_and_named_by_number() -> None:
    """Two questions that rest on one line of a file share its entry."""
    one, other = Evidence(file="a.sql", line=3), Evidence(file='q"\n', place="/x")
    questions = (
        Question(text="?", id="a", evidence=(one, other)),
        Question(text="!", id="b", evidence=(other,)),
    )
    survey = replace(EMPTY, questions=questions)
    document = json.loads(encode(survey))
    assert [question["evidence"] for question in document["questions"]] == [[0, 1], [1]]
    assert document["evidence"] == [
        {"file": "a.sql", "line": 3},
        {"file": 'q"\n', "place": "/x"},
    ]
    assert decode(encode(survey)) == survey


def test_a_repeated_text_is_written_once() -> None:
    """Findings that repeat one remedy name it by number; a text that occurs once stays."""
    remedy = "ask the owner of the interface"
    findings = tuple(
        Finding(severity=Severity.LOW, what=what, remedy=said)
        for what, said in (("a", remedy), ("b", remedy), ("c", "look at the contract"))
    )
    survey = replace(EMPTY, findings=findings)
    document = json.loads(encode(survey))
    assert [one["remedy"] for one in document["findings"]] == [0, 0, "look at the contract"]
    assert document["texts"] == [remedy]
    assert decode(encode(survey)) == survey


def test_evidence_in_its_place_is_read_as_well() -> None:
    """Programs that build a survey need no table; version 1 has none."""
    document = json.loads(encode(EMPTY))
    document["questions"] = [{"text": "?", "evidence": [{"file": "a.sql", "line": 3}]}]
    assert decode(json.dumps(document).encode()).questions[0].evidence == (
        Evidence(file="a.sql", line=3),
    )


@pytest.mark.parametrize("number", [-1, 7, 1.5, True])
def test_a_reference_to_nothing_is_refused_with_its_place(number: object) -> None:
    """A number without an entry in the list is an error of the field that has it."""
    document = json.loads(encode(EMPTY))
    document["questions"] = [{"text": "?", "evidence": [number]}]
    with pytest.raises(InputError, match=r"questions\[0\]\.evidence\[0\]"):
        decode(json.dumps(document).encode())


def test_floats_are_rounded_to_six_decimals() -> None:
    """Negative zero becomes zero."""
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
    """JSON has no NaN, and null would lose the figure silently."""
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
    """The error has file, problem and remedy."""
    with pytest.raises(InputError, match=said) as caught:
        decode(content, "b.json")
    assert "; " in str(caught.value)


@pytest.mark.parametrize("survey", [EMPTY, small(), hostile()], ids=["empty", "small", "hostile"])
def test_encoded_surveys_are_valid_for_the_schema(survey: Survey) -> None:
    """An independent validator accepts them."""
    schema = build_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(encode(survey)))


def test_the_schema_rejects_what_decoding_rejects() -> None:
    """An invalid state fails in both."""
    document = json.loads(encode(small()))
    document["systems"][0]["lifecycle"] = "undead"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, build_json_schema())


def test_the_committed_schema_is_up_to_date() -> None:
    """Write the output of `encode_json_schema()` to survey.schema.json if this fails."""
    committed = Path(survey_module.__file__).with_name("survey.schema.json")
    assert committed.read_bytes() == encode_json_schema()
