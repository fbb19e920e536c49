"""The HTML file is complete, loads nothing, and runs no text from the inputs."""

import gzip
import hashlib
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from seamscope.document import Meta, Survey
from seamscope.estimate.run_cost_result import (
    BuildPart,
    Claim,
    CostLine,
    RunCost,
    SavedCost,
    Span,
)
from seamscope.outputs import FORMATS
from seamscope.outputs.html import page as html_page
from seamscope.outputs.html.markup import build_element, build_inline_asset, encode_html
from seamscope.outputs.html.payload import build_page_blocks, encode_json
from seamscope.outputs.views.run_costs import summarize_run_cost

from .crowd_sample import large
from .hostile_sample import hostile
from .survey_sample import small

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))


def render_html(survey: Survey) -> str:
    return FORMATS["html"].render(survey).decode()


class Reader(HTMLParser):
    """An HTML parser that collects the elements with their attributes, and the content of scripts
    and styles.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[dict[str, str | None], str]] = []
        self.open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open = tag if tag in {"script", "style"} else ""
        if self.open:
            self.blocks.append((dict(attrs) | {"tag": tag}, ""))

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def handle_data(self, data: str) -> None:
        if self.open:
            attributes, text = self.blocks[-1]
            self.blocks[-1] = (attributes, text + data)


@pytest.mark.parametrize("survey", [EMPTY, small(), hostile()], ids=["empty", "small", "hostile"])
def test_the_page_is_deterministic(survey: Survey) -> None:
    """Empty, small and hostile surveys each give a page with the same bytes every time."""
    page = render_html(survey)
    assert page == render_html(survey)
    assert page.startswith("<!doctype html>\n<html")


def test_the_policy_allows_only_known_hashes() -> None:
    """The content security policy allows each script and style by its SHA-256, and allows no host
    and nothing unsafe.
    """
    page = Reader(render_html(small()))
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv"))
    assert policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert policy.startswith("default-src 'none'; ")
    ran = [(a["tag"], text) for a, text in page.blocks if a.get("type") != "application/json"]
    assert len(ran) == 10
    for tag, text in ran:
        digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
        rule = next(r for r in policy.split("; ") if r.startswith(f"{tag}-src"))
        assert f"'sha256-{digest}'" in rule


@pytest.mark.parametrize("survey", [small(), hostile()], ids=["small", "hostile"])
def test_the_page_makes_no_request(survey: Survey) -> None:
    """No element loads a resource, no attribute is an event handler, and links stay on the page."""
    loading = {"link", "img", "iframe", "object", "embed", "video", "audio", "source", "base"}
    for tag, attributes in Reader(render_html(survey)).tags:
        assert tag not in loading
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")


def test_hostile_names_are_text_on_the_page() -> None:
    """A name that contains a script is escaped in tables, diagrams and data blocks."""
    page = render_html(hostile())
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    for attributes, text in Reader(page).blocks:
        if attributes.get("type") == "application/json":
            assert "<" not in text
            json.loads(text)
    assert "\u202e" not in page
    assert "\x1b" not in page


def test_shared_texts_are_stored_once() -> None:
    """A text that occurs on several pages is stored once, and each page contains its index
    instead.
    """
    source = "a source that two pages name"
    pages = {
        "a": build_element("p", "x", build_element("b", source), "tail", class_="c"),
        "b": build_element("p", build_element("i", source)),
    }
    shared, first, second = (json.loads(block.text or "") for block in build_page_blocks(pages))
    assert shared == [source]
    assert first == ["p", {"class": "c"}, "x", ["b", 0, 0], "tail"]
    assert second == ["p", 0, ["i", 0, 0]]


def test_every_integration_and_system_has_a_page() -> None:
    """Each integration and each system has a page, which contains factors, evidence and unknown
    facts.
    """
    survey = small()
    found = {
        a["data-page"]: text for a, text in Reader(render_html(survey)).blocks if "data-page" in a
    }
    assert set(found) == {i.label for i in survey.integrations} | {
        f"system/{s.id}" for s in survey.systems
    }
    whole = render_html(survey)
    for result in (
        "two owners in two teams",
        "flows.csv:2",
        "Is there a contract?",
        "4 flows, 2 each",
    ):
        assert result in whole


def test_inline_scripts_cannot_end_early() -> None:
    """A script that contains ``</script>`` raises an error, and ``</script>`` in JSON is
    escaped.
    """
    with pytest.raises(ValueError, match="would end it"):
        build_inline_asset("script", "x = '</script>'")
    assert encode_json({"a": "</script>\u2028"}) == '{"a":"\\u003c/script>\\u2028"}'
    assert encode_html(build_element("p", "<b>", title='"')).count(b"<") == 3


def test_without_graphviz_the_page_gives_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Graphviz the page has all tables and the reason for the missing diagram."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("seamscope.outputs.diagram.drawing.find_spec", lambda name: None)
    page = render_html(replace(small(), meta=replace(small().meta, title="Nothing draws here")))
    assert "Graphviz is not installed" in page
    assert 'data-edge="I-001"' in page


def test_empty_sections_are_left_out() -> None:
    """An empty survey has no effort table and no link to one."""
    page = render_html(EMPTY)
    links = re.findall(r'<li><a href="#(\w+)">', page)
    assert "effort" not in links
    assert links == re.findall(r'<section id="(\w+)"', page)


SPAN = Span(p10=500.0, p50=1000.0, p90=2000.0)


def add_run_cost(survey: Survey) -> Survey:
    """Return the survey with a run cost of 12,000 EUR a year and a build cost of 24,000 EUR, both
    at P50.
    """
    cost = RunCost(
        currency="EUR",
        day_rate=Span(p10=700.0, p50=800.0, p90=900.0),
        day_rate_source="the POC says so",
        lines=(
            CostLine(name="hosting", what="always on", yearly=SPAN, basis="1000", source="list"),
        ),
        yearly=Span(p10=6e3, p50=12e3, p90=24e3),
        days=SPAN,
        build=Span(p10=12e3, p50=24e3, p90=48e3),
        share=Span(p10=0.2, p50=0.5, p90=1.0),
        month=Span(p10=12.0, p50=24.0, p90=60.0),
        transactions=SPAN,
        transactions_source="assumed",
        per_transaction=SPAN,
        rules=(),
        claim=Claim(months=(18.0, 24.0), shares=(0.5, 0.67), chance=0.4, all_high=9.0, levers=(),
                    source="quoted"),
    )  # fmt: skip
    assert survey.totals
    return replace(survey, totals=replace(survey.totals, run_cost=cost))


def test_run_cost_is_shown_beside_build_cost() -> None:
    """A table has the lines of the run cost, and a card the month in which the run cost exceeds the
    build cost.
    """
    page = render_html(add_run_cost(small()))
    assert 'id="costs"' in page
    assert "month 24 (12 to 60)" in page
    assert (
        "80 % range 12 – 60; run cost 50 % a year of the build cost including the product" in page
    )
    assert "hosting: always on" in page
    assert 'id="costs"' not in render_html(small())
    assert "run cost exceeds build cost after" in page
    assert "break-even" not in page.casefold()
    assert "payback" not in page


@pytest.mark.parametrize(("month", "shown"), [(23, ">23<"), (None, "not within 0 months")])
def test_the_payback_of_savings_is_a_figure_of_its_own(month: int | None, shown: str) -> None:
    """The payback is the month in which the savings have paid for build and run cost, and is shown
    on a card of its own.
    """
    survey = add_run_cost(small())
    assert survey.totals
    assert survey.totals.run_cost
    saved = (SavedCost(what="old tool", yearly=30e3, from_month=0),)
    cost = replace(survey.totals.run_cost, savings=saved, payback=month)
    page = render_html(replace(survey, totals=replace(survey.totals, run_cost=cost)))
    card = page[page.index("payback of the savings") :][:200]
    assert shown in card


def test_the_build_cost_says_what_the_total_leaves_out() -> None:
    """The text on the build cost says that it includes work on the product, which the total to
    build does not.
    """
    survey = add_run_cost(small())
    assert survey.totals
    assert survey.totals.run_cost
    parts = tuple(
        BuildPart(name=name, days=SPAN, cost=Span(p10=7e3, p50=9e3, p90=12e3), source="")
        for name in ("integrations and their management", "product: model", "product: data")
    )
    cost = replace(survey.totals.run_cost, parts=parts)
    sentences = " ".join(summarize_run_cost(cost))
    assert "9,000 EUR at P50, and the work on the product itself (model, data)" in sentences
    assert "The total to build covers the integrations and their management only." in sentences


def test_what_ifs_start_from_the_day_rate_of_the_survey() -> None:
    """The slider starts at the day rate of the survey, or at 0 if the survey has none."""
    sliders = {
        survey.totals.run_cost is not None: attributes["value"]
        for survey in (small(), add_run_cost(small()))
        if survey.totals
        for _, attributes in Reader(render_html(survey)).tags
        if attributes.get("id") == "whatif-rate"
    }
    assert sliders == {False: "0", True: "800"}


def test_integrations_beyond_a_limit_have_short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Integrations beyond the limit have a short page, which says that the report is too large for
    one file.
    """
    monkeypatch.setattr(html_page, "IN_FULL", 40)
    crowd = large(100, poc=True)  # enough pages that they are packed, as in a large landscape
    assert count_short_pages(crowd) == len(crowd.integrations) - 40


@pytest.mark.slow
def test_a_large_landscape_has_short_pages() -> None:
    """The first 600 integrations have a full page, and all others a short one."""
    crowd = large(500, poc=True)
    assert count_short_pages(crowd) == len(crowd.integrations) - 600


def count_short_pages(crowd: Survey) -> int:
    """Return the number of short pages, after a check that every integration has a page."""
    output = FORMATS["html"].render(crowd).decode()
    packed = [
        (attributes, json.loads(gzip.decompress(b64decode(text))))
        for attributes, text in Reader(output).blocks
        if "data-pages" in attributes or attributes.get("id") == "texts"
    ]
    shared = next(content for attributes, content in packed if attributes.get("id") == "texts")
    pages = {key: tree for a, chunk in packed if "data-pages" in a for key, tree in chunk.items()}
    assert sorted(key for key in pages if key.startswith("I-")) == sorted(
        item.label for item in crowd.integrations
    )
    texts = (" ".join(list_texts(tree, shared)) for tree in pages.values())
    return sum("too large to show everything in one file" in text for text in texts)


def list_texts(tree: Sequence[object], shared: Sequence[str]) -> Iterator[str]:
    """Yield the texts of a packed page.
    shared: the texts to which a page refers by their index.
    """
    for child in tree[2:]:
        match child:
            case int():
                yield shared[child]
            case str():
                yield child
            case list():
                yield from list_texts(child, shared)


def test_existing_integrations_are_folded_and_have_no_days() -> None:
    """The effort table shows the integrations to build; existing ones are in a folded table without
    days.
    """
    page = FORMATS["html"].render(small()).decode()
    effort = page[page.index('id="filters"') :]
    shown, folded = effort.split('<details class="existing">')[:2]
    folded = folded[: folded.index("</details>")]
    assert "3 existing integrations, which need not be built" in folded
    assert 'data-edge="I-001"' in shown
    assert 'data-edge="I-003"' in folded
    assert 'data-edge="I-003"' not in shown
    assert "days</th>" not in folded
