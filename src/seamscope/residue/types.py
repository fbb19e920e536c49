"""A sign of another system that no record covers."""

from dataclasses import dataclass

from seamscope.records import Evidence


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Residue:
    """A sign of another system that no record covers.

    evidence: its file and line.
    kind: the kind of sign, such as "URL".
    value: the host or name that identifies the system.
    words: the text of the sign, without secrets and personal data.
    """

    evidence: Evidence
    kind: str
    value: str
    words: str
