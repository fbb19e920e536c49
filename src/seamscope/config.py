"""`seamscope.yaml`: what a user declares about names and homes."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from seamscope.written import STRICT, editor_schema, read_written

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


def find_config(start: Path) -> Path | None:
    """Return the nearest `seamscope.yaml` at or above a path, None if there is none."""
    inside = start.resolve()
    folders = [inside, *inside.parents] if inside.is_dir() else list(inside.parents)
    return next((path for folder in folders if (path := folder / NAME).is_file()), None)


def read_config(path: Path) -> Config:
    """Read `seamscope.yaml`; raise InputError with every error in it, each with its line."""
    return replace(read_written(path, Config), file=path.name)


def config_schema() -> bytes:
    """Return the JSON Schema of `seamscope.yaml`, for editors."""
    return editor_schema(Config, "What seamscope is told of names, homes and gates")
