"""Parse a single statement; rewrite syntax that sqlglot does not support."""

import re
import threading
from collections.abc import Callable, Sequence

from sqlglot import Dialect, Parser, Tokenizer, exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from seamscope.lineage.parsing.tsql import NESTED_SOURCE, extract_nested_change, rewrite_changes

# Exceptions that sqlglot raises for bad input; only the statement that raises one is lost.
PARSER_ERRORS = (SqlglotError, RecursionError, AttributeError, LookupError, TypeError, ValueError)
NAME = r"[\w.`\"\[\]]+"
REPLACE = re.compile(r"^\s*REPLACE(?:\s+(?:LOW_PRIORITY|DELAYED))?(?:\s+INTO)?\s+(?=[\w`])", re.I)
# Query Store and plan caches put the parameters before the statement: (@p int, @q nvarchar(9))
PARAMETER_LIST = re.compile(r"^\s*\(\s*@\w+\s[^()]*+(?:\([^()]*\)[^()]*+)*+\)(?=\s*[A-Za-z])")
EXCHANGE = re.compile(
    rf"^\s*ALTER\s+TABLE\s+({NAME})\s+EXCHANGE\s+(?:SUB)?PARTITION\s.*\bWITH\s+TABLE\s+({NAME})",
    re.I | re.S,
)
SWITCH = re.compile(
    rf"^\s*ALTER\s+TABLE\s+({NAME})\s+SWITCH\s+(?:PARTITION\s+\S+\s+)?TO\s+({NAME})", re.I
)
RENAME = re.compile(rf"^\s*RENAME\s+TABLE\s+({NAME})\s+TO\s+({NAME})\s*+;?\s*+$", re.I)
ALTER_VIEW = re.compile(r"^\s*ALTER\b(?=[^()]{0,200}?\bVIEW\b)", re.I)
MODIFY_QUERY = re.compile(rf"^\s*ALTER\s+TABLE\s+({NAME})\s+MODIFY\s+QUERY\b", re.I)
STRINGS_AND_COMMENTS = re.compile(r"'[^']*'|--[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)")
CREATES_TABLE_OR_VIEW = re.compile(
    r"\A\s*+(?:CREATE\s+(?:\w+\s+){0,5}?(?:TABLE|VIEW)|ALTER\s+VIEW)\b", re.I
)
PARENTHESES = re.compile(r"\([^()]*\)")
TABLE_OR_VIEW = re.compile(r"\b(?:TABLE|VIEW)\b", re.I)
AS_QUERY = re.compile(r"\bAS\b(?!\s+(?:NODE|EDGE|FILETABLE)\b)", re.I)
MAX_SEARCHED = 10_000  # number of characters that may_have_query looks at
RELATED_DIALECTS = {"athena": "hive"}  # Athena's DDL and its quotes are Hive's
COMPOUND_OPERATORS = frozenset({
    TokenType.PLUS, TokenType.DASH, TokenType.STAR, TokenType.SLASH, TokenType.MOD, TokenType.AMP,
    TokenType.PIPE, TokenType.CARET,
})  # fmt: skip


_parsers = threading.local()
_script_tokenizers = threading.local()


def get_tools(dialect: str) -> tuple[Tokenizer, Parser]:
    """Return a dialect's tokenizer and parser, one pair per thread because they keep state."""
    pairs: dict[str, tuple[Tokenizer, Parser]] = _parsers.__dict__
    if dialect not in pairs:
        instance = Dialect.get_or_raise(dialect or None)
        pairs[dialect] = instance.tokenizer(), instance.parser()
    return pairs[dialect]


def tokenize_script(text: str, dialect: str) -> list[Token]:
    """Return the tokens of a script, for splitting it into statements.

    After a word such as END, PRINT or FETCH, sqlglot's own tokenizer returns everything up to the
    next semicolon as one string. T-SQL needs no semicolons, so here these are ordinary words.
    """
    tokenizers: dict[str, Tokenizer] = _script_tokenizers.__dict__
    if dialect not in tokenizers:
        instance = Dialect.get_or_raise(dialect or None)
        plain = type("ScriptTokenizer", (instance.tokenizer_class,), {"COMMANDS": set()})
        tokenizers[dialect] = plain(dialect=instance)
    try:
        return tokenizers[dialect].tokenize(text)
    except SqlglotError:  # text after such a word may not be SQL: PUT file:///it's
        return get_tools(dialect)[0].tokenize(text)


def parse_with_rewrites(text: str, dialect: str) -> exp.Expr | None:
    """Return the tree of one statement, rewritten if sqlglot does not support its syntax.

    Returns None if the text is not exactly one statement, a Command if no rewriting helps.
    """
    text = PARAMETER_LIST.sub("", text, count=1)
    first = parse_single(text, dialect)
    if first is not None and not isinstance(first, exp.Command) and not is_misread(first):
        return first
    rewrites: Sequence[Callable[[str, str], exp.Expr | None]] = (
        _parse_table_move, _parse_replace, _parse_alter_view, _parse_tsql_change,
        _parse_compound_assignment, _parse_as_related,
    )  # fmt: skip
    trees = (tree for parse in rewrites if (tree := parse(text, dialect)) is not None)
    return next(trees, first)


def may_have_query(text: str) -> bool:
    """Return whether an unparsed CREATE TABLE or CREATE VIEW contains a query: ``… AS SELECT``."""
    text = STRINGS_AND_COMMENTS.sub(" ", text[:MAX_SEARCHED])
    if not CREATES_TABLE_OR_VIEW.match(text):
        return False
    while (shorter := PARENTHESES.sub(" ", text)) != text:
        text = shorter
    kind = TABLE_OR_VIEW.search(text)
    return kind is not None and AS_QUERY.search(text, kind.end()) is not None


def is_misread(tree: exp.Expr) -> bool:
    """Return whether sqlglot took the name of a table for a function.

    It reads ``OUTPUT … INTO log (a)`` as a call of the function LOG.
    """
    returning = tree.args.get("returning")
    into = returning.args.get("into") if isinstance(returning, exp.Returning) else None
    return isinstance(into, exp.Func) and not isinstance(into, exp.Anonymous)


def parse_single(text: str, dialect: str) -> exp.Expr | None:
    """Return the tree of a statement as written, None if the text is not one statement."""
    try:
        tokenizer, parser = get_tools(dialect)
        trees = parser.parse(tokenizer.tokenize(text), text)
        statements = [tree for tree in trees if tree is not None]
    except PARSER_ERRORS:
        return None
    return statements[0] if len(statements) == 1 and not is_empty(statements[0]) else None


def parse_plain(text: str, dialect: str) -> exp.Expr | None:
    """Return the tree of a query, INSERT, UPDATE, DELETE, MERGE or CREATE, else None."""
    tree = parse_single(text, dialect)
    is_plain = isinstance(tree, exp.Query | exp.DML | exp.Create) and not is_misread(tree)
    return tree if is_plain else None


def is_bare(tree: exp.Expr) -> bool:
    """Return whether a tree is an expression of several words and not a statement: ``@@@ x y``.

    The parser returns such a tree for text that is not SQL.
    """
    whole = isinstance(tree, exp.Alias) or (
        isinstance(tree, exp.Condition) and not isinstance(tree, exp.Func)
    )
    is_word = isinstance(tree, exp.Column | exp.Literal | exp.Placeholder | exp.Parameter)
    return whole and not is_word and tree.find(exp.Query) is None


def is_empty(tree: exp.Expr) -> bool:
    """Return whether a tree is an empty SELECT or UPDATE.

    The parser may return one for text that is not a SELECT or UPDATE.
    """
    if isinstance(tree, exp.Select):
        return not tree.expressions and tree.args.get("from_") is None
    return isinstance(tree, exp.Update) and not tree.expressions


def _parse_replace(text: str, dialect: str) -> exp.Expr | None:
    """Parse MySQL's ``REPLACE INTO t …`` as ``INSERT INTO t …``, which moves the same data."""
    return parse_single(REPLACE.sub("INSERT INTO ", text), dialect) if REPLACE.match(text) else None


def _parse_tsql_change(text: str, dialect: str) -> exp.Expr | None:
    """Parse a T-SQL INSERT, UPDATE, DELETE or MERGE with OUTPUT … INTO, TOP or a second FROM."""
    if dialect not in {"tsql", "fabric"}:
        return None
    try:
        tokens = get_tools(dialect)[0].tokenize(text)
        if (nested := extract_nested_change(text, tokens)) is not None:
            return _parse_over_change(*nested, dialect)
        rewritten = rewrite_changes(text, tokens)
    except PARSER_ERRORS:
        return None
    if rewritten is None:
        return None
    tree = parse_single(rewritten.text, dialect)
    return None if tree is None else rewritten.restore_targets(tree, dialect)


def _parse_over_change(text: str, change: str, dialect: str) -> exp.Expr | None:
    """Parse ``SELECT … FROM (DELETE … OUTPUT …) AS d``; the DELETE is parsed separately."""
    tree, inner = parse_with_rewrites(text, dialect), parse_with_rewrites(change, dialect)
    if tree is None or not isinstance(inner, exp.DML):
        return None
    for query in tree.find_all(exp.Subquery):
        if query.this.sql() == NESTED_SOURCE:
            query.set("this", inner)
            return tree
    return None


def _parse_table_move(text: str, dialect: str) -> exp.Expr | None:
    """Parse a statement that moves all rows of a table into another: ``RENAME TABLE s TO t``.

    SWITCH PARTITION and RENAME TABLE become ``ALTER TABLE … RENAME TO``. EXCHANGE PARTITION becomes
    a swap of both tables, except in Hive and Spark, where the rows move in one direction.
    """
    if match := EXCHANGE.match(text):
        target, source = match.groups()
        # for this statement the rows move in one direction only
        swaps = dialect not in {"hive", "spark", "databricks"}
    elif match := SWITCH.match(text) or RENAME.match(text):
        source, target = match.groups()
        swaps = False
    else:
        return None
    action = exp.SwapTable if swaps else exp.AlterRename
    ends = [exp.to_table(name, dialect=dialect or None) for name in (source, target)]
    return exp.Alter(this=ends[0], kind="TABLE", actions=[action(this=ends[1])])


def _parse_alter_view(text: str, dialect: str) -> exp.Expr | None:
    """Parse ``ALTER VIEW v AS …`` and ClickHouse's ``MODIFY QUERY …`` as ``CREATE VIEW v AS …``."""
    rewritten = ALTER_VIEW.sub("CREATE", text, count=1)
    rewritten = MODIFY_QUERY.sub(r"CREATE VIEW \1 AS", rewritten, count=1)
    tree = parse_single(rewritten, dialect) if rewritten != text else None
    defines = isinstance(tree, exp.Create) and isinstance(tree.expression, exp.Query)
    return tree if defines else None


def _parse_compound_assignment(text: str, dialect: str) -> exp.Expr | None:
    """Parse T-SQL's ``SET a += b`` as ``SET a = a + b``."""
    if dialect not in {"tsql", "fabric"}:
        return None
    try:
        tokens = get_tools(dialect)[0].tokenize(text)
    except PARSER_ERRORS:
        return None
    for index in range(len(tokens) - 1, 1, -1):
        operator = tokens[index - 1]
        adjacent = operator.end + 1 == tokens[index].start
        if tokens[index].token_type is TokenType.EQ and adjacent:
            if operator.token_type not in COMPOUND_OPERATORS:
                continue
            start = _find_name_start(tokens, index - 2)
            name = text[tokens[start].start : tokens[index - 2].end + 1]
            after = text[tokens[index].end + 1 :]
            text = f"{text[: operator.start]}= {name} {operator.text}{after}"
    return parse_single(text, dialect)


def _find_name_start(tokens: Sequence[Token], index: int) -> int:
    """Return the index of the first token of a dotted name that ends at `index`."""
    while index > 1 and tokens[index - 1].token_type is TokenType.DOT:
        index -= 2
    return index


def _parse_as_related(text: str, dialect: str) -> exp.Expr | None:
    """Parse a statement in a related dialect: DDL of Athena is parsed as DDL of Hive."""
    return parse_single(text, RELATED_DIALECTS[dialect]) if dialect in RELATED_DIALECTS else None
