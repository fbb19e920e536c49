"""Build the records of jobs, following temporary data sets through the steps of a job."""

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
    SILENT,
    Cards,
    OneSided,
    Pair,
    Shell,
    Statement,
    Unread,
    read_step,
    resolve_back_references,
)

SHOWN = 5  # names in one entry of the report
MOST = 50  # origins that are kept for a temporary data set

# Where the data in a temporary data set comes from, and why that is uncertain.
Origin = tuple[Endpoint | Statement, str]


@dataclass(slots=True)
class Ledger:
    """Collects what is reported once for all jobs: missing procedures, one-sided programs."""

    one_sided: dict[str, Evidence] = field(default_factory=dict)
    missing: dict[str, Evidence] = field(default_factory=dict)
    said: set[tuple[Endpoint, Endpoint, str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A step with its evidence. temporary: the origins of temporary data sets, by job and name."""

    step: Step
    where: Evidence
    ledger: Ledger
    temporary: dict[tuple[str, str], list[Origin]]

    def origins(self, place: Place) -> list[Origin]:
        """Return the place itself or, for a temporary data set, where its data comes from."""
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
    """Yield the records of the steps of one member, in order."""
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
    _note_missing(site)
    for action in read_step(step, cards):
        match action:
            case Pair():
                yield from _pair_records(action, site)
            case Statement(target=Temporary(name=name)):
                site.keep(name, (action, ""))
            case Statement(target=target):
                yield _query(action, target, site)
            case Shell(text=text):
                here = _find_home(step)
                yield from build_records(read_steps(text), here, lambda _: site.where)
            case Unread(reason=reason):
                yield skip_entry(reason, "add the transfer to the inventory", site.where)
            case OneSided(program=program):
                site.ledger.one_sided.setdefault(program, site.where)


def _note_missing(site: Site) -> None:
    """Record a procedure that is missing from the files."""
    step = site.step
    if step.missing and step.program and not SILENT.fullmatch(step.program):
        site.ledger.missing.setdefault(step.program, site.where)


def _find_home(step: Step) -> SystemRef:
    """Return the system that owns the folder of a job, where its shell commands run."""
    folder = find_home_folder(step.file.path)
    return SystemRef(clues=(Clue(kind=ClueKind.FOLDER, value=folder),) if folder else ())


def _pair_records(pair: Pair, site: Site) -> Iterator[Record]:
    """Yield the records of a pair, with a temporary data set replaced by its origins."""
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
    if source == target or key in site.ledger.said:
        return
    site.ledger.said.add(key)
    yield Flow(
        source=source,
        target=target,
        mechanism=pair.mechanism,
        technology=pair.technology,
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
        home=statement.home,
        target=filled,
        technology=statement.technology,
        route=site.step.job,
        state=State.DISABLED if site.step.off else State.ACTIVE,
        evidence=site.where,
    )


def report_open_ends(ledger: Ledger) -> Iterator[Record]:
    """Yield one skip each for missing procedures and for programs with one side only."""
    notes = (
        ("procedures and members that are missing from the files", ledger.missing,
         "add the procedure libraries (PROCLIB) to the inputs"),
        ("programs whose steps only read or only write data sets", ledger.one_sided,
         "if they exchange data with a database or a queue, list it in the inventory"),
    )  # fmt: skip
    for what, names, remedy in notes:
        if names:
            listed = ", ".join(quote(name, 60) for name in list(names)[:SHOWN])
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            yield skip_entry(f"{what}: {listed}{more}", remedy, min(names.values()))
