"""How pydantic treats the classes that YAML files are read into."""

# The configuration of each such class: an unknown key is an error, and a number may be a text.
STRICT = {"extra": "forbid", "coerce_numbers_to_str": True}
