"""How names are written and compared: a dialect's own folding, the parts of a table's name."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from sqlglot import Dialect, exp
from sqlglot.dialects.dialect import NormalizationStrategy

from seamscope.lineage.query.model import Name

SHORT = 4  # digits of a number that says nothing about a person
LONGEST = 120  # of the name of an output column that only its expression names
NAMED_BY_FUNCTION = frozenset({"postgres", "redshift", "materialize", "risingwave"})
FILES = frozenset({"parquet", "json", "csv", "orc", "avro", "text", "delta", "binaryfile"})
Key = Callable[[exp.Expr], str]


def plain(identifier: exp.Expr) -> str:
    """Return the key of a name in a dialect that never minds case."""
    name = identifier.args["this"]
    return (name if name.__class__ is str else called(identifier)).casefold()


def called(node: exp.Expr) -> str:
    """Return the name that an identifier spells; a file has `$1`, `$2` and so on."""
    name = node.args["this"]
    if isinstance(name, str):
        return name
    return f"${node.name}" if isinstance(node, exp.Parameter) else node.name


def _lower(identifier: exp.Expr) -> str:
    args = identifier.args
    name = args["this"]
    if name.__class__ is not str:
        name = called(identifier)
    if args.get("quoted") and name != name.lower():
        return f'"{name}'
    return name.casefold()


def _upper(identifier: exp.Expr) -> str:
    args = identifier.args
    name = args["this"]
    if name.__class__ is not str:
        name = called(identifier)
    if args.get("quoted") and name != name.upper():
        return f'"{name}'
    return name.casefold()


@cache
def keyer(dialect: str) -> Key:
    """Return the function that turns an identifier into the key it is compared by.

    Where quotes keep the case of a name, a quoted name that folding would change is its own.
    """
    strategy = Dialect.get_or_raise(dialect or None).normalization_strategy
    if not dialect or strategy is NormalizationStrategy.CASE_INSENSITIVE:
        return plain
    if strategy is NormalizationStrategy.UPPERCASE:
        return _upper
    return _lower if strategy is NormalizationStrategy.LOWERCASE else plain


def name_of(table: exp.Expr) -> Name:
    """Return the parts of a table's name; T-SQL's `#` stays, and what `srv..t` leaves out is ""."""
    args = table.args
    last, db = args.get("this"), args.get("db")
    if last.__class__ is exp.Identifier and args.get("catalog") is None:
        name = _identified(last)
        if db is None:
            return (name,)
        if db.__class__ is exp.Identifier and "/" not in name and (schema := _identified(db)):
            return (schema, name)
    ends = [last.this, last.expression] if isinstance(last, exp.Dot) else [last]
    parts = [_spelled(part) for part in (args.get("catalog"), db, *ends)]
    if parts[1].casefold() in FILES and "/" in parts[-1]:  # Spark's parquet.`path`
        return (parts[-1],)
    while parts and not parts[0]:
        parts.pop(0)
    return tuple(parts) or ((table.name,) if table.name else ())


def _identified(part: exp.Expr) -> str:
    args = part.args
    name = args["this"]
    if name.__class__ is not str:
        name = part.name
    return name if len(args) < 3 else _marked(args, name)


def _marked(args: Mapping[str, object], name: str) -> str:
    """Return a name with the sign of T-SQL's temp tables, `##` where every session sees them."""
    if args.get("global_"):
        return f"##{name}"
    return f"#{name}" if args.get("temporary") else name


def _spelled(part: exp.Expr | str | None) -> str:
    if isinstance(part, exp.Identifier | exp.Var):
        return _marked(part.args, part.name)
    match part:
        case exp.Parameter():
            return f"@{part.name}"
        case exp.DynamicIdentifier():
            return part.name
        case _:
            return ""


def projected(
    node: exp.Expr, key: Key, dialect: str
) -> tuple[Sequence[tuple[str, str]], exp.Expr | None]:
    """Return a projection's names, as spelled and as compared, and its value."""
    args = node.args
    if node.__class__ is exp.Alias:
        alias = args["alias"]
        named = alias if isinstance(alias, exp.Identifier) else exp.to_identifier(alias)
        return ((called(named), key(named)),), args["this"]
    if node.__class__ is exp.Column:
        return ((called(args["this"]), key(args["this"])),), node
    if isinstance(node, exp.Aliases):
        return [(alias.name, key(alias)) for alias in node.expressions], node.this
    if isinstance(node, exp.PropertyEQ | exp.EQ) and dialect in {"tsql", "fabric"}:
        return ((node.this.name, node.this.name.casefold()),), node.expression
    name = unnamed(node, dialect)
    return ((name, name.casefold()),), node


def unnamed(node: exp.Expr, dialect: str) -> str:
    """Return what an output column without an alias is called: its text, with texts in it blank.

    A literal may be personal data; names go into every output.
    """
    if isinstance(node.unnest(), exp.Dot | exp.Column):
        return node.output_name
    if dialect in NAMED_BY_FUNCTION:
        return _by_function(node)
    if node.__class__ is exp.Literal:  # EXISTS (SELECT 1 …)
        return "?" if _telling(node) else node.name
    if node.find(exp.Query) is not None:
        return "?column?"
    found = [n for n in node.find_all(exp.Literal) if n.is_string or len(n.name) > SHORT]
    if found:
        node = node.transform(lambda n: exp.Placeholder() if _telling(n) else n)
    text = node.sql(dialect or None)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _by_function(node: exp.Expr) -> str:
    match node:
        case exp.Cast() | exp.Paren() | exp.Dot() | exp.Column():
            return node.output_name or "?column?"
        case exp.Anonymous():
            return node.name.lower()
        case exp.Func() if not isinstance(node, exp.Binary | exp.Unary):
            return node.sql_name().lower()
        case _:
            return "?column?"


def _telling(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and (node.is_string or len(node.name) > SHORT)
