"""The pages for contributors name existing files, the layers of the import contracts and working
commands.
"""

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from seamscope.estimate.drivers import DRIVERS

ROOT = Path(__file__).parents[2]
PAGES = ("CONTRIBUTING.md", "README.md", "docs/architecture.md", "docs/glossary.md")
FOLDERS = "src|tests|connectors|docs|benchmarks|inventories"


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def paths_in(text: str) -> set[str]:
    """Return the paths in code spans; for a path with a placeholder such as `<name>`, only the
    folder above it.
    """
    found = re.findall(rf"`((?:{FOLDERS})/[^`\s:]*)", text)
    return {path.partition("<")[0].rpartition("/")[0] if "<" in path else path for path in found}


@pytest.mark.parametrize("page", PAGES)
def test_every_path_on_the_page_exists(page: str) -> None:
    """All paths in code spans of the page exist in the repository."""
    assert [path for path in sorted(paths_in(read(page))) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    "page",
    [
        *PAGES,
        "docs/python.md",
        "docs/estimation.md",
        "docs/poc.md",
        "docs/lineage.md",
        "docs/databases.md",
        "docs/from-sqllineage.md",
    ],
)
def test_every_link_on_the_page_leads_to_a_file(page: str) -> None:
    """Each relative link on the page leads to an existing file."""
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", read(page))
    here = (ROOT / page).parent
    assert [link for link in links if not (here / link).exists()] == []


def test_the_page_finds_paths() -> None:
    """`paths_in` finds paths, paths with placeholders and paths of test ids."""
    text = "`src/a.py`, `tests/x/<name>.yaml`, `tests/poc/test_poc.py::test_name`, `make test`"
    assert paths_in(text) == {"src/a.py", "tests/x", "tests/poc/test_poc.py"}


CONTRACTS = {
    contract["containers"][0]: contract["layers"]
    for contract in tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    if contract["type"] == "layers"
}


def list_drawn_modules(heading: str) -> list[str]:
    """Return the modules in the drawing below a heading, from top to bottom."""
    drawing = read("docs/architecture.md").partition(f"## {heading}\n")[2].partition("```")[2]
    lines = drawing.partition("```")[0].splitlines()
    return [word for line in lines for word in re.findall(r"\w+", line[:49])]


@pytest.mark.parametrize("package", CONTRACTS)
def test_the_layers_on_the_page_are_those_that_are_checked(package: str) -> None:
    """Each drawing on the page has the modules of its import contract in the same order of
    layers.
    """
    name = package.rpartition(".")[2]
    drawn = list_drawn_modules("Layers" if package == "seamscope" else f"Inside {name}")
    layers = [set(re.findall(r"\w+", layer)) - {"__main__"} for layer in CONTRACTS[package]]
    assert len(drawn) == sum(map(len, layers))
    for layer in filter(None, layers):
        assert set(drawn[: len(layer)]) == layer
        del drawn[: len(layer)]


def test_the_page_on_estimation_names_every_driver() -> None:
    """Each cost driver of the estimate is on the page about estimation."""
    page = read("docs/estimation.md")
    assert [driver.name for driver in DRIVERS if driver.name not in page] == []


@pytest.mark.parametrize(
    ("selection", "arguments"),
    [
        ("", "-n auto -m 'not slow'"),
        ("tests/poc", "-n 0 'tests/poc'"),
        ("tests/poc/test_poc.py::test_name", "-n 0 'tests/poc/test_poc.py::test_name'"),
        ("connectors/cases/dbt/raw", "-n 0 tests/connectors/test_cases.py -k 'dbt/raw'"),
        ("connectors/cases/dbt/", "-n 0 tests/connectors/test_cases.py -k 'dbt'"),
        ("tests/estimate/cases/drivers/volume.yaml", "-n 0 tests/estimate -m 'not slow'"),
        ("OPENQUERY", "-n 0 -k 'OPENQUERY'"),
        ("merge and not exec", "-n 0 -k 'merge and not exec'"),
    ],
)
def test_make_test_runs_the_part_that_is_asked_for(selection: str, arguments: str) -> None:
    """`make test T=…` accepts a test path, the folder of a case, a YAML file of cases, or a
    word.
    """
    command = ["make", "--no-print-directory", "--dry-run", "test", f"T={selection}"]
    # The tests may run below make themselves, whose flags would be passed on.
    outside = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True, env=outside)
    assert run.stdout.rstrip().endswith(f" -q {arguments}")
