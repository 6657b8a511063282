
# Only when it is needed:

loop = task = None  # asyncio's; made by the first code that awaits
cancelled = False  # an interrupt has cancelled the task


def run_task(coroutine):
    """Runs the coroutine on the lasting loop; (its result, what it raised). OPEN."""
    global loop, task, cancelled
    asyncio = standard("asyncio")
    with Library():  # some of it imports more of it only now
        if loop is None or loop.is_closed():
            loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
    task = loop.create_task(outcome(coroutine))
    try:
        cancelled = False
        return loop.run_until_complete(task)
    except asyncio.CancelledError:  # before it began
        raise KeyboardInterrupt from None
    finally:
        if not task.done():
            task.cancel()
        task = None


async def outcome(coroutine):
    """Raised through asyncio an exception would gain asyncio's frames. OPEN."""
    global cancelled
    try:
        return await coroutine, None
    except BaseException as e:
        if cancelled and type(e).__name__ == "CancelledError":
            cancelled = False
            return None, KeyboardInterrupt().with_traceback(e.__traceback__)
        return None, e


def cancel_task():
    """The first interrupt of a waiting task cancels it, so that it can clean up; whether there was one to cancel."""
    global cancelled
    if task is None or task.done() or cancelled:
        return False
    cancelled = True
    task.cancel()
    loop.call_soon_threadsafe(lambda: None)
    return True


def end_child(error):
    """A forked child has come to the end of the user's code: it ends as a script does."""
    if error is None:
        sys.exit(0)
    if isinstance(error, SystemExit):
        raise error
    attempt(sys.excepthook, type(error), error, error.__traceback__)
    sys.exit(130 if isinstance(error, KeyboardInterrupt) else 1)


# --- errors ---

def report(exception):
    """What the daemon is told of an uncaught exception: {"name", "value", "traceback"}, all str."""
    name = type.__dict__["__name__"].__get__(type(exception))
    value = text = None
    try:
        value = call(str, exception)
    except KeyboardInterrupt:  # str() took too long, and would again
        text = "%s: <exception str() was interrupted>\n" % name
    except BaseException:
        pass
    if not isinstance(value, str):
        value = "<exception str() failed>"
    text = text or attempt(format_exception, type(exception), exception, exception.__traceback__)
    told = {"name": name, "value": value, "traceback": text or "%s: %s\n" % (name, value)}
    return {key: cut(text) for key, text in told.items()}


MOST_TEXT = 1 << 20  # characters of an error: a frame must stay below what the daemon takes


def cut(text, most=MOST_TEXT):
    """The text, or its beginning and how much is missing."""
    return text if len(text) <= most else "%s… %d more characters" % (text[:most], len(text) - most)


def format_exception(kind, exception, trace):
    """What Python prints of it, without frames of this program."""
    with Library():  # traceback imports more as it needs it
        report = __import__("traceback").TracebackException(kind, exception, trace)
        hide_ours(report, set())
        return "".join(report.format())


def hide_ours(report, seen):
    if report is None or id(report) in seen:
        return
    seen.add(id(report))
    report.stack[:] = users_frames(report.stack)
    if getattr(report, "text", "") is None and report.filename in sources:  # Python looks for it in files only
        report.text = dict(enumerate(lines_of(sources[report.filename]), 1)).get(int(report.lineno or 0))
    for inner in (report.__cause__, report.__context__, *(getattr(report, "exceptions", None) or ())):
        hide_ours(inner, seen)


def print_exception(kind, exception, trace):
    text = format_exception(kind, exception, trace)
    call(sys.stderr.write, text)


# --- imports of the user's that need something ---

def on_linecache(module):
    global linecache
    linecache = module
    show_sources(sources)


def on_signal(module):
    """asyncio.run() and others look whether SIGINT has Python's own handler."""
    module.default_int_handler = on_sigint


def on_inspect(module):
    """inspect.getsource() of a class asks for its module's file, which __main__ has not."""
    plain = module.getfile

    def getfile(object):
        try:
            return plain(object)
        except (TypeError, OSError):
            name = source_of(object) if isinstance(object, type) else None
            if name is None:
                raise
            return name

    getfile.__doc__ = plain.__doc__
    module.getfile = getfile


def source_of(cls):
    """The newest execution that defines a class of that name, preferably the one its methods are from."""
    if cls.__module__ != "__main__":
        return None
    for value in vars(cls).values():
        code = getattr(getattr(value, "__func__", getattr(value, "fget", value)), "__code__", None)
        if code is not None and code.co_filename in sources and value.__qualname__.startswith(cls.__qualname__ + "."):
            return code.co_filename
    re = standard("re")
    pattern = re.compile(r"^\s*class\s+%s\b" % re.escape(cls.__name__), re.M)
    return next((name for name in reversed(list(sources)) if pattern.search(sources[name])), None)

