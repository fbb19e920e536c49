"""The function that a worker of a cluster runs: it performs one task from the bytes it receives."""

from collections.abc import Callable
from dataclasses import dataclass

from seamscope.engine.pickling import dump, load
from seamscope.engine.program import describe_program, digest_description
from seamscope.errors import locate_error


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The answer of a worker that could not perform a task.

    reason: a reason for the user, without text of inputs.
    """

    reason: str


def perform(
    function: Callable[..., object], program: bytes, content: bytes, *shared: bytes
) -> bytes:
    """Return the result of a function, or a Failure.

    Errors are not raised, because Dask would write the arguments of the task to the log of the
    worker, and they may contain secrets. A worker that joined the cluster later may have other
    versions, so each task checks them.
    program: digest of the versions that the worker must have.
    content: the arguments, a tuple.
    shared: arguments that other tasks have too. All arguments and the result are pickles that
    contain only data.
    """
    try:
        if digest_description(describe_program()) != program:
            return dump(Failure(reason="a worker with other versions joined the cluster"))
        arguments = load(content)
        if not isinstance(arguments, tuple):
            return dump(Failure(reason="a worker was sent no arguments"))
        return dump(function(*arguments, *map(load, shared)))
    except Exception as error:  # noqa: BLE001 (see above)
        return dump(Failure(reason=f"{locate_error(error)} on a worker"))
