"""Fold names for comparison, split qualified names, and build ids from names."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from seamscope.connector.vocabulary import list_environment_suffixes, parse_environment
from seamscope.connector.words import fold_words

PRODUCTION = ("prod", "prd", "production")
FILE_ENDINGS = frozenset(
    {"csv", "tsv", "txt", "dat", "json", "jsonl", "xml", "xlsx", "xls", "edi", "zip"}
    | {"parquet", "avro", "orc"}
)

_IN_BRACKETS = re.compile(r"(?P<base>[^()\[\]]+)[(\[](?P<remark>[^()\[\]]+)[)\]]")
_REMARK = re.compile(r"(?P<name>.+?)(?:(?<!\s)|(?!\s))\s*+\((?P<remark>[^()]++)\)")
# All accents except the diaeresis, because German replaces "ü" by "ue", not by "u".
_ACCENTS = re.compile("[\u0300-\u0307\u0309-\u036f]")
_TRANSCRIPTION = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ø": "oe",
        "å": "aa",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
    }
)
_PART = re.compile(r'"[^"]*"|\[[^\]]*\]|`[^`]*`|[^.]+')


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return a name in lower case, without punctuation and accents: "SAP S/4HANA" → "sap s 4hana".

    Accents are removed because the same name is "Vigía" in a list and "VIGIA" in file names and
    code.
    """
    apart = _ACCENTS.sub("", unicodedata.normalize("NFKD", name))
    plain = unicodedata.normalize("NFKC", apart).casefold()
    return re.sub(r"[^\w+#]+|_+", " ", plain).strip() or plain.strip()


def transcribe(folded: str) -> str:
    """Return a normalised name without umlauts and stroked letters.

    "gebühren" → gebuehren, "zgłoszen" → zgloszen.
    """
    return folded.translate(_TRANSCRIPTION)


def split_remark(name: str) -> tuple[str, str]:
    """Split a name with brackets into the name and the text in brackets, ("", "") without brackets.

    "Customer Information System (CIS)" → "Customer Information System", "CIS".
    """
    match = _REMARK.fullmatch(name)
    return (match["name"], match["remark"]) if match else ("", "")


@lru_cache(maxsize=65536)
def build_slug(name: str) -> str:
    """Return a readable ASCII id: "SAP S/4HANA" → "sap-s-4hana"; "unnamed" if nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "unnamed"


def unquote(value: str) -> str:
    """Return a clue's value in lower case, without quotes, brackets and a final dot."""
    return value.strip().strip('"`[]').rstrip(".").casefold()


@lru_cache(maxsize=65536)
def split_dataset_name(name: str) -> tuple[str, ...]:
    """Return the parts of a qualified name, in lower case and without quotes.

    A path, a file name or a phrase is one part, because its dots do not separate qualifiers.
    """
    parts = [part.strip() for part in _PART.findall(name) if part.strip()]
    phrase = any(re.search(r"[/\\\s*]", part) for part in parts if part[0] not in '"[`')
    if not parts or phrase or parts[-1].casefold() in FILE_ENDINGS:
        return (" ".join(name.casefold().split()),)
    return tuple(part.strip('"`[]').strip().casefold() for part in parts)


@lru_cache(maxsize=65536)
def split_environment(name: str) -> tuple[str, str]:
    """Split "Salesforce Sandbox" into "salesforce" and "sandbox"; ("", "") without environment.

    A code in brackets at the end is ignored: "SAP IS-U Test (Q17)". The environment itself may be
    in brackets: "Crewing (UAT)".
    """
    remark = _IN_BRACKETS.fullmatch(name.strip())
    if remark and _is_environment(remark["remark"]):
        return fold(remark["base"]), parse_environment(fold(remark["remark"]))
    plain = re.sub(r"(?<!\s)\s*+\([^()]*+\)\s*+$", "", name)
    base, _, last = fold(plain).rpartition(" ")
    return (base, parse_environment(last)) if base and _is_environment(last) else ("", "")


def _is_environment(word: str) -> bool:
    return " ".join(fold_words(word)) in list_environment_suffixes()


class Ids:
    """Issues unique ids: a second "crm" becomes "crm-2"."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def make(self, wanted: str) -> str:
        """Return `wanted`, or `wanted-2`, `wanted-3`… if it is taken."""
        unique_id, number = wanted, self._next.get(wanted, 2)
        while unique_id in self._taken:
            unique_id, number = f"{wanted}-{number}", number + 1
        self._next[wanted] = number
        self._taken.add(unique_id)
        return unique_id


def join_words(words: Iterable[str], last: str = "and") -> str:
    """Join words as in "A, B and C"."""
    *head, tail = list(words) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail
