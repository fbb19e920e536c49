"""Keep the garbage collector away from living syntax trees, through which it looks in vain."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def pause_collection() -> Iterator[None]:
    """Pause the garbage collector for one statement; it collects the dead tree afterwards.

    A tree has many objects that refer to each other. While they live, each collection looks
    through all of them, which costs up to a quarter of the time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
