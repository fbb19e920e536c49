"""Represent a Meltano project: its files, its plugins, and the plugins that these inherit from."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from seamscope.connector import Doc, File
from seamscope.connector.entries import read_each, skip_entry
from seamscope.connector.scrub import quote
from seamscope.connector.vocabulary import parse_environment
from seamscope.records import Skipped
from seamscope_connectors.meltano.parts import Part, find_included, find_roots, read_parts

KINDS = ("extractors", "loaders", "mappers", "utilities", "orchestrators", "transformers", "files")


VERSIONS = ("", "1")


DEPTH = 20  # longest chain of plugins that inherit from one another


LOAD_SCHEMA = re.compile(r"\$\{?MELTANO_EXTRACT__LOAD_SCHEMA\}?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """One plugin.

    kind: one of KINDS, such as "extractors".
    doc: its entry in the project file.
    """

    name: str
    kind: str
    doc: Doc


@dataclass(slots=True, kw_only=True)
class Project:
    """The files of one project and their plugins by name."""

    parts: list[Part]
    plugins: dict[str, Plugin] = field(default_factory=dict)
    settings: dict[str, Doc] = field(default_factory=dict)  # of production, by plugin

    def list_entries(self, key: str) -> Iterator[Doc]:
        """Yield the items under a key such as `jobs` in all files of the project."""
        for part in self.parts:
            yield from part.doc[key]

    def list_inherited(self, name: str) -> list[Plugin]:
        """Return a plugin and the plugins it inherits from (`inherit_from`), the nearest first."""
        found: list[Plugin] = []
        while name in self.plugins and len(found) < DEPTH:
            found.append(self.plugins[name])
            name = self.plugins[name].doc["inherit_from"].text
            if any(plugin.name == name for plugin in found):
                break
        return found

    def find_base(self, name: str) -> str:
        """Return the name of the plugin that a plugin inherits from in the end, else its own name.

        ``tap-crm`` with ``inherit_from: tap-postgres`` → tap-postgres.
        """
        line = self.list_inherited(name)
        return (line[-1].doc["inherit_from"].text or line[-1].name) if line else name

    def find_setting(self, name: str, *keys: str) -> str:
        """Return the first non-empty setting of a plugin or of the plugins it inherits from.

        For each plugin, its settings for production come first.

        keys: names of the setting.
        """
        for plugin in self.list_inherited(name):
            for config in (self.settings.get(plugin.name), plugin.doc["config"]):
                if config and (text := config.first(*keys).text):
                    return text
        return ""

    def name_table(self, tap: str, target: str, stream: str) -> str:
        """Return the table that a stream is loaded into, "" if the loader has no schema setting.

        ``$MELTANO_EXTRACT__LOAD_SCHEMA`` is the extractor's `load_schema`, else its namespace, else
        its name with underscores.
        """
        schema = self.find_setting(target, "default_target_schema", "target_schema", "schema")
        if LOAD_SCHEMA.fullmatch(schema):
            own = self.plugins[tap].doc if tap in self.plugins else None
            stated = own.first("load_schema", "namespace").text if own else ""
            schema = stated or tap.replace("-", "_")
        return f"{schema}.{stream}" if stream and schema and "$" not in schema else ""

    def select(self, name: str) -> tuple[str, ...]:
        """Return the `select` patterns of a plugin, or of the nearest plugin it inherits from."""
        return next(
            (p.doc["select"].texts for p in self.list_inherited(name) if p.doc["select"]), ()
        )


def build_projects(files: Sequence[File]) -> Iterator[Project | Skipped]:
    """Yield the projects in these files; report files that cannot be used."""
    parts: dict[str, Part] = {}
    for found in read_each(files, read_parts):
        match found:
            case Part():
                parts[found.file.path] = found
            case Skipped():
                yield found
    left = dict(parts)
    for group in find_roots(parts):
        yield from _build_rooted_project(group, parts, left)
    for folder in sorted({part.file.folder for part in left.values()}):
        alone = [part for part in left.values() if part.file.folder == folder]
        problem = "no meltano.yml includes this file; it is read as a project of its folder"
        yield skip_entry(
            problem, "add the meltano.yml that includes the file to the inputs", alone[0].file.at(1)
        )
        yield from _build_project(alone)


def _build_rooted_project(
    group: list[Part], parts: dict[str, Part], left: dict[str, Part]
) -> Iterator[Project | Skipped]:
    """Yield the project of a root file and the files that it includes.

    group: the root, then its variants.
    left: files that belong to no project yet; the files of this project are removed.
    """
    root, *others = group
    for part in group:
        left.pop(part.file.path, None)
    for other in others:
        problem = f"the file is a variant of {root.file.name} and is not read"
        yield skip_entry(
            problem, "move the file to another folder to read it as a project", other.file.at(1)
        )
    members = [root]
    for pattern in root.doc["include_paths"]:
        hits = find_included(root.file.folder, pattern.text, parts)
        members += [part for part in hits if left.pop(part.file.path, None)]
        if not hits:
            problem = "include_paths matches no input file below the folder of this meltano.yml"
            yield skip_entry(problem, "add the included files to the inputs", pattern.evidence)
    yield from _build_project(members)


def _build_project(parts: list[Part]) -> Iterator[Project | Skipped]:
    project = Project(parts=parts)
    for part in parts:
        version = part.doc["version"]
        if version.text not in VERSIONS:
            what = f"version '{quote(version.text, 20)}' of meltano.yml is unknown; read as 1"
            yield skip_entry(
                what,
                "set `version: 1`, or update seamscope",
                version.evidence,
            )
        yield from _add_plugins(project, part)
    others: list[Doc] = []
    for environment in project.list_entries("environments"):
        if parse_environment(environment["name"].text):
            others.append(environment)
            continue
        for kind in KINDS:
            for plugin in environment["config"]["plugins"][kind]:
                project.settings[plugin["name"].text] = plugin["config"]
    if others:
        names = ", ".join(sorted(doc["name"].text or "without a name" for doc in others))
        problem = (
            f"settings of environments other than production are not read: {quote(names, 200)}"
        )
        remedy = "name the environment of production `prod` or `production`"
        yield skip_entry(problem, remedy, others[0].evidence)
    yield project


def _add_plugins(project: Project, part: Part) -> Iterator[Skipped]:
    for kind in KINDS:
        for doc in part.doc["plugins"][kind]:
            name = doc["name"].text
            if not name:
                yield skip_entry(f"a plugin under `{kind}` has no name", "add `name`", doc.evidence)
            elif name in project.plugins:
                problem = f"plugin {name} is defined twice; the first definition is used"
                yield skip_entry(problem, "remove one of the definitions", doc.evidence)
            else:
                project.plugins[name] = Plugin(name=name, kind=kind, doc=doc)
            for mapping in doc["mappings"]:
                mapped = mapping["name"].text
                project.plugins.setdefault(mapped, Plugin(name=mapped, kind=kind, doc=mapping))
