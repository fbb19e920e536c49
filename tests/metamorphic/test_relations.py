"""Inputs with the same meaning in another form produce the same landscape.

A relation changes the form of a folder of inputs, but not its meaning, so systems and integrations
must stay the same, in small inputs and in the sample landscapes.
"""

import codecs
import json
import random
import re
import shutil
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
import yaml

from seamscope.document import Survey
from seamscope.pipeline import Job, run

INVENTORIES = Path(__file__).parents[2] / "inventories"
SEED = 7
LIST = [
    ["Source", "Target", "Data", "Protocol", "Direction"],
    ["Shop", "Ledger", "invoices", "REST", "one-way"],
    ["Shop", "Stock", "orders", "JMS", "one-way"],
    ["Stock", "Ledger", "stock values", "SFTP", "one-way"],
    ["CRM", "Shop", "customers", "REST", "one-way"],
]
SYSTEMS = [
    {"name": "Shop", "kind": "commerce", "databases": ["shopdb"]},
    {"name": "Ledger", "kind": "erp", "databases": ["ledgerdb"]},
    {"name": "Stock", "kind": "wms", "databases": ["stockdb"]},
]
SQL = """\
INSERT INTO ledgerdb.dbo.invoices (id, total)
SELECT o.id, o.total FROM shopdb.dbo.orders o;
INSERT INTO stockdb.dbo.reserved (id)
SELECT o.id FROM shopdb.dbo.orders o JOIN stockdb.dbo.items i ON i.id = o.item;
"""
Summary = tuple[frozenset[str], frozenset[tuple[str, ...]]]


def summarise(survey: Survey) -> Summary:
    """Return the names of the systems, and the source, target and state of the flows between
    them.
    """
    names = {system.id: system.name for system in survey.systems}
    ways = {
        (names[flow.source.system], names[flow.target.system], flow.state.value)
        for flow in survey.flows
        if {flow.source.system, flow.target.system} <= names.keys()
    }
    return frozenset(names.values()), frozenset(way for way in ways if way[0] != way[1])


def survey(folder: Path) -> Summary:
    return summarise(run(Job(paths=(folder,), jobs=1)).survey)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of a folder's files, by path."""

    files: dict[str, str]

    def write(self, folder: Path) -> Path:
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        return folder


@cache
def survey_once(files: tuple[tuple[str, str], ...]) -> Summary:
    """Survey files, given as pairs of path and text; the result is cached, because many relations
    start from the same files.
    """
    with TemporaryDirectory() as folder:
        return survey(Texts(files=dict(files)).write(Path(folder) / "before"))


def as_csv(rows: list[list[str]], delimiter: str = ",") -> str:
    return "".join(delimiter.join(row) + "\n" for row in rows)


def inventory(systems: list[dict[str, object]], flows: list[list[str]]) -> str:
    arrows = [{"from": s, "to": t, "protocol": p, "data": [d]} for s, t, d, p, _ in flows]
    return yaml.safe_dump({"inventory": 1, "systems": systems, "flows": arrows}, sort_keys=False)


def sql_folder(sql: str, name: str = "load.tsql.sql") -> dict[str, str]:
    return {"inventory.yaml": inventory([dict(one) for one in SYSTEMS], []), name: sql}


FLOWS = {"flows.csv": as_csv(LIST)}
SQLS = sql_folder(SQL)
FIRST, SECOND = (part + ";\n" for part in SQL.split(";\n")[:2])
SHUFFLED = [LIST[0], *random.Random(SEED).sample(LIST[1:], len(LIST) - 1)]
COLUMNS = [4, 2, 0, 3, 1]
TWO_WAY = [LIST[0], ["Shop", "Ledger", "invoices", "REST", "bidirectional"]]
ONE_WAYS = [LIST[0], LIST[1], ["Ledger", "Shop", "invoices", "REST", "one-way"]]
VIEW = """\
CREATE VIEW shopdb.dbo.open_orders AS SELECT id, total FROM shopdb.dbo.orders WHERE paid = 0;
INSERT INTO ledgerdb.dbo.invoices (id, total) SELECT id, total FROM shopdb.dbo.open_orders;
"""
INLINED = """\
INSERT INTO ledgerdb.dbo.invoices (id, total)
SELECT id, total FROM (SELECT id, total FROM shopdb.dbo.orders WHERE paid = 0) AS open_orders;
"""
CTE = """\
WITH open_orders AS (SELECT id, total FROM shopdb.dbo.orders WHERE paid = 0)
INSERT INTO ledgerdb.dbo.invoices (id, total) SELECT id, total FROM open_orders;
"""
TEMPORARY = """\
SELECT id, total INTO #open_orders FROM shopdb.dbo.orders WHERE paid = 0;
INSERT INTO ledgerdb.dbo.invoices (id, total) SELECT id, total FROM #open_orders;
"""
CONNECTED = """\
\\c shopdb
CREATE SERVER books FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'h1', dbname 'ledgerdb');
IMPORT FOREIGN SCHEMA public LIMIT TO (invoices) FROM SERVER books INTO remote;
INSERT INTO public.open (id) SELECT id FROM remote.invoices;
"""
MANIFEST = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop-config
data:
  KAFKA_BROKERS: kafka1:9092
  KAFKA_CONSUME_TOPICS: orders
"""
# The server is known only as the folder of the script that runs on it.
ON_HOST = {
    "inventory.yaml": inventory(
        [{"name": "Ledger", "hosts": ["h1"]}, {"name": "Maps", "hosts": ["srv-map01"]}],
        [],
    )
}
COPIED = CONNECTED.replace("\\c shopdb\n", "")
NAMED = inventory([dict(one) for one in SYSTEMS], LIST[1:4])


IN_BRACKETS = re.sub(r"\b(\w+)\.dbo\.(\w+)", r"[\1].[dbo].[\2]", SQL)


def reverse_keys(text: str) -> str:
    document = yaml.safe_load(text)
    document["systems"] = [dict(reversed(one.items())) for one in document["systems"]][::-1]
    document["flows"] = [dict(reversed(one.items())) for one in document["flows"]][::-1]
    return yaml.safe_dump(dict(reversed(document.items())), sort_keys=False)


def rename_tables(sql: str) -> str:
    return re.sub(r"\b(orders|invoices|reserved|items)\b", r"\1_v2", sql)


PAIRS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "a list split in two files": (
        FLOWS,
        {"a.csv": as_csv(LIST[:3]), "b.csv": as_csv([LIST[0], *LIST[3:]])},
    ),
    "rows in another order": (FLOWS, {"flows.csv": as_csv(SHUFFLED)}),
    "columns in another order": (
        FLOWS,
        {"flows.csv": as_csv([[row[at] for at in COLUMNS] for row in LIST])},
    ),
    "semicolons between values": (FLOWS, {"flows.csv": as_csv(LIST, ";")}),
    "tabs between values": (FLOWS, {"flows.tsv": as_csv(LIST, "\t")}),
    "line endings of Windows": (FLOWS, {"flows.csv": as_csv(LIST).replace("\n", "\r\n")}),
    "a byte order mark": (FLOWS, {"flows.csv": "\ufeff" + as_csv(LIST)}),
    "every value in quotes": (
        FLOWS,
        {"flows.csv": as_csv([[f'"{cell}"' for cell in row] for row in LIST])},
    ),
    "empty rows at the end": (FLOWS, {"flows.csv": as_csv(LIST) + "\n\n"}),
    "a duplicate source": (FLOWS, {**FLOWS, "copy/flows.csv": as_csv(LIST)}),
    "a row twice": (FLOWS, {"flows.csv": as_csv([*LIST, LIST[1]])}),
    "another folder": (FLOWS, {"export 2024/flows.csv": as_csv(LIST)}),
    "deeper folders": (FLOWS, {"a/b/c/d/flows.csv": as_csv(LIST)}),
    "a two-way as two one-ways": (
        {"flows.csv": as_csv(TWO_WAY)},
        {"flows.csv": as_csv(ONE_WAYS)},
    ),
    "keys in another order": ({"inventory.yaml": NAMED}, {"inventory.yaml": reverse_keys(NAMED)}),
    "comments in YAML": (
        {"inventory.yaml": NAMED},
        {"inventory.yaml": NAMED.replace("\n", "  # reviewed\n")},
    ),
    "YAML as JSON": (
        {"inventory.yaml": NAMED},
        {"inventory.yaml": json.dumps(yaml.safe_load(NAMED), indent=1)},
    ),
    "a script split by statements": (
        SQLS,
        {**sql_folder(FIRST, "1.tsql.sql"), "2.tsql.sql": SECOND},
    ),
    "statements in another order": (SQLS, sql_folder(SECOND + FIRST)),
    "comments in SQL": (SQLS, sql_folder(SQL.replace(" ", " /* from old.orders */ "))),
    "line comments in SQL": (SQLS, sql_folder(SQL.replace("\n", " -- INSERT INTO x\n"))),
    "SQL in lower case": (SQLS, sql_folder(SQL.lower())),
    "SQL on one line": (SQLS, sql_folder(SQL.replace("\n", " "))),
    "tables renamed throughout": (SQLS, sql_folder(rename_tables(SQL))),
    "another alias": (SQLS, sql_folder(SQL.replace("o.", "src.").replace(" o;", " src;").replace(
        "orders o ", "orders src "))),
    "names in brackets": (SQLS, sql_folder(IN_BRACKETS)),
    "a script with the line endings of Windows": (
        sql_folder(CONNECTED, "a.sql"),
        sql_folder(CONNECTED.replace("\n", "\r\n"), "a.sql"),
    ),
    "a manifest with the line endings of Windows": (
        {**FLOWS, "k8s.yaml": MANIFEST},
        {**FLOWS, "k8s.yaml": MANIFEST.replace("\n", "\r\n")},
    ),
    "folders of an export around a server's folder": (
        {**ON_HOST, "scripts/srv-map01/load.sql": COPIED},
        {**ON_HOST, "export/part/scripts/srv-map01/load.sql": COPIED},
    ),
    "a view inlined": (sql_folder(VIEW), sql_folder(INLINED)),
    "a common table expression inlined": (sql_folder(CTE), sql_folder(INLINED)),
    "a common table expression as a temporary table": (sql_folder(CTE), sql_folder(TEMPORARY)),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", PAIRS)
def test_two_forms_of_the_same_input_give_the_same_landscape(tmp_path: Path, name: str) -> None:
    """Two forms of the same input give the same systems and flows, and at least one flow."""
    before, after = PAIRS[name]
    one = survey_once(tuple(before.items()))
    other = survey(Texts(files=after).write(tmp_path / "after"))
    assert one[1], "the input says nothing, so that the relation proves nothing"
    assert one == other


def as_book(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in LIST:
        sheet.append(row)
    book.save(path)


def test_one_list_as_csv_and_as_a_workbook(tmp_path: Path) -> None:
    """A list as CSV and the same list as a workbook give the same landscape."""
    Texts(files=FLOWS).write(tmp_path / "csv")
    (tmp_path / "xlsx").mkdir()
    as_book(tmp_path / "xlsx" / "flows.xlsx")
    assert survey(tmp_path / "csv") == survey(tmp_path / "xlsx")


def test_one_list_as_csv_and_as_yaml(tmp_path: Path) -> None:
    """A list as CSV and an inventory in YAML with the same content give the same landscape."""
    names = sorted({cell for row in LIST[1:] for cell in row[:2]})
    systems: list[dict[str, object]] = [{"name": name} for name in names]
    Texts(files=FLOWS).write(tmp_path / "csv")
    Texts(files={"inventory.yaml": inventory(systems, LIST[1:])}).write(tmp_path / "yaml")
    assert survey(tmp_path / "csv") == survey(tmp_path / "yaml")


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_another_encoding(tmp_path: Path, encoding: str) -> None:
    """A list gives the same landscape in UTF-8 and in any other encoding that can be recognised."""
    text = as_csv(LIST).replace("Ledger", "Büchführung")
    for name, content in (("before", text.encode()), ("after", text.encode(encoding))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "flows.csv").write_bytes(content)
    assert encoding != "utf-16" or text.encode(encoding).startswith(codecs.BOM_UTF16)
    assert survey(tmp_path / "before") == survey(tmp_path / "after")


@cache
def sample(name: str) -> Summary:
    return survey(INVENTORIES / name)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("halden-pumps", marks=pytest.mark.slow),
        pytest.param("lindgren-books", marks=pytest.mark.slow),
        "ostwind-ferries",
    ],
)
def test_a_sample_landscape_as_an_archive(tmp_path: Path, name: str) -> None:
    """A folder and a zip archive of it give the same landscape."""
    (tmp_path / "in").mkdir()
    root = INVENTORIES / name
    own = {"seamscope.yaml", "poc.yaml", "answers.yaml"}
    for file in (path for path in root.iterdir() if path.name in own):
        shutil.copy(file, tmp_path)
    with zipfile.ZipFile(tmp_path / "in" / "all.zip", "w") as archive:
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.name not in own:
                archive.write(path, path.relative_to(root))
    assert survey(tmp_path / "in") == sample(name)
