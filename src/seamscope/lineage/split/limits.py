"""Limit the size and depth of statements that are parsed, and tokenize long scripts in parts."""

import re
from collections.abc import Iterator, Sequence

from sqlglot.tokenizer_core import Token, TokenType

MAX_STATEMENT = 1_000_000
MAX_DEPTH = 200
PART = 1_000_000  # characters of a script that are tokenized at once
# A semicolon at the end of a line; or a comment or quoted text, in which a semicolon does not end a
# statement.
STATEMENT_END = re.compile(
    r"(?P<end>;[ \t]*\r?\n)|--[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"
    r"|'[^']*'|\"[^\"]*\"|`[^`]*`|(\$\w*\$).*?\2",
    re.S,
)
MANY_TOKENS = 500  # a statement with fewer is always parsed whole


def check_limits(tokens: Sequence[Token], source: str) -> str:
    """Return the reason why a statement is too long or too deeply nested to parse, or ""."""
    if len(source) > MAX_STATEMENT:
        return f"it is longer than {MAX_STATEMENT // 1000} kB; split it"
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
    """Return the last token to parse: in a long ``INSERT … VALUES``, the end of the first row."""
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


def split_long_text(text: str) -> Iterator[str]:
    """Yield a script as a whole; split a long script into parts that end with a statement."""
    done = 0
    if len(text) > PART:
        for match in STATEMENT_END.finditer(text):
            if match["end"] and match.end() - done > PART:
                yield text[done : match.end()]
                done = match.end()
    if done < len(text):
        yield text[done:]
