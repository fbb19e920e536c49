"""Tasks, and the protocol of the engines that perform them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """An argument that several tasks have, and that is sent only once.

    key: the digest of the value.
    """

    value: object
    key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Generic[Result]):
    """A call of a pure function, which can be performed on another machine.

    function: a function of a module of seamscope; it gets `arguments` and the values of `shared`.
    key: the digest of all arguments; tasks of one function with the same key have the same result.
    size: approximate number of bytes to send.
    """

    function: Callable[..., Result]
    arguments: tuple[object, ...]
    key: bytes
    shared: tuple[Shared, ...] = ()
    size: int = 0

    def perform(self) -> Result:
        """Return the result, computed by this process."""
        return self.function(*self.arguments, *(one.value for one in self.shared))


class Engine(Protocol):
    """Performs tasks.

    processes: number of tasks that can run at the same time.
    is_remote: whether other machines perform the tasks; these have no files of this machine, and
    keep no state between tasks.
    notes: messages for the user, such as that the cluster was lost.
    """

    @property
    def processes(self) -> int:
        """The number of tasks that can run at the same time."""

    @property
    def is_remote(self) -> bool:
        """Whether other machines perform the tasks."""

    @property
    def notes(self) -> Sequence[str]:
        """Messages for the user."""

    def run(self, tasks: Iterable[Task[Result]]) -> Iterator[Result]:
        """Yield the results of tasks in their order; take tasks from the iterable as needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThisMachine:
    """Performs tasks in this process.

    processes: number of processes that may trace SQL.
    """

    processes: int = 1
    notes: Sequence[str] = field(default=())

    @property
    def is_remote(self) -> bool:
        """Return False, because this machine performs the tasks."""
        return False

    def run(self, tasks: Iterable[Task[Result]]) -> Iterator[Result]:
        """Yield the results of tasks; each is computed when the caller asks for it."""
        for task in tasks:
            yield task.perform()
