"""One statement of a script."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of a script, as text.

    text: text as written, with blanks for comments.
    line, column: position of its first word, counted from 1; column 0 if that is not known.
    head: its first word in upper case, ``UPDATE t SET …`` -> ``UPDATE``; "CALL" for a call without
        a verb, "ASSIGN" for ``x := 1``, "DECLARE" for each declaration, "LABEL" for ``done:``.
    routine: the routine whose body it is in: ``d.p`` in ``CREATE PROC d.p AS …``.
    outer: the routine that declares that routine locally, "" if it is not local.
    fault: the reason why it must not be parsed, or "".
    foreign: the body of a routine in another language, such as Python, else "". body_line: the line
        of the file on which it begins.
    repeats: number of repetitions of the statement that were left out of a long script. last: line
        of the file on which the last of them begins.
    """

    text: str
    line: int
    head: str
    routine: str = ""
    fault: str = ""
    column: int = 0
    outer: str = ""
    foreign: str = ""
    body_line: int = 0
    repeats: int = 0
    last: int = 0
