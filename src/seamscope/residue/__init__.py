"""Residue: signs of other systems in the inputs that no record of a connector mentions.

A sign is, for example, a host name or URL. `find_signs` searches the text of a file without a
parser, and `find_residue` returns the signs that no record covers. So a system is reported even if
a parser misses the statement that refers to it. `read_plain_text` returns the words of a text file
that no connector reads.
"""

from typing import TYPE_CHECKING

from seamscope.later import import_later

if TYPE_CHECKING:
    from seamscope.residue.cover import StatementPlace, drop_recorded_signs, find_residue
    from seamscope.residue.plain_text import PlainText, read_plain_text
    from seamscope.residue.scan import (
        Sign,
        find_signs,
        get_language,
        is_test_or_library,
        lists_signs,
    )
    from seamscope.residue.types import Residue
    from seamscope.residue.variables import DEFINITION, VARIABLE
else:
    __getattr__ = import_later(
        __name__,
        {
            "cover": (
                "StatementPlace",
                "drop_recorded_signs",
                "find_residue",
            ),
            "plain_text": (
                "PlainText",
                "read_plain_text",
            ),
            "scan": (
                "Sign",
                "find_signs",
                "get_language",
                "is_test_or_library",
                "lists_signs",
            ),
            "types": ("Residue",),
            "variables": (
                "DEFINITION",
                "VARIABLE",
            ),
        },
    )

__all__ = [
    "DEFINITION",
    "VARIABLE",
    "PlainText",
    "Residue",
    "Sign",
    "StatementPlace",
    "drop_recorded_signs",
    "find_residue",
    "find_signs",
    "get_language",
    "is_test_or_library",
    "lists_signs",
    "read_plain_text",
]
