"""`seamscope demo` surveys the sample, and prints three numbers and one picture to open."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import seamscope
from seamscope.cli import main
from seamscope.cli.demo import copy_sample, find_sample
from seamscope.errors import InputError
from seamscope.output_folders import find_answers

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "inventories" / "halden-pumps"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Run the demo in an empty folder without options; return the folder and the result."""
    folder = tmp_path_factory.mktemp("new")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return folder, CliRunner().invoke(main, ["demo"])


@pytest.mark.slow
def test_the_demo_prints_three_numbers_and_the_picture(demo: tuple[Path, Result]) -> None:
    """The demo prints integrations, person-days, cost and the path of an existing picture, in at
    most 15 lines.
    """
    folder, result = demo
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    assert re.search(r"^  3 integrations, 2 of them two-way$", result.stdout, re.M)
    assert re.search(r"^  \d+ person-days ", result.stdout, re.M)
    assert re.search(r"^  EUR [\d,]+ ", result.stdout, re.M)
    opened = re.findall(r"^Open +(\S+)$", result.stdout, re.M)
    assert opened == [str(Path("seamscope-demo", "landscape.svg"))]
    assert (folder / opened[0]).read_bytes().startswith(b"<?xml")
    assert len(result.stdout.splitlines()) <= 15


def test_the_numbers_are_those_of_the_board_page(demo: tuple[Path, Result]) -> None:
    """The person-days, the cost and the number of integrations that the demo prints are also on the
    board page.
    """
    folder, result = demo
    page = (folder / "seamscope-demo" / "landscape.svg").read_text(encoding="utf-8")
    days = re.findall(r"^  (\d+) person-days", result.stdout, re.M)[0]
    money = re.findall(r"^  (EUR [\d,]+) ", result.stdout, re.M)[0]
    assert f"{days} person-days (P80) ≈ {money}" in page
    assert "3 integrations to build, 2 of them two-way" in page


def test_the_commands_that_the_demo_prints_run(
    demo: tuple[Path, Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command in the section `Next` of the output succeeds in the same folder."""
    folder, result = demo
    monkeypatch.chdir(folder)
    commands = re.findall(r"^(?:Next)? +seamscope (.+?)  ", result.stdout, re.M)
    assert len(commands) == 3
    for command in commands:
        assert CliRunner().invoke(main, command.split()).exit_code == 0, command


def test_the_sample_is_copied_once_with_its_answers_beside_it(demo: tuple[Path, Result]) -> None:
    """A second copy does not overwrite what the user has changed, and answers.yaml is found beside
    the copied inputs.
    """
    folder, _ = demo
    copy = folder / "seamscope-demo" / "inputs"
    named = {path.relative_to(SAMPLE) for path in SAMPLE.rglob("*")} - {Path("answers.yaml")}
    assert {path.relative_to(copy) for path in copy.rglob("*")} - {Path("answers.yaml")} == named
    assert find_answers(folder / "seamscope-demo") == (copy / "answers.yaml").resolve()
    (copy / "cmdb.csv").write_text("mine", encoding="utf-8")
    assert copy_sample(folder / "seamscope-demo") == copy
    assert (copy / "cmdb.csv").read_text(encoding="utf-8") == "mine"


def test_the_demo_is_no_input_of_the_next_survey(demo: tuple[Path, Result]) -> None:
    """A survey of a folder with a demo in it lists only the systems of the folder, without those of
    `seamscope-demo/`.
    """
    folder, _ = demo
    shutil.rmtree(folder / "my-landscape", ignore_errors=True)
    (folder / "apps.csv").write_text("Application,Owner\nTolling,Ann\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["survey", str(folder), "-o", str(folder / "out"), "--all"])
    assert "not read as inputs: 1 output of seamscope itself (seamscope-demo/)" in result.stderr
    shown = CliRunner().invoke(main, ["show", "systems", str(folder / "out"), "-f", "csv"])
    assert [line.split(",")[1] for line in shown.stdout.splitlines()[1:]] == ["Tolling"]


def test_an_installed_package_has_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sample is found in the installed package; if it is not there, the error says to install
    seamscope again.
    """
    package = tmp_path / "site-packages" / "seamscope"
    package.mkdir(parents=True)
    monkeypatch.setattr(seamscope, "__file__", str(package / "__init__.py"))
    with pytest.raises(InputError, match="install seamscope again"):
        find_sample()
    (package / "samples" / "halden-pumps").mkdir(parents=True)
    assert find_sample() == package / "samples" / "halden-pumps"


def test_the_wheel_takes_the_sample_from_the_repository() -> None:
    """The wheel has a build hook for the sample, and the source distribution contains the hook and
    the sample.
    """
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    targets = build["build"]["targets"]
    assert "custom" in targets["wheel"]["hooks"]
    assert {"hatch_build.py", "inventories"} <= set(targets["sdist"]["include"])
    assert find_sample() == SAMPLE


def test_make_demo_prints_no_command_line_but_the_demo() -> None:
    """`make demo` does not print the commands that it runs, and pip is quiet."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ndemo:")[2]
    lines = [line for line in recipe.partition("\n\n")[0].splitlines() if line.startswith("\t")]
    assert lines
    assert all(line.startswith("\t@") for line in lines)
    command = ["make", "--no-print-directory", "--dry-run", "--always-make", "demo"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True, env=outside)
    assert "--quiet --quiet" in run.stdout
    assert "seamscope demo" in run.stdout
