"""Draw one row of the board page: neighbours, current access, system, data flows, days."""

from collections import Counter
from collections.abc import Iterable

from seamscope.outputs.board.columns import (
    AROUND,
    BETWEEN,
    DAYS,
    LEFT,
    LINE,
    MOVES,
    NAME,
    RIGHT,
    SCORE,
    SYSTEM,
    TODAY,
    Lane,
    Scale,
    Strip,
    count_lines,
)
from seamscope.outputs.canvas.canvas import Canvas
from seamscope.outputs.canvas.text import (
    MORE,
    SMALL,
    fit_list,
    fit_size,
    fit_text,
    fits_lines,
    measure_text,
    wrap_text,
)
from seamscope.outputs.views.board_rows import (
    READS,
    UNKNOWN_PACE,
    WRITES,
    BoardRow,
    Card,
    Movement,
    Neighbour,
)
from seamscope.outputs.views.effort_rows import Days, Role
from seamscope.wording import format_count, format_days, mark_text, translate, translate_term

INSET = 12.0
TAG = mark_text("test again")
INDIRECT = mark_text("indirectly")
RETIRE = mark_text("to be retired")
# Tag of an integration that a row above shows from its other end, in the row of the neighbour.
REPEATED = mark_text("see its row")
TAGS = {Role.TEST_AGAIN: TAG, Role.INDIRECT: INDIRECT, Role.RETIRE: RETIRE}
ALARM = "!"  # begins red lines, for print without colours
SPACE = measure_text(" ", SMALL)
ICON = 24.0
BAR = 18.0
FEW_LINES = 6  # in a card with more lines, a name may take three of them
ARROW = 3.0
SPREAD = 2.0  # each of a row's two arrows is moved by this, so that their texts do not overlap


def draw_poc_row(
    canvas: Canvas, row: BoardRow, strip: Strip, scale: Scale, *, with_ways: bool
) -> None:
    """Draw an integration between the POC and a system."""
    draw_neighbours(canvas, row.neighbours, strip)
    _draw_today(canvas, row, strip)
    draw_card(canvas, row.card, SYSTEM, strip)
    _draw_moves(canvas, row, MOVES, strip, (f"{translate(READS)} ", f"{translate(WRITES)} "))
    draw_days(canvas, row, strip, scale, with_ways=with_ways)


def draw_pair_row(
    canvas: Canvas, row: BoardRow, strip: Strip, scale: Scale, *, with_ways: bool
) -> None:
    """Draw an integration between two systems of today's landscape, with its score."""
    draw_card(canvas, row.card, LEFT, strip)
    if row.other:
        draw_card(canvas, row.other, RIGHT, strip)
    _draw_moves(canvas, row, BETWEEN, strip, ("", ""))
    if row.score is not None:
        middle, size = SCORE.x + SCORE.width / 2, 26.0
        canvas.draw_text(
            middle, strip.middle + 9, f"{row.score:.0f}", size=size, bold=True, anchor="middle"
        )
    draw_days(canvas, row, strip, scale, with_ways=with_ways)


def draw_card(canvas: Canvas, card: Card, lane: Lane, strip: Strip) -> None:
    """Draw a system with its known facts; unknown facts, such as the owner, are in red."""
    colours, width = canvas.palette, lane.width - 2 * INSET
    canvas.draw_rectangle(
        lane.x,
        strip.top,
        lane.width,
        strip.height,
        fill=colours.card,
        stroke=colours.ink,
        thickness=1.5,
        radius=8,
    )
    size = fit_size(card.name, width, NAME, bold=True)
    tallest = 3 if count_lines(strip.height) > FEW_LINES else 2
    names = wrap_text(card.name, width, size, lines=tallest, bold=True)
    y = strip.top + 22
    for words in names:
        canvas.draw_text(lane.x + INSET, y, words, size=size, bold=True)
        y += LINE + 1
    room = int((strip.top + strip.height - 5 - y) // LINE) + 1
    shown = _wrap_card_lines(_list_card_lines(card, canvas, room), width, room)
    for words, fill in shown:
        canvas.draw_text(lane.x + INSET, y, words, fill=fill)
        y += LINE
    for words in _list_flaw_lines(card, width, room - len(shown)):
        canvas.draw_text(lane.x + INSET, y, words, fill=colours.bad)
        y += LINE


def _wrap_card_lines(
    lines: list[tuple[str, str]], width: float, room: int
) -> list[tuple[str, str]]:
    """Wrap lines that are too long while there is space, and shorten the other long lines.

    lines: texts with colours.
    room: maximum number of lines.
    """
    spare, wrapped = room - len(lines), []
    for words, fill in lines:
        parts = wrap_text(words, width, SMALL, lines=min(spare + 1, 2))
        if parts[-1].endswith(MORE) and words.endswith("?"):  # keep the question mark
            shorter = fit_text(words[:-1], width - measure_text("?", SMALL), SMALL)
            parts = (f"{shorter}?",)
        spare -= len(parts) - 1
        wrapped += [(part, fill) for part in parts]
    return wrapped


def _list_card_lines(card: Card, canvas: Canvas, room: int) -> list[tuple[str, str]]:
    """Return the lines below a system's name, with their colours.

    room: maximum number of lines. If there are too few, kind and owner share the first line.
    """
    colours = canvas.palette
    facts = " · ".join(card.facts) or translate("kind not known")
    owner = (translate("no owner known"), colours.bad)
    if card.owner:
        fill = colours.bad if card.owner.endswith("?") else colours.soft  # sources disagree
        owner = (translate("owner: {owner}", owner=card.owner), fill)
    sensitive = " · ".join((*card.sensitive, *([card.lifecycle] if card.lifecycle else [])))
    known = colours.soft if card.facts else colours.bad
    lines = [(facts, known), owner, *([(sensitive, colours.warn)] if sensitive else [])]
    if len(lines) > room:
        kind = card.facts[0] if card.facts else facts
        lines[:2] = [(f"{kind} · {card.owner or owner[0]}", owner[1])]
    return lines[:room]


def _list_flaw_lines(card: Card, width: float, room: int) -> tuple[str, ...]:
    """Return the worst measured flaw of a system's data, and the number of other flaws.

    The line begins with `ALARM`, because print and some readers have no colours.
    """
    if not card.flaws or room <= 0:
        return ()
    flaw, *rest = card.flaws
    more = translate("+{count} more", count=len(rest)) if rest else ""
    return wrap_text(f"{ALARM} {flaw} {more}".strip(), width, SMALL, lines=min(room, 3))


def draw_neighbours(canvas: Canvas, neighbours: tuple[Neighbour, ...], strip: Strip) -> None:
    """Write the neighbours that fit, each with its arrow and tag, and the number of the others."""
    colours = canvas.palette
    if not neighbours:
        canvas.draw_text(AROUND.x, strip.middle + 5, translate("nothing known"), fill=colours.soft)
        return
    wrapped = _fit_neighbours(neighbours, count_lines(strip.height - 8))
    shown = neighbours[: len(wrapped)]
    taken = sum(map(len, wrapped)) + (len(shown) < len(neighbours))
    y = strip.middle - (taken - 1) * LINE / 2 + 5
    for neighbour, names in zip(shown, wrapped, strict=True):
        _draw_neighbour(canvas, neighbour, names, y)
        y += LINE * len(names)
    if rest := neighbours[len(shown) :]:
        words = fit_text(_count_rest(rest), AROUND.width - ICON, SMALL)
        canvas.draw_text(AROUND.x + ICON, y, words, fill=colours.soft)


def _fit_neighbours(neighbours: tuple[Neighbour, ...], room: int) -> list[tuple[str, ...]]:
    """Return the names of the first neighbours, each on one or two of `room` lines.

    If names are too long for one line, up to half of the neighbours are left out; if this is not
    enough, names are cut.
    """
    most = len(neighbours) if len(neighbours) <= room else room - 1
    whole = [_wrap_name(neighbour, 2) for neighbour in neighbours[:most]]
    for count in range(most, (most + 1) // 2 - 1, -1):
        if sum(map(len, whole[:count])) + (count < len(neighbours)) <= room:
            return whole[:count]
    spare = max(room - len(neighbours), 0)
    wrapped: list[tuple[str, ...]] = []
    for neighbour in neighbours[:most]:
        wrapped.append(_wrap_name(neighbour, min(spare + 1, 2)))
        spare -= len(wrapped[-1]) - 1
    return wrapped


def _wrap_name(neighbour: Neighbour, lines: int) -> tuple[str, ...]:
    tag = _name_tag(neighbour)
    width = AROUND.width - ICON - (measure_text(tag, SMALL) + 8 if tag else 0)
    return wrap_text(neighbour.name, width, SMALL, lines=lines, bold=neighbour.test_again)


def _count_rest(rest: tuple[Neighbour, ...]) -> str:
    """Return the number of neighbours that are not shown, and how many of them have a tag."""
    roles = Counter(one.role for one in rest if not one.repeated)
    words = translate("+{count} more", count=len(rest))
    if again := roles[Role.TEST_AGAIN]:
        words += translate(", {again} to test again", again=again)
    if indirect := roles[Role.INDIRECT]:
        words += translate(", {indirect} indirectly", indirect=indirect)
    return words


def _draw_neighbour(canvas: Canvas, neighbour: Neighbour, names: tuple[str, ...], y: float) -> None:
    """Write a neighbour's name on one or two lines, between its arrow and its tag."""
    colours = canvas.palette
    bold, fill = neighbour.test_again, colours.ink if neighbour.test_again else colours.soft
    draw_directions(canvas, AROUND.x, y - 5, fill, gives=neighbour.gives, takes=neighbour.takes)
    for line, name in enumerate(names):
        canvas.draw_text(AROUND.x + ICON, y + line * LINE, name, fill=fill, bold=bold)
    if tag := _name_tag(neighbour):
        shade = colours.warn if bold and not neighbour.repeated else colours.soft
        canvas.draw_text(AROUND.end, y, tag, fill=shade, anchor="end")


def _name_tag(neighbour: Neighbour) -> str:
    """Return the words after a neighbour's name, such as "test again", or ""."""
    tag = TAGS.get(neighbour.role, "")
    return translate_term(REPEATED if tag and neighbour.repeated else tag)


def draw_directions(
    canvas: Canvas, x: float, y: float, stroke: str, *, gives: bool, takes: bool
) -> None:
    """Draw an arrow to the right if a neighbour sends data, to the left if it receives data.

    If no direction is known, draw a question mark.

    gives: whether the neighbour sends data.
    takes: whether the neighbour receives data.
    """
    both = gives and takes
    if not gives and not takes:
        canvas.draw_text(x + 4, y + 5, "?", fill=canvas.palette.bad)
    for shown, offset, ends in (
        (gives, -3.5 if both else 0.0, (False, True)),
        (takes, 3.5 if both else 0.0, (True, False)),
    ):
        if shown:
            points = ((x, y + offset), (x + 17, y + offset))
            canvas.draw_line(points, stroke=stroke, thickness=1.3, ends=ends, head=5.5)


def _draw_today(canvas: Canvas, row: BoardRow, strip: Strip) -> None:
    """Write how the POC accesses the system today; the integration will replace this access."""
    colours = canvas.palette
    statements = row.today or (("", translate("not specified")),)
    stated = colours.soft if row.today else colours.bad
    room = count_lines(strip.height - 8)
    each = max(1, room // len(statements))
    lines: list[tuple[str, str, str]] = []
    for verb, how in statements[:room]:
        start = translate("{verb}:", verb=translate_term(verb)) if verb else ""
        words = f"{start} {how}" if verb else how
        fill = {READS: colours.read, WRITES: colours.write}.get(verb, colours.soft)
        for place, line in enumerate(wrap_text(words, TODAY.width, SMALL, lines=each)):
            head = start if place == 0 and line.startswith(start) else ""
            lines.append((head, line.removeprefix(head).strip(), fill))
    y = strip.middle - (len(lines) - 1) * LINE / 2 + 5
    for head, line, fill in lines:
        canvas.draw_text(TODAY.x, y, head, fill=fill)
        indent = measure_text(f"{head} ", SMALL) if head else 0.0
        canvas.draw_text(TODAY.x + indent, y, line, fill=stated)
        y += LINE


def _draw_moves(
    canvas: Canvas, row: BoardRow, lane: Lane, strip: Strip, verbs: tuple[str, str]
) -> None:
    """Draw one arrow for each direction in which data moves: reads above writes.

    verbs: the words before the data that is read and written.
    """
    colours = canvas.palette
    moves = [
        (movement, verb, fill, ends)
        for movement, verb, fill, ends in (
            (row.reads, verbs[0], colours.read, (False, True)),
            (row.writes, verbs[1], colours.write, (True, False)),
        )
        if movement
    ]
    if not moves:
        middle = lane.x + lane.width / 2
        canvas.draw_text(
            middle,
            strip.middle,
            translate("direction not known"),
            fill=colours.bad,
            anchor="middle",
        )
    pitch = strip.height / max(len(moves), 1)
    for place, (movement, verb, fill, ends) in enumerate(moves):
        y = strip.top + pitch * (place + 0.5) + SPREAD * (2 * place - len(moves) + 1)
        canvas.draw_line(((lane.x, y), (lane.end, y)), stroke=fill, thickness=ARROW, ends=ends)
        x, width = lane.x + 12, lane.width - 26
        lines = _list_contents(movement, verb, width, room=int(pitch / 2 // LINE))
        for above, words in enumerate(reversed(lines)):
            shade = fill if movement.what else colours.bad
            canvas.draw_text(x, y - 6 - above * LINE, words, fill=shade, bold=True)
        below = int((pitch / 2 - 1) // LINE)
        for line, words in enumerate(_fit_how(movement.how, width, below)):
            _draw_how(canvas, words, x, y + 16 + line * LINE)


def _draw_how(canvas: Canvas, words: str, x: float, y: float) -> None:
    """Write protocol and frequency; an unknown frequency is red, as all that is missing."""
    unknown = translate(UNKNOWN_PACE)
    known = words.removesuffix(unknown)
    canvas.draw_text(x, y, known.rstrip(), fill=canvas.palette.soft)
    if known != words:
        x += measure_text(f"{known.rstrip()} ", SMALL) if known else 0.0
        canvas.draw_text(x, y, unknown, fill=canvas.palette.bad)


def _fit_how(how: tuple[str, ...], width: float, room: int) -> tuple[str, ...]:
    """Join protocol and frequency on two lines if there is room, else on one line.

    On one line, the protocol is shortened if it is too long.
    """
    whole = " · ".join(how)
    if room > 1 and fits_lines(whole, width, SMALL, 2):
        return wrap_text(whole, width, SMALL, lines=2)
    return (_fit_how_on_one_line(how, width),)


def _fit_how_on_one_line(how: tuple[str, ...], width: float) -> str:
    first, *rest = how
    tail = "".join(f" · {words}" for words in rest)
    room = width - measure_text(tail, SMALL)
    return (
        f"{fit_text(first, room, SMALL)}{tail}"
        if room > width / 3
        else fit_text(" · ".join(how), width, SMALL)
    )


def _list_contents(movement: Movement, verb: str, width: float, room: int) -> tuple[str, ...]:
    """Return the text above an arrow: the data that moves, on at most `room` lines."""
    what = movement.what or (translate("unspecified data"),)
    words = f"{verb}{', '.join(what)}"
    lines = wrap_text(words, width, SMALL, lines=max(room, 1), bold=True)
    if lines[-1].endswith(MORE):  # instead of an ellipsis, show whole items and count the rest
        return (fit_list(what, width, SMALL, prefix=verb, bold=True),)
    return lines


def name_row(row: BoardRow) -> str:
    """Return the name below a row's bar: of the system, or the id if the row has two systems."""
    return row.label if row.other else row.card.name


def choose_note(rows: Iterable[BoardRow]) -> bool:
    """Return whether every row has room for "one-way" or "two-way" after its name and id.

    Otherwise all rows of a page omit it.
    """
    return all(
        measure_text(name_row(row), SMALL, bold=True)
        + measure_text(_write_remark(row, with_ways=True), SMALL)
        <= DAYS.width
        for row in rows
    )


def _write_remark(row: BoardRow, *, with_ways: bool) -> str:
    ways = translate("two-way") if row.two_way else translate("one-way")
    parts = [*([] if row.other else [row.label]), *([ways] if with_ways else [])]
    return "".join(f" · {part}" for part in parts)


def draw_days(
    canvas: Canvas, row: BoardRow, strip: Strip, scale: Scale, *, with_ways: bool
) -> None:
    """Draw a bar from P50 to P90 with a mark at P80; below it, write the names and missing facts.

    with_ways: whether "one-way" or "two-way" follows the names, see `choose_note`.
    """
    colours = canvas.palette
    top = strip.middle - (SMALL + 6 + BAR + 2 + 2 * LINE) / 2
    y = top + SMALL + 5 + BAR + LINE - 1
    if row.days:
        _draw_bar(canvas, row.days, top, scale)
    else:
        y = strip.middle
    remark = _write_remark(row, with_ways=with_ways)
    name = fit_text(name_row(row), DAYS.width - measure_text(remark, SMALL), SMALL, bold=True)
    wide = measure_text(name, SMALL, bold=True)
    _clear(canvas, DAYS.x, y, wide + measure_text(remark, SMALL))
    canvas.draw_text(DAYS.x, y, name, bold=True)
    canvas.draw_text(DAYS.x + wide + SPACE, y, remark.strip(), fill=colours.soft)
    y += LINE
    head, facts = _describe_missing(row)
    wide = measure_text(f"{head} ", SMALL)
    shown = fit_list(facts, DAYS.width - wide, SMALL) if facts else ""
    _clear(canvas, DAYS.x, y, wide + measure_text(shown, SMALL))
    canvas.draw_text(DAYS.x, y, head, fill=colours.soft if row.days else colours.bad)
    canvas.draw_text(DAYS.x + wide, y, shown, fill=colours.bad)


def _describe_missing(row: BoardRow) -> tuple[str, tuple[str, ...]]:
    """Return the number of missing facts in words, and the names of these facts."""
    if row.days is None:
        return translate("not estimated"), ()
    if not row.missing:
        return translate("no fact missing"), ()
    named = tuple(
        f"{fact} ×{number}" if number > 1 else fact for fact, number in Counter(row.missing).items()
    )
    return translate("{facts} missing:", facts=format_count(len(row.missing), "fact")), named


def _draw_bar(canvas: Canvas, days: Days, top: float, scale: Scale) -> None:
    colours = canvas.palette
    bar = top + SMALL + 5
    start, end, mark = (scale.place(value) for value in (days.p50, days.p90, days.p80))
    canvas.draw_rectangle(start, bar, max(end - start, 3), BAR, fill=colours.bar, radius=3)
    canvas.draw_line(((mark, bar - 4), (mark, bar + BAR + 4)), stroke=colours.ink, thickness=2.5)
    words, size = translate("{p80} at P80", p80=format_days(days.p80)), SMALL + 1
    half = measure_text(words, size, bold=True) / 2
    x = min(max(mark, DAYS.x + half), DAYS.end - half)
    _clear(canvas, x - half, top + SMALL - 4, 2 * half)
    canvas.draw_text(x, top + SMALL - 4, words, size=size, bold=True, anchor="middle")


def _clear(canvas: Canvas, x: float, y: float, width: float) -> None:
    """Draw a rectangle in the background colour, to hide grid lines behind small text."""
    canvas.draw_rectangle(x - 2, y - 13, width + 4, 17, fill=canvas.palette.paper)
