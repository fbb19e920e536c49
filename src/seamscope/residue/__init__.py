"""Residue: signs of other systems in the inputs that no record of a connector mentions.

A sign is, for example, a host name or URL. `find_signs` searches the text of a file without a
parser, and `find_residue` returns the signs that no record covers. A system is therefore reported
even if a parser misses the statement that names it.
"""

from seamscope.residue.cover import Residue, StatementPlace, find_residue
from seamscope.residue.scan import Sign, find_signs, get_language

__all__ = [
    "Residue",
    "Sign",
    "StatementPlace",
    "find_residue",
    "find_signs",
    "get_language",
]
