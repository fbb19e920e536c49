"""Read parameter files of PowerCenter: the values of connections and folders for each session.

``[FINANCE.WF:wf_load.ST:s_orders]`` above ``$DBConnection_Src=ERP`` sets the connection of one
session. The values of `[Global]` apply to all sessions, the values of a workflow to all sessions of
the workflow.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from seamscope.connector import File, is_secret_name
from seamscope.connector.redaction import redact_value
from seamscope_connectors.powercenter.folder import Folder, Link, Session

SECTION = re.compile(r"^[ \t]*\[(?P<name>[^\[\]\n]{1,300})\][ \t]*$", re.M)
PAIR = re.compile(r"^[ \t]*(?P<key>\${1,2}[\w.]{1,120})[ \t]*=[ \t]*(?P<value>[^\n]*)")
NAME = re.compile(r"\${1,2}\w{1,120}")
KINDS = re.compile(r"(?:WF|WT|ST):", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of a parameter file: the names in its heading, and its values by name."""

    parts: tuple[str, ...]
    values: dict[str, str]


def is_parameter_file(head: str) -> bool:
    """Return whether a text has a section and a parameter of PowerCenter."""
    lines = head.splitlines()
    return bool(SECTION.search(head)) and any(map(PAIR.match, lines))


def list_sections(file: File) -> Iterator[Section]:
    """Yield the sections of a parameter file."""
    current: Section | None = None
    for line in file.text().splitlines():
        if heading := SECTION.match(line):
            names = (KINDS.sub("", part).strip() for part in heading["name"].split("."))
            current = Section(parts=tuple(names), values={})
            yield current
            continue
        pair = PAIR.match(line)
        if current is not None and pair and not is_secret_name(pair["key"].lstrip("$")):
            current.values[pair["key"]] = redact_value(pair["value"].strip())


def fill_sessions(folder: Folder, sections: list[Section]) -> Folder:
    """Return a folder whose sessions have the connections that the parameters name."""
    if not sections:
        return folder
    sessions = {
        name: [_fill(session, _list_values(folder.name, session.name, sections))
               for session in listed]
        for name, listed in folder.sessions.items()
    }  # fmt: skip
    return replace(folder, sessions=sessions)


def _list_values(folder: str, session: str, sections: list[Section]) -> dict[str, str]:
    """Return the parameters of a session; values of a more specific section take precedence."""
    ranked: list[tuple[int, dict[str, str]]] = []
    for section in sections:
        first, last = section.parts[0], section.parts[-1]
        if len(section.parts) > 1 and first == folder and last == session:
            ranked.append((0, section.values))
        elif len(section.parts) == 2 and first == folder:
            ranked.append((1, section.values))
        elif section.parts == (folder,):
            ranked.append((2, section.values))
        elif first.casefold() == "global" or first.casefold().startswith("service:"):
            ranked.append((3, section.values))
    found: dict[str, str] = {}
    for _, values in sorted(ranked, key=lambda one: one[0]):
        found = {**values, **found}
    return found


def _fill(session: Session, values: Mapping[str, str]) -> Session:
    links = {
        name: Link(
            name=_replace(link.name, values),
            values={key: _replace(text, values) for key, text in link.values.items()},
        )
        for name, link in session.links.items()
    }
    return replace(session, links=links)


def _replace(text: str, values: Mapping[str, str]) -> str:
    return NAME.sub(lambda found: values.get(found[0], found[0]), text)
