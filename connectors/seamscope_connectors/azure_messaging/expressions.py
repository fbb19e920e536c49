"""Evaluate expressions of ARM templates: ``[concat(parameters('bus'), '/in')]`` → ``bus/in``.

Only functions that form names are evaluated; a parameter without a value becomes ``<bus>``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from seamscope.connector.redaction import redact_value

TOKEN = re.compile(r"\s{0,20}('(?:[^']|'')*+'|-?\d{1,15}|[\w$]{1,99}|[()\[\],.])")
MAX_DEPTH = 30
MAX_TOKENS = 4000
PLACEHOLDER = re.compile(r"\{(\d{1,3})(?::[^{}]{0,20})?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Values for an expression: parameters and variables by lower-case name, and the loop index."""

    parameters: Mapping[str, object] = field(default_factory=dict)
    variables: Mapping[str, object] = field(default_factory=dict)
    index: int = 0


def evaluate(value: object, scope: Scope, depth: int = 0) -> object:
    """Return the value of an expression; in other strings, secrets are removed and ``[[`` becomes
    ``[``.
    """
    match value:
        case str() if value.startswith("[") and value.endswith("]") and value[1:2] != "[":
            tokens = [match[1] for match in TOKEN.finditer(value[1:-1])][:MAX_TOKENS]
            return _Reader(tokens=tokens, scope=scope, depth=depth).value() if tokens else ""
        case str():  # redact before toLower() or concat() can hide a secret
            return redact_value(value[1:] if value.startswith("[[") else value)
        case other:
            return other


def to_text(value: object) -> str:
    """Return a string, number or boolean as a string, "" for any other value."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return ""


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Parses and evaluates the tokens of one expression from left to right."""

    tokens: Sequence[str]
    scope: Scope
    depth: int
    at: int = 0

    def value(self) -> object:
        token = self._take()
        if token.startswith("'"):
            found: object = token[1:-1].replace("''", "'")
        elif re.fullmatch(r"-?\d+", token):
            found = int(token)
        elif self._peek() == "(":
            self.at += 1
            found = self._call(token.casefold(), self._arguments())
        else:
            found = f"<{token}>" if token else ""
        return self._properties(found)

    def _arguments(self) -> list[object]:
        found: list[object] = []
        while self._peek() not in {")", ""}:
            if self._peek() == ",":
                self.at += 1
                continue
            before = self.at
            self.depth += 1
            found.append(self.value() if self.depth < MAX_DEPTH else "<…>")
            self.depth -= 1
            self.at += self.at == before
        self.at += 1
        return found

    def _properties(self, found: object) -> object:
        """Apply the ``.name`` and ``[0]`` that follow a value, and return the result.

        If none follows, the value is returned unchanged.
        """
        while self._peek() in {".", "["}:
            mark = self._take()
            key = self._take() if mark == "." else to_text(self.value())
            if mark == "[" and self._peek() == "]":
                self.at += 1
            found = evaluate(_get_item(found, key), self.scope, self.depth + 1)
        return found

    def _call(self, name: str, arguments: list[object]) -> object:
        first = arguments[0] if arguments else ""
        match name:
            case "parameters" | "variables":
                is_parameter = name == "parameters"
                known = self.scope.parameters if is_parameter else self.scope.variables
                return self._resolve(known, to_text(first))
            case "copyindex":
                offsets = [one for one in arguments if isinstance(one, int)]
                return self.scope.index + sum(offsets)
            case "length":
                return len(first) if isinstance(first, list | str) else 0
            case _:
                return _apply(name, arguments)

    def _resolve(self, known: Mapping[str, object], name: str) -> object:
        if name.casefold() not in known or self.depth >= MAX_DEPTH:
            return f"<{name}>"
        return evaluate(known[name.casefold()], self.scope, self.depth + 1)

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self.at += 1
        return token


def _apply(name: str, arguments: list[object]) -> object:
    """Return the result of a function other than `parameters`, `variables`, `copyIndex`, `length`.

    Functions in `PASSED` return their first argument, unknown functions return ``<name>``.
    """
    first = arguments[0] if arguments else ""
    if name in TEXTS:
        return TEXTS[name]([to_text(one) for one in arguments])
    if name.endswith("resourceid"):
        return _resource_id([to_text(one) for one in arguments])
    if name == "if":
        return next((one for one in arguments[1:] if one not in ("", None)), "")
    return first if name in PASSED else f"<{name}>"


# Functions whose result is taken to be their first argument.
PASSED = frozenset({"listkeys", "listsecrets", "reference", "coalesce", "string", "uri", "json",
                    "first", "trim", "createarray", "array", "list"})  # fmt: skip


def _format(texts: list[str]) -> str:
    """Replace numbered placeholders: ``format('{0}/{1}', 'bus', 'in')`` → ``bus/in``."""
    rest = texts[1:]
    return PLACEHOLDER.sub(
        lambda match: rest[int(match[1])] if int(match[1]) < len(rest) else match[0],
        texts[0] if texts else "",
    )


TEXTS: Mapping[str, Callable[[list[str]], str]] = {
    "concat": "".join,
    "tolower": lambda texts: "".join(texts).casefold(),
    "toupper": lambda texts: "".join(texts).upper(),
    "format": _format,
    "replace": lambda texts: texts[0].replace(texts[1], texts[2]) if len(texts) > 2 else "",
}


def _get_item(found: object, key: str) -> object:
    match found:
        case dict():
            return found.get(key, f"<{key}>")
        case list() if key.isdecimal() and len(key) < 6 and int(key) < len(found):
            return found[int(key)]
        case str():
            return found
        case _:
            return f"<{key}>"


def _resource_id(texts: list[str]) -> str:
    """Return the path of a resource from its type and names, without subscription and resource
    group.

    ``'Microsoft.ServiceBus/namespaces/queues', 'bus', 'orders'`` →
    ``/providers/Microsoft.ServiceBus/namespaces/bus/queues/orders``
    """
    at = next((n for n, text in enumerate(texts) if re.match(r"\w[\w.]*/", text)), -1)
    if at < 0:
        return next((text for text in texts if text), "")
    provider, *kinds = texts[at].split("/")
    names = "/".join(texts[at + 1 :]).split("/")
    pairs = zip(kinds, names, strict=False)
    return f"/providers/{provider}/" + "/".join(f"{kind}/{name}" for kind, name in pairs)
