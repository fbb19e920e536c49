"""A mapping as a session runs it, and the ends it reaches there."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.connector.connections import clues
from seamscope.records import (
    ClueKind,
    Column,
    Dataset,
    Endpoint,
    Evidence,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.powercenter.folder import FILES, Folder, Link, Mapping, Session, kind_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A mapping as one session runs it."""

    file: File
    folder: Folder
    mapping: Mapping
    session: Session

    @property
    def where(self) -> Evidence:
        """Where the mapping stands, with the session that runs it."""
        parts = (self.folder.name, self.mapping.element.get("NAME", ""), self.session.name)
        return self.file.at(self.mapping.element, "/".join(part for part in parts if part))

    @property
    def state(self) -> tuple[State, str]:
        """Whether it runs, and why not."""
        if self.mapping.element.get("ISVALID", "YES") == "NO":
            return State.FAILED, "the mapping is not valid"
        off = self.session.off
        return (State.DISABLED, off) if off else (State.ACTIVE, "")


def origins_of(run: Run, before: list[str]) -> Iterator[tuple[str, Element | None]]:
    """Yield the sources among these instances, and those inside their mapplets."""
    for name in before:
        instance = run.mapping.instances.get(name)
        if instance is None:
            continue
        if kind_of(instance) == "Source Definition":
            key = (instance.get("DBDNAME", ""), named(run, name))
            by_name = (one for (_, known), one in run.folder.sources.items() if known == key[1])
            yield name, run.folder.sources.get(key, next(by_name, None))
        elif instance.get("TYPE") == "MAPPLET":
            mapplet = run.folder.mapplets.get(named(run, name))
            for inner in mapplet.iterfind("INSTANCE") if mapplet is not None else ():
                key = (inner.get("DBDNAME", ""), inner.get("TRANSFORMATION_NAME", ""))
                if key in run.folder.sources:
                    yield inner.get("NAME", ""), run.folder.sources[key]


def end_of(run: Run, instance: str, definition: Element | None) -> Endpoint:
    """Return the system by the session's connection, else by the definition, and the table."""
    link = _link(run, instance)
    kind = definition.get("DATABASETYPE", "") if definition is not None else ""
    own = run.mapping.instances.get(instance)
    said = own if definition is None else definition
    database = "" if said is None else said.get("DBDNAME", "")
    file = link.values.get("Source filename") or link.values.get("Output filename", "")
    folder = link.values.get("Source file directory") or link.values.get(
        "Output file directory", ""
    )
    of_file = kind in FILES
    found = clues(
        (ClueKind.SOURCE, link.name),
        (ClueKind.SOURCE, "" if of_file else database),
        (ClueKind.SOURCE, folder.rstrip("\\/") if of_file else ""),
        (ClueKind.PRODUCT, "" if of_file or kind == "ODBC" else kind),
        (ClueKind.CLASS, "" if of_file or kind == "ODBC" else kind),
    )
    found = tuple(dict.fromkeys(found)) or clues(
        (ClueKind.CLASS, kind) if kind else (ClueKind.FOLDER, run.folder.name)
    )
    table = _table(link, definition, named(run, instance))
    system = SystemRef(clues=found, service=bool(link.name) and not of_file)
    return Endpoint(system=system, dataset=file if of_file and file else table)


def _table(link: Link, definition: Element | None, instance: str) -> str:
    values = link.values
    name = values.get("Source Table Name") or values.get("Target Table Name", "")
    owner = values.get("Owner Name") or values.get("Table Name Prefix", "")
    if definition is not None:
        name = name or definition.get("NAME", "")
        owner = owner or definition.get("OWNERNAME", "")
    name = name or instance
    return f"{owner}.{name}" if owner and "." not in name else name


def _link(run: Run, instance: str) -> Link:
    """Return the link of an instance; a source has the connection of the qualifier behind it."""
    links = run.session.links
    own = links.get(instance, Link())
    if own.name:
        return own
    after = sorted(name for name, feeders in run.mapping.feeds.items() if instance in feeders)
    shared = next((links[name] for name in after if name in links and links[name].name), Link())
    return Link(name=shared.name, values=shared.values | own.values)


def connection_of(run: Run, name: str) -> str:
    """Return the connection of a lookup, by the session or by itself, "" if none is said."""
    own = run.session.links.get(name, Link()).name
    return own or run.mapping.attribute(name, "Connection Information")


def lookup_end(run: Run, name: str, end: Endpoint, start: SystemRef) -> Endpoint:
    """Return the table a lookup reads: `$Source` and `$Target` stand for their connections."""
    called = connection_of(run, name)
    known = {"": end.system, "$Target": end.system, "$Source": start}
    system = known.get(called, SystemRef(clues=clues((ClueKind.SOURCE, called))))
    return Endpoint(system=system, dataset=run.mapping.attribute(name, "Lookup table name"))


def dataset(
    run: Run, end: Endpoint, definition: Element | None, told: set[tuple[SystemRef, str]]
) -> Iterator[Record]:
    """Yield a table with its columns, once for each system."""
    if definition is None or (end.system, end.dataset) in told:
        return
    told.add((end.system, end.dataset))
    fields = [one for tag in ("SOURCEFIELD", "TARGETFIELD") for one in definition.iterfind(tag)]
    yield Dataset(
        system=end.system,
        name=end.dataset,
        kind="file" if definition.get("DATABASETYPE", "") in FILES else "table",
        columns=tuple(
            Column(name=one.get("NAME", ""), type=one.get("DATATYPE", "")) for one in fields
        )
        or None,
        evidence=run.file.at(definition, run.folder.name),
    )


def named(run: Run, instance: str) -> str:
    """Return the name of the definition that an instance stands for."""
    element = run.mapping.instances.get(instance)
    return instance if element is None else element.get("TRANSFORMATION_NAME", instance)
