"""The kinds of databases that seamscope reads, from `engines.yaml`.

If a kind of database has no read-only transactions, three things prevent changes: seamscope never
commits, `select_only` refuses everything but queries, and the role has its own permissions.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from seamscope.connector.words import parse_yaml
from seamscope.databases.opening import OPENERS, Opener


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A kind of database.

    name: the name in file names.
    label: the name for users.
    dialect: the sqlglot name of its SQL dialect.
    schemes: the schemes of its URLs.
    module: the module of its driver.
    extra: the extra of seamscope that installs the driver, "" for a driver of Python's library.
    open: connects to a database, see `Opener`.
    start: the first statements of each session, which make it read-only and set its time limit,
        with `{seconds}` or `{milliseconds}` for the limit.
    options: the parameters that a URL may have.
    file: whether the database is a file.
    """

    name: str
    label: str
    dialect: str
    schemes: tuple[str, ...]
    module: str
    extra: str
    open: Opener
    start: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    file: bool = False

    def list_start(self, seconds: int) -> list[str]:
        """Return the statements that begin a session.

        seconds: the time limit of each statement of the session.
        """
        values = {"seconds": seconds, "milliseconds": seconds * 1000}
        return [statement.format_map(values) for statement in self.start]


@cache
def load_engines() -> tuple[Engine, ...]:
    """Return the known engines; the file is read once."""
    text = files(__package__).joinpath("engines.yaml").read_text(encoding="utf-8")
    return tuple(
        Engine(
            name=name,
            label=given["label"],
            dialect=given["dialect"],
            schemes=tuple(given["schemes"]),
            module=given["module"],
            extra=given.get("extra", ""),
            open=OPENERS[name],
            start=tuple(given.get("start", ())),
            options=tuple(given.get("options", ())),
            file=given.get("file", False),
        )
        for name, given in parse_yaml(text).items()
    )


def find_engine(scheme: str) -> Engine | None:
    """Return the engine for the scheme of a URL, None if the scheme is unknown."""
    return next((engine for engine in load_engines() if scheme in engine.schemes), None)
