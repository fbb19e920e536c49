"""Build a node for each system and endpoint from its sources, and report disagreements."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from seamscope.connector.scrub import clean_text
from seamscope.knowledge.vocabulary import load_vocabulary, normalise_kind
from seamscope.records import Evidence, State, System
from seamscope.resolve.authority import apply_authority
from seamscope.resolve.catalogue import Product
from seamscope.resolve.families import Families
from seamscope.resolve.names import Ids, build_slug, fold, join_words, split_remark
from seamscope.resolve.register import POC, Entry, Origin, Register, build_question_id
from seamscope.resolve.system_states import (
    choose_lifecycle,
    report_announced_end,
    report_disagreements,
)
from seamscope.resolved import (
    EndpointNode,
    Finding,
    KnownFrom,
    Merge,
    Question,
    QuestionKind,
    Severity,
    SystemNode,
)

Node = SystemNode | EndpointNode


CONTESTED = ("kind", "product", "vendor", "domain", "owner", "support", "criticality", "hosting",
             "classification")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The value of an attribute in one source."""

    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """The nodes of systems and endpoints, and questions and findings about them.

    by_entry: the node of each entry of the register.
    """

    nodes: tuple[SystemNode, ...]
    endpoints: tuple[EndpointNode, ...]
    by_entry: dict[int, Node]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]

    @property
    def names(self) -> dict[str, str]:
        """Return the name of each system and endpoint, by its id."""
        names = {node.id: node.name for node in self.nodes}
        return names | {node.id: node.name for node in self.endpoints}

    @property
    def common_names(self) -> dict[str, str]:
        """Return the name that most files use for each system and endpoint, by its id.

        The ids of questions contain these names, so that they do not depend on poc.yaml.
        """
        return self.names | {node.id: node.common_name for node in self.nodes}


def build_systems(
    register: Register,
    families: Families,
    authority: Mapping[str, str] = MappingProxyType({}),
    poc_names: Mapping[str, int] = MappingProxyType({}),
) -> Systems:
    """Build a node for each group of entries: a system, or an endpoint if all entries are clues.

    A system is shown under the first name that poc.yaml uses for it. Its id is built from the name
    that most files use, so that the POC changes no id.

    authority: for each attribute, the source whose value takes precedence.
    poc_names: the names in poc.yaml, with the entry that each of them means.
    """
    groups = register.list_groups()
    listed = Counter(place.file for entry in register.entries for place in entry.evidence)
    common = {root: _choose_name(register, numbers, listed) for root, numbers in groups.items()}
    names = common | _choose_poc_names(register, common, poc_names)
    evidence = {root: _collect_evidence(register, numbers) for root, numbers in groups.items()}
    systems = {root for root, numbers in groups.items() if register.is_system(numbers)}
    used_ids, ids = Ids(), dict[int, str]()

    def rank(root: int) -> tuple[bool, str, str, tuple[Evidence, ...]]:
        # Systems first, so that adding an endpoint never changes the id of a system.
        return (root not in systems, build_slug(common[root]), common[root], evidence[root])

    for root in sorted(groups, key=rank):
        ids[root] = used_ids.make(build_slug(common[root]))
    nodes: dict[int, SystemNode] = {}
    findings: list[Finding] = []
    questions = register.list_questions(names, ids, common)
    for root in systems:
        numbers = groups[root]
        records = apply_authority(_select_records(register, numbers), authority)
        product = _find_product(register, families, numbers, records, common[root])
        node = _build_node(ids[root], names[root], records, product)
        node = replace(node, listed_as="" if names[root] == common[root] else common[root])
        nodes[root] = _complete_node(node, register, numbers, product, evidence[root])
        for attribute, sides in _list_disagreements(records, families):
            finding, question = _report_disagreement(node, attribute, sides)
            findings.append(finding)
            questions.append(question)
        is_poc = any(record.kind == POC for record in records)
        for stated, question in () if is_poc else report_disagreements(nodes[root], records):
            findings += [stated] if stated else []
            questions.append(question)
        ending = None if is_poc else report_announced_end(nodes[root], records)
        findings += [ending] if ending else []
    ends = {
        root: EndpointNode(
            id=ids[root],
            name=names[root],
            kind=register.entries[root].kind,
            evidence=evidence[root],
        )
        for root in groups.keys() - systems
    }
    every: dict[int, Node] = {**nodes, **ends}
    return Systems(
        nodes=tuple(sorted(nodes.values(), key=lambda node: node.id)),
        endpoints=tuple(sorted(ends.values(), key=lambda node: node.id)),
        by_entry={n: every[root] for root, numbers in groups.items() for n in numbers},
        questions=tuple(questions),
        findings=tuple(findings),
    )


def _choose_name(register: Register, numbers: Sequence[int], listed: Counter[str]) -> str:
    """Return the name under which most files list a system; remarks in brackets are ignored.

    A name that is only a kind of system, such as "CRM", is used only if there is no other. Among
    equally frequent names, the first choice is the name with the most other names as aliases, then
    the official name of the product, then the name in the longest list.

    listed: number of entries by file.
    """
    entries = {number: register.entries[number] for number in numbers}
    names = {fold(entry.name) for entry in entries.values()}
    official = {fold(register.products[n][0].name) for n in numbers if n in register.products}
    kinds = load_vocabulary().kinds
    files: dict[str, set[str]] = defaultdict(set)
    for entry in entries.values():
        for name in {entry.name, split_remark(entry.name)[0] or entry.name}:
            files[fold(name)].update(p.file for p in entry.evidence if p.connector != POC)

    def rank(number: int) -> tuple[bool, bool, bool, int, int, bool, int, Origin, int]:
        entry = entries[number]
        declared = names & {fold(alias) for alias in entry.aliases} - {fold(entry.name)}
        return (
            number in register.environments,
            entry.origin is Origin.CLUE,  # a database or host is no name of a listed system
            normalise_kind(entry.name) in kinds,
            -len(files[fold(entry.name)]),
            -len(declared),
            fold(entry.name) not in official,
            -max((listed[place.file] for place in entry.evidence), default=0),
            entry.origin,
            number,
        )

    return entries[min(numbers, key=rank)].name


def _choose_poc_names(
    register: Register, common: Mapping[int, str], poc_names: Mapping[str, int]
) -> dict[int, str]:
    """Return the first name that poc.yaml uses for each system.

    Three kinds of names are not used: another spelling of the common name, a name of a test
    environment, and a name that most files use for another system.

    common: the name that most files use for each system.
    """
    found: dict[int, str] = {}
    taken = {fold(name): root for root, name in common.items()}
    for name, number in poc_names.items():
        root = register.find(number)
        is_test = number in register.environments and register.find_head(root).entry != number
        if name and not is_test and taken.setdefault(fold(name), root) == root:
            found.setdefault(root, name)
    return {r: name for r, name in found.items() if fold(name) != fold(common[r])}


def _collect_evidence(register: Register, numbers: Sequence[int]) -> tuple[Evidence, ...]:
    """Return the positions where sources list a system or, if none lists it, mention it."""
    entries = [register.entries[number] for number in numbers]
    found = {item for entry in entries for item in entry.evidence}
    if not any(entry.origin is Origin.RECORD for entry in entries):
        found.update(register.list_mentions(numbers))
    return tuple(sorted(found))


def _select_records(register: Register, numbers: Sequence[int]) -> list[System]:
    """Return the records of production. If there are none, return those of all environments."""
    every = {n: record for n in numbers if (record := register.entries[n].record)}
    return [every[n] for n in every if n not in register.environments] or list(every.values())


def _find_product(
    register: Register,
    families: Families,
    numbers: Sequence[int],
    records: Sequence[System],
    name: str,
) -> tuple[Product, str] | None:
    """Return the product of a group of entries, and how it is known.

    It is declared in a record, recognised from clues, or has the same name as the system.
    """
    for record in records:
        stated = families.find_technology(record.product)
        if stated is not None:
            return stated, f"known product: {stated.name}"
    recognised = next((register.products[n] for n in numbers if n in register.products), None)
    # An endpoint that became a system because of its test environment has no product yet.
    called = None if recognised else families.find_by_name(name)
    return (called, f"known product: {called.name}") if called else recognised


def _build_node(
    node_id: str, name: str, records: Sequence[System], product: tuple[Product, str] | None
) -> SystemNode:
    def choose_text(attribute: str) -> str:
        values = [value for record in records if (value := _get_value(record, attribute))]
        plain = values[0] if values else ""
        return next((value for value in values if _extends(value, plain)), plain)

    known = product[0] if product else None
    is_poc = any(record.kind == POC for record in records)
    return SystemNode(
        id=node_id,
        name=name,
        kind=POC if is_poc else choose_text("kind") or (known.kind if known else ""),
        product=choose_text("product") or (known.name if known else ""),
        vendor=choose_text("vendor") or (known.vendor if known else ""),
        domain=choose_text("domain") or (known.domain if known else ""),
        owner=choose_text("owner"),
        support=choose_text("support"),
        criticality=choose_text("criticality"),
        hosting=choose_text("hosting"),
        classification=choose_text("classification"),
        documentation=choose_text("documentation"),
        lifecycle=State.ACTIVE if is_poc else choose_lifecycle(records),
    )


def _get_value(record: System, attribute: str) -> str:
    """Return the text of an attribute. A kind of system is returned as its standard word."""
    text = str(getattr(record, attribute)).strip()
    return normalise_kind(text) if attribute == "kind" else text


def _extends(fuller: str, value: str) -> bool:
    """Return whether a text says the same as a value, and more.

    ``ERP desk (06:00 to 20:00)`` adds a remark to ``ERP desk``. ``Samir Haddad`` is the person with
    the address ``s.haddad@example.com``.
    """
    return fuller.casefold().startswith(f"{value.casefold()} (") or _is_address_of(value, fuller)


def _is_address_of(address: str, name: str) -> bool:
    """Return whether a mail address may belong to the person with a name.

    It must contain the last name, and the first names or their initials.
    """
    local, at, _ = address.partition("@")
    parts, words = fold(local).split(), fold(name).split()
    return (
        bool(at)
        and 1 < len(parts) == len(words)
        and parts[-1] == words[-1]
        and all(word.startswith(part) for part, word in zip(parts, words, strict=True))
    )


def _complete_node(
    node: SystemNode,
    register: Register,
    numbers: Sequence[int],
    product: tuple[Product, str] | None,
    evidence: tuple[Evidence, ...],
) -> SystemNode:
    """Add the environments, aliases, merges and origin of a system to its node."""
    entries = [register.entries[number] for number in numbers]
    labels = {register.environments[n] for n in numbers if n in register.environments}
    merges = register.list_merges(numbers, node.name)
    merges += _list_unnoted_environments(
        register, numbers, {node.name, *(merge.name for merge in merges)}
    )
    if product is not None:
        reason = f"{product[1]}; the catalogue adds missing attributes"
        merges.append(Merge(name=node.name, reason=reason, evidence=evidence))
    return replace(
        node,
        environments=tuple(sorted(labels)),
        aliases=_collect_aliases(register, numbers, node.name),
        merges=tuple(sorted(merges)),
        near=register.list_near_misses(numbers),
        known_from=_derive_known_from(register, numbers, entries),
        evidence=evidence,
    )


def _list_unnoted_environments(
    register: Register, numbers: Sequence[int], names: set[str]
) -> list[Merge]:
    """Return merges for those entries of environments whose name is not in any merge.

    names: the names that are in a merge.
    """
    noted = {fold(name) for name in names}
    return [
        Merge(
            name=register.entries[number].name,
            reason=f'its record specifies the environment "{label}"',
            evidence=register.entries[number].evidence,
        )
        for number in numbers
        if (label := register.environments.get(number))
        and fold(register.entries[number].name) not in noted
    ]


def _collect_aliases(register: Register, numbers: Sequence[int], name: str) -> tuple[str, ...]:
    spelled: dict[str, str] = {}
    for number in numbers:
        entry = register.entries[number]
        if number in register.environments and register.find_head(number).entry != number:
            continue
        for alias in (entry.name, *entry.aliases, *register.list_names(number)):
            key = fold(alias)
            spelled[key] = min(alias, spelled.get(key, alias))
    return tuple(sorted(text for key, text in spelled.items() if key not in {fold(name), ""}))


def _derive_known_from(
    register: Register, numbers: Sequence[int], entries: Sequence[Entry]
) -> KnownFrom:
    if any(entry.origin <= Origin.NAME for entry in entries):
        return KnownFrom.DECLARED
    recognised = register.recognised.intersection(numbers)
    return KnownFrom.RECOGNISED if recognised else KnownFrom.INFERRED


def _list_disagreements(
    records: Sequence[System], families: Families
) -> Iterator[tuple[str, list[Side]]]:
    """Yield each attribute on which records differ, with each value and its first source.

    The system of the POC is left out, because poc.yaml describes a future state.
    """
    if any(record.kind == POC for record in records):
        return
    for attribute in CONTESTED:
        sides: dict[str, Side] = {}
        for record in records:
            if value := _get_value(record, attribute):
                known = families.find_technology(value) if attribute == "product" else None
                key = fold(known.name if known else value)
                sides.setdefault(key, Side(value=value, evidence=record.evidence))
        distinct = [side for side in sides.values() if not _is_extended(side, sides.values())]
        if len(distinct) > 1:
            yield attribute, distinct


def _is_extended(side: Side, others: Iterable[Side]) -> bool:
    return any(_extends(other.value, side.value) for other in others)


def _report_disagreement(
    node: SystemNode, attribute: str, sides: Sequence[Side]
) -> tuple[Finding, Question]:
    """Return a finding and a question with the values of all sources.

    Mail addresses are masked in both, unlike in the attributes `owner` and `support`.
    """
    sides = [replace(side, value=clean_text(side.value)) for side in sides]
    evidence = tuple(sorted({side.evidence for side in sides}))
    statements = " / ".join(f"{side.value} ({side.evidence})" for side in sides)
    finding = Finding(
        severity=Severity.MEDIUM,
        what=f"Sources disagree on the {attribute} of {node.name}: {statements}",
        where=(node.id,),
        remedy=f'correct the source that is wrong; until then "{sides[0].value}" is used',
        evidence=evidence,
    )
    values = join_words((side.value for side in sides), "or")
    question = Question(
        text=f"What is the {attribute} of {node.name}, {values}? Correct the source that is wrong",
        kind=QuestionKind.ATTRIBUTE,
        id=build_question_id(QuestionKind.ATTRIBUTE, (node.common_name, attribute)),
        candidates=tuple(side.value for side in sides),
        subject=attribute,
        effect=f"settles the {attribute} of {node.name}",
        about=(node.id,),
        evidence=evidence,
    )
    return finding, question
