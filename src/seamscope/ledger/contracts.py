"""Find the contracts in poc.yaml that end before go-live, or within a year after it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from seamscope.landscape import Landscape
from seamscope.ledger.facts import load_figures
from seamscope.ledger.types import RiskKind
from seamscope.poc import Poc
from seamscope.records import Evidence
from seamscope.resolve.names import fold
from seamscope.resolved import Finding, Severity
from seamscope.roadmap import Roadmap

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractEnd:
    """A contract that ends too soon.

    problem: a sentence without a full stop.
    line: the line in poc.yaml.
    """

    system: str
    problem: str
    line: int


def list_contract_ends(poc: Poc, roadmap: Roadmap | None) -> Iterator[ContractEnd]:
    """Yield each contract that ends before go-live or less than a year after it.

    If the date of the go-live is unknown, yield all contracts.
    """
    live = roadmap.go_live_p90 if roadmap else ""
    for name, end in sorted(poc.contract_ends.items()):
        problem = _describe_end(name, end, live)
        if problem:
            line = poc.lines.get(f"contract_ends.{name}", poc.lines.get("contract_ends", 0))
            yield ContractEnd(system=name, problem=problem, line=line)


def _describe_end(name: str, end: date, live: str) -> str:
    """Return the problem with the end of a contract, "" if it ends late enough.

    live: the date of the go-live at P90.
    """
    if not live:
        return f"the contract of {name} ends on {end}, and no go-live date is known"
    go_live = date.fromisoformat(live)
    if end < go_live:
        return f"the contract of {name} ends on {end}, before go-live ({live} at P90)"
    if end - go_live < YEAR:
        return f"the contract of {name} ends on {end}, within a year of go-live ({live} at P90)"
    return ""


def find_contract_ends(
    landscape: Landscape, poc: Poc | None, roadmap: Roadmap | None
) -> tuple[Finding, ...]:
    """Return a finding for each contract that ends too soon, with the system it concerns."""
    if poc is None:
        return ()
    ids = {fold(n): s.id for s in landscape.systems for n in (s.name, *s.aliases)}
    return tuple(
        Finding(
            severity=Severity.MEDIUM,
            what=f"{end.problem[0].upper()}{end.problem[1:]}",
            where=tuple(filter(None, (ids.get(fold(end.system), ""),))),
            remedy=load_figures().kinds[RiskKind.CONTRACT].remedy,
            evidence=(Evidence(file=poc.file or "poc.yaml", line=end.line, connector="poc"),),
        )
        for end in list_contract_ends(poc, roadmap)
    )
