"""Group the tokens of a batch into statements, and find the routine that each belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot.tokenizer_core import Token, TokenType

from seamscope.lineage.split.statement_starts import OpenStatement, starts_statement
from seamscope.lineage.split.words import (
    BEFORE_THEN,
    BLOCK_OPENERS,
    CALL,
    DML,
    PACKAGES,
    ROUTINES,
    STARTERS,
    get_word,
)

# First words of a body without declarations.
FIRST_IN_BODY = frozenset({"IF", "SET", "WHILE", "RETURN", "PRINT"})
VALUE_TOKENS = frozenset({TokenType.NUMBER, TokenType.STRING, TokenType.COMMA})
# Dialects that declare variables between the head of a routine and its BEGIN, as PL/SQL does.
DECLARE_SECTION_DIALECTS = frozenset({"oracle", "postgres", "redshift", "snowflake", ""})
BODY_WITHOUT_END = frozenset({"tsql", "fabric", ""})  # where a body needs neither BEGIN nor END
DECLARE_BLOCK_DIALECTS = DECLARE_SECTION_DIALECTS - {""}  # also outside of routines
ASSIGNMENT_SIGNS = (":=", "=")
BLOCK_WORDS = frozenset({"IF", "LOOP", "WHILE", "FOR", "REPEAT", "CASE"})
# Last words of a head that has more than one word: CREATE PROCEDURE p AS, FOR EACH ROW.
HEAD_ENDS = frozenset({"BEGIN", "AS", "IS", "ROW", "THEN", "DO", "LOOP", "TRY", "CATCH", "ATOMIC"})
TRANSITION_WORDS = frozenset({"NEW", "OLD", "TABLE", "ROW", "PARENT"})
# Words after AS or IS that do not begin a body: CREATE TYPE t AS OBJECT, EXECUTE AS CALLER.
NOT_IN_BODY = frozenset({"", "OBJECT", "TABLE", "(", "LANGUAGE", "CALLER", "OWNER", "RESULT"})
# Words before PROCEDURE or FUNCTION in the body of an Oracle type: OVERRIDING MEMBER FUNCTION f.
METHOD_WORDS = frozenset({
    "MEMBER", "STATIC", "CONSTRUCTOR", "OVERRIDING", "MAP", "ORDER", "FINAL", "NOT", "INSTANTIABLE",
})  # fmt: skip
# T-SQL's EVENT SESSION and EVENT NOTIFICATION, and Postgres' EVENT TRIGGER, are not MySQL events.
NO_EVENTS = frozenset({"SESSION", "NOTIFICATION", "TRIGGER"})
OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET})
CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET})
AFTER_BEGIN_TRANSACTION = frozenset(
    {"TRAN", "TRANSACTION", "WORK", ";", "DISTRIBUTED", "DIALOG", "CONVERSATION"}
)
# Words that may begin a statement, end a head, or begin or end a CASE; all other words, and all
# tokens but these kinds, only continue a statement.
TURNING_WORDS = STARTERS | HEAD_ENDS
TURNING_TOKENS = OPENING | CLOSING | {TokenType.SEMICOLON}
DEFINING_WORDS = frozenset({"CREATE", "ALTER", "REPLACE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenGroup:
    """The tokens of one statement.

    head: see `Statement.head`.
    routine: see `Statement.routine`.
    outer: see `Statement.outer`.
    """

    tokens: Sequence[Token]
    head: str
    routine: str = ""
    outer: str = ""


@dataclass(slots=True)
class GroupingState:
    """The state at a point of a script: the routine, its open blocks, and the current statement.

    The examples are for the point at UPDATE in ``CREATE PACKAGE BODY k AS PROCEDURE p IS v INT;
    BEGIN UPDATE …``.

    package: ``k``.
    routine: ``k.p``.
    depth: depth of BEGIN … END within the routine: 1.
    declaring: True between IS and BEGIN, where each statement is a declaration.
    single: True after ``CREATE TASK … AS``, whose body is only the next statement.
    around: the routines that contain this routine as a local one, outermost first, with the depth
    of each.
    statement: the tokens of the statement so far: ``UPDATE``.
    """

    dialect: str
    package: str = ""
    routine: str = ""
    depth: int = 0
    declaring: bool = False
    single: bool = False
    around: list[tuple[str, int]] = field(default_factory=list)
    statement: OpenStatement = field(default_factory=OpenStatement)

    def close(self) -> TokenGroup:
        """End the current statement and return it; note whether it opens or closes a block."""
        group = TokenGroup(
            tokens=self.statement,
            head=self._get_head(),
            routine=self.routine,
            outer=self.around[-1][0] if self.around else "",
        )
        self.statement = OpenStatement()
        self._update(group)
        return group

    def _get_head(self) -> str:
        """Return the head of the current statement, see `Statement.head`."""
        words = [get_word(token) for token in self.statement[:4]]
        first = words[0].split(" ")[0]
        if self.declaring and first not in {"BEGIN", "CURSOR", "PROCEDURE", "FUNCTION", "DECLARE"}:
            return "DECLARE"
        if first == "SAVE" or first in STARTERS - {"GO"}:
            return first
        if self.statement[0].text.startswith("<"):  # <<label>>
            return "LABEL"
        after = _get_signs_after_name(self.statement)
        if after.startswith(ASSIGNMENT_SIGNS):
            return "ASSIGN"
        if len(self.statement) > 1 and self.statement[1].text.startswith(":"):
            return "LABEL"
        return "CALL" if self.dialect == "tsql" or self.routine or self.depth else first

    def _update(self, group: TokenGroup) -> None:
        """Update depth, routine and declarations after a statement such as BEGIN or END."""
        words = [get_word(token) for token in group.tokens[:3]]
        if self.single and group.head not in {"BEGIN", "DECLARE"}:
            self.routine = self.package
        self.single = False
        opens = group.head == "BEGIN" or (get_word(group.tokens[-1]) == "BEGIN")
        if opens and not (
            len(words) > 1 and words[1] in AFTER_BEGIN_TRANSACTION and group.head == "BEGIN"
        ):
            self.depth += 1
            self.declaring = False
        elif group.head == "DECLARE" and self._opens_declarations():
            self.declaring = True
        elif group.head == "END" and not (len(words) > 1 and words[1] in BLOCK_WORDS):
            self.depth = max(self.depth - 1, 0)
            if self.depth == 0 and self.dialect != "tsql":
                self._leave_routine()
        elif self.depth == 0 and not self.declaring and self.dialect not in BODY_WITHOUT_END:
            self.routine = self.package  # its body was this statement alone

    def _leave_routine(self) -> None:
        """Return to the routine that declares the ended routine, or to the package."""
        self.routine = self.package
        if self.around:
            self.routine, self.depth = self.around.pop()
            self.declaring = True

    def _opens_declarations(self) -> bool:
        """Return whether DECLARE begins a section of declarations, as in PL/SQL."""
        if self.routine and not self.dialect:  # after BEGIN, DECLARE is more likely MySQL or T-SQL
            return self.depth == 0
        return self.dialect in (
            DECLARE_SECTION_DIALECTS if self.routine else DECLARE_BLOCK_DIALECTS
        )

    def close_head(self, after: str) -> TokenGroup:
        """Return the head of a routine that ends here, such as ``CREATE PROCEDURE p AS``.

        after: the first word of the body.
        """
        while get_word(self.statement[0]) in METHOD_WORDS:
            del self.statement[0]
        self._enter_routine(after)
        group = TokenGroup(
            tokens=self.statement,
            head=get_word(self.statement[0]),
            routine=self.routine,
            outer=self.around[-1][0] if self.around else "",
        )
        self.depth += get_word(self.statement[-1]) == "BEGIN"
        self.statement = OpenStatement()
        return group

    def _enter_routine(self, after: str) -> None:
        """Enter the body of a routine; the current statement is its head."""
        name = get_routine_name(self.statement)
        is_local = get_word(self.statement[0]) in {"PROCEDURE", "FUNCTION"}
        if is_local and self.declaring and self.routine != self.package:
            self.around.append((self.routine, self.depth))
        elif not is_local:
            self.around.clear()
        if self.package and get_word(self.statement[0]) not in {"CREATE", "ALTER"}:
            name = f"{self.package}.{name}"
        self.routine, self.depth = name, 0
        body = get_word(self.statement[-1]) != "BEGIN"
        self.declaring = (
            body
            and self.dialect in DECLARE_SECTION_DIALECTS
            and after not in DML | CALL | FIRST_IN_BODY
        )
        self.single = body and any(get_word(token) == "TASK" for token in self.statement[:5])
        if any(get_word(token) in PACKAGES for token in self.statement[:5]):
            self.package = name


def _get_signs_after_name(group: Sequence[Token]) -> str:
    """Return the symbols after the first name of a statement: ``:=`` in ``a(1).b := 2``."""
    index = 1 if group[0].text == ":" else 0
    index += 1
    while index < len(group):
        kind = group[index].token_type
        if kind is TokenType.DOT:
            index += 2
        elif kind in OPENING:
            index = _find_end(group, index)
        else:
            break
    return "".join(token.text for token in group[index : index + 2])


def _find_end(group: Sequence[Token], start: int) -> int:
    """Return the index after the parenthesis that closes the parenthesis at `start`."""
    depth = 0
    for index in range(start, len(group)):
        kind = group[index].token_type
        depth += (kind in OPENING) - (kind in CLOSING)
        if not depth:
            return index + 1
    return len(group)


def group_tokens(tokens: Sequence[Token], state: GroupingState) -> Iterator[TokenGroup]:
    """Yield the statements of a batch, or of a part of one, in order."""
    dialect = state.dialect
    has_labels = dialect == "tsql" and any(t.token_type is TokenType.COLON for t in tokens)
    depth = cases = 0
    for index, token in enumerate(tokens):
        kind = token.token_type
        group = state.statement
        if kind in VALUE_TOKENS and group:  # most tokens of a data load
            group.append(token)
            continue
        word = get_word(token)
        if group and not has_labels and _only_continues(word, kind):
            group.append(token)
            continue
        # No dialect allows a semicolon inside parentheses, so it ends a statement with an open one.
        ends = kind is TokenType.SEMICOLON
        begins = (
            depth == cases == 0 and not ends and starts_statement(tokens, index, group, dialect)
        )
        if group and (ends or begins):
            heads = begins and word in {"DECLARE", "RETURN"} and is_routine(group)
            yield state.close_head(word) if heads else state.close()
            group, cases = state.statement, 0
        if ends:
            depth = 0
            continue
        cases += (word == "CASE" and bool(group)) - (word == "END" and cases > 0)
        depth = max(depth + (kind in OPENING) - (kind in CLOSING), 0)
        group.append(token)
        if depth == 0 and cases == 0 and _ends_head(word, tokens, index, group, dialect):
            after = get_word(tokens[index + 1]) if index + 1 < len(tokens) else ""
            yield state.close_head(after) if is_routine(group) else state.close()
    if state.statement:
        yield state.close()


def _only_continues(word: str, kind: TokenType) -> bool:
    """Return whether a token inside a statement cannot begin or end a statement or a block."""
    return word not in TURNING_WORDS and kind not in TURNING_TOKENS and " " not in word


def _ends_head(
    word: str, tokens: Sequence[Token], index: int, group: Sequence[Token], dialect: str
) -> bool:
    """Return whether a word ends the head of a routine, or a statement such as ``IF … THEN``."""
    if len(group) > 1 and word not in HEAD_ENDS:
        return False
    after = get_word(tokens[index + 1]) if index + 1 < len(tokens) else ""
    if is_routine(group):
        return _opens_body(word, after, group, dialect)
    return _opens_block(word, after, group)


def _opens_block(word: str, after: str, group: Sequence[Token]) -> bool:
    """Return whether a word opens a block, as in ``IF … THEN``, ``WHILE … LOOP``, ``BEGIN TRY``.

    after: the word after it.
    group: the tokens of the statement, including the word.
    """
    head = get_word(group[0])
    match word:
        case "THEN":
            return head in BEFORE_THEN
        case "DO" | "LOOP" if len(group) > 1:
            return head in {"WHILE", "FOR", "FOREACH"}
        case "TRY" | "CATCH" | "ATOMIC" if len(group) == 2 and head == "BEGIN":
            return after != "WITH"
        case "BEGIN" if len(group) == 1:
            return after not in AFTER_BEGIN_TRANSACTION | {"TRY", "CATCH", "ATOMIC"}
        case _:
            return len(group) == 1 and head in BLOCK_OPENERS


def _opens_body(word: str, after: str, group: Sequence[Token], dialect: str) -> bool:
    """Return whether the body of a routine begins after a word such as AS.

    In ``@p AS int``, it does not.
    """
    if word == "BEGIN":
        return True
    trigger = any(get_word(token) == "TRIGGER" for token in group[:5])
    if trigger and word == "AS" and get_word(group[-2]) in TRANSITION_WORDS:  # NEW AS n
        return False
    if word in {"AS", "IS"}:
        blocks = dialect in {"oracle", "snowflake", ""} and after not in NOT_IN_BODY
        return after in STARTERS - {"NULL", "TYPE"} or blocks
    if word == "DO" and any(get_word(token) == "EVENT" for token in group[:5]):
        return after in DML | {"SET", "CALL", "DELETE", "TRUNCATE"}
    return trigger and word == "ROW" and after in DML | {"SET", "DECLARE", "CALL"}


def is_routine(group: Sequence[Token]) -> bool:
    """Return whether tokens are the head of a procedure, function, trigger or package."""
    head = get_word(group[0])
    if head not in DEFINING_WORDS and head not in METHOD_WORDS:
        return head in {"PROCEDURE", "FUNCTION"}
    words = [get_word(token) for token in group[:5]]
    if head in METHOD_WORDS:
        head = next((word for word in words if word not in METHOD_WORDS), "")
        if head not in DEFINING_WORDS:
            return head in {"PROCEDURE", "FUNCTION"}
    body = "PACKAGE" in words or ("TYPE" in words and "BODY" in words)
    is_event = "EVENT" in words and not NO_EVENTS & set(words)
    routine = body or is_event or any(word in ROUTINES - {"EVENT"} for word in words[1:])
    return routine and "PARTITION" not in words


def get_routine_name(group: Sequence[Token]) -> str:
    """Return the name in a routine's head: ``CREATE OR ALTER PROC [d].p`` -> ``d.p``."""
    words = [get_word(token) for token in group]
    kinds = ROUTINES | PACKAGES if "TRIGGER" not in words[:4] else {"TRIGGER"}
    start = next(i for i, word in enumerate(words) if word in kinds) + 1
    name: list[str] = []
    for token in group[start:]:
        if not name and get_word(token) in {"BODY", "IF", "NOT", "EXISTS"}:
            continue
        if token.token_type is TokenType.DOT or not name or name[-1] == ".":
            name.append(token.text)
        else:
            break
    return "".join(name)
