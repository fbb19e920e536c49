"""Entries in responses of APIs are found in any wrapping, and incomplete responses are reported."""

import json
from pathlib import Path

import pytest

from seamscope.connector import Doc, open_file
from seamscope.connector.exports import list_exported, report_incomplete


def answer(folder: Path, value: object) -> Doc:
    """Write a value as a JSON file and return its document, as a connector gets it."""
    path = folder / "answer.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return open_file(path, path.name).document()


@pytest.mark.parametrize(
    "value",
    [
        [{"id": 1}, {"id": 2}],
        {"data": [{"id": 1}, {"id": 2}]},
        {"code": "Success", "data": {"items": [{"id": 1}, {"id": 2}]}},
        [{"data": [{"id": 1}]}, {"data": {"id": 2}}],
        {"sources": [{"id": 1}], "destinations": [{"id": 2}]},
    ],
)
def test_items_are_found_in_every_wrapping(tmp_path: Path, value: object) -> None:
    """Lists, pages, single objects and lists below a key give the same two entries in order."""
    found = list_exported(answer(tmp_path, value), "sources", "destinations")
    assert [doc["id"].text for doc in found] == ["1", "2"]


def test_one_page_of_several_is_reported(tmp_path: Path) -> None:
    """A response with a cursor or the URL of a next page is reported as one of several pages."""
    for value in (
        {"data": {"items": [{"id": 1}], "next_cursor": "eyJ"}},
        {"data": [{"id": 1}], "next": "https://example.com/v1/sources?offset=20"},
    ):
        (report,) = report_incomplete(answer(tmp_path, value))
        assert report.reason == "the file contains one page of a response with several pages"


def test_a_response_without_entries_is_reported(tmp_path: Path) -> None:
    """A response without entries is reported; a complete response is not."""
    (report,) = report_incomplete(answer(tmp_path, {"data": [], "next": ""}))
    assert report.reason == "the API response contains no entries"
    assert not list(report_incomplete(answer(tmp_path, {"data": [{"id": 1}], "next": ""})))
