"""Descriptions of columns, taken from the inputs and shortened."""

import json

import pytest
import yaml

from seamscope.connector import build_member
from seamscope.connector.descriptions import shorten_description
from seamscope.discover import load_connectors, read_files
from seamscope.records import Dataset

TEXT = "Requested delivery date. Filled by the shop."
EDMX = """<?xml version="1.0"?>
<edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"
 xmlns:sap="http://www.sap.com/Protocols/SAPData"><edmx:DataServices>
<Schema Namespace="ORDERS" xmlns="http://schemas.microsoft.com/ado/2008/09/edm">
<EntityType Name="Order"><Key><PropertyRef Name="DUE"/></Key>
<Property Name="DUE" Type="Edm.DateTime" sap:label="Requested delivery date"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="Orders" EntityType="ORDERS.Order"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"""
FIELD = """<?xml version="1.0"?><CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
<fullName>DUE__c</fullName><label>Requested delivery date</label><type>Date</type></CustomField>"""
CATALOGUE = {
    "seamscope_catalogue": 1,
    "engine": "oracle",
    "tables": [{"name": "T", "columns": [{"name": "DUE", "comment": TEXT}]}],
}
MANIFEST = {
    "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json"},
    "nodes": {},
    "sources": {
        "source.p.s.t": {
            "resource_type": "source", "database": "d", "schema": "s", "identifier": "t",
            "name": "t", "source_name": "s", "package_name": "p",
            "columns": {"DUE": {"name": "DUE", "description": TEXT}},
        }
    },
}  # fmt: skip
CONTRACT = {
    "apiVersion": "v3.0.0", "kind": "DataContract", "id": "c", "version": "1", "status": "active",
    "schema": [{"name": "t", "properties": [{"name": "DUE", "description": TEXT}]}],
}  # fmt: skip
TABLE = {
    "fullyQualifiedName": "a.b.c.d", "tableType": "Regular",
    "columns": [{"name": "DUE", "dataType": "DATE", "description": TEXT}],
}  # fmt: skip
INVENTORY = {
    "inventory": 1,
    "systems": [{"name": "Shop"}],
    "datasets": [
        {"system": "Shop", "name": "t", "columns": [{"name": "DUE", "description": TEXT}]}
    ],
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("orders.edmx", EDMX),
        ("objects/Order/fields/DUE__c.field-meta.xml", FIELD),
        ("catalogue.json", json.dumps(CATALOGUE)),
        ("target/manifest.json", json.dumps(MANIFEST)),
        ("c.odcs.yaml", yaml.safe_dump(CONTRACT, sort_keys=False)),
        ("tables.json", json.dumps(TABLE)),
        ("inventory.yaml", yaml.safe_dump(INVENTORY, sort_keys=False)),
    ],
)
def test_what_a_source_says_of_a_column_is_kept(name: str, content: str) -> None:
    member = build_member(content.encode(), name, name)
    found = read_files([member], load_connectors()[0]).records
    described = [
        column.description
        for record in found
        if isinstance(record, Dataset)
        for column in record.columns or ()
        if column.name.startswith("DUE")
    ]
    assert described == ["Requested delivery date"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Due\n date", "Due"),
        ("  Due   date ", "Due date"),
        ("Customer No. of the payer", "Customer No. of the payer"),
        ("Amount 1.5 times. More.", "Amount 1.5 times"),
        ("a " * 100, "a " * 29 + "a…"),
        ("x" * 100, "…"),
    ],
)
def test_a_description_is_the_first_sentence_in_one_line(text: str, expected: str) -> None:
    assert shorten_description(text) == expected
