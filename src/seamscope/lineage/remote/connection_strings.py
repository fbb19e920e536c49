"""Find systems that only a connection string identifies: ``OPENROWSET('…', 'Server=h;…', …)``."""

from seamscope.lineage.catalog import Catalog
from seamscope.lineage.remote_systems import Remote, find_dialect, is_location, parse_connection


def register_connection(text: str, product: str, technology: str, catalog: Catalog) -> str:
    """Add the system of a connection string to the catalog, and return its name in the catalog."""
    host, database, scheme = parse_connection(text)
    known = catalog.remotes.get(text.casefold())
    if known is not None:
        return known.name
    name = host or database or product or technology
    catalog.remotes.setdefault(
        name.casefold(),
        Remote(
            name=name,
            technology=technology,
            host=host,
            database=database,
            product=_get_product(product or scheme),
        ),
    )
    return name


def get_database(text: str, name: str) -> str:
    """Return the database of a connection string, "" if there is none or it is a file.

    name: the name under which the system is in the catalog. If it is the name of the database,
    return "", too.
    """
    database = parse_connection(text)[1]
    return "" if database == name or is_location(database) else database


def _get_product(text: str) -> str:
    """Return the product of a provider: ``SQLNCLI`` -> sqlserver.

    Return "" if the provider is used for several products, such as ODBC.
    """
    return {"tsql": "sqlserver"}.get(find_dialect(text), find_dialect(text))
