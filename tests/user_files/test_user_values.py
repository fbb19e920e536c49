"""Values with a fixed form are checked, and the error shows the expected form."""

import json
from pathlib import Path

import jsonschema
import pytest

from seamscope.errors import InputError
from seamscope.poc import build_poc_schema, read_poc


def read_faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "poc.yaml"
    path.write_text(f"name: P\n{text}\n", encoding="utf-8")
    try:
        read_poc(path)
    except InputError as error:
        return [str(each).replace(str(path), "poc.yaml") for each in error.errors]
    return []


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("mechanism: telepathy", "'telepathy' is not a mechanism; use one of: api, events, cdc"),
        ("mechanism: evnts", "did you mean 'events'? use one of: api"),
        ("latency: fast", "'fast' is not a latency or frequency; write it like every 15 minutes"),
        ("frequency: 5 parsecs", "'5 parsecs' is not a latency or frequency; write it like"),
        ("volume: 120.000 a day", "120.000 can be read in two ways; write 120000 or 120"),
        ("volume: 3.500 orders a day", "3.500 can be read in two ways; write 3500 or 3.5"),
        ("volume: 40000", "'40000' is not a volume; write a number of records per period, such as"),
        ("volume: many", "such as 3,000 orders a day, or leave it out"),
        ("ceiling: 100.000 calls a day", "write 100000 or 100"),
        ("stock: some", "'some' has no number; write it like 2 million orders"),
        ("latency: 5", "'5' has no unit; write 5 minutes, or every"),
        ("frequency: 15", "'15' has no unit; write 15 minutes"),
        ("fields: 1.200", "1.200 can be read in two ways; write 1200 or 1.2"),
    ],
)
def test_a_value_of_another_form_is_refused_with_the_form_wanted(
    tmp_path: Path, key: str, said: str
) -> None:
    """A value in the wrong form is an error with the line of its key and the expected form."""
    found = read_faults(tmp_path, f"reads:\n  - system: CRM\n    {key}")
    assert len(found) >= 1
    assert any(fault.startswith("poc.yaml:4: ") and said in fault for fault in found), found


@pytest.mark.parametrize(
    "key",
    [
        "mechanism: REST API",
        "mechanism: database link",
        "mechanism: database_link",
        "volume: 40,000 orders a day",
        "volume: 1.000.000 rows per month",
        "volume: 2 million events an hour",
        "volume: 3 GB a day",
        "volume: 0.5 orders a day",
        "stock: 180,000 open order lines",
        "latency: every 5 minutes",
        "latency: near real time",
        "frequency: when a customer calls",
        "frequency: pro Auftrag",
        "fields: 24",
        "mechanism:",
    ],
)
def test_values_that_people_write_are_accepted(tmp_path: Path, key: str) -> None:
    """Common words, numbers with either thousands separator, sizes in bytes, and a key without a
    value are accepted.
    """
    assert read_faults(tmp_path, f"reads:\n  - system: CRM\n    {key}") == []


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("start: 14.05.2027", "'14.05.2027' is not a date; write it as YYYY-MM-DD, such as"),
        ("users: 1.000", "1.000 can be read in two ways; write 1000 or 1"),
        ("users: many", "'many' is not a whole number; write digits only, such as 12"),
        ("team: {sites: 2.5}", "'2.5' is not a whole number"),
        ("team: {capability: super}", "is not a rating; use one of: very low, low, nominal"),
        ("team: {capability: hihg}", "did you mean 'high'?"),
        ("replaces: Excel", "'Excel' is not a list; begin each entry with `- `"),
        ("operation: later", "'later' is not a mapping; write one `key: value` on each line"),
    ],
)
def test_dates_numbers_words_and_shapes_are_checked(tmp_path: Path, key: str, said: str) -> None:
    """The error shows the value and the expected form in seamscope's own words, not in those of a
    library.
    """
    found = read_faults(tmp_path, f"reads: [{{system: CRM}}]\n{key}")
    assert any(fault.startswith("poc.yaml:3: ") and said in fault for fault in found), found
    assert not any("input should be" in fault for fault in found)


def test_editors_know_the_words() -> None:
    """The JSON Schema proposes mechanisms, but allows others; of ratings, it allows only the listed
    ones.
    """
    schema = json.loads(build_poc_schema())
    mechanism = schema["$defs"]["Touch"]["properties"]["mechanism"]
    assert {"api", "events", "file"} <= set(mechanism["anyOf"][0]["enum"])
    poc = {"name": "P", "reads": [{"system": "CRM"}], "team": {"capability": "high"}}
    jsonschema.validate(poc, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**poc, "team": {"capability": "super"}}, schema)
