"""Which dialect a text is in, and its tree in the first dialect that understands it."""

import logging
import re

from sqlglot import exp

from seamscope.lineage.parse import parsed
from seamscope.lineage.repair import repaired

CUES = (
    (
        "tsql",
        r"^\s*GO\s*$|\[\w[\w ]*\]\.\[|\bsp_executesql\b|\bNVARCHAR\b|\bOPENQUERY\b|@@|\bDECLARE @"
        r"|\bsp_addlinkedserver\b|\bOPENROWSET\b|\bEXTERNAL\s+DATA\s+SOURCE\b",
    ),
    (
        "snowflake",
        r"\$\$|\bQUALIFY\b|\bFLATTEN\s*\(|\bSTAGE\b|\bVARIANT\b|\bFILE_FORMAT\b|\bWAREHOUSE\s*=",
    ),
    ("bigquery", r"`[\w-]+\.[\w-]+\.[\w-]+`|\bSTRUCT<|\bSAFE_CAST\b|\bEXTERNAL_QUERY\b"),
    (
        "oracle",
        r"(?<![@\w'])\w+@\w+(?![\w.]*')|\bNVL\s*\(|\bFROM\s+DUAL\b|\bVARCHAR2\b|\bSYSDATE\b",
    ),
    ("postgres", r"\bplpgsql\b|::\w+|\bON\s+CONFLICT\b|\bSERIAL\b|\bFOREIGN\s+DATA\s+WRAPPER\b"),
    ("mysql", r"`\w+`|\bENGINE\s*=|\bAUTO_INCREMENT\b"),
    ("redshift", r"\bUNLOAD\s*\(|\bIAM_ROLE\b|\bDISTKEY\b"),
    ("duckdb", r"\bread_parquet\s*\(|\bATTACH\s+'"),
)
FALLBACKS = ("", "tsql", "snowflake", "postgres", "oracle", "bigquery")


def quiet() -> None:
    """Silence the parser's own log: what it does not understand is reported as Skipped."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


def guess(text: str) -> str:
    """Return the dialect that the first telling cue points to, "" if none does."""
    # A `$$` body is Postgres where the language is plpgsql.
    if re.search(r"\bLANGUAGE\s+'?plpgsql\b", text[:200_000], re.I):
        return "postgres"
    return next((name for name, cue in CUES if re.search(cue, text[:200_000], re.I | re.M)), "")


def parse(text: str, dialect: str, *, sure: bool) -> exp.Expr | None:
    """Return a statement's tree: as written, repaired, or (if not `sure`) in other dialects."""
    first = None
    for mend in (False, True):
        attempt = repaired(text, dialect) if mend else text
        if mend and attempt == text:
            break
        for name in dict.fromkeys((dialect, *(() if sure else FALLBACKS))):
            tree = parsed(attempt, name)
            if tree is not None and not isinstance(tree, exp.Command):
                return tree
            first = first or tree
    return first
