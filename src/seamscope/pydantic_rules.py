"""Rules of pydantic for the classes into which YAML files are read."""

# For each such class: an unknown key is an error, and a number may be written as a string.
STRICT = {"extra": "forbid", "coerce_numbers_to_str": True}
