"""Rank the questions of a survey, including those about unread inputs, for all outputs."""

import re
from collections.abc import Iterator

from seamscope.document import Survey
from seamscope.estimate.result import UnreadPart
from seamscope.estimate.unread_parts import FILES, NOUNS
from seamscope.outputs.views.answering import drop_share, list_answerable_questions
from seamscope.outputs.views.cost_drivers import list_counted_estimates
from seamscope.outputs.views.effort_rows import get_hours_per_day
from seamscope.outputs.views.sentences import shorten_list
from seamscope.resolved import Question
from seamscope.wording import format_count, format_figure, translate

QUESTIONS = 3  # number of questions below the effort table; the report lists all of them


def rank_questions(survey: Survey) -> tuple[Question, ...]:
    """Return all questions: first those that may change the decision, then by share of variance.

    Some of them are about unread inputs, if these are part of the total. Such a question ranks by
    the share of one of its inputs, because each of them must be read. Without a POC, the questions
    in answers.yaml come first, because they correct the landscape.
    """
    unread = count_inputs(survey)
    ranked = sorted(
        (*survey.questions, *ask_about_unread(survey)),
        key=lambda q: (
            -q.decision,
            -(q.variance_share or 0.0) / unread.get(q.text, 1),
            q.text,
            q.about,
        ),
    )
    if survey.totals is None:
        first = list_answerable_questions(survey)
        ids = {question.id for question in first}
        rest = (drop_share(question) for question in ranked if question.id not in ids)
        return (*first, *rest)
    return tuple(ranked)


def count_inputs(survey: Survey) -> dict[str, int]:
    """Map the text of each question about unread inputs to the number of its inputs."""
    return {question.text: count for question, count in _list_unread_questions(survey)}


def ask_about_unread(survey: Survey) -> tuple[Question, ...]:
    """Return a question for each kind of unread input, with its share of the total's variance."""
    return tuple(question for question, _ in _list_unread_questions(survey))


def _list_unread_questions(survey: Survey) -> Iterator[tuple[Question, int]]:
    """Yield the questions about unread inputs, each with the number of its inputs."""
    unread = survey.totals.not_readable if survey.totals else None
    for part in unread.parts if unread else ():
        # The variance of a Poisson-distributed number is proportional to its mean.
        share = unread.variance_share * part.expected / unread.expected if unread else 0.0
        if share > 0:
            yield (
                Question(
                    text=_ask_about_part(part),
                    variance_share=share,
                    effect=_describe_unread_effect(survey, share),
                    key=translate(
                        "`seamscope show skipped` and `seamscope show residue` list them"
                    ),
                    evidence=part.evidence[:1],
                ),
                part.count,
            )


def _ask_about_part(part: UnreadPart) -> str:
    """Return the question about one kind of unread input, which names its first file."""
    counted = format_count(part.count, NOUNS[part.what])
    if part.what not in FILES or not part.evidence:
        return translate("Which integrations do {inputs} contain?", inputs=counted)
    file = part.evidence[0].file
    if part.count == 1:
        return translate("Which integrations does {file} contain?", file=file)
    return translate(
        "Which integrations do {inputs}, such as {file}, contain?", inputs=counted, file=file
    )


def _describe_unread_effect(survey: Survey, share: float) -> str:
    """Describe the total if unread inputs contain no integration, and if they contain one more.

    The additional integration is assumed to have the mean hours of those to build.
    share: the share of the variance of the total that unread inputs cause.
    """
    totals, counted = survey.totals, list_counted_estimates(survey)
    unread = totals.not_readable if totals else None
    if totals is None or unread is None or not counted or totals.production.p80 <= 0:
        return ""
    managed = 1 + totals.management_hours.p80 / totals.production.p80
    without = (totals.production.p80 - unread.added_hours) * managed
    more = managed * sum(one.effort_hours.mean for one in counted) / len(counted)
    per_day = get_hours_per_day(survey)
    return translate(
        "removes {share} % of the uncertainty; total at P80 in person-days if no unread input "
        "contains an integration {none}, if they contain one more {more}",
        share=f"{100 * share:.1f}",
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
    places = sorted((str(place) for place in question.evidence), key=len, reverse=True)
    listed = "|".join(map(re.escape, places))
    several = rf" \((?:{listed})(?:(?:, | \w+ )(?:{listed}))*\)"
    text = re.sub(several, "", question.text) if places else question.text
    return shorten_list(text, question.candidates)
