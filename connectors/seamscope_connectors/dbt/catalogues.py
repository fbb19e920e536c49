"""Schemas that a database fills itself: its own catalogue, which no loader brings."""

# Names of the vendors' documentation: the SQL standard, Snowflake, PostgreSQL, Redshift, SQL
# Server and MySQL.
CATALOGUES = frozenset(
    {
        "information_schema", "account_usage", "organization_usage", "reader_account_usage",
        "pg_catalog", "pg_internal", "sys", "performance_schema", "mysql",
    }
)  # fmt: skip


def is_catalogue(schema: str) -> bool:
    """Return whether a database fills a schema itself, as it does INFORMATION_SCHEMA."""
    return schema.strip('"`[]').casefold() in CATALOGUES
