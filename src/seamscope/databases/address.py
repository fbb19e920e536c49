"""Read the address of a database from the URL in an environment variable."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from seamscope.errors import InputError, SeamscopeError

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
EXAMPLE = "postgresql://user:password@host:5432/database"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The location of a database, and the credentials; `repr` omits user, password and options.

    scheme: the scheme of the URL, without a driver: `postgresql`.
    host, database: "" if the URL has none; `database` is the path if the database is a file.
    port: None for the default port.
    options: the parameters after `?`, by name in lower case.
    """

    scheme: str
    host: str = ""
    port: int | None = None
    database: str = ""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_address(variable: str, environment: Mapping[str, str] | None = None) -> Address:
    """Return the address in an environment variable.

    Raises InputError, whose message quotes neither the URL nor the argument, which may be a URL.
    environment: the variables by name, by default those of the process.
    """
    if not NAME.fullmatch(variable):
        raise InputError(
            SeamscopeError(
                "the argument is not the name of an environment variable",
                remedy="put the URL of the database into a variable and pass the variable's name. "
                "If you typed a password, delete it from the history of your shell",
            )
        )
    url = (os.environ if environment is None else environment).get(variable, "").strip()
    if not url:
        remedy = f"set it to the URL of the database, such as {EXAMPLE}"
        raise InputError(SeamscopeError(f"the variable {variable} is not set", remedy=remedy))
    address = _parse_url(url)
    if address is None:
        what = f"the variable {variable} does not contain the URL of a database"
        remedy = f"write it like {EXAMPLE}; escape @, /, ? and # in a password, such as %40 for @"
        raise InputError(SeamscopeError(what, remedy=remedy))
    return address


def _parse_url(url: str) -> Address | None:
    """Return the parts of a URL, None if the text is not a URL.

    ``postgresql+psycopg://u:p@h:5432/shop`` and ``jdbc:postgresql://h/shop`` are read as well. As
    in SQLAlchemy, three slashes precede a relative path (`sqlite:///a.db`) and four an absolute
    path.
    """
    try:
        parts = urlsplit(url.removeprefix("jdbc:"))
        port = parts.port
        host = parts.hostname or ""
    except ValueError:
        return None
    scheme = parts.scheme.partition("+")[0].casefold()
    if not scheme or "://" not in url:
        return None
    return Address(
        scheme=scheme,
        host=unquote(host),
        port=port,
        database=unquote(parts.path.removeprefix("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options={key.casefold(): value for key, value in parse_qsl(parts.query)},
    )
