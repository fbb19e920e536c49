"""Answers in poc.yaml are judged by their content, whatever their words are."""

from pathlib import Path

import pytest
from tests.case_files import load_yaml

from seamscope.readiness.dates import find_day
from seamscope.readiness.fields import is_answer, load_rules

SAMPLES: dict[str, dict[str, list[str]]] = load_yaml(Path(__file__).parent / "answers.yaml")
EMPTY = [(key, text) for key, both in SAMPLES.items() for text in both["empty"]]
SERIOUS = [(key, str(text)) for key, both in SAMPLES.items() for text in both["serious"]]


def test_every_key_with_a_rule_has_ten_samples_of_each_kind() -> None:
    """Each key whose answer is judged has at least ten samples with content and ten without."""
    assert SAMPLES.keys() | {"replaces"} == load_rules().keys()
    assert min(len(part) for both in SAMPLES.values() for part in both.values()) >= 10


@pytest.mark.parametrize(("key", "text"), EMPTY)
def test_an_answer_without_content_is_refused(key: str, text: str) -> None:
    """Answers such as `we will see` (owner) or `regularly` (threshold) do not count."""
    assert not is_answer(key, text)


@pytest.mark.parametrize(("key", "text"), SERIOUS)
def test_an_answer_with_content_is_accepted(key: str, text: str) -> None:
    """A person, a figure, a date or a document counts as an answer, in English and in German."""
    assert is_answer(key, text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on 2027-05-14", "2027-05-14"),
        ("14 May 2027", "2027-05-14"),
        ("May 14, 2027", "2027-05-14"),
        ("am 31.03.2027", "2027-03-31"),
        ("30. Juni 2027", "2027-06-30"),
        ("2027-02-30", "None"),
        ("Q2 2027", "None"),
    ],
)
def test_the_day_in_an_answer_is_read(text: str, day: str) -> None:
    """A day with its year is read as a date; a quarter and 30 February are not."""
    assert str(find_day(text)) == day
