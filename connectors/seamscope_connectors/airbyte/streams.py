"""List the streams of an Airbyte connection with their target tables, mechanism and schedule."""

from collections.abc import Iterator

from seamscope.connector import Doc
from seamscope.records import Mechanism
from seamscope_connectors.airbyte.actors import get_config
from seamscope_connectors.airbyte.workspace import Link, Workspace


def list_streams(space: Workspace, link: Link, unselected: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each selected stream with its target table; add the names of other streams to
    `unselected`.
    """
    doc = link.doc
    configured = (
        doc["configurations"]["streams"] or doc.first("syncCatalog", "sync_catalog")["streams"]
    )
    for entry in configured:
        stream = entry["stream"] if entry["stream"] else entry
        name, namespace_name = stream["name"].text, stream["namespace"].text
        qualified_name = f"{namespace_name}.{name}" if namespace_name else name
        if entry["config"]["selected"].text == "false":
            unselected.append(qualified_name)
        elif not name:
            unselected.append("a stream without a name")
        else:
            alias = entry["config"].first("aliasName", "alias_name").text
            alias = stream["destinationObjectName"].text or alias or name
            table = doc["prefix"].text + alias
            schema = _get_target_schema(doc, namespace_name, space.actors.get(link.ends[1]))
            yield qualified_name, f"{schema}.{table}" if schema else table


def _get_target_schema(doc: Doc, namespace: str, destination: Doc | None) -> str:
    """Return the schema a stream is loaded into, "" if it is unknown.

    Airbyte has three rules (`namespaceDefinition`): the schema of the source, the default schema of
    the destination, or a format such as ``raw_${SOURCE_NAMESPACE}``; an empty format means the
    destination's default.
    """
    rule = doc.first("namespaceDefinition", "namespace_definition").text.replace("_", "")
    template = doc.first("namespaceFormat", "namespace_format").text
    if rule == "source":
        return namespace
    if rule == "customformat" and template:
        schema = template.replace("${SOURCE_NAMESPACE}", namespace)
        return "" if "$" in schema else schema
    return get_config(destination).first("schema", "dataset_id").text if destination else ""


def derive_mechanism(origin: Doc | None) -> Mechanism:
    """Return CDC if `replication_method` of the source is CDC, else ETL."""
    method = get_config(origin)["replication_method"] if origin else None
    method_name = method and (method.text or method["method"].text)
    return Mechanism.CDC if method_name and method_name.upper() == "CDC" else Mechanism.ETL


def derive_frequency(doc: Doc) -> str:
    """Return the schedule of a connection as Airbyte writes it, such as "every 6 hours"."""
    plan, data = doc["schedule"], doc.first("scheduleData", "schedule_data")
    kind = doc.first("scheduleType", "schedule_type").text or plan["scheduleType"].text
    cron = data["cron"].first("cronExpression", "cron_expression").text
    basic = data.first("basicSchedule", "basic_schedule") or plan
    units, unit = basic["units"].text, basic.first("timeUnit", "time_unit").text
    every = f"every {units} {unit}" if units and unit else ""
    schedule = plan["cronExpression"].text or cron or plan["basicTiming"].text or every
    return kind if kind == "manual" else schedule or kind
