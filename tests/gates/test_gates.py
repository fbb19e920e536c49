"""Gates: limits for the figures of a survey, readiness lines that must be answered, and exit
codes.
"""

from dataclasses import fields, replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seamscope.cli import main
from seamscope.config import Config, Gates
from seamscope.document import SCHEMA_VERSION, Meta, Survey, encode
from seamscope.errors import InputError
from seamscope.estimate import Effort, EffortClass, Estimate, Missing, Scope, Totals
from seamscope.gates import Gate, check_gates, parse_limit
from seamscope.gates.measures import MEASURES
from seamscope.landscape import Direction, Integration
from seamscope.lineage import Coverage
from seamscope.readiness import ReadinessLine, ReadinessState
from seamscope.records import Evidence, Skipped
from seamscope.resolved import Finding, Question, Severity, SystemNode
from seamscope.surface import Forgotten, Surface


def effort(p50: float, p80: float, p90: float) -> Effort:
    return Effort(mean=p50, p50=p50, p80=p80, p90=p90)


def estimate(integration: str, score: float, missing: int) -> Estimate:
    facts = tuple(
        Missing(fact=f"f{i}", question=f"Question {i}?", variance_share=0.1) for i in range(missing)
    )
    return Estimate(
        integration=integration, scope=Scope.PRODUCTION, cfp=4, size=(), setup_hours=0, rate=4,
        score=score, effort_class=EffortClass.M, effort_hours=effort(80, 100, 120), missing=facts,
    )  # fmt: skip


def seam(key: str, label: str, a: str, b: str) -> Integration:
    return Integration(
        id=key, label=label, systems=(a, b), direction=Direction.A_TO_B, flows=(), active=True
    )


SURVEY = Survey(
    meta=Meta(
        tool="seamscope",
        tool_version="0",
        schema_version=SCHEMA_VERSION,
        coverage=(
            Coverage(file="a.sql", dialect="tsql", parsed=6, partly=1, not_understood=1),
            Coverage(file="b.sql", dialect="tsql", parsed=0, partly=0, not_understood=2),
        ),
    ),
    systems=(
        SystemNode(id="crm", name="CRM"),
        SystemNode(id="erp", name="ERP", owner="Ann"),
        SystemNode(id="far", name="Far"),
        SystemNode(id="poc", name="Promise"),
    ),
    integrations=(seam("crm--poc", "I-001", "crm", "poc"), seam("erp--poc", "I-002", "erp", "poc")),
    surface=Surface(
        poc="poc",
        build=("crm--poc", "erp--poc"),
        forgot=(Forgotten(system="", reason="no monitoring"),),
    ),
    estimates=(estimate("crm--poc", 50, 2), estimate("erp--poc", 70, 1)),
    totals=Totals(
        poc=effort(0, 0, 0),
        production=replace(effort(400, 600, 800), mean=160),
        management_hours=effort(40, 80, 90),
    ),
    readiness=(
        ReadinessLine(id="owner", line="An owner", state=ReadinessState.OPEN, answer="is empty"),
        ReadinessLine(id="fallback", line="A fallback", state=ReadinessState.ANSWERED, answer="x"),
        ReadinessLine(
            id="time", line="Time", state=ReadinessState.CONTRADICTED, answer="too short"
        ),
    ),
    findings=(
        Finding(severity=Severity.HIGH, what="two masters"),
        Finding(severity=Severity.LOW, what="a name"),
    ),
    questions=(Question(text="Who knows?", variance_share=0.5),),
    skipped=(Skipped(reason="no connector", evidence=Evidence(file="a.xyz")),),
)


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("score", 70),  # the higher of 50 and 70
        ("days", 85),  # (600 + 80) h at P80, 8 h a day
        ("spread", 2),  # 800 / 400
        ("unknowns", 3),  # 2 + 1
        ("unowned", 1),  # CRM; Far is not near the POC
        ("not_understood", 0.3),  # 3 of 10 statements
        ("skipped", 1),
        ("findings", 1),
        ("forgotten", 1),
        ("open", 1),
        ("contradicted", 1),
    ],
)
def test_each_gate_compares_its_figure_with_the_limit(name: str, figure: float) -> None:
    """A gate passes if its figure is equal to the limit, and fails with a reason if it is just
    above the limit.
    """
    assert MEASURES[name](SURVEY).figure == pytest.approx(figure)
    (at,) = check_gates(SURVEY, replace(Gates(), **{name: figure}))  # type: ignore[arg-type]
    (below,) = check_gates(SURVEY, replace(Gates(), **{name: figure - 0.01}))  # type: ignore[arg-type]
    assert (at.passed, at.why) == (True, "")
    assert not below.passed
    assert below.why


def test_every_configured_gate_has_a_measure() -> None:
    """Each key of `gates:` has a measure; without one, it would always pass."""
    assert {item.name for item in fields(Gates)} == {*MEASURES, "require"}


def test_required_lines_must_be_answered() -> None:
    """A required line fails with a reason if it is open or contradicted; `all` requires every
    line.
    """
    found = check_gates(SURVEY, Gates(require=("owner", "fallback")))
    assert [(gate.name, gate.passed) for gate in found] == [("owner", False), ("fallback", True)]
    assert found[0].why == "An owner: is empty"
    every = check_gates(SURVEY, Gates(require=("all",)))
    assert [gate.passed for gate in every] == [False, True, False]


def test_an_unknown_line_is_an_error_and_no_checklist_fails() -> None:
    """A misspelt name of a required line is an error, and a survey without a checklist fails the
    gate.
    """
    with pytest.raises(InputError, match="'ownr'"):
        check_gates(SURVEY, Gates(require=("ownr",)))
    (gate,) = check_gates(replace(SURVEY, readiness=()), Gates(require=("owner",)))
    assert not gate.passed
    (gate,) = check_gates(replace(SURVEY, readiness=()), Gates(require=("all",)))
    assert not gate.passed


def test_without_gates_the_defaults_apply() -> None:
    """Contradicted lines and SQL that was not understood are checked by default."""
    assert [gate.name for gate in check_gates(SURVEY, Gates())] == [
        "contradicted",
        "not_understood",
    ]


def test_a_figure_close_to_its_limit_is_shown_with_more_digits() -> None:
    """A figure of 85.106 days that fails the limit 85.1 is shown as 85.1064, because 85.1 would
    seem to pass.
    """
    assert SURVEY.totals is not None
    survey = replace(SURVEY, totals=replace(SURVEY.totals, hours_per_day=7.99))
    (gate,) = check_gates(survey, Gates(days=85.1))
    assert (gate.found, gate.passed) == ("85.1064", False)
    (gate,) = check_gates(survey, Gates(days=90))
    assert (gate.found, gate.passed) == ("85.1", True)


@pytest.mark.parametrize("text", ["days", "dayz=3", "days=many", "=3", "require=1"])
def test_an_invalid_limit_is_an_error(text: str) -> None:
    """An invalid value of `--limit` is an error."""
    with pytest.raises(InputError):
        parse_limit(text)


def test_an_empty_survey_passes_every_limit() -> None:
    """Without an integration to build, no limit is exceeded and nothing is divided by zero."""
    empty = Survey(meta=SURVEY.meta)
    empty = replace(empty, meta=replace(empty.meta, coverage=()))
    limits = dict.fromkeys(MEASURES, 1.0)
    assert all(gate.passed for gate in check_gates(empty, Gates(**limits)))  # type: ignore[arg-type]


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, words)])


def test_check_exits_with_1_if_a_gate_fails(tmp_path: Path) -> None:
    """The exit code of `check` is 0 if all gates pass, 1 if one fails, which stderr names, and 2
    for wrong usage.
    """
    file = tmp_path / "survey.json"
    file.write_bytes(encode(SURVEY))
    config = tmp_path / "other.yaml"
    config.write_text("gates: {days: 100, require: [fallback]}\n")
    passed = run(file, "--config", config)
    assert passed.exit_code == 0, passed.output
    failed = run(file, "--config", config, "--limit", "days=80", "--format", "csv")
    assert failed.exit_code == 1
    assert "1 of 2 gates failed: days" in failed.stderr
    assert "days,at most 80,85,FAIL" in failed.stdout
    assert run(file, "--limit", "nonsense=1").exit_code == 2
    assert run(tmp_path / "none.json").exit_code == 2


def test_the_configuration_above_the_survey_is_found(tmp_path: Path) -> None:
    """The gates of a `seamscope.yaml` in a folder above the survey apply."""
    (tmp_path / "build").mkdir()
    file = tmp_path / "build" / "survey.json"
    file.write_bytes(encode(SURVEY))
    (tmp_path / "seamscope.yaml").write_text("gates: {unknowns: 2}\n")
    result = run(file)
    assert result.exit_code == 1
    assert "unknowns" in result.stderr
    assert Config().gates == Gates()
    assert isinstance(check_gates(SURVEY, Gates())[0], Gate)
