"""Read message mappings of SAP Cloud Integration and PI/PO: the sources of each target field.

Both platforms store the same XML (``xiObj``). In exports of PI/PO, the model may be compressed:
``<tr:blob type="zip">!zip!UEsDB…``.
"""

import base64
import binascii
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from seamscope.connector.file import File
from seamscope.connector.parse import parse_xml
from seamscope.records import ColumnEdge, EdgeKind

MAX_FIELDS = 2000  # maximum number of fields of one mapping
MAX_MODEL = 16 * 1024 * 1024  # bytes of a model without its compression
PACKED = re.compile(r"!zip!(?P<model>[A-Za-z0-9+/=\s]{1,8000000})")


def list_mapped_fields(file: File) -> tuple[ColumnEdge, ...]:
    """Return the field mappings of a message mapping, in the order of the target fields.

    A copied field is an identity, a field computed by a function is an expression.
    """
    found: dict[ColumnEdge, None] = {}
    for root in (file.xml(), *_open_models(file)):
        for brick in root.iter("brick"):
            if brick.get("type") == "Dst":
                found |= dict.fromkeys(_list_edges(brick))
    return tuple(found)[:MAX_FIELDS]


def _open_models(file: File) -> Iterator[Element]:
    """Yield the compressed models of a mapping.

    They are taken from the text of the file, because Base64 text looks like a secret and is
    therefore masked in the values of elements.
    """
    text = file.text()
    for found in PACKED.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield parse_xml(_unpack(found["model"], line, file), file.path)


def _unpack(text: str, line: int, file: File) -> bytes:
    """Return the only member of a zip in Base64."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(text)))
        with archive, archive.open(archive.infolist()[0]) as stream:
            data = stream.read(MAX_MODEL + 1)
    except (zipfile.BadZipFile, zlib.error, binascii.Error, IndexError, OSError, ValueError,
            NotImplementedError, RuntimeError) as error:  # fmt: skip
        what = f"the compressed model of the mapping cannot be unpacked ({type(error).__name__})"
        raise file.error(what, "export the mapping again", line) from None
    if len(data) > MAX_MODEL:
        what = f"the model of the mapping is larger than {MAX_MODEL // 1024 // 1024} MB"
        raise file.error(what, "split the mapping", line)
    return data


def _list_edges(target: Element) -> Iterator[ColumnEdge]:
    filled = _shorten_path(target.get("path", ""))
    todo = [(child, EdgeKind.IDENTITY) for child in target if child.tag == "arg"]
    while todo:
        element, kind = todo.pop(0)
        for child in element:
            if child.tag == "brick" and child.get("type") == "Src":
                source = _shorten_path(child.get("path", ""))
                yield ColumnEdge(source=source, target=filled, kind=kind)
            elif child.tag == "brick":
                todo.append((child, EdgeKind.EXPRESSION))
            elif child.tag == "arg":
                todo.append((child, kind))


def _shorten_path(path: str) -> str:
    """Return the path of a field without prefixes and root: ``/n0:Order/Item/Id`` → ``Item/Id``."""
    steps = [step.rpartition(":")[2] for step in path.strip("/").split("/")]
    return "/".join(steps[1:] or steps)
