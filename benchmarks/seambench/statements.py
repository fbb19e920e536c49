"""Grade the answers of tools for 100 statements that access another system outside FROM.

`statements.yaml` has 60 statements that somebody who had not seen the code wrote from the
documentation of twelve databases; `statements_2.yaml` has 40 statements from the documentation of
six databases. A tool takes part if it can be imported, so an environment may have a peer without
seamscope.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from . import peers
from .grading import Answer, Grade, grade
from .peers import Tool

DATA = [Path(__file__).with_name(name) for name in ("statements.yaml", "statements_2.yaml")]
DIALECTS = {"postgresql": "postgres", "mariadb": "mysql"}


def read_with_seamscope(sql: str, dialect: str) -> Answer:
    """Return the answer from a survey of a folder that contains only the statement."""
    from .survey_answer import read_with_seamscope as read

    return read(sql, dialect)


TOOLS = (
    Tool("seamscope", "seamscope", read_with_seamscope),
    Tool("sqlglot, walk of the tables", "sqlglot", peers.read_with_sqlglot),
    Tool("polyglot, walk of the tables", "polyglot_sql", peers.read_with_polyglot),
    Tool("sqllineage", "sqllineage", peers.read_with_sqllineage),
    Tool("acryl-datahub, SQL parser", "datahub", peers.read_with_datahub),
    Tool("OpenMetadata, lineage parser", "metadata.ingestion", peers.read_with_openmetadata),
)


def list_tools() -> tuple[Tool, ...]:
    """Return the tools that are installed."""
    return tuple(tool for tool in TOOLS if tool.is_installed)


def load_statements(file: Path) -> list[dict[str, Any]]:
    """Return the statements of a file with their truth."""
    return list(yaml.safe_load(file.read_text("utf-8")))


def grade_all(tool: Tool, file: Path) -> Iterator[tuple[str, Grade]]:
    """Yield the id of each statement of a file with the grade of a tool's answer."""
    for statement in load_statements(file):
        dialect = DIALECTS.get(statement["dialect"], statement["dialect"])
        yield statement["id"], grade(tool.read(statement["sql"], dialect), statement["truth"])
