"""The program of code-run: as python3 -u -c, with lines of source in tracebacks, and charts."""

import pytest

from support.python_worker import code_run


def test_it_is_a_script(python):
    code = "import sys\nprint(sys.argv, __name__, sorted(globals()), repr(sys.path[0]), repr(sys.stdin.read()))"
    assert code_run(python, code, "a b", "'") == (0, "['-c', 'a b', \"'\"] __main__ ['__builtins__', '__doc__', '__loader__', "
                                                     "'__name__', '__package__', '__spec__', 'sys'] '' ''\n", [])


@pytest.mark.parametrize("code, status, output", [
    ("", 0, ""), ("import sys; sys.exit()", 0, ""), ("import sys; sys.exit(7)", 7, ""), ("raise SystemExit('bye')", 1, "bye\n"),
    ("import os; os._exit(9)", 9, ""), ("import os; os.kill(os.getpid(), 9)", -9, ""), ("\ufeffprint(1)", 0, "1\n"),
    ("import asyncio\nawait asyncio.sleep(0)\nprint('awaited')", 0, "awaited\n"),
    ("import sys\nsys.excepthook = lambda t, v, b: print(t.__name__, b.tb_lineno, v.__traceback__ is b)\n1/0", 1, "ZeroDivisionError 3 True\n"),
    ("import atexit, threading\natexit.register(print, 'exit')\nthreading.Timer(0.01, print, ['thread']).start()\nprint('main')", 0, "main\nthread\nexit\n"),
    ("import sys\nprint('o'); print('e', file=sys.stderr); sys.stdout.write('p'); sys.stderr.write('q')", 0, "o\ne\npq"),
    ("import os\npid = os.fork()\nif pid: os.waitpid(pid, 0)\nprint(pid > 0)", 0, "False\nTrue\n"),
    ("import multiprocessing\ndef f(x): return x + 1\nwith multiprocessing.Pool(1) as p: print(p.map(f, [1]))", 0, "[2]\n"),
    ("import warnings\nwarnings.warn('w')", 0, "<string>:2: UserWarning: w\n  warnings.warn('w')\n"),
    ("import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))) is A)", 0, "True\n")])
def test_how_it_ends(python, code, status, output):
    assert code_run(python, code) == (status, output, [])


def lines(output):
    return [line for line in output.splitlines() if line.strip(" ~^")]


def test_tracebacks(python):
    status, output, _ = code_run(python, "def f():\n    1 / 0\n\nf()\n")
    assert status == 1 and lines(output) == [
        "Traceback (most recent call last):", '  File "<string>", line 4, in <module>', "    f()",
        '  File "<string>", line 2, in f', "    1 / 0", "ZeroDivisionError: division by zero"]
    assert lines(code_run(python, "import asyncio\nawait asyncio.sleep(0)\n1 / 0")[1]) == [
        "Traceback (most recent call last):", '  File "<string>", line 3, in <module>', "    1 / 0", "ZeroDivisionError: division by zero"]
    status, output, _ = code_run(python, "x = = 1")
    assert status == 1 and output.startswith('  File "<string>", line 1\n    x = = 1\n        ^\nSyntaxError')
    status, output, _ = code_run(python, b"a\0b")
    assert status == 1 and "null byte" in output and "toolboxd" not in output


def test_what_is_found_after_parsing_has_its_line(python):
    for code in "return 5", "class A: yield 1", "def f(): nonlocal x", "def f(): await x":
        output = code_run(python, "x = 1\n" + code)[1].splitlines()
        assert output[:2] == ['  File "<string>", line 2', "    " + code] and set(output[2]) <= set(" ^") and "^" in output[2]
    output = code_run(python, "x = 1\nexec('2\\nbreak')")[1]
    assert lines(output)[-2:] == ['  File "<string>", line 2', "SyntaxError: 'break' outside loop"]


def test_carets_are_the_same_without_a_line_s_end(python):
    bare, ended = (code_run(python, "x = '\x0c'\n(1/0) + 1" + end)[1] for end in ("", "\n"))
    assert bare == ended and "    (1/0) + 1\n" in bare


def test_generated_code_has_no_lines_of_the_programs(python):
    code = "import dataclasses\n@dataclasses.dataclass\nclass A:\n    x: int\n    def __post_init__(self): raise ValueError\nA(1)"
    output = lines(code_run(python, code)[1])
    assert output[output.index([l for l in output if l.endswith("in __init__")][0]) + 1].startswith("  File")


def test_an_interrupt_ends_it_as_python_ends(python):
    code = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nwhile True: pass"
    status, output, _ = code_run(python, code)
    assert status == -2 and output.endswith("KeyboardInterrupt\n") and "toolboxd" not in output
    code = "import asyncio, os, signal\nos.kill(os.getpid(), signal.SIGINT)\nawait asyncio.sleep(1000)"
    status, output, _ = code_run(python, code)
    assert status == -2 and lines(output)[-1] == "KeyboardInterrupt" and "toolboxd" not in output


def test_charts(python, tmp_path):
    (tmp_path / "matplotlib").mkdir()
    (tmp_path / "matplotlib/__init__.py").write_text("")
    (tmp_path / "matplotlib/pyplot.py").write_text("")
    charts = b"""
def watch(pyplot, emit, wanted):
    pyplot.show = lambda: wanted() and emit({"type": "line", "title": "\\u00e9\\ud800", "png": "x" * 300000})
"""
    code = "import os\nimport matplotlib.pyplot as plt\nplt.show()\nplt.show()\nif not os.fork(): plt.show()\nelse: os.wait()"
    status, output, shown = code_run(python, code, charts=charts, cwd=tmp_path)
    assert (status, output) == (0, "") and shown == [{"type": "line", "title": "é?", "png": "x" * 300000}] * 2


def test_modules_of_the_working_directory_are_the_programs_alone(python, tmp_path):
    for name in "fcntl", "tokenize", "traceback", "select":
        (tmp_path / f"{name}.py").write_text("print('imported', __name__)")
    assert "ZeroDivisionError" in code_run(python, "1/0", cwd=tmp_path)[1]
    assert code_run(python, "import tokenize", cwd=tmp_path)[1] == "imported tokenize\n"
    for name in "socket", "queue", "selectors", "ast", "json", "textwrap":
        (tmp_path / f"{name}.py").write_text("print('imported', __name__)")
    output = code_run(python, "async def f(): pass\nawait f()\nimport queue\n1/0", cwd=tmp_path)[1]
    assert output.startswith("imported queue\nTraceback") and output.endswith("\nZeroDivisionError: division by zero\n")
    assert output.count("imported") == 1 and "    1/0\n" in output
    output = code_run(python, "import traceback\n1/0", cwd=tmp_path)[1]
    assert output.startswith("imported traceback\nTraceback") and "    1/0\n" in output
    (tmp_path / "asyncio.py").write_text("mine = 1")
    assert code_run(python, "async def f(): pass\nawait f()\nimport asyncio\nprint(asyncio.mine)", cwd=tmp_path)[:2] == (0, "1\n")


FORKS = """
import os
if not os.fork():
    mine = [os.open(os.devnull, os.O_RDONLY), *(os.dup2(0, n) for n in (1000, 200, 20))]
    if not os.fork():
        for fd in mine: os.fstat(fd)
        print('held', flush=True)
        os._exit(0)
    os.wait()
    os._exit(0)
os.wait()
print('end')
"""


def test_children_of_children(python):
    assert code_run(python, FORKS) == (0, "held\nend\n", [])
    assert code_run(python, "import os\nos.closerange(3, 2000)\n" + FORKS) == (0, "held\nend\n", [])
