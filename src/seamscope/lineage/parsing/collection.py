"""Keep the garbage collector away from living syntax trees, through which it looks in vain."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEVER = 1_000_000_000  # more collections of the youngest objects than a run has


@contextmanager
def skip_full_collections() -> Iterator[None]:
    """Let the garbage collector look at young objects only, while many queries are read.

    What has become old then, records and definitions, lives until the end anyway.
    """
    young, middle, old = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER)
    try:
        yield
    finally:
        gc.set_threshold(young, middle, old)


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
