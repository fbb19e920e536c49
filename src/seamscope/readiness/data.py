"""Checks of the data: classification, quality, production data, and direction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import inf

from seamscope.data_quality import Assessment, list_assessments
from seamscope.estimate.drivers.base import get_driver_table
from seamscope.knowledge.ratings import load_table, match_rating, read_rating
from seamscope.landscape import Direction
from seamscope.readiness.types import (
    SHOWN,
    Answer,
    Facts,
    ReadinessState,
    Verdict,
    list_names,
    mark_answered,
    mark_contradicted,
    mark_open,
)
from seamscope.records import Evidence
from seamscope.wording import format_count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Classified:
    """A system or dataset that the POC uses, with its classification.

    covered_by: the classification of the dataset's system. A dataset is reported only if it is
    stricter than its system.
    """

    name: str
    text: str
    evidence: tuple[Evidence, ...]
    covered_by: str = ""


def _list_classified(facts: Facts) -> Iterator[_Classified]:
    for system in facts.touched:
        yield _Classified(name=system.name, text=system.classification, evidence=system.evidence)
    touched = frozenset(facts.surface.touchpoints)
    classes = {system.id: system.classification for system in facts.touched}
    for node in facts.landscape.datasets:
        if node.id in touched:
            name = facts.landscape.describe_dataset(node.id)
            columns = {c.classification for c in node.columns or ()}
            for text in sorted({node.classification, *columns}):
                yield _Classified(
                    name=name,
                    text=text,
                    evidence=node.evidence,
                    covered_by=classes.get(node.system, ""),
                )


def _name_data(classification: str) -> str:
    """Return a phrase for data of a class: ``confidential`` → ``confidential data``."""
    is_named = "data" in classification.casefold()
    return classification if is_named else f"{classification} data"


def _rate(text: str) -> float:
    """Return the strictness of a classification, 0 if it is unknown."""
    ratings = get_driver_table("classification").ratings
    return ratings.get(match_rating("classification", text), 0.0)


def _list_answered(facts: Facts) -> Iterator[_Classified]:
    """Yield the classification that a person stated for the data of each touched system."""
    for told in facts.told:
        if told.fact == "classification":
            for system in facts.touched:
                if system.id in told.names:
                    text = _name_class(told.value)
                    yield _Classified(name=system.name, text=text, evidence=(told.evidence,))


def _name_class(answer: str) -> str:
    """Return the class that an answer states, such as "personal" for "yes"."""
    if match_rating("classification", answer):
        return answer
    return load_table("classification").offers.get(read_rating("classification", answer), answer)


def check_classification(facts: Facts, poc_answer: Answer) -> Verdict:
    """Check that the POC's classification is not below that of a system or dataset that it uses.

    If poc.yaml has no classification, the line is also answered if a person has classified the data
    of every system that no source classifies.
    """
    limit = _rate(facts.poc.classification) or inf
    answered = [*_list_answered(facts)]
    higher = [
        (f"{each.name} holds {_name_data(each.text)}", each.evidence)
        for each in (*_list_classified(facts), *answered)
        if _rate(each.text) > max(limit, _rate(each.covered_by))
    ]
    if higher:
        text = f"the POC is classified as {facts.poc.classification}"
        evidence = (place for _, places in higher for place in places)
        statements = [text, *(words for words, _ in higher)]
        return mark_contradicted(statements, (*facts.cite_keys("classification"), *evidence))
    known = {each.name for each in answered}
    if answered and not facts.poc.classification.strip():
        open_systems = [s for s in facts.touched if not s.classification and s.name not in known]
        if not open_systems:
            text = ", ".join(f"{each.name}: {each.text}" for each in answered)
            return mark_answered(text, (place for each in answered for place in each.evidence))
    return poc_answer or mark_open("not specified in poc.yaml", ())


def check_production_data(facts: Facts, poc_answer: Answer) -> Verdict:
    """Check that a POC which reads only extracts does not claim to have used production data."""
    extracts = {
        f"{touch.system} by {touch.poc_mechanism}": touch.line
        for touch in facts.poc.reads
        if _is_extract(touch.poc_mechanism)
    }
    if (
        poc_answer
        and poc_answer.state is ReadinessState.ANSWERED
        and len(extracts) == len(facts.poc.reads)
    ):
        evidence = tuple(
            Evidence(file=facts.poc.file or "poc.yaml", line=line, connector="poc")
            for line in extracts.values()
        )
        answer = f"{poc_answer.answer}; but it reads only extracts: {', '.join(extracts)}"
        return mark_open(answer, (*poc_answer.evidence, *evidence))
    return poc_answer or mark_open("not specified in poc.yaml", ())


def check_data_quality(facts: Facts, poc_answer: Answer) -> Verdict:
    """Check that measured flaws in the POC's data are known and have an owner."""
    touched = frozenset(facts.surface.touchpoints)
    nodes = [node for node in facts.landscape.datasets if node.id in touched]
    found = [*list_assessments(nodes)]
    stated = poc_answer or mark_open("not specified in poc.yaml", ())
    if not found:
        return stated
    flaws = [flaw for assessment in found for flaw in assessment.flaws]
    measured = [place for assessment in found for place in assessment.evidence[:1]]
    evidence = (*stated.evidence, *measured)
    said = _find_praise(facts, found)
    if said:
        return mark_contradicted((said, _list_flaws(found)), evidence)
    if flaws:
        text = f"{stated.answer}; measured: {_list_flaws(found)}"
        return replace(stated, answer=text, evidence=evidence[:SHOWN], measured=True)
    names = ", ".join(assessment.dataset.name for assessment in found)
    if len(found) == len(nodes) and all(assessment.is_clean for assessment in found):
        clean = mark_answered(f"profiled without a flaw: {names}", measured)
        return replace(clean, measured=True)
    return replace(stated, answer=f"{stated.answer}; no flaw was measured in {names}")


def _list_flaws(found: Iterable[Assessment]) -> str:
    """Return the worst flaw of each dataset, and the number of other flaws."""
    texts = [assessment.flaws[0].text for assessment in found if assessment.flaws]
    more = sum(len(assessment.flaws) for assessment in found) - len(texts)
    return "; ".join([*texts, *([f"and {format_count(more, 'more flaw')}"] if more else [])])


def _find_praise(facts: Facts, found: Iterable[Assessment]) -> str:
    """Return a statement in poc.yaml that calls flawed data clean, "" if there is none."""
    flawed = {
        assessment.dataset.system
        for assessment in found
        for flaw in assessment.flaws
        if flaw.rating in {"high", "very high"}
    }
    names = {
        name.casefold()
        for key in flawed
        if facts.landscape.is_system(key)
        for name in list_names(facts.landscape.get_system(key))
    }
    for touch in (*facts.poc.reads, *facts.poc.writes):
        is_praised = match_rating("data_quality", touch.data_quality) == "low"
        if touch.data_quality and is_praised and touch.system.casefold() in names:
            return f"poc.yaml describes the data of {touch.system} as {touch.data_quality}"
    return ""


def check_directions(facts: Facts, _: Answer) -> Verdict:
    """Check that the direction of every integration to build is known."""
    unknown = [i for i in facts.build if i.direction is Direction.UNKNOWN]
    evidence = tuple(place for i in unknown for place in i.evidence[:1])
    if unknown:
        return mark_open(f"unknown for {', '.join(i.label for i in unknown)}", evidence)
    return mark_answered(
        f"known for all {format_count(len(facts.build), 'integration')} to build", ()
    )


def _is_extract(text: str) -> bool:
    words = ("extract", "csv", "excel", "export", "sample", "notebook", "dump", "copy", "file")
    return any(word in text.casefold() for word in words)
