"""Find references and constants in expressions of the workflow definition language.

`@body('Get_rows')` refers to an action, `@parameters('server')` to a setting, and
`@{encodeURIComponent('dbo.Orders')}` contains a constant.
"""

import re
from collections.abc import Iterator, Mapping

from seamscope.connector.arm_parameters import fill_expression
from seamscope.records import ColumnEdge, EdgeKind

# A name in an expression; a quotation mark inside it is written twice.
NAME = r"'((?:[^']|'')++)'"
ACTION = re.compile(rf"\b(?:body|outputs|actions|actionBody|actionOutputs|formDataValue)\({NAME}")
TRIGGER = re.compile(
    r"\btrigger(?:Body|Outputs|FormDataValue|FormDataMultiValues|MultipartBody)?\("
)
AGENT = "agent "  # the name for data that an agent passes to one of its tools
AGENT_PARAMETER = re.compile(r"\bagentParameters\('")
VARIABLE = re.compile(rf"\bvariables\({NAME}")
LOOP = re.compile(rf"\bitems\({NAME}|\bitem\(\)")
PARAMETER = re.compile(r"@\{?(?:parameters|appsetting)\('([^']+)'\)\}?")
ARM_PARAMETER = re.compile(r"\[\s*parameters\('([^']+)'\)\s*\]")
# `@{encodeURIComponent(encodeURIComponent('dbo.Orders'))}`: a constant.
ENCODED = re.compile(r"@\{(?:encodeURIComponent\(){1,3}'([^']*)'\){1,3}\}")
COMPUTED = re.compile(r"@\{[^{}]*\}|@[a-zA-Z]\w*\(.*", re.S)
KEY = re.compile(r"\?\['([^']+)'\]|\['([^']+)'\]")
PLAIN = re.compile(r"@\{?(?:triggerBody|triggerOutputs|body|outputs|items?|variables)\([^()]*\)"
                   r"(?:\??\[[^\]]+\])+\}?")  # fmt: skip
HOLDERS = frozenset({"body", "value", "body/value"})  # path segments that are not fields
UNKNOWN = "{…}"
MAX_FIELDS = 500


def find_names(text: str) -> frozenset[str]:
    """Return the names of the actions, variables and loops that an expression refers to.

    ``@concat(body('A'), variables('b'))`` → ``{'A', 'variable b'}``. A reference to the trigger, to
    the loop x or to an agent becomes ``trigger()``, ``loop x`` or ``agent``.
    """
    found = {name.replace("''", "'") for name in ACTION.findall(text)}
    found |= {f"variable {name}".replace("''", "'") for name in VARIABLE.findall(text)}
    found |= {f"loop {match[1] or ''}".replace("''", "'") for match in LOOP.finditer(text)}
    found |= {AGENT} if AGENT_PARAMETER.search(text) else set()
    return frozenset({*found, "trigger()"} if TRIGGER.search(text) else found)


def fill(text: str, settings: Mapping[str, str]) -> str:
    """Return a string with parameters and constants replaced by their values, and ``{…}`` for the
    rest.
    """
    text = fill_expression(text, settings)
    text = PARAMETER.sub(lambda match: settings.get(match[1].casefold(), match[0]), text)
    text = ARM_PARAMETER.sub(lambda match: settings.get(match[1].casefold(), match[0]), text)
    return COMPUTED.sub(UNKNOWN, ENCODED.sub(r"\1", text))


def find_parameters(text: str) -> tuple[str, ...]:
    """Return the names of the parameters in a string: ``@parameters('crmUrl')`` → "crmUrl"."""
    return tuple(PARAMETER.findall(text))


def map_fields(value: object) -> tuple[ColumnEdge, ...]:
    """Return the column edges from the fields in the expressions of an object to the object's own
    fields.

    ``{"Name": "@triggerBody()?['name']"}`` → an edge from name to Name.
    """
    return tuple(dict.fromkeys(_list_field_edges(value, "")))[:MAX_FIELDS]


def _list_field_edges(value: object, name: str) -> Iterator[ColumnEdge]:
    todo: list[tuple[str, object]] = [(name, value)]
    while todo:
        key, found = todo.pop(0)
        match found:
            case dict():
                todo += [
                    (f"{key}/{inner}" if key else str(inner), one) for inner, one in found.items()
                ]
            case list():
                todo += [(key, one) for one in found]
            case str() if key and found.startswith("@"):
                kind = EdgeKind.IDENTITY if PLAIN.fullmatch(found) else EdgeKind.EXPRESSION
                chains = re.findall(r"\)((?:\??\[[^\[\]]++\])++)", found)
                for chain in chains:
                    steps = [first or second for first, second in KEY.findall(chain)]
                    source = "/".join(
                        step for step in steps if step not in {"body", "value", "body/value"}
                    )
                    if source:
                        yield ColumnEdge(source=source, target=key, kind=kind)
