"""Schemas of the system catalogues of databases, which no loader fills."""

# Names from the vendors' documentation: the SQL standard, Snowflake, PostgreSQL, Redshift, SQL
# Server and MySQL.
CATALOGUES = frozenset(
    {
        "information_schema", "account_usage", "organization_usage", "reader_account_usage",
        "pg_catalog", "pg_internal", "sys", "performance_schema", "mysql",
    }
)  # fmt: skip


def is_catalogue(schema: str) -> bool:
    """Return whether a schema belongs to a system catalogue, such as INFORMATION_SCHEMA."""
    return schema.strip('"`[]').casefold() in CATALOGUES
