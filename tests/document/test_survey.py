"""Survey to JSON and back: the contract every other program reads."""

import json
from dataclasses import fields, replace
from pathlib import Path

import jsonschema
import pytest

from seamscope import document as survey_module
from seamscope.document import Meta, Survey, decode, encode, json_schema, schema_bytes
from seamscope.errors import InputError
from seamscope.estimate import Effort
from seamscope.records import Evidence
from seamscope.resolved import Question

from ..outputs.hostile_sample import hostile
from ..outputs.survey_sample import small

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="1"))
FRAME = [
    "meta", "systems", "endpoints", "datasets", "interfaces", "flows", "dependencies",
    "integrations",
    "surface", "estimates", "totals", "readiness", "findings", "questions", "skipped",
]  # fmt: skip


@pytest.mark.parametrize("survey", [EMPTY, small()], ids=["empty", "small"])
def test_a_survey_reads_back_as_it_was(survey: Survey) -> None:
    """Decoding what was encoded gives an equal survey."""
    assert decode(encode(survey)) == survey


def test_keys_stand_in_the_order_of_the_frame() -> None:
    """The document's keys are those of the frame, in its order, and nothing else."""
    assert list(json.loads(encode(EMPTY))) == FRAME


def test_every_class_keeps_its_order_of_keys() -> None:
    """Inside an object, keys stand as the class lists them, not by the alphabet."""
    meta = json.loads(encode(small()))["meta"]
    assert list(meta) == [field.name for field in fields(Meta)]


def test_evidence_takes_one_line_and_leaves_out_what_is_empty() -> None:
    """A place is as short as it can be, so that a survey can be read by eye."""
    question = Question(
        text="?", evidence=(Evidence(file="a.sql", line=3), Evidence(file='q"\n', place="/x"))
    )
    text = encode(replace(EMPTY, questions=(question,))).decode()
    assert '        {"file": "a.sql", "line": 3},\n' in text
    assert '        {"file": "q\\"\\n", "place": "/x"}\n' in text


def test_floats_lose_the_digits_that_differ_between_machines() -> None:
    """Six decimals stay, and a negative zero is a zero."""
    sample = small()
    assert sample.totals
    odd = Effort(mean=0.1 + 0.2, p50=-0.0, p80=1.23456789, p90=2.0)
    text = encode(replace(sample, totals=replace(sample.totals, poc=odd)))
    poc = json.loads(text)["totals"]["poc"]
    assert poc == {"mean": 0.3, "p50": 0.0, "p80": 1.234568, "p90": 2.0}
    assert b"-0.0" not in text


def test_options_are_sorted_so_that_bytes_do_not_depend_on_their_order() -> None:
    """Two runs with the same options in another order write the same bytes."""
    one = replace(EMPTY, meta=replace(EMPTY.meta, options={"b": "1", "a": "2"}))
    two = replace(EMPTY, meta=replace(EMPTY.meta, options={"a": "2", "b": "1"}))
    assert encode(one) == encode(two)
    assert encode(one).endswith(b"}\n")


def test_a_figure_that_is_not_a_number_is_refused() -> None:
    """JSON has no NaN; writing null instead would lose the figure silently."""
    question = Question(text="?", variance_share=float("nan"))
    with pytest.raises(ValueError, match="nan"):
        encode(replace(EMPTY, questions=(question,)))


def test_half_a_surrogate_pair_does_not_stop_the_run() -> None:
    """A name that UTF-8 cannot hold is written with the replacement character."""
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
            b'{"meta": {"tool": "", "tool_version": "", "schema_version": "1"}, "systems": [1]}',
            r"\$\.systems\[0\]",
        ),
    ],
    ids=["empty", "binary", "list", "no-meta", "future", "wrong-type"],
)
def test_a_wrong_file_is_named_with_a_remedy(content: bytes, said: str) -> None:
    """What is not a survey of this version is an input error: where, what, what to do."""
    with pytest.raises(InputError, match=said) as caught:
        decode(content, "b.json")
    assert "; " in str(caught.value)


@pytest.mark.parametrize("survey", [EMPTY, small(), hostile()], ids=["empty", "small", "hostile"])
def test_an_independent_validator_accepts_what_is_encoded(survey: Survey) -> None:
    """The JSON Schema describes the document truly."""
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(encode(survey)))


def test_the_schema_refuses_what_decoding_refuses() -> None:
    """The schema is no blank cheque: a wrong state does not pass."""
    document = json.loads(encode(small()))
    document["systems"][0]["lifecycle"] = "undead"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, json_schema())


def test_the_committed_schema_is_the_one_of_the_classes() -> None:
    """survey.schema.json is up to date; `schema_bytes()` is what to write into it."""
    committed = Path(survey_module.__file__).with_name("survey.schema.json")
    assert committed.read_bytes() == schema_bytes()
