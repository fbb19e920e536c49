"""Surveys of older and newer schema versions."""

import json
from dataclasses import replace

import pytest

from seamscope.document import SCHEMA_VERSION, decode, encode
from seamscope.document.migration import STEPS
from seamscope.errors import InputError
from seamscope.resolved import QuestionKind

from ..outputs.survey_sample import small

# The fields that version 1 did not have.
ADDED = {
    "systems": ("near",),
    "flows": ("routes", "stops"),
    "dependencies": ("written",),
    "questions": ("kind", "id", "candidates", "effect", "weight", "subject", "clues"),
}


def as_version_1() -> bytes:
    """Return the sample as a survey of schema version 1."""
    document = json.loads(encode(small()))
    document["meta"]["schema_version"] = "1"
    for key in ("accuracy", "endpoints", "answers"):
        del document[key]
    for name, keys in ADDED.items():
        for item in document[name]:
            for key in keys:
                item.pop(key, None)
    for integration in document["integrations"]:
        shared = [entity["entity"] for entity in integration["entities_both_ways"]]
        integration["entities_both_ways"] = shared
    return json.dumps(document).encode()


def test_version_1_is_read() -> None:
    """A survey of version 1 keeps all of its content and gets the current version."""
    read, today = decode(as_version_1()), small()
    assert read.meta == replace(today.meta, schema_version=SCHEMA_VERSION)
    assert read.systems == today.systems
    assert read.flows == today.flows
    assert read.estimates == today.estimates
    assert read.totals == today.totals
    assert [i.entities_both_ways for i in read.integrations] == [
        i.entities_both_ways for i in today.integrations
    ]
    assert [q.text for q in read.questions] == [q.text for q in today.questions]


def test_version_1_gets_what_was_added() -> None:
    """A survey of version 1 gets a measured accuracy, and each question gets an id and a kind."""
    read = decode(as_version_1())
    assert read.accuracy.systems == 6
    assert read.accuracy.flows == 5
    assert read.accuracy.ends_placed == 10
    assert all(question.id for question in read.questions)
    assert {question.kind for question in read.questions} == {QuestionKind.FACT}


def test_a_migrated_survey_survives_a_round_trip() -> None:
    """A survey that was read from version 1 can be encoded and decoded without a change."""
    read = decode(as_version_1())
    assert decode(encode(read)) == read


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("3", "schema version '3', and this program reads versions up to 2; upgrade seamscope"),
        ("99", "schema version '99', and this program reads versions up to 2; upgrade seamscope"),
        ("0", "schema version '0', which is unknown; run `seamscope survey` again"),
        ("two", "schema version 'two', which is unknown; run `seamscope survey` again"),
        ("9" * 5000, "and this program reads versions up to 2; upgrade seamscope"),
    ],
)
def test_other_versions_are_refused(version: str, said: str) -> None:
    """A survey of an unknown version is an error that says which version or program is needed."""
    document = json.loads(encode(small()))
    document["meta"]["schema_version"] = version
    with pytest.raises(InputError) as caught:
        decode(json.dumps(document).encode(), "survey.json")
    assert said in str(caught.value)


def test_each_older_version_leads_to_the_next() -> None:
    """The migrations form one chain from version 1 to the current version."""
    version, passed = "1", ["1"]
    while version != SCHEMA_VERSION:
        version, _ = STEPS[version]
        passed.append(version)
    assert passed == [str(number) for number in range(1, int(SCHEMA_VERSION) + 1)]
    assert set(STEPS) == set(passed) - {SCHEMA_VERSION}


def test_a_broken_survey_of_version_1_is_refused_with_its_place() -> None:
    """The migrations leave invalid values unchanged, so that decoding reports them with their
    place.
    """
    document = json.loads(as_version_1())
    document["integrations"] = [7]
    with pytest.raises(InputError, match=r"not a survey: .*integrations\[0\]"):
        decode(json.dumps(document).encode(), "survey.json")
