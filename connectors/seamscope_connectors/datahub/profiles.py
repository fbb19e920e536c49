"""Read the aspect `datasetProfile` of DataHub.

Keys: `timestampMillis`, `rowCount`, `partitionSpec.{type, partition}`, `fieldProfiles[].{fieldPath,
nullCount, nullProportion, uniqueCount, uniqueProportion}`. `uniqueCount` is the number of distinct
values. Sample values, minima, maxima and frequencies are never read.
"""

import re

from seamscope.connector import Doc
from seamscope.connector.measuring import build_measurement, read_count, read_share, read_time
from seamscope.connector.parse import parse_json
from seamscope.errors import UnreadableError
from seamscope.records import Measure, Measurement, Profile
from seamscope_connectors.datahub.urns import Urn, simplify_path

PROFILE = "datasetProfile"
SAMPLE = re.compile(r"SAMPLE \((\d+) rows\)")
WHOLE = frozenset({"", "FULL_TABLE"})
COUNTS = {
    Measure.NULLS: ("nullCount", "nullProportion"),
    Measure.DISTINCT: ("uniqueCount", "uniqueProportion"),
}


def open_text(aspect: Doc, name: str) -> Doc:
    """Return a `datasetProfile` as a parsed document if it is stored as JSON text.

    name: the name of the aspect; other aspects are returned unchanged.
    """
    if name != PROFILE or not isinstance(aspect.value, str):
        return aspect
    try:
        value = parse_json(aspect.value, "")
    except UnreadableError:
        return aspect
    return Doc(value, aspect.usage, aspect.pointer, aspect.line)


def build_profile(target: Urn, aspect: Doc) -> Profile:
    """Return the profile of a dataset.

    For a partition or a sample, `rowCount` is the number of examined rows, not of all rows.
    """
    counted = read_count(aspect["rowCount"])
    partition = aspect["partitionSpec"]
    rows, sampled = counted, None
    if partition["type"].text not in WHOLE:
        match = SAMPLE.search(partition["partition"].text)
        rows, sampled = (counted, int(match[1])) if match else (None, counted)
    examined = rows if sampled is None else sampled
    measurements: list[Measurement] = []
    for field in aspect["fieldProfiles"]:
        path = simplify_path(field["fieldPath"].text)
        for measure, (count_key, share_key) in COUNTS.items():
            count, share = read_count(field[count_key]), read_share(field[share_key])
            if path and (count is not None or share is not None):
                measurements.append(
                    build_measurement(measure, (path,), count=count, share=share, rows=examined)
                )
    return Profile(
        system=target.end.system,
        name=target.name,
        rows=rows,
        sampled=sampled,
        measured=read_time(aspect["timestampMillis"]),
        tool="DataHub",
        measurements=tuple(measurements),
        evidence=aspect.evidence,
    )
