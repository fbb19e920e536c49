"""Convert the condition of a rule into SQL of a database; it may only compare columns.

A condition is portable SQL, such as ``VDATU >= ERDAT``. It may not contain a query, a name of
another table or a function that is not in `ALLOWED`. It can therefore neither change the database
nor access anything else.
"""

from collections.abc import Mapping

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from seamscope.profiling.dialects import TEXT, is_text
from seamscope.profiling.tables import Table

LONGEST = 2000  # characters of a condition
ALLOWED = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.DataType,
    exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Between, exp.Like,
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE,
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg, exp.DPipe,
    exp.Cast, exp.Case, exp.If, exp.Coalesce, exp.CurrentDate, exp.Interval, exp.Var,
    exp.Abs, exp.Length, exp.Lower, exp.Round, exp.Substring, exp.Trim, exp.Upper,
)  # fmt: skip
# Dialects in which sqlglot escapes a quote in a string with a backslash.
ESCAPING = frozenset({"snowflake", "bigquery", "databricks"})
COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In)


class ConditionError(ValueError):
    """Raised for an invalid condition about the table's columns. The message says the reason."""


def parse_condition(text: str, table: Table) -> exp.Expr:
    """Parse a condition; spell the names of its columns as the table does.

    Raises ConditionError for anything but a comparison of columns and values.
    """
    if len(text) > LONGEST:
        raise ConditionError(f"is longer than {LONGEST} characters")
    try:
        found = parse_one(text, into=exp.Condition)
    except (SqlglotError, RecursionError):
        raise ConditionError("is not a condition in SQL") from None
    refused = next((node for node in found.walk() if not isinstance(node, ALLOWED)), None)
    if refused is not None:
        raise ConditionError(f"may not use {refused.key.upper()}")
    names = {column.name.casefold(): column.name for column in table.columns}
    columns = list(found.find_all(exp.Column))
    if not columns:
        raise ConditionError("names no column")
    for column in columns:
        if len(column.parts) > 1 or column.name.casefold() not in names:
            raise ConditionError(f"uses {column.sql()}, which is not a column of {table.name}")
        column.set("this", exp.to_identifier(names[column.name.casefold()], quoted=True))
    return found


def compare_to_values(name: str, values: tuple[str, ...], kind: str) -> exp.Expr:
    """Return the condition ``name IN (values)``.

    kind: type of the column.
    """
    return exp.In(this=_name(name), expressions=[_write_value(value, kind) for value in values])


def compare_to_bounds(name: str, least: str, most: str) -> exp.Expr:
    """Return the condition ``name >= least AND name <= most``; a bound of "" is left out.

    A numeric bound is compared as a number even if the column has strings, as in extracts.
    """
    parts: list[exp.Expr] = []
    if least:
        parts.append(exp.GTE(this=_name(name), expression=_write_literal(least)))
    if most:
        parts.append(exp.LTE(this=_name(name), expression=_write_literal(most)))
    return exp.and_(*parts)


def _name(name: str) -> exp.Expr:
    return exp.Column(this=exp.to_identifier(name, quoted=True))


def _write_value(value: str, kind: str) -> exp.Expr:
    """Return a value as a string if its column has strings, or if the column's type is unknown."""
    if not kind or any(word in kind for word in TEXT):
        return exp.Literal.string(value)
    return _write_literal(value)


def _write_literal(value: str) -> exp.Expr:
    return exp.Literal.number(value) if _is_number(value) else exp.Literal.string(value)


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def write_condition(condition: exp.Expr, table: Table, dialect: str) -> str:
    """Return a condition as SQL of a dialect.

    In DuckDB, a string that is neither a number nor a date is compared as NULL. An extract has only
    strings, and without this rule a single unusual value would stop the query.
    """
    written = condition.copy()
    if dialect in ESCAPING:
        written = written.transform(_write_quotes_as_calls)
    if dialect == "duckdb":
        kinds = {column.name: column.type for column in table.columns}
        written = written.transform(lambda node: _read_texts_safely(node, kinds))
    return str(written.sql(dialect=dialect, comments=False))


def _write_quotes_as_calls(node: exp.Expr) -> exp.Expr:
    r"""Return a string with quotes as ``CONCAT('it', CHR(39), 's')``, because ``\'`` is refused."""
    if not (isinstance(node, exp.Literal) and node.is_string and "'" in node.name):
        return node
    first, *others = node.name.split("'")
    parts: list[exp.Expr] = [exp.Literal.string(first)]
    for part in others:
        parts += [exp.Chr(expressions=[exp.Literal.number(39)]), exp.Literal.string(part)]
    return exp.Concat(expressions=parts, safe=False, coalesce=False)


def _read_texts_safely(node: exp.Expr, kinds: Mapping[str, str]) -> exp.Expr:
    if type(node) is exp.Cast:
        return exp.TryCast(this=node.this, to=node.args["to"])
    is_compared_text = (
        isinstance(node, exp.Column)
        and is_text(kinds.get(node.name, ""), "duckdb")
        and isinstance(node.parent, COMPARISONS)
        and any(_is_numeric(other) for other in node.parent.iter_expressions())
    )
    return exp.TryCast(this=node, to=exp.DataType.build("double")) if is_compared_text else node


def _is_numeric(node: exp.Expr) -> bool:
    """Return whether an operand is a number: ``5``, ``-5``."""
    inner = node.this if isinstance(node, exp.Neg) else node
    return isinstance(inner, exp.Literal) and not inner.is_string
