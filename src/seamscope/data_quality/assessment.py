"""Assess the measured quality of datasets: flaws with share, rating, evidence and date."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from seamscope.data_quality.texts import (
    describe_age,
    describe_measurement,
    get_last_name,
    shorten_measurement,
)
from seamscope.knowledge import load
from seamscope.knowledge.sourced import Single
from seamscope.records import Evidence, Measure, Measurement
from seamscope.resolved import DatasetNode, DatasetProfile, Finding, Severity
from seamscope.wording import format_count, translate

SHOWN = 4  # maximum number of flaws in a finding
BandName = Literal["duplicates", "required", "gaps"]
DUPLICATES = frozenset({Measure.DUPLICATE_KEYS, Measure.DUPLICATE_ROWS})
# Ratings of the driver data_quality, the mildest first; "" is a flaw of unknown size.
RATINGS = ("low", "nominal", "high", "very high")
SEVERITIES = {"very high": Severity.HIGH, "high": Severity.MEDIUM}
REMEDY = (
    "name who corrects data at the source (`operation.data_quality` in poc.yaml), and decide what "
    "the POC does with such rows"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """Ratings by share of the rows.

    bands: (smallest share, rating), in ascending order.
    source: where the bands come from.
    """

    bands: tuple[tuple[float, str], ...]
    source: str
    assumed: bool = False

    def rate(self, share: float) -> str:
        """Return the rating of a share: by ``(0, 'nominal'), (0.1, 'high')``, 0.05 is nominal."""
        return [rating for least, rating in self.bands if share >= least][-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The content of `knowledge/data_quality.yaml`."""

    bands: dict[BandName, Bands]
    optional: Single
    no_key: Single
    shape: Single
    shape_values: Single


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A flaw in the rows of a dataset, such as missing values.

    text: a description with share and count.
    short: a short description.
    rating: rating of the driver data_quality, "" if the share is unknown.
    share: share of the rows, None if unknown.
    evidence: the measurement.
    """

    text: str
    short: str
    rating: str
    share: float | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The flaws of one dataset according to its profiles.

    flaws: the worst flaw first.
    complete: whether missing values and duplicates were both measured, so that a dataset without
    flaws is clean.
    measured: ISO date of the newest measurement, "" if unknown.
    """

    dataset: DatasetNode
    flaws: tuple[Flaw, ...]
    complete: bool
    measured: str
    evidence: tuple[Evidence, ...]

    @property
    def is_clean(self) -> bool:
        """Whether all necessary measurements were made and found no flaw."""
        return self.complete and not self.flaws


@cache
def load_thresholds() -> Thresholds:
    """Return the thresholds, which are read and checked at the first call."""
    from pydantic import TypeAdapter

    return TypeAdapter(Thresholds).validate_python(load("data_quality"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A measurement with its profile."""

    one: Measurement
    profile: DatasetProfile

    @property
    def key(self) -> tuple[str, tuple[str, ...], str]:
        """Measure, columns and rule; a newer reading with the same key replaces an older one."""
        columns = tuple(name.casefold() for name in self.one.columns)
        rule = self.one.rule if self.one.measure is Measure.FAILURES else ""
        return (self.one.measure.value, columns, rule)

    @property
    def is_measured(self) -> bool:
        """Whether there is a result, and not just a rule that was declared."""
        one = self.one
        return one.count is not None or one.share is not None or one.failed is not None


def assess(node: DatasetNode) -> Assessment | None:
    """Return the assessment of a dataset, None if it was not measured."""
    readings = [
        _Reading(one=one, profile=profile)
        for profile in node.profiles
        for one in profile.measurements
    ]
    newest: dict[tuple[str, tuple[str, ...], str], _Reading] = {}
    for reading in readings:  # the profiles are in the order of their dates
        if reading.is_measured:
            newest[reading.key] = _fill_in_share(reading, node)
    ages = [profile for profile in node.profiles if profile.stale is not None][-1:]
    used = [*(reading.profile for reading in newest.values()), *ages]
    if not used:
        return None
    required = _list_required(readings)
    flaws = [
        flaw for reading in newest.values() if (flaw := _judge(reading, node, required, newest))
    ]
    flaws += [_report_age(profile, node) for profile in ages if profile.stale]
    measures = {reading.one.measure for reading in newest.values()}
    return Assessment(
        dataset=node,
        flaws=tuple(sorted(flaws, key=rank_flaw)),
        complete=Measure.NULLS in measures and not DUPLICATES.isdisjoint(measures),
        measured=max((profile.measured for profile in used), default="")[:10],
        evidence=tuple(sorted({place for profile in used for place in profile.evidence})),
    )


def rank_flaw(flaw: Flaw) -> tuple[int, float, str]:
    """Return a value to sort flaws by, the worst first."""
    known = RATINGS.index(flaw.rating) if flaw.rating else 0
    return (-known, -(flaw.share or 0.0), flaw.text)


def _fill_in_share(reading: _Reading, node: DatasetNode) -> _Reading:
    """Return a reading with a share; if it has none, the share is count divided by rows."""
    one = reading.one
    if one.share is not None or one.count is None:
        return reading
    known = [profile.rows for profile in node.profiles if profile.rows is not None]
    rows = reading.profile.sampled or reading.profile.rows or (known[-1] if known else None)
    if not rows or one.count > rows:
        return reading
    return replace(reading, one=replace(one, share=one.count / rows))


def _list_required(readings: Iterable[_Reading]) -> frozenset[str]:
    """Return the columns in which any missing value is a flaw, in lower case.

    These are columns in which a rule requires a value, columns of a unique key, and columns that
    refer to another table.
    """
    return frozenset(
        column.casefold()
        for reading in readings
        for column in reading.one.columns
        if (reading.one.measure is Measure.NULLS and (reading.one.rule or reading.one.failed))
        or (reading.one.measure in DUPLICATES and reading.one.rule)
        or reading.one.measure is Measure.ORPHANS
    )


def _judge(
    reading: _Reading,
    node: DatasetNode,
    required: frozenset[str],
    others: dict[tuple[str, tuple[str, ...], str], _Reading],
) -> Flaw | None:
    """Return the flaw that a measurement shows, None if it shows no flaw.

    required: columns in which any missing value is a flaw.
    others: all measurements by key.
    """
    one = reading.one
    found = one.count or one.share or (one.failed if one.count is None else False)
    if not found or one.measure is Measure.DISTINCT:
        return None
    band: BandName = "required"
    if one.measure is Measure.NULLS and required.isdisjoint(c.casefold() for c in one.columns):
        if one.share is None or one.share > load_thresholds().optional.value:
            return None
        band = "gaps"
    if one.measure is Measure.OUTLIERS and _is_covered_by_orphans(reading, others):
        return None
    if one.measure in DUPLICATES:
        if not _is_key(one) or _is_covered_by_keys(reading, others):
            return None
        band = "duplicates"
        one = _use_share_of_rows(reading, others)
    return Flaw(
        text=describe_measurement(one, reading.profile, node),
        short=shorten_measurement(one, node),
        rating="" if one.share is None else load_thresholds().bands[band].rate(one.share),
        share=one.share,
        evidence=reading.profile.evidence,
    )


def _is_key(one: Measurement) -> bool:
    """Return whether repeated values are a flaw: whole rows are repeated, or values of a key."""
    if not one.columns or one.failed:
        return True
    return bool(one.rule) and (one.share is None or one.share <= load_thresholds().no_key.value)


def _is_covered_by_orphans(
    reading: _Reading, others: dict[tuple[str, tuple[str, ...], str], _Reading]
) -> bool:
    """Return whether a column has at least as many orphans as values of unusual format.

    Then the values of unusual format are probably the orphans, which are reported already.
    """
    _, columns, rule = reading.key
    orphans = others.get((Measure.ORPHANS.value, columns, rule))
    return orphans is not None and (orphans.one.count or 0) >= (reading.one.count or 0) > 0


def _is_covered_by_keys(
    reading: _Reading, others: dict[tuple[str, tuple[str, ...], str], _Reading]
) -> bool:
    """Return whether a measurement of duplicate keys already reports these duplicate rows."""
    _, columns, rule = reading.key
    is_rows = reading.one.measure is Measure.DUPLICATE_ROWS
    return is_rows and bool(columns) and (Measure.DUPLICATE_KEYS.value, columns, rule) in others


def _use_share_of_rows(
    reading: _Reading, others: dict[tuple[str, tuple[str, ...], str], _Reading]
) -> Measurement:
    """Return a measurement of duplicate keys with the share of rows that have such a key.

    If this share was not measured, or for any other measurement, the measurement is unchanged.
    """
    _, columns, rule = reading.key
    rows = others.get((Measure.DUPLICATE_ROWS.value, columns, rule))
    if reading.one.measure is Measure.DUPLICATE_KEYS and rows and rows.one.share is not None:
        return replace(reading.one, share=rows.one.share)
    return reading.one


def _report_age(profile: DatasetProfile, node: DatasetNode) -> Flaw:
    return Flaw(
        text=describe_age(profile, node.name),
        short=translate("{dataset}: older than agreed", dataset=get_last_name(node.name)),
        rating="high",  # as for the word "stale" in estimation.yaml
        evidence=profile.evidence,
    )


def find_flaws(
    datasets: Iterable[DatasetNode], names: dict[str, str], touched: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """Return one finding for each dataset with flaws; datasets that the POC touches come first.

    names: names of systems by id.
    touched: ids of the datasets that the POC reads or writes.
    """
    found = [
        (node.id not in touched, _build_finding(assessment, names))
        for node in datasets
        if node.profiles and (assessment := assess(node)) and assessment.flaws
    ]
    ranks = list(Severity)
    found.sort(key=lambda pair: (pair[0], ranks.index(pair[1].severity), pair[1].what))
    return tuple(finding for _, finding in found)


def _build_finding(assessment: Assessment, names: dict[str, str]) -> Finding:
    node = assessment.dataset
    shown = [flaw.text for flaw in assessment.flaws[:SHOWN]]
    more = len(assessment.flaws) - len(shown)
    listed = "; ".join([*shown, *([f"and {format_count(more, 'more flaw')}"] if more else [])])
    when = f", measured {assessment.measured}" if assessment.measured else ""
    places = {place for flaw in assessment.flaws for place in flaw.evidence}
    return Finding(
        severity=SEVERITIES.get(assessment.flaws[0].rating, Severity.LOW),
        what=f"{names.get(node.system, node.system)}{when}: {listed}",
        where=(node.system, node.id),
        remedy=REMEDY,
        evidence=tuple(sorted(places)),
    )


def list_assessments(datasets: Iterable[DatasetNode]) -> Iterator[Assessment]:
    """Yield the assessment of each dataset that was measured."""
    for node in datasets:
        if node.profiles and (assessment := assess(node)):
            yield assessment
