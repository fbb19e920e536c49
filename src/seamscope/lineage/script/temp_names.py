"""Names of temp tables: their prefixes, and the schemas that contain only temp tables."""

from seamscope.lineage.query.model import Name, fold

TEMP_SCHEMAS = frozenset({"pg_temp", "_session", "session", "temp", "global_temp", "tempdb"})


def has_temp_sign(name: Name, dialect: str) -> bool:
    """Return whether a name begins with the prefix of a temp table (`#t`) or table variable."""
    if name[0].startswith("@"):
        return is_table_variable(name, dialect)
    return name[-1].startswith("#") and dialect in {"", "tsql", "redshift", "fabric"}


def is_table_variable(name: Name, dialect: str) -> bool:
    """Return whether a name is a table variable, `@t`. In Snowflake, `@t` is a stage."""
    return len(name) == 1 and name[0].startswith("@") and dialect != "snowflake"


def build_temp_name(name: Name) -> Name:
    """Return the key of a temp table: `tempdb..#t` and `#T` are both `#t`."""
    return fold(name[-1:])


def strip_temp_schema(name: Name) -> Name:
    """Return a case-folded name; a schema of temp tables is removed: `pg_temp.x` → `x`."""
    folded = tuple(part for part in fold(name) if part)
    return folded[1:] if len(folded) > 1 and folded[0] in TEMP_SCHEMAS else folded
