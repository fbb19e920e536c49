"""Read the flows of an inventory: source, target, direction and mechanism."""

import re
from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.connector.directions import read_direction
from seamscope.connector.entries import check_state, report_unknown_keys, skip_entry
from seamscope.connector.relations import Direction, read_relation
from seamscope.records import (
    Certainty,
    Dependency,
    Endpoint,
    Flow,
    Intent,
    Record,
    State,
    SystemRef,
)
from seamscope_connectors.inventory.words import (
    check_certainty,
    check_intent,
    check_mechanism,
    check_volume,
    report_unknown,
)

# The slash in "S/4HANA", "AS/400" and "z/OS" belongs to the name of the system.
SEPARATOR = re.compile(r"(?<!\b\w)/(?!\d)")


def read_flow(entry: Doc, listed: frozenset[str]) -> Iterator[Record]:
    """Yield the flow of an entry, or two flows for ``direction: both``.

    An entry without a known direction yields a dependency.

    listed: names of the systems in the inventory, to recognise names with a slash such as
    ``S/4HANA``.
    """
    between = list(entry["between"])
    ends = between if len(between) == 2 else [entry["from"], entry["to"]]
    for end in ends:
        yield from report_unknown_keys(end, {"system", "dataset"})
    source, target = (_parse_endpoint(end, listed) for end in ends)
    if not source.system.name or not target.system.name:
        problem = "the flow does not have two systems"
        remedy = "write `from: System/dataset` and `to: …`, or `between: [A, B]`"
        yield skip_entry(problem, remedy, entry.evidence)
        return
    is_undirected = between or "direction" in entry  # an empty `direction:` is unknown
    direction_word = read_direction(entry["direction"].text or ("" if is_undirected else "forward"))
    direction = direction_word.direction
    stated = yield from check_state(entry["state"].text, entry["state"].evidence)
    stated = stated.as_of(entry["as_of"].text)
    intent = yield from check_intent(entry)
    # `build: true` means that the flow does not exist yet.
    planned = intent is Intent.BUILD and not entry["state"]
    mechanism, technology = yield from check_mechanism(entry)
    if direction is None:
        if entry["direction"]:
            known = ["both", "forward", "backward"]
            yield report_unknown(entry["direction"], "direction", known, "kept as a dependency")
        if intent is not Intent.NONE:
            remedy = f"write `from:` and `to:` beside `{intent.value}:`"
            problem = f"`{intent.value}:` is ignored, because the flow has no direction"
            yield skip_entry(problem, remedy, entry.evidence)
        yield Dependency(
            source=source,
            target=target,
            reason=entry["reason"].text or "the inventory does not specify a direction",
            evidence=entry.evidence,
            mechanism=mechanism,
            technology=technology,
            state=stated.state,
            moves_data=not (
                direction_word.only_depends or read_relation(entry["reason"].text).only_depends
            ),
        )
        return
    certainty = yield from check_certainty(entry["certainty"])
    if direction_word.certainty is Certainty.POSSIBLE and not entry["certainty"]:
        certainty = Certainty.POSSIBLE
    via = tuple(SystemRef(name=name) for name in entry["via"].texts)
    volume = yield from check_volume(entry["volume"])
    pairs = {
        Direction.FORWARD: [(source, target)],
        Direction.BACKWARD: [(target, source)],
        Direction.BOTH: [(source, target), (target, source)],
    }
    for first, second in pairs[direction]:
        yield Flow(
            source=first,
            target=second,
            evidence=entry.evidence,
            mechanism=mechanism,
            technology=technology,
            frequency=entry["frequency"].text,
            latency=entry["latency"].text,
            volume=volume,
            authentication=entry["authentication"].text,
            entities=entry["entities"].texts,
            via=via if first is source else via[::-1],
            state=State.PLANNED if planned else stated.state,
            state_said=stated.said,
            state_date=stated.date,
            state_due=stated.due,
            certainty=certainty,
            reason=entry["reason"].text or stated.reason,
            interface=entry["interface"].text,
            intent=intent,
        )


def _parse_endpoint(end: Doc, listed: frozenset[str]) -> Endpoint:
    """Return the endpoint for ``{system: Shop, dataset: orders}`` or ``Shop/orders``.

    A listed system name is recognised first; any other string is split at its first slash, except
    in names such as ``S/4HANA``.
    """
    if end.is_mapping:
        system, dataset = end["system"].text, end["dataset"].text
        return Endpoint(system=SystemRef(name=system), dataset=dataset)
    text = end.text
    lengths = [len(name) for name in listed if _starts_with(text, name)]
    if lengths:
        system, dataset = text[: max(lengths)], text[max(lengths) + 1 :]
    else:
        system, *rest = SEPARATOR.split(text, maxsplit=1)
        dataset = rest[0] if rest else ""
    return Endpoint(system=SystemRef(name=system.strip()), dataset=dataset.strip())


def _starts_with(text: str, name: str) -> bool:
    same = text[: len(name)].casefold() == name.casefold()
    return same and text[len(name) : len(name) + 1] in {"", "/"}
