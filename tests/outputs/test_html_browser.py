"""The page in a browser: by mouse and keyboard, in the dark theme and in print."""

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import exp, log
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from seamscope.document import Survey
from seamscope.estimate import Estimate, Scope
from seamscope.estimate.questions import compute_removed_shares
from seamscope.estimate.simulate import simulate_total
from seamscope.estimate.work_item import WorkItem
from seamscope.outputs import FORMATS

from .crowd_sample import large
from .hostile_sample import hostile, hostile_everywhere
from .survey_sample import small
from .test_html import add_run_cost

# A browser costs a minute: it is started where somebody asks for it, as .ci/run does.
CHROMIUM = os.environ.get("SEAMSCOPE_CHROMIUM", "")
AXE = os.environ.get("SEAMSCOPE_AXE", "")  # axe.min.js of axe-core
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="SEAMSCOPE_CHROMIUM names no browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    result = tmp_path_factory.mktemp("pages")
    surveys = {
        "small": small(),
        "hostile": hostile(),
        "everywhere": hostile_everywhere(add_run_cost(small())),
        "large": large(1000, poc=True),
    }
    for name, survey in surveys.items():
        (result / f"{name}.html").write_bytes(FORMATS["html"].render(survey))
    return result


@pytest.fixture
def visit(browser: Browser, folder: Path) -> Iterator[Callable[..., "Visit"]]:
    result: list[Visit] = []

    def opened(name: str = "small", hash_: str = "", **context: object) -> Visit:
        result.append(Visit(browser, folder / f"{name}.html", hash_, **context))
        return result[-1]

    yield opened
    for one in result:
        one.page.close()


class Visit:
    """A page that is opened in a new browser context, with its errors and requests."""

    def __init__(self, browser: Browser, file: Path, hash_: str = "", **context: object) -> None:
        self.page: Page = browser.new_page(**context)  # type: ignore[arg-type]
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        session = self.page.context.new_cdp_session(self.page)
        # the page's own time, not the time of other processes
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.page.goto(f"{file.as_uri()}{hash_}")
        metrics = session.send("Performance.getMetrics")["metrics"]
        self.busy: float = next(m["value"] for m in metrics if m["name"] == "TaskDuration")

    def complete(self) -> "Visit":
        """Wait until the later rows of long tables are built, and return this visit."""
        self.page.wait_for_selector("html[data-complete]", state="attached")
        return self

    def texts(self, selector: str) -> list[str]:
        return self.page.locator(selector).all_inner_texts()

    def shown(self, selector: str) -> int:
        return sum(item.is_visible() for item in self.page.locator(selector).all())


Opener = Callable[..., Visit]


@pytest.mark.parametrize("name", ["small", "hostile", "everywhere"])
def test_the_page_opens_without_errors_or_requests(name: str, folder: Path, visit: Opener) -> None:
    """Opening every page of the report loads only the file itself and causes no error."""
    opened = visit(name)
    for key in opened.page.evaluate("Build.keys"):
        opened.page.evaluate("key => { location.hash = '#/' + key; }", key)
        opened.page.wait_for_selector("#page:not([hidden]) h2")
    assert opened.complaints == []
    assert opened.asked == [f"{folder.as_uri()}/{name}.html"]
    assert opened.page.evaluate("document.querySelectorAll('[onload], img, iframe').length") == 0


def test_the_filter_applies_to_table_and_diagram(visit: Opener) -> None:
    """Text and role combine in the filter: the table shows the matches and their number, and the
    diagram dims the other integrations.
    """
    opened = visit()
    opened.page.fill("#filter", "salesforce")
    assert opened.page.inner_text("#filtered") == "3 of 5 integrations"
    opened.page.select_option("#filter-role", "build")
    assert opened.page.inner_text("#filtered") == "1 of 5 integrations"
    assert opened.shown("#effort tr[data-edge]") == 1
    dim = opened.page.evaluate(
        "[...document.querySelectorAll('#map [data-edge].dim')].map(g => g.dataset.edge)"
    )
    assert sorted(dim) == ["I-002", "I-003", "I-004", "I-005"]


def test_a_header_sorts_by_value(visit: Opener) -> None:
    """Figures are sorted as numbers, empty cells come last, and the sort order is announced to
    screen readers.
    """
    opened = visit()
    button = opened.page.locator("#effort th button", has_text="P80, days")
    for expected, first in (("ascending", "I-002"), ("descending", "I-001")):
        button.press("Enter")
        assert button.locator("..").get_attribute("aria-sort") == expected
        labels = opened.page.locator("#effort tr[data-edge] td:first-child").all_text_contents()
        assert labels[0] == first
        assert set(labels[2:]) == {"I-003", "I-004", "I-005"}
    text = "descending; 3 rows of Existing integrations are not sorted by it"
    assert opened.page.inner_text("#told").endswith(text)


def test_existing_integrations_follow_order_and_filter(visit: Opener) -> None:
    """The folded table of existing integrations follows the sort order of the table above it, and
    opens if the filter matches one of its rows.
    """
    opened = visit()
    folded = "#effort details.existing"
    assert opened.shown(f"{folded} tr[data-edge]") == 0
    button = opened.page.locator("#effort th button", has_text="id").first
    for way in (1, -1):
        button.press("Enter")
        cells = opened.page.locator(f"{folded} tr[data-edge] td:first-child")
        assert cells.all_text_contents() == ["I-003", "I-004", "I-005"][::way]
    opened.page.select_option("#filter-role", "build")
    assert opened.page.inner_text(f"{folded} summary").endswith("0 fit the filter")
    assert opened.page.locator(f"{folded}[open]").count() == 0
    opened.page.select_option("#filter-role", "")
    opened.page.fill("#filter", "salesforce")
    assert opened.shown(f"{folded} tr[data-edge]") == 2
    assert opened.page.inner_text(f"{folded} summary").endswith("2 fit the filter")


def test_rows_of_long_tables_are_built_when_they_are_needed(visit: Opener) -> None:
    """The rows after the first 200 of a table are built when the reader sorts the table or presses
    the button below it.
    """
    opened = visit("large").complete()
    table = "#systems tbody tr"
    assert opened.page.locator(table).count() == 200
    button = opened.page.locator("#systems .more button")
    assert button.text_content() == "Show all 1000 rows instead of the first 200"
    opened.page.locator("#systems th button").first.press("Enter")
    opened.page.wait_for_selector("#systems th[aria-sort]")
    assert opened.page.locator(table).count() == 1000
    assert opened.shown(f"{table}:nth-child(200), {table}:nth-child(201)") == 1
    button.click()
    assert opened.shown(f"{table}:nth-child(201)") == 1
    assert opened.complaints == []


def test_figures_with_thousands_separators_are_sorted_as_numbers(visit: Opener) -> None:
    """500, 1,000 and 2,000 are sorted by value, not by their first digits."""
    opened = visit("small")
    keys = opened.page.evaluate("""() => {
        const cells = ["2,000", "500", "1,000", ""].map((text) => Build.make("td", {}, text));
        const rows = cells.map((cell) => Build.make("tr", {}, cell));
        const head = Build.make("tr", {}, Build.make("th", {}, "a year"));
        const table = Build.make("table", {}, Build.make("thead", {}, head),
            Build.make("tbody", {}, ...rows));
        document.body.append(table);
        Tables.sortable(table);
        table.querySelector("button").click();
        return [...table.tBodies[0].rows].map((row) => row.textContent);
    }""")
    assert keys == ["500", "1,000", "2,000", ""]


def test_a_click_in_the_diagram_opens_the_evidence(visit: Opener) -> None:
    """Clicking an integration opens its page with factors and evidence."""
    opened = visit()
    opened.page.locator('#map [data-edge="I-001"]').dispatch_event("click")
    opened.page.click("#picked a")
    assert opened.page.inner_text("#page h2").startswith("I-001")
    text = opened.page.inner_text("#page")
    for result in ("two owners in two teams", "flows.csv:2", "Is there a contract?", "25 %"):
        assert result in text
    assert opened.page.evaluate("document.activeElement.tagName") == "H2"
    opened.page.go_back()
    assert opened.page.locator("#effort").is_visible()


def test_find_highlights_a_system_and_its_neighbours(visit: Opener) -> None:
    """Finding a system by its exact name highlights its integrations, lists them and moves the
    diagram to it.
    """
    opened = visit()
    before = opened.page.get_attribute("#map svg", "viewBox")
    opened.page.fill("#find", "sap s/4hana")
    assert "has 2 integrations here: I-002, I-003" in opened.page.inner_text("#picked")
    lit = opened.page.evaluate(
        "[...document.querySelectorAll('#map [data-edge]:not(.dim)')].map(g => g.dataset.edge)"
    )
    assert sorted(lit) == ["I-002", "I-003"]
    opened.page.wait_for_function(
        "before => document.querySelector('#map svg').getAttribute('viewBox') !== before",
        arg=before,
    )


def test_the_page_works_by_keyboard(visit: Opener) -> None:
    """Tab reaches the skip link first; in the diagram, the arrow keys move, Enter opens and Escape
    clears the selection.
    """
    opened = visit()
    opened.page.keyboard.press("Tab")
    assert opened.page.evaluate("document.activeElement.className") == "skip"
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("location.hash") == "#content"
    opened.page.locator("#map [data-system][tabindex='0']").first.focus()
    start = opened.page.evaluate("document.activeElement.dataset.system")
    for key in ("ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft"):
        opened.page.keyboard.press(key)
    moved = {opened.page.evaluate("document.activeElement.dataset.system")}
    assert moved | {start}
    assert opened.page.locator("#map [data-system][tabindex='0']").count() == 1
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.closest('#picked') !== null")
    opened.page.locator("#map [data-system][tabindex='0']").first.focus()
    opened.page.keyboard.press("Escape")
    assert opened.page.inner_text("#picked") == ""


def test_the_page_has_a_dark_theme(visit: Opener) -> None:
    """The page follows the system's colour scheme, and the button switches it."""
    opened = visit(color_scheme="dark")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert opened.page.evaluate(colour) == "rgb(20, 24, 29)"
    opened.page.click("#theme")
    assert opened.page.evaluate(colour) == "rgb(255, 255, 255)"


def test_print_shows_the_rows_on_screen_and_no_controls(visit: Opener) -> None:
    """A print is in light colours and without buttons; of a long table, it has the first 20 rows
    and a note, or all rows if all are shown on the screen.
    """
    opened = visit("large", color_scheme="dark").complete()
    opened.page.emulate_media(media="print")
    paper = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    assert opened.shown("nav, .tools, header button, .more button") == 0
    opened.page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    rows = "[...document.querySelectorAll('#effort .existing tr[data-edge]')]"
    printed = f"{rows}.filter(row => row.getClientRects().length).length"
    assert opened.page.evaluate(printed) == 20
    count = opened.page.evaluate(f"{rows}.length")
    note = opened.page.locator("#effort .existing .paper").inner_text()
    assert note == f"The first 20 of {count} rows; survey.json has all."
    opened.page.emulate_media(media="screen")
    opened.page.click("#effort .existing .more button")
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate(printed) == count


def test_a_thousand_systems_respond_within_two_seconds(visit: Opener) -> None:
    """Opening, filtering and finding are fast with 1,000 systems."""
    opened = visit("large")
    assert opened.busy < 2.0
    opened.complete()
    assert opened.page.locator("#effort tr.late").count() > 1000
    opened.page.click("#effort details.existing summary")
    opened.page.click("#effort .more button")
    assert opened.page.locator("#effort tr.late").count() == 0
    opened.page.select_option("#view", "atlas")
    opened.page.wait_for_selector("#map .atlas")
    assert opened.page.locator("#map .atlas [data-system]").count() == 1000
    opened.page.fill("#find", "Snowflake 4")
    assert opened.page.inner_text("#picked").startswith("Snowflake 4 has")


def test_a_large_page_is_small_and_opens_its_packed_pages(folder: Path, visit: Opener) -> None:
    """At 1,000 systems the file has less than 5 MB, and each page and row can still be opened."""
    assert (folder / "large.html").stat().st_size < 5_000_000
    opened = visit("large").complete()
    rows = opened.page.locator("#effort tr[data-edge]").count()
    assert rows == len(large(1000, poc=True).integrations)
    keys = opened.page.evaluate("Build.keys")
    assert len(keys) == rows + 1000
    for key in (keys[0], keys[-1]):
        opened.page.evaluate("key => { location.hash = '#/' + key; }", key)
        opened.page.wait_for_selector("#page:not([hidden]) h2")
        assert opened.page.locator("#page dl, #page table").count() > 0
    opened.page.evaluate("location.hash = ''")
    opened.page.wait_for_selector("#report:not([hidden])")
    opened.page.fill("#filter", "Snowflake 4")
    kept = opened.page.locator("#effort tr[data-edge]:not([hidden])").count()
    assert 0 < kept < rows
    assert opened.page.inner_text("#filtered") == f"{kept:,} of {rows:,} integrations"
    assert opened.complaints == []


def view_width(opened: Visit) -> float:
    opened.page.wait_for_timeout(100)  # the drawing moves with the next frame
    return float(str(opened.page.get_attribute("#map svg", "viewBox")).split()[2])


def test_the_drawing_zooms_by_wheel_double_click_and_pinch(visit: Opener) -> None:
    """Double click, wheel and pinch each zoom into the drawing, and the page keeps the width of a
    phone.
    """
    opened = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    opened.page.locator("#map svg").scroll_into_view_if_needed()
    box = opened.page.locator("#map svg").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    widths = [view_width(opened)]
    opened.page.mouse.dblclick(x, y)
    widths.append(view_width(opened))
    opened.page.mouse.move(x, y)
    opened.page.keyboard.down("Control")
    opened.page.mouse.wheel(0, -100)
    opened.page.keyboard.up("Control")
    widths.append(view_width(opened))
    session = opened.page.context.new_cdp_session(opened.page)

    def touch(kind: str, *apart: float) -> None:
        points = [{"x": x + side * d, "y": y, "id": side + 1} for d in apart for side in (-1, 1)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 20)
    for apart in (30, 40, 60):
        touch("touchMove", apart)
    touch("touchEnd")
    widths.append(view_width(opened))
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == 4
    assert opened.page.evaluate("document.scrollingElement.scrollWidth") == 390


def test_the_page_is_complete_without_scripts(visit: Opener) -> None:
    """Without JavaScript, no control is shown, and the factors of each integration are on the
    page.
    """
    opened = visit(java_script_enabled=False)
    assert opened.shown(".tools, #theme") == 0
    assert "two owners in two teams" in opened.page.inner_text("noscript")


def _items(survey: Survey, answered: frozenset[str]) -> list[WorkItem]:
    """Return the work items of a survey as the estimator builds them.
    answered: texts of answered questions, whose variance is removed while the mean stays.
    """
    systems = {item.id: item.systems for item in survey.integrations}

    def item(estimate: Estimate) -> WorkItem:
        gone = sum(m.variance_share for m in estimate.missing if m.question in answered)
        variance = estimate.sigma**2 * (1 - gone)
        mu = log(estimate.effort_hours.mean) - variance / 2
        return WorkItem(
            estimate=estimate, systems=systems[estimate.integration], mu=mu, variance=variance
        )

    counted = (e for e in survey.estimates if e.scope is Scope.PRODUCTION and e.in_total)
    return [item(estimate) for estimate in counted]


def _survey_with_total() -> Survey:
    """Return the small survey with lognormal estimates and the total that the estimator simulates
    from them.
    """
    sample = small()
    result = []
    for estimate in sample.estimates:
        mean = estimate.effort_hours.p50 * exp(estimate.sigma**2 / 2)
        result.append(replace(estimate, effort_hours=replace(estimate.effort_hours, mean=mean)))
    survey = replace(sample, estimates=tuple(result))
    assert survey.totals
    production = simulate_total(_items(survey, frozenset()), seed=0, draws=100_000)
    return replace(survey, totals=replace(survey.totals, production=production))


def test_what_ifs_agree_with_the_simulation(folder: Path, visit: Opener) -> None:
    """With a calibration and an answer, the page calculates the same figures as the simulation."""
    survey = _survey_with_total()
    (folder / "calculated.html").write_bytes(FORMATS["html"].render(survey))
    opened = visit("calculated")
    assert survey.totals
    before = survey.totals.production
    calculate = """({scale, answered}) =>
        WhatIf.calculate(Build.data('whatif-model'), {scale, answered: new Set(answered)})"""
    same = opened.page.evaluate(calculate, {"scale": 1, "answered": []})["production"]
    assert same == pytest.approx(
        {"mean": before.mean, "p50": before.p50, "p80": before.p80, "p90": before.p90}
    )
    question = "Is there a contract?"
    after = simulate_total(_items(survey, frozenset({question})), seed=0, draws=100_000)
    moved = opened.page.evaluate(calculate, {"scale": 1.5, "answered": [question]})["production"]
    for name in ("mean", "p50", "p80", "p90"):
        assert moved[name] == pytest.approx(1.5 * getattr(after, name), rel=0.02), name
    items = _items(survey, frozenset())
    answer = {place: 0.25 * item.variance for place, item in enumerate(items)}
    share = opened.page.evaluate(
        "q => WhatIf.removed(Build.data('whatif-model'), new Set([q]))", question
    )
    assert share == pytest.approx(compute_removed_shares(items, [answer])[0], abs=1e-6)


def test_the_sliders_change_the_figures(visit: Opener) -> None:
    """A calibration of 2 doubles the days, a day rate gives a cost, and reset undoes both."""
    opened = visit()
    rows = "#whatif-result tbody tr"
    name = "integrations, with these assumptions"
    assert opened.texts(rows)[1].split("\t") == [name, "25", "22", "33", "44"]
    opened.page.fill("#whatif-scale-number", "2")
    assert opened.texts(rows)[1].split("\t") == [name, "50", "44", "66", "88"]
    opened.page.fill("#whatif-rate-number", "800")
    assert opened.texts(rows)[3].split("\t")[2] == "40,000"  # 2 · (22 + 3) days at 800
    opened.page.click("#whatif-reset")
    assert len(opened.texts(rows)) == 3


@pytest.mark.skipif(not AXE, reason="axe-core is not given by SEAMSCOPE_AXE")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("hash_", ["", "#/I-001", "#/system/crm"])
def test_axe_finds_no_serious_problem(scheme: str, hash_: str, visit: Opener) -> None:
    """axe-core finds nothing serious or critical in the light and dark themes."""
    opened = visit("small", hash_, color_scheme=scheme, bypass_csp=True)
    opened.page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    result = opened.page.evaluate("async () => (await axe.run()).violations")
    grave = [
        (fault["id"], fault["nodes"][0]["html"], json.dumps(fault["nodes"][0]["any"])[:300])
        for fault in result
        if fault["impact"] in {"serious", "critical"}
    ]
    assert grave == []


@pytest.mark.skipif(not AXE, reason="axe-core is not given by SEAMSCOPE_AXE")
def test_axe_finds_no_problem_with_a_thousand_systems(visit: Opener) -> None:
    """axe-core finds nothing serious or critical in the tables and the atlas of a report with 1,000
    systems.
    """
    opened = visit("large", bypass_csp=True).complete()
    opened.page.select_option("#view", "atlas")
    opened.page.wait_for_selector("#map .atlas")
    opened.page.evaluate(Path(AXE).read_text(encoding="utf-8"))
    result = opened.page.evaluate("async () => (await axe.run()).violations")
    assert [v["id"] for v in result if v["impact"] in {"serious", "critical"}] == []


@pytest.mark.parametrize("width", [1024, 1280, 1400])
def test_all_tabs_are_visible_on_a_wide_screen(width: int, visit: Opener) -> None:
    """Tabs wrap instead of being cut at the right edge, and the page does not scroll sideways."""
    opened = visit(viewport={"width": width, "height": 800})
    inside = "[...document.querySelectorAll('#sections a')]"
    ends = opened.page.evaluate(f"{inside}.map(a => a.getBoundingClientRect().right)")
    assert len(ends) >= 12
    assert max(ends) <= width
    assert opened.page.evaluate("document.scrollingElement.scrollWidth") == width


def test_a_key_figure_stays_on_one_line_with_its_unit(visit: Opener) -> None:
    """A key figure is not separated from its unit and percentile, and the box of the total lists
    its parts.
    """
    opened = visit(viewport={"width": 1280, "height": 800})
    figures = "[...document.querySelectorAll('.cards dd > span')]"
    assert set(opened.page.evaluate(f"{figures}.map(s => s.getClientRects().length)")) == {1}
    first = opened.page.inner_text(".cards div:first-child")
    assert first.splitlines()[-2:] == [
        "33 for the 2 integrations",
        "5 for project management",
    ]


@pytest.mark.parametrize("name", ["small", "everywhere", "large"])
def test_a_phone_needs_no_sideways_scroll(name: str, visit: Opener) -> None:
    """On a screen of 390 pixels, the page has this width, and the board page is a list."""
    opened = visit(name, viewport={"width": 390, "height": 844})
    assert opened.page.evaluate("document.scrollingElement.scrollWidth") == 390
    assert opened.shown("#board .board-list") == 1
    assert opened.shown(".board") == 0


LAID_OUT = """() => document.querySelectorAll('*').forEach(
  part => { part.style.contentVisibility = 'visible'; })"""  # parts off the screen, too
SCROLLED = """[...document.querySelectorAll('main *')].filter(part => part.checkVisibility()
  && !part.matches('.unseen, #board > h2, .map, .map *, svg *')
  && (part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== 'visible'
      || part.getBoundingClientRect().right > 391)).map(part => part.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("name", ["small", "everywhere"])
def test_no_part_of_a_phone_page_is_cut_or_scrolls_sideways(name: str, visit: Opener) -> None:
    """On a phone, the cells of a table row are stacked, so that nothing is cut or scrolls
    sideways.
    """
    opened = visit(name, viewport={"width": 390, "height": 844})
    opened.page.evaluate(LAID_OUT)
    assert opened.page.evaluate(SCROLLED) == []
    total = opened.page.locator("#effort table").last.locator("tbody tr").first
    cells = total.locator("td").all()
    assert [cell.get_attribute("data-label") for cell in cells][1:] == ["mean", "P50", "P80", "P90"]
    tops = [box["y"] for cell in cells if (box := cell.bounding_box())]
    assert tops == sorted(tops)
    assert len(tops) == 5
    assert opened.shown("#neighbourhood .board-list li") >= 1


SMALLEST = """parts => Math.min(...[...document.querySelectorAll(parts)].flatMap(
  part => {
    const text = [...part.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!text || !part.checkVisibility()) return [];
    const m = part.ownerSVGElement ? part.getScreenCTM() : { a: 1, b: 0 };
    return [parseFloat(getComputedStyle(part).fontSize) * Math.hypot(m.a, m.b)];
  }))"""  # the smallest text of these parts as it is shown, in pixels


@pytest.mark.parametrize("name", ["small", "everywhere", "large"])
def test_text_is_legible_on_a_phone(name: str, visit: Opener) -> None:
    """On a phone, no text is smaller than 11 pixels, including charts and the drawing of the
    landscape.
    """
    opened = visit(name, viewport={"width": 390, "height": 844})
    opened.page.evaluate(LAID_OUT)
    opened.page.wait_for_timeout(100)  # the drawing moves with the next frame
    assert opened.page.evaluate(SMALLEST, "main *") >= 10.9


@pytest.mark.parametrize("name", ["small", "everywhere", "large"])
def test_text_is_legible_in_print(name: str, visit: Opener) -> None:
    """In print, no text is smaller than 7 pt, in portrait and in landscape orientation."""
    opened = visit(name)
    opened.page.emulate_media(media="print")
    for millimetres, parts in (
        (190, "main section:not(#board, #neighbourhood) *"),
        (277, "main *"),
    ):
        opened.page.set_viewport_size({"width": round(millimetres / 25.4 * 96), "height": 800})
        opened.page.evaluate(LAID_OUT)
        assert opened.page.evaluate(SMALLEST, parts) * 0.75 >= 6.95


def test_a_filtered_row_stays_hidden_on_a_phone(visit: Opener) -> None:
    """On a phone, where rows are stacked, the filter hides the rows that do not match."""
    opened = visit(viewport={"width": 390, "height": 844})
    opened.page.fill("#filter", "salesforce")
    opened.page.select_option("#filter-role", "build")
    assert opened.shown("#effort tr[data-edge]") == 1


def test_printed_pages_have_no_button_in_a_repeated_header(visit: Opener) -> None:
    """In print, buttons in table headers are displayed as text, because browsers leave buttons out
    when they repeat a header on the next page.
    """
    opened = visit()
    opened.page.emulate_media(media="print")
    displayed = "[...document.querySelectorAll('th button')].map(b => getComputedStyle(b).display)"
    assert set(opened.page.evaluate(displayed)) == {"contents"}


def test_the_first_screen_has_verdict_tabs_and_board_page(visit: Opener) -> None:
    """Without scrolling, a reader sees the verdict, the tabs with counts, and the board page."""
    opened = visit(viewport={"width": 1440, "height": 900})
    assert opened.shown(".verdict") == 1
    assert opened.page.inner_text("#sections li:first-child") == "Board page"
    assert "to build" in opened.page.inner_text("#sections")
    box = opened.page.locator("#board .board svg").first.bounding_box()
    assert box
    assert box["y"] < 320
    assert box["width"] > 1200
    opened.page.locator("#board .board a").first.click()
    assert opened.page.inner_text("#page h2").startswith("I-001")


def test_existing_integrations_have_no_days(visit: Opener) -> None:
    """In the effort table, only integrations to build have days."""
    opened = visit()
    days = opened.page.evaluate(
        "[...document.querySelectorAll('#effort tr[data-edge]')]"
        ".map(r => [r.dataset.role, r.querySelectorAll('td:nth-child(6) data').length])"
    )
    assert {role for role, count in days if count} == {"build"}


def test_print_is_short_and_puts_the_board_page_across(visit: Opener) -> None:
    """A printed report has at most 12 pages, and its first page is in landscape orientation."""
    result = visit().page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", result)
    assert 2 <= len(boxes) <= 12
    assert float(boxes[0][0]) > float(boxes[0][1])
