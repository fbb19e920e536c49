"""A small inline drawing for notebooks: source tables on the left, written tables on the right."""

from collections.abc import Collection, Iterable
from html import escape

MAX_TABLES = 12  # boxes on each side
ROW, WIDTH, BOX, GAP = 26, 640, 250, 6  # pixels
LETTERS = 34  # number of characters that fit into a box
OTHERS = "…"


def draw_tables(
    reads: Collection[str], writes: Collection[str], flows: Iterable[tuple[str, str]]
) -> str:
    """Return an SVG fragment with a box for each table and a line for each flow.

    If one side has more than 12 tables, the first 11 have their own boxes, and one box stands for
    all others.

    flows: pairs of (table that is read, table that is written).
    """
    left, right = _place(reads), _place(writes or ["(the caller)"])
    ends = {(_find_row(left, a), _find_row(right, b)) for a, b in flows}
    height = ROW * max(len(left), len(right), 1)
    lines = [
        f'<path d="M{BOX} {_compute_middle(a)}L{WIDTH - BOX} {_compute_middle(b)}" stroke="gray"/>'
        for a, b in sorted(ends)
    ]
    boxes = [*_draw_boxes(left, 0), *_draw_boxes(right, WIDTH - BOX)]
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img"'
        f' aria-label="tables read and written" fill="none" stroke="gray" font-size="12"'
        f' font-family="sans-serif">{"".join((*lines, *boxes))}</svg>'
    )


def _place(names: Collection[str]) -> list[str]:
    ordered = sorted(names)
    return ordered if len(ordered) <= MAX_TABLES else [*ordered[: MAX_TABLES - 1], OTHERS]


def _find_row(rows: list[str], name: str) -> int:
    return rows.index(name) if name in rows else len(rows) - 1


def _compute_middle(row: int) -> int:
    return ROW * row + ROW // 2


def _draw_boxes(names: list[str], left: int) -> Iterable[str]:
    for row, name in enumerate(names):
        short = name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"
        yield (
            f'<rect x="{left + 1}" y="{ROW * row + GAP // 2}" width="{BOX - 2}"'
            f' height="{ROW - GAP}" rx="3"/><text x="{left + 8}" y="{_compute_middle(row) + 4}"'
            f' fill="currentColor" stroke="none"><title>{escape(name)}</title>{escape(short)}'
            "</text>"
        )
