"""Interrupts: whatever Python waits in or works at, a client that leaves ends it and the state is kept."""

import os
import signal

import pytest

from support.interpreter import COMPLETED, INTERRUPTED, create, say, wait_at
from support.process import end_process, nap, processes_with

# What the code is busy with when the interrupt comes; {nap} is a sleep of a shell. A loop within `try` is on lines of its
# own: that of `try: while True: pass` cannot catch an interrupt in Python 3.11 and 3.12.
BUSY = {
    "sleep": "import time; time.sleep(10**6)",
    "tight loop": "while True:\n    pass",
    "loop of calls": "def f(): pass\nwhile True: f()",
    "endless iterator": "for _ in iter(int, 1): pass",
    "subprocess.run": "import subprocess; subprocess.run({nap!r}.split())",
    "check_output": "import subprocess; subprocess.check_output({nap!r}.split())",
    "communicate": "import subprocess; subprocess.Popen({nap!r}, shell=True, stdout=-1).communicate()",
    "recv": "import socket; a, b = socket.socketpair(); a.recv(1)",
    "accept": "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(); s.accept()",
    "http": "import socket, urllib.request; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()\n"
            "urllib.request.urlopen('http://127.0.0.1:%d/' % s.getsockname()[1])",
    "select": "import select; select.select([], [], [])",
    "join": "import threading; e = threading.Event()\n"
            "t = threading.Thread(target=e.wait, daemon=True); t.start(); t.join()",
    "lock": "import threading; l = threading.Lock(); l.acquire(); l.acquire()",
    "queue": "import queue; queue.Queue().get()",
    "await": "import asyncio\nawait asyncio.sleep(10**6)",
    "asyncio.run": "import asyncio\nasyncio.run(asyncio.sleep(10**6))",
    "regular expression": "import re; re.match('(a*)*b', 'a' * 50)",
    "pipe": "import os; r, w = os.pipe(); os.read(r, 1)",
    "wait": "import subprocess, os; p = subprocess.Popen({nap!r}.split()); os.waitpid(p.pid, 0)",
    "printing": "while True: print('x' * 1000)",
}


@pytest.mark.parametrize("busy", BUSY)
def test_a_client_that_leaves(context, events, busy):
    sleeper = nap()
    context.output("seen = None")
    body = BUSY[busy].format(nap=sleeper).replace("\n", "\n    ")
    code = (f"try:\n    {say(events, 'go')}\n    {body}\n"
            "except BaseException as e:\n    seen = type(e).__name__\n    raise\nfinally:\n    ended = True")
    execution = context.start(code)
    assert events.line() == "go"
    execution.leave("vanish")
    ended, seen = context.output("print(ended, seen)").split()
    # A coroutine that waits is cancelled, as by asyncio.run(); the interrupt is raised around it.
    assert ended == "True" and seen in (("KeyboardInterrupt", "CancelledError") if busy == "await" else ("KeyboardInterrupt",))
    for pid in processes_with(sleeper):
        end_process(pid)


@pytest.mark.parametrize("how", ["close", "reset"])
def test_however_it_leaves(context, events, how):
    execution = context.start(f"kept = 1; {say(events, 'go')}\nwhile True: pass")
    assert events.line() == "go"
    execution.leave(how)
    assert context.output("print(kept)") == "1\n"


def test_os_system(context, events):
    """The shell's caller ignores the first interrupt; the group's ends the shell."""
    sleeper = nap()
    execution = context.start(f"import os; kept = 1; {say(events, 'go')}; os.system({sleeper!r})")
    assert events.line() == "go"
    execution.leave()
    assert context.output("print(kept)") == "1\n"
    assert processes_with(sleeper) == []


def test_a_child_that_ignores_the_interrupt_does_not_hold_it_up(context, events):
    sleeper = nap()
    script = f"trap '' INT; echo go > {events.path}; {sleeper}"
    execution = context.start(f"import subprocess; subprocess.run(['sh', '-c', {script!r}])")
    assert events.line() == "go"
    execution.leave()
    assert context.output("print('next')") == "next\n"


def test_one_that_swallows_it_is_killed(context, events):
    code = f"import time; kept = 1\nwhile True:\n    try:\n        {say(events, 'go')}\n        time.sleep(1)\n    except: pass"
    execution = context.start(code)
    assert events.line() == "go"
    execution.leave()
    assert context.output("print('kept' in globals())") == "False\n"


def test_one_stuck_in_c_is_killed_with_all_it_started(context, events):
    sleeper = nap()
    code = (f"import subprocess, os; kept = 1\nsubprocess.Popen({sleeper!r}.split(), start_new_session=True)\n"
            f"{say(events, 'go')}; sum(range(10**18))")
    execution = context.start(code)
    assert events.line() == "go"
    execution.leave()
    assert context.output("print('kept' in globals())") == "False\n"
    assert processes_with(sleeper) == []


def test_the_codes_own_keyboard_interrupt(context):
    result = context.run("kept = 1\nprint('x')\nraise KeyboardInterrupt('mine')")
    assert (result.stdout, result.control, result.code) == ("x\n", INTERRUPTED, 1000), result
    assert (result.error["name"], result.error["value"]) == ("KeyboardInterrupt", "mine")
    assert "raise KeyboardInterrupt('mine')" in result.error["traceback"]
    assert context.output("print(kept)") == "1\n"


def test_an_interrupt_that_the_code_handles(context, events):
    """It was asked to end and did so in its own way, which nobody heard any more."""
    code = f"try:\n    {say(events, 'go')}\n    while True:\n        pass\nexcept KeyboardInterrupt:\n    handled = 'yes'"
    execution = context.start(code)
    assert events.line() == "go"
    execution.leave()
    assert context.output("print(handled)") == "yes\n"


def test_interrupts_while_nothing_runs_do_no_harm(context):
    pid = context.pid()
    for _ in range(20):
        os.kill(pid, signal.SIGINT)
        assert context.output("print('on')") == "on\n"
    assert context.pid() == pid


def test_clients_that_leave_at_every_moment(coder):
    """Nothing is waited for between start and leaving, so the interrupt meets every state of the worker."""
    context = create(coder)
    context.output("kept = 1")
    for n in range(60):
        execution = context.start("for i in range(10000): print(i)")
        if n % 2:
            execution.until("5\n")
        execution.leave(["close", "vanish", "reset"][n % 3])
    assert context.output("print(kept)") == "1\n"
    assert context.delete().status == 200


def test_threads_left_running_do_not_hold_the_next(context, events, gate):
    code = (f"import threading\ndef work():\n    {wait_at(gate)}\n    {say(events, 'thread done')}\n"
            "for _ in range(3): threading.Thread(target=work).start()\nprint('started')")
    assert context.run(code).completed().stdout == "started\n"
    assert context.output("print(threading.active_count() >= 4)") == "True\n"
    gate.let_through(3)
    assert [events.line() for _ in range(3)] == ["thread done"] * 3


def test_a_context_with_threads_left_running_can_be_deleted(coder):
    context = create(coder)
    result = context.run("import threading\nfor _ in range(3): threading.Thread(target=threading.Event().wait).start()")
    assert result.control == COMPLETED
    assert context.delete().status == 200
