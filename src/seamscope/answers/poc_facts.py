"""Add facts about the POC and its team from answers to the POC description."""

from collections.abc import Iterable
from dataclasses import fields, replace

from seamscope.answers.lowering import PocFact
from seamscope.answers.values import MOST
from seamscope.poc import Poc, Team


def fill_in_facts(
    poc: Poc, facts: Iterable[PocFact], masters: Iterable[tuple[str, str]]
) -> tuple[Poc, tuple[PocFact, ...]]:
    """Return the POC with missing facts filled in, and the facts that were not used.

    A fact is not used if poc.yaml already contains it, or if its key requires a whole number and
    the fact is not one.
    """
    left: list[PocFact] = []
    for fact in facts:
        taken = _apply_fact(poc, fact)
        if taken is None:
            left.append(fact)
        else:
            poc = taken
    known = poc.operation.masters
    added = {entity: system for entity, system in masters if entity not in known}
    operation = replace(poc.operation, masters={**known, **added})
    return replace(poc, operation=operation), tuple(left)


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
