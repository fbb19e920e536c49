"""The interface of connectors, and the file readers they use.

A connector decides which files it reads (`claim`) and yields records from them (`read`). It opens
no files: `File` returns parsed content, and each row, element or value knows its position, so that
a connector can cite it as evidence.
"""

from typing import TYPE_CHECKING

from seamscope.later import import_later

if TYPE_CHECKING:
    from seamscope.connector.doc import Doc
    from seamscope.connector.file import File, build_member, open_file
    from seamscope.connector.interface import Claim, Connector, Fit, Source, make_source
    from seamscope.connector.redaction import HIDDEN, extract_host, redact
    from seamscope.connector.secret_rules import is_secret_name
    from seamscope.connector.tabular import Row, Table, fold_header
else:
    __getattr__ = import_later(
        __name__,
        {
            "doc": ("Doc",),
            "file": (
                "File",
                "build_member",
                "open_file",
            ),
            "interface": (
                "Claim",
                "Connector",
                "Fit",
                "Source",
                "make_source",
            ),
            "redaction": (
                "HIDDEN",
                "extract_host",
                "redact",
            ),
            "secret_rules": ("is_secret_name",),
            "tabular": (
                "Row",
                "Table",
                "fold_header",
            ),
        },
    )

__all__ = [
    "HIDDEN",
    "Claim",
    "Connector",
    "Doc",
    "File",
    "Fit",
    "Row",
    "Source",
    "Table",
    "build_member",
    "extract_host",
    "fold_header",
    "is_secret_name",
    "make_source",
    "open_file",
    "redact",
]
