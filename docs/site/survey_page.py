"""The reference of survey.json, written from its JSON Schema."""

import json
from collections.abc import Mapping

from seamscope.document import encode_json_schema

HEAD = """# survey.json

The whole result of a survey, from which every output is drawn. `seamscope schema survey` prints its
[JSON Schema](../../src/seamscope/document/survey.schema.json), and [Python](../python.md) reads it
with `load_survey`. Lists are sorted by id, and the same input gives the same bytes.
"""
Node = Mapping[str, object]


def write_survey_page() -> str:
    """Return the page: every object of survey.json with its keys, the document first."""
    schema = json.loads(encode_json_schema())
    definitions = schema["$defs"]
    names = ["Survey", *sorted(name for name in definitions if name != "Survey")]
    parts = [_write_object(name, definitions[name]) for name in names]
    return "\n".join([HEAD, *parts])


def _write_object(name: str, node: Node) -> str:
    about = str(node.get("description", "")).split("\n\n")
    lines = [f"## {name}", "", *(" ".join(part.split()) + "\n" for part in about if part.strip())]
    match node:
        case {"properties": dict(properties)}:
            required = node.get("required", [])
            wanted = required if isinstance(required, list) else []
            lines += ["| key | type | |", "|---|---|---|"]
            for key, value in properties.items():
                needed = "required" if key in wanted else ""
                lines.append(f"| `{key}` | {describe(value)} | {needed} |")
        case {"enum": list(values)}:
            lines.append(", ".join(f"`{value}`" for value in values))
        case _:
            lines.append(describe(node))
    return "\n".join([*lines, ""])


def describe(node: Node) -> str:
    """Return the type of a value in a few words, with a link to the object that it is."""
    match node:
        case {"$ref": str(target)}:
            name = target.rpartition("/")[2]
            return f"[{name}](#{name.casefold()})"
        case {"anyOf": list(choices)}:
            return " or ".join(map(describe, choices))
        case {"type": "array", "items": dict(items)}:
            return f"list of {describe(items)}"
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"object of {describe(values)}"
        case _:
            return str(node.get("type", "any"))
