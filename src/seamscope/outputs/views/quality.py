"""Measurements of datasets, as table cells."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from seamscope.data_quality import SEVERITIES, Flaw, list_assessments, rank_flaw
from seamscope.document import Survey
from seamscope.outputs.views.provenance import format_first_evidence
from seamscope.outputs.writers.tabulate import Cell
from seamscope.resolved import DatasetNode
from seamscope.wording import mark_each, translate

QUALITY_HEADERS = mark_each(
    "dataset", "system", "rows", "sample", "measured", "tool", "flaws", "evidence"
)


def describe_profiles(node: DatasetNode) -> str:
    """Return the number of rows and the flaws of a dataset, "" if it was not measured."""
    rows = _find_rows(node)
    counted = "" if rows is None else translate("{count:,} rows", count=rows)
    flaws = [flaw.text for assessment in list_assessments([node]) for flaw in assessment.flaws]
    return "; ".join(part for part in (counted, *flaws) if part)


def list_serious_flaws(survey: Survey) -> dict[str, tuple[str, ...]]:
    """Return, by system, the flaws that raise the effort, in datasets that the POC reads or writes.

    Each flaw is a short phrase, for drawings. The worst flaw comes first.
    """
    touched = frozenset(survey.surface.touchpoints)
    found: dict[str, list[Flaw]] = defaultdict(list)
    for assessment in list_assessments(d for d in survey.datasets if d.id in touched):
        serious = [flaw for flaw in assessment.flaws if flaw.rating in SEVERITIES]
        found[assessment.dataset.system] += serious
    return {
        system: tuple(flaw.short for flaw in sorted(flaws, key=rank_flaw))
        for system, flaws in found.items()
    }


def list_quality_rows(survey: Survey) -> Iterator[Sequence[Cell]]:
    """Yield a row of QUALITY_HEADERS for each dataset that was measured."""
    names = {system.id: system.name for system in survey.systems}
    for assessment in list_assessments(survey.datasets):
        node = assessment.dataset
        samples = [profile.sampled for profile in node.profiles if profile.sampled is not None]
        yield (
            node.name,
            names.get(node.system, node.system),
            _find_rows(node),
            samples[-1] if samples else None,
            assessment.measured,
            ", ".join(_list_tools(node)),
            "; ".join(flaw.text for flaw in assessment.flaws),
            format_first_evidence(assessment.evidence),
        )


def _find_rows(node: DatasetNode) -> int | None:
    rows = [profile.rows for profile in node.profiles if profile.rows is not None]
    return rows[-1] if rows else None


def _list_tools(node: DatasetNode) -> Iterable[str]:
    return dict.fromkeys(profile.tool for profile in node.profiles if profile.tool)
