"""SIGINT: reaches the user's code wherever it is, and never anything else."""

import pytest

BLOCKED = {
    "sleep": "import time; print('go'); time.sleep(1000)",
    "loop": "print('go')\nwhile True: pass",
    "subprocess": "import subprocess; print('go'); subprocess.run(['sleep', '1000'])",
    "recv": "import socket; a, b = socket.socketpair(); print('go'); a.recv(1)",
    "lock": "import threading; l = threading.Lock(); l.acquire(); print('go'); l.acquire()",
    "join": "import threading, time; t = threading.Thread(target=time.sleep, args=(1000,), daemon=True); t.start(); print('go'); t.join()",
    "queue": "import queue; print('go'); queue.Queue().get()",
    "asyncio.run": "import asyncio\nasync def f():\n    print('go'); await asyncio.sleep(1000)\nasyncio.run(f())",
    "await": "import asyncio\nprint('go')\nawait asyncio.sleep(1000)",
    "await loop": "import asyncio\nawait asyncio.sleep(0)\nprint('go')\nwhile True: pass",
    "gather": "import asyncio\nasync def f(): await asyncio.sleep(1000)\nprint('go')\nawait asyncio.gather(f(), f())",
    "with": "import contextlib, time\nwith contextlib.suppress(ValueError):\n    print('go'); time.sleep(1000)",
    "printing": "import sys\nprint('go')\nwhile True: print('o'); print('e', file=sys.stderr)",
    # Once the child has its task: interrupted before that, Python's own Pool.terminate() may wait for ever.
    "pool": "import multiprocessing, time\ndef f(x): print('go'); time.sleep(x)\nwith multiprocessing.Pool(1) as p: p.map(f, [1000])",
}


@pytest.mark.parametrize("where", BLOCKED)
def test_an_interrupt_gets_through(worker, where):
    worker.run("kept = 7")
    result = worker.interrupted_run(BLOCKED[where])
    assert result.interrupted and result.error["name"] == "KeyboardInterrupt"
    assert '"<code 2>"' in result.error["traceback"] and "toolboxd" not in result.error["traceback"]
    assert worker.run("print(kept)").stdout == "7\n"


@pytest.mark.parametrize("method", ["__repr__", "_repr_html_", "_repr_mimebundle_"])
@pytest.mark.parametrize("shown", ["Slow()", "display(Slow())", "display({}, Slow())"])
def test_rich_results_are_interrupted(worker, method, shown):
    worker.run("kept = 7\nimport time\nclass Slow:\n    def %s(self, **_): print('go'); time.sleep(1000); return 'slept'" % method)
    worker.start(shown, rich=True)
    while worker.result.stdout != "go\n":
        got = worker.ready_frame() or worker.step()
        if got is not None and got["op"] == "sync":
            worker.answer_sync(got)
    worker.interrupt()
    result = worker.finish()
    assert result.interrupted and result.error["name"] == "KeyboardInterrupt" and "slept" not in str(result.events)
    assert result.error["traceback"].count('"<code ') == 1 + ("display" in shown) and "toolboxd" not in result.error["traceback"]
    assert worker.run("print(kept)").stdout == "7\n"


def test_between_executions_it_does_nothing(worker):
    for _ in range(50):
        worker.interrupt()
        assert worker.run("x = 1").error in (None, {"name": "KeyboardInterrupt", "value": "", "traceback": worker.result.done.get("error", {}).get("traceback")})
    assert worker.run("print(x)").stdout == "1\n"


def test_one_that_comes_as_the_code_ends_never_hits_the_next(worker):
    """Interrupts are sent while short code runs; done comes once each time, and what follows is untouched."""
    interrupted = 0
    for i in range(300):
        worker.start("import sys\nfor i in range(%d): print(i); print(i, file=sys.stderr)" % (i % 7))
        worker.interrupt()
        interrupted += worker.finish().interrupted
        result = worker.run("print('next')")
        assert result.stdout == "next\n" and result.error is None, (i, result.error)


def test_code_may_catch_it(worker):
    result = worker.interrupted_run("import time\ntry:\n    print('go'); time.sleep(1000)\nexcept KeyboardInterrupt:\n    print('caught')")
    assert result.stdout == "go\ncaught\n" and result.error is None and not result.interrupted


def test_raising_it_counts_as_an_interrupt(worker):
    result = worker.run("raise KeyboardInterrupt('mine')")
    assert result.interrupted and result.error["value"] == "mine"


def test_a_cancelled_task_cleans_up_and_others_go_on(worker):
    code = """
import asyncio
async def tick():
    global ticks
    for ticks in range(10**9):
        await asyncio.sleep(0)
background = asyncio.ensure_future(tick())
try:
    print("go")
    await asyncio.sleep(1000)
finally:
    print("cleaned")
"""
    result = worker.interrupted_run(code)
    assert result.interrupted and result.stdout == "go\ncleaned\n"
    result = worker.run("before = ticks\nawait asyncio.sleep(0.01)\nprint(ticks > before, background.cancel())")
    assert result.stdout == "True True\n"


def test_a_handler_of_the_users_is_his_while_his_code_runs(worker):
    worker.run("import signal, time\nhits = []\nsignal.signal(signal.SIGINT, lambda *a: hits.append(1))")
    worker.interrupt()
    result = worker.interrupted_run("n = len(hits)\nprint('go')\nwhile len(hits) == n: pass\nprint('hit')")
    assert result.stdout.endswith("hit\n") and result.error is None


def test_python_s_own_handler_is_what_libraries_find(worker):
    code = "import signal\nprint(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    assert worker.run(code).stdout == "True\n"


def test_a_handler_that_raises_between_executions_ends_nothing(worker):
    code = """
import signal
def ring(*_): raise TimeoutError("late")
signal.signal(signal.SIGALRM, ring)
"""
    worker.run(code)
    worker.run("signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)")
    for _ in range(100):
        worker.run("x = 1")
    while worker.run("signal.setitimer(signal.ITIMER_REAL, 0)").error:
        pass
    assert worker.run("print('on')").stdout == "on\n"


def test_threads_left_running_hold_nothing_up(python, worker):
    worker.run("import threading\nstop = threading.Event()\nfor _ in range(3): threading.Thread(target=stop.wait).start()")
    assert worker.run("print(threading.active_count())").stdout == "4\n"
    assert worker.close() == 0
