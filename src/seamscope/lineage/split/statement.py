"""One statement of a script."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement: its text, first line (1-based), leading word, and the routine it is in.

    head: the first word in upper case; "CALL" for a call without a verb, "ASSIGN" for `x := …`,
    "DECLARE" for each declaration; fault: why it must not be parsed, "" if it may.
    """

    text: str
    line: int
    head: str
    routine: str = ""
    fault: str = ""
