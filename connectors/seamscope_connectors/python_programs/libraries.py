"""Tables of what the functions and clients of Python libraries do: connect, read, write, run SQL.

Names and arguments follow the documentation of each library. To add a library, add its functions
that return clients to MAKERS, and its functions and methods that move data to FUNCTIONS and
METHODS.
"""

from dataclasses import dataclass
from enum import StrEnum

from seamscope.records import Mechanism


class Role(StrEnum):
    """What a call does with the data of the other system."""

    READ = "read"
    WRITE = "write"
    BOTH = "both"  # sends data, and returns data if the program uses the result
    RUN = "run"  # runs SQL, which reads or writes
    BIND = "bind"  # chooses a queue, a collection or a bucket
    SINK = "sink"  # a step of a pipeline that writes what the steps before it yield
    LOAD = "load"  # copies between two places outside the program


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """A function that returns a client. arguments: names of its positional arguments."""

    kind: str
    product: str = ""
    dialect: str = ""
    arguments: tuple[str, ...] = ("url",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A call that moves data.

    arguments: the meaning of each positional argument, "" if it has none. Meanings are `dataset`,
    `data`, `sql`, `path`, `local` (a local file), `address`, `client`, `bucket` and `key`; KEYWORDS
    maps the names of keyword arguments to them.
    """

    role: Role
    arguments: tuple[str, ...] = ()


def _ops(role: Role, arguments: str, *names: str) -> dict[str, Operation]:
    meanings = tuple("" if one == "_" else one for one in arguments.split())
    return {name: Operation(role=role, arguments=meanings) for name in names}


# Keyword of a library -> meaning.
KEYWORDS = {
    "con": "client", "conn": "client", "connection": "client", "engine": "client",
    "connectable": "client", "connection_uri": "client", "uri": "client", "session": "client",
    "credentials": "client", "bucket_url": "path",
    "sql": "sql", "query": "sql", "sql_query": "sql", "statement": "sql", "operation": "sql",
    "QueryString": "sql", "Sql": "sql", "sqlQuery": "sql",
    "name": "dataset", "table_name": "dataset", "table": "dataset", "destination_table": "dataset",
    "destination": "dataset", "file_pattern": "path", "file_path_prefix": "path",
    "QueueUrl": "dataset", "TopicArn": "dataset", "StreamName": "dataset",
    "StreamARN": "dataset", "TableName": "dataset", "DeliveryStreamName": "dataset",
    "FunctionName": "dataset", "EndpointName": "dataset", "modelId": "dataset", "topic": "dataset",
    "topics": "dataset", "queue": "dataset", "queue_name": "dataset", "topic_name": "dataset",
    "eventhub_name": "dataset", "routing_key": "dataset", "index": "dataset", "model": "dataset",
    "collection": "dataset", "subscription": "dataset", "EventBusName": "dataset",
    "Bucket": "bucket", "bucket": "bucket", "bucket_name": "bucket", "container": "bucket",
    "container_name": "bucket", "Key": "key", "key": "key", "blob": "key", "blob_name": "key",
    "Filename": "local", "filename": "local", "localpath": "local", "local": "local",
    "remotepath": "path", "remote": "path", "path": "path", "path_or_buf": "path",
    "filepath_or_buffer": "path", "excel_writer": "path", "io": "path", "path_or_buffer": "path",
    "source": "path", "source_uris": "path", "destination_uris": "path",
    "url": "address", "endpoint": "address",
    "Body": "data", "data": "data", "json": "data", "content": "data", "files": "data",
    "body": "data", "MessageBody": "data", "Message": "data", "Records": "data", "Record": "data",
    "Data": "data", "Payload": "data", "Item": "data", "Items": "data", "Entries": "data",
    "value": "data", "message": "data", "messages": "data", "df": "data", "dataframe": "data",
    "json_rows": "data", "rows": "data", "document": "data", "documents": "data", "input": "data",
    "contents": "data", "prompt": "data", "Fileobj": "data", "parameters": "data",
    "params": "data", "frame": "data", "msg": "data", "MessageAttributes": "data",
    "CopySource": "copied",
}  # fmt: skip

_SQL = {
    "sqlite3.connect": "", "psycopg2.connect": "PostgreSQL", "psycopg.connect": "PostgreSQL",
    "psycopg2.pool": "PostgreSQL", "psycopg_pool.ConnectionPool": "PostgreSQL",
    "psycopg.AsyncConnection.connect": "PostgreSQL", "asyncpg.connect": "PostgreSQL",
    "asyncpg.create_pool": "PostgreSQL", "pg8000.connect": "PostgreSQL",
    "pymysql.connect": "MySQL", "MySQLdb.connect": "MySQL", "mysql.connector.connect": "MySQL",
    "aiomysql.connect": "MySQL", "mariadb.connect": "MariaDB",
    "pymssql.connect": "Microsoft SQL Server", "cx_Oracle.connect": "Oracle Database",
    "oracledb.connect": "Oracle Database", "cx_Oracle.SessionPool": "Oracle Database",
    "oracledb.create_pool": "Oracle Database",
    "snowflake.connector.connect": "Snowflake", "snowflake.snowpark.Session.builder": "Snowflake",
    "hdbcli.dbapi.connect": "SAP HANA", "hana_ml.dataframe.ConnectionContext": "SAP HANA",
    "teradatasql.connect": "Teradata", "ibm_db.connect": "IBM Db2",
    "ibm_db_dbi.connect": "IBM Db2", "databricks.sql.connect": "Databricks",
    "redshift_connector.connect": "Amazon Redshift", "trino.dbapi.connect": "Trino",
    "prestodb.dbapi.connect": "Presto", "pyhive.hive.connect": "Apache Hive",
    "impala.dbapi.connect": "Apache Impala", "clickhouse_driver.Client": "ClickHouse",
    "clickhouse_connect.get_client": "ClickHouse", "vertica_python.connect": "Vertica",
    "pyodbc.connect": "", "pypyodbc.connect": "", "turbodbc.connect": "", "jaydebeapi.connect": "",
    "sqlalchemy.create_engine": "", "sqlalchemy.ext.asyncio.create_async_engine": "",
    "sqlmodel.create_engine": "", "records.Database": "", "duckdb.connect": "",
}  # fmt: skip
DIALECTS = {
    "PostgreSQL": "postgres", "MySQL": "mysql", "MariaDB": "mysql",
    "Microsoft SQL Server": "tsql", "Oracle Database": "oracle", "Snowflake": "snowflake",
    "Teradata": "teradata", "Databricks": "databricks", "Amazon Redshift": "redshift",
    "Trino": "trino", "Presto": "presto", "Apache Hive": "hive", "ClickHouse": "clickhouse",
}  # fmt: skip
# Sub-strings of an address -> product.
ADDRESS_PRODUCTS = {
    "postgres": "PostgreSQL", "redshift": "Amazon Redshift", "mysql": "MySQL",
    "mariadb": "MariaDB", "mssql": "Microsoft SQL Server", "sqlserver": "Microsoft SQL Server",
    "sql server": "Microsoft SQL Server", "oracle": "Oracle Database", "snowflake": "Snowflake",
    "hana": "SAP HANA", "teradata": "Teradata", "db2": "IBM Db2", "databricks": "Databricks",
    "trino": "Trino", "bigquery": "Google BigQuery",
}  # fmt: skip
_ARGUMENTS = {
    "pyodbc.connect": ("connectionstring",), "jaydebeapi.connect": ("", "url"),
    "psycopg2.connect": ("dsn",), "cx_Oracle.connect": ("", "", "dsn"),
    "oracledb.connect": ("", "", "dsn"), "pymssql.connect": ("server", "", "", "database"),
    "MySQLdb.connect": ("host", "", "", "database"), "duckdb.connect": ("",),
    "sqlite3.connect": ("",), "hana_ml.dataframe.ConnectionContext": ("host",),
}  # fmt: skip

MAKERS: dict[str, Maker] = {
    **{
        name: Maker(
            kind="sql",
            product=product,
            dialect=DIALECTS.get(product, ""),
            arguments=_ARGUMENTS.get(name, ("url",)),
        )
        for name, product in _SQL.items()
    },
    "requests.Session": Maker(kind="http"), "requests.session": Maker(kind="http"),
    "httpx.Client": Maker(kind="http"), "httpx.AsyncClient": Maker(kind="http"),
    "aiohttp.ClientSession": Maker(kind="http"), "urllib3.PoolManager": Maker(kind="http"),
    "http.client.HTTPSConnection": Maker(kind="http", arguments=("host",)),
    "pymongo.MongoClient": Maker(kind="documents", product="MongoDB"),
    "motor.motor_asyncio.AsyncIOMotorClient": Maker(kind="documents", product="MongoDB"),
    "azure.cosmos.CosmosClient": Maker(kind="cosmos", product="Azure Cosmos DB"),
    "kafka.KafkaProducer": Maker(kind="queue", product="Apache Kafka", arguments=()),
    "kafka.KafkaConsumer": Maker(kind="queue", product="Apache Kafka", arguments=("topic",)),
    "aiokafka.AIOKafkaProducer": Maker(kind="queue", product="Apache Kafka", arguments=()),
    "aiokafka.AIOKafkaConsumer": Maker(
        kind="queue", product="Apache Kafka", arguments=("topic",)
    ),
    "confluent_kafka.Producer": Maker(kind="queue", product="Apache Kafka"),
    "confluent_kafka.SerializingProducer": Maker(kind="queue", product="Apache Kafka"),
    "confluent_kafka.Consumer": Maker(kind="queue", product="Apache Kafka"),
    "confluent_kafka.DeserializingConsumer": Maker(kind="queue", product="Apache Kafka"),
    "pika.BlockingConnection": Maker(kind="queue", product="RabbitMQ"),
    "pika.ConnectionParameters": Maker(kind="queue", product="RabbitMQ", arguments=("host",)),
    "pika.URLParameters": Maker(kind="queue", product="RabbitMQ"),
    "stomp.Connection": Maker(kind="queue", product="Apache ActiveMQ", arguments=("host",)),
    "paho.mqtt.client.Client": Maker(kind="queue", product="MQTT", arguments=()),
    "azure.servicebus.ServiceBusClient": Maker(kind="queue", product="Azure Service Bus"),
    "azure.eventhub.EventHubProducerClient": Maker(kind="queue", product="Azure Event Hubs"),
    "azure.eventhub.EventHubConsumerClient": Maker(kind="queue", product="Azure Event Hubs"),
    "azure.eventgrid.EventGridPublisherClient": Maker(kind="queue", product="Azure Event Grid"),
    "azure.storage.queue.QueueClient": Maker(kind="queue", product="Azure Queue Storage"),
    "google.cloud.pubsub_v1.PublisherClient": Maker(kind="pubsub", arguments=()),
    "google.cloud.pubsub_v1.SubscriberClient": Maker(kind="pubsub", arguments=()),
    "google.cloud.storage.Client": Maker(kind="gcs", arguments=("",)),
    "google.cloud.bigquery.Client": Maker(
        kind="bigquery", product="Google BigQuery", dialect="bigquery", arguments=("project",)
    ),
    "azure.storage.blob.BlobServiceClient": Maker(kind="blobs", product="Azure Blob Storage"),
    "azure.storage.blob.ContainerClient": Maker(kind="blobs", product="Azure Blob Storage"),
    "azure.storage.blob.BlobClient": Maker(kind="blobs", product="Azure Blob Storage"),
    "azure.storage.filedatalake.DataLakeServiceClient": Maker(
        kind="blobs", product="Azure Data Lake Storage"
    ),
    "minio.Minio": Maker(kind="s3", arguments=("",)),
    "paramiko.Transport": Maker(kind="sftp", arguments=("address",)),
    "paramiko.SSHClient": Maker(kind="sftp", arguments=()),
    "pysftp.Connection": Maker(kind="sftp", arguments=("host",)),
    "asyncssh.connect": Maker(kind="sftp", arguments=("host",)),
    "ftplib.FTP": Maker(kind="ftp", arguments=("host",)),
    "ftplib.FTP_TLS": Maker(kind="ftp", arguments=("host",)),
    "smtplib.SMTP": Maker(kind="mail", arguments=("host",)),
    "smtplib.SMTP_SSL": Maker(kind="mail", arguments=("host",)),
    "simple_salesforce.Salesforce": Maker(kind="salesforce", product="Salesforce", arguments=()),
    "pyrfc.Connection": Maker(kind="rfc", product="SAP", arguments=()),
    "zeep.Client": Maker(kind="soap", arguments=("wsdl",)),
    "zeep.AsyncClient": Maker(kind="soap", arguments=("wsdl",)),
    "suds.client.Client": Maker(kind="soap", arguments=("wsdl",)),
    "elasticsearch.Elasticsearch": Maker(kind="search", product="Elasticsearch"),
    "opensearchpy.OpenSearch": Maker(kind="search", product="OpenSearch"),
    "gspread.service_account": Maker(kind="sheets", product="Google Sheets", arguments=()),
    "gspread.authorize": Maker(kind="sheets", product="Google Sheets", arguments=()),
    "openai.OpenAI": Maker(kind="model", product="OpenAI", arguments=()),
    "openai.AsyncOpenAI": Maker(kind="model", product="OpenAI", arguments=()),
    "openai.AzureOpenAI": Maker(kind="model", product="Azure OpenAI", arguments=()),
    "anthropic.Anthropic": Maker(kind="model", product="Anthropic", arguments=()),
    "anthropic.AsyncAnthropic": Maker(kind="model", product="Anthropic", arguments=()),
    "mistralai.Mistral": Maker(kind="model", product="Mistral AI", arguments=()),
    "langchain_openai.ChatOpenAI": Maker(kind="model", product="OpenAI", arguments=()),
    "langchain_openai.AzureChatOpenAI": Maker(kind="model", product="Azure OpenAI", arguments=()),
    "langchain_openai.OpenAIEmbeddings": Maker(kind="model", product="OpenAI", arguments=()),
    "langchain_anthropic.ChatAnthropic": Maker(kind="model", product="Anthropic", arguments=()),
    "dlt.pipeline": Maker(kind="dlt", arguments=("", "", "destination", "schema")),
    **{
        f"{library}.makedsn": Maker(
            kind="sql", product="Oracle Database", dialect="oracle",
            arguments=("host", "port", "servicename"),
        )
        for library in ("oracledb", "cx_Oracle")
    },
    "redis.Redis": Maker(kind="keys", product="Redis", arguments=("host",)),
    "redis.StrictRedis": Maker(kind="keys", product="Redis", arguments=("host",)),
    "redis.from_url": Maker(kind="keys", product="Redis"),
}  # fmt: skip
# Hosts of services whose address the library knows.
FIXED_HOSTS = {
    "OpenAI": "api.openai.com", "Anthropic": "api.anthropic.com", "Mistral AI": "api.mistral.ai",
}  # fmt: skip
# Service of boto3 -> kind; other services are not read.
AWS = {
    "s3": "s3", "sqs": "aws", "sns": "aws", "kinesis": "aws", "firehose": "aws", "events": "aws",
    "dynamodb": "aws", "lambda": "aws", "athena": "athena", "redshift-data": "sql",
    "sagemaker-runtime": "aws", "bedrock-runtime": "bedrock", "ses": "awsmail", "sesv2": "awsmail",
    "stepfunctions": "aws", "rds-data": "sql",
}  # fmt: skip

_FILES = ("csv", "excel", "json", "parquet", "feather", "orc", "xml", "table", "fwf", "pickle",
          "stata", "sas", "spss", "hdf", "html", "avro", "ipc", "delta", "ndjson")  # fmt: skip
_FRAMES = ("pandas", "polars", "dask.dataframe", "modin.pandas", "geopandas", "cudf", "vaex")
FUNCTIONS: dict[str, Operation] = {
    **{
        f"{library}.{verb}_{kind}": Operation(role=Role.READ, arguments=("path",))
        for library in _FRAMES
        for verb in ("read", "scan")
        for kind in _FILES
    },
    **{
        f"{library}.{name}": Operation(role=Role.READ, arguments=arguments)
        for library in _FRAMES
        for name, arguments in (
            ("read_sql", ("sql", "client")),
            ("read_sql_query", ("sql", "client")),
            ("read_sql_table", ("dataset", "client")),
            ("read_gbq", ("sql", "project")),
            ("read_database", ("sql", "client")),
            ("read_database_uri", ("sql", "client")),
            ("read_postgis", ("sql", "client")),
        )
    },
    **{
        f"{library}.{name}": Operation(role=role, arguments=("address", "data"))
        for library in ("requests", "httpx")
        for name, role in (
            ("get", Role.READ),
            ("post", Role.BOTH),
            ("put", Role.BOTH),
            ("patch", Role.BOTH),
            ("delete", Role.WRITE),
        )
    },
    "requests.request": Operation(role=Role.BOTH, arguments=("method", "address")),
    "httpx.request": Operation(role=Role.BOTH, arguments=("method", "address")),
    "httpx.stream": Operation(role=Role.READ, arguments=("method", "address")),
    "urllib.request.urlopen": Operation(role=Role.BOTH, arguments=("address", "data")),
    "urllib.request.Request": Operation(role=Role.BOTH, arguments=("address", "data")),
    "urllib.request.urlretrieve": Operation(role=Role.READ, arguments=("address", "local")),
    "snowflake.connector.pandas_tools.write_pandas": Operation(
        role=Role.WRITE, arguments=("client", "data", "dataset")
    ),
    "pandas_gbq.to_gbq": Operation(role=Role.WRITE, arguments=("data", "dataset", "project")),
    "pandas_gbq.read_gbq": Operation(role=Role.READ, arguments=("sql", "project")),
    "awswrangler.s3.to_parquet": Operation(role=Role.WRITE, arguments=("data", "path")),
    "awswrangler.s3.to_csv": Operation(role=Role.WRITE, arguments=("data", "path")),
    "awswrangler.s3.read_parquet": Operation(role=Role.READ, arguments=("path",)),
    "awswrangler.s3.read_csv": Operation(role=Role.READ, arguments=("path",)),
    **{
        f"{module}.{name}": Operation(role=role, arguments=arguments)
        for module in (
            "apache_beam.io",
            "apache_beam.io.gcp.bigquery",
            "apache_beam.io.gcp.pubsub",
            "apache_beam",
        )
        for name, role, arguments in (
            ("ReadFromText", Role.READ, ("path",)),
            ("ReadFromAvro", Role.READ, ("path",)),
            ("ReadFromParquet", Role.READ, ("path",)),
            ("ReadFromPubSub", Role.READ, ("topic",)),
            ("ReadFromBigQuery", Role.READ, ("dataset",)),
            ("WriteToText", Role.SINK, ("path",)),
            ("WriteToAvro", Role.SINK, ("path",)),
            ("WriteToParquet", Role.SINK, ("path",)),
            ("WriteToPubSub", Role.SINK, ("topic",)),
            ("WriteToBigQuery", Role.SINK, ("dataset", "", "project")),
        )
    },
    "numpy.loadtxt": Operation(role=Role.READ, arguments=("path",)),
    "joblib.dump": Operation(role=Role.WRITE, arguments=("data", "path")),
    "torch.save": Operation(role=Role.WRITE, arguments=("data", "path")),
    "torch.load": Operation(role=Role.READ, arguments=("path",)),
    "numpy.save": Operation(role=Role.WRITE, arguments=("path", "data")),
    "numpy.load": Operation(role=Role.READ, arguments=("path",)),
    "joblib.load": Operation(role=Role.READ, arguments=("path",)),
    "elasticsearch.helpers.bulk": Operation(role=Role.WRITE, arguments=("client", "data")),
    "psycopg2.extras.execute_values": Operation(role=Role.RUN, arguments=("client", "sql", "data")),
    "psycopg2.extras.execute_batch": Operation(role=Role.RUN, arguments=("client", "sql", "data")),
    **{
        f"dlt.sources.rest_api.{name}": Operation(role=Role.READ, arguments=("settings",))
        for name in ("rest_api_source", "rest_api_resources")
    },
    "dlt.sources.filesystem.filesystem": Operation(role=Role.READ, arguments=("path",)),
    "dlt.sources.sql_database.sql_database": Operation(role=Role.READ, arguments=("client",)),
    "dlt.sources.sql_database.sql_table": Operation(role=Role.READ, arguments=("client",)),
}

# Methods of tables in memory, whatever their library.
FRAME_METHODS: dict[str, Operation] = {
    **_ops(Role.WRITE, "dataset client", "to_sql", "write_database"),
    **_ops(Role.WRITE, "dataset project", "to_gbq"),
    **{
        f"{verb}_{kind}": Operation(role=Role.WRITE, arguments=("path",))
        for verb in ("to", "write", "sink")
        for kind in _FILES
        if (verb, kind) not in {("to", "html"), ("to", "table")}
    },
}

METHODS: dict[str, dict[str, Operation]] = {
    "sql": {
        **_ops(Role.RUN, "sql data", "execute", "executemany", "executescript", "exec_driver_sql",
               "execute_string", "execute_async", "sql", "query", "command", "execute_statement",
               "fetch", "fetchrow", "fetchval", "copy_expert", "read_sql", "run"),
        **_ops(Role.WRITE, "data dataset", "copy_from", "write_pandas"),
        **_ops(Role.WRITE, "dataset data", "insert", "insert_df", "copy_records_to_table",
               "bulk_insert_mappings"),
        **_ops(Role.RUN, "sql", "query_df"),
        **_ops(Role.READ, "dataset", "table"),
        **_ops(Role.READ, "local dataset", "copy_to"),
        **_ops(Role.BOTH, "dataset data", "callproc", "callfunc"),
    },
    "http": {
        **_ops(Role.READ, "address", "get", "stream"),
        **_ops(Role.BOTH, "address data", "post", "put", "patch"),
        **_ops(Role.WRITE, "address", "delete"),
        **_ops(Role.BOTH, "method address data", "request"),
    },
    "sftp": {
        **_ops(Role.READ, "path local", "get", "getfo"),
        **_ops(Role.WRITE, "local path", "put", "putfo"),
        **_ops(Role.READ, "path", "open", "file"),
        **_ops(Role.BIND, "", "open_sftp", "from_transport"),
    },
    "ftp": {
        **_ops(Role.READ, "path local", "retrbinary", "retrlines"),
        **_ops(Role.WRITE, "path data", "storbinary", "storlines"),
    },
    "s3": {
        **_ops(Role.READ, "bucket key", "get_object", "Object"),
        **_ops(Role.READ, "bucket key local", "download_file", "fget_object"),
        **_ops(Role.READ, "bucket key data", "download_fileobj"),
        **_ops(Role.WRITE, "bucket key data", "put_object"),
        **_ops(Role.WRITE, "bucket key local", "fput_object"),
        **_ops(Role.WRITE, "local bucket key", "upload_file"),
        **_ops(Role.WRITE, "data bucket key", "upload_fileobj"),
        **_ops(Role.LOAD, "copied bucket key", "copy_object", "copy"),
        **_ops(Role.BIND, "bucket key", "Bucket"),
        **_ops(Role.WRITE, "data", "put"),
        **_ops(Role.READ, "", "get"),
    },
    "gcs": {
        **_ops(Role.BIND, "bucket", "bucket", "get_bucket"),
        **_ops(Role.BIND, "key", "blob", "get_blob"),
        **_ops(Role.READ, "", "download_as_bytes", "download_as_text", "download_as_string"),
        **_ops(Role.READ, "local", "download_to_filename", "download_to_file"),
        **_ops(Role.WRITE, "data", "upload_from_string", "upload_from_file"),
        **_ops(Role.WRITE, "local", "upload_from_filename"),
    },
    "blobs": {
        **_ops(Role.BIND, "bucket key", "get_container_client", "get_blob_client",
               "get_file_system_client"),
        **_ops(Role.BIND, "key", "get_file_client", "get_directory_client"),
        **_ops(Role.READ, "", "download_blob", "download_file"),
        **_ops(Role.WRITE, "data", "upload_data", "append_data"),
        **_ops(Role.WRITE, "data", "upload_blob"),
    },
    "queue": {
        **_ops(Role.WRITE, "dataset data", "send", "produce", "publish", "send_and_wait"),
        **_ops(Role.WRITE, "_ dataset data", "basic_publish"),
        **_ops(Role.WRITE, "data", "send_messages", "send_batch", "send_event", "send_message"),
        **_ops(Role.READ, "dataset", "subscribe", "basic_consume", "consume", "basic_get"),
        **_ops(Role.READ, "", "poll", "receive_messages", "receive", "getmany"),
        **_ops(Role.BIND, "dataset", "get_queue_sender", "get_topic_sender",
               "get_queue_receiver", "get_subscription_receiver"),
    },
    "pubsub": {
        **_ops(Role.WRITE, "dataset data", "publish"),
        **_ops(Role.READ, "dataset", "subscribe", "pull"),
    },
    "aws": {
        **_ops(Role.WRITE, "", "send_message", "send_message_batch", "publish", "publish_batch",
               "put_record", "put_records", "put_record_batch", "put_events", "put_item",
               "update_item", "batch_write_item", "start_execution"),
        **_ops(Role.READ, "", "receive_message", "get_records", "get_item", "query", "scan",
               "batch_get_item"),
        **_ops(Role.BOTH, "", "invoke", "invoke_endpoint"),
        **_ops(Role.BIND, "dataset", "Table", "Topic", "Queue", "get_queue_by_name"),
    },
    "awsmail": _ops(Role.WRITE, "", "send_email", "send_raw_email"),
    "bedrock": _ops(Role.BOTH, "", "invoke_model", "converse", "converse_stream",
                    "invoke_model_with_response_stream"),
    "athena": _ops(Role.RUN, "sql", "start_query_execution"),
    "bigquery": {
        **_ops(Role.RUN, "sql", "query", "query_and_wait"),
        **_ops(Role.WRITE, "data dataset", "load_table_from_dataframe", "load_table_from_json",
               "load_table_from_file"),
        **_ops(Role.WRITE, "dataset data", "insert_rows", "insert_rows_json",
               "insert_rows_from_dataframe"),
        **_ops(Role.LOAD, "path dataset", "load_table_from_uri"),
        **_ops(Role.LOAD, "dataset path", "extract_table"),
        **_ops(Role.READ, "dataset", "list_rows"),
    },
    "documents": {
        **_ops(Role.READ, "", "find", "find_one", "aggregate", "distinct", "watch"),
        **_ops(Role.WRITE, "data", "insert_one", "insert_many", "bulk_write"),
        **_ops(Role.WRITE, "_ data", "update_one", "update_many", "replace_one",
               "find_one_and_update"),
        **_ops(Role.BIND, "", "get_database"),
        **_ops(Role.BIND, "dataset", "get_collection"),
    },
    "cosmos": {
        **_ops(Role.READ, "", "query_items", "read_item", "read_all_items"),
        **_ops(Role.WRITE, "data", "upsert_item", "create_item", "replace_item"),
        **_ops(Role.BIND, "", "get_database_client"),
        **_ops(Role.BIND, "dataset", "get_container_client"),
    },
    "search": {
        **_ops(Role.READ, "dataset", "search", "get", "scroll"),
        **_ops(Role.WRITE, "dataset data", "index", "create", "update"),
        **_ops(Role.WRITE, "data", "bulk"),
    },
    "salesforce": {
        **_ops(Role.READ, "sql", "query", "query_all", "query_all_iter", "query_more"),
        **_ops(Role.WRITE, "data", "create", "insert"),
        **_ops(Role.WRITE, "_ data", "update", "upsert"),
        **_ops(Role.READ, "", "get", "get_by_custom_id"),
    },
    "rfc": _ops(Role.BOTH, "dataset data", "call"),
    "soap": {},
    "model": _ops(Role.BOTH, "", "create", "parse", "stream", "invoke", "ainvoke", "generate",
                  "complete", "predict", "embed_documents", "embed_query", "batch"),
    "mail": _ops(Role.WRITE, "data", "sendmail", "send_message"),
    "sheets": {
        **_ops(Role.BIND, "dataset", "open", "open_by_key", "open_by_url"),
        **_ops(Role.READ, "", "get_all_records", "get_all_values", "get", "row_values",
               "col_values", "get_values"),
        **_ops(Role.WRITE, "data", "append_row", "append_rows"),
        **_ops(Role.WRITE, "_ data", "update", "batch_update"),
    },
    "dlt": _ops(Role.WRITE, "data", "run"),
    "keys": {
        **_ops(Role.READ, "dataset", "get", "hgetall", "lrange", "xread", "blpop"),
        **_ops(Role.WRITE, "dataset data", "set", "hset", "setex", "lpush", "rpush", "xadd",
               "publish"),
    },
}  # fmt: skip
# First words of the methods of other clients.
READING = ("get", "list", "search", "query", "fetch", "find", "read", "download", "retrieve",
           "scroll", "load", "iter", "export", "select", "count")  # fmt: skip
WRITING = ("create", "update", "upsert", "insert", "add", "post", "send", "upload", "write",
           "index", "put", "set", "delete", "save", "publish", "append", "import",
           "attach")  # fmt: skip


def find_operation(kind: str, name: str) -> Operation | None:
    """Return what a method of a client does, None if it is not known.

    For a client of an unknown library, the first word of the method decides: ``get_pages`` reads.
    """
    if kind != "service":
        return METHODS.get(kind, {}).get(name)
    first = name.partition("_")[0].casefold()
    if first in WRITING:
        return Operation(role=Role.WRITE)
    return Operation(role=Role.READ) if first in READING else None


# How the data of a client moves, and the word for it; other kinds are SQL.
MEANS = {
    "http": (Mechanism.API, "HTTP"), "sftp": (Mechanism.FILE, "SFTP"),
    "ftp": (Mechanism.FILE, "FTP"), "s3": (Mechanism.FILE, "Amazon S3"),
    "gcs": (Mechanism.FILE, "Google Cloud Storage"), "blobs": (Mechanism.FILE, "Azure Storage"),
    "queue": (Mechanism.EVENTS, "messages"), "pubsub": (Mechanism.EVENTS, "Google Pub/Sub"),
    "aws": (Mechanism.EVENTS, "AWS"), "awsmail": (Mechanism.FILE, "mail"),
    "mail": (Mechanism.FILE, "mail"), "bedrock": (Mechanism.API, "Amazon Bedrock"),
    "salesforce": (Mechanism.API, "Salesforce API"), "rfc": (Mechanism.API, "RFC"),
    "soap": (Mechanism.API, "SOAP"), "model": (Mechanism.API, "HTTP"),
    "search": (Mechanism.API, "HTTP"), "sheets": (Mechanism.API, "Google Sheets API"),
    "files": (Mechanism.FILE, "file"), "dlt": (Mechanism.ETL, "dlt"),
    "keys": (Mechanism.API, "Redis"), "service": (Mechanism.API, "HTTP"),
}  # fmt: skip
# Modules whose import shows that a program may exchange data with another system.
MODULES = frozenset(
    {name.partition(".")[0] for name in (*MAKERS, *FUNCTIONS)}
    | {"pyspark", "awsglue", "boto3", "aioboto3", "snowflake", "google", "azure", "dlt",
       "sqlalchemy", "langchain_core"}
) - {"numpy", "joblib", "records"}  # fmt: skip
