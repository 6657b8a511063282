
# --- imports of the user's that need something, for contexts and code-run alike ---

# The program before this has OPEN and raise_interrupt(), emit() and wants_charts(), on_linecache() and its own ACTIONS.

def watched_spec(name, path, target, ours):
    """What the other finders find, with a loader that acts once the module is there."""
    for finder in sys.meta_path:
        find = getattr(finder, "find_spec", None)
        spec = find(name, path, target) if find is not None and finder is not ours else None
        if spec is not None:
            break
    else:
        return None
    load = getattr(spec.loader, "exec_module", None)
    if load is not None and not isinstance(spec.loader, type):  # a class is shared by all modules it loads
        def exec_module(module):
            load(module)
            act(name, module)
            raise_interrupt()

        OPEN.add(exec_module.__code__)
        spec.loader.exec_module = exec_module
    return spec


def act(name, module):
    """After the import of name. A fault of ours must not break the user's import."""
    if shadows(name, module):
        return
    try:
        ACTIONS[name](module)
    except Exception:
        pass


def on_threading(module):
    """Uncaught exceptions of threads with lines of source too."""
    def hook(args):
        if args.exc_type is not SystemExit:
            name = args.thread.name if args.thread is not None else module.get_ident()
            print("Exception in thread %s:" % name, file=sys.stderr)
            print_exception(args.exc_type, args.exc_value, args.exc_traceback)

    module.excepthook = hook


def on_multiprocessing(module):
    """Functions of __main__ are there only in a forked child; from 3.14 on Python would use forkserver."""
    if sys.version_info >= (3, 14):
        module._default_context._default_context = module._concrete_contexts["fork"]


def users_frames(frames):
    """The frames of a traceback but ours, and those of the import system around them: of imports that we watch."""
    ours = {i for i, frame in enumerate(frames) if frame.filename.startswith(HERE[:-1])}
    for step, order in (1, range(len(frames))), (-1, reversed(range(len(frames)))):
        for i in order:
            if i - step in ours and frames[i].filename.startswith("<frozen importlib"):
                ours.add(i)
    return [frame for i, frame in enumerate(frames) if i not in ours]


charts = None  # what charts.py defines, once it is needed


def load_charts():
    global charts
    if charts is None:
        charts = {"__name__": "toolboxd_charts"}
        exec(compile(charts_source, "<toolboxd charts>", "exec"), charts)
    return charts


def on_matplotlib(module):
    prepare = load_charts().get("prepare")
    if prepare:
        prepare(module)


def on_pyplot(module):
    load_charts()["watch"](module, emit, wants_charts)


ACTIONS.update({"linecache": on_linecache, "threading": on_threading, "matplotlib": on_matplotlib,
                "matplotlib.pyplot": on_pyplot, "multiprocessing.context": on_multiprocessing})
OPEN.add(watched_spec.__code__)
