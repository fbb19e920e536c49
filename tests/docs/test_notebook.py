"""The notebook in docs/ runs without errors, and its outputs are those stored in it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.notebooks import NOTEBOOK, list_code_cells, run_cells, store_outputs

ROOT = Path(__file__).parents[2]


def mask_figures(text: str) -> str:
    """Return the text with `#` for each number and single spaces, so that it does not depend on
    figures and column widths.
    """
    return " ".join(re.sub(r"\d+(?:\.\d+)?", "#", text).split())


@pytest.mark.slow
def test_every_cell_runs_and_shows_what_is_stored() -> None:
    """Each cell of the notebook shows its stored output, apart from figures.

    If it shows another one, run `python tests/docs/notebooks.py` to store it.
    """
    cells = list(run_cells(NOTEBOOK))
    assert len(cells) >= 7
    for cell, shown in cells:
        assert shown, cell.code
        assert mask_figures(shown) == mask_figures(cell.stored), cell.code


def test_the_notebook_is_linked_from_the_python_page() -> None:
    """The README links to docs/python.md, and this page to the notebook."""
    assert "(notebook.ipynb)" in (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    assert "(docs/python.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_notebook_has_the_keys_of_format_4_5() -> None:
    """Cells have unique ids and the keys of their type, so that Jupyter opens the notebook without
    a warning.
    """
    document = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in document["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in document["cells"]:
        code = {"outputs", "execution_count"} if cell["cell_type"] == "code" else set()
        assert cell.keys() == {"cell_type", "id", "metadata", "source"} | code


def write_notebook(path: Path, *sources: str) -> None:
    cells = [
        {"cell_type": "code", "id": str(n), "metadata": {}, "source": [source], "outputs": []}
        for n, source in enumerate(sources)
    ]
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(document), encoding="utf-8")


def list_shown(path: Path) -> Iterator[str]:
    return (shown for _, shown in run_cells(path))


def test_cells_share_variables_and_show_their_last_expression(tmp_path: Path) -> None:
    """Cells share their variables, and a cell that ends with a statement or with None shows
    nothing.
    """
    write_notebook(tmp_path / "n.ipynb", "a = 20", "b = a + 1\nb * 2", "print", "None")
    assert list(list_shown(tmp_path / "n.ipynb")) == ["", "42", "<built-in function print>", ""]


def test_a_cell_that_fails_is_an_error(tmp_path: Path) -> None:
    """An exception in a cell is raised, and the working directory is restored."""
    write_notebook(tmp_path / "n.ipynb", "1 / 0")
    with pytest.raises(ZeroDivisionError):
        list(list_shown(tmp_path / "n.ipynb"))
    assert Path.cwd() != tmp_path


def test_stored_outputs_are_read_again(tmp_path: Path) -> None:
    """`list_code_cells` returns the outputs that `store_outputs` has written."""
    write_notebook(tmp_path / "n.ipynb", "'two\\nlines'", "x = 1")
    store_outputs(tmp_path / "n.ipynb")
    assert [cell.stored for cell in list_code_cells(tmp_path / "n.ipynb")] == ["'two\\nlines'", ""]


def test_other_words_differ_although_figures_do_not_count() -> None:
    """Texts that differ in a name are different; texts that differ only in figures are equal."""
    assert mask_figures("SAP  353.0") == mask_figures("SAP 41.5")
    assert mask_figures("SAP 353") != mask_figures("CRM 353")
