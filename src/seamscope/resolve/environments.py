"""Environments: "Salesforce Sandbox" is no system beside Salesforce, unless somebody says so."""

from collections.abc import Iterable

from seamscope.resolve.names import PRODUCTION, environment_in, fold
from seamscope.resolve.register import Register
from seamscope.resolved import QuestionKind


def fold_environments(register: Register, names: dict[str, int], numbers: Iterable[int]) -> None:
    """Fold "Salesforce Sandbox" into Salesforce, if Salesforce is among the names."""
    entries = register.entries
    for number in sorted(numbers, key=lambda n: (len(fold(entries[n].name)), n)):
        base, label = environment_in(entries[number].name)
        found = _base_of(base, names) if base else None
        if found is None or register.find(found) == register.find(number):
            continue
        if not register.kept_apart(found, number):
            register.environments.setdefault(number, label)
            _note_environment(register, found, number)
            register.join(found, number)


def _base_of(base: str, names: dict[str, int]) -> int | None:
    """Return the entry that "SAP Test" is a test of: "SAP", else "SAP PRD"."""
    wanted = (base, *(f"{base} {word}" for word in PRODUCTION))
    return next((names[name] for name in wanted if name in names), None)


def _note_environment(register: Register, found: int, number: int) -> None:
    entry, label = register.entries[number], register.environments[number]
    register.note(found, entry.name, f'environment "{label}" by its name', entry.evidence)

    def words(names: list[str]) -> str:
        return (
            f'Is "{entry.name}" only the {label} environment of {names[0]}? It is taken for that; '
            "if it is a system of its own, say so under `different:` in seamscope.yaml"
        )

    register.ask(
        words,
        (found,),
        entry.evidence,
        kind=QuestionKind.SAME_SYSTEM,
        subject=entry.name,
        effect=f'"no" makes "{entry.name}" a system of its own',
    )
