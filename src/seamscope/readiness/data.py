"""Checks of the data: how protected, how real, who is its master, which way it goes."""

from collections.abc import Iterator

from seamscope.estimate.drivers.base import get_driver_table, match_rating
from seamscope.estimate.integration_context import fold
from seamscope.knowledge.entity_names import entity_keys
from seamscope.landscape import Direction, SharedEntity
from seamscope.readiness.line import (
    Answer,
    Facts,
    ReadinessState,
    Verdict,
    answered,
    contradicted,
    names_of,
    unanswered,
)
from seamscope.records import Evidence


def classification(facts: Facts, said: Answer) -> Verdict:
    """The POC's class must not be below that of a system or dataset it touches."""
    ratings = get_driver_table("classification").ratings
    mine = match_rating("classification", facts.poc.classification)
    touched = frozenset(facts.surface.touchpoints)
    found = [(s.name, s.classification, s.evidence) for s in facts.touched]
    for node in facts.landscape.datasets:
        if node.id in touched:
            columns = {c.classification for c in node.columns or ()}
            texts = sorted({node.classification, *columns} - {""})
            found += [(node.name, text, node.evidence) for text in texts]
    higher = [
        (f"{name} is {text}", evidence[:1])
        for name, text, evidence in found
        if mine and text and ratings.get(match_rating("classification", text), 0.0) > ratings[mine]
    ]
    if higher:
        text = f"the POC says {facts.poc.classification}"
        seen = (place for _, evidence in higher for place in evidence)
        against = [text, *(words for words, _ in higher)]
        return contradicted(against, (*facts.at("classification"), *seen))
    return said or unanswered("not said", ())


def production_data(facts: Facts, said: Answer) -> Verdict:
    """A POC that reads extracts has not met production, whatever is said."""
    ways = {
        f"{touch.system} by {touch.poc_mechanism}": touch.line
        for touch in facts.poc.reads
        if _is_extract(touch.poc_mechanism)
    }
    if said and said.state is ReadinessState.ANSWERED and len(ways) == len(facts.poc.reads):
        seen = tuple(
            Evidence(file=facts.poc.file or "poc.yaml", line=line, connector="poc")
            for line in ways.values()
        )
        answer = f"{said.answer}; but it reads {', '.join(ways)}"
        return unanswered(answer, (*said.evidence, *seen))
    return said or unanswered("not said", ())


def masters(facts: Facts, _: Answer) -> Verdict:
    """Each entity of the POC that two systems write needs a master, on its seams or beside them."""
    two = dict(_two_sided(facts))
    written = {text: system for text, system in facts.poc.operation.masters.items() if system}
    named = {key: system for text, system in written.items() for key, _ in entity_keys(text)}
    systems = {fold(name) for s in facts.landscape.systems for name in names_of(s)}
    unknown = sorted({system for system in written.values() if fold(system) not in systems})
    if unknown:
        text = f"no system is called {', '.join(unknown)}"
        return contradicted([text], facts.at("operation.masters"))
    missing = {key: found for key, found in sorted(two.items()) if not named.get(key)}
    if missing:
        texts = ", ".join(_told(*found) for found in missing.values())
        seen = (place for shared, _ in missing.values() for place in shared.evidence[:2])
        return unanswered(f"no master is named for {texts}", seen)
    found = [f"{_told(*shared)}: {named[key]}" for key, shared in sorted(two.items())]
    # Who names a master says that the entity is written from several sides, seen or not.
    found += [
        f"{text}: {system}"
        for text, system in sorted(written.items())
        if not two.keys() & {key for key, _ in entity_keys(text)}
    ]
    none = "no entity is known to be written from two sides"
    return answered("; ".join(found) or none, facts.at("operation.masters"))


def _two_sided(facts: Facts) -> Iterator[tuple[str, tuple[SharedEntity, tuple[str, str]]]]:
    """Yield by its key each entity of two writers on the POC's seams, or of the POC beside them."""
    near = {*facts.surface.build, *facts.surface.depends_on, *facts.surface.affects}
    poc = facts.poc
    own = {
        key
        for touch in (*poc.reads, *poc.writes)
        for entity in touch.entities
        for key, _ in entity_keys(entity)
    }
    for integration in facts.landscape.integrations:
        for shared in integration.entities_both_ways:
            for key, _ in entity_keys(shared.entity):
                beside = integration.id in near and key in own
                if integration.id in facts.surface.build or beside:
                    yield key, (shared, integration.systems)


def _told(shared: SharedEntity, systems: tuple[str, str]) -> str:
    """Return the entity, with the reason if a third system writes it as well."""
    third = set(shared.writers) - set(systems)
    return f"{shared.entity} ({shared.why})" if third else shared.entity


def directions(facts: Facts, _: Answer) -> Verdict:
    """No seam to build may be of unknown direction."""
    unknown = [i for i in facts.build if i.direction is Direction.UNKNOWN]
    seen = tuple(place for i in unknown for place in i.evidence[:1])
    if unknown:
        return unanswered(f"not known for {', '.join(i.label for i in unknown)}", seen)
    return answered(f"known for every seam to build, {len(facts.build)} in all", ())


def _is_extract(text: str) -> bool:
    words = ("extract", "csv", "excel", "export", "sample", "notebook", "dump", "copy", "file")
    return any(word in text.casefold() for word in words)
