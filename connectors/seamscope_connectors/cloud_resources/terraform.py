"""Collect the resources of Terraform: configuration by folder, with its modules, and states."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from seamscope.connector import Doc, File
from seamscope.connector.entries import skip_names
from seamscope.connector.usage import Usage
from seamscope.errors import UnreadableError
from seamscope.records import Evidence, Skipped
from seamscope_connectors.cloud_resources.hcl import parse_hcl
from seamscope_connectors.cloud_resources.resources import Resource, Scope, fold

DEPTH = 5  # modules that use modules
IDS = ("arn", "id", "self_link", "url", "invoke_arn", "endpoint_arn", "replication_task_arn")
OUTPUT = re.compile(r"\bmodule\.([\w-]{1,80})\.")
MODULE_KEYS = frozenset({"source", "version", "providers", "count", "for_each", "depends_on"})


@dataclass(slots=True)
class _Folder:
    """The blocks of the files of one folder, which Terraform reads as one module."""

    blocks: list[tuple[File, Doc]] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)  # of *.tfvars


def read_configuration(files: Sequence[File]) -> Iterator[Scope | Skipped]:
    """Yield a scope for each root module, with the resources of the local modules that it uses."""
    folders: dict[str, _Folder] = defaultdict(_Folder)
    for file in files:
        try:
            root = _parse(file)
        except UnreadableError as error:
            yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))
            continue
        if file.name.endswith((".tfvars", ".tfvars.json")):
            folders[file.folder].values |= {key: _copy(value) for key, value in root.items()}
        else:
            folders[file.folder].blocks.append((file, root))
    used = {
        _locate_module(name, body)
        for name, folder in folders.items()
        for _, body in _list_modules(folder)
    }
    distant: list[tuple[str, Evidence]] = []
    for name, folder in folders.items():
        if name not in used and folder.blocks:
            scope = Scope()
            distant += _read_module(folders, name, scope, folder.values, 0)
            yield scope
    if distant:
        problem = "modules that are not among the inputs"
        yield skip_names(problem, "add the folders of the modules (.terraform/modules)", distant)


def _parse(file: File) -> Doc:
    if file.suffix == ".json":
        return file.document()
    return Doc(parse_hcl(file), Usage(None, file.at))


def _copy(value: Doc) -> str:
    return "" if value.is_mapping or value.is_list else value.text


def _list_modules(folder: _Folder) -> Iterator[tuple[str, Doc]]:
    for _, root in folder.blocks:
        for name, body in root["module"].items():
            yield from ((name, one) for one in (body if body.is_list else [body]))


def _locate_module(folder: str, body: Doc) -> str | None:
    """Return the folder of a local module, None for a module of a registry or repository."""
    source = body["source"].text
    if not source.startswith("."):
        return None
    place = posixpath.normpath(posixpath.join(folder, source))
    return "" if place == "." else place


def _read_module(
    folders: Mapping[str, _Folder], name: str, scope: Scope, given: Mapping[str, str], depth: int
) -> list[tuple[str, Evidence]]:
    """Add the resources of a folder to a scope; return the modules that are not in the inputs."""
    folder = folders[name]
    _fill_scope(scope, folder, given)
    missing = []
    for label, body in _sort_modules(list(_list_modules(folder))):
        place = _locate_module(name, body)
        if place is None or place not in folders or depth == DEPTH:
            missing.append((body["source"].text or label, body.evidence))
            continue
        inner, values = Scope(), dict[str, str]()
        for key, value in body.items():
            if key not in MODULE_KEYS:
                values[key] = scope.fill(_copy(value))
                found = scope.find(_copy(value))
                if found is not None:
                    inner.ids[f"${{var.{key}}}"] = found
        missing += _read_module(folders, place, inner, values, depth + 1)
        _join(scope, label, inner, folders[place])
    return missing


def _sort_modules(modules: list[tuple[str, Doc]]) -> list[tuple[str, Doc]]:
    """Return the modules in an order in which a module follows the modules whose outputs it
    uses.
    """
    labels = {label for label, _ in modules}
    done: list[tuple[str, Doc]] = []
    while modules:
        ready = [one for one in modules if not _list_needed(one[1]) & labels] or modules[:1]
        done += ready
        labels -= {label for label, _ in ready}
        modules = [one for one in modules if one not in ready]
    return done


def _list_needed(body: Doc) -> set[str]:
    texts = (_copy(value) for _, value in body.items())
    return {found for text in texts for found in OUTPUT.findall(text)}


def _fill_scope(scope: Scope, folder: _Folder, given: Mapping[str, str]) -> None:
    for file, root in folder.blocks:
        for key, body in root["variable"].items():
            scope.variables[f"var.{key}"] = given.get(key, _copy(body["default"]))
        for block in _list_bodies(root["locals"]):
            scope.variables |= {f"local.{key}": _copy(value) for key, value in block.items()}
        for kind in ("resource", "data"):
            for type_, named in root[kind].items():
                for label, bodies in named.items():
                    for body in _list_bodies(bodies):
                        _add(scope, file, type_, label, body)


def _join(scope: Scope, label: str, inner: Scope, folder: _Folder) -> None:
    """Add the resources of a module to a scope, and its outputs as variables:
    ``module.queue.arn``.
    """
    for (type_, name), resource in inner.named.items():
        scope.named[(type_, f"{label}/{name}")] = resource
    for _, root in folder.blocks:
        for key, body in root["output"].items():
            value = _copy(body["value"])
            found = inner.find(value)
            if found is not None:
                scope.ids[f"${{module.{label}.{key}}}"] = found
            scope.variables[f"module.{label}.{key}"] = inner.fill(value)


def _list_bodies(doc: Doc) -> list[Doc]:
    return list(doc) if doc.is_list else [doc]


def _add(scope: Scope, file: File, type_: str, label: str, body: Doc) -> None:
    if not body.is_mapping:
        body.reject("a mapping")
        return
    where = file.at(body.line or 1, "" if body.line else f"{type_}.{label}")
    resource = Resource(type=fold(type_), name=label, document=body, evidence=where, scope=scope)
    scope.named[(resource.type, label)] = resource


def read_state(file: File) -> Scope:
    """Return the resources in a state, or in the output of ``terraform show -json`` for a state or
    plan.
    """
    scope = Scope()
    root = file.document()
    for one in root["resources"]:  # a state
        for instance in one["instances"]:
            body = instance["attributes"]
            if one["mode"].text != "data" and body:
                _add_instance(scope, file, one["type"].text, one["name"].text, body)
    for key in ("values", "planned_values"):
        for one in _list_shown(root[key]["root_module"], 0):
            _add_instance(scope, file, one["type"].text, one["address"].text, one["values"])
    return scope


def _list_shown(module: Doc, depth: int) -> Iterator[Doc]:
    yield from (one for one in module["resources"] if one["mode"].text != "data")
    if depth < DEPTH:
        for child in module["child_modules"]:
            yield from _list_shown(child, depth + 1)


def _add_instance(scope: Scope, file: File, type_: str, name: str, body: Doc) -> None:
    _add(scope, file, type_, name, body)
    resource = scope.named.get((fold(type_), name))
    if resource is not None:
        for key in IDS:
            if text := body[key].text:
                scope.ids.setdefault(text, resource)
