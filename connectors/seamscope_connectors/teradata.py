"""Read scripts of Teradata's clients: BTEQ, FastLoad, MultiLoad, TPump, FastExport and TPT.

Their SQL becomes queries for lineage; the files that they export to are the targets of these
queries. A loaded file becomes a flow into its table. Nothing is run. Only the host of a logon is
read.
"""

import re
from collections.abc import Iterator
from itertools import chain

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.commands import (
    build_records,
    is_teradata,
    is_tpt,
    list_run_files,
    read_escapes,
    read_teradata,
    read_tpt,
)
from seamscope.connector.commands.types import Step
from seamscope.connector.connections import build_clues
from seamscope.connector.entries import note_reading, skip_entry
from seamscope.connector.failures import list_script_rules
from seamscope.connector.folders import find_home_folder
from seamscope.connector.redaction import blank_secrets
from seamscope.connector.scrub import quote
from seamscope.records import ClueKind, Record, SystemRef

OWN = frozenset(
    {".btq", ".bteq", ".bte", ".fastload", ".fld", ".mload", ".mld", ".tpump", ".fexp", ".tpt"}
)
SHARED = frozenset({".sql", ".txt", ".ctl", ".scr", ".fl", ".ml", ".run", ".in", ""})
SHELL = re.compile(r"[ \t]{0,40}\.OS[ \t]{1,20}", re.I)


class TeradataConnector(Connector):
    """Reads scripts of Teradata's clients."""

    name = "teradata"
    reads = "Teradata scripts (BTEQ, FastLoad, MultiLoad, TPump, FastExport, TPT)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in OWN:
            return Claim(reason=f"ends in {file.suffix}")
        if file.suffix in SHARED and (is_teradata(head := file.head(16384)) or is_tpt(head)):
            return Claim(reason="commands of BTEQ or another Teradata client")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        text = blank_secrets(file.text())
        folder = find_home_folder(file.path)
        # A script without LOGON still runs in a Teradata system.
        product = (ClueKind.PRODUCT, "" if folder else "Teradata Vantage")
        clues = build_clues((ClueKind.FOLDER, folder), product)
        steps = read_tpt(text) if is_tpt(text) else _read_script(text)
        rules = list_script_rules(text)
        found = list(build_records(steps, SystemRef(clues=clues), file.at, error_handling=rules))
        yield from found
        if run := list_run_files(text):
            what = (
                f"scripts that this script runs: {', '.join(quote(one, 60) for one in [*run][:5])}"
            )
            remedy = "add them to the inputs, unless they only log on"
            yield note_reading(what, remedy, file.at(min(run.values())))
        if not found:
            what = "the script contains no SQL" if text.strip() else "the file is empty"
            yield skip_entry(what, "add the scripts that it runs to the inputs", file.at(1))


def _read_script(text: str) -> Iterator[Step]:
    """Yield the steps of a script: its SQL, loads and exports, and its `.OS` shell commands."""
    yield from chain(read_teradata(text), read_escapes(text, SHELL))
