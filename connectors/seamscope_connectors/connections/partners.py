"""Partners of Axway Transfer CFT: the host and the remark of each partner.

An export by `CFTUTIL CFTEXT` defines the partner ERPP01 with ``CFTPART ID='ERPP01',
COMMENT='ledger'`` and ``CFTTCP ID='ERPP01', HOST=('erp01.example.com')``.
"""

import re
from collections.abc import Iterator

from seamscope.connector import File
from seamscope.connector.connections import build_clues
from seamscope.records import Clue, ClueKind, Connection, Evidence

PARTNER_FILES = frozenset({".txt", ".cft", ".conf", ".smp", ".cfg"})
STATEMENT = re.compile(
    r"^[ \t]*(?P<kind>CFTPART|CFTTCP|CFTSNA)[ \t]+(?:(?!^[ \t]*CFT).)*", re.I | re.M | re.S
)
FIELD = re.compile(
    r"\b(?P<key>ID|HOST|COMMENT)[ \t]*=[ \t]*\(?[ \t]*'?(?P<value>[^',)\n]{1,200})'?", re.I
)


def is_partner_list(head: str) -> bool:
    """Return whether a text defines partners of CFT."""
    return STATEMENT.search(head) is not None


def list_partners(file: File) -> Iterator[Connection | Evidence]:
    """Yield the partners with a host or a remark; for any other partner, yield its evidence."""
    found: dict[str, tuple[dict[str, str], Evidence]] = {}
    text = file.text()
    for statement in STATEMENT.finditer(text):
        fields = {one["key"].upper(): one["value"].strip() for one in FIELD.finditer(statement[0])}
        where = file.at(text.count("\n", 0, statement.start("kind")) + 1)
        values, _ = found.setdefault(fields.get("ID", ""), ({}, where))
        values.update(fields)
    for name, (values, where) in found.items():
        clues: tuple[Clue, ...] = build_clues(
            (ClueKind.HOST, values.get("HOST", "")), (ClueKind.SOURCE, values.get("COMMENT", ""))
        )
        yield Connection(name=name, clues=clues, evidence=where) if name and clues else where
