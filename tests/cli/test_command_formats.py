"""`--format` and `-o` of the commands that print tables and lists."""

import csv
import io
import json
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner
from tests.outputs.survey_sample import small

from seamscope.cli import main
from seamscope.cli.schema_keys import list_keys
from seamscope.document import encode
from seamscope.outputs.commands.explain import explain

TABLES = ("calibrate", "check", "connectors", "diff", "explain", "gather", "lineage", "schema",
          "show")  # fmt: skip
LIST = "inventory: 1\nsystems: [{name: A}]\n"


def run(*words: object) -> str:
    result = CliRunner().invoke(main, [*map(str, words)])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_formats_and_a_file(name: str) -> None:
    """Each command that prints a table has the options `-f` and `-o`, and docs/report.md lists
    it.
    """
    options = {word for item in main.commands[name].params for word in item.opts}
    assert {"-f", "--format", "-o", "--output"} <= options
    (choice,) = (p.type for p in main.commands[name].params if "--format" in p.opts)
    assert isinstance(choice, click.Choice)
    assert {"text", "markdown", "csv", "json"} <= set(choice.choices)
    page = Path(__file__).parents[2] / "docs" / "report.md"
    table = page.read_text(encoding="utf-8").partition("## What commands print")[2]
    assert f"`{name}`" in table.partition("\n## ")[0]


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "survey.json"
    path.write_bytes(encode(small()))
    return path


def test_an_explanation_as_rows_has_the_figures_of_the_survey(survey: Path) -> None:
    """`explain --format json` has a row for each figure and does not round hours."""
    (first, *_) = (e for e in small().estimates if e.in_total)
    rows = json.loads(run("explain", first.integration, survey, "--format", "json"))
    assert rows[0]["part"] == "integration"
    hours = {row["name"]: row["value"] for row in rows if row["part"] == "production, hours"}
    assert hours["P50"] == first.effort_hours.p50
    assert hours["P90"] == first.effort_hours.p90
    parts = [row["name"] for row in rows if row["part"] == "production, CFP"]
    assert parts == [part.name for part in first.size]


def test_a_system_is_explained_as_rows(survey: Path) -> None:
    """`explain SYSTEM -f csv` begins with the column names and a row for the system."""
    system = small().systems[0]
    text = run("explain", system.name, survey, "-f", "csv")
    head, first, *_ = csv.reader(io.StringIO(text))
    assert head == ["part", "name", "value", "reason", "evidence"]
    assert first[:3] == ["system", system.name, system.id]
    assert explain(small(), system.id, "markdown").startswith("| part | name |")


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["text", "markdown", "csv", "json"])
def test_a_dash_is_standard_output(shape: str, survey: Path, tmp_path: Path) -> None:
    """`-o -` prints the same as a command without `-o`, and `-o FILE` writes the same to the
    file.
    """
    (tmp_path / "list.yaml").write_text(LIST, encoding="utf-8")
    for words in (
        ("explain", small().systems[0].id, survey),
        ("connectors",),
        ("connectors", tmp_path / "list.yaml"),
        ("gather",),
        ("gather", "postgresql"),
        ("gather", "sap-erp"),
        ("gather", "--history"),
        ("gather", "--missing", survey),
        ("schema", "mapping") if shape != "json" else ("schema", "poc"),
    ):
        printed = run(*words, "-f", shape)
        assert printed
        assert run(*words, "-f", shape, "-o", "-") == printed
        run(*words, "-f", shape, "-o", tmp_path / "out")
        written = (tmp_path / "out").read_bytes().decode()
        assert written.replace("\r\n", "\n") == printed.replace("\r\n", "\n")


def test_the_claims_of_a_file_are_a_table(tmp_path: Path) -> None:
    """The JSON of `connectors FILE` has a row for each connector and one for the values that were
    read.
    """
    (tmp_path / "list.yaml").write_text(LIST, encoding="utf-8")
    rows = json.loads(run("connectors", tmp_path / "list.yaml", "-f", "json"))
    assert [row["connector"] for row in rows if row["result"] == "reads it"] == ["inventory"]
    listed = json.loads(run("connectors", "-f", "json"))
    answered = {row["connector"] for row in rows}
    assert {row["connector"] for row in listed} == answered
    assert any(row["result"] == "values" for row in rows)


def test_lineage_lists_reads_and_writes_as_csv(tmp_path: Path) -> None:
    """`lineage -f csv` prints one row for each pair of a table that is read and a table that is
    written.
    """
    file = tmp_path / "load.sql"
    file.write_text("INSERT INTO mart.sales SELECT id FROM core.orders", encoding="utf-8")
    head, row = csv.reader(io.StringIO(run("lineage", file, "-f", "csv")))
    assert head == ["reads", "writes", "mechanism", "columns", "line"]
    assert row[:2] == ["core.orders", "mart.sales"]


def test_a_schema_is_yaml_or_a_table_of_keys() -> None:
    """`schema -f yaml` has the same content as JSON; `-f csv` has a row for each key with the words
    that it accepts.
    """
    assert yaml.safe_load(run("schema", "poc", "-f", "yaml")) == json.loads(run("schema", "poc"))
    rows = {
        row["key"]: row for row in csv.DictReader(io.StringIO(run("schema", "poc", "-f", "csv")))
    }
    assert rows["name"]["required"] == "yes"
    assert "database_link" in rows["reads[].mechanism"]["words"]
    accepted = run("schema", "configuration", "-f", "csv")
    assert "accepted[].expires,text,yes," in accepted


def test_a_schema_that_contains_itself_ends() -> None:
    """In the table of the keys of a schema, a definition that refers to itself is listed only
    once.
    """
    schema = {
        "properties": {"top": {"$ref": "#/$defs/Node"}},
        "$defs": {
            "Node": {
                "description": "A node.",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "kind": {"enum": ["leaf", None]},
                    "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
                },
            }
        },
    }
    assert [(row[0], row[1], row[2], row[3]) for row in list_keys(schema)] == [
        ("top", "", "", ""),
        ("top.name", "text", "yes", ""),
        ("top.kind", "", "", "leaf"),
        ("top.children", "list", "", ""),
    ]


def test_a_catalogue_and_a_profile_go_to_standard_output(tmp_path: Path) -> None:
    """`-o -` prints the JSON that `-o FILE` writes and nothing else, so that it can be piped."""
    (tmp_path / "orders.csv").write_text("id,city\n1,Halden\n2,\n", encoding="utf-8")
    poc = tmp_path / "poc.yaml"
    poc.write_text("name: P\nreads: [{system: Shop, datasets: [orders]}]\n", encoding="utf-8")
    words = ("profile", tmp_path / "orders.csv", "--for", poc, "--date", "2026-11-30", "-o")
    printed = run(*words, "-", "-q")
    run(*words, tmp_path / "profile.json", "-q")
    assert json.loads(printed) == json.loads((tmp_path / "profile.json").read_bytes())
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / "columns.csv").write_text(
        "table_schema,table_name,column_name,data_type,position,nullable\nshop,orders,id,int,1,0\n",
        encoding="utf-8",
    )
    rows = ("snapshot", "--rows", tmp_path / "rows", "--engine", "postgresql", "-o")
    assert json.loads(run(*rows, "-"))
