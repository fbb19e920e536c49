"""Checks of the data: its classification, production data, and known directions."""

from seamscope.estimate.drivers.base import get_driver_table, match_rating
from seamscope.landscape import Direction
from seamscope.readiness.types import (
    Answer,
    Facts,
    ReadinessState,
    Verdict,
    mark_answered,
    mark_contradicted,
    mark_open,
)
from seamscope.records import Evidence
from seamscope.wording import format_count


def check_classification(facts: Facts, poc_answer: Answer) -> Verdict:
    """The POC's classification must not be below that of a system or dataset that it uses."""
    ratings = get_driver_table("classification").ratings
    poc_class = match_rating("classification", facts.poc.classification)
    touched = frozenset(facts.surface.touchpoints)
    classified = [(s.name, s.classification, s.evidence) for s in facts.touched]
    for node in facts.landscape.datasets:
        if node.id in touched:
            columns = {c.classification for c in node.columns or ()}
            texts = sorted({node.classification, *columns} - {""})
            classified += [(node.name, text, node.evidence) for text in texts]
    higher = [
        (f"{name} is {text}", places[:1])
        for name, text, places in classified
        if poc_class
        and text
        and ratings.get(match_rating("classification", text), 0.0) > ratings[poc_class]
    ]
    if higher:
        text = f"the POC is classified as {facts.poc.classification}"
        evidence = (place for _, places in higher for place in places)
        statements = [text, *(words for words, _ in higher)]
        return mark_contradicted(statements, (*facts.cite_keys("classification"), *evidence))
    return poc_answer or mark_open("not stated in poc.yaml", ())


def check_production_data(facts: Facts, poc_answer: Answer) -> Verdict:
    """A POC that reads only extracts has not been tested with production data."""
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
    return poc_answer or mark_open("not stated in poc.yaml", ())


def check_directions(facts: Facts, _: Answer) -> Verdict:
    """The direction of every integration to build must be known."""
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
