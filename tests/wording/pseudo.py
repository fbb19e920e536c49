"""A pseudo-language that shows which words of an output cannot be translated.

Translated texts are in Greek letters and texts from the inputs in Cyrillic letters, so a word in
Latin letters is a literal that is not translated. Letters are replaced, instead of marking the
beginning and end of a text, because drawings cut and wrap texts.
"""

import json
import re
from gettext import NullTranslations
from string import ascii_letters

from tests.wording.catalogue import list_messages

from seamscope.document import Survey, decode, encode

GREEK = str.maketrans(ascii_letters, "αβψδεφγηιξκλμνοπσρςτθωυχζϕΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΣΡΞΤΘΩΥΧΖΦ")
CYRILLIC = str.maketrans(ascii_letters, "абцдефгхийклмнопярстувшжызАБЦДЕФГХИЙКЛМНОПЯРСТУВШЖЫЗ")
PLACEHOLDER = re.compile(r"(\{[^}]*\})")
# Keys of survey.json whose values are ids, codes and enums: outputs look them up and do not change
# their meaning. Enums are shown with `translate_term`.
CODES = frozenset({
    "id", "label", "system", "systems", "dataset", "flows", "dependencies", "integration",
    "integrations", "where", "about", "poc", "build", "depends_on", "affects", "touchpoints",
    "replaced", "upstream", "downstream", "writers", "state", "certainty", "mechanism",
    "lifecycle", "known_from", "severity", "scope", "effort_class", "proof", "access",
    "tool", "tool_version", "schema_version", "sha256", "poc_sha256", "calibration_sha256", "date",
    "via", "decision", "intent", "start", "start_date", "finish_date", "p50", "p90",
    "go_live_p10", "go_live_p50", "go_live_p80", "go_live_p90", "gate", "target", "holidays",
    "newest", "currency", "by_phase", "by_role", "classes", "effects", "measure", "measured",
})  # fmt: skip
# Keys whose values are codes in some parts of the survey and texts in others.
TEXTS_UNDER = {"ledger": frozenset({"system", "systems"})}
CODES_UNDER = {
    "direction": frozenset({"integrations"}),
    "kind": frozenset({"flows", "questions", "ledger", "roadmap", "skipped"}),
}
# Keys whose values are texts of the inputs, even if the catalogue has the same word.
INPUTS = frozenset(
    {"connector", "place", "dialect", "technology", "classification", "file", "answer"}
)
INPUTS_UNDER = {"kind": frozenset({"datasets"})}


class Pseudo(NullTranslations):
    """A catalogue that translates every text of the template into Greek letters."""

    def __init__(self) -> None:
        super().__init__()
        self.known = {text for _, message in list_messages() for text in message if text}

    def info(self) -> dict[str, str]:
        """Return the code of the language."""
        return {"language": "el-x-pseudo"}

    def gettext(self, message: str) -> str:
        """Return a text of the template in Greek letters, and any other as it is."""
        if message not in self.known:
            return message
        parts = PLACEHOLDER.split(message)
        return "".join(
            part if PLACEHOLDER.fullmatch(part) else part.translate(GREEK) for part in parts
        )

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the singular or plural in Greek letters."""
        return self.gettext(msgid1 if n == 1 else msgid2)


def disguise(survey: Survey, catalogue: Pseudo) -> Survey:
    """Return a survey whose texts from the inputs are in Cyrillic letters.

    A text that the catalogue knows, such as a line of the checklist, stays as it is: outputs have
    to translate it.
    """
    content = _disguise(json.loads(encode(survey)), catalogue, "", "")
    return decode(json.dumps(content, ensure_ascii=False).encode(), "survey.json")


def _is_code(key: str, part: str) -> bool:
    if key in CODES_UNDER:
        return part in CODES_UNDER[key]
    return key in CODES and key not in TEXTS_UNDER.get(part, frozenset())


def _is_input(key: str, part: str) -> bool:
    return key in INPUTS or part in INPUTS_UNDER.get(key, frozenset())


def _disguise(node: object, catalogue: Pseudo, key: str, part: str) -> object:
    match node:
        case dict():
            return {
                name: _disguise(value, catalogue, str(name), part or str(name))
                for name, value in node.items()
            }
        case list():
            return [_disguise(value, catalogue, key, part) for value in node]
        case str() if _is_code(key, part):
            return node
        case str() if node in catalogue.known and not _is_input(key, part):
            return node
        case str():
            return node.translate(CYRILLIC)
        case _:
            return node
