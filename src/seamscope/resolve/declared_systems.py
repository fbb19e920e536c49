"""Add the systems that sources, `seamscope.yaml` and answers declare to the register."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from seamscope.config import NAME, Alias, Config
from seamscope.connector.vocabulary import is_environment, is_test_environment
from seamscope.decisions import Decisions
from seamscope.records import Clue, ClueKind, Evidence, Record, System
from seamscope.resolve.connections import find_owned_places
from seamscope.resolve.described import find_described_places, strip_vendor
from seamscope.resolve.mentions import collect_mentions
from seamscope.resolve.names import fold, split_remark
from seamscope.resolve.register import Entry, Origin, Register

# Clues that identify a system wherever they occur. A decision about another kind of clue applies
# only to the mentions that its question was about.
OWNED = frozenset(
    {ClueKind.HOST, ClueKind.DATABASE, ClueKind.SERVER, ClueKind.SOURCE, ClueKind.TOPIC}
)
IN_BRACKETS = re.compile(r"\(([^()]{2,100})\)")
CAPITALS = re.compile(r"[A-ZÄÖÜ]{2,6}")


def enter_systems(
    records: Sequence[Record],
    config: Config,
    register: Register,
    decisions: Decisions,
    find_product: Callable[[str], object | None] = lambda _: None,
) -> None:
    """Add systems to the register: first from configuration and decisions, then from the records.

    find_product: returns the known product with a name, None if there is none.
    """
    systems = [record for record in records if isinstance(record, System)]
    owned = find_owned_places(records)
    for entry in (*_list_configured(config), *_list_decided(decisions)):
        register.add(entry)
    described = find_described_places(systems)
    codes = _find_mentioned_codes(systems, records)
    productive = {(s.evidence.file, fold(s.name)) for s in systems if not s.environment}
    for stated in systems:
        system = replace(stated, name=_strip_brackets(stated.name))
        if system.name != stated.name and find_product(system.name) is None:
            register.add(_build_remark(system))
            continue
        register.add(
            Entry(
                name=system.name,
                origin=Origin.RECORD,
                evidence=(system.evidence,),
                record=system,
                listing=system.listing,
                aliases=(*system.aliases, *_list_implied_names(system, codes)),
                short_name=strip_vendor(system.name, system.vendor),
                clues=(
                    *system.clues,
                    *described.get(fold(system.name), ()),
                    *_list_owned(system, owned),
                ),
            ),
            _find_environment(system, productive),
        )


def _find_environment(system: System, productive: Collection[tuple[str, str]]) -> str:
    """Return the environment of a record, "" if it is production.

    An unknown word counts as an environment only if the same file also lists the system in
    production. Otherwise it may be a location: "Environment: Cloud".

    productive: file and folded name of each record of a production system.
    """
    words = (system.environment, *fold(system.environment).split())
    listed = (system.evidence.file, fold(system.name)) in productive
    return system.environment if listed or any(map(is_test_environment, words)) else ""


def _strip_brackets(name: str) -> str:
    """Return a name without brackets if they enclose all of it: "(Kafka)" → "Kafka"."""
    whole = IN_BRACKETS.fullmatch(name.strip())
    return whole[1].strip() if whole else name


def _build_remark(system: System) -> Entry:
    """Return an entry for a server that has a remark in brackets in place of an application.

    "(file server)" does not name a system. So the entry becomes an endpoint with this name,
    identified by the clues of the record, such as its host.
    """
    first = next((clue.kind for clue in system.clues if clue.kind in OWNED), ClueKind.NAME)
    return Entry(
        name=system.name,
        origin=Origin.CLUE,
        evidence=(system.evidence,),
        clues=system.clues,
        kind=first,
    )


def _list_owned(system: System, owned: Mapping[str, tuple[Clue, ...]]) -> Iterator[Clue]:
    """Yield the hosts and databases that other sources assign to a system by its application id.

    owned: the hosts and databases of each application id.
    """
    if not system.environment:
        for clue in system.clues:
            if clue.kind is ClueKind.APP_ID:
                yield from owned.get(clue.value.casefold(), ())


def _find_mentioned_codes(systems: Sequence[System], records: Iterable[Record]) -> frozenset[str]:
    """Return the codes in brackets that are second names of systems, because flows use them.

    A list has "Gestia (GF)", and a flow is ``GF -> Treasury``. A code is not a second name if it
    follows several names, as a country does, or if it is the name of another system.
    """
    split = {system.name: split_remark(system.name) for system in systems}
    behind = Counter(remark for plain, remark in split.values() if CAPITALS.fullmatch(remark))
    bases = Counter(fold(plain) for plain, _ in split.values() if plain)
    listed = {fold(system.name) for system in systems}
    said = {fold(mention.ref.name) for mention in collect_mentions(records) if mention.ref.name}
    return frozenset(
        remark
        for plain, remark in split.values()
        if behind[remark] == 1
        and bases[fold(plain)] == 1
        and fold(remark) in said - listed
        and not is_environment(remark)
    )


def _list_implied_names(system: System, codes: Collection[str]) -> tuple[str, ...]:
    """Return further names of a system that follow from a name with a remark in brackets.

    An alias is also used without its remark: "Planbord" for "Planbord (Dutch crews)". The system's
    own name is used without its remark in two cases: the remark abbreviates the name, as in
    "Customer Information System (CIS)", or it is a second name (in `codes`). Any other remark may
    distinguish two systems.
    """
    found = [plain for alias in system.aliases if (plain := split_remark(alias)[0])]
    plain, remark = split_remark(system.name)
    if _is_short_for(remark, plain) or remark in codes:
        found += [plain, remark]
    return tuple(found)


def _is_short_for(short: str, name: str) -> bool:
    """Return whether capitals abbreviate a name: ``ERP`` and ``Enterprise Resource Planning``."""
    if not CAPITALS.fullmatch(short) or short[0].casefold() != name[0].casefold():
        return False
    rest = iter(name.casefold())
    return all(letter in rest for letter in short.casefold())


def _list_configured(config: Config) -> Iterator[Entry]:
    file = config.file or NAME
    for alias in config.systems:
        yield Entry(
            name=alias.system,
            origin=Origin.CONFIG,
            evidence=(Evidence(file=file, line=alias.line, connector="config"),),
            aliases=alias.names,
            clues=_build_config_clues(alias),
        )
    for home in config.homes:
        clue = Clue(kind=ClueKind.DATABASE, value=home.database)
        yield Entry(
            name=home.system,
            origin=Origin.CONFIG,
            evidence=(Evidence(file=file, line=home.line, connector="config"),),
            clues=(clue,) if home.database else (),
        )


def _list_decided(decisions: Decisions) -> Iterator[Entry]:
    for named in decisions.named:
        yield Entry(
            name=named.system,
            origin=Origin.CONFIG,
            evidence=(named.evidence,),
            aliases=named.names,
            listing=False,
            clues=named.clues if len(named.clues) == 1 and named.clues[0].kind in OWNED else (),
        )


def _build_config_clues(alias: Alias) -> tuple[Clue, ...]:
    kinds = {
        ClueKind.HOST: alias.hosts,
        ClueKind.DATABASE: alias.databases,
        ClueKind.SCHEMA: alias.schemas,
        ClueKind.NAMESPACE: alias.namespaces,
        ClueKind.SERVER: alias.servers,
    }
    return tuple(Clue(kind=kind, value=value) for kind, values in kinds.items() for value in values)
