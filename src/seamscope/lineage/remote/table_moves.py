"""Tables whose rows another table takes over: clones, partitions, renames, exchanges."""

import re

from sqlglot import exp

from seamscope.lineage.remote.text_readers import (
    CREATE,
    DOTTED,
    IF_NOT,
    read_options,
    split_arguments,
    split_name,
    unquote,
)
from seamscope.lineage.remote.tree_builders import (
    RewriteRules,
    Trees,
    build_insert,
    build_named_table,
    build_rename,
    build_select,
    build_table,
    build_union,
    parse_known,
)

_ALTER = rf"^\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(?P<table>{DOTTED})"
_CLUSTER = r"(?:\s+ON\s+CLUSTER\s+\S+)?"
_PAIR = re.compile(rf"\s*(?:IF\s+EXISTS\s+)?({DOTTED})\s+(?:TO|AS)\s+({DOTTED})", re.I)
_GIVEN = re.compile(r"\s*(?:@\w+\s*=\s*)?(N?'(?:[^']|'')*'|[\w.]+)\s*;?\s*$")
_DATA = re.compile(r"\bWITH\s+(?:NO\s+)?DATA\s*$", re.I)
_STATISTICS = re.compile(r"(\bWITH\s+(?:NO\s+)?DATA)\s+AND\s+(?:NO\s+)?STAT(?:S|ISTICS)\b", re.I)


def _cloned(found: re.Match[str], text: str, dialect: str) -> Trees:
    """CREATE TABLE a CLONE b, as of whatever version; its files may be kept where it says."""
    source = build_named_table(found["source"])
    made = exp.Create(
        this=build_named_table(found["table"]), kind="TABLE", clone=exp.Clone(this=source.copy())
    )
    place = read_options(text[found.end() :]).get("location", "")
    return [made, build_insert(build_table((place,)), build_select(source))] if place else [made]


def _taken(found: re.Match[str], text: str, dialect: str) -> Trees:
    """ALTER TABLE a … FROM b, ATTACH PARTITION b: the rows of b become rows of a."""
    return [
        build_insert(
            build_named_table(found["table"]), build_select(build_named_table(found["other"]))
        )
    ]


def _given(found: re.Match[str], text: str, dialect: str) -> Trees:
    """ALTER TABLE a MOVE PARTITION … TO TABLE b, ALTER TABLE a INHERIT b."""
    return [
        build_insert(
            build_named_table(found["other"]), build_select(build_named_table(found["table"]))
        )
    ]


def _part(found: re.Match[str], text: str, dialect: str) -> Trees:
    """CREATE TABLE a PARTITION OF b: a comes to be, and its rows are rows of b."""
    return [
        exp.Create(this=build_named_table(found["table"]), kind="TABLE"),
        *_given(found, text, dialect),
    ]


def _placed(found: re.Match[str], text: str, dialect: str) -> Trees:
    """ALTER TABLE t ADD PARTITION (…) LOCATION '…', SET LOCATION '…': files become rows of t."""
    places = re.findall(r"\bLOCATION\s+'([^']+)'", text, re.I)
    return [
        build_insert(
            build_named_table(found["table"]),
            build_union([build_table((place,)) for place in places]),
        )
    ]


def _renamed(found: re.Match[str], text: str, dialect: str) -> Trees:
    """RENAME TABLE a TO b, c TO d: one after the other."""
    pairs = [_PAIR.match(item) for item in split_arguments(text[found.end() :])]
    return [
        build_rename(build_named_table(pair[1]), build_named_table(pair[2]))
        for pair in pairs
        if pair
    ]


def _renamed_by_call(found: re.Match[str], text: str, dialect: str) -> Trees:
    """EXEC sp_rename 'schema.a', 'b': of a table, not of a column or an index."""
    given = [_GIVEN.fullmatch(item) for item in split_arguments(text[found.end() :])]
    old, new, *kind = [unquote(item[1]) for item in given if item] + [""] * (2 - len(given))
    if not old or not new or (kind and kind[0].upper() != "OBJECT"):
        return []
    return [build_rename(build_named_table(old), build_table((new.strip("[]"),)))]


def _transferred(found: re.Match[str], text: str, dialect: str) -> Trees:
    """T-SQL's ALTER SCHEMA b TRANSFER a.t."""
    old = split_name(found["other"])
    return [build_rename(build_table(old), build_table((*split_name(found["schema"]), old[-1])))]


def _exchanged(found: re.Match[str], text: str, dialect: str) -> Trees:
    swap = exp.SwapTable(this=build_named_table(found["other"]))
    return [exp.Alter(this=build_named_table(found["table"]), kind="TABLE", actions=[swap])]


def _mutated(found: re.Match[str], text: str, dialect: str) -> Trees:
    """ClickHouse's ALTER TABLE t UPDATE … WHERE, ALTER TABLE t DELETE WHERE."""
    head, middle = ("UPDATE", "SET") if found["what"].upper() == "UPDATE" else ("DELETE FROM", "")
    rest = re.sub(r"\bIN\s+PARTITION\s+\S+(?=\s+WHERE\b)", "", text[found.end() :], flags=re.I)
    tree = parse_known(" ".join((head, found["table"], middle, rest)), dialect)
    return [tree] if tree is not None else []


def _without_statistics(found: re.Match[str], text: str, dialect: str) -> Trees:
    """Teradata's CREATE TABLE t AS s WITH DATA AND STATS, without the last two words."""
    tree = parse_known(_STATISTICS.sub(r"\1", text), dialect)
    return [tree] if tree is not None else []


def _without_data(found: re.Match[str], text: str, dialect: str) -> Trees:
    """Postgres' CREATE MATERIALIZED VIEW … WITH NO DATA, as dumps have it."""
    tree = parse_known(_DATA.sub("", text), dialect)
    return [tree] if tree is not None else []


RULES: RewriteRules = (
    ("CLONE", rf"{CREATE}(?:SNAPSHOT\s+)?TABLE{IF_NOT}\s+(?P<table>{DOTTED}){_CLUSTER}\s+"
     rf"(?:(?:SHALLOW|DEEP)\s+)?CLONE\s+(?:AS\s+)?(?P<source>{DOTTED})", "", _cloned),
    ("APPEND", rf"{_ALTER}\s+APPEND\s+FROM\s+(?P<other>{DOTTED})", "", _taken),
    ("PARTITION", rf"{_ALTER}{_CLUSTER}\s+(?:ATTACH|REPLACE)\s+PARTITION\s+.*?\s+FROM\s+"
     rf"(?P<other>{DOTTED})\s*$", "", _taken),
    ("ATTACH", rf"{_ALTER}\s+ATTACH\s+PARTITION\s+(?P<other>{DOTTED})\s+(?:FOR\s+VALUES|DEFAULT)",
     "partition", _taken),
    ("MOVE", rf"{_ALTER}{_CLUSTER}\s+MOVE\s+PART(?:ITION)?\s+.*?\s+TO\s+TABLE\s+"
     rf"(?P<other>{DOTTED})", "", _given),
    ("LOCATION", rf"{_ALTER}\s+(?:ADD\s+(?:IF\s+NOT\s+EXISTS\s+)?PARTITION\b(?=.*\bLOCATION\s+')"
     r"|(?:PARTITION\s*\([^)]*\)\s*)?SET\s+LOCATION\s+')", "external table", _placed),
    ("RENAME", rf"^\s*RENAME\s+(?:TABLE\s+|OBJECT\s*(?:::)?\s*|(?={DOTTED}\s+TO\s+{DOTTED}\s*$))",
     "", _renamed),
    ("SP_RENAME", r"^\s*(?:EXEC(?:UTE)?\s+)?(?:@\w+\s*=\s*)?(?:[\w\[\]]*\.){0,2}\[?sp_rename\]?",
     "", _renamed_by_call),
    ("TRANSFER", rf"^\s*ALTER\s+SCHEMA\s+(?P<schema>{DOTTED})\s+TRANSFER\s+(?:OBJECT\s*::\s*)?"
     rf"(?P<other>{DOTTED})", "", _transferred),
    ("PARTITION OF", rf"{CREATE}TABLE{IF_NOT}\s+(?P<table>{DOTTED})\s+PARTITION\s+OF\s+"
     rf"(?P<other>{DOTTED})", "partition", _part),
    ("INHERIT", rf"{_ALTER}\s+INHERIT\s+(?P<other>{DOTTED})", "partition", _given),
    ("REPLICA", rf"{CREATE}MATERIALIZED\s+VIEW{IF_NOT}\s+(?P<table>{DOTTED}).*?\bAS\s+REPLICA\s+OF\s+"
     rf"(?P<source>{DOTTED})", "", _cloned),
    ("EXCHANGE", rf"^\s*EXCHANGE\s+TABLES\s+(?P<table>{DOTTED})\s+AND\s+(?P<other>{DOTTED})", "",
     _exchanged),
    ("ALTER", rf"{_ALTER}{_CLUSTER}\s+(?P<what>UPDATE|DELETE)\s+(?=\S)", "", _mutated),
    ("MATERIALIZED", rf"{CREATE}MATERIALIZED\s+VIEW\b.*{_DATA.pattern}", "", _without_data),
    ("STAT", rf"^\s*CREATE\b.*?{_STATISTICS.pattern}", "", _without_statistics),
)  # fmt: skip
