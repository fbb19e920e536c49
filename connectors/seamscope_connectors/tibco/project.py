"""Collect the files of TIBCO BusinessWorks projects: global variables, shared resources,
processes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from seamscope.connector import File, is_secret_name
from seamscope.connector.vocabulary import is_test_environment
from seamscope_connectors.tibco.process import Process

VARIABLE = re.compile(r"%%([^%\n]{1,200})%%")
PROCESS_FILE = re.compile(r"\.(?:process|bwp)\Z")
# The settings of a resource that are recognised by their values.
SIGNS = {"location": re.compile(r"jdbc:", re.I), "providerurl": re.compile(r"(?:tcp|ssl)://", re.I)}
MAX_PASSES = 4  # a variable may refer to another one


@dataclass(slots=True)
class Project:
    """All files of the inputs, by path.

    variables: values by the folder of the project, then by name.
    resources: settings of shared resources.
    tails: paths by file name.
    """

    variables: dict[str, dict[str, str]] = field(default_factory=dict)
    resources: dict[str, Mapping[str, str]] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    tails: dict[str, list[str]] = field(default_factory=dict)

    def fill(self, text: str, path: str) -> str:
        """Replace ``%%DB/Host%%`` by the variable's value in the project of a file, or by "" if it
        has none.
        """
        roots = [root for root in self.variables if path.startswith(root)]
        values: dict[str, str] = {}
        for root in sorted(roots, key=len):
            values |= self.variables[root]
        for _ in range(MAX_PASSES):
            if "%%" not in text:
                break
            text = VARIABLE.sub(lambda match: values.get(match[1].strip("/"), ""), text)
        return VARIABLE.sub("", text)

    def find(self, reference: str, path: str, known: Mapping[str, object]) -> str:
        """Return the path of the file that a reference means, "" if the file is not in the inputs.

        ``/Shared/DB.sharedjdbc`` is relative to the folder of the project; if several files match,
        the file with the longest common path is meant. Version 6 refers to processes by dotted
        names: ``orders.Load`` → ``orders/Load.bwp``.

        path: path of the file that contains the reference.
        """
        wanted = reference.strip("/")
        if "/" not in wanted and not PROCESS_FILE.search(wanted) and known is self.processes:
            wanted = f"{wanted.replace('.', '/')}.bwp"
        if not wanted:
            return ""
        name = wanted.rpartition("/")[2]
        if not self.tails:
            for one in (*self.resources, *self.processes):
                self.tails.setdefault(one.rpartition("/")[2], []).append(one)
        listed = [
            one
            for one in self.tails.get(name, ())
            if one in known and (one == wanted or one.endswith(f"/{wanted}"))
        ]
        return max(listed, key=lambda one: (_count_shared(one, path), one), default="")

    def guess_resource(self, name: str, path: str) -> dict[str, str]:
        """Return the address of a resource that is not in the inputs, from the variables with its
        name.

        If the variable ``Erp/Url`` is a JDBC URL, it is the address of ``/Shared/Erp.sharedjdbc``.
        """
        group = f"{PurePosixPath(name).stem.casefold()}/"
        values: dict[str, str] = {}
        for root in sorted((one for one in self.variables if path.startswith(one)), key=len):
            values |= self.variables[root]
        own = [text for key, text in sorted(values.items()) if key.casefold().startswith(group)]
        found = {
            key: next((one for one in own if sign.match(one)), "") for key, sign in SIGNS.items()
        }
        return {key: text for key, text in found.items() if text}

    def find_named(self, name: str, path: str) -> str:
        """Return the path of the resource of version 6 with this name, "" if there is none."""
        listed = [
            one for one, settings in self.resources.items() if name and settings.get("name") == name
        ]
        return max(listed, key=lambda one: (_count_shared(one, path), one), default="")


def _count_shared(one: str, other: str) -> int:
    """Return the number of folders that two paths have in common."""
    count = 0
    for first, second in zip(one.split("/"), other.split("/"), strict=False):
        if first != second:
            break
        count += 1
    return count


def add_variables(file: File, project: Project) -> None:
    """Add the global variables of a file; production takes precedence over other environments.

    ``P/defaultVars/DB/defaultVars.substvar`` with ``Host`` → ``DB/Host`` of the project ``P/``.
    """
    root, middle, rest = file.path.rpartition("defaultVars/")
    above = file.path if not middle else ""
    base, inner = (root.partition("defaultVars/")[0], root.partition("defaultVars/")[2] + rest)
    group = inner.rpartition("/")[0] if middle else ""
    base = base if middle else PurePosixPath(above).parent.as_posix().removesuffix("META-INF")
    values = project.variables.setdefault("" if base in {".", ""} else base, {})
    test = is_test_environment(PurePosixPath(file.name).stem)
    for one in file.xml().iter():
        if one.tag.rpartition("}")[2] != "globalVariable":
            continue
        texts = {part.tag.rpartition("}")[2]: (part.text or "").strip() for part in one}
        name = "/".join(part for part in (group, texts.get("name", "").strip("/")) if part)
        value = texts.get("value", "")
        secret = texts.get("type", "").casefold() == "password" or is_secret_name(name)
        if value and not secret and (not test or name not in values):
            values[name] = value


def add_resource(file: File, project: Project) -> None:
    """Add the settings of a shared resource: the texts of its elements and attributes, by name."""
    settings: dict[str, str] = {}
    for one in file.xml().iter():
        name = one.tag.rpartition("}")[2]
        pairs = [(name, (one.text or "").strip()), *one.attrib.items()]
        for key, value in pairs:
            short = key.rpartition("}")[2]
            if value and not is_secret_name(short):
                settings.setdefault(short.casefold(), value)
    project.resources[file.path] = settings
