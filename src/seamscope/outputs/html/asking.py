"""The questions as a form: the reader clicks or types answers and saves them as answers.yaml."""

from xml.etree.ElementTree import Element

from seamscope.answers import label_choice, list_choices
from seamscope.document import Survey
from seamscope.outputs.html.markup import Part, build_element
from seamscope.outputs.html.payload import build_data_block
from seamscope.outputs.html.tables import build_table
from seamscope.outputs.views.answering import list_answerable_questions
from seamscope.outputs.views.next_steps import rank_questions
from seamscope.resolved import Question
from seamscope.wording import format_percent, mark_each, translate

SHOWN = 6  # answers offered as buttons; other answers can be typed
HEADERS = mark_each("question", "answer", "share of the uncertainty", "evidence")


def build_questions(survey: Survey) -> Element | None:
    """Return the ranked questions; questions that `answers.yaml` can answer get input fields."""
    ids = {question.id for question in list_answerable_questions(survey)} - {""}
    lines = [
        _build_line(question, _build_controls(question) if question.id in ids else None)
        for question in rank_questions(survey)
    ]
    if not lines and not survey.answers:
        return None
    asked = build_table(HEADERS, lines, translate("Questions")) if lines else None
    return build_element(
        "div", _build_tools() if ids else None, asked, _build_given_answers(survey)
    )


def build_answers_data(survey: Survey) -> Element:
    """Return the questions and earlier answers, from which a script builds answers.yaml."""
    entries = [
        {
            "id": question.id,
            "question": question.text,
            "candidates": list(question.candidates),
            "evidence": [str(place) for place in question.evidence],
            "effect": question.effect,
        }
        for question in list_answerable_questions(survey)
    ]
    given = [
        {
            "id": one.id,
            "question": one.question,
            "answer": one.answer,
            "answered_by": one.answered_by,
            "answered_on": one.answered_on,
        }
        for one in survey.answers
    ]
    return build_data_block("answers-data", {"asked": entries, "given": given})


def _build_tools() -> Element:
    told = translate(
        "Run `seamscope survey --answers FILE` with the saved file, or replace the answers.yaml "
        "that `seamscope survey` wrote."
    )
    name = build_element("input", type="text", id="answered-by", autocomplete="name")
    return build_element(
        "div",
        build_element("label", translate("Your name "), name),
        build_element("button", translate("Save answers.yaml"), type="button", id="save-answers"),
        build_element("output", "", id="answers-count"),
        build_element("p", told, class_="hint"),
        class_="scripted tools",
    )


def _build_line(question: Question, controls: Element | None) -> list[Part]:
    share = question.variance_share
    return [
        build_element(
            "div",
            question.text,
            build_element("small", question.effect) if question.effect else None,
            build_element("small", translate("Answer: {key}", key=question.key))
            if question.key
            else None,
        ),
        controls,
        ""
        if share is None
        else build_element("data", f"{format_percent(share)} %", value=f"{share:.6g}"),
        ", ".join(map(str, question.evidence)),
    ]


def _build_controls(question: Question) -> Element:
    """Return the input field for an answer, and buttons that fill in likely answers."""
    buttons = [
        build_element(
            "button",
            label_choice(text, question),
            type="button",
            class_="pick",
            aria_pressed="false",
            data_answer=text,
        )
        for text in list_choices(question)[:SHOWN]
    ]
    field = build_element(
        "input",
        type="text",
        class_="given",
        aria_label=translate("Answer: {question}", question=question.text),
    )
    label = translate("Answers to: {question}", question=question.text)
    return build_element(
        "div", *buttons, field, class_="scripted asking", role="group", aria_label=label,
        data_question=question.id,
    )  # fmt: skip


def _build_given_answers(survey: Survey) -> Element | None:
    """Return the answers that this survey applied, and the answers that it could not apply."""
    if not survey.answers:
        return None
    lines: list[list[Part]] = [
        [
            one.question or one.id,
            one.answer,
            ", ".join(part for part in (one.answered_by, one.answered_on) if part),
            one.effect,
            ", ".join(map(str, one.evidence)),
        ]
        for one in survey.answers
    ]
    headers = mark_each("question", "answer", "by", "effect of the answer", "evidence")
    return build_element(
        "div",
        build_element("h3", translate("Answered")),
        build_table(headers, lines, translate("Answers")),
    )
