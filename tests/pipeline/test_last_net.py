"""An error of ours costs one file, one connector or one part of the survey, and is reported."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from seamscope import debt, pipeline, rounds
from seamscope.cli import main
from seamscope.connector import Claim, Connector, File, Source
from seamscope.pipeline import Job, run
from seamscope.readiness.checks import CHECKS
from seamscope.records import Record, System

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
    """Stand in for a function with a fault."""
    raise KeyError(CONTENT)


class Names(Connector):
    """Reads a system name a line."""

    name = "names"
    reads = "names, one a line"

    def claim(self, file: File) -> Claim | None:
        return Claim(reason="ends in .names") if file.suffix == ".names" else None

    def read(self, source: Source) -> Iterator[Record]:
        for number, line in enumerate(source.file.text().splitlines(), start=1):
            yield System(name=line, evidence=source.file.at(number))


class FaultyClaim(Names):
    """Fails when it looks at a file."""

    name = "faulty-claim"

    def claim(self, file: File) -> Claim | None:
        raise KeyError(file.text())


class WrongClaim(Names):
    """Returns something that is no claim."""

    name = "wrong-claim"

    def claim(self, file: File) -> Claim | None:
        return "mine"  # type: ignore[return-value]


class FaultyRead(Names):
    """Fails behind the first line."""

    name = "faulty-read"

    def read(self, source: Source) -> Iterator[Record]:
        yield from list(super().read(source))[:1]
        raise ValueError(source.file.text())


class WrongRecord(Names):
    """Yields something that is no record."""

    name = "wrong-record"

    def read(self, source: Source) -> Iterator[Record]:
        yield source.file.text()  # type: ignore[misc]


def run_with(folder: Path, *connectors: Connector) -> pipeline.Outcome:
    (folder / "a.names").write_text(f"Shop\n{CONTENT}\n")
    (folder / "b.names").write_text("Ledger\n")
    return run(Job(paths=(folder,)), connectors=connectors)


def told(outcome: pipeline.Outcome) -> str:
    return "\n".join([f"{s.evidence}: {s.reason}" for s in outcome.survey.skipped])


@pytest.mark.parametrize("faulty", [FaultyClaim, WrongClaim])
def test_a_claim_that_fails_is_reported_and_another_connector_reads(
    tmp_path: Path, faulty: type[Connector]
) -> None:
    """The file goes to who claims it; the failure is no secret."""
    outcome = run_with(tmp_path, faulty(), Names())
    assert {s.name for s in outcome.survey.systems} == {"Shop", "Ledger", CONTENT}
    assert f"connector {faulty.name} failed (" in told(outcome)
    assert "names reads it (this file and 1 more)" in told(outcome)
    assert any(f"connector {faulty.name} failed" in str(error) for error in outcome.errors)


@pytest.mark.parametrize(
    ("faulty", "error"), [(FaultyRead, "ValueError"), (WrongRecord, "TypeError")]
)
def test_a_read_that_fails_costs_its_file_and_repeats_no_content(
    tmp_path: Path, faulty: type[Connector], error: str
) -> None:
    """What was yielded before is kept; type and place are told, the error's text is not."""
    outcome = run_with(tmp_path, faulty())
    assert f"a.names: connector {faulty.name} failed ({error} at " in told(outcome)
    assert CONTENT not in told(outcome) + "".join(map(str, outcome.errors))
    kept = {"Shop", "Ledger"} if faulty is FaultyRead else set[str]()
    assert {s.name for s in outcome.survey.systems} == kept


def failing_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debt, "RULES", (fail, *debt.RULES))


def failing_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CHECKS:
        monkeypatch.setitem(CHECKS, name, fail)


def failing(module: object, name: str) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda monkeypatch: monkeypatch.setattr(module, name, fail)


STAGES = {
    "one rule of findings": failing_rule,
    "findings": failing(pipeline, "find_debt"),
    "readiness": failing(pipeline, "evaluate_readiness"),
    "checks of readiness": failing_checks,
    "accuracy": failing(pipeline, "accuracy"),
    "choice of questions": failing(pipeline, "keep_most"),
    "questions": failing(rounds, "_list_questions"),
    "masters": failing(rounds, "_raise_master_questions"),
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_that_fails_costs_that_part_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Exit 0, the rest is there, and type and place of the error are in every report."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "poc.yaml").write_text(POC)
    STAGES[stage](monkeypatch)
    out = tmp_path / "out"
    arguments = ["survey", str(tmp_path / "in"), "--poc", str(tmp_path / "poc.yaml")]
    said = CliRunner().invoke(main, [*arguments, "-o", str(out), "--jobs", "1"])
    assert said.exit_code == 0, said.output
    for name in ("survey.json", "report.md"):
        text = (out / name).read_text(encoding="utf-8").replace("\\", "")
        assert "error in seamscope (KeyError at test_last_net.py:" in text, name
        assert "Ledger" in text
        assert CONTENT not in text
    assert CONTENT not in said.output


def test_the_checks_of_one_file_show_the_failure(tmp_path: Path) -> None:
    """A file that no other connector claims is skipped with the failure as its reason."""
    outcome = run_with(tmp_path, FaultyClaim())
    assert {s.evidence.file for s in outcome.survey.skipped} == {"a.names", "b.names"}
    assert CONTENT not in told(outcome)
