"""Find people, teams, figures, dates, documents and meaningful words in an answer.

An answer is accepted if it contains the kinds of content that its question asks for.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import ClassVar

from seamscope.knowledge import FOLDER, load_typed
from seamscope.pydantic_rules import STRICT
from seamscope.readiness.dates import DATE

TOKEN = re.compile(r"[^\W_]+(?:['’&+#./@-][^\W_]+)*[+#]*")
FIGURE = re.compile(
    r"(?<![\w.])(?:[$€£<>≤≥~]\s*)?\.?\d[\d.,' ]*+\s*+(?:%|[kKmM]\b|[kKmMT]?€|[A-Za-z]{1,4}\b)?"
)
DOCUMENT = re.compile(
    r"https?://\S+|(?<![\w./-])/*+[\w.-]++/[\w./-]*\w\.\w{1,5}\b"
    r"|(?<![\w-])-*+\w[\w-]*+\.(?:csv|xlsx?|pdf|docx?|md|html?|json|ya?ml"
    r"|parquet|txt|pptx?|png|sql|ipynb|log|zip)\b|\b[A-Z][A-Z0-9]+-\d+\b",
    re.IGNORECASE,
)
REACH = re.compile(
    r"(?<![\w.+-])[\w.+-]++@[\w-]++\.\w|\+?\d[\d ()/-]{6,}\d"
    r"|\b(?:phone|tel|telephone|telefon|extension|ext|durchwahl|pager)\b[.:]? ?\d{3,}",
    re.IGNORECASE,
)
# A body with a proper name: "Data Governance Board".
BODY = re.compile(
    r"(?<![\w-])[A-ZÄÖÜ][\w-]++ [A-ZÄÖÜ][\w-]++ "
    r"(?:Board|Committee|Council|Office|Group|Team|Desk|Centre|Center)\b"
)
# The verb of a German passive, which ends the clause: "wird organisiert", "ist noch nicht benannt".
PASSIVE = re.compile(
    r"\b(?:wird|werden|wurde|wurden|ist|sind|sei)\b(?:(?!\b(?:wird|werden|wurde|wurden|ist|sind|sei)\b)[^.,;:()])*?\b([a-zäöüß]+)(?=\s*(?:[.,;:()]|$))"
)
# A frequency in words: "jeden Monat", "every other week", "twice a year".
EACH = re.compile(
    r"\b(?:(?:once|twice|\w+ times) (?:a|per|every)|\w+mal (?:im|pro)) (?:day|week|month|quarter"
    r"|year|tag|woche|monat|quartal|jahr)\b"
    r"|\b(?:jede[nrs]?|alle|every|each) (?:\w+ )?"
    r"(?:days?|weeks?|months?|quarters?|years?|tage?n?|wochen?|monate?n?|quartale?|jahre?n?)\b",
    re.IGNORECASE,
)
# A share in words: "every fifth order", "jede dritte Tour".
SHARE = re.compile(
    r"\b(?:every|each|jede[nrs]?) (?:second|third|fourth|fifth|sixth|eighth|tenth|twentieth"
    r"|(?:zweit|dritt|viert|fünft|sechst|acht|zehnt|zwanzigst)e[nrs]?)\b",
    re.IGNORECASE,
)
INITIAL = re.compile(
    r"\b(?:[A-ZÄÖÜ]|Dr|Mr|Mrs|Ms|Prof|Frau|Herr|Mme|M)\.? [A-ZÄÖÜ][a-zäöüß]+|\b[A-Z]\.[A-Z][a-z]+"
)
# Denials such as "No model is trained" and "es wird kein System abgelöst", but not "not yet".
DENIAL = re.compile(
    r"\b(?:nothing|no (?:system|application|tool|model|component)s?) (?:is|are|will be|gets?)"
    r" (?:trained|retrained|replaced|retired|removed|decommissioned)\b"
    r"|\b(?:kein\w*|nichts)\b.{0,30}\b(?:trainiert|abgelöst|abgeschaltet|ersetzt)\b"
    r"|\b(?:there is|there are|has|have|we have) no (?:legacy|old|previous|existing) \w+"
    r"|\b(?:not (?:needed|necessary|required|applicable)|entfällt|nicht (?:nötig|erforderlich))\b"
    r".{1,40}\b(?:no|only|without|kein\w*|nur|ohne)\b"
    r"|\b(?:nobody|no one|niemand\w*)(?:[’']s)? (?:work|job|tasks?|arbeit)"
    r" (?:changes|is changed|ändert sich)\b"
    r"|\bkeine? (?:altsystem|ablösung|vorgänger\w*|abschaltung)\b",
    re.IGNORECASE,
)
PUT_OFF = re.compile(
    r"\b(?:yet|now|currently|moment|later|decided|planned|noch|später|derzeit)\b", re.IGNORECASE
)
# Phrases that only praise or deny: "nobody in particular", "nothing special", "GDPR-compliant",
# "privacy by design".
HOLLOW = re.compile(
    r"\b(?:nothing|nobody|no ?one|none|nichts|niemand\w*)(?: in)?"
    r" (?:particular|special|specific|critical|sensitive|serious|major"
    r"|besonder\w*|bestimmt\w*|kritisch\w*)\b"
    r"|\b[\w/]+[- ](?:conform|konform\w*|compliant|proof|ready|safe)\b"
    r"|\b(?:privacy|security|compliant|secure|safe|quality) (?:by (?:design|default)|first)\b"
    r"|\b(?:learning by doing|on demand|on the job)\b",
    re.IGNORECASE,
)
# An answer that only states who knows: "HR knows about it", "Legal is informed".
ONLY_KNOWS = re.compile(
    r"\s*(?:the )?(\w+)(?: department| team)? (?:knows?|weiß|(?:is|are|was|were|has been|ist|wurde)"
    r" (?:aware|informed|told|notified|informiert))(?: (?:about|of|über|davon))?"
    r"(?: (?:it|this|that))?[.! ]*",
    re.IGNORECASE,
)
# A contraction: "we'll", "don’t".
CONTRACTION = re.compile(r"(\w+?)(?:n['’]t|['’](?:ll|re|ve|d|s|t|m))")
# Bodies that a company has only once, so that their name is enough.
SINGLE_BODY = re.compile(
    r"\b(?:steering committee|(?:board of directors|(?:executive|management|supervisory) board)"
    r"|lenkungs(?:kreis|ausschuss)|vorstand|aufsichtsrat)\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?:^|[.:;!?(]\s*)(?=\S)")


# Hours in words, such as "around the clock".
CLOCK = re.compile(r"\b(?:a?round the clock|rund um die uhr)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The content of `knowledge/answer_words.yaml`; see the comments there."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    grammar: frozenset[str]
    empty: frozenset[str]
    generic: frozenset[str]
    leaders: frozenset[str]
    groups: frozenset[str]
    alone: frozenset[str]
    numbers: frozenset[str]
    units: frozenset[str]
    cadence: frozenset[str]
    labels: frozenset[str]
    months: dict[str, int]
    classes: frozenset[str]
    functions: frozenset[str]
    professions: frozenset[str]
    german: frozenset[str]
    hedges: frozenset[str]


@cache
def load_words() -> Words:
    """Return the words of `answer_words.yaml`, which is read and checked at the first call."""
    return load_typed(FOLDER / "answer_words.yaml", Words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The content of one answer.

    words: meaningful words in lower case, without those of the question.
    party: whether it names a person or team that can be contacted.
    figures: number of figures, without dates and labels such as "phase 2".
    date, document: whether it contains a date, or names a document.
    cadence: whether it has a word such as "weekly".
    guess: whether it has a word such as "probably".
    data_class: whether it has a classification such as "internal".
    functions: number of functions of a company, such as sales.
    roles: number of functions and professions, such as developer.
    body: whether it names a body that a company has once, such as the steering committee.
    crew: whether it names the people of a function, such as "customer service team".
    others: number of meaningful words that are not a function.
    crowd: whether it contains a number of people, such as "12 users".
    denial: whether it says that no training, or no retirement, is needed.
    """

    words: tuple[str, ...] = ()
    party: bool = False
    figures: int = 0
    date: bool = False
    document: bool = False
    cadence: bool = False
    data_class: bool = False
    crowd: bool = False
    denial: bool = False
    guess: bool = False
    functions: int = 0
    roles: int = 0
    body: bool = False
    crew: bool = False
    others: int = 0


def read_content(text: str, question: str = "") -> Content:
    """Return the content of an answer; words of the question itself are ignored."""
    known, text = load_words(), _drop_hollow(text)
    without_dates = DATE.sub(" ", text)
    tokens = TOKEN.findall(text)
    lowered = [token.casefold() for token in tokens]
    words = _list_words(without_dates, question)
    return Content(
        words=words,
        others=sum(word not in known.functions for word in words),
        party=_names_party(text, question),
        figures=_count_figures(without_dates),
        date=bool(DATE.search(text)) or text.strip().casefold() in known.months,
        document=bool(DOCUMENT.search(text)),
        cadence=any(word in known.cadence for word in lowered) or bool(EACH.search(text)),
        functions=len(_find_functions(tokens)),
        roles=len(
            _find_functions(tokens) | (known.professions & {w.removesuffix("s") for w in lowered})
        ),
        body=bool(SINGLE_BODY.search(text)),
        crew=any(
            first in known.functions and second in known.groups
            for first, second in pairwise(lowered)
        ),
        crowd=any(word in known.generic for word in lowered) and _count_figures(without_dates) > 0,
        guess=not known.hedges.isdisjoint(lowered),
        denial=bool(DENIAL.search(text)) and not PUT_OFF.search(text),
        data_class=any(part in known.classes for word in lowered for part in word.split("-")),
    )


def _drop_hollow(text: str) -> str:
    """Return an answer without phrases that have no content, such as "GDPR compliant".

    An answer is empty if it says only who knows something, such as "HR knows about it".
    """
    known, knows = load_words(), ONLY_KNOWS.fullmatch(text)
    if knows and knows.group(1).casefold() in known.functions | known.generic:
        return ""
    return HOLLOW.sub(" ", text)


def _find_functions(tokens: list[str]) -> set[str]:
    """Return the functions of a company in an answer; "it" is a pronoun, IT a function."""
    known = load_words().functions - {"it"}
    return {word.casefold() for word in tokens if word.casefold() in known or word == "IT"}


def _list_words(text: str, question: str) -> tuple[str, ...]:
    """Return the distinct meaningful words of an answer in order, without the question's words."""
    asked = {_cut_to_stem(token) for token in TOKEN.findall(question.casefold())}
    asked |= {_cut_to_stem(verb) for verb in PASSIVE.findall(text)}
    found = (
        word
        for token in TOKEN.findall(text)
        for word in _split(token)
        if _has_content(word) and _cut_to_stem(word) not in asked
    )
    return tuple(dict.fromkeys(word.casefold() for word in found))


def _split(token: str) -> list[str]:
    """Return a token, or its parts if a hyphen joins words: `Release-Team` → Release, Team."""
    return [token] if token.casefold() in load_words().empty else token.split("-")


def _has_content(word: str) -> bool:
    known, lowered = load_words(), word.casefold()
    if contraction := CONTRACTION.fullmatch(lowered):
        lowered = contraction.group(1)
    if lowered in known.grammar and not (word.isupper() and len(word) > 1 and lowered != "it"):
        return False
    if lowered in known.generic or lowered in known.months or lowered in known.empty:
        return False
    if not any(letter.isalpha() for letter in lowered) or lowered in known.units:
        return False
    return len(word) > 2 or word[:1].isupper()


def _cut_to_stem(word: str) -> str:
    """Return the first five letters of a word, so that "trained" and "training" compare equal."""
    lowered = word.casefold()
    return lowered if len(lowered) < 5 else lowered[:5]


def _names_party(text: str, question: str) -> bool:
    """Return whether an answer contains a person or a team that can be contacted."""
    known = load_words()
    folded = f" {' '.join(TOKEN.findall(text.casefold().replace('-', ' ')))} "
    if REACH.search(text) or INITIAL.search(text) or BODY.search(text):
        return True
    if any(f" {name} " in folded for name in known.alone):
        return True
    return _names_leader(folded.split()) or _names_group(text, question) or _names_person(text)


def _names_leader(lowered: list[str]) -> bool:
    """Return whether a leader's title is next to an area of responsibility: "head of planning"."""
    known = load_words()
    for index, word in enumerate(lowered):
        if word not in known.leaders:
            continue
        near = [other for other in lowered[max(index - 2, 0) : index + 4] if other != word]
        if any(
            other in known.functions
            or not (other in known.grammar or other in known.empty or other in VAGUE)
            for other in near
        ):
            return True
    return False


# Words next to a title that do not identify a person: "the business lead", "the budget owner".
VAGUE = frozenset({"business", "budget", "project", "team", "company", "management", "responsible"})


def _names_group(text: str, question: str) -> bool:
    """Return whether an answer contains a specific group: "SAP Basis team", "desk of sales".

    A word such as "team" needs an identifying word: at most NEAR words before it, or after it with
    a word such as "of" or "for". In German it may follow directly ("Bereitschaft SAP") or form a
    compound ("Vertriebsteam").
    """
    known = load_words()
    specific = {word for word in _list_words(text, question) if word not in known.groups}
    words = [word.casefold() for token in TOKEN.findall(text) for word in token.split("-")]
    words = [word.removesuffix("'s").removesuffix("’s") for word in words]
    for index, word in enumerate(words):
        if word.endswith(COMPOUND_ENDS) and word not in known.groups and word not in known.generic:
            return True
        if word not in known.groups:
            continue
        before = words[max(index - NEAR, 0) : index]
        behind = words[index + 1 : index + 2 + NEAR]
        before_name = before[:-1] if before[-1:] == ["on"] else before
        if word in DESKS and known.functions & set(before_name[-1:]):
            return True
        if specific & set(before) or (behind[:1] and behind[0] in OF and specific & set(behind)):
            return True
        # "Bereitschaft SAP": the name directly follows the group.
        if word in NAMED_BEHIND and specific & set(behind[:1]):
            return True
    return False


# Maximum number of words between a group and the word that identifies it. If the identifying word
# follows the group, a word of OF joins them.
NEAR = 3
# Groups that are identified by a function: "the data desk", but not "the operations team".
DESKS = frozenset(
    {"call", "committee", "desk", "office", "rota", "shift", "centre", "center", "board", "council"}
)
# German words for groups whose name follows directly.
NAMED_BEHIND = frozenset(
    {"bereitschaft", "rufbereitschaft", "abteilung", "referat", "gruppe", "dienst", "betrieb"}
)
OF = frozenset({"of", "for", "in", "at", "der", "des", "von", "vom", "für", "im"})
# Endings of German compounds that name a group of people.
COMPOUND_ENDS = ("team", "dienst", "abteilung", "stelle", "leiter", "leiterin", "gruppe", "desk")


def _names_person(text: str) -> bool:
    """Return whether a text has a capitalised name, not just the first word of a sentence.

    In German every noun is capitalised, so a single capitalised word is not treated as a name. The
    first word of a sentence is a name only if another name follows ("Maria Keller"), if "from"
    follows ("Martin from the data centre"), or if it is the only word ("Bo").
    """
    starts = {match.end() for match in SENTENCE.finditer(text)}
    tokens = list(TOKEN.finditer(text))
    named = [_may_be_name(match.group()) for match in tokens]
    german = not load_words().german.isdisjoint(match.group().casefold() for match in tokens)
    for index, match in enumerate(tokens):
        if not named[index]:
            continue
        follows = index + 1 < len(tokens) and named[index + 1]
        beside = index + 1 < len(tokens) and tokens[index + 1].group() in {"from", "aus"}
        if PRODUCT.fullmatch(match.group()):
            return True
        if german and not (follows or beside):
            continue
        if match.start() not in starts or follows or beside or len(tokens) == 1:
            return True
    return False


# A product by its spelling, such as CloudWatch.
PRODUCT = re.compile(r"[A-Z][a-z]+[A-Z]\w+")


def _may_be_name(word: str) -> bool:
    return word[:1].isupper() and not word.isupper() and _has_content(word)


def _count_figures(text: str) -> int:
    """Count the figures in an answer, in digits or in words."""
    known = load_words()
    found = 0
    for match in FIGURE.finditer(text):
        before = TOKEN.findall(text[: match.start()].casefold())[-1:]
        if not before or before[0] not in known.labels:
            found += 1
    lowered = [word for token in TOKEN.findall(text.casefold()) for word in token.split("-")]
    found += len(SHARE.findall(text)) + len(CLOCK.findall(text))
    found += sum(word in known.numbers for word in lowered)
    pairs = list(pairwise(lowered))
    return found + sum((a in ONE and b in known.units) or (a, b) in SOON for a, b in pairs)


# Words that are numbers before a unit: "an hour", "within the day", "one week".
ONE = frozenset({"a", "an", "one", "the", "ein", "eine", "einem", "einer", "eines", "der", "dem"})
# Response times without a number.
SOON = frozenset({("same", "day"), ("next", "day"), ("next", "morning"), ("working", "day")})
