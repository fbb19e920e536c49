"""The page of licences lists all packages that an installation may bring with it."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_dependency_is_listed_with_its_licence() -> None:
    """docs/licences.md lists each dependency, including those of the extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {k: v for k, v in project["optional-dependencies"].items() if k != "dev"}
    wanted = [*project["dependencies"], *(item for listed in extras.values() for item in listed)]
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8").casefold()
    names = {re.split(r"[\[<>=]", item)[0].strip().casefold() for item in wanted}
    assert len(names) > 25
    listed = {name for row in page.splitlines() for name in re.split("[|,]", row)}
    assert names - {name.strip() for name in listed} == set()
