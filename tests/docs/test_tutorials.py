"""Follow the tutorials and the README literally: their files, commands, answers and outputs."""

import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from seamscope.cli import main

pytestmark = pytest.mark.slow  # each runs several surveys

ROOT = Path(__file__).parents[2]
TUTORIALS = sorted((ROOT / "docs").glob("tutorial-*.md"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"(?:^`(?P<file>[\w./-]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```", re.M | re.S
)


@dataclass(slots=True)
class Step:
    """A command in a console block.

    typed: lines that a person types while it runs.
    printed: lines that it must print.
    """

    command: str
    typed: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)


def list_steps(text: str) -> Iterator[Step]:
    """Yield the steps of a console block: a line after `$` is a command, one after `>` is typed,
    any other is printed.
    """
    step: Step | None = None
    for line in text.splitlines():
        if line.startswith("$ "):
            if step is not None:
                yield step
            step = Step(line[2:])
        elif step is not None and line.startswith("> "):
            step.typed.append(line[2:])
        elif step is not None:
            step.printed.append(line)
    if step is not None:
        yield step


def run(command: str, typed: list[str]) -> Result:
    program, *words = shlex.split(command, comments=True)
    assert program == "seamscope"
    return CliRunner().invoke(main, words, input="".join(f"{line}\n" for line in typed))


def squeeze(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working directory with the sample landscapes, as in a clone; stdin counts as a
    terminal.
    """
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("seamscope.cli.answering.is_terminal", lambda: True)
    (tmp_path / "inventories").mkdir()
    for source in (ROOT / "inventories").rglob("*"):
        target = tmp_path / source.relative_to(ROOT)
        if source.is_file() and source.name != "answers.yaml":
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    return tmp_path


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_a_tutorial_can_be_followed(page: Path, desk: Path) -> None:
    """Each command of the tutorial succeeds and prints the lines on the page, and each file is read
    without an error.
    """
    commands = 0
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["file"]:
            path = desk / block["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"], encoding="utf-8")
        elif block["kind"] == "console":
            for step in list_steps(block["text"]):
                result = run(step.command, step.typed)
                assert result.exit_code == 0, (step.command, result.output)
                assert "left out: unknown" not in result.stderr
                for line in step.printed:
                    assert squeeze(line) in squeeze(result.output), (step.command, result.output)
                commands += 1
    assert commands >= 5


def test_there_is_a_tutorial_for_each_reader() -> None:
    """The README links to each of the three tutorials."""
    assert len(TUTORIALS) == 3
    assert all(f"(docs/{page.name})" in README for page in TUTORIALS)


def test_the_steps_of_the_readme_work(desk: Path) -> None:
    """The commands in the shell blocks of the README run in their order with exit code 0."""
    blocks = [block["text"] for block in BLOCK.finditer(README) if block["kind"] == "sh"]
    lines = [line.strip() for text in blocks for line in text.splitlines()]
    commands = [line for line in lines if line.startswith("seamscope ")]
    assert len(commands) >= 5
    for command in commands:
        result = run(command, ["q"] if command.startswith("seamscope review") else [])
        assert result.exit_code == 0, (command, result.output)


# The values for placeholders of the README when its commands are run.
PLACES = {
    "OLD": "seamscope-demo",
    "NEW": "seamscope-demo",
    "SURVEY": "seamscope-demo",
    "FILE.sql": "inventories/halden-pumps/sql/works/promise_slots.sql",
    "HISTORY.csv": "history.csv",
    "INTEGRATION": "order-promising--sap-s-4hana",
    "DIR": "dir",
    "KIND": "poc",
    "FILES": "inventories/halden-pumps/extracts/sap.sqlite",
    "poc.yaml": "inventories/halden-pumps/poc.yaml",
}


def list_inline_commands(text: str) -> list[str]:
    """Return the commands in code spans, without those in code blocks."""
    return re.findall(r"`(seamscope [a-z][^`]*)`", BLOCK.sub("", text))


def test_the_commands_in_the_text_of_the_readme_work(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command in the text of the README runs on the demo; only `check` may exit with 1, for a
    failed gate.
    """
    monkeypatch.setenv("URL_ENV", f"sqlite:///{PLACES['FILES']}")
    assert run("seamscope demo -q", []).exit_code == 0
    rows = "".join(f"{hours},{hours + 5}\n" for hours in range(20, 400, 20))
    (desk / "history.csv").write_text(f"estimate,actual\n{rows}", encoding="utf-8")
    commands = list_inline_commands(README)
    assert len(commands) >= 8
    for command in commands:
        words = [PLACES.get(word, word) for word in shlex.split(command)]
        result = run(shlex.join(words), ["q"] if "review" in words else [])
        allowed = {0, 1} if words[1] == "check" else {0}
        assert result.exit_code in allowed, (command, result.output)


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.stem)
def test_commands_on_every_page_are_valid_usage(page: Path) -> None:
    """All commands on the page exist, with valid options and a valid number of arguments."""
    text = page.read_text(encoding="utf-8")
    shown = re.findall(r"^\$ (seamscope [^|>#\n]+)", text, re.M)
    for line in [*list_inline_commands(text), *shown]:
        _, name, *words = (PLACES.get(word, word) for word in shlex.split(line, comments=True))
        assert name in main.commands, line
        if words:
            # with the help options of the program: a command remembers those it meets first
            names = main.context_settings["help_option_names"]
            context = click.Context(main, info_name="seamscope", help_option_names=names)
            main.commands[name].make_context(name, words, context, resilient_parsing=False)


def test_other_lines_of_the_readme_name_what_exists() -> None:
    """The make targets and the pip extras that the README names exist."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`?make (\w+)", README):
        assert re.search(rf"^{target}:", makefile, re.M), target
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for named in re.findall(r"pip install '?\.\[([\w,]+)\]", README):
        assert set(named.split(",")) <= extras.keys()
    assert set(re.findall(r"(?:uvx|pipx run|pipx install) (\w+)", README)) == {"seamscope"}
    assert "demo" in main.commands


def test_every_local_link_of_the_readme_and_the_pages_leads_somewhere() -> None:
    """All relative links of the README and of docs/ lead to existing files."""
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for link in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8")):
            assert os.path.exists(page.parent / link), (page.name, link)  # noqa: PTH110
