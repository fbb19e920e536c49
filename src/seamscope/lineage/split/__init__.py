"""Cut a script into statements by its own grammar, without parsing it.

Control flow (IF, WHILE, BEGIN…) is set apart, so that each statement that moves data can be parsed
by itself. Works on sqlglot's tokens, so keywords in strings and comments do not count.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from seamscope.lineage.parsing.parser import get_tools, tokenize_script
from seamscope.lineage.split.batches import split_batches
from seamscope.lineage.split.bodies import check_language, find_body
from seamscope.lineage.split.limits import check_limits, find_last_token, split_long_text
from seamscope.lineage.split.statement import Statement
from seamscope.lineage.split.token_groups import (
    GroupingState,
    TokenGroup,
    get_routine_name,
    group_tokens,
    is_routine,
)
from seamscope.lineage.split.words import get_word

__all__ = ["Statement", "split"]

SIGILS = frozenset({"@", "#"})
COMMENTS = ("--", "/*", "#", "//")
VISIBLE = re.compile(r"\S")


def split(text: str, dialect: str) -> Iterator[Statement]:
    """Yield the statements of a script in order."""
    for batch in split_batches(text, dialect):
        if batch.fault:
            yield Statement(text="", line=batch.line, head=":R", fault=batch.fault)
        else:
            yield from _split_batch(batch.text, batch.line, dialect)


def _split_batch(text: str, line: int, dialect: str) -> Iterator[Statement]:
    if not text.strip():
        return
    try:
        get_tools(dialect)
    except ValueError:
        yield Statement(text="", line=line, head="", fault=f"its dialect is not known: {dialect}")
        return
    place = GroupingState(dialect=dialect)
    done = 0
    for part in split_long_text(text):
        try:
            tokens = tokenize_script(part, dialect)
        except (SqlglotError, RecursionError, ValueError):
            yield from _unclosed(text[done:], line, place)
            return
        yield from _cut(part, tokens, line, place)
        done += len(part)
        line += part.count("\n")


def _unclosed(text: str, line: int, place: GroupingState) -> Iterator[Statement]:
    """Yield what is left of a text from where it could not be cut into parts."""
    try:
        tokens = tokenize_script(text, place.dialect)
    except (SqlglotError, RecursionError, ValueError):
        yield Statement(text="", line=line, head="", fault="its quotes or comments do not close")
        return
    yield from _cut(text, tokens, line, place)


def _cut(text: str, tokens: list[Token], line: int, place: GroupingState) -> Iterator[Statement]:
    if tokens and tokens[0].token_type is TokenType.HIVE_TOKEN_STREAM:  # Athena's, no word of it
        del tokens[0]
    if "@" in text or "#" in text:
        _name_variables(tokens)
    bare = _bare(text, tokens)
    if "$" in text and place.dialect == "tsql":
        bare = _without_currency(bare, tokens)
    for group in group_tokens(tokens, place):
        yield from _pieces(group, bare, line, place.dialect)


def _bare(text: str, tokens: Sequence[Token]) -> str:
    """Return a text of the same length with its comments blank: they stand between tokens.

    So no pattern that looks at a statement's text has to know them.
    """
    if not any(mark in text for mark in COMMENTS):
        return text
    parts: list[str] = []
    done = 0
    for token in tokens:
        if token.start > done and text[done : token.start].lstrip().startswith(COMMENTS):
            parts.append(VISIBLE.sub(" ", text[done : token.start]))
            done = token.start
        if token.end >= done:
            parts.append(text[done : token.end + 1])
            done = token.end + 1
    return "".join(parts) + VISIBLE.sub(" ", text[done:])


def _without_currency(text: str, tokens: Sequence[Token]) -> str:
    """Return T-SQL with its amounts of money, $20.00, as numbers."""
    letters = list(text)
    for token in tokens:
        if token.text[:1] == "$" and token.text[1:2].isdigit() and get_word(token):
            letters[token.start] = " "
    return "".join(letters)


def _name_variables(tokens: list[Token]) -> None:
    """Mark what is written behind `@` or `#` as a name, so that `@return` is no keyword."""
    for before, token in pairwise(tokens):
        if before.text in SIGILS and before.end + 1 == token.start and token.text.isidentifier():
            token.token_type = TokenType.IDENTIFIER


def _pieces(group: TokenGroup, text: str, line: int, dialect: str) -> Iterator[Statement]:
    first, last = group.tokens[0], find_last_token(group.tokens)
    source = text[first.start : last.end + 1]
    piece = Statement(
        text=source,
        line=line + first.line - 1,
        head=group.head,
        routine=group.routine,
        fault=check_limits(group.tokens, source),
    )
    quoted = find_body(group.tokens, source)
    if not quoted:
        yield piece
        return
    name = get_routine_name(group.tokens) if is_routine(group.tokens) else ""
    piece = replace(piece, routine=name, fault="")
    around = source[: quoted.start()] + source[quoted.end() :]
    if fault := check_language(around):
        yield replace(piece, text="", fault=fault)
        return
    if is_routine(group.tokens):
        yield replace(piece, text=around)
    inner = quoted["text"].replace("''", "'") if quoted["quote"] == "'" else quoted["text"]
    start = piece.line + source.count("\n", 0, quoted.start("text"))
    for part in _split_batch(inner, start, dialect):
        yield replace(part, routine=part.routine or name)
