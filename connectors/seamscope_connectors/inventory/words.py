"""Check the words of an inventory that have a fixed meaning, and report unknown words."""

from collections.abc import Generator
from dataclasses import replace

from seamscope.connector import Doc
from seamscope.connector.entries import report_unknown_word, skip_entry
from seamscope.connector.scrub import quote
from seamscope.connector.vocabulary import parse_mechanism
from seamscope.connector.volumes import (
    counts_bytes,
    find_ambiguous_number,
    parse_records_per_day,
    spell_out,
)
from seamscope.records import Certainty, Intent, Mechanism, Record, Skipped


def check_certainty(doc: Doc) -> Generator[Record, None, Certainty]:
    """Return the certainty of a flow; an unknown word is reported and read as possible."""
    known = [item.value for item in Certainty]
    text = doc.text.casefold()
    if text and text not in known:
        yield report_unknown(doc, "certainty", known, "read as possible")
        return Certainty.POSSIBLE
    return Certainty(text or "certain")


def check_intent(entry: Doc) -> Generator[Record, None, Intent]:
    """Return BUILD or REPLACE if `build:` or `replace:` is true; report unknown words."""
    for intent in (Intent.REPLACE, Intent.BUILD):
        answer = entry[intent.value]
        if answer.text.casefold() in {"true", "yes"}:
            return intent
        if answer.text.casefold() not in {"", "false", "no"}:
            yield report_unknown(answer, intent.value, ["true", "false"], "taken as false")
    return Intent.NONE


def check_mechanism(entry: Doc) -> Generator[Record, None, tuple[Mechanism, str]]:
    """Return mechanism and technology; an unknown mechanism is kept as the technology."""
    word, technology = entry["mechanism"].text, entry["technology"].text
    known = [item.value for item in Mechanism]
    normalized = word.casefold().replace(" ", "_").replace("-", "_")
    if normalized in known:
        return Mechanism(normalized), technology
    mechanism = parse_mechanism(word or technology)
    if word and mechanism is Mechanism.UNKNOWN:
        yield report_unknown(entry["mechanism"], "mechanism", known, "kept as technology")
    return mechanism, ", ".join(text for text in (technology, word) if text)


def report_unknown(doc: Doc, key: str, known: list[str], used: str) -> Skipped:
    """Return a report of an unknown word. used: what is used instead, such as "read as
    possible".
    """
    return replace(report_unknown_word(key, doc.text, known, used, doc.evidence), kind="entry")


def check_volume(doc: Doc) -> Generator[Record, None, str]:
    """Return the volume of a flow, "" if its number is ambiguous, as in ``1.500``.

    A volume without a number per period is reported and kept as text.
    """
    number = find_ambiguous_number(doc.text)
    if number:
        large, small = spell_out(number)
        remedy = f"write {large} or {small}"
        yield skip_entry(f"volume '{number}' is ambiguous, so it is not used", remedy, doc.evidence)
        return ""
    if doc.text and not counts_bytes(doc.text) and parse_records_per_day(doc.text) is None:
        problem = f"volume '{quote(doc.text, 60)}' is not a number of records per period"
        remedy = "write it like 3,000 orders a day, or leave it out"
        yield skip_entry(f"{problem}; it is kept as text", remedy, doc.evidence)
    return doc.text
