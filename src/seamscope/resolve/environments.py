"""Merge the environments of a system: "Salesforce Sandbox" is an environment of Salesforce."""

from collections.abc import Iterable

from seamscope.knowledge.vocabulary import normalise_kind
from seamscope.records import ClueKind
from seamscope.resolve.names import PRODUCTION, fold, split_environment
from seamscope.resolve.register import Origin, Register
from seamscope.resolved import QuestionKind

STAGING = "staging"
STORES = frozenset({ClueKind.DATABASE, ClueKind.SCHEMA, ClueKind.SOURCE})
LAYERED = frozenset({"warehouse", "data lake", "lakehouse"})  # kinds of systems with such an area


def fold_environments(register: Register, names: dict[str, int], numbers: Iterable[int]) -> None:
    """Merge each entry of an environment ("Salesforce Sandbox") into the production entry.

    names: the entry of each normalised name.
    numbers: the entries to check.
    """
    entries = register.entries
    for number in sorted(numbers, key=lambda n: (len(fold(entries[n].name)), n)):
        base, label = split_environment(entries[number].name)
        found = _find_base(base, names) if base else None
        if found is None or found == number or register.is_kept_apart(found, number):
            continue
        # A POC is not a test environment, and has no test environment before it runs in production.
        if entries[number].is_poc or entries[found].is_poc:
            continue
        if _is_layer(register, found, number, label):
            _join_layer(register, found, number)
            continue
        register.environments.setdefault(number, label)
        if register.find(found) != register.find(number):
            _note_environment(register, found, number)
            register.join(found, number)


def _is_layer(register: Register, found: int, number: int, label: str) -> bool:
    """Return whether a database is the staging area of a warehouse: ``DWH_STAGE`` for ``DWH``.

    Such an area belongs to production. For any other system, "stage" is a test environment.

    found: the entry of the warehouse.
    number: the entry of the database.
    label: the environment in the name of the database.
    """
    entry = register.entries[number]
    if label != STAGING or entry.origin is not Origin.CLUE or entry.kind not in STORES:
        return False
    words = fold(register.entries[found].name).split()
    kinds = {
        normalise_kind(" ".join(words[start:end]))
        for start in range(len(words)) for end in range(start + 1, len(words) + 1)
    }  # fmt: skip
    record, product = register.entries[found].record, register.products.get(found)
    kinds |= {normalise_kind(record.kind)} if record else set()
    kinds |= {product[0].kind} if product else set()
    return bool(kinds & LAYERED)


def _join_layer(register: Register, found: int, number: int) -> None:
    """Join the entry of a staging area with that of its warehouse, and ask a person to confirm."""
    entry = register.entries[number]
    reason = "its name contains the staging area of a data warehouse"
    register.note(found, entry.name, reason, entry.evidence)

    def phrase(names: list[str]) -> str:
        return (
            f'Is "{entry.name}" the staging area of {names[0]}? It is assigned to this system; if '
            "it is a separate system, list both under `different:` in seamscope.yaml"
        )

    register.ask(
        phrase,
        (found,),
        entry.evidence,
        kind=QuestionKind.SAME_SYSTEM,
        subject=entry.name,
        effect=f'"no" makes "{entry.name}" a separate system',
    )
    register.join(found, number)


def _find_base(base: str, names: dict[str, int]) -> int | None:
    """Return the production entry of a name without its environment: "SAP" or "SAP PRD"."""
    wanted = (base, *(f"{base} {word}" for word in PRODUCTION))
    return next((names[name] for name in wanted if name in names), None)


def _note_environment(register: Register, found: int, number: int) -> None:
    entry, label = register.entries[number], register.environments[number]
    register.note(found, entry.name, f'its name contains the environment "{label}"', entry.evidence)

    def phrase(names: list[str]) -> str:
        return (
            f'Is "{entry.name}" only the {label} environment of {names[0]}? It is treated as one; '
            "if it is a separate system, list both under `different:` in seamscope.yaml"
        )

    register.ask(
        phrase,
        (found,),
        entry.evidence,
        kind=QuestionKind.SAME_SYSTEM,
        subject=entry.name,
        effect=f'"no" makes "{entry.name}" a separate system',
    )
