"""Tables and reports are complete, and no text from the inputs acts as markup or formula in
them.
"""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from seamscope.document import Meta, Survey
from seamscope.outputs import FORMATS
from seamscope.outputs.writers.tabulate import (
    clean_text,
    escape_markdown_line,
    format_bullet,
    format_csv,
    tabulate,
    use_width,
)
from seamscope.records import Evidence, Skipped
from seamscope.resolved import Question, SystemNode
from seamscope.surface import Surface

from .crowd_sample import large
from .hostile_sample import HOSTILE, hostile
from .survey_sample import small
from .test_html import add_run_cost

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))
TEXTS = ("table", "markdown", "csv", "json", "dot", "mermaid")


def render_text(name: str, survey: Survey) -> str:
    return FORMATS[name].render(survey).decode()


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("survey", [EMPTY, small(), hostile()], ids=["empty", "small", "hostile"])
def test_every_text_format_is_deterministic(name: str, survey: Survey) -> None:
    """Each text format renders an empty, a small and a hostile survey without an error, and always
    to the same bytes.
    """
    assert render_text(name, survey) == render_text(name, survey)
    assert render_text(name, survey).endswith("\n") or name == "csv"


def test_every_format_has_a_name_and_a_description() -> None:
    """Each format is registered under its name and has a description."""
    assert all(key == result.name and result.description for key, result in FORMATS.items())


def test_the_table_shows_ranges_reasons_and_totals() -> None:
    """Every estimate in the table has P50, P80 and P90; totals, questions and unknown facts come
    after it.
    """
    text = render_text("table", small())
    assert re.search(r"I-001 .* L +20 +30 +40 +5\.0–10 ", text)
    assert re.search(r"of which integrations: +P50 +22 +P80 +33 +P90 +44", text)
    assert re.search(r"total to build, with management: +P50 +25 +P80 +38 +P90 +50", text)
    assert re.search(r"management: +P50 +3\.0", text)
    for result in (
        "Is there a contract? (40 %",
        "Fax Gateway: Cases",
        "A linked server",
        "Not read",
    ):
        assert result in text
    assert "I-005" not in text  # outside what the POC touches: counted, and in the report
    assert "1 integration that the POC does not touch" in text


def test_the_table_fits_any_terminal() -> None:
    """No line is wider than 140 columns, and none has an escape sequence."""
    text = render_text("table", hostile())
    assert "\x1b" not in text
    grid = text.split("\n\n")[0]
    assert max(map(len, grid.splitlines())) <= 140
    assert "[bold" in grid  # rich's markup is text, not style


def test_environment_variables_do_not_change_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """FORCE_COLOR and COLUMNS have no effect on the table."""
    before = render_text("table", small())
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    assert render_text("table", small()) == before


def test_long_reasons_are_shortened_only_in_the_terminal() -> None:
    """A long reason ends in an ellipsis in the table and is complete in the CSV."""
    sample = small()
    long = replace(sample.estimates[0], override="because " * 40)
    changed = replace(sample, estimates=(long,))
    assert "…" in render_text("table", changed)
    assert "because " * 40 in render_text("csv", changed)


def test_estimates_not_in_the_total_are_marked() -> None:
    """A row whose estimate is not part of the total says "not in the total"."""
    sample = small()
    spare = replace(sample, estimates=(replace(sample.estimates[0], in_total=False),))
    assert "not in the total" in " ".join(render_text("table", spare).split())
    assert "not in the total" in render_text("markdown", spare)


def test_csv_keeps_numbers_and_escapes_formulas() -> None:
    """Numbers remain numbers; text that a spreadsheet would run starts with an apostrophe."""
    output = list(csv.DictReader(io.StringIO(render_text("csv", small()))))
    assert output[0]["P50, person-days"] == "20.0"
    assert output[2]["P50, person-days"] == ""
    assert [row["role"] for row in output][-1] == "outside"
    lines = format_csv(["a", "b"], [["=1+1", -1], ["-x", 2.5], ["@y", None], ["\tz", 0], ["+1", 1]])
    assert lines == "a,b\r\n'=1+1,-1\r\n'-x,2.5\r\n'@y,\r\n'\tz,0\r\n'+1,1\r\n"


def test_no_cell_of_a_hostile_csv_is_a_formula() -> None:
    """No cell starts with =, +, -, @ or a tab, even if the names do."""
    for cells in csv.reader(io.StringIO(render_text("csv", hostile()))):
        assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]


def test_json_has_the_same_rows_with_units() -> None:
    """The JSON has rows, totals and questions, with figures as numbers."""
    document = json.loads(render_text("json", small()))
    assert document["unit"] == "person-days"
    assert document["rows"][0]["days"] == {"mean": 22.0, "p50": 20.0, "p80": 30.0, "p90": 40.0}
    assert document["rows"][4]["direction"] == "unknown"
    assert document["rows"][1]["direction"] == "one way"
    assert document["totals"][0]["p80"] == 37.5  # 33 for the integrations, 4.5 for management
    assert document["totals"][1]["p80"] == 33.0
    assert document["questions"][0] == {"question": "Is there a contract?", "variance_share": 0.4}


def test_the_report_is_complete() -> None:
    """Every system, integration, question, finding and skipped item is in the report."""
    text = render_text("markdown", small())
    sample = small()
    for result in (
        *(system.name for system in sample.systems),
        *(item.label for item in sample.integrations),
        *(question.text for question in sample.questions),
        *(finding.what for finding in sample.findings),
        *(line.line for line in sample.readiness),
        "SFDC (declared alias)",
        "load.sql:12",
        "notes.xyz",
        "| load.sql | tsql | 7 | 2 | 1 |",
        "| analyse | 20 |",
        "- COSYSMO",
        "Options: seed: 7.",
    ):
        assert result in text, result


def test_the_report_has_the_expected_structure() -> None:
    """An independent Markdown parser finds the headings and all tables."""
    html = MarkdownIt("commonmark").enable("table").render(render_text("markdown", small()))
    assert re.findall(r"<h2>(.*?)</h2>", html) == [
        "Effort",
        "Work breakdown",
        "Questions, by share of the uncertainty",
        "Systems the POC does not mention: decide whether in scope",
        "Findings",
        "Readiness for production",
        "Assumptions of the total",
        "Not in the total",
        "Interface catalogue",
        "Systems",
        "Not read",
        "SQL coverage, in statements",
        "Method and sources",
    ]
    assert html.count("<table>") == 15


def test_a_hostile_report_has_only_our_own_markup() -> None:
    """The report of a survey with hostile names, rendered as HTML, contains only the elements that
    the report itself writes.
    """
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    html = markdown.render(render_text("markdown", hostile()))
    ours = {"h1", "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li",
            "strong", "code"}  # fmt: skip
    assert set(re.findall(r"<(\w+)", html)) <= ours
    assert len(re.findall(r"<h2>", html)) == len(set(re.findall(r"<h2>.*", html)))


def test_long_lists_end_with_a_count() -> None:
    """The report lists 40 of 45 skipped entries and counts the others, but lists every question."""
    crowd = replace(
        EMPTY,
        questions=tuple(Question(text=f"Q{n:03}?") for n in range(53)),
        skipped=tuple(
            Skipped(reason="odd", evidence=Evidence(file=f"f{n:03}"), kind="entry")
            for n in range(45)
        ),
    )
    text = render_text("markdown", crowd)
    assert "- Q052?" in text
    assert "and 5 more" in text
    assert "**odd** (45 entries)" in text


def test_text_is_cleaned_to_one_line() -> None:
    """Control, bidirectional and separator characters are removed; line breaks become spaces."""
    for text in HOSTILE:
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f\u202a-\u202e\u2028\ud800]", clean_text(text))
    assert clean_text("a\nb\u2028c") == "a bc"


def test_markdown_line_starts_are_escaped() -> None:
    """The beginning of a line is escaped, so that no text starts a list, a heading, a quotation or
    a horizontal rule.
    """
    assert escape_markdown_line("- a") == r"\- a"
    assert escape_markdown_line("12. a") == r"12\. a"
    assert escape_markdown_line("# a > b") == r"\# a &gt; b"
    assert format_bullet("--- a_b") == r"- \--- a\_b"


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ("markdown", "| a | n |\n|---|---|\n| x\\|y | 1 |\n\n<!-- made by seamscope -->\n"),
        ("csv", "a,n\r\nx|y,1\r\n"),
        ("json", '[\n  {\n    "a": "x|y",\n    "n": 1\n  }\n]\n'),
    ],
)
def test_a_table_is_written_in_every_format(shape: str, wanted: str) -> None:
    """A table that contains a number and a cell with a pipe character is written correctly in each
    format.
    """
    assert tabulate(["a", "n"], [["x|y", 1]], shape) == wanted


def test_a_text_table_aligns_numbers_right() -> None:
    """Numbers are right-aligned, text is left-aligned."""
    lines = tabulate(["a", "count"], [["x", 1], ["long", 12]], "text").splitlines()
    assert [lines[0], *lines[2:]] == ["a      count", "x          1", "long      12"]


def test_a_table_that_is_too_wide_becomes_blocks() -> None:
    """In a table that is too wide, each row becomes a block of its filled cells, and long texts
    wrap.
    """
    headers = ("label", "system", "what to do", "evidence")
    row = ("I-1", "", "name the master of each field", "inventory.yaml:129")
    with use_width(40):
        text = tabulate(headers, [row, ("I-2", "SAP", "", "a.csv")], "text")
    assert text == (
        "I-1\n"
        "  what to do  name the master of each\n"
        "              field\n"
        "  evidence    inventory.yaml:129\n"
        "\n"
        "I-2\n"
        "  system      SAP\n"
        "  evidence    a.csv\n"
    )


@pytest.mark.parametrize("width", [20, 40, 80, 160])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_table_keeps_every_character(text: str, width: int) -> None:
    """A text table contains every character of a text at any width, except for spaces at line
    breaks.
    """
    with use_width(width):
        table = tabulate(("name", "value"), [("x", text)], "text")
    letters = "".join(table.split())
    assert "".join(clean_text(text).split()) in letters


def test_mermaid_escapes_every_text() -> None:
    """Hostile names stay inside the quotes of their Mermaid box."""
    text = render_text("mermaid", hostile())
    body = [line for line in text.splitlines() if not line.startswith("%%")]
    assert body[0] == "flowchart LR"
    box = r's\d+(\["[^"<>\[\]{}|\\`]*?(<br/>[^"<>\[\]{}|\\`]*?)*"\])'
    arrow = r's\d+ -->\|"[^"<>|]*"\| s\d+'
    for line in body[1:]:
        assert re.fullmatch(rf"  ({box}|{arrow})", line), line


def test_mermaid_shows_direction_and_state() -> None:
    """Bidirectional, one-way, retired and unknown integrations have different arrows."""
    text = render_text("mermaid", small())
    assert 's2{{"Service Copilot<br/>proof of concept<br/>Service"}}' in text
    assert 's2 -->|"I-001 API · L"| s3' in text
    assert 's3 -->|"I-001 API · L"| s2' in text
    assert 's1 -->|"I-002 ETL · S"| s2' in text
    assert 's3 -.->|"I-004 file · retired"| s5' in text
    assert 's4 -.-|"I-005 DB link"| s6' in text
    assert "style s2 fill" in text


def test_mermaid_lists_what_it_does_not_draw() -> None:
    """Notes in the Mermaid diagram list systems without an integration and count systems that are
    not drawn.
    """
    lone = tuple(SystemNode(id=f"x{n}", name=f"Lone {n}") for n in range(7))
    text = render_text("mermaid", replace(small(), systems=(*small().systems, *lone)))
    assert 'note1["without an integration: Lone 0, Lone 1' in text
    assert 'note1["+40 more systems and' in render_text("mermaid", large(100, poc=False))


def test_the_terminal_shows_at_most_300_integrations() -> None:
    """The table in the terminal shows 300 integrations and counts the others."""
    survey = large(300, poc=False)
    touched = tuple(item.id for item in survey.integrations)
    crowd = replace(survey, surface=Surface(affects=touched))
    output = FORMATS["table"].render(crowd).decode()
    assert f"{len(touched) - 300} more integrations in effort.csv and the report." in output


def test_every_column_of_figures_names_statistic_and_unit() -> None:
    """Each column of percentiles in the report has a unit in its header, such as "P50, days"."""
    report = render_text("markdown", add_run_cost(small()))
    headers = re.findall(r"^\| (.*) \|\n\|---", report, re.MULTILINE)
    percentiles = [
        cell
        for line in headers
        for cell in line.split(" | ")
        if re.search(r"P\d0", cell) and not line.startswith("total, person-days")
    ]
    assert {"P50, days", "P90, EUR a year", "P50, person-days a year"} <= set(percentiles)
    assert all(re.search(r", (person-)?days|, EUR a year", cell) for cell in percentiles)
