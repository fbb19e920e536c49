"""The DSL form of a workspace: a subset that is read, and a word about every line that is not.

Keywords as in the language reference of Structurizr: elements and their archetypes, groups,
relationships (explicit, and from or to `this`), `!identifiers`, `!include`, `extends`, `!const`,
`!element`. Nothing is run (`!script`, `!plugin`, `!components`) and nothing is fetched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from seamscope.connector import File
from seamscope.connector.entries import entry_fault
from seamscope.connector.identifiers import app_ids_among
from seamscope.records import Evidence, Record, Skipped, System
from seamscope_connectors.structurizr.elements import (
    ARROW,
    Archetype,
    Arrow,
    Element,
    Place,
    arrows_below,
    tags_of,
)
from seamscope_connectors.structurizr.files import Files
from seamscope_connectors.structurizr.relations import Relation, records_of, state_by
from seamscope_connectors.structurizr.tokens import Statement

SYSTEM = "softwaresystem"
# Kind of element -> how many words may follow its name before its tags.
ELEMENTS = {"person": 1, SYSTEM: 1, "container": 2, "component": 2, "element": 2}
THROUGH = frozenset({"workspace", "model", "group", "enterprise"})
# These say how things look, what they mean or where they run; views and deployments repeat.
APART = frozenset({
    "views", "configuration", "documentation", "styles", "themes", "theme", "branding", "name",
    "terminology", "properties", "perspectives", "perspective", "tags", "tag", "description",
    "technology", "url", "metadata", "instances",
    "!docs", "!adrs", "!decisions", "!impliedrelationships", "!relationship", "!relationships",
})  # fmt: skip
CODE = frozenset({"!script", "!plugin", "!components"})
TOO_LONG = 10_000
MAX_DEPTH = 60  # blocks within blocks, in all files on the way; people write fewer than ten


@dataclass(slots=True)
class Workspace:
    """What is known of a workspace so far."""

    files: Files
    hierarchical: bool = False
    elements: dict[str, Element] = field(default_factory=dict)
    archetypes: dict[str, Archetype] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    arrows: list[Arrow] = field(default_factory=list)
    deployed: list[Evidence] = field(default_factory=list)

    def read(self, found: list[Statement], place: Place) -> Iterator[Record]:
        place = replace(place, depth=place.depth + 1)
        if place.depth > MAX_DEPTH and found:
            problem = f"blocks nested deeper than {MAX_DEPTH} are not read"
            yield entry_fault(problem, "flatten the file", found[0].where)
            return
        for given in found:
            words = [self._filled(word) for word in given.words]
            statement = Statement(words, given.where, given.inner)
            identifier = ""
            if len(words) > 2 and words[1] == "=":
                identifier, statement.words = words[0], words[2:]
            yield from self._statement(statement, identifier, place)

    def _statement(self, told: Statement, identifier: str, place: Place) -> Iterator[Record]:
        word = told.words[0].lower()
        custom = self.archetypes.get(word, Archetype(word))
        if any(ARROW.fullmatch(part) for part in told.words[:2]):
            self._arrow(told, place)
        elif custom.base in ELEMENTS:
            yield from self._element(told, custom, identifier, place)
        elif custom.base in THROUGH:
            if told.words[1:2] == ["extends"]:
                yield from self._included(" ".join(told.words[2:3]), told.where, place)
            yield from self.read(told.inner, place)
        elif word.startswith("!"):
            yield from self._directive(told, word, place)
        elif not self._noted(told, word):
            yield _not_understood(told)

    def _noted(self, told: Statement, word: str) -> bool:
        """Keep what is no record by itself; tell whether the statement is known at all."""
        if word == "archetypes":
            self._archetypes(told)
        elif word == "deploymentenvironment":
            self.deployed += arrows_below(told)
        else:
            return word in APART
        return True

    def _directive(self, told: Statement, word: str, place: Place) -> Iterator[Record]:
        said = told.words[1] if told.words[1:] else ""
        if word == "!include" and said:
            yield from self._included(said, told.where, place)
        elif word == "!identifiers":
            self.hierarchical = said.lower() == "hierarchical"
        elif word in {"!const", "!constant", "!var"} and len(told.words) > 2:
            self.constants[said] = told.words[2]
        elif word in {"!element", "!extend", "!ref"} and said:
            found = self._find(said, place)
            if found is None:
                yield _undefined(said, told.where)
            else:
                yield from self.read(told.inner, replace(place, elements=(found,)))
        elif word in CODE:
            problem = f"{word} would run code; what it adds is not read"
            yield entry_fault(problem, "export the workspace as JSON", told.where)
        elif word not in APART:
            yield _not_understood(told)

    def _included(self, target: str, where: Evidence, place: Place) -> Iterator[Record]:
        within = (*place.files, where.file)
        for one in self.files.included_by(target, where, within):
            if isinstance(one, Skipped):
                yield one
            else:
                yield from self.read(one[1], replace(place, files=within))

    def _element(
        self, told: Statement, kind: Archetype, identifier: str, place: Place
    ) -> Iterator[Record]:
        name = told.words[1].strip() if told.words[1:] else ""
        if not name:
            yield entry_fault(f"a {told.words[0]} without a name", "name it", told.where)
            return
        if kind.base == SYSTEM:
            properties = next((one for one in told.inner if one.says("properties")), told)
            yield System(
                name=name,
                evidence=told.where,
                owner=properties.value("owner", "team") if properties is not told else "",
                clues=app_ids_among(
                    (one.words[0], one.words[1]) for one in properties.inner if one.words[1:]
                )
                if properties is not told
                else (),
                description=told.value("description") or " ".join(told.words[2:3]),
                state=state_by([*tags_of(told, ELEMENTS[kind.base] + 2), *kind.tags]),
            )
        system = name if kind.base == SYSTEM else place.system
        made = Element(self._full(identifier or name, place), system)
        if identifier and self.elements.setdefault(made.identifier, made) is not made:
            problem = f"the identifier '{identifier}' is given twice; the first counts"
            yield entry_fault(problem, "use another one", told.where)
        yield from self.read(told.inner, replace(place, elements=(*place.elements, made)))

    def _full(self, identifier: str, place: Place) -> str:
        above = place.elements[-1].identifier if place.elements and self.hierarchical else ""
        return f"{above}.{identifier}".lower().lstrip(".")

    def _archetypes(self, told: Statement) -> None:
        for one in told.inner:
            if len(one.words) > 2 and one.words[1] == "=":
                arrow = ARROW.fullmatch(one.words[2])
                base = arrow["archetype"] or "->" if arrow else one.words[2]
                known = self.archetypes.get(base.lower(), Archetype(base.lower()))
                technology = one.value("technology") or known.technology
                self.archetypes[one.words[0].lower()] = Archetype(
                    known.base, technology, (*tags_of(one, len(one.words)), *known.tags)
                )

    def _arrow(self, told: Statement, place: Place) -> None:
        at = 0 if ARROW.fullmatch(told.words[0]) else 1
        arrow = ARROW.fullmatch(told.words[at])
        custom = self.archetypes.get(
            (arrow["archetype"] or "").lower() if arrow else "", Archetype("->")
        )
        words = [*told.words[at + 1 :], "", "", ""]
        technology = told.value("technology") or words[2] or custom.technology
        self.arrows.append(
            Arrow(
                ends=(told.words[0] if at else "this", words[0]),
                place=place,
                said=told.value("description") or words[1],
                technology=technology,
                tags=(*tags_of(told, at + 4), *custom.tags),
                evidence=told.where,
            )
        )

    def _find(self, identifier: str, place: Place) -> Element | None:
        wanted = identifier.lower()
        if wanted == "this":
            return place.elements[-1] if place.elements else None
        scopes = [f"{element.identifier}." for element in reversed(place.elements)]
        found = (self.elements.get(f"{scope}{wanted}") for scope in [*scopes, ""])
        return next((element for element in found if element), None)

    def relations(self) -> Iterator[Relation | Skipped]:
        """Yield the relationships between elements that are known, and what is said of others."""
        for arrow in self.arrows:
            source, target = (self._find(end, arrow.place) for end in arrow.ends)
            if source is None or target is None:
                lost = arrow.ends[0] if source is None else arrow.ends[1]
                yield _undefined(lost, arrow.evidence)
                continue
            yield Relation(
                source=source.system,
                target=target.system,
                said=arrow.said,
                technology=arrow.technology,
                evidence=arrow.evidence,
                state=state_by(arrow.tags),
            )

    def _filled(self, word: str) -> str:
        """Return a word with its constants filled in; one that grows without end stays short."""
        filled = re.sub(r"\$\{([^{}]*)\}", lambda m: self.constants.get(m[1], m[0]), word)
        return filled[:TOO_LONG]


def dsl_records(given: tuple[File, ...]) -> Iterator[Record]:
    """Yield what the DSL files of a run say, each workspace with what it includes."""
    files = Files()
    yield from files.parse(given)
    starts = [path for path, tree in files.trees.items() if _starts(tree)]
    made: list[Record] = []
    for path in starts:
        made += _workspace(files, path)
    yield from dict.fromkeys(made)  # a workspace that others extend is read with each of them
    for path in sorted(set(files.trees) - files.used - set(starts)):
        where = Evidence(file=path, connector=given[0].connector)
        problem = "a part of a workspace that no workspace among the inputs includes"
        yield entry_fault(problem, "add the workspace that includes it to the inputs", where)


def _starts(tree: list[Statement]) -> bool:
    return any(statement.says("workspace") for statement in tree)


def _workspace(files: Files, path: str) -> Iterator[Record]:
    files.included = 0
    workspace = Workspace(files)
    yield from workspace.read(files.trees[path], Place())
    found = list(workspace.relations())
    yield from (one for one in found if isinstance(one, Skipped))
    yield from records_of(one for one in found if isinstance(one, Relation))
    if workspace.deployed:
        problem = (
            f"relationships of deployment nodes, which are no systems: {len(workspace.deployed)}"
        )
        yield entry_fault(problem, "nothing to do", workspace.deployed[0])


def _undefined(identifier: str, where: Evidence) -> Skipped:
    problem = f"'{identifier[:60]}' is not defined"
    return entry_fault(problem, "define it, or add the file that does", where)


def _not_understood(told: Statement) -> Skipped:
    problem = f"'{told.words[0][:60]}' is not understood; its line and block are not read"
    return entry_fault(problem, "export the workspace as JSON, which is read whole", told.where)
