"""The surface of a POC: what it builds, depends on, affects and forgot."""

from dataclasses import dataclass

# Name of the POC's records as a connector, and the kind of the POC's own system.
CONNECTOR = "poc"
KIND = "poc"
# Kinds of systems that every production service needs, and all kinds that it needs if they exchange
# data with the POC's systems.
ALWAYS_NEEDED = ("monitoring", "itsm", "identity")
ADJACENT = ("erp", "crm", "warehouse", "billing", "hr", *ALWAYS_NEEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """A system that production needs but the POC does not mention.

    system: id of the system, "" if the inputs have no system of this kind.
    """

    system: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PocAccess:
    """The POC's current access to a system.

    reads: True if the POC reads, False if it writes.
    how: `poc_mechanism` in poc.yaml.
    """

    system: str
    reads: bool
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """Ids of the integrations and systems that the POC needs, depends on or affects.

    poc: id of the POC's own system, "" without a POC.
    build: integrations of the POC, and integrations that a person declares to build or replace.
    depends_on: existing integrations that supply the data which the POC reads.
    affects: existing integrations that pass on data which the POC writes.
    touchpoints: datasets that the POC reads or writes.
    replaced: systems that the POC will replace. Their integrations need no regression test.
    upstream, downstream: other systems of the integrations in depends_on and affects.
    forgot: systems that the POC does not mention.
    today: how the POC accesses each system today.
    """

    poc: str = ""
    build: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    affects: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()
    forgot: tuple[Forgotten, ...] = ()
    today: tuple[PocAccess, ...] = ()
