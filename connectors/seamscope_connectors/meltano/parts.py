"""The files of a Meltano project: meltano.yml and the files that it includes."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from posixpath import normpath

from seamscope.connector import Doc, File

WILD = "*?["


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file and its parsed content."""

    file: File
    doc: Doc


def read_parts(file: File) -> Iterator[Part]:
    """Yield the file with its content; raise UnreadableError if it is not a mapping."""
    doc = file.document()
    if not doc.is_mapping:
        raise file.error(
            "the file contains no settings of a Meltano project", "remove it from the inputs", 1
        )
    yield Part(file=file, doc=doc)


def find_roots(parts: dict[str, Part]) -> list[list[Part]]:
    """Return the root files of projects, grouped by folder, with meltano.yml first.

    A root is named meltano.yml or has `include_paths`. Several roots in one folder are variants of
    one project, such as a renamed copy of meltano.yml.
    """
    folders: dict[str, list[Part]] = {}
    for path in sorted(parts):
        part = parts[path]
        if part.doc["include_paths"] or part.file.named("meltano.yml", "meltano.yaml"):
            folders.setdefault(part.file.folder, []).append(part)
    proper = ("meltano.yml", "meltano.yaml")
    return [sorted(found, key=lambda p: not p.file.named(*proper)) for found in folders.values()]


def find_included(folder: str, pattern: str, parts: dict[str, Part]) -> list[Part]:
    """Return the files below a folder that a pattern of `include_paths` matches."""
    wanted = normpath(pattern) if pattern else ".."
    if wanted.startswith(("/", "..", "~")) or "\\" in wanted or ":" in wanted:
        return []
    full = f"{folder}/{wanted}" if folder else wanted

    def is_meant(path: str) -> bool:
        return path == full or (
            any(sign in wanted for sign in WILD)
            and path.startswith(f"{folder}/" if folder else "")
            and ("**" in wanted or path.count("/") == full.count("/"))
            and fnmatchcase(path[len(folder) :].lstrip("/"), wanted)
        )

    return [parts[path] for path in sorted(parts) if is_meant(path)]
