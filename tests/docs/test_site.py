"""The documentation site has every page and no broken link, and its references are complete."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from docs.site.build import collect_pages
from docs.site.cli_page import write_cli_page
from docs.site.survey_page import write_survey_page

from seamscope.cli import main
from seamscope.document import encode_json_schema
from seamscope.outputs import FORMATS

ROOT = Path(__file__).parents[2]


def test_every_option_is_in_the_reference_of_the_command_line() -> None:
    """The reference has a section for each command with all of its public options."""
    parts = {part.split("\n", 1)[0]: part for part in write_cli_page().split("\n## ")}
    for name, command in main.commands.items():
        options = [
            option
            for parameter in command.params
            if isinstance(parameter, click.Option) and not parameter.hidden
            for option in (*parameter.opts, *parameter.secondary_opts)
        ]
        assert [one for one in options if one not in parts[f"seamscope {name}"]] == [], name


def test_every_format_is_in_the_reference_of_the_command_line() -> None:
    """The reference lists all formats of `render`."""
    page = write_cli_page()
    assert [name for name in FORMATS if f"| `{name}` |" not in page] == []


def test_every_key_of_a_survey_is_in_its_reference() -> None:
    """The reference has a section for each object of the schema with all of its keys."""
    parts = {part.split("\n", 1)[0]: part for part in write_survey_page().split("\n## ")}
    definitions = json.loads(encode_json_schema())["$defs"]
    assert set(definitions) <= set(parts)
    for name, node in definitions.items():
        keys = node.get("properties", ())
        assert [key for key in keys if f"| `{key}` |" not in parts[name]] == [], name


def test_every_page_is_collected(tmp_path: Path) -> None:
    """All pages in docs/ are collected, and the pages to which they or the README link."""
    collect_pages(tmp_path)
    pages = {page.relative_to(tmp_path) for page in tmp_path.rglob("*.md")}
    assert {page.relative_to(ROOT) for page in (ROOT / "docs").rglob("*.md")} <= pages
    assert {Path("README.md"), Path("CONTRIBUTING.md"), Path("connectors/README.md")} <= pages


@pytest.mark.slow
def test_the_site_is_built_without_a_broken_link(tmp_path: Path) -> None:
    """The site is built without an error. A missing page or anchor, or a page outside the
    navigation, would be an error.
    """
    pytest.importorskip("mkdocs")
    command = [sys.executable, "-m", "docs.site.build", "--without-pictures"]
    folders = ["--pages", str(tmp_path / "pages"), "--site", str(tmp_path / "site")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    built = subprocess.run(
        [*command, *folders], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (built.returncode, built.stderr) == (0, "")
    assert "Where to start" in (tmp_path / "site" / "index.html").read_text("utf-8")
