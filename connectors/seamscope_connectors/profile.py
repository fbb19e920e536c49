"""Read the files that `seamscope profile` writes: counts and shares of each dataset, but no
values.
"""

import re
from collections.abc import Iterator

from seamscope.connector import Claim, Connector, Doc, File, Source
from seamscope.connector.entries import skip_entry, skip_names
from seamscope.connector.measuring import LONGEST_RULE, read_count, read_share, read_time
from seamscope.connector.scrub import quote
from seamscope.records import Evidence, Measure, Measurement, Profile, Record, SystemRef

MARK = re.compile(r'"seamscope_profile"\s*:')
VERSION = "1"


class ProfileConnector(Connector):
    """Reads data profiles that `seamscope profile` measured."""

    name = "profile"
    reads = "profiles that `seamscope profile` wrote"

    def claim(self, file: File) -> Claim | None:
        if file.suffix == ".json" and MARK.search(file.head(1024)):
            return Claim(reason="written by seamscope profile")
        return None

    def read(self, source: Source) -> Iterator[Record]:
        for document in source.file.documents():
            version = document["seamscope_profile"]
            if version.text != VERSION:
                problem = f"unknown profile version '{quote(version.text, 20)}'; read as {VERSION}"
                yield skip_entry(problem, "run `seamscope profile` again", version.evidence)
            if not document["profiles"]:
                problem = "the file has no profiles"
                yield skip_entry(problem, "run `seamscope profile` again", document.evidence)
            for item in document["profiles"]:
                yield from _read_profile(document, item)


def _read_profile(document: Doc, item: Doc) -> Iterator[Record]:
    if not item["dataset"].text:
        problem = "the profile has no dataset"
        yield skip_entry(problem, "run `seamscope profile` again", item.evidence)
        return
    unknown: list[tuple[str, Evidence]] = []
    measurements: list[Measurement] = []
    for one in item["measurements"]:
        if one["measure"].text in {measure.value for measure in Measure}:
            measurements.append(_read_measurement(one))
        else:
            unknown.append((one["measure"].text or "unnamed", one.evidence))
    if unknown:
        yield skip_names("unknown measures", "run `seamscope profile` again", unknown)
    yield Profile(
        system=SystemRef(name=item["system"].text),
        name=item["dataset"].text,
        rows=read_count(item["rows"]),
        sampled=read_count(item["sampled"]),
        measured=read_time(item["measured"]) or read_time(document["measured"]),
        tool=document["tool"].text,
        newest=read_time(item["newest"]),
        measurements=tuple(measurements),
        evidence=item.evidence,
    )


def _read_measurement(one: Doc) -> Measurement:
    return Measurement(
        measure=Measure(one["measure"].text),
        columns=one["columns"].texts,
        count=read_count(one["count"]),
        share=read_share(one["share"]),
        error=read_share(one["error"]) or 0.0,
        rule=one["rule"].text[:LONGEST_RULE],
        refers_to=one["refers_to"].text,
    )
