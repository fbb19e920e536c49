"""Display names of kinds of systems and of factors, and the number of rows of the board page."""

from dataclasses import dataclass
from functools import cache

from seamscope.knowledge import load
from seamscope.wording import translate_term


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardKnowledge:
    """The content of knowledge/board.yaml.

    rows_per_page: rows on one page.
    ranked_without_poc: maximum number of rows without a POC.
    kinds, factors: display names of kinds of systems and of factors, if they differ from the key.
    """

    rows_per_page: int
    ranked_without_poc: int
    kinds: dict[str, str]
    factors: dict[str, str]
    source: str


@cache
def load_board_knowledge() -> BoardKnowledge:
    """Return the limits and names in knowledge/board.yaml."""
    from pydantic import TypeAdapter

    return TypeAdapter(BoardKnowledge).validate_python(load("board"))


def name_kind(kind: str) -> str:
    """Return the display name of a kind of system: `erp` → `ERP`."""
    return translate_term(load_board_knowledge().kinds.get(kind.casefold(), kind))


def name_factor(factor: str) -> str:
    """Return the display name of a factor: `data_quality` → `data quality`."""
    return translate_term(load_board_knowledge().factors.get(factor, factor))
