"""Recognise headers by their form: questions, numbers, remarks."""

import re

from seamscope.connector.lists.vocabulary import expand, load_vocabulary, split_words
from seamscope.connector.states import asks_whether_active, is_switch
from seamscope.connector.words import fold_words

# "Live (Y/N)", "Productie j/n": the cells answer yes or no.
ANSWERED = re.compile(
    r"(?<=[\s(\[])(?:[yjost] ?/ ?n|yes ?/ ?no|ja ?/ ?(?:nein|nee)|oui ?/ ?non|"
    r"s[i\u00ec\u00ed] ?/ ?no|sim ?/ ?n[a\u00e3]o|tak ?/ ?nie)[)\]]?$", re.I
)  # fmt: skip


def asks_state(text: str) -> bool:
    """Return whether a header asks if something is in use: "Prod? (Y/N)", "On/off"."""
    bare = ANSWERED.sub("", text.strip()).strip(" ([")
    asked = bare != text.strip() or bare.endswith("?")
    if asked and (
        fold_words(bare) in load_vocabulary().asked or asks_whether_active(bare.strip(" ?¿"))
    ):
        return True
    return is_switch(text)


def spell_number(text: str) -> str:
    """Return the header of a number in words: ``#Int`` → ``Int no``; keep other headers."""
    rest = text.removeprefix("#").strip()
    names = load_vocabulary().attributes["interfaces"]
    numbered = rest != text and names.get((*fold_words(rest), "no")) == "name"
    return f"{rest} no" if numbered else text


def is_remark(title: str) -> bool:
    """Return whether a header denotes a column of remarks: "Notes", "Bem.", "Bemerkung IT"."""
    words = (part for word, cut in split_words(title) for part in (word, *expand(word, cut=cut)))
    return any((word,) in load_vocabulary().remarks for word in words)
