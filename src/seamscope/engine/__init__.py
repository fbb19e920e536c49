"""Run the pure parts of a survey on this machine or on a Dask cluster.

Reading a source and tracing a query depend only on their arguments. A cluster can therefore perform
these tasks, and perform them again after it has lost a worker, with the same result. `open_engine`
chooses the engine.
"""

from seamscope.engine.opening import open_engine
from seamscope.engine.tasks import Engine, Shared, Task, ThisMachine

__all__ = ["Engine", "Shared", "Task", "ThisMachine", "open_engine"]
