"""JSON and YAML documents of an input file; large JSON files are read entry by entry."""

from collections.abc import Iterator

from seamscope.connector.doc import Doc
from seamscope.connector.json_items import (
    Keep,
    is_json_list,
    is_json_object,
    iterate_items,
    parse_object,
)
from seamscope.connector.parse import parse_json, parse_yaml
from seamscope.connector.raw_file import CHUNK, RawFile
from seamscope.connector.usage import Usage
from seamscope.errors import UnreadableError

LARGE = 16 * 1024 * 1024  # bytes of JSON from which its entries are parsed one by one


def read_document(file: RawFile) -> Doc:
    """Return the first JSON or YAML document of the file."""
    return next(iter(read_documents(file)), Doc(None, Usage(None, file.at)))


def read_object(file: RawFile, keep: Keep) -> Doc:
    """Return the document of the file; if it is a large object, only the values kept by `keep`.

    keep: called for each value in an inner object, with the key of the inner object and the value;
    returns what is stored of the value.
    """
    if file.size <= LARGE or not _is_json_object(file):
        return read_document(file)
    content = file.content
    with file.open_text() as stream:
        content.documents = [parse_object(stream, file.path, keep)]
    usage = Usage(content.documents[0], file.at, is_large=True)
    content.usages[file.connector] = [usage]
    return Doc(usage.root, usage, "", 1)


def _is_json_object(file: RawFile) -> bool:
    with file.open_text() as stream:
        return is_json_object(stream)


def read_documents(file: RawFile) -> list[Doc]:
    """Return all JSON or YAML documents.

    The extension or the first character identifies JSON; any other content is YAML.
    """
    content = file.content
    if content.failure:
        raise content.failure
    if content.documents is None:
        text = file.text()
        is_json = file.suffix == ".json" or text[:200].lstrip().startswith(("{", "["))
        try:
            if file.suffix in {".ndjson", ".jsonl"} or _starts_with_json_lines(text):
                content.documents = _parse_json_lines(file, text)
            elif is_json and file.suffix not in {".yaml", ".yml"}:
                content.documents = [parse_json(text, file.path)]
            else:
                content.documents = parse_yaml(text, file.path)
        except UnreadableError as error:
            content.failure = error
            raise
    usages = content.usages.setdefault(
        file.connector, [Usage(value, file.at) for value in content.documents]
    )
    lines = content.lines or [1] * len(content.documents)
    found = zip(usages, lines, strict=True)
    return [Doc(usage.root, usage, "", line) for usage, line in found]


def iterate_entries(file: RawFile) -> Iterator[Doc]:
    """Yield the items of each JSON list in the file; yield any other document as a whole.

    The items of a large file are read one by one. In such a file, values that the connector does
    not read are not reported.
    """
    if file.size > LARGE and _has_json_lines(file):
        yield from _iterate_lines(file)
    elif file.size > LARGE and _is_json_list(file):
        with file.open_text() as stream:
            for index, value in enumerate(iterate_items(stream, file.path)):
                yield Doc(value, Usage(value, file.at), f"[{index}]", 1)
    else:
        for document in read_documents(file):
            yield from document if document.is_list else [document]


def _has_json_lines(file: RawFile) -> bool:
    if file.suffix in {".ndjson", ".jsonl"}:
        return True
    with file.open_text(newline=None) as stream:
        return _starts_with_json_lines(stream.read(CHUNK))


def _is_json_list(file: RawFile) -> bool:
    if file.suffix in {".yaml", ".yml"}:
        return False
    with file.open_text() as stream:
        return is_json_list(stream)


def _iterate_lines(file: RawFile) -> Iterator[Doc]:
    """Yield the documents of a file with one document per line, and report invalid lines."""
    found = False
    with file.open_text(newline=None) as stream:
        for number, line in enumerate(stream, start=1):
            for value in _parse_json_line(file, number, line):
                found = True
                document = Doc(value, Usage(value, file.at), "", number)
                yield from document if document.is_list else [document]
    if not found:
        raise _build_no_lines_error(file)


def _parse_json_lines(file: RawFile, text: str) -> list[object]:
    """Parse one document per line, and report lines that are not documents."""
    documents: list[object] = []
    for number, line in enumerate(text.splitlines(), start=1):
        for value in _parse_json_line(file, number, line):
            documents.append(value)
            file.content.lines.append(number)
    if not documents:
        raise _build_no_lines_error(file)
    return documents


def _parse_json_line(file: RawFile, number: int, line: str) -> Iterator[object]:
    """Yield the document on a line; skip blank lines, and report lines that are not valid JSON."""
    if not line.strip():
        return
    try:
        value = parse_json(line, file.path)
    except UnreadableError:
        problem = f"line {number} is not valid JSON, or cut off"
        file.content.add_note((problem, "export the file again", "part"))
    else:
        yield value


def _build_no_lines_error(file: RawFile) -> UnreadableError:
    return file.error("no line is valid JSON", "export the file again", 1)


def _starts_with_json_lines(text: str) -> bool:
    """Return whether each of the first two lines is a JSON object."""
    first, _, rest = text.lstrip().partition("\n")
    second = rest.lstrip().partition("\n")[0].strip()
    return all(part.startswith("{") and part.endswith("}") for part in (first.strip(), second))
