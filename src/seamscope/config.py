"""`seamscope.yaml`: what a user declares about names, homes and gates."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from seamscope.user_files import STRICT, build_editor_schema, describe, read_user_file

NAME = "seamscope.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Queries from files that match `match` (an `fnmatch` pattern of the path), or with this
    default database, run in `system`.
    """

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    system: str
    match: str = ""
    database: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """`names` all mean `system`; namespaces such as "erp.*", hosts and servers belong to it."""

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
    """The highest figures that still pass `seamscope check`, and lines that must be answered."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    score: float | None = field(
        default=None, metadata=describe("Highest score of a seam to build.")
    )
    days: float | None = field(
        default=None, metadata=describe("Person-days of build and management at P80.")
    )
    run_cost: float | None = field(
        default=None, metadata=describe("Yearly run cost at P90, in the POC's currency.")
    )
    spread: float | None = field(default=None, metadata=describe("P90 over P50 of the build."))
    unknowns: float | None = field(
        default=None, metadata=describe("Facts nobody knows, over the seams to build.")
    )
    unowned: float | None = field(
        default=None, metadata=describe("Systems with neither owner nor support, near the POC.")
    )
    not_understood: float | None = field(
        default=None, metadata=describe("Share of SQL statements not understood, 0 to 1.")
    )
    skipped: float | None = field(default=None, metadata=describe("Things that were not read."))
    findings: float | None = field(default=None, metadata=describe("Findings of high severity."))
    forgotten: float | None = field(
        default=None, metadata=describe("Systems the POC does not mention.")
    )
    open: float | None = field(default=None, metadata=describe("Open lines of the checklist."))
    contradicted: float | None = field(
        default=None, metadata=describe("Contradicted lines of the checklist.")
    )
    require: tuple[str, ...] = field(
        default=(), metadata=describe("Lines of the checklist that must be answered, or all.")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnNames:
    """What the columns of lists mean: of files of these names or paths, meaning -> header."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    files: tuple[str, ...]
    holds: str
    columns: dict[str, str | tuple[str, ...]]
    sheet: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All that `seamscope.yaml` says. `different`: pairs of names that are never merged."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    file: str = ""
    homes: tuple[Home, ...] = ()
    systems: tuple[Alias, ...] = ()
    different: tuple[tuple[str, ...], ...] = ()
    dialect: str = ""
    ignore: tuple[str, ...] = ()
    claims: dict[str, str] | None = None  # path pattern -> connector name
    poc: str = ""  # path of the POC's description, from this file
    mappings: tuple[ColumnNames, ...] = ()
    connectors: tuple[str, ...] = ()  # folders of connectors; only if a person names this file
    calibration: str = ""  # path of what `seamscope calibrate -o` wrote, from this file
    gates: Gates = field(default_factory=Gates)


def find_config(start: Path) -> Path | None:
    """Return the nearest `seamscope.yaml` at or above a path, None if there is none."""
    inside = start.resolve()
    folders = [inside, *inside.parents] if inside.is_dir() else list(inside.parents)
    return next((path for folder in folders if (path := folder / NAME).is_file()), None)


def read_config(path: Path) -> Config:
    """Read `seamscope.yaml`; raise InputError with every error in it, each with its line."""
    return replace(read_user_file(path, Config), file=path.name)


def config_schema() -> bytes:
    """Return the JSON Schema of `seamscope.yaml`, for editors."""
    return build_editor_schema(Config, "What seamscope is told of names, homes and gates")
