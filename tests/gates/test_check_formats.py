"""`check`: accepted findings, SARIF for code hosts, JUnit for build servers, exit codes."""

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from seamscope.cli import main
from seamscope.config import Gates
from seamscope.connector import open_file
from seamscope.discover.own_outputs import is_own_output
from seamscope.document import SCHEMA_VERSION, Meta, Survey, encode
from seamscope.findings import assign_ids
from seamscope.gates import Check, check_gates
from seamscope.outputs.commands.check import format_check
from seamscope.records import Evidence
from seamscope.resolved import Acceptance, Finding, Severity, SystemNode

META = Meta(tool="seamscope", tool_version="0", schema_version=SCHEMA_VERSION)
PLACES = (
    Evidence(file="lists/app list.csv", line=3),
    Evidence(file="export.zip!old/a.json", line=9, place="items[2]"),
)
FINDINGS = assign_ids(
    (
        Finding(
            severity=Severity.HIGH, what="Two masters </x>&", remedy="define one", evidence=PLACES
        ),
        Finding(severity=Severity.MEDIUM, what="No owner", evidence=PLACES[1:]),
        Finding(severity=Severity.LOW, what="No contract"),
    )
)
OPEN, QUIET, PLAIN = FINDINGS
UNTIL = Acceptance(statement="ends in March", author="Ann", expires="2027-03-31")
SURVEY = Survey(
    meta=META,
    systems=(SystemNode(id="crm", name="CRM"),),
    findings=(OPEN, replace(QUIET, accepted=UNTIL), PLAIN),
)


def build_check(**limits: float) -> Check:
    return Check(survey=SURVEY, gates=check_gates(SURVEY, Gates(**limits)), place="seamscope.yaml")  # type: ignore[arg-type]


def read_results(check: Check, root: str = "") -> list[dict[str, object]]:
    log = json.loads(format_check(check, "sarif", root=root))
    results: list[dict[str, object]] = log["runs"][0]["results"]
    return results


def test_sarif_has_what_its_schema_requires() -> None:
    """The SARIF has the keys that SARIF 2.1.0 requires: version, runs, tool, rule ids, messages and
    locations.
    """
    log = json.loads(format_check(build_check(findings=0, skipped=3), "sarif"))
    assert (log["version"], set(log)) == ("2.1.0", {"$schema", "version", "runs"})
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "seamscope"
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(set(rules)) == len(rules) == 4
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
            assert place["physicalLocation"].get("region", {"startLine": 1})["startLine"] >= 1


def test_sarif_names_file_and_line_below_the_folder_that_was_surveyed() -> None:
    """The location of a result is the file below the surveyed folder and its line, or the archive
    that contains the file.
    """
    result = read_results(build_check(findings=5), root="landscape")[0]
    assert (result["ruleId"], result["level"]) == ("finding-high", "error")
    text = "Two masters </x>&. What to do: define one"
    assert result["message"] == {"text": text}
    physical = {
        "artifactLocation": {"uri": "landscape/lists/app%20list.csv"},
        "region": {"startLine": 3},
    }
    assert result["locations"] == [
        {"physicalLocation": physical, "message": {"text": "lists/app list.csv:3"}}
    ]
    archive = {"uri": "landscape/export.zip"}
    words = {"text": "export.zip!old/a.json:9 (items[2])"}
    related = {"id": 1, "physicalLocation": {"artifactLocation": archive}, "message": words}
    assert result["relatedLocations"] == [related]
    assert result["partialFingerprints"] == {"seamscope/v1": OPEN.id}


def test_sarif_has_failed_gates_and_suppresses_accepted_findings() -> None:
    """A failed gate is a result and a passed one is not; an accepted finding is suppressed with its
    reason and the person.
    """
    gate, first, second, third = read_results(build_check(findings=0, skipped=3))
    assert (gate["ruleId"], gate["level"]) == ("failed-gate", "error")
    assert gate["message"] == {
        "text": f"Gate findings: 1, limit at most 0. {OPEN.id}: Two masters </x>&"
    }
    assert "suppressions" not in first
    assert second["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "ends in March (Ann, until 2027-03-31)",
        }
    ]
    assert third["level"] == "note"


SUITE = {"name", "package", "id", "timestamp", "hostname", "tests", "failures", "errors", "time"}


def test_junit_follows_the_rules_of_both_schemas() -> None:
    """The JUnit XML has the attributes and the order of elements that the schema of Ant requires
    and that of Jenkins allows.
    """
    text = format_check(build_check(findings=0, skipped=3), "junit", today="2026-11-29")
    root = ET.fromstring(text.encode())
    assert root.tag == "testsuites"
    for number, suite in enumerate(root):
        assert set(suite.attrib) == {*SUITE, "skipped"}
        assert suite.get("id") == str(number)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp", ""))
        cases = suite.findall("testcase")
        tags = ["properties", *("testcase" for _ in cases), "system-out", "system-err"]
        assert [child.tag for child in suite] == tags
        assert suite.get("tests") == str(len(cases))
        assert suite.get("failures") == str(sum(len(case.findall("failure")) for case in cases))
        assert suite.get("skipped") == str(sum(len(case.findall("skipped")) for case in cases))
        for case in cases:
            assert set(case.attrib) == {"name", "classname", "time"}
            assert all(child.get("type") for child in case.findall("failure"))


def test_junit_has_a_test_for_each_gate_and_skips_accepted_findings() -> None:
    """A failed gate is a failed test with its reason, and an accepted finding is a skipped test
    with the person and the reason.
    """
    text = format_check(build_check(findings=0, skipped=3), "junit", today="2026-11-29")
    gates, accepted = ET.fromstring(text.encode())
    passed, failed = gates.findall("testcase")
    failure = failed.find("failure")
    assert (failed.get("name"), passed.get("name"), len(passed)) == ("findings", "skipped", 0)
    assert failure is not None
    assert failure.attrib == {"message": "1, limit at most 0", "type": "limit"}
    assert failure.text == f"{OPEN.id}: Two masters </x>&"
    (skipped,) = accepted.findall("testcase/skipped")
    assert skipped.get("message") == "accepted by Ann until 2027-03-31: ends in March"


@pytest.mark.parametrize("shape", ["sarif", "junit"])
def test_the_results_of_check_are_recognised_as_outputs(shape: str, tmp_path: Path) -> None:
    """An output of `check` is recognised as an output of seamscope, so that a later survey does not
    read it.
    """
    path = tmp_path / "result.json"
    path.write_text(format_check(build_check(findings=0), shape), encoding="utf-8")
    assert is_own_output(open_file(path, path.name))


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, words)])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with a survey and a configuration that accepts its finding of high
    severity.
    """
    (tmp_path / "survey.json").write_bytes(encode(SURVEY))
    (tmp_path / "seamscope.yaml").write_text(
        f"gates: {{findings: 0}}\naccepted:\n  - finding: {OPEN.id}\n    statement: known\n"
        "    author: Ann\n    expires: 2026-12-31\n",
        encoding="utf-8",
    )
    return tmp_path


def test_an_accepted_finding_counts_again_when_it_has_expired(place: Path) -> None:
    """On its last day, the finding is shown as accepted; on the next day, it fails the gate, and
    stderr names the entry.
    """
    before = run(place / "survey.json", "--date", "2026-12-31", "-f", "csv")
    assert before.exit_code == 0, before.output
    assert f"{OPEN.id},accepted until 2026-12-31,high,accepted,Two masters" in before.stdout
    assert "1 finding accepted in seamscope.yaml" in before.stderr
    after = run(place / "survey.json", "--date", "2027-01-01", "-f", "csv")
    assert after.exit_code == 1
    assert ",expired," in after.stdout
    assert "seamscope.yaml:3: " in after.stderr
    assert "1 of 1 gates failed: findings" in after.stderr


def test_without_a_configuration_the_acceptances_of_the_survey_hold(tmp_path: Path) -> None:
    """If there is no seamscope.yaml, the acceptances that are stored in the survey apply until they
    expire.
    """
    accepted = replace(OPEN, accepted=replace(UNTIL, expires="2026-12-31"))
    (tmp_path / "survey.json").write_bytes(encode(replace(SURVEY, findings=(accepted,))))
    words = (tmp_path / "survey.json", "--limit", "findings=0", "--date")
    assert run(*words, "2026-12-31").exit_code == 0
    assert run(*words, "2027-01-01").exit_code == 1


@pytest.mark.parametrize("shape", ["sarif", "junit"])
def test_the_exit_code_does_not_depend_on_the_format(shape: str, place: Path) -> None:
    """In each format, a failed gate gives exit code 1, and the file is written."""
    target = place / "result"
    result = run(place / "survey.json", "--date", "2027-01-01", "-f", shape, "-o", target)
    assert result.exit_code == 1
    assert b"Two masters" in target.read_bytes()


def test_a_survey_without_systems_has_exit_code_3(tmp_path: Path) -> None:
    """A survey without a system gives exit code 3, unless a gate fails, which gives exit code 1."""
    file = tmp_path / "survey.json"
    file.write_bytes(encode(Survey(meta=META)))
    nothing = run(file)
    assert nothing.exit_code == 3
    assert "the survey has no system, so there was nothing to check" in nothing.stderr
    assert run(file, "--require", "owner").exit_code == 1
    file.write_bytes(encode(replace(SURVEY, findings=())))
    assert run(file).exit_code == 0
