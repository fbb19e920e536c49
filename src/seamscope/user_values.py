"""Check values in the user's files: words from a list, volumes, unambiguous numbers.

A check is metadata of an annotated field (`Annotated[str, Checked(…)]`). Pydantic reports the error
of a check together with the other errors of the file. Editors suggest the words of a check, which
are in the JSON Schema.
"""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

from seamscope.connector.vocabulary import parse_mechanism
from seamscope.connector.volumes import (
    counts_bytes,
    find_ambiguous_number,
    parse_records_per_day,
    spell_out,
)
from seamscope.records import Mechanism

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

ERROR = "user_value"  # the pydantic error type; the error's context has `problem` and `remedy`
Fault = tuple[str, str]  # problem, remedy
RATINGS = ("very low", "low", "nominal", "high", "very high")
MECHANISMS = tuple(item.value for item in Mechanism if item is not Mechanism.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A check of a value.

    find_fault: returns problem and remedy, None for a valid value.
    words: suggestions for editors.
    closed: whether only these words are valid.
    """

    find_fault: Callable[[str], Fault | None]
    words: tuple[str, ...] = ()
    closed: bool = False

    def __get_pydantic_core_schema__(
        self, source: object, handler: "GetCoreSchemaHandler"
    ) -> "CoreSchema":
        """Return the field's schema, extended by this check."""
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: "CoreSchema", handler: "GetJsonSchemaHandler"
    ) -> dict[str, object]:
        """Return the JSON Schema of the field, with the suggested words."""
        plain: dict[str, object] = handler(schema)
        if not self.words:
            return plain
        listed: dict[str, object] = {"enum": ["", *self.words, None]}
        return {"anyOf": [listed] if self.closed else [listed, plain]}

    def _check(self, value: str) -> str:
        from pydantic_core import PydanticCustomError

        fault = self.find_fault(value) if value else None
        if fault is not None:
            problem, remedy = fault
            raise PydanticCustomError(
                ERROR, "{problem}; {remedy}", {"problem": problem, "remedy": remedy}
            )
        return value


def build_word_fault(word: str, what: str, known: tuple[str, ...]) -> Fault:
    """Return problem and remedy for a word not in `known`; the remedy suggests a similar word."""
    near = get_close_matches(word.casefold(), known, n=1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    return f"{word!r} is not {what}", f"{hint}use one of: {', '.join(known)}"


def find_mechanism_fault(text: str) -> Fault | None:
    """Return problem and remedy if a text is not a mechanism (`telepathy`), else None."""
    if text.casefold() in MECHANISMS or parse_mechanism(text) is not Mechanism.UNKNOWN:
        return None
    return build_word_fault(text, "a mechanism", MECHANISMS)


def find_rating_fault(text: str) -> Fault | None:
    """Return problem and remedy if a text is not a rating (very low to very high), else None."""
    if " ".join(text.casefold().replace("-", " ").split()) in RATINGS:
        return None
    return build_word_fault(text, "a rating", RATINGS)


def find_number_fault(text: str) -> Fault | None:
    """Return problem and remedy if a value has an ambiguous number (`120.000`), else None."""
    number = find_ambiguous_number(text)
    if not number:
        return None
    large, small = spell_out(number)
    return f"{number} can be read in two ways", f"write {large} or {small}"


def _find_volume_fault(text: str) -> Fault | None:
    form = "write a number of records per period, such as 3,000 orders a day, or leave it out"
    if (fault := find_number_fault(text)) is not None:
        return fault
    if counts_bytes(text) or parse_records_per_day(text) is not None:
        return None
    return f"{text!r} is not a volume", form


def _find_amount_fault(text: str) -> Fault | None:
    if (fault := find_number_fault(text)) is not None:
        return fault
    if any(sign.isdigit() for sign in text):
        return None
    return f"{text!r} has no number", "write it like 2 million orders, or leave it out"


MechanismWord = Annotated[str, Checked(find_fault=find_mechanism_fault, words=MECHANISMS)]
RatingWord = Annotated[str, Checked(find_fault=find_rating_fault, words=RATINGS, closed=True)]
Volume = Annotated[str, Checked(find_fault=_find_volume_fault)]
Amount = Annotated[str, Checked(find_fault=_find_amount_fault)]
