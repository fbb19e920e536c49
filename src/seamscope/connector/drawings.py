"""Find the text boxes and shapes on the sheets of an XLSX workbook, because openpyxl drops them."""

import io
import posixpath
import zipfile
from collections import defaultdict
from collections.abc import Iterator

MAX_XML = 8 * 1024 * 1024  # bytes of one drawing
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_text_boxes(data: bytes) -> dict[str, tuple[str, ...]]:
    """Return the texts of the shapes of each sheet, by the name of the sheet.

    A drawing that is too large or is not XML is represented by the text "…".
    """
    found: dict[str, tuple[str, ...]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if not any(name.startswith("xl/drawings/") for name in archive.namelist()):
            return found
        targets = _read_relations(archive, "xl/workbook.xml")
        for name, relation in _list_sheets(archive):
            parts = _read_relations(archive, targets.get(relation, "")).values()
            drawings = [part for part in parts if part.startswith("xl/drawings/drawing")]
            if texts := tuple(text for part in drawings for text in _read_texts(archive, part)):
                found[name] = texts
    return found


def _list_sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name and the relationship id of each sheet."""
    from defusedxml.ElementTree import fromstring

    for element in fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True).iterfind(
        ".//{*}sheet"
    ):
        yield element.get("name", ""), element.get(RELATION, "")


def _read_relations(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the paths of the parts that a part of the archive refers to, by relationship id."""
    from defusedxml.ElementTree import fromstring

    folder, _, name = part.rpartition("/")
    try:
        text = archive.read(f"{folder}/_rels/{name}.rels")
    except KeyError:
        return {}
    return {
        element.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        for element in fromstring(text, forbid_dtd=True).iterfind(".//{*}Relationship")
        if (target := element.get("Target", "")) and element.get("TargetMode") != "External"
    }  # fmt: skip


def _read_texts(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    """Yield the text of each shape of a drawing, with a space between its paragraphs."""
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        if archive.getinfo(part).file_size > MAX_XML:
            yield "…"
            return
        drawing = fromstring(archive.read(part), forbid_dtd=True)
    except KeyError:
        return
    except (ParseError, ValueError):  # of defusedxml: entities, a DTD
        yield "…"
        return
    for shape in drawing.iterfind(".//{*}sp"):
        lines: dict[int, str] = defaultdict(str)
        for place, paragraph in enumerate(shape.iterfind(".//{*}p")):
            for run in paragraph.iterfind(".//{*}t"):
                lines[place] += run.text or ""
        if text := " ".join(" ".join(lines.values()).split()):
            yield text
