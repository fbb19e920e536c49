"""A text from an input is cleaned of secrets before a message quotes its beginning."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import seamscope.connector
import seamscope_connectors
from seamscope.connector.scrub import quote

FOLDERS = [Path(p) for m in (seamscope.connector, seamscope_connectors) for p in m.__path__]
FILES = sorted(path for folder in FOLDERS for path in folder.rglob("*.py"))
# A slice with this bound or more shortens text; smaller slices select the first items of a list.
SHORTEST = 15
SECRET = "s3cr3tValue" + "x" * 12  # a planted secret, not a real one


def is_shortened(node: ast.AST) -> bool:
    """Return whether an expression is ``text[:40]`` or ``text[:SHOWN]``."""
    match node:
        case ast.Subscript(slice=ast.Slice(lower=None, step=None, upper=ast.Constant(int(most)))):
            return most >= SHORTEST
        case ast.Subscript(slice=ast.Slice(lower=None, step=None, upper=ast.Name(name))):
            return name in {"SHOWN", "LONGEST"}
        case _:
            return False


def list_quoted(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the expressions in source code that a message may quote: those in an f-string or in a
    join.
    """
    for node in ast.walk(tree):
        match node:
            case ast.FormattedValue():
                yield from ast.walk(node.value)
            case ast.GeneratorExp(elt=item) | ast.ListComp(elt=item) | ast.SetComp(elt=item):
                yield item
            case ast.Subscript(value=ast.JoinedStr() | ast.Call(func=ast.Attribute(attr="join"))):
                yield node
            case _:
                pass


def list_uncleaned(source: str) -> list[str]:
    """Return the quoted expressions that are shortened in another way than with `quote`."""
    tree = ast.parse(source)
    return [ast.unparse(node) for node in list_quoted(tree) if is_shortened(node)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_connector_cuts_a_quoted_text_itself(path: Path) -> None:
    """No connector shortens a quoted text without `quote`, because half of a secret looks like an
    ordinary word.
    """
    assert list_uncleaned(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("f'unknown {word[:40]}'", ["word[:40]"]),
        ("f'{title(word)[:SHOWN]}'", ["title(word)[:SHOWN]"]),
        ("shown = ', '.join(names)[:200]", ["', '.join(names)[:200]"]),
        ("shown = ', '.join(name[:60] for name in names)", ["name[:60]"]),
        ("f'{quote(word, 40)} of {len(names[:5])}'", []),
        ("head = text[:4096]", []),
    ],
)
def test_the_scan_finds_each_shortened_quotation(source: str, found: list[str]) -> None:
    """The scan finds each way of shortening a quoted text; otherwise, an empty result would prove
    nothing.
    """
    assert list_uncleaned(source) == found


@pytest.mark.parametrize("length", [16, 20, 24, 30, 40, 60])
def test_a_secret_at_the_edge_is_masked_wherever_the_text_is_cut(length: int) -> None:
    """A text that is shortened within a secret contains no part of the secret."""
    for text in (f"odd password={SECRET} rest", f"https://u:{SECRET}@host.example/path"):
        shown = quote(text, length)
        assert len(shown) <= length
        assert SECRET[:4] not in shown
