"""The gallery: the board page and the report of each landscape in the repository.

A landscape is surveyed when the site is built, so nothing large is kept in the repository.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seamscope import render, survey
from seamscope.document import Survey
from seamscope.wording import format_count

HEAD = """# Gallery

Board pages and reports of the landscapes in the repository, surveyed when this site was built.
Those under `tests/estates` have no proof of concept. Their systems were invented first and their
inputs written from that truth, with which the tests compare the survey.
"""
NO_PICTURES = "The site was built without pictures; `make docs` draws them.\n"
LANGUAGES = {"en": "English", "de": "German"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A landscape: its name, its inputs, and its proof of concept, None without one."""

    name: str
    inputs: Path
    poc: Path | None


def list_examples(root: Path) -> Iterator[Example]:
    """Yield the landscapes in `inventories/`, then those in `tests/estates/`."""
    for folder in sorted((root / "inventories").iterdir()):
        if folder.is_dir():
            poc = folder / "poc.yaml"
            yield Example(name=folder.name, inputs=folder, poc=poc if poc.is_file() else None)
    for folder in sorted((root / "tests" / "estates").iterdir()):
        if (folder / "inputs").is_dir():
            yield Example(name=folder.name, inputs=folder / "inputs", poc=None)


def write_gallery(root: Path, folder: Path, *, with_pictures: bool) -> None:
    """Write index.md to a folder, and with pictures the board pages and reports beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [HEAD] if with_pictures else [HEAD, NO_PICTURES]
    for example in list_examples(root):
        parts.append(f"## {example.name}\n")
        parts.append(f"Inputs: `{example.inputs.relative_to(root).as_posix()}`\n")
        if with_pictures:
            parts.append(write_example(example, folder))
    (folder / "index.md").write_text("\n".join(parts), encoding="utf-8")


def write_example(example: Example, folder: Path) -> str:
    """Survey a landscape, write its board page and report in each language, and return the text."""
    result = survey([example.inputs], poc=example.poc)
    lines = [_count(result), ""]
    for code, language in LANGUAGES.items():
        page, report = f"{example.name}-{code}.svg", f"{example.name}-{code}.html"
        (folder / page).write_bytes(render(result, "svg", language=code))
        (folder / report).write_bytes(render(result, "html", language=code))
        lines += [f"[The report in {language}]({report}), and its board page:", ""]
        lines += [f"![Board page of {example.name} in {language}]({page})", ""]
    return "\n".join(lines)


def _count(result: Survey) -> str:
    counts = (
        format_count(len(result.systems), "system"),
        format_count(len(result.integrations), "integration"),
        format_count(len(result.questions), "open question"),
    )
    return f"{', '.join(counts)}."
