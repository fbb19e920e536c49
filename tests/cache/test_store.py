"""The cache file: persistence, damage, deletion, a full disk, concurrent runs and killed
processes.
"""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from seamscope.cache import Cache, Key, find_folder, make_key, open_cache
from seamscope.cache.store import FILE

# Writes numbered entries until it is killed, and says which are surely written.
WRITER = """
import sys
from pathlib import Path
from seamscope.cache import make_key, open_cache
number = int(sys.argv[2])
while True:
    with open_cache(Path(sys.argv[1])) as cache:
        for _ in range(20):
            cache.put(make_key(f"entry {number}"), f"value {number} ".encode() * 5000)
            number += 1
    print(number, flush=True)
"""


def read(folder: Path, key: Key) -> bytes | None:
    with open_cache(folder) as cache:
        return cache.get(key)


def write(folder: Path, key: Key, value: bytes) -> None:
    with open_cache(folder) as cache:
        cache.put(key, value)


def test_a_value_is_there_in_this_run_and_in_the_next(tmp_path: Path) -> None:
    """A value can be read before and after it is written to disk."""
    key = make_key("one")
    with open_cache(tmp_path) as cache:
        cache.put(key, b"value")
        assert cache.get(key) == b"value"
    assert read(tmp_path, key) == b"value"
    assert read(tmp_path, make_key("other")) is None


def test_keys_depend_on_the_borders_between_their_parts() -> None:
    """The parts `ab`, `c` give another key than `a`, `bc`, and the name of a key differs from its
    secret.
    """
    keys = [make_key("ab", "c"), make_key("a", "bc"), make_key("abc"), make_key("abc", "")]

    assert len({key.name for key in keys}) == len({key.secret for key in keys}) == 4
    assert all(key.name != key.secret for key in keys)


@pytest.mark.skipif(sys.platform == "win32", reason="no such permissions there")
def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    """Other users cannot read the folder and its files, regardless of the umask."""
    folder = tmp_path / "new" / "cache"
    before = os.umask(0)
    try:
        with open_cache(folder) as cache:
            cache.put(make_key("one"), b"value")
            modes = [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()]
    finally:
        os.umask(before)
    assert set(modes) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_value_cannot_be_read_without_its_inputs(tmp_path: Path) -> None:
    """Neither the value nor the secret of its key, which is computed from the inputs, is on
    disk.
    """
    key = make_key("CREATE USER app IDENTIFIED BY 'tiger-4711'")
    write(tmp_path, key, b"CREATE USER app IDENTIFIED BY 'tiger-4711'")

    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert key.name in kept
    assert b"tiger" not in kept
    assert key.secret not in kept


def damage(folder: Path, change: str) -> None:
    connection = sqlite3.connect(folder / FILE)
    with connection:
        connection.execute(change)
    connection.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET value = zeroblob(10)",
        "UPDATE entry SET value = x''",
        "UPDATE entry SET value = substr(value, 1, length(value) - 1)",
        "UPDATE entry SET value = 'text'",
        "DELETE FROM entry",
    ],
)
def test_a_damaged_entry_is_missing(tmp_path: Path, change: str) -> None:
    """A changed, shortened or deleted value is not found, and can be written again."""
    key = make_key("one")
    write(tmp_path, key, b"value" * 100)
    damage(tmp_path, change)

    assert read(tmp_path, key) is None
    write(tmp_path, key, b"new")
    assert read(tmp_path, key) == b"new"


def test_a_value_of_another_key_is_missing(tmp_path: Path) -> None:
    """A value that was copied from another key in the cache file is not found."""
    one, other = make_key("one"), make_key("other")
    write(tmp_path, one, b"true")
    write(tmp_path, other, b"false")
    damage(
        tmp_path,
        "UPDATE entry SET value = (SELECT value FROM entry AS e WHERE e.key = x'"
        f"{other.name.hex()}') WHERE key = x'{one.name.hex()}'",
    )

    assert read(tmp_path, one) is None


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_deleted_with_a_note(tmp_path: Path, content: bytes) -> None:
    """A damaged cache file is deleted: the run continues without a cache, and the next run starts a
    new one.
    """
    (tmp_path / FILE).write_bytes(content)
    with open_cache(tmp_path) as cache:
        cache.put(make_key("one"), b"value")
        assert cache.get(make_key("one")) is None
    (note,) = cache.notes
    assert "was damaged and has been deleted" in note

    write(tmp_path, make_key("one"), b"value")
    assert read(tmp_path, make_key("one")) == b"value"


def test_an_unusable_cache_folder_is_noted(tmp_path: Path) -> None:
    """If the cache folder is a file, the cache stores nothing and has a note that says so."""
    (tmp_path / "file").write_text("")
    with open_cache(tmp_path / "file") as cache:
        cache.put(make_key("one"), b"value")
        assert cache.get(make_key("one")) is None
    (note,) = cache.notes
    assert note.startswith(f"the cache in {tmp_path / 'file'} cannot be used")


def test_a_full_disk_costs_a_note(tmp_path: Path) -> None:
    """On a full disk, new values are not stored and a note says so; stored values can still be
    read.
    """
    write(tmp_path, make_key("old"), b"old")
    with open_cache(tmp_path) as cache:
        connection = cache._connection
        assert connection is not None
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()
        cache.put(make_key("new"), os.urandom(1_000_000))
    (note,) = cache.notes
    assert "full" in note
    assert read(tmp_path, make_key("old")) == b"old"
    assert read(tmp_path, make_key("new")) is None


def test_the_oldest_entries_are_dropped(tmp_path: Path) -> None:
    """If the cache becomes too large, the least recently used entries are deleted and the file
    becomes smaller.
    """
    values = {make_key(str(number)): os.urandom(10_000) for number in range(100)}
    with open_cache(tmp_path) as cache:
        for key, value in values.items():
            cache.put(key, value)
    damage(tmp_path, "UPDATE entry SET used = used - 5")
    used = list(values)[::10]
    with open_cache(tmp_path) as cache:
        assert all(cache.get(key) == values[key] for key in used)
    before = (tmp_path / FILE).stat().st_size

    cache = Cache(tmp_path, most_bytes=500_000)
    cache.close()

    with open_cache(tmp_path) as cache:
        kept = [key for key in values if cache.get(key)]
    assert set(used) <= set(kept)
    assert 30 <= len(kept) <= 40  # 0.8 · 500,000 bytes
    assert (tmp_path / FILE).stat().st_size < before / 2


def test_two_runs_write_at_once(tmp_path: Path) -> None:
    """Two runs can write to the cache alternately, and all values can be read afterwards."""
    with open_cache(tmp_path) as one, open_cache(tmp_path) as other:
        for number in range(50):
            one.put(make_key(f"one {number}"), b"1" * 1000)
            other.put(make_key(f"other {number}"), b"2" * 1000)
            one.put(make_key(f"both {number}"), b"3" * 1000)
            other.put(make_key(f"both {number}"), b"3" * 1000)
    assert [*one.notes, *other.notes] == []
    with open_cache(tmp_path) as cache:
        for number in range(50):
            assert cache.get(make_key(f"one {number}")) == b"1" * 1000
            assert cache.get(make_key(f"other {number}")) == b"2" * 1000
            assert cache.get(make_key(f"both {number}")) == b"3" * 1000


def test_the_file_may_be_deleted_while_it_is_used(tmp_path: Path) -> None:
    """If the cache file is deleted during a run, the run continues and the next one starts with an
    empty cache.
    """
    write(tmp_path, make_key("old"), b"old")
    with open_cache(tmp_path) as cache:
        for path in tmp_path.iterdir():
            path.unlink()
        cache.put(make_key("new"), b"new")
        assert cache.get(make_key("new")) == b"new"
    assert read(tmp_path, make_key("old")) is None


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_the_cache_survives_kills_of_a_writing_process(tmp_path: Path) -> None:
    """After each of five kills of the writing process, all values that it had confirmed can be
    read.
    """
    number = 0
    for attempt in range(5):
        command = [sys.executable, "-c", WRITER, str(tmp_path), str(number)]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        sure = int(writer.stdout.readline())
        time.sleep(0.01 * attempt)
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().split()
        writer.wait()
        writer.stdout.close()
        number = int(rest[-1]) if rest else sure
        with open_cache(tmp_path) as cache:
            for one in range(number):
                assert cache.get(make_key(f"entry {one}")) == f"value {one} ".encode() * 5000
        assert not cache.notes


def test_the_folder_is_the_users_cache_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Linux, the cache is in `$XDG_CACHE_HOME/seamscope`."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert find_folder() == tmp_path / "seamscope"
    assert find_folder().name == "seamscope"
