"""Limits in CPU time of a process, which do not depend on how busy the machine is.

Windows has no timer of this kind; there a limit counts the seconds that pass.
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
        """Do nothing: the parent process watches the clock."""

    def was_ended(returncode: int) -> bool:
        """Return whether a process was ended by its timer: there is none."""
        return False

    @contextmanager
    def interrupt_after(seconds: float) -> Iterator[None]:
        """Do nothing."""
        yield

else:
    TIMED = True

    def end_after(seconds: float) -> None:
        """End this process when it has used so many further seconds of CPU, also within C code."""
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, seconds)

    def was_ended(returncode: int) -> bool:
        """Return whether a process was ended by its timer, from its return code."""
        return returncode == -signal.SIGPROF

    @contextmanager
    def interrupt_after(seconds: float) -> Iterator[None]:
        """Raise OutOfTime in the block when this process has used so many seconds of CPU.

        Only the main thread can be interrupted; elsewhere, or under a profiler, there is no limit.
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
    """The block has used the CPU time it may use."""


def _raise_out_of_time(number: int, frame: FrameType | None) -> None:
    raise OutOfTime
