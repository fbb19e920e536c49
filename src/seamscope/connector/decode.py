"""Decode bytes to text: by byte-order mark, else as UTF-8, else as Windows-1252 with a note.

If Windows-1252 yields letters that no language uses, charset-normalizer guesses the encoding.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

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
LONGEST_ODD = 8  # characters; no match of ODD is longer, including the letters around it
Note = tuple[str, str, str]  # a problem, its remedy, and the kind of the Skipped record
Chunks = Callable[[], Iterator[bytes]]
Fault = Callable[[str, str, int], UnreadableError]


class Encoding(NamedTuple):
    """The encoding of a text.

    errors: how to decode invalid bytes, as in `bytes.decode`. note: what the reader should check,
    None for Unicode.
    """

    codec: str
    errors: str = "strict"
    note: Note | None = None


def decode(data: bytes, fault: Fault) -> tuple[str, Note | None]:
    """Return the decoded text and, if it is not Unicode, what the reader should check.

    fault: builds the error to raise if the data is not text.
    """
    found = find_encoding(lambda: iter((data,)), fault)
    return data.decode(found.codec, found.errors), found.note


def find_encoding(chunks: Chunks, fault: Fault) -> Encoding:
    """Return the encoding of bytes that are read in chunks, once or several times.

    chunks: returns all chunks from the beginning.
    fault: builds the error to raise if the data is not text.
    """
    head = next(chunks(), b"")
    for mark, codec in MARKS:
        if head.startswith(mark):
            _check_marked(chunks, codec, fault)
            return Encoding(codec)
    if b"\x00" in head[:4096]:
        codec = _find_utf16(head[:4096])
        if not codec or _find_invalid_line(chunks, codec):
            raise fault("binary, not text", "export it as text, or leave it out", 1)
        return Encoding(codec)
    line = _find_invalid_line(chunks, "utf-8")
    return _guess(chunks, line) if line else Encoding("utf-8")


def _find_invalid_line(chunks: Chunks, codec: str) -> int:
    """Return the 1-based line of the first bytes that are not valid in an encoding, 0 if none."""
    decoder = getincrementaldecoder(codec)()
    line = 1
    try:
        for chunk in chunks():
            decoder.decode(chunk)
            line += chunk.count(b"\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n")
    return 0


def _guess(chunks: Chunks, line: int) -> Encoding:
    """Return Windows-1252, or a guessed encoding.

    line: the first line that is not UTF-8.
    """
    usual = Encoding("cp1252", "replace")
    if not _is_odd(_decode_chunks(chunks, usual)):
        return usual._replace(note=_describe_guess(line, "Windows-1252", kind="note"))
    from charset_normalizer import from_bytes

    found = [match.encoding for match in from_bytes(_read_sample(chunks))]
    guesses = [
        codec
        for codec in (*found[:1], *SIBLINGS, *found[1:])
        if codec not in {"ascii", "utf_8"} and _is_valid(chunks, codec)
    ]
    sound = (one for one in guesses if not _is_odd(_decode_chunks(chunks, Encoding(one))))
    codec = next(sound, guesses[0] if guesses else "")
    if not codec:
        return usual._replace(note=_describe_guess(line, "Windows-1252"))
    return Encoding(codec, note=_describe_guess(line, codec.replace("_", "-")))


def _describe_guess(line: int, name: str, kind: str = "part") -> Note:
    """Return what the reader should check.

    kind: "note" if all letters of the text are usual, so that nothing is lost.
    """
    problem = f"line {line} is not UTF-8; the file was read as {name}"
    return problem, "check its accented letters and symbols, or save it as UTF-8", kind


def _read_sample(chunks: Chunks) -> bytes:
    sample = b""
    for chunk in chunks():
        sample += chunk[: SAMPLE - len(sample)]
        if len(sample) == SAMPLE:
            break
    return sample


def _decode_chunks(chunks: Chunks, encoding: Encoding) -> Iterator[str]:
    decoder = getincrementaldecoder(encoding.codec)(encoding.errors)
    yield from map(decoder.decode, chunks())
    yield decoder.decode(b"", final=True)


def _is_odd(texts: Iterable[str]) -> bool:
    """Return whether a text, given in parts, has letters that no language combines."""
    tail = ""
    for text in texts:
        window = tail + text
        if ODD.search(window):
            return True
        tail = window[-LONGEST_ODD:]
    return False


def _is_valid(chunks: Chunks, codec: str) -> bool:
    try:
        return not _find_invalid_line(chunks, codec)
    except LookupError:
        return False


def _find_utf16(top: bytes) -> str:
    """Return the codec of text in UTF-16 without a byte-order mark, "" for another encoding."""
    for codec, high in (("utf-16-le", top[1::2]), ("utf-16-be", top[::2])):
        low = top[::2] if codec == "utf-16-le" else top[1::2]
        if high.count(0) > 0.7 * len(high) and not low.count(0):
            return codec
    return ""


def _check_marked(chunks: Chunks, codec: str, fault: Fault) -> None:
    """Raise an error for text that is not valid in the encoding of its byte-order mark."""
    if not _find_invalid_line(chunks, codec):
        return
    line = 1
    for text in _decode_chunks(chunks, Encoding(codec, "replace")):
        valid, sign, _ = text.partition("\ufffd")
        line += valid.count("\n")
        if sign:
            break
    problem = f"not valid {codec}, although its byte-order mark says so"
    raise fault(problem, "save as UTF-8", line)
