"""The part of the landscape that a proof of concept must cross."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """A system the process touches and the POC does not mention; why is in `reason`."""

    system: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """Ids of integrations: to build, existing ones it depends on, those it affects downstream.

    poc: the id of the POC's own system, "" without a POC (then `build` is the landscape);
    touchpoints: ids of datasets and interfaces read or written; upstream, downstream: ids of
    systems that feed what it reads, and that consume what it writes.
    """

    poc: str = ""
    build: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    affects: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()
    forgot: tuple[Forgotten, ...] = ()
