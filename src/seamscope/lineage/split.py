"""Cut a script into statements by its own grammar, without parsing it.

Control flow (IF, WHILE, BEGIN…) is set apart, so that each statement that moves data can be parsed
by itself. Works on sqlglot's tokens, so keywords in strings and comments do not count.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlglot import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

MAX_STATEMENT = 1_000_000
MAX_DEPTH = 200
MANY = 500  # tokens; below, a statement is parsed whole whatever it is
DATA = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "REPLACE", "COPY"})
DEFINE = frozenset({"CREATE", "ALTER", "DROP", "TRUNCATE"})
CALL = frozenset({"EXEC", "EXECUTE", "CALL"})
CONTROL = frozenset({
    "IF", "ELSE", "ELSIF", "ELSEIF", "WHILE", "LOOP", "FOR", "BEGIN", "END", "RETURN", "PRINT",
    "RAISERROR", "THROW",
    "DECLARE", "SET", "USE", "GO", "COMMIT", "ROLLBACK", "SAVE", "OPEN", "FETCH", "CLOSE",
    "DEALLOCATE", "BREAK", "CONTINUE", "WAITFOR", "GOTO", "GRANT", "REVOKE", "DENY", "EXCEPTION",
    "THEN", "RAISE", "DBCC", "BACKUP", "RESTORE", "RECONFIGURE", "CHECKPOINT", "ENABLE", "DISABLE",
})  # fmt: skip
VALUES = frozenset({TokenType.NUMBER, TokenType.STRING, TokenType.COMMA})
# Words that go on with a statement although they can also begin one.
QUIET = frozenset({"THEN", "FOR", "OPEN", "CLOSE", "SAVE", "USE", "ENABLE", "DISABLE"})
RIGHTS = frozenset({"GRANT", "REVOKE", "DENY"})
CONTINUES = frozenset({
    "UNION", "ALL", "EXCEPT", "INTERSECT", "MINUS", "DISTINCT", "THEN", "AS", "(", "FOR", "AFTER",
    "OF", "ON", ",", "OR", "BEFORE", "INSTEAD",
})  # fmt: skip
STARTERS = DATA | DEFINE | CALL | CONTROL
# After these and after operators, IF is no statement: `DROP TABLE IF EXISTS`, `SELECT IF(…)`.
NO_IF = frozenset({
    "TABLE", "VIEW", "PROCEDURE", "SCHEMA", "INDEX", "DROP", "DATABASE", "FUNCTION", "SEQUENCE",
    "TRIGGER", "PARTITION", "COLUMN", "CONSTRAINT", "ADD",
})  # fmt: skip
OPERATOR = re.compile(r"[^\w\s)\]\"'`]+|SELECT|DISTINCT|AND|OR|NOT|WHEN|ELSE|BY|ON|WHERE|HAVING|IN")
SQL_LANGUAGES = frozenset({"SQL", "PLPGSQL", "PLSQL", "SPL"})
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
    start = 1
    batch: list[str] = []
    for number, line in enumerate(lines, start=1):
        if re.match(r"\s*GO(\s+\d+)?\s*(--.*)?$", line, re.I):
            yield "".join(batch), start
            start, batch = number + 1, []
        else:
            batch.append(
                "\n" if re.match(r"\s*:(setvar|on error|r|connect)\b", line, re.I) else line
            )
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
        first, last = group[0], _last(group)
        source = text[first.start : last.end + 1]
        start = line + first.line - 1
        if body := _body(group, source):
            name = _routine_name(group) if _is_routine(group) else ""
            yield from _split_body(
                body,
                source,
                Piece(text="", line=start, head=first.text.upper(), routine=name),
                dialect,
            )
            continue
        yield Piece(
            text=source,
            line=start,
            head=first.text.upper(),
            routine=routine,
            fault=_fault(group, source),
        )


def _body(group: Sequence[Token], source: str) -> re.Match[str] | None:
    """Return the quoted body of a routine or block: `$$ … $$`, `$tag$ … $tag$`, `AS '…'`."""
    if not (_is_routine(group) or _word(group[0]) in {"DO", "EXECUTE"}):
        return None
    quoted = re.search(r"(?P<quote>\$\w*\$)(?P<text>.*?)(?P=quote)", source, re.S)
    if quoted is None and _is_routine(group):
        quoted = re.search(r"\bAS\s+(?P<quote>')(?P<text>(?:[^']|'')*)'", source, re.I | re.S)
    return quoted


def _split_body(body: re.Match[str], source: str, at: Piece, dialect: str) -> Iterator[Piece]:
    """Yield the head of a routine and the statements of its body, or why they are not read."""
    around = source[: body.start()] + source[body.end() :]
    language = re.search(r"\bLANGUAGE\s+'?(\w+)", around, re.I)
    if language and language[1].upper() not in SQL_LANGUAGES:
        yield replace(at, fault=f"its body is {language[1].upper()}, not SQL")
        return
    if at.head in DEFINE:
        yield replace(at, text=around)
    text = body["text"].replace("''", "'") if body["quote"] == "'" else body["text"]
    line = at.line + source.count("\n", 0, body.start("text"))
    for piece in _split_batch(text, line, dialect):
        yield replace(piece, routine=piece.routine or at.routine)


def _last(group: Sequence[Token]) -> Token:
    """Return the last token worth parsing: of rows of plain values, the end of the first row."""
    if _word(group[0]) != "INSERT" or len(group) < MANY:
        return group[-1]
    rows = depth = 0
    end = group[-1]
    for token in group:
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        if token.token_type is TokenType.VALUES:
            rows = 1
        elif token.token_type is TokenType.SELECT:
            return group[-1]
        elif rows == 1 and depth == 0:
            end, rows = token, 2
    return end


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
        kind = token.token_type
        if kind in VALUES:  # most tokens of a data load: nothing begins or ends with them
            group.append(token)
            continue
        word = _word(token)
        after = _word(tokens[index + 1]) if index + 1 < len(tokens) else ""
        # No dialect has a semicolon inside parentheses: one there ends what was left open.
        ends = kind is TokenType.SEMICOLON
        if group and (ends or (depth == cases == 0 and _starts(word, after, group))):
            yield group, routine
            group, cases = [], 0
        if ends:
            depth = 0
            continue
        cases += (word == "CASE") - (word == "END" and cases > 0)
        depth = max(depth + (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN), 0)
        group.append(token)
        if depth == 0 and _opens_body(word, after, group):
            routine = _routine_name(group)
            yield group, routine
            group = []
    if group:
        yield group, routine


def _word(token: Token) -> str:
    """Return a token's text in upper case, "" for strings and quoted names."""
    quoted = token.token_type in {TokenType.STRING, TokenType.IDENTIFIER}
    return "" if quoted else token.text.upper()


def _opens_body(word: str, after: str, group: Sequence[Token]) -> bool:
    """Tell whether the head of a routine ends here; in `@p AS int` it does not."""
    if word == "BEGIN":
        return _is_routine(group)
    return word in {"AS", "IS"} and after in STARTERS and _is_routine(group)


def _is_routine(group: Sequence[Token]) -> bool:
    words = [token.text.upper() for token in group[:5]]
    routine = any(word in ROUTINE for word in words[1:]) and "PARTITION" not in words
    return words[0] in {"CREATE", "ALTER"} and routine


def _routine_name(group: Sequence[Token]) -> str:
    words = [token.text for token in group]
    start = next(i for i, word in enumerate(words) if word.upper() in ROUTINE) + 1
    name: list[str] = []
    for token in group[start:]:
        if token.token_type is TokenType.DOT or not name or name[-1] == ".":
            name.append(token.text)
        else:
            break
    return "".join(name)


def _starts(word: str, after: str, group: Sequence[Token]) -> bool:
    """Tell whether a word outside parentheses begins a new statement after this group."""
    if word not in STARTERS:
        return False
    head, before = _word(group[0]), _word(group[-1])
    if before == "." or (head in RIGHTS and word != "GO"):
        return False
    if word in CONTROL:
        return _control_starts(word, after, group)
    if word in CALL:
        return head not in {"INSERT", *DEFINE} or bool({"VALUES", "SELECT"} & _outer(group))
    if word in DEFINE:
        return head not in DEFINE or (head == "ALTER" and word == "CREATE")
    return _data_starts(word, after, group)


def _control_starts(word: str, after: str, group: Sequence[Token]) -> bool:
    head, before = _word(group[0]), _word(group[-1])
    if word in QUIET:
        return False
    if head in DEFINE and not _is_view(group):
        return word in {"DECLARE", "RETURN", "PRINT", "BEGIN", "GO"}
    match word:
        case "SET":
            return not (head in {"UPDATE", "MERGE", "INSERT", "WITH"} and _wants_set(group))
        case "IF":
            return before not in NO_IF and not (after == "(" and OPERATOR.fullmatch(before))
        case "FETCH":
            return head in CONTROL or (before not in {"ROW", "ROWS"} and after != "FIRST")
        case _:
            return True


def _is_view(group: Sequence[Token]) -> bool:
    return "SELECT" in _outer(group)


def _wants_set(group: Sequence[Token]) -> bool:
    """Tell whether SET belongs to the statement: UPDATE t SET, WHEN MATCHED … SET, ON CONFLICT."""
    outer = _outer(group)
    return "SET" not in outer or bool({"MERGE", "CONFLICT", "DUPLICATE"} & outer)


def _data_starts(word: str, after: str, group: Sequence[Token]) -> bool:
    head, before = _word(group[0]), _word(group[-1])
    if word == "WITH":
        return head in CONTROL and after != "("
    if before in CONTINUES:
        return before == "THEN" and head in {"IF", "ELSIF", "ELSEIF"}
    outer = _outer(group)
    if head == "WITH":
        fed = {"SELECT", "VALUES"} & outer
        open_insert = word == "SELECT" and "INSERT" in outer and not fed
        return bool({"SELECT", "UPDATE", "DELETE", "MERGE", "INSERT"} & outer) and not open_insert
    match word:
        case "SELECT":
            fed = {"SELECT", "VALUES", "EXEC", "EXECUTE"} & outer
            return head not in {"INSERT", "REPLACE", "CREATE", "COPY"} or bool(fed)
        case "REPLACE" | "COPY":
            return after == "INTO"
        case _:
            return head != "MERGE"


def _outer(group: Sequence[Token]) -> set[str]:
    """Return the words of a group outside parentheses."""
    depth, found = 0, set()
    for token in group:
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        if depth == 0:
            found.add(_word(token))
    return found
