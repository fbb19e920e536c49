"""The JSON Schema of `answers.yaml`, for editors."""

from seamscope.answers.entry import KEYS, PERSONAL


def build_answers_schema() -> dict[str, object]:
    """Return the schema: a list of entries with an id and a person's answer."""
    text = {"type": ["string", "number", "boolean", "null"]}
    texts = {"anyOf": [text, {"type": "array", "items": text}]}
    answered_on = {"anyOf": [{"type": "null"}, {"type": "string", "format": "date"}]}
    listed = {"candidates": texts, "evidence": texts}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Answers to the questions of a seamscope survey",
        "type": "object",
        "required": ["answers"],
        "properties": {
            "answers": {
                "type": ["array", "null"],
                "items": {
                    "type": "object",
                    "required": ["id"],
                    "properties": {
                        **dict.fromkeys((*KEYS, *PERSONAL), text),
                        **listed,
                        "answered_on": answered_on,
                    },
                },
            }
        },
    }
