"""Workers with other versions are refused, because their results could differ."""

import re
from importlib.metadata import packages_distributions
from pathlib import Path

from seamscope.engine.program import PACKAGES, describe_program, list_differences

ROOT = Path(__file__).parents[2]
# The modules that workers run: reading of sources, and lineage.
PARTS = ("src/seamscope/connector", "src/seamscope/discover", "src/seamscope/lineage",
         "src/seamscope/residue", "connectors/seamscope_connectors")  # fmt: skip
# Used by the cache and by the walk over folders, which run on the user's machine.
IMPORT = re.compile(r"^ *(?:import|from) (\w+)", re.M)
STAYS = {"cryptography", "platformdirs"}


def test_all_packages_that_workers_import_count() -> None:
    """Each package that reading and tracing import is in the list of packages whose versions are
    compared.
    """
    imported = {
        name
        for part in PARTS
        for path in (ROOT / part).rglob("*.py")
        for name in IMPORT.findall(path.read_text(encoding="utf-8"))
    }
    owners = packages_distributions()
    used = {owner for name in imported for owner in owners.get(name, ())}
    assert used - {"seamscope"} - STAYS <= set(PACKAGES)
    assert {"sqlglot", "openpyxl"} <= used


def test_differences_are_named_with_both_versions() -> None:
    """A difference names both versions; a package that only one of the machines has is a
    difference, too.
    """
    ours = {"Python": "3.11.7", "seamscope": "1.0", "code": "ab", "pyarrow": ""}
    assert list_differences(ours, {**ours}) == []
    assert list_differences(ours, {**ours, "Python": "3.12.1", "code": "cd"}) == [
        "Python 3.12.1 instead of 3.11.7"
    ]
    assert list_differences(ours, {**ours, "code": "cd"}) == ["other files of seamscope 1.0"]
    assert list_differences(ours, {**ours, "pyarrow": "20.0"}) == ["pyarrow 20.0 instead of none"]
    assert list_differences({**ours, "pyarrow": "20.0"}, ours) == [
        "pyarrow (missing) instead of 20.0"
    ]


def test_the_description_has_versions_and_code() -> None:
    """The description of the program has the versions of Python, seamscope and its packages, and a
    hash of the code.
    """
    found = describe_program()
    assert found["sqlglot"]
    assert len(found["code"]) == 40
    assert list(found)[:3] == ["Python", "seamscope", "code"]
