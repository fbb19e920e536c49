"""Tables of Camel's components by URI scheme: mechanism, product, and the options that name
data.
"""

from dataclasses import dataclass

from seamscope.records import Mechanism


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The technology of the URI schemes that `scheme` matches.

    scheme: a regular expression for the scheme or Kamelet.
    datasets: URI options that contain the topic, table or folder; the first option that is set is
    used.
    """

    scheme: str
    mechanism: Mechanism
    product: str = ""
    holder: str = ""  # scheme of the address of a bucket or folder: s3 in s3://bucket
    datasets: tuple[str, ...] = ()


EVENTS, API, FILE, SQL = Mechanism.EVENTS, Mechanism.API, Mechanism.FILE, Mechanism.SQL


KINDS = (
    Kind(scheme="kafka", mechanism=EVENTS, datasets=("topic",)),
    Kind(scheme="debezium", mechanism=Mechanism.CDC),
    Kind(scheme="s3", mechanism=FILE, product="Amazon S3", holder="s3",
         datasets=("bucketNameOrArn", "bucketName")),
    Kind(scheme="sqs", mechanism=EVENTS, product="Amazon SQS", datasets=("queueNameOrArn",)),
    Kind(scheme="sns", mechanism=EVENTS, product="Amazon SNS", datasets=("topicNameOrArn",)),
    Kind(scheme="kinesis", mechanism=EVENTS, product="Amazon Kinesis", datasets=("stream",)),
    Kind(scheme="eventbridge", mechanism=EVENTS, product="Amazon EventBridge"),
    Kind(scheme="cloudtrail", mechanism=API, product="AWS CloudTrail"),
    Kind(scheme="aws2?-(?:ddb|dynamo)", mechanism=API, product="Amazon DynamoDB",
         datasets=("table", "tableName")),
    Kind(scheme="eventhubs", mechanism=EVENTS, product="Azure Event Hubs",
         datasets=("eventhubName",)),
    Kind(scheme="servicebus", mechanism=EVENTS, product="Azure Service Bus",
         datasets=("topicOrQueueName",)),
    Kind(scheme="azure-storage-blob", mechanism=FILE, product="Azure Blob Storage",
         holder="wasbs", datasets=("containerName",)),
    Kind(scheme="azure-storage-datalake|azure-files", mechanism=FILE,
         product="Azure Data Lake Storage", datasets=("fileSystemName",)),
    Kind(scheme="google-pubsub", mechanism=EVENTS, product="Google Pub/Sub",
         datasets=("destinationName", "topicName", "topicId", "subscriptionName")),
    Kind(scheme="google-bigquery", mechanism=SQL, product="Google BigQuery",
         datasets=("tableId", "table")),
    Kind(scheme="google-storage", mechanism=FILE, product="Google Cloud Storage", holder="gs",
         datasets=("bucketNameOrArn",)),
    Kind(scheme="google-sheets", mechanism=API, product="Google Sheets"),
    Kind(scheme="google-drive", mechanism=FILE, product="Google Drive"),
    Kind(scheme="salesforce", mechanism=API, product="Salesforce",
         datasets=("sObjectName", "topicName", "query")),
    Kind(scheme="servicenow", mechanism=API, product="ServiceNow", datasets=("table",)),
    Kind(scheme="jira", mechanism=API, product="Atlassian Jira"),
    Kind(scheme="github", mechanism=API, product="GitHub"),
    Kind(scheme="slack", mechanism=API, product="Slack", datasets=("channel",)),
    Kind(scheme="snowflake", mechanism=SQL, product="Snowflake"),
    Kind(scheme="mongodb", mechanism=Mechanism.ETL, product="MongoDB", datasets=("collection",)),
    Kind(scheme="elasticsearch|^es$", mechanism=API, product="Elasticsearch",
         datasets=("indexName",)),
    Kind(scheme="opensearch", mechanism=API, product="OpenSearch", datasets=("indexName",)),
    Kind(scheme="cql|cassandra", mechanism=Mechanism.ETL, product="Apache Cassandra"),
    Kind(scheme="redis", mechanism=API, product="Redis"),
    Kind(scheme="neo4j", mechanism=Mechanism.ETL, product="Neo4j"),
    Kind(scheme="splunk", mechanism=API, product="Splunk", datasets=("index",)),
    Kind(scheme="hdfs", mechanism=FILE, product="Apache Hadoop"),
    Kind(scheme="rabbitmq", mechanism=EVENTS, product="RabbitMQ",
         datasets=("queues", "exchangeName", "routingKey")),
    Kind(scheme="ibm-?mq|wmq", mechanism=EVENTS, product="IBM MQ", datasets=("destinationName",)),
    Kind(scheme="activemq|artemis", mechanism=EVENTS, product="Apache ActiveMQ",
         datasets=("destinationName",)),
    Kind(scheme="pulsar", mechanism=EVENTS, product="Apache Pulsar", datasets=("topic",)),
    Kind(scheme="nats", mechanism=EVENTS, product="NATS", datasets=("topic",)),
    Kind(scheme="jms|amqp|paho|mqtt|stomp", mechanism=EVENTS,
         datasets=("destinationName", "topic")),
    Kind(scheme="postgresql", mechanism=SQL, product="PostgreSQL"),
    Kind(scheme="mysql", mechanism=SQL, product="MySQL"),
    Kind(scheme="mariadb", mechanism=SQL, product="MariaDB"),
    Kind(scheme="oracle-database", mechanism=SQL, product="Oracle Database"),
    Kind(scheme="sqlserver", mechanism=SQL, product="Microsoft SQL Server"),
    Kind(scheme="db2", mechanism=SQL, product="IBM Db2"),
    Kind(scheme="redshift", mechanism=SQL, product="Amazon Redshift"),
    Kind(scheme="databricks", mechanism=SQL, product="Databricks"),
    Kind(scheme="cosmosdb", mechanism=Mechanism.ETL, product="Azure Cosmos DB",
         datasets=("containerName",)),
    Kind(scheme="couchbase", mechanism=Mechanism.ETL, product="Couchbase",
         datasets=("collection", "bucket")),
    Kind(scheme="dropbox", mechanism=FILE, product="Dropbox Business"),
    Kind(scheme="minio", mechanism=FILE, product="MinIO", datasets=("bucketName",)),
    Kind(scheme="^(?:spring-)?(?:sql|jdbc|jpa|mybatis|sql-stored)\\b", mechanism=SQL),
    Kind(scheme="^(?:sftp|ftps?|scp|smb)\\b", mechanism=FILE, datasets=("directoryName",)),
    Kind(scheme="^file", mechanism=FILE, holder="file", datasets=("directoryName",)),
    Kind(scheme="^sap|netsuite|workday", mechanism=API),
    Kind(scheme="http|rest|cxf|soap|graphql|grpc|olingo|odata", mechanism=API,
         datasets=("httpUri", "url")),
    Kind(scheme="smtps?|imaps?|pop3s?|mail", mechanism=Mechanism.MANUAL),
)  # fmt: skip


OTHER = Kind(scheme="", mechanism=Mechanism.UNKNOWN)
