"""Output as it comes: streaming, what is written while nothing runs, clients that are slow, pings."""

import json
import os
import socket

import pytest

from support.daemon import TIMEOUT
from support.interpreter import Context, Execution, create, say, wait_at
from support.process import status_kib
from support.pty import Port

MIB = 1024 * 1024


@pytest.mark.parametrize("write", ["print('first')", "print('first', end='')", "os.write(1, b'first')",
                                   "sys.stdout.write('first')", "sys.stdout.buffer.write(b'first'); sys.stdout.flush()",
                                   "subprocess.run(['printf', 'first'])"])
def test_a_piece_arrives_while_the_code_goes_on(context, gate, write):
    with context.start(f"import sys, os, subprocess\n{write}\n{wait_at(gate)}\nprint('second')") as execution:
        execution.until("first")
        gate.let_through()
        assert execution.result().completed().stdout.endswith("second\n")


def test_both_streams(context, gate):
    with context.start(f"import sys\nprint('e', file=sys.stderr)\nprint('o')\n{wait_at(gate)}") as execution:
        execution.until("e", "stderr").until("o")
        gate.let_through()
        execution.result().completed()


@pytest.mark.parametrize("language, code", [
    ("bash", "printf first; read _ < {gate}; echo second"),
    ("javascript", "console.log('first'); require('fs').readSync(require('fs').openSync('{gate}'), Buffer.alloc(1));"
                   "console.log('second')"),
    ("javascript", "console.log('first'); await new Promise(r => require('fs').createReadStream('{gate}', {end: 0})"
                   ".on('data', r)); console.log('second')"),
])
def test_in_the_other_languages(make_context, gate, language, code):
    with make_context(language).start(code.replace("{gate}", gate.path)) as execution:
        execution.until("first")
        gate.let_through()
        assert execution.result().completed().stdout.endswith("second\n")


# While nothing runs

def test_what_threads_write_in_between_is_dropped(context, events, gate):
    code = (f"import threading, os, sys\ndef work():\n    while True:\n        {wait_at(gate)}\n        print('late')\n"
            f"        print('late', file=sys.stderr)\n        os.write(1, b'late')\n        {say(events, 'written')}\n"
            "threading.Thread(target=work, daemon=True).start()")
    context.run(code).completed()
    for _ in range(20):
        gate.let_through()
        assert events.line() == "written"
        result = context.run("print('mine')").completed()
        assert (result.stdout, result.stderr) == ("mine\n", "")


def test_much_that_is_written_in_between_holds_nobody_up(context, events, gate):
    code = (f"import threading\ndef work():\n    {wait_at(gate)}\n    print('x' * 5_000_000)\n    {say(events, 'written')}\n"
            "t = threading.Thread(target=work); t.start()")
    context.run(code).completed()
    gate.let_through()
    assert events.line() == "written"
    assert context.output("t.join(); print('mine')") == "mine\n"


def test_a_background_child_writes_on(context, events, gate):
    script = f"read _ < {gate.path}; echo late; echo written > {events.path}"
    context.run(f"import subprocess; p = subprocess.Popen({script!r}, shell=True)").completed()
    gate.let_through()
    assert events.line() == "written"
    assert context.output("p.wait(); print('mine')").replace("late\n", "") == "mine\n"


def test_what_a_thread_writes_while_something_runs_is_that_ones(context, events, gate):
    context.run(f"import threading\ndef work():\n    {wait_at(gate)}\n    print('thread')\n    {say(events, 'written')}\n"
                "t = threading.Thread(target=work); t.start()").completed()
    with context.start("t.join(); print('main')") as execution:
        execution.taken()
        gate.let_through()
        assert execution.result().completed().stdout in ("thread\nmain\n", "main\n")


# Slow clients

class Narrow(Port):
    """Connections for which this machine holds little, so that what is not read stays with the daemon."""

    def connect(self):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.settimeout(TIMEOUT)
        sock.connect(("127.0.0.1", self.port))
        return sock


FLOOD = "line = 'x' * 999\nfor _ in range(100_000): print(line)\nprint('end')"


def flood_for_a_slow_one(daemon, context_id=None):
    return Execution(Narrow(daemon.port), {"code": FLOOD, "contextId": context_id})


def test_one_that_pauses_slows_the_code_down_and_gets_everything(make_coder):
    daemon = make_coder()
    Context(daemon).output("x = 1")
    before = status_kib(daemon.proc.pid, "VmRSS")
    with flood_for_a_slow_one(daemon) as execution:
        execution.until("x")
        other = create(daemon)
        for _ in range(50):  # it has every chance to read ahead
            assert other.output("print('others go on')") == "others go on\n"
        result = execution.result().completed()
    assert len(result.stdout) == 100_000 * 1000 + 4 and result.stdout.endswith("x\nend\n")
    if not os.environ.get("TOOLBOXD_SANITIZED"):
        assert status_kib(daemon.proc.pid, "VmHWM") < before + 32 * 1024


@pytest.mark.parametrize("how", ["close", "vanish", "reset"])
def test_one_that_never_reads_and_leaves(make_context, how):
    context = make_context()
    context.output("kept = 1")
    execution = flood_for_a_slow_one(context.daemon, context.id)
    execution.until("x")
    execution.leave(how)
    assert context.output("print(kept)") == "1\n"


def test_deleting_it_does_not_wait_for_its_client(coder):
    context = create(coder)
    with flood_for_a_slow_one(coder, context.id) as execution:
        execution.until("x")
        assert context.delete().status == 200


def test_a_timeout_does_not_wait_for_its_client(make_coder):
    """The code is interrupted though its client takes nothing; what it does with the rest is its matter."""
    daemon = make_coder()
    message = {"code": "kept = 1\nwhile True: print('x' * 999)", "timeout": 1}
    with Execution(Narrow(daemon.port), message) as execution:
        execution.until("x")
        assert Context(daemon).output("print(kept)") == "1\n"


def test_100_mb(context):
    result = context.run(FLOOD).completed()
    assert result.stdout == ("x" * 999 + "\n") * 100_000 + "end\n"


# Pings

def test_pings_are_answered_while_code_runs(context, events, gate):
    with context.start(f"{say(events, 'go')}; {wait_at(gate)}; print('done')") as execution:
        assert events.line() == "go"
        for n in range(3):
            execution.ping(b"%d" % n)
        while len(execution.pongs) < 3:
            assert not execution._control(execution.receive_frame())
        gate.let_through()
        assert execution.result().completed().stdout == "done\n"
        assert execution.pongs == [b"0", b"1", b"2"]


def test_pings_are_answered_while_code_computes_and_while_it_floods(context):
    for code in ("print('go')\nwhile True: pass", "print('go')\nwhile True: print('x' * 1000)"):
        with context.start(code) as execution:
            execution.until("go")
            execution.ping(b"now")
            while b"now" not in execution.pongs:
                frame = execution.receive_frame()
                if frame.opcode >= 8:
                    assert not execution._control(frame)
                else:
                    assert json.loads(frame.payload)["type"] == "stdout"
