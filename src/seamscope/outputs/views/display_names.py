"""Names of kinds of systems and factors in outputs, and the size of a board page."""

from dataclasses import dataclass
from functools import cache

from seamscope.knowledge import load
from seamscope.wording import translate_term


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardKnowledge:
    """The content of knowledge/board.yaml.

    rows_per_page, ranked_without_poc: numbers of rows; kinds, factors: displayed names of kinds of
    systems and of factors, if they differ from the key.
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
    """Return a kind of system as people write it: `erp` → `ERP`."""
    return translate_term(load_board_knowledge().kinds.get(kind.casefold(), kind))


def name_factor(factor: str) -> str:
    """Return a factor as people write it: `data_quality` → `data quality`."""
    return translate_term(load_board_knowledge().factors.get(factor, factor))
