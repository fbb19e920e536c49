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
    """Survey a list of two systems with a POC."""
    (folder / "in").mkdir()
    (folder / "in/apps.csv").write_text(apps)
    (folder / "in/flows.csv").write_text(FLOWS)
    (folder / "poc.yaml").write_text(poc)
    return run(Job(paths=(folder / "in",), poc=folder / "poc.yaml"))


def poc(*touches: str, name: str = "Dispo AI") -> str:
    """A description of a POC that reads some systems."""
    return f"name: {name}\nreads:\n" + "".join(f"  - {{{touch}}}\n" for touch in touches)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Fleet Desk", "FleetDesc", "FleetDesk Production"])
def test_a_name_that_resembles_a_listed_system_is_estimated_with_the_resemblance(
    tmp_path: Path, name: str
) -> None:
    """Leaving it out would make the POC look cheaper; the report says which system may be meant."""
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
    """After the answer, the POC exchanges data with the listed system."""
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
    """It is reported, and estimated as a system that only the POC lists."""
    outcome = outcome_of(tmp_path, poc("system: Nowhere", "system: Ledger"))
    (mismatch,) = outcome.mismatches
    assert "did you mean" not in str(mismatch)
    assert outcome.survey.surface.build == ("dispo-ai--ledger", "dispo-ai--nowhere")
    assert not outcome.survey.endpoints


def test_a_new_system_is_one_that_the_poc_lists(tmp_path: Path) -> None:
    """`new: true` says that it does not exist yet."""
    outcome = outcome_of(tmp_path, poc("system: Fleet Desk, new: true", "system: Ledger"))
    assert not outcome.mismatches
    assert outcome.survey.surface.build == ("dispo-ai--fleet-desk", "dispo-ai--ledger")


def test_an_alias_matches(tmp_path: Path) -> None:
    """A name that a list gives as another name of a system means that system."""
    apps = "Application,Alias\nFleetDesk,Fleet Desk\nLedger,\n"
    assert not outcome_of(tmp_path, poc("system: Fleet Desk"), apps).mismatches


@pytest.mark.slow
def test_the_command_writes_the_survey_says_it_first_and_ends_with_2(tmp_path: Path) -> None:
    """An error in the POC does not prevent the survey."""
    outcome_of(tmp_path, poc("system: Fleet Desk", "system: Ledger"))
    given = [str(tmp_path / "in"), "--poc", str(tmp_path / "poc.yaml"), "-o", str(tmp_path / "out")]
    result = CliRunner().invoke(main, ["survey", *given, "--quiet"])
    assert result.exit_code == 2
    assert result.stderr.startswith('poc.yaml:3: the POC reads "Fleet Desk"')
    assert decode((tmp_path / "out/survey.json").read_bytes()).surface.build


@pytest.mark.parametrize("status", ["planned", "development"])
def test_the_poc_that_a_list_plans_is_the_poc(tmp_path: Path, status: str) -> None:
    """It is drawn once."""
    apps = f"{APPS}Dispo AI,Ops,{status}\n"
    survey = outcome_of(tmp_path, poc("system: Ledger"), apps).survey
    assert [system.name for system in survey.systems] == ["Dispo AI", "FleetDesk", "Ledger"]
    assert survey.surface.poc == "dispo-ai"
    assert survey.systems[0].kind == "poc"


def test_a_poc_with_the_name_of_a_system_at_work_is_kept_apart(tmp_path: Path) -> None:
    """One name for two systems is a question, and no crash."""
    survey = outcome_of(tmp_path, poc("system: Ledger", name="FleetDesk")).survey
    assert [system.id for system in survey.systems] == ["fleetdesk", "fleetdesk-2", "ledger"]
    assert survey.surface.poc == "fleetdesk-2"
    assert any("Is the POC FleetDesk the listed system" in q.text for q in survey.questions)


def test_a_poc_with_the_alias_of_a_system_at_work_is_kept_apart(tmp_path: Path) -> None:
    """An alias is a name too: the system that has it is not silently taken for the POC."""
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
    """The list gives the name of the POC as an alias of a system that is not at work."""
    apps = f"Application,Alias,Status\nLedger,,active\nReply desk,Dispo AI,{status}\n"
    survey = outcome_of(tmp_path, poc("system: Ledger"), apps).survey
    assert len(survey.systems) == 3
    assert not [q for q in survey.questions if "Is the POC" in q.text]


@pytest.mark.parametrize("name", ["Ledger Test", "Ledger UAT", "FleetDesk Sandbox"])
def test_a_poc_is_no_test_environment_of_a_listed_system(tmp_path: Path, name: str) -> None:
    """A word for an environment in the name of the POC makes it no part of that system."""
    survey = outcome_of(tmp_path, poc("system: Ledger", name=name)).survey
    own = next(node for node in survey.systems if node.id == survey.surface.poc)
    assert (own.kind, own.name) == ("poc", name)
    assert not survey.findings or all("error in seamscope" not in f.what for f in survey.findings)


def test_a_listed_test_system_is_no_environment_of_the_poc(tmp_path: Path) -> None:
    """A running system with such a name is not silently treated as the POC."""
    apps = APPS + "Dispo AI Test\n"
    survey = outcome_of(tmp_path, poc("system: Ledger"), apps).survey
    assert "dispo-ai-test" in {node.id for node in survey.systems}
