"""Read SQL*Plus scripts, SQL*Loader control files and parameter files of Oracle's clients.

SQL becomes queries for lineage, with the database of `CONNECT` and the file of `SPOOL`. A loaded
file (`INFILE`) and a Data Pump dump become flows. User names and passwords are never read.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.commands import (
    build_records,
    is_sqlplus,
    read_control,
    read_escapes,
    read_parameters,
    read_sqlplus,
)
from seamscope.connector.commands.types import Step
from seamscope.connector.entries import skip_entry
from seamscope.connector.failures import list_script_rules
from seamscope.connector.folders import find_home_folder
from seamscope.connector.redaction import blank_secrets
from seamscope.records import Clue, ClueKind, Record, SystemRef

SCRIPTS = frozenset({".sql", ".sqlplus", ".plus"})
CONTROLS = frozenset({".ctl", ".ctrl", ".ldr"})
PARAMETERS = frozenset({".par", ".parfile", ".prm"})
CONTROL = re.compile(r"\bLOAD\s{1,9}DATA\b|\bLOAD\s{1,40}INFILE\b", re.I)
INTO = re.compile(r"\bINTO\s{1,40}TABLE\b", re.I)
DB2 = re.compile(r"\b(?:INDDN|INCURSOR)\b|\bLOAD\s{1,9}DATA\s{1,9}LOCAL\b", re.I)
PARAMETER = re.compile(
    r"^[ \t]{0,20}(?:userid|dumpfile|directory|schemas|network_link|control|full|tables|remap_\w+)"
    r"[ \t]{0,20}=",
    re.I | re.M,
)
PAIR = re.compile(
    r"^[ \t]{0,20}(?P<key>\w{2,30})[ \t]{0,20}=[ \t]{0,20}"
    # A list without brackets goes on in the next line after a comma.
    r"(?P<value>\([^()]{0,4000}\)"
    r"|[^\n#]*,[ \t]*\n(?:[^\n#=]*,[ \t]*\n){0,200}[^\n#=]*(?=[#\n]|\Z)|[^\n#]*)",
    re.M,
)
HOST = re.compile(r"[ \t]{0,40}(?:HO(?:ST)?[ \t]{1,20}|![ \t]{0,20}(?=\w))", re.I)
# Word in the name of a parameter file -> program that the file is for.
PROGRAMS = (("sqlldr", "sqlldr"), ("imp", "impdp"), ("exp", "expdp"))


class OracleClientsConnector(Connector):
    """Reads scripts, control files and parameter files of Oracle's clients."""

    name = "oracle-clients"
    reads = "Oracle SQL*Plus scripts, SQL*Loader control files, Data Pump parameter files"

    def claim(self, file: File) -> Claim | None:
        head = file.head(16384)
        if file.suffix in SCRIPTS and is_sqlplus(head):
            return Claim(reason="commands of SQL*Plus (SPOOL, CONNECT or COPY)")
        if file.suffix in CONTROLS and CONTROL.search(head) and INTO.search(head):
            return None if DB2.search(head) else Claim(reason="a control file of SQL*Loader")
        if file.suffix in PARAMETERS and PARAMETER.search(head):
            return Claim(reason="a parameter file of Data Pump or SQL*Loader")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        text = blank_secrets(file.text())
        folder = find_home_folder(file.path)
        clues = (Clue(kind=ClueKind.FOLDER, value=folder),) if folder else ()
        here, rules = SystemRef(clues=clues), list_script_rules(text)
        found = list(build_records(_read(file, text), here, file.at, error_handling=rules))
        yield from found
        if not found:
            what = "the file contains neither SQL nor a data file"
            yield skip_entry(what, "list the flow of this file in the inventory", file.at(1))


def _read(file: File, text: str) -> Iterator[Step]:
    """Yield the steps (SQL, loads, unloads) of a script, control file or parameter file."""
    if file.suffix in SCRIPTS:
        yield from read_sqlplus(text)
        yield from read_escapes(text, HOST)
    elif file.suffix in CONTROLS:
        yield from read_control(text)
    else:
        given = {pair["key"].casefold(): pair["value"].strip() for pair in PAIR.finditer(text)}
        name = file.name.casefold()
        program = next((kind for word, kind in PROGRAMS if word in name), "")
        yield from read_parameters(program, given, 1)
