"""Commands print colours only on a terminal."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.cli.colour import paint_place, paint_summary

SUMMARY = (
    "Claims: settle first.\nSecond line.\n\nOpen   out/report.html\n! 1 entry left out\n  ✗ no"
)


def test_the_summary_is_the_same_text_in_colours() -> None:
    """In the summary of a run, advice and headings are bold, warnings yellow and contradictions
    red.
    """
    painted = paint_summary(SUMMARY).split("\n")
    assert painted[0] == "\x1b[1mClaims: settle first.\x1b[0m"
    assert painted[1] == "\x1b[1mSecond line.\x1b[0m"
    assert painted[3] == "\x1b[1mOpen\x1b[0m   out/report.html"
    assert painted[4].startswith("\x1b[33m! ")
    assert painted[5] == "\x1b[31m  ✗ \x1b[0mno"


def test_the_place_of_an_error_is_bold() -> None:
    """The file and the line of each error are bold."""
    text = paint_place("poc.yaml:7: is wrong; fix it\nout: is a file; use another\nno place here")
    assert text.splitlines() == [
        "\x1b[1mpoc.yaml:7:\x1b[0m is wrong; fix it",
        "\x1b[1mout:\x1b[0m is a file; use another",
        "no place here",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("wanted", [True, False])
def test_a_pipe_gets_no_colours_and_a_terminal_may_refuse_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: bool
) -> None:
    """A pipe gets no colours, and NO_COLOR switches them off on a terminal."""
    (tmp_path / "inventory.yaml").write_text(
        "inventory: 1\nsystems: [{name: A}, {name: B}]\nflows:\n  - {from: A, to: B}\n", "utf-8"
    )
    if not wanted:
        monkeypatch.setenv("NO_COLOR", "1")
    words = ["survey", str(tmp_path), "-o", str(tmp_path / "out")]
    plain = CliRunner().invoke(main, words)
    coloured = CliRunner().invoke(main, words, color=True)
    assert "\x1b[" not in plain.output
    assert ("\x1b[1m" in coloured.stdout) == wanted
    broken = CliRunner().invoke(main, ["show", "systems", str(tmp_path / "no.json")], color=True)
    assert ("\x1b[1m" in broken.stderr) == wanted
