"""Run the cells of a notebook as Jupyter does; as a program, store their outputs again.

A notebook is JSON and its cells are plain Python, so no kernel is started: nbclient and its kernel
would add about 25 packages to the tests.
"""

import ast
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A code cell. stored: the text output in the notebook, "" if there is none."""

    number: int
    code: str
    stored: str


def list_code_cells(notebook: Path) -> Iterator[Cell]:
    """Yield the code cells of a notebook of format 4."""
    document = json.loads(notebook.read_text(encoding="utf-8"))
    for number, cell in enumerate(document["cells"]):
        if cell["cell_type"] == "code":
            stored = "".join(
                "".join(output["data"]["text/plain"])
                for output in cell["outputs"]
                if output["output_type"] == "execute_result"
            )
            yield Cell(number=number, code="".join(cell["source"]), stored=stored)


def run_cells(notebook: Path) -> Iterator[tuple[Cell, str]]:
    """Yield each code cell with the text that a kernel shows for it, "" for nothing.

    The cells share their variables and run in the folder of the notebook.
    """
    variables: dict[str, object] = {"__name__": "__main__"}
    before = Path.cwd()
    os.chdir(notebook.parent)
    try:
        for cell in list_code_cells(notebook):
            statements, last = _compile_cell(cell)
            exec(statements, variables)
            value = eval(last, variables) if last else None
            yield cell, "" if value is None else repr(value)
    finally:
        os.chdir(before)


def _compile_cell(cell: Cell) -> tuple[CodeType, CodeType | None]:
    """Return the code of a cell in two parts: its statements, and its last expression, None if it
    ends with a statement.
    """
    tree, place = ast.parse(cell.code), f"cell {cell.number}"
    match tree.body:
        case [*_, ast.Expr(value=value)]:
            tree.body.pop()
            return compile(tree, place, "exec"), compile(ast.Expression(value), place, "eval")
        case _:
            return compile(tree, place, "exec"), None


def store_outputs(notebook: Path) -> None:
    """Run the cells and write the outputs into the notebook."""
    document = json.loads(notebook.read_text(encoding="utf-8"))
    for count, (cell, shown) in enumerate(run_cells(notebook), start=1):
        result = {
            "data": {"text/plain": shown.splitlines(keepends=True)},
            "execution_count": count,
            "metadata": {},
            "output_type": "execute_result",
        }
        document["cells"][cell.number] |= {
            "execution_count": count,
            "outputs": [result] if shown else [],
        }
    text = json.dumps(document, indent=1, ensure_ascii=False)
    notebook.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    store_outputs(Path(sys.argv[1]) if len(sys.argv) > 1 else NOTEBOOK)
