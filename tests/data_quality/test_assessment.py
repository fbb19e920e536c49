"""Data-quality flaws from the measurements of a dataset: their size, rating, location and date."""

import pytest

from seamscope.data_quality import Assessment, assess, find_flaws, load_thresholds
from seamscope.records import Column, Evidence, Measure, Measurement
from seamscope.resolved import DatasetNode, DatasetProfile, Severity

PLACE = Evidence(file="profile.json", line=1, place="profiles[0]", connector="profile")


def measure(measure: Measure, columns: str = "", **given: object) -> Measurement:
    return Measurement(measure=measure, columns=tuple(columns.split()), **given)  # type: ignore[arg-type]


def profile(*found: Measurement, rows: int | None = 1200, **given: object) -> DatasetProfile:
    return DatasetProfile(rows=rows, measurements=found, evidence=(PLACE,), **given)  # type: ignore[arg-type]


def assessed(*profiles: DatasetProfile) -> Assessment:
    found = assess(DatasetNode(id="shop/orders", system="shop", name="orders", profiles=profiles))
    assert found is not None
    return found


def texts(*profiles: DatasetProfile) -> list[tuple[str, str]]:
    return [(flaw.rating, flaw.text) for flaw in assessed(*profiles).flaws]


def test_a_column_is_named_with_its_description() -> None:
    """A flaw names the column with its description, unless the description only repeats the
    name.
    """
    columns = (
        Column(name="VDATU", description="Requested delivery date"),
        Column(name="due_date", description="Due date"),
    )
    node = DatasetNode(
        id="s/VBAK",
        system="s",
        name="VBAK",
        columns=columns,
        profiles=(
            profile(
                measure(Measure.NULLS, "vdatu", count=49),
                measure(Measure.NULLS, "due_date", count=48),
                measure(Measure.DUPLICATE_KEYS, "VDATU other", count=2, rule="key"),
            ),
        ),
    )
    found = assess(node)
    assert found is not None
    assert [flaw.text for flaw in found.flaws] == [
        "4.1 % (49 of 1,200 rows) of VBAK have no vdatu (Requested delivery date)",
        "4.0 % (48 of 1,200 rows) of VBAK have no due_date",
        "2 values of VDATU (Requested delivery date), other occur more than once in VBAK "
        "(0.2 % of the rows)",
    ]
    short = "Sales order (VBAK): 4.1 % without Requested delivery date (vdatu)"
    assert found.flaws[0].short == short


def test_nothing_is_known_of_a_dataset_that_nobody_measured() -> None:
    """A dataset without a profile, or with a contract that only declares rules, has no
    assessment.
    """
    node = DatasetNode(id="shop/orders", system="shop", name="orders")
    declared = profile(measure(Measure.NULLS, "due", rule="required"), rows=None)
    assert assess(node) is None
    assert assess(DatasetNode(id="a", system="shop", name="orders", profiles=(declared,))) is None


@pytest.mark.parametrize(
    ("found", "rating", "text"),
    [
        # 49 of 1,200 rows are 4.08 %, above the 3 % of a column that is nearly always filled.
        (
            measure(Measure.NULLS, "due", count=49),
            "high",
            "4.1 % (49 of 1,200 rows) of orders have no due",
        ),
        (
            measure(Measure.NULLS, "due", count=12),
            "nominal",
            "1.0 % (12 of 1,200 rows) of orders have no due",
        ),
        # 13 of 1,200 rows are 1.08 %, above the 1 % of duplicates.
        (
            measure(Measure.DUPLICATE_KEYS, "id", count=13, rule="key"),
            "high",
            "13 values of id occur more than once in orders (1.1 % of the rows)",
        ),
        (
            measure(Measure.DUPLICATE_ROWS, count=2),
            "nominal",
            "0.2 % (2 of 1,200 rows) of orders have an exact copy",
        ),
        (
            measure(Measure.ORPHANS, "buyer", count=150, refers_to="buyers"),
            "very high",
            "12 % (150 of 1,200 rows) of orders have a buyer that is missing in buyers",
        ),
        (
            measure(Measure.OUTLIERS, "zip", count=1),
            "nominal",
            "0.083 % (1 of 1,200 rows) of orders have a zip of unusual format",
        ),
        (
            measure(Measure.FAILURES, "state", share=0.05, rule="accepted values"),
            "high",
            "5.0 % of the rows of orders fail the rule “accepted values” of state",
        ),
    ],
    ids=lambda value: value.measure.value if isinstance(value, Measurement) else "",
)
def test_a_flaw_is_rated_by_its_share_of_the_rows(
    found: Measurement, rating: str, text: str
) -> None:
    assert texts(profile(found)) == [(rating, text)]


def test_empty_values_of_an_optional_column_are_no_flaw() -> None:
    """If half of the values of a column are empty and no rule requires them, this is no flaw."""
    assert texts(profile(measure(Measure.NULLS, "fax", count=600))) == []


def test_empty_values_of_a_required_column_are_a_flaw_whatever_their_share() -> None:
    """Empty values are a flaw, even in half of the rows, if a data contract requires the column or
    it is part of a key.
    """
    empty = measure(Measure.NULLS, "buyer", count=600)
    declared = profile(measure(Measure.NULLS, "BUYER", rule="required"), rows=None)
    in_key = measure(Measure.DUPLICATE_KEYS, "buyer", count=0, rule="key")
    expected = [("very high", "50 % (600 of 1,200 rows) of orders have no buyer")]
    assert texts(profile(empty), declared) == expected
    assert texts(profile(empty, in_key)) == expected


def test_repeated_values_of_a_column_that_is_no_key_are_no_flaw() -> None:
    """Duplicates in a column that is no key, such as the state of an order, are no flaw."""
    repeated = measure(Measure.DUPLICATE_ROWS, "state", count=1190)
    assert texts(profile(repeated)) == []


def test_duplicates_give_one_flaw_with_the_share_of_their_rows() -> None:
    """Duplicate keys and their rows give a single flaw: 100 keys in 240 of 1,200 rows are 20 % of
    the rows.
    """
    keys = measure(Measure.DUPLICATE_KEYS, "id", count=100, rule="key")
    rows = measure(Measure.DUPLICATE_ROWS, "id", count=240, rule="key")
    assert texts(profile(keys, rows)) == [
        ("very high", "100 values of id occur more than once in orders (20 % of the rows)")
    ]


def test_values_that_refer_to_nothing_are_not_told_again_as_odd_formats() -> None:
    odd = measure(Measure.OUTLIERS, "buyer", count=12)
    orphans = measure(Measure.ORPHANS, "buyer", count=12, refers_to="buyers")
    expected = "1.0 % (12 of 1,200 rows) of orders have a buyer that is missing in buyers"
    assert texts(profile(odd, orphans)) == [("nominal", expected)]


def test_a_newer_measurement_replaces_an_older_one() -> None:
    """If a newer measurement finds no empty values, the flaw of the older one is gone."""
    old = profile(measure(Measure.NULLS, "due", count=49), measured="2026-01-01")
    new = profile(measure(Measure.NULLS, "DUE", count=0), measured="2026-02-01T05:00:00Z")
    found = assessed(old, new)
    assert found.flaws == ()
    assert found.measured == "2026-02-01"


def test_a_count_without_rows_uses_the_rows_of_another_profile() -> None:
    """The share of failing rows that dbt counts is computed with the number of rows in another
    profile.
    """
    failing = profile(measure(Measure.NULLS, "due", count=120, failed=True), rows=None)
    counted = profile(rows=1200)
    assert texts(counted, failing) == [("very high", "10 % of the rows of orders have no due")]


def test_a_flaw_of_unknown_size_has_no_rating() -> None:
    failing = profile(measure(Measure.DUPLICATE_KEYS, "id", failed=True, rule="unique"), rows=None)
    assert texts(failing) == [("", "some values of id occur more than once in orders")]


def test_the_error_of_a_sample_is_stated() -> None:
    sampled = measure(Measure.NULLS, "due", count=12, share=0.04, error=0.022)
    assert texts(profile(sampled, sampled=300)) == [
        ("high", "4.0 % (12 of 300 rows) of orders have no due, ± 2.2 % in a sample")
    ]


def test_data_that_is_older_than_agreed_is_a_flaw() -> None:
    old = profile(stale=True, newest="2026-02-20", measured="2026-03-02")
    assert texts(old) == [
        ("high", "the data of orders is older than agreed: the newest row is of 2026-02-20")
    ]


def test_a_dataset_is_clean_only_if_missing_values_and_duplicates_were_measured() -> None:
    nulls = measure(Measure.NULLS, "due", count=0)
    keys = measure(Measure.DUPLICATE_KEYS, "id", count=0)
    assert not assessed(profile(nulls)).is_clean
    assert assessed(profile(nulls, keys)).is_clean


def test_a_finding_says_what_where_and_when() -> None:
    """Each dataset has one finding with its system, flaw and date; datasets that the POC uses come
    first.
    """
    flawed = profile(
        measure(Measure.NULLS, "due", count=49),
        measure(Measure.ORPHANS, "buyer", count=150),
        measured="2026-03-02T05:00:00Z",
    )
    orders = DatasetNode(id="shop/orders", system="shop", name="orders", profiles=(flawed,))
    slight = profile(measure(Measure.NULLS, "zip", count=3))
    buyers = DatasetNode(id="shop/buyers", system="shop", name="buyers", profiles=(slight,))
    first, second = find_flaws([orders, buyers], {"shop": "Shop"}, frozenset({"shop/buyers"}))
    assert first.severity is Severity.LOW
    assert first.what == "Shop: 0.2 % (3 of 1,200 rows) of buyers have no zip"
    assert second.severity is Severity.HIGH
    assert second.what == (
        "Shop, measured 2026-03-02: 12 % (150 of 1,200 rows) of orders have a buyer that is "
        "missing in another dataset; 4.1 % (49 of 1,200 rows) of orders have no due"
    )
    assert second.where == ("shop", "shop/orders")
    assert second.evidence == (PLACE,)


def test_every_threshold_has_a_source() -> None:
    known = load_thresholds()
    assert all(bands.source and bands.bands for bands in known.bands.values())
    assert all(one.source for one in (known.optional, known.no_key, known.shape))
