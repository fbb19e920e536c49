"""Unread inputs raise P80 and P90 by a reserve and are listed."""

from dataclasses import replace

import pytest

from seamscope.estimate import Totals, UnreadPart, estimate
from seamscope.estimate.constants import load_constants
from seamscope.estimate.unread_parts import (
    NOUNS,
    InputGaps,
    build_unread_findings,
    list_unread_parts,
)
from seamscope.knowledge.formats import UNCLAIMED
from seamscope.landscape import Landscape
from seamscope.poc import Poc, Touch
from seamscope.records import ClueKind, Evidence, Skipped
from seamscope.residue import read_plain_text
from seamscope.resolved import End, EndpointNode, FlowEdge, Resolved, SystemNode
from seamscope.unread import Mentions, explain_unclaimed, find_mentions

from .fakes import build_everything, build_fake, compute_totals, flow

LANDSCAPE = build_fake(flow("a > p", entities=("E",)), flow("p > c", entities=("F",)))


def rate_data(quality: str) -> Poc:
    """Return a POC that accesses two systems whose data has this quality, "" if it is unknown."""
    reads, writes = (Touch(system=name, data_quality=quality) for name in ("A", "C"))
    return Poc(name="P", reads=(reads,), writes=(writes,))


PROFILED = rate_data("usable")


def price(*parts: UnreadPart, poc: Poc = PROFILED, draws: int = 4_000) -> Totals:
    """Return the totals of a small landscape with these unread inputs."""
    surface = build_everything(LANDSCAPE, "p")
    found = estimate(LANDSCAPE, surface, poc, unread=parts, draws=draws, seed=1)
    return compute_totals(found)


def part(count: int, expected: float) -> UnreadPart:
    return UnreadPart(what="unparsed statement", count=count, expected=expected)


def test_without_unread_inputs_there_is_no_reserve() -> None:
    """Without unread inputs, the totals are those of the known integrations and have no reserve."""
    plain = price()
    assert plain.not_readable is None
    assert price(part(0, 0.0)) == plain


# The number is Poisson: at a rate of 2, at most 4 in 94.7 % and at most 5 in 98.3 % of the cases.
@pytest.mark.parametrize(
    ("rate", "expected", "most"), [(0.02, 0.0312, 1), (0.4, 0.5, 2), (1.9, 2, 5), (4, 4, 8)]
)
def test_the_number_of_integrations_follows_the_rate(
    rate: float, expected: float, most: int
) -> None:
    """The expected number is the rate rounded up to a power of √2; in 1 of 20 outcomes, more than
    `most` integrations are missing.
    """
    unread = price(part(30, rate)).not_readable
    assert unread is not None
    assert unread.expected == pytest.approx(expected, rel=0.02)
    assert unread.most == most


def test_one_piece_less_does_not_lower_the_number() -> None:
    """30 and 29 unread files at a rate of .1 have the same reserve because of rounding, so leaving
    out a file does not pay.
    """
    thirty, fewer = (price(part(count, count * 0.1)) for count in (30, 29))
    assert thirty.production == fewer.production


def test_the_reserve_has_a_maximum() -> None:
    """Above a maximum, more unread files do not raise the reserve, because thousands of them say
    that nothing is known.
    """
    most, more = price(part(900, 70.0)), price(part(9_000, 700.0))
    assert most.production == more.production


def test_unread_inputs_raise_only_p80_and_p90() -> None:
    """Unread inputs raise P80 and P90 with their number, and leave mean and P50 unchanged."""
    plain, one, many = price(), price(part(1, 0.1)), price(part(9, 5.0))
    for wider in (one, many):
        assert wider.production.mean == plain.production.mean
        assert wider.production.p50 == plain.production.p50
        assert wider.by_phase == plain.by_phase
    assert plain.production.p80 < one.production.p80 < many.production.p80
    assert plain.production.p90 < one.production.p90 < many.production.p90
    assert one.management_hours.p80 > plain.management_hours.p80


def test_the_reserve_is_the_expected_number_times_the_average_size() -> None:
    """The mean of the reserve is the expected number of integrations times their average size.

    At a rate of 1/2, its P50 is 0, because no integration is missing in e^-½ = 61 % of the
    outcomes.
    """
    totals = price(part(2, 0.5), draws=20_000)
    assert totals.not_readable is not None
    average = totals.production.mean / 2  # of the two integrations to build
    assert totals.not_readable.hours.mean == pytest.approx(average / 2, rel=0.1)
    assert totals.not_readable.hours.p50 == 0
    assert totals.not_readable.hours.p80 > 0


def test_the_parts_of_the_p80_add_up() -> None:
    """The P80 is the sum of the P80 of the inputs that were read, the hours for unprofiled data,
    and the hours for unread inputs.
    """
    for poc in (PROFILED, rate_data("")):
        known, wide = price(poc=poc).production, price(part(2, 0.5), poc=poc)
        assert wide.not_readable is not None
        parts = known.p80 + wide.unprofiled_hours + wide.not_readable.added_hours
        assert parts == pytest.approx(wide.production.p80, abs=0.02)


def test_unread_inputs_have_a_share_of_the_variance() -> None:
    """More unread inputs have a larger share of the variance, which is below 1."""
    few, many = price(part(1, 0.1), draws=20_000), price(part(9, 5.0), draws=20_000)
    assert few.not_readable is not None
    assert many.not_readable is not None
    assert 0 < few.not_readable.variance_share < many.not_readable.variance_share < 1


def test_shares_of_questions_and_of_unread_inputs_are_of_one_total() -> None:
    """The shares of variance of all questions and of unread inputs add up to less than 1."""
    surface = build_everything(LANDSCAPE, "p")
    read, unread = (
        estimate(LANDSCAPE, surface, PROFILED, unread=parts, draws=4_000, seed=1)
        for parts in ((), (part(9, 5.0),))
    )
    reserve = compute_totals(unread).not_readable
    assert reserve is not None
    shares = {text: share for text, _, share in unread.questions}
    assert any(shares.values())
    for text, _, share in read.questions:
        assert shares[text] == pytest.approx(share * (1 - reserve.variance_share), abs=1e-5)
    assert sum(shares.values()) + reserve.variance_share < 1


def test_every_kind_of_gap_is_a_part() -> None:
    """Unread files, statements and entries are counted with the rates of the estate."""
    gaps = InputGaps(
        skipped=(
            *(
                Skipped(reason="?", evidence=Evidence(file="a", line=3), kind=kind)
                for kind in ("statement", "entry", "part", "key", "note")
            ),
            Skipped(reason=f"{UNCLAIMED} it", evidence=Evidence(file="b.bin"), kind="file"),
            Skipped(reason="?", evidence=Evidence(file="c.json", connector="dbt"), kind="file"),
            Skipped(reason="not a workbook", evidence=Evidence(file="d.xlsx"), kind="file"),
        ),
        files=4,
        moves=10,
    )
    systems = tuple(SystemNode(id=key, name=key) for key in "stuvw")
    flows = tuple(
        FlowEdge(id=f"{a}{b}", source=End(system=a), target=End(system=b))
        for a, b in ("st", "ts", "tu", "uv", "vw", "ss")
    )
    known = Landscape(Resolved(systems=systems, flows=flows))  # five flows between two systems
    found = list_unread_parts(gaps, known, ["s", "t"])
    assert {p.what: (p.count, p.expected) for p in found if p.count} == {
        # (2 + 3 · .24) / (4 + 3), as if three more files had the average of other organisations
        "unsupported file": (1, 0.388571),
        "unreadable file": (2, 0.777143),
        "unparsed statement": (1, pytest.approx(2 / 5 * 0.012)),
        "skipped entry": (1, pytest.approx(2 / 5 * 0.22)),
        "skipped part": (1, pytest.approx(2 / 5 * 0.02)),
        "skipped column": (1, pytest.approx(2 / 5 * 0.04)),
    }
    assert {p.what for p in found} == set(
        NOUNS
    )  # each kind has a noun, with a plural in each language


def test_a_statement_with_doubtful_columns_adds_no_reserve() -> None:
    """A statement whose columns contradict the schema adds no reserve, because its tables are
    known.
    """
    doubt = Skipped(reason="?", evidence=Evidence(file="a.sql", line=3), kind="columns")
    found = list_unread_parts(
        InputGaps(skipped=(doubt,), files=4, moves=10), Landscape(Resolved()), ["x"]
    )
    assert not any(one.count for one in found)


RULES = load_constants().reserve
MENU = Skipped(reason=f"{UNCLAIMED} it", evidence=Evidence(file="menu.txt"), kind="file")


# Integrations to build per file: one in four files, and .24 per file in three more files.
ONE_OF_FOUR = (1 + 3 * 0.24) / (4 + 3)


@pytest.mark.parametrize(
    ("systems", "files", "rate"),
    [("a", 1, 0.43), ("abc", 3, 0.62), ("abc", 15, 0.2067), ("a", 0, 0.5733), ("abcdef", 1, 1.0)],
)
def test_few_read_files_give_a_low_rate_for_others(systems: str, files: int, rate: float) -> None:
    """If only few files were read, an integration in one of them raises the rate of the others only
    a little.
    """
    gaps = InputGaps(skipped=(MENU,), files=files)
    (expected,) = (number for _, number in list_parts(gaps, Resolved(), *systems).values())
    assert expected == pytest.approx(rate, abs=1e-4)


def list_parts(gaps: InputGaps, resolved: Resolved, *systems: str) -> dict[str, tuple[int, float]]:
    """Return the count and the expected number of integrations of each kind of unread input."""
    landscape = Landscape(resolved)
    found = list_unread_parts(gaps, landscape, systems, find_mentions(gaps.texts, landscape))
    return {p.what: (p.count, p.expected) for p in found if p.count}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Monday: Wiener Schnitzel, prices in a ledger", "text without system names"),
        ("Monday: the Order Ledger is closed", "text about other systems"),
        ("ask the OLG team", "text about other systems"),
        ("das olg hat heute zu", "text without system names"),
        ("curl -o out.json https://api.ledger.example/v1/orders", "unsupported file"),
    ],
)
def test_a_text_counts_less_if_it_names_no_known_system(text: str, what: str) -> None:
    """An unread text that mentions no known system has a lower rate. A system is mentioned by all
    words of its name, a short name in capitals, or its host.
    """
    words = read_plain_text("menu.txt", text)
    assert words is not None
    ledger = SystemNode(id="ledger", name="Order Ledger", aliases=("OLG",))
    gaps = InputGaps(skipped=(MENU,), texts=(words,), files=4)
    rate = RULES.unrelated_texts.value if what == "text without system names" else 1
    found = list_parts(gaps, Resolved(systems=(ledger,)), "shop")
    assert found == {what: (1, round(rate * ONE_OF_FOUR, 6))}


SHOP, ERP, PAY, POC = (
    SystemNode(id=name.casefold(), name=name, kind=kind)
    for name, kind in (("Shop", ""), ("Ledger", ""), ("Payroll", ""), ("Offers", "poc"))
)
ORDERS = FlowEdge(id="1", source=End(system="shop"), target=End(system="ledger"))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Orders go from the Shop to the Ledger.", "text about known flows"),
        ("Orders go from the Shop\nto the Ledger. The Shop is old.", "text about known flows"),
        ("The Ledger is closed on Monday.", "text about known flows"),  # the POC reads it
        ("The Shop is old.", "text about other systems"),  # does the POC need it?
        ("Payroll sends postings to the Ledger.", "text about other systems"),
        ("Shop and Ledger meet. Payroll sends postings to the Ledger.", "text about other systems"),
        ("Shop, Ledger: see https://pay.example/v1/orders", "unsupported file"),
        ("- Shop and Ledger\n- Payroll", "text about other systems"),
        ("Offers reads orders of the Ledger.", "text about known flows"),
    ],
)
def test_a_text_counts_less_if_it_repeats_known_flows(text: str, what: str) -> None:
    """An unread text has a lower rate if each of its sentences names systems between which a flow
    is known.
    """
    words = read_plain_text("menu.txt", text)
    assert words is not None
    read = FlowEdge(id="2", source=End(system="ledger"), target=End(system="offers"))
    resolved = Resolved(systems=(ERP, POC, PAY, SHOP), flows=(ORDERS, read))
    gaps = InputGaps(skipped=(MENU,), texts=(words,), files=4, moves=20)
    moves = {
        "text about known flows": RULES.redundant_texts.value,
        "text about other systems": RULES.inconclusive_texts.value,
    }
    rate = moves[what] / 20 if what in moves else ONE_OF_FOUR
    assert list_parts(gaps, resolved, "ledger") == {what: (1, round(rate, 6))}


def test_names_that_belong_nowhere_are_not_in_the_reserve() -> None:
    """An unplaced endpoint adds no reserve after the answer that it is not a system, such as a
    printer.
    """
    printer = EndpointNode(id="printer", name="PRT01", kind=ClueKind.HOST)
    resolved = Resolved(systems=(ERP,), endpoints=(printer,))
    assert "unplaced endpoint" in list_parts(InputGaps(), resolved, "ledger")
    assert list_parts(InputGaps(nowhere=frozenset({"prt01"})), resolved, "ledger") == {}


@pytest.mark.parametrize("text", ["Monday \x00\x01", "Monday \ufffd", "%§@ yadnoM"])
def test_a_damaged_text_counts_in_full(text: str) -> None:
    """A text with damaged characters is not searched for names, so that it keeps the full rate."""
    assert read_plain_text("menu.txt", text) is None


def test_the_reason_says_what_an_unread_text_names() -> None:
    """The reason for an unread text lists at most three of the systems that it mentions."""
    other = replace(MENU, evidence=Evidence(file="mail.txt"))
    named = Mentions(names=("A", "B", "C"), hosts=("D",))
    said = explain_unclaimed((MENU, other), {"menu.txt": Mentions(), "mail.txt": named})
    assert [one.reason for one in said] == [
        "no connector reads it; it mentions no known system",
        "no connector reads it; it mentions A, B, C and 1 more",
    ]


def test_mentions_count_near_the_systems_of_the_poc_and_elsewhere() -> None:
    """An unplaced endpoint adds the chance that it is a new system × a share of the POC's systems.

    The share is that among the systems connected to the endpoint, or among all systems if the POC
    uses none of these.
    """
    nodes = tuple(SystemNode(id=key, name=key) for key in "abcdefgh")
    ends = tuple(EndpointNode(id=key, name=key, kind=ClueKind.HOST) for key in ("near", "far"))
    edges = tuple(
        FlowEdge(id=f"{one}-{other}", source=End(system=one), target=End(system=other))
        for one, other in (("a", "b"), ("a", "near"), ("c", "far"))
    )
    resolved = Resolved(systems=nodes, endpoints=ends, flows=edges)
    # Near: the POC's system a is one of a and b. Elsewhere: it is one of eight systems.
    expected = round(RULES.new_systems.value * (1 / 2 + 1 / 8), 6)
    assert list_parts(InputGaps(), resolved, "a") == {"unplaced endpoint": (2, expected)}


def test_without_systems_of_the_poc_there_is_no_reserve() -> None:
    """Without systems of a POC, nothing is built and unread inputs add no reserve."""
    assert list_unread_parts(InputGaps(), Landscape(Resolved()), []) == ()


def test_a_finding_names_what_was_not_read() -> None:
    """A finding names the unread inputs that widen the total; without unread inputs, there is
    none.
    """
    (finding,) = build_unread_findings(price(part(3, 1.5)))
    assert finding.what.startswith("3 unparsed statements may contain integrations")
    assert "(0 to 5 more integrations in all unread inputs, 2 on average; " in finding.what
    assert build_unread_findings(price()) == ()


@pytest.mark.parametrize("quality", ["good", "usable", "missing values and duplicates"])
@pytest.mark.parametrize("count", [0, 3])
def test_a_profile_never_raises_the_p80(quality: str, count: int) -> None:
    """Whatever a profile finds, P80 and P90 do not rise, because they assume bad data where no
    profile exists.
    """
    unknown, known = (price(part(count, 1.0), poc=rate_data(q)) for q in ("", quality))
    assert unknown.production.p80 >= known.production.p80
    assert unknown.production.p90 >= known.production.p90
    assert unknown.unprofiled_hours > known.unprofiled_hours == 0


def test_a_finding_names_data_that_nobody_has_profiled() -> None:
    """If data of integrations to build is not profiled, a finding says so; if it is profiled, there
    is none.
    """
    (finding,) = build_unread_findings(price(part(0, 0.0), poc=rate_data("")))
    assert finding.what.startswith("The data of some integrations to build is not profiled")
    assert build_unread_findings(price(part(0, 0.0))) == ()
