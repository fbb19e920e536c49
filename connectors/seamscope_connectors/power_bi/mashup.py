"""Find the sources that a Power Query (M) query reads: function, address, table and SQL.

``Sql.Database("srv", "db")`` connects to a source; an argument is a string or the name of a
parameter. ``Source{[Schema="dbo",Item="Orders"]}`` selects a table.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from seamscope.connector import extract_host
from seamscope.connector.connections import LOCAL, build_clues, parse_connection_clues
from seamscope.records import Clue, ClueKind, Endpoint, Mechanism, SystemRef

SQL, API, FILE = Mechanism.SQL, Mechanism.API, Mechanism.FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """An M function that connects to a source. arguments: meaning of its positional arguments."""

    name: str
    mechanism: Mechanism
    product: str = ""
    dialect: str = ""
    arguments: tuple[str, ...] = ("host", "database")


FUNCTIONS = {
    one.name.casefold(): one
    for one in (
        Function(name="Sql.Database", mechanism=SQL, product="Microsoft SQL Server",
                 dialect="tsql"),
        Function(name="Sql.Databases", mechanism=SQL, product="Microsoft SQL Server",
                 dialect="tsql"),
        Function(name="Oracle.Database", mechanism=SQL, product="Oracle Database",
                 dialect="oracle"),
        Function(name="PostgreSQL.Database", mechanism=SQL, product="PostgreSQL",
                 dialect="postgres"),
        Function(name="MySQL.Database", mechanism=SQL, product="MySQL", dialect="mysql"),
        Function(name="DB2.Database", mechanism=SQL, product="IBM Db2"),
        Function(name="Teradata.Database", mechanism=SQL, product="Teradata Vantage",
                 dialect="teradata"),
        Function(name="SapHana.Database", mechanism=SQL, product="SAP HANA"),
        Function(name="SapBusinessWarehouse.Cubes", mechanism=SQL, product="SAP BW"),
        Function(name="AmazonRedshift.Database", mechanism=SQL, product="Amazon Redshift",
                 dialect="redshift"),
        Function(name="Snowflake.Databases", mechanism=SQL, product="Snowflake",
                 dialect="snowflake", arguments=("host", "warehouse")),
        Function(name="GoogleBigQuery.Database", mechanism=SQL, product="Google BigQuery",
                 dialect="bigquery", arguments=()),
        Function(name="Databricks.Catalogs", mechanism=SQL, product="Databricks",
                 dialect="databricks", arguments=("host",)),
        Function(name="DatabricksMultiCloud.Catalogs", mechanism=SQL, product="Databricks",
                 dialect="databricks", arguments=("host",)),
        Function(name="AnalysisServices.Database", mechanism=SQL,
                 product="SQL Server Analysis Services"),
        Function(name="AnalysisServices.Databases", mechanism=SQL,
                 product="SQL Server Analysis Services"),
        Function(name="Odbc.DataSource", mechanism=SQL, arguments=("string",)),
        Function(name="Odbc.Query", mechanism=SQL, arguments=("string", "query")),
        Function(name="OleDb.DataSource", mechanism=SQL, arguments=("string",)),
        Function(name="OleDb.Query", mechanism=SQL, arguments=("string", "query")),
        Function(name="OData.Feed", mechanism=API, arguments=("url",)),
        Function(name="Web.Contents", mechanism=API, arguments=("url",)),
        Function(name="Web.Page", mechanism=API, arguments=("url",)),
        Function(name="Web.BrowserContents", mechanism=API, arguments=("url",)),
        Function(name="SharePoint.Files", mechanism=FILE, product="Microsoft SharePoint",
                 arguments=("url",)),
        Function(name="SharePoint.Contents", mechanism=FILE, product="Microsoft SharePoint",
                 arguments=("url",)),
        Function(name="SharePoint.Tables", mechanism=API, product="Microsoft SharePoint",
                 arguments=("url",)),
        Function(name="Salesforce.Data", mechanism=API, product="Salesforce",
                 arguments=("url",)),
        Function(name="Salesforce.Reports", mechanism=API, product="Salesforce",
                 arguments=("url",)),
        Function(name="CommonDataService.Database", mechanism=SQL, product="Microsoft Dataverse",
                 dialect="tsql", arguments=("host",)),
        Function(name="Dynamics365BusinessCentral.ApiContentsWithOptions", mechanism=API,
                 product="Microsoft Dynamics 365 Business Central", arguments=()),
        Function(name="PowerPlatform.Dataflows", mechanism=API, product="Power BI", arguments=()),
        Function(name="PowerBI.Dataflows", mechanism=API, product="Power BI", arguments=()),
        Function(name="Lakehouse.Contents", mechanism=SQL, product="Microsoft Fabric",
                 arguments=()),
        Function(name="Fabric.Warehouse", mechanism=SQL, product="Microsoft Fabric",
                 arguments=()),
        Function(name="AzureStorage.Blobs", mechanism=FILE, product="Azure Blob Storage",
                 arguments=("url",)),
        Function(name="AzureStorage.DataLake", mechanism=FILE, product="Azure Data Lake Storage",
                 arguments=("url",)),
        Function(name="AzureStorage.Tables", mechanism=API, arguments=("url",)),
        Function(name="AzureDataExplorer.Contents", mechanism=API, arguments=("url", "database")),
        Function(name="Kusto.Contents", mechanism=API, arguments=("url", "database")),
        Function(name="File.Contents", mechanism=FILE, arguments=("file",)),
        Function(name="Folder.Files", mechanism=FILE, arguments=("file",)),
        Function(name="Folder.Contents", mechanism=FILE, arguments=("file",)),
    )
}  # fmt: skip
TEXT = r'"(?:[^"]|"")*+"'
NAME = r'#"(?:[^"]|"")*+"|[A-Za-z_][\w.]*'
WORD = re.compile(rf"{NAME}|{TEXT}")
CALL = re.compile(r"\b([A-Za-z]\w*\.[A-Z]\w*)\s*\(")
ARGUMENTS = re.compile(rf"(?:{TEXT}|[^()\"]|\([^()]*\))*+")
ARGUMENT = re.compile(rf"\s*({TEXT}|{NAME})\s*(?:&[^,]*)?(?:,|$|\[)")
PICK = re.compile(
    rf"((?<![\w.])(?:{NAME})|\))\s*+\{{\s*+\[([^\]]{{0,1000}})\]\s*+\}}|"
    r"\}\s*+(?:\[\w{1,80}\]\s*+)?\{\s*+\[([^\]]{0,1000})\]\s*+\}"
)
FIELD = re.compile(rf"(?:^|,)\s*(Schema|Item|Name|Id|Kind|Signature|Key)\s*=\s*({TEXT})")
NATIVE = re.compile(r"\bValue\.NativeQuery\s*\(|\bQuery\s*=")
STATEMENT = re.compile(r"\s*(?:select|with|exec|call|declare)\b", re.I)
COMMENT = re.compile(rf"({TEXT})|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)", re.S)
# A column or a field of a record: ``each [Region]``, ``[Name = …`` and ``, Item = …``.
COLUMN = re.compile(r"(?<=\[)\s*+[\w ]{1,200}(?=\s*[\]=])")
REFERENCES = 20  # maximum number of queries that one query refers to


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One source that a query reads. sql: the statement that the query sends to it."""

    function: Function
    end: Endpoint
    sql: str = ""


def drop_comments(text: str) -> str:
    """Return M code without comments; the line breaks in comments are kept."""
    return COMMENT.sub(lambda match: match[1] or "\n" * match[0].count("\n"), text)


def calls_source(text: str) -> bool:
    """Return whether M code calls a function that connects to a source."""
    return any(found[1].casefold() in FUNCTIONS for found in CALL.finditer(text))


def read_sources(text: str, others: Mapping[str, str]) -> list[Read]:
    """Return the sources that a query reads, itself or through queries that it refers to.

    others: text of the other queries, parameters and data sources by name.
    """
    found: dict[Read, None] = {}
    for body in _list_bodies(text, others).values():
        found |= dict.fromkeys(_reads(body, others))
    picked = _read_navigation(text)
    if len(found) == 1 and picked and not any(_find_calls(text)):
        # The source is in another query, but this query selects the table.
        return [replace(read, end=replace(read.end, dataset=picked)) for read in found]
    return list(found)


def refers_to(text: str, name: str, others: Mapping[str, str]) -> bool:
    """Return whether a query refers to the query `name`, itself or through other queries."""
    return name in _list_bodies(text, {**others, name: ""})


def _list_bodies(text: str, others: Mapping[str, str]) -> dict[str, str]:
    """Return the code of a query and of the queries that it refers to, by name.

    The name of the query itself is "".
    """
    found: dict[str, str] = {}
    todo = [("", text)]
    while todo and len(found) <= REFERENCES:
        name, code = todo.pop(0)
        found[name] = body = drop_comments(code)
        for word in WORD.findall(COLUMN.sub(" ", body)):
            key = "" if word.startswith('"') else _unquote_name(word)
            if key in others and key not in found and key not in dict(todo):
                todo.append((key, others[key]))
    return found


def _reads(body: str, others: Mapping[str, str]) -> Iterator[Read]:
    picks = _read_navigation(body)
    statement = _read_statement(body, others)
    calls = list(_find_calls(body))
    for function, arguments in calls:
        given = _read_arguments(arguments, function, others)
        sql = given.pop("query", "") or statement
        dataset = picks if len(calls) == 1 else ""
        yield Read(
            function=function,
            end=_end(function, given, dataset),
            sql=sql if function.mechanism is SQL else "",
        )


def _read_statement(body: str, others: Mapping[str, str]) -> str:
    """Return the SQL that a query sends to its source, "" if it sends none.

    The SQL is a literal or the value of a parameter: ``Value.NativeQuery(Source, "SELECT …")``.
    """
    match = NATIVE.search(body)
    words = WORD.findall(body[match.end() :]) if match else []
    values = (_value(word, others) for word in words)
    return next((value for value in values if STATEMENT.match(value)), "")


def _find_calls(body: str) -> Iterator[tuple[Function, str]]:
    """Yield each connecting function with the text of its arguments, nested calls included."""
    for call in CALL.finditer(body):
        function = FUNCTIONS.get(call[1].casefold())
        arguments = ARGUMENTS.match(body, call.end())
        if function is not None and arguments is not None:
            yield function, arguments[0]


def _read_arguments(text: str, function: Function, others: Mapping[str, str]) -> dict[str, str]:
    """Return the arguments of a call by their meaning; arguments computed at run time are left out.

    ``"srv", DbName`` → {"host": "srv", "name of database": "DbName"} if DbName has no value.
    """
    found: dict[str, str] = {}
    rest = text
    for meaning in function.arguments:
        match = ARGUMENT.match(rest)
        if match is None:
            break
        rest = rest[match.end() :]
        value = _value(match[1], others)
        if value:
            found[meaning] = value
        elif not match[1].startswith('"'):
            found[f"name of {meaning}"] = _unquote_name(match[1])
    path = re.search(rf"RelativePath\s*=\s*({TEXT})", text)
    if path and "url" in found:
        found["url"] = f"{found['url'].rstrip('/')}/{_unquote_text(path[1]).lstrip('/')}"
    return found


def _value(argument: str, others: Mapping[str, str]) -> str:
    """Return the text of a literal or of a parameter, "" if unknown."""
    if argument.startswith('"'):
        return _unquote_text(argument)
    body = others.get(_unquote_name(argument), "").lstrip()
    match = re.match(TEXT, body)
    return _unquote_text(match[0]) if match else ""


def _end(function: Function, given: Mapping[str, str], picked: str) -> Endpoint:
    found: list[Clue] = []
    found += build_clues((ClueKind.DATABASE, given.get("database", "")))
    host = re.split(r"[\\,]", given.get("host", ""))[0]
    url = given.get("url", "")
    host = extract_host(host if host else url)
    found += build_clues((ClueKind.HOST, "" if host.casefold() in LOCAL else host))
    found += parse_connection_clues(given["string"]) if given.get("string") else ()
    file = given.get("file", "").replace("\\", "/")
    found += build_clues((ClueKind.SOURCE, f"file://{file.rpartition('/')[0]}" if file else ""))
    if not found:
        names = (given[key] for key in given if key.startswith("name of"))
        found += build_clues((ClueKind.SOURCE, next(names, "")))
    if not (url and host):  # the host in a URL identifies the product better than the function does
        found += build_clues((ClueKind.PRODUCT, function.product))
    path = url.partition("://")[2].partition("/")[2].partition("?")[0].strip("/")
    dataset = picked or path or file.rpartition("/")[2]
    system = SystemRef(
        clues=tuple(dict.fromkeys(found)) or build_clues((ClueKind.CLASS, function.name)),
        service=function.mechanism is not FILE,
    )
    return Endpoint(system=system, dataset=dataset)


def _read_navigation(body: str) -> str:
    """Return the selected table as schema and table, or as the names of each navigation level."""
    levels: list[str] = []
    for pick in PICK.finditer(body):
        fields = {
            key: _unquote_text(value) for key, value in FIELD.findall(pick[2] or pick[3] or "")
        }
        if fields.get("Item"):
            return ".".join(part for part in (fields.get("Schema", ""), fields["Item"]) if part)
        name = fields.get("Name") or fields.get("Id") or fields.get("Signature") or ""
        if name:
            levels.append(name)
    return ".".join(levels[-3:])


def _unquote_text(quoted: str) -> str:
    return quoted.strip()[1:-1].replace('""', '"').replace("#(lf)", "\n").replace("#(tab)", "\t")


def _unquote_name(name: str) -> str:
    return _unquote_text(name[1:]) if name.startswith('#"') else name
