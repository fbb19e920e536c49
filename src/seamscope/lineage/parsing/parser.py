"""From text to a tree; what the parser leaves out is put into words it knows first."""

import re
import threading
from collections.abc import Callable, Sequence

from sqlglot import Dialect, Parser, Tokenizer, exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from seamscope.lineage.parsing.tsql import SOURCE, cut_out, reworded

# What sqlglot has been seen to raise; costs one statement.
FAILURES = (SqlglotError, RecursionError, AttributeError, LookupError, TypeError, ValueError)
NAME = r"[\w.`\"\[\]]+"
REPLACE = re.compile(r"^\s*REPLACE(?:\s+(?:LOW_PRIORITY|DELAYED))?(?:\s+INTO)?\s+(?=[\w`])", re.I)
# Query Store and plan caches put the types of parameters before the text: (@p int, @q nvarchar(9))
PARAMETERS = re.compile(r"^\s*\(\s*@\w+\s+[^()]*(?:\([^()]*\)[^()]*)*\)(?=\s*[A-Za-z])")
EXCHANGE = re.compile(
    rf"^\s*ALTER\s+TABLE\s+({NAME})\s+EXCHANGE\s+(?:SUB)?PARTITION\s.*\bWITH\s+TABLE\s+({NAME})",
    re.I | re.S,
)
SWITCH = re.compile(
    rf"^\s*ALTER\s+TABLE\s+({NAME})\s+SWITCH\s+(?:PARTITION\s+\S+\s+)?TO\s+({NAME})", re.I
)
RENAME = re.compile(rf"^\s*RENAME\s+TABLE\s+({NAME})\s+TO\s+({NAME})\s*;?\s*$", re.I)
ALTER_VIEW = re.compile(r"^\s*ALTER\b(?=[^()]{0,200}?\bVIEW\b)", re.I)
MODIFY_QUERY = re.compile(rf"^\s*ALTER\s+TABLE\s+({NAME})\s+MODIFY\s+QUERY\b", re.I)
TEXTS = re.compile(r"'[^']*'|--[^\n]*|/\*.*?\*/", re.S)
MAKES = re.compile(r"\s*(?:CREATE\s+(?:\w+\s+){0,5}?(?:TABLE|VIEW)|ALTER\s+VIEW)\b", re.I)
PARENTHESES = re.compile(r"\([^()]*\)")
OF_QUERY = re.compile(r"\b(?:TABLE|VIEW)\b.*?\bAS\b(?!\s+(?:NODE|EDGE|FILETABLE)\b)", re.I | re.S)
LOOKED_AT = 10_000  # characters of a statement that is not understood
RELATED = {"athena": "hive"}  # Athena's DDL and its quotes are Hive's
COMPOUND = frozenset({
    TokenType.PLUS, TokenType.DASH, TokenType.STAR, TokenType.SLASH, TokenType.MOD, TokenType.AMP,
    TokenType.PIPE, TokenType.CARET,
})  # fmt: skip


_kept = threading.local()
_whole = threading.local()


def tools(dialect: str) -> tuple[Tokenizer, Parser]:
    """Return a dialect's tokenizer and parser, made once in each thread: they keep a state."""
    made: dict[str, tuple[Tokenizer, Parser]] = _kept.__dict__
    if dialect not in made:
        reader = Dialect.get_or_raise(dialect or None)
        made[dialect] = reader.tokenizer(), reader.parser()
    return made[dialect]


def tokens_of(text: str, dialect: str) -> list[Token]:
    """Return a script's tokens, for cutting it: no word takes what follows it for one text.

    The parser's own tokenizer does that with words that it does not parse on (END, PRINT, FETCH),
    up to the next semicolon, which T-SQL need not have.
    """
    made: dict[str, Tokenizer] = _whole.__dict__
    if dialect not in made:
        reader = Dialect.get_or_raise(dialect or None)
        plain = type("Whole", (reader.tokenizer_class,), {"COMMANDS": set()})
        made[dialect] = plain(dialect=reader)
    try:
        return made[dialect].tokenize(text)
    except SqlglotError:  # what such a word takes may be no SQL: PUT file:///it's
        return tools(dialect)[0].tokenize(text)


def parsed(text: str, dialect: str) -> exp.Expr | None:
    """Return the tree of one statement: None if it is none or several, a Command if unknown."""
    text = PARAMETERS.sub("", text, count=1)
    found = one(text, dialect)
    if found is not None and not isinstance(found, exp.Command) and not misread(found):
        return found
    repairs: Sequence[Callable[[str, str], exp.Expr | None]] = (
        _moved, _replaced, _redefined, _output, _compound, _related,
    )  # fmt: skip
    return next((tree for repair in repairs if (tree := repair(text, dialect)) is not None), found)


def lacks_query(text: str) -> bool:
    """Tell whether what is made of a query, CREATE VIEW v AS …, has something else there."""
    text = TEXTS.sub(" ", text[:LOOKED_AT])
    if not MAKES.match(text):
        return False
    while (shorter := PARENTHESES.sub(" ", text)) != text:
        text = shorter
    return OF_QUERY.search(text) is not None


def misread(tree: exp.Expr) -> bool:
    """Tell whether a name was lost: OUTPUT … INTO log (a) was read as the function LOG."""
    returning = tree.args.get("returning")
    into = returning.args.get("into") if isinstance(returning, exp.Returning) else None
    return isinstance(into, exp.Func) and not isinstance(into, exp.Anonymous)


def one(text: str, dialect: str) -> exp.Expr | None:
    """Return the tree of one statement as it stands; None if it is none, or several."""
    try:
        tokenizer, parser = tools(dialect)
        trees = parser.parse(tokenizer.tokenize(text), text)
        found = [tree for tree in trees if tree is not None]
    except FAILURES:
        return None
    return found[0] if len(found) == 1 and not empty(found[0]) else None


def empty(tree: exp.Expr) -> bool:
    """Tell whether a statement says nothing, as words that are no SQL can look."""
    if isinstance(tree, exp.Select):
        return not tree.expressions and tree.args.get("from_") is None
    return isinstance(tree, exp.Update) and not tree.expressions


def _replaced(text: str, dialect: str) -> exp.Expr | None:
    """REPLACE INTO inserts, as far as data goes."""
    return one(REPLACE.sub("INSERT INTO ", text), dialect) if REPLACE.match(text) else None


def _output(text: str, dialect: str) -> exp.Expr | None:
    """T-SQL's changes have clauses and places of clauses that no other dialect has."""
    if dialect not in {"tsql", "fabric"}:
        return None
    try:
        tokens = tools(dialect)[0].tokenize(text)
        if (apart := cut_out(text, tokens)) is not None:
            return _over_change(*apart, dialect)
        made = reworded(text, tokens)
    except FAILURES:
        return None
    tree = one(made.text, dialect) if made is not None else None
    return made.put(tree, dialect) if made is not None and tree is not None else None


def _over_change(text: str, change: str, dialect: str) -> exp.Expr | None:
    """Put a change that was parsed by itself in its place in FROM."""
    tree, inner = parsed(text, dialect), parsed(change, dialect)
    if tree is None or not isinstance(inner, exp.DML):
        return None
    for query in tree.find_all(exp.Subquery):
        if query.this.sql() == SOURCE:
            query.set("this", inner)
            return tree
    return None


def _moved(text: str, dialect: str) -> exp.Expr | None:
    """EXCHANGE and SWITCH PARTITION and RENAME TABLE move rows, as ALTER … RENAME does."""
    if match := EXCHANGE.match(text):
        target, source = match.groups()
        swaps = dialect not in {"hive", "spark", "databricks"}  # there the rows move one way
    elif match := SWITCH.match(text) or RENAME.match(text):
        source, target = match.groups()
        swaps = False
    else:
        return None
    action = exp.SwapTable if swaps else exp.AlterRename
    ends = [exp.to_table(name, dialect=dialect or None) for name in (source, target)]
    return exp.Alter(this=ends[0], kind="TABLE", actions=[action(this=ends[1])])


def _redefined(text: str, dialect: str) -> exp.Expr | None:
    """ALTER VIEW … AS, and ClickHouse's MODIFY QUERY, define what CREATE VIEW does."""
    put = ALTER_VIEW.sub("CREATE", text, count=1)
    put = MODIFY_QUERY.sub(r"CREATE VIEW \1 AS", put, count=1)
    tree = one(put, dialect) if put != text else None
    defines = isinstance(tree, exp.Create) and isinstance(tree.expression, exp.Query)
    return tree if defines else None


def _compound(text: str, dialect: str) -> exp.Expr | None:
    """T-SQL's `SET a += b` is `a = a + b`."""
    if dialect not in {"tsql", "fabric"}:
        return None
    try:
        tokens = tools(dialect)[0].tokenize(text)
    except FAILURES:
        return None
    for index in range(len(tokens) - 1, 1, -1):
        operator = tokens[index - 1]
        together = operator.end + 1 == tokens[index].start
        if tokens[index].token_type is TokenType.EQ and together:
            if operator.token_type not in COMPOUND:
                continue
            start = _name_start(tokens, index - 2)
            name = text[tokens[start].start : tokens[index - 2].end + 1]
            after = text[tokens[index].end + 1 :]
            text = f"{text[: operator.start]}= {name} {operator.text}{after}"
    return one(text, dialect)


def _name_start(tokens: Sequence[Token], index: int) -> int:
    while index > 1 and tokens[index - 1].token_type is TokenType.DOT:
        index -= 2
    return index


def _related(text: str, dialect: str) -> exp.Expr | None:
    return one(text, RELATED[dialect]) if dialect in RELATED else None
