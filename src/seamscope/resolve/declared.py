"""The systems that somebody lists, and which of these entries are one system.

In this order: what `seamscope.yaml` says, equal names, declared aliases, environments.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from seamscope.config import NAME, Alias, Config
from seamscope.records import Clue, ClueKind, Evidence, System
from seamscope.resolve.names import PRODUCTION, environment_in, fold, listed
from seamscope.resolve.register import Entry, Origin, Register
from seamscope.resolved import QuestionKind


def enter(systems: Sequence[System], config: Config, register: Register) -> None:
    """Enter what the configuration declares, then the records, in their order."""
    for entry in _configured(config):
        register.add(entry)
    for system in systems:
        register.add(
            Entry(
                name=system.name,
                origin=Origin.RECORD,
                evidence=(system.evidence,),
                record=system,
                aliases=system.aliases,
                clues=system.clues,
            ),
            system.environment,
        )


def merge(register: Register) -> dict[str, int]:
    """Join the entries that are one system; return the entry each folded name leads to."""
    names = _same_names(register)
    _aliases(register, names)
    records = [n for n, entry in enumerate(register.entries) if entry.origin is Origin.RECORD]
    fold_environments(register, names, records)
    return names


def _configured(config: Config) -> Iterator[Entry]:
    file = config.file or NAME
    for alias in config.systems:
        yield Entry(
            name=alias.system,
            origin=Origin.CONFIG,
            evidence=(Evidence(file=file, line=alias.line, connector="config"),),
            aliases=alias.names,
            clues=_config_clues(alias),
        )
    for home in config.homes:
        clue = Clue(kind=ClueKind.DATABASE, value=home.database)
        yield Entry(
            name=home.system,
            origin=Origin.CONFIG,
            evidence=(Evidence(file=file, line=home.line, connector="config"),),
            clues=(clue,) if home.database else (),
        )


def _config_clues(alias: Alias) -> tuple[Clue, ...]:
    kinds = {
        ClueKind.HOST: alias.hosts,
        ClueKind.DATABASE: alias.databases,
        ClueKind.SCHEMA: alias.schemas,
        ClueKind.NAMESPACE: alias.namespaces,
        ClueKind.SERVER: alias.servers,
    }
    return tuple(Clue(kind=kind, value=value) for kind, values in kinds.items() for value in values)


def _same_names(register: Register) -> dict[str, int]:
    """Join entries of equal name, unless one source tells them apart by ids."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(register.entries):
        by_name[fold(entry.name)].append(number)
    names: dict[str, int] = {}
    for name in sorted(by_name):
        heads = _heads(register, by_name[name])
        names[name] = heads[0]
        if len(heads) > 1:
            _ask_twice(register, heads)
    return names


def _heads(register: Register, numbers: list[int]) -> list[int]:
    def rank(number: int) -> tuple[bool, bool, int]:
        # Production first, and those with an id first: the others can then join one of them.
        entry = register.entries[number]
        return (number in register.environments, not entry.ids, number)

    heads: list[int] = []
    for number in sorted(numbers, key=rank):
        entry = register.entries[number]
        head = next((head for head in heads if not register.ids_differ(head, number)), None)
        if head is None:
            heads.append(number)
            continue
        label = register.environments.get(number, "")
        reason = f'environment "{label}" by its record' if label else "same name"
        if label or Origin.CONFIG not in {entry.origin, register.entries[head].origin}:
            both = () if label else register.entries[head].evidence
            register.note(head, entry.name, reason, (*entry.evidence, *both))
        register.join(head, number)
    return heads


def _ask_twice(register: Register, heads: Sequence[int]) -> None:
    evidence = [item for head in heads for item in register.entries[head].evidence]
    places = listed(str(item) for item in evidence)
    number = len(heads)

    def words(names: list[str]) -> str:
        return (
            f"Is {names[0]}, which is listed {number} times with different ids ({places}), one "
            "system or several? They are kept apart, and mentions without an id go to the first; "
            "give the same id to what is one, and a name of its own to what is not"
        )

    register.ask(
        words,
        heads[:1],
        evidence,
        kind=QuestionKind.SAME_SYSTEM,
        effect=f"{number} entries become one system or get names of their own",
    )


def _aliases(register: Register, names: dict[str, int]) -> None:
    """Join by declared aliases until nothing changes; ask about what stays ambiguous."""
    claims = _claims(register)
    changed = True
    while changed:
        changed = False
        for alias in sorted(claims):
            holder, roots = names.get(alias), _roots(register, claims[alias])
            if holder is None or len(roots) != 1 or register.find(holder) in roots:
                continue
            if not _blocked(register, claims[alias][0], holder):
                _join_alias(register, claims[alias][0], holder)
                changed = True
    for alias in sorted(claims):
        _settle(register, names, alias, claims[alias])


def _claims(register: Register) -> dict[str, list[int]]:
    """Return who declares each alias; the configuration's word stands above the records'."""
    claims: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(register.entries):
        for alias in {fold(alias) for alias in entry.aliases} - {fold(entry.name), ""}:
            claims[alias].append(number)
    for alias, numbers in claims.items():
        configured = [n for n in numbers if register.entries[n].origin is Origin.CONFIG]
        claims[alias] = configured or numbers
    return claims


def _roots(register: Register, numbers: Iterable[int]) -> list[int]:
    return sorted({register.find(number) for number in numbers})


def _blocked(register: Register, one: int, other: int) -> bool:
    if register.kept_apart(one, other):
        return True
    # The user's own word stands above the ids of a source.
    declared = register.entries[one].origin is Origin.CONFIG
    return not declared and register.ids_differ(one, other)


def _join_alias(register: Register, claimant: int, holder: int) -> None:
    entry, other = register.entries[claimant], register.entries[holder]
    register.note(claimant, other.name, alias_reason(entry), (*entry.evidence, *other.evidence))
    register.join(claimant, holder)


def alias_reason(entry: Entry) -> str:
    """Say where an alias is declared."""
    return f"declared alias in {entry.evidence[0].file}"


def _settle(register: Register, names: dict[str, int], alias: str, claimants: list[int]) -> None:
    roots = _roots(register, claimants)
    holder = names.get(alias)
    if holder is not None:
        roots = sorted({*roots, register.find(holder)})
    if len(roots) == 1:
        names.setdefault(alias, claimants[0])
        return
    evidence = [item for number in claimants for item in register.entries[number].evidence]
    places = listed(str(item) for item in evidence)
    spelled = next(
        text for n in claimants for text in register.entries[n].aliases if fold(text) == alias
    )

    def words(systems: list[str]) -> str:
        return (
            f'Which system does "{spelled}" mean, {listed(systems, "or")}? It is declared as an '
            f"alias at {places}, and it was not taken for any; leave it with one of them, or say "
            "so with an alias in seamscope.yaml"
        )

    register.ask(
        words,
        roots,
        evidence,
        kind=QuestionKind.PLACE,
        subject=spelled,
        effect=f'"{spelled}" is taken for the system named',
    )


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
