"""Which dialect a text is in, and its tree in the first dialect that understands it."""

import logging
import re
from collections.abc import Mapping

from sqlglot import exp

from seamscope.lineage.parsing.parser import parsed
from seamscope.lineage.parsing.preprocess import linked, repaired

# A dialect's cues by what each cannot do without, in capitals: a plain search for that is far
# quicker than the pattern, and most texts hold none of them.
CUES: Mapping[str, Mapping[str, str]] = {
    "tsql": {
        "GO": r"^\s*GO\s*$", "].[": r"\[\w[\w ]*\]\.\[", "SP_EXECUTESQL": r"\bsp_executesql\b",
        "NVARCHAR": r"\bNVARCHAR\b", "OPENQUERY": r"\bOPENQUERY\b", "@@": r"@@",
        "DECLARE @": r"\bDECLARE @", "SP_ADDLINKEDSERVER": r"\bsp_addlinkedserver\b",
        "OPENROWSET": r"\bOPENROWSET\b", "EXTERNAL": r"\bEXTERNAL\s+DATA\s+SOURCE\b",
    },
    "snowflake": {
        "$$": r"\$\$", "QUALIFY": r"\bQUALIFY\b", "FLATTEN": r"\bFLATTEN\s*\(",
        "STAGE": r"\bSTAGE\b", "VARIANT": r"\bVARIANT\b", "FILE_FORMAT": r"\bFILE_FORMAT\b",
        "WAREHOUSE": r"\bWAREHOUSE\s*=", "@": r"\bCOPY\s+INTO\s+@|\b(?:FROM|INTO)\s+@[\w.~%]+/",
    },
    "bigquery": {
        "`": r"`[\w-]+\.[\w-]+\.[\w-]+`", "STRUCT<": r"\bSTRUCT<", "SAFE_CAST": r"\bSAFE_CAST\b",
        "EXTERNAL_QUERY": r"\bEXTERNAL_QUERY\b",
    },
    "oracle": {
        "@": r"(?<![@\w'/])(?:\w+|\"\w+\")@\"?\w+(?![\w.]*')", "NVL": r"\bNVL\s*\(",
        "DUAL": r"\bFROM\s+DUAL\b", "VARCHAR2": r"\bVARCHAR2\b", "SYSDATE": r"\bSYSDATE\b",
    },
    "postgres": {
        "PLPGSQL": r"\bplpgsql\b", "::": r"::\w+", "CONFLICT": r"\bON\s+CONFLICT\b",
        "SERIAL": r"\bSERIAL\b", "WRAPPER": r"\bFOREIGN\s+DATA\s+WRAPPER\b",
    },
    "databricks": {
        "REFRESH": r"\bCREATE\s+OR\s+REFRESH\b", "LIVE TABLE": r"\bLIVE\s+TABLE\b",
        "APPLY CHANGES": r"\bAPPLY\s+CHANGES\s+INTO\b", "CLOUD_FILES": r"\bcloud_files\s*\(",
    },
    "clickhouse": {
        "ENGINE": r"\bENGINE\s*=\s*(?:\w*MergeTree|Distributed|Kafka|Buffer)\b",
    },
    "mysql": {
        "`": r"`\w+`", "ENGINE": r"\bENGINE\s*=", "AUTO_INCREMENT": r"\bAUTO_INCREMENT\b",
    },
    "redshift": {
        "UNLOAD": r"\bUNLOAD\s*\(", "IAM_ROLE": r"\bIAM_ROLE\b", "DISTKEY": r"\bDISTKEY\b",
    },
    "duckdb": {"READ_PARQUET": r"\bread_parquet\s*\(", "ATTACH": r"\bATTACH\s+'"},
}  # fmt: skip
PLPGSQL = re.compile(r"\bLANGUAGE\s+'?plpgsql\b", re.I)
LOOKED_AT = 200_000  # characters of a text
FALLBACKS = ("", "tsql", "snowflake", "postgres", "oracle", "bigquery")


def quiet() -> None:
    """Silence the parser's own log: what it does not understand is reported as Skipped."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


def guess(text: str) -> str:
    """Return the dialect that the first telling cue points to, "" if none does."""
    text = text[:LOOKED_AT]
    capitals = text.upper()
    # A `$$` body is Postgres where the language is plpgsql.
    if "PLPGSQL" in capitals and PLPGSQL.search(text):
        return "postgres"
    for name, cues in CUES.items():
        for needed, cue in cues.items():
            if needed in capitals and re.search(cue, text, re.I | re.M):
                return name
    return ""


def parse(text: str, dialect: str, *, sure: bool) -> exp.Expr | None:
    """Return a statement's tree: as written, repaired, or (if not `sure`) in other dialects."""
    first = None
    text = linked(text, dialect)
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
