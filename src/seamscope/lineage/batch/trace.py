"""All queries: what they define first, then each, so that the order of files does not matter."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from seamscope.lineage.batch.pool import Pool, pool
from seamscope.lineage.catalog import Catalog
from seamscope.lineage.parsing.dialects import silence_parser_log
from seamscope.lineage.query.model import Name, QueryResult
from seamscope.lineage.script.flows import Out
from seamscope.lineage.script.interpreter import Interpreter
from seamscope.lineage.script.learning import learn
from seamscope.lineage.script.result import Result
from seamscope.lineage.script.return_values import NESTED, passed_on
from seamscope.lineage.script.routines import composed
from seamscope.lineage.types import Coverage, Traced
from seamscope.records import Dataset, Query

ROUNDS = 5  # of learning: views over views over tables, each in its own file
SMALL = 60_000  # characters of all queries that are not worth a process
LONG = 20_000  # characters of one query that is better read in a process that may be killed


def trace_all(queries: Sequence[Query], datasets: Sequence[Dataset], *, jobs: int) -> Traced:
    """Read definitions first, then everything, here or in processes of their own."""
    silence_parser_log()
    known = described(datasets)
    sizes = [len(query.text) for query in queries]
    if sum(sizes) < SMALL and max(sizes, default=0) < LONG:
        return _together(queries, _results(_Here(queries), queries, known))
    with pool(queries, jobs) as workers:
        return _together(queries, _results(workers, queries, known))


class _Here:
    """Reads the queries in this process."""

    def __init__(self, queries: Sequence[Query]) -> None:
        self.readers = [Interpreter(query, Catalog()) for query in queries]

    def learn(self, base: Catalog) -> Mapping[int, Catalog]:
        for reader in self.readers:
            reader.see(base)
            learn(reader)
        return {index: reader.own for index, reader in enumerate(self.readers)}

    def trace(self, base: Catalog, numbers: frozenset[int]) -> Mapping[int, Result]:
        results: dict[int, Result] = {}
        for number in sorted(numbers):
            self.readers[number].see(base)
            results[number] = self.readers[number].result()
            self.readers[number].forget()
        return results


def _results(
    readers: _Here | Pool, queries: Sequence[Query], known: Catalog
) -> Mapping[int, Result]:
    """Learn until there is nothing new; then read; then again what uses results of routines."""
    base, before = known, -1
    for _ in range(ROUNDS):
        owns = readers.learn(base)
        base = _merged(known, (owns[index] for index in sorted(owns)))
        if (size := sum(own.size() for own in owns.values())) == before:
            break
        before = size
    results = dict(readers.trace(base, frozenset(range(len(queries)))))
    given: Mapping[Name, QueryResult] = {}
    for _ in range(NESTED):
        wanting = frozenset(index for index, result in results.items() if result.wants)
        before_that, given = given, _given(results)
        if not wanting or given == before_that:
            break
        base.results = {}
        for name, read in given.items():
            base.returns(name, read)
        results |= readers.trace(base, wanting)
    return results


def _given(results: Mapping[int, Result]) -> Mapping[Name, QueryResult]:
    """Return what all routines give back; of those with one name, the first."""
    returned: dict[Name, QueryResult] = {}
    for index in sorted(results):
        for name, read in results[index].returned.items():
            returned.setdefault(name, read)
    return passed_on(
        returned, (pair for index in sorted(results) for pair in results[index].passes)
    )


def _merged(known: Catalog, owns: Iterable[Catalog]) -> Catalog:
    base = Catalog()
    for context in (known, *owns):
        base.absorb(context)
    return base


def _together(queries: Sequence[Query], results: Mapping[int, Result]) -> Traced:
    records: list[Out] = []
    counts: dict[tuple[str, str], Counter[str]] = {}
    for index, query in enumerate(queries):
        result = results[index]
        records += result.records
        key = (query.evidence.file, result.dialect)
        counts.setdefault(key, Counter()).update(result.counts)
    routines = [routine for index in sorted(results) for routine in results[index].routines]
    return Traced(records=tuple(records), coverage=_coverage(counts), routines=composed(routines))


def described(datasets: Sequence[Dataset]) -> Catalog:
    """Return the columns of the datasets that other sources describe."""
    context = Catalog()
    for dataset in datasets:
        if dataset.columns is not None:
            names = tuple(column.name for column in dataset.columns)
            context.learn(tuple(dataset.name.split(".")), names)
    return context


def _coverage(counts: Mapping[tuple[str, str], Counter[str]]) -> tuple[Coverage, ...]:
    """Return how much of each file was understood, sorted."""
    return tuple(
        Coverage(
            file=file,
            dialect=dialect,
            parsed=c["parsed"],
            partly=c["partly"],
            not_understood=c["not"],
        )
        for (file, dialect), c in sorted(counts.items())
    )
