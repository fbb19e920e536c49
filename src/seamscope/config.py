"""`seamscope.yaml`: names of systems, where SQL runs, gates, and accepted findings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated, ClassVar

from seamscope.connector.lists.meanings import MEANINGS
from seamscope.errors import InputError, SeamscopeError
from seamscope.pydantic_rules import STRICT, describe
from seamscope.user_files import build_editor_schema, read_user_file
from seamscope.user_values import Checked, Fault, build_word_fault

NAME = "seamscope.yaml"
FINDING = re.compile(r"F-[2-9A-Z]{5,}")
HOLDS = tuple(sorted(MEANINGS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The system in which the SQL of certain files, or with a certain default database, runs.

    match: an `fnmatch` pattern for file paths.
    database: the default database.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    system: str
    match: str = ""
    database: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Other names of a system, and its namespaces ("erp.*"), hosts, databases and so on."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    system: str
    names: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    databases: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """The limits that `seamscope check` enforces, and the checklist lines that must be answered."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    score: float | None = field(
        default=None, metadata=describe("Highest score of an integration to build.")
    )
    days: float | None = field(
        default=None,
        metadata=describe("Highest number of person-days for build and management at P80."),
    )
    run_cost: float | None = field(
        default=None,
        metadata=describe("Highest yearly run cost at P90, in the currency of the POC."),
    )
    spread: float | None = field(
        default=None, metadata=describe("Highest ratio of P90 to P50 of the build.")
    )
    unknowns: float | None = field(
        default=None,
        metadata=describe("Highest number of unknown facts of all integrations to build."),
    )
    unowned: float | None = field(
        default=None,
        metadata=describe(
            "Highest number of systems near the POC that have neither owner nor support."
        ),
    )
    not_understood: float | None = field(
        default=None,
        metadata=describe("Highest share of SQL statements that were not understood, 0 to 1."),
    )
    skipped: float | None = field(
        default=None,
        metadata=describe("Highest number of files, entries and statements that were not read."),
    )
    findings: float | None = field(
        default=None, metadata=describe("Highest number of findings of high severity.")
    )
    forgotten: float | None = field(
        default=None,
        metadata=describe(
            "Highest number of systems that production needs and the POC does not mention."
        ),
    )
    open: float | None = field(
        default=None, metadata=describe("Highest number of open lines in the readiness checklist.")
    )
    contradicted: float | None = field(
        default=None,
        metadata=describe("Highest number of contradicted lines in the readiness checklist."),
    )
    require: tuple[str, ...] = field(
        default=(), metadata=describe("Checklist lines that must be answered, or `all`.")
    )


def _find_finding_fault(text: str) -> Fault | None:
    if FINDING.fullmatch(text):
        return None
    return f"{text!r} is not the id of a finding", "write one that `seamscope show findings` prints"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A finding that is accepted until a date. Outputs show it, but counts and gates ignore it."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    finding: Annotated[str, Checked(find_fault=_find_finding_fault)] = field(
        metadata=describe("Id of the finding, such as F-7KQ3M.")
    )
    statement: str = field(metadata=describe("Why it is accepted."))
    author: str = field(metadata=describe("Who accepts it."))
    expires: date = field(metadata=describe("Last day of the acceptance."))
    line: int = 0


def _find_holds_fault(text: str) -> Fault | None:
    return None if text in HOLDS else build_word_fault(text, "a kind of list", HOLDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnNames:
    """The meaning of the columns in lists with unusual headers.

    files: file names or path patterns.
    holds: content of the list, "systems" or "interfaces".
    columns: the header for each meaning, such as `{"owner": "Resp."}`.
    sheet: a sheet of a workbook, "" for all sheets.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    files: tuple[str, ...]
    holds: Annotated[str, Checked(find_fault=_find_holds_fault, words=HOLDS, closed=True)]
    columns: dict[str, str | tuple[str, ...]]
    sheet: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The content of `seamscope.yaml`.

    different: groups of names of different systems, which must not be merged.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    file: str = ""
    homes: tuple[Home, ...] = ()
    systems: tuple[Alias, ...] = ()
    different: tuple[tuple[str, ...], ...] = ()
    dialect: str = ""
    ignore: tuple[str, ...] = ()
    claims: dict[str, str] | None = None  # path pattern -> connector name
    poc: str = ""  # path of poc.yaml, relative to this file
    mappings: tuple[ColumnNames, ...] = ()
    connectors: tuple[str, ...] = ()  # folders of connectors; used only with --config
    calibration: str = ""  # path of the calibration, relative to this file
    gates: Gates = field(default_factory=Gates)
    accepted: tuple[Accepted, ...] = ()
    language: str = field(
        default="", metadata=describe("Language of the outputs, such as de; en if it is missing.")
    )
    authority: dict[str, str] | None = None  # attribute -> connector or path pattern


# Keys allowed under `authority:`: attributes of systems, and the direction of flows.
DECIDABLE = (
    "kind", "product", "vendor", "domain", "owner", "support", "criticality", "hosting",
    "classification", "documentation", "state", "direction",
)  # fmt: skip


def find_config(start: Path) -> Path | None:
    """Return the nearest `seamscope.yaml` in the folder of a path or above, else None."""
    try:
        inside = start.resolve()
    except (OSError, RuntimeError):  # a link to itself
        return None
    folders = [inside, *inside.parents] if inside.is_dir() else list(inside.parents)
    return next((path for folder in folders if (path := folder / NAME).is_file()), None)


def read_config(path: Path) -> Config:
    """Read `seamscope.yaml`; raise InputError with all its errors and their lines."""
    config = replace(read_user_file(path, Config), file=path.name)
    empty = tuple(_list_empty_acceptances(config, str(path)))
    if empty:
        raise InputError(*empty)
    unknown = [key for key in config.authority or {} if key not in DECIDABLE]
    if unknown:
        known = ", ".join(DECIDABLE)
        raise InputError(
            *(
                SeamscopeError(
                    f"'authority.{key}': no source can be made the authority for this attribute",
                    remedy=f"write one of {known}",
                    file=str(path),
                    line=_find_line(path, key),
                )
                for key in unknown
            )
        )
    return config


def _list_empty_acceptances(config: Config, file: str) -> Iterator[SeamscopeError]:
    """Yield an error for each acceptance without a reason or without the name of a person."""
    for entry in config.accepted:
        for key, value in (("statement", entry.statement), ("author", entry.author)):
            if not value.strip():
                what = f"'accepted.{key}' of {entry.finding} is empty"
                remedy = (
                    "write why it is accepted" if key == "statement" else "write who accepts it"
                )
                yield SeamscopeError(what, remedy=remedy, file=file, line=entry.line)


def _find_line(path: Path, key: str) -> int:
    """Return the line of a key below `authority:`, or of `authority:` if the key is missing."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    start = next((n for n, line in enumerate(lines, 1) if line.startswith("authority")), 1)
    below = enumerate(lines[start - 1 :], start)
    return next((n for n, line in below if re.search(rf"\b{re.escape(key)}\s*:", line)), start)


def encode_config_schema() -> bytes:
    """Return the JSON Schema of `seamscope.yaml`, for editors."""
    return build_editor_schema(Config, "seamscope configuration: names, homes of SQL, and gates")
