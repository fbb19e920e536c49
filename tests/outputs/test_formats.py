"""Tables and reports: complete, and with nothing in them that takes effect."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from seamscope.document import Meta, Survey
from seamscope.outputs import FORMATS
from seamscope.outputs.tabulate import bullet, csv_text, inert, plain, tabulate
from seamscope.records import Evidence, Skipped
from seamscope.resolved import Question, SystemNode
from seamscope.surface import Surface

from .crowd_sample import large
from .hostile_sample import HOSTILE, hostile
from .survey_sample import small

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="1"))
TEXTS = ("table", "markdown", "csv", "json", "dot", "mermaid")


def drawn(name: str, survey: Survey) -> str:
    return FORMATS[name].render(survey).decode()


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("survey", [EMPTY, small(), hostile()], ids=["empty", "small", "hostile"])
def test_every_text_format_renders_every_survey_the_same_way_twice(
    name: str, survey: Survey
) -> None:
    """No survey, however empty or hostile, stops a renderer, and its bytes never change."""
    assert drawn(name, survey) == drawn(name, survey)
    assert drawn(name, survey).endswith("\n") or name == "csv"


def test_every_format_is_named_after_itself() -> None:
    """The registry's keys are the formats' names, and each says what it is."""
    assert all(key == made.name and made.description for key, made in FORMATS.items())


def test_the_table_shows_ranges_reasons_and_totals() -> None:
    """Every figure has P50, P80 and P90; below stand totals, questions and what is missing."""
    text = drawn("table", small())
    assert re.search(r"I-001 .* L +20 +30 +40 +5\.0–10 ", text)
    assert re.search(r"production, build: +P50 +22 +P80 +33 +P90 +44", text)
    assert re.search(r"management on top: +P50 +3\.0", text)
    for said in ("Is there a contract? (40 %", "Fax Gateway: Cases", "A linked server", "Not read"):
        assert said in text
    assert "I-005" not in text  # outside what the POC touches: counted, and in the report
    assert "1 integration outside what the POC touches: not in this table" in text


def test_the_table_is_fit_for_any_terminal() -> None:
    """No line of the table is wider than 140 columns and none carries an escape sequence."""
    text = drawn("table", hostile())
    assert "\x1b" not in text
    grid = text.split("\n\n")[0]
    assert max(map(len, grid.splitlines())) <= 140
    assert "[bold" in grid  # rich's markup is text, not style


def test_a_forced_colour_changes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    """FORCE_COLOR and COLUMNS of the caller do not reach the table."""
    before = drawn("table", small())
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    assert drawn("table", small()) == before


def test_long_reasons_are_cut_in_the_terminal_only() -> None:
    """A reason past 200 characters ends in an ellipsis in the table and is whole in the CSV."""
    sample = small()
    long = replace(sample.estimates[0], override="because " * 40)
    changed = replace(sample, estimates=(long,))
    assert "…" in drawn("table", changed)
    assert "because " * 40 in drawn("csv", changed)


def test_what_is_not_in_the_total_is_marked() -> None:
    """An estimate left out of the totals says so in its row."""
    sample = small()
    spare = replace(sample, estimates=(replace(sample.estimates[0], in_total=False),))
    assert "not in the total" in " ".join(drawn("table", spare).split())
    assert "not in the total" in drawn("markdown", spare)


def test_csv_keeps_numbers_and_disarms_formulas() -> None:
    """Numbers stay numbers; text that a spreadsheet would run starts with an apostrophe."""
    made = list(csv.DictReader(io.StringIO(drawn("csv", small()))))
    assert made[0]["P50, person-days"] == "20.0"
    assert made[2]["P50, person-days"] == ""
    assert [row["role"] for row in made][-1] == "outside"
    lines = csv_text(["a", "b"], [["=1+1", -1], ["-x", 2.5], ["@y", None], ["\tz", 0], ["+1", 1]])
    assert lines == "a,b\r\n'=1+1,-1\r\n'-x,2.5\r\n'@y,\r\n'\tz,0\r\n'+1,1\r\n"


def test_no_cell_of_a_hostile_csv_begins_a_formula() -> None:
    """Whatever the names hold, no field starts with =, +, -, @ or a tab."""
    for cells in csv.reader(io.StringIO(drawn("csv", hostile()))):
        assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]


def test_json_holds_the_same_rows_with_units() -> None:
    """Programs get rows, totals and questions, with figures as numbers."""
    made = json.loads(drawn("json", small()))
    assert made["unit"] == "person-days"
    assert made["rows"][0]["days"] == {"mean": 22.0, "p50": 20.0, "p80": 30.0, "p90": 40.0}
    assert made["rows"][4]["direction"] == "unknown"
    assert made["rows"][1]["direction"] == "one way"
    assert made["totals"][0]["p80"] == 33.0
    assert made["questions"][0] == {"question": "Is there a contract?", "variance_share": 0.4}


def test_the_report_leaves_nothing_out() -> None:
    """Every system, integration, question, finding and skipped place is in the report."""
    text = drawn("markdown", small())
    sample = small()
    for said in (
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
        assert said in text, said


def test_the_report_parses_to_the_wanted_structure() -> None:
    """An independent Markdown parser sees the headings and one table a part."""
    html = MarkdownIt("commonmark").enable("table").render(drawn("markdown", small()))
    assert re.findall(r"<h2>(.*?)</h2>", html) == [
        "Effort",
        "Work in parts",
        "Questions, the most telling first",
        "Systems the POC does not mention",
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


def test_a_hostile_report_holds_only_our_own_markup() -> None:
    """Rendered, the report has no element, link or image that a name brought along."""
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    html = markdown.render(drawn("markdown", hostile()))
    ours = {"h1", "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li",
            "strong", "code"}  # fmt: skip
    assert set(re.findall(r"<(\w+)", html)) <= ours
    assert len(re.findall(r"<h2>", html)) == len(set(re.findall(r"<h2>.*", html)))


def test_long_lists_say_how_many_more_there_are() -> None:
    """Past 50 questions and 40 places of one reason, a count and a command stand in."""
    crowd = replace(
        EMPTY,
        questions=tuple(Question(text=f"Q{n:03}?") for n in range(53)),
        skipped=tuple(
            Skipped(reason="odd", evidence=Evidence(file=f"f{n:03}"), kind="entry")
            for n in range(45)
        ),
    )
    text = drawn("markdown", crowd)
    assert "3 more: `seamscope show questions`" in text
    assert "and 5 more" in text
    assert "**odd** (45 entries)" in text


def test_text_stays_on_one_line_without_control_characters() -> None:
    """Control, direction and separator characters vanish; line breaks become spaces."""
    for text in HOSTILE:
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f\u202a-\u202e\u2028\ud800]", plain(text))
    assert plain("a\nb\u2028c") == "a bc"


def test_markdown_line_starts_are_disarmed() -> None:
    """No text can begin a list, a heading, a quote or a rule."""
    assert inert("- a") == r"\- a"
    assert inert("12. a") == r"12\. a"
    assert inert("# a > b") == r"\# a &gt; b"
    assert bullet("--- a_b") == r"- \--- a\_b"


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ("markdown", "| a | n |\n|---|---|\n| x\\|y | 1 |\n"),
        ("csv", "a,n\r\nx|y,1\r\n"),
        ("json", '[\n  {\n    "a": "x|y",\n    "n": 1\n  }\n]\n'),
    ],
)
def test_any_table_comes_in_every_shape(shape: str, wanted: str) -> None:
    """One cell with a bar and one number, in each shape."""
    assert tabulate(["a", "n"], [["x|y", 1]], shape) == wanted


def test_a_text_table_puts_numbers_on_the_right() -> None:
    """Numbers line up on the right, text on the left."""
    lines = tabulate(["a", "count"], [["x", 1], ["long", 12]], "text").splitlines()
    assert [lines[0], *lines[2:]] == ["a      count", "x          1", "long      12"]


def test_mermaid_quotes_every_text() -> None:
    """No name ends its quotes, opens a bracket or becomes a directive."""
    text = drawn("mermaid", hostile())
    body = [line for line in text.splitlines() if not line.startswith("%%")]
    assert body[0] == "flowchart LR"
    box = r's\d+(\["[^"<>\[\]{}|\\`]*?(<br/>[^"<>\[\]{}|\\`]*?)*"\])'
    arrow = r's\d+ -->\|"[^"<>|]*"\| s\d+'
    for line in body[1:]:
        assert re.fullmatch(rf"  ({box}|{arrow})", line), line


def test_mermaid_draws_direction_role_and_state() -> None:
    """Both ways, one way, retired and unknown have arrows of their own."""
    text = drawn("mermaid", small())
    assert 's1{{"Service Copilot<br/>proof of concept<br/>Service"}}' in text
    assert 's1 <-->|"I-001 API · L"| s2' in text
    assert 's4 -->|"I-002 ETL · S"| s1' in text
    assert 's2 -.->|"I-004 file · retired"| s5' in text
    assert 's3 -.-|"I-005 DB link"| s6' in text


def test_mermaid_names_what_it_does_not_draw() -> None:
    """Systems without an integration and the rest of a crowd stand in notes."""
    lone = tuple(SystemNode(id=f"x{n}", name=f"Lone {n}") for n in range(7))
    text = drawn("mermaid", replace(small(), systems=(*small().systems, *lone)))
    assert 'note1["no integration found: Lone 0, Lone 1' in text
    assert 'note1["+40 more systems and' in drawn("mermaid", large(100, poc=False))


def test_the_terminal_shows_the_first_and_says_how_many_more() -> None:
    """A table of 300 integrations is the most a terminal gets; the rest is told."""
    survey = large(300, poc=False)
    touched = tuple(item.id for item in survey.integrations)
    crowd = replace(survey, surface=Surface(affects=touched))
    made = FORMATS["table"].render(crowd).decode()
    assert f"{len(touched) - 300} further integrations: effort.csv and the report have all." in made
