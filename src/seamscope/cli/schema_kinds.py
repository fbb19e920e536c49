"""The JSON Schemas that `seamscope schema` prints, one for each kind of file.

Commands import this module only when they run, so that `--help` starts fast.
"""

import json
from collections.abc import Callable, Mapping

import yaml

from seamscope.answers import build_answers_schema
from seamscope.cli.schema_keys import HEADERS, list_keys
from seamscope.config import encode_config_schema
from seamscope.databases.catalogue import encode_catalogue_schema
from seamscope.discover import load_connectors
from seamscope.discover.mapping import build_mapping_schema
from seamscope.document import encode_json_schema
from seamscope.errors import SeamscopeError
from seamscope.estimate.calibration import Calibration
from seamscope.outputs.writers.tabulate import tabulate
from seamscope.poc import build_poc_schema
from seamscope.profiling.rules import build_rules_schema
from seamscope.user_files import build_editor_schema


def encode_schema(kind: str) -> bytes:
    """Return the JSON Schema of a kind of file, one of `schemas.KINDS`."""
    title = "A calibration, written by seamscope calibrate"
    encoders: dict[str, Callable[[], bytes]] = {
        "answers": lambda: _encode(build_answers_schema()),
        "calibration": lambda: build_editor_schema(Calibration, title),
        "catalogue": encode_catalogue_schema,
        "configuration": encode_config_schema,
        "inventory": lambda: _encode(_build_connector_schema("inventory")),
        "mapping": lambda: _encode(build_mapping_schema()),
        "poc": build_poc_schema,
        "rules": build_rules_schema,
        "survey": encode_json_schema,
    }
    return encoders[kind]()


def format_schema(kind: str, shape: str) -> bytes:
    """Return the schema of a kind of file as json or yaml, or a table of its keys."""
    encoded = encode_schema(kind)
    match shape:
        case "json":
            return encoded
        case "yaml":
            document = json.loads(encoded)
            return yaml.safe_dump(document, allow_unicode=True, sort_keys=False).encode()
        case _:
            return tabulate(HEADERS, list(list_keys(json.loads(encoded))), shape).encode()


def _build_connector_schema(name: str) -> Mapping[str, object]:
    """Return the schema of a connector's files; raise SeamscopeError if it is not installed."""
    for connector in load_connectors()[0]:
        if connector.name == name and (schema := connector.build_schema()):
            return schema
    problem = f"the connector {name} is not installed"
    raise SeamscopeError(problem, remedy="install seamscope again")


def _encode(schema: Mapping[str, object]) -> bytes:
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()
