"""What the columns of a list mean, and what kind of list a table is."""

import re

from seamscope.connector import Table

# Folded headers by meaning; the first header of a row that is filled counts.
SYSTEM_NAMES = (
    "system", "system_name", "application", "application_name", "app_name", "ci_name", "app",
    "anwendung", "anwendungsname", "applikation", "systemname",
)  # fmt: skip
# When a row was last looked at, or its status set.
STATED = (
    "status_date", "state_date", "status_since", "as_of", "last_reviewed", "reviewed",
    "review_date", "last_review", "last_updated", "updated", "updated_at", "last_modified",
    "modified", "last_change", "stand", "stand_vom", "statusdatum", "status_seit",
    "geprüft_am", "letzte_prüfung", "aktualisiert", "aktualisiert_am", "geändert_am",
    "letzte_änderung",
)  # fmt: skip
SYSTEMS: dict[str, tuple[str, ...]] = {
    "name": (*SYSTEM_NAMES, "name", "bezeichnung"),
    "app_id": ("app_id", "application_id", "system_id", "correlation_id", "ci_id", "apm_id",
               "apm_number", "anwendungs_id", "anwendungsnummer", "applikations_id", "external_id"),
    "id": ("id", "number", "nummer"),
    "kind": ("type", "kind", "category", "system_type", "application_type", "typ", "art",
             "kategorie"),
    "vendor": ("vendor", "manufacturer", "supplier", "hersteller", "anbieter", "lieferant"),
    "product": ("product", "product_name", "produkt"),
    "owner": ("owner", "business_owner", "system_owner", "application_owner", "owned_by",
              "responsible", "verantwortlich", "verantwortlicher", "eigentümer"),
    "support": ("support", "support_group", "assignment_group", "supported_by", "betreuung",
                "support_team"),
    "criticality": ("criticality", "business_criticality", "busines_criticality",
                    "kritikalität"),
    "state": ("lifecycle", "lifecycle_status", "life_cycle", "status", "state",
              "install_status", "operational_status", "lebenszyklus"),
    "stated": STATED,
    "hosting": ("hosting", "hosting_type", "deployment", "betriebsmodell"),
    "classification": ("classification", "data_classification", "klassifizierung",
                       "datenklasse", "schutzbedarf"),
    "domain": ("domain", "business_area", "capability", "business_capability", "fachbereich",
               "domäne", "geschäftsbereich"),
    "environment": ("environment", "used_for", "umgebung", "env"),
    "documentation": ("documentation", "documentation_url", "dokumentation", "wiki"),
    "description": ("description", "short_description", "beschreibung", "kurzbeschreibung",
                    "comment", "kommentar", "omschrijving"),
    "other_names": ("short_name", "short_code", "abbreviation", "acronym", "kurzname",
                    "abkürzung", "name_en", "name_de", "english_name", "local_name"),
    "aliases": ("aliases", "alias", "also_known_as", "aka", "other_names", "synonyms",
                "alternativnamen", "kürzel"),
    "hosts": ("host", "hosts", "hostname", "host_name", "fqdn", "url"),
    "databases": ("database", "databases", "datenbank", "database_name"),
}  # fmt: skip
INTERFACES: dict[str, tuple[str, ...]] = {
    "source": ("source", "source_system", "source_application", "from_system", "from", "sender",
               "sender_system", "quelle", "quellsystem", "sendesystem"),
    "target": ("target", "target_system", "target_application", "destination", "to_system", "to",
               "destination_system", "receiver", "receiver_system", "ziel", "zielsystem",
               "empfänger", "empfangssystem"),
    "provider": ("provider", "provider_system", "provider_application", "anbietersystem"),
    "consumer": ("consumer", "consumer_system", "consumer_application", "consumers",
                 "nutzersystem"),
    "source_dataset": ("source_dataset", "source_object", "source_table", "quellobjekt"),
    "target_dataset": ("target_dataset", "target_object", "target_table", "zielobjekt"),
    "direction": ("direction", "data_direction", "data_flow", "data_flow_direction",
                  "flow_direction", "relation", "relationship", "relationship_type", "richtung",
                  "datenrichtung", "datenfluss", "flussrichtung", "beziehung"),
    "mechanism": ("mechanism", "interface_type", "integration_type", "integration_pattern",
                  "schnittstellentyp", "pattern", "type", "typ", "art"),
    "technology": ("technology", "protocol", "technologie", "protokoll", "transport", "tool"),
    "frequency": ("frequency", "schedule", "häufigkeit", "frequenz", "interval", "takt",
                  "turnus", "rhythmus"),
    "latency": ("latency", "timing", "latenz"),
    "volume": ("volume", "data_volume", "volumen", "datenvolumen"),
    "authentication": ("authentication", "auth", "security", "authentifizierung"),
    "entities": ("entities", "entity", "data_objects", "data_object", "business_objects",
                 "payload", "datenobjekte", "geschäftsobjekte", "daten", "inhalt", "data"),
    "via": ("via", "middleware", "broker", "integration_platform", "platform", "plattform"),
    "state": ("status", "state", "lifecycle", "lebenszyklus"),
    "stated": STATED,
    "name": ("name", "interface", "interface_name", "id", "interface_id", "schnittstelle",
             "integration", "nummer"),
}  # fmt: skip
KNOWN = frozenset(h for table in (SYSTEMS, INTERFACES) for hs in table.values() for h in hs)
# Columns that tell an export of another kind, or a table of tables, from a list of systems.
FOREIGN = frozenset(
    {"sys_id", "sys_class_name", "displayname", "fromrelatedfactsheetdisplayname", "schema",
     "table", "table_name", "column_name", "data_type", "query_text", "query"}
)  # fmt: skip
ARCHI = frozenset({"id", "type", "name", "documentation", "specialization", "source", "target"})
# With a class, one of these labels tells a list exported from a CMDB.
LABELS = frozenset({"install_status", "operational_status", "used_for", "managed_by_group",
                    "most_recent_discovery", "discovery_source", "asset_tag"})  # fmt: skip
# Beside a plain "name", one of these tells a list of systems from one of customers or products.
DISTINCT = frozenset(
    {"owner", "support", "criticality", "hosting", "classification", "environment", "aliases"}
)
SOFTWARE = frozenset({"vendor", "product", "domain"})


def kind_of(table: Table) -> str:
    """Return "systems", "interfaces" or "" for a table, by its headers.

    "name" beside an id, a type or a status may be anybody's list, so it is no list of systems;
    "from" and "to" alone may be letters, so they are no list of interfaces.
    """
    if table.holds:
        return table.holds
    found = set(table.headers)
    ends = [{"source", "target"}, {"provider", "consumer"}]
    meanings = {key for key, headers in INTERFACES.items() if found & set(headers)}
    if any(pair <= meanings for pair in ends):
        mail = {"from", "to"} <= found and len(meanings) == 2
        return "" if mail else "interfaces"
    meanings = {key for key, headers in SYSTEMS.items() if found & set(headers)}
    if "name" not in meanings or len(meanings) < 2:
        return ""
    sure = found & set(SYSTEM_NAMES) or meanings & DISTINCT
    # Order lines have a vendor and shops a domain, among a dozen columns that mean nothing here.
    mostly = 2 * len(found & KNOWN) > len(found - {""})
    return "systems" if sure or (meanings & SOFTWARE and len(meanings) > 2 and mostly) else ""


def is_foreign(table: Table) -> bool:
    """Tell whether this is an export with a meaning of its own, and not a list people keep."""
    if table.holds:
        return False
    found = {header for header in table.headers if header}
    archi = found <= ARCHI and {"id", "type"} <= found and found & {"documentation", "source"}
    cycle = any(
        re.match(r"lifecycle_|rel[a-z]+to[a-z]+(_|$)", header) and header not in KNOWN
        for header in found
    )
    labels = {"name", "class"} <= found and found & LABELS
    return bool(found & FOREIGN or archi or cycle or labels)
