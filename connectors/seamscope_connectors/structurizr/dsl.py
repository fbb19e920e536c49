"""Interpret the supported statements of Structurizr DSL, and report all others.

Supported keywords of the language reference: elements and archetypes, groups, relationships
(explicit, and from or to `this`), `!identifiers`, `!include`, `extends`, `!const`, `!element`.
Nothing is run (`!script`, `!plugin`, `!components`) and nothing is fetched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from seamscope.connector import File
from seamscope.connector.entries import skip_entry
from seamscope.connector.identifiers import find_app_id_clues
from seamscope.connector.scrub import quote
from seamscope.records import Evidence, Record, Skipped, System
from seamscope_connectors.structurizr.elements import (
    ARROW,
    Archetype,
    Arrow,
    Element,
    Place,
    collect_tags,
    list_arrows,
)
from seamscope_connectors.structurizr.files import Files
from seamscope_connectors.structurizr.relations import Relation, build_records, derive_state
from seamscope_connectors.structurizr.tokens import Statement

SYSTEM = "softwaresystem"
# Type of element -> number of words between its name and its tags.
ELEMENTS = {"person": 1, SYSTEM: 1, "container": 2, "component": 2, "element": 2}
CONTAINERS = frozenset({"workspace", "model", "group", "enterprise"})
# Keywords for presentation, documentation and metadata, without systems or relationships.
IGNORED = frozenset({
    "views", "configuration", "documentation", "styles", "themes", "theme", "branding", "name",
    "terminology", "properties", "perspectives", "perspective", "tags", "tag", "description",
    "technology", "url", "metadata", "instances",
    "!docs", "!adrs", "!decisions", "!impliedrelationships", "!relationship", "!relationships",
})  # fmt: skip
CODE = frozenset({"!script", "!plugin", "!components"})
MAX_WORD = 10_000
MAX_DEPTH = 60  # nested blocks, across includes


@dataclass(slots=True)
class Workspace:
    """The state of the interpreter for one workspace."""

    files: Files
    hierarchical: bool = False
    elements: dict[str, Element] = field(default_factory=dict)
    archetypes: dict[str, Archetype] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    arrows: list[Arrow] = field(default_factory=list)
    deployment_relations: list[Evidence] = field(default_factory=list)

    def read(self, found: list[Statement], place: Place) -> Iterator[Record]:
        place = replace(place, depth=place.depth + 1)
        if place.depth > MAX_DEPTH and found:
            problem = f"blocks nested deeper than {MAX_DEPTH} levels are not read"
            yield skip_entry(problem, "reduce the nesting", found[0].where)
            return
        for raw in found:
            words = [self._substitute(word) for word in raw.words]
            statement = Statement(words, raw.where, raw.inner)
            identifier = ""
            if len(words) > 2 and words[1] == "=":
                identifier, statement.words = words[0], words[2:]
            yield from self._read_statement(statement, identifier, place)

    def _read_statement(
        self, statement: Statement, identifier: str, place: Place
    ) -> Iterator[Record]:
        word = statement.words[0].lower()
        archetype = self.archetypes.get(word, Archetype(word))
        if any(ARROW.fullmatch(part) for part in statement.words[:2]):
            self._add_arrow(statement, place)
        elif archetype.base in ELEMENTS:
            yield from self._read_element(statement, archetype, identifier, place)
        elif archetype.base in CONTAINERS:
            if statement.words[1:2] == ["extends"]:
                yield from self._include(" ".join(statement.words[2:3]), statement.where, place)
            yield from self.read(statement.inner, place)
        elif word.startswith("!"):
            yield from self._read_directive(statement, word, place)
        elif not self._record_known(statement, word):
            yield _report_unknown_keyword(statement)

    def _record_known(self, statement: Statement, word: str) -> bool:
        """Record archetypes and deployments; return whether the keyword is known."""
        if word == "archetypes":
            self._add_archetypes(statement)
        elif word == "deploymentenvironment":
            self.deployment_relations += list_arrows(statement)
        else:
            return word in IGNORED
        return True

    def _read_directive(self, statement: Statement, word: str, place: Place) -> Iterator[Record]:
        argument = statement.words[1] if statement.words[1:] else ""
        if word == "!include" and argument:
            yield from self._include(argument, statement.where, place)
        elif word == "!identifiers":
            self.hierarchical = argument.lower() == "hierarchical"
        elif word in {"!const", "!constant", "!var"} and len(statement.words) > 2:
            self.constants[argument] = statement.words[2]
        elif word in {"!element", "!extend", "!ref"} and argument:
            found = self._resolve(argument, place)
            if found is None:
                yield _report_undefined(argument, statement.where)
            else:
                yield from self.read(statement.inner, replace(place, elements=(found,)))
        elif word in CODE:
            problem = f"{word} runs code, so the elements that it defines are not read"
            yield skip_entry(problem, "export the workspace as JSON", statement.where)
        elif word not in IGNORED:
            yield _report_unknown_keyword(statement)

    def _include(self, target: str, where: Evidence, place: Place) -> Iterator[Record]:
        within = (*place.files, where.file)
        for item in self.files.list_included(target, where, within):
            if isinstance(item, Skipped):
                yield item
            else:
                yield from self.read(item[1], replace(place, files=within))

    def _read_element(
        self, statement: Statement, kind: Archetype, identifier: str, place: Place
    ) -> Iterator[Record]:
        name = statement.words[1].strip() if statement.words[1:] else ""
        if not name:
            yield skip_entry(
                f"the {statement.words[0]} has no name", "add its name", statement.where
            )
            return
        if kind.base == SYSTEM:
            properties = next(
                (item for item in statement.inner if item.has_keyword("properties")), statement
            )
            yield System(
                name=name,
                evidence=statement.where,
                owner=properties.value("owner", "team") if properties is not statement else "",
                clues=find_app_id_clues(
                    (item.words[0], item.words[1]) for item in properties.inner if item.words[1:]
                )
                if properties is not statement
                else (),
                description=statement.value("description") or " ".join(statement.words[2:3]),
                state=derive_state([*collect_tags(statement, ELEMENTS[kind.base] + 2), *kind.tags]),
            )
        system = name if kind.base == SYSTEM else place.system
        element = Element(self._qualify(identifier or name, place), system)
        if identifier and self.elements.setdefault(element.identifier, element) is not element:
            problem = f"identifier '{identifier}' is defined twice; the first definition is used"
            yield skip_entry(problem, "rename one of the two elements", statement.where)
        yield from self.read(statement.inner, replace(place, elements=(*place.elements, element)))

    def _qualify(self, identifier: str, place: Place) -> str:
        above = place.elements[-1].identifier if place.elements and self.hierarchical else ""
        return f"{above}.{identifier}".lower().lstrip(".")

    def _add_archetypes(self, statement: Statement) -> None:
        for item in statement.inner:
            if len(item.words) > 2 and item.words[1] == "=":
                arrow = ARROW.fullmatch(item.words[2])
                base = arrow["archetype"] or "->" if arrow else item.words[2]
                base_archetype = self.archetypes.get(base.lower(), Archetype(base.lower()))
                technology = item.value("technology") or base_archetype.technology
                self.archetypes[item.words[0].lower()] = Archetype(
                    base_archetype.base,
                    technology,
                    (*collect_tags(item, len(item.words)), *base_archetype.tags),
                )

    def _add_arrow(self, statement: Statement, place: Place) -> None:
        at = 0 if ARROW.fullmatch(statement.words[0]) else 1
        arrow = ARROW.fullmatch(statement.words[at])
        archetype = self.archetypes.get(
            (arrow["archetype"] or "").lower() if arrow else "", Archetype("->")
        )
        words = [*statement.words[at + 1 :], "", "", ""]
        technology = statement.value("technology") or words[2] or archetype.technology
        self.arrows.append(
            Arrow(
                ends=(statement.words[0] if at else "this", words[0]),
                place=place,
                description=statement.value("description") or words[1],
                technology=technology,
                tags=(*collect_tags(statement, at + 4), *archetype.tags),
                evidence=statement.where,
            )
        )

    def _resolve(self, identifier: str, place: Place) -> Element | None:
        wanted = identifier.lower()
        if wanted == "this":
            return place.elements[-1] if place.elements else None
        scopes = [f"{element.identifier}." for element in reversed(place.elements)]
        found = (self.elements.get(f"{scope}{wanted}") for scope in [*scopes, ""])
        return next((element for element in found if element), None)

    def list_relations(self) -> Iterator[Relation | Skipped]:
        """Yield the relationships between known elements; report undefined identifiers."""
        for arrow in self.arrows:
            source, target = (self._resolve(end, arrow.place) for end in arrow.ends)
            if source is None or target is None:
                undefined = arrow.ends[0] if source is None else arrow.ends[1]
                yield _report_undefined(undefined, arrow.evidence)
                continue
            yield Relation(
                source=source.system,
                target=target.system,
                description=arrow.description,
                technology=arrow.technology,
                evidence=arrow.evidence,
                state=derive_state(arrow.tags),
            )

    def _substitute(self, word: str) -> str:
        """Replace `${constants}` in a word; cut the result to the maximum length."""
        filled = re.sub(r"\$\{([^{}]*)\}", lambda m: self.constants.get(m[1], m[0]), word)
        return filled[:MAX_WORD]


def read_dsl(inputs: tuple[File, ...]) -> Iterator[Record]:
    """Yield the records of each workspace in the DSL files and in the files that it includes."""
    files = Files()
    yield from files.parse(inputs)
    starts = [path for path, tree in files.trees.items() if _has_workspace(tree)]
    records: list[Record] = []
    for path in starts:
        records += _read_workspace(files, path)
    yield from dict.fromkeys(records)  # an extended workspace is read once for each extension
    for path in sorted(set(files.trees) - files.used - set(starts)):
        where = Evidence(file=path, connector=inputs[0].connector)
        problem = "no workspace in the inputs includes this file"
        yield skip_entry(problem, "add the workspace that includes it to the inputs", where)


def _has_workspace(tree: list[Statement]) -> bool:
    return any(statement.has_keyword("workspace") for statement in tree)


def _read_workspace(files: Files, path: str) -> Iterator[Record]:
    files.included = 0
    workspace = Workspace(files)
    yield from workspace.read(files.trees[path], Place())
    found = list(workspace.list_relations())
    yield from (item for item in found if isinstance(item, Skipped))
    yield from build_records(item for item in found if isinstance(item, Relation))
    if workspace.deployment_relations:
        count = len(workspace.deployment_relations)
        problem = f"relationships of deployment nodes are not read: {count}"
        remedy = "declare those that are integrations between software systems"
        yield skip_entry(problem, remedy, workspace.deployment_relations[0])


def _report_undefined(identifier: str, where: Evidence) -> Skipped:
    problem = f"'{quote(identifier, 60)}' is not defined"
    return skip_entry(
        problem, "define it, or add the file with its definition to the inputs", where
    )


def _report_unknown_keyword(statement: Statement) -> Skipped:
    problem = f"unknown keyword '{quote(statement.words[0], 60)}'; its block is not read"
    return skip_entry(problem, "export the workspace as JSON", statement.where)
