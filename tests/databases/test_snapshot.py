"""Snapshots of real servers: their contents, the permissions that they need, and the data that they
leave out.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from seamscope.cli import main

from .servers import Server, skip

pytestmark = pytest.mark.slow  # servers are started

PASSWORD = "Zq7Password"  # of the role of the snapshot
CANARY = "Zq7Canary"  # a value of a row
NUMBER = "918273645"  # another one


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A snapshot: its catalogue, the bytes of the file, the printed messages, and the addresses to
    which it connected.
    """

    catalogue: dict[str, Any]
    data: bytes
    messages: bytes
    addresses: frozenset[tuple[str, int]]


def take(url: str, folder: Path, name: str) -> Taken:
    """Run `seamscope snapshot` in this process, without tracing its connections."""
    output = folder / "in" / f"{name}.json"
    output.parent.mkdir(exist_ok=True)
    done = CliRunner().invoke(main, ["snapshot", "DB", "-o", str(output)], env={"DB": url})
    assert done.exit_code == 0, done.output
    return Taken(
        catalogue=json.loads(output.read_text("utf-8")),
        data=output.read_bytes(),
        messages=done.output.encode(),
        addresses=frozenset(),
    )


def take_traced(url: str, folder: Path, name: str) -> Taken:
    """Run `seamscope snapshot` in a process whose connections are traced."""
    strace = shutil.which("strace")
    if strace is None:
        skip("strace is not installed")
    trace = folder / f"{name}.trace"
    output = folder / "in" / f"{name}.json"
    output.parent.mkdir(exist_ok=True)
    done = subprocess.run(
        [str(strace), "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto,sendmsg",
         "-o", str(trace),
         sys.executable, "-P", "-m", "seamscope", "snapshot", "DB", "-o", str(output)],
        env={**os.environ, "DB": url}, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    found = re.findall(
        r"sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )\"([^\"]+)\"",
        trace.read_text(errors="replace"),
    )
    assert url not in trace.read_text(errors="replace")
    return Taken(
        catalogue=json.loads(output.read_text("utf-8")),
        data=output.read_bytes(),
        messages=done.stdout + done.stderr,
        addresses=frozenset((host, int(port)) for port, host in found),
    )


@cache
def survey(folder: Path) -> dict[str, Any]:
    """Survey the snapshots in a folder and return survey.json."""
    result = CliRunner().invoke(main, ["survey", str(folder / "in"), "-o", str(folder / "out")])
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads((folder / "out" / "survey.json").read_text("utf-8"))
    return document


def read_all(folder: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


# The tables of pg_cron and pgAgent, as far as a snapshot reads them.
SCHEDULERS = (
    "CREATE SCHEMA cron",
    "CREATE TABLE cron.job (jobid bigint, schedule text, command text, database text, active bool)",
    "INSERT INTO cron.job VALUES (1, '0 2 * * *', 'DELETE FROM sales.log', 'shop', true)",
    "CREATE SCHEMA pgagent",
    "CREATE TABLE pgagent.pga_job (jobid int, jobname text, jobenabled bool)",
    "CREATE TABLE pgagent.pga_jobstep (jstjobid int, jstname text, jstkind char, jstcode text, "
    "jstdbname text, jstenabled bool)",
    "CREATE TABLE pgagent.pga_schedule (jscjobid int, jscname text, jscenabled bool)",
    "INSERT INTO pgagent.pga_job VALUES (1, 'Nightly', true), (2, 'Old', false)",
    "INSERT INTO pgagent.pga_jobstep VALUES "
    "(1, 'load', 's', 'INSERT INTO sales.log SELECT id, 1 FROM sales.orders', 'shop', true), "
    "(2, 'send', 'b', 'curl https://crm.example.com/orders -T /out/orders.csv', '', true)",
    "INSERT INTO pgagent.pga_schedule VALUES (1, 'every night', true), (2, 'never', false)",
    "GRANT USAGE ON SCHEMA cron, pgagent TO PUBLIC",
    "GRANT SELECT ON ALL TABLES IN SCHEMA cron, pgagent TO PUBLIC",
)


@pytest.fixture(scope="module")
def shop(postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Yield the snapshots of two PostgreSQL databases, one of which has a foreign server to the
    other.
    """
    run = postgresql.run
    run(
        "postgres",
        f"CREATE ROLE catalogue LOGIN PASSWORD '{PASSWORD}'",
        "CREATE DATABASE shop",
        "CREATE DATABASE erp",
    )
    run(
        "erp",
        "CREATE TABLE items (id int PRIMARY KEY, title text)",
        f"INSERT INTO items VALUES ({NUMBER}, '{CANARY}')",
    )
    run(
        "shop",
        "CREATE EXTENSION postgres_fdw; CREATE EXTENSION pg_stat_statements SCHEMA public",
        "CREATE SCHEMA sales",
        "CREATE SERVER erp_server FOREIGN DATA WRAPPER postgres_fdw "
        f"OPTIONS (host '127.0.0.1', port '{postgresql.port}', dbname 'erp')",
        "CREATE USER MAPPING FOR admin SERVER erp_server OPTIONS (user 'admin', password 'pw')",
        "CREATE TABLE sales.orders (id int PRIMARY KEY, item int, note text DEFAULT 'none')",
        "COMMENT ON COLUMN sales.orders.item IS 'Ordered item. One only.'",
        "CREATE TABLE sales.lines (id int REFERENCES sales.orders (id))",
        "CREATE TABLE sales.log (id int, year int) PARTITION BY LIST (year)",
        "CREATE TABLE sales.log_1 PARTITION OF sales.log FOR VALUES IN (918273645)",
        "IMPORT FOREIGN SCHEMA public FROM SERVER erp_server INTO sales",
        "CREATE VIEW sales.ordered AS SELECT o.id, i.title FROM sales.orders o "
        "JOIN sales.items i ON i.id = o.item",
        "CREATE FUNCTION sales.log_order() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN INSERT INTO sales.log SELECT new.id, 1; RETURN new; END $$",
        "CREATE TRIGGER logged AFTER INSERT ON sales.lines FOR EACH ROW "
        "EXECUTE FUNCTION sales.log_order()",
        *SCHEDULERS,
        "CREATE PUBLICATION orders_out FOR TABLE sales.orders",
        "SELECT pg_create_logical_replication_slot('orders_slot', 'pgoutput')",
        f"INSERT INTO sales.orders SELECT 1, id, '{CANARY}' FROM sales.items",
        f"INSERT INTO sales.log VALUES (1, {NUMBER})",
        f"DO $$ BEGIN PERFORM '{CANARY}'; END $$",
        "ANALYZE",
    )
    folder = tmp_path_factory.mktemp("shop")
    url = f"postgresql://catalogue:{PASSWORD}@127.0.0.1:{postgresql.port}"
    taken = {
        "shop": take_traced(f"{url}/shop", folder, "shop"),
        "erp": take(f"{url}/erp", folder, "erp"),
    }
    yield {"folder": folder, "port": postgresql.port, **taken}
    postgresql.run("shop", "SELECT pg_drop_replication_slot('orders_slot')")


def test_a_role_that_may_only_connect_sees_the_catalogue(shop: dict[str, Any]) -> None:
    """A role without permissions sees tables, keys, SQL, links and replication; only the statements
    of other roles are hidden.
    """
    found = shop["shop"].catalogue
    assert found["engine"] == "postgresql"
    assert found["database"] == "shop"
    assert {"shop", "erp"} <= set(found["databases"])
    tables = {
        f"{table['schema']}.{table['name']}": table
        for table in found["tables"]
        if table["schema"] not in {"cron", "pgagent"}
    }
    assert set(tables) == {
        "sales.items", "sales.lines", "sales.log", "sales.ordered", "sales.orders",
    }  # fmt: skip
    assert tables["sales.orders"]["rows"] == 1
    assert tables["sales.log"]["rows"] == 1  # of its partition
    assert tables["sales.orders"]["columns"] == [
        {"name": "id", "type": "integer", "nullable": False},
        {"name": "item", "type": "integer", "nullable": True, "comment": "Ordered item. One only."},
        {"name": "note", "type": "text", "nullable": True},
    ]
    assert tables["sales.lines"]["keys"] == [
        {
            "name": "lines_id_fkey", "kind": "foreign", "columns": ["id"],
            "to_schema": "sales", "to_table": "orders", "to_columns": ["id"],
        }
    ]  # fmt: skip
    assert [view["name"] for view in found["views"]] == ["ordered"]
    assert [routine["name"] for routine in found["routines"]] == ["log_order"]
    assert [trigger["name"] for trigger in found["triggers"]] == ["logged"]
    (server,) = found["servers"]
    assert server == {
        "name": "erp_server", "kind": "foreign server", "product": "postgres_fdw",
        "host": "127.0.0.1", "port": str(shop["port"]), "database": "erp",
    }  # fmt: skip
    assert found["foreign_tables"] == [
        {
            "name": "items", "schema": "sales", "server": "erp_server",
            "remote_schema": "public", "remote_name": "items",
        }
    ]  # fmt: skip
    assert found["publications"] == [{"name": "orders_out", "tables": ["sales.orders"]}]
    assert [entry["name"] for entry in found["replication"]] == ["orders_slot"]
    assert {entry["part"] for entry in found["unread"]} == {"statements"}


def test_jobs_of_both_schedulers_are_read(shop: dict[str, Any]) -> None:
    """Jobs of pg_cron and pgAgent have their SQL or command line and their schedule; a disabled job
    stays disabled.
    """
    assert shop["shop"].catalogue["jobs"] == [
        {
            "name": "pg_cron 1", "command": "DELETE FROM sales.log", "schedule": "0 2 * * *",
            "kind": "sql", "status": "enabled",
        },
        {
            "name": "Nightly / load", "schedule": "every night", "kind": "sql",
            "command": "INSERT INTO sales.log SELECT id, 1 FROM sales.orders", "status": "enabled",
        },
        {
            "name": "Old / send", "kind": "shell", "status": "disabled",
            "command": "curl https://crm.example.com/orders -T /out/orders.csv",
        },
    ]  # fmt: skip


def test_a_foreign_server_between_two_databases_is_an_integration(shop: dict[str, Any]) -> None:
    """The survey has both databases as systems and one integration, which ends at the foreign
    table.
    """
    found = survey(shop["folder"])
    assert [(one["systems"], one["direction"]) for one in found["integrations"]] == [
        (["erp", "shop"], "a_to_b")
    ]
    flows = [flow for flow in found["flows"] if flow["source"]["system"] == "erp"]
    assert {(flow["target"]["dataset"], flow["mechanism"]) for flow in flows} == {
        ("shop/sales-items", "database_link")
    }
    through = [flow for flow in found["flows"] if flow["target"]["dataset"] == "shop/sales-ordered"]
    assert {flow["source"]["dataset"] for flow in through} == {
        "shop/sales-items", "shop/sales-orders",
    }  # fmt: skip


def test_no_value_of_a_row_is_written(shop: dict[str, Any]) -> None:
    """No value of a row is in the catalogue, the messages or an output of the survey."""
    survey(shop["folder"])
    for data in (shop["shop"].messages, shop["erp"].messages, read_all(shop["folder"])):
        assert CANARY.encode() not in data
        assert NUMBER.encode() not in data


def test_no_credential_is_written(shop: dict[str, Any]) -> None:
    """Neither the password in the URL nor that of the user mapping is in the catalogue, the
    messages or an output.
    """
    for data in (shop["shop"].messages, shop["erp"].messages, read_all(shop["folder"])):
        assert PASSWORD.encode() not in data
    assert b"admin" not in shop["shop"].data.replace(b'"user":"admin"', b"")


def test_no_other_address_is_contacted(shop: dict[str, Any]) -> None:
    """During a snapshot, all connections of the process go to the server in the URL."""
    assert shop["shop"].addresses == {("127.0.0.1", shop["port"])}


def test_statements_are_read_with_the_right_to_see_them(
    postgresql: Server, shop: dict[str, Any], tmp_path: Path
) -> None:
    """With pg_read_all_stats, the statements of other roles are read, without their values."""
    postgresql.run("postgres", "GRANT pg_read_all_stats TO catalogue")
    try:
        url = f"postgresql://catalogue:{PASSWORD}@127.0.0.1:{postgresql.port}/shop"
        taken = take(url, tmp_path, "all")
    finally:
        postgresql.run("postgres", "REVOKE pg_read_all_stats FROM catalogue")
    texts = [entry["statement"] for entry in taken.catalogue["statements"]]
    assert "INSERT INTO sales.orders SELECT $1, id, $2 FROM sales.items" in texts
    assert "unread" not in taken.catalogue
    assert CANARY.encode() not in taken.data
    assert NUMBER.encode() not in taken.data


@pytest.fixture(scope="module")
def two(mariadb: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the snapshot of two MariaDB databases that are linked to each other."""
    mariadb.run(
        "",
        "CREATE DATABASE shop",
        "CREATE DATABASE erp",
        "CREATE TABLE erp.items (id int PRIMARY KEY, title varchar(20))",
        f"INSERT INTO erp.items VALUES ({NUMBER}, '{CANARY}')",
        f"CREATE USER far@'127.0.0.1' IDENTIFIED BY '{PASSWORD}far'",
        "GRANT SELECT ON erp.* TO far@'127.0.0.1'",
        "CREATE SERVER erp_server FOREIGN DATA WRAPPER mysql OPTIONS (HOST '127.0.0.1', "
        f"DATABASE 'erp', USER 'far', PASSWORD '{PASSWORD}far', PORT {mariadb.port})",
        f"CREATE USER catalogue@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'",
        "GRANT SELECT, SHOW VIEW, EVENT, TRIGGER ON shop.* TO catalogue@'127.0.0.1'",
        "GRANT SELECT, SHOW VIEW ON erp.* TO catalogue@'127.0.0.1'",
        "GRANT SELECT ON performance_schema.* TO catalogue@'127.0.0.1'",
        "GRANT SELECT ON mysql.proc TO catalogue@'127.0.0.1'",
    )
    mariadb.run(
        "shop",
        "CREATE TABLE orders (id int PRIMARY KEY, item int COMMENT 'Ordered item', "
        "kind enum('a', 'Zq7Canary'))",
        "CREATE TABLE far_items (id int PRIMARY KEY, title varchar(20)) ENGINE = FEDERATED "
        f"CONNECTION = 'mysql://far:{PASSWORD}far@127.0.0.1:{mariadb.port}/erp/items'",
        "CREATE VIEW ordered AS SELECT o.id, i.title FROM orders o JOIN erp.items i "
        "ON i.id = o.item",
        "CREATE PROCEDURE fill (IN a int) BEGIN INSERT INTO orders SELECT id, a, 'a' "
        "FROM far_items; END",
        "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO INSERT INTO orders SELECT 2, 3, 'a' "
        "FROM erp.items",
        f"INSERT INTO orders VALUES (1, {NUMBER}, '{CANARY}')",
        "CREATE TRIGGER logged AFTER INSERT ON orders FOR EACH ROW INSERT INTO log VALUES (new.id)",
    )
    folder = tmp_path_factory.mktemp("two")
    url = f"mariadb://catalogue:{PASSWORD}@127.0.0.1:{mariadb.port}/shop"
    return {"folder": folder, "port": mariadb.port, "taken": take_traced(url, folder, "two")}


def test_a_user_that_may_only_select_sees_the_catalogue(two: dict[str, Any]) -> None:
    """A user sees the catalogue of each database that it may read; only the part that needs more
    permissions is missing and reported.
    """
    found = two["taken"].catalogue
    tables = {f"{table['schema']}.{table['name']}": table["kind"] for table in found["tables"]}
    assert tables == {
        "erp.items": "table",
        "shop.far_items": "foreign table",
        "shop.ordered": "view",
        "shop.orders": "table",
    }
    assert found["foreign_tables"] == [
        {"name": "far_items", "schema": "shop", "location": "mysql://127.0.0.1/erp/items"}
    ]
    (routine,) = found["routines"]
    assert routine["definition"].startswith("CREATE PROCEDURE `fill` (IN `a` int)\nBEGIN INSERT")
    assert [trigger["name"] for trigger in found["triggers"]] == ["logged"]
    (job,) = found["jobs"]
    assert (job["name"], job["schedule"]) == ("nightly", "every 1 day")
    assert any("INSERT INTO" in entry["statement"] for entry in found["statements"])
    (unread,) = found["unread"]
    assert unread["part"] == "servers"
    assert "SELECT (Server_name, Wrapper, Host, Port, Db) on mysql.servers" in unread["remedy"]


def test_comments_of_columns_are_read(two: dict[str, Any]) -> None:
    (orders,) = (one for one in two["taken"].catalogue["tables"] if one["name"] == "orders")
    assert [column.get("comment") for column in orders["columns"]] == [None, "Ordered item", None]


def test_databases_of_one_server_are_systems_of_their_own(two: dict[str, Any]) -> None:
    """The survey has one integration between two databases of a server, by a view, a job and a
    FEDERATED table.
    """
    found = survey(two["folder"])
    assert [(one["systems"], one["direction"]) for one in found["integrations"]] == [
        (["erp", "shop"], "a_to_b")
    ]
    flows = [flow for flow in found["flows"] if flow["source"]["system"] == "erp"]
    assert {(flow["target"]["dataset"], flow["mechanism"]) for flow in flows} == {
        ("shop/far-items", "database_link"),
        ("shop/ordered", "sql"),
        ("shop/orders", "sql"),
    }
    assert {flow["frequency"] for flow in flows} == {"", "every 1 day"}


def read_rights(heading: str, **names: str) -> list[str]:
    """Return the GRANT statements that docs/databases.md lists for a kind of database."""
    page = (Path(__file__).parents[2] / "docs" / "databases.md").read_text("utf-8")
    block = page.partition(f"### {heading}\n")[2].partition("```sql\n")[2].partition("```")[0]
    for word, name in names.items():
        block = re.sub(rf"\b{word}\b", name, block)
    return [statement for statement in block.split(";\n") if statement.strip()]


def test_the_documented_rights_of_postgresql_are_enough(
    postgresql: Server, shop: dict[str, Any], tmp_path: Path
) -> None:
    """With the permissions of the documentation, no part of the catalogue is missing."""
    postgresql.run("postgres", *read_rights("PostgreSQL", seamscope="documented"))
    try:
        url = f"postgresql://documented:choose-one@127.0.0.1:{postgresql.port}/shop"
        assert "unread" not in take(url, tmp_path, "documented").catalogue
    finally:
        postgresql.run("shop", "DROP OWNED BY documented", "DROP ROLE documented")


def test_the_documented_rights_of_mariadb_are_enough(
    mariadb: Server, two: dict[str, Any], tmp_path: Path
) -> None:
    """With the permissions of the documentation, no part is missing, and the foreign server is
    listed without its password.
    """
    mariadb.run("", *read_rights("MySQL and MariaDB"))
    url = f"mysql://seamscope:choose-one@127.0.0.1:{mariadb.port}/shop"
    taken = take(url, tmp_path, "documented")
    assert "unread" not in taken.catalogue
    assert [server["database"] for server in taken.catalogue["servers"]] == ["erp"]
    assert PASSWORD.encode() not in taken.data


def test_no_value_or_credential_of_mariadb_is_written(two: dict[str, Any]) -> None:
    """No value of a row or an enumeration and no password of the URL or of a link is written."""
    survey(two["folder"])
    for data in (two["taken"].messages, read_all(two["folder"])):
        for text in (CANARY, NUMBER, PASSWORD):
            assert text.encode() not in data
    assert two["taken"].addresses == {("127.0.0.1", two["port"])}


# Names that end a quoted text, a statement or a line.
ODD = ("it's; DROP TABLE kept", 'back`tick "quoted"', "two\nlines")


def list_names(taken: Taken) -> set[str]:
    return {table["name"] for table in taken.catalogue["tables"]}


def test_odd_names_and_missing_permissions_in_postgresql(
    postgresql: Server, tmp_path: Path
) -> None:
    """A role sees the catalogue entry of a table that it may not read, and odd names are kept
    unchanged.
    """
    quoted = [name.replace('"', '""') for name in ODD]
    postgresql.run("postgres", "CREATE DATABASE odd")
    postgresql.run("odd", "CREATE TABLE kept (a int)", "CREATE TABLE secret (a int)")
    postgresql.run("odd", *(f'CREATE TABLE "{name}" ("{name}" int)' for name in quoted))
    postgresql.run("odd", "CREATE VIEW onto AS SELECT a FROM secret")
    url = f"postgresql://reader:pw@127.0.0.1:{postgresql.port}/odd"
    taken = take(url, tmp_path, "odd")
    assert list_names(taken) == {*ODD, "kept", "secret", "onto"}
    assert "unread" not in taken.catalogue
    for table in taken.catalogue["tables"]:
        if table["name"] in ODD:
            assert [column["name"] for column in table["columns"]] == [table["name"]]
    assert {dataset["name"] for dataset in survey(tmp_path)["datasets"]} == {
        f"public.{name}" for name in list_names(taken)
    }


def test_odd_names_and_missing_permissions_in_mariadb(mariadb: Server, tmp_path: Path) -> None:
    """A view whose text the user may not see is reported, and a broken view does not affect the
    other entries.
    """
    quoted = [name.replace("`", "``") for name in ODD]
    mariadb.run("", "CREATE DATABASE odd", "CREATE USER low@'127.0.0.1' IDENTIFIED BY 'pw'")
    mariadb.run(
        "odd",
        "CREATE TABLE gone (a int)",
        "CREATE VIEW broken AS SELECT a FROM gone",
        "DROP TABLE gone",
        "CREATE TABLE secret (a int)",
        "CREATE VIEW onto AS SELECT a FROM secret",
        *(f"CREATE TABLE `{name}` (`{name}` int)" for name in quoted),
        *(f"GRANT SELECT ON odd.`{name}` TO low@'127.0.0.1'" for name in (*quoted, "onto")),
        "GRANT SELECT ON odd.broken TO low@'127.0.0.1'",
    )
    taken = take(f"mysql://low:pw@127.0.0.1:{mariadb.port}/odd", tmp_path, "odd")
    assert list_names(taken) == {*ODD, "onto", "broken"}
    found = {entry["part"]: entry["reason"] for entry in taken.catalogue["unread"]}
    assert found["views"] == "definitions that the role may not see: 2 of 2"
    for table in taken.catalogue["tables"]:
        if table["name"] in ODD:
            assert [column["name"] for column in table["columns"]] == [table["name"]]
