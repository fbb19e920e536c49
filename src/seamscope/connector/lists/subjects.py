"""Add a column for the system in the title of a list: "Interfaces of the ERP".

Such a list has one column for the other system and one for the direction, "in" or "out", from the
view of the system in the title.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from seamscope.connector.dates import DATE, take_dates
from seamscope.connector.directions import is_arrow
from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.headings import Heading, read_heading
from seamscope.connector.lists.titles import is_interface_title
from seamscope.connector.lists.vocabulary import Side, load_cell_words, load_vocabulary
from seamscope.connector.lists.ways import OPEN
from seamscope.connector.scrub import quote
from seamscope.connector.words import fold_words

TOP = 20  # rows in which the header is searched
OF = (r"of|for|von|vom|f\u00fcr|des|der|de|del|de la|du|di|del|della|do|da|van|voor|systemu|"
      r"dla|to and from|to|des systems")  # fmt: skip
ARTICLE = re.compile(r"^(?:l['\u2019]|(?:the|dem|der|den|das|le|la|les|el|il|lo|het|o)\s)\s*", re.I)
# "Interfaces of Orders (SAP) - team B" contains Orders.
TITLE = re.compile(
    rf"^(?P<what>[^:]{{3,60}}?)\s(?:{OF})\s+(?P<name>[^\s(\[:;,–—][^(\[:;,–—]{{1,60}})", re.I
)
NUMBERED = re.compile(r"[^\W\d_]{2,12} ?\d{1,3}")  # "Tab3", "Sheet 1"
END = re.compile(r"\s[-|/]\s.*$")
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# "Direction (as seen from the ERP)" contains the ERP.
VIEW = re.compile(
    r"\b(?:aus (?:der )?sicht(?: von| des| der)?|(?:as )?seen from|(?:from the )?view of|"
    r"(?:du point de )?vue? d[eu]|(?:desde el punto de )?vist[oa] (?:de|desde)|"
    r"(?:dal punto di )?vist[oa] da|gezien vanuit|vanuit|z perspektywy|z punktu widzenia)\s+"
    r"(?:the |dem |der |l['\u2019])?(?P<name>[^()\[\]:;,]{2,60})", re.I
)  # fmt: skip
MOST_WORDS = 4  # of a name in a title
LISTED = "the list has one column of systems; '{}' in its title is read as the other one"


def add_subject(grid: Grid, file: str = "") -> Grid:
    """Return a sheet with a column for the system in its title, or the sheet itself.

    file: the name of the file without its ending, which is a title too.
    """
    for place, line in enumerate(grid.lines[:TOP]):
        headings = {at: read_heading(line.cells[at]) for at in line.filled}
        directed = [at for at in headings if _is_direction(line.cells[at], headings[at])]
        if len(directed) == 1 and _has_one_system(headings, directed[0]):
            titles = _list_titles(grid, place)
            view = _find_view([line.cells[directed[0]], *titles])
            if name := next(filter(None, map(_find_subject, titles)), ""):
                return _extend(grid, place, directed[0], _shorten(name, view))
            if name := _find_sheet_subject(grid, headings):
                return _extend(grid, place, directed[0], name)
            named = map(_find_bare_subject, [*titles, file])
            if name := next(filter(None, named), "") or view:
                note = (LISTED.format(quote(name)), "put the other system in a separate column")
                extended = _extend(grid, place, directed[0], name)
                return replace(extended, notes=(*grid.notes, note))
            return grid
        if sum(heading.known for heading in headings.values()) > max(2, len(headings) / 2):
            return grid  # the header of a list with both ends
    return grid


def _find_view(texts: Sequence[str]) -> str:
    """Return the system from whose view a list is written: "Richtung (aus Sicht SAP ECC)"."""
    found = (VIEW.search(text) for text in texts)
    return next((one["name"].strip() for one in found if one), "")


def _shorten(name: str, view: str) -> str:
    """Return a name without leading words that the view leaves out: "ERP Sage X3"."""
    return view if view and name.casefold().endswith(f" {view.casefold()}") else name


def _find_bare_subject(title: str) -> str:
    """Return the system next to a word for interfaces: ``Koppelingen Molen 2024`` → Molen.

    The name does not include dates, versions and words of titles, except for words between two
    parts of the name.
    """
    plain = BRACKETED.sub(" ", title).replace("_", " ").strip()
    plain = take_dates(plain if " " in plain else plain.replace("-", " ")).text
    if not is_interface_title(plain):
        return ""
    words = [word for word in plain.split() if re.search(r"[\w&+]", word)]
    spare = [_is_spare(word) for word in words]
    own = [at for at, one in enumerate(spare) if not one]
    if not own or own[-1] - own[0] >= MOST_WORDS or any(spare[own[0] : own[-1]]):
        return ""
    name = " ".join(words[own[0] : own[-1] + 1]).strip(" -–—,.")
    return name if any(map(str.isupper, name)) else ""


def _is_spare(word: str) -> bool:
    """Return whether a word of a title is not in a name: "Schnittstellenliste", "2024", "v3"."""
    known = load_vocabulary()
    folded = fold_words(word)
    return (
        bool(re.fullmatch(r"[vV]?[\d.\-/]+", word))
        or DATE in word
        or is_interface_title(word)
        or all(
            one in known.titles | known.title_words | known.fillers | known.qualifiers
            or one in known.prepositions or known.things.get((one,)) == "system"
            or (one,) in load_cell_words("closing")
            for one in folded
        )
    )  # fmt: skip


def _is_direction(text: str, heading: Heading) -> bool:
    """Return whether a header denotes a direction, in words or letters such as "I/O"."""
    if is_arrow(text):
        return False  # a cell of an entry
    halves = [(word,) for word in fold_words(text)]
    both = len(halves) == 2 and _is_opposite(halves[0], halves[1])
    return both or (heading.interfaces == "direction" and heading.side is None)


def _is_opposite(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    inward, outward = load_cell_words("inward"), load_cell_words("outward")
    if (one in inward and other in outward) or (one in outward and other in inward):
        return True
    sides = {load_vocabulary().prepositions.get(word) for word in (*one, *other)}
    return sides == {Side.SOURCE, Side.TARGET}  # "To/from"


def _has_one_system(headings: dict[int, Heading], direction: int) -> bool:
    """Return whether exactly one column contains a system, which is then the other system."""
    others = [h for at, h in headings.items() if at != direction]
    named = [h for h in others if _names_system(h)] or list(filter(_is_correspondent, others))
    return len(named) == 1 and named[0].side in {Side.PARTNER, None} and len(headings) > 2


def _is_correspondent(heading: Heading) -> bool:
    """Return whether a header may be a person or the other system: "Correspondant"."""
    return fold_words(heading.title) in load_vocabulary().correspondents


def _names_system(heading: Heading) -> bool:
    """Return whether a header denotes systems: "Other system", "Application", "Connected to"."""
    named = heading.systems == "name" and bool(heading.thing)
    return heading.side is not None or named or heading.relation == OPEN


def _list_titles(grid: Grid, place: int) -> list[str]:
    above = [line for line in grid.lines[:place] if len({*line.cells} - {""}) == 1]
    return [*(line.cells[line.filled[0]].strip() for line in above if line.filled), grid.name]


def _is_plain_name(heading: Heading) -> bool:
    """Return whether a header denotes systems in general: "Application"."""
    named = heading.systems == "name" and bool(heading.thing) and heading.side is None
    return named or _is_correspondent(heading)


def _find_sheet_subject(grid: Grid, headings: dict[int, Heading]) -> str:
    """Return the sheet's name if its list has only relations, as in books with a sheet per system.

    The sheet names "Sheet 3" and "Interfaces" do not identify a system.
    """
    related = any(h.relation == OPEN or h.side is Side.PARTNER for h in headings.values())
    words = fold_words(grid.name)
    plain = read_heading(grid.name).known or is_interface_title(grid.name)
    plain = plain or words in load_cell_words("sheets")
    return "" if plain or not related or not words or NUMBERED.fullmatch(grid.name) else grid.name


def _find_subject(title: str) -> str:
    """Return the system in a title: ``Schnittstellen von LEDGER`` → LEDGER.

    ``Systeem: Toegang+ (door control)`` → Toegang+.
    """
    label, colon, rest = title.partition(":")
    heading = read_heading(label)
    if colon and heading.systems == "name" and heading.thing and rest.strip():
        return END.sub("", rest.partition("(")[0]).strip(" -")
    found = TITLE.match(title)
    if found is None or not is_interface_title(found["what"]):
        return ""
    return ARTICLE.sub("", END.sub("", found["name"])).strip(" -")


def _extend(grid: Grid, place: int, direction: int, name: str) -> Grid:
    width = max(len(line.cells) for line in grid.lines)
    head = grid.lines[place]
    others = {at: read_heading(head.cells[at]) for at in head.filled if at != direction}
    named = [at for at, heading in others.items() if _names_system(heading)] or list(others)
    plain = [at for at in named if _is_plain_name(others[at])]

    def extend(number: int, line: Line) -> Line:
        cells = [*line.cells, *[""] * (width - len(line.cells))]
        if number == place:
            title = cells[direction].strip()
            cells[direction] = f"Direction ({title})" if "/" in title else title
            for at in plain:
                cells[at] = f"Other system ({cells[at].strip()})"
            return replace(line, cells=(*cells, "Own system" if plain else "System"))
        entry = number > place and len(line.filled) > 1
        return replace(line, cells=(*cells, name if entry else ""))

    return replace(grid, lines=tuple(extend(n, line) for n, line in enumerate(grid.lines)))
