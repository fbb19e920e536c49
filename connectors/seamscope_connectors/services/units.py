"""Split configuration files into services: one unit has the settings of one service."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from seamscope.connector import Doc, File
from seamscope.connector.entries import note_reading
from seamscope.connector.scrub import quote
from seamscope.connector.vocabulary import list_environment_suffixes
from seamscope.errors import UnreadableError
from seamscope.records import Evidence, Skipped
from seamscope_connectors.services.settings import (
    Setting,
    flatten,
    read_embedded,
    read_flat,
    read_pairs,
)

WORKLOADS = frozenset(
    {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"}
    | {"DeploymentConfig", "Rollout"}
)
FLAT = frozenset({".env", ".ini", ".cfg", ".conf", ".toml"})  # files with lines "key = value"
VARIABLE = re.compile(r"[A-Za-z_]\w{0,200}")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
LISTED = 5  # number of keys that a note names
# <service>-application-prod.yml, appsettings.Production.json, <service>-values-uat.yaml
PROFILE = re.compile(
    r"(?P<name>[\w.-]{0,80}?)[-_.]?(?P<kind>application|bootstrap|appsettings|values)"
    r"(?:[-_.](?P<profile>[\w-]++))?\.(?:ya?ml|properties|json)",
    re.I,
)
# "# shop.example.com: production" at the top of a file
HOST = re.compile(
    r"\A\s*#[#\s]*(?P<host>[a-z][\w-]{1,62}(?:\.[\w-]{1,62}){2,6})(?=[\s:,;(]|$)", re.M
)
# "# position gateway, installed on gw01" in the first line
INSTALLED = re.compile(
    r"\A\s*[#;][^\n]{0,120}\b(?:installed on|runs? on|installiert auf|l(?:ä|ae)uft auf"
    r"|install[ée]e? sur"
    r"|tourne sur|instalad[oa] en|corre en|installat[oa] su|gira su|ge[iï]nstalleerd op|draait op"
    r"|instalad[oa] em|zainstalowan[ey] na|dzia[lł]a na|[Ss]erver:"
    r"|[Ss]erver(?=[ \t][\w.-]{1,80}\d\b))[ \t]{1,3}"
    r"(?P<host>[a-z][\w-]{1,62}\d(?:\.[\w-]{1,62}){0,6})(?![\w-])",
    re.I,
)
# Blocks for both ends of a program that moves data, in eight languages.
SOURCE = re.compile(
    r"^(?:source|origin|from|input|origen|quelle|origine|bron|origem|zrodlo):[ \t]*\r?$", re.M
)
TARGET = re.compile(
    r"^(?:target|destination|to|output|sink|destino|ziel|cible|destinazione|doel|cel):[ \t]*\r?$",
    re.M,
)
NAMES = ("spring.application.name", "quarkus.application.name", "micronaut.application.name",
         "service.name", "app.name", "application.name", "app.nombre", "ServiceName",
         "ApplicationName", "Application.Name", "App.Name", "Serilog.Properties.Application",
         "nameOverride", "fullnameOverride")  # fmt: skip
ENVIRONMENTS = frozenset(
    {"env", "environment", "stage", "spring.profiles.active", "SPRING_PROFILES_ACTIVE",
     "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "NODE_ENV", "APP_ENV", "ENV", "ENVIRONMENT",
     "global.env", "global.environment"}
)  # fmt: skip
GENERIC = frozenset(
    {"k8s", "kubernetes", "kube", "helm", "charts", "chart", "manifests", "deploy", "deployment",
     "deployments", "docker", "compose", "config", "conf", "configs", "configuration", "settings",
     "src", "main", "resources", "env", "environments", "overlays", "base", "prod", "apps",
     "services", "infra", "ops", "gitops", "kafka", "rabbitmq", "mqtt", "integration", "inputs"}
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Unit:
    """One service with its settings.

    hosts: names that belong to the service's own deployment, such as its database container.
    host: where it runs, "" if unknown.
    image: the name of its container image.
    named: whether it declares `host` for itself.
    folder: a folder whose name may be the name of its system.
    test: whether it runs in a test environment.
    cluster: whether it runs in the same cluster as the services that it reaches by names without a
    domain.
    """

    name: str
    evidence: Evidence
    settings: list[Setting] = field(default_factory=list)
    hosts: frozenset[str] = frozenset()
    host: str = ""
    image: str = ""
    named: bool = False
    folder: str = ""
    test: bool = False
    cluster: bool = False


def names_test(*texts: str) -> bool:
    """Return whether a word in these names indicates an environment other than production."""
    words = [word for text in texts for word in re.split(r"[\W_]+", text.casefold()) if word]
    return any(word in list_environment_suffixes() for word in words)


def list_units(files: Iterable[File]) -> Iterator[Unit | Skipped]:
    """Yield the services of all files of one folder; report files and documents that cannot be
    read.
    """
    manifests: list[tuple[File, Doc]] = []
    composed: list[tuple[File, Doc]] = []
    profiles: dict[tuple[str, str], list[File]] = defaultdict(list)
    listed = [file for file in files if file.name != ".env"]
    for file in listed:
        if key := _find_profile(file):
            profiles[key].append(file)
        else:
            yield from _read_documents(file, composed, manifests)
    names = frozenset(name for _, doc in composed for name in _list_host_names(doc))
    used = {PurePosixPath(path).name for _, doc in composed for path in list_env_files(doc)}
    given = {one.name: one for one in listed if one.name in used}
    for file, doc in composed:
        yield from _list_containers(file, doc, names, given)
    yield from _list_workloads(manifests)
    for (name, _), group in sorted(profiles.items()):
        yield from _list_profiles(name, [one for one in group if one.name not in used])


def _read_documents(
    file: File, composed: list[tuple[File, Doc]], manifests: list[tuple[File, Doc]]
) -> Iterator[Skipped]:
    """Add the documents of a file to the Compose documents or to the other documents."""
    try:
        for doc in file.documents():
            (composed if "services" in doc else manifests).append((file, doc))
    except UnreadableError as error:
        yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))


def _find_profile(file: File) -> tuple[str, str] | None:
    """Return the service and kind of a file with settings, None for other files."""
    if found := PROFILE.fullmatch(file.name):
        return found["name"], found["kind"].casefold()
    plain = file.suffix in {".properties", *FLAT} or is_structured(file)
    return (PurePosixPath(file.name).stem, "") if plain else None


def is_structured(file: File) -> bool:
    """Return whether a YAML file has a block for the source and one for the target of data."""
    head = file.head(65536) if file.suffix in {".yaml", ".yml"} else ""
    return bool(SOURCE.search(head) and TARGET.search(head))


def _get_place(file: File) -> str:
    """Return the path of a file without its extension; its folders or name may indicate a test."""
    return f"{file.folder}/{PurePosixPath(file.name).stem}"


def _find_folder(file: File) -> str:
    """Return the folder of a file if its name may be that of a system.

    The project of ``shop/src/main/resources/application.yml`` is shop.
    """
    parts = PurePosixPath(file.path.replace("!", "/")).parent.parts
    if "src" in parts:
        parts = parts[: parts.index("src")]
    name = parts[-1] if parts else ""
    return "" if name.casefold() in GENERIC or re.match(r"\d", name) else name


def _find_host(file: File) -> str:
    head = file.head(2000) if file.suffix != ".json" else ""
    found = HOST.match(head) or INSTALLED.match(head)
    return found["host"] if found else ""


def _list_host_names(doc: Doc) -> Iterator[str]:
    """Yield the names under which the services of a file reach one another."""
    for name, one in doc["services"].items():
        yield name
        yield from (text for text in (one["container_name"].text, one["hostname"].text) if text)


def list_env_files(doc: Doc) -> Iterator[str]:
    """Yield the names of the variable files that the services of a Compose file use."""
    yield from (path for _, one in doc["services"].items() for path in _list_env_files(one))


def _list_env_files(service: Doc) -> Iterator[str]:
    listed = service["env_file"]
    entries = [*listed] if isinstance(listed.value, list) else [listed]
    for entry in entries:
        text = entry["path"].text if isinstance(entry.value, dict) else entry.text
        if text and ".." not in text:
            yield text.removeprefix("./")


def _name_image(text: str) -> str:
    """Return the last part of an image's name: ``registry.example/ops/tides:4.2`` → tides."""
    return text.partition("@")[0].rpartition("/")[2].partition(":")[0]


def _list_containers(
    file: File, doc: Doc, names: frozenset[str], given: Mapping[str, File]
) -> Iterator[Unit]:
    """Yield the services of a Compose file.

    names: names of all services of the folder.
    given: the files with variables, by name.
    """
    for name, one in doc["services"].items():
        environment = one["environment"]
        if isinstance(environment.value, list):
            settings = list(_read_variable_list(environment, file))
        else:
            settings = list(flatten(environment, file))
        own = {setting.key for setting in settings}
        paths = [PurePosixPath(path).name for path in _list_env_files(one)]
        for beside in (given[path] for path in paths if path in given):
            settings += [pair for pair in read_pairs(beside.text(), beside) if pair.key not in own]
        for key in ("labels", "networks", "volumes", "deploy", "healthcheck"):
            one[key].set_aside()
        if settings:
            yield Unit(
                name=name,
                evidence=one.evidence,
                settings=settings,
                hosts=names,
                host=one["hostname"].text or _find_host(file),
                named=bool(one["hostname"].text),
                image=_name_image(one["image"].text) if "/" in one["image"].text else "",
                folder=_find_folder(file),
                test=names_test(_get_place(file), _get_environment(settings)),
                cluster=True,
            )


def _read_variable_list(environment: Doc, file: File) -> Iterator[Setting]:
    """Yield the variables in a list: ``NAME=value``, or ``NAME`` with the value of the shell."""
    for item in environment:
        text = item.text
        if VARIABLE.fullmatch(text):
            text = f"{text}=${{{text}}}"
        elif "=" not in text:
            item.reject("a variable such as NAME=value")
        yield from read_pairs(text, file, (item.line or 1) - 1)


def _get_environment(settings: Iterable[Setting]) -> str:
    return " ".join(one.text for one in settings if one.key in ENVIRONMENTS)


def _list_workloads(manifests: list[tuple[File, Doc]]) -> Iterator[Unit | Skipped]:
    """Yield one unit for each workload, with the settings of the config maps that it uses."""
    units: dict[tuple[str, str], Unit] = {}
    maps: dict[tuple[str, str], Unit] = {}
    users: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for file, doc in manifests:
        kind, meta = _get_kind(doc), doc["metadata"]
        space = meta["namespace"].text
        key = (space, meta["name"].text)
        if kind not in WORKLOADS and kind != "ConfigMap":
            continue
        unit = (maps if kind == "ConfigMap" else units).setdefault(
            key,
            Unit(
                name=key[1],
                evidence=meta["name"].evidence,
                host=_find_host(file),
                test=names_test(space, _get_place(file), key[1]),
                cluster=True,
            ),
        )
        if kind == "ConfigMap":
            try:
                unit.settings += _read_config_map(file, doc)
            except UnreadableError as error:
                yield Skipped(reason=error.what, remedy=error.remedy, evidence=unit.evidence)
            continue
        unit.settings += _read_variables(file, doc)
        users[key] |= {(space, name) for name in _list_config_maps(doc)}
    for key, unit in units.items():
        for one in sorted(users[key] | ({key} & maps.keys())):
            if one in maps:
                unit.settings += maps[one].settings
    used = set().union(*users.values(), units)
    yield from units.values()
    yield from (unit for key, unit in maps.items() if key not in used)


def _get_kind(doc: Doc) -> str:
    """Return the kind of a manifest; a Service of Knative is a workload, so its kind is
    "Deployment".
    """
    kind = doc["kind"].text
    is_knative = kind == "Service" and doc["apiVersion"].text.startswith("serving.knative.dev/")
    return "Deployment" if is_knative else kind


def _read_config_map(file: File, doc: Doc) -> Iterator[Setting]:
    for name, value in doc["data"].items():
        if isinstance(value.value, str) and ("\n" in value.value or name.endswith(".json")):
            yield from read_embedded(name, value.value, file, value.line)
        else:
            yield from flatten(value, file, name)


def _read_variables(file: File, doc: Doc) -> Iterator[Setting]:
    for containers in doc["spec"].find("containers"):
        for container in containers:
            for variable in container["env"]:
                if variable["value"]:
                    yield from flatten(variable["value"], file, variable["name"].text)


def _list_config_maps(doc: Doc) -> Iterator[str]:
    for key in ("configMap", "configMapRef", "configMapKeyRef"):
        for found in doc["spec"].find(key):
            if found["name"].text:
                yield found["name"].text


def _list_profiles(name: str, files: list[File]) -> Iterator[Unit | Skipped]:
    """Yield one unit for the production files of a service, and one for each other profile."""
    shared: dict[str, list[Setting]] = {}
    first: File | None = None
    for file in sorted(files, key=lambda file: (len(file.name), file.name)):
        try:
            settings, notes = _read_settings(file)
        except UnreadableError as error:
            yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))
            continue
        yield from notes
        if names_test(_get_place(file), _get_environment(settings)):
            yield _build_profile(name, file, settings, test=True)
            continue
        first = first or file
        shared |= _group_by_key(settings)
    if first is not None:
        listed = [one for group in shared.values() for one in group]
        yield _build_profile(name, first, listed, test=False)


def _group_by_key(settings: Iterable[Setting]) -> dict[str, list[Setting]]:
    """Return the settings by key; ``topics: [a, b]`` has several settings with one key."""
    found: dict[str, list[Setting]] = defaultdict(list)
    for one in settings:
        found[one.key].append(one)
    return found


def _read_settings(file: File) -> tuple[list[Setting], list[Skipped]]:
    """Return the settings of a file, and a report if the file has values where sections are
    expected.
    """
    if file.suffix == ".properties":
        return list(read_pairs(file.text(), file)), []
    if file.suffix in FLAT:
        return list(read_flat(file, file.text())), []
    documents = list(file.documents())
    settings = [one for doc in documents for one in flatten(doc, file)]
    values = [
        (key, file.at(value.line or 1))
        for doc in documents
        for key, value in doc.items()
        if NUMBER.fullmatch(str(value.value)) or _is_plain_list(value.value)
    ]
    if not values:
        return settings, []
    names = ", ".join(quote(key, 60) for key, _ in values[:LISTED])
    more = f" and {len(values) - LISTED} more" if len(values) > LISTED else ""
    problem = f"not read, since settings are in sections only: top-level values {names}{more}"
    remedy = "check that none of them should be a section"
    return settings, [note_reading(problem, remedy, values[0][1])]


def _is_plain_list(value: object) -> bool:
    return isinstance(value, list) and not any(isinstance(one, dict | list) for one in value)


def _build_profile(name: str, file: File, settings: list[Setting], *, test: bool) -> Unit:
    given = {one.key: one.text for one in settings}
    folder = _find_folder(file)
    named = next((given[key] for key in NAMES if given.get(key)), "")
    return Unit(
        name=named or name.strip("-_.") or folder or PurePosixPath(file.name).stem,
        evidence=file.at(1),
        settings=settings,
        host=_find_host(file),
        folder=folder,
        test=test,
        cluster="values" in file.name.casefold(),
    )
