"""Whether a word begins a new statement after the words so far."""

import re
from collections.abc import Sequence

from sqlglot.tokenizer_core import Token, TokenType

from seamscope.lineage.split.continuations import (
    NO_IF,
    OPERATOR,
    SET_OPERATORS,
    OpenStatement,
    continues_statement,
    is_label,
    starts_after_grant,
    starts_tsql_statement,
)
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

FED = frozenset({"SELECT", "VALUES", "EXEC", "EXECUTE", "DEFAULT"})
NO_CURSOR = frozenset({
    "FROM", "AS", "AND", "OR", "IS", "NOT", "IN", "LIKE", "BETWEEN", "DESC", "ASC", "END", "THEN",
    "ELSE", "WHEN", "OVER", "WHERE", "GROUP", "ORDER",
})  # fmt: skip
# After WITH these belong to what stands before: UNNEST(…) WITH ORDINALITY AS t.
NUMBERING = frozenset({"ORDINALITY", "OFFSET"})
# Where a query, or several INSERTs, can begin with FROM.
FROM_FIRST = frozenset({"hive", "spark", "spark2", "databricks", "duckdb", ""})
QUERIES = frozenset({"SELECT", "FROM", "VALUES", "WHERE"})
WHOLE = frozenset({"EXPLAIN", "SHOW", "PREPARE"})  # what they name is not run; `;` ends them
RENAMED = frozenset({"TABLE", "OBJECT", "USER", "VIEW", "SCHEMA", "DATABASE"})


def starts_statement(
    tokens: Sequence[Token], index: int, group: OpenStatement, dialect: str
) -> bool:
    """Tell whether the token at `index`, outside parentheses, begins a statement after `group`."""
    word = get_word(tokens[index]).split(" ")[0]
    if not group or word not in STARTERS:
        return bool(group) and dialect == "tsql" and is_label(tokens, index, group)
    after = get_word(tokens[index + 1]) if index + 1 < len(tokens) else ""
    head = get_word(group[0])
    if "." in {get_word(group[-1]), after} or continues_statement(word, after, group):
        return False
    if head in WHOLE or (head, dialect) == ("ALTER", "clickhouse"):  # ALTER TABLE t UPDATE …
        return word == "GO"
    if head in DCL and word != "GO":
        return starts_after_grant(word, after, group)
    return (dialect == "tsql" and starts_tsql_statement(word, after, group)) or _begins(
        tokens, index, group, dialect
    )


def _begins(tokens: Sequence[Token], index: int, group: OpenStatement, dialect: str) -> bool:
    word = get_word(tokens[index]).split(" ")[0]
    after = get_word(tokens[index + 1]) if index + 1 < len(tokens) else ""
    head, before = get_word(group[0]), get_word(group[-1])
    if (word == "RETURN" and _typed(group)) or (before == "END" and _closes(tokens, index)):
        return False
    match word:
        case "WITH":
            begins = _with_starts(tokens, index, group)
        case _ if word in CONTROL:
            cursor = word in {"OPEN", "CLOSE"} and _cursor_starts(after, before)
            begins = cursor or (word not in WEAK_STARTERS and _control_starts(word, after, group))
        case _ if word in CALL:
            begins = _call_starts(word, after, group)
        case _ if word in DDL:
            other = head not in DDL or (head == "ALTER" and word == "CREATE")
            waits = head == "WITH" and not group.outer() & (DML - {"WITH"})
            begins = other and not waits and _defines(word, after)
        case _:
            from_first = dialect in FROM_FIRST and _from_first(group)
            begins = not from_first and _data_starts(word, after, group)
    return begins


def _typed(group: OpenStatement) -> bool:
    """Tell whether RETURN names a function's type: Oracle's FUNCTION f RETURN NUMBER IS …."""
    function = any(get_word(token) == "FUNCTION" for token in group[:5])
    return function and "RETURNS" not in group.outer()


def _closes(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a word behind END says what ends, END WHILE or END WHILE label, and no more."""
    kinds = [token.token_type for token in tokens[index + 1 : index + 3]]
    looped = get_word(tokens[index]) in {"WHILE", "FOR", "LOOP", "REPEAT"}
    return looped and (len(kinds) < 2 or TokenType.SEMICOLON in kinds)


def _defines(word: str, after: str) -> bool:
    """Tell whether it is no function, TRUNCATE(x, 2), nor `* RENAME a AS b`."""
    return after != "(" and (word != "RENAME" or after.partition(" ")[0] in RENAMED)


def _control_starts(word: str, after: str, group: OpenStatement) -> bool:
    head, before = get_word(group[0]), get_word(group[-1])
    replaces = head == "REPLACE" and bool({get_word(token) for token in group[1:2]} & ROUTINES)
    if (replaces or head in {"CREATE", "ALTER"}) and not is_view(group):
        head_ends = word == "BEGIN" and any(get_word(token) in ROUTINES for token in group[:5])
        return (
            not head_ends
            and word in {"DECLARE", "RETURN", "PRINT", "BEGIN", "GO"}
            and before not in {"=", "("}
        )
    match word:
        case "SET":
            return not _wants_set(group)
        case "IF":
            return before not in NO_IF and not (after == "(" and OPERATOR.fullmatch(before))
        case "FETCH":
            return head in CONTROL or (before not in {"ROW", "ROWS"} and after not in {"FIRST"})
        case "END" | "ROLLBACK":  # SQLite: INSERT OR ROLLBACK INTO
            return before not in {"AT", "OR"}
        case _:
            return word != "ELSE" or not _fills_several(group)


def _cursor_starts(after: str, before: str) -> bool:
    """Tell whether OPEN or CLOSE is a cursor's, not a column of prices."""
    named = re.fullmatch(r"[@#A-Z_][\w#@]*", after) and after not in NO_CURSOR
    return bool(named) and before not in CONTINUING and not OPERATOR.fullmatch(before)


def is_view(group: OpenStatement) -> bool:
    """Tell whether a definition holds a query."""
    return "SELECT" in group.outer()


def _wants_set(group: OpenStatement) -> bool:
    """Tell whether SET belongs to the statement: UPDATE t SET, WHEN MATCHED … SET, ON CONFLICT."""
    head, words = get_word(group[0]), group.outer()
    if get_word(group[-1]) == "UPDATE" or (words & {"MERGE"} and "THEN" in words):
        return True
    if head == "INSERT":
        return not (words & FED) or "UPDATE" in words
    return head in {"UPDATE", "MERGE", "WITH"} and "SET" not in words and "SELECT" not in words


def _with_starts(tokens: Sequence[Token], index: int, group: OpenStatement) -> bool:
    """Tell whether WITH begins common table expressions that are a statement's own."""
    head, before = get_word(group[0]), get_word(group[-1])
    if before in CONTINUING or not _cte_follows(tokens, index):
        return False
    if get_word(tokens[index + 1]) in NUMBERING:
        return False
    return head not in {"INSERT", "REPLACE"} or bool(FED & group.outer())


def _cte_follows(tokens: Sequence[Token], index: int) -> bool:
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


def _call_starts(word: str, after: str, group: OpenStatement) -> bool:
    head, before = get_word(group[0]), get_word(group[-1])
    if word == "EXECUTE" and before in {"IN", "FOR", "QUERY"} and head in {"FOR", "OPEN", "RETURN"}:
        return False  # rows of a text: FOR r IN EXECUTE …, OPEN c FOR EXECUTE …
    if before in {"WITH", "ON", "FOR", ",", "TO", "QUERY"} or (word == "EXECUTE" and after == "AS"):
        return head not in {"INSERT", *DDL, *DCL} and before not in {"WITH", ","}
    return head not in {"INSERT", *DDL} or bool({"VALUES", "SELECT"} & group.outer())


def _data_starts(word: str, after: str, group: OpenStatement) -> bool:
    head, before = get_word(group[0]), get_word(group[-1])
    if before in CONTINUING or (after == "(" and word in {"UPDATE", "INSERT"}):
        return False
    if (
        (word == "MERGE" and (after == "JOIN" or before == "="))
        or (word == "DELETE" and ("TTL" in group.outer() or _on_commit(group)))
        or (word == "SELECT" and _combines(group))
    ):
        return False
    # FOR r IN SELECT … LOOP; CREATE RULE r AS ON INSERT TO t DO INSERT …
    if (head, before) in {("FOR", "IN"), ("CREATE", "DO")}:
        return False
    if word in {"REPLACE", "COPY"}:
        return after == "INTO"
    words = group.outer()
    if head in {"WITH", "LOCKING"}:  # what it is for comes behind
        return bool({"SELECT", "UPDATE", "DELETE", "MERGE", "INSERT"} & words) and not (
            word == "SELECT" and "INSERT" in words and not FED & words
        )
    if word == "SELECT":
        fills = head in {"INSERT", "REPLACE", "CREATE", "COPY", "BULK", "EXPLAIN", "EXPORT"}
        fills = fills or (head == "ALTER" and "VIEW" in words)
        begins = not fills or bool((FED - {"VALUES"} if _fills_several(group) else FED) & words)
    elif word == "UPDATE":
        begins = head not in {"MERGE", "CREATE"} and before not in {"KEY", "DO", "DUPLICATE"}
    else:
        begins = head != "MERGE" and before != "BULK" and (word != "BULK" or after == "INSERT")
        begins = begins and word != "UNLOAD"
    return begins


def _on_commit(group: OpenStatement) -> bool:
    """Tell whether it says what a transaction's end does to a temp table: ON COMMIT DELETE ROWS."""
    return [get_word(token) for token in group[-2:]] == ["ON", "COMMIT"]


def _combines(group: OpenStatement) -> bool:
    """Tell whether a set operation waits for its next query: UNION ALL BY NAME SELECT …."""
    depth = 0
    for token in reversed(group):
        depth += (token.token_type is TokenType.R_PAREN) - (token.token_type is TokenType.L_PAREN)
        if depth == 0 and (word := get_word(token)) in SET_OPERATORS | QUERIES:
            return word in SET_OPERATORS
    return False


def _fills_several(group: OpenStatement) -> bool:
    """Tell whether an INSERT is one of many tables: INSERT ALL WHEN … THEN INTO … ELSE INTO …."""
    words = [get_word(token) for token in group[:3] if get_word(token) != "OVERWRITE"]
    return words[:1] == ["INSERT"] and words[1:2] in (["ALL"], ["FIRST"])


def _from_first(group: OpenStatement) -> bool:
    """Tell whether a statement names its source first: FROM t INSERT … SELECT … INSERT …."""
    depth = 0
    for token in group:
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        if depth == 0 and (word := get_word(token)) in DML | {"FROM"} and word != "WITH":
            return word == "FROM"
    return False
