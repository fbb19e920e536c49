"""Rank the questions of a survey, including the question about unread inputs, for all outputs."""

from seamscope.document import Survey
from seamscope.estimate import NotReadable
from seamscope.outputs.views.answering import drop_share, list_answerable_questions
from seamscope.outputs.views.composition import list_unread
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.effort_rows import get_hours_per_day
from seamscope.outputs.views.sentences import shorten_list
from seamscope.resolved import Question
from seamscope.wording import format_figure, translate

QUESTIONS = 3  # number of questions below the effort table; the report lists all of them


def rank_questions(survey: Survey) -> tuple[Question, ...]:
    """Return all questions: first those that may change the decision, then by share of variance.

    If unread inputs are part of the total, one question is about them. Without a POC, the questions
    in answers.yaml come first, because they correct the landscape.
    """
    unread = ask_about_unread(survey)
    ranked = sorted(
        (*survey.questions, *([unread] if unread else [])),
        key=lambda q: (-q.decision, -(q.variance_share or 0.0), q.text, q.about),
    )
    if survey.totals is None:
        first = list_answerable_questions(survey)
        ids = {question.id for question in first}
        rest = (drop_share(question) for question in ranked if question.id not in ids)
        return (*first, *rest)
    return tuple(ranked)


def ask_about_unread(survey: Survey) -> Question | None:
    """Return the question about unread inputs, with their share of the total's variance."""
    unread = survey.totals.not_readable if survey.totals else None
    if unread is None:
        return None
    return Question(
        text=translate("Which integrations do {inputs} contain?", inputs=list_unread(survey)),
        variance_share=unread.variance_share,
        effect=_describe_unread_effect(survey, unread),
        key=translate("`seamscope show skipped` and `seamscope show residue` list them"),
        evidence=tuple(place for part in unread.parts for place in part.evidence[:1]),
    )


def _describe_unread_effect(survey: Survey, unread: NotReadable) -> str:
    """Describe the total without integrations in unread inputs, and with one more integration.

    The additional integration is assumed to have the mean hours of those to build.
    """
    totals, counted = survey.totals, list_counted_estimates(survey)
    if totals is None or not counted or totals.production.p80 <= 0:
        return ""
    managed = 1 + totals.management_hours.p80 / totals.production.p80
    without = (totals.production.p80 - unread.added_hours) * managed
    more = managed * sum(one.effort_hours.mean for one in counted) / len(counted)
    per_day = get_hours_per_day(survey)
    return translate(
        "removes {share} % of the uncertainty; total at P80 in person-days if none {none}, "
        "one more integration {more}",
        share=f"{100 * unread.variance_share:.1f}",
        none=format_figure(without / per_day),
        more=format_figure((without + more) / per_day),
    )


def list_first_questions(survey: Survey) -> tuple[Question, ...]:
    """Return the first QUESTIONS of the ranked questions, to show below the effort table."""
    return rank_questions(survey)[:QUESTIONS]


def shorten_question(question: Question) -> str:
    """Return the text of a question for short lists: without positions, with few candidates.

    ``Is BDU still in use? The status "old" (apps.csv:3) is …`` loses ``(apps.csv:3)``.
    """
    text = question.text
    for place in question.evidence:
        text = text.replace(f" ({place})", "")
    return shorten_list(text, question.candidates)
