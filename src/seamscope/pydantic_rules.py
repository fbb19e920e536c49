"""Pydantic settings of the classes that represent YAML files."""

# An unknown key is an error. Where a string is expected, a number is converted to a string.
STRICT = {"extra": "forbid", "coerce_numbers_to_str": True}


def describe(text: str) -> dict[str, str]:
    """Return metadata for a field, with the description that editors show for its key."""
    return {"description": text}
