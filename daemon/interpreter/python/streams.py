
# --- standard streams ---

class Output(io.BufferedWriter):
    """What sys.stdout.buffer and sys.stderr.buffer are. Each write reaches the descriptor at once, so that it keeps
    its place among what subprocesses and C code write; and in the main thread its place among the other stream's."""

    last = 1  # the stream that the main thread wrote to last; 0 during a flood
    began = mark = 0  # when it was last seen whether there is a flood, and at how many bytes it will be again
    whole = RLock()  # what is longer than a pipe takes at once is not mixed with what other threads write

    def write(self, data):
        if Output.last != self.number:
            if flood is not None and flood.buffer is self:
                size = flood.write(data)
                raise_interrupt()
                if size is not None:
                    return size
            take_turn(self.number)
            raise_interrupt()
        file = self.file
        rest = memoryview(data).cast("B")
        size = len(rest)
        if size > AT_ONCE or write_raw(file, data) != size:
            self.write_long(file, rest)
        written = WRITTEN[self.number] = WRITTEN[self.number] + size
        if written >= self.mark:
            consider_flood(self)
            raise_interrupt()
        return size

    def write_long(self, file, rest):
        with Output.whole:
            while rest:
                count = write_raw(file, rest)
                if count is None:  # somebody has made the pipe non-blocking
                    wait_for(file, POLLOUT)
                rest = rest[count or 0:]

    @property
    def raw(self):
        if flood is not None:
            end_flood()
        return self.file


flood = None  # a Flood, see floods.py
may_flood = True  # nobody else has been found to write to stdout in this execution
unknown_bytes = 0  # that have come out of stdout, but were not written by Output
WRITTEN = {1: 0, 2: 0}  # bytes by Output; never too many
MUCH, SHORTLY = 1 << 16, 0.05  # bytes and seconds: that is a flood
AT_ONCE = select.PIPE_BUF  # what a pipe takes as a whole or, when it is non-blocking, not at all
write_raw = io.FileIO.write
PIPES = {1: fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, CHANNEL), 2: fcntl.fcntl(2, fcntl.F_DUPFD_CLOEXEC, CHANNEL)}
ioctl, FIONREAD = fcntl.ioctl, termios.FIONREAD
synced = asked = 0  # the ids of sync frames
waiting = 0  # how many writes wait for one


def take_turn(number):
    """Before a write to one stream after one to the other: waits until the daemon has read what the other holds."""
    global waiting
    if flood is not None:
        end_flood()
    if get_ident() != MAIN_THREAD or getpid() != PARENT:
        return
    try:
        held = any(ioctl(PIPES[3 - number], FIONREAD, bytes(4)))
    except OSError:  # the user's code has closed them all
        held = False
    if held:
        waiting += 1
        try:
            wait_for_sync(ask_for_sync())
        finally:
            waiting -= 1
        if waiting:  # this is a signal handler's write within another's, whose answer may have been taken here
            ask_for_sync()
    Output.last = number


def ask_for_sync():
    global asked
    asked += 1
    channel.send('{"op":"sync","id":%d}' % asked)
    return asked


def wait_for_sync(id):
    """The answer; one to a later question, as a signal handler's write has, tells as much."""
    global synced
    answer = {}
    while synced < id:
        answer = channel.next()
        synced = max(synced, answer.get("id", 0))
    return answer


def consider_flood(buffer):
    """After so many bytes again."""
    global may_flood
    now = monotonic()
    shortly = now - Output.began < SHORTLY
    Output.began, Output.mark = now, WRITTEN[1] + MUCH
    if shortly and busy and may_flood:
        try:
            late("start_flood")(buffer)
        except Exception:  # at the limit of recursion, memory or threads
            may_flood = False


def open_stream(number, name):
    file = io.FileIO(number, "wb", closefd=False)
    file.name = name
    buffer = Output(file)
    buffer.file, buffer.number = file, number
    if number != 1:
        buffer.mark = float("inf")
    stream = io.TextIOWrapper(buffer, "utf-8", "backslashreplace", newline="\n", write_through=True)
    buffer.stream = stream
    stream.mode = "w"
    return stream


def is_closed(stream):
    try:
        return bool(call(getattr, stream, "closed", False))
    except BaseException:  # its buffer was detached
        return True


def repair_streams():
    """What the last execution closed is opened again; what it put in place stays."""
    for number in 0, 1, 2:
        try:
            os.fstat(number)
        except OSError:
            pipe = PIPES.get(number)
            os.dup2(os.open(os.devnull, os.O_RDONLY) if pipe is None else pipe, number)  # the lowest free one is 0
    for number, name in (1, "stdout"), (2, "stderr"):
        if is_closed(getattr(sys, "__%s__" % name, None) or closed_stream):
            setattr(sys, "__%s__" % name, open_stream(number, "<%s>" % name))
        if is_closed(getattr(sys, name, closed_stream)):
            setattr(sys, name, getattr(sys, "__%s__" % name))
    if is_closed(getattr(sys, "stdin", closed_stream)):  # exit() does that
        sys.stdin = sys.__stdin__ = io.open(0, encoding="utf-8", closefd=False)


def flush_streams():
    """Those of the user's as well: he may have put buffers of his own in place."""
    if flood is not None:
        end_flood()
    for name in "stdout", "stderr", "__stdout__", "__stderr__":
        stream = getattr(sys, name, None)
        if stream is not None:
            attempt(lambda: stream.flush())

