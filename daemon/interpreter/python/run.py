# code-run (this file, imports.py and library.py, as one program): runs frame 3 as __main__, as `python3 -u -c CODE arg…` would;
# each chart it shows is a frame of JSON.
#
# boot.py provides CHANNEL, CWD_FIRST, receive() and LATER, the text of this file's second half: an empty program takes
# hardly longer than `python3 -c ''`.
import os
import sys

NAME = "<string>"  # as with python3 -c
HERE = "<toolboxd>"
WATCHED = {"threading", "linecache", "matplotlib", "matplotlib.pyplot", "multiprocessing.context"}
parent = os.getpid()
TOP_LEVEL_AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
compiled = ended = None  # the program; what it raised


def late(name):
    if name not in globals():
        exec(compile(LATER, "<toolboxd>", "exec"), globals())
    return globals()[name]


def lines_of(text):
    """As Python counts them, and as linecache has them: each with its end, else carets stand one column too far right."""
    return [line + "\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def in_child():
    """The channel is the parent's. A child's own children come here too, when the number may be the user's."""
    global CHANNEL
    channel, CHANNEL = CHANNEL, -1
    if channel != -1:
        try:
            os.close(channel)
        except OSError:  # the program has closed it
            pass


# A finder that finds nothing of its own, but adds to what others find: see ACTIONS.
def find_spec(name, path=None, target=None):
    return late("watched_spec")(name, path, target, finder) if name in WATCHED else None


charts_source = receive()
source = receive().decode("utf-8", "replace")
if source[:1] == "\ufeff":
    source = source[1:]
os.register_at_fork(after_in_child=in_child)
main = type(sys)("__main__")  # empty; what is ours stays out of it
main.__builtins__ = sys.modules["builtins"]
main.__loader__ = sys.modules["__main__"].__loader__
sys.modules["__main__"] = main
if CWD_FIRST:
    sys.path.insert(0, "")
finder = type(sys)("toolboxd_finder")  # a class would take longer
finder.find_spec = find_spec
sys.meta_path.insert(0, finder)
if "linecache" in sys.modules:  # from 3.13 on it always is
    sys.modules["linecache"].cache[NAME] = (len(source), None, lines_of(source), NAME)
if "threading" in sys.modules:
    late("act")("threading", sys.modules["threading"])
try:
    begun = None
    if "async" in source or "await" in source:
        compiled = compile(source, NAME, "exec", TOP_LEVEL_AWAIT, True)
        begun = eval(compiled, main.__dict__)
    else:
        exec(source, main.__dict__)  # sooner than compile(), see boot.py; the name is the same
except BaseException as e:
    ended = e, e.__traceback__.tb_next  # from its frames on
else:
    if begun is not None:
        ended = late("run_coroutine")(begun)
if ended:
    late("end_with")(*ended)

# Only when it is needed:

def run_coroutine(coroutine):
    """Runs a program that awaits at its top level."""
    asyncio = standard("asyncio")
    with Library():  # some of it imports more of it only now
        attempt(lambda: asyncio.new_event_loop().close())
    cancelled = []  # where it was

    async def outcome():
        """Raised through asyncio an exception would gain asyncio's frames."""
        try:
            await coroutine
        except asyncio.CancelledError as e:  # asyncio.run() knows whether that was an interrupt
            cancelled.append(e.__traceback__.tb_next)
            raise
        except BaseException as e:
            return e, e.__traceback__.tb_next

    try:
        return asyncio.run(outcome())
    except BaseException as e:
        e.__context__ = None
        return e, cancelled[0] if cancelled else e.__traceback__.tb_next


def end_with(exception, trace):
    """Lets Python end as on any uncaught exception, but its hook sees only the user's frames."""
    global compiled
    if compiled is None and trace is not None:
        compiled = trace.tb_frame.f_code
    hook = sys.excepthook
    if hook is sys.__excepthook__:
        hook = print_exception
        # Now, for an eval() in the hook would make Python forget that it is to die of a KeyboardInterrupt.
        traceback_module()

    def without_ours(kind, value, _):
        value.__traceback__ = trace
        hook(kind, value, trace)

    sys.excepthook = without_ours
    raise exception


def attempt(function, *args):
    """The result, or None if it raises."""
    try:
        return function(*args)
    except Exception:
        return None


def traceback_module():
    """With what it would import only later."""
    if sys.version_info >= (3, 11):
        standard("tokenize")
        standard("ast")
    return standard("traceback")


def print_exception(kind, value, trace):
    """As Python prints an uncaught exception; its own hook has lines of source only of files (before 3.13)."""
    traceback = traceback_module()
    with Library():  # traceback imports more as it needs it
        report = traceback.TracebackException(kind, value, trace)
        only_own_lines(traceback, report, value, set())
        text = "".join(report.format())
    sys.stderr.write(text)


def only_own_lines(traceback, report, value, seen):
    """Takes lines out of frames of generated code (dataclasses, namedtuple), which has the same file name."""
    if report is None or value is None or id(value) in seen:
        return
    seen.add(id(value))
    frames = [frame for frame, _ in traceback.walk_tb(value.__traceback__)]
    if not frames and getattr(report, "text", "") is None and report.filename == NAME:  # else it is another's syntax
        report.text = dict(enumerate(lines_of(source), 1)).get(int(report.lineno or 0))
    for i, (frame, shown) in enumerate(zip(frames, report.stack)):
        if shown.filename == NAME and frame.f_code not in own_codes():
            report.stack[i] = traceback.FrameSummary(NAME, shown.lineno, shown.name, lookup_line=False, line="")
    report.stack[:] = users_frames(report.stack)
    only_own_lines(traceback, report.__cause__, value.__cause__, seen)
    only_own_lines(traceback, report.__context__, value.__context__, seen)
    for inner, exception in zip(getattr(report, "exceptions", None) or (), getattr(value, "exceptions", None) or ()):
        only_own_lines(traceback, inner, exception, seen)


def own_codes(found=set()):
    """The code objects that were compiled from the program; none if it has no valid syntax."""
    todo = []
    if not found:  # equal code is as good as the one that ran
        todo.append(compiled or compile(source, NAME, "exec", TOP_LEVEL_AWAIT, True))
    while todo:
        found.add(todo[-1])
        todo += [c for c in todo.pop().co_consts if hasattr(c, "co_consts")]
    return found


def on_linecache(module):
    """Tracebacks and warnings show the program's lines. No time of change: checkcache() keeps them."""
    module.cache[NAME] = (len(source), None, lines_of(source), NAME)


def emit(chart):
    """Sends one chart to the daemon."""
    body = standard("json").dumps(chart, allow_nan=False, ensure_ascii=False)
    body = body.encode("utf-8", "replace")  # a lone surrogate is no JSON
    data = memoryview(len(body).to_bytes(4, "little") + body)
    with sending:
        while data:
            data = data[os.write(CHANNEL, data):]


EXTENSIONS = ()  # none that are known to be the library's
sending = __import__("_thread").RLock()
ACTIONS = {}
OPEN = set()  # an interrupt is Python's own affair here


def raise_interrupt():
    pass


def wants_charts():
    return os.getpid() == parent
