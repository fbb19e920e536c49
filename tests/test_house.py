"""Rules that no linter checks: there are no import cycles, and only methods set attributes."""

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import seamscope

ROOT = Path(seamscope.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))


def module_name(file: Path) -> str:
    """Return `seamscope.lineage.types` for `…/seamscope/lineage/types.py`."""
    parts = file.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


MODULES = {module_name(file): file for file in FILES}


def imported_modules(tree: ast.Module, package: str, known: frozenset[str]) -> Iterator[str]:
    """Yield every known module that a tree imports, at the top, under TYPE_CHECKING or in
    functions.

    `from a.b import c` imports `a.b.c` if that is a module, and `a.b` otherwise.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name in known)
            case ast.ImportFrom(module=base, names=names, level=level):
                above = package.split(".")[: len(package.split(".")) - level + 1] if level else []
                base = ".".join([*above, *([base] if base else [])])
                for alias in names:
                    inner = f"{base}.{alias.name}"
                    if inner in known:
                        yield inner
                    elif base in known:
                        yield base


def import_graph(files: dict[str, Path]) -> dict[str, set[str]]:
    """Return for each module which of the other modules it imports."""
    known = frozenset(files)
    graph: dict[str, set[str]] = {}
    for name, file in files.items():
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        tree = ast.parse(file.read_text("utf-8"))
        graph[name] = set(imported_modules(tree, package, known)) - {name}
    return graph


def first_cycle(graph: dict[str, set[str]]) -> list[str]:
    """Return the modules of one import cycle in order, [] if there is none."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def foreign_assignments(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and code of every assignment to an attribute of an object other than `self`."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="self")):
                continue
            case ast.Attribute(ctx=ast.Store() | ast.Del(), lineno=line):
                yield line, ast.unparse(node)


@pytest.mark.slow
def test_no_module_imports_itself_through_others() -> None:
    """The modules of seamscope have no import cycle, including imports under TYPE_CHECKING and
    inside functions.
    """
    assert first_cycle(import_graph(MODULES)) == []


@pytest.mark.parametrize(
    "text",
    [
        "import seamscope.b",
        "from seamscope import b",
        "from seamscope.b import name",
        "from . import b",
        "from .b import name",
        "if TYPE_CHECKING:\n    from seamscope.b import name",
        "def f() -> None:\n    from seamscope import b",
    ],
)
def test_an_import_of_any_form_closes_a_cycle(text: str, tmp_path: Path) -> None:
    """Two modules that import each other are a cycle, in whatever form the import is written."""
    (tmp_path / "a.py").write_text(text)
    (tmp_path / "b.py").write_text("import seamscope.a\n")
    files = {"seamscope.a": tmp_path / "a.py", "seamscope.b": tmp_path / "b.py"}
    assert set(first_cycle(import_graph(files))) == {"seamscope.a", "seamscope.b"}


LINEAGE = [file for file in FILES if file.is_relative_to(ROOT / "lineage")]


@pytest.mark.parametrize("file", LINEAGE, ids=[module_name(file) for file in LINEAGE])
def test_only_methods_set_attributes(file: Path) -> None:
    """In lineage, an object's attributes are assigned only by its own methods."""
    assert list(foreign_assignments(ast.parse(file.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "text", ["x.a = 1", "x.a += 1", "x.a: int = 1", "del x.a", "x.a, y = 1, 2", "self.x.a = 1"]
)
def test_an_assignment_of_any_form_is_found(text: str) -> None:
    """Every form of an assignment to an attribute is found; `self.a = 1` is allowed."""
    assert list(foreign_assignments(ast.parse(text)))
    assert not list(foreign_assignments(ast.parse("self.a = 1; x[0] = 2; y = z.a")))
