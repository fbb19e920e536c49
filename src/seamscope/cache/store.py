"""The entries of the cache in one SQLite file, which several runs can use at the same time.

SQLite's write-ahead log keeps the file intact if a run is killed while it writes. If the cache
cannot be read or written, the run continues without it and adds a note.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from seamscope.cache.keys import Key
from seamscope.cache.sealing import seal, unseal

FILE = "results-1.sqlite"  # the number changes with the layout of the tables
MOST_BYTES = 1024**3  # limit for all entries together; the oldest are dropped
KEPT_AFTER_DROPPING = 0.8  # share to keep, so that entries are not dropped after every run
BUFFERED_BYTES = 8 * 1024**2  # values of this size are written together in one transaction
DAY = 86_400  # seconds; the last use of an entry is stored as a day
PATIENCE = 10.0  # seconds to wait for another run that writes
SCHEMA = """
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS entry (
    key BLOB PRIMARY KEY, used INTEGER NOT NULL, size INTEGER NOT NULL, value BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS entry_used ON entry (used, size);
"""


class Cache:
    """Stores values by key. `get` and `put` never fail: after an error, the cache is not used.

    notes: messages for the user, such as that the folder is read-only.
    is_complete: False if a result of this run was not stored, because its cause may be temporary,
    such as a lost process.
    """

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self.notes: list[str] = []
        self.is_complete = True
        self._most_bytes = most_bytes
        self._today = int(time.time()) // DAY
        self._connection: sqlite3.Connection | None = None
        self._waiting: dict[bytes, bytes] = {}
        self._waiting_bytes = 0
        self._used: set[bytes] = set()
        try:
            self._connection = _connect(folder)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def get(self, key: Key) -> bytes | None:
        """Return the value of a key, None if it is missing or damaged."""
        if (waiting := self._waiting.get(key.name)) is not None:
            return unseal(waiting, key.secret)
        if self._connection is None:
            return None
        try:
            row = self._connection.execute(
                "SELECT value, used FROM entry WHERE key = ?", (key.name,)
            ).fetchone()
        except (sqlite3.Error, OverflowError) as error:
            self._give_up(error)
            return None
        match row:
            case (bytes(stored), used):
                if used != self._today:
                    self._used.add(key.name)
                return unseal(stored, key.secret)
            case _:
                return None

    def put(self, key: Key, value: bytes) -> None:
        """Store a value; it is written later, together with others, at the latest by `close`."""
        if self._connection is None:
            return
        sealed = seal(value, key.secret)
        self._waiting[key.name] = sealed
        self._waiting_bytes += len(sealed)
        if self._waiting_bytes > BUFFERED_BYTES:
            self._write()

    def note_failure(self) -> None:
        """Note that a result is not stored because its cause may be temporary."""
        self.is_complete = False

    def close(self) -> None:
        """Write pending values, delete the entries that were unused longest, and close the file."""
        self._write()
        if self._connection is not None:
            try:
                self._drop_oldest(self._connection)
            except sqlite3.Error as error:
                self._give_up(error)
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _write(self) -> None:
        connection, entries, used = self._connection, self._waiting, self._used
        self._waiting, self._used, self._waiting_bytes = {}, set(), 0
        if connection is None or not (entries or used):
            return
        rows = [(key, self._today, len(value), value) for key, value in entries.items()]
        try:
            with connection:  # one transaction
                connection.executemany(
                    "UPDATE entry SET used = ? WHERE key = ?", [(self._today, key) for key in used]
                )
                connection.executemany(
                    "INSERT OR REPLACE INTO entry (key, used, size, value) VALUES (?, ?, ?, ?)",
                    rows,
                )
        except sqlite3.Error as error:
            self._give_up(error)

    def _drop_oldest(self, connection: sqlite3.Connection) -> None:
        """Delete the entries that were unused longest, until the cache is small enough."""
        (total,) = connection.execute("SELECT total(size) FROM entry").fetchone()
        if total <= self._most_bytes:
            return
        too_many = total - self._most_bytes * KEPT_AFTER_DROPPING
        with connection:
            connection.execute(
                "DELETE FROM entry WHERE rowid IN (SELECT rowid FROM (SELECT rowid, sum(size) OVER"
                " (ORDER BY used, rowid) - size AS before FROM entry) WHERE before < ?)",
                (too_many,),
            )
        connection.executescript("PRAGMA incremental_vacuum")  # `execute` would free only one page

    def _give_up(self, error: Exception) -> None:
        """Stop using the cache in this run, and delete its file if it is damaged."""
        connection, self._connection = self._connection, None
        self._waiting = {}
        self.is_complete = False
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()
        what = "cannot be used"
        if isinstance(error, sqlite3.DatabaseError) and type(error) is sqlite3.DatabaseError:
            what = "was damaged and has been deleted"
            for path in self.folder.glob(f"{FILE}*"):
                with suppress(OSError):
                    path.unlink()
        self.notes.append(
            f"the cache in {self.folder} {what} ({error}); this run continues without a cache"
        )


def _connect(folder: Path) -> sqlite3.Connection:
    """Open the file of the cache, which only its owner can read, as it contains parts of inputs."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / FILE
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=PATIENCE)
    try:
        connection.executescript(SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


@contextmanager
def open_cache(folder: Path) -> Iterator[Cache]:
    """Open the cache in a folder, created if missing; write and close it when the block ends."""
    with closing(Cache(folder)) as cache:
        yield cache
