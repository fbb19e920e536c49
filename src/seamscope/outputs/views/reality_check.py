"""The reality check: compare the systems that the POC names with those that production needs."""

from collections import defaultdict
from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.outputs.writers.tabulate import Cell
from seamscope.surface import ADJACENT
from seamscope.wording import mark_each, translate, translate_term

COLUMNS = mark_each("kind", "named by the POC", "found but not named", "reason")


def list_reality_check(survey: Survey) -> list[tuple[Cell, ...]]:
    """Return a row for each kind of system: first the kinds that production usually needs."""
    systems = {system.id: system for system in survey.systems}
    forgotten = {item.system: item.reason for item in survey.surface.forgot if item.system}
    by_kind: dict[str, list[str]] = defaultdict(list)
    for system in survey.systems:
        by_kind[system.kind.casefold()].append(system.id)
    named_by_poc = set(_list_named_systems(survey))
    others = sorted({systems[key].kind.casefold() for key in forgotten} - set(ADJACENT))
    rows: list[tuple[Cell, ...]] = []
    for kind in (*ADJACENT, *others):
        present = by_kind[kind]
        missing = [key for key in present if key in forgotten]
        why = "; ".join(forgotten[key] for key in missing)
        rows.append(
            (
                translate_term(kind) or translate("no kind"),
                ", ".join(systems[key].name for key in present if key in named_by_poc),
                ", ".join(systems[key].name for key in missing),
                why or ("" if present else translate("no system of this kind was found")),
            )
        )
    return rows


def _list_named_systems(survey: Survey) -> Iterator[str]:
    built = set(survey.surface.build)
    for integration in survey.integrations:
        if integration.id in built:
            yield from (side for side in integration.systems if side != survey.surface.poc)
