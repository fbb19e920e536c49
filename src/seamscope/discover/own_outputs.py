"""Recognise seamscope's own outputs, which are never inputs, wherever they were copied."""

import io
import re
import zipfile

from seamscope.connector import File
from seamscope.discover.own_tables import is_own_table
from seamscope.discover.own_texts import is_own_text
from seamscope.output_folders import is_listed_output

HEAD, TAIL = 8192, 2048  # number of first bytes that contain the mark of an output
# The marks of all output formats. A test renders each format and finds its mark.
MARKS = tuple(
    re.compile(pattern.encode(), re.M)
    for pattern in (
        r"made by seamscope",  # comments, document properties
        r"seamscope \d+\.\d\S*+ (?:·|&#183;|&middot;) inputs [0-9a-f]{6,}",  # the source line
        r'<meta name="generator" content="seamscope ',
        r'^\s*"(?:tool|generator)": "seamscope"',  # survey.json, effort.json, landscape.json
        r'"title": "seamscope survey, schema version',  # the JSON Schema
        r'"mark": "seamscope output set"',  # the manifest of a folder of outputs
        r'"producer": ?"https://seamscope\.invalid/"',  # OpenLineage events
        r'"size, CFP","score, 0-100"',  # effort.csv
        r"`seamscope explain` shows every factor with its reason and source",  # the text table
    )
)
ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
PROPERTIES = ("docProps/core.xml", "docProps/app.xml")
ANSWERS = re.compile(r"^answers\s*:", re.M)
ENTRY = re.compile(r"^\s+answered_by:|^answers: *\[\] *$", re.M)


def is_own_output(file: File) -> bool:
    """Return whether seamscope wrote this file: it has a mark, or a manifest next to it lists it.

    A mark is recognised whatever the name and the folder of the file are.
    """
    if (real := file.real) is not None and is_listed_output(real):
        return True
    data = file.read_edges(HEAD, TAIL)
    if data.startswith(ZIPPED):
        data = _read_properties(file)
    return (
        is_own_table(data)
        or is_own_text(data)
        or any(mark.search(data) for mark in MARKS)
        or _is_answers(file)
    )


def _is_answers(file: File) -> bool:
    """Return whether this is an answers file, which `survey` reads separately."""
    if not file.named("*.y*ml"):
        return False
    head = file.head(HEAD)
    known = file.named("answers.y*ml") or ENTRY.search(head) is not None  # copies as well
    return known and ANSWERS.search(head) is not None


def _read_properties(file: File) -> bytes:
    """Return the document properties of a workbook or presentation, b"" for any other file."""
    if file.suffix not in {".xlsx", ".xlsm", ".pptx"}:
        return b""
    try:
        with zipfile.ZipFile(io.BytesIO(file.data())) as archive:
            held = set(archive.namelist())
            return b"".join(archive.read(name)[:HEAD] for name in PROPERTIES if name in held)
    except Exception:  # noqa: BLE001 (whoever claims a broken file says what is wrong with it)
        return b""
