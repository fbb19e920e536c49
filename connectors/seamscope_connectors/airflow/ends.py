"""Find source and target of a task: systems by connection id and operator, datasets by URI."""

import ast
import re
from itertools import takewhile

from seamscope.connector import extract_host
from seamscope.records import Clue, ClueKind, Endpoint, SystemRef
from seamscope_connectors.airflow.names import TEMPLATE, is_templated
from seamscope_connectors.airflow.tasks import Task

GOOGLE = frozenset({"GCS", "BigQuery", "GoogleCloudStorage", "CloudStorage"})
# Words for source and target in the transfer operators of Airflow's providers. Any other
# `XToYOperator` is a custom class, whose words may not be products.
SIDES = frozenset({
    "ADLS", "AzureBlobStorage", "AzureDataLake", "AzureDataLakeStorage", "BigQuery", "Cassandra",
    "CloudSQL", "CloudStorage", "Databricks", "Druid", "DynamoDB", "Elasticsearch", "Exasol",
    "FTP", "FacebookAds", "FacebookAdsReport", "File", "FileSystem", "Filesystem", "GCS",
    "GDrive", "Glacier", "GoogleAds", "GoogleApi", "GoogleCloudStorage", "GoogleDrive",
    "GoogleSheets", "Hive", "Http", "ImapAttachment", "Local", "LocalFilesystem", "MSSQL",
    "Mongo", "MsSql", "MySQL", "MySql", "Oracle", "Postgres", "PostgreSQL", "Presto", "Redshift",
    "S3", "SFTP", "Salesforce", "Samba", "Sheets", "Slack", "SlackApiFile", "Snowflake", "Sql",
    "Teradata", "Trino", "Vertica", "Wasb",
})  # fmt: skip
# Airflow 1 word -> Airflow 2 word for the same product.
PRODUCTS = {"CloudStorage": "GoogleCloudStorage"}


def identify_system(task: Task, side: str, other: str = "") -> SystemRef:
    """Return the system that a task reads or writes; clues are its connection id and its product.

    ``S3ToRedshiftOperator(redshift_conn_id="dwh")``, side "Redshift" → connection dwh, product
    Redshift.

    side, other: words of the operator, or prefixes of its keywords (``source_conn_id``).
    """
    arguments = task.list_connections()
    own = [arguments[key] for key in sorted(arguments) if _belongs_to_side(key, side)]
    free = [arguments[key] for key in sorted(arguments)] if not other else []
    clues = [Clue(kind=ClueKind.SOURCE, value=text) for text in (own or free)[:1]]
    if side not in {"", "source", "destination"}:
        clues.append(Clue(kind=ClueKind.CLASS, value=PRODUCTS.get(side, side)))
    return SystemRef(clues=tuple(clues))


def _belongs_to_side(key: str, side: str) -> bool:
    """Return whether a keyword such as `hive_cli_conn_id` belongs to a product such as "Hive"."""
    words = {key.partition("_")[0], key.removesuffix("_conn_id").replace("_", "")}
    cloud = {"gcp", "google"} if side in GOOGLE else {"aws"} if side == "S3" else set()
    return bool(side) and not words.isdisjoint({side.lower()} | cloud)


OBJECT_STORES = frozenset({
    "ADLS", "AzureBlobStorage", "AzureDataLake", "AzureDataLakeStorage", "CloudStorage", "GCS",
    "GoogleCloudStorage", "S3", "Wasb",
})  # fmt: skip
# Keywords for the bucket and the objects, by side; "" for keywords without a side.
BUCKETS = {
    "source": ("source_bucket", "source_bucket_name", "source_container_name"),
    "target": ("destination_bucket", "destination_bucket_name", "dest_bucket", "dest_bucket_name"),
    "": ("s3_bucket", "s3_bucket_name", "gcs_bucket", "bucket", "bucket_name", "container_name"),
}
OBJECTS = {
    "source": ("source_objects", "source_object", "source_key", "source_blob"),
    "target": ("destination_cloud_storage_uris", "dest_s3_key", "dest_gcs", "destination_object",
               "dest_key", "destination_key"),
    "": ("s3_key", "gcs_key", "key", "object_name", "object", "blob_name", "filename", "prefix",
         "s3_prefix"),
}  # fmt: skip


def list_objects(task: Task, role: str, *, alone: bool) -> list[str]:
    """Return ``bucket/key`` for each object that a transfer reads from or writes to an object
    store.

    A key that is known only in part is cut to its constant folders: ``in/{{ ds }}/a.csv`` → ``in``.

    role: "source" or "target".
    alone: whether only this side of the transfer is an object store. A keyword such as `bucket`,
    which could mean either side, then means this one.
    """
    shared = "" if alone or role == "source" else None
    buckets = [*BUCKETS[role], *(BUCKETS[shared] if shared is not None else ())]
    objects = [*OBJECTS[role], *(OBJECTS[shared] if shared is not None else ())]
    bucket = task.get_text(*buckets).strip("/")
    found: list[str] = []
    for key in task.list_texts(*objects) or [""]:
        place, _, path = key.partition("://")[2].partition("/")
        parts = (place, path) if place else (bucket, key.lstrip("/"))
        folders = "/".join(part for part in parts if part).split("/")
        known = [*takewhile(lambda folder: not is_templated(folder), folders)]
        found.append("/".join(known or folders))
    return [name for name in found if name]


def list_uris(task: Task, key: str) -> tuple[list[str], int]:
    """Return the URIs of `inlets` or `outlets`, and the number of items without a URI.

    An item is `Dataset("…")`, `Asset(uri="…")`, a URI, or a variable for one of these. In Airflow
    1, the items are under the key `datasets` of a mapping.
    """
    arguments = task.arguments.get(key)
    arguments = (task.names.read_mapping(arguments) or {}).get("datasets", arguments)
    found = (
        [_find_uri(task, item) for item in task.names.list_items(arguments)] if arguments else []
    )
    return [text for text in found if text], found.count("")


def _find_uri(task: Task, item: ast.expr) -> str:
    match task.names.resolve(item):
        case ast.Call(args=args, keywords=keywords):
            named = {word.arg: word.value for word in keywords}
            nodes = [*args[:2], *(named[key] for key in ("uri", "url") if key in named)]
        case node:
            nodes = [node]
    texts = [task.names.evaluate(node) for node in nodes]
    return next((text for text in texts if "://" in text), "")


def resolve_uri(uri: str) -> Endpoint:
    """Return the endpoint of a URI: ``s3://landing/in/a.csv`` → s3://landing, in/a.csv."""
    # A Jinja expression may contain "/", "?" or "@".
    plain = TEMPLATE.sub(lambda hole: re.sub(r"[/?@]", " ", hole[0]), uri)
    scheme, _, rest = plain.partition("://")
    place, _, path = rest.partition("/")
    host = place.rpartition("@")[2] if is_templated(place) else extract_host(uri)
    clues = (
        (ClueKind.HOST, host if "." in host and not is_templated(host) else ""),
        (ClueKind.SOURCE, f"{scheme}://{host}" if host else ""),
        (ClueKind.CLASS, scheme),
    )
    return Endpoint(
        system=SystemRef(clues=tuple(Clue(kind=kind, value=text) for kind, text in clues if text)),
        dataset=path.partition("?")[0],
    )
