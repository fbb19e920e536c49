"""What the parser stumbles over and no lineage depends on: hints, options, unfilled templates."""

import re

from seamscope.lineage.parsing.parser import PARAMETERS

LONGEST = 50_000  # characters; what is longer is data
_NEST = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_NAME = r"(?:\[[^\]]+\]|\w+)(?:\.(?:\[[^\]]+\]|\w+))*"
_HINT = (
    r"\bWITH\s*(?=\(\s*(?:TABLOCKX?|NOLOCK|INDEX|SNAPSHOT|DISTRIBUTION|CLUSTERED|HEAP|ROWLOCK"
    r"|UPDLOCK|HOLDLOCK|PAGLOCK|READPAST|FORCESEEK|FORCESCAN|NOEXPAND|READUNCOMMITTED|SERIALIZABLE"
    r"|KEEPIDENTITY|SCHEMABINDING|XLOCK|FILLFACTOR|PAD_INDEX|DATA_COMPRESSION|MEMORY_OPTIMIZED"
    rf"|SYSTEM_VERSIONING|REPEATABLEREAD|READCOMMITTED)\b){_NEST}"
)
_TSQL = tuple(
    (re.compile(pattern, re.I), new)
    for pattern, new in (
        # an unfilled SSMS template stands for its parameter's name
        (r"<\s*@?([\w ]+?)\s*,[^<>;]*>", r"[\1]"),
        (_HINT, " "),
        (rf"\bOPTION\s*{_NEST}\s*(?:;\s*)?$", " "),
        (r"\bFOR\s+(?:JSON|XML)\s+(?:PATH|AUTO|RAW|EXPLICIT)\b[^;]*?$", " "),
        (rf"\bFOR\s+(?:JSON|XML)\s+\w+(?:\s*{_NEST})?(?:\s*,\s*\w+(?:\s*{_NEST})?)*", " "),
        (r"(?<![\w.\[\]@])([\w.\[\]@]++)\s*+([+\-*/%&|^])=\s*", r"\1 = \1 \2 "),
        (r"\bWITH\s+XMLNAMESPACES\s*\([^)]*\)\s*,", "WITH "),
        (r"\bWITH\s+XMLNAMESPACES\s*\([^)]*\)", " "),
        (rf"\b(?:FREETEXT|CONTAINS)TABLE\s*\(\s*({_NAME})\s*,{_NEST[2:]}", r"\1"),
        (rf"\bPREDICT\s*\(\s*MODEL\s*=[^,]*,\s*DATA\s*=\s*({_NAME}(?:\s+AS\s+\w+)?)[^()]*\)"
         rf"(?:\s*WITH\s*{_NEST})?", r"\1"),
        # graph tables
        (rf"\bMATCH\s*{_NEST}", "1 = 1"),
        (r"\bFOR\s+PATH\b", " "),
        (r"\bWITHIN\s+GROUP\s*\(\s*GRAPH\s+PATH\s*\)", " "),
        (r"(?<![\w\]])\$(node_?id|from_?id|to_?id|edge_?id)\b", r"[\1]"),
        (r"\bOPENROWSET\s*\(\s*BULK\b", "OPENROWSET("),
        (r"(?<=[(,])\s*(?:DATA_SOURCE|FORMAT|FORMATFILE|CODEPAGE|PARSER_VERSION|FIRSTROW|ROWTERMINATOR"
         r"|FIELDTERMINATOR|FIELDQUOTE|HEADER_ROW|MAXERRORS|ERRORFILE|FORMATFILE_DATA_SOURCE)\s*=\s*",
         " "),
        (r",\s*SINGLE_(CLOB|NCLOB|BLOB)\b", " "),
        (rf"(\bOPENROWSET\s*{_NEST})\s*WITH\s*{_NEST}", r"\1"),
        (r"\bWITH\s+(?:NOWAIT|LOG|RECOMPILE)\b", " "),
        (r"::fn_", "fn_"),
    )
)  # fmt: skip
_PART = r"(?:\"[^\"]+\"|\[[^\]]+\]|`[^`]+`|[\w$#@]+)"
_WHOLE = rf"{_PART}(?:\s*\.\s*{_PART})*"
_QUERY = r"(?=\(*\s*(?:SELECT|WITH)\b)"
# Clauses that say how something is stored, kept up or logged, in any dialect.
_CLAUSES = tuple(
    (re.compile(pattern, re.I | re.S), new)
    for pattern, new in (
        (rf"\bWITH\s+(?:(?:LOCAL|CASCADED)\s+)?CHECK\s+OPTION(?:\s+CONSTRAINT\s+{_PART})?", " "),
        (r"\bWITH\s+(?:NO\s+)?DATA\s*(?:;\s*)?$", " "),
        (r"\b(?:NO\s*FORCE|FORCE|(?:NON)?EDITION(?:ABLE|ING))\s+(?=(?:\w+\s+)?VIEW\b)", ""),
        # whatever stands between what is made and its query, unless that names a table or a place
        (rf"^(\s*(?:CREATE|ALTER)\b[^()]{{0,200}}?\b(?:TABLE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?{_WHOLE}(?:\s*{_NEST})?)"
         r"\s+(?!\s|AS\b|\()(?:(?!\b(?:TO|LIKE|CLONE|FROM|LOCATION|SELECT|AS\s+\(*(?:SELECT|WITH))\b)[^;])*"
         rf"\bAS\s+{_QUERY}", r"\1 AS "),
        (rf"\bLOG\s+ERRORS(?:\s+INTO\s+{_WHOLE})?(?:\s*{_NEST})?(?:\s+REJECT\s+LIMIT\s+\w+)?", " "),
        # rows that Oracle's MERGE deletes once it has changed them
        (r"(?<!\s)(?<!THEN)(\s+)DELETE\s+WHERE\b(.*?)(?=\bWHEN\s+(?:NOT\s+)?MATCHED\b|(?:;\s*)?$)",
         r"\1WHEN MATCHED AND (\2) THEN DELETE "),
        (rf"\bWHERE\s+CURRENT\s+OF\s+{_PART}", " "),
        (r"\b(?:(?:DROP(?:\s+ALL)?|REUSE)\s+STORAGE|P\w+\s+MATERIALIZED\s+VIEW\s+LOG)\b", " "),
        (rf"^(\s*UPDATE\s*{_NEST})(\s*SET\b)", r"\1 AS updated\2"),
        # Oracle inserts through a query over one table
        (rf"^(\s*INSERT\s+INTO)\s*\(\s*SELECT\s+([\w\s,.\"]+?)\s+FROM\s+({_WHOLE})"
         r"(?:\s+WHERE\b[^()]*)?\s*\)", r"\1 \3 (\2)"),
    )
)  # fmt: skip
_MYSQL = tuple(
    (re.compile(pattern, re.I | re.S), new)
    for pattern, new in (
        (rf"=\s*DEFAULT\s*\(\s*{_WHOLE}\s*\)", "= DEFAULT"),
        (r"\b(?:ALGORITHM\s*=\s*\w+|DEFINER\s*=\s*\S+|SQL\s+SECURITY\s+\w+)\s+"
         r"(?=(?:[^()\s]+\s+){0,9}?VIEW\b)", ""),
    )
)  # fmt: skip
_TERADATA = (
    # FROM stands before SET, which would be taken for the alias of what comes before it
    (re.compile(rf"^(\s*UPD\w*\b[^()]{{0,200}}?\bFROM\b.*?)({_PART})(?=\s+SET\b)", re.I | re.S),
     r"\1\2 AS \2"),
    (re.compile(r"^(\s*(?:UPD|DEL)\w*\b.*\S)\s+ALL\s*(?:;\s*)?$", re.I | re.S), r"\1"),
)  # fmt: skip
_OWN = {"tsql": _TSQL, "": _TSQL, "mysql": _MYSQL, "teradata": _TERADATA}
_TEMPLATE = tuple(
    (re.compile(pattern, re.I), new)
    for pattern, new in (
        (r"\{\{\s*ref\(\s*['\"]([^'\"]+)['\"]\s*\)\s*\}\}", r"\1"),
        (r"\{\{\s*ref\(\s*['\"][^'\"]+['\"]\s*,\s*['\"]([^'\"]+)['\"]\s*\)\s*\}\}", r"\1"),
        (r"\{\{\s*source\(\s*['\"]([^'\"]+)['\"]\s*,\s*['\"]([^'\"]+)['\"]\s*\)\s*\}\}", r"\1.\2"),
        (r"\{\{\s*config\(.*?\)\s*\}\}|\{#.*?#\}", " "),
    )
)
# Words that say nothing but make some dialects' temp tables unknown to the parser.
_LOCAL = re.compile(
    r"^(\s*CREATE\s+(?:OR\s+REPLACE\s+)?)(?:LOCAL|GLOBAL|PRIVATE)\s+(?=TEMP(?:ORARY)?\b)", re.I
)
_ON_COMMIT = re.compile(r"\bON\s+COMMIT\s+DROP\b(?:\s+DEFINITION\b)?", re.I)
_LINKED = r"(?:\"[^\"]+\"|[\w$#]++)"
# `t@server` of Teradata and Oracle; what stands in a text or a comment is none
_LINK = re.compile(
    r"'[^']*'|--[^\n]*|/\*.*?\*/|(?<![\w$#.\"])"
    rf"(?P<first>(?:{_LINKED}\s*+\.\s*+)*+)(?P<table>{_LINKED})\s*+@\s*"
    rf"(?P<link>{_LINKED}(?:\.{_LINKED})*(?:@{_LINKED})?)",
    re.S,
)
LINKING = frozenset({"teradata", "oracle"})
# `:1` of Oracle, outside of texts
_PLACE = re.compile(r"'[^']*'|(?<![\w:\"]):(?P<place>\d+)\b")


def templated(text: str, dialect: str) -> str:
    """Return a text with Jinja's plain references as the names they stand for, line by line."""
    if "{{" in text or "{#" in text:
        for pattern, new in _TEMPLATE:
            text = pattern.sub(new, text)
    if dialect in {"tsql", ""} and text.lstrip().startswith("("):
        text = PARAMETERS.sub(" ", text, count=1)
    return text


def repaired(text: str, dialect: str) -> str:
    """Return a statement without what is known to stop the parser and to carry no data."""
    if len(text) > LONGEST:
        return text
    text = _ON_COMMIT.sub(" ", _LOCAL.sub(r"\1", text))
    if dialect == "oracle":
        text = _PLACE.sub(lambda m: f":b{m['place']}" if m["place"] else m[0], text)
    for pattern, new in (*_OWN.get(dialect, ()), *_CLAUSES):
        text = pattern.sub(new, text)
    return text


def linked(text: str, dialect: str) -> str:
    """Return a statement with each `t@server` as one quoted name."""
    if "@" not in text or dialect not in LINKING:
        return text
    return _LINK.sub(_joined, text)


def _joined(found: re.Match[str]) -> str:
    if found["table"] is None:
        return found[0]
    name = f"{found['table']}@{found['link']}".replace('"', "")
    return f'{found["first"]}"{name}"'
