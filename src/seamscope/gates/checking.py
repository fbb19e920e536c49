"""Check a survey against its gates, with the findings that `seamscope.yaml` accepts now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from seamscope.config import Config, read_config
from seamscope.document import Survey
from seamscope.errors import SeamscopeError
from seamscope.findings import accept_findings, assign_ids, expire_acceptances
from seamscope.gates.gate import Gate, check_gates, parse_limit
from seamscope.resolved import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The result of `seamscope check`.

    survey: the survey with the acceptances that are valid today.
    notes: messages about acceptances that match no finding.
    place: path of the file with the gates, "" if none was found.
    """

    survey: Survey
    gates: tuple[Gate, ...]
    notes: tuple[SeamscopeError, ...] = ()
    place: str = ""

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the gates that failed."""
        return tuple(gate.name for gate in self.gates if not gate.passed)

    @property
    def accepted(self) -> tuple[Finding, ...]:
        """The findings with an acceptance, including expired ones."""
        return tuple(finding for finding in self.survey.findings if finding.accepted)


def check_survey(
    survey: Survey,
    *,
    config: Path | None = None,
    limits: Iterable[str] = (),
    require: Iterable[str] = (),
    today: str = "",
) -> Check:
    """Check a survey against the gates of the configuration and of the command line.

    Raises InputError for an invalid file or option.
    config: path of a `seamscope.yaml`, None without one.
    limits: strings such as `days=300`, which replace the limit of that name.
    require: checklist lines, in addition to those of the file.
    today: YYYY-MM-DD, to determine whether acceptances have expired.
    """
    found = read_config(config) if config else Config()
    options = dict(parse_limit(text) for text in limits)
    gates = replace(found.gates, **options, require=(*found.gates.require, *require))
    notes: tuple[SeamscopeError, ...] = ()
    findings = survey.findings
    if config:  # use the acceptances in the current file, not those at the time of the survey
        identified = findings if all(one.id for one in findings) else assign_ids(findings)
        done = accept_findings(identified, found.accepted, today=today, file=found.file)
        findings, notes = done.findings, done.notes
    elif today:
        findings = expire_acceptances(findings, today)
    checked = replace(survey, findings=findings)
    return Check(
        survey=checked,
        gates=check_gates(checked, gates),
        notes=notes,
        place=str(config) if config else "",
    )
