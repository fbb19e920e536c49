"""Read mainframe jobs (JCL): flows between data sets, Db2 and other hosts.

All members in the inputs are read together, to find procedures, INCLUDE members and control
statements. No job is run. The first two qualifiers of a data set are the clue to its system:
``PROD.CUST`` of ``PROD.CUST.EXTRACT``.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, File, Source
from seamscope.connector.entries import read_each, skip_entry
from seamscope.connector.redaction import blank_secrets
from seamscope.records import Query, Record
from seamscope_connectors.jcl.ends import db2_system
from seamscope_connectors.jcl.jobs import (
    list_job_steps,
    list_procedure_steps,
    read_library,
)
from seamscope_connectors.jcl.records import Ledger, list_records, report_open_ends
from seamscope_connectors.jcl.statements import is_jcl, list_unknown_lines

MEMBERS = frozenset({".jcl", ".jclproc"})
PERHAPS = frozenset({"", ".prc", ".proc", ".cntl", ".txt", ".inc", ".job", ".mbr", ".jcllib"})
CARDS = frozenset({".ctl", ".cntl", ".ctlcard", ".card", ".cards", ".sysin"})
# Control statements of utilities, stored in a separate member.
CONTROL = re.compile(
    r"^[ \t]{0,20}(?:REPRO\b|DSN\s+S(?:YSTEM)?\s*\(|UNLOAD\b|LOAD\s+DATA\b[^;]{0,400}\bINDDN\b"
    r"|SORT\s+FIELDS|RUN\s+PROG)",
    re.I | re.M,
)
SQL = re.compile(r"^[ \t]{0,20}(?:SELECT|INSERT|UPDATE|DELETE|MERGE|CREATE)\s", re.I | re.M)
EBCDIC = b"\x61\x61"  # the two slashes


class JclConnector(Connector):
    """Reads jobs, procedures and control statements without submitting them."""

    name = "jcl"
    reads = "JCL (jobs, procedures, IDCAMS, SORT, FTP and Db2 utilities with their SQL)"

    def claim(self, file: File) -> Claim | None:
        if file.suffix in MEMBERS:
            return Claim(reason=f"ends in {file.suffix}", group=self.name)
        head = file.head(16384)
        if file.suffix in PERHAPS and is_jcl(head):
            return Claim(reason="has JCL statements", group=self.name)
        if file.suffix in CARDS and (CONTROL.search(head) or SQL.search(head)):
            return Claim(reason="has control statements of a utility", group=self.name)
        return None

    def read(self, source: Source) -> Iterator[Record]:
        members: list[tuple[File, str]] = []
        cards: dict[str, list[str]] = {}
        yield from read_each(source.files, lambda file: _read_file(file, members, cards))
        library, jobs = read_library(members)
        ledger = Ledger()
        for file, statements in jobs:
            yield from list_records(list_job_steps(file, statements, library), cards, ledger)
        alone = {one.name: one for one in library.procedures.values()}
        for name, procedure in sorted(alone.items()):
            if name not in library.called:
                yield from list_records(list_procedure_steps(procedure, library), cards, ledger)
        if not members:
            yield from _card_queries(source, cards)
        yield from report_open_ends(ledger)


def _read_file(
    file: File, members: list[tuple[File, str]], cards: dict[str, list[str]]
) -> Iterator[Record]:
    """Add the text of a file to `members` if it contains JCL, otherwise to `cards`.

    cards: lines of control statements by member name.
    """
    if file.read_edges(2, 0)[:2] == EBCDIC:
        raise file.error("the file is in EBCDIC", "transfer it again in text mode", 1)
    text = blank_secrets(file.text())
    if is_jcl(text):
        members.append((file, text))
        if unknown := list_unknown_lines(text):
            what = f"lines that are neither JCL statements nor in-stream data: {len(unknown)}"
            yield skip_entry(what, "download the member again, as text", file.at(unknown[0]))
    elif file.suffix in MEMBERS and not CONTROL.search(text):
        what = "the file is empty" if not text.strip() else "the member contains no JCL statements"
        yield skip_entry(what, "download the member again, as text", file.at(1))
    else:
        cards.setdefault(file.name.partition(".")[0].upper(), text.splitlines())


def _card_queries(source: Source, cards: dict[str, list[str]]) -> Iterator[Record]:
    """Yield the SQL of control statements if the inputs contain no JCL that uses them."""
    for file in source.files:
        text = "\n".join(cards.get(file.name.partition(".")[0].upper(), ()))
        if SQL.search(text):
            yield Query(text=text, home=db2_system(""), evidence=file.at(1), technology="JCL")
