"""Open read-only sessions with databases whose URL is in an environment variable.

Use `open_session`. Only host, port and database of the URL leave this package: no message, `repr`
or traceback contains the user or the password.
"""

from seamscope.databases.address import Address, read_address
from seamscope.databases.engines import Engine, find_engine, load_engines
from seamscope.databases.session import (
    ConnectError,
    QueryError,
    Rows,
    Session,
    open_session,
)

__all__ = [
    "Address",
    "ConnectError",
    "Engine",
    "QueryError",
    "Rows",
    "Session",
    "find_engine",
    "load_engines",
    "open_session",
    "read_address",
]
