"""Residue: signs of other systems in the texts that were read, which nothing that was found covers.

It depends on no parser: `find_signs` reads a text once, and `find_residue` compares the signs with
the records, so that what a parser loses is still named.
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
