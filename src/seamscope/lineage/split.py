"""Cut a script into statements by its own grammar, without parsing it.

Control flow (IF, WHILE, BEGIN…) is set apart, so that each statement that moves data can be parsed
by itself. Works on sqlglot's tokens, so keywords in strings and comments do not count.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, TokenType

MAX_STATEMENT = 1_000_000
MAX_DEPTH = 200
DATA = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "REPLACE", "COPY", "UPSERT"})
DEFINE = frozenset({"CREATE", "ALTER", "DROP", "TRUNCATE"})
CALL = frozenset({"EXEC", "EXECUTE", "CALL"})
CONTROL = frozenset({
    "IF", "ELSE", "ELSIF", "ELSEIF", "WHILE", "LOOP", "FOR", "BEGIN", "END", "RETURN", "PRINT", "RAISERROR", "THROW",
    "DECLARE", "SET", "USE", "GO", "COMMIT", "ROLLBACK", "SAVE", "OPEN", "FETCH", "CLOSE",
    "DEALLOCATE", "BREAK", "CONTINUE", "WAITFOR", "GOTO", "GRANT", "REVOKE", "DENY", "EXCEPTION",
    "THEN", "RAISE", "DBCC", "BACKUP", "RESTORE", "RECONFIGURE", "CHECKPOINT", "ENABLE", "DISABLE",
})  # fmt: skip
ROUTINE = frozenset({"PROCEDURE", "PROC", "FUNCTION", "TRIGGER"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One statement: its text, first line (1-based), leading word, and the routine it is in.

    fault: why it must not be parsed, "" if it may.
    """

    text: str
    line: int
    head: str
    routine: str = ""
    fault: str = ""


def split(text: str, dialect: str) -> Iterator[Piece]:
    """Yield the statements of a script in order."""
    for batch, line in _batches(text, dialect):
        yield from _split_batch(batch, line, dialect)


def _batches(text: str, dialect: str) -> Iterator[tuple[str, int]]:
    """Cut T-SQL at its GO lines; SQLCMD lines and variables become blanks and names."""
    if dialect != "tsql":
        yield text, 1
        return
    text = re.sub(r"\$\((\w+)\)", r"__\1__", text)
    lines = text.splitlines(keepends=True)
    start, batch = 1, []
    for number, line in enumerate(lines, start=1):
        if re.match(r"\s*GO(\s+\d+)?\s*(--.*)?$", line, re.I):
            yield "".join(batch), start
            start, batch = number + 1, []
        else:
            batch.append("\n" if re.match(r"\s*:(setvar|on error|r|connect)\b", line, re.I) else line)
    yield "".join(batch), start


def _split_batch(text: str, line: int, dialect: str) -> Iterator[Piece]:
    if not text.strip():
        return
    try:
        tokens = Dialect.get_or_raise(dialect or None).tokenize(text)
    except (SqlglotError, RecursionError, ValueError):
        yield Piece(text="", line=line, head="", fault="its quotes or comments do not close")
        return
    for group, routine in _groups(tokens):
        first, last = group[0], group[-1]
        source = text[first.start : last.end + 1]
        yield Piece(
            text=source,
            line=line + first.line - 1,
            head=first.text.upper(),
            routine=routine,
            fault=_fault(group, source),
        )


def _fault(group: Sequence[Token], source: str) -> str:
    if len(source) > MAX_STATEMENT:
        return f"it is longer than {MAX_STATEMENT // 1000} kB"
    depth = deepest = 0
    for token in group:
        if token.token_type is TokenType.L_PAREN:
            depth += 1
            deepest = max(deepest, depth)
        elif token.token_type is TokenType.R_PAREN:
            depth -= 1
    return f"it nests {deepest} levels deep" if deepest > MAX_DEPTH else ""


def _groups(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], str]]:
    """Group tokens into statements; each with the routine whose body it is part of."""
    group: list[Token] = []
    routine = ""
    depth = cases = 0
    for index, token in enumerate(tokens):
        word = token.text.upper() if token.token_type is not TokenType.STRING else ""
        if token.token_type is TokenType.IDENTIFIER:
            word = ""
        if token.token_type is TokenType.SEMICOLON and depth == 0:
            if group:
                yield group, routine
            group, cases = [], 0
            continue
        if depth == 0 and group and not cases and _starts(word, group, tokens, index):
            yield group, routine
            group = []
        if word == "CASE":
            cases += 1
        elif word == "END" and cases:
            cases -= 1
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        depth = max(depth, 0)
        group.append(token)
        if word in {"AS", "IS", "BEGIN"} and depth == 0 and _is_routine(group):
            routine = _routine_name(group)
            yield group, routine
            group = []
    if group:
        yield group, routine


def _is_routine(group: Sequence[Token]) -> bool:
    words = [token.text.upper() for token in group[:5]]
    return words[0] in {"CREATE", "ALTER"} and any(word in ROUTINE for word in words[1:])


def _routine_name(group: Sequence[Token]) -> str:
    words = [token.text for token in group]
    start = next(i for i, word in enumerate(words) if word.upper() in ROUTINE) + 1
    name = []
    for token in group[start:]:
        if token.token_type is TokenType.DOT or not name or name[-1] == ".":
            name.append(token.text)
        else:
            break
    return "".join(name)


def _starts(word: str, group: Sequence[Token], tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a word at depth 0 begins a new statement after this group."""
    head = group[0].text.upper()
    before = group[-1].text.upper()
    after = tokens[index + 1].text.upper() if index + 1 < len(tokens) else ""
    if word in CONTROL:
        return _control_starts(word, head, before, after, group)
    if word in CALL:
        return not (head in {"INSERT", "GRANT", "CREATE", "ALTER"} and not _is_done(group))
    if word in DEFINE:
        return head not in {"GRANT", "ALTER", "CREATE"} or head in {"ALTER"} and word == "CREATE"
    if word in DATA:
        return _data_starts(word, head, before, after, group)
    return False


def _is_done(group: Sequence[Token]) -> bool:
    words = {token.text.upper() for token in group}
    return bool(words & {"VALUES", "SELECT"})


def _control_starts(word: str, head: str, before: str, after: str, group: Sequence[Token]) -> bool:
    if head in {"GRANT", "REVOKE", "DENY", "CREATE", "ALTER"} and word not in {"GO", "BEGIN"}:
        return head in {"CREATE", "ALTER"} and word in {"DECLARE", "RETURN", "PRINT"}
    match word:
        case "SET":
            return not (head in {"UPDATE", "MERGE", "INSERT", "ALTER", "WITH"} and _wants_set(group))
        case "THEN" | "FOR" | "OPEN" | "CLOSE" | "SAVE" | "USE" | "ENABLE" | "DISABLE":
            return head in CONTROL and word == "THEN" and head != "MERGE" and False
        case "IF":
            return before not in {"DROP", "TABLE", "VIEW", "PROCEDURE", "SCHEMA", "INDEX"} and head not in {"DROP"}
        case "LOOP" | "EXCEPTION" | "RAISE":
            return True
        case "FETCH":
            return before not in {"ROWS", "ROW"} and after not in {"FIRST"} or head in CONTROL
        case _:
            return before != "." 


def _wants_set(group: Sequence[Token]) -> bool:
    words = [token.text.upper() for token in group]
    return "SET" not in words or words[0] == "MERGE" or "CONFLICT" in words or "DUPLICATE" in words


def _data_starts(word: str, head: str, before: str, after: str, group: Sequence[Token]) -> bool:
    words = [token.text.upper() for token in group]
    if word == "WITH":
        return head in CONTROL and before not in {"INSTANCE"} and after not in {"("} or (
            before == ")" and head in CONTROL
        )
    if before in {"UNION", "ALL", "EXCEPT", "INTERSECT", "MINUS", "DISTINCT", "THEN", "AS", "(",
                  "FOR", "AFTER", "OF", "ON", ",", "OR", "BEFORE", "INSTEAD"}:  # fmt: skip
        return before == "AS" and head in {"BEGIN"} or (before == "THEN" and head in {"IF", "ELSIF"})
    if head in {"GRANT", "REVOKE", "DENY"}:
        return False
    if word == "SELECT":
        if head == "INSERT":
            return "SELECT" in words or "VALUES" in words or "EXEC" in words
        if head == "WITH":
            return bool({"SELECT", "UPDATE", "DELETE", "MERGE"} & set(_outer(group)))
        return head not in {"CREATE", "REPLACE"} or "SELECT" in _outer(group)
    if head == "WITH":
        return bool({"SELECT", "UPDATE", "DELETE", "MERGE", "INSERT"} & set(_outer(group)))
    if word == "REPLACE":
        return before not in {"OR", "."} and after == "INTO"
    if word == "COPY":
        return after in {"INTO"}
    return head != "MERGE" or before == ";"


def _outer(group: Sequence[Token]) -> list[str]:
    """Return the words of a group outside parentheses."""
    depth, found = 0, []
    for token in group:
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        if depth == 0:
            found.append(token.text.upper())
    return found
