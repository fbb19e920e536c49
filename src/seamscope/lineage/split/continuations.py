"""What ends a statement though no semicolon does, and what goes on with it."""

import re
from collections.abc import Mapping, Sequence

from sqlglot.tokenizer_core import Token, TokenType

from seamscope.lineage.split.words import (
    CALL,
    CONTINUING,
    CONTROL,
    DDL,
    DML,
    ROUTINES,
    WEAK_STARTERS,
    get_word,
)

# After these and after operators, IF is no statement: `DROP TABLE IF EXISTS`, `SELECT IF(…)`.
NO_IF = frozenset({
    "TABLE", "VIEW", "PROCEDURE", "SCHEMA", "INDEX", "DROP", "DATABASE", "FUNCTION", "SEQUENCE",
    "TRIGGER", "PARTITION", "COLUMN", "CONSTRAINT", "ADD", "END", "USER", "TYPE", "SERVER",
})  # fmt: skip
# Definitions that hold no statement; what may be defined; what ALTER TABLE can drop of a table.
STORED = frozenset({"TABLE", "INDEX", "STATISTICS"})
PARTS = frozenset({"INDEX", "UNIQUE", "CLUSTERED", "NONCLUSTERED", "COLUMNSTORE", "STATISTICS"})
OBJECTS = PARTS | {
    "TABLE", "VIEW", "PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "SCHEMA", "DATABASE", "TYPE",
    "SEQUENCE", "SYNONYM", "USER", "LOGIN", "ROLE", "EXTERNAL",
}  # fmt: skip
AFTER_DEFINITION = frozenset({
    "IF", "ELSE", "END", "WHILE", "EXEC", "EXECUTE", "SELECT", "INSERT", "UPDATE", "DELETE",
    "MERGE",
})  # fmt: skip
# What follows ON DELETE, ON UPDATE, ON INSERT where they belong to a definition.
REFERRING = frozenset({
    "CASCADE", "SET", "NO", "NO ACTION", "RESTRICT", "TO", "CURRENT_TIMESTAMP", "NOW", "DO",
    "DELETE", "UPDATE",
})  # fmt: skip
# Words that begin a T-SQL statement where the next one is such.
SIGNS: Mapping[str, re.Pattern[str]] = {
    "SAVE": re.compile("TRAN"), "ENABLE": re.compile("TRIGGER"), "DISABLE": re.compile("TRIGGER"),
    "USE": re.compile(""), "KILL": re.compile(r"\d|@|QUERY|STATS"), "REVERT": re.compile(""),
}  # fmt: skip
SET_OPERATORS = frozenset({"UNION", "EXCEPT", "INTERSECT", "MINUS"})
OPERATOR = re.compile(r"[^\w\s)\]\"'`]+|SELECT|DISTINCT|AND|OR|NOT|WHEN|BY|ON|WHERE|HAVING|IN")


class OpenStatement(list[Token]):
    """The tokens of a statement so far, each looked at once for its words outside parentheses."""

    def __init__(self) -> None:
        super().__init__()
        self.words: set[str] = set()
        self.seen = self.depth = 0

    def outer(self) -> set[str]:
        """Return the words outside parentheses."""
        for token in self[self.seen :]:
            kind = token.token_type
            self.depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
            if self.depth == 0:
                self.words.add(get_word(token))
        self.seen = len(self)
        return self.words


def starts_tsql_statement(word: str, after: str, group: OpenStatement) -> bool:
    """Tell whether a word begins a T-SQL statement whatever stands before it."""
    if word in SIGNS and SIGNS[word].match(after):
        return get_word(group[0]) != "ALTER" or word not in {"ENABLE", "DISABLE"}
    return get_word(group[0]) in DDL and _ends_definition(word, after, group)


def is_label(tokens: Sequence[Token], index: int, group: OpenStatement) -> bool:
    """Tell whether a word is T-SQL's label, on a line of its own."""
    if index + 1 == len(tokens) or tokens[index + 1].token_type is not TokenType.COLON:
        return False
    alone = index + 2 == len(tokens) or tokens[index + 2].line > tokens[index].line
    return alone and tokens[index].line > group[-1].line


def continues_statement(word: str, after: str, group: OpenStatement) -> bool:
    """Tell whether a word belongs to a set operation or to ON DELETE CASCADE."""
    before = get_word(group[-1])
    earlier = get_word(group[-2]) if len(group) > 1 else ""
    if before == "ALL":
        return earlier in SET_OPERATORS
    if before == "ON":  # of a foreign key, a rule, a column
        return word in DML and after in REFERRING
    return word == "SET" and earlier == "ON" and before in {"DELETE", "UPDATE"}


def starts_after_grant(word: str, after: str, group: OpenStatement) -> bool:
    """Tell whether GRANT … TO somebody ends, though no semicolon says so."""
    whom = group.outer() & {"TO", "FROM"}
    before = get_word(group[-1])
    if not whom or before in {"TO", "FROM", ",", "WITH", "FOR", "AS", "."} | DDL:
        return False
    if word == "WITH":
        return after not in {"GRANT", "ADMIN", "HIERARCHY"}
    return word in DML | DDL | CALL | (CONTROL - WEAK_STARTERS)


def _ends_definition(word: str, after: str, group: OpenStatement) -> bool:
    """Tell whether a word begins what follows a table's or index's definition without a `;`."""
    head, before = get_word(group[0]), get_word(group[-1])
    made = {part for token in group[1:6] for part in get_word(token).split(" ")}
    if not made & STORED or made & (ROUTINES | {"VIEW"}) or before in CONTINUING | NO_IF:
        return False
    if word in DDL:
        kind = after.partition(" ")[0]
        return kind in OBJECTS if word == "CREATE" else kind in OBJECTS - PARTS
    if word == "SELECT" and before == ")" and "AS" in group.outer():  # AS WITH c AS (…) SELECT
        return "SELECT" in group.outer()
    known = word in AFTER_DEFINITION or (word == "SET" and (head != "ALTER" or after != "("))
    return known and not OPERATOR.fullmatch(before)
