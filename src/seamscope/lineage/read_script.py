"""Build the `Lineage` of any SQL with the interpreter, including scripts and routines."""

from collections.abc import Iterable
from dataclasses import replace

from seamscope.lineage.catalog import Catalog, RoutineResults
from seamscope.lineage.query.model import Name
from seamscope.lineage.remote.table_functions import CATALOG_DIALECTS
from seamscope.lineage.script.changes import list_changes
from seamscope.lineage.script.interpreter import Interpreter
from seamscope.lineage.script.result import Outcome
from seamscope.lineage.script.return_values import NESTED, propagate_result_sets
from seamscope.lineage.script.routines import add_calls
from seamscope.lineage.spelling import unify_spellings
from seamscope.lineage.split import Statement
from seamscope.lineage.statement_lineage import (
    build_statement,
    to_table,
    to_table_without_gaps,
)
from seamscope.lineage.types import Diagnostic, Lineage, Routine, StatementLineage
from seamscope.records import Evidence, Query


def read_script(text: str, dialect: str, schema: dict[Name, tuple[str, ...]]) -> Lineage:
    """Return the lineage of any SQL: its statements in order, with temp tables resolved.

    A read of ``#x`` becomes a read of the tables that fill it.
    """
    catalog = Catalog(columns=dict(schema))
    interpreter = Interpreter(
        Query(text=text, dialect=dialect, evidence=Evidence(file="", line=1)), catalog
    )
    if len(interpreter.statements) > 1:
        for _ in range(2):  # a view may select from a view that is defined after it
            interpreter.collect_definitions()
    result = interpreter.execute()
    results = RoutineResults()
    for _ in range(NESTED):
        earlier = results
        results = propagate_result_sets(result.results, result.result_set_calls)
        changes = list_changes(results, earlier)
        if not changes.overlaps(result.used):
            break
        catalog.replace_results(results)
        result = interpreter.execute(changes)
    outcomes = interpreter.outcomes
    statements = [_build_outcome(o, interpreter.dialect) for o in outcomes if not o.fault]
    return Lineage(
        unify_spellings(statements, text, interpreter.dialect),
        tuple(Diagnostic(o.line, o.fault, o.column) for o in outcomes if o.fault),
        _list_routines(interpreter.statements, add_calls(result.routines, result.calls)),
    )


def _list_routines(
    statements: Iterable[Statement], routines: Iterable[Routine]
) -> tuple[Routine, ...]:
    """Return the routines in the order of the script, including routines that only call others."""
    lines: dict[str, int] = {}
    for statement in statements:
        lines.setdefault(statement.routine, statement.line)
    placed = [
        replace(routine, line=routine.line or lines.get(routine.name, 0))
        for routine in routines
        if routine.name
    ]
    return tuple(sorted(placed, key=lambda routine: lines.get(routine.name, routine.line)))


def _build_outcome(outcome: Outcome, dialect: str) -> StatementLineage:
    # In these dialects, ``a.b.c`` was changed to ``a..b.c`` because ``a`` is treated as a system;
    # the empty part is removed here.
    convert = to_table_without_gaps if dialect in CATALOG_DIALECTS else to_table
    place = outcome.line, outcome.column
    return build_statement(place, outcome.writes, outcome.result, convert)
