"""Names in the POC: systems of the landscape, new systems, and misspellings."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.document import decode
from seamscope.pipeline import Job, Outcome, run

APPS = "Application,Owner,Status\nFleetDesk,Ops,active\nLedger,Fin,active\n"
FLOWS = "Source,Target\nFleetDesk,Ledger\n"


def outcome_of(folder: Path, poc: str, apps: str = APPS) -> Outcome:
    """Write a list of two systems with their flows and a poc.yaml, and return the outcome of the
    survey.
    """
    (folder / "in").mkdir()
    (folder / "in/apps.csv").write_text(apps)
    (folder / "in/flows.csv").write_text(FLOWS)
    (folder / "poc.yaml").write_text(poc)
    return run(Job(paths=(folder / "in",), poc=folder / "poc.yaml"))


def poc(*touches: str, name: str = "Dispo AI") -> str:
    """Return the text of a poc.yaml that reads the given systems."""
    return f"name: {name}\nreads:\n" + "".join(f"  - {{{touch}}}\n" for touch in touches)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Fleet Desk", "FleetDesc", "FleetDesk Production"])
def test_a_name_that_resembles_a_listed_system_is_estimated_with_the_resemblance(
    tmp_path: Path, name: str
) -> None:
    """A misspelt system in poc.yaml is estimated as a system of its own, and the report asks "did
    you mean FleetDesk?".
    """
    outcome = outcome_of(tmp_path, poc(f"system: {name}", "system: Ledger"))
    (mismatch,) = outcome.mismatches
    assert str(mismatch).startswith(f'poc.yaml:3: the POC reads "{name}", which no input lists')
    assert "did you mean FleetDesk?" in str(mismatch)
    survey = outcome.survey
    assert {system.name for system in survey.systems} == {"Dispo AI", "FleetDesk", name, "Ledger"}
    assert len(survey.surface.build) == 2
    assert survey.findings[0].what == mismatch.what
    assert any(q.candidates == ("FleetDesk",) and f'"{name}"' in q.text for q in survey.questions)


@pytest.mark.slow
def test_the_answer_to_what_is_meant_makes_it_the_listed_system(tmp_path: Path) -> None:
    """After the answer "FleetDesk", the misspelt name in poc.yaml means this system."""
    outcome = outcome_of(tmp_path, poc("system: FleetDesc", "system: Ledger"))
    (asked,) = [q for q in outcome.survey.questions if q.candidates == ("FleetDesk",)]
    (tmp_path / "answers.yaml").write_text(f"answers:\n  - id: {asked.id}\n    answer: FleetDesk\n")
    job = Job(
        paths=(tmp_path / "in",),
        poc=tmp_path / "poc.yaml",
        answers=tmp_path / "answers.yaml",
    )
    done = run(job)
    assert not done.mismatches
    assert done.survey.surface.build == ("dispo-ai--fleetdesk", "dispo-ai--ledger")


def test_a_name_far_from_all_has_no_candidate(tmp_path: Path) -> None:
    """A system of poc.yaml that resembles no listed system is reported without a suggestion, and
    estimated as a system of its own.
    """
    outcome = outcome_of(tmp_path, poc("system: Nowhere", "system: Ledger"))
    (mismatch,) = outcome.mismatches
    assert "did you mean" not in str(mismatch)
    assert outcome.survey.surface.build == ("dispo-ai--ledger", "dispo-ai--nowhere")
    assert not outcome.survey.endpoints


def test_a_new_system_is_one_that_the_poc_lists(tmp_path: Path) -> None:
    """A system of poc.yaml with `new: true`, which does not exist yet, is not reported."""
    outcome = outcome_of(tmp_path, poc("system: Fleet Desk, new: true", "system: Ledger"))
    assert not outcome.mismatches
    assert outcome.survey.surface.build == ("dispo-ai--fleet-desk", "dispo-ai--ledger")


def test_an_alias_matches(tmp_path: Path) -> None:
    """A system of poc.yaml may have a name that a list gives as an alias."""
    apps = "Application,Alias\nFleetDesk,Fleet Desk\nLedger,\n"
    assert not outcome_of(tmp_path, poc("system: Fleet Desk"), apps).mismatches


@pytest.mark.slow
def test_the_command_writes_the_survey_says_it_first_and_ends_with_2(tmp_path: Path) -> None:
    """An unknown system in poc.yaml is the first message and makes the exit code 2, but the survey
    is written.
    """
    outcome_of(tmp_path, poc("system: Fleet Desk", "system: Ledger"))
    given = [str(tmp_path / "in"), "--poc", str(tmp_path / "poc.yaml"), "-o", str(tmp_path / "out")]
    result = CliRunner().invoke(main, ["survey", *given, "--quiet"])
    assert result.exit_code == 2
    assert result.stderr.startswith('poc.yaml:3: the POC reads "Fleet Desk"')
    assert decode((tmp_path / "out/survey.json").read_bytes()).surface.build


@pytest.mark.parametrize("status", ["planned", "development"])
def test_the_poc_that_a_list_plans_is_the_poc(tmp_path: Path, status: str) -> None:
    """If a list has a planned system with the name of the POC, both are one system."""
    apps = f"{APPS}Dispo AI,Ops,{status}\n"
    survey = outcome_of(tmp_path, poc("system: Ledger"), apps).survey
    assert [system.name for system in survey.systems] == ["Dispo AI", "FleetDesk", "Ledger"]
    assert survey.surface.poc == "dispo-ai"
    assert survey.systems[0].kind == "poc"


def test_a_poc_with_the_name_of_a_system_at_work_is_kept_apart(tmp_path: Path) -> None:
    """If an active system has the name of the POC, they are two systems, and a question asks
    whether they are one.
    """
    survey = outcome_of(tmp_path, poc("system: Ledger", name="FleetDesk")).survey
    assert [system.id for system in survey.systems] == ["fleetdesk", "fleetdesk-2", "ledger"]
    assert survey.surface.poc == "fleetdesk-2"
    assert any("Is the POC FleetDesk the listed system" in q.text for q in survey.questions)


def test_a_poc_with_the_alias_of_a_system_at_work_is_kept_apart(tmp_path: Path) -> None:
    """If an active system has the name of the POC as an alias, they are two systems, and a question
    asks whether they are one.
    """
    apps = "Application,Alias,Status\nFleetDesk,,active\nReply desk,Dispo AI,active\n"
    survey = outcome_of(tmp_path, poc("system: Ledger"), apps).survey
    assert survey.surface.poc == "dispo-ai"
    assert "reply-desk" in {node.id for node in survey.systems}
    (asked,) = [q for q in survey.questions if "Is the POC Dispo AI" in q.text]
    assert asked.candidates == ("Reply desk", "Dispo AI")


@pytest.mark.parametrize("status", ["planned", "development"])
def test_the_poc_that_a_list_plans_under_another_name_is_the_poc(
    tmp_path: Path, status: str
) -> None:
    """A system that is not active and has the name of the POC as an alias is the POC, and no
    question is asked.
    """
    apps = f"Application,Alias,Status\nLedger,,active\nReply desk,Dispo AI,{status}\n"
    survey = outcome_of(tmp_path, poc("system: Ledger"), apps).survey
    assert len(survey.systems) == 3
    assert not [q for q in survey.questions if "Is the POC" in q.text]


@pytest.mark.parametrize("name", ["Ledger Test", "Ledger UAT", "FleetDesk Sandbox"])
def test_a_poc_is_no_test_environment_of_a_listed_system(tmp_path: Path, name: str) -> None:
    """A POC with the name of a listed system and a word such as "test" is not an environment of
    this system.
    """
    survey = outcome_of(tmp_path, poc("system: Ledger", name=name)).survey
    own = next(node for node in survey.systems if node.id == survey.surface.poc)
    assert (own.kind, own.name) == ("poc", name)
    assert not survey.findings or all("error in seamscope" not in f.what for f in survey.findings)


def test_a_listed_test_system_is_no_environment_of_the_poc(tmp_path: Path) -> None:
    """A listed system `Dispo AI Test` is a system of its own beside the POC `Dispo AI`."""
    apps = APPS + "Dispo AI Test\n"
    survey = outcome_of(tmp_path, poc("system: Ledger"), apps).survey
    assert "dispo-ai-test" in {node.id for node in survey.systems}
