"""code-run: output, timeouts, clients that leave, what lives on."""

import socket
import struct

import pytest

from support.daemon import SLOWNESS
from support.interpreter import code_run, printed, run_times_out, say, wait_at
from support.message import post
from support.process import end_process, nap, processes_with, status_kib, zombies_of

LIMIT = 2 * SLOWNESS  # seconds after which code that never ends is ended


# Output

def test_stdout_and_stderr_are_interleaved_as_written(coder):
    code = ("import sys, os, subprocess\nfor n in range(300):\n    print('out', n)\n    print('err', n, file=sys.stderr)\n"
            "    os.write(1, b'fd 1\\n'); os.write(2, b'fd 2\\n')\nsubprocess.run('echo child; echo child >&2', shell=True)\n"
            "print('no newline', end=''); os.write(1, b' after\\n')\nimport ctypes; ctypes.CDLL(None).dprintf(1, b'C\\n')")
    lines = "".join(f"out {n}\nerr {n}\nfd 1\nfd 2\n" for n in range(300))
    assert printed(coder, code) == lines + "child\nchild\nno newline after\nC\n"


def test_javascript_too(coder):
    code = "for (let n = 0; n < 300; n++) { console.log('out', n); console.error('err', n); }"
    assert printed(coder, code, "javascript") == "".join(f"out {n}\nerr {n}\n" for n in range(300))


def test_unbuffered(coder):
    """What was printed is there though the process was killed."""
    code = "import os\nprint('a', end='')\nprint('b')\nprint('c', end='')\nos.kill(os.getpid(), 9)"
    assert code_run(coder, code) == {"exitCode": 137, "result": "ab\nc"}


@pytest.mark.parametrize("data", [b"\xff", b"a\xffb\xc3\xa9\xc3(", b"\xe2\x82", b"\xf0\x9f\x98x", bytes(range(256)) * 9],
                         ids=lambda d: repr(d[:8]))
def test_bytes_that_are_no_text(coder, data):
    text = "".join("\ufffd" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in data.decode("utf-8", "surrogateescape"))
    assert printed(coder, f"import os; os.write(1, {data!r})") == text


def test_100_mb(coder):
    result = printed(coder, "line = 'x' * 999\nfor _ in range(100_000): print(line)\nprint('end')")
    assert len(result) == 100_000_004 and result.endswith("x\nend\n")


def test_large_output_of_node(coder):
    """All of it, when the process ends by itself; process.exit() lets Node drop what the pipe did not take yet."""
    code = "for (let n = 0; n < 20000; n++) console.log('x'.repeat(999)); process.exitCode = 3"
    reply = code_run(coder, code, "javascript")
    assert reply["exitCode"] == 3 and len(reply["result"]) == 20_000_000


# Timeouts

def test_a_timeout_answers_408_with_the_result_so_far(coder):
    sleeper = nap()
    code = f"import subprocess\nprint('before', end='')\nsubprocess.run({sleeper!r}.split())"
    assert run_times_out(coder, code, timeout=LIMIT) == "before"
    assert processes_with(sleeper) == []


@pytest.mark.parametrize("language, code, result", [
    ("python", "import signal\nfor n in (2, 15): signal.signal(n, signal.SIG_IGN)\nprint('x')\nwhile True: pass", "x\n"),
    ("python", "print('x')\nwhile True:\n    try:\n        while True:\n            pass\n    except: pass", "x\n"),
    ("javascript", "console.log('x'); for (;;);", "x\n"),
    ("javascript", "console.log('x'); setInterval(() => {}, 1000)", "x\n"),
    ("typescript", "const x: string = 'x'; console.log(x); while (true) {}", "x\n"),
])
def test_whatever_it_does(coder, language, code, result):
    assert run_times_out(coder, code, language, timeout=LIMIT) == result


def test_the_whole_tree_is_ended(coder):
    sleeper = nap()
    code = (f"import subprocess, os\nsubprocess.Popen({sleeper!r}.split(), start_new_session=True)\n"
            f"os.system('(setsid {sleeper} &) &')\nsubprocess.run({sleeper!r}.split())")
    run_times_out(coder, code, timeout=LIMIT)
    assert processes_with(sleeper) == []


def test_a_timeout_that_is_not_reached(coder):
    assert printed(coder, "print(1)", timeout=1000) == "1\n"


# Clients that leave

@pytest.mark.parametrize("how", ["close", "reset"])
@pytest.mark.parametrize("language, code", [
    ("python", "import subprocess, sys\nf = open('{events}', 'w'); print('go', file=f, flush=True)\n"
               "subprocess.run('{nap}'.split(), pass_fds=[f.fileno()], start_new_session=True)"),
    ("python", "import signal\nsignal.signal(15, signal.SIG_IGN)\nf = open('{events}', 'w'); print('go', file=f, flush=True)\n"
               "while True: pass"),
    ("javascript", "const fs = require('fs'); const f = fs.openSync('{events}', 'w'); fs.writeSync(f, 'go\\n'); for (;;);"),
])
def test_a_client_that_leaves_ends_the_tree(coder, events, how, language, code):
    code = code.replace("{events}", events.path).replace("{nap}", nap())
    wire = coder.raw_socket()
    wire.send(post(coder, "/process/code-run", {"code": code, "language": language}))
    assert events.line() == "go"
    if how == "reset":
        wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.close()
    events.wait_closed()


# The background

def test_a_background_child_does_not_hold_the_request_and_survives_it(coder):
    sleeper = nap()
    pid = int(printed(coder, f"import subprocess; print(subprocess.Popen({sleeper!r}.split()).pid)"))
    try:
        assert printed(coder, "print(1)") == "1\n"
        assert processes_with(sleeper) == [pid]
    finally:
        end_process(pid)


def test_nor_does_one_of_node(coder):
    sleeper = nap()
    code = ("const p = require('child_process').spawn('%s', ['%s'], {detached: true, stdio: 'inherit'});"
            "console.log(p.pid); p.unref()" % tuple(sleeper.split()))
    pid = int(printed(coder, code, "javascript"))
    try:
        assert pid in processes_with(sleeper)
    finally:
        end_process(pid)


def test_a_forked_child_that_goes_on(coder, events, gate):
    code = f"import os\nif os.fork() == 0:\n    {wait_at(gate)}\n    {say(events, 'alive')}\n    os._exit(0)\nprint('parent')"
    assert code_run(coder, code) == {"exitCode": 0, "result": "parent\n"}
    gate.let_through()
    assert events.line() == "alive"


def test_many_at_once(coder, events, gate):
    """Twenty that only end when all are there."""
    code = f"{say(events, 'here')}; {wait_at(gate)}; print('done')"
    wires = [coder.raw_socket() for _ in range(20)]
    for wire in wires:
        wire.send(post(coder, "/process/code-run", {"code": code, "language": "python"}))
    assert [events.line() for _ in wires] == ["here"] * 20
    gate.let_through(20)
    for wire in wires:
        assert wire.read_response().json() == {"exitCode": 0, "result": "done\n"}
        wire.close()


def test_no_zombie_and_no_memory_stays(make_coder):
    daemon = make_coder()
    for _ in range(20):
        code_run(daemon, "print('x' * 100_000)")
    before = status_kib(daemon.proc.pid, "VmRSS")
    for n in range(60):
        assert code_run(daemon, f"print('x' * 100_000); raise SystemExit({n})")["exitCode"] == n
    assert zombies_of(daemon.proc.pid) == []
    assert status_kib(daemon.proc.pid, "VmRSS") < before + 8 * 1024 * SLOWNESS


def test_code_under_way_when_the_daemon_stops(make_coder, events):
    daemon = make_coder()
    sleeper = nap()
    code = f"import subprocess\n{say(events, 'go')}\nsubprocess.run('exec {sleeper} 9>/dev/null', shell=True)"
    with daemon.raw_socket() as wire:
        wire.send(post(daemon, "/process/code-run", {"code": code, "language": "python"}))
        assert events.line() == "go"
        daemon.stop()
    assert processes_with(sleeper) == []
