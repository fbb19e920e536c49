"""The reality check: which of the systems that every process meets the POC named and forgot."""

from collections import defaultdict
from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.outputs.tabulate import Cell
from seamscope.surface import ADJACENT

COLUMNS = ("kind", "named by the POC", "met, not named", "why")


def reality_rows(survey: Survey) -> list[tuple[Cell, ...]]:
    """Return a row for each kind that production usually meets, then for other forgotten kinds."""
    systems = {system.id: system for system in survey.systems}
    forgotten = {item.system: item.reason for item in survey.surface.forgot if item.system}
    by_kind: dict[str, list[str]] = defaultdict(list)
    for system in survey.systems:
        by_kind[system.kind.casefold()].append(system.id)
    named = set(_named(survey))
    others = sorted({systems[key].kind.casefold() for key in forgotten} - set(ADJACENT))
    rows: list[tuple[Cell, ...]] = []
    for kind in (*ADJACENT, *others):
        here = by_kind[kind]
        lost = [key for key in here if key in forgotten]
        why = "; ".join(forgotten[key] for key in lost)
        rows.append(
            (
                kind or "of no kind",
                ", ".join(systems[key].name for key in here if key in named),
                ", ".join(systems[key].name for key in lost),
                why or ("" if here else "no system of this kind was found at all"),
            )
        )
    return rows


def _named(survey: Survey) -> Iterator[str]:
    built = set(survey.surface.build)
    for integration in survey.integrations:
        if integration.id in built:
            yield from (side for side in integration.systems if side != survey.surface.poc)
