"""Commands that need only some parts of a survey decode only these, with the same result."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from seamscope.document import Survey, encode, load, open_survey
from seamscope.document import partial_reading as module
from seamscope.errors import InputError
from seamscope.outputs.commands.explain import explain
from seamscope.outputs.commands.show import LISTS, format_list

from ..outputs.survey_sample import small


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write a survey and return its path."""
    (tmp_path / "survey.json").write_bytes(encode(small()))
    return tmp_path / "survey.json"


def test_every_part_is_that_of_the_whole(path: Path) -> None:
    """Each part is equal to that of the whole survey, even a part that is missing in the file and
    has its default value.
    """
    for content in (encode(small()), b"{%s}" % encode(small()).split(b'"residue"')[0][1:-2]):
        path.write_bytes(content)
        whole, parts = load(path), open_survey(path)
        for field in fields(Survey):
            assert getattr(parts, field.name) == getattr(whole, field.name)


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_those_of_the_whole(path: Path, name: str) -> None:
    """`show` prints the same list as for the whole survey."""
    assert format_list(open_survey(path), name, "csv") == format_list(load(path), name, "csv")


def test_explanations_are_those_of_the_whole(path: Path) -> None:
    """`explain` prints the same text as for the whole survey."""
    label = load(path).integrations[0].label
    assert explain(open_survey(path), label) == explain(load(path), label)


def test_only_what_is_used_is_decoded(path: Path) -> None:
    """If the flows are damaged, the systems can still be read; the error comes with the first use
    of the flows.
    """
    written = encode(small())
    start = written.index(b'"flows": [')
    path.write_bytes(written[:start] + written[start:].replace(b'"source":', b'"origin":', 1))
    survey = open_survey(path)
    assert survey.systems == small().systems
    with pytest.raises(InputError, match=r"survey\.json: /flows: .*; run `seamscope survey`"):
        len(survey.flows)


def test_another_version_is_read_as_a_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A survey of another version is decoded as a whole, because it may need a migration."""
    monkeypatch.setattr(module, "SCHEMA_VERSION", "later")
    assert open_survey(path) == load(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"meta": 3}', b"\xff"])
def test_what_is_no_survey_is_an_input_error(path: Path, content: bytes) -> None:
    """A file that is not a survey gives the same error as `load`."""
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        open_survey(path)
    with pytest.raises(InputError) as expected:
        load(path)
    assert str(caught.value) == str(expected.value)


def test_a_copy_is_complete(path: Path) -> None:
    """A copy with one part replaced has all other parts."""
    assert replace(open_survey(path), systems=()).flows == small().flows
