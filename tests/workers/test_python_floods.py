"""Many prints in a short time are collected; nobody shall be able to tell, but by the clock."""

import hashlib
import random

import pytest

from support.python_worker import Worker

FLOOD = """
import sys
def flood(most=10**7):
    for i in range(most):
        print('%071d' % i)
        if not sys.stdout.write_through: break  # now it is collected
    else: raise AssertionError("a flood as any other")
    for i in range(i + 1, i + 100): print('%071d' % i)
    print("end")
flood()
"""
PLAIN = "import sys\nfor i in range(4000): print('%071d' % i)\n"


def lines(n):
    return "".join("%071d\n" % i for i in range(n))


@pytest.fixture
def flooding(worker):
    """Runs code directly after a flood, and gives what stdout held after it."""

    def run(code, error=None, **options):
        return after_flood(worker.run(FLOOD + code, **options), error)

    return run


def after_flood(result, error=None):
    assert (result.error or {}).get("name") == error, result.error
    flood, _, after = result.stdout.partition("end\n")
    assert flood == lines(len(flood) // 72)
    return after


def test_a_flood_arrives(worker):
    assert worker.run(PLAIN.replace("4000", "100000")).stdout == lines(100000)


def test_little_output_is_never_collected(worker):
    result = worker.run("import sys\nfor i in range(500): print(i)\nprint(sys.stdout.write_through)")
    assert result.stdout.endswith("True\n") and result.syncs == 0


@pytest.mark.parametrize("then", ["import time; time.sleep(1000)", "while True: pass", "import threading; threading.Event().wait()"])
def test_it_comes_while_the_code_goes_on_with_something_else(worker, then):
    result = worker.interrupted_run(FLOOD + "print('go')\n" + then)
    assert after_flood(result, "KeyboardInterrupt") == "go\n" and result.interrupted


def test_the_mode_ends_with_the_flood(flooding):
    code = "while not sys.stdout.write_through: pass\nprint('exact', sys.stdout._CHUNK_SIZE)"
    assert flooding(code) == "exact 8192\n"


OTHERS = {
    "os.write": "import os; os.write(1, b'x\\n')",
    "posix.write": "import posix; posix.write(1, b'x\\n')",
    "os.writev": "import os; os.writev(1, [b'x', b'\\n'])",
    "subprocess": "import subprocess; subprocess.run(['echo', 'x'])",
    "os.system": "import os; os.system('echo x')",
    "os.popen": "import os; print(os.popen('echo x').read(), end='')",
    "posix_spawn": "import os; os.waitpid(os.posix_spawn('/bin/echo', ['echo', 'x'], os.environ), 0)",
    "fork": "import os\nchild = os.fork()\nif not child: print('x'); os._exit(0)\nos.waitpid(child, 0)",
    "fork, then exit": "import os\nif not os.fork(): print('x'); sys.exit()\nos.wait()",
    "multiprocessing": "import multiprocessing as m\np = m.get_context('fork').Process(target=print, args=('x',)); p.start(); p.join()",
    "thread": "import threading\nt = threading.Thread(target=print, args=('x',)); t.start(); t.join()",
    "__stdout__": "print('x', file=sys.__stdout__)",
    "buffer": "sys.stdout.buffer.write(b'x\\n')",
    "raw": "sys.stdout.buffer.raw.write(b'x\\n')",
    "open": "with open(1, 'w', closefd=False) as f: f.write('x\\n')",
    "fdopen": "import os\nwith os.fdopen(os.dup(1), 'w') as f: f.write('x\\n')",
    "/dev/stdout": "with open('/dev/stdout', 'a') as f: f.write('x\\n')",
    "another wrapper": "import io\nt = io.TextIOWrapper(sys.stdout.buffer, write_through=True); t.write('x\\n'); t.detach()",
    "reconfigure": "sys.stdout.reconfigure(encoding='latin-1'); print('x'); sys.stdout.reconfigure(encoding='utf-8')",
    "redirect": "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()): print('y')\nprint('x')",
    "logging": "import logging\nh = logging.StreamHandler(sys.stdout); h.emit(logging.makeLogRecord({'msg': 'x'}))",
    "signal": "import signal\nsignal.signal(signal.SIGUSR1, lambda *a: print('x')); signal.raise_signal(10); signal.signal(10, signal.SIG_DFL)",
    "__del__": "class D:\n    def __del__(self): print('x')\nD()",
}


@pytest.mark.parametrize("other", OTHERS)
def test_others_write_in_their_place(flooding, other):
    assert flooding("print('a')\n" + OTHERS[other] + "\nprint('b')") == "a\nx\nb\n"


def test_c_code_writes_in_its_place(flooding):
    code = """
print('a')
try:
    import ctypes
except ImportError:  # a Python without it
    print('x')
else:
    libc = ctypes.CDLL(None); libc.puts(b'x'); libc.fflush(None)
print('b')
"""
    assert flooding(code) == "a\nx\nb\n"


def test_stderr_comes_in_its_place(worker):
    result = worker.run(FLOOD + "print('a')\nprint('e', file=sys.stderr)\nprint('b')")
    assert after_flood(result) == "a\nb\n"
    assert result.events[0][1].endswith("a\n") and result.events[1:] == [("stderr", "e\n"), ("stdout", "b\n")]


def test_an_error_comes_after_it(flooding):
    assert flooding("1 / 0", error="ZeroDivisionError") == ""


def test_displays_come_in_their_place(worker):
    result = worker.run(FLOOD + "print('a')\ndisplay(1)\nprint('b')", rich=True)
    assert after_flood(result) == "a\nb\n"
    (_, before), (kind, shown), after = result.events
    assert before.endswith("a\n") and (kind, shown["text"]) == ("display", "1") and after == ("stdout", "b\n")


@pytest.mark.parametrize("end", ["import os; os._exit(3)", "import os; os.kill(os.getpid(), 9)", "import os; os.abort()",
                                 "import os; os.execv('/bin/true', ['true'])"])
def test_a_sudden_end_loses_nothing(python, end):
    worker = Worker(python)
    worker.start(FLOOD + "print('last')\n" + end)
    with pytest.raises((EOFError, ConnectionError)):
        worker.finish()
    worker.process.wait()
    worker.take_output()
    assert worker.result.stdout.endswith("end\nlast\n")
    worker.close()


@pytest.mark.parametrize("damage", ["sys.stdout.close()", "sys.stdout.detach()", "import os; os.close(1)", "del sys.stdout", "sys.stdout = None"])
def test_streams_that_are_closed_meanwhile(worker, damage):
    assert after_flood(worker.run(FLOOD + "print('last')\n" + damage)) == "last\n"
    assert worker.run("import sys; sys.stdout = sys.__stdout__").error is None
    assert worker.run("print('again', sys.stdout.write_through)").stdout == "again True\n"
    assert after_flood(worker.run(FLOOD)) == ""


def test_functions_are_their_own_again(worker):
    code = "import os, posix, _thread, _signal\nkept = [os.write, posix.dup2, os._exit, _thread.start_new_thread, _signal.signal]\n"
    assert after_flood(worker.run(code + FLOOD)) == ""
    now = "print([os.write, posix.dup2, os._exit, _thread.start_new_thread, _signal.signal] == kept, os.write)"
    assert worker.run(now).stdout == "True <built-in function write>\n"


def test_who_writes_beside_python_prevents_it(worker):
    result = worker.run("import os\nos.write(1, b'x')\n" + PLAIN + "print(sys.stdout.write_through)")
    assert result.stdout == "x" + lines(4000) + "True\n"
    assert after_flood(worker.run(FLOOD)) == ""  # that was another execution


@pytest.mark.parametrize("company", [
    "import threading; e = threading.Event(); threading.Thread(target=e.wait).start()",
    "import subprocess; p = subprocess.Popen(['cat'], stdin=subprocess.PIPE)",
    "import signal; signal.signal(signal.SIGUSR1, lambda *a: None)"])
def test_company_prevents_it(worker, company):
    worker.run(company)
    assert worker.run(PLAIN + "print(sys.stdout.write_through)").stdout == lines(4000) + "True\n"
    worker.run("if 'e' in globals(): e.set()\nif 'p' in globals(): p.communicate()")


def test_a_daemon_that_counts_no_bytes_prevents_it(worker):
    worker.answer_sync = lambda asked: worker.send({"op": "synced", "id": asked["id"]})
    assert worker.run(PLAIN + "print(sys.stdout.write_through)").stdout == lines(4000) + "True\n"


def test_interrupts_lose_nothing(worker):
    """Each comes at some moment of a flood: what was printed is there, in one piece, up to there."""
    code = """
i = 0
try:
    while True:
        i += 1
        print("%071d" % i)
except KeyboardInterrupt:
    print("caught", i)
"""
    for _ in range(40):
        worker.start(code)
        worker.wait_for("%071d\n" % random.randrange(1, 20000))
        worker.interrupt()
        result = worker.finish()
        assert result.error is None
        *numbers, last = result.stdout.splitlines()
        at = int(last.split()[-1])
        last = last[:-len("caught %d" % at)]  # the print that was interrupted
        assert numbers[:at - 1] == ["%071d" % i for i in range(1, at)]
        assert [*numbers[at - 1:], last] in ([""], ["%071d" % at], ["%071d" % at, ""])


STRESS = '''
import os, random, subprocess, sys, threading, time
dice = random.Random({seed})
log = []

def out(text):
    log.append(text)
    sys.stdout.write(text)

def write(text):
    log.append(text)
    os.write(1, text.encode())

def child(text):
    log.append(text)
    subprocess.run(["/bin/echo", "-n", text])

def fork(text):
    log.append(text)
    child = os.fork()
    if not child:
        sys.stdout.write(text)
        os._exit(0)
    os.waitpid(child, 0)

def thread(text):
    log.append(text)
    t = threading.Thread(target=sys.stdout.write, args=(text,))
    t.start()
    t.join()

def buffer(text):
    log.append(text)
    sys.stdout.buffer.write(text.encode())

steps = out, write, child, fork, thread, buffer, out, out
n = 0
interrupts = 0
def step():
    global n
    for _ in range(dice.choice((1, 10, 3000, 8000))):
        n += 1
        out("%d é %s\\n" % (n, "x" * dice.randrange(100)))
    dice.choice(steps)("%d by another\\n" % n)
    if dice.random() < 0.3:
        sys.stderr.write("%d\\n" % n)
    if dice.random() < 0.2:
        time.sleep(dice.choice((0, 0.001, 0.003)))
'''


def test_a_random_mixture_arrives_as_it_was_written(worker):
    assert worker.run(STRESS.format(seed=random.randrange(1 << 30))).error is None
    for _ in range(6):
        result = worker.run("log.clear()\nfor _ in range(25): step()")
        assert result.error is None, result.error["traceback"]
        told = worker.run("import hashlib\nprint(len(''.join(log)), hashlib.md5(''.join(log).encode()).hexdigest())").stdout
        assert told == "%d %s\n" % (len(result.stdout), hashlib.md5(result.stdout.encode()).hexdigest())
