"""A Meltano project: its files, its plugins, and what a plugin inherits."""

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
    """A plugin in the project's files. kind: one of KINDS."""

    name: str
    kind: str
    doc: Doc


@dataclass(slots=True, kw_only=True)
class Project:
    """The parts of one project, and what they define."""

    parts: list[Part]
    plugins: dict[str, Plugin] = field(default_factory=dict)
    settings: dict[str, Doc] = field(default_factory=dict)  # settings for production, by plugin

    def list_entries(self, key: str) -> Iterator[Doc]:
        """Yield the items of a list from all files of the project."""
        for part in self.parts:
            yield from part.doc[key]

    def list_inherited(self, name: str) -> list[Plugin]:
        """Return a plugin and those it inherits from, the nearest first."""
        found: list[Plugin] = []
        while name in self.plugins and len(found) < DEPTH:
            found.append(self.plugins[name])
            name = self.plugins[name].doc["inherit_from"].text
            if any(plugin.name == name for plugin in found):
                break
        return found

    def find_base(self, name: str) -> str:
        """Return the name of the last plugin in a plugin's chain of inheritance."""
        line = self.list_inherited(name)
        return (line[-1].doc["inherit_from"].text or line[-1].name) if line else name

    def find_setting(self, name: str, *keys: str) -> str:
        """Return the first non-empty setting: of production, then of the plugin, then inherited."""
        for plugin in self.list_inherited(name):
            for config in (self.settings.get(plugin.name), plugin.doc["config"]):
                if config and (text := config.first(*keys).text):
                    return text
        return ""

    def name_table(self, tap: str, target: str, stream: str) -> str:
        """Return the table a stream fills, "" if the loader does not set its schema.

        In Meltano, `$MELTANO_EXTRACT__LOAD_SCHEMA` is the extractor's `load_schema`, else its
        namespace, else its name with underscores.
        """
        schema = self.find_setting(target, "default_target_schema", "target_schema", "schema")
        if LOAD_SCHEMA.fullmatch(schema):
            own = self.plugins[tap].doc if tap in self.plugins else None
            said = own.first("load_schema", "namespace").text if own else ""
            schema = said or tap.replace("-", "_")
        return f"{schema}.{stream}" if stream and schema and "$" not in schema else ""

    def select(self, name: str) -> tuple[str, ...]:
        """Return the patterns by which a plugin, or one it inherits from, selects streams."""
        return next(
            (p.doc["select"].texts for p in self.list_inherited(name) if p.doc["select"]), ()
        )


def build_projects(files: Sequence[File]) -> Iterator[Project | Skipped]:
    """Yield the projects in these files, and a skip for each unusable file."""
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
        problem = (
            "no meltano.yml includes this file; other such files of its folder are read with it"
        )
        yield skip_entry(
            problem, "add the project's meltano.yml to the inputs", alone[0].file.at(1)
        )
        yield from _build_project(alone)


def _build_rooted_project(
    group: list[Part], parts: dict[str, Part], left: dict[str, Part]
) -> Iterator[Project | Skipped]:
    """Yield the project of a root, taking its files from those left."""
    root, *others = group
    for part in group:
        left.pop(part.file.path, None)
    for other in others:
        problem = f"another root of the project of {root.file.name}; it is not read separately"
        yield skip_entry(problem, "move it to a folder of its own", other.file.at(1))
    members = [root]
    for pattern in root.doc["include_paths"]:
        hits = find_included(root.file.folder, pattern.text, parts)
        members += [part for part in hits if left.pop(part.file.path, None)]
        if not hits:
            problem = "include_paths matches no input file below the folder of this meltano.yml"
            yield skip_entry(problem, "add the file to the inputs", pattern.evidence)
    yield from _build_project(members)


def _build_project(parts: list[Part]) -> Iterator[Project | Skipped]:
    project = Project(parts=parts)
    for part in parts:
        version = part.doc["version"]
        if version.text not in VERSIONS:
            what = f"version '{quote(version.text, 20)}' of Meltano's file is not known; read as 1"
            yield skip_entry(
                what,
                "add a meltano.yml of version 1, or check the flows in the survey",
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
        remedy = "if one of them is production, name it `prod` or `production`"
        yield skip_entry(problem, remedy, others[0].evidence)
    yield project


def _add_plugins(project: Project, part: Part) -> Iterator[Skipped]:
    for kind in KINDS:
        for doc in part.doc["plugins"][kind]:
            name = doc["name"].text
            if not name:
                yield skip_entry(f"the plugin of {kind} has no name", "add a name", doc.evidence)
            elif name in project.plugins:
                problem = f"plugin {name} is defined twice; the first definition is used"
                yield skip_entry(problem, "keep one of them", doc.evidence)
            else:
                project.plugins[name] = Plugin(name=name, kind=kind, doc=doc)
            for mapping in doc["mappings"]:
                made = mapping["name"].text
                project.plugins.setdefault(made, Plugin(name=made, kind=kind, doc=mapping))
