"""Read tables, partitions and data sources of a tabular model in JSON (`.bim`)."""

from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.records import ColumnEdge, EdgeKind
from seamscope_connectors.power_bi.tmdl import Partition


def list_bim_expressions(model: Doc) -> Iterator[tuple[str, str]]:
    """Yield the shared expressions of a model by name, and its data sources as M calls.

    A data source is written as ``Sql.Database("srv", "db")``, so that it is read like an
    expression.
    """
    for entry in model["expressions"]:
        yield entry["name"].text, _join_lines(entry["expression"])
    for source in model["dataSources"]:
        yield source["name"].text, _write_call(source)


def _write_call(source: Doc) -> str:
    """Return the M call for a data source, such as ``Sql.Database("srv", "db")``."""
    details = source["connectionDetails"]
    address = details["address"]
    server, database = address["server"].text, address["database"].text
    if text := source["connectionString"].text:
        quoted = text.replace('"', '""')
        return f'OleDb.DataSource("{quoted}")'
    if url := address.first("url", "path").text:
        function = "OData.Feed" if details["protocol"].text == "odata" else "Web.Contents"
        return f'{function}("{url}")' if "://" in url else f'File.Contents("{url}")'
    functions = {"tds": "Sql.Database", "oracle": "Oracle.Database", "mysql": "MySQL.Database",
                 "postgresql": "PostgreSQL.Database", "teradata": "Teradata.Database",
                 "sap-hana-sql": "SapHana.Database",
                 "analysis-services": "AnalysisServices.Database"}  # fmt: skip
    function = functions.get(details["protocol"].text, "Sql.Database")
    return f'{function}("{server}", "{database}")' if server else ""


def list_bim_partitions(model: Doc) -> Iterator[Partition]:
    """Yield the partitions that fill the tables."""
    for table in model["tables"]:
        columns = tuple(_list_columns(table))
        for entry in table["partitions"]:
            source = entry["source"]
            kind = source["type"].text or ("query" if source["query"] else "")
            yield Partition(
                table=table["name"].text,
                kind=kind,
                mode=entry["mode"].text or model["defaultMode"].text,
                text=_join_lines(source["expression"] if kind == "m" else source["query"]),
                evidence=entry.evidence,
                source=source.first("expressionSource", "dataSource").text,
                entity=source["entityName"].text,
                columns=columns,
            )


def _list_columns(table: Doc) -> Iterator[ColumnEdge]:
    for column in table["columns"]:
        source = column["sourceColumn"].text.strip("[]")
        if source and column["type"].text != "calculated":
            target = column["name"].text
            yield ColumnEdge(source=source, target=target, kind=EdgeKind.IDENTITY)


def _join_lines(doc: Doc) -> str:
    """Return the text of a value, which may be a list of lines."""
    return "\n".join(doc.texts) if doc.is_list else doc.text
