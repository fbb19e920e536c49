"""Words with a fixed meaning: each check yields what is wrong and returns what is meant."""

from collections.abc import Generator

from seamscope.connector import Doc
from seamscope.connector.entries import unknown_word
from seamscope.connector.vocabulary import mechanism_of
from seamscope.records import Certainty, Intent, Mechanism, Record, Skipped


def checked_certainty(doc: Doc) -> Generator[Record, None, Certainty]:
    """Return the certainty; an unknown word is said and taken as possible."""
    known = [item.value for item in Certainty]
    text = doc.text.casefold()
    if text and text not in known:
        yield unknown(doc, "certainty", known, "taken as possible")
        return Certainty.POSSIBLE
    return Certainty(text or "certain")


def checked_intent(entry: Doc) -> Generator[Record, None, Intent]:
    """Return whether `replace:` or `build:` is set; another word than yes or no is said."""
    for intent in (Intent.REPLACE, Intent.BUILD):
        answer = entry[intent.value]
        if answer.text.casefold() in {"true", "yes"}:
            return intent
        if answer.text.casefold() not in {"", "false", "no"}:
            yield unknown(answer, intent.value, ["true", "false"], "taken as false")
    return Intent.NONE


def checked_mechanism(entry: Doc) -> Generator[Record, None, tuple[Mechanism, str]]:
    """Return mechanism and technology; a word that names a technology is kept as such."""
    word, technology = entry["mechanism"].text, entry["technology"].text
    known = [item.value for item in Mechanism]
    plain = word.casefold().replace(" ", "_").replace("-", "_")
    if plain in known:
        return Mechanism(plain), technology
    mechanism = mechanism_of(word or technology)
    if word and mechanism is Mechanism.UNKNOWN:
        yield unknown(entry["mechanism"], "mechanism", known, "kept as technology")
    return mechanism, ", ".join(text for text in (technology, word) if text)


def unknown(doc: Doc, key: str, known: list[str], taken: str) -> Skipped:
    """Say that a word of the inventory is not known, and what was taken in its place."""
    return unknown_word(key, doc.text, known, taken, doc.evidence)
