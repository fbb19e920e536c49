"""An expression that is compiled at its first use does what a compiled one does."""

import re

import pytest

from seamscope.lineage.parsing.lazy_pattern import LazyPattern


@pytest.mark.parametrize(
    "text", ["LOCK TABLE casks", "lock table vats; lock table jars", "unlock", ""]
)
def test_a_lazy_pattern_finds_and_replaces_as_a_compiled_one(text: str) -> None:
    """Flags count as well, and the first match is returned."""
    source, flags = r"\block table (\w+)", re.IGNORECASE
    lazy, compiled = LazyPattern(source, flags), re.compile(source, flags)
    found, wanted = lazy.search(text), compiled.search(text)
    assert (found and found[1]) == (wanted and wanted[1])
    assert lazy.sub(r"use \1", text) == compiled.sub(r"use \1", text)
    assert lazy.sub(lambda match: match[1].upper(), text) == compiled.sub(
        lambda match: match[1].upper(), text
    )


def test_a_mistake_in_an_expression_appears_at_its_first_use() -> None:
    """Making it costs nothing, so nothing is checked before."""
    lazy = LazyPattern(r"(unclosed", re.NOFLAG)
    with pytest.raises(re.error, match="unterminated"):
        lazy.search("text")


def test_an_expression_is_compiled_once() -> None:
    """The second use has the object of the first."""
    lazy = LazyPattern(r"\w+", re.NOFLAG)
    assert lazy.compiled is lazy.compiled
