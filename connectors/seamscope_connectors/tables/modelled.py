"""Distinguish applications from other elements, and flows from other relations, in model exports.

Sparx EA and similar tools export elements and connectors of UML and ArchiMate as lists: packages,
notes and business processes are elements as well, and "Realisation" is a connector.
"""

from seamscope.connector.words import fold_words
from seamscope_connectors.tables.rows import Entry, Sheet

MODEL_COLUMNS = frozenset({"guid", "ea guid", "stereotype", "stereotypes", "xmi id"})
TYPE_COLUMNS = (
    "type",
    "stereotype",
    "stereotypes",
    "element type",
    "object type",
    "connector type",
)
PREFIXES = ("archimate", "uml", "bpmn")
# Elements that are not applications.
OTHER_ELEMENTS = frozenset(
    {"package", "note", "text", "boundary", "constraint", "requirement", "issue", "diagram"}
    | {"actor", "usecase", "activity", "state", "capability", "stakeholder", "driver", "goal"}
    | {"principle", "location", "grouping", "plateau", "gap", "workpackage", "deliverable", "value"}
    | {"businessprocess", "businessactor", "businessrole", "businessfunction", "businessservice"}
    | {"businessobject", "businessevent", "businessinterface", "businesscollaboration", "product"}
    | {"contract", "representation", "dataobject", "resource", "courseofaction", "outcome"}
)
# Relations that do not connect two systems, such as the parts of a package.
OTHER_RELATIONS = frozenset(
    {"notelink", "realisation", "realization", "aggregation", "composition", "generalization"}
    | {"generalisation", "specialization", "specialisation", "nesting", "assignment", "trace"}
    | {"influence", "containment", "deployment", "manifest", "abstraction"}
)
# Relations in whose direction data need not move: the user of another system may read from it.
UNDIRECTED = frozenset({"usage", "use", "dependency", "association", "serving", "triggering"})


def find_other_element(entry: Entry, sheet: Sheet) -> str:
    """Return the type of an element that is not an application, "" for other rows."""
    return _find_type(entry, sheet, OTHER_ELEMENTS)


def find_other_relation(entry: Entry, sheet: Sheet) -> str:
    """Return the type of a relation that is not between systems, "" for other rows."""
    return _find_type(entry, sheet, OTHER_RELATIONS)


def is_undirected(entry: Entry, sheet: Sheet) -> bool:
    """Return whether a relation of a model does not imply the direction of data."""
    return bool(_find_type(entry, sheet, UNDIRECTED))


def _find_type(entry: Entry, sheet: Sheet, known: frozenset[str]) -> str:
    headings = sheet.layout.headings.items()
    titles = {column: " ".join(fold_words(heading.title)) for column, heading in headings}
    if MODEL_COLUMNS.isdisjoint(titles.values()):
        return ""
    cells = (text for column, text in entry.columns.items() if titles.get(column) in TYPE_COLUMNS)
    return next((text for text in cells if _fold_type(text) in known), "")


def _fold_type(text: str) -> str:
    """Return a type without its modelling language: ``ArchiMate_BusinessProcess`` →
    "businessprocess".
    """
    head, _, rest = text.casefold().replace("::", "_").partition("_")
    plain = rest if head in PREFIXES else text.casefold()
    return "".join(letter for letter in plain if letter.isalpha())
