"""Read the connection profiles of Control-M: the host, database or storage of each profile name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seamscope.connector import Doc
from seamscope.connector.connections import LOCAL, build_clues
from seamscope.connector.redaction import extract_host
from seamscope.records import ClueKind, SystemRef

PREFIX = "ConnectionProfile:"
HOSTS = ("HostName", "Host", "RestEndPoint", "RestEndpoint", "ServerName", "StorageAccountName")
DATABASES = ("DatabaseName", "ServiceName", "SID", "Database")
# Part of the type of a profile, or of its JDBC driver → SQL dialect.
DIALECTS = {"mssql": "tsql", "sqlserver": "tsql", "oracle": "oracle", "postgres": "postgres",
            "mysql": "mysql", "db2": "", "bigquery": "bigquery", "snowflake": "snowflake",
            "redshift": "redshift", "teradata": "teradata", "sybase": "tsql"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One profile.

    kind: its type, such as "FileTransfer:SFTP".
    agent: the host that uses it, "" if any host may use it.
    """

    name: str
    kind: str
    path: str  # of its file
    host: str = ""
    agent: str = ""
    database: str = ""
    dialect: str = ""

    @property
    def local(self) -> bool:
        """Whether the profile refers to the file system of the agent."""
        return self.kind.endswith(":Local")

    @property
    def system(self) -> SystemRef:
        """The system of the profile: its database and host, else the name of the profile."""
        found = build_clues((ClueKind.DATABASE, self.database), (ClueKind.HOST, self.host))
        return SystemRef(clues=found or build_clues((ClueKind.SOURCE, self.name)), service=True)


def list_profiles(root: Doc, path: str) -> Iterator[Profile]:
    """Yield the profiles of a file.

    A profile may contain endpoints; the endpoint `src` of the profile `crm` is yielded as the
    profile ``crm/src``.
    """
    todo = [("", root)]
    while todo:
        name, doc = todo.pop(0)
        kind = doc["Type"].text
        if kind.startswith(PREFIX):
            yield _read_profile(name, kind.removeprefix(PREFIX), doc, path)
            for key, one in doc.items():
                parts = key.split(":")
                if parts[0] == "Endpoint" and len(parts) > 1:
                    inner = ":".join(["FileTransfer", *parts[2:]]).partition("_")[0]
                    yield _read_profile(f"{name}/{parts[1]}", inner, one, path)
        elif not kind.startswith("Job:"):
            todo += [(key, one) for key, one in doc.items() if isinstance(one.value, dict)]


def _read_profile(name: str, kind: str, doc: Doc, path: str) -> Profile:
    stated = next((doc[key].text for key in HOSTS if doc[key].text), "")
    host = extract_host(stated) if "://" in stated else stated.partition(":")[0]
    driver = f"{kind} {doc['Driver'].text}".casefold()
    return Profile(
        name=name,
        kind=kind,
        path=path,
        host="" if host.casefold() in LOCAL else host,
        agent=doc["TargetAgent"].text,
        database=next((doc[key].text for key in DATABASES if doc[key].text), ""),
        dialect=next((DIALECTS[word] for word in DIALECTS if word in driver), ""),
    )


def find_profile(name: str, path: str, profiles: Sequence[Profile]) -> Profile | None:
    """Return the profile with this name: from the same file, else the same folder, else any folder.

    Environments have profiles of the same name in different folders. Return None if the profiles
    found have different hosts or databases.
    """
    found = [one for one in profiles if one.name == name]
    folder = path.rpartition("/")[0]
    near = [one for one in found if one.path == path] or [
        one for one in found if one.path.rpartition("/")[0] == folder
    ]
    chosen = near or found
    return chosen[0] if len({(one.host, one.database) for one in chosen}) == 1 else None


def find_dialect(text: str) -> str:
    """Return the SQL dialect of a database product, "" if unknown."""
    return next((DIALECTS[word] for word in DIALECTS if word in text.casefold()), "")
