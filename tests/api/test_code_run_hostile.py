"""code-run of programs that speak on their channel, and of ones that fork away."""

import json

import pytest

from support.interpreter import ON_CHANNEL, code_run, printed, say
from support.memory import bounded_memory

PRELUDE = ON_CHANNEL + """
import os, subprocess, sys
def frame(body):
    return len(body).to_bytes(4, 'little') + body
"""


@pytest.fixture
def victim(make_coder):
    daemon = make_coder()
    printed(daemon, "print(1)")
    yield daemon
    assert daemon.proc.poll() is None, "the daemon has ended"


def check_unharmed(daemon):
    assert printed(daemon, "print('next')") == "next\n"
    assert daemon.get("/version").status == 200


@pytest.mark.parametrize("data, times", [
    ("b'\\0' * (4 << 20)", 5), ("frame(b'1') * (1 << 20)", 5), ("frame(b'{}') * (1 << 20)", 5), ("frame(b'x') * (1 << 20)", 5),
    ("frame(b'{\"a\":\"' + b'x' * 900 + b'\"}') * 10_007", 20), ("frame(b'x' * 1021) * 10_007", 20),
    ("frame(b'x' * (60 << 20))", 5), ("frame(b'[' * (60 << 20))", 1), ("frame(b'[' * 10**6 + b']' * 10**6)", 1),
    ("frame(b'{\"a\":' * 10**6 + b'1' + b'}' * 10**6)", 1), ("frame(b'[' + b'{},' * (5 << 20) + b'0]')", 1),
    ("b'\\xff\\xff\\xff\\xff'", 1), ("b'\\xff' * (100 << 20)", 1), ("os.urandom(1 << 20)", 20), ("b'\\0\\0\\0\\1part'", 1)])
def test_whatever_it_says(victim, data, times):
    """In pieces that end within a frame."""
    code = (f"{PRELUDE}data = {data}\npieces = memoryview(data)\ntry:\n    for _ in range({times}):\n"
            "        for at in range(0, len(data), 65_521): speak(pieces[at:at + 65_521])\nexcept OSError: pass\nprint('end')")
    with bounded_memory(victim.proc.pid, peak=350):  # some copies of what charts may take
        reply = code_run(victim, code)
        assert (reply["exitCode"], reply["result"]) == (0, "end\n")
        size = sum(len(json.dumps(chart, separators=(",", ":"))) for chart in reply.get("artifacts", {}).get("charts", []))
        del reply
        assert size <= 64 << 20
        check_unharmed(victim)


@pytest.mark.parametrize("text", ["1", "null", "[]", "\"x\"", "x", "", "{\"a\":1} {}", "{\"a\":NaN}", "\\xff", "{\"a\":\"\\xff\"}"])
def test_what_is_no_chart_is_left_out(coder, text):
    """Clients expect objects."""
    code = f"{PRELUDE}speak(frame(b'{text}'))\nprint('end')"
    assert code_run(coder, code) == {"exitCode": 0, "result": "end\n"}


@pytest.mark.parametrize("close", ["os.close(fd)", "import socket; socket.socket(fileno=fd).shutdown(2)",
                                   "import socket; socket.socket(fileno=fd).shutdown(1)"])
def test_a_channel_that_is_closed(coder, close):
    assert code_run(coder, f"{PRELUDE}{close}\nprint('end')") == {"exitCode": 0, "result": "end\n"}


CHILD = """
import os, sys
fd = int(sys.argv[1])
data = {data}
print('on', flush=True)
try:
    while True: os.write(fd, data)
except OSError:
    pass
{said}
"""


@pytest.mark.parametrize("data", ["b'\\0' * 60_003", "b'\\2\\0\\0\\0{}' * 9_973", "b'\\xff' * 60_000", "b'\\0'"])
def test_a_child_that_speaks_on(victim, events, data):
    """It inherits the channel, and is cut off with the program's end."""
    child = CHILD.format(data=data, said=say(events, "cut off"))
    code = (f"{PRELUDE}os.set_inheritable(fd, True)\n"
            f"child = subprocess.Popen([sys.executable, '-c', {child!r}, str(fd)], close_fds=False, stdout=subprocess.PIPE)\n"
            "child.stdout.readline()\nprint('end')\nsys.stdout.flush()\nos._exit(0)")
    with bounded_memory(victim.proc.pid, peak=300):
        reply = code_run(victim, code)
        assert (reply["exitCode"], reply["result"]) == (0, "end\n")
        del reply
        assert events.line() == "cut off"
        check_unharmed(victim)


def test_a_child_that_only_holds_it(coder, events, gate):
    code = (f"{PRELUDE}os.set_inheritable(fd, True)\n"
            f"subprocess.Popen(['sh', '-c', 'read _ < {gate.path}; echo over > {events.path}'], close_fds=False)\nprint('end')")
    assert code_run(coder, code) == {"exitCode": 0, "result": "end\n"}
    gate.let_through()
    assert events.line() == "over"


# Programs that fork away

def test_forks_of_forks_say_nothing_of_ours(coder):
    code = ("import os\nfor depth in range(4):\n    pid = os.fork()\n    if pid:\n        os.waitpid(pid, 0)\n"
            "        print('depth', depth)\n        break\nelse:\n    print('innermost')")
    assert printed(coder, code) == "innermost\n" + "".join(f"depth {n}\n" for n in (3, 2, 1, 0))


def test_a_daemon_of_its_own(coder, events):
    """Forks twice and goes on without the terminal: as books on Unix have it."""
    code = ("import os, sys\nif os.fork():\n    os.wait()\n    print('started')\n    sys.exit()\nos.setsid()\nos.umask(0)\n"
            "if os.fork(): os._exit(0)\nos.chdir('/')\nnull = os.open('/dev/null', os.O_RDWR)\n"
            f"for n in range(3): os.dup2(null, n)\n{say(events, 'running')}")
    assert code_run(coder, code) == {"exitCode": 0, "result": "started\n"}
    assert events.line() == "running"


def test_a_daemon_that_closes_all_descriptors(coder, events):
    code = ("import os, sys\nif os.fork():\n    os.wait()\n    print('started')\n    sys.exit()\nos.setsid()\nos.closerange(3, 4096)\n"
            f"if os.fork(): os._exit(0)\nif os.fork(): os._exit(0)\n{say(events, 'running')}")
    assert code_run(coder, code) == {"exitCode": 0, "result": "started\n"}
    assert events.line() == "running"


def test_a_descriptor_that_takes_the_channels_number(coder):
    """A child's own, which its children inherit as any other."""
    code = (f"{PRELUDE}if os.fork() == 0:\n    mine, other = os.pipe()\n    os.dup2(mine, fd)\n    os.write(other, b'kept')\n"
            "    if os.fork() == 0:\n        print(os.read(fd, 4))\n        os._exit(0)\n    os.wait()\n    os._exit(0)\nos.wait()")
    assert printed(coder, code) == "b'kept'\n"


def test_pools_of_processes(coder):
    code = ("import multiprocessing\ndef square(n):\n    return n * n\nif __name__ == '__main__':\n"
            "    with multiprocessing.Pool(2) as pool: print(pool.map(square, range(4)))")
    assert printed(coder, code) == "[0, 1, 4, 9]\n"
