"""List the keys of a JSON Schema as rows: path, type, allowed words, and description."""

from collections.abc import Iterator, Mapping

from seamscope.outputs.writers.tabulate import Cell
from seamscope.wording import mark_each

HEADERS = mark_each("key", "form", "required", "words", "description")
FORMS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "array": "list",
    "object": "mapping",
}
DEFINITIONS = "$defs"
Schema = Mapping[str, object]


def list_keys(schema: Schema) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each key such as `reads[].system`, in the order of the schema.

    A recursive definition is expanded once.
    """
    match schema.get(DEFINITIONS):
        case dict(definitions):
            yield from _list_keys(schema, definitions, "", frozenset())
        case _:
            yield from _list_keys(schema, {}, "", frozenset())


def _list_keys(
    schema: Schema, definitions: Schema, path: str, above: frozenset[str]
) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows for the keys of a schema.

    above: names of the definitions that contain the schema, which are not expanded again.
    """
    for name, each in _list_alternatives(schema, definitions):
        if name in above:
            continue
        inside = above | {name} if name else above
        required = each.get("required")
        match each:
            case {"properties": dict(properties)}:
                for key, value in properties.items():
                    here = f"{path}.{key}" if path else str(key)
                    must = isinstance(required, list) and key in required
                    yield _build_row(here, value, definitions, must=must)
                    yield from _list_keys(value, definitions, here, inside)
            case {"items": dict(items)}:
                yield from _list_keys(items, definitions, f"{path}[]", inside)
            case {"additionalProperties": dict(values)}:
                yield from _list_keys(values, definitions, f"{path}.*", inside)


def _list_alternatives(schema: Schema, definitions: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the name ("" if it has none) and the schema of each type that a value may have."""
    match schema:
        case {"$ref": str(reference)}:
            name = reference.rpartition("/")[2]
            match definitions.get(name):
                case dict(found):
                    yield from ((name or inner, each) for inner, each in
                                _list_alternatives(found, definitions))  # fmt: skip
        case {"anyOf": list(alternatives)} | {"oneOf": list(alternatives)}:
            for each in alternatives:
                yield from _list_alternatives(each, definitions)
        case _:
            yield "", schema


def _build_row(path: str, schema: Schema, definitions: Schema, *, must: bool) -> tuple[Cell, ...]:
    each = [one for _, one in _list_alternatives(schema, definitions)]
    forms = dict.fromkeys(form for one in each for form in _list_forms(one))
    words = dict.fromkeys(str(word) for one in each for word in _list_words(one) if word)
    text = next((one["description"] for one in (schema, *each) if "description" in one), "")
    described = " ".join(str(text).split())
    return path, " or ".join(forms), "yes" if must else "", ", ".join(words), described


def _list_forms(schema: Schema) -> Iterator[str]:
    match schema.get("type"):
        case list(types):
            names = [str(one) for one in types]
        case str(name):
            names = [name]
        case _:
            names = []
    # A string may be written as a number, and a key may be left empty.
    shown = ["string"] if "string" in names else [name for name in names if name != "null"]
    yield from (FORMS.get(name, name) for name in shown)


def _list_words(schema: Schema) -> Iterator[object]:
    match schema:
        case {"enum": list(words)}:
            yield from words
        case {"const": word}:
            yield word
