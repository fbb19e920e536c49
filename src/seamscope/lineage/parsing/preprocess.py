"""Prepare SQL text for the parser: client commands, templates and unsupported syntax.

Only parts that do not move data are removed: hints, storage options, statistics.
"""

import re

from seamscope.lineage.parsing.client_variables import fill_client_variables
from seamscope.lineage.parsing.conditional_compilation import strip_directives
from seamscope.lineage.parsing.jinja import strip_jinja
from seamscope.lineage.parsing.lazy_pattern import LazyPattern
from seamscope.lineage.parsing.parser import PARAMETER_LIST

# pg_dump: the lines between COPY … FROM stdin and `\\.` are data, and may contain single quotes.
_COPY = re.compile(r"^[ \t]*COPY\s", re.I | re.M)
_FROM_STDIN = re.compile(r"\bFROM\s+stdin\b[^;\n]{0,1000};[^\n]*+(?:\n|\Z)", re.I)
_END_OF_ROWS = re.compile(r"^\\\.[ \t]*\r?$", re.M)
# psql's own commands, one per line: \\copy moves data, \\g ends a statement, \\i reads a file.
_PSQL_COMMAND = re.compile(r"^\\(?P<word>(?i:copy)|[a-z_]+)(?P<rest>[^\n]*)$", re.M)
_SET_VARIABLE = re.compile(
    r"^\s*SET\s+(?:(?:hivevar|hiveconf)\s*:\s*)?(?P<name>\w+)\s*=\s*(?P<value>[\w.]+)\s*;",
    re.I | re.M,
)
_HIVE_VARIABLE_DIALECTS = frozenset({"hive", "spark", "databricks"})
_VARIABLE = re.compile(r"\$\{(?:(?:hivevar|hiveconf):)?(\w+)\}", re.I)
MAX_REPAIRED = 50_000  # characters of a statement; a longer one consists mostly of data
_PARENS = r"\((?:[^()]++|\((?:[^()]++|\([^()]*+\))*+\))*+\)"
_TSQL_NAME = r"(?:\[[^\[\]]++\]|\w++)(?:\.(?:\[[^\[\]]++\]|\w++))*+"
_TABLE_HINT = (
    r"\bWITH\s*(?=\(\s*(?:TABLOCKX?|NOLOCK|INDEX|SNAPSHOT|DISTRIBUTION|CLUSTERED|HEAP|ROWLOCK"
    r"|UPDLOCK|HOLDLOCK|PAGLOCK|READPAST|FORCESEEK|FORCESCAN|NOEXPAND|READUNCOMMITTED|SERIALIZABLE"
    r"|KEEPIDENTITY|SCHEMABINDING|XLOCK|FILLFACTOR|PAD_INDEX|DATA_COMPRESSION|MEMORY_OPTIMIZED"
    rf"|SYSTEM_VERSIONING|REPEATABLEREAD|READCOMMITTED)\b){_PARENS}"
)
_TSQL_REPAIRS = tuple(
    (LazyPattern(pattern, re.I), new)
    for pattern, new in (
        # a placeholder of an SSMS template, <name, sysname, t>, becomes its name
        (r"<\s{0,20}@?([\w ]{1,128}?)\s{0,20},[^<>;]*>", r"[\1]"),
        (_TABLE_HINT, " "),
        (rf"\bOPTION\s*{_PARENS}\s*(?:;\s*)?$", " "),
        (r"\bFOR\s+(?:JSON|XML)\s+(?:PATH|AUTO|RAW|EXPLICIT)\b[^;]*?$", " "),
        (rf"\bFOR\s+(?:JSON|XML)\s+\w+(?:\s*{_PARENS})?(?:\s*,\s*\w+(?:\s*{_PARENS})?)*", " "),
        (r"(?<![\w.\[\]@])([\w.\[\]@]++)\s*+([+\-*/%&|^])=\s*", r"\1 = \1 \2 "),
        (r"\bWITH\s+XMLNAMESPACES\s*+\([^()]*+\)\s*,", "WITH "),
        (r"\bWITH\s+XMLNAMESPACES\s*+\([^()]*+\)", " "),
        (rf"\b(?:FREETEXT|CONTAINS)TABLE\s*\(\s*({_TSQL_NAME})\s*,{_PARENS[2:]}", r"\1"),
        (rf"\bPREDICT\s*\(\s*MODEL\s*=[^,]{{0,999}},\s*DATA\s*=\s*({_TSQL_NAME}(?:\s+AS\s+\w+)?)[^()]{{0,999}}\)"
         rf"(?:\s*WITH\s*{_PARENS})?", r"\1"),
        # AI_GENERATE_EMBEDDINGS(a USE MODEL m PARAMETERS @p)
        (rf"\bUSE\s+MODEL\s+{_TSQL_NAME}(?:\s+PARAMETERS\s+[@\w]+)?", " "),
        # graph tables
        (rf"\bMATCH\s*{_PARENS}", "1 = 1"),
        (r"\bFOR\s+PATH\b", " "),
        (r"\bWITHIN\s+GROUP\s*\(\s*GRAPH\s+PATH\s*\)", " "),
        (r"(?<![\w\]])\$(node_?id|from_?id|to_?id|edge_?id)\b", r"[\1]"),
        (r"\bOPENROWSET\s*\(\s*BULK\b", "OPENROWSET("),
        (r"(?<=[(,])\s*(?:DATA_SOURCE|FORMAT|FORMATFILE|CODEPAGE|PARSER_VERSION|FIRSTROW|ROWTERMINATOR"
         r"|FIELDTERMINATOR|FIELDQUOTE|HEADER_ROW|MAXERRORS|ERRORFILE|FORMATFILE_DATA_SOURCE)\s*=\s*",
         " "),
        (r",\s*SINGLE_(CLOB|NCLOB|BLOB)\b", " "),
        (rf"(\bOPENROWSET\s*{_PARENS})\s*WITH\s*{_PARENS}", r"\1"),
        (r"\bWITH\s+(?:NOWAIT|LOG|RECOMPILE)\b", " "),
        (r"::fn_", "fn_"),
        (rf"(\bOPENXML\s*{_PARENS})\s*WITH\s*(?:{_PARENS}|{_TSQL_NAME})", r"\1"),
    )
)  # fmt: skip
_PART = r"(?:\"[^\"]{1,256}\"|\[[^\]]{1,256}\]|`[^`]{1,256}`|[\w$#@]+)"
_NAME = rf"{_PART}(?:\s*\.\s*{_PART})*"
_QUERY = r"(?=\(*\s*(?:SELECT|WITH)\b)"
# Clauses of any dialect about storage, maintenance or logging.
_CLAUSE_REPAIRS = tuple(
    (LazyPattern(pattern, re.I | re.S), new)
    for pattern, new in (
        (rf"\bWITH\s+(?:(?:LOCAL|CASCADED)\s+)?CHECK\s+OPTION(?:\s+CONSTRAINT\s+{_PART})?", " "),
        (r"\bWITH\s+(?:NO\s+)?DATA\s*(?:;\s*)?$", " "),
        (r"\b(?:NO\s*FORCE|FORCE|(?:NON)?EDITION(?:ABLE|ING))\s+(?=(?:\w+\s+)?VIEW\b)", ""),
        # all options between CREATE TABLE t and AS SELECT, unless they contain a table or a
        # location
        (rf"^(\s*(?:CREATE|ALTER)\b[^()]{{0,200}}?\b(?:TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}(?:\s*{_PARENS})?)"
         r"\s+(?!\s|AS\b|\()(?:(?!\b(?:TO|LIKE|CLONE|FROM|LOCATION|SELECT|AS\s+\(*(?:SELECT|WITH))\b)[^;])*"
         rf"\bAS\s+{_QUERY}", r"\1 AS "),
        (rf"\bLOG\s+ERRORS(?:\s+INTO\s+{_NAME})?(?:\s*{_PARENS})?"
         r"(?:\s+REJECT\s+LIMIT\s+\w+)?", " "),
        # the DELETE WHERE … of Oracle's MERGE … UPDATE SET … becomes a separate branch
        (r"(?<!\s)(?<!THEN)(\s+)DELETE\s+WHERE\b(.*?)(?=\bWHEN\s+(?:NOT\s+)?MATCHED\b|(?:;\s*)?$)",
         r"\1WHEN MATCHED AND (\2) THEN DELETE "),
        (rf"\bWHERE\s+CURRENT\s+OF\s+{_PART}", " "),
        (r"\b(?:(?:DROP(?:\s+ALL)?|REUSE)\s+STORAGE|P\w+\s+MATERIALIZED\s+VIEW\s+LOG)\b", " "),
        (rf"^(\s*UPDATE\s*{_PARENS})(\s*SET\b)", r"\1 AS updated\2"),
        # Oracle: INSERT INTO (SELECT a FROM t) becomes INSERT INTO t (a)
        (rf"^(\s*INSERT\s+INTO)\s*+\(\s*+SELECT\s++([\w\s,.\"]+?)(?<!\s)\s++FROM\s++({_NAME})"
         r"(?:\s++WHERE\b[^()]*+)?\s*+\)", r"\1 \3 (\2)"),
    )
)  # fmt: skip
_MYSQL_REPAIRS = tuple(
    (LazyPattern(pattern, re.I | re.S), new)
    for pattern, new in (
        (rf"=\s*DEFAULT\s*\(\s*{_NAME}\s*\)", "= DEFAULT"),
        (r"\b(?:ALGORITHM\s*+=\s*+\w++|DEFINER\s*+=\s*+\S{1,300}+|SQL\s++SECURITY\s++\w++)\s++"
         r"(?=(?:[^()\s]{1,300}+\s++){0,9}?VIEW\b)", ""),
    )
)  # fmt: skip
_TERADATA_REPAIRS = (
    # UPDATE t FROM s SET …: without an alias, SET would be parsed as the alias of s
    (LazyPattern(rf"^(\s*UPD\w*\b[^()]{{0,200}}?\bFROM\b.*?)({_PART})(?=\s+SET\b)", re.I | re.S),
     r"\1\2 AS \2"),
    (LazyPattern(r"^(\s*(?:UPD|DEL)\w*\b.*\S)\s+ALL\s*(?:;\s*)?$", re.I | re.S), r"\1"),
    # dob (TITLE 'Birth', FORMAT 'YYYY'): how a client displays a column
    (LazyPattern(r"\(\s*+(?:(?:TITLE|FORMAT)\s*+'[^']*'\s*+,?\s*+){1,3}\)", re.I), " "),
    (LazyPattern(r"(?<=[\w)\s])\b(?:TITLE|FORMAT)\s*'[^']*'", re.I), " "),
    (LazyPattern(rf"\bLOCK(?:ING)?\s+(?:(?:TABLE|VIEW|DATABASE|ROW)\s+)?(?:{_NAME}\s+)?(?:FOR|IN)\s+"
                r"(?:ACCESS|READ|WRITE|SHARE|EXCLUSIVE)(?:\s+MODE)?(?:\s+NOWAIT)?", re.I), " "),
    (LazyPattern(rf"\(\s*NAMED\s+({_PART})\s*\)", re.I), r" AS \1 "),
)  # fmt: skip
_BIGQUERY_REPAIRS = (
    # APPENDS(TABLE t, start, end) and CHANGES(TABLE t, …): rows of t that were added or changed
    (LazyPattern(rf"\b(?:APPENDS|CHANGES)\s*\(\s*TABLE\s+((?>{_NAME}))"
                 rf"(?:[^()]{{0,999}}{_PARENS}){{0,4}}[^()]{{0,999}}\)", re.I), r"\1"),
)  # fmt: skip
# Db2 tells special registers, durations and isolation levels by words without punctuation.
_DB2_REPAIRS = tuple(
    (LazyPattern(pattern, re.I), new)
    for pattern, new in (
        (r"\bCURRENT\s+TIME\s*ZONE\b", "0"),
        (r"\bCURRENT\s+(DATE|TIMESTAMP|TIME)\b", r"CURRENT_\1"),
        (r"\bCURRENT\s+(?:SQLID|SERVER|SCHEMA|USER|MEMBER|PATH|PACKAGESET|PACKAGE\s+PATH)\b",
         "CURRENT_USER"),
        # hired + 30 DAYS, CURRENT DATE - (n) MONTHS
        (r"([+\-]\s*+(?:[\w.:]++|\([^()]*+\)))\s++(?:YEAR|MONTH|DAY|HOUR|MINUTE|SECOND|MICROSECOND)S?\b"
         r"(?!\s*+\()", r"\1"),
        (r"\bWITH\s+(?:UR|CS|RS|RR)\b(?!\s*+(?:AS\b|\())"
         r"(?:\s+USE\s+AND\s+KEEP\s+\w+\s+LOCKS\b)?", " "),
        (r"\bOPTIMIZE\s+FOR\s+\d+\s+ROWS?\b|\bQUERYNO\s+\d+|\bSKIP\s+LOCKED\s+DATA\b"
         r"|\bFOR\s+(?:FETCH|READ)\s+ONLY\b", " "),
        (r"\u00ac\s*+=", "<>"),
        (r"\u00ac\s*+>", "<="),
        (r"\u00ac\s*+<", ">="),
        (r"(?<=[\w)'\"])(\s+)CONCAT(?=\s+[\w'\":])", r"\1||"),
    )
)  # fmt: skip
_DIALECT_REPAIRS = {
    "tsql": _TSQL_REPAIRS, "": (*_TSQL_REPAIRS, *_DB2_REPAIRS), "mysql": _MYSQL_REPAIRS,
    "oracle": _DB2_REPAIRS,  # NVL also exists in Db2
    "teradata": _TERADATA_REPAIRS, "bigquery": _BIGQUERY_REPAIRS,
}  # fmt: skip
# Words to remove so that the parser recognises a temp table: CREATE LOCAL TEMPORARY TABLE t.
_LOCAL = re.compile(
    r"^(\s*CREATE\s+(?:OR\s+REPLACE\s+)?)(?:LOCAL|GLOBAL|PRIVATE)\s+(?=TEMP(?:ORARY)?\b)", re.I
)
_ON_COMMIT = re.compile(r"\bON\s+COMMIT\s+DROP\b(?:\s+DEFINITION\b)?", re.I)
_LINK_PART = r"(?:\"[^\"]+\"|[\w$#]++)"
# `t@server` of Teradata and Oracle, outside of strings and comments
_LINK = re.compile(
    r"'[^']*'|--[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|(?<![\w$#.\"])"
    rf"(?:(?P<first>(?:{_LINK_PART}\s*+\.\s*+)*+)(?P<table>{_LINK_PART})(?:\s*+@\s*"
    rf"(?P<link>{_LINK_PART}(?:\.{_LINK_PART})*(?:@{_LINK_PART})?))?|(?:{_LINK_PART}\s*+\.\s*+)++)"
)
LINK_DIALECTS = frozenset({"teradata", "oracle"})
# `:1` of Oracle, outside of strings
_POSITIONAL_BIND = re.compile(r"'[^']*'|(?<![\w:\"]):(?P<number>\d+)\b")


def strip_client_commands(text: str, dialect: str, variant: int = 0) -> str:
    r"""Return a script as a client sends it to the server; every statement keeps its line.

    Rows of ``COPY … FROM stdin`` and psql commands are blanked, ``\copy`` becomes COPY, and client
    variables and templates are filled in or quoted as names.

    variant: which branch of each Jinja ``if`` is kept, see `strip_jinja`.
    """
    if "{%" in text or "{{" in text or "{#" in text:
        text = strip_jinja(text, variant)
    if "$" in text and dialect == "oracle":
        text = strip_directives(text)
    if "${" in text and (dialect in _HIVE_VARIABLE_DIALECTS or "hivevar:" in text):
        text = _fill_variables(text)
    text = fill_client_variables(text, dialect)
    if "\n\\" in text or text.startswith("\\"):
        text = _blank_copy_rows(text)
        if dialect in {"postgres", "redshift", ""}:
            text = _PSQL_COMMAND.sub(_replace_psql_command, text)
    return text


def _blank_copy_rows(text: str) -> str:
    """Return a pg_dump script without the rows after ``COPY t (a, b) FROM stdin;``."""
    parts: list[str] = []
    done = place = 0
    while (head := _FROM_STDIN.search(text, place)) is not None:
        place = head.end()
        statement = max(text.rfind(";", done, head.start()) + 1, done)
        if _COPY.search(text, statement, head.start()) is None:
            continue
        end = _END_OF_ROWS.search(text, place)
        if end is None:
            break
        parts += (text[done:place], "\n" * text.count("\n", place, end.start()))
        done = place = end.end()
    return "".join((*parts, text[done:]))


def _replace_psql_command(match: re.Match[str]) -> str:
    r"""Return the text that a psql command sends to the server: ``\g`` -> ``;``."""
    word, rest = match["word"], match["rest"].rstrip()
    if word.casefold() == "copy":
        return f"COPY{rest.rstrip(';')};"
    if word in {"i", "ir", "include", "include_relative"}:  # kept, so that it is reported
        return f"{match[0]};"
    return ";" if word.startswith("g") else ""


def _fill_variables(text: str) -> str:
    """Fill in the variables that the script sets: ``SET env = prod; … FROM ${env}.orders``."""
    values = {m["name"].casefold(): m["value"] for m in _SET_VARIABLE.finditer(text)}
    if not values:
        return text
    return _VARIABLE.sub(lambda m: values.get(m[1].casefold(), m[0]), text)


def remove_parameter_list(text: str, dialect: str) -> str:
    """Return T-SQL without the parameters that Query Store adds: ``(@p int)SELECT …``."""
    if dialect in {"tsql", ""} and text.lstrip().startswith("("):
        text = PARAMETER_LIST.sub(" ", text, count=1)
    return text


def remove_unsupported(text: str, dialect: str) -> str:
    """Return a statement without clauses that sqlglot cannot parse and that do not move data.

    T-SQL: ``SELECT a FROM s WITH (NOLOCK) OPTION (RECOMPILE)`` -> ``SELECT a FROM s``.
    """
    if len(text) > MAX_REPAIRED:
        return text
    text = _ON_COMMIT.sub(" ", _LOCAL.sub(r"\1", text))
    if dialect == "oracle":
        text = _POSITIONAL_BIND.sub(lambda m: f":b{m['number']}" if m["number"] else m[0], text)
    for pattern, replacement in (*_DIALECT_REPAIRS.get(dialect, ()), *_CLAUSE_REPAIRS):
        text = pattern.sub(replacement, text)
    return text


def quote_links(text: str, dialect: str) -> str:
    """Return a statement with each database link as one name: ``t@srv`` -> ``"t@srv"``."""
    if "@" not in text or dialect not in LINK_DIALECTS:
        return text
    return _LINK.sub(_quote_link, text)


def _quote_link(match: re.Match[str]) -> str:
    if match["link"] is None:
        return match[0]
    name = f"{match['table']}@{match['link']}".replace('"', "")
    return f'{match["first"]}"{name}"'
