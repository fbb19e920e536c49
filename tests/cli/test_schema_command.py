"""`seamscope schema KIND` prints a schema that accepts valid files and rejects unknown keys and
values.
"""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.cli.schemas import KINDS

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "inventories" / "halden-pumps"


def read_schema(kind: str) -> dict[str, object]:
    result = CliRunner().invoke(main, ["schema", kind])
    assert result.exit_code == 0, result.output
    schema: dict[str, object] = json.loads(result.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema


def accepts(kind: str, text: str) -> bool:
    # dates as text, as an editor sees them
    document = yaml.load(text, Loader=yaml.BaseLoader)
    return not list(jsonschema.Draft202012Validator(read_schema(kind)).iter_errors(document))


@pytest.mark.parametrize("kind", [*KINDS, "seamscope"])
def test_every_kind_has_a_schema_with_a_title(kind: str) -> None:
    """The schema of each kind declares JSON Schema 2020-12 and has a title."""
    schema = read_schema(kind)
    assert str(schema["$schema"]).endswith("2020-12/schema")
    assert schema["title"]


@pytest.mark.parametrize(
    ("kind", "file"),
    [("inventory", "inventory.yaml"), ("configuration", "seamscope.yaml")],
)
def test_the_files_of_the_sample_are_accepted(kind: str, file: str) -> None:
    """The schemas accept the files of the sample, so that an editor marks no error in them."""
    assert accepts(kind, (SAMPLE / file).read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("inventory", "inventory: 1\nsystems: [{name: A}]", "inventory: 1\nsystems: [{nam: A}]"),
        (
            "inventory",
            "inventory: 1\nflows: [{from: A, to: B, certainty: likely}]",
            "inventory: 1\nflows: [{from: A, to: B, certainty: maybe}]",
        ),
        (
            "mapping",
            "mapping: 1\nfiles: [a.csv]\nholds: systems\ncolumns: {name: X, owner: [A, B]}",
            "mapping: 1\nfiles: [a.csv]\nholds: systems\ncolumns: {source: X}",
        ),
        (
            "mapping",
            "mapping: 1\nfiles: a.csv\nholds: interfaces\ncolumns: {source: X}",
            "mapping: 1\nfiles: a.csv\nholds: things\ncolumns: {}",
        ),
        (
            "configuration",
            "mappings: [{files: [a], holds: systems, columns: {name: X}}]",
            "mappings: [{files: [a], holds: things, columns: {name: X}}]",
        ),
        ("answers", "answers: [{id: a, answer: yes, answered_on: 2026-01-02}]", "answers: [{}]"),
    ],
)
def test_unknown_keys_and_words_are_refused(kind: str, good: str, bad: str) -> None:
    """For each rule, the schema accepts a valid file and rejects an invalid one."""
    assert accepts(kind, good)
    assert not accepts(kind, bad)


def test_a_schema_can_be_written_to_a_file(tmp_path: Path) -> None:
    """`-o FILE` writes the schema that the command would print."""
    file = tmp_path / "poc.schema.json"
    CliRunner().invoke(main, ["schema", "poc", "-o", str(file)])
    assert json.loads(file.read_text(encoding="utf-8")) == read_schema("poc")
