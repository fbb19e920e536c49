"""Effort drivers for data: transformation, fields, volume, classification, legacy technology."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from seamscope.connector.volumes import parse_records_per_day, states_records_per_day
from seamscope.estimate.drivers.base import (
    Driver,
    DriverQuestion,
    RatedStatement,
    build_factor,
    build_unknown_factor,
    choose_worst,
    get_driver_table,
    set_multiplier,
)
from seamscope.estimate.drivers.measured_quality import rate_profiles
from seamscope.estimate.integration_context import IntegrationContext
from seamscope.estimate.patterns import choose_pattern
from seamscope.estimate.result import Factor
from seamscope.knowledge.ratings import find_band, match_rating
from seamscope.records import EdgeKind, Evidence
from seamscope.resolved import FlowEdge
from seamscope.wording import format_count

# Nouns for the counts of a mapping in a factor's reason.
COUNT_NOUNS = {
    "sources": "source",
    "lookups": "lookup",
    "joins": "join or filter column",
    "calls": "computed column",
}
NOT_PROFILED = "the data is not profiled"
COMPUTED = (EdgeKind.EXPRESSION, EdgeKind.AGGREGATE, EdgeKind.CONDITION)


def rate_transformation(context: IntegrationContext) -> Factor:
    """Rate the complexity of the transformation from column lineage, by the bands of Lakebridge.

    Easy: an account is copied from one table, column by column. Hard: one table is filled from
    lookups in sixteen tables.
    """
    by_target: dict[tuple[str, str], list[FlowEdge]] = defaultdict(list)
    for flow in context.flows:
        by_target[(flow.target.system, flow.target.dataset)].append(flow)
    return choose_worst(
        "transformation",
        (
            *(_rate_mapping(flows) for _, flows in sorted(by_target.items())),
            *_rate_touches(context, "transformation", "data is"),
        ),
        "no column lineage shows whether data is copied or computed",
    )


def _rate_touches(
    context: IntegrationContext, name: Literal["transformation", "data_quality"], what: str
) -> Iterator[RatedStatement]:
    """Yield a rating for each statement in `poc.yaml` that the driver rates.

    name: the driver.
    what: the first words of each reason, such as "data quality:".
    """
    for touch in context.touches:
        text = touch.transformation if name == "transformation" else touch.data_quality
        if text:
            yield RatedStatement(
                rating=match_rating(name, text),
                text=f"{what} {text} ({touch.system})",
                evidence=context.cite_touch(touch),
            )


def _rate_mapping(flows: list[FlowEdge]) -> RatedStatement:
    """Rate all flows into one target; without columns and lookups, the rating is unknown."""
    edges = [edge for flow in flows for edge in flow.columns]
    lookups = {name for flow in flows for name in flow.lookups}
    if not edges and not lookups:
        return RatedStatement(rating="", text="")
    counts = {
        "sources": len({flow.source for flow in flows}),
        "lookups": len(lookups),
        "joins": len({edge.source for edge in edges if edge.kind is EdgeKind.INDIRECT}),
        # A column computed from five source columns counts once, not five times.
        "calls": len({edge.target for edge in edges if edge.kind in COMPUTED}),
    }
    statement = ", ".join(format_count(count, COUNT_NOUNS[name]) for name, count in counts.items())
    evidence = tuple(sorted({e for flow in flows for e in flow.evidence})[:1])
    return RatedStatement(
        rating=_rate_breaks(counts), text=f"lineage shows {statement}", evidence=evidence
    )


def _rate_breaks(counts: dict[str, int]) -> str:
    """Return the rating of a mapping from counts such as lookups and computed columns.

    Each count has a level of complexity. Three counts at one level have the same weight as one
    count at the next level.
    """
    breaks = {
        level: sum(counts[name] >= least for name, least in limits.items())
        for level, limits in get_driver_table("transformation").breaks.items()
    }
    if breaks["very_complex"] or breaks["complex"] >= 3:
        return "extra high"
    if breaks["complex"] or breaks["medium"] >= 3:
        return "very high"
    return "nominal" if breaks["medium"] else "low"


def rate_fields(context: IntegrationContext) -> Factor:
    """Rate the number of fields of the data group with the most fields.

    Easy: eight fields of a customer record. Hard: all 180 fields.
    """
    widths = [*_list_widths(context)]
    statements = (
        RatedStatement(rating=find_band("fields", w.fields), text=w.text, evidence=w.evidence)
        for w in sorted(widths, key=lambda w: (w.fields, w.text))[-1:]
    )
    factor = choose_worst("fields", statements, "the number of fields is unknown")
    per_field = get_driver_table("fields").per_field
    if not widths or per_field is None:
        return factor
    return set_multiplier(factor, per_field.multiply(max(w.fields for w in widths)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Width:
    """The number of fields of one data group, with its reason."""

    fields: int
    text: str
    evidence: tuple[Evidence, ...]


def _list_widths(context: IntegrationContext) -> Iterator[_Width]:
    # If the POC specifies how many fields it needs, the columns of the table do not matter.
    all_stated = bool(context.touches) and all(t.fields is not None for t in context.touches)
    for touch in context.touches:
        if touch.fields is not None:
            text = f"the POC needs {touch.fields} fields of {touch.system}"
            yield _Width(fields=touch.fields, text=text, evidence=context.cite_touch(touch))
    for flow in context.flows:
        # Use the columns that a mapping fills, if they are known, instead of all columns.
        columns = len({edge.target for edge in flow.columns if edge.kind != EdgeKind.INDIRECT})
        if columns:
            text = f"lineage shows {columns} filled columns"
            yield _Width(fields=columns, text=text, evidence=flow.evidence[:1])
        elif not all_stated and not _is_replicated(flow):
            yield from _count_columns(context, flow)


def _is_replicated(flow: FlowEdge) -> bool:
    """Return whether a tool replicates whole tables, so that no columns need to be mapped."""
    return choose_pattern(flow.mechanism, {flow.technology}, writes=False).names == ("replicate",)


def _count_columns(context: IntegrationContext, flow: FlowEdge) -> Iterator[_Width]:
    """Yield the number of columns of the table that a flow writes or reads.

    Nothing is yielded if the table has so many columns that probably not all of them are mapped.
    """
    per_field = get_driver_table("fields").per_field
    for end in (flow.target, flow.source):
        node = context.datasets.get(end.dataset)
        if node and node.columns is not None:
            if per_field and len(node.columns) > per_field.ordinary:
                return  # it is unknown how many of these columns are needed
            text = f"{context.describe(node)} has {format_count(len(node.columns), 'column')}"
            yield _Width(fields=len(node.columns), text=text, evidence=node.evidence[:1])
            return


def rate_volume(context: IntegrationContext) -> Factor:
    """Rate the number of records that move per day.

    Easy: 500 orders a day.
    Hard: a million events an hour.
    """
    volumes: list[tuple[str, tuple[Evidence, ...]]]
    volumes = [(flow.volume, flow.evidence[:1]) for flow in context.flows if flow.volume]
    volumes += [(t.volume, context.cite_touch(t)) for t in context.touches if t.volume]
    statements = (_rate_volume(text, evidence) for text, evidence in volumes)
    return choose_worst("volume", statements, "no volume is specified")


def _rate_volume(text: str, evidence: tuple[Evidence, ...]) -> RatedStatement:
    amount = parse_records_per_day(text)
    if amount is None:
        return RatedStatement(rating="", text=f"“{text}” is not a number of records per period")
    stated = states_records_per_day(text, amount)
    statement = text if stated else f"{text}: {amount:,.0f} a day"
    return RatedStatement(rating=find_band("volume", amount), text=statement, evidence=evidence)


def rate_classification(context: IntegrationContext) -> Factor:
    """Rate how strictly the moved data must be protected.

    Easy: opening hours, which are public. Hard: one column contains a diagnosis.
    """
    return choose_worst("classification", _rate_labels(context), "the data is not classified")


def _rate_labels(context: IntegrationContext) -> Iterator[RatedStatement]:
    for node in context.moved:
        labels = {node.classification, *(c.classification for c in node.columns or ())} - {""}
        for text in sorted(labels):
            yield _rate_label(text, f"{context.describe(node)} is {text}", node.evidence[:1])
    for end in context.ends:
        if end.classification:
            statement = f"{end.name} is {end.classification}"
            yield _rate_label(end.classification, statement, end.evidence[:1])
    if context.poc_system and context.poc and context.poc.classification:
        text = context.poc.classification
        yield _rate_label(text, f"the POC is {text}", context.cite_key("classification"))


def _rate_label(text: str, statement: str, evidence: tuple[Evidence, ...] = ()) -> RatedStatement:
    return RatedStatement(
        rating=match_rating("classification", text), text=statement, evidence=evidence
    )


def rate_data_quality(context: IntegrationContext) -> Factor:
    """Rate the quality of the data that moves, from statements in poc.yaml and from profiles.

    Easy: one profiled customer table without duplicates.
    Hard: two customer lists without a common key.
    """
    stated = [*_rate_touches(context, "data_quality", "data quality:")]
    measured, gap = rate_profiles(context)
    if any(statement.rating for statement in stated):
        return choose_worst("data_quality", (*stated, *measured), gap)
    ratings = get_driver_table("data_quality").ratings
    worst = max((ratings[statement.rating] for statement in measured), default=0.0)
    if measured and gap and worst <= ratings["nominal"]:  # data that was not measured may be worse
        return build_unknown_factor("data_quality", f"{measured[-1].text}; but {gap}")
    return choose_worst("data_quality", (*stated, *measured), gap or NOT_PROFILED)


def rate_legacy(context: IntegrationContext) -> Factor:
    """Rate old technology as unknown, because it makes the effort more uncertain, not higher.

    Easy: two current cloud suites.
    Hard: a mainframe whose experts have left.
    """
    for end in context.others:
        text = " ".join((end.kind, end.product, end.hosting))
        if match_rating("legacy", text):
            statement = (
                f"{end.name} is old technology: it costs more in some projects, not on average"
            )
            return build_unknown_factor("legacy", statement, end.evidence[:1])
    return build_factor("legacy", "nominal", "no sign of old technology")


def _ask_about_transformation(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    text = f"Is data between {context.between} copied unchanged, or joined and computed?"
    return (DriverQuestion(text=text, about=(context.integration.id,)),)


def _ask_about_fields(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    text = f"How many fields does a record that moves between {context.between} have?"
    return (DriverQuestion(text=text, about=(context.integration.id,)),)


def _ask_about_volume(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    text = f"How many records per day move between {context.between}?"
    return (DriverQuestion(text=text, about=(context.integration.id,)),)


def _ask_about_classification(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    text = f"Does personal or otherwise protected data move between {context.between}?"
    return (DriverQuestion(text=text, about=(context.integration.id,)),)


def _ask_about_data_quality(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    text = (
        f"How clean is the data that moves between {context.between}: duplicates, missing keys, "
        "stale records?"
    )
    return (DriverQuestion(text=text, about=(context.integration.id,)),)


def _ask_about_legacy(context: IntegrationContext) -> tuple[DriverQuestion, ...]:
    names = " and ".join(end.name for end in context.others)
    text = f"Who still knows the old technology of {names}, and how can it be accessed?"
    return (DriverQuestion(text=text, about=tuple(end.id for end in context.others)),)


DRIVERS = (
    Driver(
        name="transformation",
        fact="lineage",
        rate=rate_transformation,
        ask=_ask_about_transformation,
    ),
    Driver(name="fields", fact="columns", rate=rate_fields, ask=_ask_about_fields, by_group=True),
    Driver(name="volume", fact="volume", rate=rate_volume, ask=_ask_about_volume),
    Driver(
        name="classification",
        fact="classification",
        rate=rate_classification,
        ask=_ask_about_classification,
        by_group=True,
    ),
    Driver(
        name="data_quality",
        fact="data quality",
        rate=rate_data_quality,
        ask=_ask_about_data_quality,
        by_group=True,
    ),
    Driver(name="legacy", fact="technology", rate=rate_legacy, ask=_ask_about_legacy),
)
