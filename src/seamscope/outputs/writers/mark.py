"""Mark files as outputs of seamscope, so that a later survey does not read them as inputs.

Outputs with a source line (`seamscope 1.2 · inputs …`) are recognised by it and get no mark.
"""

import struct
import zlib

MARK = "made by seamscope"
XML = frozenset({".svg", ".xml", ".graphml", ".gexf", ".drawio"})
PNG_HEAD = 33  # number of bytes of the signature and the chunk IHDR, which must come first


def add_mark(content: bytes, suffix: str) -> bytes:
    """Add a comment that marks the file as an output, if the format supports comments."""
    if suffix in XML:
        declaration, rest = _split_declaration(content)
        return declaration + f"<!-- {MARK} -->\n".encode() + rest
    if suffix == ".mmd":
        return f"%% {MARK}\n".encode() + content
    if suffix == ".pdf":
        return content + f"% {MARK}\n".encode()
    if suffix == ".png":
        return content[:PNG_HEAD] + _encode_text_chunk() + content[PNG_HEAD:]
    return content


def _split_declaration(content: bytes) -> tuple[bytes, bytes]:
    """Split an XML document into its declaration, which must remain first, and the rest."""
    if not content.startswith(b"<?xml"):
        return b"", content
    end = content.index(b"?>") + 2
    return content[:end] + b"\n", content[end:].lstrip(b"\r\n")


def _encode_text_chunk() -> bytes:
    body = b"tEXt" + b"Software\0" + MARK.encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
