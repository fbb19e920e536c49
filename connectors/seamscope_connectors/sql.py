"""Read SQL files as queries, with the system they run in if text or folders name it.

The system of a query is taken from `USE`, else from a project file (.sqlproj) above it, else from
its folder. All of these are clues, which `homes:` in seamscope.yaml overrides.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, File, Fit, Source
from seamscope.connector.folders import find_home_folder
from seamscope.connector.jinja import BLOCK, is_dbt
from seamscope.connector.redact import blank_key_blocks
from seamscope.errors import UnreadableError
from seamscope.records import Clue, ClueKind, Query, Record, Skipped, SystemRef

SUFFIXES = frozenset({".sql", ".ddl", ".dml", ".prc", ".vw", ".tab", ".pks", ".pkb", ".pls"})
PROJECT = ".sqlproj"
# Other formats use the same extensions: XML metadata, map layers, playlists, JCL.
OTHER = re.compile(r"\s*(?:<[?!\w]|!table\b|\[playlist\]|//)", re.I)
USE = re.compile(
    r"^[ \t]*USE[ \t]+(?:DATABASE[ \t]+)?[\[\"`]?"
    r"(\w[\w$ -]*?)(?:(?<! )|(?=[\]\"`]))[\]\"`]?[ \t]*+;?[ \t]*+$",
    re.I | re.M,
)
# A script that uses one of these databases administers the server, not a system's data.
SERVER_DATABASES = frozenset({"master", "tempdb", "msdb", "model"})


class SqlConnector(Connector):
    """Reads SQL scripts, and the project files that name their database."""

    name = "sql"
    reads = "SQL scripts of any dialect (.sql and the like, .sqlproj)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".sql" and is_dbt(file.head(65536)):
            return None
        if file.suffix in SUFFIXES and OTHER.match(file.head()):
            return None
        if file.suffix in SUFFIXES or file.suffix == PROJECT:
            # One source, because a project file applies to the scripts in the folders below it.
            return Claim(reason=f"ends in {file.suffix}", group=self.name, fit=Fit.GENERIC)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        projects: dict[str, str] = {}
        for file in source.files:
            if file.suffix == PROJECT:
                projects[file.folder] = PurePosixPath(file.name).stem
        for file in source.files:
            if file.suffix == PROJECT:
                continue
            try:
                yield from _build_queries(file, _read_project(file, projects))
            except UnreadableError as error:
                where = file.at(error.line)
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=where)


def _read_project(file: File, projects: dict[str, str]) -> str:
    """Return the name of the nearest project at or above a file, "" if there is none."""
    folders = [file.folder, *map(str, PurePosixPath(file.folder).parents), ""]
    return next((projects[folder] for folder in folders if folder in projects), "")


def _build_queries(file: File, project: str) -> Iterator[Record]:
    text = blank_key_blocks(file.text())
    if not text.strip():
        yield Skipped(
            reason="the file is empty",
            remedy="remove it from the inputs",
            evidence=file.at(1),
            kind="entry",
        )
        return
    if BLOCK.search(text):
        yield Skipped(
            reason="the file is a template, and templates are not rendered",
            remedy="add the SQL that it generates to the inputs",
            evidence=file.at(1),
        )
        return
    for start, section, used in _split_sections(text):
        if section.strip():
            yield _build_query(file, section, text.count("\n", 0, start) + 1, used, project)


def _split_sections(text: str) -> Iterator[tuple[int, str, str]]:
    """Split a script at its USE lines; yield start, text and database of each section."""
    start, used = 0, ""
    for found in USE.finditer(_strip_comments(text)):
        yield start, text[start : found.start()], used
        start, used = found.start(), found[1]
    yield start, text[start:], used


def _strip_comments(text: str) -> str:
    """Return the text with block comments blanked, so that a USE in one does not count."""
    # An unclosed comment is kept, and matches up to the end, so that no text is searched twice.
    return re.sub(
        r"/\*(?:[^*]|\*(?!/))*+(?:(?P<end>\*/)|\Z)",
        lambda found: re.sub(r"[^\n]", " ", found[0]) if found["end"] else found[0],
        text,
    )


def _build_query(file: File, text: str, line: int, used: str, project: str) -> Query:
    database = used if used and used.lower() not in SERVER_DATABASES else project
    folder = find_home_folder(file.path)
    clues = ((ClueKind.DATABASE, database), (ClueKind.FOLDER, folder))
    return Query(
        text=text,
        dialect="tsql" if project else "",
        home=SystemRef(clues=tuple(Clue(kind=k, value=v) for k, v in clues if v)),
        database=database,
        schema="dbo" if project else "",
        evidence=replace(file.at(line), column=1),  # a section begins with its line
    )
