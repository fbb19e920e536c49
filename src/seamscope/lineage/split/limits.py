"""Limit the size and depth of statements that are parsed, and tokenize long scripts in parts."""

import re
from collections.abc import Iterator, Sequence

from sqlglot.tokenizer_core import Token, TokenType

from seamscope.lineage.split.dollar_quotes import DollarQuotes

MAX_STATEMENT = 1_000_000
MAX_DEPTH = 200
PART = 1_000_000  # characters of a script that are tokenized at once
# A semicolon at the end of a line; or a comment or quoted text, in which a semicolon does not end a
# statement; or the tag that begins a dollar quote.
_STATEMENT_END = re.compile(
    r"(?P<end>;[ \t]*\r?\n)|--[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"
    r"|'[^']*'|\"[^\"]*\"|`[^`]*`|(?P<tag>\$\w*+\$)",
    re.S,
)
MANY_TOKENS = 500  # a statement with fewer is always parsed whole


def check_limits(tokens: Sequence[Token], source: str) -> str:
    """Return the reason why a statement is too long or too deeply nested to parse, or ""."""
    if len(source) > MAX_STATEMENT:
        return f"it is longer than {MAX_STATEMENT // 1000} kB; split it"
    if source.count("(") <= MAX_DEPTH:
        return ""
    depth = deepest = 0
    for token in tokens:
        if token.token_type is TokenType.L_PAREN:
            depth += 1
            deepest = max(deepest, depth)
        elif token.token_type is TokenType.R_PAREN:
            depth -= 1
    if deepest <= MAX_DEPTH:
        return ""
    return f"its parentheses nest {deepest} levels deep, at most {MAX_DEPTH} are read; simplify it"


def find_last_token(tokens: Sequence[Token]) -> Token:
    """Return the last token to parse: in a long ``INSERT … VALUES``, that of the first row."""
    if tokens[0].token_type is not TokenType.INSERT or len(tokens) < MANY_TOKENS:
        return tokens[-1]
    rows = depth = 0
    end = tokens[-1]
    for token in tokens:
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        if token.token_type is TokenType.VALUES:
            rows = 1
        elif token.token_type is TokenType.SELECT:
            return tokens[-1]
        elif rows == 1 and depth == 0:
            end, rows = token, 2
    return end


def list_gaps(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, is_end) for each comment, quoted text and end of a statement, in order.

    is_end is True for the end of a statement: ``;`` and the line break after it.
    """
    quotes, start = DollarQuotes(text), 0
    while match := _STATEMENT_END.search(text, start):
        start = match.end()
        if tag := match["tag"]:
            start = quotes.find_end(tag, match.end())
            if start < 0:  # not closed, so it is no quote
                start = match.start() + 1
                continue
        yield match.start(), start, match["end"] is not None


def split_long_text(text: str) -> Iterator[str]:
    """Yield a script as a whole or, if it is long, in parts that end with a statement."""
    done = 0
    if len(text) > PART:
        for _, end, is_end in list_gaps(text):
            if is_end and end - done > PART:
                yield text[done:end]
                done = end
    if done < len(text):
        yield text[done:]
