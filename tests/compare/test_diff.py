"""Compare two surveys: additions, removals, changes of effort, and the files that cause them."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seamscope.cli import main
from seamscope.compare import Change, compare_surveys
from seamscope.document import SCHEMA_VERSION, InputFile, Meta, Survey, encode
from seamscope.estimate import Effort, EffortClass, Estimate, Factor, Scope, SizePart, Totals
from seamscope.estimate.score import compute_points
from seamscope.landscape import Direction, Integration
from seamscope.outputs.commands.diff import summarize_difference
from seamscope.readiness import ReadinessLine, ReadinessState
from seamscope.records import Evidence, Mechanism
from seamscope.resolved import End, Finding, FlowEdge, Question, Severity, SystemNode
from seamscope.surface import Surface


def at(file: str, line: int) -> tuple[Evidence, ...]:
    return (Evidence(file=file, line=line),)


def effort(p50: float) -> Effort:
    return Effort(mean=p50, p50=p50, p80=2 * p50, p90=3 * p50)


def factor(name: str, rating: str, multiplier: float) -> Factor:
    return Factor(
        name=name, rating=rating, multiplier=multiplier, points=compute_points(multiplier),
        reason=f"{name} is {rating}", source="test", low=multiplier, high=multiplier,
        evidence=at("a.csv", 3),
    )  # fmt: skip


def estimate(cfp: float, *factors: Factor) -> Estimate:
    hours = 40 + 9.6 * cfp
    for each in factors:
        hours *= each.multiplier
    part = SizePart(name="data groups", cfp=cfp, reason=f"{cfp:g} CFP counted", source="COSMIC")
    return Estimate(
        integration="crm--poc", scope=Scope.PRODUCTION, cfp=cfp, size=(part,), setup_hours=40,
        rate=9.6, score=compute_points(hours / 4), effort_class=EffortClass.M,
        effort_hours=effort(hours), factors=factors,
    )  # fmt: skip


FLOW = FlowEdge(
    id="f1", source=End(system="crm"), target=End(system="poc"), mechanism=Mechanism.API
)
OLD = Survey(
    meta=Meta(
        tool="seamscope",
        tool_version="1",
        schema_version=SCHEMA_VERSION,
        inputs=(
            InputFile(path="a.csv", sha256="1"),
            InputFile(path="b.csv", sha256="2"),
            InputFile(path="c.csv", sha256="3"),
        ),
    ),
    systems=(
        SystemNode(id="crm", name="CRM", owner="Ann", evidence=at("a.csv", 1)),
        SystemNode(id="old", name="Old", evidence=at("b.csv", 7)),
        SystemNode(id="poc", name="Promise"),
    ),
    flows=(FLOW,),
    integrations=(
        Integration(
            id="crm--poc", label="I-001", systems=("crm", "poc"), direction=Direction.A_TO_B,
            flows=("f1",), evidence=at("a.csv", 1),
        ),
    ),
    surface=Surface(poc="poc", build=("crm--poc",)),
    estimates=(estimate(6, factor("service", "nominal", 1.0)),),
    totals=Totals(
        poc=effort(0), production=replace(effort(400), mean=97.6), management_hours=effort(60)
    ),
    readiness=(
        ReadinessLine(id="owner", line="An owner", state=ReadinessState.OPEN, answer="is empty"),
    ),
    findings=(Finding(severity=Severity.HIGH, what="two masters", evidence=at("b.csv", 2)),),
    questions=(Question(text="Who?"), Question(text="When?")),
)  # fmt: skip
NEW = replace(
    OLD,
    meta=replace(
        OLD.meta,
        inputs=(
            InputFile(path="a.csv", sha256="changed"),
            InputFile(path="c.csv", sha256="3"),
            InputFile(path="d.csv", sha256="4"),
        ),
    ),
    systems=(
        SystemNode(id="crm", name="CRM", owner="Bo", evidence=at("a.csv", 1)),
        SystemNode(id="erp", name="ERP", evidence=at("d.csv", 2)),
        SystemNode(id="poc", name="Promise"),
    ),
    flows=(replace(FLOW, mechanism=Mechanism.FILE),),
    estimates=(
        estimate(8, factor("service", "high", 1.36), factor("authentication", "high", 1.2)),
    ),
    totals=Totals(
        poc=effort(0),
        production=replace(effort(480), mean=190.6176),
        management_hours=effort(60),
    ),
    readiness=(
        ReadinessLine(id="owner", line="An owner", state=ReadinessState.ANSWERED, answer="Bo"),
    ),
    findings=(),
    questions=(Question(text="Who?"),),
)


def changes(kind: str) -> dict[str, Change]:
    return {
        change.subject: change
        for change in compare_surveys(OLD, NEW).changes
        if change.kind == kind
    }


def test_a_survey_does_not_differ_from_itself() -> None:
    """A survey compared with itself has no changes, and all of its entries are counted as
    unchanged.
    """
    found = compare_surveys(OLD, OLD)
    assert found.changes == ()
    unchanged = dict(found.unchanged)
    assert unchanged["system"] == 3
    assert (unchanged["estimate"], unchanged["question"], unchanged["finding"]) == (1, 2, 1)


def test_swapping_the_surveys_inverts_the_differences() -> None:
    """With swapped surveys, each change has its previous and its new value swapped."""
    there, back = compare_surveys(OLD, NEW).changes, compare_surveys(NEW, OLD).changes
    sides = {(c.kind, c.subject): (c.previous, c.new) for c in there}
    assert {(c.kind, c.subject): (c.new, c.previous) for c in back} == sides


def test_labels_and_order_are_not_changes() -> None:
    """A new label of an integration and another order of the systems are no changes."""
    renamed = replace(
        OLD,
        integrations=(replace(OLD.integrations[0], label="I-009"),),
        systems=OLD.systems[::-1],
    )
    assert compare_surveys(OLD, renamed).changes == ()


def test_new_and_lost_systems_name_their_file() -> None:
    """The reason of a new system names the added file, that of a lost system the removed file."""
    found = changes("system")
    assert (found["ERP"].difference, found["ERP"].reasons) == (
        "gained",
        ("new evidence: d.csv:2 (file added)",),
    )
    assert found["Old"].reasons == ("lost evidence: b.csv:7 (file removed)",)
    assert found["CRM"].reasons == ("owner: Ann → Bo",)
    assert set(found) == {"ERP", "Old", "CRM"}


def test_inputs_are_compared_by_hash() -> None:
    """A file with another hash changed; one with the same hash did not."""
    found = changes("input")
    assert {what: change.difference for what, change in found.items()} == {
        "a.csv": "changed",
        "b.csv": "lost",
        "d.csv": "gained",
    }


def test_a_changed_poc_or_seed_is_a_change() -> None:
    """The POC and the seed influence every figure, so they are compared, too."""
    text = replace(OLD, meta=replace(OLD.meta, seed=3, options={"poc_sha256": "0123456789abcdef"}))
    found = {c.subject: (c.previous, c.new) for c in compare_surveys(OLD, text).changes}
    assert found == {"seed": ("0", "3"), "option poc_sha256": (None, "0123456789ab")}


def test_an_integration_lists_gained_and_lost_flows() -> None:
    """If a file replaces an API between two systems, the integration gains a flow by file and loses
    one by API.
    """
    (seam,) = changes("integration").values()
    assert seam.reasons == ("gained crm → poc by file, active", "lost crm → poc by api, active")


def test_changed_days_have_their_reasons() -> None:
    """The reasons of a changed estimate are the size, a raised factor and a new factor, sorted by
    their points.
    """
    (moved,) = changes("estimate").values()
    # (40 + 9.6 × 8) × 1.36 × 1.2 ÷ (40 + 9.6 × 6) = 1.9526
    assert moved.previous == pytest.approx(97.6 / 8)
    assert moved.new == pytest.approx(116.8 * 1.36 * 1.2 / 8)
    assert [text.split(":")[0].split(" ")[0] for text in moved.reasons] == [
        "service",
        "authentication",
        "size",
    ]
    assert moved.reasons[0].endswith("(+5.8 points)")


def test_points_of_reasons_add_up_to_the_change() -> None:
    """The points of the reasons for a changed estimate add up to the change of its score."""
    (moved,) = changes("estimate").values()
    result = sum(float(re.findall(r"\(([+-][\d.]+) points\)", text)[0]) for text in moved.reasons)
    assert result == pytest.approx(NEW.estimates[0].score - OLD.estimates[0].score, abs=0.15)


def test_readiness_findings_and_questions_are_compared() -> None:
    """The changes contain a readiness line that is now answered, a lost finding and a lost
    question.
    """
    (line,) = changes("readiness").values()
    assert (line.previous, line.new, line.reasons) == ("open", "answered", ("Bo",))
    assert changes("finding")["two masters"].difference == "lost"
    assert list(changes("question")) == ["When?"]


def test_totals_are_compared_in_days() -> None:
    """Totals of 400 and 480 hours change from 50 to 60 days; the unchanged management is not
    listed.
    """
    found = changes("total")
    build = found["of which integrations, P50, person-days"]
    assert (build.previous, build.difference) == (50, 10)
    total = found["total to build, with management, P50, person-days"]
    assert (total.previous, total.difference) == (57.5, 10)
    assert not any(what.startswith("of which management") for what in found)


def test_everything_is_gained_from_an_empty_survey() -> None:
    """Compared with an empty survey, all systems are gained."""
    empty = Survey(meta=replace(OLD.meta, inputs=()))
    assert {c.difference for c in compare_surveys(empty, OLD).changes if c.kind == "system"} == {
        "gained"
    }
    assert compare_surveys(empty, empty).changes == ()


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, words)])


def test_one_line_sums_the_difference_up() -> None:
    """The summary of a difference has the total before and after, and the number of changes by
    kind.
    """
    line = summarize_difference(compare_surveys(OLD, NEW))
    # 400 and 480 hours, each with 60 of management; P80 is twice P50: 920 / 8 and 1,080 / 8
    assert line.startswith(
        "115 → 135 person-days (+20) at P80: total to build, with management; "
    ), line
    assert "system" in line
    assert line.endswith("changed.")
    assert summarize_difference(compare_surveys(OLD, OLD)) == (
        "The total is unchanged; nothing else changed."
    )


@pytest.mark.parametrize("shape", ["text", "markdown", "csv", "json"])
def test_the_command_supports_every_format(tmp_path: Path, shape: str) -> None:
    """`diff` prints the new system and the changed days in each format."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_bytes(encode(OLD))
    new.write_bytes(encode(NEW))
    result = run(old, new, "--format", shape)
    assert result.exit_code == 0, result.output
    assert "ERP" in result.stdout
    assert "+12" in result.stdout or "+11" in result.stdout
    if shape == "json":
        rows = json.loads(result.stdout)
        assert {"kind", "subject", "previous", "new", "difference", "reason"} == set(rows[0])
    assert run(old, tmp_path / "none.json").exit_code == 2
