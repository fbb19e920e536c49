"""Text from bytes: a byte-order mark decides, else UTF-8, else Windows-1252 with a note."""

from collections.abc import Callable

from seamscope.errors import UnreadableError

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
Fault = Callable[[str, str, int], UnreadableError]


def decode(data: bytes, fault: Fault) -> tuple[str, tuple[str, str] | None]:
    """Return the text, and what is doubtful of it with a remedy; `fault` makes the error raised."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _marked(data, encoding, fault), None
    if b"\x00" in data[:4096]:
        raise fault("binary, not text", "export it as text, or leave it out", 1)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what = f"line {line} is not UTF-8; the file was read as Windows-1252"
        remedy = "check the letters beyond ASCII, or save it as UTF-8"
        return data.decode("cp1252", errors="replace"), (what, remedy)


def _marked(data: bytes, encoding: str, fault: Fault) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        lenient = data.decode(encoding, errors="replace")
        line = lenient.partition("\ufffd")[0].count("\n") + 1
        what = f"not valid {encoding}, though it begins as such"
        raise fault(what, "save as UTF-8", line) from None
