"""Open the databases and files that `seamscope profile` measures."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from seamscope.cli.messages import print_message
from seamscope.databases import open_session
from seamscope.errors import InputError, SeamscopeError
from seamscope.poc import Poc
from seamscope.profiling import (
    Chosen,
    Measured,
    Plan,
    Source,
    Unmeasured,
    choose_tables,
    measure_table,
    open_extracts,
    read_catalogue,
)
from seamscope.profiling.extracts import SUFFIXES
from seamscope.profiling.files import is_database_file, open_database_file
from seamscope.profiling.scope import Declared


def measure_sources(
    sources: Sequence[Source], poc: Poc, system: str, declared: Declared, sample: int | None
) -> list[tuple[Chosen, Measured]]:
    """Measure the tables that the POC reads or writes, and print which tables are missing.

    Raises InputError if none of the sources has such a table.
    """
    found = [(source, *choose_tables(source, poc, system, declared)) for source in sources]
    missing = set.intersection(*(set(absent) for _, _, absent in found))
    if not any(chosen for _, chosen, _ in found):
        what = "none of the tables is a dataset in poc.yaml"
        remedy = f"name the tables or files after its datasets: {', '.join(sorted(missing))}"
        raise InputError(SeamscopeError(what, remedy=remedy, file=poc.file))
    if missing:
        print_message(f"no table for: {', '.join(sorted(missing))}")
    _report_unused_rules([one for _, chosen, _ in found for one in chosen], declared)
    return [
        result
        for source, chosen, _ in found
        for result in _measure(source, chosen, declared.newest, sample)
    ]


def _report_unused_rules(chosen: Sequence[Chosen], declared: Declared) -> None:
    """Print the rules that are not checked, because poc.yaml does not list their datasets."""
    known = {name for one in chosen for name in one.names}
    for rule in declared.rules:
        if rule.dataset.casefold() not in known:
            print_message(
                f"{rule.file}:{rule.line}: the rule {rule.label} is not checked: poc.yaml does "
                f"not list the dataset {rule.dataset}; correct `dataset`, or add it to poc.yaml"
            )


def _measure(
    source: Source, chosen: Sequence[Chosen], newest: dict[str, str], sample: int | None
) -> Iterator[tuple[Chosen, Measured]]:
    for one in chosen:
        column = next((newest[name] for name in one.names if name in newest), "")
        plan = Plan(sample=sample, newest=column, rules=one.rules)
        result = measure_table(source, one.table, plan)
        _print_all(result.notes)
        match result:
            case Measured():
                yield one, result
            case Unmeasured():
                remedy = "check the permissions of the role, and whether the view still works"
                print_message(f"{one.table.name} is left out; {remedy}")


@contextmanager
def open_sources(sources: Sequence[str], seconds: int) -> Iterator[list[Source]]:
    """Open databases and files; raise InputError for a name that is neither."""
    extracts = [Path(text) for text in sources if Path(text).suffix.casefold() in SUFFIXES]
    with ExitStack() as opened:
        found: list[Source] = []
        for text in sources:
            path = Path(text)
            if path in extracts:
                _require(path)
            elif path.is_file():
                found.append(_open_file(opened, path, seconds))
            else:
                found.append(_open_url(opened, text, seconds))
        if extracts:
            source, notes = opened.enter_context(open_extracts(extracts, seconds))
            _print_all(notes)
            found.append(source)
        yield found


def _require(path: Path) -> None:
    if not path.is_file():
        raise InputError(SeamscopeError("no such file", remedy="check the path", file=str(path)))


def _open_file(opened: ExitStack, path: Path, seconds: int) -> Source:
    if not is_database_file(path):
        what = "not a SQLite or DuckDB database, and not a CSV, Parquet or XLSX file"
        remedy = "use CSV, Parquet, XLSX, SQLite or DuckDB files"
        raise InputError(SeamscopeError(what, remedy=remedy, file=str(path)))
    session = opened.enter_context(open_database_file(path, seconds))
    source, notes = read_catalogue(session, path.name)
    _print_all(notes)
    return source


def _open_url(opened: ExitStack, variable: str, seconds: int) -> Source:
    session = opened.enter_context(open_session(variable, seconds=seconds))
    source, notes = read_catalogue(session, f"the database in {variable}")
    _print_all(notes)
    return source


def _print_all(notes: Sequence[str]) -> None:
    for note in notes:
        print_message(note)
