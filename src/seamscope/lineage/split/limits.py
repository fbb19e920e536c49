"""What is too much to parse, told before it is parsed; what is too long to be cut at once."""

import re
from collections.abc import Iterator, Sequence

from sqlglot.tokenizer_core import Token, TokenType

MAX_STATEMENT = 1_000_000
MAX_DEPTH = 200
PART = 1_000_000  # characters of a script that are cut at once
# The end of a statement and of its line, and what hides one.
ENDS = re.compile(
    r"(?P<end>;[ \t]*\r?\n)|--[^\n]*|/\*.*?\*/|'[^']*'|\"[^\"]*\"|`[^`]*`|(\$\w*\$).*?\2", re.S
)
MANY = 500  # tokens; below, a statement is parsed whole whatever it is


def check_limits(group: Sequence[Token], source: str) -> str:
    """Return why a statement must not be parsed, "" if it may."""
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


def find_last_token(group: Sequence[Token]) -> Token:
    """Return the last token worth parsing: of rows of plain values, the end of the first row."""
    if group[0].token_type is not TokenType.INSERT or len(group) < MANY:
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


def split_long_text(text: str) -> Iterator[str]:
    """Yield a script whole, or a long one in parts that end where a statement does."""
    done = 0
    if len(text) > PART:
        for found in ENDS.finditer(text):
            if found["end"] and found.end() - done > PART:
                yield text[done : found.end()]
                done = found.end()
    if done < len(text):
        yield text[done:]
