"""What a client takes out of a script before a server sees it: rows of data, variables in names."""

import re
from collections.abc import Mapping

# pg_dump: the rows between COPY … FROM stdin and `\\.` are data, whatever quotes they hold.
_ROWS = re.compile(
    r"(?P<copy>^[ \t]*COPY\s[^;]*?\bFROM\s+stdin\b[^;\n]*;[^\n]*\n)(?P<rows>.*?)^\\\.[ \t]*\r?$",
    re.I | re.M | re.S,
)
# psql's own commands, each on a line: \\copy moves data, \\g ends a statement, \\i reads a file
_COMMAND = re.compile(r"^\\(?P<word>[a-z]+)(?P<rest>[^\n]*)$", re.M)
_SET = re.compile(
    r"^\s*SET\s+(?:(?:hivevar|hiveconf)\s*:\s*)?(?P<name>\w+)\s*=\s*(?P<value>[\w.]+)\s*;",
    re.I | re.M,
)
_HIVE = frozenset({"hive", "spark", "databricks"})
_PART = r"(?:\w|\$\{[\w:.\-]+\})+"
# A name that holds `${variable}`, where a table is named.
_NAME = re.compile(
    r"(?P<before>\b(?:FROM|JOIN|INTO|TABLE|VIEW|UPDATE|USING|EXISTS|OVERWRITE)\s+)"
    rf"(?P<name>(?=[\w.]*\$\{{){_PART}(?:\.{_PART})*)",
    re.I,
)
_VARIABLE = re.compile(r"\$\{(?:(?:hivevar|hiveconf):)?(\w+)\}", re.I)
_QUOTES: Mapping[str, str] = {
    "hive": "``", "spark": "``", "spark2": "``", "databricks": "``", "bigquery": "``",
    "mysql": "``", "clickhouse": "``", "athena": "``", "tsql": "[]", "fabric": "[]",
}  # fmt: skip


def served(text: str, dialect: str) -> str:
    """Return a script as its statements reach the server; each stays on its line."""
    if "\n\\" in text or text.startswith("\\"):
        text = _ROWS.sub(lambda found: found["copy"] + "\n" * found["rows"].count("\n"), text)
        if dialect in {"postgres", "redshift", ""}:
            text = _COMMAND.sub(_command, text)
    if "${" in text:
        if dialect in _HIVE or "hivevar:" in text:
            text = _known(text)
        quotes = _QUOTES.get(dialect, '""')
        text = _NAME.sub(lambda found: found["before"] + _quoted(found["name"], quotes), text)
    return text


def _command(found: re.Match[str]) -> str:
    """Return a line for psql itself as what a server would be sent."""
    word, rest = found["word"], found["rest"].rstrip()
    if word == "copy":
        return f"COPY{rest.rstrip(';')};"
    if word in {"i", "ir", "include"}:  # said, as what is not understood
        return f"{found[0]};"
    return ";" if word.startswith("g") else ""


def _known(text: str) -> str:
    """Fill in the variables that the script itself sets."""
    known = {found["name"].casefold(): found["value"] for found in _SET.finditer(text)}
    return (
        _VARIABLE.sub(lambda found: known.get(found[1].casefold(), found[0]), text)
        if known
        else text
    )


def _quoted(name: str, quotes: str) -> str:
    """Return a dotted name with quotes around the parts that hold a variable."""
    parts = re.findall(rf"{_PART}", name)
    return ".".join(f"{quotes[0]}{part}{quotes[-1]}" if "${" in part else part for part in parts)
