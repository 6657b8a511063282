"""How errors of contexts' code are told."""

import sys

import pytest

from support.python_worker import Worker, code_run


def of(traceback):
    """Without the marks below a line, which differ between versions."""
    return [line for line in traceback.splitlines() if line.strip(" ~^")]


def test_lines_of_several_executions(worker):
    worker.run("def divide(a):\n    return a / 0\n")
    error = worker.run("x = 1\n\ndivide(x)").error
    assert (error["name"], error["value"]) == ("ZeroDivisionError", "division by zero")
    assert of(error["traceback"]) == [
        "Traceback (most recent call last):", '  File "<code 2>", line 3, in <module>', "    divide(x)",
        '  File "<code 1>", line 2, in divide', "    return a / 0", "ZeroDivisionError: division by zero"]


def test_chained_exceptions(worker):
    error = worker.run("try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('b') from e").error
    lines = of(error["traceback"])
    assert lines[0] == "Traceback (most recent call last):" and lines[2] == "    {}['a']"
    assert "direct cause" in error["traceback"] and lines[-1] == "ValueError: b"
    assert "toolboxd" not in error["traceback"]


def test_syntax_errors_have_their_caret(worker):
    error = worker.run("x = 1\ny = = 2\n").error
    assert error["name"] == "SyntaxError" and "toolboxd" not in error["traceback"]
    assert '  File "<code 1>", line 2\n    y = = 2\n        ^\n' in error["traceback"]
    assert worker.run("print(1)").stdout == "1\n"


@pytest.mark.parametrize("code", ["return 5", "break", "class A: yield 1", "def f(): nonlocal x", "def f(): await x"])
@pytest.mark.parametrize("rich", [False, True])
def test_what_is_found_after_parsing_has_its_line(worker, code, rich):
    error = worker.run("x = 1\n" + code, rich=rich).error
    lines = error["traceback"].splitlines()
    assert lines[:2] == ['  File "<code 1>", line 2', "    " + code] and set(lines[2]) <= set(" ^") and "^" in lines[2]
    assert lines[3] == "SyntaxError: " + error["value"].rpartition(" (<code 1>")[0]


def test_carets_are_the_same_without_a_line_s_end(worker):
    bare, ended = (worker.run("x = '\\x0c\x0c'\n(1/0) + 1" + end).error["traceback"] for end in ("", "\n"))
    assert bare.replace("<code 1>", "<code 2>") == ended and "    (1/0) + 1\n" in bare


def test_recursion_is_folded(worker):
    error = worker.run("def f(): f()\nf()").error
    assert error["name"] == "RecursionError" and "more times" in error["traceback"]
    assert len(error["traceback"]) < 2000
    error = worker.run("import sys; sys.setrecursionlimit(50)\nf()").error
    assert error["name"] == "RecursionError" and "more times" in error["traceback"]
    assert worker.run("print(sys.getrecursionlimit())").stdout == "50\n"


@pytest.mark.parametrize("code, name", [
    ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "E"),
    ("class E(Exception):\n    def __str__(self): return 7\nraise E", "E"),
    ("class M(type):\n    def __getattribute__(c, n): raise ValueError\n"
     "class E(Exception, metaclass=M): pass\nraise E", "E"),
    ("raise MemoryError('no more')", "MemoryError"),
    ("raise GeneratorExit", "GeneratorExit"),
    ("raise ValueError('\\ud800 \\x00 \\n')", "ValueError"),
    ("compile('\\x00', '', 'exec')", None),
    ("'\0'", None), ("'\ud800'", None),
    ("e = ValueError(); e.__cause__ = e; raise e", "ValueError")])
def test_odd_exceptions(worker, code, name):
    error = worker.run(code).error
    assert error["name"] == name or name is None
    assert all(type(error[key]) is str for key in ("name", "value", "traceback")) and error["traceback"]
    assert worker.run("print('on')").stdout == "on\n"


def test_a_watched_import_that_fails_shows_no_frames_of_the_import_system(python, tmp_path):
    (tmp_path / "matplotlib").mkdir()
    (tmp_path / "matplotlib/__init__.py").write_text("1 / 0\n")
    made = Worker(python, cwd=tmp_path)
    error = made.run("import matplotlib.pyplot").error
    assert made.close() == 0
    _, output, _ = code_run(python, "import matplotlib.pyplot", cwd=tmp_path)
    for name, told in ("<code 1>", error["traceback"]), ("<string>", output):
        lines = of(told.replace(str(tmp_path) + "/", ""))
        assert lines == ["Traceback (most recent call last):", '  File "%s", line 1, in <module>' % name, "    import matplotlib.pyplot",
                         '  File "matplotlib/__init__.py", line 1, in <module>', "    1 / 0", "ZeroDivisionError: division by zero"]


def test_large_errors_are_cut(worker):
    worker.run("kept = 7")
    for code in "raise ValueError('\\x00' * 50_000_000)", "raise ValueError('x' * 50_000_000)":
        error = worker.run(code).error
        assert all(len(error[key]) < (1 << 20) + 100 for key in error)
        assert error["value"].endswith("… 48951424 more characters") and error["traceback"].startswith("Traceback")
    assert worker.run("print(kept)").stdout == "7\n"


def test_groups_and_notes(worker):
    new = worker.run("import sys; print(sys.version_info >= (3, 11))").stdout == "True\n"
    error = worker.run("e = ExceptionGroup('both', [ValueError(1), KeyError(2)])\ne.add_note('a note')\nraise e").error
    if new:
        assert error["name"] == "ExceptionGroup" and "a note" in error["traceback"] and "KeyError: 2" in error["traceback"]
    else:
        assert error["name"] == "NameError"


@pytest.mark.parametrize("code, stderr", [
    ("sys.exit()", ""), ("sys.exit(3)", ""), ("sys.exit('bye')", "bye\n"), ("exit()", ""), ("quit(1)", ""),
    ("raise SystemExit(None)", "")])
def test_exit_ends_the_execution_only(worker, code, stderr):
    result = worker.run("import sys; kept = 5; " + code + "; print('not reached')")
    assert (result.error, result.stdout, result.stderr, result.interrupted) == (None, "", stderr, False)
    assert worker.run("print(kept)").stdout == "5\n"


def test_exceptions_of_threads_show_source(worker):
    result = worker.run("import threading\ndef f():\n    1/0\nt = threading.Thread(target=f, name='T'); t.start(); t.join()")
    assert "Exception in thread T" in result.stderr and '"<code 1>", line 3, in f\n    1/0' in result.stderr
    assert "toolboxd" not in result.stderr and result.error is None


def test_never_colours(python, worker):
    worker.run("import os; os.environ['FORCE_COLOR'] = os.environ['PYTHON_COLORS'] = '1'")
    assert "\033" not in worker.run("1/0").error["traceback"]


def test_warnings_show_the_line(worker):
    result = worker.run("import warnings\nwarnings.warn('careful')")
    assert result.stderr == "<code 1>:2: UserWarning: careful\n  warnings.warn('careful')\n"


def test_hooks_and_traceback_in_the_users_hands(worker):
    code = """
import sys, traceback, linecache
linecache.checkcache(); linecache.clearcache()
try:
    1/0
except ZeroDivisionError:
    sys.excepthook(*sys.exc_info())
sys.displayhook(5)
"""
    result = worker.run(code)
    assert result.stdout == "5\n" and result.error is None
    assert of(result.stderr)[:2] == ["Traceback (most recent call last):", '  File "<code 1>", line 5, in <module>']
    assert worker.run("1/0").error["traceback"].count("    1/0") == 1


@pytest.mark.parametrize("harm", [
    "import builtins\nfor n in list(vars(builtins)):\n    if n not in ('__import__', '__build_class__'): delattr(builtins, n)",
    "import builtins, json\nbuiltins.print = builtins.len = builtins.int = json.dumps = json.loads = None",
    "import os\nos.fork = os.getpid = os.write = os.read = None",
    "import gc, sys\ngc.disable(); sys.setrecursionlimit(60); sys.path.clear(); sys.meta_path.clear()",
    "import os\nos.closerange(3, 1000)",
    "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))",
    "import sys\nsys.excepthook = sys.displayhook = sys.stdout.write = None",
    "import sys\nsys.settrace(lambda *a: 1/0)",
    "__builtins__ = {}; del __name__"])
def test_what_the_code_breaks_is_broken_for_itself_only(worker, harm):
    worker.run(harm)
    assert worker.run("x = 1").error is None
    error = worker.run("raise ValueError('still')").error
    assert error["name"] in ("ValueError", "NameError", "ZeroDivisionError"), error


def test_the_sources_of_many_executions_are_bounded(worker):
    for _ in range(30):
        assert worker.run("text = " + repr("x" * 1_000_000)).error is None
    result = worker.run("import linecache; print(sum(sum(map(len, e[2])) for n, e in linecache.cache.items() if n[0] == '<'))")
    assert 0 < int(result.stdout) < 9_500_000
