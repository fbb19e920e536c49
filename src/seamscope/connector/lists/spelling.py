"""Recognise headers by their form: questions, numbers, remarks."""

import re

from seamscope.connector.lists.vocabulary import expand, load_vocabulary, split_words
from seamscope.connector.states import asks_whether_active, is_switch
from seamscope.connector.words import fold_words

# "Live (Y/N)", "Productie j/n", "In service (Y/N/P)": the cells answer yes or no.
ANSWERED = re.compile(
    r"(?<=[\s(\[])(?:[yjost01] ?/ ?[n01](?: ?/ ?\w)?|yes ?/ ?no|ja ?/ ?(?:nein|nee)|oui ?/ ?non|"
    r"s[i\u00ec\u00ed] ?/ ?no|sim ?/ ?n[a\u00e3]o|tak ?/ ?nie)[)\]]?$", re.I
)  # fmt: skip


MARKS = " ?¿([:"
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# "(P=prod, R=test)" and "(L: lee; E: escribe)" in a header explain the codes of its column.
CODES = re.compile(r"(?<![\w])(\w{1,3})\s?[=:]\s?(\w[\w /.'’-]{0,40})")


def asks_state(text: str) -> bool:
    """Return whether a header asks if something is in use: "Prod? (Y/N)", "On/off"."""
    bare = strip_question(text)
    if asks_yes_or_no(text) and (asks_in_use(bare) or asks_whether_active(bare)):
        return True
    return is_switch(text)


def asks_yes_or_no(text: str) -> bool:
    """Return whether a header is a yes-or-no question: "Kept?", "Live (Y/N)"."""
    bare = ANSWERED.sub("", text.strip())
    asked = fold_words(text)[:1] in load_vocabulary().openers
    return asked or bare != text.strip() or bare.rstrip(MARKS) != bare.rstrip(" ([:")


def strip_question(text: str) -> str:
    """Return a header without its answers, marks and flags: ``kz_aktiv (J/N)`` → ``aktiv``."""
    plain = ANSWERED.sub("", text.strip()).strip(MARKS)
    words = CAMEL.sub(" ", plain).replace("_", " ").split()
    kept = [word for word in words if fold_words(word) not in load_vocabulary().flags]
    return " ".join(kept) if kept and len(kept) < len(words) else plain


def asks_in_use(text: str) -> bool:
    """Return whether a question is about use: "Is it live", "Nog aan".

    A question with "still" asks whether something continues, whatever the verb is.

    text: the question without question mark.
    """
    known = load_vocabulary()
    words = fold_words(text)
    rest = tuple(word for word in words if (word,) not in known.still | known.asking)
    goes_on = len(words) > 1 and any((word,) in known.still for word in words)
    return bool(words) and (goes_on or words in known.asked or rest in known.asked)


def spell_code(text: str, title: str) -> str:
    """Return the meaning of a code that the header explains, else the code.

    R below "State (P=prod, R=test)" → test.
    """
    for code, meaning in CODES.findall(title):
        if fold_words(code) == fold_words(text):
            return str(meaning).strip()
    return text


def spell_number(text: str) -> str:
    """Return a header with "no" in place of a number sign: ``#Int`` → ``Int no``.

    This requires that "Int no" is a known header; other headers are unchanged.
    """
    rest = text.removeprefix("#").strip()
    names = load_vocabulary().attributes["interfaces"]
    numbered = rest != text and names.get((*fold_words(rest), "no")) == "name"
    return f"{rest} no" if numbered else text


def is_remark(title: str) -> bool:
    """Return whether a header denotes a column of remarks: "Notes", "Bem.", "Bemerkung IT"."""
    words = (part for word, cut in split_words(title) for part in (word, *expand(word, cut=cut)))
    return any((word,) in load_vocabulary().remarks for word in words)
