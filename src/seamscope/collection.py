"""Limit Python's garbage collection while large results are built, which contain no garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEVER = 1_000_000_000  # a threshold (number of allocations) that no run reaches


@contextmanager
def skip_full_collections() -> Iterator[None]:
    """Let the garbage collector scan only young objects while many queries are analysed.

    Old objects are records and definitions, which are needed until the end of the run.
    """
    young, middle, old = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER)
    try:
        yield
    finally:
        gc.set_threshold(young, middle, old)


@contextmanager
def pause_collection() -> Iterator[None]:
    """Pause the garbage collector while one statement is analysed or one survey is decoded.

    A syntax tree has many objects that refer to each other. The collector would scan all of them
    again and again, which takes up to a quarter of the time, but would free none.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
