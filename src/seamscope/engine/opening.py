"""Open the engine that the user specifies."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from seamscope.engine.tasks import Engine, ThisMachine
from seamscope.errors import InputError, SeamscopeError

ADDRESS = re.compile(r"dask(\+tls)?://(\[[0-9A-Fa-f:.]+\]|[\w.-]+):(\d{1,5})/?", re.ASCII)
EXAMPLE = "dask://scheduler:8786"


@contextmanager
def open_engine(address: str, processes: int = 1) -> Iterator[Engine]:
    """Open an engine for the `with` block; raise InputError if the cluster cannot be used.

    address: address of a Dask scheduler, such as ``dask://scheduler:8786``, or ``dask+tls://…`` if
    its connections are encrypted; "" for this machine.
    processes: number of processes on this machine.
    """
    if not address:
        yield ThisMachine(processes=processes)
        return
    found = ADDRESS.fullmatch(address)
    if found is None:
        what = "--engine is not the address of a Dask scheduler"
        raise InputError(SeamscopeError(what, remedy=f"write it like {EXAMPLE}"))
    try:
        from seamscope.engine.cluster import Cluster
    except ModuleNotFoundError as error:
        what = f"--engine needs Dask, and {error.name} is not installed"
        remedy = 'run `pip install "seamscope[cluster]"`'
        raise InputError(SeamscopeError(what, remedy=remedy)) from None
    secure, host, port = found.groups()
    cluster = Cluster(f"{'tls' if secure else 'tcp'}://{host}:{port}")
    try:
        yield cluster
    finally:
        cluster.close()
