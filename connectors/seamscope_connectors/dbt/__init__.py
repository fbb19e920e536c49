"""Read dbt projects: their artifacts, or their files as text. dbt is never run.

A manifest contains more information than the files of a project. If a project has a manifest, only
the models and sources that are missing in it are read from the files; they are newer than the
manifest.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from glob import escape
from pathlib import PurePosixPath

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.jinja import is_dbt
from seamscope.errors import UnreadableError
from seamscope.records import Record, Skipped
from seamscope_connectors.dbt.manifest import read_artifacts
from seamscope_connectors.dbt.nodes import Project, keep_used
from seamscope_connectors.dbt.profiles import read_profiles
from seamscope_connectors.dbt.project import PROJECT, read_project

LISTS = re.compile(r"^(sources|exposures):\s*(#.*)?$", re.M)
PROPERTIES = re.compile(r"^models:\s*(?:#.*)?\n(?:\s*(?:#.*)?\n)*\s*-\s+name:", re.M)
OUTPUTS = re.compile(r"^\s+outputs:", re.M)


class DbtConnector(Connector):
    """Reads manifest.json with the other artifacts, and the files of projects."""

    name = "dbt"
    reads = (
        "dbt (manifest.json with catalog.json, run_results.json and sources.json; the project's "
        "YAML, models and profiles.yml)"
    )

    def claim(self, file: File) -> Claim | None:
        reason = _describe_file(file)
        return Claim(reason=reason, group=self.name) if reason else None

    def list_reference_data(self, file: File) -> tuple[str, ...]:
        if file.name != PROJECT:
            return ()
        folders = file.document().first("seed-paths", "data-paths").texts or ("seeds",)
        return tuple(f"{PurePosixPath(escape(folder))}/*.csv" for folder in folders)

    def read(self, source: Source) -> Iterator[Record]:
        manifests: list[tuple[File, Project]] = []
        for files in _group_artifacts(source.files):
            documents: dict[str, Doc] = {}
            for file in files:
                try:
                    documents.setdefault(_find_kind(file), file.read_object(keep_used))
                except UnreadableError as error:
                    yield _report_unreadable(file, error)
            try:
                described = yield from read_artifacts(files[0], documents)
            except UnreadableError as error:
                yield _report_unreadable(files[0], error)
                continue
            if described is not None:
                manifests.append((files[0], described))
        profiles, faults = read_profiles(f for f in source.files if _is_profiles(f))
        yield from faults
        raw = [file for file in source.files if not _find_kind(file) and not _is_profiles(file)]
        for root, files in _group_by_root(raw).items():
            known = next((p for file, p in manifests if _is_below(file.folder, root)), None)
            yield from read_project(files, root, profiles, known)


def _describe_file(file: File) -> str:
    """Return the kind of a dbt file, such as "dbt profiles", "" for any other file."""
    if (
        file.suffix == ".json"
        and "schemas.getdbt.com" in file.head()
        and (kind := _find_kind(file))
    ):
        return f"a dbt {kind}"
    head = file.head(65536) if file.suffix in {".yml", ".yaml", ".sql"} else ""
    if file.suffix == ".sql":
        return "a dbt template" if is_dbt(head) else ""
    if file.name == PROJECT or _is_profiles(file):
        return "a dbt project" if file.name == PROJECT else "dbt profiles"
    if (found := LISTS.search(head)) and "name:" in head:
        return f"a list of dbt {found[1]}"
    return "properties of dbt models" if PROPERTIES.search(head) else ""


def _is_profiles(file: File) -> bool:
    return file.named("profiles.y*ml") and OUTPUTS.search(file.head(65536)) is not None


def _find_kind(file: File) -> str:
    if file.suffix != ".json":
        return ""
    found = re.search(r"dbt/(manifest|catalog|run-results|sources|freshness)/v\d+", file.head())
    return found[1] if found else ""


def _group_artifacts(files: Sequence[File]) -> list[list[File]]:
    """Group artifacts by project: same folder, and same prefix of the file name."""
    groups: dict[tuple[str, str], list[File]] = defaultdict(list)
    for file in files:
        if kind := _find_kind(file):
            name = file.name.lower().replace("_", "-")
            groups[file.folder, name.rsplit(kind, 1)[0]].append(file)
    return [groups[key] for key in sorted(groups)]


def _group_by_root(files: Sequence[File]) -> dict[str, list[File]]:
    """Group files by the nearest dbt_project.yml above them; the other files are one group."""
    roots = {file.folder for file in files if file.name == PROJECT}
    found: dict[str, list[File]] = defaultdict(list)
    for file in files:
        above = [file.folder, *map(str, PurePosixPath(file.folder).parents)]
        root = next((folder for folder in above if folder.removeprefix(".") in roots), "")
        found[root.removeprefix(".")].append(file)
    return dict(found)


def _is_below(folder: str, root: str) -> bool:
    return not root or folder == root or folder.startswith(f"{root}/")


def _report_unreadable(file: File, error: UnreadableError) -> Skipped:
    return Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))
