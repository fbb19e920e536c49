"""Group the tokens of a batch into statements; each with the routine whose body it is part of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot.tokenizer_core import Token, TokenType

from seamscope.lineage.split.continuations import OpenStatement
from seamscope.lineage.split.statement_starts import starts_statement
from seamscope.lineage.split.words import (
    BLOCK_OPENERS,
    CALL,
    DML,
    PACKAGES,
    ROUTINES,
    STARTERS,
    THEN_HEADS,
    get_word,
)

# What a body can begin with that declares nothing.
ACTIONS = frozenset({"IF", "SET", "WHILE", "RETURN", "PRINT"})
VALUES = frozenset({TokenType.NUMBER, TokenType.STRING, TokenType.COMMA})
# PL/SQL and its kin declare variables between the head of a routine and its BEGIN.
DECLARING = frozenset({"oracle", "postgres", "redshift", "snowflake", ""})
UNENDED = frozenset({"tsql", "fabric", ""})  # where a body needs no BEGIN and no END
BLOCKED = DECLARING - {""}  # where DECLARE opens such a list outside of routines too
ASSIGN = (":=", "=")
BLOCKS = frozenset({"IF", "LOOP", "WHILE", "FOR", "REPEAT", "CASE"})
# What can end a head that has more than one word.
ENDERS = frozenset({"BEGIN", "AS", "IS", "ROW", "THEN", "DO", "LOOP", "TRY", "CATCH", "ATOMIC"})
REFERENCED = frozenset({"NEW", "OLD", "TABLE", "ROW", "PARENT"})
OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET})
CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET})
TRANSACTION = frozenset(
    {"TRAN", "TRANSACTION", "WORK", ";", "DISTRIBUTED", "DIALOG", "CONVERSATION"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenGroup:
    """The tokens of one statement; head and routine as in `Statement`."""

    tokens: Sequence[Token]
    head: str
    routine: str = ""


@dataclass(slots=True)
class GroupingState:
    """Where in a script the splitter stands."""

    dialect: str
    package: str = ""
    routine: str = ""
    depth: int = 0  # of BEGIN … END within the routine
    declaring: bool = False
    single: bool = False  # the routine is the next statement alone
    group: OpenStatement = field(default_factory=OpenStatement)

    def close(self) -> TokenGroup:
        """Return the statement that ends here, and note what it opens or ends."""
        group = TokenGroup(tokens=self.group, head=self._head(), routine=self.routine)
        self.group = OpenStatement()
        self._follow(group)
        return group

    def _head(self) -> str:
        words = [get_word(token) for token in self.group[:4]]
        first = words[0].split(" ")[0]
        if self.declaring and first not in {"BEGIN", "CURSOR", "PROCEDURE", "FUNCTION", "DECLARE"}:
            return "DECLARE"
        if first == "SAVE" or first in STARTERS - {"GO"}:
            return first
        if self.group[0].text.startswith("<"):  # <<label>>
            return "LABEL"
        after = _behind_name(self.group)
        if after.startswith(ASSIGN):
            return "ASSIGN"
        if len(self.group) > 1 and self.group[1].text.startswith(":"):
            return "LABEL"
        return "CALL" if self.dialect == "tsql" or self.routine or self.depth else first

    def _follow(self, group: TokenGroup) -> None:
        words = [get_word(token) for token in group.tokens[:3]]
        if self.single and group.head not in {"BEGIN", "DECLARE"}:
            self.routine = self.package
        self.single = False
        opens = group.head == "BEGIN" or (get_word(group.tokens[-1]) == "BEGIN")
        if opens and not (len(words) > 1 and words[1] in TRANSACTION and group.head == "BEGIN"):
            self.depth += 1
            self.declaring = False
        elif group.head == "DECLARE" and self._lists_variables():
            self.declaring = True
        elif group.head == "END" and not (len(words) > 1 and words[1] in BLOCKS):
            self.depth = max(self.depth - 1, 0)
            if self.depth == 0 and self.dialect != "tsql":
                self.routine = self.package
        elif self.depth == 0 and not self.declaring and self.dialect not in UNENDED:
            self.routine = self.package  # its body was this one statement

    def _lists_variables(self) -> bool:
        """Tell whether DECLARE begins a list of them, not the declaration of one."""
        if self.routine and not self.dialect:  # behind BEGIN it is more often MySQL's or T-SQL's
            return self.depth == 0
        return self.dialect in (DECLARING if self.routine else BLOCKED)

    def head(self, after: str) -> TokenGroup:
        """Return the head of a routine, which ends here; `after` is the next word."""
        self._open(after)
        group = TokenGroup(tokens=self.group, head=get_word(self.group[0]), routine=self.routine)
        self.depth += get_word(self.group[-1]) == "BEGIN"
        self.group = OpenStatement()
        return group

    def _open(self, after: str) -> None:
        name = get_routine_name(self.group)
        if self.package and get_word(self.group[0]) not in {"CREATE", "ALTER"}:
            name = f"{self.package}.{name}"
        self.routine, self.depth = name, 0
        body = get_word(self.group[-1]) != "BEGIN"
        self.declaring = body and self.dialect in DECLARING and after not in DML | CALL | ACTIONS
        self.single = body and any(get_word(token) == "TASK" for token in self.group[:5])
        if any(get_word(token) in PACKAGES for token in self.group[:5]):
            self.package = name


def _behind_name(group: Sequence[Token]) -> str:
    """Return the signs behind what a statement names first: a, :new.a, a.b, a(1)."""
    index = 1 if group[0].text == ":" else 0
    while index + 2 < len(group) and group[index + 1].token_type is TokenType.DOT:
        index += 2
    index += 1
    if index < len(group) and group[index].token_type in OPENING:
        closing = (i for i in range(index, len(group)) if group[i].token_type in CLOSING)
        index = next(closing, index) + 1
    return "".join(token.text for token in group[index : index + 2])


def group_tokens(tokens: Sequence[Token], place: GroupingState) -> Iterator[TokenGroup]:
    """Yield the statements of a batch, or of a part of one, in order."""
    dialect = place.dialect
    depth = cases = 0
    for index, token in enumerate(tokens):
        kind = token.token_type
        group = place.group
        if kind in VALUES and group:  # most tokens of a data load: nothing begins with them
            group.append(token)
            continue
        word = get_word(token)
        # No dialect has a semicolon inside parentheses: one there ends what was left open.
        ends = kind is TokenType.SEMICOLON
        begins = (
            depth == cases == 0 and not ends and starts_statement(tokens, index, group, dialect)
        )
        if group and (ends or begins):
            heads = begins and word in {"DECLARE", "RETURN"} and is_routine(group)
            yield place.head(word) if heads else place.close()
            group, cases = place.group, 0
        if ends:
            depth = 0
            continue
        cases += (word == "CASE" and bool(group)) - (word == "END" and cases > 0)
        depth = max(depth + (kind in OPENING) - (kind in CLOSING), 0)
        group.append(token)
        if depth == 0 and cases == 0 and _ends_head(tokens, index, group, dialect):
            after = get_word(tokens[index + 1]) if index + 1 < len(tokens) else ""
            yield place.head(after) if is_routine(group) else place.close()
    if place.group:
        yield place.close()


def _ends_head(tokens: Sequence[Token], index: int, group: Sequence[Token], dialect: str) -> bool:
    """Tell whether a routine's head, or a word that only opens a block, ends here."""
    word = get_word(group[-1])
    if len(group) > 1 and word not in ENDERS:
        return False
    after = get_word(tokens[index + 1]) if index + 1 < len(tokens) else ""
    if is_routine(group):
        return _opens_body(word, after, group, dialect)
    return _opens_block(word, after, group)


def _opens_block(word: str, after: str, group: Sequence[Token]) -> bool:
    head = get_word(group[0])
    match word:
        case "THEN":
            return head in THEN_HEADS
        case "DO" | "LOOP" if len(group) > 1:
            return head in {"WHILE", "FOR", "FOREACH"}
        case "TRY" | "CATCH" | "ATOMIC" if len(group) == 2 and head == "BEGIN":
            return after != "WITH"
        case "BEGIN" if len(group) == 1:
            return after not in TRANSACTION | {"TRY", "CATCH", "ATOMIC"}
        case _:
            return len(group) == 1 and head in BLOCK_OPENERS


def _opens_body(word: str, after: str, group: Sequence[Token], dialect: str) -> bool:
    """Tell whether the head of a routine ends here; in `@p AS int` it does not."""
    if word == "BEGIN":
        return True
    trigger = any(get_word(token) == "TRIGGER" for token in group[:5])
    if trigger and word == "AS" and get_word(group[-2]) in REFERENCED:  # NEW AS n
        return False
    if word in {"AS", "IS"}:
        blocks = dialect in {"oracle", "snowflake", ""} and after not in {
            "",
            "OBJECT",
            "TABLE",
            "(",
            "LANGUAGE",
        }
        return after in STARTERS - {"NULL", "TYPE"} or (blocks and after not in {"CALLER", "OWNER"})
    return trigger and word == "ROW" and after in DML | {"SET", "DECLARE", "CALL"}


def is_routine(group: Sequence[Token]) -> bool:
    """Tell whether a statement is the head of a procedure, function, trigger or package."""
    head = get_word(group[0])
    if head not in {"CREATE", "ALTER", "REPLACE"}:
        return head in {"PROCEDURE", "FUNCTION"}
    words = [get_word(token) for token in group[:5]]
    body = "PACKAGE" in words or ("TYPE" in words and "BODY" in words)
    routine = body or any(word in ROUTINES for word in words[1:])
    return routine and "PARTITION" not in words


def get_routine_name(group: Sequence[Token]) -> str:
    """Return the name a routine's head gives, without quotes, its parts joined by dots."""
    words = [get_word(token) for token in group]
    start = next(i for i, word in enumerate(words) if word in ROUTINES | PACKAGES) + 1
    name: list[str] = []
    for token in group[start:]:
        if not name and get_word(token) in {"BODY", "IF", "NOT", "EXISTS"}:
            continue
        if token.token_type is TokenType.DOT or not name or name[-1] == ".":
            name.append(token.text)
        else:
            break
    return "".join(name)
