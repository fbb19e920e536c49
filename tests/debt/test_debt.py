"""Findings of integration debt: each rule fires on its case and is silent beside it."""

import pytest

from seamscope.debt import debt
from seamscope.landscape import Landscape
from seamscope.records import Evidence, Mechanism, State
from seamscope.resolved import DatasetNode, InterfaceNode, Severity, SystemNode

from ..landscape.making import AT, flow, landscape

SQL = (Evidence(file="load.sql", line=7, connector="sql"),)


def system(key: str, kind: str = "", *, owner: str = "somebody", lifecycle: State = State.ACTIVE,
           documentation: str = "a page") -> SystemNode:  # fmt: skip
    return SystemNode(
        id=key,
        name=key.upper(),
        kind=kind,
        owner=owner,
        lifecycle=lifecycle,
        documentation=documentation,
        evidence=AT,
    )


def said(made: Landscape, word: str) -> list[tuple[Severity, str]]:
    return [(f.severity, f.what) for f in debt(made) if word in f.what]


def test_an_integration_without_contract_or_documentation_is_found() -> None:
    """One documented side, or one contract, is enough to be silent."""
    bare = [system("a", documentation=""), system("b", documentation="")]
    contract = InterfaceNode(id="b#x", system="b", name="X")
    pair = [flow("a", "b")]
    word = "No contract"
    assert said(landscape(pair, systems=bare), word) == [
        (Severity.LOW, "No contract or documentation is known for A and B")
    ]
    assert said(landscape(pair, systems=bare, interfaces=[contract]), word) == []
    assert said(landscape(pair, systems=[bare[0], system("b")]), word) == []


def test_a_system_in_integrations_without_owner_or_support_is_found() -> None:
    """It says in how many integrations nobody answers for."""
    made = landscape(
        [flow("a", "b"), flow("a", "c")], systems=[system("a", owner=""), system("b"), system("c")]
    )
    assert said(made, "Nobody is named") == [
        (Severity.MEDIUM, "Nobody is named as owner of A, which is in 2 integrations")
    ]


def test_a_table_written_from_outside_that_nobody_owns_is_found() -> None:
    """The table's own owner, or its system's, makes it silent."""
    flows = [flow("a", "b/t", mechanism=Mechanism.SQL)]
    unowned = [system("a"), system("b", owner="")]
    owned = DatasetNode(id="b/t", system="b", name="t", owner="Anna", evidence=AT)
    word = "nobody owns it"
    assert said(landscape(flows, systems=unowned), word) == [
        (Severity.MEDIUM, "t is written from another system and nobody owns it")
    ]
    assert said(landscape(flows, systems=unowned, datasets=[owned]), word) == []
    assert said(landscape(flows, systems=[system("a"), system("b")]), word) == []


@pytest.mark.parametrize(
    ("ends", "verb"), [(("old", "b"), "read"), (("b", "old"), "written")], ids=["read", "written"]
)
def test_a_retired_system_that_is_still_used_is_found(ends: tuple[str, str], verb: str) -> None:
    """An active flow at a system said to be retired is a contradiction or a risk."""
    old = system("old", lifecycle=State.RETIRED)
    found = said(landscape([flow(*ends)], systems=[old, system("b")]), "retired")
    assert found == [(Severity.HIGH, f"OLD is retired and still {verb} by an active flow")]
    idle = flow(*ends, state=State.RETIRED)
    assert said(landscape([idle], systems=[old, system("b")]), "retired") == []


def test_writing_past_a_system_of_record_is_found() -> None:
    """SQL into an ERP's tables passes its rules; the same into a warehouse is how those work."""
    direct = [flow("a", "erp/t", mechanism=Mechanism.DATABASE_LINK)]
    assert said(landscape(direct, systems=[system("a"), system("erp", "erp")]), "directly") == [
        (Severity.HIGH, "A writes tables of ERP directly, past its rules")
    ]
    assert said(landscape(direct, systems=[system("a"), system("erp", "warehouse")]), "past") == []
    by_call = [flow("a", "erp/t", mechanism=Mechanism.API)]
    assert said(landscape(by_call, systems=[system("a"), system("erp", "erp")]), "past") == []


def test_a_flow_known_from_sql_alone_is_found() -> None:
    """No inventory lists it; one other source beside the SQL makes it silent."""
    alone = flow("a", "b", mechanism=Mechanism.SQL, evidence=SQL)
    both = flow("a", "b", mechanism=Mechanism.SQL, evidence=(*AT, *SQL))
    word = "SQL"
    assert len(said(landscape([alone], systems=[system("a"), system("b")]), word)) == 1
    assert said(landscape([both], systems=[system("a"), system("b")]), word) == []


def test_a_table_written_by_two_other_systems_is_found() -> None:
    """Two writers have no master; a flow derived from hops is no second writer."""
    two = [flow("a", "c/t", mechanism=Mechanism.SQL), flow("b", "c/t", mechanism=Mechanism.SQL)]
    made = landscape(two, systems=[system("a"), system("b"), system("c")])
    assert said(made, "written directly") == [(Severity.HIGH, "t is written directly by A and B")]
    derived = flow("b", "c/t", mechanism=Mechanism.SQL, derived=True)
    assert said(landscape([two[0], derived]), "written directly") == []


def test_two_masters_of_one_entity_are_found() -> None:
    """Both sides write Order; the gravest findings stand first."""
    made = landscape(
        [flow("a", "b", entities=("Order",)), flow("b", "a", entities=("Order",))],
        systems=[system("a", documentation=""), system("b", documentation="")],
    )
    first, *others = debt(made)
    assert first.what == "A and B both write Order, and no master is named"
    assert first.severity is Severity.HIGH
    assert first.where == ("a--b",)
    assert [f.severity for f in others] == [Severity.LOW]


def test_tables_that_are_filled_from_each_other_have_two_masters() -> None:
    """A loop of datasets is found under two names; a planned one is none yet."""
    there, back = flow("a/slot", "b/dock"), flow("b/dock", "a/slot")
    made = landscape([there, back], systems=[system("a"), system("b")])
    assert said(made, "no master") == [
        (Severity.HIGH, "A and B both write dock, and no master is named")
    ]
    planned = flow("b/dock", "a/slot", state=State.PLANNED)
    assert said(landscape([there, planned], systems=[system("a"), system("b")]), "no master") == []


def test_a_tangle_of_point_to_point_integrations_is_found_and_a_hub_is_not() -> None:
    """A system joined to many others directly is a tangle; that is what a broker is for."""
    flows = [flow("x", f"s{number}") for number in range(12)]
    others = [system(f"s{number}") for number in range(12)]
    assert len(said(landscape(flows, systems=[system("x", "crm"), *others]), "12")) == 1
    assert said(landscape(flows, systems=[system("x", "broker"), *others]), "12") == []


def test_every_finding_says_where_what_to_do_and_why_it_is_known() -> None:
    """No finding stands without place, remedy and evidence."""
    made = landscape([flow("a", "b/t", mechanism=Mechanism.SQL, evidence=SQL)])
    found = debt(made)
    assert found
    assert all(f.where and f.remedy and f.evidence for f in found)
