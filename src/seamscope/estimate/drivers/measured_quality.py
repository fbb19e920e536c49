"""Rate the quality of the data that moves, from the profiles of its datasets."""

from seamscope.data_quality import list_assessments
from seamscope.estimate.drivers.base import RatedStatement
from seamscope.estimate.integration_context import IntegrationContext


def rate_profiles(context: IntegrationContext) -> tuple[list[RatedStatement], str]:
    """Return a rating for each profile of a moved dataset, and a phrase on missing measurements.

    The phrase is "" if every moved dataset was profiled and every flaw has a known share, or if no
    dataset was profiled.
    """
    own = context.poc_system
    moved = [node for node in context.moved if node.system != own]
    found = [*list_assessments(moved)]
    statements = [
        RatedStatement(rating=flaw.rating, text=flaw.text, evidence=flaw.evidence[:1])
        for assessment in found
        for flaw in assessment.flaws
        if flaw.rating
    ]
    clean = [assessment for assessment in found if assessment.is_clean]
    if clean:
        names = ", ".join(assessment.dataset.name for assessment in clean)
        evidence = tuple(place for assessment in clean for place in assessment.evidence[:1])
        text = f"profiled without a flaw: {names}"
        statements.insert(0, RatedStatement(rating="low", text=text, evidence=evidence[:1]))
    unsized = [f.text for a in found for f in a.flaws if not f.rating]
    known = {assessment.dataset.id for assessment in found if assessment.flaws} | {
        assessment.dataset.id for assessment in clean
    }
    rest = [node.name for node in moved if node.id not in known]
    gaps = [*unsized, *([f"not profiled completely: {', '.join(rest)}"] if rest else [])]
    return statements, "; ".join(gaps) if found else ""
