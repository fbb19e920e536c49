"""Schemas from files: a dbt manifest or catalog, information_schema, an earlier survey."""

import json
from pathlib import Path

import pytest

from seamscope.lineage import Session, read

COLUMN = {"name": "id"}
MANIFEST = {
    "nodes": {
        "model.p.acc": {
            "database": "dwh", "schema": "crm", "name": "acc_model", "alias": "acc",
            "columns": {"id": COLUMN, "name": {"name": "name"}},
        },
        "test.p.x": {"name": "x", "columns": {}},
    },
    "sources": {
        "source.p.raw": {
            "database": "dwh", "schema": "raw", "name": "o", "identifier": "orders",
            "columns": {"k": {"name": "k"}},
        }
    },
}  # fmt: skip
CATALOG = {
    "nodes": {
        "model.p.acc": {
            "metadata": {"database": "dwh", "schema": "crm", "name": "acc"},
            "columns": {"name": {"index": 2}, "id": {"index": 1}},
        }
    },
    "sources": {},
}
SURVEY = {
    "meta": {},
    "datasets": [
        {"name": "crm.acc", "columns": [{"name": "id"}, {"name": "name", "type": "text"}]},
        {"name": "crm.other", "columns": None},
    ],
}
CSV = "TABLE_CATALOG;TABLE_SCHEMA;TABLE_NAME;COLUMN_NAME\ndwh;crm;acc;id\ndwh;crm;acc;name\n"


def insert_into(schema: Path) -> set[str]:
    found = read("INSERT INTO t (a, b) SELECT * FROM crm.acc", schema=schema)
    return {str(edge) for edge in found.columns}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("manifest.json", json.dumps(MANIFEST)),
        ("catalog.json", json.dumps(CATALOG)),
        ("survey.json", json.dumps(SURVEY)),
        ("columns.csv", CSV),
        ("columns.tsv", CSV.replace(";", "\t")),
        ("excel.csv", "\ufeff" + CSV),
    ],
)
def test_a_file_gives_the_columns_in_order(tmp_path: Path, name: str, text: str) -> None:
    """``SELECT *`` from a table has the columns that the file lists for this table, in their
    order.
    """
    (tmp_path / name).write_text(text, encoding="utf-8")
    edges = {"crm.acc.id > t.a identity", "crm.acc.name > t.b identity"}
    assert insert_into(tmp_path / name) == edges


def test_a_dbt_source_has_its_own_identifier(tmp_path: Path) -> None:
    """If a dbt source has an `identifier`, its columns belong to the table with that name."""
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(MANIFEST))
    found = Session(schema=str(file)).read("SELECT * FROM dwh.raw.orders")
    assert {str(edge) for edge in found.columns} == {"dwh.raw.orders.k > k identity"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not valid JSON"),
        ("{}", "not a known schema file"),
        ("a,b\n1,2\n", "table_name and column_name are missing"),
        ("", "table_name and column_name are missing"),
    ],
)
def test_any_other_file_is_an_error_that_says_what_to_do(
    tmp_path: Path, text: str, reason: str
) -> None:
    """An unsupported schema file raises a ValueError that names the file and the supported
    kinds.
    """
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=rf"x\.json.*{reason}.*manifest\.json"):
        read("SELECT 1", schema=file)
