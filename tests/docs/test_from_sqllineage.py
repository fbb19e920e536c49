"""The page for users of SQLLineage and other lineage libraries shows what the program returns."""

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/from-sqllineage.md"


def test_every_example_on_the_page_is_true() -> None:
    """The at least 15 examples of the page pass as doctests."""
    tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert tried.failed == 0
    assert tried.attempted >= 15
