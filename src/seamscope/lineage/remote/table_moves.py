"""Rewrite statements that move rows between tables: clones, partitions, renames, exchanges."""

import re

from sqlglot import exp

from seamscope.lineage.remote.dynamic_names import UNKNOWN_NAME, add_note
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
_OLD_TO_NEW = re.compile(rf"\A\s*+(?:IF\s+EXISTS\s+)?({DOTTED})\s+(?:TO|AS)\s+({DOTTED})", re.I)
_ARGUMENT = re.compile(r"\A\s*+(?:@\w+\s*=\s*)?(N?'(?:[^']|'')*'|[\w.]+)\s*+(?:;\s*+)?$")
_WITH_DATA = re.compile(r"\bWITH\s+(?:NO\s+)?DATA\s*$", re.I)
_AND_STATISTICS = re.compile(
    r"(\bWITH\s+(?:NO\s+)?DATA)\s+AND\s+(?:NO\s+)?STAT(?:S|ISTICS)\b", re.I
)


def _rewrite_clone(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Parse ``CREATE TABLE t CLONE s``; with LOCATION, also insert the rows of s into that path."""
    source = build_named_table(match["source"])
    create = exp.Create(
        this=build_named_table(match["table"]), kind="TABLE", clone=exp.Clone(this=source.copy())
    )
    location = read_options(text[match.end() :]).get("location", "")
    return (
        [create, build_insert(build_table((location,)), build_select(source))]
        if location
        else [create]
    )


def _rewrite_append_from(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``ALTER TABLE t APPEND FROM s``, or ATTACH PARTITION s, as an INSERT of s into t."""
    return [
        build_insert(
            build_named_table(match["table"]), build_select(build_named_table(match["other"]))
        )
    ]


def _rewrite_move_to(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``ALTER TABLE t MOVE PARTITION … TO TABLE r``, or INHERIT r, as an INSERT into r."""
    return [
        build_insert(
            build_named_table(match["other"]), build_select(build_named_table(match["table"]))
        )
    ]


def _rewrite_partition_of(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``CREATE TABLE t PARTITION OF r`` as CREATE TABLE t and an INSERT of t into r."""
    return [
        exp.Create(this=build_named_table(match["table"]), kind="TABLE"),
        *_rewrite_move_to(match, text, dialect),
    ]


def _rewrite_set_location(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``ALTER TABLE t ADD PARTITION (…) LOCATION '/in'`` as an INSERT of files into t."""
    locations = re.findall(r"\bLOCATION\s+'([^']+)'", text, re.I)
    return [
        build_insert(
            build_named_table(match["table"]),
            build_union([build_table((location,)) for location in locations]),
        )
    ]


def _rewrite_rename(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ``RENAME TABLE a TO b, c TO d`` as one ``ALTER TABLE … RENAME TO`` for each pair."""
    pairs = [_OLD_TO_NEW.match(item) for item in split_arguments(text[match.end() :])]
    return [
        build_rename(build_named_table(pair[1]), build_named_table(pair[2]))
        for pair in pairs
        if pair
    ]


def _rewrite_sp_rename(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite T-SQL's ``EXEC sp_rename 'd.a', 'b'``, except for columns and indexes."""
    arguments = [_ARGUMENT.fullmatch(item) for item in split_arguments(text[match.end() :])]
    known = ["" if item is None else unquote(item[1]) for item in arguments]
    old, new, kind = (*known, "", "", "")[:3]
    if len(known) < 2 or kind.upper() not in {"", "OBJECT"}:
        return []
    if old and new:
        return [build_rename(build_named_table(old), build_table((new.strip("[]"),)))]
    return [_rename_in_part(old, new)]


def _rename_in_part(old: str, new: str) -> exp.Expr:
    """Return what is known of a rename in which one name is a variable.

    ``sp_rename 'a', @b`` reads the table ``a``.

    old: the old name, "" if it is a variable.
    new: the new name, "" if it is a variable.
    """
    one_row: exp.Select = exp.select("1")
    known = build_table((new.strip("[]"),)) if new else None
    if old:
        one_row = one_row.from_(build_named_table(old))
    tree = one_row if known is None else build_insert(known, one_row)
    add_note(tree, UNKNOWN_NAME)
    return tree


def _rewrite_schema_transfer(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite T-SQL's ``ALTER SCHEMA b TRANSFER a.t`` as a rename of a.t to b.t."""
    old = split_name(match["other"])
    return [build_rename(build_table(old), build_table((*split_name(match["schema"]), old[-1])))]


def _rewrite_exchange(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ClickHouse's ``EXCHANGE TABLES a AND b`` as a swap of the two tables."""
    swap = exp.SwapTable(this=build_named_table(match["other"]))
    return [exp.Alter(this=build_named_table(match["table"]), kind="TABLE", actions=[swap])]


def _rewrite_clickhouse_change(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Rewrite ClickHouse's ``ALTER TABLE t UPDATE …`` or ``… DELETE …`` as UPDATE or DELETE."""
    head, middle = ("UPDATE", "SET") if match["what"].upper() == "UPDATE" else ("DELETE FROM", "")
    rest = re.sub(r"\bIN\s+PARTITION\s+\S+(?=\s+WHERE\b)", "", text[match.end() :], flags=re.I)
    tree = parse_known(" ".join((head, match["table"], middle, rest)), dialect)
    return [tree] if tree is not None else []


def _remove_statistics(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Parse Teradata's ``CREATE TABLE t AS s WITH DATA AND STATS`` after removing AND STATS."""
    tree = parse_known(_AND_STATISTICS.sub(r"\1", text), dialect)
    return [tree] if tree is not None else []


def _remove_with_data(match: re.Match[str], text: str, dialect: str) -> Trees:
    """Parse ``CREATE MATERIALIZED VIEW … WITH NO DATA``, as in pg_dump, after removing WITH …."""
    tree = parse_known(_WITH_DATA.sub("", text), dialect)
    return [tree] if tree is not None else []


RULES: RewriteRules = (
    ("CLONE", rf"{CREATE}(?:SNAPSHOT\s+)?TABLE{IF_NOT}\s+(?P<table>{DOTTED}){_CLUSTER}\s+"
     rf"(?:(?:SHALLOW|DEEP)\s+)?CLONE\s+(?:AS\s+)?(?P<source>{DOTTED})", "", _rewrite_clone),
    ("APPEND", rf"{_ALTER}\s+APPEND\s+FROM\s+(?P<other>{DOTTED})", "", _rewrite_append_from),
    ("PARTITION", rf"{_ALTER}{_CLUSTER}\s+(?:ATTACH|REPLACE)\s+PARTITION\s++.*?(?<!\s)\s++FROM\s++"
     rf"(?P<other>{DOTTED})\s*+$", "", _rewrite_append_from),
    ("ATTACH", rf"{_ALTER}\s+ATTACH\s+PARTITION\s+(?P<other>{DOTTED})\s+(?:FOR\s+VALUES|DEFAULT)",
     "partition", _rewrite_append_from),
    ("MOVE", rf"{_ALTER}{_CLUSTER}\s+MOVE\s+PART(?:ITION)?\s++.*?(?<!\s)\s++TO\s++TABLE\s++"
     rf"(?P<other>{DOTTED})", "", _rewrite_move_to),
    ("LOCATION", rf"{_ALTER}\s+(?:ADD\s+(?:IF\s+NOT\s+EXISTS\s+)?PARTITION\b(?=.*\bLOCATION\s+')"
     r"|(?:PARTITION\s*\([^)]*\)\s*)?SET\s+LOCATION\s+')", "external table", _rewrite_set_location),
    ("RENAME", rf"^\s*RENAME\s+(?:TABLE\s+|OBJECT\s*+(?:::)?\s*+|(?={DOTTED}\s+TO\s+{DOTTED}\s*$))",
     "", _rewrite_rename),
    ("SP_RENAME", r"^\s*(?:EXEC(?:UTE)?\s+)?(?:@\w+\s*=\s*)?(?:[\w\[\]]*\.){0,2}\[?sp_rename\]?",
     "", _rewrite_sp_rename),
    ("TRANSFER", rf"^\s*ALTER\s+SCHEMA\s+(?P<schema>{DOTTED})\s+TRANSFER\s+(?:OBJECT\s*::\s*)?"
     rf"(?P<other>{DOTTED})", "", _rewrite_schema_transfer),
    ("PARTITION OF", rf"{CREATE}TABLE{IF_NOT}\s+(?P<table>{DOTTED})\s+PARTITION\s+OF\s+"
     rf"(?P<other>{DOTTED})", "partition", _rewrite_partition_of),
    ("INHERIT", rf"{_ALTER}\s+INHERIT\s+(?P<other>{DOTTED})", "partition", _rewrite_move_to),
    ("REPLICA", rf"{CREATE}MATERIALIZED\s+VIEW{IF_NOT}\s+(?P<table>{DOTTED}).*?\bAS\s+"
     rf"REPLICA\s+OF\s+(?P<source>{DOTTED})", "", _rewrite_clone),
    ("EXCHANGE", rf"^\s*EXCHANGE\s+TABLES\s+(?P<table>{DOTTED})\s+AND\s+(?P<other>{DOTTED})", "",
     _rewrite_exchange),
    ("ALTER", rf"{_ALTER}{_CLUSTER}\s+(?P<what>UPDATE|DELETE)\s+(?=\S)", "",
     _rewrite_clickhouse_change),
    ("MATERIALIZED", rf"{CREATE}MATERIALIZED\s+VIEW\b.*{_WITH_DATA.pattern}", "",
     _remove_with_data),
    ("STAT", rf"^\s*CREATE\b.*?{_AND_STATISTICS.pattern}", "", _remove_statistics),
)  # fmt: skip
