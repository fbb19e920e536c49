"""List the resources of ARM templates and compiled Bicep files, with evaluated names."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from seamscope.connector import Doc
from seamscope.records import Evidence
from seamscope_connectors.azure_messaging.expressions import Scope, evaluate, to_text

MAX_TEMPLATES = 8  # deepest nesting of templates
MAX_COPIES = 200  # largest number of copies of one resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource.

    type: its type in lower case.
    names: the names of its parents, then its own name.
    scope: values for the expressions in its properties.
    """

    type: str
    names: tuple[str, ...]
    document: Doc
    scope: Scope

    @property
    def name(self) -> str:
        """The resource's own name without the angle brackets around unknown values."""
        return plain(self.names[-1])

    @property
    def evidence(self) -> Evidence:
        """The position of the resource in the template."""
        return self.document.evidence

    def text(self, *path: str) -> str:
        """Return the text of a property: ``text("destination", "endpointType")``, evaluated."""
        found = self.document["properties"]
        for key in path:
            found = found[key]
        return to_text(evaluate(found.text, self.scope))

    @property
    def left_out(self) -> bool:
        """Whether the resource is not deployed because its `condition` is false."""
        given = evaluate(self.document["condition"].raw, self.scope)
        return given is False or str(given).casefold() == "false"

    def own(self, key: str) -> str:
        """Return the evaluated text of a key outside `properties`, such as `scope`."""
        return to_text(evaluate(self.document[key].text, self.scope))

    @property
    def id(self) -> str:
        """The resource path that other resources refer to: ``/providers/…/namespaces/bus``."""
        provider, *kinds = self.type.split("/")
        pairs = zip(kinds, self.names, strict=False)
        return f"/providers/{provider}/" + "/".join(f"{kind}/{name}" for kind, name in pairs)


def plain(name: str) -> str:
    """Return a name without the angle brackets around unknown values: ``<bus>-dev`` → "bus-dev"."""
    return name.replace("<", "").replace(">", "")


def list_resources(template: Doc, values: dict[str, object]) -> Iterator[Resource]:
    """Yield the resources of a template and of its nested templates, with their child resources.

    values: values of the template's parameters by lower-case name.
    """
    todo: list[tuple[Doc, dict[str, object], int]] = [(template, values, 0)]
    while todo:
        found, given, depth = todo.pop(0)
        scope = _build_scope(found, given)
        for document in _items(found["resources"]):
            for resource in _expand(document, scope, (), ""):
                if resource.type.endswith("microsoft.resources/deployments"):
                    inner = resource.document["properties"]
                    if depth < MAX_TEMPLATES:
                        values = _evaluate_parameters(inner["parameters"], resource.scope)
                        todo.append((inner["template"], values, depth + 1))
                else:
                    yield resource


def _items(listed: Doc) -> Iterator[Doc]:
    """Yield the resources in a list, or in an object whose keys are symbolic names."""
    if listed.is_list:
        yield from listed
    else:
        yield from (document for _, document in listed.items())


def _build_scope(template: Doc, given: dict[str, object]) -> Scope:
    defaults = {
        name.casefold(): value["defaultValue"].raw
        for name, value in template["parameters"].items()
        if value["defaultValue"]
    }
    variables = {name.casefold(): value.raw for name, value in template["variables"].items()}
    return Scope(parameters={**defaults, **given}, variables=variables)


def _evaluate_parameters(parameters: Doc, scope: Scope) -> dict[str, object]:
    """Return the parameter values that a template passes to a nested template."""
    return {
        name.casefold(): evaluate(value["value"].raw, scope)
        for name, value in parameters.items()
        if value["value"]
    }


def _expand(
    document: Doc, scope: Scope, parents: tuple[str, ...], above: str
) -> Iterator[Resource]:
    """Yield a resource, once for each copy that `copy.count` requires, and its child resources.

    parents: names of the parent resources.
    above: type of the parent, "" if there is none.
    """
    count = evaluate(document["copy"]["count"].raw, scope) if document["copy"] else 1
    copies = min(count, MAX_COPIES) if isinstance(count, int) and count > 0 else 1
    kind = document["type"].text.casefold()
    kind = f"{above}/{kind}" if above and not kind.startswith("microsoft.") else kind
    for index in range(copies):
        inner = replace(scope, index=index)
        name = to_text(evaluate(document["name"].text, inner))
        names = (*parents, *name.split("/"))
        yield Resource(type=kind, names=names, document=document, scope=inner)
        if document["resources"]:
            for child in _items(document["resources"]):
                yield from _expand(child, inner, names, kind)
