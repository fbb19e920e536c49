"""Findings of integration debt: each rule gives a finding for its case and none for a
similar one.
"""

from dataclasses import replace

import pytest

from seamscope.debt import find_debt
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


def list_findings(drawn_landscape: Landscape, word: str) -> list[tuple[Severity, str]]:
    return [(f.severity, f.what) for f in find_debt(drawn_landscape) if word in f.what]


def test_an_integration_without_contract_or_documentation_is_found() -> None:
    """If one of the systems has documentation, or an interface has a contract, there is no
    finding.
    """
    bare = [system("a", documentation=""), system("b", documentation="")]
    named = InterfaceNode(id="b#x", system="b", name="X")
    contract = replace(named, operations=1)
    pair = [flow("a", "b")]
    word = "No interface contract"
    assert list_findings(landscape(pair, systems=bare), word) == [
        (Severity.LOW, "No interface contract or documentation is known for A and B")
    ]
    assert list_findings(landscape(pair, systems=bare, interfaces=[contract]), word) == []
    assert list_findings(landscape(pair, systems=bare, interfaces=[named]), word)  # only a name
    assert list_findings(landscape(pair, systems=[bare[0], system("b")]), word) == []


def test_a_system_without_owner_or_support_is_found() -> None:
    """A system without an owner is a finding with the number of its integrations."""
    drawn_landscape = landscape(
        [flow("a", "b"), flow("a", "c")], systems=[system("a", owner=""), system("b"), system("c")]
    )
    assert list_findings(drawn_landscape, "has no known owner") == [
        (Severity.MEDIUM, "A has no known owner and is in 2 integrations")
    ]


def test_a_table_without_owner_written_by_another_system_is_found() -> None:
    """A dataset that another system writes is a finding, unless the dataset or its system has an
    owner.
    """
    flows = [flow("a", "b/t", mechanism=Mechanism.SQL)]
    unowned = [system("a"), system("b", owner="")]
    owned = DatasetNode(id="b/t", system="b", name="t", owner="Anna", evidence=AT)
    word = "has no owner"
    assert list_findings(landscape(flows, systems=unowned), word) == [
        (Severity.MEDIUM, "dataset t of B is written by another system and has no owner")
    ]
    assert list_findings(landscape(flows, systems=unowned, datasets=[owned]), word) == []
    assert list_findings(landscape(flows, systems=[system("a"), system("b")]), word) == []


@pytest.mark.parametrize(
    ("ends", "verb"), [(("old", "b"), "read"), (("b", "old"), "written")], ids=["read", "written"]
)
def test_a_retired_system_in_use_is_found(ends: tuple[str, str], verb: str) -> None:
    """An active flow from or to a retired system is a finding."""
    old = system("old", lifecycle=State.RETIRED)
    found = list_findings(landscape([flow(*ends)], systems=[old, system("b")]), "retired")
    assert found == [(Severity.HIGH, f"OLD is retired but {verb} by an active flow")]
    idle = flow(*ends, state=State.RETIRED)
    assert list_findings(landscape([idle], systems=[old, system("b")]), "retired") == []


def test_writing_tables_of_a_system_of_record_is_found() -> None:
    """A flow that writes tables of an ERP by SQL is a finding; one into a warehouse, or by an API,
    is not.
    """
    direct = [flow("a", "erp/t", mechanism=Mechanism.DATABASE_LINK)]
    assert list_findings(
        landscape(direct, systems=[system("a"), system("erp", "erp")]), "directly"
    ) == [(Severity.HIGH, "A writes tables of ERP directly, bypassing its business rules")]
    assert (
        list_findings(landscape(direct, systems=[system("a"), system("erp", "warehouse")]), "past")
        == []
    )
    by_call = [flow("a", "erp/t", mechanism=Mechanism.API)]
    assert (
        list_findings(landscape(by_call, systems=[system("a"), system("erp", "erp")]), "past") == []
    )


def test_an_integration_known_only_from_sql_is_found() -> None:
    """An integration whose only evidence is SQL is a finding; with another source, it is not."""
    alone = flow("a", "b", mechanism=Mechanism.SQL, evidence=SQL)
    both = flow("a", "b", mechanism=Mechanism.SQL, evidence=(*AT, *SQL))
    word = "SQL"
    assert len(list_findings(landscape([alone], systems=[system("a"), system("b")]), word)) == 1
    assert list_findings(landscape([both], systems=[system("a"), system("b")]), word) == []


def test_a_table_written_by_two_other_systems_is_found() -> None:
    """Two systems that write a table of a third are a finding; a flow derived from other flows does
    not count.
    """
    two = [flow("a", "c/t", mechanism=Mechanism.SQL), flow("b", "c/t", mechanism=Mechanism.SQL)]
    drawn_landscape = landscape(two, systems=[system("a"), system("b"), system("c")])
    assert list_findings(drawn_landscape, "written directly") == [
        (Severity.HIGH, "t is written directly by A and B")
    ]
    derived = flow("b", "c/t", mechanism=Mechanism.SQL, derived=True)
    assert list_findings(landscape([two[0], derived]), "written directly") == []


def test_a_procedure_that_pulls_from_two_systems_is_one_writer() -> None:
    """Flows from two systems in one SQL file have one writer; in two files, they have two writers,
    which is a finding.
    """
    places = [Evidence(file=name, line=3) for name in ("pull.sql", "other.sql")]
    pulls = [flow(key, "c/t", mechanism=Mechanism.DATABASE_LINK) for key in ("a", "b")]
    one = [replace(item, evidence=(places[0],)) for item in pulls]
    two = [replace(item, evidence=(at,)) for item, at in zip(pulls, places, strict=True)]
    systems = [system("a"), system("b"), system("c")]
    assert list_findings(landscape(one, systems=systems), "written directly") == []
    assert len(list_findings(landscape(two, systems=systems), "written directly")) == 1


def test_an_entity_without_master_is_found() -> None:
    """If both systems write Order, the finding is the first because of its severity; a master in
    poc.yaml removes it.
    """
    drawn_landscape = landscape(
        [flow("a", "b", entities=("Order",)), flow("b", "a", entities=("Order",))],
        systems=[system("a", documentation=""), system("b", documentation="")],
    )
    first, *others = find_debt(drawn_landscape)
    assert first.what == "A and B both write Order, and no master is defined"
    assert first.severity is Severity.HIGH
    assert first.where == ("a--b",)
    assert [f.severity for f in others] == [Severity.LOW]
    named = find_debt(
        drawn_landscape, mastered=["orders"]
    )  # poc.yaml names a master, in the plural
    assert not [f for f in named if "no master" in f.what]


def test_tables_filled_from_each_other_have_no_master() -> None:
    """Two datasets that are filled from each other are a finding, even with different names; a
    planned flow does not count.
    """
    there, back = flow("a/slot", "b/dock"), flow("b/dock", "a/slot")
    drawn_landscape = landscape([there, back], systems=[system("a"), system("b")])
    assert list_findings(drawn_landscape, "no master") == [
        (Severity.HIGH, "A and B both write dock, and no master is defined")
    ]
    planned = flow("b/dock", "a/slot", state=State.PLANNED)
    assert (
        list_findings(landscape([there, planned], systems=[system("a"), system("b")]), "no master")
        == []
    )


def test_many_point_to_point_integrations_are_found() -> None:
    """A system with many direct integrations is a finding; a broker is not."""
    flows = [flow("x", f"s{number}") for number in range(12)]
    others = [system(f"s{number}") for number in range(12)]
    assert len(list_findings(landscape(flows, systems=[system("x", "crm"), *others]), "12")) == 1
    assert list_findings(landscape(flows, systems=[system("x", "broker"), *others]), "12") == []


def test_every_finding_has_place_remedy_and_evidence() -> None:
    """Each finding of integration debt names its systems, a remedy and its evidence."""
    drawn_landscape = landscape([flow("a", "b/t", mechanism=Mechanism.SQL, evidence=SQL)])
    found = find_debt(drawn_landscape)
    assert found
    assert all(f.where and f.remedy and f.evidence for f in found)
