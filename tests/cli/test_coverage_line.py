"""The sentence about what was read has the same figures wherever a survey is shown."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seamscope import load_survey
from seamscope.cli import main
from seamscope.outputs.views.coverage_line import describe_coverage

SAMPLE = Path(__file__).parents[2] / "inventories" / "ostwind-ferries"


def seamscope(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def find_sentence(text: str) -> str:
    plain = " ".join(re.sub(r"<[^<>]*>", " ", text).split())
    found = re.search(r"\d+ of \d+ files, .{0,60}? mentions? of (?:an )?unknown systems?", plain)
    return found[0] if found else ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run a survey; return its output folder and what it printed."""
    out = tmp_path_factory.mktemp("run") / "out"
    done = seamscope("survey", SAMPLE, "-o", out, "--jobs", "1")
    assert done.exit_code == 0
    return out, done.output


def test_every_output_and_command_says_what_was_read(folder: tuple[Path, str]) -> None:
    """The run, the board page, the report, `show` and `check` print the same sentence about what
    was read.
    """
    out, printed = folder
    texts = {
        "survey": printed,
        "show": seamscope("show", "systems", out).stderr,
        "check": seamscope("check", out).stderr,
        **{
            name: (out / name).read_text(encoding="utf-8")
            for name in ("report.html", "report.md", "landscape.svg")
        },
    }
    expected = describe_coverage(load_survey(out / "survey.json"))
    assert {name: find_sentence(text) for name, text in texts.items()} == dict.fromkeys(
        texts, expected
    )


def test_quiet_commands_print_no_sentence(folder: tuple[Path, str]) -> None:
    """With `-q`, `show` and `check` do not print the sentence about what was read."""
    out, _ = folder
    for words in (["show", "systems", out, "-q"], ["check", out, "-q"]):
        assert find_sentence(seamscope(*words).stderr) == ""
