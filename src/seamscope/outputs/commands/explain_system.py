"""Explain why entries of several sources were merged into one system, or almost merged."""

from collections.abc import Iterator, Sequence

from seamscope.document import Survey
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.records import Evidence
from seamscope.resolve.names import fold
from seamscope.resolved import KnownFrom, SystemNode
from seamscope.wording import mark_text, translate

PLACES = 3  # positions shown for a fact; these are enough to find it in the inputs
KNOWN = {
    KnownFrom.DECLARED: mark_text("declared: listed in an inventory, a CMDB, a model or the POC"),
    KnownFrom.RECOGNISED: mark_text("recognised: the product is in the catalogue"),
    KnownFrom.INFERRED: mark_text(
        "inferred: a configuration declares it as a database or service of an application"
    ),
}


def find_system(survey: Survey, wanted: str) -> SystemNode | None:
    """Return the system with this id, name or alias, None if there is not exactly one."""
    by_id = [system for system in survey.systems if system.id == wanted.casefold()]
    key = fold(wanted)
    named = [s for s in survey.systems if key in {fold(name) for name in (s.name, *s.aliases)}]
    found = by_id or named
    return found[0] if len(found) == 1 else None


def explain_system(survey: Survey, system: SystemNode) -> str:
    """Return an explanation of a system: merged names with evidence, near misses, questions."""
    return "\n".join(_list_lines(survey, system)) + "\n"


def _list_lines(survey: Survey, system: SystemNode) -> Iterator[str]:
    yield f"{clean_text(system.name)}  ({system.id})"
    yield f"  {translate(KNOWN[system.known_from])}{_cite(system.evidence)}"
    yield translate("joined")
    for merge in system.merges:
        yield f"  {clean_text(merge.name)}: {clean_text(merge.reason)}{_cite(merge.evidence)}"
    if not system.merges:
        yield translate("  none: the sources use only its own name")
    yield translate("nearly joined")
    for miss in system.near:
        yield f"  {clean_text(miss.name)}: {clean_text(miss.reason)}{_cite(miss.evidence)}"
    if not system.near:
        yield translate("  nothing")
    asked = [question for question in survey.questions if system.id in question.about]
    if asked:
        yield translate("asked")
        yield from (f"  {clean_text(question.text)}" for question in asked)


def _cite(evidence: Sequence[Evidence]) -> str:
    """Return the first PLACES positions of evidence, and the number of remaining positions."""
    shown = ", ".join(map(str, evidence[:PLACES]))
    more = (
        translate(" and {evidence} more", evidence=len(evidence) - PLACES)
        if len(evidence) > PLACES
        else ""
    )
    return f"  [{clean_text(shown)}{more}]" if shown else ""
