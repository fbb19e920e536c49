"""Parse words for mechanisms (in English and German) and environments (in eight languages).

Unknown or contradictory words are never guessed. The caller stores such words and reports them as
not understood.
"""

import re
from functools import cache

from seamscope.connector.words import fold_words, list_phrases, load
from seamscope.records import Mechanism


def _build_table(words: dict[str, str]) -> dict[str, str]:
    listed = [(key, word.strip()) for key, text in words.items() for word in text.split(",")]
    return {word.casefold(): key for key, word in listed}


_MECHANISMS = _build_table(
    {
        "api": "api, apis, rest, restful, soap, odata, graphql, grpc, web service,"
        " webservice, web services, webhook, webhooks, rfc, bapi, xml rpc, fhir, hl7 fhir,"
        " dicomweb, dicom web, opc ua",
        "events": "events, event, kafka, mq, ibm mq, msmq, rabbitmq, activemq, jms, amqp, mqtt,"
        " pub sub, pubsub, event hub, event hubs, event mesh, eventbridge, service bus, kinesis,"
        " message queue, messaging, messages, queue, topic, platform event, platform events,"
        " sqs, sns, nachrichten",
        "cdc": "cdc, change data capture, debezium, replication, replikation, goldengate,"
        " golden gate, slt, qlik replicate, log based replication",
        "etl": "etl, elt, fivetran, airbyte, stitch, meltano, matillion, informatica, talend,"
        " ssis, datastage, data factory, adf, reverse etl, bulk load",
        "file": "file, files, flat file, sftp, ftp, ftps, edi, edifact, x12, as2,"
        " idoc file, idoc files, file transfer, file drop, datei, dateien, csv datei,"
        " dateitransfer, dateiaustausch, dateiuebertragung, dateischnittstelle, connect direct,"
        " echange de fichiers, transfert de fichiers, fichier, fichiers, fichero, ficheros",
        "database_link": "linked server, linked servers, database link, database links,"
        " db link, dblink, foreign data wrapper, postgres fdw, data federation, direktzugriff db,"
        " db direktzugriff, datenbankdirektzugriff, db zugriff, datenbankzugriff, database access,"
        " db access",
        "sql": "jdbc, odbc, direct sql, database view, db view, direct query, shared database",
        "manual": "manual, manually, manual entry, email, e mail, mail, spreadsheet,"
        " copy and paste, copy paste, re keying, rekeying, paper, manuell, von hand, by hand",
    }
)
# These words denote a rhythm or a format, and are used only if no other word denotes a mechanism.
_WEAK = _build_table(
    {
        "etl": "batch",
        "file": "csv",
        "sql": "sql",
        "api": "http, https",
        "events": "hl7, hl7 v2, hl7v2, hl7 v3, mllp, idoc, idocs",
        "manual": "excel",
    }
)
# Names that contain a word of the list above but are not a mechanism.
_NEUTRAL = ("sql server", "azure sql", "my sql", "event log")


def parse_mechanism(text: str) -> Mechanism:
    """Return the mechanism in a word or a phrase such as "REST API (JSON)".

    Return UNKNOWN if no word is known or if the words disagree ("REST / SFTP"). Change data capture
    takes precedence over its transport ("Debezium over Kafka").
    """
    rest = f" {_fold(text)} "
    for phrase in _NEUTRAL:
        rest = rest.replace(f" {phrase} ", " ")
    strong, rest = _take(rest, _MECHANISMS)
    weak, _ = _take(rest, _WEAK)
    found = strong or weak
    if Mechanism.CDC in found:
        return Mechanism.CDC
    return Mechanism(found.pop()) if len(found) == 1 else Mechanism.UNKNOWN


_SEVERAL = re.compile(r"[/,;+&|\n]")


def parse_environment(text: str) -> str:
    """Return an environment by its usual name, "" for production.

    Several environments that include production are production: "Test / Prod". Unknown words are
    returned as written.
    """
    known = load_environments()
    whole = fold_words(text)
    parts = [whole] if whole in known else [fold_words(part) for part in _SEVERAL.split(text)]
    if not all(part in known for part in parts):
        return text.strip()
    named = dict.fromkeys(known[part] for part in parts)
    return "" if "" in named else ", ".join(named)


def is_test_environment(text: str) -> bool:
    """Return whether a string is a usual name of an environment other than production.

    A list of several environments, such as "test, uat", must not include production.
    """
    known = load_environments()
    return all(known.get(fold_words(part)) for part in (_SEVERAL.split(text) or [text]))


def keeps_content(host: str) -> bool:
    """Return whether a host stores content of its customers, such as dashboards or notebooks.

    ``acme.looker.com`` → True: a URL there refers to a Looker dashboard, not to a system. The same
    applies to ``tableau.acme.com``, where an organisation runs such a product itself.
    """
    if host.partition(".")[0] in _list_content_labels():
        return True
    return any(host == known or host.endswith(f".{known}") for known in list_content_hosts())


@cache
def _list_content_labels() -> frozenset[str]:
    match load("content_hosts"):
        case {"labels": list() as labels}:
            return frozenset(map(str, labels))
        case _:
            raise ValueError("content_hosts.yaml has no `labels`")


@cache
def list_content_hosts() -> tuple[str, ...]:
    """Return the hosts of services that store dashboards, notebooks and similar content."""
    match load("content_hosts"):
        case {"hosts": list() as hosts}:
            return tuple(str(host) for host in hosts)
        case _:
            raise ValueError("content_hosts.yaml lacks `hosts`")


def is_environment(text: str) -> bool:
    """Return whether a word denotes an environment: "prod", "UAT", "Entwicklung"."""
    return fold_words(text) in load_environments()


@cache
def load_environments() -> dict[tuple[str, ...], str]:
    """Return the usual name of an environment by its normalised words, "" for production."""
    match load("environments"):
        case {"words": dict() as words}:
            return {
                phrase: "" if name == "production" else str(name)
                for name, by_language in words.items()
                for phrase in list_phrases(by_language)
            }
        case _:
            raise ValueError("environments.yaml lacks `words`")


@cache
def list_environment_suffixes() -> frozenset[str]:
    """Return the words that mark an environment at the end of a name: "CRM Acceptatie"."""
    match load("environments"):
        case {"in_own_names": list() as own}:
            single = {
                phrase[0]: name for phrase, name in load_environments().items() if not phrase[1:]
            }
            return frozenset(word for word, name in single.items() if name) - frozenset(own)
        case _:
            raise ValueError("environments.yaml lacks `in_own_names`")


def _fold(text: str) -> str:
    """Return the words in lower case, separated by one space, without other characters."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))


def _take(text: str, phrases: dict[str, str]) -> tuple[set[str], str]:
    """Return the meanings found, longest phrase first, and the text without these phrases."""
    found: set[str] = set()
    for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
        while f" {phrase} " in text:
            found.add(phrases[phrase])
            text = text.replace(f" {phrase} ", " ", 1)
    return found, text
