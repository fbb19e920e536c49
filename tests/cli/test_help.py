"""The help: sections, whole sentences, examples, and short options."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.cli.help import SECTIONS, Program
from seamscope.cli.looking import LISTS
from seamscope.outputs.commands.show import LISTS as SHOWN


def read_help(*words: str) -> str:
    result = CliRunner().invoke(main, [*words, "-h"])
    assert result.exit_code == 0
    return result.stdout


def test_every_command_is_in_a_section() -> None:
    """The sections of the help are in the stated order, and each command is in one of them."""
    text = read_help()
    titles = re.findall(r"^(\w[\w ]+):$", text, re.M)
    assert titles == ["Options", *SECTIONS]
    for name in main.commands:
        assert re.search(rf"^  {name}  ", text, re.M), name


def test_commands_are_described_in_whole_sentences() -> None:
    """The help shortens no description with "...", as click does by default."""
    listed = read_help().partition("Start:")[2]
    assert "..." not in listed
    assert "Show reads, writes, column lineage and problems of one SQL file," in listed


def test_a_command_in_no_section_is_listed_last() -> None:
    """A command that belongs to no section is listed under "More", and an empty section is not
    printed.
    """
    program = Program("program", commands={"odd": click.Command("odd", help="Do it.")})
    text = CliRunner().invoke(program, ["--help"]).stdout
    assert text.endswith("More:\n  odd         Do it.\n")
    assert "Start" not in text


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_examples_and_short_options(name: str) -> None:
    """The help of each command has examples and exit codes, and each of its long options such as
    `--output` has a short one.
    """
    text = read_help(name)
    assert f"seamscope {name}" in text.partition("Examples:")[2]
    assert "Exit codes" in text
    for long, short in (("--output", "-o"), ("--format", "-f"), ("--quiet", "-q")):
        assert long not in text or f"{short}, {long}" in text


def test_the_examples_are_valid_usage() -> None:
    """Each example in the help has only existing options and not too many arguments."""
    for name, command in main.commands.items():
        lines = re.findall(rf"^    seamscope {name}\b(.*)$", read_help(name), re.M)
        assert lines, name
        for line in lines:
            words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)]
            command.make_context(name, words, resilient_parsing=False)


def test_show_names_every_list() -> None:
    """The help of `show` names every list that it can print."""
    assert set(LISTS) == set(SHOWN)
    text = " ".join(read_help("show").split())
    assert f"WHAT is one of: {', '.join(LISTS)}." in text


def test_the_version_has_a_short_option() -> None:
    """`-V` prints name and version."""
    assert CliRunner().invoke(main, ["-V"]).stdout.startswith("seamscope, version ")


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The help in a pipe has no colours; NO_COLOR turns them off even if they are forced."""
    assert "\x1b[" not in read_help()
    forced = CliRunner().invoke(main, ["--help"], color=True).stdout
    assert "\x1b[1mStart\x1b[0m" in forced
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in CliRunner().invoke(main, ["--help"], color=True).stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shells_of_the_documentation_are_completed(
    shell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the environment variable that the documentation names, the program prints a completion
    script for the shell.
    """
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert f"_SEAMSCOPE_COMPLETE={shell}_source seamscope" in page
    monkeypatch.setenv("_SEAMSCOPE_COMPLETE", f"{shell}_source")
    if shell == "bash":  # click asks the shell for its version
        monkeypatch.setattr("click.shell_completion.BashComplete._check_version", lambda *_: None)
    result = CliRunner().invoke(main, [], prog_name="seamscope")
    assert "_SEAMSCOPE_COMPLETE" in result.stdout
