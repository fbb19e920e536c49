"""Find the sources, targets and lookups of a mapping that a session runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from seamscope.connector import File
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import skip_keys
from seamscope.connector.scrub import quote
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
from seamscope_connectors.powercenter.folder import FILES, Folder, Link, Mapping, Session, get_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A mapping and one session that runs it."""

    file: File
    folder: Folder
    mapping: Mapping
    session: Session

    @property
    def where(self) -> Evidence:
        """The position of the mapping, with the names of folder, mapping and session."""
        parts = (self.folder.name, self.mapping.element.get("NAME", ""), self.session.name)
        return self.file.at(self.mapping.element, "/".join(part for part in parts if part))

    @property
    def state(self) -> tuple[State, str]:
        """The state of the mapping in this session, and why it does not run ("" if it runs)."""
        if self.mapping.element.get("ISVALID", "YES") == "NO":
            return State.FAILED, "the mapping is marked as invalid"
        off = self.session.off
        return (State.DISABLED, off) if off else (State.ACTIVE, "")


def list_sources(run: Run, upstream: list[str]) -> Iterator[tuple[str, Element | None]]:
    """Yield the name and definition of each source in `upstream` and in its mapplets.

    upstream: names of instances.
    """
    for name in upstream:
        instance = run.mapping.instances.get(name)
        if instance is None:
            continue
        if get_kind(instance) == "Source Definition":
            yield name, _find_source(run, instance, get_definition_name(run, name))
        elif "MAPPLET" in {instance.get("TYPE"), get_kind(instance).upper()}:
            mapplet = run.folder.mapplets.get(get_definition_name(run, name))
            for inner in mapplet.iterfind("INSTANCE") if mapplet is not None else ():
                found = _find_source(run, inner, inner.get("TRANSFORMATION_NAME", ""))
                if found is not None:
                    yield inner.get("NAME", ""), found


def _find_source(run: Run, instance: Element, name: str) -> Element | None:
    """Return the definition of a source instance, preferably from its own database."""
    sources = run.folder.sources
    named = [element for (_, known), element in sources.items() if known == name]
    own = sources.get((instance.get("DBDNAME", ""), name))
    return own if own is not None else next(iter(named), None)


def build_end(run: Run, instance: str, definition: Element | None) -> Endpoint:
    """Return the endpoint of a source or target instance.

    The system is taken from the session's connection, otherwise from the source or target
    definition.
    """
    link = _find_link(run, instance)
    kind = definition.get("DATABASETYPE", "") if definition is not None else ""
    own = run.mapping.instances.get(instance)
    origin = own if definition is None else definition
    database = "" if origin is None else origin.get("DBDNAME", "")
    file = link.values.get("Source filename") or link.values.get("Output filename", "")
    folder = link.values.get("Source file directory") or link.values.get(
        "Output file directory", ""
    )
    of_file = kind in FILES
    found = build_clues(
        (ClueKind.SOURCE, link.name),
        (ClueKind.SOURCE, "" if of_file else database),
        (ClueKind.SOURCE, folder.rstrip("\\/") if of_file else ""),
        (ClueKind.PRODUCT, "" if of_file or kind == "ODBC" else kind),
        (ClueKind.CLASS, "" if of_file or kind == "ODBC" else kind),
    )
    found = tuple(dict.fromkeys(found)) or build_clues(
        (ClueKind.CLASS, kind) if kind else (ClueKind.FOLDER, run.folder.name)
    )
    table = _name_table(link, definition, get_definition_name(run, instance))
    system = SystemRef(clues=found, service=bool(link.name) and not of_file)
    return Endpoint(system=system, dataset=file if of_file and file else table)


def _name_table(link: Link, definition: Element | None, instance: str) -> str:
    values = link.values
    name = values.get("Source Table Name") or values.get("Target Table Name", "")
    owner = values.get("Owner Name") or values.get("Table Name Prefix", "")
    if definition is not None:
        name = name or definition.get("NAME", "")
        owner = owner or definition.get("OWNERNAME", "")
    name = name or instance
    return f"{owner}.{name}" if owner and "." not in name else name


def _find_link(run: Run, instance: str) -> Link:
    """Return the connection of an instance.

    The connection of a source may be set at its source qualifier.
    """
    links = run.session.links
    own = links.get(instance, Link())
    if own.name:
        return own
    after = sorted(name for name, feeders in run.mapping.feeds.items() if instance in feeders)
    shared = next((links[name] for name in after if name in links and links[name].name), Link())
    return Link(name=shared.name, values=shared.values | own.values)


def find_connection(run: Run, name: str) -> str:
    """Return the connection of a lookup: from the session, otherwise from the lookup itself, else
    "".
    """
    own = run.session.links.get(name, Link()).name
    return own or run.mapping.get_attribute(name, "Connection Information")


def build_lookup_end(run: Run, name: str, end: Endpoint, start: SystemRef) -> Endpoint:
    """Return the table that a lookup reads.

    If its connection is `$Source`, the system is `start`. If its connection is `$Target` or
    missing, the system is the system of `end`.
    """
    connection = find_connection(run, name)
    known = {"": end.system, "$Target": end.system, "$Source": start}
    system = known.get(connection, SystemRef(clues=build_clues((ClueKind.SOURCE, connection))))
    return Endpoint(system=system, dataset=run.mapping.get_attribute(name, "Lookup table name"))


def describe_dataset(
    run: Run, end: Endpoint, definition: Element | None, reported: set[tuple[SystemRef, str]]
) -> Iterator[Record]:
    """Yield the dataset of a definition with its columns, unless `reported` already contains it."""
    if definition is None or (end.system, end.dataset) in reported:
        return
    reported.add((end.system, end.dataset))
    if not definition.get("DATABASETYPE"):
        name = quote(definition.get("NAME", "?"), 60)
        problem = f"the type of the database of '{name}' is missing (DATABASETYPE)"
        remedy = "export the source or target definition again"
        yield skip_keys(problem, remedy, run.file.at(definition, run.folder.name))
    fields = [
        element for tag in ("SOURCEFIELD", "TARGETFIELD") for element in definition.iterfind(tag)
    ]
    yield Dataset(
        system=end.system,
        name=end.dataset,
        kind="file" if definition.get("DATABASETYPE", "") in FILES else "table",
        columns=tuple(
            Column(name=element.get("NAME", ""), type=element.get("DATATYPE", ""))
            for element in fields
        )
        or None,
        evidence=run.file.at(definition, run.folder.name),
    )


def get_definition_name(run: Run, instance: str) -> str:
    """Return the name of the definition that an instance uses."""
    element = run.mapping.instances.get(instance)
    return instance if element is None else element.get("TRANSFORMATION_NAME", instance)
