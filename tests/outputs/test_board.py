"""The board page is complete and legible, all its pages have one layout, and it says so if there is
no POC.
"""

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from seamscope.document import Meta, Survey
from seamscope.estimate import NotReadable, UnreadPart
from seamscope.landscape import Direction, Integration
from seamscope.outputs import FORMATS
from seamscope.outputs.board import render_board_pages
from seamscope.outputs.board.columns import (
    BOTTOM,
    GAP,
    HEIGHT,
    SYSTEM,
    TOP,
    WIDTH,
    Scale,
    Strip,
)
from seamscope.outputs.board.heading import count_rows, draw_heading
from seamscope.outputs.board.key import draw_key
from seamscope.outputs.board.rows import draw_card, draw_neighbours
from seamscope.outputs.canvas.canvas import Canvas
from seamscope.outputs.canvas.palette import LIGHT
from seamscope.outputs.diagram import drawing
from seamscope.outputs.diagram.page_size import find_page_size
from seamscope.outputs.diagram.theme import DARK
from seamscope.outputs.views.board import build_board
from seamscope.outputs.views.board_rows import Card, Neighbour
from seamscope.outputs.views.effort_rows import Role
from seamscope.outputs.views.verdict import give_verdict
from seamscope.readiness import ReadinessLine, ReadinessState
from seamscope.records import Mechanism
from seamscope.resolved import DatasetNode, Question, QuestionKind, SystemNode
from seamscope.surface import PocAccess, Surface

from .hostile_sample import hostile
from .landscape_sample import AT, flow
from .survey_sample import estimate, small

SVG = "{http://www.w3.org/2000/svg}"
PRINTABLE = find_page_size("a4").width - 57  # 10 mm of margin on each side
EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))


def crowd(count: int) -> Survey:
    """Return a survey with a POC that reads from `count` systems with long names and writes to
    every second one.
    """
    names = [f"system-{n:02}" for n in range(count)]
    flows = [flow(f"r{n}", (n, "copilot"), Mechanism.API) for n in names]
    flows += [flow(f"w{n}", ("copilot", n), Mechanism.SQL) for n in names[::2]]
    integrations = tuple(
        Integration(
            id=f"copilot--{name}",
            label=f"I-{number:03}",
            systems=("copilot", name),
            direction=Direction.BOTH if number % 2 else Direction.B_TO_A,
            flows=tuple(f.id for f in flows if name in (f.source.system, f.target.system)),
            evidence=AT,
        )
        for number, name in enumerate(names, start=1)
    )
    systems = tuple(
        SystemNode(
            id=name,
            name=f"Regional manufacturing execution and planning system {name}",
            kind="mes",
            domain="Production and logistics of the northern works",
            owner="Department of operational technology",
            classification="strictly confidential personal data",
            criticality="very high",
        )
        for name in names
    )
    poc = SystemNode(id="copilot", name="Service Copilot", kind="poc")
    return replace(
        small(),
        systems=(poc, *systems),
        flows=tuple(flows),
        integrations=integrations,
        surface=Surface(
            poc="copilot",
            build=tuple(item.id for item in integrations),
            today=(PocAccess(system=names[0], reads=True, how="weekly extract by e-mail"),),
        ),
        estimates=tuple(
            estimate(item.id, 80.0 + 10 * place) for place, item in enumerate(integrations)
        ),
    )


def read_pages(survey: Survey) -> list[Element]:
    return [fromstring(page) for page in render_board_pages(survey)]


def texts(root: Element) -> list[str]:
    return [item.text or "" for item in root.iter(f"{SVG}text")]


def test_a_row_says_what_moves_which_way_and_how() -> None:
    """A row has an arrow for reading and one for writing, each with its data, protocol and
    frequency.
    """
    text = texts(read_pages(small())[0])
    assert "Service Copilot" in " ".join(text)
    assert "reads unspecified data" in text
    assert "writes unspecified data" in text
    assert text.count("API ·") == 2
    assert "frequency unknown" in text
    assert "owner: Sales IT" in text
    assert "CRM · Sales" in text


def test_a_disputed_owner_stays_a_question_where_it_is_cut() -> None:
    """If sources disagree on the owner, the owners are shown with a question mark, which stays when
    a long list is cut.
    """
    asked = Question(
        text="What is the owner of Salesforce?",
        kind=QuestionKind.ATTRIBUTE,
        subject="owner",
        about=("crm",),
        candidates=("Sales IT", "Department of operational technology"),
    )
    text = texts(read_pages(replace(small(), questions=(asked,)))[0])
    assert "owner: Sales IT or Department of operational technology?" in " ".join(text)
    crowded = crowd(6)
    first = crowded.integrations[0].systems[1]
    asked = replace(asked, about=(first,))
    text = texts(read_pages(replace(crowded, questions=(asked,)))[0])
    (owner,) = (words for words in text if "Sales IT or" in words)
    assert owner.endswith("?")


def test_the_total_has_money_and_explains_its_percentile() -> None:
    """The total is in person-days at P80, and the page explains that 8 of 10 outcomes cost no
    more.
    """
    board = build_board(small())
    assert board.total
    result = texts(read_pages(small())[0])
    assert any("person-days (P80)" in text for text in result)
    assert any("8 of 10 outcomes cost no more" in text for text in result)


@pytest.mark.parametrize("count", [1, 3, 6, 7, 20])
def test_everything_to_build_has_a_row_six_on_a_page(count: int) -> None:
    """Each integration has one row, a page has at most six rows, and each direction has one
    arrow.
    """
    pages = read_pages(crowd(count))
    assert len(pages) == -(-count // 6)
    labels = [g.get("id") for page in pages for g in page.iter(f"{SVG}g") if g.get("id")]
    assert sorted(map(str, labels)) == [f"I-{n:03}" for n in range(1, count + 1)]
    result = [text for page in pages for text in texts(page)]
    assert sum(text.startswith("reads ") for text in result) == count + 0
    assert sum(text.startswith("writes ") for text in result) == (count + 1) // 2


def test_the_most_expensive_row_comes_first() -> None:
    """Rows are sorted by P80, the largest first."""
    days = [row.days.p80 for row in build_board(crowd(9)).rows if row.days]
    assert len(days) == 9
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("survey", [small(), crowd(6), crowd(20), EMPTY, hostile()])
def test_text_is_legible_in_print_and_on_a_slide(survey: Survey) -> None:
    """The smallest text has 7 pt on A4 and 9 pt on a slide, for any number of systems."""
    for page in read_pages(survey):
        sizes = [float(t.get("font-size", "0")) for t in page.iter(f"{SVG}text")]
        assert min(sizes) * PRINTABLE / WIDTH >= 7
        assert min(sizes) * find_page_size("16x9").width / WIDTH >= 9


def ranked(count: int, name: str = "Regional booking system") -> Survey:
    """Return a survey without a POC, with two-way integrations between one system and `count`
    others with similar names.
    """
    names = [f"system-{n:02}" for n in range(count)]
    flows = [
        flow(f"{source}--{target}", (source, target), Mechanism.API)
        for n in names
        for source, target in (("hub", n), (n, "hub"))
    ]
    integrations = tuple(
        Integration(
            id=f"hub--{n}",
            label=f"I-{number:03}",
            systems=("hub", n),
            direction=Direction.BOTH,
            flows=tuple(f.id for f in flows if n in (f.source.system, f.target.system)),
            evidence=AT,
        )
        for number, n in enumerate(names, start=1)
    )
    return replace(
        small(),
        systems=tuple(SystemNode(id=n, name=f"{name} {n}") for n in ("hub", *names)),
        flows=tuple(flows),
        integrations=integrations,
        surface=Surface(),
        totals=None,
        estimates=tuple(estimate(item.id, 80.0) for item in integrations),
    )


@pytest.mark.parametrize(
    "survey",
    [small(), crowd(2), crowd(6), crowd(20), hostile(), ranked(2), ranked(14), ranked(6, "CRM")],
)
def test_no_text_leaves_the_page_or_touches_another(survey: Survey) -> None:
    """No text leaves the page or overlaps another one, and texts in different colours are at least
    4 units apart.
    """
    for page in read_pages(survey):
        boxes = [(_box(text), text.get("fill")) for text in page.iter(f"{SVG}text")]
        assert all(left >= 0 and right <= WIDTH for (left, right, _, _), _ in boxes)
        assert all(bottom <= HEIGHT for (_, _, _, bottom), _ in boxes)
        for place, ((left, right, top, bottom), fill) in enumerate(boxes):
            for other, colour in boxes[place + 1 :]:
                gap = 0.0 if colour == fill else 4.0
                apart = other[0] >= right or other[1] <= left
                apart = apart or other[2] >= bottom + gap or other[3] + gap <= top
                assert apart, (left, top, other)


@pytest.mark.parametrize("survey", [small(), crowd(2), crowd(6), crowd(20), ranked(14)])
def test_no_line_of_the_axis_runs_through_a_text(survey: Survey) -> None:
    """Each text on the axis has a background in the colour of the page that hides the lines behind
    it.
    """
    for page in read_pages(survey):
        parts = list(page.iter())
        lines = [
            (place, float(found[1]), float(found[2]))
            for place, part in enumerate(parts)
            if (found := re.match(r"M(\S+) \S+ L\1 (\S+)", part.get("d", "")))
            and part.get("stroke") == LIGHT.rule
        ]
        assert lines
        papers = [
            (place, [float(part.get(side, "0")) for side in ("x", "y", "width", "height")])
            for place, part in enumerate(parts)
            if part.tag == f"{SVG}rect" and part.get("fill") == LIGHT.paper and place > lines[-1][0]
        ]
        for place, part in enumerate(parts):
            if part.tag != f"{SVG}text":
                continue
            left, right, top, bottom = _box(part)
            if not any(left < x < right and TOP <= top < end for _, x, end in lines):
                continue
            assert any(
                at < place and x <= left and y <= top and x + w >= right and y + h >= bottom
                for at, (x, y, w, h) in papers
            ), part.text


@pytest.mark.parametrize("survey", [crowd(6), crowd(1), ranked(2), ranked(6), ranked(6, "CRM")])
def test_the_notes_of_a_page_have_one_form(survey: Survey) -> None:
    """Each row of a page has its id after its name, and either all rows or none have a remark such
    as "one-way".
    """
    labels = {row.label for row in build_board(survey).rows}
    for page in read_pages(survey):
        notes = [text for text in texts(page) if re.match(r"(· )?I-\d{3}", text)]
        assert {note.split(" · ")[0].removeprefix("· ") for note in notes} <= labels
        assert len(notes) == sum(1 for group in page.iter(f"{SVG}g") if group.get("id"))
        assert len({note.count(" · ") for note in notes}) == 1


def test_names_wrap_where_there_is_room() -> None:
    """A long name of a system is wrapped on a page with two rows, and cut on a page with six."""
    few, many = (texts(read_pages(crowd(count))[0]) for count in (2, 6))
    whole = "Regional manufacturing execution and planning system system-01"
    assert whole in " ".join(few)
    assert whole not in " ".join(many)


@pytest.mark.parametrize(("survey", "total"), [(crowd(20), 20), (ranked(14), 14)])
def test_each_page_says_what_it_shows_and_where_the_rest_is(survey: Survey, total: int) -> None:
    """The heading of a page says which rows it shows (`7 to 12 of 20`), and the line below the rows
    names the file with the next ones.
    """
    shown = len(build_board(survey).rows)
    pages = [fromstring(page) for page in render_board_pages(survey, file="landscape")]
    assert len(pages) == -(-shown // 6)
    for number, page in enumerate(pages, start=1):
        first, last = 6 * number - 5, min(6 * number, shown)
        result = texts(page)
        assert f"page {number} of {len(pages)}: {first} to {last} of {total}" in result
        if number < len(pages):
            end, file = min(last + 6, shown), f"landscape-{number + 1}"
            assert f"{last + 1} to {end} of {total}: see {file}.svg or {file}.png" in result
        elif total > shown:
            assert f"All {total} are in report.html." in result
    assert "7 to 12 of" in " ".join(texts(read_pages(survey)[0]))
    assert not any(text.startswith("page ") for text in texts(read_pages(crowd(6))[0]))


def test_no_meaning_is_shown_by_colour_alone() -> None:
    """Besides their colour, contradicted and open checklist lines have a word, and poor data
    quality has a symbol.
    """
    start = small()
    survey = replace(
        start,
        readiness=(
            ReadinessLine(
                id="class",
                line="The data class is right",
                state=ReadinessState.CONTRADICTED,
                answer="the POC is classified as internal; A holds personal data",
                evidence=AT,
            ),
            ReadinessLine(id="sponsor", line="It has a sponsor", state=ReadinessState.OPEN),
        ),
    )
    result = texts(read_pages(survey)[0])
    assert {"contradicted", "open"} <= set(result)
    canvas = Canvas(WIDTH, HEIGHT, LIGHT)
    card = Card(
        system="a", name="A", facts=(), owner="", sensitive=(), lifecycle="",
        flaws=("Order: 4 % without date",),
    )  # fmt: skip
    draw_card(canvas, card, SYSTEM, Strip(top=TOP, height=180))
    drawn = [text.text for text in canvas.finish("", "").iter("text")]
    assert "! Order: 4 % without date" in drawn


@pytest.mark.parametrize("name", ["Turnaround forecast", "Claims handling", "Order promising"])
def test_the_name_of_the_poc_is_broken_between_words(name: str) -> None:
    """No word of the POC's name is broken, even if it is wider than its bar."""
    poc = SystemNode(id="copilot", name=name, kind="poc")
    survey = crowd(3)
    result = texts(read_pages(replace(survey, systems=(poc, *survey.systems[1:])))[0])
    assert set(name.split()) <= set(" ".join(result).split())


def test_a_question_is_never_cut_within_a_sentence() -> None:
    """If not all questions fit on a page, it shows some as a whole and the number of the others."""
    text = " ".join(f"word{number}" for number in range(24))
    asked = tuple(Question(text=f"{text} {n}?", id=f"fact:{n}") for n in range(3))
    few = texts(read_pages(replace(ranked(2), questions=asked))[0])
    assert [word for line in few for word in line.split()].count("word23") == 3
    full = texts(read_pages(replace(ranked(6), questions=asked))[0])
    assert [word for line in full for word in line.split()].count("word23") == 1
    assert "+2 more in the report" in full


def test_a_long_question_ends_with_its_first_sentences() -> None:
    """In a long question, the text after the question mark is left out and a long list of systems
    is shortened to "or 9 others".
    """
    names = tuple(f"Regional system {number}" for number in range(1, 12))
    master = f"Which is the master of Order: {', '.join(names[:-1])} or {names[-1]}? All write it"
    asked = (
        Question(text=master, id="master:order", candidates=names, decision=2),
        Question(text=f"Is CRM in use? Its status is unclear {'and old ' * 30}.", id="fact:1"),
    )
    shown = " ".join(texts(read_pages(replace(ranked(6), questions=asked))[0]))
    assert "Order: Regional system 1, Regional system 2 or 9 others?" in shown
    assert "Is CRM in use?" in shown
    assert "Its status" not in shown
    assert "…" not in shown.partition("ASK FIRST")[2].partition("READINESS")[0]


def _box(text: Element) -> tuple[float, float, float, float]:
    width, size = float(text.get("textLength", "0")), float(text.get("font-size", "0"))
    anchor = {"middle": width / 2, "end": width}.get(text.get("text-anchor", ""), 0.0)
    x, y = float(text.get("x", "0")) - anchor, float(text.get("y", "0"))
    return x, x + width, y - 0.72 * size, y + 0.2 * size


def test_the_page_needs_no_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    """SVG and PNG have the same bytes with and without Graphviz on the machine."""
    with_graphviz = [FORMATS[name].render(small()) for name in ("svg", "png")]
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(drawing, "find_spec", lambda name: None)
    assert drawing.find_backend() is None
    assert [FORMATS[name].render(small()) for name in ("svg", "png")] == with_graphviz


def test_without_a_poc_two_way_integrations_are_ranked() -> None:
    """Without a POC, the page says so, lists two-way integrations and has no total."""
    survey = replace(small(), surface=Surface(), totals=None)
    board = build_board(survey)
    assert board.total is None
    assert [row.label for row in board.rows] == ["I-001"]
    result = texts(read_pages(survey)[0])
    assert any(text.startswith("No POC was specified: 1 two-way integration") for text in result)
    assert {"DAYS IF BUILT NEW", "bar: P50 to P90, tick: P80"} <= set(result)
    assert any("8 of 10 outcomes cost no more" in text for text in result)


def test_without_a_poc_a_hop_to_a_broker_is_not_ranked() -> None:
    """An integration with a broker is not listed as two-way, even if the system publishes and
    reads.
    """
    kafka = SystemNode(id="kafka", name="Kafka", kind="broker")
    hop = Integration(
        id="kafka--sap-erp",
        label="I-999",
        systems=("kafka", "sap-erp"),
        direction=Direction.BOTH,
        hub="kafka",
        evidence=AT,
    )
    start = small()
    survey = replace(
        start,
        systems=(*start.systems, kafka),
        integrations=(*start.integrations, hop),
        estimates=(*start.estimates, estimate(hop.id, 400.0)),
        surface=Surface(),
        totals=None,
    )
    assert [row.label for row in build_board(survey).rows] == ["I-001"]
    assert give_verdict(survey).about.startswith("1 two-way integration of ")


def test_without_a_total_questions_have_no_share_of_it() -> None:
    """Without a total, questions that correct the landscape come first, and no question has a share
    of the uncertainty.
    """
    asked = (
        Question(text="Which tables move?", id="fact:1", variance_share=0.4),
        Question(text="Are A and B one system?", id="same:a", weight=3.0),
    )
    survey = replace(small(), surface=Surface(), totals=None, questions=asked)
    shown = build_board(survey).questions
    assert [(question.text, question.variance_share) for question in shown] == [
        ("Are A and B one system?", None),
        ("Which tables move?", None),
    ]
    result = texts(read_pages(survey)[0])
    assert "ASK FIRST" in result


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("sales.dbo.Orders", "Orders"),
        ("crm.customer.v1", "customer.v1"),
        ("oss.alarm.created.v2", "alarm.created.v2"),
        ("Orders", "Orders"),
        ("v1", "v1"),
    ],
)
def test_a_version_alone_is_no_name_of_data(name: str, shown: str) -> None:
    """`sales.dbo.Orders` is shown as `Orders`, but `crm.customer.v1` as `customer.v1`, because a
    version alone is no name.
    """
    start = small()
    dataset = DatasetNode(id="crm/x", system="crm", name=name, evidence=AT)
    moved = flow("f1", ("crm", "copilot"), Mechanism.EVENTS)
    moved = replace(moved, source=replace(moved.source, dataset=dataset.id))
    item = replace(start.integrations[0], flows=(moved.id,))
    survey = replace(
        start,
        datasets=(dataset,),
        flows=(moved,),
        integrations=(item,),
        surface=replace(start.surface, build=(item.id,)),
    )
    (row,) = build_board(survey).rows
    assert row.reads is not None
    assert row.reads.what == (shown,)


def test_how_the_poc_does_it_today_is_shown() -> None:
    """The row of a system shows how the POC accesses it today, according to poc.yaml, or "not
    specified".
    """
    text = " ".join(texts(read_pages(crowd(2))[0]))
    assert "weekly extract" in text
    assert "not specified" in text


def test_an_empty_survey_has_a_page() -> None:
    """The page of an empty survey says that no integration was found."""
    assert "No integration was found." in texts(read_pages(EMPTY)[0])


def test_a_hostile_page_has_only_shapes_and_text() -> None:
    """A survey with hostile names gives only shapes and text, and links only to report.html."""
    for page in read_pages(hostile()):
        allowed = {"svg", "title", "desc", "g", "a", "polygon", "path", "rect", "text"}
        assert {item.tag.removeprefix(SVG) for item in page.iter()} <= allowed
        links = [item.get("href", "") for item in page.iter(f"{SVG}a")]
        assert all(re.match(r"report\.html#/", link) for link in links)


def test_dark_pages_have_another_paper() -> None:
    """The dark theme changes only the colours of the page."""
    light, dark = render_board_pages(small())[0], render_board_pages(small(), DARK)[0]
    assert light != dark
    colours = re.compile(rb"#[0-9A-F]{6}")
    assert colours.sub(b"", light) == colours.sub(b"", dark)


@pytest.mark.parametrize("largest", [0.4, 3, 149, 852, 12_345])
def test_the_axis_has_round_steps(largest: float) -> None:
    """The axis has three to seven marks and reaches at least to the largest value."""
    scale = Scale.fit(largest)
    assert scale.top >= largest
    assert 3 <= len(scale.marks) <= 7


@pytest.mark.parametrize("share", [0.9, 0.0001])
def test_unread_inputs_are_one_of_the_questions(share: float) -> None:
    """Unread inputs are one more question of the board, because they have a share of the
    uncertainty, too.
    """
    survey = small()
    assert survey.totals is not None
    part = UnreadPart(what="unparsed statement", count=1, expected=0.5)
    unread = NotReadable(
        most=1,
        expected=0.5,
        hours=survey.totals.production,
        added_hours=8.0,
        parts=(part,),
        variance_share=share,
    )
    totals = replace(survey.totals, not_readable=unread)
    asked = build_board(replace(survey, totals=totals)).questions
    assert len(asked) == len(build_board(survey).questions) + 1
    texts = [question.text for question in asked]
    place = next(n for n, text in enumerate(texts) if text.startswith("Which integrations do"))
    assert all((other.variance_share or 0.0) > share for other in asked[:place])
    assert all((other.variance_share or 0.0) <= share for other in asked[place + 1 :])


@pytest.mark.parametrize(
    ("stated", "shown"),
    [("personal data", "personal data"), ("zeer hoog", "classification: zeer hoog")],
)
def test_a_data_class_says_what_it_is(stated: str, shown: str) -> None:
    """A classification that is only a level, such as "high", is shown with the word
    "classification".
    """
    systems = tuple(replace(node, classification=stated) for node in small().systems)
    cards = [row.card for row in build_board(replace(small(), systems=systems)).rows]
    assert all(shown in card.sensitive for card in cards)


def test_mechanisms_that_another_one_contains_are_not_repeated() -> None:
    """If one source says "Fivetran salesforce" and another "fivetran", only the first is shown."""
    survey = small()
    first = survey.flows[0]
    twice = (
        replace(first, technology="Fivetran salesforce"),
        replace(first, id=f"{first.id}2", technology="fivetran"),
    )
    integrations = tuple(
        replace(item, flows=(*item.flows, twice[1].id)) if first.id in item.flows else item
        for item in survey.integrations
    )
    changed = replace(survey, flows=(*twice, *survey.flows[1:]), integrations=integrations)
    words = " ".join(texts(read_pages(changed)[0]))
    assert "Fivetran salesforce · " in words
    assert "and fivetran" not in words


@pytest.mark.parametrize("survey", [small(), crowd(2), crowd(20), ranked(14), EMPTY])
def test_each_page_begins_with_the_verdict_of_the_report(survey: Survey) -> None:
    """The verdict of the report is below the title of each page and at the beginning of its text
    alternative.
    """
    headline = give_verdict(survey).headline
    for page in read_pages(survey):
        assert headline in texts(page)
        assert page.findtext(f"{SVG}desc", "").startswith(headline)


@pytest.mark.parametrize("name", ["A", "Regional manufacturing execution system " * 4])
def test_a_long_verdict_is_cut_between_words(name: str) -> None:
    """Statements of the verdict that do not fit are left out as a whole; a single long statement is
    cut between two words.
    """
    answer = f"the POC is classified as internal; {name.strip()} holds personal data; B is down"
    line = ReadinessLine(
        id="class", line="x", state=ReadinessState.CONTRADICTED, answer=answer, evidence=AT
    )
    (page,) = read_pages(replace(small(), readiness=(line,)))
    (shown,) = (words for words in texts(page) if words.startswith("Not ready to plan: "))
    rest = shown.removeprefix("Not ready to plan: ").removesuffix(" …").removesuffix(";")
    assert answer.startswith(rest)
    assert answer[len(rest) :][:1] in {"", " ", ";"}
    assert (rest == answer) == (name == "A")


def test_the_page_explains_its_figures_arrows_and_colours() -> None:
    """Every percentile, arrow and colour of the page is explained on it."""
    (page,) = read_pages(small())
    result = texts(page)
    assert "bar: P50 to P90, tick: P80" in result
    legend = result[result.index("A neighbour today:") :]
    assert {"sends data to the system", "receives data from it", "both", "not known"} <= set(legend)
    fills = {text.text: text.get("fill") for text in page.iter(f"{SVG}text")}
    assert fills["missing, contradicted, flawed or late"] == LIGHT.bad
    assert fills["sensitive, critical or to test again"] == LIGHT.warn
    assert any("(P50: 5, P90: 9)" in text for text in result)


@pytest.mark.parametrize("rows", [2, 6])
def test_an_exchange_of_two_rows_is_marked_once(rows: int) -> None:
    """If both systems of an integration have a row, the note "test again" or "indirectly" is in one
    row, and the other row has "see its row".
    """
    for role, first in ((Role.TEST_AGAIN, "test again"), (Role.INDIRECT, "indirectly")):
        one = Neighbour(name="CRM", gives=True, takes=False, role=role, integration="i")
        canvas = Canvas(WIDTH, HEIGHT, LIGHT)
        height = (BOTTOM - TOP) / rows - GAP
        draw_neighbours(canvas, (one, replace(one, repeated=True)), Strip(top=TOP, height=height))
        drawn = [text.text for text in canvas.finish("", "").iter("text")]
        assert drawn == ["CRM", first, "CRM", "see its row"]


def test_what_is_missing_is_red_on_the_page() -> None:
    """The colours keep their promise for the data, the frequency and the access today."""
    survey = small()
    flows = tuple(
        replace(
            flow,
            entities=(),
            frequency="",
            latency="",
            source=replace(flow.source, dataset=""),
            target=replace(flow.target, dataset=""),
        )
        for flow in survey.flows
    )
    bare = replace(survey, flows=flows, surface=replace(survey.surface, today=()))
    (page,) = read_pages(bare)
    fills = {text.text: text.get("fill") for text in page.iter(f"{SVG}text")}
    for words in ("reads unspecified data", "frequency unknown", "not specified"):
        assert fills[words] == LIGHT.bad


def test_the_tags_of_the_page_are_explained_below_the_rows() -> None:
    """Below the rows, each note on a neighbour that the page contains is explained, such as "test
    again", and no other.
    """
    roles = (Role.TEST_AGAIN, Role.INDIRECT, Role.RETIRE, Role.OUTSIDE)
    for shown in (roles, roles[:1], roles[3:]):
        neighbours = tuple(
            Neighbour(name=role.name, gives=True, takes=False, role=role) for role in shown
        )
        canvas = Canvas(WIDTH, HEIGHT, LIGHT)
        draw_key(canvas, (replace(build_board(small()).rows[0], neighbours=neighbours),), 600.0)
        drawn = [text.text or "" for text in canvas.finish("", "").iter("text")]
        [words] = [text for text in drawn if ": " in text]
        for role, tag in zip(roles, ("test again", "indirectly", "to be retired"), strict=False):
            assert (f"{tag}: " in words) is (role in shown)
        assert ("without a note: not affected" in words) is (Role.OUTSIDE in shown)


def test_neighbours_without_a_line_are_counted_by_their_tag() -> None:
    """Neighbours that do not fit are counted by their note, such as "+7 more, 2 to test again, 2
    indirectly", so that the counts agree with the heading.
    """
    crowded = tuple(
        Neighbour(name=f"A{n}", gives=True, takes=False, role=role, integration=f"i{n}")
        for n, role in enumerate([Role.TEST_AGAIN] * 5 + [Role.INDIRECT] * 2 + [Role.OUTSIDE] * 3)
    )
    canvas = Canvas(WIDTH, HEIGHT, LIGHT)
    draw_neighbours(canvas, crowded, Strip(top=TOP, height=80.1))
    drawn = [text.text or "" for text in canvas.finish("", "").iter("text")]
    assert drawn.count("test again") == 3
    assert drawn[-1] == "+7 more, 2 to test again, 2 indirectly"


def test_a_late_date_fits_next_to_long_counts() -> None:
    """If the go-live date and the counts of the heading are too wide together, both are written
    smaller and not cut.
    """
    board = replace(
        build_board(crowd(6)),
        to_test=12,
        indirect=1400,
        distant=1200,
        go_live="Late: go-live 2027-11-24 at P80 (P50 2027-10-11), target 2027-09-05",
        is_late=True,
    )
    canvas = Canvas(WIDTH, HEIGHT, LIGHT)
    draw_heading(canvas, board, "")
    drawn = [text.text for text in canvas.finish("", "").iter("text")]
    assert {board.go_live, count_rows(board)} <= set(drawn)


@pytest.mark.parametrize(
    ("indirect", "distant", "words"),
    [
        (0, 0, ""),
        (4, 0, ", 4 more reached indirectly"),
        (7, 3, ", 4 more reached indirectly, 3 further away (not shown)"),
        (3, 3, ", 3 further away (not shown)"),
    ],
)
def test_the_heading_counts_what_the_page_shows(indirect: int, distant: int, words: str) -> None:
    """The heading has the number of integrations that are shown, and the number of those that are
    too far from the POC for a row.
    """
    board = replace(build_board(small()), to_test=0, indirect=indirect, distant=distant)
    assert count_rows(board).partition("two-way")[2] == words
