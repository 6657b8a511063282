
# --- floods of output ---

# A program that prints much spends its time on system calls, one for each piece. Once Python alone has written a lot
# in a short time, its stream may collect what is printed: until the program does anything that could tell the
# difference (stderr, os.write(), a process, a thread, …) or prints less. Everything is exact again then.
#
# What goes unnoticed: what writes to descriptor 1 and is neither Python's streams nor a function or event below, within
# milliseconds after a flood (C code, files that were opened on a copy of the descriptor, functions taken from os before).

CHUNK = 1 << 16  # bytes that are collected at most; a pipe takes as much
TICK = 0.002  # seconds that something waits in the stream at most, while the daemon reads
LITTLE = 1 << 14  # bytes in a tick that are no flood
flush_text, text_type = io.TextIOWrapper.flush, io.TextIOWrapper
frames_of_threads, waitid = sys._current_frames, os.waitid
CHILDREN = os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT
whole_flood = RLock()  # for what is taken out of the stream until it is written; and for the change of mode


class Flood:
    """The stream that collects."""

    def __init__(self, stream, buffer):
        self.stream, self.buffer = stream, buffer
        self.rest = b""  # what an interrupt has kept from being written: nothing is lost
        self.over = _thread.allocate_lock()
        self.over.acquire()

    def write(self, data):
        """What the stream has collected, or the user gives its buffer; the size, or None when it is over."""
        with whole_flood:
            if flood is not self:
                return None
            self.take()
            size = len(memoryview(data).cast("B"))
            self.put(data)
            return size

    def take(self):
        """Lets the stream give what it has: it calls write()."""
        try:
            flush_text(self.stream)
        except (ValueError, OSError):  # closed or detached
            pass

    def put(self, data):
        """Writes all; in the main thread until an interrupt comes."""
        global interrupted
        rest = memoryview(self.rest + bytes(data) if self.rest else data).cast("B")
        self.rest = b""
        main = get_ident() == MAIN_THREAD
        while rest and not (main and interrupted):
            if main:
                try:
                    wait_for(self.buffer.file, POLLOUT)
                except KeyboardInterrupt:
                    interrupted = True
                    break
            count = write_raw(self.buffer.file, rest) or 0
            WRITTEN[1] += count
            rest = rest[count:]
        self.rest = bytes(rest)

    def put_rest(self):
        """Writes what an interrupt has left, whatever comes now."""
        global interrupted
        while self.rest:
            if get_ident() == MAIN_THREAD and getpid() == PARENT:
                try:
                    wait_for_sync(ask_for_sync())  # then the pipe is empty, however slow the client
                except KeyboardInterrupt:
                    interrupted = True
                    continue
            rest = self.rest
            count = write_raw(self.buffer.file, rest[:CHUNK // 2]) or 0
            WRITTEN[1] += count
            self.rest = rest[count:]


def start_flood(buffer):
    """Lets sys.stdout collect, if nobody can notice."""
    global flood, may_flood, unknown_bytes
    stream = sys.__dict__.get("stdout")
    if type(stream) is not text_type or stream is not buffer.stream or stream.line_buffering or not stream.write_through:
        return
    if get_ident() != MAIN_THREAD or getpid() != PARENT or not alone():
        return
    total = wait_for_sync(ask_for_sync()).get("stdout")
    if total is None or total - WRITTEN[1] != unknown_bytes:  # others write as well
        unknown_bytes = (total or 0) - WRITTEN[1]
        may_flood = False
        return
    prepare_guards()
    with whole_flood:
        started = Flood(stream, buffer)
        start_thread(watch_flood, (started,))
        stream.reconfigure(write_through=False)
        stream._CHUNK_SIZE = CHUNK
        flood, Output.last = started, 0
        for module, name, plain, guard in guards:
            if getattr(module, name, None) is plain:
                setattr(module, name, guard)


def alone():
    """Whether no thread, child or signal handler of the user's is there that may write as well."""
    if sys.implementation.name != "cpython" or not getattr(sys, "_is_gil_enabled", lambda: True)():
        return False  # what two threads do with a stream is known of CPython with its lock
    if _thread._count():
        return False
    try:
        waitid(*CHILDREN)
        return False
    except ChildProcessError:
        pass
    if "signal" in sys.modules:
        for number in _signal.valid_signals():
            handler = _signal.getsignal(number)
            if callable(handler) and handler is not on_sigint:
                return False
    return True


def end_flood():
    """Writes what is collected; from now on each write is one again. From any thread, at any time."""
    global flood
    with whole_flood:
        ending = flood
        if ending is None:
            return
        set_exact(ending)
        try:
            ending.put_rest()
        except OSError:  # the user has closed the descriptor
            pass
        flood, Output.last = None, 1
        for module, name, plain, guard in guards:
            if getattr(module, name, None) is guard:
                setattr(module, name, plain)
    ending.over.release()


def set_exact(ending):
    """The stream hands on what it gets."""
    try:
        ending.stream.reconfigure(write_through=True)
        ending.stream._CHUNK_SIZE = 8192  # Python's default
    except (ValueError, OSError, AttributeError):  # closed or detached
        pass
    ending.take()


def watch_flood(watched):
    """A thread's work: in each tick sees to it that nothing lies in the stream, and ends the flood that is none any more."""
    seen = WRITTEN[1]
    while not watched.over.acquire(True, TICK):
        if interrupted:  # it came as the main thread was at work here: once more
            _thread.interrupt_main()
        if WRITTEN[1] - seen < LITTLE and not end_if_little(watched, seen):
            continue
        seen = WRITTEN[1]


def end_if_little(watched, seen):
    """False while the daemon has not read what was written before: it will not miss more."""
    with whole_flood:
        if flood is not watched:
            return True
        try:
            if any(ioctl(PIPES[1], FIONREAD, bytes(4))):
                return False
        except OSError:
            pass
        try:
            watched.take()
            if WRITTEN[1] - seen < LITTLE:
                set_exact(watched)
                if not in_write():
                    end_flood()
        except BaseException:
            pass
    return True


def in_write():
    """Whether the main thread is in a write of its stream, which may collect its text when it goes on."""
    frame = frames_of_threads().get(MAIN_THREAD)
    while frame is not None:
        if frame.f_code is WRITE:
            return True
        frame = frame.f_back
    return False


# --- who could tell the difference ---

guards = []  # (module, name, its function, one that ends the flood before)
GUARDED = {
    "posix": ("write", "writev", "pwrite", "pwritev", "sendfile", "splice", "copy_file_range", "dup", "dup2", "close", "closerange",
              "_exit", "abort"),
    "_signal": ("signal", "raise_signal"), "_thread": ("start_new_thread", "start_joinable_thread"),
    "threading": ("_start_new_thread", "_start_joinable_thread"), "_posixsubprocess": ("fork_exec",)}
TELLING = {"subprocess.Popen", "pty.spawn", "_thread.start_new_thread", "_thread.start_joinable_thread", "signal.pthread_kill"}
TELLING.update("os." + name for name in ("system", "fork", "forkpty", "exec", "posix_spawn", "spawn", "kill", "killpg"))
FILES_OF_DESCRIPTORS = "/dev/", "/proc/"
hooked = False


def prepare_guards():
    """The hook stays, but does nothing between floods; the functions are replaced for each."""
    global hooked
    if not hooked:
        hooked = True
        sys.addaudithook(on_audit)
    known = {(module, name) for module, name, _, _ in guards}
    for module_name, names in GUARDED.items():
        for module in map(sys.modules.get, (module_name, "os") if module_name == "posix" else (module_name,)):
            for name in names:
                plain = getattr(module, name, None)
                if plain is not None and (module, name) not in known:
                    guards.append((module, name, plain, guard(plain)))


def guard(plain):
    def guarded(*args, **options):
        end_flood()
        raise_interrupt()
        return plain(*args, **options)

    guarded.__name__, guarded.__doc__ = plain.__name__, plain.__doc__
    OPEN.add(guarded.__code__)
    return guarded


def on_audit(event, args):
    """OPEN."""
    if flood is not None and (event in TELLING or event[:7] == "ctypes." or event == "open" and opens_descriptor(args)):
        end_flood()
        raise_interrupt()


def opens_descriptor(args):
    return isinstance(args[0], int) or isinstance(args[0], str) and args[0].startswith(FILES_OF_DESCRIPTORS)


OPEN.add(on_audit.__code__)
