"""Systems that only a connection string in the SQL names."""

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.remote_systems import Remote, connection, dialect_of, is_location


def register_connection(text: str, product: str, technology: str, context: Catalog) -> str:
    """Register the system behind a connection string; return the name it goes by."""
    host, database, scheme = connection(text)
    known = context.remotes.get(text.casefold())
    if known is not None:
        return known.name
    name = host or database or product or technology
    context.remotes.setdefault(
        name.casefold(),
        Remote(
            name=name,
            technology=technology,
            host=host,
            database=database,
            product=_plain_product(product or scheme),
        ),
    )
    return name


def get_database(text: str, name: str) -> str:
    """Return the database of a connection string, unless it is a file or the system's own name."""
    database = connection(text)[1]
    return "" if database == name or is_location(database) else database


def _plain_product(text: str) -> str:
    """Return the product a provider's name means; a provider for several means none."""
    return {"tsql": "sqlserver"}.get(dialect_of(text), dialect_of(text))
