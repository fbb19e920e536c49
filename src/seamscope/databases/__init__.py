"""Read-only sessions with databases, whose URL stands in an environment variable.

`open_session` opens one. Nothing of the URL but host, port and database leaves this package: no
message, no `repr` and no traceback has the user or the password.
"""

from seamscope.databases.address import Address, read_address
from seamscope.databases.engines import ENGINES, Engine, find_engine
from seamscope.databases.session import (
    ConnectError,
    QueryError,
    Rows,
    Session,
    open_session,
)

__all__ = [
    "ENGINES",
    "Address",
    "ConnectError",
    "Engine",
    "QueryError",
    "Rows",
    "Session",
    "find_engine",
    "open_session",
    "read_address",
]
