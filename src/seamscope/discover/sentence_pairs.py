"""Read the pairs of systems between which a plain sentence says that data moves.

"Shop sends orders to Ledger" → Shop to Ledger. Names joined by "and" share the verb: "The lake is
loaded from Shop and Ledger" → Shop to the lake, Ledger to the lake. A sentence that denies or
doubts has no pair; the pairs of a plan are planned: "Shop will send orders to Ledger".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from seamscope.connector.relations import (
    Direction,
    is_joint,
    is_verb,
    read_relation,
)
from seamscope.connector.words import fold_words, list_phrases, load, match_longest
from seamscope.discover.note_names import NameMention, Names, find_mentions
from seamscope.records import State

FARTHEST = 120  # maximum characters between two names
MOST = 3  # words in the longest phrase of sentences.yaml
MOST_NAMES = 6  # names of systems in a sentence; more of them are a list and not a sentence
ARROWS = {
    Direction.FORWARD: frozenset({"->", "-->", "=>", "→", "⇒", "➔", "➜"}),
    Direction.BACKWARD: frozenset({"<-", "<--", "←", "⇐"}),
    Direction.BOTH: frozenset({"<->", "<-->", "<=>", "↔", "⇄", "⇔"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The source and the target of data, by the names of their systems.

    state: PLANNED if the sentence is about the future, else ACTIVE.
    """

    source: str
    target: str
    state: State = State.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Names that "and" or a comma joins. start, end: position of all of them in the sentence."""

    systems: tuple[str, ...]
    start: int
    end: int


def read_pairs(sentence: str, names: Names) -> Iterator[Pair]:
    """Yield the pairs of a sentence, including what goes back in "…, Ledger sends answers back"."""
    first, comma, rest = sentence.partition(", ")
    is_sure = bool(comma) and judge_state(rest) is not None
    whole = (
        [] if is_sure and not any(find_mentions(rest, names)) else _read_statement(sentence, names)
    )
    pairs = (
        whole
        or (_read_statement(first, names) if is_sure else [])
        or (_read_statement(sentence, names))
    )
    yield from pairs
    if len(pairs) == 1 and is_sure and _goes_back(rest, pairs[0], names):
        yield replace(pairs[0], source=pairs[0].target, target=pairs[0].source)


def judge_state(text: str) -> State | None:
    """Return PLANNED for a text about the future, None if it denies, doubts or is about the past.

    "from next year" → PLANNED, "is no longer" → None, any other text → ACTIVE.
    """
    words = fold_words(text)
    harmless = _find_frequent(words)
    plans, silent = list_words("plans"), list_words("silent")
    state, place = State.ACTIVE, 0
    while place < len(words):
        planned = match_longest(words, place, plans, MOST)
        tense = _read_tense(words, place)
        if planned or tense is State.PLANNED:
            state = State.PLANNED
        elif (
            tense is None
            and (words[place],) not in harmless
            and match_longest(words, place, silent, MOST)
        ):
            return None
        place += planned or 1
    return state


def _read_tense(words: Sequence[str], place: int) -> State | None:
    """Return PLANNED for the German future, ACTIVE for the German passive, None for other words.

    "wird Daten liefern" → PLANNED, "wird geliefert" → ACTIVE. Forms that may be both, such as
    "wird übertragen", are None.
    """
    if (words[place],) not in list_words("becoming"):
        return None
    verbs = [word for word in words[place + 1 :] if is_verb(word)]
    if not verbs:
        return None
    if verbs[-1].endswith("t") or verbs[-1].startswith("ge"):
        return State.ACTIVE
    return None if verbs[-1].startswith(("ueber", "er", "be", "ent")) else State.PLANNED


def _goes_back(clause: str, pair: Pair, names: Names) -> bool:
    """Return whether a second clause says that the target of a pair sends something back.

    "Ledger sends answers back" and "the answers come back into Shop", for Shop to Ledger.
    """
    found = [*find_mentions(clause, names)]
    told = {(word,) for word in fold_words(clause)}
    if told.isdisjoint(list_words("returning")) or judge_state(clause) is not State.ACTIVE:
        return False
    if {mention.system for mention in found} == {pair.source}:
        return _ends_with(clause[: found[0].start], "destinations")
    return {mention.system for mention in found} <= {pair.target}


def _read_statement(sentence: str, names: Names) -> list[Pair]:
    """Return the pairs of a sentence with two groups of names, or with three and one subject.

    "Shop reads prices from Ledger and sends orders to Mailer" has the subject Shop.
    """
    found = [*find_mentions(sentence, names)]
    if not 1 < len(found) <= MOST_NAMES:
        return []
    groups = _join_names(sentence, found)
    rest = _blank_names(sentence, found)
    state = judge_state(rest)
    if state is None or len(groups) not in {2, 3}:
        return []
    pairs = _read_groups(sentence, groups[0], groups[1], groups[1:])
    if len(groups) == 3 and pairs:
        more = _read_second_verb(sentence, *groups)
        pairs = [*pairs, *more] if more else []
    return [replace(pair, state=state) for pair in pairs]


def _blank_names(sentence: str, found: Sequence[NameMention]) -> str:
    """Return the words of a sentence without the names of systems."""
    ends = [0, *(mention.end for mention in found)]
    starts = [*(mention.start for mention in found), len(sentence)]
    return " ".join(sentence[end:start] for end, start in zip(ends, starts, strict=True))


def _join_names(sentence: str, found: Sequence[NameMention]) -> list[_Group]:
    """Return the groups of names: "Shop, Ledger and Mailer" is one, "Shop feeds Ledger" is two."""
    groups: list[list[NameMention]] = [[found[0]]]
    for before, mention in pairwise(found):
        if _is_list(sentence[before.end : mention.start]):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    split: list[list[NameMention]] = []
    for group in groups:
        split += [group] if _is_joined(sentence, group) else [[one] for one in group]
    return [
        _Group(
            systems=tuple(dict.fromkeys(mention.system for mention in group)),
            start=group[0].start,
            end=group[-1].end,
        )
        for group in split
    ]


def _is_list(between: str) -> bool:
    """Return whether only commas, "and", articles and prepositions are between two names."""
    plain = frozenset().union(*map(list_words, ("articles", "origins", "agents", "destinations")))
    words = [word for word in fold_words(between) if (word,) not in plain]
    bare = {*between} <= {" ", ",", "&", "/", "+"} | {char for char in between if char.isalpha()}
    return bare and all(map(is_joint, words)) and ("," in between or "&" in between or bool(words))


def _is_joined(sentence: str, group: Sequence[NameMention]) -> bool:
    """Return whether "and" precedes the last name of a list and no verb of its own follows it.

    "… to Ledger, Mailer sends answers" and "… to Ledger and Mailer sends answers" are two clauses.
    """
    if len(group) == 1:
        return True
    last = sentence[group[-2].end : group[-1].start]
    is_closed = "&" in last or any(map(is_joint, fold_words(last)))
    after = fold_words(sentence[group[-1].end :].partition(",")[0])
    begins = group[0].start == 0 or not any(
        is_verb(word) for word in fold_words(sentence[: group[0].start])
    )
    return is_closed and (begins or not any(map(is_verb, after)))


def _read_groups(
    sentence: str, first: _Group, second: _Group, later: Sequence[_Group]
) -> list[Pair]:
    """Return the pairs of the systems before and after a verb, none if they have no direction."""
    before, between = sentence[: first.start], sentence[first.end : second.start].strip(" ,\"'")
    after = sentence[later[-1].end :]
    if not between or len(between) > FARTHEST or {*first.systems} & {*second.systems}:
        return []
    match _read_direction(before, between, after):
        case Direction.FORWARD:
            ways = [(a, b) for a in first.systems for b in second.systems]
        case Direction.BACKWARD:
            ways = [(b, a) for a in first.systems for b in second.systems]
        case Direction.BOTH:
            ways = [way for a in first.systems for b in second.systems for way in ((a, b), (b, a))]
        case _:
            ways = []
    return [Pair(source=source, target=target) for source, target in ways]


def _read_second_verb(sentence: str, first: _Group, second: _Group, third: _Group) -> list[Pair]:
    """Return the pairs of the subject and a third group: "… and sends orders to Mailer"."""
    between = sentence[second.end : third.start]
    words = fold_words(between)
    if not (len(words) > 1 and is_joint(words[0]) and is_verb(words[1])):
        return []
    if len(between) > FARTHEST:
        return []
    match read_relation(" ".join(words[1:])).direction:
        case Direction.FORWARD:
            return [Pair(source=a, target=b) for a in first.systems for b in third.systems]
        case Direction.BACKWARD:
            return [Pair(source=b, target=a) for a in first.systems for b in third.systems]
        case _:
            return []


def _read_direction(before: str, between: str, after: str) -> Direction | None:
    """Return the direction of data from the words around two names, None if it is unclear."""
    drawn = next((way for way, arrows in ARROWS.items() if between in arrows), None)
    around = {*before.split(), *after.split()}
    if "|" in between or (drawn and any(around & arrows for arrows in ARROWS.values())):
        return None  # cells of a table, and a route over other systems
    told = _read_inverted(before, between) or read_relation(between).direction
    found = drawn or told or _read_route(before, between, after)
    found = found or _read_distant_verb(before, between, after)
    # "Shop exchanges orders with Ledger" does not say what goes which way; an arrow does.
    return found if drawn or found is not Direction.BOTH else None


def _read_distant_verb(before: str, between: str, after: str) -> Direction | None:
    """Return the direction by a verb that does not stand between the two names.

    In Dutch and German, it may precede its subject ("Daily sends the Shop …"), or end the clause
    ("Shop soll Bestellungen an Ledger liefern").
    """
    plain = [word for word in fold_words(before)[-2:] if (word,) not in list_words("articles")]
    last = [word for word in fold_words(after.partition(",")[0])[-1:] if is_verb(word)]
    for verb in (*plain[-1:], *last):
        if direction := read_relation(f"{verb} {between}").direction:
            return direction
    return None


def _read_inverted(before: str, between: str) -> Direction | None:
    """Return the direction if a preposition begins the sentence and a verb follows the first name.

    In "An Cargoline gibt das Lager nur die Meldung" (German), the Lager sends; in "Van A leest B"
    (Dutch), A does. Return None for other sentences.
    """
    words, inner = fold_words(before), fold_words(between)
    plain = [word for word in words if (word,) not in list_words("articles") or word == words[0]]
    verb = read_relation(between).direction
    if len(plain) != 1 or not inner or not is_verb(inner[0]) or verb is None:
        return None
    if (plain[0],) in list_words("destinations") and verb is Direction.FORWARD:
        return Direction.BACKWARD
    if (plain[0],) in list_words("origins") and verb is Direction.BACKWARD:
        return Direction.FORWARD
    return None


def _read_route(before: str, between: str, after: str) -> Direction | None:
    """Return the direction in "from P01 to P02", "sent to P02 from P01" and "P01 to P02: hourly".

    A migration from one system to another is no flow.
    """
    words, inner = fold_words(before), fold_words(between)
    told = {(word,) for word in (*words, *inner, *fold_words(after))}
    if not told.isdisjoint(list_words("replacing")):
        return None
    if _ends_with(before, "origins") and _ends_with(between, "destinations"):
        return Direction.FORWARD
    moves = any(is_verb(word) for word in words)
    if moves and _ends_with(before, "destinations") and _ends_with(between, "origins"):
        return Direction.BACKWARD
    begins = all((word,) in list_words("articles") for word in words)
    is_only = len(inner) == 1 and (inner[0],) in list_words("towards")
    return Direction.FORWARD if begins and is_only else None


def _ends_with(text: str, section: str) -> bool:
    """Return whether a text ends with a word of a section, or with such a word and an article."""
    words, known = fold_words(text)[-2:], list_words(section)
    if len(words) == 2 and (words[-1],) in list_words("articles") - known:
        words = words[:1]
    return bool(words) and (words[-1],) in known


def _find_frequent(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Return the frequent words of the language in which a text is written.

    Words for negation are left out. The language is that of most words; if it is unclear, return an
    empty set.
    """
    frequent, silent = _list_by_language("frequent"), _list_by_language("silent")
    counted = {
        language: sum((word,) in known for word in words) for language, known in frequent.items()
    }
    most = max(counted.values(), default=0)
    best = [language for language, count in counted.items() if count == most > 1]
    return frequent[best[0]] - silent[best[0]] if len(best) == 1 else frozenset()


@cache
def list_words(section: str) -> frozenset[tuple[str, ...]]:
    """Return the phrases of a section of ``sentences.yaml`` in all languages."""
    return frozenset().union(*_list_by_language(section).values())


@cache
def _list_by_language(section: str) -> dict[str, frozenset[tuple[str, ...]]]:
    match load("sentences"):
        case {**sections} if isinstance(words := sections.get(section), dict):
            return {
                str(language): frozenset(list_phrases({language: phrases}))
                for language, phrases in words.items()
            }
        case _:
            raise ValueError(f"sentences.yaml lacks `{section}`")
