"""Connectors of Logic Apps: their products, and the operations that read or write.

The name of a connector is the name of a managed API (`sql`, `shared_sharepointonline`) or of a
service provider (`/serviceProviders/AzureBlob`). Names are compared in lower case and without
`shared_`.
"""

import re
from dataclasses import dataclass

from seamscope.records import Mechanism

API, EVENTS, FILE = Mechanism.API, Mechanism.EVENTS, Mechanism.FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One connector: a pattern for its names, its mechanism, product and SQL dialect."""

    pattern: str
    mechanism: Mechanism
    product: str = ""
    dialect: str = ""


APIS = (
    Api(pattern="https?", mechanism=API),
    Api(pattern="sql.*", mechanism=Mechanism.SQL, product="Microsoft SQL Server", dialect="tsql"),
    Api(pattern="oracle.*", mechanism=Mechanism.SQL, product="Oracle Database", dialect="oracle"),
    Api(pattern="mysql.*", mechanism=Mechanism.SQL, product="MySQL", dialect="mysql"),
    Api(pattern="postgresql.*", mechanism=Mechanism.SQL, product="PostgreSQL", dialect="postgres"),
    Api(pattern="db2|informix|jdbc", mechanism=Mechanism.SQL),
    Api(pattern="snowflake.*", mechanism=Mechanism.SQL, product="Snowflake", dialect="snowflake"),
    Api(pattern="azureblob.*", mechanism=FILE, product="Azure Blob Storage"),
    Api(pattern="azurefile.*|filesystem.*|sftp.*|ftp.*|as2.*|edifact.*|x12.*", mechanism=FILE),
    Api(pattern="onedrive.*|dropbox|box|googledrive", mechanism=FILE),
    Api(pattern="servicebus.*", mechanism=EVENTS, product="Azure Service Bus"),
    Api(pattern="eventhubs?.*", mechanism=EVENTS, product="Azure Event Hubs"),
    Api(pattern="(?:azure)?eventgrid.*", mechanism=EVENTS, product="Azure Event Grid"),
    Api(pattern="azurequeues?|storagequeue.*", mechanism=EVENTS, product="Azure Queue Storage"),
    Api(pattern="mq|ibmmq|confluentkafka|kafka", mechanism=EVENTS),
    Api(pattern="azuretables?", mechanism=API, product="Azure Table Storage"),
    Api(pattern="(?:azure)?cosmosdb|documentdb", mechanism=Mechanism.ETL,
        product="Azure Cosmos DB"),
    Api(pattern="commondataservice.*|dynamicscrm.*|dataverse.*", mechanism=API,
        product="Microsoft Dataverse"),
    Api(pattern="dynamicsax|fin.*ops.*", mechanism=API,
        product="Microsoft Dynamics 365 Finance & Operations"),
    Api(pattern="dynamicsnav|dynamicssmb.*", mechanism=API,
        product="Microsoft Dynamics 365 Business Central"),
    Api(pattern="sharepoint.*", mechanism=API, product="Microsoft SharePoint"),
    Api(pattern="office365|outlook|exchange.*", mechanism=Mechanism.MANUAL,
        product="Microsoft Exchange"),
    Api(pattern="smtp|sendgrid|sendmail|gmail|mail", mechanism=Mechanism.MANUAL),
    Api(pattern="apimanagement", mechanism=API, product="Azure API Management"),
    Api(pattern="azureopenai|openai", mechanism=API, product="Azure OpenAI Service"),
    Api(pattern="azureaisearch", mechanism=API, product="Azure AI Search"),
    Api(pattern="salesforce.*", mechanism=API, product="Salesforce"),
    Api(pattern="sap.*", mechanism=API, product="SAP"),
    Api(pattern="service-?now.*", mechanism=API, product="ServiceNow"),
    Api(pattern="teams", mechanism=API, product="Microsoft Teams"),
    Api(pattern="powerbi", mechanism=API, product="Power BI"),
)  # fmt: skip
READING = re.compile(
    r"(?:get|list|read|query|search|find|fetch|lookup|download|receive|peek|on[A-Z_]|on(?:new|updated)|"
    r"when|head|select|retrieve|count|exists|my[Pp]rofile|trigger)|.*(?:Exists|Trigger|Search)$"
)
WRITING = re.compile(
    r"post|put|patch|create|update|insert|upsert|send|add|delete|remove|upload|write|append|move|copy|"
    r"publish|index|merge|set|associate|invite|cancel|complete|submit|replace"
)
# Calls that only confirm, lock or reject a message.
CONTROL = re.compile(
    r"/messages/(?:complete|abandon|deadletter|defer|renewlock)|/sessions/|complete.{0,80}Message|"
    r"abandon.{0,80}Message|deadLetter|renewLock|closeSession",
    re.I,
)
# Parts of the path of a POST call that reads.
QUERYING = re.compile(
    r"(?:getfile|/query|/search|/list|getitems|get_|onnew|onupdated|\$batch)", re.I
)


def only_settles(api: Api, verb: str, text: str) -> bool:
    """Return whether a call only confirms or deletes data that was read before.

    verb: operation id or HTTP method.
    text: path and operation id of the call.
    """
    removes = verb.casefold().startswith("delete") and api.mechanism in {FILE, EVENTS}
    return removes or CONTROL.search(text) is not None


def find_api(name: str) -> Api:
    """Return the entry of `APIS` for a connector.

    For an unknown connector, return an API whose product has the connector's name.
    """
    for one in APIS:
        if re.fullmatch(one.pattern, name):
            return one
    return Api(pattern="", mechanism=API, product=name)


def extract_name(name: str) -> str:
    """Return the plain name of a connector: ``…/managedApis/Sql``, ``shared_sql_1`` → "sql"."""
    last = name.rstrip("/").rpartition("/")[2].casefold().removeprefix("shared_")
    return re.sub(r"[_-]\d+$", "", last)


def is_reading(verb: str, path: str) -> bool:
    """Return whether an operation reads.

    verb: operation id or HTTP method.
    path: path of the call, because some POST calls are queries.
    """
    if verb.casefold() == "post" and QUERYING.search(path):
        return True
    return READING.match(_normalize_verb(verb)) is not None


def is_writing(verb: str) -> bool:
    """Return whether an operation writes, by its id or HTTP method."""
    return WRITING.match(_normalize_verb(verb)) is not None


def _normalize_verb(verb: str) -> str:
    """Return a verb in the case of the patterns: ``GET`` → "get", ``GetItems`` → "getItems"."""
    return verb.lower() if verb.isupper() else verb[:1].lower() + verb[1:]
