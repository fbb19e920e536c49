"""The notebook as a page: its texts, its code, and what the code printed."""

import json
from collections.abc import Iterator
from pathlib import Path


def write_notebook_page(file: Path) -> str:
    """Return the cells of a Jupyter notebook as Markdown, with a link to the file."""
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    parts = [part for cell in cells for part in _write_cell(cell)]
    return "\n\n".join([*parts, f"[Download the notebook]({file.name})", ""])


def _write_cell(cell: object) -> Iterator[str]:
    match cell:
        case {"cell_type": "markdown", "source": list(lines)}:
            yield "".join(map(str, lines))
        case {"cell_type": "code", "source": list(lines)}:
            yield f"```python\n{''.join(map(str, lines)).rstrip()}\n```"
            yield from _write_outputs(cell)
        case _:
            pass


def _write_outputs(cell: object) -> Iterator[str]:
    match cell:
        case {"outputs": list(outputs)}:
            for output in outputs:
                match output:
                    case {"text": list(lines)} | {"data": {"text/plain": list(lines)}}:
                        yield f"```text\n{''.join(map(str, lines)).rstrip()}\n```"
                    case _:
                        pass
        case _:
            pass
