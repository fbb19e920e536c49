"""Read a statement with a survey of a folder that contains only this statement."""

import tempfile
from pathlib import Path
from typing import Any

from seamscope import Survey, survey

from .grading import UNNAMED, Answer


def read_with_seamscope(sql: str, dialect: str) -> Answer:
    """Return the answer from a survey of a folder that contains only the statement."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "statement.sql").write_text(sql, "utf-8")
        Path(folder, "seamscope.yaml").write_text(f"dialect: {dialect}\n", "utf-8")
        return _read_survey(survey(folder))


def _read_survey(result: Survey) -> Answer:
    names = {node.id: node.name for node in result.endpoints}
    for node in result.systems:
        merges = (part for merge in node.merges for part in (merge.name, merge.reason))
        names[node.id] = " ".join((node.name, *node.aliases, *merges))
    datasets = {node.id: node.name for node in result.datasets}

    for question in result.questions:  # the question about a server contains its host
        clues = " ".join((question.text, *(clue.value for clue in question.clues)))
        names.update({key: f"{names[key]} {clues}" for key in question.about if key in names})

    def name(end: Any) -> str:
        return f"{names.get(end.system, end.system)} {datasets.get(end.dataset, '')}".strip()

    edges = [*result.flows, *result.dependencies]
    ends = tuple((name(edge.source), name(edge.target)) for edge in edges)
    known = (text for text in names.values() if not text.startswith(UNNAMED))
    signs = (sign.words for sign in result.residue)
    directed = ends[: len(result.flows)]
    others = (text for pair in ends[len(result.flows) :] for text in pair)
    return Answer(
        moves=_list_moves(directed),
        names=(*known, *signs, *(text for text in others if not text.startswith(UNNAMED))),
        reported=any(item.kind != "note" for item in result.skipped),
        reads_direction=True,
    )


def _list_moves(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the pairs with a named system, and the pairs of local tables that their data passes
    through.
    """
    local = [pair for pair in pairs if all(part.startswith(UNNAMED) for part in pair)]
    moves = [pair for pair in pairs if pair not in local]
    while more := [p for p in local if p not in moves and any(_joins(p, m) for m in moves)]:
        moves += more
    return tuple(moves)


def _joins(local: tuple[str, str], move: tuple[str, str]) -> bool:
    """Return whether a pair of local tables comes directly before or after a move."""
    return local[0] == move[1] or local[1] == move[0]
