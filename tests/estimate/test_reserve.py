"""What was not read has a price: it widens P80 and P90, names its parts, and is never free."""

import pytest

from seamscope.estimate import Totals, UnreadPart, estimate
from seamscope.estimate.unread_parts import InputGaps, build_unread_findings, list_unread_parts
from seamscope.knowledge.formats import UNCLAIMED
from seamscope.landscape import Landscape
from seamscope.poc import Poc, Touch
from seamscope.records import Evidence, Skipped
from seamscope.resolved import Resolved

from .fakes import build_everything, build_fake, compute_totals, flow

LANDSCAPE = build_fake(flow("a > p", entities=("E",)), flow("p > c", entities=("F",)))


def rate_data(quality: str) -> Poc:
    """Return a POC that accesses two systems with data of this quality, "" if it is unknown."""
    reads, writes = (Touch(system=name, data_quality=quality) for name in ("A", "C"))
    return Poc(name="P", reads=(reads,), writes=(writes,))


PROFILED = rate_data("usable")


def price(*parts: UnreadPart, poc: Poc = PROFILED, draws: int = 4_000) -> Totals:
    """Return the totals of a small landscape with these parts unread."""
    surface = build_everything(LANDSCAPE, "p")
    found = estimate(LANDSCAPE, surface, poc, unread=parts, draws=draws, seed=1)
    return compute_totals(found)


def part(count: int, most: float) -> UnreadPart:
    return UnreadPart(what="statements not understood", count=count, most=most)


def test_nothing_unread_costs_nothing() -> None:
    """Totals without gaps are those of the known integrations, and have no line."""
    plain = price()
    assert plain.not_readable is None
    assert price(part(0, 0.0)) == plain


@pytest.mark.parametrize(
    ("count", "rate", "most"), [(1, 0.02, 1), (30, 3.2, 2), (30, 5.6, 4), (2, 5.0, 2)]
)
def test_the_number_of_integrations_follows_the_rate(count: int, rate: float, most: int) -> None:
    """At least one integration, at most one for each part; the number is a power of two."""
    unread = price(part(count, rate)).not_readable
    assert unread is not None
    assert unread.most == most


def test_it_widens_and_never_raises() -> None:
    """Mean and P50 stay; P80 and P90 grow, the more the more was not read."""
    plain, one, many = price(), price(part(1, 0.1)), price(part(9, 5.0))
    for wider in (one, many):
        assert wider.production.mean == plain.production.mean
        assert wider.production.p50 == plain.production.p50
        assert wider.by_phase == plain.by_phase
    assert plain.production.p80 < one.production.p80 < many.production.p80
    assert plain.production.p90 < one.production.p90 < many.production.p90
    assert one.management_hours.p80 > plain.management_hours.p80


def test_one_potential_integration_exists_in_half_of_the_draws() -> None:
    """Its median is 0 or that of the smallest draw, its mean half an integration's."""
    totals = price(part(1, 0.1), draws=20_000)
    assert totals.not_readable is not None
    average = totals.production.mean / 2  # of the two integrations to build
    assert totals.not_readable.hours.mean == pytest.approx(average / 2, rel=0.1)


def test_what_was_not_read_holds_a_share_of_the_variance() -> None:
    """The parts vary independently: the share is that of the unread part in the sum."""
    few, many = price(part(1, 0.1), draws=20_000), price(part(9, 5.0), draws=20_000)
    assert few.not_readable is not None
    assert many.not_readable is not None
    assert 0 < few.not_readable.variance_share < many.not_readable.variance_share < 1


def test_every_kind_of_gap_is_a_part() -> None:
    """Files, statements and entries have the rates of this estate; the POC's names count one."""
    where = Evidence(file="a.sql", line=3)
    gaps = InputGaps(
        skipped=(
            Skipped(reason="?", evidence=where, kind="statement"),
            Skipped(reason=f"{UNCLAIMED} it", evidence=Evidence(file="b.bin"), kind="file"),
            Skipped(reason="?", evidence=Evidence(file="c.json", connector="dbt"), kind="file"),
            Skipped(reason="not a workbook", evidence=Evidence(file="d.xlsx"), kind="file"),
        ),
        files=4,
        moves=10,
    )
    found = list_unread_parts(gaps, Landscape(Resolved()), ["x", "y"], [where])
    assert {p.what: (p.count, p.most) for p in found if p.count} == {
        "files that no connector reads": (1, 0.5),
        "files that a connector could not read": (2, 2.0),
        "statements not understood": (1, 0.2),
        "systems of the POC that no input lists": (1, 1.0),
    }


def test_without_systems_of_the_poc_there_is_no_price() -> None:
    """Nothing is to build, so there is nothing to widen."""
    assert list_unread_parts(InputGaps(), Landscape(Resolved()), [], []) == ()


def test_a_finding_names_what_was_not_read() -> None:
    """The reason why the total is wider is among the findings, and vanishes with the gap."""
    (finding,) = build_unread_findings(price(part(3, 1.5)))
    assert finding.what.startswith("3 statements not understood may hold integrations")
    assert "not readable: 0 to 1 integration, up to " in finding.what
    assert build_unread_findings(price()) == ()


@pytest.mark.parametrize("quality", ["good", "usable", "missing values and duplicates"])
@pytest.mark.parametrize("count", [0, 3])
def test_a_profile_never_raises_the_p80(quality: str, count: int) -> None:
    """Data that nobody has profiled counts as bad at P80 and P90, and as ordinary in the mean."""
    unknown, known = (price(part(count, 1.0), poc=rate_data(q)) for q in ("", quality))
    assert unknown.production.p80 >= known.production.p80
    assert unknown.production.p90 >= known.production.p90
    assert unknown.unprofiled_hours > known.unprofiled_hours == 0


def test_a_finding_names_data_that_nobody_has_profiled() -> None:
    """It says how many person-days of the P80 a profile can save."""
    (finding,) = build_unread_findings(price(part(0, 0.0), poc=rate_data("")))
    assert finding.what.startswith("Nobody has profiled the data of some integrations to build")
    assert build_unread_findings(price(part(0, 0.0))) == ()
