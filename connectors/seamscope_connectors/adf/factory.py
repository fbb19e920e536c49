"""Index the parts of a factory by name, and find the systems that its datasets and linked services
use.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from seamscope.connector import Doc, File
from seamscope.connector.arm_parameters import fill_expression
from seamscope.connector.connections import build_clues, parse_connection_clues
from seamscope.connector.entries import skip_entry
from seamscope.errors import UnreadableError
from seamscope.records import Clue, ClueKind, Endpoint, Record, Skipped, SystemRef

PARTS = ("pipeline", "dataset", "linkedService", "dataflow", "trigger")
# ARM resource type in lower case -> folder in git.
ARM = {"pipelines": "pipeline", "datasets": "dataset", "linkedservices": "linkedService",
       "dataflows": "dataflow", "triggers": "trigger"}  # fmt: skip
HOSTS = ("server", "host", "url", "baseUrl", "endpoint", "serviceUri", "accountEndpoint",
         "environmentUrl", "servicePrincipalUrl", "domain", "accountIdentifier", "clusterUri",
         "fullyQualifiedDomainName", "serviceEndpoint", "organizationName")  # fmt: skip
ITEMS = ("warehouseId", "artifactId")
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
DATABASES = ("database", "databaseName", "warehouseId", "lakehouseId", "artifactId", "workspaceId")
STORES = re.compile(r"blob|file|datalake|adls|storage|ftp|hdfs|s3|keyvault|lakehouse", re.I)
# Type of a source or sink -> type of its linked service, if the two have different names.
SHORT = {"SqlDW": "AzureSqlDW", "SqlMI": "AzureSqlMI"}
# `[concat('a', 'b')]` and `[parameters('p')]` are expressions; `[dbo].[load]` is a name.
ARM_EXPRESSION = re.compile(r"\[\s*[a-z]\w*\s*\(.*\]$", re.I | re.S)
FABRIC = "Microsoft Fabric"
AT_RUN_TIME = "the dataset's name is built at run time"


@dataclass(frozen=True, slots=True)
class Place:
    """The system and dataset that a copy reads or writes.

    kind: type of the linked service.
    reason: why the system or dataset is uncertain, "" if both are certain.
    """

    endpoint: Endpoint
    kind: str = ""
    reason: str = ""


@dataclass(slots=True)
class Factory:
    """The JSON `properties` of each part of a factory, by kind and name of the part."""

    parts: dict[str, dict[str, Doc]] = field(default_factory=lambda: {part: {} for part in PARTS})
    product: str = "Azure Data Factory"

    def add(self, file: File, given: Mapping[str, object]) -> Iterator[Record]:
        """Add the parts of a file; report parts that cannot be read.

        given: values of the template's parameters from the parameter file beside it, by lower-case
        name.
        """
        try:
            document = file.document()
        except UnreadableError as error:
            yield Skipped(reason=error.what, remedy=error.remedy, evidence=file.at(error.line))
            return
        if is_fabric(file):
            self.product = FABRIC
            name = re.sub(r"\.DataPipeline$", "", file.folder.rpartition("/")[2])
            self.parts["pipeline"][name or file.name] = document["properties"]
            return
        if not document["resources"]:
            yield from self._put(_find_part_kind(file, document), document)
            return
        todo = list(_fill_parameters(document, given)["resources"])
        while todo:
            resource = todo.pop(0)
            todo += list(resource["resources"])
            kind = ARM.get(resource["type"].text.rpartition("/")[2].lower(), "")
            if resource["type"].text == "pipelines":
                self.product = FABRIC
            if kind:
                yield from self._put(kind, resource)
        if not any(self.parts.values()):
            yield skip_entry(
                "the template has no pipeline", "remove the file from the inputs", file.at(1)
            )

    def _put(self, part: str, found: Doc) -> Iterator[Record]:
        name = get_part_name(found["name"].text)
        if part in self.parts and name:
            self.parts[part][name] = found["properties"]
        elif part in self.parts:
            yield skip_entry(f"a {part} without a name", "export the factory again", found.evidence)

    def resolve_dataset(self, reference: Doc, moved_as: str = "") -> Place:
        """Return the system and name of the dataset that a copy activity refers to.

        moved_as: type of the copy's source or sink, which identifies the product if the dataset is
        not in the inputs.
        """
        named = get_part_name(reference["referenceName"].text)
        found = self.parts["dataset"].get(named)
        if found is None:
            system = SystemRef(
                clues=build_clues((ClueKind.CLASS, _find_class(moved_as)), (ClueKind.SOURCE, named))
            )
            return Place(Endpoint(system=system), moved_as, f"dataset {named} is not in the inputs")
        given = {key: read_static_text(value) for key, value in reference["parameters"].items()}
        name = _find_name(found, given)
        stored = found["typeProperties"]["location"]["type"].text.removesuffix("Location")
        linked = found["linkedServiceName"]["referenceName"].text
        service = self.resolve_service(linked, stored or found["type"].text)
        reason = service.reason or ("" if name else AT_RUN_TIME)
        return Place(Endpoint(system=service.endpoint.system, dataset=name), service.kind, reason)

    def resolve_service(self, reference: str, kind: str = "") -> Place:
        """Return the system of a linked service.

        A linked service that is not in the inputs is identified by its name and `kind`.
        """
        named = get_part_name(reference)
        found = self.parts["linkedService"].get(named)
        if found is None:
            found_clues = build_clues((ClueKind.SOURCE, named), (ClueKind.CLASS, _find_class(kind)))
            reason = f"linked service {named} is not in the inputs"
            return Place(Endpoint(system=SystemRef(clues=found_clues)), kind, reason)
        return _build_place(found, named)

    def resolve_inline(self, settings: Doc, moved_as: str = "") -> Place:
        """Return the system and dataset of a Fabric source or sink (`datasetSettings`).

        moved_as: type of the source or sink, if the settings have none.
        """
        place = self.resolve_connection(settings, settings["type"].text or moved_as)
        name = _find_name(settings, {})
        reason = place.reason or ("" if name else AT_RUN_TIME)
        return Place(Endpoint(system=place.endpoint.system, dataset=name), place.kind, reason)

    def resolve_connection(self, holder: Doc, kind: str = "") -> Place:
        """Return the system of the connection in a Fabric activity or dataset.

        The file contains either the whole connection (`linkedService.properties`), or only its id
        (`externalReferences.connection`); no file contains the settings of such an id.
        """
        held = holder.first("linkedService", "connectionSettings")
        if held["properties"]:
            return _build_place(held["properties"], held["name"].text)
        connection = get_part_name(holder["externalReferences"]["connection"].text)
        found = build_clues(
            (ClueKind.DATABASE, read_static_text(holder["typeProperties"]["database"])),
            (ClueKind.SOURCE, connection),
            (ClueKind.CLASS, _find_class(kind)),
        )
        reason = "" if connection else "the connection is not in the pipeline"
        return Place(Endpoint(system=SystemRef(clues=found)), kind, reason)

    def resolve_data_flow(self, flow: Doc) -> tuple[list[Place], list[Place]]:
        """Return the places of the sources and sinks of a mapping data flow."""
        inner = flow["typeProperties"]
        script = "\n".join(inner["scriptLines"].texts) or inner["script"].text
        return (
            [self._resolve_stream(one, script) for one in inner["sources"]],
            [self._resolve_stream(one, script) for one in inner["sinks"]],
        )

    def _resolve_stream(self, stream: Doc, script: str) -> Place:
        if stream["dataset"]:
            return self.resolve_dataset(stream["dataset"])
        before = re.split(rf"~>\s*{re.escape(stream['name'].text)}\b", script)[0]
        own = re.split(r"~>\s*\w+", before)[-1]
        store = re.findall(r"\bstore\s*:\s*'(\w+)'", own)
        linked = stream["linkedService"]["referenceName"].text
        place = self.resolve_service(linked, store[-1] if store else "")
        names = re.findall(r"(?:objectName|tableName|table)\s*:\s*'([^']+)'", own)
        end = Endpoint(system=place.endpoint.system, dataset=names[-1] if names else "")
        return Place(end, place.kind, place.reason)


def _build_place(service: Doc, named: str) -> Place:
    """Return the system that the properties of a linked service describe, without a dataset."""
    inner, made = service["typeProperties"], list[Clue]()
    text = read_static_text(inner["connectionString"])
    if text:
        made += parse_connection_clues(text)
    for text in filter(None, (read_static_text(inner[key]) for key in HOSTS)):
        made += parse_connection_clues(text if "://" in text else f"host={text}")
    if any(GUID.fullmatch(read_static_text(inner[key])) for key in ITEMS):
        made += build_clues((ClueKind.DATABASE, named))  # Fabric repeats the item's name
    for key in DATABASES:
        made += build_clues((ClueKind.DATABASE, read_static_text(inner[key])))
    made += build_clues((ClueKind.CLASS, service["type"].text), (ClueKind.SOURCE, named))
    # A file store only passes data on; any other service is itself a source or target of data.
    is_service = not STORES.search(service["type"].text)
    system = SystemRef(clues=tuple(dict.fromkeys(made)), service=is_service)
    return Place(Endpoint(system=system), service["type"].text)


def _find_part_kind(file: File, document: Doc) -> str:
    """Return the kind of the part in a file ("pipeline", "dataset", …).

    The git folder determines the kind, otherwise the ARM type. A file with activities is a
    pipeline.
    """
    folder = file.path.rpartition("/")[0].rpartition("/")[2]
    if folder in PARTS:
        return folder
    kind = ARM.get(document["type"].text.rpartition("/")[2].lower(), "")
    return kind or ("pipeline" if document["properties"]["activities"] else "")


def is_fabric(file: File) -> bool:
    """Return whether a file is a Microsoft Fabric pipeline (``pipeline-content.json``)."""
    return file.name.casefold() == "pipeline-content.json"


def get_part_name(name: str) -> str:
    """Return the name of the part that a reference means.

    ``[concat(parameters('f'), '/Orders')]`` → "Orders".
    """
    if not name.startswith("["):
        return name.rpartition("/")[2]
    quoted = re.findall(r"'([^']*)'", name)
    return quoted[-1].lstrip("/") if quoted else name


def _fill_parameters(template: Doc, given: Mapping[str, object]) -> Doc:
    """Return a template in which ``[parameters('name')]`` is replaced by the value of the
    parameter.

    given: values by lower-case name, which replace the default values; defaults of secure
    parameters are not used.
    """
    named = {
        name.casefold(): one["defaultValue"].raw
        for name, one in template["parameters"].items()
        if not one["type"].text.casefold().startswith("secure")
    }
    values = {
        name: value
        for name, value in {**named, **given}.items()
        if isinstance(value, str) and value
    }
    return replace(template, value=_replace_texts(template.value, values))


def _replace_texts(value: object, values: Mapping[str, str]) -> object:
    match value:
        case str() if value.startswith("["):
            return fill_expression(value, values)
        case dict():
            return {key: _replace_texts(inner, values) for key, inner in value.items()}
        case list():
            return [_replace_texts(inner, values) for inner in value]
        case _:
            return value


def read_static_text(value: Doc) -> str:
    """Return a constant string, "" for an expression (``@{…}``) or a secret."""
    if value.is_mapping:
        if value["type"].text in {"SecureString", "AzureKeyVaultSecret"}:
            return ""
        return read_static_text(value["value"])
    text = value.text
    if text.startswith("[["):  # ARM writes "[[a]" for the text "[a]"
        return text[1:]
    is_expression = text.startswith("@") or "@{" in text or ARM_EXPRESSION.match(text)
    return "" if is_expression else text


def _find_name(dataset: Doc, given: dict[str, str]) -> str:
    inner = dataset["typeProperties"]
    location = inner["location"]

    def read_name(value: Doc) -> str:
        text = value["value"].text if value.is_mapping else value.text
        asked = re.fullmatch(r"@\{?dataset\(\)\.(\w+)\}?", text)
        if asked:
            default = dataset["parameters"][asked[1]]["defaultValue"]
            return given.get(asked[1], "") or read_static_text(default)
        return read_static_text(value)

    table = (
        read_name(inner["table"])
        or read_name(inner["tableName"])
        or read_name(inner["objectApiName"])
    )
    table = (
        table
        or read_name(inner["entityName"])
        or read_name(inner["collection"])
        or read_name(inner["path"])
        or read_name(inner["relativeUrl"])
    )
    if table:
        schema = read_name(inner["schema"])
        return f"{schema}.{table}" if schema and "." not in table else table
    steps = [
        location[key] for key in ("fileSystem", "container", "bucketName", "folderPath", "fileName")
    ]
    return "/".join(
        text for text in (*map(read_name, steps), read_name(inner["folderPath"])) if text
    )


def _find_class(kind: str) -> str:
    """Return the linked service type for a dataset, source or sink: ``SqlDWSink`` → AzureSqlDW."""
    stem = re.sub(r"(Table|Source|Sink|Object|Resource)$", "", kind)
    return SHORT.get(stem, stem)
