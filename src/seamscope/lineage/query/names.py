"""Spell and compare names: normalized identifiers, table names, names of output columns."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

from sqlglot import Dialect, exp
from sqlglot.dialects.dialect import NormalizationStrategy
from sqlglot.generator import Generator

from seamscope.lineage.query.model import Name

SHORT_NUMBER = 4  # digits of a number that is not personal data
MAX_NAME = 120  # characters of an output column that is named by its expression
# An unaliased column is named by its function: SELECT max(a) -> max.
NAMED_BY_FUNCTION = frozenset({"postgres", "redshift", "materialize", "risingwave"})
# Types whose names in the PostgreSQL catalog differ from the parser's names.
CATALOG_TYPES = {
    "int": "int4", "bigint": "int8", "smallint": "int2", "double": "float8", "float": "float4",
    "boolean": "bool", "decimal": "numeric", "char": "bpchar", "nchar": "bpchar",
}  # fmt: skip
# Nodes that take their column name from the inner expression: ``(a)``, ``a[1]``,
# ``(SELECT a FROM s)``.
_NAMED_BY_INNER = (
    exp.Paren, exp.Collate, exp.Bracket, exp.Window, exp.Filter, exp.Subquery, exp.Alias,
    exp.Select,
)  # fmt: skip
_CALLED = re.compile(r"([A-Za-z_]\w*)\(")
FILE_FORMATS = frozenset({"parquet", "json", "csv", "orc", "avro", "text", "delta", "binaryfile"})
Normalizer = Callable[[exp.Expr], str]


def normalize_ignoring_case(identifier: exp.Expr) -> str:
    """Normalize an identifier of a dialect in which case never matters: ``"Id"`` -> ``id``."""
    name = identifier.args["this"]
    return (name if name.__class__ is str else spell(identifier)).casefold()


def spell(node: exp.Expr) -> str:
    """Return an identifier as it is spelled. A column of a staged file is ``$1``, ``$2``, …."""
    name = node.args["this"]
    if isinstance(name, str):
        return name
    return f"${node.name}" if isinstance(node, exp.Parameter) else node.name


def _normalize_to_lowercase(identifier: exp.Expr) -> str:
    """Normalize as Postgres does: ``Id`` and ``"id"`` become ``id``, ``"Id"`` is not changed."""
    args = identifier.args
    name = args["this"]
    if name.__class__ is not str:
        name = spell(identifier)
    if args.get("quoted") and name != name.lower():
        return f'"{name}'
    return name.casefold()


def _normalize_to_uppercase(identifier: exp.Expr) -> str:
    """Normalize as Oracle does: ``Id`` and ``"ID"`` become ``id``, ``"Id"`` is not changed."""
    args = identifier.args
    name = args["this"]
    if name.__class__ is not str:
        name = spell(identifier)
    if args.get("quoted") and name != name.upper():
        return f'"{name}'
    return name.casefold()


@cache
def get_normalizer(dialect: str) -> Normalizer:
    """Return the function that normalizes identifiers by a dialect's rule for case and quotes."""
    strategy = Dialect.get_or_raise(dialect or None).normalization_strategy
    if not dialect or strategy is NormalizationStrategy.CASE_INSENSITIVE:
        return normalize_ignoring_case
    if strategy is NormalizationStrategy.UPPERCASE:
        return _normalize_to_uppercase
    if strategy is NormalizationStrategy.LOWERCASE:
        return _normalize_to_lowercase
    return normalize_ignoring_case


def get_table_name(table: exp.Expr) -> Name:
    """Return the parts of a table's name, in the author's spelling.

    ``d.s.t`` -> ``('d', 's', 't')``; ``srv..t`` -> ``('srv', '', 't')``; T-SQL's ``#t`` keeps `#`.
    """
    args = table.args
    last, db = args.get("this"), args.get("db")
    if last.__class__ is exp.Identifier and args.get("catalog") is None:
        name = _get_identifier(last)
        if db is None:
            return (name,)
        if db.__class__ is exp.Identifier and "/" not in name and (schema := _get_identifier(db)):
            return (schema, name)
    ends = [last.this, last.expression] if isinstance(last, exp.Dot) else [last]
    parts = [_get_part(part) for part in (args.get("catalog"), db, *ends)]
    if parts[1].casefold() in FILE_FORMATS and "/" in parts[-1]:  # Spark's parquet.`path`
        return (parts[-1],)
    while parts and not parts[0]:
        parts.pop(0)
    return tuple(parts) or ((table.name,) if table.name else ())


def _get_identifier(part: exp.Expr) -> str:
    """Return one part of a table's name, with the ``#`` of a T-SQL temp table."""
    args = part.args
    name = args["this"]
    if name.__class__ is not str:
        name = part.name
    return name if len(args) < 3 else _add_temp_sign(args, name)


def _add_temp_sign(args: Mapping[str, object], name: str) -> str:
    """Return a T-SQL temp table's name with its prefix: ``#t``, or ``##t`` for all sessions."""
    if args.get("global_"):
        return f"##{name}"
    return f"#{name}" if args.get("temporary") else name


def _get_part(part: exp.Expr | str | None) -> str:
    """Return a part of a table's name, "" if it is missing. A variable is returned as ``@t``."""
    if isinstance(part, exp.Identifier | exp.Var):
        return _add_temp_sign(part.args, part.name)
    match part:
        case exp.Parameter():
            return f"@{part.name}"
        case exp.DynamicIdentifier():
            return part.name
        case _:
            return ""


def split_projection(
    node: exp.Expr, normalize: Normalizer, dialect: str
) -> tuple[Sequence[tuple[str, str]], exp.Expr | None]:
    """Return the output names of a projection, as (spelled, normalized) pairs, and its value.

    ``a + 1 AS B`` -> ``[('B', 'b')]`` and ``a + 1``. T-SQL's ``B = a + 1`` gives the same result.
    """
    args = node.args
    if node.__class__ is exp.Alias:
        alias = args["alias"]
        name = alias if isinstance(alias, exp.Identifier) else exp.to_identifier(alias)
        return ((spell(name), normalize(name)),), args["this"]
    if node.__class__ is exp.Column:
        return ((spell(args["this"]), normalize(args["this"])),), node
    if isinstance(node, exp.Aliases):
        return [(alias.name, normalize(alias)) for alias in node.expressions], node.this
    if isinstance(node, exp.PropertyEQ | exp.EQ) and dialect in {"tsql", "fabric"}:
        return ((node.this.name, node.this.name.casefold()),), node.expression
    name = name_unaliased(node, dialect)
    return ((name, name.casefold()),), node


def name_unaliased(node: exp.Expr, dialect: str) -> str:
    """Return the name of an output column without an alias: its SQL text, without its literals.

    ``a || 'Miller'`` -> ``a || ?``: a literal may be personal data, and names go into every output.
    """
    if isinstance(node.unnest(), exp.Dot | exp.Column):
        return node.output_name
    if dialect in NAMED_BY_FUNCTION:
        return _name_by_function(node)
    if node.__class__ is exp.Literal:  # EXISTS (SELECT 1 …)
        return "?" if _may_be_personal(node) else node.name
    if node.find(exp.Query) is not None:
        return "?column?"
    literals = node.find_all(exp.Literal)
    if any(n.is_string or len(n.name) > SHORT_NUMBER for n in literals):
        node = node.transform(lambda n: exp.Placeholder() if _may_be_personal(n) else n)
    text = _make_generator(dialect).generate(node)
    return text if len(text) <= MAX_NAME else f"{text[:MAX_NAME]}…"


@lru_cache  # making a generator takes as long as using it
def _make_generator(dialect: str) -> Generator:
    return Dialect.get_or_raise(dialect or None).generator()


def _name_by_function(node: exp.Expr) -> str:
    """Return PostgreSQL's name for an unaliased column; follows its function FigureColname.

    ``max(a)`` -> max, ``a::int`` -> a, ``(a + 1)::int`` -> int4, ``CASE … ELSE a END`` -> a,
    ``(SELECT max(a) FROM s)`` -> max.
    """
    name, _ = _find_name_in(node)
    return name or "?column?"


def _find_name_in(node: exp.Expr | None) -> tuple[str, bool]:
    """Return the column name that an expression implies, and whether the name is strong.

    A strong name comes from a column or function. For a type or CASE, the keyword is the name, but
    a strong name inside the expression takes precedence.
    """
    match node:
        case exp.Column() | exp.Dot() | exp.Identifier():
            return node.output_name, True
        case exp.Subquery() | exp.Alias() if node.alias:
            return node.alias, True
        case exp.Select(expressions=[inner, *_]) | exp.Expr(this=inner) if isinstance(
            node, _NAMED_BY_INNER
        ):
            return _find_name_in(inner)
        case exp.Cast():
            name, is_strong = _find_name_in(node.this)
            return (name, True) if is_strong else (_name_type(node.to), False)
        case exp.Case():
            name, is_strong = _find_name_in(node.args.get("default"))
            return (name, True) if is_strong else ("case", False)
        case _:
            name = "" if node is None else _name_call(node)
            return name, bool(name)


def _name_call(node: exp.Expr) -> str:
    """Return the name of a called function as Postgres spells it, "" if the node is no call."""
    match node:
        case exp.Exists() | exp.Array():
            return node.key
        case exp.Anonymous():
            return node.name.lower()
        case exp.AtTimeZone():
            return "timezone"
        case exp.Func() if not isinstance(node, exp.Binary | exp.Unary):
            written = _CALLED.match(node.sql("postgres"))
            return (written[1] if written else node.sql_name()).lower()
        case _:
            return ""


def _name_type(to: exp.Expr) -> str:
    """Return the name of a type in Postgres' catalog: ``int`` -> int4."""
    name = to.this.value.lower() if isinstance(to.this, exp.DType) else to.name.lower()
    return CATALOG_TYPES.get(name, name)


def _may_be_personal(node: exp.Expr) -> bool:
    """Return whether a literal may be personal data: a string or a long number."""
    return isinstance(node, exp.Literal) and (node.is_string or len(node.name) > SHORT_NUMBER)
