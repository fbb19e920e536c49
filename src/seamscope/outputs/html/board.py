"""The first screen of the report: the advice and the board page; on phones, a list."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from seamscope.document import Survey
from seamscope.estimate.one_total import SCOPE
from seamscope.outputs.board import build_board_pages
from seamscope.outputs.canvas.palette import PAGE
from seamscope.outputs.html.markup import Part, build_element, build_list
from seamscope.outputs.neighbourhood import build_neighbourhood, list_neighbours
from seamscope.outputs.views.board import Board, build_board
from seamscope.outputs.views.board_foot import list_foot
from seamscope.outputs.views.board_rows import BoardRow, Card
from seamscope.outputs.views.composition import explain_sum, write_sum
from seamscope.outputs.views.total import format_price
from seamscope.outputs.views.verdict import give_verdict
from seamscope.outputs.views.verdict_reasons import Advice
from seamscope.wording import format_count, format_days, translate

PHONE = 3  # entries of a list, and names of missing facts, that a phone shows
STYLES = {
    Advice.SETTLE: "settle",
    Advice.ASK: "ask",
    Advice.RESERVE: "reserve",
    Advice.PLAN: "plan",
}


def build_first_screen(survey: Survey) -> Element:
    """Return the verdict and the first board page; the other pages are collapsed."""
    pages = [embed_svg(page, translate("Board page")) for page in build_board_pages(survey, PAGE)]
    further = [
        build_element(
            "details",
            build_element(
                "summary",
                translate("Board page {number} of {pages}", number=number, pages=len(pages)),
            ),
            build_element("div", page, class_="board"),
        )
        for number, page in enumerate(pages[1:], start=2)
    ]
    return build_element(
        "div",
        _build_verdict(survey),
        build_element("div", pages[0], class_="board"),
        *further,
        _build_phone_list(build_board(survey)),
    )


def build_neighbourhood_section(survey: Survey) -> Element | None:
    """Return the drawing of the POC, its systems and their neighbours; None without a POC.

    On phones, a list replaces the drawing.
    """
    if not survey.surface.poc:
        return None
    drawing = embed_svg(build_neighbourhood(survey, PAGE), translate("Neighbourhood of the POC"))
    items = [
        build_element("li", name, *(build_element("small", line) for line in lines))
        for name, lines in list_neighbours(survey)
    ]
    return build_element(
        "div",
        build_element("div", drawing, class_="board"),
        build_element("ul", *items, class_="board-list"),
    )


def embed_svg(root: Element, name: str) -> Element:
    """Prepare a picture for insertion into the page, and return it.

    The picture gets the role `group` and a label, because screen readers cannot access links in a
    picture with the role `img`.
    """
    for part in root.findall("title") + root.findall("desc"):
        root.remove(part)
    root.attrib.pop("aria-labelledby", None)
    root.set("role", "group")
    root.set("aria-label", name)
    for group in root.iter("g"):
        group.attrib.pop("id", None)
    for link in root.iter("a"):
        if not link.get("href", "").startswith("#"):
            link.set("href", f"#{link.get('href', '').partition('#')[2]}")
    return root


def _build_verdict(survey: Survey) -> Element:
    verdict = give_verdict(survey)
    single = verdict.reasons if len(verdict.reasons) == 1 else ()
    return build_element(
        "div",
        build_element("p", verdict.headline, class_="advice"),
        build_element("p", " ".join((verdict.sentence, *single))),
        build_list(verdict.reasons) if len(verdict.reasons) > 1 else None,
        class_=f"verdict {STYLES.get(verdict.advice, 'nothing')}",
    )


def _build_phone_list(board: Board) -> Element:
    """Return the rows of the board page as text, for screens too narrow for the drawing."""
    total: Part = None
    if board.total:
        price = format_price(board.total)
        money = f" ≈ {price}" if price else ""
        total = build_element(
            "p",
            build_element(
                "b",
                translate(
                    "{p80} person-days (P80){money}",
                    p80=format_days(board.total.days.p80),
                    money=money,
                ),
            ),
            build_element("small", f"P50 {format_days(board.total.days.p50)}: {translate(SCOPE)}"),
            *_explain_total(board),
        )
    items = [build_element("li", *_describe_row(row)) for row in board.rows]
    return build_element(
        "div", total, build_element("ol", *items), *_list_foot(board), class_="board-list"
    )


def _list_foot(board: Board) -> Iterator[Part]:
    """Yield the headings and first entries of the lists at the foot of the board page."""
    for heading, items in list_foot(board):
        yield build_element("b", heading)
        entries = [
            build_element(
                "li", build_element("b", f"{item.head} ") if item.head else None, item.words
            )
            for item in items[:PHONE]
        ]
        more = len(items) - len(entries)
        rest = translate("+{count:,} more in the report", count=more)
        yield build_element("ul", *entries, build_element("li", rest) if more > 0 else None)


def _explain_total(board: Board) -> Iterator[Part]:
    if board.composition:
        yield build_element("small", write_sum(board.composition))
        yield build_element("small", " ".join(explain_sum(board.composition)))
    if board.go_live:
        yield build_element("b" if board.is_late else "small", board.go_live)


def _describe_row(row: BoardRow) -> Iterator[Part]:
    other = translate(" and {other}", other=row.other.name) if row.other else ""
    days = (
        translate("{p80} {unit} at P80", p80=format_days(row.days.p80), unit=row.days_word)
        if row.days
        else translate("not estimated")
    )
    yield build_element("a", f"{row.card.name}{other}", href=f"#/{row.label}")
    yield f", {days}, {translate('two-way') if row.two_way else translate('one-way')}"
    if row.other is None:
        yield from (build_element("small", line) for line in _describe_card(row.card))
    verbs = (
        (translate("reads"), translate("writes"))
        if row.other is None
        else (translate("there:"), translate("back:"))
    )
    for verb, movement in zip(verbs, (row.reads, row.writes), strict=True):
        if movement:
            what = ", ".join(movement.what) or translate("data")
            yield build_element("small", f"{verb} {what} · {' · '.join(movement.how)}")
    if row.missing:
        counted = format_count(len(row.missing), "fact")
        names = list(dict.fromkeys(row.missing))
        shown = ", ".join(names[:PHONE]) + (f" +{len(names) - PHONE}" if len(names) > PHONE else "")
        words = translate("{facts} missing: {names}", facts=counted, names=shown)
        yield build_element("small", words)


def _describe_card(card: Card) -> Iterator[str]:
    """Yield the facts on the card of a system, one line for each kind of fact."""
    owner = translate("owner: {owner}", owner=card.owner) if card.owner else ""
    for line in ((*card.facts, owner), card.sensitive, (card.lifecycle,), card.flaws):
        if said := " · ".join(part for part in line if part):
            yield said
