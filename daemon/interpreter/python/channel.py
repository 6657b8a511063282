"""A context's worker (this file to floods.py, as one program): runs what the daemon sends over the channel in one lasting __main__.

boot.py provides CHANNEL, CWD_FIRST, receive() and LATER, the text from errors.py on: an idle worker shall
be small. What the user's code may replace is kept in globals, which are private, and so are the builtins: he can
break his own world, but not this one. Signals never break off what is done here, except where it says OPEN.
"""
import _ast
import _signal
import _thread
import fcntl
import gc
import io
import os
import select
import sys
import termios
from _thread import RLock, get_ident
from time import monotonic

SIGINT, EBADF = 2, 9
TOP_LEVEL_AWAIT = _ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
COROUTINE = 0x80  # inspect.CO_COROUTINE
MOST_SOURCES, MOST_SOURCE_TEXT = 4096, 8 << 20  # executions, and characters of theirs, that are kept for tracebacks
LEAST_RECURSION = 400  # what reporting an error may need
WORLD = globals()
HERE = "<toolboxd>"
PARENT = os.getpid()
MAIN_THREAD = get_ident()
getpid, read, write, start_thread = os.getpid, os.read, os.write, _thread.start_new_thread
BUILTINS = sys.modules["builtins"]
environment = os.environb
EXTENSIONS = fcntl, select, termios  # as far as they are files, they tell where the library's are


def late(name):
    """Something of the second half."""
    if name not in WORLD:
        exec(compile(LATER, HERE, "exec"), WORLD)
    return WORLD[name]


# --- the channel ---

def wait_for(fd, event):
    """OPEN."""
    poll = new_poll()
    poll.register(fd, event)
    poll.poll()


new_poll, POLLIN, POLLOUT = select.poll, select.POLLIN, select.POLLOUT


class Channel:
    """Frames from and to the daemon: four bytes of length, then JSON."""

    def __init__(self, fd):
        self.fd = fd
        self.data = bytearray()
        self.sending = RLock()  # a thread may show a chart

    def next(self):
        """The next frame, parsed; EOFError when the daemon is gone. An exception while it waits loses nothing."""
        while True:
            size = int.from_bytes(self.data[:4], "little")
            if len(self.data) >= 4 + size and len(self.data) >= 4:
                text = self.data[4:4 + size].decode("utf-8", "replace")
                del self.data[:4 + size]
                return decode(text)
            wait_for(self.fd, POLLIN)
            piece = read(self.fd, 1 << 16)
            if not piece:
                raise EOFError
            self.data += piece

    def send(self, text):
        """Sends one frame; not from a forked child, whose parent's channel it is."""
        if getpid() != PARENT:
            return
        body = text.encode("utf-8", "replace")  # a lone surrogate is no JSON
        data = memoryview(len(body).to_bytes(4, "little") + body)
        with self.sending:
            while data:
                data = data[write(self.fd, data):]


def json_tools():
    """(decode, quote): the accelerators alone, for the json package is a megabyte; or else that."""
    try:
        import _json

        class Settings:
            strict, object_hook, object_pairs_hook = False, None, None
            parse_float, parse_int, parse_constant, memo = float, int, float, {}

        scan = _json.make_scanner(Settings)
        return (lambda text: scan(text, 0)[0]), _json.encode_basestring
    except Exception:
        import json
        return json.loads, lambda text: json.dumps(text, ensure_ascii=False)


decode, quote = json_tools()
channel = Channel(CHANNEL)


# --- interrupts ---

busy = False  # from the start of an execution to its end; else an interrupt does nothing
interrupted = False  # one came while something of ours was at work in an execution: still to be raised


def on_sigint(number, frame):
    """Raises KeyboardInterrupt in the user's code, and in the few functions of ours that are made for it (OPEN);
    elsewhere it is only noted, so that nothing of ours is ever left half done."""
    global interrupted
    if not busy:
        return
    while frame is not None and frame.f_globals is not WORLD:
        frame = frame.f_back
    if frame is None or frame.f_code not in OPEN or flood is not None and frame.f_code is WRITE:
        interrupted = True
    elif frame.f_code is not WAITING or not late("cancel_task")():
        raise KeyboardInterrupt


def raise_interrupt():
    """Raises what was noted."""
    global interrupted
    if interrupted and get_ident() == MAIN_THREAD:
        interrupted = False
        raise KeyboardInterrupt


def call(function, *args, **options):
    """Calls what is the user's. OPEN: an interrupt gets through."""
    return function(*args, **options)


def attempt(function, *args, **options):
    """The result of something of the user's; None if it raises."""
    try:
        return call(function, *args, **options)
    except BaseException:
        return None

