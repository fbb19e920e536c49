"""Scripts of Teradata's clients: BTEQ, FastLoad, MultiLoad, TPump, FastExport and TPT.

Their SQL is passed on for lineage, with the files that it exports to. A loaded file becomes a flow
into the table. Nothing is run, and only the host of a logon is read.
"""

import re
from collections.abc import Iterator
from itertools import chain

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.commands import (
    build_records,
    is_teradata,
    is_tpt,
    read_escapes,
    read_teradata,
    read_tpt,
)
from seamscope.connector.commands.types import Step
from seamscope.connector.entries import skip_entry
from seamscope.connector.folders import find_home_folder
from seamscope.connector.redact import blank_key_blocks
from seamscope.records import Clue, ClueKind, Record, SystemRef

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
            return Claim(reason="commands of BTEQ or a loader of Teradata")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        file = source.file
        text = blank_key_blocks(file.text())
        folder = find_home_folder(file.path)
        clues = (Clue(kind=ClueKind.FOLDER, value=folder),) if folder else ()
        steps = read_tpt(text) if is_tpt(text) else _read_script(text)
        found = list(build_records(steps, SystemRef(clues=clues), file.at))
        yield from found
        if not found:
            what = "a script without SQL" if text.strip() else "the file is empty"
            yield skip_entry(
                what, "if it runs another script, add that script to the inputs", file.at(1)
            )


def _read_script(text: str) -> Iterator[Step]:
    """Yield the steps of a script: its SQL, its files, and the commands that it gives the shell."""
    yield from chain(read_teradata(text), read_escapes(text, SHELL))
