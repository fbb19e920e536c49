"""Infer the system that a file belongs to from the folders in its path."""

import re
from pathlib import PurePosixPath

# Folder names that describe the type of files, not the system.
_GENERIC = frozenset(
    [
        "sql",
        "ddl",
        "dml",
        "db",
        "dbs",
        "database",
        "databases",
        "schema",
        "schemas",
        "scripts",
        "script",
        "src",
        "source",
        "sources",
        "code",
        "table",
        "tables",
        "view",
        "views",
        "procedure",
        "procedures",
        "storedprocedures",
        "procs",
        "function",
        "functions",
        "trigger",
        "triggers",
        "index",
        "indexes",
        "sequence",
        "sequences",
        "synonym",
        "synonyms",
        "package",
        "packages",
        "type",
        "types",
        "security",
        "storage",
        "programmability",
        "migration",
        "migrations",
        "changelog",
        "flyway",
        "liquibase",
        "deploy",
        "deployment",
        "predeploy",
        "postdeploy",
        "etl",
        "elt",
        "jobs",
        "job",
        "queries",
        "query",
        "models",
        "model",
        "analyses",
        "seeds",
        "snapshots",
        "dbo",
        "public",
        "main",
        "resources",
        "contract",
        "contracts",
        "api",
        "apis",
        "rest",
        "openapi",
        "swagger",
        "odata",
        "edmx",
        "metadata",
        "spec",
        "specs",
        "specification",
        "specifications",
        "interface",
        "interfaces",
        "definitions",
        "doc",
        "docs",
        "documentation",
        "input",
        "inputs",
        "data",
        "export",
        "exports",
        "files",
        "misc",
        "target",
        "build",
        "dist",
    ]
)


# "03_sap" and "99 misc" order a collection; they describe a topic, not the system of their files.
_NUMBERED = re.compile(r"\d{1,3}[ _.-]")
_ARCHIVE = re.compile(r"\.(?:zip|tar|tgz|tar\.gz|gz)$", re.I)


def find_home_folder(path: str) -> str:
    """Return the topmost folder whose name identifies a system, not a type of files (`sql`).

    Numbered folders (`03_sap`) order a collection and do not identify a system. If no folder
    identifies a system, return the topmost folder, or "" for a file at the input root.
    """
    parts = [
        _ARCHIVE.sub("", part) for step in PurePosixPath(path).parts for part in step.split("!")
    ][:-1]
    telling = (
        part
        for part in parts
        if not _NUMBERED.match(part) and re.sub(r"[\W\d_]+", "", part.lower()) not in _GENERIC
    )
    return next(telling, parts[0] if parts else "")
