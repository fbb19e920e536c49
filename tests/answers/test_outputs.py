"""Questions are answered where they are shown: in the workbook and in the report."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from seamscope.answers import Answered, AnswerFile, import_answers, read_workbook, update_file
from seamscope.document import Meta, Survey
from seamscope.outputs import FORMATS
from seamscope.outputs.workbook.questions import HEADERS
from seamscope.resolved import Question

from .making import at, landscape, question

SAME = question("same_system:crewing--tolling", weight=9)
PLACE = question("place:h", "place", weight=8, candidates=("Ledger", "Tolling"), about=())
WAY = question("direction:a--b", "direction", weight=7, candidates=())
ALIVE = question("state:x", "state", weight=6, candidates=())
FACT = question("fact:x", "fact", weight=0, candidates=(), variance_share=0.12)
COMMA = question("place:c", "place", weight=5, candidates=("Bolt, Nut & Co", "B"))
HOSTILE = '=HYPERLINK("http://x") </script><img src=x onerror=alert(1)>'
BAD = question("place:bad", "place", weight=4, text=HOSTILE, candidates=(HOSTILE,), effect=HOSTILE)
GIVEN = Answered(
    id="place:old", question="What was it?", answer=HOSTILE, effect="kept",
    evidence=(at("answers.yaml:9", "answers"),),
)  # fmt: skip
ALL = (FACT, COMMA, SAME, PLACE, WAY, ALIVE, BAD)


def survey(*questions: Question) -> Survey:
    meta = Meta(tool="seamscope", tool_version="1", schema_version="2", title="T")
    found = landscape()
    return Survey(meta=meta, systems=found.systems, questions=questions, answers=(GIVEN,))


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "effort.xlsx"
    path.write_bytes(FORMATS["xlsx"].render(survey(*ALL)))
    return path


class Tags(HTMLParser):
    """The names of the elements in an HTML page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)


def fill_in(path: Path, **answers: object) -> None:
    """Write answers, a name and a date into the rows of the workbook with these question ids."""
    book = openpyxl.load_workbook(path)
    sheet = book["Questions"]
    for row in range(2, sheet.max_row + 1):
        key = sheet.cell(row, 1).value
        for column, value in ((3, answers.get(str(key))), (7, "Jürgen"), (8, "2025-03-01")):
            if key in answers:
                sheet.cell(row, column, value)  # type: ignore[call-overload]
    book.save(path)


def test_the_sheet_asks_the_same_questions_in_the_same_order(workbook: Path) -> None:
    """The sheet Questions has the ids of answers.yaml in the same order, with empty answers."""
    sheet = openpyxl.load_workbook(workbook)["Questions"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == HEADERS
    entries = update_file(AnswerFile(), ALL).entries
    assert [row[0] for row in rows[1:]] == [entry.id for entry in entries]
    assert all(row[2] is None for row in rows[1:])


def test_each_kind_offers_its_answers(workbook: Path) -> None:
    """A cell for an answer offers the possible answers as a list; only a yes-or-no question rejects
    other text.
    """
    sheet = openpyxl.load_workbook(workbook)["Questions"]
    found = {
        sheet.cell(next(iter(rule.sqref.ranges)).min_row, 1).value: (rule.formula1, rule.errorStyle)
        for rule in sheet.data_validations.dataValidation
    }
    assert found[SAME.id] == ('"yes,no"', None)  # None is the strict style
    assert found[PLACE.id] == ('"Ledger,Tolling,no"', "information")
    assert found[WAY.id] == ('"a to b,b to a,both,none"', "information")
    assert found[ALIVE.id][0] == '"active,planned,disabled,failed,retired,development"'
    assert FACT.id not in found
    assert COMMA.id not in found  # a comma would split the name


def test_a_filled_in_workbook_is_taken_over(workbook: Path) -> None:
    """Answers, names and dates of the workbook are written to answers.yaml, with non-ASCII letters
    and numbers.
    """
    fill_in(workbook, **{SAME.id: "yes", FACT.id: 12, PLACE.id: "Größe"})
    given = read_workbook(workbook)
    assert not given.errors
    home, errors = import_answers(update_file(AnswerFile(), ALL), given, ALL)
    assert not errors
    assert {(e.id, e.answer, e.by, e.on) for e in home.answered} == {
        (SAME.id, "yes", "Jürgen", "2025-03-01"),
        (FACT.id, "12", "Jürgen", "2025-03-01"),
        (PLACE.id, "Größe", "Jürgen", "2025-03-01"),
    }
    again, errors = import_answers(home, given, ALL)
    assert (again.content, errors) == (home.content, ())


def test_an_answer_that_differs_from_the_one_there_is_an_error_that_names_both(
    workbook: Path,
) -> None:
    """If the workbook contradicts answers.yaml, the error names both places, and the existing
    answer is kept.
    """
    home, _ = import_answers(AnswerFile(), _with_yes(workbook), ALL)
    line = home.answered[0].line
    fill_in(workbook, **{SAME.id: "no"})
    kept, errors = import_answers(home, read_workbook(workbook), ALL)
    assert kept.content == home.content
    (error,) = errors
    assert (error.file, error.line) == (str(workbook), 2)
    assert f"answers.yaml:{line}" in error.what


def _with_yes(path: Path) -> AnswerFile:
    fill_in(path, **{SAME.id: "yes"})
    return read_workbook(path)


@pytest.mark.slow
def test_an_answer_beyond_the_first_questions_is_taken_too(workbook: Path) -> None:
    """An answer in the workbook is taken over although its question is not among the first 60,
    which are in answers.yaml.
    """
    many = [question(f"fact:{n:03}", "fact", weight=99) for n in range(60)]
    home = update_file(AnswerFile(), [*many, *ALL])
    assert SAME.id not in {entry.id for entry in home.entries}
    result, errors = import_answers(home, _with_yes(workbook), [*many, *ALL])
    assert not errors
    assert [entry.id for entry in result.answered] == [SAME.id]
    still = update_file(result, many)  # what is asked after the answer
    assert {entry.id for entry in home.entries} <= {entry.id for entry in still.entries}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("text", "is not a workbook"),
        ("sheet", "has no sheet Questions"),
        ("head", "has no columns id and Answer"),
        ("twice", "occurs in rows 2 and 3"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_reported(
    change: str, words: str, workbook: Path
) -> None:
    """A damaged workbook with answers is reported with a remedy."""
    book = openpyxl.load_workbook(workbook)
    match change:
        case "sheet":
            del book["Questions"]
        case "head":
            book["Questions"].cell(1, 3, "Reply")
        case "twice":
            for row in (2, 3):
                book["Questions"].cell(row, 1, "place:h")
                book["Questions"].cell(row, 3, "B")
    content = BytesIO()
    book.save(content)
    workbook.write_bytes(b"no zip" if change == "text" else content.getvalue())
    given = read_workbook(workbook)
    (error,) = given.errors
    assert words in error.what
    assert error.remedy
    assert not given.answered


def test_no_question_becomes_a_formula(workbook: Path) -> None:
    """No cell and no list of choices with text from the inputs is a formula."""
    book = openpyxl.load_workbook(workbook)
    for name in ("Questions", "Answers"):
        cells = [cell for row in book[name].iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
    rules = book["Questions"].data_validations.dataValidation
    assert all(str(rule.formula1).startswith('"') for rule in rules)


def test_the_report_holds_every_entry_as_data_and_no_markup_of_a_source() -> None:
    """The report passes questions and answers to its script as JSON, in which markup of a source
    does not become an element.
    """
    page = FORMATS["html"].render(survey(*ALL)).decode()
    assert "img" not in Tags(page).found
    block = re.search(r'<script type="application/json" id="answers-data">(.*?)</script>', page)
    assert block
    data = json.loads(block[1])
    assert [one["id"] for one in data["asked"]] == [
        SAME.id, PLACE.id, WAY.id, ALIVE.id, COMMA.id, BAD.id, FACT.id,
    ]  # fmt: skip
    assert data["asked"][5]["question"] == HOSTILE
    assert [one["id"] for one in data["given"]] == ["place:old"]


def test_a_survey_without_questions_has_no_form() -> None:
    """Without questions, the report has no form and the workbook has no sheet Questions."""
    empty = replace(survey(), answers=())
    page = FORMATS["html"].render(empty).decode()
    assert 'id="save-answers"' not in page
    assert (
        "Questions" not in openpyxl.load_workbook(BytesIO(FORMATS["xlsx"].render(empty))).sheetnames
    )
