"""Words people write for states, mechanisms, directions and environments, read one way.

English and German. A word that is not listed, or words that disagree, are never guessed at: the
caller keeps the text as it stands and says that it was not understood.
"""

import re
from enum import StrEnum

from seamscope.records import Mechanism, State


class Direction(StrEnum):
    """Where data goes between a first and a second system."""

    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"


def _table(words: dict[str, str]) -> dict[str, str]:
    listed = [(key, word.strip()) for key, text in words.items() for word in text.split(",")]
    return {word.casefold(): key for key, word in listed}


# A system that is being phased out still runs: its seams are real until it is gone.
_STATES = _table(
    {
        "active": "active, aktiv, live, in production, production, productive, produktiv, prod,"
        " in use, in betrieb, im einsatz, installed, operational, operating, operate, running,"
        " enabled, go live, maintained, in maintenance, phase out, phaseout, phasing out,"
        " to be retired, end of support, deprecated, pending repair, repair in progress,"
        " dr standby",
        "planned": "planned, plan, planning, in planning, geplant, in planung, proposed, phase in,"
        " phasein, future, on order, pending install, pending installation, roadmap,"
        " ready, in stock",
        "disabled": "disabled, inactive, inaktiv, deaktiviert, paused, pausiert, suspended,"
        " stopped, off, on hold, switched off, non operational",
        "failed": "failed, failing, broken, in error, fehlerhaft, defekt",
        "retired": "retired, decommissioned, archived, archiviert, end of life, endoflife, eol,"
        " out of service, out of use, abgeschaltet, stillgelegt, außer betrieb, ausgemustert,"
        " nicht mehr in betrieb, shut down, replaced, abgelöst, absent, stolen",
        "development": "development, in development, dev, in entwicklung, entwicklung, poc,"
        " proof of concept, prototype, experimental, development only",
    }
)

_MECHANISMS = _table(
    {
        "api": "api, apis, rest, restful, soap, odata, graphql, grpc, web service,"
        " webservice, web services, webhook, webhooks, rfc, bapi, xml rpc",
        "events": "events, event, kafka, mq, ibm mq, msmq, rabbitmq, activemq, jms, amqp, mqtt,"
        " pub sub, pubsub, event hub, event hubs, event mesh, eventbridge, service bus, kinesis,"
        " message queue, messaging, messages, queue, topic, platform event, platform events,"
        " sqs, sns, nachrichten",
        "cdc": "cdc, change data capture, debezium, replication, replikation, goldengate,"
        " golden gate, slt, qlik replicate, log based replication",
        "etl": "etl, elt, fivetran, airbyte, stitch, meltano, matillion, informatica, talend,"
        " ssis, datastage, data factory, adf, reverse etl, bulk load",
        "file": "file, files, flat file, sftp, ftp, ftps, edi, edifact, x12, as2,"
        " idoc file, idoc files, file transfer, file drop, datei, dateien, csv datei",
        "database_link": "linked server, linked servers, database link, database links,"
        " db link, dblink, foreign data wrapper, postgres fdw, data federation",
        "sql": "jdbc, odbc, direct sql, database view, db view, direct query, shared database",
        "manual": "manual, manually, manual entry, email, e mail, mail, spreadsheet,"
        " copy and paste, copy paste, re keying, rekeying, paper, manuell, von hand, by hand",
    }
)
# These say how often or in which form, and count only where nothing else tells the mechanism.
_WEAK = _table(
    {"etl": "batch", "file": "csv", "sql": "sql", "api": "http, https", "manual": "excel"}
)
# Product names that contain a word of the list above without meaning it.
_NEUTRAL = ("sql server", "azure sql", "my sql", "event log")

_DIRECTIONS = _table(
    {
        "forward": "outbound, out, outgoing, send, sends, sending, forward, source to target,"
        " one way, oneway, unidirectional, uni directional, ausgehend, sendend, →, ⇒, ->, =>, -->",
        "backward": "inbound, in, incoming, receive, receives, receiving, backward, reverse,"
        " target to source, eingehend, empfangend, ←, ⇐, <-, <=, <--",
        "both": "both, both ways, both directions, bidirectional, bi directional, two way,"
        " twoway, in out, inbound outbound, inbound and outbound, send and receive, beidseitig,"
        " bidirektional, beide, beide richtungen, ↔, ⇔, <->, <=>, <-->",
    }
)

_ENVIRONMENTS = _table(
    {
        "": "production, prod, prd, productive, produktion, produktiv, live",
        "test": "test, testing, tst, qa, qas, quality, quality assurance, integration, sit",
        "uat": "uat, user acceptance, user acceptance test, abnahme, acceptance",
        "development": "development, dev, entwicklung",
        "staging": "staging, stage, pre production, preproduction, preprod, pre prod",
        "sandbox": "sandbox, sbx",
        "training": "training, schulung, demo, demonstration",
        "disaster recovery": "disaster recovery, dr",
    }
)


def state_of(text: str) -> State | None:
    """Return the state a life-cycle word means; None if the word is not known."""
    found = _STATES.get(_fold(text))
    return State(found) if found else None


def mechanism_of(text: str) -> Mechanism:
    """Return how data moves, from a word or a phrase such as "REST API (JSON)".

    UNKNOWN if no word is known or if the words disagree ("REST / SFTP"). Change data capture
    stands above what carries the changes ("Debezium over Kafka").
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


def direction_of(text: str) -> Direction | None:
    """Return the direction a word or an arrow means; None if it is not known."""
    found = _DIRECTIONS.get(text.strip()) or _DIRECTIONS.get(_fold(text))
    return Direction(found) if found else None


def environment_of(text: str) -> str:
    """Return an environment by its usual name, "" for production; unknown words as written."""
    return _ENVIRONMENTS.get(_fold(text), text.strip())


def _fold(text: str) -> str:
    """Return the words in lower case, one space between them, without other characters."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))


def _take(text: str, phrases: dict[str, str]) -> tuple[set[str], str]:
    """Return the meanings found, longest phrase first, and the text without these phrases."""
    found: set[str] = set()
    for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
        while f" {phrase} " in text:
            found.add(phrases[phrase])
            text = text.replace(f" {phrase} ", " ", 1)
    return found, text
