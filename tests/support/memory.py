"""How much memory a process takes, at most and in the end."""

import contextlib
import pathlib

from support.daemon import SLOWNESS
from support.process import status_kib
from support.sessions import eventually

MIB = 1024  # in KiB


@contextlib.contextmanager
def bounded_memory(pid, peak=150, rest=40):
    """Checks that meanwhile a process grows by `peak` MiB at most, and has in the end grown by no more than `rest`.
    Under sanitizers, whose allocator keeps what is freed, nothing is checked."""
    if SLOWNESS > 1:
        yield
        return
    pathlib.Path("/proc", str(pid), "clear_refs").write_text("5")  # forgets the peak so far
    before = status_kib(pid, "VmRSS")
    yield
    grown = status_kib(pid, "VmHWM") - before
    assert grown <= peak * MIB, f"it has grown by {grown // MIB} MiB"
    eventually(lambda: status_kib(pid, "VmRSS") - before <= rest * MIB, "the memory is given back")
