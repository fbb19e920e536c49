"""Trace all queries; collect definitions first, so that the order of files does not matter."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace

import msgspec

from seamscope.cache import Cache, Key, digest_program, make_key
from seamscope.cache.shelf import Shelf
from seamscope.collection import skip_full_collections
from seamscope.connector.scrub import scrub_all
from seamscope.engine import Engine
from seamscope.lineage.batch.cpu import OutOfTime
from seamscope.lineage.batch.foreign_tables import turn_written_tables
from seamscope.lineage.batch.in_process import InProcess, are_quick, limit_time
from seamscope.lineage.batch.long_scripts import (
    CutScripts,
    EntangledScriptsError,
    cut_scripts,
    keep_whole,
)
from seamscope.lineage.batch.remembered import RememberedQueries
from seamscope.lineage.batch.shapes import TracedText, fold_queries
from seamscope.lineage.batch.stored import StoredTrace, restore_trace, store_trace
from seamscope.lineage.batch.workers import Workers, open_workers
from seamscope.lineage.catalog import Arguments, Catalog, OutParameter, RoutineResults
from seamscope.lineage.parsing.dialects import silence_parser_log
from seamscope.lineage.query.model import Name, QueryResult
from seamscope.lineage.script.changes import list_changes
from seamscope.lineage.script.flows import LineageRecord
from seamscope.lineage.script.result import Degree, ExecutionResult, combine_result_sets
from seamscope.lineage.script.return_values import NESTED, propagate_result_sets
from seamscope.lineage.script.routines import add_calls
from seamscope.lineage.types import Coverage, Routine, RoutineCoverage, TraceResult
from seamscope.records import Dataset, Query, Skipped

ROUNDS = 5  # rounds of collecting definitions; a view over views in other files needs several


@skip_full_collections()
def trace_all(
    queries: Sequence[Query],
    datasets: Sequence[Dataset],
    *,
    engine: Engine,
    cache: Cache | None = None,
) -> TraceResult:
    """Return the lineage of all queries, without the secrets that names may contain.

    Large inputs are traced by the processes of the engine.

    cache: results of earlier runs, None to trace all queries again. If neither queries nor datasets
    have changed, the whole lineage is taken from the cache.
    """
    silence_parser_log()
    known = describe_datasets(datasets)
    shelf = Shelf(cache, StoredTrace) if cache is not None else None
    key = _find_key(queries, datasets) if shelf is not None else None
    if shelf is not None and key is not None and (stored := shelf.find(key)) is not None:
        with suppress(ValueError):
            return restore_trace(stored)
    texts = fold_queries(queries, known, cache)
    results, are_kept = _trace_queries([text.query for text in texts], known, engine, cache)
    traced = scrub_all(_combine(texts, results))
    if cache is not None and not are_kept:
        cache.note_failure()
    elif shelf is not None and key is not None:
        shelf.keep(key, store_trace(traced))
    return traced


def _trace_queries(
    queries: Sequence[Query], known: Catalog, engine: Engine, cache: Cache | None
) -> tuple[Mapping[int, ExecutionResult], bool]:
    """Return the result of each query, and whether all results are in the cache.

    Long scripts are cut into parts, unless that might change their results.
    """
    try:
        return _trace_cut(cut_scripts(queries), known, engine, cache)
    except EntangledScriptsError:
        return _trace_cut(keep_whole(queries), known, engine, cache)


def _trace_cut(
    scripts: CutScripts, known: Catalog, engine: Engine, cache: Cache | None
) -> tuple[Mapping[int, ExecutionResult], bool]:
    if cache is None:
        return scripts.join(_trace_afresh(scripts, known, engine)), False
    with closing(RememberedQueries(scripts.runs, engine, cache)) as remembered:
        results = scripts.join(_iterate(remembered, scripts, known))
        return results, remembered.are_all_kept


def _find_key(queries: Sequence[Query], datasets: Sequence[Dataset]) -> Key | None:
    """Return the key of the lineage of all queries, None if a query cannot be encoded."""
    described = [
        (dataset.name, [column.name for column in dataset.columns])
        for dataset in datasets
        if dataset.columns is not None
    ]
    try:
        inputs = msgspec.msgpack.encode((queries, described))
    except ValueError:
        return None
    return make_key("trace", digest_program(), inputs)


def _trace_afresh(
    scripts: CutScripts, known: Catalog, engine: Engine
) -> Mapping[int, ExecutionResult]:
    """Return the result of each entry of `scripts.runs`, without using a cache."""
    if are_quick(scripts.runs):
        # If this takes too long, worker processes start again: they can find the slow statement.
        with suppress(OutOfTime), limit_time():
            return _iterate(InProcess(scripts.runs), scripts, known)
    workers = open_workers(scripts.runs, engine)
    try:
        return _iterate(workers, scripts, known)
    finally:
        workers.stop()


def _iterate(
    workers: Workers | RememberedQueries, scripts: CutScripts, known: Catalog
) -> Mapping[int, ExecutionResult]:
    """Collect definitions until no new definitions appear, then execute all parts of the scripts.

    Parts that use results of routines are executed again until these results no longer change.
    Raises EntangledScriptsError if a script must not be cut.
    """
    base, size, before = known, -1, -1
    for _ in range(ROUNDS):
        definitions = workers.collect_definitions(base)
        base = _merge(known, (definitions[number] for number in sorted(definitions)))
        before = size
        size = sum(own.count_definitions() for own in definitions.values())
        if size == before:
            break
    scripts.check(definitions, base, is_stable=size == before)
    results = dict(workers.execute(base, frozenset(range(len(scripts.runs)))))
    routine_results = RoutineResults()
    for _ in range(NESTED):
        earlier, routine_results = routine_results, _collect_results(results)
        changes = list_changes(routine_results, earlier)
        using = frozenset(n for n, result in results.items() if changes.overlaps(result.used))
        if not using:
            break
        base.replace_results(routine_results)
        results |= workers.execute(base, using, changes)
    return results


def _collect_results(results: Mapping[int, ExecutionResult]) -> RoutineResults:
    """Return the results of the routines in all queries.

    If several routines have the same name, the result set of the first of them is used.
    """
    returned: dict[Name, QueryResult] = {}
    out_parameters: dict[OutParameter, QueryResult] = {}
    calls: list[tuple[Name, Name]] = []
    arguments: dict[Name, frozenset[Arguments]] = {}
    for number in sorted(results):
        for name, result in results[number].results.returned.items():
            returned.setdefault(name, result)
        for parameter, value in results[number].results.out_parameters.items():
            old = out_parameters.get(parameter)
            if old is None or parameter.passed:
                out_parameters[parameter] = combine_result_sets(old, value)
        for name, passed in results[number].results.arguments.items():
            arguments[name] = arguments.get(name, frozenset()) | passed
        calls += results[number].result_set_calls
    everything = RoutineResults(
        returned=returned, out_parameters=out_parameters, arguments=arguments
    )
    return propagate_result_sets(everything, calls)


def _merge(known: Catalog, definitions: Iterable[Catalog]) -> Catalog:
    base = Catalog()
    for catalog in (known, *definitions):
        base.absorb(catalog)
    return base


def _combine(texts: Sequence[TracedText], results: Mapping[int, ExecutionResult]) -> TraceResult:
    records: list[LineageRecord] = []
    counts: dict[tuple[str, str], Counter[tuple[str, Degree]]] = {}
    queries = [text.query for text in texts]
    for number, text in enumerate(texts):
        result = results[number]
        records += text.put_in_place(result.records)
        for place in text.places:
            key = (place.evidence.file, result.dialect)
            known = counts.setdefault(key, Counter())
            known.update({kind: count * place.texts for kind, count in result.counts.items()})
    routines = [routine for number in sorted(results) for routine in results[number].routines]
    calls = [call for number in sorted(results) for call in results[number].calls]
    complete = add_calls(routines, calls)
    remaining = iter(complete)
    for number in sorted(results):
        own = [next(remaining) for _ in results[number].routines]
        records += _report_unresolved(queries[number], results[number], own)
    return TraceResult(
        records=tuple(turn_written_tables(records)),
        coverage=_build_coverage(counts),
        routines=complete,
        statements=_list_statements(queries, results),
    )


def _list_statements(
    queries: Sequence[Query], results: Mapping[int, ExecutionResult]
) -> dict[str, tuple[tuple[int, bool], ...]]:
    """Return the lines on which statements begin, in order, for each file."""
    places: dict[str, set[tuple[int, bool]]] = {}
    for number, query in enumerate(queries):
        places.setdefault(query.evidence.file, set()).update(results[number].statements)
    return {file: tuple(sorted(found)) for file, found in places.items()}


def _report_unresolved(
    query: Query, result: ExecutionResult, routines: Iterable[Routine]
) -> Iterator[LineageRecord]:
    """Report the routines that a script calls at its top level and that no input defines.

    ``EXEC dbo.load_dims`` shows that this procedure exists in the script's system. If the script
    yields no other records, the procedure is yielded as a dataset, too. The evidence is the first
    call.
    """
    names = sorted({name for one in routines if not one.name for name in one.unresolved})
    lines: dict[str, int] = {}
    for call in result.calls:
        if not call.caller:
            lines.setdefault(".".join(call.called), call.line)
    alone = all(isinstance(record, Skipped) for record in result.records)
    for name in names:
        where = replace(query.evidence, line=lines.get(name) or query.evidence.line)
        if alone:
            yield Dataset(system=query.home, name=name, kind="procedure", evidence=where)
        yield Skipped(
            reason=f"runs {name[:200]}, whose text is not among the inputs",
            remedy="add the procedure's text to the inputs, or declare its flows in the inventory",
            evidence=where,
            kind="entry",
        )


def describe_datasets(datasets: Sequence[Dataset]) -> Catalog:
    """Return a catalog with the columns of the datasets that the inputs describe."""
    catalog = Catalog()
    for dataset in datasets:
        if dataset.columns is not None:
            names = tuple(column.name for column in dataset.columns)
            catalog.add_columns(tuple(dataset.name.split(".")), names)
    return catalog


def _build_coverage(
    counts: Mapping[tuple[str, str], Counter[tuple[str, Degree]]],
) -> tuple[Coverage, ...]:
    """Return the coverage of each file: how many statements were understood, by dialect."""
    return tuple(
        Coverage(
            file=file,
            dialect=dialect,
            parsed=sum(n for (_, degree), n in count.items() if degree is Degree.FULLY),
            partly=sum(n for (_, degree), n in count.items() if degree is Degree.PARTLY),
            not_understood=sum(n for (_, degree), n in count.items() if degree is Degree.NOT),
            routines=_list_routine_coverage(count),
        )
        for (file, dialect), count in sorted(counts.items())
    )


def _list_routine_coverage(
    count: Mapping[tuple[str, Degree], int],
) -> tuple[RoutineCoverage, ...]:
    """Return the number of understood statements of each routine, sorted by name."""
    names = sorted({name for name, _ in count if name})
    return tuple(
        RoutineCoverage(
            name=name,
            parsed=count.get((name, Degree.FULLY), 0),
            partly=count.get((name, Degree.PARTLY), 0),
            not_understood=count.get((name, Degree.NOT), 0),
        )
        for name in names
    )
