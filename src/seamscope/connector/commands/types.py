"""The kinds of steps in command lines: transfers, SQL sent to a database, accesses to a system."""

from dataclasses import dataclass, field

from seamscope.records import Endpoint, Mechanism, SystemRef

# None means the system that runs the command.
End = Endpoint | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A transfer of data from every source to every target.

    files: local files in which the command also stores the data.
    taken: local files that the command sends from the system that runs it.
    doubt: why the transfer is only likely.
    """

    sources: tuple[End, ...]
    targets: tuple[End, ...]
    technology: str
    mechanism: Mechanism
    line: int
    files: tuple[End, ...] = ()
    taken: tuple[End, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteSql:
    """SQL that a client sends to a database.

    home: None for the local database.
    schema: the default for table names without one.
    """

    text: str
    dialect: str
    home: SystemRef | None
    database: str
    target: End
    technology: str
    line: int
    schema: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An access to a system in which the direction of the data is unknown."""

    end: Endpoint
    technology: str
    reason: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A command that moves data from or to an unknown system or file."""

    reason: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipes:
    """The pipes of a command.

    fed: whether the command reads the output of the previous command.
    drained: whether the next command reads the output of this one.
    """

    fed: bool = False
    drained: bool = False


Step = Transfer | RemoteSql | Contact | Unread


@dataclass(slots=True)
class Reading:
    """The sources and targets of one command, without the data in pipes from and to other commands.

    files, taken: see Transfer.
    """

    technology: str
    line: int
    sources: list[End] = field(default_factory=list)
    targets: list[End] = field(default_factory=list)
    sql: list[RemoteSql] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    mechanism: Mechanism = Mechanism.FILE
    files: list[End] = field(default_factory=list)
    taken: list[End] = field(default_factory=list)

    def is_found(self) -> bool:
        """Return whether the command moves data or reaches a system."""
        found = (self.sources, self.targets, self.sql, self.contacts, self.unread, self.files)
        return any(found)
