"""Compare names of business entities, such as "Sales_Orders" and `salesOrder`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from seamscope.knowledge import load
from seamscope.knowledge.vocabulary import find_entity

# "SalesOrders2" -> Sales, Orders, 2; "IDocOut" -> I, Doc, Out; "MATNR" is not split.
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_HUMP = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zß-ÿ])")
_VERSION = re.compile(r"(?<![^\W_])[vV]\d+(?![^\W_])")
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_AND = re.compile(r"(?:(?<!\s)\s+)?(?:[,;&+]|\b(?:and|und|en)\b)\s*")
# Words of at most this length are not plurals, even if they end in "s".
_SHORT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vocabulary:
    events: frozenset[str]
    technical: frozenset[str]
    vague: frozenset[str]
    same: dict[str, str]
    entity_words: frozenset[str]


def build_entity_key(name: str, *, without: Iterable[str] = ()) -> str:
    """Return the key by which names of an entity are compared, "" for a name without an entity.

    "Sales_Orders", "salesOrder", `sales.order.updated.v2` and "Kundenauftrag" have the same key.
    Versions, dates, environments, event words and technical words are ignored. A name that has only
    vague words ("status", "items") does not identify an entity.

    without: further normalised words to ignore, such as the names of the systems at both ends.
    """
    return _build_key(name, frozenset(without), keeps_events=False)


def list_entity_keys(phrase: str) -> Iterator[tuple[str, str]]:
    """Yield the key and the spelling of each entity in a phrase that a person wrote.

    "Business partners and contract accounts (daily)" contains two entities. Unlike
    `build_entity_key`, this function accepts a single vague word such as "change", because a person
    declared it. A well-known table stands for its entity: `VBAK` → "Sales order".
    """
    plain = _REMARK.sub(" ", phrase).partition("(")[0]
    if ")" in plain:  # the phrase was split at a comma inside a remark in brackets
        return
    for part in _AND.split(plain):
        spelled = find_entity(part.strip()) or part.strip()
        if key := _build_key(spelled, frozenset(), keeps_events=True):
            yield key, spelled


def is_telling(part: str) -> bool:
    """Return whether a part of a dotted name is more than a version, environment or event word."""
    known = _load_vocabulary()
    words = [word for word in name_words(part) if not word.isdigit()]
    return any(word not in known.events and word not in known.technical for word in words)


def is_known_entity(word: str) -> bool:
    """Return whether a word is a usual term for a business entity, or a word of such a term."""
    return _singularise(word.casefold()) in _list_entity_words()


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case: "mdmShop_Orders" → mdm, shop, orders."""
    apart = _HUMP.sub(" ", _VERSION.sub(" ", name))
    return tuple(word.casefold() for word in _WORDS.findall(apart))


@lru_cache(maxsize=65536)
def _build_key(name: str, without: frozenset[str], *, keeps_events: bool) -> str:
    known = _load_vocabulary()
    words = [w for w in name_words(name) if not w.isdigit() and w not in known.technical]
    telling = [word for word in words if word not in known.events]
    if known.vague.issuperset(telling):
        telling = words if keeps_events and not known.vague.issuperset(words) else []
    own = [word for word in telling if word not in without] or telling
    folded = _singularise("".join(own))
    return known.same.get(folded, folded)


def _singularise(text: str) -> str:
    """Return a word without its English plural ending, to compare words."""
    if len(text) <= _SHORT:
        return text
    if text.endswith("ies"):
        return f"{text[:-3]}y"
    if not text.endswith(("ss", "us", "is")):
        text = text.removesuffix("s")
    return text.removesuffix("e")


@cache
def _list_entity_words() -> frozenset[str]:
    known = _load_vocabulary()
    return known.entity_words | known.events | known.technical | known.vague


@cache
def _load_vocabulary() -> _Vocabulary:
    match load("entity_words"):
        case {
            "event_words": list(events),
            "technical_words": list(technical),
            "vague_words": list(vague),
            "environment_words": list(environments),
            "same": dict(same),
        }:
            return _Vocabulary(
                events=_parse_words(events),
                technical=_parse_words([*technical, *environments]),
                vague=_parse_words(vague),
                same={
                    _singularise("".join(name_words(str(name)))): _singularise(
                        "".join(name_words(str(key)))
                    )
                    for key, names in same.items()
                    for name in (key, *names)
                },
                entity_words=frozenset(
                    _singularise(word)
                    for key, names in same.items()
                    for name in (key, *names)
                    for word in name_words(str(name))
                ),
            )
        case _:
            raise ValueError("entity_words.yaml does not have the expected structure")


def _parse_words(lines: Iterable[object]) -> frozenset[str]:
    return frozenset(word.strip() for line in lines for word in str(line).split(","))
