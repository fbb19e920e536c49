"""Describe the origin of a survey: program, hash of the inputs, seed, and evidence."""

import hashlib
from collections.abc import Sequence

from seamscope.document import Survey
from seamscope.records import Evidence
from seamscope.wording import translate

SHOWN = 10  # maximum number of pieces of evidence in one cell; survey.json lists all of them


def describe_source(survey: Survey) -> str:
    """Return program, date (if recorded) and input hashes, to identify a printed diagram."""
    input_lines = sorted(f"{item.path} {item.sha256}\n" for item in survey.meta.inputs)
    digest = hashlib.sha256("".join(input_lines).encode()).hexdigest()[:12]
    options = survey.meta.options or {}
    poc = options.get("poc_sha256", "")[:12]
    parts = (
        f"{survey.meta.tool} {survey.meta.tool_version}",
        options.get("date", ""),
        f"inputs {digest}",
        f"POC {poc}" if poc else "",
    )
    return " · ".join(part for part in parts if part)


def describe_source_and_seed(survey: Survey) -> str:
    """Return program, input hashes, seed and schema version, to identify a printed report."""
    meta = survey.meta
    return f"{describe_source(survey)} · seed {meta.seed} · schema version {meta.schema_version}"


def format_evidence(evidence: Sequence[Evidence]) -> str:
    """Return the first SHOWN pieces of evidence on one line, and the number of remaining pieces."""
    more = len(evidence) - SHOWN
    shown = [str(item) for item in evidence[:SHOWN]]
    return "; ".join([*shown, *([translate("and {more} more", more=more)] if more > 0 else [])])


def format_first_evidence(evidence: Sequence[Evidence]) -> str:
    """Return the first piece of evidence and the number of other pieces: `systems.csv:2 +3`."""
    more = f" +{len(evidence) - 1}" if len(evidence) > 1 else ""
    return f"{evidence[0]}{more}" if evidence else ""
