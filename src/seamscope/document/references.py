"""Evidence and repeated sentences of a survey: written once, and named by their numbers.

In JSON ``"evidence": [0, 7]`` are two entries of the top-level list `evidence`, and
``"source": 3`` is an entry of the top-level list `texts`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from typing import get_args, get_type_hints

from seamscope.records import Evidence

# Fields of prose that hundreds of estimates repeat. Names and ids are never replaced.
PROSE = frozenset({"source", "reason", "question", "answer", "remedy"})
SHORTEST = 12  # characters of a text that is worth a reference
EVIDENCE, TEXTS = "evidence", "texts"  # the lists of the document


@dataclass(frozen=True, slots=True)
class Layout:
    """Where instances of a class refer to something: evidence, texts, classes that do."""

    evidence: frozenset[str]
    texts: frozenset[str]
    nested: tuple[tuple[str, type], ...]

    def __bool__(self) -> bool:
        return bool(self.evidence or self.texts or self.nested)


_LAYOUTS: dict[type, Layout] = {}


def find_layout(owner: type) -> Layout:
    """Return where instances of a data class refer to evidence and texts, by its annotations."""
    if owner not in _LAYOUTS:
        _LAYOUTS[owner] = _build_layout(owner)
    return _LAYOUTS[owner]


def _build_layout(owner: type) -> Layout:
    evidence, texts, nested = [], [], []
    for name, hint in get_type_hints(owner).items():
        classes = set(_list_classes(hint))
        if Evidence in classes:
            evidence.append(name)
        elif name in PROSE and hint is str:
            texts.append(name)
        nested += [
            (name, one) for one in classes if is_dataclass(one) and one not in {owner, Evidence}
        ]
    kept = tuple((name, one) for name, one in nested if find_layout(one))
    return Layout(frozenset(evidence), frozenset(texts), kept)


def _list_classes(hint: object) -> Iterator[type]:
    """Yield the classes in an annotation: ``tuple[A, ...] | None`` -> A, NoneType."""
    inner = get_args(hint)
    if not inner and isinstance(hint, type):
        yield hint
    for one in inner:
        yield from _list_classes(one)


@dataclass(slots=True)
class Tables:
    """The two lists while a survey is written: each entry gets the number of its first mention."""

    evidence: dict[Evidence, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()

    def refer_to_evidence(self, one: Evidence) -> int:
        """Return the number of a piece of evidence."""
        return self.evidence.setdefault(one, len(self.evidence))

    def refer_to_text(self, text: str) -> int | str:
        """Return the number of a text that is repeated, else the text itself."""
        if text not in self.repeated:
            return text
        return self.texts.setdefault(text, len(self.texts))


def list_repeated_texts(document: object) -> frozenset[str]:
    """Return the texts that several fields of prose below an object hold."""
    counts: Counter[str] = Counter()
    _count_texts(document, counts)
    return frozenset(text for text, number in counts.items() if number > 1)


def _count_texts(value: object, counts: Counter[str]) -> None:
    if isinstance(value, tuple):
        for item in value:
            _count_texts(item, counts)
    elif is_dataclass(value) and not isinstance(value, type):
        layout = find_layout(type(value))
        for name in layout.texts:
            if len(text := getattr(value, name)) >= SHORTEST:
                counts[text] += 1
        for name in dict.fromkeys(name for name, _ in layout.nested):
            _count_texts(getattr(value, name), counts)


def resolve(value: object, owner: type, evidence: list[Evidence], texts: list[str]) -> None:
    """Replace the references in decoded JSON of a data class by what they refer to, in place.

    A number that refers to nothing stays, so that decoding reports it with its place.
    """
    layout = find_layout(owner)
    match value:
        case list():
            for item in value:
                resolve(item, owner, evidence, texts)
        case dict():
            for name in value.keys() & layout.evidence:
                value[name] = _look_up(value[name], evidence)
            for name in value.keys() & layout.texts:
                value[name] = _look_up(value[name], texts)
            for name, inner in layout.nested:
                resolve(value.get(name), inner, evidence, texts)
        case _:
            pass


def _look_up(value: object, table: list[Evidence] | list[str]) -> object:
    if isinstance(value, list):
        return [_look_up(item, table) for item in value]
    if type(value) is int and 0 <= value < len(table):
        return table[value]
    return value


def allow_references(definitions: Mapping[str, object]) -> None:
    """Let the JSON Schema's classes refer to evidence and texts by number, in place."""
    for name, definition in definitions.items():
        match definition:
            case {"properties": dict(properties)} if name != Evidence.__name__:
                for key, schema in properties.items():
                    properties[key] = _allow(key, schema)


def _allow(key: str, schema: object) -> object:
    number = {"type": "integer", "minimum": 0}
    match schema:
        case {"$ref": str(name)} if name.endswith(f"/{Evidence.__name__}"):
            return {"anyOf": [schema, number]}
        case {"type": "string", **rest} if key in PROSE and "enum" not in rest:
            return {"anyOf": [{"type": "string"}, number], **rest}
        case {"items": items, **rest}:
            return {**rest, "items": _allow("", items)}
        case {"anyOf": list(options), **rest}:
            return {**rest, "anyOf": [_allow("", option) for option in options]}
        case _:
            return schema
