"""The words that begin, continue or separate statements."""

from sqlglot.tokenizer_core import Token, TokenType

DML = frozenset({
    "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "REPLACE", "COPY", "BULK", "UNLOAD",
})  # fmt: skip
DDL = frozenset({"CREATE", "ALTER", "DROP", "TRUNCATE", "RENAME"})
CALL = frozenset({"EXEC", "EXECUTE", "CALL"})
CONTROL = frozenset({
    "IF", "ELSE", "ELSIF", "ELSEIF", "WHILE", "LOOP", "FOR", "BEGIN", "END", "RETURN", "PRINT",
    "RAISERROR", "THROW", "DECLARE", "SET", "USE", "GO", "COMMIT", "ROLLBACK", "SAVE", "OPEN",
    "FETCH", "CLOSE", "DEALLOCATE", "BREAK", "CONTINUE", "WAITFOR", "GOTO", "GRANT", "REVOKE",
    "DENY", "EXCEPTION", "THEN", "RAISE", "DBCC", "BACKUP", "RESTORE", "RECONFIGURE", "CHECKPOINT",
    "ENABLE", "DISABLE", "CURSOR", "CASE", "WHEN", "PERFORM", "LET", "REPEAT", "UNTIL", "LEAVE",
    "ITERATE", "NULL", "EXIT", "PRAGMA", "TYPE", "SUBTYPE", "PROCEDURE", "FUNCTION", "SHUTDOWN",
    "RESIGNAL", "SIGNAL", "ANALYZE", "VACUUM", "LOCK", "COMMENT", "KILL", "REVERT", "DO",
    "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "LIST", "REFRESH", "SAVEPOINT", "START", "MSCK",
    "OPTIMIZE", "UNSET", "UNDROP", "PUT", "GET", "REMOVE", "RM", "LS", "FORALL", "FOREACH",
})  # fmt: skip
# Words that begin a statement only after a semicolon or another end; they may also be names.
WEAK_STARTERS = frozenset({
    "THEN", "FOR", "OPEN", "CLOSE", "SAVE", "USE", "ENABLE", "DISABLE", "CURSOR", "CASE", "WHEN",
    "LET", "REPEAT", "UNTIL", "LEAVE", "ITERATE", "NULL", "EXIT", "PRAGMA", "TYPE", "SUBTYPE",
    "PROCEDURE", "FUNCTION", "SHUTDOWN", "SIGNAL", "RESIGNAL", "ANALYZE", "VACUUM", "LOCK",
    "COMMENT", "KILL", "REVERT", "DO", "EXCEPTION", "SHOW", "DESCRIBE", "DESC",
    "EXPLAIN", "LIST", "REFRESH", "SAVEPOINT", "START", "MSCK", "OPTIMIZE", "UNSET", "RENAME",
    "UNDROP", "PUT", "GET", "REMOVE", "RM", "LS", "CONTINUE", "UNLOAD", "BULK", "LOOP", "PERFORM",
    "FORALL", "FOREACH",
})  # fmt: skip
DCL = frozenset({"GRANT", "REVOKE", "DENY"})
# Words after which a statement continues, no matter what the next word is: UNION SELECT, AS SELECT.
CONTINUING = frozenset({
    "UNION", "EXCEPT", "INTERSECT", "MINUS", "DISTINCT", "THEN", "AS", "IS", "(", "FOR", "AFTER",
    "OF", ",", "OR", "BEFORE", "INSTEAD", "ALSO", "EXPLAIN", "QUERY",
})  # fmt: skip
# A statement that consists of one of these words opens a block.
BLOCK_OPENERS = frozenset({"BEGIN", "ELSE", "LOOP", "REPEAT", "EXCEPTION"})
# A statement that begins with one of these ends with THEN: IF a > 1 THEN.
BEFORE_THEN = frozenset({"IF", "ELSIF", "ELSEIF", "EXCEPTION", "WHEN", "CASE"})
STARTERS = DML | DDL | CALL | CONTROL
ROUTINES = frozenset({"PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "TASK", "EVENT"})
PACKAGES = frozenset({"PACKAGE", "TYPE"})
# Looked up by name, because sqlglot versions distinguish different kinds of strings.
QUOTED_TOKENS = frozenset(
    kind for kind in TokenType if kind.name == "STRING" or kind.name.endswith("_STRING")
) | {TokenType.IDENTIFIER}
# Teradata's short forms; in other dialects they are names, with tokens of other types.
SHORT_FORMS = {
    "SEL": (TokenType.SELECT, "SELECT"), "INS": (TokenType.INSERT, "INSERT"),
    "UPD": (TokenType.UPDATE, "UPDATE"), "DEL": (TokenType.DELETE, "DELETE"),
}  # fmt: skip


def get_word(token: Token) -> str:
    """Return a token in upper case, "" for strings and quoted names.

    Teradata's SEL is returned as SELECT.
    """
    kind = token.token_type
    if kind in QUOTED_TOKENS:
        return ""
    word = token.text.upper()
    if word in SHORT_FORMS and SHORT_FORMS[word][0] is kind:
        return SHORT_FORMS[word][1]
    return word
