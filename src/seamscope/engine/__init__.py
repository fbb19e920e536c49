"""Where the pure parts of a survey run: on this machine, or on a Dask cluster.

Reading a source and tracing a query depend on nothing but their arguments, so a cluster may perform
them, repeat them after it has lost a worker, and gives the same result. `open_engine` chooses.
"""

from seamscope.engine.opening import open_engine
from seamscope.engine.tasks import Engine, Shared, Task, ThisMachine

__all__ = ["Engine", "Shared", "Task", "ThisMachine", "open_engine"]
