"""Split a script into statements by its own grammar, without parsing it.

Control flow (IF, WHILE, BEGIN …) is separated from the statements in it, so that each statement can
be parsed alone. The splitter works on sqlglot's tokens, so keywords in strings and comments are
ignored.
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

VARIABLE_SIGNS = frozenset({"@", "#"})
COMMENT_SIGNS = ("--", "/*", "#", "//")
Place = tuple[int, int]  # line and column, from 1
NOT_SPACE = re.compile(r"\S")


def split(text: str, dialect: str) -> Iterator[Statement]:
    """Yield the statements of a script in order, with the line and the routine of each.

    ``CREATE PROC p AS BEGIN UPDATE t SET a = 1 END`` -> the head of p, BEGIN, UPDATE and END in the
    routine p. A part that cannot be split is yielded as a statement with a fault.
    """
    for batch in split_batches(text, dialect):
        if batch.fault:
            yield Statement(text="", line=batch.line, head=":R", fault=batch.fault)
        else:
            yield from _split_batch(batch.text, (batch.line, 1), dialect)


def _split_batch(text: str, start: Place, dialect: str) -> Iterator[Statement]:
    """Yield the statements of one batch; tokenize a long batch in parts."""
    line, _ = start
    if not text.strip():
        return
    try:
        get_tools(dialect)
    except ValueError:
        yield Statement(
            text="",
            line=line,
            head="",
            fault=f"the dialect {dialect} is unknown; use one of sqlglot's names",
        )
        return
    state = GroupingState(dialect=dialect)
    done = 0
    for part in split_long_text(text):
        try:
            tokens = tokenize_script(part, dialect)
        except (SqlglotError, RecursionError, ValueError):
            yield from _split_rest(text[done:], _advance(start, text, done), state)
            return
        yield from _split_tokens(part, tokens, _advance(start, text, done), state)
        done += len(part)


def _advance(start: Place, text: str, offset: int) -> Place:
    """Return the line and the column of an offset in a string that begins at `start`."""
    line, column = start
    newline = text.rfind("\n", 0, offset)
    if newline < 0:
        return line, column + offset
    return line + text.count("\n", 0, offset), offset - newline


def _split_rest(text: str, start: Place, state: GroupingState) -> Iterator[Statement]:
    """Yield the statements in the rest of a long batch after a part could not be tokenized.

    The reason may be that a string or comment continues in the next part.

    text: the failed part and all parts after it, which are tokenized as a whole.
    """
    line, _ = start
    try:
        tokens = tokenize_script(text, state.dialect)
    except (SqlglotError, RecursionError, ValueError):
        yield Statement(
            text="",
            line=line,
            head="",
            fault="a quote or comment is not closed; close it, or set the dialect",
        )
        return
    yield from _split_tokens(text, tokens, start, state)


def _split_tokens(
    text: str, tokens: list[Token], start: Place, state: GroupingState
) -> Iterator[Statement]:
    """Yield the statements of a tokenized text."""
    if (
        tokens and tokens[0].token_type is TokenType.HIVE_TOKEN_STREAM
    ):  # added by Athena's tokenizer
        del tokens[0]
    if "@" in text or "#" in text:
        _mark_variables(tokens)
    bare = _blank_comments(text, tokens)
    if "$" in text and state.dialect == "tsql":
        bare = _remove_currency_signs(bare, tokens)
    done = 0
    for group in group_tokens(tokens, state):
        # The tokenizer counts lines wrongly after `$1;`, because it looks ahead for `$1;…$`.
        offset = group.tokens[0].start
        start = _advance(start, text[done:offset], offset - done)
        done = offset
        yield from _make_statements(group, bare, start, state.dialect)


def _blank_comments(text: str, tokens: Sequence[Token]) -> str:
    """Return the text with comments replaced by blanks, so that patterns need not skip comments."""
    if not any(mark in text for mark in COMMENT_SIGNS):
        return text
    parts: list[str] = []
    done = 0
    for token in tokens:
        if token.start > done and text[done : token.start].lstrip().startswith(COMMENT_SIGNS):
            parts.append(NOT_SPACE.sub(" ", text[done : token.start]))
            done = token.start
        if token.end >= done:
            parts.append(text[done : token.end + 1])
            done = token.end + 1
    return "".join(parts) + NOT_SPACE.sub(" ", text[done:])


def _remove_currency_signs(text: str, tokens: Sequence[Token]) -> str:
    """Return T-SQL in which amounts of money such as ``$20.00`` are plain numbers."""
    letters = list(text)
    for token in tokens:
        if token.text[:1] == "$" and token.text[1:2].isdigit() and get_word(token):
            letters[token.start] = " "
    return "".join(letters)


def _mark_variables(tokens: list[Token]) -> None:
    """Mark the word after ``@`` or ``#`` as a name, so that ``@return`` is not a keyword."""
    for index, (before, token) in enumerate(pairwise(tokens), start=1):
        adjacent = before.text in VARIABLE_SIGNS and before.end + 1 == token.start
        if adjacent and token.text.isidentifier():
            tokens[index] = Token(
                TokenType.IDENTIFIER, token.text, token.line, token.col, token.start, token.end
            )


def _make_statements(
    group: TokenGroup, text: str, start: Place, dialect: str
) -> Iterator[Statement]:
    """Yield the statement of a token group, and the statements in its quoted body."""
    first, last = group.tokens[0], find_last_token(group.tokens)
    source = text[first.start : last.end + 1]
    statement = Statement(
        text=source,
        line=start[0],
        column=start[1],
        head=group.head,
        routine=group.routine,
        outer=group.outer,
        fault=check_limits(group.tokens, source),
    )
    body = find_body(group.tokens, source)
    if not body:
        yield statement
        return
    name = get_routine_name(group.tokens) if is_routine(group.tokens) else ""
    statement = replace(statement, routine=name, fault="")
    head = source[: body.start] + source[body.end :]
    if fault := check_language(head):
        line, _ = _advance(start, source, body.text_start)
        yield replace(statement, text="", fault=fault, foreign=body.text, body_line=line)
        return
    if is_routine(group.tokens):
        yield replace(statement, text=head)
    inner = body.text.replace("''", "'") if body.quote == "'" else body.text
    for part in _split_batch(inner, _advance(start, source, body.text_start), dialect):
        yield replace(part, routine=part.routine or name)
