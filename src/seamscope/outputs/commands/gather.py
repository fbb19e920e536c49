"""The output of `seamscope gather`: how to export from a source, and which sources are missing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from textwrap import fill, indent

from seamscope.document import Survey
from seamscope.knowledge.exports import Export, load_exports
from seamscope.knowledge.products import load_products
from seamscope.resolve.names import join_words
from seamscope.wording import mark_each

WIDTH = 88
MISSING = mark_each("source", "name", "systems", "ask", "adds")
CATALOGUE = "database-catalogue"  # the connector for the files that `seamscope snapshot` writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A source from which the survey has no file.

    name: the argument for `seamscope gather`.
    systems: names of the systems from which the file can be exported, empty if every organisation
        has such a source.
    ask: the person to ask.
    gives: what the file adds to the survey.
    near: whether the POC uses one of these systems.
    """

    name: str
    label: str
    systems: tuple[str, ...]
    ask: str
    gives: str
    near: bool

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of the source in a table with the headers MISSING."""
        return (self.name, self.label, ", ".join(self.systems), self.ask, self.gives)


def list_parts(export: Export) -> list[tuple[str, str]]:
    """Return the parts of the instructions for an export: the name and the text of each."""
    parts = [("ask", export.ask), ("adds", export.gives)]
    parts += [(f"step {number}", step) for number, step in enumerate(export.steps, 1)]
    parts += [("note", export.careful)] if export.careful else []
    return [*parts, ("source", export.source)]


def format_export(export: Export) -> str:
    """Return instructions for an export, as a message to the person who can run it."""
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(export.steps, 1))
    lines = [
        export.label,
        "",
        f"Ask {export.ask}. This adds to the survey: {export.gives}.",
        "",
        "Text to send:",
        "",
        f"Subject: request for an export: {export.label}",
        "",
        "Dear colleague,",
        "",
        "we are scoping the integrations of a project and read them from existing files. Could you "
        "export these for us?",
        "",
        steps,
        "",
        *([f"Please note: {export.careful}.", ""] if export.careful else []),
        f"(Source of the steps: {export.source}. Read by: {', '.join(sorted(export.connectors))}.)",
    ]
    return "".join(f"{_wrap(line)}\n" for line in lines).replace("\n\n\n", "\n\n")


def format_missing(survey: Survey, engines: Mapping[str, str]) -> str:
    """Return a text about the sources from which the survey has no file.

    Sources of systems that the POC uses come first.

    engines: the label of each database engine, by its name.
    """
    found = list_missing(survey, engines)
    if not found:
        return "The survey already has a file from every known source of its systems.\n"
    head = "No input file comes from these sources"
    order = "; sources of systems that the POC uses come first" if found[0].near else ""
    parts = [f"{head}{order}.\n"]
    for one in found:
        what = [f"for {join_words(one.systems)}"] if one.systems else []
        what.append(f"ask {one.ask}")
        lines = ["; ".join(what), f"adds: {one.gives}"]
        text = "\n".join(_wrap(line, WIDTH - 4) for line in lines)
        parts.append(f"{one.name}: {one.label}\n{indent(text, '    ')}\n")
    parts.append(
        _wrap(
            "`seamscope gather NAME` prints the steps of an export and a message that asks for it."
        )
    )
    return "\n".join(parts) + "\n"


def list_missing(survey: Survey, engines: Mapping[str, str]) -> list[Missing]:
    """Return the sources from which the survey has no file.

    Sources of systems that the POC uses come first, then sources that every organisation has, then
    all others.

    engines: the label of each database engine, by its name.
    """
    read = {file.connector for file in survey.meta.inputs}
    touched = {access.system for access in survey.surface.today}
    found = [
        *_list_exports(survey, read, touched),
        *_list_databases(survey, read, engines, touched),
    ]
    return sorted(found, key=lambda one: (not one.near, bool(one.systems), -len(one.systems)))


def _list_exports(survey: Survey, read: set[str], touched: set[str]) -> Iterator[Missing]:
    for name, export in load_exports().items():
        systems = _find_systems(survey, export.products, export.names)
        if (systems or export.general) and not export.connectors & read:
            yield Missing(
                name=name,
                label=export.label,
                systems=tuple(systems.values()),
                ask=export.ask,
                gives=export.gives,
                near=not touched.isdisjoint(systems),
            )


def _list_databases(
    survey: Survey, read: set[str], engines: Mapping[str, str], touched: set[str]
) -> Iterator[Missing]:
    catalogue = load_products()
    for name, label in engines.items() if CATALOGUE not in read else ():
        words = {name, label, *label.split(" or ")}
        products = {found.name for word in words if (found := catalogue.find_by_name(word))}
        if systems := _find_systems(survey, products):
            yield Missing(
                name=name,
                label=f"catalogue of {label}",
                systems=tuple(systems.values()),
                ask="the DBA, who can read the queries and run them",
                gives="its tables, columns, views, jobs and links to other databases",
                near=not touched.isdisjoint(systems),
            )


def _find_systems(
    survey: Survey, products: Iterable[str], names: Iterable[str] = ()
) -> dict[str, str]:
    """Return the names of the systems of these products, by id.

    names: patterns for systems whose product is not in the catalogue.
    """
    catalogue = load_products()
    wanted = set(products)
    patterns = [name.casefold() for name in names]
    found: dict[str, str] = {}
    for system in survey.systems:
        known = catalogue.find_by_name(system.product)
        folded = system.name.casefold()
        is_named = known is None and any(fnmatchcase(folded, name) for name in patterns)
        if is_named or (known is not None and known.name in wanted):
            found[system.id] = system.name
    return found


def _wrap(line: str, width: int = WIDTH) -> str:
    return "\n".join(
        fill(
            part,
            width,
            break_long_words=False,
            break_on_hyphens=False,
            subsequent_indent=_hang(part),
        )
        for part in line.split("\n")
    )


def _hang(part: str) -> str:
    """Return the indent of the continuation lines of a numbered step."""
    return "   " if part[:1].isdigit() else ""
