"""Merge the entries of declared systems that are the same system.

Entries are merged by equal names, then by the organisation's own ids, then by declared aliases,
then by environments. Declarations in `seamscope.yaml` take precedence.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from seamscope.knowledge.vocabulary import load_vocabulary, normalise_kind
from seamscope.records import Clue, ClueKind, State
from seamscope.resolve.catalogue import Product
from seamscope.resolve.codes import join_codes
from seamscope.resolve.environments import fold_environments
from seamscope.resolve.names import fold, join_words, split_environment, split_remark, transcribe
from seamscope.resolve.register import Entry, Origin, Register
from seamscope.resolved import QuestionKind

Stated = Callable[[Entry], Product | None]


def merge_systems(register: Register, stated: Stated) -> dict[str, int]:
    """Merge entries of the same system; return the number of the entry for each normalised name.

    stated: returns the declared product of an entry, None if it has none.
    """
    names = _join_same_names(register)
    _join_app_ids(register)
    records = [n for n, entry in enumerate(register.entries) if entry.origin is Origin.RECORD]
    # Done before the aliases, because an alias of a system and its test environment is unambiguous.
    fold_environments(register, names, records)
    _join_aliases(register, names, stated)
    join_codes(register, names, stated)
    fold_environments(register, names, records)
    _add_former_names(register, names, records)
    return names


def _add_former_names(register: Register, names: dict[str, int], numbers: Sequence[int]) -> None:
    """Let a former name in brackets refer to its system, unless another system has this name."""
    former: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        entry = register.entries[number]
        for name in (entry.name, *entry.aliases):
            if found := fold(_find_former_name(name)):
                former[found].append(number)
    for name, holders in sorted(former.items()):
        if len(_list_roots(register, holders)) == 1:
            names.setdefault(name, holders[0])


def _find_former_name(name: str) -> str:
    """Return the former name in brackets, "" if none: Neolane in "ADC (formerly Neolane)"."""
    words = split_remark(name)[1].split()
    former = load_vocabulary().former_words
    sizes = (n for n in (2, 1) if fold(" ".join(words[:n])) in former)
    size = next(sizes, 0)
    return " ".join(words[size:]).strip(" \"'«»“”„") if size else ""


def _join_app_ids(register: Register) -> None:
    """Join entries that share one of the organisation's own application ids."""
    by_id: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(register.entries):
        for value in entry.app_ids if number not in register.environments else ():
            by_id[value].append(number)
    for number, value in _list_ids_in_brackets(register):
        if value in by_id:
            by_id[value].append(number)
    for value in sorted(by_id):
        numbers = by_id[value]
        roots = _list_roots(register, numbers)
        if len(roots) > 1:
            if _is_ambiguous_id(register, numbers):
                _ask_same_id(register, value, numbers)
            else:
                _join_by_id(register, value, numbers)


def _list_ids_in_brackets(register: Register) -> Iterator[tuple[int, str]]:
    """Yield the entries with a remark in brackets that may be an application id: "Pay (A-7)"."""
    for number, entry in enumerate(register.entries):
        remark = split_remark(entry.name)[1].casefold()
        if remark and remark not in entry.app_ids and number not in register.environments:
            yield number, remark


def _is_ambiguous_id(register: Register, numbers: Sequence[int]) -> bool:
    """Return whether different systems have this id in the same file.

    numbers: the entries with the id.
    """
    names: dict[str, set[int]] = defaultdict(set)
    for number in numbers:
        for evidence in register.entries[number].evidence:
            names[evidence.file].add(register.find(number))
    return any(len(roots) > 1 for roots in names.values())


def _join_by_id(register: Register, value: str, numbers: Sequence[int]) -> None:
    first = numbers[0]
    for number in numbers[1:]:
        if register.find(first) == register.find(number):
            continue
        if _is_blocked(register, number, first):
            _ask_same_id(register, value, (first, number))
            continue
        entry, other = register.entries[number], register.entries[first]
        reason = f'same application id "{_get_spelling(entry, value)}"'
        register.note(number, entry.name, reason, (*entry.evidence, *other.evidence))
        register.join(first, number)


def _get_spelling(entry: Entry, value: str) -> str:
    """Return an application id as an entry spells it.

    value: the id in lower case.
    """
    written = (clue.value for clue in entry.clues)
    return next((text for text in written if text.casefold() == value), value.upper())


def _ask_same_id(register: Register, value: str, numbers: Sequence[int]) -> None:
    evidence = [item for number in numbers for item in register.entries[number].evidence]
    written = _get_spelling(register.entries[numbers[0]], value)
    roots = _list_roots(register, numbers)

    def phrase(names: list[str]) -> str:
        return (
            f'Are {join_words(names)} one system? They share the application id "{written}", '
            "but have other ids that differ, or one list has them both; correct the id, or "
            "declare an alias in seamscope.yaml"
        )

    register.ask(
        phrase,
        roots,
        evidence,
        kind=QuestionKind.SAME_SYSTEM,
        effect=f"{len(roots)} systems become one",
    )


def _join_same_names(register: Register) -> dict[str, int]:
    """Join entries of equal name, unless they have different ids in one source.

    "Süd" and "Sued" count as equal, as do "Zgłoszeń" and "Zgloszen".
    """
    by_name: dict[str, list[int]] = defaultdict(list)
    folded = [fold(entry.name) for entry in register.entries]
    spelled = {transcribe(name): name for name in folded if transcribe(name) != name}
    for number, name in enumerate(folded):
        by_name[spelled.get(name, name)].append(number)
    names: dict[str, int] = {}
    for name in sorted(by_name):
        heads = _list_heads(register, by_name[name])
        names[name] = heads[0]
        names.setdefault(transcribe(name), heads[0])
        if len(heads) > 1:
            _ask_twice(register, heads)
    return names


def _list_heads(register: Register, numbers: list[int]) -> list[int]:
    def rank(number: int) -> tuple[bool, bool, bool, int]:
        # Production entries and entries with an id come first, so that the others can join them.
        entry = register.entries[number]
        return (entry.is_poc, number in register.environments, not entry.ids, number)

    one = any(_is_declared_one(register.entries[number]) for number in numbers)
    heads: list[int] = []
    for number in sorted(numbers, key=rank):
        entry = register.entries[number]
        joinable = (h for h in heads if one or not register.has_different_ids(h, number))
        head = next((h for h in joinable if not _is_taken(register, h, entry)), None)
        if head is None:
            heads.append(number)
            continue
        label = register.environments.get(number, "")
        reason = f'its record specifies the environment "{label}"' if label else "same name"
        if label or Origin.CONFIG not in {entry.origin, register.entries[head].origin}:
            both = () if label else register.entries[head].evidence
            register.note(head, entry.name, reason, (*entry.evidence, *both))
        register.join(head, number)
    return heads


def _is_taken(register: Register, head: int, entry: Entry) -> bool:
    """Return whether an entry is the POC, but an active system already has its name.

    head: the entry of that system.
    """
    record = register.entries[head].record
    return entry.is_poc and (record is None or record.state is State.ACTIVE)


def _is_other_than_poc(register: Register, claimant: int, holder: int) -> bool:
    """Return whether the name of the POC is an alias of an active system, which is not the POC.

    claimant: the entry with the alias.
    holder: the entry with the name.
    """
    record = register.entries[claimant].record
    active = record is not None and record.state is State.ACTIVE
    return active and register.entries[holder].is_poc


def _is_declared_one(entry: Entry) -> bool:
    """Return whether a user declared that all entries with this entry's name are one system."""
    own = {fold(name) for name in entry.aliases}
    return entry.origin is Origin.CONFIG and fold(entry.name) in own


def _ask_twice(register: Register, heads: Sequence[int]) -> None:
    evidence = [item for head in heads for item in register.entries[head].evidence]
    places = join_words(str(item) for item in evidence)
    number = len(heads)
    poc = any(register.entries[head].is_poc for head in heads)

    def phrase(names: list[str]) -> str:
        if poc:
            return (
                f"Is the POC {names[0]} the listed system of this name ({places})? They are "
                f"treated as separate systems; rename the POC, or list the system as planned if "
                f"it is the POC"
            )
        return (
            f"Is {names[0]}, which is listed {number} times with different ids ({places}), one "
            "system or several? They are treated as separate systems, and mentions without an "
            "id are assigned to "
            "the first; use one id for entries of one system, and different names for different "
            "systems"
        )

    register.ask(
        phrase,
        heads[:1],
        evidence,
        kind=QuestionKind.SAME_SYSTEM,
        effect=f"{number} entries become one system or get different names",
    )


def _ask_whether_poc(register: Register, listed: int, poc: int) -> None:
    """Ask whether a listed system is the POC, because its alias is the name of the POC."""
    evidence = register.entries[listed].evidence

    def phrase(names: list[str]) -> str:
        return (
            f"Is the POC {names[1]} the listed system {names[0]}, which has this name as an alias "
            f"({join_words(str(item) for item in evidence)})? They are treated as separate "
            f"systems; rename the POC, "
            "or list the system as planned if it is the POC"
        )

    register.ask(
        phrase,
        (listed, poc),
        (*evidence, *register.entries[poc].evidence),
        kind=QuestionKind.SAME_SYSTEM,
        effect="the POC and the listed system become one system",
    )


def _join_aliases(register: Register, names: dict[str, int], stated: Stated) -> None:
    """Join entries by declared aliases until nothing changes, and ask about ambiguous aliases."""
    claims = _index_aliases(register)
    changed = True
    while changed:
        changed = False
        for alias in sorted(claims):
            holder, roots = names.get(alias), _list_roots(register, claims[alias])
            if holder is None or roots == [register.find(holder)]:
                continue
            if len(roots) > 1 and not _can_be_same(
                register, alias, [holder, *claims[alias]], stated
            ):
                continue
            for claimant in claims[alias]:
                apart = register.find(claimant) != register.find(holder)
                blocked = _is_blocked(register, claimant, holder)
                if apart and not (blocked or _is_other_than_poc(register, claimant, holder)):
                    _join_alias(register, claimant, holder)
                    changed = True
    for alias in sorted(claims):
        _settle_name(register, names, alias, claims[alias])


def _can_be_same(register: Register, alias: str, numbers: Sequence[int], stated: Stated) -> bool:
    """Return whether all entries that declare this alias may be the same system.

    Three conditions must be met: each entry is from a different file, the entries have at most one
    product, and the alias is not a kind of system, such as "ERP", which many systems have as an
    alias.
    """
    if normalise_kind(alias) in load_vocabulary().kinds:
        return False
    groups = register.list_groups()
    roots = {register.find(number) for number in numbers}
    files: list[str] = []
    for root in sorted(roots):
        files += {e.file for number in groups[root] for e in register.entries[number].evidence}
    members = [register.entries[number] for root in sorted(roots) for number in groups[root]]
    products = {product.name for entry in members if (product := stated(entry))}
    return len(files) == len(set(files)) and len(products) < 2


def _index_aliases(register: Register) -> dict[str, list[int]]:
    """Return the entries that declare each alias.

    Declarations in `seamscope.yaml` take precedence over records, and a production system takes
    precedence over its test environments.
    """
    claims: dict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(register.entries):
        names = (*entry.aliases, entry.short_name)
        for alias in {fold(alias) for alias in names} - {fold(entry.name), ""}:
            claims[alias].append(number)
    for alias, numbers in claims.items():
        configured = [n for n in numbers if register.entries[n].origin is Origin.CONFIG]
        production = [n for n in numbers if n not in register.environments]
        # "CRM Test" with the alias "CRM" only repeats that it belongs to the system of this name.
        own = [n for n in numbers if split_environment(register.entries[n].name)[0] != alias]
        claims[alias] = configured or production or own or numbers
    return claims


def _list_roots(register: Register, numbers: Iterable[int]) -> list[int]:
    return sorted({register.find(number) for number in numbers})


def _is_blocked(register: Register, one: int, other: int) -> bool:
    if register.is_kept_apart(one, other):
        return True
    # A declaration in seamscope.yaml overrides the ids of a source.
    declared = register.entries[one].origin is Origin.CONFIG
    return not declared and register.has_different_ids(one, other)


def _join_alias(register: Register, claimant: int, holder: int) -> None:
    entry, other = register.entries[claimant], register.entries[holder]
    register.note(claimant, other.name, describe_alias(entry), (*entry.evidence, *other.evidence))
    register.join(claimant, holder)


def describe_alias(entry: Entry) -> str:
    """Return the reason of a merge by an alias, which mentions the file that declares the alias."""
    return f"declared alias in {entry.evidence[0].file}"


def _settle_name(
    register: Register, names: dict[str, int], alias: str, claimants: list[int]
) -> None:
    roots = _list_roots(register, claimants)
    holder = names.get(alias)
    if (
        holder is not None
        and len(roots) == 1
        and _is_other_than_poc(register, claimants[0], holder)
    ):
        if roots != [register.find(holder)]:
            _ask_whether_poc(register, claimants[0], holder)
        names[alias] = claimants[0]
        return
    if holder is not None:
        roots = sorted({*roots, register.find(holder)})
    if len(roots) == 1:
        names.setdefault(alias, claimants[0])
        return
    evidence = [item for number in claimants for item in register.entries[number].evidence]
    places = join_words(str(item) for item in evidence)
    spelled = next(
        text
        for n in claimants
        for text in (*register.entries[n].aliases, register.entries[n].short_name)
        if fold(text) == alias
    )

    def phrase(systems: list[str]) -> str:
        return (
            f'Which system does "{spelled}" refer to, {join_words(systems, "or")}? It is declared '
            f"as an alias at {places}, so it was assigned to none of them; remove the other "
            "aliases, or declare it as an alias in seamscope.yaml"
        )

    register.ask(
        phrase,
        roots,
        evidence,
        kind=QuestionKind.PLACE,
        subject=spelled,
        clues=(Clue(kind=ClueKind.NAME, value=spelled),),
        effect=f'assigns "{spelled}" to the system of the answer',
    )
