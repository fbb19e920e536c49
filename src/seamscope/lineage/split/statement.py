"""One statement of a script."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of a script, as text.

    text: the text as written, with blanks for comments.
    line: the line of the first word, counted from 1.
    column: the column of the first word, counted from 1; 0 if it is not known.
    head: the first word in upper case, ``UPDATE t SET …`` -> ``UPDATE``; "CALL" for a call without
    a verb, "ASSIGN" for ``x := 1``, "DECLARE" for each declaration, "LABEL" for ``done:``.
    routine: the routine whose body contains the statement: ``d.p`` in ``CREATE PROC d.p AS …``.
    outer: the routine in which `routine` is declared, "" if `routine` is not local.
    fault: the reason why the statement must not be parsed, "" if it may be parsed.
    foreign: the body of a routine in another language, such as Python, "" for SQL.
    body_line: the line of the file on which this body begins.
    repeats: number of repetitions of the statement that were left out of a long script.
    last: line of the file on which the last repetition begins.
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
