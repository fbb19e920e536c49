"""The staging area of a data warehouse is part of the warehouse; for other systems, "staging" is an
environment.
"""

import pytest

from seamscope.records import Clue, ClueKind, Endpoint, State, SystemRef
from seamscope.resolve import resolve

from .making import end, flow, has_question, names, system


def at_database(name: str) -> Endpoint:
    """Return a table in a database that no list contains."""
    clues = (Clue(kind=ClueKind.DATABASE, value=name),)
    return Endpoint(system=SystemRef(clues=clues), dataset="orders")


@pytest.mark.parametrize(
    ("warehouse", "database"),
    [("Group DWH", "GROUP_DWH_STAGE"), ("Data Lake", "data_lake_staging"), ("EDW", "EDW_STAGING")],
)
def test_a_staging_area_is_part_of_its_warehouse(warehouse: str, database: str) -> None:
    records = [system("Shop", "apps.csv:2"), system(warehouse, "apps.csv:3")]
    loads = flow(end("Shop"), at_database(database), "load.sql:4")
    resolved = resolve([*records, loads])
    (edge,) = resolved.flows
    assert names(resolved) == sorted(["Shop", warehouse])
    assert edge.state is State.ACTIVE
    assert has_question(resolved, f'Is "{database}" the staging area of {warehouse}?')


def test_another_system_has_a_staging_environment() -> None:
    records = [system("Shop", "apps.csv:2"), system("Ledger", "apps.csv:3")]
    loads = flow(end("Shop"), at_database("LEDGER_STAGING"), "load.sql:4")
    resolved = resolve([*records, loads])
    assert has_question(resolved, 'Is "LEDGER_STAGING" only the staging environment of Ledger?')
