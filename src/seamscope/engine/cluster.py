"""Perform tasks on a Dask cluster that is already running.

The scheduler runs the tasks of a lost worker again. A task that the cluster cannot perform runs on
this machine. The result is the same, because a task depends only on its arguments.
"""

import logging
import pickle
import warnings
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TypeVar
from uuid import uuid4

import dask
from distributed import Client, Future, Scheduler
from distributed.client import FutureCancelledError

from seamscope.engine.pickling import dump, load
from seamscope.engine.program import describe_program, digest_description, list_differences
from seamscope.engine.remote import Failure, perform
from seamscope.engine.tasks import Shared, Task
from seamscope.errors import InputError, SeamscopeError

Result = TypeVar("Result")
CONNECT_LIMIT = 10.0  # seconds until the scheduler must answer
START_LIMIT = 120.0  # seconds until the first worker must answer; a cluster may have to start one
CHECK = 5.0  # seconds between two checks whether an answer can still arrive
ANSWER_LIMIT = 30.0  # seconds within which an answer must arrive after the end of its task
PATIENCE = 120.0  # seconds to wait for a new worker after the last one was lost
AHEAD = 4  # tasks sent per thread of the cluster, so that no thread waits for its next task
MOST_BYTES = 128 * 1024**2  # limit for all tasks that are sent and not yet answered
SAME = "use one container image, or the same constraints.txt, on all machines"


class LostAnswerError(Exception):
    """Raised if the cluster has finished a task, but the result does not arrive."""


def find_state(key: str, dask_scheduler: Scheduler) -> str:
    """Return the state of a task in Dask's terms, "" if the scheduler has no such task."""
    task = dask_scheduler.tasks.get(key)
    return "" if task is None else str(task.state)


class Cluster:
    """An engine whose tasks run on the workers of a Dask scheduler.

    Raises InputError if the scheduler does not answer, or if a machine has another version of
    Python or of a package.
    """

    is_remote = True

    def __init__(self, address: str) -> None:
        self.notes: list[str] = []
        self._address = address
        self._description = describe_program()
        self._program = digest_description(self._description)
        self._shared: dict[bytes, Future[bytes]] = {}
        self._is_lost = False
        self._client = self._connect()
        try:
            self._check_workers()
        except BaseException:
            self.close()
            raise

    @property
    def processes(self) -> int:
        """The number of tasks that can run at the same time, at least one."""
        return max(1, sum(self._list_threads().values()))

    def run(self, tasks: Iterable[Task[Result]]) -> Iterator[Result]:
        """Yield the results of tasks in their order.

        Only some tasks are sent in advance, so that neither this machine nor the scheduler keeps
        all inputs in memory.
        """
        sent: deque[tuple[Task[Result], Future[bytes] | None]] = deque()
        ahead, size = AHEAD * self.processes, 0
        try:
            for task in tasks:
                sent.append((task, self._send(task)))
                size += task.size
                while len(sent) > ahead or (size > MOST_BYTES and len(sent) > 1):
                    size -= sent[0][0].size
                    yield self._receive(*sent.popleft())
            while sent:
                yield self._receive(*sent.popleft())
        finally:
            for _, future in sent:  # the caller has stopped early
                if future is not None:
                    future.release()  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Disconnect from the cluster, which then forgets the tasks."""
        self._shared.clear()
        with suppress(Exception):
            self._client.close(timeout=CONNECT_LIMIT)  # type: ignore[no-untyped-call]

    def _connect(self) -> Client:
        """Return a client of the scheduler; add a note if the Dask versions differ."""
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # `notes` has what matters
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TiB"})
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                client = Client(  # type: ignore[no-untyped-call]
                    self._address,
                    timeout=CONNECT_LIMIT,
                    set_as_default=False,
                    direct_to_workers=False,
                    name="seamscope",
                )
            except Exception as error:  # noqa: BLE001 (of the network, TLS or Dask's protocol)
                what = f"no Dask scheduler answers at {self._address} ({type(error).__name__})"
                remedy = "check the address, and that this machine can reach it"
                raise InputError(SeamscopeError(what, remedy=remedy)) from None
        if any("Mismatched versions" in str(one.message) for one in caught):
            what = "the cluster and this machine have different versions of Dask"
            self.notes.append(f"{what}; {SAME}")
        return client

    def _check_workers(self) -> None:
        """Raise InputError if a worker does not answer, or if its versions differ from ours."""
        self._wait_for_first_worker()
        answers = self._client.run(describe_program, on_error="return")
        for worker, answer in sorted(answers.items()):
            if isinstance(answer, Mapping):
                self._compare(worker, answer)

    def _wait_for_first_worker(self) -> None:
        """Ask any worker for its versions, so that a cluster without workers starts one."""
        key = f"seamscope-describe_program-{uuid4().hex}"
        future = self._client.submit(describe_program, key=key, pure=False)
        try:
            self._compare("a worker", future.result(timeout=START_LIMIT))
        except InputError:
            raise
        except TimeoutError:
            what = f"the scheduler at {self._address} has no worker"
            remedy = "start workers, and check the dashboard of the scheduler"
            raise InputError(SeamscopeError(what, remedy=remedy)) from None
        except Exception as error:  # noqa: BLE001 (as of an import on the scheduler or the worker)
            what = f"the cluster cannot run seamscope {self._description['seamscope']}"
            remedy = f'install "seamscope[cluster]" on the scheduler and all workers, and {SAME}'
            reason = f"{what} ({type(error).__name__})"
            raise InputError(SeamscopeError(reason, remedy=remedy)) from None

    def _compare(self, worker: str, description: Mapping[str, str]) -> None:
        differences = list_differences(self._description, description)
        if differences:
            what = f"{worker} of the cluster has {', '.join(differences)}"
            raise InputError(SeamscopeError(what, remedy=SAME))

    def _send(self, task: Task[Result]) -> "Future[bytes] | None":
        """Send a task to the cluster; return None if this machine must perform it."""
        if self._is_lost:
            return None
        try:
            return self._client.submit(
                perform,
                task.function,
                self._program,
                dump(task.arguments),
                *map(self._send_shared, task.shared),
                key=_name(task.function.__name__, self._program, task.key),
            )
        except (pickle.PicklingError, TypeError, AttributeError):
            return None
        except OSError as error:
            self._lose(error)
            return None

    def _send_shared(self, shared: Shared) -> "Future[bytes]":
        """Send a value once, and return the future by which tasks refer to it.

        The value is the result of a task. After a worker was lost, the scheduler can run that task
        again, but could not restore a value that was only in the worker's memory.
        """
        if shared.key not in self._shared:
            key = _name("bytes", self._program, shared.key)
            self._shared[shared.key] = self._client.submit(bytes, dump(shared.value), key=key)
        return self._shared[shared.key]

    def _receive(self, task: Task[Result], future: "Future[bytes] | None") -> Result:
        """Return the result of a task; if the cluster does not return it, compute it here."""
        if future is not None and not self._is_lost:
            try:
                answer = load(self._wait(future))
            except (Exception, FutureCancelledError) as error:  # noqa: BLE001 (all of them end here)
                self._note_failure(error)
            else:
                if not isinstance(answer, Failure):
                    result: Result = answer  # type: ignore[assignment]
                    return result
                self._note(answer.reason)
            finally:
                future.release()  # type: ignore[no-untyped-call]
        return task.perform()

    def _wait(self, future: "Future[bytes]") -> bytes:
        """Return the result of a future.

        Raises TimeoutError if there are no workers any more. Raises LostAnswerError if the
        scheduler has finished the task, but the result did not arrive: Dask's client drops a result
        that it cannot decode.
        """
        alone, ended = 0.0, 0.0
        while alone < PATIENCE:
            with suppress(TimeoutError):
                return future.result(timeout=CHECK)
            alone = 0.0 if self._list_threads() else alone + CHECK
            ended = ended + CHECK if self._has_ended(future) else 0.0
            if ended >= ANSWER_LIMIT:
                raise LostAnswerError
        raise TimeoutError

    def _has_ended(self, future: "Future[bytes]") -> bool:
        """Return whether the scheduler has finished a task whose result has not arrived."""
        if future.status != "pending":
            return False
        try:
            state = self._client.run_on_scheduler(find_state, key=future.key)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, ValueError, FutureCancelledError):
            return False
        return state in {"memory", "erred", ""}

    def _list_threads(self) -> Mapping[str, int]:
        """Return the number of threads of each worker, empty if the scheduler is lost."""
        if self._is_lost:
            return {}
        try:
            threads: Mapping[str, int] = self._client.nthreads()  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, ValueError, FutureCancelledError):
            return {}
        return threads

    def _note_failure(self, error: BaseException) -> None:
        if isinstance(error, TimeoutError | FutureCancelledError | OSError):
            self._lose(error)
        else:
            self._note(f"{type(error).__name__} on the cluster")

    def _note(self, reason: str) -> None:
        """Add a note on why this machine does some of the work, once for each reason."""
        note = f"part of the work ran on this machine: {reason}"
        if note not in self.notes:
            self.notes.append(note)

    def _lose(self, error: BaseException) -> None:
        """Record that the cluster was lost, so that all further work runs on this machine."""
        self._is_lost = True
        reason = type(error).__name__
        self.notes.append(
            f"the cluster was lost ({reason}); the rest of the work ran on this machine"
        )


def _name(function: str, program: bytes, key: bytes) -> str:
    """Return the name of a task on the cluster; tasks with the same name have the same result."""
    return f"seamscope-{function}-{program.hex()}{key.hex()}"
