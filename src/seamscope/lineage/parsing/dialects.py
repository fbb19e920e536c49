"""Guess the dialect of SQL, and parse a statement in the first dialect that accepts it."""

import logging
import re
from collections.abc import Mapping

from sqlglot import exp

from seamscope.lineage.parsing.parser import parse_with_rewrites
from seamscope.lineage.parsing.preprocess import quote_links, remove_unsupported

# Patterns that indicate a dialect. The key of a pattern is a string in capitals that every match
# contains: searching for it is much faster than matching, and most statements contain none of these
# strings.
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
        "DUAL": r"\bFROM\s+DUAL\b", "DBMS_": r"\bDBMS_\w+\.\w", "UTL_": r"\bUTL_\w+\.\w",
        "VARCHAR2": r"\bVARCHAR2\b", "SYSDATE": r"\bSYSDATE\b",
    },
    "postgres": {
        "PLPGSQL": r"\bplpgsql\b", "::": r"::\w+", "CONFLICT": r"\bON\s+CONFLICT\b",
        "SERIAL": r"\bSERIAL\b", "WRAPPER": r"\bFOREIGN\s+DATA\s+WRAPPER\b",
    },
    "databricks": {
        "REFRESH": r"\bCREATE\s+OR\s+REFRESH\b", "LIVE TABLE": r"\bLIVE\s+TABLE\b",
        "APPLY CHANGES": r"\bAPPLY\s+CHANGES\s+INTO\b", "CLOUD_FILES": r"\bcloud_files\s*\(",
        "DELTA": r"\bUSING\s+DELTA\b", "ZORDER": r"\bZORDER\s+BY\b",
        "READ_FILES": r"\bread_files\s*\(",
        "FILEFORMAT": r"\bFILEFORMAT\s*=\s*\w+\s*$",
    },
    "clickhouse": {
        "ENGINE": r"\bENGINE\s*=\s*(?:\w*MergeTree|Distributed|Kafka|Buffer)\b",
        "ARRAY": r"\bARRAY(?:\s|/\*[^*]*+\*/|--[^\n]*)++JOIN\b",
    },
    "mysql": {
        "`": r"`\w+`", "ENGINE": r"\bENGINE\s*=", "AUTO_INCREMENT": r"\bAUTO_INCREMENT\b",
    },
    "redshift": {
        "UNLOAD": r"\bUNLOAD\s*\(", "IAM_ROLE": r"\bIAM_ROLE\b", "DISTKEY": r"\bDISTKEY\b",
    },
    "duckdb": {"READ_PARQUET": r"\bread_parquet\s*\(", "ATTACH": r"\bATTACH\s+'"},
}  # fmt: skip
# Dialect names of other tools. A dialect that sqlglot does not have is read as a similar one.
ALIASES: Mapping[str, str] = {
    "mssql": "tsql", "sqlserver": "tsql", "t-sql": "tsql", "transact-sql": "tsql",
    "postgresql": "postgres", "pgsql": "postgres", "greenplum": "postgres", "vertica": "postgres",
    "netezza": "postgres", "yugabyte": "postgres", "cockroachdb": "postgres", "mariadb": "mysql",
    "tidb": "mysql", "hana": "", "saphana": "",
    "sparksql": "spark", "pyspark": "spark", "ansi": "", "db2": "",
    "plsql": "oracle", "non-validating": "",
}  # fmt: skip
# Cues that outweigh all others in the text, such as `$$` for Snowflake or `@@` for T-SQL.
STRONG_CUES = (
    (
        "databricks",
        "DATABRICKS NOTEBOOK",
        re.compile(r"\A\s*-- Databricks notebook source\b", re.I),
    ),
    # A file as a table: ``FROM parquet.`abfss://raw@account.dfs.core.windows.net/orders` ``.
    (
        "databricks",
        ".`",
        re.compile(
            r"\b(?:parquet|delta|csv|json|orc|avro|text|binaryFile|iceberg)\.`[^`\n]*/", re.I
        ),
    ),
    ("postgres", "PLPGSQL", re.compile(r"\bLANGUAGE\s+'?plpgsql\b", re.I)),
    ("bigquery", "QUALIFY", re.compile(r"`[\w.\-]{1,300}`")),
    ("mysql", "/*!", re.compile(r"/\*!\d{5}")),
    ("mysql", "DEFINER", re.compile(r"\bCREATE\s+DEFINER\s*=", re.I)),
    ("mysql", "DELIMITER", re.compile(r"^[ \t]*DELIMITER[ \t]+\S", re.I | re.M)),
    ("postgres", "@EXTSCHEMA", re.compile(r"@extschema(?::\w+)?@", re.I)),
    ("oracle", "&", re.compile(r"(?<![\w&'])&&?[a-z]\w*\.\.?[a-z]", re.I)),
    ("postgres", "\\SET", re.compile(r"^\\set[ \t]", re.I | re.M)),
    # SQL*Plus executes the text before a line that is only a slash.
    ("oracle", "\n/", re.compile(r";[ \t]*\r?\n[ \t]*/[ \t]*(?:\r?\n|\Z)")),
    ("tsql", ":SETVAR", re.compile(r"^[ \t]*:setvar[ \t]", re.I | re.M)),
)
MAX_SEARCHED = 200_000  # characters of a script that are searched for cues
FALLBACKS = ("", "tsql", "snowflake", "postgres", "oracle", "bigquery")


def silence_parser_log() -> None:
    """Turn off sqlglot's log; statements that it cannot parse are reported as Skipped."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


def find_dialect_name(name: str | None) -> str:
    """Return sqlglot's name of a dialect: ``mssql`` -> tsql.

    Return "" if no name is given, so that the dialect is guessed.
    """
    folded = (name or "").strip().lower()
    return ALIASES.get(folded, folded)


def guess_dialect(text: str) -> str:
    """Return the dialect that the first cue in SQL indicates, "" if none does: ``GO`` -> tsql."""
    text = text[:MAX_SEARCHED]
    capitals = text.upper()
    for name, needed, cue in STRONG_CUES:
        if needed in capitals and cue.search(text):
            return name
    for name, cues in CUES.items():
        for needed, expression in cues.items():
            if needed in capitals and re.search(expression, text, re.I | re.M):
                return name
    return ""


def list_dialects(text: str) -> list[str]:
    """Return the dialects to try, in order.

    First comes the dialect that `guess_dialect` returns, then all dialects with a cue in the text,
    then common dialects.
    """
    text = text[:MAX_SEARCHED]
    capitals = text.upper()
    found = [
        name
        for name, cues in CUES.items()
        if any(n in capitals and re.search(cue, text, re.I | re.M) for n, cue in cues.items())
    ]
    return list(dict.fromkeys((guess_dialect(text), *found, *FALLBACKS[1:], "")))


def parse_statement(text: str, dialect: str, *, sure: bool) -> exp.Expr | None:
    """Parse a statement as written or, if that fails, without clauses that sqlglot cannot parse.

    Return a Command if sqlglot recognises only the first word, None if it cannot parse the text.

    sure: whether the dialect is certain. If it is not, other dialects are tried as well.
    """
    first = None
    text = quote_links(text, dialect)
    for repaired in (False, True):
        attempt = remove_unsupported(text, dialect) if repaired else text
        if repaired and attempt == text:
            break
        for name in dict.fromkeys((dialect, *(() if sure else FALLBACKS))):
            tree = parse_with_rewrites(attempt, name)
            if tree is not None and not isinstance(tree, exp.Command):
                return tree
            first = first or tree
    return first
