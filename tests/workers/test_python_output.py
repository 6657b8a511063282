"""stdout and stderr of contexts: everything arrives, in the order in which it was written."""

import pytest

from support.python_worker import Worker


def test_prints_arrive(worker):
    result = worker.run("print('one', 2)\nimport sys\nsys.stdout.write('é😀')")
    assert result.stdout == "one 2\né😀" and result.error is None and not result.interrupted


def test_the_value_of_an_expression_is_not_printed(worker):
    assert worker.run("1 + 1\n'text'").events == []


def test_the_two_streams_keep_their_order(worker):
    code = "import sys\nfor i in range(50):\n    print(i)\n    print(i, file=sys.stderr)"
    events = worker.run(code).events
    assert events == [(name, f"{i}\n") for i in range(50) for name in ("stdout", "stderr")]


def test_one_stream_alone_needs_no_synchronisation(worker):
    assert worker.run("for i in range(1000): print(i)").syncs == 0


def test_what_others_write_comes_in_place(worker):
    code = """
import ctypes, os, subprocess, sys
print("a", end="")
os.write(1, b"b")
print("c", end="")
subprocess.run(["echo", "d"])
sys.stdout.buffer.write(b"e")
ctypes.CDLL(None).puts(b"f"); ctypes.CDLL(None).fflush(None)
print("g")
"""
    result = worker.run(code)
    if "No module named '_ctypes'" in (result.error or {}).get("value", ""):
        result = worker.run("\n".join(l for l in code.replace("ctypes, ", "").splitlines() if "ctypes" not in l))
        assert result.stdout == "abcd\neg\n"
    else:
        assert result.stdout == "abcd\nef\ng\n"


def test_megabytes_in_one_line(worker):
    assert worker.run("print('x' * 5_000_000)").stdout == "x" * 5_000_000 + "\n"


def test_surrogates_are_escaped(worker):
    assert worker.run(r"print('\ud800')").stdout == "\\ud800\n"


def test_streams_look_as_usual(worker):
    code = """
import sys
for s, n in (sys.stdout, 1), (sys.stderr, 2):
    print(s.fileno() == n, s.encoding, s.isatty(), s.line_buffering, s.name, s.mode, s.writable(), s.closed)
    s.reconfigure(line_buffering=True)
print(sys.stdout is sys.__stdout__, sys.argv, sys.stdin.read() == '')
"""
    assert worker.run(code).stdout == (
        "True utf-8 False False <stdout> w True False\nTrue utf-8 False False <stderr> w True False\nTrue [''] True\n")


@pytest.mark.parametrize("damage", [
    "sys.stdout.close()", "os.close(1)", "sys.stdout.close(); os.close(1); os.close(2); os.close(0)", "del sys.stdout",
    "sys.stdout.detach()", "sys.stdout = io.TextIOWrapper(sys.stdout.buffer); sys.stdout = None; sys.stdout = sys.__stdout__",
    "sys.stderr.close(); sys.__stdout__ = None", "sys.stdin.close(); sys.stdout.buffer.close()", "exit()"])
def test_closed_streams_are_there_again(worker, damage):
    worker.run("import io, os, sys\n" + damage)
    result = worker.run("print('out'); print('err', file=sys.stderr)\ntry: input()\nexcept EOFError: print('end')")
    assert (result.stdout, result.stderr, result.error) == ("out\nend\n", "err\n", None)


def test_a_stream_that_the_code_puts_in_place_stays_and_is_flushed(worker):
    result = worker.run("import io, sys\nsys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, 'wb', closefd=False)))\nprint('kept')")
    assert result.stdout == "kept\n"
    worker.run("sys.stdout = io.StringIO(); print('into the text')")
    result = worker.run("text = sys.stdout.getvalue(); sys.stdout = sys.__stdout__; print(repr(text))")
    assert result.stdout == "'into the text\\n'\n"


def test_redirect_stdout(worker):
    code = "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as f: print(1)\nprint([f.getvalue()])"
    assert worker.run(code).stdout == "['1\\n']\n"


def test_threads_and_children_write_to_both_streams(worker):
    code = """
import os, sys, threading
def both():
    for i in range(200):
        print("o"); print("e", file=sys.stderr)
threads = [threading.Thread(target=both) for _ in range(3)]
for t in threads: t.start()
both()
child = os.fork()
if not child:
    both(); os._exit(0)
os.waitpid(child, 0)
for t in threads: t.join()
"""
    result = worker.run(code)
    assert result.stdout.count("o") == result.stderr.count("e") == 1000 and result.error is None


def test_a_signal_handler_that_prints_meanwhile(worker):
    code = """
import signal, sys
count = 0
def ring(*_):
    global count
    count += 1
    print("ring", file=sys.stderr)
signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
lines = 0
while count < 50:
    print("line"); print("other", file=sys.stderr); lines += 1
signal.setitimer(signal.ITIMER_REAL, 0)
print(count, lines)
"""
    result = worker.run(code)
    assert result.error is None
    *lines, last = result.stdout.splitlines()
    assert last == f"{result.stderr.count('ring')} {len(lines)}" and result.stderr.count("other") == len(lines)


def test_modules_of_the_working_directory_are_the_users_alone(python, tmp_path):
    for name in ("socket", "sched", "tokenize", "token", "traceback", "ast", "select", "colorsys"):
        (tmp_path / f"{name}.py").write_text("raise SystemError('of the working directory')" if name != "colorsys" else "mine = 1")
    worker = Worker(python, cwd=tmp_path)
    assert "line 1" in worker.run("1/0").error["traceback"]
    assert worker.run("import colorsys, sys; print(colorsys.mine, repr(sys.path[0]))").stdout == "1 ''\n"
    assert worker.run("import sched").error["name"] == "SystemError"
    assert worker.close() == 0
