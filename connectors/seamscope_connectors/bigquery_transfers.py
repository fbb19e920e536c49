"""Read configurations of BigQuery's Data Transfer Service: scheduled queries and transfers.

Reads the output of ``bq ls --transfer_config --format=json`` or ``bq show``, and saved responses of
the REST API (`transferConfigs`). The parameters follow Google's documentation of the service.
"""

import re
from collections.abc import Iterator, Sequence

from seamscope.connector import Claim, Connector, Doc, File, Source, extract_host
from seamscope.connector.connections import build_clues, parse_connection_clues
from seamscope.connector.entries import skip_entry
from seamscope.connector.scrub import quote
from seamscope.records import (
    Clue,
    ClueKind,
    Endpoint,
    Flow,
    Mechanism,
    Query,
    Record,
    State,
    SystemRef,
)

HEAD = 65536
# A table with its project: ``acme-lake.raw.orders``; a project has at least six letters.
TABLE = re.compile(r"[`\s(]([a-z][a-z0-9-]{4,28}[a-z0-9])\.\w+\.\w")
FILES = ("data_path_template", "data_path", "source_path", "file_path")
# The product that a source of data belongs to; other sources are named as Google names them.
PRODUCTS = {
    "amazon_s3": "Amazon S3", "azure_blob_storage": "Azure Blob Storage", "mysql": "MySQL",
    "google_cloud_storage": "Google Cloud Storage", "redshift": "Amazon Redshift",
    "on_premises": "Teradata", "oracle": "Oracle Database", "postgresql": "PostgreSQL",
    "salesforce": "Salesforce", "salesforce_marketing": "Salesforce Marketing Cloud",
    "servicenow": "ServiceNow", "adwords": "Google Ads", "google_ads": "Google Ads",
    "dcm_dt": "Google Campaign Manager", "youtube_channel": "YouTube",
    "facebook_ads": "Facebook Ads", "snowflake_migration": "Snowflake",
}  # fmt: skip
QUERY, COPY = "scheduled_query", "cross_region_copy"


class BigQueryTransfersConnector(Connector):
    """Reads scheduled queries and data transfers of BigQuery."""

    name = "bigquery-transfers"
    reads = "BigQuery scheduled queries and data transfers (bq, REST API)"

    def claim(self, file: File) -> Claim | None:
        head = file.head(HEAD) if file.suffix == ".json" else ""
        if '"dataSourceId"' in head and re.search(r'"(?:destinationDatasetId|params)"', head):
            return Claim(reason="contains configurations of the BigQuery Data Transfer Service")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        configs = list(_list_configs(source.file.document()))
        project = _find_project(configs)
        for config in configs:
            kind = config["dataSourceId"].text
            if kind == QUERY:
                yield from _read_query(config, project)
            elif kind:
                yield _read_transfer(config, kind, project)
            else:
                problem = "the transfer has no `dataSourceId`"
                yield skip_entry(problem, "export the transfers again", config.evidence)


def _list_configs(doc: Doc) -> Iterator[Doc]:
    """Yield the configurations of a document: a list, an API response, or one configuration."""
    if listed := doc["transferConfigs"] if doc.is_mapping else None:
        yield from listed
    elif doc.is_mapping:
        yield doc
    else:
        yield from doc


def _find_project(configs: Sequence[Doc]) -> str:
    """Return the project of the transfers, "" if unknown.

    The names of the transfers contain the id or the number of the project. If they contain only the
    number, the project that their queries use most often is returned.
    """
    names = {config["name"].text.split("/")[1] for config in configs
             if config["name"].text.startswith("projects/")}  # fmt: skip
    named = sorted(name for name in names if name and not name.isdecimal())
    queries = (config["params"]["query"].text for config in configs)
    found = [project for query in queries for project in TABLE.findall(query)]
    return named[0] if named else max(sorted({*found}), key=found.count, default="")


def _build_home(project: str) -> SystemRef:
    return SystemRef(
        clues=build_clues((ClueKind.DATABASE, project), (ClueKind.CLASS, "BigQuery")), service=True
    )


def _derive_state(config: Doc) -> State:
    return State.DISABLED if config["disabled"].text == "true" else State.ACTIVE


def _read_query(config: Doc, project: str) -> Iterator[Record]:
    home, params = _build_home(project), config["params"]
    schema, table = config["destinationDatasetId"].text, _get_table(params)
    target = Endpoint(system=home, dataset=".".join(filter(None, (project, schema, table))))
    text = params["query"].text
    if not text:
        problem = "the scheduled query has no text"
        yield skip_entry(problem, "export it again with its parameters", config.evidence)
        return
    yield Query(
        text=text,
        evidence=config.evidence,
        dialect="bigquery",
        home=home,
        database=project,
        schema=schema,
        target=target if table else None,
        mechanism=Mechanism.ETL,
        technology="BigQuery scheduled query",
        route=config["displayName"].text,
        frequency=config["schedule"].text,
        state=_derive_state(config),
    )


def _get_table(params: Doc) -> str:
    """Return the table that a transfer fills, without the date of the run: ``orders_{run_date}`` →
    orders.
    """
    name = params.first("destination_table_name_template", "table_name_template").text
    return re.split(r"[${]", name)[0].rstrip("_")


def _read_transfer(config: Doc, kind: str, project: str) -> Flow:
    """Return the flow of a transfer from another service into a dataset."""
    params = config["params"]
    parts = (project, config["destinationDatasetId"].text, _get_table(params))
    state = _derive_state(config)
    return Flow(
        source=_find_source(params, kind, project),
        target=Endpoint(system=_build_home(project), dataset=".".join(filter(None, parts))),
        evidence=config.evidence,
        mechanism=Mechanism.ETL,
        technology=f"BigQuery data transfer {quote(kind, 40)}",
        frequency=config["schedule"].text,
        latency="batch",
        state=state,
        reason="the transfer is disabled" if state is State.DISABLED else "",
        route=config["displayName"].text,
    )


def _find_source(params: Doc, kind: str, project: str) -> Endpoint:
    if path := params.first(*FILES).text:
        scheme, _, rest = path.partition("://")
        bucket, _, name = rest.partition("/")
        clue = Clue(kind=ClueKind.SOURCE, value=f"{scheme}://{bucket}")
        return Endpoint(
            system=SystemRef(clues=(clue, Clue(kind=ClueKind.CLASS, value=scheme))),
            dataset=re.split(r"[*{]", name)[0].rstrip("/"),
        )
    if kind == COPY:
        other = params["source_project_id"].text or project
        dataset = params["source_dataset_id"].text
        return Endpoint(system=_build_home(other), dataset=".".join(filter(None, (other, dataset))))
    host = params.first("connector.endpoint.host", "connector.instanceId", "host").text
    database = params.first("connector.database", "connector.endpoint.database", "database").text
    clues = build_clues(
        (ClueKind.HOST, extract_host(host)),
        (ClueKind.DATABASE, database),
        (ClueKind.PRODUCT, PRODUCTS.get(kind, kind.replace("_", " "))),
    )
    jdbc = params["jdbc_url"].text
    return Endpoint(
        system=SystemRef(clues=(*(parse_connection_clues(jdbc) if jdbc else ()), *clues))
    )
