"""Failures of the user's rules are counted exactly in extracts and databases; invalid rules are
errors.
"""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import sqlglot
import yaml
from click.testing import CliRunner, Result

from seamscope.cli import main
from seamscope.databases.select_only import is_single_query
from seamscope.profiling.conditions import ConditionError, parse_condition, write_condition
from seamscope.profiling.queries import Writer
from seamscope.profiling.rules import Rule, read_rules, write_shape
from seamscope.profiling.tables import Relation, Table, TableColumn

from .planted import CANARY, write_csv, write_duckdb, write_sqlite

POC = "name: P\nreads: [{system: Shop, datasets: [sales.orders, buyers]}]\n"
# Counted by hand from `planted`: 403 rows, 20 without a date; days run from 1 to 28 March.
RULES = f"""
rules:
  - {{dataset: orders, column: due, required: true, name: has a delivery date}}
  - {{dataset: sales.orders, column: id, unique: true}}
  - {{dataset: orders, column: buyer, exists_in: buyers.id}}
  - {{dataset: orders, column: buyer, at_most: 1028, name: known buyers}}
  - {{dataset: orders, column: zip, format: DE-12345}}
  - {{dataset: orders, column: due, one_of: [2026-03-01, 2026-03-02], name: first days}}
  - {{dataset: orders, name: due by the 27th, columns: [due], condition: DUE <= '2026-03-27'}}
  - {{dataset: orders, name: not the canary, columns: [note], condition: "note <> '{CANARY}'"}}
  - {{dataset: Returns, column: id, required: true}}
"""
DIALECTS = (
    "postgres", "mysql", "sqlite", "duckdb", "tsql", "oracle", "snowflake", "bigquery",
    "databricks", "teradata",
)  # fmt: skip
TABLE = Table(
    schema="s",
    name="t",
    columns=(
        TableColumn(name="Due", type="date"),
        TableColumn(name='a"b', type="integer"),
        TableColumn(name="code", type="varchar"),
    ),
)


def profile(folder: Path, rules: str, *paths: Path) -> Result:
    (folder / "poc.yaml").write_text(POC)
    (folder / "rules.yaml").write_text(rules)
    return CliRunner().invoke(
        main,
        ["profile", *map(str, paths), "--for", str(folder / "poc.yaml"), "--rules",
         str(folder / "rules.yaml"), "-o", str(folder / "out.json"), "--date", "2026-03-31"],
    )  # fmt: skip


@pytest.mark.parametrize("write", [write_csv, write_sqlite, write_duckdb])
def test_rows_that_fail_a_rule_are_counted_exactly(
    tmp_path: Path, write: Callable[[Path], list[Path]]
) -> None:
    """Failures are counted for each rule, an empty value fails only `required`, and the result has
    names of rules but no values.
    """
    result = profile(tmp_path, RULES, *write(tmp_path))
    assert result.exit_code == 0, result.output
    text = (tmp_path / "out.json").read_text("utf-8")
    assert CANARY not in text + result.output
    assert "1028" not in text
    assert "rules.yaml:11: the rule required is not checked" in result.output
    orders = json.loads(text)["profiles"][1]
    assert orders["dataset"] == "sales.orders"
    found = {
        (one["measure"], one["columns"][0], one["rule"]): one["count"]
        for one in orders["measurements"]
        if one.get("rule")
    }
    days = [number % 28 + 1 for number in range(2, 401) if number % 20] + [2, 6, 7, 7]
    assert len(days) == 403 - 20
    buyers = [9999 if n % 50 == 0 else 1000 + n % 30 for n in [*range(1, 401), 5, 6, 6]]
    assert found == {
        ("nulls", "due", "has a delivery date"): 20,
        ("duplicate_keys", "id", "unique"): 2,
        ("duplicate_rows", "id", "unique"): 5,
        ("failures", "buyer", "known buyers"): sum(buyer > 1028 for buyer in buyers),
        ("failures", "zip", "usual format"): 4,
        ("failures", "due", "first days"): sum(day > 2 for day in days),
        ("failures", "due", "due by the 27th"): sum(day > 27 for day in days),
        ("failures", "note", "not the canary"): 1,
    }
    (orphans,) = (one for one in orders["measurements"] if one["measure"] == "orphans")
    assert orphans["count"] == 8


def test_an_odd_value_of_an_extract_fails_its_limits_and_ends_no_query(tmp_path: Path) -> None:
    """For the rule `at_least: 0`, `x` and `-1` fail, and `12` and an empty value do not; `x` does
    not stop the query.
    """
    (tmp_path / "buyers.csv").write_text("id,amount\n1,12\n2,x\n3,-1\n4,\n")
    rules = "rules: [{dataset: buyers, column: amount, at_least: 0}]\n"
    result = profile(tmp_path, rules, tmp_path / "buyers.csv")
    assert result.exit_code == 0, result.output
    (orders,) = json.loads((tmp_path / "out.json").read_text())["profiles"]
    (one,) = (one for one in orders["measurements"] if one["measure"] == "failures")
    assert (one["count"], one["share"], one["rule"]) == (2, 0.5, "within its limits")


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("dataset: orders, column: nope, required: true", "orders has no column nope"),
        ("dataset: orders, column: due", "has no checks"),
        ("dataset: orders, column: due, required: true, unique: true", "has 2 checks"),
        ("dataset: orders, required: true", "has no column"),
        ("dataset: orders, columns: [due, id], one_of: [a]", "is about one column"),
        ("dataset: orders, condition: due > id", "has no name"),
        ("dataset: orders, column: due, exists_in: buyers", "has no column"),
        ("dataset: orders, column: due, exists_in: nope.id", "there is no table nope"),
        ("dataset: orders, name: x, condition: nope > 1", "not a column of orders"),
        ("dataset: orders, name: x, condition: due >", "is not a condition in SQL"),
        ("dataset: orders, colum: due, required: true", "unknown key 'rules.0.colum'"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(tmp_path: Path, rule: str, problem: str) -> None:
    """A wrong rule is an error with its line, and nothing is measured."""
    result = profile(tmp_path, f"rules:\n  - {{{rule}}}\n", *write_csv(tmp_path))
    assert result.exit_code == 2, result.output
    assert problem in result.output
    if "there is no table" not in problem:
        assert "rules.yaml:2: " in result.output
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    "text",
    [
        "code = 'x'; DROP TABLE t",
        "code IN (SELECT code FROM secrets)",
        "EXISTS (SELECT 1)",
        "pg_sleep(10) IS NULL OR code = 'x'",
        "dblink('host=elsewhere', 'x') = code",
        "load_file(code) = 'x'",
        "code = @@version",
        "code = ?",
        "t.code = 'x'",
        "1 = 1",
        "code = 'x' UNION SELECT 1",
        "code REGEXP 'x'",
        "(" * 3000,
        "code = 'x' -- comment\n; DELETE FROM t",
    ],
)
def test_a_condition_only_compares_columns(text: str) -> None:
    """A condition with a query, another table, a function or a second statement is refused."""
    with pytest.raises(ConditionError):
        parse_condition(text, TABLE)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_rules_are_one_query_in_every_dialect(dialect: str) -> None:
    """All rules on a table are counted with one SELECT, which sqlglot can parse in every
    dialect.
    """
    rules = (
        Rule(dataset="t", name="x", condition="due >= DATE '2026-01-01' AND code LIKE 'D%'"),
        Rule(dataset="t", column="code", one_of=("it's", "b")),
        Rule(dataset="t", column='a"b', at_least="-1", at_most="9.5"),
    )
    sql = Writer(table=TABLE, dialect=dialect).count_failures(rules)
    assert is_single_query(sql), sql
    (statement,) = sqlglot.parse(sql, dialect=dialect)
    assert statement is not None
    names = {column.name for column in statement.find_all(sqlglot.exp.Column)}
    assert {"Due", 'a"b', "code"} <= names


@pytest.mark.parametrize("dialect", DIALECTS)
def test_orphans_are_counted_by_a_join_in_every_dialect(dialect: str) -> None:
    """Missing references are counted with a join instead of EXISTS, because SQL Server, Spark and
    Teradata allow no subquery in an aggregate or in CASE.
    """
    relation = Relation(columns=("code", "Due"), schema="", table="u", target_columns=("c", "d"))
    sql = Writer(table=TABLE, dialect=dialect).count_orphans(relation)
    assert is_single_query(sql), sql
    statement = sqlglot.parse_one(sql, dialect=dialect)
    assert not list(statement.find_all(sqlglot.exp.Exists))
    assert [table.name for table in statement.find_all(sqlglot.exp.Table)] == ["t", "u"]


def test_a_blank_text_is_empty_in_oracle_too() -> None:
    """For Oracle, a blank text is found with ``LTRIM(RTRIM(code)) IS NULL``, because an empty
    string is NULL there.
    """
    sql = Writer(table=TABLE, dialect="oracle").count_values(TABLE.columns[2:])
    assert '"code" IS NULL OR LTRIM(RTRIM("code")) IS NULL' in sql
    assert "= ''" not in sql


def test_dates_and_numbers_of_extracts_are_compared_safely() -> None:
    """In extracts, texts are compared with ``TRY_CAST``, so that an invalid number or date is no
    error.
    """
    condition = parse_condition("code > 5 AND CAST(code AS DATE) < due", TABLE)
    written = write_condition(condition, TABLE, "duckdb")
    assert written == ('TRY_CAST("code" AS DOUBLE) > 5 AND TRY_CAST("code" AS DATE) < "Due"')
    assert "TRY_CAST" not in write_condition(condition, TABLE, "postgres")


def test_the_shape_of_an_example_is_that_of_the_database() -> None:
    assert [write_shape(text) for text in ("DE-4711", "Ab9cD", "")] == ["a-9999", "a9a", ""]


def test_the_example_of_the_docs_is_valid(tmp_path: Path) -> None:
    """The first example of docs/data-quality.md is valid and has one rule for each check."""
    page = (Path(__file__).parents[2] / "docs" / "data-quality.md").read_text("utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "rules.yaml").write_text(example)
    checks = [check for rule in read_rules(tmp_path / "rules.yaml") for check in rule.checks]
    assert checks == [
        "required", "unique", "exists_in", "one_of", "at_least, at_most", "format", "condition",
    ]  # fmt: skip


def test_the_schema_describes_the_file() -> None:
    printed = CliRunner().invoke(main, ["schema", "rules"])
    validator = jsonschema.Draft202012Validator(json.loads(printed.output))
    validator.validate(json.loads(json.dumps(yaml.safe_load(RULES), default=str)))
    assert not validator.is_valid({"rules": [{"column": "due"}]})  # the dataset is missing
