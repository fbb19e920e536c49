"""Check whether answers to questions about facts have the form that the fact requires."""

import re
from collections.abc import Callable, Mapping

from seamscope.answers.entry import load_rules
from seamscope.answers.words import affirms
from seamscope.knowledge.ratings import list_offers, read_rating
from seamscope.resolved import Question
from seamscope.user_values import (
    MECHANISMS,
    RATINGS,
    Fault,
    find_mechanism_fault,
    find_rating_fault,
)
from seamscope.wording import translate

MOST = 999  # larger numbers of sites or environments are regarded as typing errors
# A question that begins like this cannot be answered by yes or no.
OPEN = re.compile(
    r"(?:(?:from|in|at|to|for|with) )?(?:who|whose|whom|which|what|how|when|where)\b", re.IGNORECASE
)


def find_fact_fault(text: str, question: Question) -> Fault | None:
    """Return problem and remedy if a text is no answer to a question about a fact, else None."""
    driver = load_rules().facts.get(question.subject, {}).get("rated", "")
    if driver and not get_form(question):
        return None if read_rating(driver, text) else _build_rating_fault(driver, text)
    if affirms(text) is not None and OPEN.match(question.text):
        return f'"{text}" does not answer the question', "write the fact in a few words"
    find = _FAULTS.get(get_form(question))
    return find(text) if find else None


def _build_rating_fault(driver: str, text: str) -> Fault:
    return f'"{text}" is not understood', f"write one of {', '.join(list_offers(driver))}"


def get_form(question: Question) -> str:
    """Return the form that the fact in a question requires, "" for free text."""
    return load_rules().facts.get(question.subject, {}).get("value", "")


def describe_fact(question: Question) -> str:
    """Return a description of the possible answers to a question about a fact."""
    match get_form(question):
        case "mechanism":
            return translate("one of {choices}", choices=", ".join(MECHANISMS))
        case "rating":
            return translate("one of {choices}", choices=", ".join(RATINGS))
        case "count":
            return translate("a whole number")
        case "names":
            return translate("names, separated by commas")
        case "" if question.candidates:
            return translate("such as {choices}", choices="; ".join(question.candidates))
        case _:
            return translate("the fact in a few words")


def _find_count_fault(text: str) -> Fault | None:
    if text.isdecimal() and 0 < int(text) <= MOST:
        return None
    return f'"{text}" is not a number', f"write a whole number from 1 to {MOST}"


_FAULTS: Mapping[str, Callable[[str], Fault | None]] = {
    "mechanism": find_mechanism_fault,
    "rating": find_rating_fault,
    "count": _find_count_fault,
}
