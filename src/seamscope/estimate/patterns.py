"""Choose integration patterns, the kinds of work that one direction of an integration needs.

A pattern follows from the mechanism, from the technology (a replication tool, an integration
platform) and from whether data is read or written. Each pattern has setup hours, hours per function
point and an exponent for additional data groups in `knowledge/estimation.yaml`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from seamscope.estimate.constants import load_constants
from seamscope.records import Mechanism


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternChoice:
    """The patterns that a process may follow, all equally likely, and the reason.

    scale: factor on setup and rate, below 1 on an integration platform or with a standard API.
    note: the reason for this factor.
    writes: whether the process writes to a system of record. Such a system validates the data, so
    each process has the controls of a write, and each data group is reconciled.
    """

    names: tuple[str, ...]
    reason: str
    scale: float = 1.0
    note: str = ""
    writes: bool = False

    @property
    def cfp_per_group(self) -> float:
        """Return the CFP of one data group."""
        size = load_constants().size
        return size.per_data_group.value + (size.reconciliation.value if self.writes else 0.0)

    @property
    def controls(self) -> float:
        """Return the CFP of the controls of a write, 0 for a read."""
        return load_constants().size.write_controls.value if self.writes else 0.0


def choose_pattern(
    mechanism: Mechanism, technologies: Iterable[str], *, writes: bool, products: Iterable[str] = ()
) -> PatternChoice:
    """Return the possible patterns of a process; several if the mechanism does not determine one.

    technologies: the technologies of the flows.
    writes: whether data is written to a system of record, which must accept, validate and reconcile
    it.
    products: names and products of the connected systems.
    """
    return _choose_pattern(
        mechanism, tuple(sorted(technologies)), tuple(sorted(products)), writes=writes
    )


@lru_cache(maxsize=4096)  # cached, because a large landscape has few combinations
def _choose_pattern(
    mechanism: Mechanism,
    technologies: tuple[str, ...],
    products: tuple[str, ...],
    *,
    writes: bool,
) -> PatternChoice:
    rule = load_constants().mechanisms[mechanism.value]
    names, reason = (rule.writes if writes else ()) or rule.classes, rule.reason
    replication = _find_tool("replication", technologies)
    if replication and mechanism in (Mechanism.ETL, Mechanism.CDC):
        configured = f"{replication} replicates tables: a connector is configured, not built"
        return PatternChoice(names=("replicate",), reason=configured)
    scale, note = _find_scale(names, technologies, products)
    return PatternChoice(names=names, reason=reason, scale=scale, note=note, writes=writes)


def _find_scale(
    names: Sequence[str], technologies: Sequence[str], products: Sequence[str]
) -> tuple[float, str]:
    """Return the factor of a tool that reduces the hours, and the reason; 1 and "" for none."""
    for kind, stated, why in (
        (
            "integration_platform",
            technologies,
            "on {}: × {:g}, because connectors and operation exist",
        ),
        ("standard_api", products, "{} offers every object by a standard API: × {:g}"),
    ):
        tool, rule = _find_tool(kind, stated), load_constants().tools[kind]
        if tool and not set(names).isdisjoint(rule.patterns):
            return rule.scale, why.format(tool, rule.scale)
    return 1.0, ""


def _find_tool(kind: str, technologies: Sequence[str]) -> str:
    """Return the first technology that is a tool of the rule, or ""."""
    names = load_constants().tools[kind].names
    for technology in technologies:
        words = " ".join(["", *re.findall(r"[^\W_]+", technology.casefold()), ""])
        if any(f" {name} " in words for name in names):
            return technology
    return ""


def repeat(count: float, pattern: str) -> float:
    """Return the work on `count` data groups, as a multiple of the work on one."""
    return float(count ** load_constants().patterns[pattern].economy)
