"""Drivers that lie in the data: how it changes on the way, how wide, how much, how private."""

import re
from collections import defaultdict
from collections.abc import Iterator

from seamscope.estimate.drivers.base import (
    Ask,
    Driver,
    Finding,
    band,
    rated,
    spoken,
    table,
    unrated,
    worst,
)
from seamscope.estimate.integration_context import Seam
from seamscope.estimate.result import Factor
from seamscope.records import EdgeKind, Evidence
from seamscope.resolved import FlowEdge
from seamscope.wording import format_count

# How the counts of a mapping are said.
WORDS = {
    "sources": "source",
    "lookups": "lookup",
    "joins": "join or filter column",
    "calls": "computed column",
}
COMPUTED = (EdgeKind.EXPRESSION, EdgeKind.AGGREGATE)
# How often a period comes in a day, and how many a word means; English and German.
PER_DAY = {
    "second": 86_400.0, "sec": 86_400.0, "s": 86_400.0, "sekunde": 86_400.0,
    "minute": 1_440.0, "min": 1_440.0,
    "hour": 24.0, "h": 24.0, "hr": 24.0, "stunde": 24.0,
    "day": 1.0, "d": 1.0, "night": 1.0, "tag": 1.0,
    "week": 1 / 7, "woche": 1 / 7, "month": 1 / 30, "monat": 1 / 30,
    "year": 1 / 365, "jahr": 1 / 365,
}  # fmt: skip
MANY = {
    "": 1.0,
    "k": 1e3, "thousand": 1e3, "tausend": 1e3,
    "m": 1e6, "million": 1e6, "mio": 1e6,
    "bn": 1e9, "billion": 1e9,
}  # fmt: skip
VOLUME = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)\s*"
    r"(?P<many>k|thousand|tausend|m|mio|million|bn|billion)?\b"
    r"(?P<unit>[^/\d]*?)\s*(?:/|\b(?:per|a|an|each|every|pro|je)\b)\s*(?P<period>[a-z]+)"
)
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
BYTES = re.compile(r"\b(?:bytes?|[kmgt]i?b)\b")


def transformation(seam: Seam) -> Factor:
    """Rate how data changes on the way, from lineage, by Lakebridge's bands.

    Easy: an account is copied from one table, column by column.
    Hard: sixteen tables are looked up to fill one.
    """
    by_target: dict[tuple[str, str], list[FlowEdge]] = defaultdict(list)
    for flow in seam.flows:
        by_target[(flow.target.system, flow.target.dataset)].append(flow)
    return worst(
        "transformation",
        (_mapping(flows) for _, flows in sorted(by_target.items())),
        "no column lineage says whether data is copied or computed",
    )


def _mapping(flows: list[FlowEdge]) -> Finding:
    """Rate all that fills one target; without columns or lookups it stays unknown."""
    edges = [edge for flow in flows for edge in flow.columns]
    lookups = {name for flow in flows for name in flow.lookups}
    if not edges and not lookups:
        return Finding(rating="", said="")
    counts = {
        "sources": len({flow.source for flow in flows}),
        "lookups": len(lookups),
        "joins": len({edge.source for edge in edges if edge.kind is EdgeKind.INDIRECT}),
        # A column computed from five sources is one call, not five.
        "calls": len({edge.target for edge in edges if edge.kind in COMPUTED}),
    }
    said = ", ".join(format_count(count, WORDS[name]) for name, count in counts.items())
    evidence = tuple(sorted({e for flow in flows for e in flow.evidence})[:1])
    return Finding(rating=_lakebridge(counts), said=f"lineage shows {said}", evidence=evidence)


def _lakebridge(counts: dict[str, int]) -> str:
    """Count the breaks of each band; three of one band are one of the next."""
    breaks = {
        level: sum(counts[name] >= least for name, least in limits.items())
        for level, limits in table("transformation").breaks.items()
    }
    if breaks["very_complex"] or breaks["complex"] >= 3:
        return "extra high"
    if breaks["complex"] or breaks["medium"] >= 3:
        return "very high"
    return "nominal" if breaks["medium"] else "low"


def fields(seam: Seam) -> Factor:
    """Rate the widest data group by its number of fields.

    Easy: eight fields of a customer.
    Hard: all 180 of them.
    """
    return worst("fields", _widths(seam), "nobody says how many fields a record has")


def _widths(seam: Seam) -> Iterator[Finding]:
    for touch in seam.touches:
        if touch.fields is not None:
            said = f"the POC asks for {touch.fields} fields of {touch.system}"
            rating = band("fields", touch.fields)
            yield Finding(rating=rating, said=said, evidence=seam.said_by(touch))
    for flow in seam.flows:
        # What a mapping fills says more than how wide the whole table is.
        columns = len({edge.target for edge in flow.columns if edge.kind != EdgeKind.INDIRECT})
        if columns:
            said = f"lineage shows {columns} filled columns"
            yield Finding(rating=band("fields", columns), said=said, evidence=flow.evidence[:1])
        else:
            yield from _columns(seam, flow)


def _columns(seam: Seam, flow: FlowEdge) -> Iterator[Finding]:
    for end in (flow.target, flow.source):
        node = seam.datasets.get(end.dataset)
        if node and node.columns is not None:
            said = f"{node.name} has {format_count(len(node.columns), 'column')}"
            rating = band("fields", len(node.columns))
            yield Finding(rating=rating, said=said, evidence=node.evidence[:1])
            return


def volume(seam: Seam) -> Factor:
    """Rate how many records a day move.

    Easy: 500 orders a day.
    Hard: a million events an hour.
    """
    said: list[tuple[str, tuple[Evidence, ...]]]
    said = [(flow.volume, flow.evidence[:1]) for flow in seam.flows if flow.volume]
    said += [(touch.volume, seam.said_by(touch)) for touch in seam.touches if touch.volume]
    return worst("volume", (_amount(*one) for one in said), "nobody says how much moves")


def _amount(text: str, evidence: tuple[Evidence, ...]) -> Finding:
    day = per_day(text)
    if day is None:
        return Finding(rating="", said=f"“{text}” is no number of records with a period")
    return Finding(rating=band("volume", day), said=f"{text}: {day:,.0f} a day", evidence=evidence)


def per_day(text: str) -> float | None:
    """Return records a day from words such as "2M rows/d" or "40,000 orders a day".

    None if there is no number with a period, or if it counts bytes: records are what matters.
    """
    folded = text.casefold()
    found = VOLUME.search(folded)
    if not found or BYTES.search(folded):
        return None
    period = found["period"] if found["period"] in PER_DAY else found["period"].rstrip("s")
    if period not in PER_DAY:
        return None
    return _number(found["number"]) * MANY[found["many"] or ""] * PER_DAY[period]


def _number(text: str) -> float:
    if GROUPED.fullmatch(text):
        return float(re.sub(r"[.,]", "", text))
    whole, *rest = re.split(r"[.,]", text)
    return float(f"{whole}.{''.join(rest) or 0}")


def classification(seam: Seam) -> Factor:
    """Rate how protected the data is that moves.

    Easy: opening hours, public anyway.
    Hard: one column holds a diagnosis.
    """
    return worst("classification", _classes(seam), "nobody classifies what moves")


def _classes(seam: Seam) -> Iterator[Finding]:
    for node in seam.moved:
        said = {node.classification, *(c.classification for c in node.columns or ())} - {""}
        for text in sorted(said):
            yield _class(text, f"{node.name} is {text}", node.evidence[:1])
    for end in seam.ends:
        if end.classification:
            said_of = f"{end.name} is {end.classification}"
            yield _class(end.classification, said_of, end.evidence[:1])
    if seam.poc_system and seam.poc and seam.poc.classification:
        text = seam.poc.classification
        yield _class(text, f"the POC is {text}", seam.said_at("classification"))


def _class(text: str, said: str, evidence: tuple[Evidence, ...] = ()) -> Finding:
    return Finding(rating=spoken("classification", text), said=said, evidence=evidence)


def legacy(seam: Seam) -> Factor:
    """Widen the spread beside old technology; no evidence that it costs more by itself.

    Easy: two cloud suites of today.
    Hard: a mainframe, for which nobody is left who knows it.
    """
    for end in seam.others:
        text = " ".join((end.kind, end.product, end.hosting))
        if spoken("legacy", text):
            said = f"{end.name} is old technology: dearer in some projects, not in the mean"
            return unrated("legacy", said, end.evidence[:1])
    return rated("legacy", "nominal", "no sign of old technology")


def _transformation_asks(seam: Seam) -> tuple[Ask, ...]:
    text = f"Is data between {seam.between} copied as it is, or joined and computed?"
    return (Ask(text=text, about=(seam.integration.id,)),)


def _fields_asks(seam: Seam) -> tuple[Ask, ...]:
    text = f"How many fields has a record that moves between {seam.between}?"
    return (Ask(text=text, about=(seam.integration.id,)),)


def _volume_asks(seam: Seam) -> tuple[Ask, ...]:
    text = f"How many records a day move between {seam.between}?"
    return (Ask(text=text, about=(seam.integration.id,)),)


def _classification_asks(seam: Seam) -> tuple[Ask, ...]:
    text = f"Is personal or otherwise protected data moved between {seam.between}?"
    return (Ask(text=text, about=(seam.integration.id,)),)


def _legacy_asks(seam: Seam) -> tuple[Ask, ...]:
    names = " and ".join(end.name for end in seam.others)
    text = f"Who still knows the old technology of {names}, and how may it be reached?"
    return (Ask(text=text, about=tuple(end.id for end in seam.others)),)


DRIVERS = (
    Driver(name="transformation", fact="lineage", rate=transformation, ask=_transformation_asks),
    Driver(name="fields", fact="columns", rate=fields, ask=_fields_asks),
    Driver(name="volume", fact="volume", rate=volume, ask=_volume_asks),
    Driver(
        name="classification",
        fact="classification",
        rate=classification,
        ask=_classification_asks,
    ),
    Driver(name="legacy", fact="technology", rate=legacy, ask=_legacy_asks),
)
