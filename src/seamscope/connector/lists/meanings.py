"""The meanings that a mapping file can give to the columns of lists."""

SYSTEM_MEANINGS = (
    "name", "id", "kind", "vendor", "product", "owner", "support", "criticality", "state", "stated",
    "hosting", "classification", "domain", "environment", "documentation", "aliases", "hosts",
    "databases",
)  # fmt: skip
RELATIONS = {"depends_on": "open", "sends_to": "forth", "receives_from": "back"}
END_MEANINGS = ("source", "target", "provider", "consumer")
INTERFACE_MEANINGS = (
    *END_MEANINGS, "source_id", "target_id", "source_dataset", "target_dataset", "direction",
    "mechanism", "technology", "frequency", "latency", "volume", "authentication", "entities",
    "via", "state", "stated", "name",
)  # fmt: skip
MEANINGS = {
    "systems": {key: (key,) for key in (*SYSTEM_MEANINGS, *RELATIONS)},
    "interfaces": {key: (key,) for key in INTERFACE_MEANINGS},
}
