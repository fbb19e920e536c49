"""Measure one table: its rows, empty and repeated values, orphans and unusual formats."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

from seamscope.data_quality import load_thresholds
from seamscope.databases import QueryError
from seamscope.profiling.dialects import can_sample, is_opaque, is_text
from seamscope.profiling.queries import Writer
from seamscope.profiling.rules import Rule, write_shape
from seamscope.profiling.tables import Source, Table, TableColumn
from seamscope.records import Measure, Measurement

COLUMNS_AT_ONCE = 40  # columns in one query; databases limit the length of a query
Z = 1.959964  # standard normal quantile of a 95 % interval
KEY = "key"  # name of the rule that a key's values must be unique
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Options for measuring tables.

    sample: number of rows to examine, None for all.
    newest: the column with the time of a row's last change. Only its maximum is read, and only the
        day is kept.
    rules: the user's requirements for the rows.
    """

    sample: int | None = None
    newest: str = ""
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The measurements of one table.

    sampled: number of examined rows, None for all rows.
    notes: what could not be measured, with reasons.
    """

    table: Table
    rows: int
    sampled: int | None
    newest: str
    measurements: tuple[Measurement, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Run:
    """Runs the queries about one table, and collects a note for each query that is refused."""

    source: Source
    writer: Writer
    notes: list[str] = field(default_factory=list)

    def ask(self, sql: str, about: str) -> dict[str, object]:
        """Return the only row of a query, {} if the database refuses it.

        about: what the query measures, for the note.
        """
        try:
            return next(iter(self.source.queryable.select(sql)), {})
        except QueryError as error:
            self.notes.append(f"{about} of {self.writer.table.name} not measured: {error.what}")
        except ValueError:  # `select` refuses it: a name looks like a statement
            problem = "a name has characters that are not supported"
            self.notes.append(f"{about} of {self.writer.table.name} not measured: {problem}")
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmeasured:
    """A table whose rows cannot be counted.

    notes: the reasons.
    """

    notes: tuple[str, ...]


def measure_table(source: Source, table: Table, plan: Plan) -> Measured | Unmeasured:
    """Return the profile of a table, or the reason why its rows cannot be counted."""
    run = _Run(source=source, writer=Writer(table=table, dialect=source.dialect))
    rows = _to_count(run.ask(run.writer.count_rows(), "the rows").get("n"))
    if rows is None:
        return Unmeasured(notes=tuple(run.notes))
    share = 1.0
    if plan.sample is not None and rows > plan.sample:
        if can_sample(source.dialect):
            share = plan.sample / rows
        else:
            run.notes.append(f"{table.name} is not sampled: its database cannot sample single rows")
    run.writer = Writer(table=table, dialect=source.dialect, share=share)
    examined, values = _count_values(run, rows)
    empty = [one for one in values if one.measure is Measure.NULLS]
    found = [*_name_required(values, plan.rules), *_count_duplicates(run, rows, plan.rules)]
    found += [*_count_orphans(run, rows), *_count_outliers(run, rows, empty)]
    found += _count_failures(run, rows, plan.rules, empty)
    return Measured(
        table=table,
        rows=rows,
        sampled=examined if share < 1 else None,
        newest=_find_newest(run, plan.newest),
        measurements=tuple(found),
        notes=tuple(run.notes),
    )


def _count_values(run: _Run, rows: int) -> tuple[int, list[Measurement]]:
    """Return the number of examined rows, and the empty and distinct values of each column."""
    found: list[Measurement] = []
    columns = run.writer.table.columns
    examined: int | None = None
    for start in range(0, len(columns), COLUMNS_AT_ONCE):
        part = columns[start : start + COLUMNS_AT_ONCE]
        for group, row in _ask_in_parts(run, part):
            counted = _to_count(row.get("n")) or 0
            examined = counted if examined is None else min(examined, counted)
            for number, column in enumerate(group):
                empty = _to_count(row.get(f"e{number}")) or 0
                found.append(_build(Measure.NULLS, (column.name,), empty, counted, rows))
                distinct = _to_count(row.get(f"d{number}"))
                if distinct is not None:
                    found.append(
                        Measurement(
                            measure=Measure.DISTINCT, columns=(column.name,), count=distinct
                        )
                    )
    return examined or 0, found


def _ask_in_parts(
    run: _Run, columns: Sequence[TableColumn]
) -> Iterator[tuple[Sequence[TableColumn], dict[str, object]]]:
    """Yield columns with their counts, from a single query.

    If the database refuses the query, one query is run for each column.
    """
    quiet = _Run(source=run.source, writer=run.writer)
    row = quiet.ask(run.writer.count_values(columns), "")
    if row:
        yield columns, row
        return
    for column in columns:
        single = run.ask(run.writer.count_values([column]), f"the column {column.name}")
        if single:
            yield [column], single


def _name_required(found: Iterable[Measurement], rules: Sequence[Rule]) -> Iterator[Measurement]:
    """Yield the measurements; counts of forbidden empty values get the name of their rule."""
    required = {rule.names[0].casefold(): rule.label for rule in rules if rule.required}
    for one in found:
        label = required.get(one.columns[0].casefold()) if one.columns else None
        yield replace(one, rule=label) if label and one.measure is Measure.NULLS else one


def _count_duplicates(run: _Run, rows: int, rules: Sequence[Rule]) -> Iterator[Measurement]:
    """Yield the number of repeated values of each key or, without a key, of repeated rows."""
    table = run.writer.table
    keys: dict[frozenset[str], tuple[tuple[str, ...], str]] = {}
    declared = [(table.key, KEY)] if table.key else []
    declared += [(rule.names, rule.label) for rule in rules if rule.unique]
    for columns, label in declared:
        keys.setdefault(frozenset(name.casefold() for name in columns), (columns, label))
    for columns, label in keys.values():
        yield from _count_repeated(run, rows, columns, label)
    is_comparable = not any(is_opaque(column.type) for column in table.columns)
    if not keys and run.writer.share >= 1 and is_comparable:
        yield from _count_repeated(run, rows, (), "")


def _count_repeated(
    run: _Run, rows: int, columns: tuple[str, ...], rule: str
) -> Iterator[Measurement]:
    """Yield the number of repeated values of a key, and the number of rows with these values.

    columns: the key; () for repeated whole rows.
    """
    if columns:
        row = run.ask(run.writer.count_repeated_keys(columns), f"the key {', '.join(columns)}")
    else:
        row = run.ask(run.writer.count_copies(), "copies of rows")
    keys, copies = _to_count(row.get("k")), _to_count(row.get("r"))
    if keys is None:
        return
    share = (copies or 0) / rows if rows else 0.0
    if columns:
        yield Measurement(
            measure=Measure.DUPLICATE_KEYS,
            columns=columns,
            count=keys,
            share=keys / rows if rows else 0.0,
            rule=rule,
        )
    yield Measurement(
        measure=Measure.DUPLICATE_ROWS, columns=columns, count=copies or 0, share=share, rule=rule
    )


def _count_orphans(run: _Run, rows: int) -> Iterator[Measurement]:
    for relation in run.writer.table.relations:
        row = run.ask(run.writer.count_orphans(relation), f"references to {relation.table}")
        examined, orphans = _to_count(row.get("n")), _to_count(row.get("o"))
        if examined is not None:
            yield _build(
                Measure.ORPHANS,
                relation.columns,
                orphans or 0,
                examined,
                rows,
                refers_to=relation.table,
            )


def _count_outliers(run: _Run, rows: int, empty: Sequence[Measurement]) -> Iterator[Measurement]:
    """Yield the number of values of each text column that differ from the column's usual format."""
    limits = load_thresholds()
    blank = {one.columns: one.share or 0.0 for one in empty}
    for column in run.writer.table.columns:
        if not is_text(column.type, run.source.dialect) or blank.get((column.name,), 1.0) >= 1:
            continue
        row = run.ask(run.writer.count_shapes(column), f"the format of {column.name}")
        filled, top = _to_count(row.get("n")) or 0, _to_count(row.get("t")) or 0
        if filled >= limits.shape_values.value and top >= limits.shape.value * filled:
            examined = _add_empty(filled, blank[column.name,])
            yield _build(Measure.OUTLIERS, (column.name,), filled - top, examined, rows)


def _count_failures(
    run: _Run, rows: int, rules: Sequence[Rule], empty: Sequence[Measurement]
) -> Iterator[Measurement]:
    """Yield the rows that fail each of the user's rules about values."""
    for rule, row, place in _ask_rules(run, [rule for rule in rules if rule.is_test]):
        examined, failed = _to_count(row.get("n")) or 0, _to_count(row.get(f"f{place}")) or 0
        yield _build(Measure.FAILURES, rule.names, failed, examined, rows, rule=rule.label)
    blank = {one.columns[0].casefold(): one.share or 0.0 for one in empty}
    for rule in rules:
        if not rule.format:
            continue
        column = rule.names[0]
        query = run.writer.count_other_shapes(column, write_shape(rule.format))
        row = run.ask(query, f"the rule {rule.label}")
        filled, failed = _to_count(row.get("n")), _to_count(row.get("f0")) or 0
        if filled is not None:
            examined = _add_empty(filled, blank.get(column.casefold(), 0.0))
            yield _build(Measure.FAILURES, rule.names, failed, examined, rows, rule=rule.label)


def _ask_rules(run: _Run, rules: Sequence[Rule]) -> Iterator[tuple[Rule, dict[str, object], int]]:
    """Yield each rule with the query result that contains its count, and the index of the count.

    One query checks all rules; if the database refuses it, a query is run for each rule.
    """
    if not rules:
        return
    quiet = _Run(source=run.source, writer=run.writer)
    if row := quiet.ask(run.writer.count_failures(rules), ""):
        yield from ((rule, row, place) for place, rule in enumerate(rules))
        return
    for rule in rules:
        if single := run.ask(run.writer.count_failures([rule]), f"the rule {rule.label}"):
            yield rule, single, 0


def _add_empty(filled: int, blank: float) -> int:
    """Return the number of examined rows, including rows without a value.

    filled: number of rows with a value.
    blank: share of the rows without a value.
    """
    return round(filled / max(1 - blank, 1 / filled)) if filled else 0


def _find_newest(run: _Run, column: str) -> str:
    """Return the day of the newest row, "" if there is no such column or it has no ISO date."""
    if not column:
        return ""
    value = run.ask(run.writer.find_newest(column), f"the newest {column}").get("v")
    match = DAY.match(str(value or ""))
    return match[0] if match else ""


def _build(
    measure: Measure,
    columns: tuple[str, ...],
    count: int,
    examined: int,
    rows: int,
    *,
    refers_to: str = "",
    rule: str = "",
) -> Measurement:
    share = min(count / examined, 1.0) if examined else 0.0
    return Measurement(
        measure=measure,
        columns=columns,
        count=count,
        share=share,
        error=compute_error(count, examined, rows),
        refers_to=refers_to,
        rule=rule,
    )


def compute_error(count: int, examined: int, rows: int) -> float:
    """Return the larger half of the 95 % confidence interval (Wilson) of a share.

    The result is 0 if all rows are known. It includes the correction for a finite population,
    because the sample is part of the table. Source: Wilson (1927), Journal of the American
    Statistical Association 22, 209-212.
    """
    if not examined or examined >= rows:
        return 0.0
    share = min(count / examined, 1.0)
    # The size of a sample with replacement that would be equally precise.
    size = examined * (rows - 1) / (rows - examined)
    middle = (share + Z * Z / (2 * size)) / (1 + Z * Z / size)
    spread = share * (1 - share) / size + Z * Z / (4 * size * size)
    half = Z * sqrt(spread) / (1 + Z * Z / size)
    return max(middle + half - share, share - middle + half)


def _to_count(value: object) -> int | None:
    """Return a count as int, None if it is None; drivers return int, Decimal, float or str."""
    if value is None:
        return None
    try:
        return int(str(value).partition(".")[0])
    except ValueError:
        return None
