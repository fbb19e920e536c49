"""An internal error affects one file, one connector or one part of the survey, and is reported."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from seamscope import assessment, debt, pipeline, rounds
from seamscope.cli import main
from seamscope.connector import Claim, Connector, File, Source
from seamscope.estimate import Factor, integration_estimate, model
from seamscope.estimate.drivers import DRIVERS
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.faults import MOST_CULPRITS, salvage
from seamscope.landscape import Landscape
from seamscope.pipeline import Job, run
from seamscope.readiness.checks import CHECKS
from seamscope.records import Record, System
from seamscope.resolve import resolve as real_resolve
from seamscope.resolved import Resolved
from seamscope.surface import computing

CONTENT = "Customer 4711 Smith"  # what an error's text repeats, and no output may
POC = """\
name: Assistant
reads:
  - {system: Shop}
"""
INVENTORY = """\
inventory: 1
systems:
  - {name: Shop, kind: commerce}
  - {name: Ledger, kind: erp}
flows:
  - {from: Shop, to: Ledger, protocol: REST}
"""


def fail(*_: object, **__: object) -> Iterator[Record]:
    """Raise an error in place of a function."""
    raise KeyError(CONTENT)


class Names(Connector):
    """A connector that reads the name of a system from each line."""

    name = "names"
    reads = "names, one a line"

    def claim(self, file: File) -> Claim | None:
        return Claim(reason="ends in .names") if file.suffix == ".names" else None

    def read(self, source: Source) -> Iterator[Record]:
        for number, line in enumerate(source.file.text().splitlines(), start=1):
            yield System(name=line, evidence=source.file.at(number))


class FaultyClaim(Names):
    """A connector that raises an error when it looks at a file."""

    name = "faulty-claim"

    def claim(self, file: File) -> Claim | None:
        raise KeyError(file.text())


class WrongClaim(Names):
    """A connector that returns something that is not a claim."""

    name = "wrong-claim"

    def claim(self, file: File) -> Claim | None:
        return "mine"  # type: ignore[return-value]


class FaultyRead(Names):
    """A connector that raises an error after the first line."""

    name = "faulty-read"

    def read(self, source: Source) -> Iterator[Record]:
        yield from list(super().read(source))[:1]
        raise ValueError(source.file.text())


class WrongRecord(Names):
    """A connector that yields something that is not a record."""

    name = "wrong-record"

    def read(self, source: Source) -> Iterator[Record]:
        yield source.file.text()  # type: ignore[misc]


def run_with(folder: Path, *connectors: Connector) -> pipeline.Outcome:
    (folder / "a.names").write_text(f"Shop\n{CONTENT}\n")
    (folder / "b.names").write_text("Ledger\n")
    return run(Job(paths=(folder,)), connectors=connectors)


def list_reasons(outcome: pipeline.Outcome) -> str:
    return "\n".join([f"{s.evidence}: {s.reason}" for s in outcome.survey.skipped])


@pytest.mark.parametrize("faulty", [FaultyClaim, WrongClaim])
def test_a_claim_that_fails_is_reported_and_another_connector_reads(
    tmp_path: Path, faulty: type[Connector]
) -> None:
    """If a connector fails to claim a file, the failure is reported, and another connector that
    claims the file reads it.
    """
    outcome = run_with(tmp_path, faulty(), Names())
    assert {s.name for s in outcome.survey.systems} == {"Shop", "Ledger", CONTENT}
    assert f"connector {faulty.name} failed (" in list_reasons(outcome)
    assert "names reads it (this file and 1 more)" in list_reasons(outcome)
    assert any(f"connector {faulty.name} failed" in str(error) for error in outcome.errors)


@pytest.mark.parametrize(
    ("faulty", "error"), [(FaultyRead, "ValueError"), (WrongRecord, "TypeError")]
)
def test_a_read_that_fails_costs_its_file_and_repeats_no_content(
    tmp_path: Path, faulty: type[Connector], error: str
) -> None:
    """If a connector fails while it reads, its earlier records are kept; the report has the type
    and position of the error, but not its text.
    """
    outcome = run_with(tmp_path, faulty())
    assert f"a.names: connector {faulty.name} failed ({error} at " in list_reasons(outcome)
    assert CONTENT not in list_reasons(outcome) + "".join(map(str, outcome.errors))
    kept = {"Shop", "Ledger"} if faulty is FaultyRead else set[str]()
    assert {s.name for s in outcome.survey.systems} == kept


def break_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debt, "RULES", (fail, *debt.RULES))


def break_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CHECKS:
        monkeypatch.setitem(CHECKS, name, fail)


def build_breaker(module: object, name: str) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda monkeypatch: monkeypatch.setattr(module, name, fail)


def break_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    def rate(context: IntegrationContext) -> Factor:
        raise KeyError(CONTENT)

    broken = (replace(DRIVERS[0], rate=rate), *DRIVERS[1:])
    monkeypatch.setattr(integration_estimate, "DRIVERS", broken)


STAGES = {
    "lineage": build_breaker(pipeline, "_trace"),
    "mentions of unread systems": build_breaker(pipeline, "find_residue"),
    "dates": build_breaker(pipeline, "_collect_dates"),
    "accepted findings": build_breaker(pipeline, "accept_findings"),
    "check of the POC": build_breaker(rounds, "match_touches"),
    "surface": build_breaker(rounds, "compute_surface"),
    "forgotten systems": build_breaker(computing, "_find_forgotten"),
    "touchpoints": build_breaker(computing, "_find_touchpoints"),
    "estimates": build_breaker(rounds, "estimate"),
    "each production estimate": build_breaker(model, "estimate_production"),
    "each estimate of the POC": build_breaker(model, "estimate_poc"),
    "one driver of effort": break_driver,
    "totals": build_breaker(model, "compute_totals"),
    "run cost": build_breaker(model, "compute_run_cost"),
    "questions of the estimate": build_breaker(model, "rank_questions"),
    "one rule of findings": break_rule,
    "findings": build_breaker(assessment, "find_debt"),
    "readiness": build_breaker(assessment, "evaluate_readiness"),
    "checks of readiness": break_checks,
    "accuracy": build_breaker(assessment, "measure_accuracy"),
    "choice of questions": build_breaker(assessment, "keep_most"),
    "questions": build_breaker(rounds, "list_questions"),
    "masters": build_breaker(rounds, "raise_master_questions"),
}


QUICK = ("check of the POC", "each production estimate", "one rule of findings", "readiness")


@pytest.mark.slow
@pytest.mark.parametrize(
    "stage",
    [stage if stage in QUICK else pytest.param(stage, marks=pytest.mark.slow) for stage in STAGES],
)
def test_a_stage_that_fails_costs_that_part_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """If a stage fails, the exit code is 0, the other parts are written, and the report names the
    type and position of the error.
    """
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "poc.yaml").write_text(POC)
    STAGES[stage](monkeypatch)
    out = tmp_path / "out"
    arguments = ["survey", str(tmp_path / "in"), "--poc", str(tmp_path / "poc.yaml")]
    result = CliRunner().invoke(main, [*arguments, "-o", str(out), "--jobs", "1"])
    assert result.exit_code == 0, result.output
    for name in ("survey.json", "report.md"):
        text = (out / name).read_text(encoding="utf-8").replace("\\", "")
        assert "error in seamscope (KeyError at test_last_net.py:" in text, name
        assert "Ledger" in text
        assert CONTENT not in text
    assert CONTENT not in result.output


def test_an_error_that_nothing_catches_is_one_line_without_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that nothing handles ends the command with one line instead of a traceback; the line
    has the type and position of the error and asks to report it.
    """
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    monkeypatch.setattr(pipeline, "read_inputs", fail)
    result = CliRunner().invoke(main, ["survey", str(tmp_path), "-o", str(tmp_path / "out")])
    assert result.exit_code == 2
    (line,) = [line for line in result.stderr.splitlines() if "error in seamscope" in line]
    assert "stopped by an error in seamscope (KeyError at test_last_net.py:" in line
    assert "report this line and the version" in line
    assert CONTENT not in result.output
    assert "Traceback" not in result.output


def test_the_checks_of_one_file_show_the_failure(tmp_path: Path) -> None:
    """If the only connector that could claim a file fails, the file is skipped with this reason."""
    outcome = run_with(tmp_path, FaultyClaim())
    assert {s.evidence.file for s in outcome.survey.skipped} == {"a.names", "b.names"}
    assert CONTENT not in list_reasons(outcome)


def test_a_record_that_cannot_be_resolved_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that makes resolving fail is left out and reported with its file and line but
    without its name; all other systems are kept.
    """

    def resolve(records: Iterable[Record], *others: object, **named: object) -> object:
        every = list(records)
        if any(isinstance(record, System) and record.name == CONTENT for record in every):
            raise KeyError(CONTENT)
        return real_resolve(every, *others, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(rounds, "resolve", resolve)
    result = run_with(tmp_path, Names()).survey
    assert {s.name for s in result.systems} == {"Shop", "Ledger"}
    (fault,) = [f for f in result.findings if "error in seamscope" in f.what]
    assert fault.what.startswith("A System record: left out because of an error in seamscope")
    assert [(e.file, e.line) for e in fault.evidence] == [("a.names", 2)]


def test_a_flow_that_breaks_the_landscape_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flow that makes the landscape fail is left out and reported; the systems and the other flow
    are kept.
    """
    (tmp_path / "inventory.yaml").write_text(
        INVENTORY + "  - {from: Ledger, to: Shop, protocol: SFTP}\n"
    )

    def landscape(resolved: Resolved, masters: dict[str, str]) -> object:
        if any(flow.source.system == "ledger" for flow in resolved.flows):
            raise KeyError(CONTENT)
        return Landscape(resolved, masters)

    monkeypatch.setattr(rounds, "Landscape", landscape)
    result = run(Job(paths=(tmp_path,))).survey
    assert [flow.source.system for flow in result.flows] == ["shop"]
    (fault,) = [f for f in result.findings if "error in seamscope" in f.what]
    assert fault.what.startswith("The flow ")
    assert [(e.file, e.line) for e in fault.evidence] == [("inventory.yaml", 7)]


def test_only_the_driver_that_fails_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a driver fails, its factor is unknown with the error as the reason, and the estimate is
    still made.
    """
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    break_driver(monkeypatch)
    (estimate,) = run(Job(paths=(tmp_path,))).survey.estimates
    first = estimate.factors[0]
    assert first.name == DRIVERS[0].name
    assert first.rating == "unknown"
    assert "error in seamscope" in first.reason
    assert estimate.effort_hours.mean > 0


def add_but(*refused: int) -> Callable[[Sequence[int]], list[int]]:
    def work(items: Sequence[int]) -> list[int]:
        for item in items:
            if item in refused:
                raise ValueError(item)
        return list(items)

    return work


@pytest.mark.parametrize("refused", [(), (0,), (9,), (4, 5), (0, 3, 9)])
def test_salvage_leaves_out_only_items_that_raise(refused: tuple[int, ...]) -> None:
    """`salvage` keeps every item that does not raise, and returns each of the others with its own
    error.
    """
    kept, culprits = salvage(add_but(*refused), range(10))
    assert kept == [item for item in range(10) if item not in refused]
    assert {(c.item, c.error.args) for c in culprits} == {(item, (item,)) for item in refused}


def test_salvage_finds_one_of_two_that_only_fail_together() -> None:
    """If two items fail only together, the later one is left out and the earlier one is kept."""

    def work(items: Sequence[int]) -> list[int]:
        if {2, 7} <= {*items}:
            raise ValueError
        return list(items)

    kept, culprits = salvage(work, range(10))
    assert [c.item for c in culprits] == [7]
    assert len(kept) == 9


def test_salvage_gives_up_behind_too_many_culprits() -> None:
    """If too many items fail, the items before them are kept, and the number of the others is
    returned.
    """
    kept, culprits = salvage(add_but(*range(2, 100)), range(100))
    assert kept == [0, 1]
    assert len(culprits) == MOST_CULPRITS + 1
    assert sum(1 + c.others for c in culprits) == 98


def test_salvage_raises_an_error_that_no_item_causes() -> None:
    """If the work fails even without any item, `salvage` raises the error."""
    with pytest.raises(KeyError):
        salvage(fail, [1, 2])
