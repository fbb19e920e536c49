"""Describe the accuracy of the survey itself in one sentence."""

from seamscope.document import Survey
from seamscope.wording import format_date, translate


def describe_accuracy(survey: Survey) -> str:
    """Return a sentence on the accuracy of the survey, "" for a survey without systems.

    The sentence says how many systems two sources confirm, how many flow endpoints are assigned to
    a system, and what the newest date of the evidence is.
    """
    found = survey.accuracy
    if not found.systems:
        return ""
    confirmed = translate(
        "two independent sources confirm {confirmed} of {systems} systems",
        confirmed=found.systems_confirmed,
        systems=found.systems,
    )
    parts = [confirmed]
    if found.flows:
        parts[0] += translate(
            " and {confirmed} of {flows} flows",
            confirmed=found.flows_confirmed,
            flows=found.flows,
        )
        parts.append(
            translate(
                "{placed} of {ends} flow endpoints are assigned to a system",
                placed=found.ends_placed,
                ends=found.ends,
            )
        )
    if found.newest:
        parts.append(
            translate("the newest dated evidence is of {newest}", newest=format_date(found.newest))
        )
    return translate("Accuracy: {parts}.", parts="; ".join(parts))
