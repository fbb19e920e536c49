"""The extension of an SQL script determines its dialect."""

import pytest

from seamscope.connector import build_member
from seamscope.discover import load_connectors, read_files
from seamscope.records import Query


@pytest.mark.parametrize(
    ("name", "dialect"), [("step.hql", "hive"), ("load.pgsql", "postgres"), ("load.sql", "")]
)
def test_a_script_has_the_dialect_of_its_ending(name: str, dialect: str) -> None:
    """A file extension of Hive or PostgreSQL tools sets the dialect of the script."""
    found, _ = load_connectors()
    text = b"INSERT INTO mart.orders SELECT id FROM stage.orders;\n"
    (record,) = read_files([build_member(text, name, name)], found).records
    assert isinstance(record, Query)
    assert record.dialect == dialect
