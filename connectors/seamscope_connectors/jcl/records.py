"""Build the records of jobs, with temporary data sets replaced by their sources."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from seamscope.connector.commands import build_records, read_steps
from seamscope.connector.entries import skip_entry
from seamscope.connector.folders import find_home_folder
from seamscope.connector.scrub import quote
from seamscope.records import (
    Certainty,
    Clue,
    ClueKind,
    Endpoint,
    Evidence,
    Flow,
    Query,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.jcl.ends import Place, Temporary
from seamscope_connectors.jcl.jobs import DataDefinition, Step
from seamscope_connectors.jcl.moves import (
    MOVES_NOTHING,
    Cards,
    OneSided,
    Pair,
    Shell,
    Statement,
    Unread,
    list_missing_members,
    read_step,
    resolve_back_references,
)

ON_ERRORS = "only if an earlier step fails"
SHOWN = 5  # names in one message
MOST = 50  # maximum number of origins of a temporary data set

# An endpoint or query that fills a temporary data set, and why that is uncertain ("" if not).
Origin = tuple[Endpoint | Statement, str]


@dataclass(slots=True)
class Ledger:
    """Collects findings that are reported once for all jobs, and the flows that were already
    yielded.

    one_sided: first evidence of each program that only reads or only writes.
    missing: first evidence of each procedure or member that is not in the inputs.
    """

    one_sided: dict[str, Evidence] = field(default_factory=dict)
    missing: dict[str, Evidence] = field(default_factory=dict)
    yielded: set[tuple[Endpoint, Endpoint, str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A step with its evidence.

    temporary: the origins of the data in a temporary data set, by (job, data set).
    """

    step: Step
    where: Evidence
    ledger: Ledger
    temporary: dict[tuple[str, str], list[Origin]]

    def origins(self, place: Place) -> list[Origin]:
        """Return the origins of a place: its endpoint, or the sources of a temporary data set."""
        match place:
            case Temporary(name=name):
                return list(self.temporary.get((self.step.job, name), ()))
            case end:
                return [(end, "")]

    def keep(self, name: str, origin: Origin) -> None:
        """Record where the data in a temporary data set comes from."""
        kept = self.temporary.setdefault((self.step.job, name), [])
        if len(kept) < MOST:
            kept.append(origin)


def list_records(steps: Sequence[Step], cards: Cards, ledger: Ledger) -> Iterator[Record]:
    """Yield the records of the steps of one member, in their order."""
    temporary: dict[tuple[str, str], list[Origin]] = {}
    earlier: dict[str, DataDefinition] = {}
    job = ""
    for given in steps:
        if given.job != job:
            job, earlier = given.job, {}
        step = resolve_back_references(given, earlier)
        earlier |= {f"{step.name}.{one.name}".upper(): one for one in step.definitions}
        where = step.file.at(step.line, f"{step.job}/{step.name}" if step.name else step.job)
        site = Site(step=step, where=where, ledger=ledger, temporary=temporary)
        yield from _step_records(site, cards)


def _step_records(site: Site, cards: Cards) -> Iterator[Record]:
    step = site.step
    _note_missing(site, cards)
    for action in read_step(step, cards):
        match action:
            case Pair():
                yield from _pair_records(action, site)
            case Statement(target=Temporary(name=name)):
                site.keep(name, (action, ""))
            case Statement(target=target):
                yield _query(action, target, site)
            case Shell(text=text):
                home = _find_home(step)
                yield from build_records(read_steps(text), home, lambda _: site.where)
            case Unread(reason=reason):
                yield skip_entry(reason, "list the transfer in the inventory", site.where)
            case OneSided(program=program):
                site.ledger.one_sided.setdefault(program, site.where)


def _note_missing(site: Site, cards: Cards) -> None:
    """Record the called procedure, and members with control statements, if the inputs lack them."""
    step = site.step
    for name in list_missing_members(step, cards):
        site.ledger.missing.setdefault(name, site.where)
    if step.missing and step.program and not MOVES_NOTHING.fullmatch(step.program):
        site.ledger.missing.setdefault(step.program, site.where)


def _find_home(step: Step) -> SystemRef:
    """Return the system that runs the shell commands of a job, by the folder of its file."""
    folder = find_home_folder(step.file.path)
    return SystemRef(clues=(Clue(kind=ClueKind.FOLDER, value=folder),) if folder else ())


def _pair_records(pair: Pair, site: Site) -> Iterator[Record]:
    """Yield the records of a movement; a temporary source is replaced by the origins of its
    data.
    """
    for origin, doubt in site.origins(pair.source):
        reason = "; ".join(dict.fromkeys(one for one in (doubt, pair.doubt) if one))
        match pair.target, origin:
            case Temporary(name=name), _:
                site.keep(name, (origin, reason))
            case Endpoint() as target, Statement() as statement:
                yield _query(statement, target, site)
            case Endpoint() as target, Endpoint() as source:
                yield from _flow(source, target, pair, reason, site)


def _flow(
    source: Endpoint, target: Endpoint, pair: Pair, reason: str, site: Site
) -> Iterator[Record]:
    step = site.step
    key = (source, target, step.job, pair.technology)
    failing = ON_ERRORS if step.outcome.after_failure else ""
    reason = "; ".join(one for one in (failing, reason) if one)
    if source == target or key in site.ledger.yielded:
        return
    site.ledger.yielded.add(key)
    yield Flow(
        source=source,
        target=target,
        mechanism=pair.mechanism,
        technology=pair.technology,
        columns=pair.columns,
        error_handling=step.outcome.error_handling,
        after_failure=step.outcome.after_failure,
        route=step.job,
        state=State.DISABLED if step.off else State.ACTIVE,
        certainty=Certainty.LIKELY if reason else Certainty.CERTAIN,
        reason="; ".join(one for one in (step.off, reason) if one),
        evidence=site.where,
    )


def _query(statement: Statement, target: Place | None, site: Site) -> Query:
    match target:
        case Endpoint() as end:
            filled: Endpoint | None = end
        case _:
            filled = None
    return Query(
        text=statement.text,
        dialect=statement.dialect,
        home=statement.home,
        schema=statement.schema,
        target=filled,
        technology=statement.technology,
        error_handling=site.step.outcome.error_handling,
        after_failure=site.step.outcome.after_failure,
        route=site.step.job,
        state=State.DISABLED if site.step.off else State.ACTIVE,
        evidence=site.where,
    )


def report_open_ends(ledger: Ledger) -> Iterator[Record]:
    """Report missing procedures, and programs that only read or only write, once each."""
    notes = (
        ("procedures and members that are not in the inputs", ledger.missing,
         "add the libraries with these procedures and control statements to the inputs"),
        ("programs whose steps only read or only write data sets", ledger.one_sided,
         "list the flows of these programs to databases and queues in the inventory"),
    )  # fmt: skip
    for what, names, remedy in notes:
        if names:
            listed = ", ".join(quote(name, 60) for name in list(names)[:SHOWN])
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            yield skip_entry(f"{what}: {listed}{more}", remedy, min(names.values()))
