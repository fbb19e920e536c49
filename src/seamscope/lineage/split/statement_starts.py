"""Decide whether a word begins a new statement, even if no semicolon ends the previous one."""

import re
from collections.abc import Mapping, Sequence

from sqlglot.tokenizer_core import Token, TokenType

from seamscope.lineage.split.words import (
    CALL,
    CONTINUING,
    CONTROL,
    DCL,
    DDL,
    DML,
    ROUTINES,
    STARTERS,
    WEAK_STARTERS,
    get_word,
)

# Words after which IF does not begin a statement: DROP TABLE IF EXISTS t; SELECT IF(…).
NO_IF = frozenset({
    "TABLE", "VIEW", "PROCEDURE", "SCHEMA", "INDEX", "DROP", "DATABASE", "FUNCTION", "SEQUENCE",
    "TRIGGER", "PARTITION", "COLUMN", "CONSTRAINT", "ADD", "END", "USER", "TYPE", "SERVER",
})  # fmt: skip
# Objects whose definition contains no statement but the query after AS.
STORAGE_OBJECTS = frozenset({"TABLE", "INDEX", "STATISTICS"})
# Objects that ALTER TABLE can drop too: DROP INDEX i may be part of an ALTER TABLE.
TABLE_PARTS = frozenset(
    {"INDEX", "UNIQUE", "CLUSTERED", "NONCLUSTERED", "COLUMNSTORE", "STATISTICS"}
)
DEFINABLE_OBJECTS = TABLE_PARTS | {
    "TABLE", "VIEW", "PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "SCHEMA", "DATABASE", "TYPE",
    "SEQUENCE", "SYNONYM", "USER", "LOGIN", "ROLE", "EXTERNAL",
}  # fmt: skip
# Words that begin a statement after CREATE TABLE t (…) without a semicolon.
AFTER_DEFINITION = frozenset({
    "IF", "ELSE", "END", "WHILE", "EXEC", "EXECUTE", "SELECT", "INSERT", "UPDATE", "DELETE",
    "MERGE",
})  # fmt: skip
# Words that follow ON DELETE, ON UPDATE and ON INSERT in a foreign key, a rule or a column.
REFERENTIAL_ACTIONS = frozenset({
    "CASCADE", "SET", "NO", "NO ACTION", "RESTRICT", "TO", "CURRENT_TIMESTAMP", "NOW", "DO",
    "DELETE", "UPDATE",
})  # fmt: skip
# Words that begin a T-SQL statement if the next word matches: SAVE TRAN, ENABLE TRIGGER.
TSQL_STARTERS: Mapping[str, re.Pattern[str]] = {
    "SAVE": re.compile("TRAN"), "ENABLE": re.compile("TRIGGER"), "DISABLE": re.compile("TRIGGER"),
    "USE": re.compile(""), "KILL": re.compile(r"\d|@|QUERY|STATS"), "REVERT": re.compile(""),
}  # fmt: skip
# Statements that take the rows of a query: FOR r IN WITH c AS (…) SELECT …
ROW_TAKERS = frozenset({"RETURN", "FOR", "OPEN", "CURSOR", "DECLARE"})
# The verbs of a statement after its CTEs.
CTE_USERS = frozenset({"SELECT", "UPDATE", "DELETE", "MERGE", "INSERT"})
SET_OPERATORS = frozenset({"UNION", "EXCEPT", "INTERSECT", "MINUS"})
OPERATOR = re.compile(r"[^\w\s)\]\"'`]+|SELECT|DISTINCT|AND|OR|NOT|WHEN|BY|ON|WHERE|HAVING|IN")
# Words that begin the rows of an INSERT; a second such word begins the next statement.
ROW_SOURCES = frozenset({"SELECT", "VALUES", "EXEC", "EXECUTE", "DEFAULT"})
# Words that may follow a column named OPEN or CLOSE: SELECT open FROM prices.
NOT_A_CURSOR = frozenset({
    "FROM", "AS", "AND", "OR", "IS", "NOT", "IN", "LIKE", "BETWEEN", "DESC", "ASC", "END", "THEN",
    "ELSE", "WHEN", "OVER", "WHERE", "GROUP", "ORDER",
})  # fmt: skip
# Words after WITH that add row numbers to a function's result: UNNEST(…) WITH ORDINALITY AS t.
ROW_NUMBERINGS = frozenset({"ORDINALITY", "OFFSET"})
# Dialects in which a query, or several INSERTs, can begin with FROM.
FROM_FIRST = frozenset({"hive", "spark", "spark2", "databricks", "duckdb", ""})
QUERY_WORDS = frozenset({"SELECT", "FROM", "VALUES", "WHERE"})
# Words before a statement that is not executed here: EXPLAIN SELECT …
UNEXECUTED = frozenset({"EXPLAIN", "SHOW", "PREPARE"})
RENAMEABLE = frozenset({"TABLE", "OBJECT", "USER", "VIEW", "SCHEMA", "DATABASE"})


class OpenStatement(list[Token]):
    """The tokens of a statement so far.

    words: the words outside of parentheses, among the first `seen` tokens.
    depth: number of open parentheses after these tokens.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: set[str] = set()
        self.seen = self.depth = 0

    def list_outer_words(self) -> set[str]:
        """Return the words outside of parentheses: ``SELECT a FROM (SELECT …)`` has FROM."""
        for token in self[self.seen :]:
            kind = token.token_type
            self.depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
            if self.depth == 0:
                self.words.add(get_word(token))
        self.seen = len(self)
        return self.words


def starts_statement(
    tokens: Sequence[Token], index: int, statement: OpenStatement, dialect: str
) -> bool:
    """Return whether the token at `index`, outside of parentheses, begins a new statement.

    In T-SQL, ``UPDATE t SET a = 1 SELECT b FROM s`` is two statements: SELECT begins a new one, but
    SET belongs to the UPDATE.

    statement: the tokens of the current statement, before `index`.
    """
    word = get_word(tokens[index]).split(" ")[0]
    if not statement or word not in STARTERS:
        return bool(statement) and dialect == "tsql" and _is_label(tokens, index, statement)
    after = get_word(tokens[index + 1]) if index + 1 < len(tokens) else ""
    head = get_word(statement[0])
    if "." in {get_word(statement[-1]), after} or _continues_statement(word, after, statement):
        return False
    if head in UNEXECUTED or (head, dialect) == ("ALTER", "clickhouse"):  # ALTER TABLE t UPDATE …
        return word == "GO"
    if head in DCL and word != "GO":
        return _starts_after_grant(word, after, statement)
    return (
        dialect == "tsql" and _starts_tsql_statement(word, after, statement)
    ) or _starts_by_kind(tokens, index, statement, dialect)


def _starts_by_kind(
    tokens: Sequence[Token], index: int, statement: OpenStatement, dialect: str
) -> bool:
    """Return whether a token begins a statement, by the rules for its kind of statement.

    There are rules for WITH, control flow such as IF, calls, DDL and DML.
    """
    word = get_word(tokens[index]).split(" ")[0]
    after = get_word(tokens[index + 1]) if index + 1 < len(tokens) else ""
    head, before = get_word(statement[0]), get_word(statement[-1])
    if (word == "RETURN" and _names_return_type(statement)) or (
        before == "END" and _closes_block(tokens, index)
    ):
        return False
    match word:
        case "WITH":
            begins = _starts_with_clause(tokens, index, statement)
        case _ if word in CONTROL:
            cursor = word in {"OPEN", "CLOSE"} and _starts_cursor_statement(after, before)
            begins = cursor or (
                word not in WEAK_STARTERS and _starts_control_flow(word, after, statement)
            )
        case _ if word in CALL:
            begins = _starts_call(word, after, statement)
        case _ if word in DDL:
            other = head not in DDL or (head == "ALTER" and word == "CREATE")
            waits = head == "WITH" and not statement.list_outer_words() & (DML - {"WITH"})
            begins = other and not waits and _starts_definition(word, after)
        case _:
            from_first = dialect in FROM_FIRST and _starts_with_from(statement)
            begins = not from_first and _starts_dml(word, after, statement)
    return begins


def _names_return_type(statement: OpenStatement) -> bool:
    """Return whether RETURN precedes a type: Oracle's ``FUNCTION f RETURN NUMBER IS …``."""
    function = any(get_word(token) == "FUNCTION" for token in statement[:5])
    return function and "RETURNS" not in statement.list_outer_words()


def _closes_block(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a word after END names the block that ends: ``END WHILE;``."""
    kinds = [token.token_type for token in tokens[index + 1 : index + 3]]
    looped = get_word(tokens[index]) in {"WHILE", "FOR", "LOOP", "REPEAT"}
    return looped and (len(kinds) < 2 or TokenType.SEMICOLON in kinds)


def _starts_definition(word: str, after: str) -> bool:
    """Return whether a DDL word begins a statement.

    It does not in ``TRUNCATE(x, 2)`` or ``SELECT * RENAME a AS b``.

    after: the word after it.
    """
    return after != "(" and (word != "RENAME" or after.partition(" ")[0] in RENAMEABLE)


def _starts_control_flow(word: str, after: str, statement: OpenStatement) -> bool:
    """Return whether a word such as SET, IF, FETCH, END or PRINT begins a statement here.

    The IF in ``DROP TABLE IF EXISTS t`` does not.
    """
    head, before = get_word(statement[0]), get_word(statement[-1])
    replaces = head == "REPLACE" and bool({get_word(token) for token in statement[1:2]} & ROUTINES)
    if (replaces or head in {"CREATE", "ALTER"}) and not _has_query(statement):
        head_ends = word == "BEGIN" and any(get_word(token) in ROUTINES for token in statement[:5])
        return (
            not head_ends
            and word in {"DECLARE", "RETURN", "PRINT", "BEGIN", "GO"}
            and before not in {"=", "("}
        )
    match word:
        case "SET":
            return not _waits_for_set(statement)
        case "IF":
            return before not in NO_IF and not (after == "(" and OPERATOR.fullmatch(before))
        case "FETCH":
            return head in CONTROL or (
                before not in {"ROW", "ROWS"} and after not in {"FIRST", "ONLY"}
            )
        case "END" | "ROLLBACK":  # SQLite: INSERT OR ROLLBACK INTO
            return before not in {"AT", "OR"}
        case _:
            return word != "ELSE" or not _is_multi_insert(statement)


def _starts_cursor_statement(after: str, before: str) -> bool:
    """Return whether OPEN or CLOSE is followed by a cursor; otherwise the word names a column.

    after: the word after OPEN or CLOSE.
    before: the word before OPEN or CLOSE.
    """
    named = re.fullmatch(r"[@#A-Z_][\w#@]*", after) and after not in NOT_A_CURSOR
    return bool(named) and before not in CONTINUING and not OPERATOR.fullmatch(before)


def _has_query(statement: OpenStatement) -> bool:
    """Return whether a definition contains a query: ``CREATE VIEW v AS SELECT …``."""
    return "SELECT" in statement.list_outer_words()


def _waits_for_set(statement: OpenStatement) -> bool:
    """Return whether SET belongs to the current statement: ``UPDATE t SET``, ``DO UPDATE SET``."""
    head, words = get_word(statement[0]), statement.list_outer_words()
    if get_word(statement[-1]) == "UPDATE" or (words & {"MERGE"} and "THEN" in words):
        return True
    if head == "INSERT":
        return not (words & ROW_SOURCES) or "UPDATE" in words
    return head in {"UPDATE", "MERGE", "WITH"} and "SET" not in words and "SELECT" not in words


def _starts_with_clause(tokens: Sequence[Token], index: int, statement: OpenStatement) -> bool:
    """Return whether WITH begins the CTEs of a new statement, unlike in ``WITH (NOLOCK)``."""
    head, before = get_word(statement[0]), get_word(statement[-1])
    if before in CONTINUING or (head, before) == ("FOR", "IN"):
        return False
    if not _is_followed_by_cte(tokens, index):
        return False
    if get_word(tokens[index + 1]) in ROW_NUMBERINGS:
        return False
    return head not in {"INSERT", "REPLACE"} or bool(ROW_SOURCES & statement.list_outer_words())


def _is_followed_by_cte(tokens: Sequence[Token], index: int) -> bool:
    """Return whether a CTE follows WITH: ``c AS (…)``, ``c (a, b) AS (…)``."""
    words = [get_word(token) for token in tokens[index + 1 : index + 4]]
    if len(words) < 2 or words[0] == "ROWID":  # Oracle refreshes views WITH ROWID
        return False
    if words[0] in {"RECURSIVE", "XMLNAMESPACES"}:
        return True
    if words[1] == "AS":  # WITH SCHEMABINDING AS SELECT, WITH EXECUTE AS OWNER are options
        return words[2:] in (["("], ["MATERIALIZED"], ["NOT"])
    depth = 0
    for position in range(index + 2, len(tokens)):
        kind = tokens[position].token_type
        depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
        if depth == 0:
            ended = kind is TokenType.R_PAREN and position + 1 < len(tokens)
            return ended and get_word(tokens[position + 1]) == "AS"
    return False


def _starts_call(word: str, after: str, statement: OpenStatement) -> bool:
    """Return whether EXEC or CALL begins a statement, unlike in ``INSERT INTO t EXEC p``."""
    head, before = get_word(statement[0]), get_word(statement[-1])
    if word == "EXECUTE" and before in {"IN", "FOR", "QUERY"} and head in {"FOR", "OPEN", "RETURN"}:
        return False  # rows of dynamic SQL: FOR r IN EXECUTE …, OPEN c FOR EXECUTE …
    if before in {"WITH", "ON", "FOR", ",", "TO", "QUERY"} or (word == "EXECUTE" and after == "AS"):
        return head not in {"INSERT", *DDL, *DCL} and before not in {"WITH", ","}
    return head not in {"INSERT", *DDL} or bool({"VALUES", "SELECT"} & statement.list_outer_words())


def _starts_dml(word: str, after: str, statement: OpenStatement) -> bool:
    """Return whether SELECT, INSERT, UPDATE, DELETE or MERGE begins a statement.

    The SELECT in ``INSERT INTO t SELECT …`` and ``CREATE VIEW v AS SELECT …`` does not.
    """
    head, before = get_word(statement[0]), get_word(statement[-1])
    # FOR r IN SELECT … LOOP; CREATE RULE r AS ON INSERT TO t DO INSERT …
    if (head, before) in {("FOR", "IN"), ("CREATE", "DO")}:
        return False
    if _is_clause(word, before, after, statement):
        return False
    if word in {"REPLACE", "COPY"}:
        return after == "INTO"
    words = statement.list_outer_words()
    if head in ROW_TAKERS and "WITH" in words and not CTE_USERS & words:
        return False  # RETURN QUERY WITH c AS (…) SELECT …
    if head in {"WITH", "LOCKING"}:  # the statement itself follows
        return bool(CTE_USERS & words) and not (
            word == "SELECT" and "INSERT" in words and not ROW_SOURCES & words
        )
    if word == "SELECT":
        fills = head in {"INSERT", "REPLACE", "CREATE", "COPY", "BULK", "EXPLAIN", "EXPORT"}
        fills = fills or (head == "ALTER" and "VIEW" in words)
        begins = not fills or bool(
            (ROW_SOURCES - {"VALUES"} if _is_multi_insert(statement) else ROW_SOURCES) & words
        )
    elif word == "UPDATE":
        begins = head not in {"MERGE", "CREATE"}
    else:
        begins = head != "MERGE" and before != "BULK" and (word != "BULK" or after == "INSERT")
        begins = begins and word != "UNLOAD"
    return begins


def _is_clause(word: str, before: str, after: str, statement: OpenStatement) -> bool:
    """Return whether a word belongs to a clause or a function: ``SELECT … BULK COLLECT INTO``."""
    if before in CONTINUING or (after == "(" and word in {"UPDATE", "INSERT"}):
        return True
    match word:
        case "BULK":
            return after != "INSERT"
        case "MERGE":
            return after == "JOIN" or before == "="
        case "DELETE":
            return "TTL" in statement.list_outer_words() or _ends_with_on_commit(statement)
        case "UPDATE":  # ON CONFLICT DO UPDATE, ON DUPLICATE KEY UPDATE
            return before in {"KEY", "DO", "DUPLICATE"}
        case _:
            return word == "SELECT" and _waits_for_query(statement)


def _ends_with_on_commit(statement: OpenStatement) -> bool:
    """Return whether ON COMMIT comes before: ``CREATE TEMP TABLE t (…) ON COMMIT DELETE ROWS``."""
    return [get_word(token) for token in statement[-2:]] == ["ON", "COMMIT"]


def _waits_for_query(statement: OpenStatement) -> bool:
    """Return whether the next query of a set operation follows: ``UNION ALL BY NAME SELECT …``."""
    depth = 0
    for token in reversed(statement):
        depth += (token.token_type is TokenType.R_PAREN) - (token.token_type is TokenType.L_PAREN)
        if depth == 0 and (word := get_word(token)) in SET_OPERATORS | QUERY_WORDS:
            return word in SET_OPERATORS
    return False


def _is_multi_insert(statement: OpenStatement) -> bool:
    """Return whether an INSERT has several target tables: ``INSERT ALL INTO t … INTO u …``."""
    words = [get_word(token) for token in statement[:3] if get_word(token) != "OVERWRITE"]
    return words[:1] == ["INSERT"] and words[1:2] in (["ALL"], ["FIRST"])


def _starts_with_from(statement: OpenStatement) -> bool:
    """Return whether a statement begins with its source: ``FROM s INSERT INTO t SELECT …``."""
    depth = 0
    for token in statement:
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        if depth == 0 and (word := get_word(token)) in DML | {"FROM"} and word != "WITH":
            return word == "FROM"
    return False


def _starts_tsql_statement(word: str, after: str, statement: OpenStatement) -> bool:
    """Return whether a word always begins a T-SQL statement, such as USE in ``USE d``."""
    if word in TSQL_STARTERS and TSQL_STARTERS[word].match(after):
        return get_word(statement[0]) != "ALTER" or word not in {"ENABLE", "DISABLE"}
    return get_word(statement[0]) in DDL and _starts_after_definition(word, after, statement)


def _is_label(tokens: Sequence[Token], index: int, statement: OpenStatement) -> bool:
    """Return whether a token is a T-SQL label on a separate line: ``done:``."""
    if index + 1 == len(tokens) or tokens[index + 1].token_type is not TokenType.COLON:
        return False
    alone = index + 2 == len(tokens) or tokens[index + 2].line > tokens[index].line
    return alone and tokens[index].line > statement[-1].line


def _continues_statement(word: str, after: str, statement: OpenStatement) -> bool:
    """Return whether a word belongs to the current statement: ``ON DELETE CASCADE``."""
    before = get_word(statement[-1])
    earlier = get_word(statement[-2]) if len(statement) > 1 else ""
    if before == "ALL":
        return earlier in SET_OPERATORS
    if before == "ON":  # of a foreign key, a rule, a column
        return word in DML and after in REFERENTIAL_ACTIONS
    return word == "SET" and earlier == "ON" and before in {"DELETE", "UPDATE"}


def _starts_after_grant(word: str, after: str, statement: OpenStatement) -> bool:
    """Return whether a word begins a statement after ``GRANT … TO someone``."""
    grantee_words = statement.list_outer_words() & {"TO", "FROM"}
    before = get_word(statement[-1])
    if not grantee_words or before in {"TO", "FROM", ",", "WITH", "FOR", "AS", "."} | DDL:
        return False
    if word == "WITH":
        return after not in {"GRANT", "ADMIN", "HIERARCHY"}
    return word in DML | DDL | CALL | (CONTROL - WEAK_STARTERS)


def _starts_after_definition(word: str, after: str, statement: OpenStatement) -> bool:
    """Return whether a word begins a statement after ``CREATE TABLE t (…)``."""
    head, before = get_word(statement[0]), get_word(statement[-1])
    defined = {part for token in statement[1:6] for part in get_word(token).split(" ")}
    if (
        not defined & STORAGE_OBJECTS
        or defined & (ROUTINES | {"VIEW"})
        or before in CONTINUING | NO_IF
    ):
        return False
    if word in DDL:
        kind = after.partition(" ")[0]
        return (
            kind in DEFINABLE_OBJECTS
            if word == "CREATE"
            else kind in DEFINABLE_OBJECTS - TABLE_PARTS
        )
    if (
        word == "SELECT" and before == ")" and "AS" in statement.list_outer_words()
    ):  # AS WITH c AS (…) SELECT
        return "SELECT" in statement.list_outer_words()
    known = word in AFTER_DEFINITION or (word == "SET" and (head != "ALTER" or after != "("))
    return known and not OPERATOR.fullmatch(before)
