"""Read the configuration of services: the systems, databases and topics that each service uses.

Each unit is one service: a workload of Kubernetes with its config maps, a service of Docker
Compose, a Spring or .NET application, the values of a Helm chart. A key such as
``kafka.consumer.topic`` or ``push.method`` determines the direction; without such a key, the record
is a dependency. The keys follow the documentation of Kubernetes, the Compose specification, Spring
Boot, Spring Cloud Stream and .NET.
"""

import re
from collections import defaultdict
from collections.abc import Generator, Iterator
from dataclasses import replace

from seamscope.connector import Claim, Connector, File, Fit, Source
from seamscope.connector.entries import skip_entry, skip_names
from seamscope.connector.properties import read_properties
from seamscope.errors import UnreadableError
from seamscope.records import Evidence, Record, Skipped
from seamscope_connectors.services.meaning import (
    moves_data,
    names_topic,
    read_meaning,
    uses_share,
)
from seamscope_connectors.services.records import build_records
from seamscope_connectors.services.settings import (
    fill_all,
    list_unread_lines,
    read_flat,
    read_pairs,
)
from seamscope_connectors.services.units import (
    FLAT,
    PROFILE,
    Unit,
    is_structured,
    list_env_files,
    list_units,
)

HEAD = 65536
LINES = frozenset({".env", ".ini", ".cfg", ".properties"})  # files without blocks and lists
LISTED = 5  # number of lines that a message names
MANIFEST = re.compile(
    r"^kind:[ \t]*[\"']?(?:ConfigMap|Deployment(?:Config)?|StatefulSet|DaemonSet|Job|CronJob|Pod"
    r"|Rollout|Service)\b",
    re.M,
)
VERSION = re.compile(
    r"^apiVersion:[ \t]*[\"']?(?:v1|apps/v1|batch/v1(?:beta1)?|serving\.knative\.dev/v1"
    r"|apps\.openshift\.io/v1|argoproj\.io/v1alpha1)[\"']?[ \t]*\r?$",
    re.M,
)
COMPOSE = re.compile(r"^services:[ \t]*\r?$", re.M)
ENVIRONMENT = re.compile(r"^[ \t]+environment:", re.M)
# Indications of another system: a URL, a connection string, a broker or a topic.
SIGN = re.compile(
    r"\b(?!https?://(?:www\.w3\.org|json\.schemastore|schemas\.))[a-z][a-z0-9+.]{2,20}://"
    r"|\bjdbc:|\b(?:server|data source|host)=[^;\n]{1,200};|bootstrap|rabbit|kafka|mqtt"
    r"|\b(?:topic|queue)s?\b|[=:][ \t]*[\"']?(?:\\\\|//)[a-z][\w.-]+[\\/]",
    re.I,
)
# A setting of a connector of Kafka Connect, which is no service.
CONNECTOR = re.compile(r"^[ \t]*connector\.class[ \t]*[=:]|^[ \t]*broker\.id[ \t]*=", re.M)


class ServicesConnector(Connector):
    """Reads the settings of services."""

    name = "services"
    reads = (
        "configuration of services: Kubernetes, Docker Compose, Helm values, Spring, .NET"
        " (from documentation)"
    )

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {".yaml", ".yml", ".properties", ".json", *FLAT}:
            return None
        head = file.head(HEAD)
        kind = _name_kind(file, head)
        if not kind or not SIGN.search(head):
            return None
        return Claim(reason=kind, group=f"services:{file.folder}", fit=Fit.GENERIC)

    def list_companions(self, file: File) -> tuple[str, ...]:
        if not COMPOSE.search(file.head(HEAD)):
            return ()
        folder = f"{file.folder}/" if file.folder else ""
        named = (name for doc in file.documents() for name in list_env_files(doc))
        return tuple(dict.fromkeys(f"{folder}{name}" for name in (".env", *named)))

    def read(self, source: Source) -> Iterator[Record]:
        variables = yield from _read_variables(source)
        told: set[str] = set()
        silent: dict[str, list[tuple[str, Evidence]]] = defaultdict(list)
        for unit in list_units(source.files):
            if isinstance(unit, Skipped):
                told.add(unit.evidence.file)
                yield unit
                continue
            told |= {unit.evidence.file, *(one.evidence.file for one in unit.settings)}
            found = list(_read_unit(unit, variables))
            yield from found
            if all(isinstance(one, Skipped) and one.kind == "note" for one in found):
                silent[unit.evidence.file].append((unit.name, unit.evidence))
        for names in silent.values():
            problem = f"services whose settings do not refer to another system: {len(names)}"
            yield skip_names(problem, "list their flows in the inventory if they have any", names)
        for file in source.files:
            if file.path in told and file.suffix in LINES:
                yield from _report_unread_lines(file)
            if file.path not in told and file.suffix != ".env" and file.name != ".env":
                problem = "the file has no settings of a service"
                yield skip_entry(problem, "list its flows in the inventory", file.at(1))


def _report_unread_lines(file: File) -> Iterator[Skipped]:
    """Report, in one record, the lines of a file that are not settings and may be damaged."""
    if lines := list_unread_lines(file.text()):
        shown = ", ".join(str(line) for line in lines[:LISTED])
        more = f" and {len(lines) - LISTED} more" if len(lines) > LISTED else ""
        problem = f"not read, since they are no settings: lines {shown}{more}"
        yield skip_entry(problem, "write each setting as NAME=value", file.at(lines[0]))


def _read_variables(source: Source) -> Generator[Record, None, dict[str, str]]:
    """Return the variables in the `.env` files next to Compose files."""
    variables: dict[str, str] = {}
    for file in source.files:
        if file.name == ".env":
            try:
                variables |= read_properties(file)
                yield from _report_unread_lines(file)
            except UnreadableError as error:
                where = file.at(error.line)
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=where)
    return variables


def _name_kind(file: File, head: str) -> str:
    """Return the kind of configuration in a file, "" if it is not a configuration."""
    if found := PROFILE.fullmatch(file.name):
        kind, is_json = found["kind"].casefold(), file.suffix == ".json"
        if (kind == "appsettings") == is_json and (
            kind != "values" or file.suffix != ".properties"
        ):
            return "settings of a service"
        return ""
    if file.suffix in {".yaml", ".yml"}:
        return _name_document(file, head)
    if file.suffix == ".properties" and not CONNECTOR.search(head):
        # a topic in a file of any name: "amqp.queue.in=orders"
        topics = (one for one in read_pairs(head, file) if one.text and names_topic(one))
        return "settings with a topic or queue" if next(topics, None) else ""
    if file.suffix in {".properties", *FLAT}:
        listed = list(read_flat(file, head))
        if moves_data(listed) or uses_share(listed):
            return "settings with a source, a target or a file share"
    return ""


def _name_document(file: File, head: str) -> str:
    """Return the kind of configuration in a YAML file, from its content.

    The names of such files do not determine the kind.
    """
    if VERSION.search(head) and MANIFEST.search(head):
        return "Kubernetes workloads or config maps"
    if COMPOSE.search(head) and ENVIRONMENT.search(head):
        return "services of Docker Compose"
    return "settings with a source and a target" if is_structured(file) else ""


def _read_unit(unit: Unit, variables: dict[str, str]) -> Iterator[Record]:
    filled = replace(unit, settings=fill_all(unit.settings, variables))
    yield from build_records(filled, read_meaning(filled))
