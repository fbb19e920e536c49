"""The mark by which a later survey knows what seamscope wrote, and does not read it as an input.

Formats that name their source in themselves (`seamscope 1.2 · inputs …`) need no other mark.
"""

import struct
import zlib

MARK = "made by seamscope"
XML = frozenset({".svg", ".xml", ".graphml", ".gexf", ".drawio"})
PNG_HEAD = 33  # bytes: the signature and the chunk IHDR, which must stand first


def marked(content: bytes, suffix: str) -> bytes:
    """Return an output with the mark where its format has room for a comment."""
    if suffix in XML:
        declaration, rest = _declaration(content)
        return declaration + f"<!-- {MARK} -->\n".encode() + rest
    if suffix == ".mmd":
        return f"%% {MARK}\n".encode() + content
    if suffix == ".pdf":
        return content + f"% {MARK}\n".encode()
    if suffix == ".png":
        return content[:PNG_HEAD] + _text_chunk() + content[PNG_HEAD:]
    return content


def _declaration(content: bytes) -> tuple[bytes, bytes]:
    """Part an XML document behind its declaration, before which nothing may stand."""
    if not content.startswith(b"<?xml"):
        return b"", content
    end = content.index(b"?>") + 2
    return content[:end] + b"\n", content[end:].lstrip(b"\r\n")


def _text_chunk() -> bytes:
    body = b"tEXt" + b"Software\0" + MARK.encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
