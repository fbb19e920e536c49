"""Read parameter files of ARM templates; a template often has one for each environment."""

import re
from collections.abc import Mapping, Sequence

from seamscope.connector.file import File
from seamscope.connector.properties import sort_by_environment

SIGN = re.compile(r"deploymentParameters\.json#", re.I)
ALONE = re.compile(r"\[\s*parameters\('([^']+)'\)\s*\]", re.I)
CONCAT = re.compile(r"\[\s*concat\((.*)\)\s*\]", re.S | re.I)
PART = re.compile(r"\s*+(?:parameters\('([^']+)'\)|'((?:[^']|'')*+)')\s*+(?:,|$)", re.I)
ENDINGS = re.compile(r"(?:\.template)?\.json$", re.I)


def is_parameter_file(file: File) -> bool:
    """Return whether a file has the parameters of an ARM template."""
    return file.suffix == ".json" and SIGN.search(file.head(4096)) is not None


def list_parameter_files(template: File) -> tuple[str, ...]:
    """Return patterns of the parameter files of a template: ``bus.*.json``, ``parameters*.json``.

    They are in the folder of the template or in one of its subfolders.
    """
    stem = ENDINGS.sub("", template.name)
    names = (f"{stem}.*.json", f"{stem}-*.json", "*[Pp]arameter*.json")
    lead = f"{template.folder}/" if template.folder else ""
    return tuple(f"{lead}{folder}{name}" for folder in ("", "*/") for name in names)


def find_parameter_file(template: File, given: Sequence[File], *, only: bool) -> File | None:
    """Return the parameter file of a template: ``bus.prod.json`` for ``bus.json``.

    A file for production takes precedence.

    only: whether the template is the only one, so that a parameter file with any name belongs to
    it.
    """
    stem = ENDINGS.sub("", template.name).casefold()
    fitting = [file for file in given if only or _fits(file, template.folder, stem)]
    order = sort_by_environment(file.name for file in fitting)
    return min(fitting, key=lambda file: order.index(file.name), default=None)


def _fits(file: File, folder: str, stem: str) -> bool:
    name = file.name.casefold()
    generic = name.startswith(("parameter", "azuredeploy.parameter")) and file.folder == folder
    return generic or name.startswith((f"{stem}.", f"{stem}-"))


def read_parameter_values(file: File) -> dict[str, object]:
    """Return the parameter values of a file by lower-case name, without key vault references."""
    return {
        name.casefold(): value["value"].raw
        for name, value in file.document()["parameters"].items()
        if value["value"]
    }


def fill_expression(text: str, values: Mapping[str, str]) -> str:
    """Return the value of ``[parameters('a')]`` or ``[concat(parameters('a'), '/b')]``.

    Return the text unchanged if it is no such expression, or if a part of the expression is
    unknown.
    values: parameter values by lower-case name.
    """
    if alone := ALONE.fullmatch(text):
        return values.get(alone[1].casefold(), text)
    whole = CONCAT.fullmatch(text)
    parts = whole[1].strip() if whole else ""
    found: list[str] = []
    at = 0
    while at < len(parts):
        part = PART.match(parts, at)
        value = None if part is None else values.get(part[1].casefold()) if part[1] else part[2]
        if part is None or value is None:
            return text
        found.append(value.replace("''", "'"))
        at = part.end()
    return "".join(found) or text
