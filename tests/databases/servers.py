"""Start database servers of this machine in a temporary folder, on a free port, without root."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

USER = "nobody"  # the account of the servers if the tests run as root, whom servers refuse
PATIENCE = 60  # seconds for a server to start
MEMORY = Path("/dev/shm")
ROOM = 1 << 30  # bytes
BINARIES = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server. connect: opens a connection of the superuser to a database."""

    port: int
    connect: Callable[[str], Any]

    def run(self, database: str, *statements: str) -> None:
        """Run statements as the superuser."""
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        finally:
            connection.close()

    def fetch(self, database: str, query: str) -> list[tuple[Any, ...]]:
        """Run a query as the superuser and return its rows."""
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(query)
                return [tuple(row) for row in cursor.fetchall()]
        finally:
            connection.close()


def find_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def skip(reason: str) -> None:
    """Skip a test if a server is missing, or let it fail in CI, where the servers must be
    installed.
    """
    if os.environ.get("SEAMSCOPE_SERVERS"):
        pytest.fail(f"SEAMSCOPE_SERVERS is set, but {reason}")
    pytest.skip(reason)


def has_room(place: Path) -> bool:
    """Return whether a folder is writable and has room for the data of a server, about 200 MB."""
    return os.access(place, os.W_OK) and shutil.disk_usage(place).free > ROOM


@contextmanager
def open_folder() -> Iterator[Path]:
    """Yield a temporary folder that belongs to the account of the server; its path is short because
    of sockets.

    The folder is in memory if there is room, because servers wait for the disk when they start.
    """
    folder = Path(tempfile.mkdtemp(prefix="ss-", dir=MEMORY if has_room(MEMORY) else "/tmp"))
    try:
        if os.getuid() == 0:
            shutil.chown(folder, USER)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_account() -> dict[str, Any]:
    """Return the arguments of `subprocess` that run a program with the account of the server."""
    home = {"env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}}
    if os.getuid() != 0:
        return home
    return {**home, "user": USER, "group": pwd.getpwnam(USER).pw_gid, "extra_groups": []}


@contextmanager
def keep_running(command: list[str], log: Path, probe: Callable[[], Any]) -> Iterator[None]:
    """Run a server inside the `with` block, which begins when the probe can connect."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, cwd=log.parent, **as_account()
        )
    try:
        wait_for(process, probe, log)
        yield
    finally:
        # An orderly shutdown takes seconds, and the data is thrown away. PostgreSQL ends its
        # children at this signal.
        process.send_signal(signal.SIGQUIT)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(process: subprocess.Popen[bytes], probe: Callable[[], Any], log: Path) -> None:
    """Wait until a server accepts a connection; if it ends or takes too long, fail with its log."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            probe().close()
        except Exception:  # noqa: BLE001 (not yet ready, in the words of each driver)
            if process.poll() is not None or time.monotonic() > end:
                pytest.fail(
                    f"the server does not start:\n{log.read_text(errors='replace')[-3000:]}"
                )
            time.sleep(0.1)
        else:
            return


@contextmanager
def run_postgresql() -> Iterator[Server]:
    """Run PostgreSQL; its superuser is `admin`, and every role signs on with the password `pw`."""
    psycopg = pytest.importorskip("psycopg")
    found = sorted(BINARIES.glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if not found:
        skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with open_folder() as folder:
        bin_folder = found[-1].parent
        secret = folder / "pw"
        secret.write_text("pw")
        data = folder / "data"
        subprocess.run(
            [bin_folder / "initdb", "-D", data, "-U", "admin", "-A", "scram-sha-256", "-E", "UTF8",
             "--pwfile", secret, "--no-sync", "--locale", "C.UTF-8"],
            check=True, capture_output=True, cwd=folder, **as_account(),
        )  # fmt: skip
        port = find_port()

        def connect(database: str = "postgres") -> Any:
            return psycopg.connect(
                host="127.0.0.1", port=port, user="admin", password="pw", dbname=database,
                autocommit=True,
            )  # fmt: skip

        settings = {
            "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder,
            "fsync": "off", "shared_buffers": "32MB", "wal_level": "logical",
            "shared_preload_libraries": "pg_stat_statements", "max_connections": 30,
        }  # fmt: skip
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        command = [str(bin_folder / "postgres"), "-D", str(data), *options]
        with keep_running(command, folder / "log", connect):
            yield Server(port=port, connect=connect)


@contextmanager
def run_mariadb() -> Iterator[Server]:
    """Run MariaDB; its superuser is `admin` with the password `pw`."""
    pymysql = pytest.importorskip("pymysql")
    server, install = (find_program(name) for name in ("mariadbd", "mariadb-install-db"))
    if not server or not install:
        skip("MariaDB is not installed (Debian: apt-get install mariadb-server)")
    with open_folder() as folder:
        data = folder / "data"
        subprocess.run(
            [str(install), "--no-defaults", f"--datadir={data}", "--skip-test-db",
             "--auth-root-authentication-method=normal"],
            check=True, capture_output=True, cwd=folder, **as_account(),
        )  # fmt: skip
        port = find_port()
        first = folder / "first.sql"
        first.write_text(
            "CREATE USER admin@'127.0.0.1' IDENTIFIED BY 'pw';\n"
            "GRANT ALL ON *.* TO admin@'127.0.0.1' WITH GRANT OPTION;\n"
        )

        def connect(database: str | None = None) -> Any:
            return pymysql.connect(
                host="127.0.0.1", port=port, user="admin", password="pw", database=database,
                autocommit=True,
            )  # fmt: skip

        command = [
            str(server), "--no-defaults", f"--datadir={data}", f"--port={port}",
            "--bind-address=127.0.0.1", f"--socket={folder / 's'}", f"--init-file={first}",
            f"--pid-file={folder / 'pid'}", "--innodb-buffer-pool-size=16M", "--performance-schema",
            "--skip-name-resolve", "--event-scheduler=ON", "--plugin-load-add=ha_federatedx",
            "--innodb-flush-log-at-trx-commit=0",
        ]  # fmt: skip
        with keep_running(command, folder / "log", connect):
            yield Server(port=port, connect=connect)


def find_program(name: str) -> str | None:
    """Return the path of a program, even if it is only on the PATH of root."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/bin")
