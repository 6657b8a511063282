
# --- sources of executions ---

sources = {}  # file name → text, oldest first
sources_text = 0
linecache = sys.modules.get("linecache")  # from 3.13 on it is always imported


def keep_source(name, text):
    """Keeps what runs for tracebacks and inspect; the oldest goes when there is more than MOST_SOURCES allow."""
    global sources_text
    sources[name] = text
    sources_text += len(text)
    while len(sources) > 1 and (len(sources) > MOST_SOURCES or sources_text > MOST_SOURCE_TEXT):
        oldest = next(iter(sources))
        sources_text -= len(sources.pop(oldest))
        if linecache is not None:
            linecache.cache.pop(oldest, None)
    if linecache is not None:
        known = next(iter(sources)) in linecache.cache  # else somebody has cleared it
        show_sources([name] if known else sources)


def show_sources(names):
    """Without a time of change linecache.checkcache() leaves an entry alone."""
    for name in names:
        text = sources[name]
        linecache.cache[name] = (len(text), None, lines_of(text), name)


def lines_of(text):
    """As Python counts them, and as linecache has them: each with its end, else carets stand one column too far right."""
    return [line + "\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


# --- running code ---

rich = False  # whether the client takes displays
owed = None  # the id of an execution whose done is still to be sent
user_sigint = on_sigint  # the handler that the user's code has set


def run_user(job, main):
    """Runs one execution. OPEN."""
    raise_interrupt()
    name = "<code %d>" % job["id"]
    code = job["code"]
    keep_source(name, code)
    tail = None
    if rich:
        tree = compile(code, name, "exec", TOP_LEVEL_AWAIT | _ast.PyCF_ONLY_AST, True)
        if tree.body and isinstance(tree.body[-1], _ast.Expr):
            tail = _ast.Expression(tree.body.pop().value)
            tail = compile(tail, name, "eval", TOP_LEVEL_AWAIT, True)
        code = tree
    evaluate(compile(code, name, "exec", TOP_LEVEL_AWAIT, True), main)
    if tail is not None:
        value = evaluate(tail, main)
        if value is not None:
            late("show")(value, True)


def evaluate(code, main):
    result = eval(code, main)
    if not code.co_flags & COROUTINE:
        return result
    result, error = late("run_task")(result)
    if error is not None:
        raise error
    return result


def set_environment(values):
    """Sets variables (bytes → bytes, None: none); returns what they were."""
    before = {name: environment.get(name) for name in values}
    for name, value in values.items():
        if value is None:
            environment.pop(name, None)
        else:
            environment[name] = value
    return before


def execute(job, main, mask):
    """One execution, up to its done frame."""
    global busy, interrupted, rich, owed, may_flood, unknown_bytes
    owed = job["id"]
    busy, interrupted, rich, may_flood = True, False, bool(job.get("rich")), True
    if "stdout" in job:
        unknown_bytes = job["stdout"] - WRITTEN[1]
    Output.began, Output.mark = monotonic(), WRITTEN[1] + MUCH
    error, before = None, {}
    try:
        let_signals(mask)
        repair_streams()
        envs = {k.encode(): v.encode("utf-8", "replace") for k, v in (job.get("envs") or {}).items()}
        before = set_environment(envs)
        set_handler(user_sigint)
        run_user(job, main)
    except BaseException as e:
        error = e
    if getpid() != PARENT:
        late("end_child")(error)
    done = '{"op":"done","id":%d' % job["id"]
    for _ in range(3):  # a signal handler of the user's may raise in here
        try:
            done += finish(error, before)
            break
        except BaseException as e:
            error = error or e
    error = None  # and with it what its frames hold
    answer(done + "}")


def answer(done):
    """Ends the execution for the daemon."""
    global busy, rich, owed
    mask = block_signals() if "signal" in sys.modules else None
    with channel.sending:
        busy = rich = False
        channel.send(done)
        owed = None
    let_signals(mask)


def let_signals(mask):
    if mask is not None:
        _signal.pthread_sigmask(_signal.SIG_SETMASK, mask)


def block_signals():
    """So that no handler of the user's raises while done is sent; the mask that was. What came before is let out here."""
    mask = None
    while True:
        try:
            if mask is None:
                mask = _signal.pthread_sigmask(_signal.SIG_BLOCK, ())
            _signal.pthread_sigmask(_signal.SIG_BLOCK, _signal.valid_signals())
            return mask
        except Exception:
            pass


def finish(error, before):
    """Puts things back in order after an execution; what its done frame tells of how it ended."""
    if flood is not None:
        end_flood()
    keep_handler()
    told = ""
    if isinstance(error, SystemExit):
        if error.code is not None and not isinstance(error.code, int):
            attempt(print, error.code, file=sys.stderr)
    elif error is not None:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, LEAST_RECURSION))
        fields = ",".join('"%s":%s' % (k, quote(v)) for k, v in late("report")(error).items())
        told = ',"error":{%s}' % fields
        sys.setrecursionlimit(limit)
    if isinstance(error, KeyboardInterrupt):
        told += ',"interrupted":true'
    flush_streams()
    set_environment(before)
    return told


def set_handler(handler):
    if handler is not on_sigint:
        _signal.signal(SIGINT, handler)


def keep_handler():
    """Between executions the handler is ours; the user's is back in the next."""
    global user_sigint
    now = _signal.getsignal(SIGINT)
    if now is not on_sigint:
        _signal.signal(SIGINT, on_sigint)
    user_sigint = on_sigint if now is None else now


# --- start ---

OPEN = {f.__code__ for f in (run_user, evaluate, call, Output.write, Output.write_long, wait_for)}  # and more in the second half
WAITING = None  # the code of run_task
WRITE = Output.write.__code__
WATCHED = {"inspect", "signal", "threading", "matplotlib", "matplotlib.pyplot"}
if linecache is None:
    WATCHED.add("linecache")
if sys.version_info >= (3, 14):
    WATCHED.add("multiprocessing.context")


class AfterImport:
    """A finder that finds nothing of its own, but adds to what others find: see ACTIONS."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return late("watched_spec")(name, path, target, cls) if name in WATCHED else None


def display(*objects, raw=False, metadata=None, **options):
    """Shows values to the client: as rich as it takes them, else as text. OPEN."""
    late("display_all")(objects, raw, metadata)
    raise_interrupt()


def excepthook(kind, value, trace):
    """Python's own, but for lines of source: that one has them only of files (before 3.13)."""
    late("print_exception")(kind, value, trace)


def before_fork():
    if flood is not None:
        end_flood()


forked = False  # this is a child, which has closed the channel: the number may be the user's by now


def in_child():
    """A forked child has nothing of what belongs to its parent. Its own children come here too."""
    global whole_flood, forked
    if not forked:
        forked = True
        attempt(os.close, CHANNEL)
    Output.whole, whole_flood = RLock(), RLock()


def new_main():
    """The user's __main__, as that of an interactive Python."""
    main = type(sys)("__main__")
    main.__builtins__ = BUILTINS
    main.__loader__ = sys.modules["__main__"].__loader__
    sys.modules["__main__"] = main
    sys.argv = [""]
    if CWD_FIRST:
        sys.path.insert(0, "")
    sys.excepthook = excepthook
    BUILTINS.display = display
    sys.meta_path.insert(0, AfterImport)
    for name in WATCHED.intersection(sys.modules):
        late("act")(name, sys.modules[name])
    return main.__dict__


def serve(main):
    """Runs what comes until the channel ends."""
    while True:
        try:
            if not channel.data:  # it may have come along with an answer that nobody waited for any more
                wait_for(CHANNEL, POLLIN)
            mask = block_signals() if "signal" in sys.modules else None  # else a handler that raises loses the frame
            job = channel.next()
            if job.get("op") == "run":
                execute(job, main, mask)
            else:
                let_signals(mask)
            del job
        except (EOFError, ConnectionError):
            return
        except Exception as e:  # of a signal handler that the user's code has set; or he has closed the channel
            if isinstance(e, OSError) and e.errno == EBADF:
                return
            if owed is not None:
                raise


OPEN.update((display.__code__, AfterImport.find_spec.__code__))
display.__module__ = "builtins"
charts_source = receive()
_signal.signal(SIGINT, on_sigint)
os.register_at_fork(before=before_fork, after_in_child=in_child)
closed_stream = io.StringIO()
closed_stream.close()
sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = closed_stream
repair_streams()
main = new_main()
gc.collect()
gc.freeze()  # what is ours is no concern of the user's collections
channel.send('{"op":"ready"}')
while True:
    try:
        if owed is not None:
            answer('{"op":"done","id":%d}' % owed)
        serve(main)
        break
    except Exception:  # of such a handler in the few steps that serve() does not guard
        pass
attempt(lambda: __import__("atexit")._run_exitfuncs())
flush_streams()
os._exit(0)  # without waiting for threads of the user's
