"""Limit the CPU time of a process, so that a limit does not depend on how busy the machine is.

Windows has no CPU timer; there the pool limits the elapsed time of each statement instead.
"""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

if sys.platform == "win32":
    TIMED = False

    def end_after(seconds: float) -> None:
        """Do nothing. Windows has no CPU timer; the pool limits the elapsed time instead."""

    def was_ended(returncode: int) -> bool:
        """Return False: Windows has no CPU timer that could have ended the process."""
        return False

    @contextmanager
    def interrupt_after(seconds: float) -> Iterator[None]:
        """Run the block without a limit, because Windows has no CPU timer."""
        yield

else:
    TIMED = True

    def end_after(seconds: float) -> None:
        """End this process after this many more seconds of CPU time, even inside C code."""
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)

    def was_ended(returncode: int) -> bool:
        """Return whether the CPU timer of `end_after` ended a process, from its return code."""
        return returncode == -signal.SIGPROF

    @contextmanager
    def interrupt_after(seconds: float) -> Iterator[None]:
        """Raise OutOfTime in the block once this process has used this many seconds of CPU time.

        Only the main thread can be interrupted. In other threads, and under a profiler, the block
        has no limit.
        """
        free = signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL
        if not free or threading.current_thread() is not threading.main_thread():
            yield
            return
        signal.signal(signal.SIGVTALRM, _raise_out_of_time)
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


class OutOfTime(BaseException):
    """Raised by `interrupt_after` when its block has used up its CPU time."""


def _raise_out_of_time(number: int, frame: FrameType | None) -> None:
    raise OutOfTime
