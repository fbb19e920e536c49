"""Find secrets in encoded text: percent-encoding, HTML entities, JSON escapes and base64."""

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote

from seamscope.connector.secret_rules import load_rules

HIDDEN = "***"

_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,6}|quot|apos|amp|lt|gt);", re.I)
_BETWEEN_TAGS = re.compile(r"[^<>]++")
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|n)", re.I)
_BASE64 = re.compile(r"(?<![0-9A-Za-z+/])[0-9A-Za-z+/]{16,8000}+={0,2}")
# `user:password`, as in a Basic header, but not `host:port`
_PAIR = re.compile(r"[\w.@\-]{1,64}:(?!\d{1,5}$)[^\s:/]{4,128}")
_SAFE = "/:?#[]@!$&()*+,;= "
# Characters that stand for `/` and `:` in names of files, and the wide forms of all of ASCII.
_STAND_INS = {ord(one): "/" for one in "∕⁄⧸"} | {ord(one): ":" for one in "꞉∶"}
_STAND_INS |= {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)}
_STOOD_IN = re.compile(f"[{''.join(map(chr, _STAND_INS))}]")
# `_` for `/` in the name of a file: `https:__host`, an option ` _p x`, `a _ b`
_LOW_LINE = re.compile(r"(?<=[a-z]:)__(?=[^\s_])|(?<=\s)_(?=[a-z\s])", re.I)
SHORTEST_SECRET = 4


def redact_encoded(text: str, redact: Callable[[str], str]) -> str:
    """Return text without the secrets that appear when the text is decoded.

    Text without such secrets is unchanged; any other text keeps its encoding. Call this before the
    undecoded text is searched for secrets, because there an escaped quote would look like a part of
    the value.

    redact: masks the secrets in decoded text.
    """
    if "&" in text and _ENTITY.search(text):
        text = _BETWEEN_TAGS.sub(lambda match: _redact_entities(match[0], redact), text)
    if "\\" in text and "\n" not in text and _ESCAPE.search(text):
        text = _redact_inside(text, redact, decode=_decode_json, encode=_encode_line_breaks)
    return _BASE64.sub(lambda match: _hide_base64(match[0], redact), text)


def redact_stand_ins(text: str, redact: Callable[[str], str]) -> str:
    """Return text without secrets in which other characters replace `/`, `:` or ASCII letters.

    Programs that save files replace characters that a file name may not contain.
    """
    if text.isascii() or not _STOOD_IN.search(text):
        return text
    return _redact_inside(
        text, redact, decode=lambda part: part.translate(_STAND_INS), encode=lambda part: part
    )


def redact_low_lines(text: str, redact: Callable[[str], str]) -> str:
    """Return the name of a file without the secrets that appear when `_` stands for `/`.

    ``postgresql:__etl:x7yz@host.sql``: the program that saved the file replaced each `/`.
    """
    if "_" not in text:
        return text
    decoded = _LOW_LINE.sub(lambda match: "/" * len(match[0]), text)
    decoded = load_rules().sign_in_name.sub(lambda match: f"{match[0][:-1]}/", decoded)
    if decoded == text or (clean := redact(decoded)) == decoded:
        return text
    for secret in list_hidden(decoded, clean):
        text = text.replace(secret, HIDDEN)
    return text


def list_hidden(text: str, clean: str) -> Iterator[str]:
    """Yield the parts of a string that are masked in its clean form, except very short ones."""
    first, *others = clean.split(HIDDEN)
    at = len(first)
    for kept in others:
        end = text.find(kept, at) if kept else len(text)
        if end < 0 or not text.startswith(first):
            return
        if end - at >= SHORTEST_SECRET:
            yield text[at:end]
        at = end + len(kept)


def _redact_entities(text: str, redact: Callable[[str], str]) -> str:
    """Return the text inside a tag, or between two tags, without its secrets."""
    if "&" not in text or not _ENTITY.search(text):
        return text
    quoted = not {'"', "'"} & {*text}
    return _redact_inside(
        text, redact, decode=html.unescape, encode=lambda t: html.escape(t, quote=quoted)
    )


def redact_percent(text: str, redact: Callable[[str], str]) -> str:
    """Return text without the secrets that are encoded for a URL.

    Call this after the undecoded text was searched for secrets, because that search has special
    rules for file names that were made from URLs, and keeps their extension.
    """
    if "%" not in text or not _PERCENT.search(text):
        return text
    return _redact_inside(text, redact, decode=unquote, encode=lambda t: quote(t, safe=_SAFE))


def _redact_inside(
    text: str,
    redact: Callable[[str], str],
    *,
    decode: Callable[[str], str],
    encode: Callable[[str], str],
) -> str:
    decoded = decode(text)
    clean = redact(decoded)
    return text if clean == decoded else encode(clean)


def _decode_json(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else "\n", text)


def _encode_line_breaks(text: str) -> str:
    return text.replace("\n", "\\n")


def _hide_base64(word: str, redact: Callable[[str], str]) -> str:
    """Return ``***`` if the word is base64 that contains a secret when decoded."""
    if word.isalpha() and (word.islower() or word.isupper()):
        return word
    try:
        text = base64.b64decode(word + "=" * (-len(word) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return word
    if not all(c.isprintable() or c in "\t\r\n" for c in text):
        return word
    return HIDDEN if _PAIR.fullmatch(text) or redact(text) != text else word
