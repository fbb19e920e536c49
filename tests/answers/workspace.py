"""Write a workspace that is so small that all of its questions are known."""

from pathlib import Path

from click.testing import CliRunner, Result

from seamscope.cli import main

FILES = {
    "inventory.yaml": """\
inventory: 1
systems:
  - {name: Größe Shop, kind: commerce, criticality: high}
  - {name: Ledger, kind: erp}
flows:
  - {from: Größe Shop, to: Ledger, mechanism: api}
""",
    "poc.yaml": """\
name: Forecast
reads:
  - {system: Ledger, entities: [Invoice]}
""",
    "seamscope.yaml": "poc: poc.yaml\n",
}
OWNER = "fact:owners:ledger"


def make(folder: Path, *, config: bool = True) -> Path:
    """Write the workspace, without seamscope.yaml if `config` is false, and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        if config or name != "seamscope.yaml":
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def seamscope(*words: object) -> Result:
    """Run the program as a user does."""
    return CliRunner().invoke(main, [str(word) for word in words])


def answer(path: Path, key: str, text: str) -> int:
    """Write the answer to a question into an answers.yaml and return its line."""
    lines = path.read_bytes().decode().split("\n")
    start = lines.index(f"  - id: {key}")
    line = next(n for n in range(start, len(lines)) if lines[n].strip() == "answer:")
    lines[line] = f"    answer: {text}"
    path.write_bytes("\n".join(lines).encode())
    return line + 1
