"""Read the inventory that users write: a YAML file of systems, datasets, interfaces and flows.

The file begins with ``inventory: 1``. An entry or key with a mistake is reported with its line, and
only that entry or key is ignored. `connectors/README.md` lists the keys.
"""

import re
from collections.abc import Iterator, Mapping

from seamscope.connector import Claim, Connector, Doc, File, Source, extract_host
from seamscope.connector.descriptions import shorten_description
from seamscope.connector.entries import (
    check_state,
    report_unknown_keys,
    report_wrong_types,
    skip_entry,
)
from seamscope.connector.identifiers import build_plain_id_clues
from seamscope.connector.vocabulary import parse_environment
from seamscope.records import (
    Clue,
    ClueKind,
    Column,
    Dataset,
    Interface,
    Record,
    System,
    SystemRef,
)
from seamscope_connectors.inventory.flows import read_flow
from seamscope_connectors.inventory.schema import build_inventory_schema

VERSION = "1"
CLUES = {
    "id": ClueKind.ID,
    "hosts": ClueKind.HOST,
    "databases": ClueKind.DATABASE,
    "schemas": ClueKind.SCHEMA,
    "namespaces": ClueKind.NAMESPACE,
    "servers": ClueKind.SERVER,
    "sources": ClueKind.SOURCE,
    "topics": ClueKind.TOPIC,
}
# The keys of each section; `*` marks lists of strings, `?` keys with nested keys.
KEYS = {
    "systems": "name id kind product vendor domain owner support criticality lifecycle hosting"
    " classification documentation environment as_of aliases* hosts* databases* schemas*"
    " namespaces* servers* sources* topics*",
    "datasets": "system name kind entity owner classification state columns?",
    "interfaces": "system name protocol state operations* entities* authentication*",
    "flows": "from? to? between? direction mechanism technology frequency latency volume"
    " authentication state as_of certainty reason interface build replace entities* via*",
}


# `inventory: 1` in YAML, or `{"inventory": 1` in JSON, which is valid YAML.
HEADER = re.compile(r"^(?:\{\s{0,8})?[\"']?inventory[\"']?\s{0,8}:\s{0,8}[\"']?v?\d", re.M)


class InventoryConnector(Connector):
    """Reads the systems, datasets, interfaces and flows of an inventory."""

    name = "inventory"
    reads = "seamscope inventories (YAML that begins with `inventory: 1`)"
    declares = True

    def claim(self, file: File) -> Claim | None:
        if file.suffix not in {".yaml", ".yml"}:
            return None
        if HEADER.search(file.head(16384)):
            return Claim(reason="begins with `inventory:` and a version")
        return None

    def build_schema(self) -> Mapping[str, object]:
        return build_inventory_schema(VERSION, KEYS)

    def read(self, source: Source) -> Iterator[Record]:
        for doc in source.file.documents():
            version = doc["inventory"]
            if version.text != VERSION:
                raise source.file.error(
                    "the file is not an inventory of version 1",
                    f"write `inventory: {VERSION}` at the top and use the keys of version 1",
                    version.line or 1,
                )
            yield from _read_inventory(doc)


def _read_inventory(doc: Doc) -> Iterator[Record]:
    yield from report_unknown_keys(doc, ["inventory", *KEYS])
    if not any(doc[section] for section in KEYS):
        remedy = "list systems under `systems:`"
        yield skip_entry("the inventory has no entries", remedy, doc.evidence)
    listed = _collect_names(doc)
    for section, text in KEYS.items():
        if doc[section] and not doc[section].is_list:
            where = doc[section].evidence
            yield skip_entry(f"`{section}:` is not a list", "begin each entry with `- `", where)
        for entry in doc[section]:
            yield from _read_entry(section, text.split(), entry, listed)


def _read_entry(
    section: str, keys: list[str], entry: Doc, listed: frozenset[str]
) -> Iterator[Record]:
    texts = [key for key in keys if key[-1] not in "*?"]
    yield from report_unknown_keys(entry, [key.rstrip("*?") for key in keys])
    yield from report_wrong_types(entry, texts, [key[:-1] for key in keys if key[-1] == "*"])
    missing = [key for key in ("name", "system") if key in texts and not entry[key].text]
    if missing:
        problem = f"the entry of `{section}:` has no `{missing[0]}`"
        yield skip_entry(problem, f"add `{missing[0]}: …`", entry.evidence)
        return
    match section:
        case "systems":
            yield from _read_system(entry)
        case "datasets":
            yield from _read_dataset(entry)
        case "interfaces":
            yield from _read_interface(entry)
        case _:
            yield from read_flow(entry, listed)


def _read_system(entry: Doc) -> Iterator[Record]:
    stated = yield from check_state(entry["lifecycle"].text, entry["lifecycle"].evidence)
    stated = stated.as_of(entry["as_of"].text)
    clues = [
        Clue(kind=kind, value=value)
        for key, kind in CLUES.items()
        for text in entry[key].texts
        if (value := extract_host(text) if kind is ClueKind.HOST else text)
    ]
    clues += build_plain_id_clues(*entry["id"].texts)
    yield System(
        name=entry["name"].text,
        evidence=entry.evidence,
        kind=entry["kind"].text,
        product=entry["product"].text,
        vendor=entry["vendor"].text,
        domain=entry["domain"].text,
        owner=entry["owner"].text,
        support=entry["support"].text,
        criticality=entry["criticality"].text,
        hosting=entry["hosting"].text,
        classification=entry["classification"].text,
        documentation=entry["documentation"].text,
        environment=parse_environment(entry["environment"].text),
        state=stated.state,
        state_said=stated.said,
        state_date=stated.date,
        state_due=stated.due,
        aliases=entry["aliases"].texts,
        clues=tuple(clues),
    )


def _read_dataset(entry: Doc) -> Iterator[Record]:
    stated = yield from check_state(entry["state"].text, entry["state"].evidence)
    columns = tuple(
        Column(
            name=column["name"].text or column.text,
            type=column["type"].text,
            classification=column["classification"].text,
            description=shorten_description(column["description"].text),
        )
        for column in entry["columns"]
        if column.text or column["name"].text
    )
    for column in entry["columns"]:
        yield from report_unknown_keys(column, {"name", "type", "classification", "description"})
    yield Dataset(
        system=SystemRef(name=entry["system"].text),
        name=entry["name"].text,
        evidence=entry.evidence,
        columns=columns if entry["columns"].is_list else None,
        kind=entry["kind"].text or "table",
        entity=entry["entity"].text,
        owner=entry["owner"].text,
        classification=entry["classification"].text,
        state=stated.state,
    )


def _read_interface(entry: Doc) -> Iterator[Record]:
    stated = yield from check_state(entry["state"].text, entry["state"].evidence)
    operations = entry["operations"]
    count = int(operations.text) if operations.text.isdecimal() else len(operations.texts)
    yield Interface(
        system=SystemRef(name=entry["system"].text),
        name=entry["name"].text,
        evidence=entry.evidence,
        protocol=entry["protocol"].text,
        operations=count,
        entities=entry["entities"].texts,
        authentication=entry["authentication"].texts,
        state=stated.state,
    )


def _collect_names(doc: Doc) -> frozenset[str]:
    return frozenset(
        name
        for entry in doc["systems"]
        for name in (entry["name"].text, *entry["aliases"].texts)
        if name
    )
