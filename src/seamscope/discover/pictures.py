"""Find pictures that are too small to be a drawing of systems, such as logos and icons."""

import struct

from seamscope.connector import File

# A drawing has at least two names beside or above each other; at 5 pixels a letter, that does not
# fit into an icon of this side length.
ICON = 64
HEAD = 24  # bytes that contain the size
PNG, GIF = b"\x89PNG\r\n\x1a\n", (b"GIF87a", b"GIF89a")


def measure_icon(file: File) -> tuple[int, int] | None:
    """Return width and height of a picture that is at most an icon, None for all other files."""
    if file.suffix not in {".png", ".gif"}:
        return None
    head = file.data()[:HEAD]
    if head.startswith(PNG) and len(head) >= HEAD:
        width, height = struct.unpack(">II", head[16:24])
    elif head.startswith(GIF) and len(head) >= 10:
        width, height = struct.unpack("<HH", head[6:10])
    else:
        return None
    return (width, height) if max(width, height) <= ICON else None
