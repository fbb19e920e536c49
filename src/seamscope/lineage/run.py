"""All queries: what they define first, then each, so that the order of files does not matter."""

from collections import Counter
from collections.abc import Sequence

from seamscope.lineage import Coverage, Traced
from seamscope.lineage.context import Context
from seamscope.lineage.dialects import quiet
from seamscope.lineage.flows import Out
from seamscope.lineage.reader import Reader
from seamscope.records import Dataset, Query

ROUNDS = 2  # views over views over tables: twice opens what most estates nest


def trace_all(queries: Sequence[Query], datasets: Sequence[Dataset], *, jobs: int) -> Traced:
    """Read definitions first, then everything."""
    quiet()
    context = known(datasets)
    readers = [Reader(query, context) for query in queries]
    for _ in range(ROUNDS):
        for reader in readers:
            reader.learn()
    records: list[Out] = []
    counts: dict[tuple[str, str], Counter[str]] = {}
    for reader in readers:
        records += reader.records()
        reader.forget()
        key = (reader.query.evidence.file, reader.dialect)
        counts.setdefault(key, Counter()).update(reader.counts)
    return Traced(records=tuple(records), coverage=coverage(counts))


def known(datasets: Sequence[Dataset]) -> Context:
    """Return the columns of the datasets that other sources describe."""
    context = Context()
    for dataset in datasets:
        if dataset.columns is not None:
            names = tuple(column.name for column in dataset.columns)
            context.learn(tuple(dataset.name.split(".")), names)
    return context


def coverage(counts: dict[tuple[str, str], Counter[str]]) -> tuple[Coverage, ...]:
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
