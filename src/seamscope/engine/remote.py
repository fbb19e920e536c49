"""What a worker of a cluster runs: one task, from the bytes that it was sent."""

from collections.abc import Callable

from seamscope.engine.pickling import dump, load
from seamscope.engine.program import describe_program, digest_description


class OtherProgramError(Exception):
    """A worker that joined the cluster later has other versions than the machine that asks it."""


def perform(
    function: Callable[..., object], program: bytes, content: bytes, *shared: bytes
) -> bytes:
    """Return the result of a function; raise OtherProgramError if it could differ from ours.

    program: the digest of the versions that the result belongs to. content: the arguments, a
    tuple. shared: further arguments. These and the result are pickles that hold only data.
    """
    if digest_description(describe_program()) != program:
        raise OtherProgramError
    arguments = load(content)
    if not isinstance(arguments, tuple):
        raise TypeError("the arguments are no tuple")
    return dump(function(*arguments, *map(load, shared)))
