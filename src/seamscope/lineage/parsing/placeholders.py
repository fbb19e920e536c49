"""Placeholders: table names, or parts of them, that are variables without a known value."""

import re
from functools import lru_cache

PLACEHOLDER_PATTERN = (
    r"&&?[A-Za-z_]\w*\.?|@[A-Za-z]\w*(?::\w+)?@|\{\{[^{}]*\}\}|\$\{[^{}]*\}"
    r"|\{\w+(?:\.\w+|:\s*Identifier)?\}|%s\b|%\(\w+\)s\b"
)
# In a name, `&` begins a variable only at the start or after an underscore: R&D is a name.
_IN_NAME = re.compile(rf"(?:^|(?<=_)|(?<![\w&]))(?:{PLACEHOLDER_PATTERN})|\{{|\A:\w")
_WHOLE = re.compile(rf"(?:{PLACEHOLDER_PATTERN}|\$\(\w+\)|:\w+)+")
_VARIABLE = re.compile(r"@\w+")
NAME_WITH_PLACEHOLDER = (
    "a table name contains a variable without a value; write the full name into the script"
)


def is_placeholder(name: str) -> bool:
    """Return whether a name consists only of variables: ``{tmp}``, ``&x``, ``${day}``."""
    return _WHOLE.fullmatch(name) is not None


@lru_cache(maxsize=4096)  # the same table names occur in many statements
def has_placeholder(name: tuple[str, ...]) -> bool:
    """Return whether a part of a table's name contains a variable: ``&schema.t``, ``stg_{x}``.

    Return False for patterns of file names, ``s3://b/{a,b}.csv``, and for SQLCMD variables, which
    stand for databases: ``$(db).dbo.t``.
    """
    if any("/" in part or "\\" in part for part in name):
        return False
    in_part = any(_IN_NAME.search(part) for part in name)
    return in_part or _has_variable(name) or is_unknown(name)


@lru_cache(maxsize=4096)
def is_unknown(name: tuple[str, ...]) -> bool:
    """Return whether every part of a table's name is a variable: ``{schema}.{table}``."""
    if len(name) > 1 and _has_variable(name):
        return all(not part or is_placeholder(part) or _VARIABLE.fullmatch(part) for part in name)
    return bool(name) and all(not part or is_placeholder(part) for part in name)


def _has_variable(name: tuple[str, ...]) -> bool:
    """Return whether a part of a qualified name is a server variable: ``@project.d.t``."""
    return len(name) > 1 and any(_VARIABLE.fullmatch(part) for part in name)


def describe_unknown(name: tuple[str, ...]) -> str:
    """Return the message that a table's whole name is a variable without a value."""
    return (
        f"the table {'.'.join(name)} is a variable without a value; write the table's name into "
        "the script"
    )
