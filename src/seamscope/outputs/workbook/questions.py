"""The Questions sheet, where readers enter answers, and the sheet of earlier answers."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from seamscope.answers import is_closed, label_choice, list_choices
from seamscope.document import Survey
from seamscope.outputs.views.next_steps import rank_questions
from seamscope.outputs.views.provenance import format_evidence
from seamscope.outputs.workbook.sheet import Cell, Styles, write_cell, write_table
from seamscope.resolved import Question
from seamscope.wording import mark_each, translate

if TYPE_CHECKING:
    from xlsxwriter import Workbook

# `seamscope survey --answers effort.xlsx` finds the columns by these headers.
SHEET = "Questions"
HEADERS = ("id", "question", "Answer", "candidates", "what it changes", "% of the uncertainty",
           "Answered by", "Answered on", "evidence", "key that answers it")  # fmt: skip
ANSWER = HEADERS.index("Answer")
PERSONAL = ("Answer", "Answered by", "Answered on")
GIVEN = mark_each(
    "id", "question", "answer", "answered by", "answered on", "effect of the answer", "evidence"
)
LONGEST_CHOICE = 255  # maximum number of characters in a spreadsheet's drop-down list


def write_questions(book: "Workbook", survey: Survey, styles: Styles) -> None:
    """Write the sheet of questions with cells for answers, and the sheet of earlier answers."""
    if found := rank_questions(survey):
        _write(book, found, styles)
    if survey.answers:
        write_table(
            book.add_worksheet(translate("Answers")), GIVEN, _list_given_answers(survey), styles
        )


def _write(book: "Workbook", questions: Sequence[Question], styles: Styles) -> None:
    sheet = book.add_worksheet(SHEET)
    write_table(sheet, HEADERS, map(_build_row, questions), styles, in_english=True)
    for row, question in enumerate(questions, start=1):
        for name in PERSONAL:
            sheet.write_blank(row, HEADERS.index(name), None, styles.editable)
        choice = list(list_choices(question))
        plain = not any("," in word for word in choice)
        if choice and plain and len(",".join(choice)) <= LONGEST_CHOICE:
            strict = "stop" if is_closed(question) else "information"
            sheet.data_validation(
                row,
                ANSWER,
                row,
                ANSWER,
                {
                    "validate": "list",
                    "source": choice,
                    "error_type": strict,
                    "error_title": translate("The answer is not in the list"),
                    "error_message": translate(
                        "Choose an answer from the list, or keep the name that you entered."
                    ),
                },
            )
    sheet.set_column(ANSWER, ANSWER, 24)
    write_cell(sheet, (0, ANSWER), "Answer", styles.header)


def _build_row(question: Question) -> Sequence[Cell]:
    share = None if question.variance_share is None else 100 * question.variance_share
    candidates = ", ".join(label_choice(text, question) for text in question.candidates)
    where = format_evidence(question.evidence)
    return (
        question.id, question.text, None, candidates, question.effect, share, None, None, where,
        question.key,
    )  # fmt: skip


def _list_given_answers(survey: Survey) -> Iterator[Sequence[Cell]]:
    for one in survey.answers:
        yield (
            one.id, one.question, one.answer, one.answered_by, one.answered_on, one.effect,
            format_evidence(one.evidence),
        )  # fmt: skip
