"""Decode bytes to text: by byte-order mark, else as UTF-8, else as Windows-1252 with a note.

If Windows-1252 yields letters that no language uses, charset-normalizer guesses the encoding.
"""

import re
from collections.abc import Callable

from seamscope.errors import UnreadableError

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Symbols inside words, capitals after small letters, and several accented letters in a row show
# that the text is not Windows-1252.
ODD = re.compile(
    r"(?<=[a-zA-Z])[¹³¿¡¥£¶¼½¾†‡‰„‚\ufffd]|[¹³¿¡¥£¶¼½¾†‡‰\ufffd](?=[a-z])|(?<=[a-z])[À-ÞŠŒŽŸ]"
    r"|[\x80-\x9f]|[À-ÿ]{4}|[ƒ‰†‡][\w‚]"
)
# These encodings differ in so few letters that charset-normalizer may confuse them.
SIBLINGS = ("iso8859_2", "cp1250")
SAMPLE = 65536  # bytes that the guess examines
Fault = Callable[[str, str, int], UnreadableError]


def decode(data: bytes, fault: Fault) -> tuple[str, tuple[str, str] | None]:
    """Return the decoded text and, if the encoding is uncertain, a problem with its remedy.

    fault: builds the error to raise if the data is not text.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _decode_marked(data, encoding, fault), None
    if b"\x00" in data[:4096]:
        wide = _decode_utf16(data)
        if wide is not None:
            return wide, None
        raise fault("binary, not text", "export it as text, or leave it out", 1)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        text, encoding = _guess(data)
        problem = f"line {line} is not UTF-8; the file was read as {encoding}"
        remedy = "check its accented letters and symbols, or save it as UTF-8"
        return text, (problem, remedy)


def _guess(data: bytes) -> tuple[str, str]:
    """Return the text as Windows-1252, or in a guessed encoding, and the name of the encoding."""
    text = data.decode("cp1252", errors="replace")
    if not ODD.search(text):
        return text, "Windows-1252"
    from charset_normalizer import from_bytes

    found = [match.encoding for match in from_bytes(data[:SAMPLE])]
    guesses = [
        (guess, encoding)
        for encoding in (*found[:1], *SIBLINGS, *found[1:])
        if encoding not in {"ascii", "utf_8"} and (guess := _decode_as(data, encoding)) is not None
    ]
    sound = (one for one in guesses if not ODD.search(one[0]))
    guess, encoding = next(sound, guesses[0] if guesses else (text, "Windows-1252"))
    return guess, encoding.replace("_", "-")


def _decode_as(data: bytes, encoding: str) -> str | None:
    """Return the text in an encoding, None if the data is not valid in it."""
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _decode_utf16(data: bytes) -> str | None:
    """Return text in UTF-16 without a byte-order mark, None for another encoding."""
    top = data[:4096]
    for encoding, high in (("utf-16-le", top[1::2]), ("utf-16-be", top[::2])):
        low = top[::2] if encoding == "utf-16-le" else top[1::2]
        if len(data) % 2 == 0 and high.count(0) > 0.7 * len(high) and not low.count(0):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return None
    return None


def _decode_marked(data: bytes, encoding: str, fault: Fault) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        lenient = data.decode(encoding, errors="replace")
        line = lenient.partition("\ufffd")[0].count("\n") + 1
        problem = f"not valid {encoding}, although its byte-order mark says so"
        raise fault(problem, "save as UTF-8", line) from None
