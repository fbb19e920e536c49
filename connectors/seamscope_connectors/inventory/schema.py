"""Build the JSON Schema of inventories, with which editors complete keys and mark mistakes."""

from collections.abc import Mapping

from seamscope.records import Certainty, Mechanism, State

TEXT = {"type": ["string", "number", "boolean", "null"]}
TEXTS = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
FLAG = {"type": ["boolean", "null"]}
NAMED = {"systems": ["name"], "datasets": ["system", "name"], "interfaces": ["system", "name"]}
END = {
    "anyOf": [
        TEXT,
        {
            "type": "object",
            "properties": {"system": TEXT, "dataset": TEXT},
            "additionalProperties": False,
        },
    ]
}
COLUMN = {
    "anyOf": [
        TEXT,
        {
            "type": "object",
            "properties": {
                "name": TEXT,
                "type": TEXT,
                "classification": TEXT,
                "description": TEXT,
            },
            "additionalProperties": False,
        },
    ]
}


def _offer(*words: str) -> dict[str, object]:
    """Return a schema that proposes words but accepts any text, because synonyms are read too."""
    return {"anyOf": [{"enum": list(words)}, TEXT]}


WORDS: Mapping[str, object] = {
    "mechanism": _offer(*(m.value for m in Mechanism if m is not Mechanism.UNKNOWN)),
    "state": _offer(*(s.value for s in State if s is not State.UNKNOWN)),
    "lifecycle": _offer(*(s.value for s in State if s is not State.UNKNOWN)),
    "direction": _offer("forward", "backward", "both"),
    "certainty": {"enum": [*(c.value for c in Certainty), None]},
    "build": FLAG,
    "replace": FLAG,
    "from": END,
    "to": END,
    "between": {"type": "array", "items": END, "minItems": 2, "maxItems": 2},
    "columns": {"type": "array", "items": COLUMN},
    "operations": {"anyOf": [{"type": "integer", "minimum": 0}, TEXTS]},
}


def build_inventory_schema(version: str, keys: Mapping[str, str]) -> dict[str, object]:
    """Return the JSON Schema of inventories.

    keys: the keys of each section; `*` marks lists of strings.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A seamscope inventory: systems, datasets, interfaces and flows",
        "type": "object",
        "required": ["inventory"],
        "properties": {
            "inventory": {"enum": [int(version), version]},
            **{
                section: {"type": ["array", "null"], "items": _build_entry(section, text.split())}
                for section, text in keys.items()
            },
        },
        "additionalProperties": False,
    }


def _build_entry(section: str, keys: list[str]) -> dict[str, object]:
    plain = {key.rstrip("*?"): TEXTS if key.endswith("*") else TEXT for key in keys}
    return {
        "type": "object",
        "required": NAMED.get(section, []),
        "properties": {key: WORDS.get(key, shape) for key, shape in plain.items()},
        "additionalProperties": False,
    }
