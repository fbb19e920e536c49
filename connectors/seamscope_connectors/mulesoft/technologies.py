"""Tables of Mule's connectors by XML namespace: mechanism, product, and names of operations."""

import re
from dataclasses import dataclass

from seamscope.records import Mechanism

API, EVENTS, FILE = Mechanism.API, Mechanism.EVENTS, Mechanism.FILE
SCHEMA = "http://www.mulesoft.org/schema/mule/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Technology:
    """A connector.

    pattern: a regular expression for its namespace.
    product: its product, "" for a protocol such as HTTP or JMS.
    scheme: the URL scheme of its addresses, such as "s3" in s3://bucket.
    """

    pattern: str
    mechanism: Mechanism
    product: str = ""
    scheme: str = ""


TECHNOLOGIES = (
    Technology(pattern="https?|ws|wsc|web-service-consumer|cxf|rest|odata|graphql", mechanism=API),
    Technology(pattern="ldap", mechanism=API),
    Technology(pattern="db|jdbc(?:-ee)?", mechanism=Mechanism.SQL),
    Technology(pattern="file", mechanism=FILE, scheme="file"),
    Technology(pattern="s?ftps?|as2(?:-mule4)?|smb", mechanism=FILE),
    Technology(pattern="s3|amazon-s3", mechanism=FILE, product="Amazon S3", scheme="s3"),
    Technology(pattern="azure-blob-storage|azure-storage.*", mechanism=FILE,
               product="Azure Blob Storage"),
    Technology(pattern="box", mechanism=FILE, product="Box Content Cloud"),
    Technology(pattern="jms|amqp|mqtt.*|stomp|anypoint-mq|ibm-mq|wmq", mechanism=EVENTS),
    Technology(pattern="kafka|apachekafka", mechanism=EVENTS, product="Apache Kafka"),
    Technology(pattern="sqs|amazon-sqs", mechanism=EVENTS, product="Amazon SQS"),
    Technology(pattern="sns|amazon-sns", mechanism=EVENTS, product="Amazon SNS"),
    Technology(pattern="azure-service-bus.*", mechanism=EVENTS, product="Azure Service Bus"),
    Technology(pattern="email|smtps?|imaps?|pop3s?", mechanism=Mechanism.MANUAL),
    Technology(pattern="sfdc|salesforce.*", mechanism=API, product="Salesforce"),
    Technology(pattern="sap|sap-s4hana.*|s4hana.*|sap-odata.*", mechanism=API, product="SAP"),
    Technology(pattern="sap-hana", mechanism=Mechanism.SQL, product="SAP HANA"),
    Technology(pattern="successfactors.*", mechanism=API, product="SAP SuccessFactors"),
    Technology(pattern="workday.*", mechanism=API, product="Workday"),
    Technology(pattern="netsuite.*", mechanism=API, product="NetSuite"),
    Technology(pattern="servicenow.*", mechanism=API, product="ServiceNow"),
    Technology(pattern="slack.*", mechanism=API, product="Slack"),
    Technology(pattern="microsoft-dynamics.*|dynamics.*", mechanism=API, product="Dynamics 365"),
    Technology(pattern="mongo.*", mechanism=Mechanism.ETL, product="MongoDB"),
    Technology(pattern="redis", mechanism=API, product="Redis"),
    Technology(pattern="snowflake", mechanism=Mechanism.SQL, product="Snowflake"),
)  # fmt: skip
# Modules that control, validate, convert or log, and do not access a system.
NONE = re.compile(
    r"core|ee/core|ee/dw|ee/tracking|ee/batch|batch|os|objectstore|validation|scripting|script|"
    r"mule-apikit|apikit.*|json|json-logger|java|xml|mulexml|xml-module|compression|crypto|oauth.*|"
    r"secure-properties|api-gateway|api-platform.*|tls|types|spring|ee/data-mapper|data-mapper|"
    r"documentation|munit.*|aggregators|http-policy.*|management|tracking|custom.*|test.*|vm|ee/vm|"
    r"dw|schedulers|parsers|expression-xml|pgp|encryption|cloudhub.*|file-common|sockets|spring-security"
)
READING = re.compile(
    r"(?:select|query|search|get|retrieve|read|list|look-?up|find|download|consume|describe|count|"
    r"fetch|load|match|receive|poll)(?!(?-i:[a-z]))|.*-(?:query|search)$",
    re.I,
)
WRITING = re.compile(
    r"(?:(?:bulk-?)?insert|update|upsert|create|delete|publish|send|write|upload|put|post|patch|add|"
    r"append|remove|move|copy|rename|execute-ddl|outbound-endpoint|bulk-(?:update|delete)|merge|"
    r"close|cancel|submit|produce)(?!(?-i:[a-z]))|.*-(?:publish|message|send)$",
    re.I,
)
# Word in the connection element or URL -> database product and SQL dialect.
ENGINES = {"oracle": ("Oracle Database", "oracle"), "my-sql": ("MySQL", "mysql"),
           "mysql": ("MySQL", "mysql"), "mssql": ("Microsoft SQL Server", "tsql"),
           "postgres": ("PostgreSQL", "postgres"), "sqlserver": ("Microsoft SQL Server", "tsql"),
           "snowflake": ("Snowflake", "snowflake"), "db2": ("IBM Db2", ""),
           "redshift": ("Amazon Redshift", "redshift")}  # fmt: skip


def find_technology(space: str) -> Technology:
    """Return the connector of a namespace.

    For an unknown namespace, return an API whose product has the name of the connector.
    """
    bare = space.removeprefix("ee/")  # connectors of the enterprise edition
    for one in TECHNOLOGIES:
        if re.fullmatch(one.pattern, space) or re.fullmatch(one.pattern, bare):
            return one
    return Technology(pattern="", mechanism=API, product=space.rpartition("/")[2].replace("-", " "))


def find_engine(text: str) -> tuple[str, str]:
    """Return product and SQL dialect for a connection element or URL, ("", "") if unknown."""
    folded = text.casefold()
    return next((ENGINES[word] for word in ENGINES if word in folded), ("", ""))
