"""Errors in files that a person wrote are reported with their line and cost only their entry."""

from pathlib import Path

import pytest

from seamscope.connector import open_file
from seamscope.connector.entries import (
    check_state,
    report_unknown_keys,
    report_unknown_word,
    report_wrong_types,
)
from seamscope.records import Evidence, Skipped


def test_an_unknown_key_names_the_nearest(tmp_path: Path) -> None:
    """For a misspelt key, the remedy proposes the similar key; for any other, it lists the known
    keys.
    """
    (tmp_path / "a.yaml").write_text("ownr: Bo\nzzz: 1\nname: A\n")
    doc = open_file(tmp_path / "a.yaml", "a.yaml").document()
    faults = list(report_unknown_keys(doc, ["owner", "name"]))
    assert [(fault.remedy, fault.evidence.line) for fault in faults] == [
        ("did you mean 'owner'?", 1),
        ("known keys: name, owner", 2),
    ]
    assert {fault.kind for fault in faults} == {"entry"}


def test_a_string_is_a_list_but_a_list_is_no_string(tmp_path: Path) -> None:
    """A single string is accepted as a list; a list in the place of a string is an error."""
    (tmp_path / "a.yaml").write_text("a: [x]\nb: x\nc: {d: e}\nf: [x, [y]]\n")
    doc = open_file(tmp_path / "a.yaml", "a.yaml").document()
    faults = list(report_wrong_types(doc, ["a", "b", "none"], ["b", "c", "f"]))
    assert [fault.evidence.line for fault in faults] == [1, 3, 4]


def test_a_long_word_is_cut() -> None:
    """A message repeats at most the first 40 characters of an unknown word."""
    fault = report_unknown_word("state", "x" * 99, ["on", "off"], "left out", Evidence(file="a"))
    assert fault.reason == f"state '{'x' * 40}' is not known; left out"
    assert fault.remedy == "write one of: on, off"


@pytest.mark.parametrize(
    ("word", "meant"), [("actve", "active"), ("geplnt", "geplant"), ("sleeping", "")]
)
def test_a_misspelt_status_names_the_word_that_was_meant(word: str, meant: str) -> None:
    """An unknown status is an error. If it is similar to a known word of any language, the remedy
    proposes this word.
    """
    faults = [item for item in check_state(word, Evidence(file="a")) if isinstance(item, Skipped)]
    assert len(faults) == 1
    assert faults[0].remedy.startswith(f"did you mean '{meant}'? " if meant else "write one of")
