"""Find quoted bodies of routines and blocks: ``$$ … $$``, ``$tag$ … $tag$``, ``AS '…'``."""

import re
from collections.abc import Sequence

from sqlglot.tokenizer_core import Token

from seamscope.lineage.split.dollar_quotes import DollarQuotes, QuotedText
from seamscope.lineage.split.token_groups import is_routine
from seamscope.lineage.split.words import get_word

SQL_LANGUAGES = frozenset({"SQL", "PLPGSQL", "PLSQL", "SPL"})
# AS 'https://…' is the address of an external function, EXECUTE AS 'dbo' specifies a user
_QUOTED = re.compile(
    r"(?<!\bEXECUTE )(?<!\bEXEC )\bAS\s+'(?!\s*\w+://)(?P<text>(?:[^']|'')*)'", re.I
)


def find_body(tokens: Sequence[Token], source: str) -> QuotedText | None:
    """Return the quoted body of a routine, or of ``DO $$ … $$``, None if there is none."""
    routine = is_routine(tokens)
    if not (routine or get_word(tokens[0]) in {"DO", "EXECUTE"}):
        return None
    if body := next(DollarQuotes(source).list_quoted(), None):
        return body
    if not routine or (quoted := _QUOTED.search(source)) is None:
        return None
    start = quoted.start("text") - 1
    return QuotedText(quote="'", text=quoted["text"], start=start, end=quoted.end())


def check_language(around: str) -> str:
    """Return the reason why a body is not read, such as ``LANGUAGE python``; "" for SQL."""
    language = re.search(r"\bLANGUAGE\s+'?(\w+)", around, re.I)
    if language and language[1].upper() not in SQL_LANGUAGES:
        return f"its body is {language[1].upper()}, not SQL; declare its flows in the inventory"
    return ""
