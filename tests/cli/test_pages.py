"""`render --page`: several pages, and the date in their footer."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from seamscope.cli import main
from seamscope.document import Meta, Survey, encode
from seamscope.outputs.diagram.drawing import find_backend

needs_graphviz = pytest.mark.skipif(find_backend() is None, reason="nothing here draws")
META = Meta(tool="seamscope", tool_version="0", schema_version="2", options={"date": "2026-03-01"})


@pytest.fixture
def survey(tmp_path: Path) -> str:
    """Return the path of an empty survey with a fixed date."""
    path = tmp_path / "survey.json"
    path.write_bytes(encode(Survey(meta=META)))
    return str(path)


@needs_graphviz
def test_pages_are_written_with_the_given_date(survey: str, tmp_path: Path) -> None:
    """An empty survey gives one page, whose footer has the date of --date."""
    args = ["render", "svg", survey, "--page", "a4", "-o", str(tmp_path / "p")]
    assert CliRunner().invoke(main, args).exit_code == 0
    assert "2026-03-01" in (tmp_path / "p" / "01-landscape.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("form", "more", "said"),
    [
        ("svg", [], "add a folder with -o"),
        ("csv", ["-o", "x"], "not 'csv'; use one of: svg, png, pdf"),
    ],
)
def test_invalid_uses_of_page_are_refused(
    survey: str, form: str, more: list[str], said: str
) -> None:
    """`--page` without an output folder, or for a format of tables, is an error."""
    found = CliRunner().invoke(main, ["render", form, survey, "--page", "a4", *more])
    assert found.exit_code == 2
    assert said in found.stderr
