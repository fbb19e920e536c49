"""Findings and failed gates as SARIF 2.1.0, which code hosts show next to the files."""

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from seamscope.gates import Check, Gate
from seamscope.outputs.writers.mark import MARK
from seamscope.outputs.writers.tabulate import clean_text
from seamscope.records import Evidence
from seamscope.resolved import Finding, Severity
from seamscope.version import __version__

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
GATE = "failed-gate"
SURVEY = "survey.json"
# Rules by id: the level of their results, and their message.
RULES = {
    **{
        f"finding-{severity.value}": (level, f"Finding of {severity.value} severity")
        for severity, level in LEVELS.items()
    },
    GATE: ("error", "A limit in seamscope.yaml is exceeded, or a checklist line is not answered"),
}
PLACES = 10  # maximum number of locations of one result

Json = dict[str, object]


def format_sarif(check: Check, root: str = "") -> str:
    """Return the findings and failed gates as a SARIF log; accepted findings are suppressed.

    root: the surveyed folder, relative to the repository, as prefix of the paths.
    """
    results = [
        *(_build_gate(gate, check.place) for gate in check.gates if not gate.passed),
        *(_build_finding(finding, root) for finding in check.survey.findings),
    ]
    log: Json = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _build_driver()},
                "automationDetails": {"id": "seamscope/"},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _build_driver() -> Json:
    return {
        "name": "seamscope",
        "version": __version__,
        "fullDescription": {"text": f"Findings and failed gates of a survey, {MARK}"},
        "rules": [
            {
                "id": name,
                "shortDescription": {"text": text},
                "defaultConfiguration": {"level": level},
            }
            for name, (level, text) in RULES.items()
        ],
    }


def _build_result(rule: str, text: str, locations: list[Json], fingerprint: str) -> Json:
    """Return a result at its first location, with the other locations as related locations."""
    first, *others = locations
    related = [{"id": number, **other} for number, other in enumerate(others, start=1)]
    return {
        "ruleId": rule,
        "ruleIndex": list(RULES).index(rule),
        "level": RULES[rule][0],
        "message": {"text": clean_text(text)},
        "locations": [first],
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"seamscope/v1": fingerprint},
    }


def _build_gate(gate: Gate, place: str) -> Json:
    text = f"Gate {gate.name}: {gate.found}, limit {gate.limit}. {gate.why}"
    return _build_result(GATE, text, [_build_location(place or SURVEY)], f"gate/{gate.name}")


def _build_finding(finding: Finding, root: str) -> Json:
    text = f"{finding.what}. What to do: {finding.remedy}" if finding.remedy else finding.what
    locations = list(_build_locations(finding.evidence, root)) or [_build_location(SURVEY)]
    result = _build_result(f"finding-{finding.severity.value}", text, locations, finding.id)
    if finding.accepted and not finding.accepted.expired:
        accepted = finding.accepted
        why = f"{accepted.statement} ({accepted.author}, until {accepted.expires})"
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": clean_text(why)}
        ]
    return result


def _build_locations(evidence: tuple[Evidence, ...], root: str) -> Iterator[Json]:
    """Yield the location of each piece of evidence; for a file in an archive, of the archive."""
    for place in evidence[:PLACES]:
        outer, _, inner = place.file.partition("!")
        path = str(PurePosixPath(root, outer)) if root else outer
        yield _build_location(path, 0 if inner else place.line, str(place))


def _build_location(path: str, line: int = 0, words: str = "") -> Json:
    physical: Json = {"artifactLocation": {"uri": quote(clean_text(path))}}
    if line:
        physical["region"] = {"startLine": line}
    location: Json = {"physicalLocation": physical}
    if words:
        location["message"] = {"text": clean_text(words)}
    return location
