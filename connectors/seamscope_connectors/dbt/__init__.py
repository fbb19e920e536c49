"""dbt: artifacts that it wrote, else the project itself, read as text. Nothing of it is run.

Where a manifest is at hand it tells a project better than its files, which are then left alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.entries import entry_fault
from seamscope.connector.jinja import is_dbt
from seamscope.errors import UnreadableError
from seamscope.records import Record, Skipped
from seamscope_connectors.dbt.manifest import artifacts
from seamscope_connectors.dbt.project import PROJECT, project

LISTS = re.compile(r"^(sources|exposures):\s*(#.*)?$", re.M)


class DbtConnector(Connector):
    """Reads manifest.json and catalog.json, and projects without them."""

    name = "dbt"
    reads = "dbt (manifest.json with catalog.json; else the project's YAML and models)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".json" and "schemas.getdbt.com" in file.head() and (kind := _kind(file)):
            return Claim(reason=f"a dbt {kind}", group=self.name)
        if file.name == PROJECT:
            return Claim(reason="a dbt project", group=self.name)
        head = file.head(65536) if file.suffix in {".yml", ".yaml", ".sql"} else ""
        if file.suffix != ".sql" and (found := LISTS.search(head)) and "name:" in head:
            return Claim(reason=f"a list of dbt {found[1]}", group=self.name)
        if file.suffix == ".sql" and is_dbt(head):
            return Claim(reason="a dbt template", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        manifests: list[File] = []
        for files in _artifacts(source.files):
            documents: dict[str, Doc] = {}
            for file in files:
                try:
                    documents[_kind(file)] = file.document()
                    if _kind(file) == "manifest":
                        manifests.append(file)
                except UnreadableError as error:
                    yield _unread(file, error)
            try:
                yield from artifacts(files[0], documents)
            except UnreadableError as error:
                yield _unread(files[0], error)
        raw = [file for file in source.files if not _kind(file)]
        for root, files in _by_root(raw).items():
            if any(_below(manifest.folder, root) for manifest in manifests):
                what = f"files of a dbt project that its manifest tells: {len(files)}"
                yield entry_fault(what, "nothing to do", files[0].at(1))
            else:
                yield from project(files)


def _kind(file: File) -> str:
    if file.suffix != ".json":
        return ""
    found = re.search(r"dbt/(manifest|catalog)/v\d+", file.head())
    return found[1] if found else ""


def _artifacts(files: Sequence[File]) -> list[list[File]]:
    """Put the artifacts of a project together: a folder and a prefix tell projects apart."""
    groups: dict[tuple[str, str], list[File]] = defaultdict(list)
    for file in files:
        if kind := _kind(file):
            groups[file.folder, file.name.lower().rsplit(kind, 1)[0]].append(file)
    return [groups[key] for key in sorted(groups)]


def _by_root(files: Sequence[File]) -> dict[str, list[File]]:
    """Put files under the nearest project above them; those under none stand together."""
    roots = {file.folder for file in files if file.name == PROJECT}
    found: dict[str, list[File]] = defaultdict(list)
    for file in files:
        above = [file.folder, *map(str, PurePosixPath(file.folder).parents)]
        root = next((folder for folder in above if folder.removeprefix(".") in roots), "")
        found[root.removeprefix(".")].append(file)
    return dict(found)


def _below(folder: str, root: str) -> bool:
    return not root or folder == root or folder.startswith(f"{root}/")


def _unread(file: File, error: UnreadableError) -> Skipped:
    return Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))
