"""Report words for criticality, speed or frequency in an inventory that are not understood.

The text is kept and shown, but the estimate cannot rate it. The author of the inventory should
therefore know which words are understood.
"""

from collections.abc import Iterable, Iterator

from seamscope.connector.entries import note_reading
from seamscope.connector.scrub import quote
from seamscope.knowledge.ratings import list_offers, match_criticality, match_pace
from seamscope.records import Flow, Record, Skipped, System

INVENTORY = "inventory"  # the connector of the files that users write for seamscope
SHOWN = 60  # characters of a text that are shown


def list_unrated(records: Iterable[Record]) -> Iterator[Skipped]:
    """Yield a note for each key of an inventory whose text is not understood.

    A flow in both directions is an entry with two records, so a note may occur twice.
    """
    for record in records:
        match record:
            case System(evidence=where) if where.connector == INVENTORY:
                found = [("criticality", record.criticality, "reliability", match_criticality)]
            case Flow(evidence=where) if where.connector == INVENTORY:
                found = [
                    ("frequency", record.frequency, "service", match_pace),
                    ("latency", record.latency, "service", match_pace),
                ]
            case _:
                continue
        for key, text, driver, read in found:
            if text and not read(text):
                yield note_reading(
                    f"{key} '{quote(text, SHOWN)}' is not understood; it is kept as text and not "
                    "rated",
                    f"write it like one of: {', '.join(list_offers(driver))}",
                    where,
                )
