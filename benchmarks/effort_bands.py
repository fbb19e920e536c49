"""Compare estimates with published efforts of integrations, in person-days.

Usage: python benchmarks/effort_bands.py

Every scenario of `effort_bands.yaml` is written as an inventory and a POC, and is surveyed twice:
as published (only the facts on the page) and ordinary (every other fact is declared ordinary).
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, exp, log, sqrt
from pathlib import Path
from statistics import mean, median

import yaml
from pydantic import TypeAdapter

from seamscope import survey
from seamscope.estimate.constants import load_constants
from seamscope.estimate.result import Estimate, Scope

SCENARIOS = Path(__file__).with_suffix(".yaml")
Z90 = 1.2815515655446004
Entry = dict[str, bool | int | str | list[str]]

ORDINARY_SYSTEM: Entry = {
    "owner": "Bo",
    "criticality": "medium",
    "classification": "internal",
    "documentation": "wiki",
}
ORDINARY_TOUCH: Entry = {
    "latency": "hourly",
    "volume": "5000 rows a day",
    "fields": 20,
    "authentication": "basic",
    "transformation": "joined",
    "data_quality": "nominal",
}
TEAM = {"sites": 1, "teams": 2, "capability": "nominal", "experience": "nominal"}


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One published effort in person-days, and the facts on its page."""

    name: str
    set: str
    published: tuple[float, float]
    system: Entry
    reads: tuple[Entry, ...] = ()
    writes: tuple[Entry, ...] = ()
    flows: tuple[Entry, ...] = ()
    interfaces: tuple[Entry, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Result:
    """The estimate of one scenario, in days. actual: the geometric mean of the published range."""

    scenario: Scenario
    estimate: Estimate

    @property
    def days(self) -> float:
        return self.estimate.effort_hours.p50 / 8

    @property
    def spread(self) -> float:
        return exp(2 * Z90 * self.estimate.sigma)

    @property
    def source(self) -> str:
        return self.scenario.name.rpartition("(")[2].rstrip(")")

    @property
    def ratio(self) -> float:
        low, high = self.scenario.published
        return self.days / sqrt(low * high)

    def lies_inside(self, scale: float = 1.0) -> bool:
        """Return whether P50 lies within 50 % of the published range."""
        low, high = self.scenario.published
        return low / 2 <= self.days * scale <= high * 1.5

    def covers(self, scale: float = 1.0) -> bool:
        """Return whether the interval from P10 to P90 overlaps the published range."""
        low, high = self.scenario.published
        half = sqrt(self.spread)
        return self.days * scale / half <= high and self.days * scale * half >= low


def read_scenarios() -> list[Scenario]:
    """Return the published scenarios."""
    text = SCENARIOS.read_text("utf-8")
    return TypeAdapter(list[Scenario]).validate_python(yaml.safe_load(text))


def run_scenario(scenario: Scenario, *, ordinary: bool) -> Result:
    """Survey one scenario through the public API."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_inventory(folder / "inventory.yaml", scenario, ordinary=ordinary)
        _write_poc(folder / "poc.yaml", scenario, ordinary=ordinary)
        found = survey(folder / "inventory.yaml", poc=folder / "poc.yaml")
    (estimate,) = (e for e in found.estimates if e.scope is Scope.PRODUCTION and e.in_total)
    return Result(scenario=scenario, estimate=estimate)


def _write_inventory(path: Path, scenario: Scenario, *, ordinary: bool) -> None:
    own = {**(ORDINARY_SYSTEM if ordinary else {}), **scenario.system}
    systems = [own, *({"name": name} for name in _list_other_systems(scenario))]
    name = scenario.system["name"]
    content: dict[str, object] = {"inventory": 1, "systems": systems}
    content["flows"] = list(scenario.flows)
    content["interfaces"] = [{"system": name, **entry} for entry in scenario.interfaces]
    path.write_text(yaml.safe_dump({k: v for k, v in content.items() if v}), "utf-8")


def _list_other_systems(scenario: Scenario) -> list[str]:
    ends = {str(flow[key]) for flow in scenario.flows for key in ("from", "to")}
    return sorted(ends - {str(scenario.system["name"])})


def _write_poc(path: Path, scenario: Scenario, *, ordinary: bool) -> None:
    content: dict[str, object] = {"name": "Proof"}
    for kind, entries in (("reads", scenario.reads), ("writes", scenario.writes)):
        if entries:
            content[kind] = [_build_touch(scenario, e, ordinary=ordinary) for e in entries]
    told = (*scenario.reads, *scenario.writes)
    labels = {entry["classification"] for entry in told if "classification" in entry}
    if ordinary:
        content |= {"environments": 3, "team": TEAM, "classification": "internal"}
    if labels:
        content["classification"] = labels.pop()
    path.write_text(yaml.safe_dump(content), "utf-8")


def _build_touch(scenario: Scenario, entry: Entry, *, ordinary: bool) -> Entry:
    told = {key: value for key, value in entry.items() if key != "classification"}
    facts = {**(ORDINARY_TOUCH if ordinary else {}), **told}
    return {"system": scenario.system["name"], **facts}


def leave_one_source_out(results: Sequence[Result]) -> list[tuple[Result, float]]:
    """Return each result with the scale factor from the median ratio of all other sources."""
    return [
        (one, 1 / exp(median(log(o.ratio) for o in results if o.source != one.source)))
        for one in results
    ]


def find_residual(told: Sequence[Result], ordinary: Sequence[Result]) -> float:
    """Return the log standard deviation of an integration whose drivers are all known.

    This is the smallest value for which 80 % of the intervals from P10 to P90, in both modes
    together, reach the published effort if each source is predicted from the other sources. As in
    conformal prediction, 80 % of n intervals means ⌈.8 · (n + 1)⌉ of them.
    """
    needed = sorted(
        _find_needed_residual(result, scale)
        for results in (told, ordinary)
        for result, scale in leave_one_source_out(results)
    )
    return needed[ceil(0.8 * (len(needed) + 1)) - 1]


def _find_needed_residual(result: Result, scale: float) -> float:
    """Return the residual with which an interval just reaches the published effort."""
    low, high = result.scenario.published
    days = result.days * scale
    sigma = max(0.0, log(days / high), log(low / days)) / Z90
    unknown = result.estimate.sigma**2 - load_constants().spread.residual.value ** 2
    return sqrt(max(0.0, sigma**2 - unknown))


def print_table(told: Sequence[Result], ordinary: Sequence[Result]) -> None:
    """Print the scenarios as a Markdown table, one per line."""
    print(
        "| scenario | published | ordinary P50 | as told P10 | as told P50 | as told P90 | inside |"
    )
    print("|---|---|---|---|---|---|---|")
    for one, all_known in zip(told, ordinary, strict=True):
        low, high = one.scenario.published
        published = f"{low:g}" if low == high else f"{low:g}–{high:g}"
        half = sqrt(one.spread)
        inside = "yes" if one.lies_inside() else "no"
        print(
            f"| {one.scenario.name} | {published} | {all_known.days:.1f} | {one.days / half:.1f} "
            f"| {one.days:.1f} | {one.days * half:.1f} | {inside} |"
        )


def print_summary(told: Sequence[Result], ordinary: Sequence[Result]) -> None:
    """Print the accuracy of the estimates for each set of scenarios and each mode."""
    print("| measure | as told | ordinary |")
    print("|---|---|---|")
    for name in ("bands", "further"):
        rows = [[r for r in results if r.scenario.set == name] for results in (told, ordinary)]
        _print_row(f"{name}: P50 within ± 50 %", [_count(r.lies_inside() for r in x) for x in rows])
        _print_row(f"{name}: median of P50 / published", [_middle(x) for x in rows])
    both = (told, ordinary)
    _print_row("P90 / P10, median", [f"{median(r.spread for r in x):.1f}" for x in both])
    _print_row("P10 to P90 reaches published", [_count(r.covers() for r in x) for x in both])
    held = [leave_one_source_out(x) for x in both]
    _print_row(
        "leave one source out: within ± 50 %",
        [_count(r.lies_inside(scale) for r, scale in x) for x in held],
    )
    _print_row(
        "leave one source out: P10 to P90 reaches published",
        [_count(r.covers(scale) for r, scale in x) for x in held],
    )
    residual = f"{find_residual(told, ordinary):.2f}"
    _print_row("leave one source out: residual (log standard deviation)", [residual, residual])
    _print_row("mean of P50 / published", [f"{mean(r.ratio for r in x):.2f}" for x in both])
    _print_row("a hard cap binds", [_count(_is_capped(r.estimate) for r in x) for x in both])
    _print_row("classes S, M, L, XL", [_count_classes(x) for x in both])


def _print_row(name: str, cells: Iterable[str]) -> None:
    print(f"| {name} | {' | '.join(cells)} |")


def _count(flags: Iterable[bool]) -> str:
    every = list(flags)
    return f"{sum(every)} of {len(every)}"


def _middle(results: Sequence[Result]) -> str:
    return f"{exp(median(log(r.ratio) for r in results)):.2f}"


def _is_capped(estimate: Estimate) -> bool:
    return any(factor.rating == "capped" for factor in estimate.factors)


def _count_classes(results: Sequence[Result]) -> str:
    counts = Counter(r.estimate.effort_class.value for r in results)
    return ", ".join(str(counts[name]) for name in ("S", "M", "L", "XL"))


def main() -> None:
    """Run every scenario in both modes and print the tables."""
    argparse.ArgumentParser(description="Compare estimates with published efforts.").parse_args()
    scenarios = read_scenarios()
    told = [run_scenario(s, ordinary=False) for s in scenarios]
    ordinary = [run_scenario(s, ordinary=True) for s in scenarios]
    print_table(told, ordinary)
    print()
    print_summary(told, ordinary)


if __name__ == "__main__":
    main()
