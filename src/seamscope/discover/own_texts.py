"""Recognise texts that commands of seamscope print, by their shape.

A text on the terminal has no mark, because it is written for people.
"""

import re

from seamscope.discover.own_tables import HEADERS

# `explain`: the title with a direction or an id in brackets, then an indented line with evidence.
EXPLAINED = re.compile(
    r"\S[^\n]{0,300} {2}\([^()\n]{1,200}\)\n {2}[^\n]{0,2000}(?:\[[^\]\n]{1,300}\]| {2}[^\s:]+:\d+)"
    r"(?:\n|\Z)"
)
# `gather --missing`, and `gather` for one source.
GATHERED = re.compile(
    r"No input file comes from these sources[.;]|[^\n]{1,200}\n\nAsk [^\n]{1,200}This adds\b"
)
# `diff`: a part of the survey with its changes.
COMPARED = re.compile(r"^[A-Z]\w{2,20}: \d+ changed, \d+ unchanged$", re.M)
# `survey`: the file to open, and the next command.
SUMMARY = re.compile(
    r"^Open {3}[^\n]{1,400}\.\w{2,5}\n"
    r"Next {3}[^\n]{0,200}\bseamscope (?:explain|review|show|survey)\b",
    re.M,
)
# A row of a narrow terminal: its name, and a line for each other column.
FIELD = re.compile(r" {2}(\S.{0,60}?) {2,60}\S")
FIELDS = 2  # lines that are fields of one table, which a note of a person has not


def is_own_text(head: bytes) -> bool:
    """Return whether a text was printed by `explain`, `gather`, `diff`, `show` or `survey`."""
    text = head.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    if EXPLAINED.match(text) or GATHERED.match(text) or SUMMARY.search(text):
        return True
    return len(COMPARED.findall(text)) > 2 or _is_block(text.partition("\n\n")[0])


def _is_block(text: str) -> bool:
    """Return whether a text is a row of a table of seamscope, with a line for each column."""
    _, *lines = text.split("\n")
    found = [FIELD.match(line) for line in lines]
    names = {field[1] for field in found if field is not None}
    return len(names) >= FIELDS and any(names <= set(header) for header in HEADERS)
