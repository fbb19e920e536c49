"""Add facts about the POC and its team from answers to the POC description."""

from collections.abc import Iterable
from dataclasses import fields, replace

from seamscope.answers.lowering import PocFact
from seamscope.answers.values import MOST
from seamscope.decisions import Told, split_names
from seamscope.poc import Poc, Team, Touch
from seamscope.resolve.names import fold
from seamscope.user_values import RATINGS

TOUCH_KEYS = frozenset(field.name for field in fields(Touch))


def fill_in_facts(
    poc: Poc,
    facts: Iterable[PocFact],
    masters: Iterable[tuple[str, str]],
    told: Iterable[Told] = (),
) -> tuple[Poc, tuple[PocFact, ...]]:
    """Return the POC with missing facts filled in, and the facts that were not used.

    A fact is not used if poc.yaml already contains it, or if its key requires a whole number and
    the fact is not a whole number.

    told: facts about single reads or writes of the POC.
    """
    left: list[PocFact] = []
    for fact in facts:
        taken = _apply_fact(poc, fact)
        if taken is None:
            left.append(fact)
        else:
            poc = taken
    for one in told:
        poc = _add_to_touches(poc, one)
    known = poc.operation.masters
    added = {entity: system for entity, system in masters if entity not in known}
    operation = replace(poc.operation, masters={**known, **added})
    return replace(poc, operation=operation), tuple(left)


def _add_to_touches(poc: Poc, told: Told) -> Poc:
    """Return the POC with a fact added to reads and writes of the named systems that lack it.

    A rating such as "high" is not added, because the estimate takes it from the answer.
    """
    value = _read_value(told)
    names = {fold(name) for name in told.names}
    if value is None:
        return poc

    def complete(touch: Touch) -> Touch:
        known = getattr(touch, told.key) or (told.key == "entities" and touch.datasets)
        if known or fold(touch.system) not in names:
            return touch
        # `_read_value` returns a value of the key's type, which the type checker cannot infer.
        return replace(touch, **{told.key: value})  # type: ignore[arg-type]

    reads, writes = tuple(map(complete, poc.reads)), tuple(map(complete, poc.writes))
    return replace(poc, reads=reads, writes=writes)


def _read_value(told: Told) -> str | int | tuple[str, ...] | None:
    """Return the value that an answer sets for a key of a read or write, None if it sets none."""
    match told.key:
        case "entities":
            return split_names(told.value)
        case "fields":
            return int(told.value) if told.value.isdecimal() else None
        case key if key in TOUCH_KEYS and told.value.casefold() not in RATINGS:
            return told.value
        case _:
            return None


def _apply_fact(poc: Poc, fact: PocFact) -> Poc | None:
    """Return the POC with one fact filled in, None if the fact cannot be used."""
    part, _, key = fact.key.rpartition(".")
    holder: Poc | Team = poc.team if part == "team" else poc
    kinds = {field.name: str(field.type) for field in fields(holder)}
    if key not in kinds or getattr(holder, key):
        return None
    value: str | int = fact.value
    if "int" in kinds[key]:
        if not fact.value.isdecimal() or not 0 < int(fact.value) <= MOST:
            return None
        value = int(fact.value)
    updated_poc = replace(poc, lines={**poc.lines, fact.key: fact.evidence.line})
    updated_poc = replace(
        updated_poc, answer_files={**updated_poc.answer_files, fact.key: fact.evidence.file}
    )
    # The checks above ensure that the field has this type, but the type checker cannot infer it.
    if part == "team":
        return replace(updated_poc, team=replace(updated_poc.team, **{key: value}))  # type: ignore[arg-type]
    return replace(updated_poc, **{key: value})  # type: ignore[arg-type]
