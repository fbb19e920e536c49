"""Findings about API limits: how many calls a volume needs, and which volumes give no finding."""

from dataclasses import replace

import pytest

from seamscope.limits import find_limits
from seamscope.poc import Poc, Touch
from seamscope.records import Mechanism, State
from seamscope.resolved import Finding, Severity, SystemNode

from ..landscape.making import AT, flow, landscape

CRM = SystemNode(id="crm", name="CRM", product="Xero", aliases=("Books",), evidence=AT)
SHOP = SystemNode(id="shop", name="Shop", evidence=AT)


def find_findings(
    volume: str, source: str, target: str, poc: Poc | None = None
) -> tuple[Finding, ...]:
    edge = replace(flow(source, target), volume=volume)
    return find_limits(landscape([edge], systems=[CRM, SHOP]), poc)


@pytest.mark.parametrize(
    ("volume", "severity", "words"),
    [
        # Xero: 5,000 calls a day; one call writes 50 records.
        ("2,400 invoices a day", None, ""),
        ("2,600 invoices a day", Severity.LOW, "uses 52 %"),
        ("6,000 invoices a day", Severity.MEDIUM, "full batches need 120 calls"),
        ("300,000 invoices a day", Severity.HIGH, "at least 6,000 calls"),
        ("15,000 invoices an hour", Severity.HIGH, "at least 7,200 calls"),
        ("40 GB a day", None, ""),
        ("", None, ""),
    ],
)
def test_writes_are_compared_one_by_one_and_in_batches(
    volume: str, severity: Severity | None, words: str
) -> None:
    """The severity depends on how many calls the records need, one by one and in full batches,
    compared with the limit of 5,000 calls a day.
    """
    findings = find_findings(volume, "shop", "crm")
    assert [finding.severity for finding in findings] == ([severity] if severity else [])
    assert all(
        words in finding.what and "5,000 calls a day" in finding.what for finding in findings
    )
    assert all(finding.where == ("crm", "crm--shop") for finding in findings)


def test_reads_are_paged() -> None:
    """A page has 100 records, so 400,000 invoices a day need 4,000 calls, which is a medium finding
    for a limit of 5,000.
    """
    (finding,) = find_findings("400,000 invoices a day", "crm", "shop")
    assert finding.severity is Severity.MEDIUM
    assert "full batches need 4,000 calls" in finding.what
    assert "read up to 100 records a call" in finding.remedy


def test_volumes_of_one_system_add_up() -> None:
    """The volumes of all active and planned API flows of a system are added up; retired flows and
    files do not count.
    """
    edges = [
        replace(flow("shop", "crm"), volume="1,500 a day"),
        replace(flow("crm", "till", state=State.PLANNED), volume="1,500 a day"),
        replace(flow("old", "crm", state=State.RETIRED), volume="90,000 a day"),
        replace(flow("lake", "crm", mechanism=Mechanism.FILE), volume="90,000 a day"),
    ]
    (finding,) = find_limits(landscape(edges, systems=[CRM, SHOP]), None)
    assert "3,000 records a day" in finding.what
    assert finding.where == ("crm", "crm--shop", "crm--till")


def test_one_statement_about_several_datasets_is_one_volume() -> None:
    """The volume of one input line counts once, even if that line gives flows from three tables;
    another line adds its own volume.
    """
    edges = [
        replace(flow("shop", f"crm/t{number}"), volume="2,000 orders a day") for number in (1, 2, 3)
    ]
    assert find_limits(landscape(edges, systems=[CRM, SHOP]), None) == ()
    again = replace(edges[0], id="again", evidence=(replace(AT[0], line=2),))
    (finding,) = find_limits(landscape([*edges, again], systems=[CRM, SHOP]), None)
    assert "4,000 records a day" in finding.what


def test_a_limit_a_minute_is_compared_over_the_day() -> None:
    """A limit of 120 calls a minute is compared with the daily volume as 172,800 calls a day."""
    store = replace(CRM, product="Shopify")
    edge = replace(flow("shop", "crm"), volume="200,000 orders a day")
    (finding,) = find_limits(landscape([edge], systems=[store, SHOP]), None)
    assert finding.severity is Severity.HIGH
    assert "120 calls a minute" in finding.what


def test_a_limit_of_their_own_replaces_the_published_one() -> None:
    """A `ceiling:` in poc.yaml replaces the published limit of a system, even if poc.yaml uses
    another name of this system.
    """
    own = Poc(name="P", writes=(Touch(system="books", ceiling="1 million calls a day"),))
    assert find_findings("300,000 invoices a day", "shop", "crm", own) == ()
    other = Poc(name="P", writes=(Touch(system="Shop", ceiling="1 million calls a day"),))
    assert len(find_findings("300,000 invoices a day", "shop", "crm", other)) == 1
