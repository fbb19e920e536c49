"""Add a column for the system in the title of a list: "Interfaces of the ERP".

Such a list has one column for the other system, and one for the direction: "in" or "out", as seen
from the system in the title.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from seamscope.connector.directions import is_arrow, list_pronouns, read_direction
from seamscope.connector.grid import Grid, Line
from seamscope.connector.lists.codes import are_codes
from seamscope.connector.lists.headings import Heading, read_heading
from seamscope.connector.lists.own_names import (
    find_own_name,
    find_titled_name,
    is_default_title,
    is_title_word,
    strip_article,
)
from seamscope.connector.lists.titles import is_interface_title
from seamscope.connector.lists.two_ways import join_partners, split_ways
from seamscope.connector.lists.values import EXAMINED, list_values
from seamscope.connector.lists.vocabulary import Side, load_cell_words, load_vocabulary
from seamscope.connector.lists.ways import OPEN
from seamscope.connector.scrub import quote
from seamscope.connector.words import fold_words
from seamscope.records import Certainty

UNTOLD = frozenset({"", "direction", "mechanism", "unused"})
TOP = 20  # rows in which the header is searched
OF = (r"of|for|von|vom|f\u00fcr|des|der|de|del|de la|du|di|del|della|do|da|van|voor|systemu|"
      r"dla|to and from|to|des systems|autour de|autour du|around|rund um|alrededor de|intorno a|"
      r"rond|em torno de|wok\u00f3\u0142")  # fmt: skip
ARTICLE = re.compile(r"^(?:l['\u2019]|(?:the|dem|der|den|das|le|la|les|el|il|lo|het|o)\s)\s*", re.I)
# "Interfaces of Orders (SAP) - team B" contains Orders.
TITLE = re.compile(
    rf"^(?P<what>[^:]{{3,60}}?)\s(?:(?:{OF})\s+|(?:autour )?d['\u2019])"
    r"(?P<name>[^\s(\[:;,–—][^(\[:;,–—]{1,60})",
    re.I,
)
END = re.compile(r"\s[-|/]\s.*$")
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# "Direction (as seen from the ERP)" contains the ERP.
VIEW = re.compile(
    r"\b(?:aus (?:der )?sicht(?: von| des| der)?|(?:as )?seen from|(?:from the )?view of|"
    r"(?:du point de )?vue? d(?:e|u|epuis)|"
    r"(?:du point de )?vue?(?=\s+d['\u2019])|"
    r"(?:desde el punto de )?vist[oa] (?:de|desde|do|da|dos|das|del)|"
    r"(?:dal punto di )?vist[oa] da|gezien vanuit|vanuit|z perspektywy|z punktu widzenia)\s+"
    r"(?:the |dem |der |[dl]['\u2019])?(?P<name>[^()\[\]:;,]{2,60})", re.I
)  # fmt: skip
# "(we = PharmaStock)", "rein = nach BelVis".
OWN = re.compile(
    r"\b(?:we|us|wir|nous|nosotros|noi|wij|n[o\u00f3]s|my)[\"\u201d\u201c\u00bb\u2019']?\s?=\s?(?P<name>[^()\[\]:;,=]{2,60})",
    re.I,
)
TOWARDS = re.compile(
    r"=\s?(?:in)?(?:to|nach|zu|vers|hacia|verso|naar|para|do|a)\s(?P<name>[^()\[\]:;,=]{2,60})",
    re.I,
)
LEAST_WORDS = 3  # of a header that may contain a name: "In or out of Anvil?"
LISTED = "the list has one column of systems; '{}' in its title is read as the other system"


def add_subject(grid: Grid, file: str = "") -> Grid:
    """Return a sheet with a column for the system in its title, or the sheet unchanged.

    file: the name of the file without its extension, which may also be such a title.
    """
    for place in range(min(TOP, len(grid.lines))):
        if find_titled_name(_list_titles(grid, place), file):
            grid = join_partners(grid, place)
        grid, own = split_ways(grid, place)
        line = grid.lines[place]
        headings = {at: read_heading(line.cells[at]) for at in line.filled}
        directed = [at for at in headings if _is_direction(line.cells[at], headings[at])]
        below = grid.lines[place + 1 : place + 1 + EXAMINED]
        directed = directed or [
            at for at in headings
            if _has_directions(headings[at], at, below)
            or any(are_codes(list_values(at, below), one) for one in _list_titles(grid, place))
        ]  # fmt: skip
        if len(directed) == 1 and _has_one_system(headings, directed[0]):
            return _add_named(grid, place, directed[0], own, file)
        if sum(heading.known for heading in headings.values()) > max(2, len(headings) / 2):
            break  # the header of a list with both ends
    return grid


def _add_named(grid: Grid, place: int, direction: int, own: str, file: str) -> Grid:
    """Return a sheet with a column for the system that a header or a title names.

    place: the line of the header.
    own: the system in the headers, or "".
    """
    line = grid.lines[place]
    titles = _list_titles(grid, place)
    view = _find_view([line.cells[direction], *titles])
    subject = next(filter(None, map(_find_subject, titles)), "")
    headings = {at: read_heading(line.cells[at]) for at in line.filled}
    told = (
        own or _find_own(titles) or _shorten(subject, view) or _find_sheet_subject(grid, headings)
    )
    if told:
        return _extend(grid, place, direction, told)
    title = line.cells[direction] if len(fold_words(line.cells[direction])) >= LEAST_WORDS else ""
    name = find_titled_name(titles, file) or view or find_own_name([title])
    if not name:
        return grid
    note = (LISTED.format(quote(name)), "put the other system in a separate column")
    return replace(_extend(grid, place, direction, name), notes=(*grid.notes, note))


def _find_view(texts: Sequence[str]) -> str:
    """Return the system from whose view a list is written: "Richtung (aus Sicht SAP ECC)"."""
    found = (VIEW.search(text) for text in texts)
    named = next((one["name"].strip() for one in found if one), "")
    return re.sub(r"^[dl]['\u2019]", "", named)


def _find_own(titles: Sequence[str]) -> str:
    """Return the system that "we" or "in" refers to according to a title, "" if there is none.

    "we = PharmaStock" → PharmaStock; "rein = nach BelVis" (in = to BelVis) → BelVis.
    """
    found = (pattern.search(title) for pattern in (OWN, TOWARDS) for title in titles)
    named = next((one["name"].strip(" .-") for one in found if one), "")
    named = re.sub(r"\s(?:toe|hin|in|binnen)$", "", named)  # "naar Molen toe"
    named = _drop_description(strip_article(named), titles)
    return named if any(map(str.isupper, named)) else ""


def _drop_description(name: str, titles: Sequence[str]) -> str:
    """Return a name without a description in lower case, if a title also has the bare name.

    ``Neighbours of Ledgerline ("we" = Ledgerline core banking)`` → Ledgerline.
    """
    short = re.split(r"\s(?=[^\W\d_A-Z])", name, maxsplit=1)[0]
    again = any(len(re.findall(rf"\b{re.escape(short)}\b", title)) > 1 for title in titles)
    return short if short != name and again else name


def _has_directions(heading: Heading, column: int, rows: Sequence[Line]) -> bool:
    """Return whether all cells of a column are directions: "Who sends?" with "we" and "they"."""
    values = list_values(column, rows)
    said = [read_direction(value) for value in values]
    spoken = all(not list_pronouns().isdisjoint(fold_words(value)) for value in values)
    told = (heading.systems == "name" or heading.interfaces not in UNTOLD) and not spoken
    parts = [fold_words(part) for part in heading.title.split("/")]
    listed = len(parts) > 1 and all(fold_words(value) in parts for value in values)
    sure = all(one.direction and (listed or one.certainty is Certainty.CERTAIN) for one in said)
    return bool(heading.title) and not told and len(values) > 1 and sure


def _shorten(name: str, view: str) -> str:
    """Return `view` if the name ends with it, else the name.

    "ERP Sage X3" with the view "Sage X3" → "Sage X3".
    """
    return view if view and name.casefold().endswith(f" {view.casefold()}") else name


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
    """Return whether exactly one column contains a system, which is the other end of each row."""
    others = [h for at, h in headings.items() if at != direction]
    firm = [h for h in others if _names_system(h) and h.thing and h.side is Side.PARTNER]
    named = list(filter(_is_correspondent, others)) or [h for h in others if _names_system(h)]
    named = firm if len(firm) == 1 else named  # "Third-party application | Contact"
    further = [h for h in others if h not in named and _mentions_system(h)]
    told = len(named) == 1 and not further and len(headings) > 2
    # "Drugi system" is the other one, unless "Pierwszy system" precedes it.
    return told and (
        named[0].side in {Side.PARTNER, Side.SECOND, None} or _is_correspondent(named[0])
    )


def _is_correspondent(heading: Heading) -> bool:
    """Return whether a header may denote a person or the other system: "Correspondant"."""
    bare = BRACKETED.sub(" ", heading.title)
    named = bare == heading.title or _names_systems(heading.title)  # "Interlocuteur (logiciel)"
    return named and fold_words(bare) in load_vocabulary().correspondents


def _names_systems(title: str) -> bool:
    """Return whether a header has a word for systems."""
    things = load_vocabulary().things
    return any(things.get((word,)) == "system" for word in fold_words(title))


def _names_system(heading: Heading) -> bool:
    """Return whether a header denotes systems: "Other system", "Application", "Connected to"."""
    named = heading.systems == "name" and bool(heading.thing)
    sided = heading.side is not None and heading.part != "other"  # not "Contact at the partner"
    return sided or named or heading.relation == OPEN


def _mentions_system(heading: Heading) -> bool:
    """Return whether a header of unknown meaning has a word for a system: "System of record"."""
    things = load_vocabulary().things
    named = any(things.get((word,)) == "system" for word in fold_words(heading.title))
    return named and not heading.interfaces and heading.part in {"", "name", "subject"}


def _list_titles(grid: Grid, place: int) -> list[str]:
    above = [line for line in grid.lines[:place] if len({*line.cells} - {""}) == 1]
    return [*(line.cells[line.filled[0]].strip() for line in above if line.filled), grid.name]


def _is_plain_name(heading: Heading) -> bool:
    """Return whether a header denotes systems in general: "Application"."""
    named = heading.systems == "name" and bool(heading.thing) and heading.side is None
    return named or _is_correspondent(heading)


def _find_sheet_subject(grid: Grid, headings: dict[int, Heading]) -> str:
    """Return the sheet's name if its list has only columns of partners, "" for other sheets.

    Some workbooks have a sheet for each system, named after the system. Sheet names such as "Sheet
    3" and "Interfaces" do not identify a system.
    """
    related = any(h.relation == OPEN or h.side is Side.PARTNER for h in headings.values())
    words = fold_words(grid.name)
    plain = read_heading(grid.name).known or is_interface_title(grid.name)
    plain = plain or is_default_title(grid.name)
    return "" if plain or not related or not words else grid.name


def _find_subject(title: str) -> str:
    """Return the system in a title: ``Schnittstellen von LEDGER`` → LEDGER.

    It may also be a label with a value: ``Systeem: Toegang+ (door control)`` → Toegang+.
    """
    label, colon, rest = title.partition(":")
    heading = read_heading(label)
    if colon and heading.systems == "name" and heading.thing and rest.strip():
        return END.sub("", rest.partition("(")[0]).strip(" -")
    found = TITLE.match(BRACKETED.sub(" ", title))
    if found is None or not is_interface_title(found["what"]):
        return ""
    name = _drop_things(_drop_partners(ARTICLE.sub("", END.sub("", found["name"])).strip(" -")))
    generic = "(" in title and all(map(is_title_word, name.split()))
    return "" if generic else name  # "des Krankenhausinformationssystems (KIS Medwerk)"


def _drop_partners(name: str) -> str:
    """Return a name without other systems after it: "HULL con terceros", "HULL to all systems"."""
    words = name.split()
    for place, word in enumerate(words[1:-1], start=1):
        rest = words[place + 1 :]
        others = fold_words(" ".join(rest)) in load_cell_words("several")
        joint = fold_words(word) in load_cell_words("together")
        if others or (joint and all(map(is_title_word, rest))):
            return " ".join(words[:place])
    return name


def _drop_things(name: str) -> str:
    """Return a name without the words for a system before it: "sistema PRISMA" → PRISMA."""
    words, things = name.split(), load_vocabulary().things
    while len(words) > 1 and words[0].islower() and things.get(fold_words(words[0]) or ("",)):
        words.pop(0)
    return " ".join(words)


def _spell_direction(title: str) -> str:
    """Return the title of a direction column in a form that is recognised as a direction.

    A title that is recognised is unchanged. Otherwise, return ``Direction (title)`` or, if this is
    not recognised either, ``Direction``.
    """
    told = title if title.startswith("Direction (") else f"Direction ({title})"
    for one in (title, told):
        heading = read_heading(one)
        if (
            heading.interfaces == "direction"
            and not heading.side
            and (one == told or "/" not in one)
        ):
            return one
    return "Direction"


def _extend(grid: Grid, place: int, direction: int, name: str) -> Grid:
    width = max(len(line.cells) for line in grid.lines)
    head = grid.lines[place]
    others = {at: read_heading(head.cells[at]) for at in head.filled if at != direction}
    firm = [
        at for at, h in others.items() if _names_system(h) and h.thing and h.side is Side.PARTNER
    ]
    named = [at for at, heading in others.items() if _is_correspondent(heading)]
    named = firm if len(firm) == 1 else named
    named = named or [at for at, h in others.items() if _names_system(h)] or list(others)
    plain = [at for at in named if _is_plain_name(others[at])]

    told = list_values(direction, grid.lines[place + 1 :])
    english = any(fold_words(cell)[:1] in {("they",), ("them",)} for cell in told)

    def extend(number: int, line: Line) -> Line:
        cells = [*line.cells, *[""] * (width - len(line.cells))]
        if number == place:
            title = cells[direction].strip()
            cells[direction] = _spell_direction(title)
            for at in plain:
                cells[at] = f"Other system ({cells[at].strip()})"
            return replace(line, cells=(*cells, "Own system" if plain else "System"))
        entry = number > place and len(line.filled) > 1
        if entry and english and fold_words(cells[direction]) == ("we",):
            cells[direction] = "we send"  # Polish "we" is "in"
        return replace(line, cells=(*cells, name if entry else ""))

    return replace(grid, lines=tuple(extend(n, line) for n, line in enumerate(grid.lines)))
