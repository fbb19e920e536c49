"""The streams of a connection: which tables they fill, how and how often."""

from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.records import Mechanism
from seamscope_connectors.airbyte.actors import config_of
from seamscope_connectors.airbyte.workspace import Link, Workspace


def streams(space: Workspace, link: Link, off: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each stream and the table it fills; add those not selected to `off`."""
    doc = link.doc
    named = doc["configurations"]["streams"] or doc.first("syncCatalog", "sync_catalog")["streams"]
    for one in named:
        stream = one["stream"] if one["stream"] else one
        name, space_name = stream["name"].text, stream["namespace"].text
        full = f"{space_name}.{name}" if space_name else name
        if one["config"]["selected"].text == "false":
            off.append(full)
        elif not name:
            off.append("one without a name")
        else:
            alias = one["config"].first("aliasName", "alias_name").text
            alias = stream["destinationObjectName"].text or alias or name
            table = doc["prefix"].text + alias
            where = _namespace(doc, space_name, space.actors.get(link.ends[1]))
            yield full, f"{where}.{table}" if where else table


def _namespace(doc: Doc, namespace: str, destination: Doc | None) -> str:
    """Return the schema that a stream goes to, "" if it is not told.

    As Airbyte documents it: the source's, the destination's default, or a format, which counts
    as the destination's where it is blank.
    """
    rule = doc.first("namespaceDefinition", "namespace_definition").text.replace("_", "")
    shape = doc.first("namespaceFormat", "namespace_format").text
    if rule == "source":
        return namespace
    if rule == "customformat" and shape:
        made = shape.replace("${SOURCE_NAMESPACE}", namespace)
        return "" if "$" in made else made
    return config_of(destination).first("schema", "dataset_id").text if destination else ""


def mechanism(origin: Doc | None) -> Mechanism:
    """Return how a source is read: by changes where it says so."""
    method = config_of(origin)["replication_method"] if origin else None
    told = method and (method.text or method["method"].text)
    return Mechanism.CDC if told and told.upper() == "CDC" else Mechanism.ETL


def frequency(doc: Doc) -> str:
    """Return how often a connection runs, as it is written."""
    plan, data = doc["schedule"], doc.first("scheduleData", "schedule_data")
    kind = doc.first("scheduleType", "schedule_type").text or plan["scheduleType"].text
    cron = data["cron"].first("cronExpression", "cron_expression").text
    basic = data.first("basicSchedule", "basic_schedule") or plan
    units, unit = basic["units"].text, basic.first("timeUnit", "time_unit").text
    every = f"every {units} {unit}" if units and unit else ""
    told = plan["cronExpression"].text or cron or plan["basicTiming"].text or every
    return kind if kind == "manual" else told or kind
