"""`LazyPattern` compiles an expression at its first use and behaves like a compiled expression."""

import re

import pytest

from seamscope.lineage.parsing.lazy_pattern import LazyPattern


@pytest.mark.parametrize(
    "text", ["LOCK TABLE casks", "lock table vats; lock table jars", "unlock", ""]
)
def test_a_lazy_pattern_finds_and_replaces_as_a_compiled_one(text: str) -> None:
    """`search` and `sub` return the same as those of a compiled expression with the same flags."""
    source, flags = r"\block table (\w+)", re.IGNORECASE
    lazy, compiled = LazyPattern(source, flags), re.compile(source, flags)
    found, wanted = lazy.search(text), compiled.search(text)
    assert (found and found[1]) == (wanted and wanted[1])
    assert lazy.sub(r"use \1", text) == compiled.sub(r"use \1", text)
    assert lazy.sub(lambda match: match[1].upper(), text) == compiled.sub(
        lambda match: match[1].upper(), text
    )


def test_a_mistake_in_an_expression_appears_at_its_first_use() -> None:
    """An invalid expression raises `re.error` at its first use, not when the `LazyPattern` is
    created.
    """
    lazy = LazyPattern(r"(unclosed", re.NOFLAG)
    with pytest.raises(re.error, match="unterminated"):
        lazy.search("text")


def test_an_expression_is_compiled_once() -> None:
    """The second use returns the compiled object of the first."""
    lazy = LazyPattern(r"\w+", re.NOFLAG)
    assert lazy.compiled is lazy.compiled
