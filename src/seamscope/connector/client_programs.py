"""Tell the applications among the clients of a database from drivers, SQL clients and people."""

import re

from seamscope.connector.connections import build_clues
from seamscope.records import ClueKind, SystemRef

# Anyone may use these, so they do not identify the system that reads.
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


def identify_client(program: str, account: str) -> SystemRef | None:
    """Return the application that runs SQL, by its name and its account; None if unknown.

    program: as the client names itself. A driver or SQL client, and a person's account, are no clue
    to an application. Of a technical account ``svc_crm@corp.example``, only ``svc_crm`` is kept,
    because an address is personal data.
    """
    account = account.partition("@")[0]
    clues = build_clues(
        (ClueKind.PRODUCT, _find_application(program)),
        (ClueKind.ACCOUNT, account if ACCOUNT.fullmatch(account) else ""),
    )
    return SystemRef(clues=clues) if clues else None


def _find_application(program: str) -> str:
    """Return the name of an application without its version: ``Tableau 2023.1`` → ``Tableau``.

    "" for a driver.
    """
    if DRIVERS.search(program):
        return ""
    return re.sub(r"(?<![\s/v])[\s/v]*+\d[\w.]{0,60}+$", "", program)
