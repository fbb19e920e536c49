"""Checks of data: classification, production data, masters and directions."""

from collections.abc import Iterator

from seamscope.estimate.drivers.base import get_driver_table, match_rating
from seamscope.estimate.integration_context import fold
from seamscope.knowledge.entity_names import entity_keys
from seamscope.landscape import Direction, SharedEntity
from seamscope.readiness.types import (
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


def check_classification(facts: Facts, poc_answer: Answer) -> Verdict:
    """The POC's classification must not be below that of a system or dataset it touches."""
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
        return mark_contradicted(statements, (*facts.at("classification"), *evidence))
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


def check_masters(facts: Facts, _: Answer) -> Verdict:
    """Every entity of the POC that two systems write needs a master."""
    shared_entities = dict(_list_shared_entities(facts))
    masters = {text: system for text, system in facts.poc.operation.masters.items() if system}
    master_of = {key: system for text, system in masters.items() for key, _ in entity_keys(text)}
    systems = {fold(name) for s in facts.landscape.systems for name in list_names(s)}
    unknown = sorted({system for system in masters.values() if fold(system) not in systems})
    if unknown:
        text = f"unknown master system: {', '.join(unknown)}"
        return mark_contradicted([text], facts.at("operation.masters"))
    missing = {
        key: shared for key, shared in sorted(shared_entities.items()) if not master_of.get(key)
    }
    if missing:
        names = ", ".join(_describe_entity(*shared) for shared in missing.values())
        evidence = (place for shared, _ in missing.values() for place in shared.evidence[:2])
        return mark_open(f"no master is defined for {names}", evidence)
    answers = [
        f"{_describe_entity(*shared)}: {master_of[key]}"
        for key, shared in sorted(shared_entities.items())
    ]
    # A master in poc.yaml implies that several systems write the entity, even if no flow shows it.
    answers += [
        f"{text}: {system}"
        for text, system in sorted(masters.items())
        if not shared_entities.keys() & {key for key, _ in entity_keys(text)}
    ]
    none = "no entity is known to be written by two systems"
    return mark_answered("; ".join(answers) or none, facts.at("operation.masters"))


def _list_shared_entities(
    facts: Facts,
) -> Iterator[tuple[str, tuple[SharedEntity, tuple[str, str]]]]:
    """Yield entities with two writers, by key: those on integrations to build, and of the POC."""
    near = {*facts.surface.build, *facts.surface.depends_on, *facts.surface.affects}
    poc = facts.poc
    poc_entities = {
        key
        for touch in (*poc.reads, *poc.writes)
        for entity in touch.entities
        for key, _ in entity_keys(entity)
    }
    for integration in facts.landscape.integrations:
        for shared in integration.entities_both_ways:
            for key, _ in entity_keys(shared.entity):
                concerns_poc = integration.id in near and key in poc_entities
                if integration.id in facts.surface.build or concerns_poc:
                    yield key, (shared, integration.systems)


def _describe_entity(shared: SharedEntity, systems: tuple[str, str]) -> str:
    """Return the entity, with the reason if a third system writes it as well."""
    third = set(shared.writers) - set(systems)
    return f"{shared.entity} ({shared.why})" if third else shared.entity


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
