"""Errors: names, values, and tracebacks that show the user's lines with their text and no worker's."""

import pytest

from support.interpreter import frames


def test_user_lines_with_their_text(context):
    error = context.error("def inner(n):\n    return 1 / n\n\ndef outer():\n    return inner(0)\n\nouter()")
    assert (error["name"], error["value"]) == ("ZeroDivisionError", "division by zero")
    traceback = error["traceback"]
    assert traceback.startswith("Traceback (most recent call last):\n")
    assert traceback.rstrip("\n").endswith("\nZeroDivisionError: division by zero")
    assert frames(traceback) == [(7, "outer()"), (5, "return inner(0)"), (2, "return 1 / n")]


def test_lines_of_earlier_executions(context):
    context.output("def first():\n    raise KeyError('k')")
    context.output("# another\n\n\ndef second():\n    first()")
    error = context.error("\nsecond()")
    assert (error["name"], error["value"]) == ("KeyError", "'k'")
    assert frames(error["traceback"]) == [(2, "second()"), (5, "first()"), (2, "raise KeyError('k')")]


def test_a_function_that_was_defined_anew(context):
    for n in range(3):
        context.output("\n" * n + f"def f():\n    raise ValueError({n})")
        assert frames(context.error("f()")["traceback"]) == [(1, "f()"), (2 + n, f"raise ValueError({n})")]


def test_chains(context):
    error = context.error("try:\n    1/0\nexcept ZeroDivisionError as e:\n    raise ValueError('x') from e")
    assert "direct cause" in error["traceback"] and "ZeroDivisionError: division by zero" in error["traceback"]
    assert frames(error["traceback"]) == [(2, "1/0"), (4, "raise ValueError('x') from e")]
    error = context.error("try:\n    1/0\nexcept ZeroDivisionError:\n    undefined_name")
    assert error["name"] == "NameError" and "During handling" in error["traceback"]
    error = context.error("try:\n    1/0\nexcept ZeroDivisionError:\n    raise ValueError('y') from None")
    assert "ZeroDivisionError" not in error["traceback"]


@pytest.mark.parametrize("code, line, text", [
    ("x = 1\ny = = 2\n", 2, "y = = 2"), ("print('a'\n", 1, "print('a'"), ("def f():\nreturn 1", 2, "return 1"),
    ("\n\nx = 'abc", 3, "x = 'abc"), ("for", 1, "for"), ("a b", 1, "a b"),
])
def test_syntax_errors_have_a_caret(context, code, line, text):
    error = context.error(code)
    assert error["name"] in ("SyntaxError", "IndentationError")
    lines = error["traceback"].splitlines()
    assert f"line {line}" in error["traceback"] and text in [at.strip() for at in lines]
    assert any(set(at.strip()) == {"^"} for at in lines), error["traceback"]
    assert len(frames(error["traceback"])) == 1 and error["value"]


def test_errors_that_the_compiler_finds_later(context):
    for code in ("\nreturn 5", "x = 1\nbreak"):
        error = context.error(code)
        assert error["name"] == "SyntaxError" and "line 2" in error["traceback"] and error["value"]


def test_nothing_of_code_with_a_syntax_error_runs(context):
    assert context.run("print('ran')\nx = = 1").completed("SyntaxError").stdout == ""


def test_lines_within_libraries_are_shown_those_of_the_worker_are_not(context):
    error = context.error("import json\njson.loads('{')")
    assert error["name"] == "JSONDecodeError"
    found = frames(error["traceback"])
    assert found[0] == (2, "json.loads('{')") and len(found) > 1


def test_a_deep_recursion(context):
    error = context.error("def f(n): return f(n + 1)\nf(0)")
    assert error["name"] == "RecursionError" and "f(n + 1)" in error["traceback"]
    assert len(error["traceback"]) < 100_000
    assert context.output("print(1)") == "1\n"


def test_errors_that_cannot_be_shown(context):
    code = "class Bad(Exception):\n    def __str__(self): raise RuntimeError('no text')\nraise Bad"
    assert context.error(code)["name"] == "Bad"
    code = "class Worse(Exception):\n    def __str__(self): return 5\n    __repr__ = __str__\nraise Worse"
    assert context.error(code)["name"] == "Worse"
    assert context.output("print(1)") == "1\n"


def test_names_and_values(context):
    assert context.error("class Mine(Exception): pass\nraise Mine('a', 2)")["value"] == "('a', 2)"
    error = context.error("raise Mine")
    assert (error["name"], error["value"]) == ("Mine", "")
    assert context.error("raise ValueError('line 1\\nline 2 ☃')")["value"] == "line 1\nline 2 ☃"
    assert context.error("open('/no/such/file')")["name"] == "FileNotFoundError"
    assert context.error("assert 1 == 2, 'unequal'")["value"] == "unequal"
    assert context.error("raise BaseException('base')")["name"] == "BaseException"
    assert context.error("raise GeneratorExit")["name"] == "GeneratorExit"


def test_long_values_and_lines_arrive(context):
    error = context.error("raise ValueError('x' * 300_000)")
    assert error["value"] == "x" * 300_000


def test_a_group_of_errors(context):
    error = context.error("raise ExceptionGroup('both', [ValueError('one'), TypeError('two')])")
    assert error["name"] == "ExceptionGroup"
    assert "ValueError: one" in error["traceback"] and "TypeError: two" in error["traceback"]


def test_memory_that_is_not_there(context):
    assert context.error("x = 'x' * 10**15")["name"] == "MemoryError"
    assert context.output("print(1)") == "1\n"


def test_traceback_and_logging_in_code(context):
    code = "import traceback\ntry:\n    1/0\nexcept Exception:\n    traceback.print_exc()"
    assert frames(context.run(code).completed().stderr) == [(3, "1/0")]


def test_hooks_of_the_code_do_not_disturb(context):
    context.output("import sys\nsys.excepthook = None\nsys.displayhook = None\nsys.settrace(None)")
    assert context.error("1/0")["name"] == "ZeroDivisionError"


@pytest.mark.parametrize("code", [
    "import sys; sys.stdout = None", "import sys; sys.stdout.close()", "import os; os.close(1)",
    "import os; os.close(2)", "import sys; del sys.modules['__main__']", "import sys; sys.modules.clear()",
    "import builtins; builtins.print = None",
    "import os; os.closerange(0, 3)", "globals().clear()", "import sys; sys.path.clear()", "import sys; sys.stderr = 5",
    "import json; json.dumps = json.loads = None", "import os; os.write = os.read = None", "import gc; gc.disable()",
    "import builtins; builtins.len = builtins.str = builtins.isinstance = None",
    "import signal; signal.signal(2, signal.SIG_IGN)",
    "import threading; threading.current_thread = None", "import resource; resource.setrlimit(7, (3, 3))",
    "import sys; sys.setrecursionlimit(60)", "import locale; locale.setlocale(0, 'C')",
])
def test_code_that_breaks_its_own_world(make_context, code):
    """Whatever it breaks, it ends with its messages, and the context can be used or is made anew."""
    context = make_context()
    result = context.run(code)
    assert result.code == 1000 and result.control == "completed", result
    again = context.run("import os; os.write(1, b'on') if os.write else None")
    assert again.code == 1000, again
    if again.error is not None and again.error["name"] == "WorkerDied":
        assert context.output("print('on')") == "on\n"


def test_all_descriptors_closed_by_code(context):
    """Even the channel: the worker cannot go on and that is told."""
    result = context.run("import os\nos.closerange(0, 4096)")
    assert result.code == 1000 and (result.error is None or result.error["name"] == "WorkerDied"), result
    context.run("pass")
    assert context.run("print('on')").code == 1000
