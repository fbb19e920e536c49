"""If an error in seamscope stops one output, the others are written, and the message says what to
report.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from seamscope.cli import main, survey_files, survey_run
from seamscope.outputs import FORMATS

CONTENT = "Customer 4711 Smith"  # what an error's text repeats, and no message may
INVENTORY = """\
inventory: 1
systems:
  - {name: Shop, kind: commerce}
  - {name: Ledger, kind: erp}
flows:
  - {from: Shop, to: Ledger, protocol: REST}
"""


def fail(*_: object, **__: object) -> bytes:
    """Raise a KeyError that contains text of the inputs, in the place of a function with a bug."""
    raise KeyError(CONTENT)


class Broken:
    """An output that cannot be rendered."""

    render = staticmethod(fail)


def break_format(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    formats = {**FORMATS, name: Broken()}
    return lambda monkeypatch: monkeypatch.setattr(survey_files, "FORMATS", formats)


def break_function(module: object, name: str) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda monkeypatch: monkeypatch.setattr(module, name, fail)


OUTPUTS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "the diagram": (break_format("svg"), "landscape.svg"),
    "the report": (break_format("html"), "report.html"),
    "the workbook": (break_format("xlsx"), "effort.xlsx"),
    "more pages of the diagram": (
        break_function(survey_files, "render_board_pages"),
        "landscape-2.svg",
    ),
    "the answers": (break_function(survey_run, "keep_answers"), "answers.yaml"),
    "the summary": (break_function(survey_files, "render_summary"), "the summary"),
}


@pytest.mark.parametrize("output", OUTPUTS)
def test_one_failing_output_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    """If one output fails, the run exits with 0 and writes the others; the line to report contains
    nothing of the inputs.
    """
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "inventory.yaml").write_text(INVENTORY)
    damage, name = OUTPUTS[output]
    damage(monkeypatch)
    out = tmp_path / "out"
    result = CliRunner().invoke(main, ["survey", str(tmp_path / "in"), "-o", str(out)])
    assert result.exit_code == 0, result.output
    line = next(line for line in result.stderr.splitlines() if line.startswith(f"{name}: "))
    assert "left out because of an error in seamscope (KeyError at test_failing" in line
    assert "report this line and the version" in line
    assert CONTENT not in result.output
    expected = {"survey.json", "report.md", "report.html", "landscape.svg", "effort.xlsx"}
    assert expected - {name} <= {path.name for path in out.iterdir()}


def test_each_further_board_page_is_a_picture_too(tmp_path: Path) -> None:
    """Further pages of the board are written as SVG and PNG, like the first."""
    pairs = "".join(
        f"  - {{from: {source}, to: {target}, protocol: REST}}\n"
        for n in range(8)
        for source, target in (("Shop", f"S{n}"), (f"S{n}", "Shop"))
    )
    systems = "".join(f"  - {{name: S{n}, kind: crm}}\n" for n in range(8))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "inventory.yaml").write_text(
        f"inventory: 1\nsystems:\n  - {{name: Shop, kind: commerce}}\n{systems}flows:\n{pairs}"
    )
    out = tmp_path / "out"
    result = CliRunner().invoke(main, ["survey", str(tmp_path / "in"), "-o", str(out)])
    assert result.exit_code == 0, result.output
    drawn = sorted(path.name for path in out.glob("landscape*") if path.suffix in {".svg", ".png"})
    assert drawn == ["landscape-2.png", "landscape-2.svg", "landscape.png", "landscape.svg"]
    assert "7 to 8 of 8: see landscape-2.svg" in (out / "landscape.svg").read_text()
