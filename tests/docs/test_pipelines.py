"""The files for CI pipelines: their scripts run, and docs/pipelines.md describes them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.cli.help import EXIT_CODES
from seamscope.cli.messages import NOTHING_FOUND

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
ACTION = ROOT / ".github" / "actions" / "seamscope" / "action.yml"
GITLAB = ROOT / "docs" / "pipelines" / "gitlab-ci.yml"
CONTAINER = ROOT / "docs" / "pipelines" / "Containerfile"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
LIST = """inventory: 1
systems: [{name: ERP, owner: Ann}, {name: CRM, owner: Tom}]
flows: [{from: ERP, to: CRM, mechanism: api, entities: [Customer]}]
"""
Json = dict[str, object]


def read_yaml(path: Path) -> Json:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def list_steps() -> list[Json]:
    runs = read_yaml(ACTION)["runs"]
    assert isinstance(runs, dict)
    steps: list[Json] = runs["steps"]
    return steps


def read_scripts() -> dict[str, str]:
    """Return the script of each step of the action by its name."""
    return {str(step["name"]): str(step["run"]) for step in list_steps() if "run" in step}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a git repository with two commits; PATH begins with a folder of stub programs."""
    programs = tmp_path / "bin"
    programs.mkdir()
    write_program(programs / "seamscope", f'exec "{sys.executable}" -P -m seamscope "$@"')
    write_program(programs / "python", 'echo "python $*" >> "$LOG"')
    write_program(programs / "gh", 'echo "gh $*" >> "$LOG"')
    folder = tmp_path / "project"
    (folder / "landscape").mkdir(parents=True)
    for name, text in (("Ann", LIST), ("Eve", LIST.replace("Ann", "Eve"))):
        (folder / "landscape" / "list.yaml").write_text(text, encoding="utf-8")
        git(folder, "init", "-q", "-b", "main")
        git(folder, "add", "-A")
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.com")
        git(folder, *identity, "commit", "-q", "-m", name)
    (folder / "landscape" / "seamscope.yaml").write_text("gates: {skipped: 0}\n", encoding="utf-8")
    return folder


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True)


def write_program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/bash\n{line}\n", encoding="utf-8")
    path.chmod(0o755)


def run_script(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a repository with bash and the options of GitHub's runner."""
    place = folder.parent
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("SEAMSCOPE_")}
    given = {"PATH": f"{place / 'bin'}:{os.environ['PATH']}", "LOG": str(place / "log")}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**inherited, **given, **variables},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_the_steps_of_the_action_run(repository: Path) -> None:
    """The steps run a survey, compare it with the base, write SARIF and JUnit, and fail if the gate
    fails.
    """
    place = repository.parent
    scripts = read_scripts()
    variables = {
        "PATHS": "landscape\n",
        "CONFIG": "",
        "POC": "",
        "BASE": "HEAD~1",
        "PACKAGE": "seamscope==1",
        "NUMBER": "7",
        "RUNNER_TEMP": str(place),
        "GITHUB_STEP_SUMMARY": str(place / "summary"),
        "GITHUB_OUTPUT": str(place / "output"),
    }
    for name in ("Install", "Survey", "Compare", "Comment"):
        done = run_script(scripts[name], repository, **variables)
        assert done.returncode == 0, (name, done.stdout, done.stderr)
    (repository / "landscape" / "seamscope.yaml").write_text("gates: {require: [owner]}\n")
    failed = run_script(scripts["Check"], repository, **variables)
    assert failed.returncode == 1
    assert "1 of 1 gates failed" in failed.stderr
    reports = repository / "seamscope-reports"
    assert '"uri": "landscape/list.yaml"' in (reports / "seamscope.sarif").read_text()
    assert 'name="require"' in (reports / "junit.xml").read_text()
    first, *rest = (reports / "diff.md").read_text().splitlines()
    assert "1 input, 1 system changed" in first.replace("\\", "")
    assert any("Ann → Eve" in line for line in rest)
    assert "Ann → Eve" in (place / "summary").read_text()
    assert (place / "output").read_text() == "diff=seamscope-reports/diff.md\n"
    log = (place / "log").read_text()
    assert "pip install --quiet --disable-pip-version-check seamscope==1" in log
    assert "gh pr comment 7 --edit-last" in log


def test_the_gitlab_script_runs(repository: Path) -> None:
    """The GitLab job runs the survey, the diff and the checks like the action, with the variables
    of GitLab.
    """
    write_program(repository.parent / "bin" / "seamscope", 'echo "seamscope $*" >> "$LOG"')
    job = read_yaml(GITLAB)["seamscope"]
    assert isinstance(job, dict)
    lines: list[str] = [*job["before_script"], *job["script"]]
    variables = {"SEAMSCOPE_PATH": "landscape", "SEAMSCOPE_PACKAGE": "x"}
    base = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "HEAD~1"}
    done = run_script("\n".join(lines), repository, **variables, **base)
    assert done.returncode == 0, (done.stdout, done.stderr)
    log = (repository.parent / "log").read_text().splitlines()
    assert log[0].startswith("python -m pip install")
    assert [line.split()[:2] for line in log[1:]] == [
        ["seamscope", name] for name in ("survey", "survey", "diff", "check", "check", "check")
    ]
    assert "--root landscape" in log[5]
    assert (repository.parent / "seamscope-base" / "landscape" / "list.yaml").read_text() == LIST
    assert job["artifacts"]["reports"] == {"junit": "seamscope-reports/junit.xml"}
    assert set(variables) <= set(job["variables"])


def test_the_steps_take_inputs_from_the_environment_only() -> None:
    """No script contains `${{ … }}`, because an input in a script could run as a command."""
    for step in list_steps():
        assert "${{" not in str(step.get("run", ""))
        assert step.get("shell", "bash") == "bash"


def list_options(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the command and the options of each call of seamscope in a script."""
    for command, words in re.findall(r"\bseamscope (survey|check|diff)\b([^\n]*)", text):
        yield command, re.findall(r"(?<![\w-])--[a-z-]+", words)


@pytest.mark.parametrize("path", [ACTION, GITLAB], ids=["github", "gitlab"])
def test_every_option_in_the_scripts_exists(path: Path) -> None:
    """Each option in the scripts of the pipelines is an option of its command."""
    calls = list(list_options(path.read_text(encoding="utf-8")))
    assert len(calls) >= 4
    for command, options in calls:
        known = {name for item in main.commands[command].params for name in item.opts}
        assert set(options) <= known, command


def test_the_hooks_of_pre_commit_are_commands_of_the_program() -> None:
    """Each pre-commit hook has the required keys and a valid command line."""
    hooks = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["seamscope-survey", "seamscope-check"]
    for hook in hooks:
        assert hook.keys() >= {"id", "name", "entry", "language"}
        line: list[str] = hook["entry"].split() + hook.get("args", [])
        assert line[0] == "seamscope"
        assert CliRunner().invoke(main, [*line[1:], "--help"]).exit_code == 0
        assert hook["id"] in PAGE


def test_the_container_file_copies_what_exists() -> None:
    """The extras in the container file exist in the package, and the copied files exist in the
    repository.
    """
    text = CONTAINER.read_text(encoding="utf-8")
    for source in re.findall(r"^COPY (?!--from)(\S+)", text, re.M):
        assert (ROOT / source).exists(), source
    extras = re.findall(r"\[([\w,]+)\]", text)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for name in ",".join(extras).split(","):
        assert re.search(rf"^{name} = \[", project, re.M), name
    assert re.search(r'^ENTRYPOINT \["seamscope"\]$', text, re.M)
    assert re.search(r"^USER (?!root)", text, re.M)


def test_the_page_describes_every_input_of_the_action() -> None:
    """Each input and output of the action is in docs/pipelines.md, and the README links to this
    page.
    """
    action = read_yaml(ACTION)
    for part in ("inputs", "outputs"):
        names = action[part]
        assert isinstance(names, dict)
        assert [name for name in names if f"`{name}`" not in PAGE] == []
    assert "(docs/pipelines.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_exit_codes_are_in_one_table_and_in_the_help() -> None:
    """The table in docs/pipelines.md and the help have the same exit codes."""
    table = re.findall(r"^\| (\d+) \|", PAGE, re.M)
    assert table == re.findall(r"\d+", EXIT_CODES)
    assert str(NOTHING_FOUND) in table


def test_without_a_system_or_a_reader_the_exit_code_is_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`survey` exits with 3 if it finds no system, and `connectors` if no connector reads the
    file.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    nothing = CliRunner().invoke(main, ["survey", "empty"])
    assert nothing.exit_code == NOTHING_FOUND
    assert "no system was found" in nothing.stderr
    assert (tmp_path / "seamscope-out" / "survey.json").is_file()
    (tmp_path / "notes.zzz").write_text("hello")
    assert CliRunner().invoke(main, ["connectors", "notes.zzz"]).exit_code == NOTHING_FOUND
    (tmp_path / "list.yaml").write_text(LIST)
    assert CliRunner().invoke(main, ["connectors", "list.yaml"]).exit_code == 0
