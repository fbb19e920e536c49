"""A run with the same inputs and options as the run before keeps its outputs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seamscope import pipeline
from seamscope.cli import main, survey_run

INVENTORY = """\
inventory: 1
systems:
  - {name: ERP, databases: [ERP]}
  - {name: CRM, databases: [CRM]}
"""
POC = "name: Forecast\nreads:\n  - {system: ERP}\nwrites:\n  - {system: CRM}\n"
Survey = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    (inputs / "inventory.yaml").write_text(INVENTORY)
    (inputs / "poc.yaml").write_text(POC)
    (inputs / "load.sql").write_text("INSERT INTO CRM.DBO.T (A) SELECT A FROM ERP.DBO.U;")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets an element for each run that is computed and not kept."""
    found: list[str] = []
    original = pipeline.run_scopes

    def count(*arguments: object, **named: object) -> object:
        found.append("run")
        return original(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(survey_run, "run_scopes", count)
    return found


def survey(*options: str) -> Result:
    words = ["survey", "inputs", "-o", "out", "--cache", "cache", *options]
    result = CliRunner().invoke(main, words, env={"SEAMSCOPE_NO_CACHE": None})
    assert result.exit_code == 0, result.output
    return result


def read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "out").iterdir()}


def test_an_unchanged_survey_is_not_computed_again(folder: Path, computed: list[str]) -> None:
    """The second of two equal runs prints the same text and keeps the files, with a new
    modification time.
    """
    first = survey()
    before, written = read(folder), (folder / "out" / "survey.json").stat().st_mtime_ns
    second = survey()

    assert computed == ["run"]
    assert second.output == first.output
    assert read(folder) == before
    assert (folder / "out" / "survey.json").stat().st_mtime_ns > written


def test_the_outputs_are_those_of_a_run_without_a_cache(folder: Path, computed: list[str]) -> None:
    """A kept run and a computed one have the same outputs and messages."""
    survey()
    kept, files = survey(), read(folder)
    fresh = CliRunner().invoke(main, ["survey", "inputs", "-o", "out", "--no-cache"])

    assert len(computed) == 2
    assert (kept.output, files) == (fresh.output, read(folder))


def test_outputs_below_the_inputs_do_not_count_as_a_change(
    folder: Path, computed: list[str]
) -> None:
    """Outputs that the first run writes below the inputs do not cause a new run."""
    words = ["survey", str(folder / "inputs"), "-o", str(folder / "inputs" / "seamscope-out")]
    for _ in range(2):
        result = CliRunner().invoke(
            main, [*words, "--cache", "cache"], env={"SEAMSCOPE_NO_CACHE": None}
        )
        assert result.exit_code == 0

    assert computed == ["run"]
    assert "1 output of seamscope itself" in result.output


def change_input(folder: Path) -> None:
    with (folder / "inputs" / "load.sql").open("a") as stream:
        stream.write("\nINSERT INTO ERP.DBO.U (A) SELECT B FROM CRM.DBO.V;")


def add_input(folder: Path) -> None:
    (folder / "inputs" / "notes.bin").write_bytes(b"\0\1")


def change_poc(folder: Path) -> None:
    (folder / "inputs" / "poc.yaml").write_text(POC + "business_problem: late orders\n")


def answer(folder: Path) -> None:
    path = folder / "out" / "answers.yaml"
    path.write_text(path.read_text().replace("answer:\n", "answer: high\n", 1))
    assert "answer: high" in path.read_text()


def damage_output(folder: Path) -> None:
    (folder / "out" / "report.md").write_text("")


def remove_output(folder: Path) -> None:
    (folder / "out" / "landscape.svg").unlink()


@pytest.mark.parametrize(
    "change", [change_input, add_input, change_poc, answer, damage_output, remove_output]
)
def test_a_change_leads_to_a_new_run(
    folder: Path, computed: list[str], change: Callable[[Path], None]
) -> None:
    """After a change of an input, a setting, an answer or an output, the survey is computed
    again.
    """
    survey()
    change(folder)
    survey()
    files = read(folder)
    fresh = CliRunner().invoke(main, ["survey", "inputs", "-o", "out", "--no-cache"])

    assert fresh.exit_code == 0
    assert len(computed) == 3
    assert files == read(folder)


@pytest.mark.parametrize("options", [("--title", "Later"), ("--seed", "4"), ("--theme", "dark")])
@pytest.mark.usefixtures("folder")
def test_other_options_lead_to_a_new_run(computed: list[str], options: tuple[str, ...]) -> None:
    """A run with other options is computed, because they may change the outputs."""
    survey()
    survey(*options)

    assert len(computed) == 2


@pytest.mark.usefixtures("folder")
def test_a_run_with_a_temporary_failure_is_not_kept(
    computed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a connector fails in the first run, the second run is computed, because the failure may be
    temporary.
    """
    from seamscope_connectors.sql import SqlConnector

    def fail(*_: object) -> object:
        raise MemoryError

    monkeypatch.setattr(SqlConnector, "read", fail)
    survey()
    survey()

    assert len(computed) == 2
