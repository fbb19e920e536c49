"""Tables of Mirth's transports with their mechanisms, and of database products."""

import re
from dataclasses import dataclass

from seamscope.records import Mechanism

API, EVENTS, FILE = Mechanism.API, Mechanism.EVENTS, Mechanism.FILE
SQL, MANUAL = Mechanism.SQL, Mechanism.MANUAL
CHANNEL_WRITER = re.compile(r"Channel Writer|VM Sender", re.I)
CHANNEL_READER = re.compile(r"Channel Reader|VM Listener", re.I)
SCRIPTED = re.compile(r"Java ?Script (?:Reader|Writer)", re.I)
LISTENS = re.compile(r".*Listener$|DICOM Receiver", re.I)
# Listeners that read from a broker, which is then their source.
BROKER = re.compile(r"(?:JMS|Kafka|AMQP|RabbitMQ|SQS|MQTT|IBM MQ)\b.*", re.I)
MECHANISMS = (
    (r"(?:TCP|LLP|MLLP|Serial)\b.*", EVENTS),  # HL7 messages
    (BROKER.pattern, EVENTS),
    (r"(?:File|Document|SFTP|FTP|S3|SMB|Azure Blob)\b.*", FILE),
    (r"Database\b.*", SQL),
    (r"(?:SMTP|Email|IMAP|POP3)\b.*", MANUAL),
    (r"(?:HTTP|Web Service|SOAP|FHIR|DICOM|REST|Interop)\b.*", API),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A database product with its SQL dialect."""

    product: str
    dialect: str


ENGINES = (
    (r"sqlserver|jtds", Engine(product="Microsoft SQL Server", dialect="tsql")),
    (r"oracle", Engine(product="Oracle Database", dialect="oracle")),
    (r"mysql|mariadb", Engine(product="MySQL", dialect="mysql")),
    (r"postgres", Engine(product="PostgreSQL", dialect="postgres")),
    (r"db2|as400", Engine(product="IBM Db2", dialect="")),
    (r"snowflake", Engine(product="Snowflake", dialect="snowflake")),
    (r"cache|iris", Engine(product="InterSystems IRIS", dialect="")),
    (r"sqlite", Engine(product="SQLite", dialect="sqlite")),
)


def mechanism_of(transport: str) -> Mechanism:
    """Return the mechanism of a connector by its transport: "Database Reader" → SQL."""
    found = (kind for pattern, kind in MECHANISMS if re.fullmatch(pattern, transport, re.I))
    return next(found, Mechanism.UNKNOWN)


def engine_of(text: str) -> Engine:
    """Return the database product in a driver or JDBC URL, an empty one if unknown."""
    named = (one for pattern, one in ENGINES if re.search(pattern, text, re.I))
    return next(named, Engine(product="", dialect=""))
