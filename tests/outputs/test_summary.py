"""The summary in the terminal: it is short, begins with the advice and ends with the next
command.
"""

import itertools
from dataclasses import replace

import pytest

from seamscope.document import Meta, Survey
from seamscope.landscape import Direction
from seamscope.outputs.text.summary import LINES, Run, render_summary
from seamscope.outputs.views.board import build_board
from seamscope.outputs.views.effort_rows import list_effort_rows
from seamscope.readiness import ReadinessLine, ReadinessState
from seamscope.resolved import Question
from seamscope.surface import Surface

from .crowd_sample import large
from .hostile_sample import hostile
from .survey_sample import small
from .test_board import crowd

EMPTY = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2"))
RUN = Run(
    file="seamscope-out/report.html",
    commands=("seamscope explain I-001 seamscope-out", "seamscope review seamscope-out"),
    warnings=("2 systems in poc.yaml are in no other input",) * 3,
)
LONG = tuple(
    ReadinessLine(
        id=f"c{n}",
        line="Every promise of the POC is kept by what its sources say of themselves",
        state=ReadinessState.CONTRADICTED,
        answer="the POC says one thing at great length; " * 6,
    )
    for n in range(9)
)
SURVEYS = {
    "small": small(),
    "crowd": crowd(30),
    "contradicted": replace(crowd(30), readiness=LONG),
    "large": large(200, poc=True),
    "no POC": replace(small(), surface=Surface(), totals=None),
    "empty": EMPTY,
    "hostile": hostile(),
}


@pytest.mark.parametrize("width", [40, 80, 100, 200])
@pytest.mark.parametrize("name", SURVEYS)
def test_a_summary_fits_a_screen(name: str, width: int) -> None:
    """A summary has at most LINES lines, and its width is that of the terminal, limited to 80 to
    120 columns.
    """
    lines = render_summary(SURVEYS[name], RUN, width).splitlines()
    assert len(lines) <= LINES < 35
    assert max(map(len, lines)) <= min(max(width, 80), 120)


def test_the_advice_comes_first_and_the_next_command_last() -> None:
    """The first line has the advice; the last lines have the report to open and the next
    commands.
    """
    lines = render_summary(replace(small(), readiness=LONG[:1]), RUN).splitlines()
    assert "Halden: not ready to plan. Resolve 1 contradiction first." in lines[0]
    assert lines[-4:-1] == [
        "Open   seamscope-out/report.html",
        "Next   seamscope explain I-001 seamscope-out",
        "       seamscope review seamscope-out",
    ]
    assert "P80" in lines[-1]


def test_each_integration_has_its_direction_and_a_bar() -> None:
    """A row has the numbers of flows in and out, and a bar that is full up to P80 and light up to
    P90.
    """
    text = render_summary(small(), Run())
    row = next(line for line in text.splitlines() if line.startswith("  I-001"))
    assert "Salesforce ⇄ 1 in, 1 out" in row
    assert row.split()[-1].strip("▒") == "█"
    assert row.endswith("▒")
    one_way = next(line for line in text.splitlines() if line.startswith("  I-002"))
    assert "SAP S/4HANA → 1 in" in one_way


def test_what_is_hidden_is_counted() -> None:
    """Of 30 integrations, six are shown and 24 are counted."""
    text = render_summary(crowd(30), Run())
    assert "and 24 more integrations" in text


def test_one_way_integrations_are_counted_without_a_poc() -> None:
    """Without a POC, the rows are two-way integrations, and a line has the number of one-way
    integrations and the command that lists them.
    """
    survey = SURVEYS["no POC"]
    rows = [row for row in list_effort_rows(survey) if row.active and not row.only_possible]
    others = [row for row in rows if not row.is_two_way]
    assert 0 < len(others) < len(rows)
    text = render_summary(survey, RUN)
    directions = [row.direction is not Direction.UNKNOWN for row in others]
    counted = f"and {sum(directions)} one-way integration"
    assert (counted in text) == any(directions)
    assert "`show integrations`, --all" in text
    assert "one-way" not in render_summary(small(), RUN)


def test_warnings_are_in_the_summary() -> None:
    """The warning about systems in poc.yaml that no other input contains comes before the next
    command.
    """
    text = render_summary(small(), RUN)
    assert "! 2 systems in poc.yaml are in no other input" in text
    assert text.index("! 2 systems") < text.index("Open   seamscope-out")
    assert "Read: 2 of 2 files" in text


def test_totals_name_their_percentiles_and_currency() -> None:
    """The columns of the totals have the headers P50, P80 and P90: (176 + 24) / 8 h = 25, (264 +
    36) / 8 h = 37.5, 400 / 8 h = 50.
    """
    lines = render_summary(small(), Run()).splitlines()
    head = next(line for line in lines if "P50" in line and "P80" in line)
    total = next(line for line in lines if "total to build, with management" in line)
    assert total.split()[-3:] == ["25", "38", "50"]
    assert head.index("P90") < 80


def test_a_wide_terminal_shows_longer_names() -> None:
    """In a terminal of 120 columns, the lines are wider than in one of 80."""
    narrow, wide = (render_summary(crowd(3), Run(), width) for width in (80, 120))
    assert max(map(len, wide.splitlines())) > max(map(len, narrow.splitlines()))


def test_a_survey_without_integrations_is_short_and_says_why() -> None:
    """The summary of an empty survey says that no active integration was found, and has no two
    empty lines in succession.
    """
    empty = Survey(meta=Meta(tool="seamscope", tool_version="0", schema_version="2", title="ops"))
    lines = render_summary(empty, RUN).splitlines()
    assert lines[0] == "ops: nothing to estimate yet. No active integration was found"
    assert all(first or second for first, second in itertools.pairwise(lines))


@pytest.mark.parametrize("name", ["small", "crowd", "contradicted", "large"])
def test_what_must_be_tested_again_is_always_in_the_summary(name: str) -> None:
    """The integrations to test again are always listed, even if other sections have to be
    shortened.
    """
    board = build_board(SURVEYS[name])
    text = render_summary(SURVEYS[name], RUN)
    assert ("To test again:" in text) == bool(board.to_test)
    needed = next((line for line in text.splitlines() if line.startswith("Not in the POC")), "")
    assert "…" not in needed
    assert text.splitlines()[-1].endswith("cost no more.")


def test_all_shows_every_section_in_full() -> None:
    """With `--all`, every section is shown, and none is shortened."""
    survey = SURVEYS["contradicted"]
    short, whole = (
        render_summary(survey, RUN, everything=everything) for everything in (False, True)
    )
    assert "--all shows everything" not in whole
    assert len(whole.splitlines()) >= len(short.splitlines())
    board = build_board(survey)
    assert ("Not in the POC" in whole) == bool(board.forgotten)
    assert ("To test again" in whole) == bool(board.to_test)


def test_a_question_is_cut_after_a_sentence() -> None:
    """Of a long question, the sentences after the question mark are left out."""
    asked = Question(text=f"Is CRM still in use? Its status says {'and so on ' * 30}.", id="q:1")
    text = render_summary(replace(small(), questions=(asked,), totals=None, surface=Surface()), RUN)
    assert "Is CRM still in use?" in text
    assert "Its status" not in text
