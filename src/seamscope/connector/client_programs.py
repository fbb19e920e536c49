"""Identify the application that uses a database session; ignore drivers, tools and people."""

import re

from seamscope.connector.connections import build_clues
from seamscope.records import ClueKind, SystemRef

# Anyone may use these programs, so they do not identify the system that runs the SQL.
DRIVERS = re.compile(
    r"jdbc|odbc|python|\.net|go\b|node|php|driver|snowsql|psql|connector|ui\b|sql\*plus|sqlplus|"
    r"sql developer|toad|dbeaver|hdbsql|hdbstudio|bteq|sql assistant|db2bp|scheduler|data pump|"
    r"tns v\d|thin client|studio|\bjava(?:\.exe)?$|pgadmin|datagrip|squirrel|beekeeper|heidisql|"
    r"workbench|phpmyadmin",
    re.I,
)
# Names of technical users: ``svc_prophet``, ``CRM-APP``, ``etl.loader``.
ACCOUNT = re.compile(
    r"(?:svc|srv|service|app|usr|tech|tu|sa|batch|etl|job|api)[-_.]\S{2,100}"
    r"|\S{2,100}[-_.](?:svc|srv|service|app|user|usr|tech|batch|etl|job|api|ro|rw|load|loader|reader|writer)",
    re.I,
)
# `sqlplus@ws17 (TNS V1-V3)`: Oracle's name for a client that reports no program name. V$SESSION
# truncates the text, so the last bracket may be missing.
SESSION = re.compile(
    r"(?P<program>[^@()]{1,60})@(?P<host>[\w.\-]{1,255})(?:\s{0,3}\((?P<process>[^()]{0,60})\)?)?"
)
# The name that a tool reports may end in its host: "SSIS srv-dwh01".
BESIDE = re.compile(
    r"(?P<program>[A-Za-z][A-Za-z .]{1,40}) (?P<host>[a-z]{2,12}-[a-z-]{2,24}\d{1,3})"
)
ORACLE = frozenset({"oracle", "oracle.exe"})


def identify_client(program: str, account: str) -> SystemRef | None:
    """Return the application of a session, None if program and account do not identify it.

    program: the name that the client reports. Drivers, SQL clients and personal accounts are
    ignored. An account ``svc_crm@corp.example`` is stored as ``svc_crm``, because a mail address is
    personal data. ``oracle@erpdb01 (TNS V1-V3)`` is another database, on erpdb01, that reads
    through a database link; ``oracle@erpdb01 (J003)`` is a job inside the database itself.
    """
    account = account.partition("@")[0]
    session = SESSION.fullmatch(program.strip())
    host = ""
    if session:
        is_server = session["program"].strip().casefold() in ORACLE
        is_remote = (session["process"] or "TNS").upper().startswith("TN")
        host = session["host"] if is_server and is_remote else ""
        is_mail = session["process"] is None and "." in session["host"]
        program = "" if is_server or is_mail else session["program"].strip()
    beside = BESIDE.fullmatch(program.strip())
    if beside and not DRIVERS.search(beside["program"]):
        program, host = beside["program"], beside["host"]
    clues = build_clues(
        (ClueKind.HOST, host),
        (ClueKind.PRODUCT, _find_application(program)),
        (ClueKind.ACCOUNT, account if ACCOUNT.fullmatch(account) else ""),
    )
    return SystemRef(clues=clues) if clues else None


def _find_application(program: str) -> str:
    """Return a program's name without version, "" for a driver: ``Tableau 8.1`` → ``Tableau``."""
    if DRIVERS.search(program):
        return ""
    return re.sub(r"(?<![\s/v])[\s/v]*+\d[\w.]{0,60}+$", "", program)
