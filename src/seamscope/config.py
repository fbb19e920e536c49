"""`seamscope.yaml`: what a user declares about names and homes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Queries from files that match `match` (an `fnmatch` pattern of the path), or with this
    default database, run in `system`."""

    system: str
    match: str = ""
    database: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """`names` all mean `system`; namespaces such as "erp.*", hosts and servers belong to it."""

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

    file: str = ""
    homes: tuple[Home, ...] = ()
    systems: tuple[Alias, ...] = ()
    different: tuple[tuple[str, ...], ...] = ()
    dialect: str = ""
    ignore: tuple[str, ...] = ()
    claims: dict[str, str] | None = None  # path pattern -> connector name
