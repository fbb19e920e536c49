"""The word lists of the package contain no booleans."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from seamscope.connector import words
from seamscope.connector.words import load

NAMES = sorted(path.stem for path in Path(words.__file__).parent.glob("*.yaml"))


def list_items(content: object) -> Iterator[object]:
    """Yield the items of all lists in a file."""
    match content:
        case dict():
            for part in content.values():
                yield from list_items(part)
        case list():
            yield from content
            for part in content:
                yield from list_items(part)


@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_a_boolean(name: str) -> None:
    """All words that YAML would read as booleans, such as `no` and `on`, are quoted in the
    lists.
    """
    assert [item for item in list_items(load(name)) if isinstance(item, bool)] == []
