"""Code that finds its worker's channel and speaks on it: whatever it says, only its own context may suffer."""

import resource

import pytest

from support.daemon import SLOWNESS
from support.interpreter import COMPLETED, INTERRUPTED, ON_CHANNEL, TIMED_OUT, Context, create, say, wait_at
from support.memory import bounded_memory

GIB = 1024 ** 3

# `fd` is the channel and `me` the id of the execution; speak() says anything, tell() a message.
PRELUDE = ON_CHANNEL + """
import json, os, socket, sys, threading
def frame(body):
    body = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return len(body).to_bytes(4, 'little') + body
def tell(body):
    speak(frame(body))
def nested(start, end, depth=10**6):
    return start + '[' * depth + ']' * depth + end
me = int(sys._getframe().f_code.co_filename.split()[1].strip('>'))
"""


@pytest.fixture
def victim(make_coder):
    """A daemon that could not take all of the machine's memory, and whose pid stays the same."""
    daemon = make_coder()
    Context(daemon).output("x = 1")
    if SLOWNESS == 1:  # sanitizers reserve more
        resource.prlimit(daemon.proc.pid, resource.RLIMIT_AS, (2 * GIB, 2 * GIB))
    yield daemon
    assert daemon.proc.poll() is None, "the daemon has ended"


def check_unharmed(context):
    """What late threads of the code have printed may come before."""
    assert context.run("print('next')").completed().stdout.endswith("next\n")
    assert context.daemon.get("/version").status == 200 and context.daemon.proc.poll() is None
    assert Context(context.daemon).output("print(x)") == "1\n"


def attack(daemon, code, rich=False, timeout=15 * SLOWNESS):
    """Runs it; it must end by itself, as the death of the worker or not at all as an error."""
    context = create(daemon)
    with bounded_memory(daemon.proc.pid):
        result = context.run(PRELUDE + code, richOutput=rich, timeout=timeout)
        assert result.code == 1000 and result.control in (COMPLETED, INTERRUPTED), result.tail()
        assert result.error is None or result.error["name"] == "WorkerDied", result.tail()
        assert rich or result.displays == []
        check_unharmed(context)
        assert context.delete().status == 200
    return result


NESTED = {
    "sync": "tell(nested('{\"op\":\"sync\",\"id\":', '}'))",
    "op": "tell(nested('{\"op\":', '}'))",
    "itself": "tell(nested('', ''))",
    "done": "tell(nested('{\"op\":\"done\",\"id\":%d,\"error\":' % me, '}'))",
    "name": "tell(nested('{\"op\":\"done\",\"id\":%d,\"error\":{\"name\":' % me, '}}'))",
    "id of done": "tell(nested('{\"op\":\"done\",\"id\":', '}'))",
    "data": "tell(nested('{\"op\":\"display\",\"text\":\"\",\"data\":{\"application/json\":', '},\"metadata\":{},\"result\":false}'))",
    "metadata": "tell(nested('{\"op\":\"display\",\"text\":\"\",\"data\":{},\"metadata\":{\"a\":', '},\"result\":false}'))",
    "chart": "tell(nested('{\"op\":\"display\",\"text\":\"\",\"data\":{},\"metadata\":{},\"result\":false,\"chart\":', '}'))",
    "objects": "tell('{\"op\":\"sync\",\"id\":' + '{\"a\":' * 10**6 + '1' + '}' * 10**6 + '}')",
    "languages": "tell(nested('{\"op\":\"ready\",\"languages\":', '}'))",
}


@pytest.mark.parametrize("rich", [False, True])
@pytest.mark.parametrize("where", NESTED)
def test_deeply_nested(victim, where, rich):
    attack(victim, NESTED[where], rich)


@pytest.mark.parametrize("body", ["b'[' * (60 << 20)", "b'{\"a\":' * (10 << 20)", "b'[' + b'0,' * (30 << 20) + b'0]'",
                                  "b'[' + b'{},' * (20 << 20) + b'0]'"])
def test_60_mib(victim, body):
    attack(victim, f"tell({body})")


@pytest.mark.parametrize("data", [
    "b'\\xff\\xff\\xff\\xff'", "b'\\xff\\xff\\xff\\xff' + b'x' * (100 << 20)", "b'\\0\\0\\0\\0'", "b'\\0' * (8 << 20)",
    "os.urandom(8 << 20)", "b'garbage' * 1_000_000", "b'\\x00\\x00\\x00\\x04' + b'x' * (65 << 20)", "frame('null') * 1000",
    "frame('[]')", "frame(b'\\xff\\xfe')", "frame('{\"op\":5}')", "frame('{\"op\":\"no such\"}')",
    "frame('{\"op\":\"synced\",\"id\":1}')", "frame('{}')",
    "frame('{\"op\":\"run\",\"id\":1,\"code\":\"1\"}')"])
def test_what_is_no_message(victim, data):
    """Whether the code's end or the worker's is told, one that hangs would be told neither."""
    attack(victim, f"speak({data})")


@pytest.mark.parametrize("message", [
    {"op": "sync"}, {"op": "sync", "id": "x" * 1_000_000}, {"op": "sync", "id": {"a": [1]}}, {"op": "sync", "id": None},
    {"op": "sync", "id": -1}, {"op": "sync", "id": 1e308}, {"op": "ready"}, {"op": "ready", "languages": 5},
    {"op": "ready", "languages": {"a": "typescript"}}, {"op": "done"}, {"op": "done", "id": "1"}, {"op": "done", "id": -1},
    {"op": "done", "id": 10**18}, {"op": "done", "id": None}, {"op": "done", "id": [1]}])
@pytest.mark.parametrize("rich", [False, True])
def test_odd_messages(victim, message, rich):
    attack(victim, f"tell({message!r})\nprint('on')", rich)


@pytest.mark.parametrize("fields", [
    {}, {"text": 5, "data": [], "metadata": "x", "result": "y", "chart": 3}, {"data": None, "metadata": None, "result": None},
    {"text": "t", "data": {"a": 1}, "metadata": {"b": 2}, "result": True, "more": 5, "type": "stdout", "name": "n"},
    {"text": "t" * 5_000_000, "data": {"text/plain": ["x"] * 1000}, "metadata": {}, "result": False},
    {"text": "t", "data": {}, "metadata": {}, "result": True, "chart": [1, [2]]}], ids=range(6))
@pytest.mark.parametrize("rich", [False, True])
def test_displays_of_any_form(victim, fields, rich):
    """What a client gets has the form of a message all the same; one that did not ask gets nothing."""
    attack(victim, f"tell({dict(fields, op='display')!r})\nprint('on')", rich)


FLOODS = {
    "displays": "frame({'op': 'display', 'text': 'x' * 900, 'data': {}, 'metadata': {}, 'result': False})",
    "stale ends": "frame({'op': 'done', 'id': 0, 'x': 'x' * 900})",
    "ready": "frame({'op': 'ready', 'x': 'x' * 900})",
    "syncs": "frame({'op': 'sync', 'id': 0, 'x': 'x' * 900})",
}


@pytest.mark.parametrize("rich", [False, True])
@pytest.mark.parametrize("what", FLOODS)
def test_200_mb_in_pieces_that_end_within_a_message(victim, what, rich):
    """Nor are the answers to the last of them read."""
    attack(victim, f"some = {FLOODS[what]} * 10_007\npieces = memoryview(some)\n"
                   "for _ in range(20):\n    for at in range(0, len(some), 65_521): speak(pieces[at:at + 65_521])", rich)


def test_answers_that_are_not_read(victim):
    attack(victim, "for _ in range(300): speak(frame('{\"op\":\"sync\",\"id\":0}') * 1000)")


# Ends

@pytest.mark.parametrize("more", ["", ",\"error\":5", ",\"error\":\"x\"", ",\"error\":[]", ",\"error\":null", ",\"interrupted\":5",
                                  ",\"error\":null,\"interrupted\":true"])
def test_a_forged_end(victim, more):
    attack(victim, f"tell('{{\"op\":\"done\",\"id\":%d{more}}}' % me)\nprint('after')")


@pytest.mark.parametrize("error", [{}, {"name": 5, "value": [1], "traceback": None}, {"name": "", "value": "", "traceback": ""},
                                   {"name": "Forged", "value": "v" * 5_000_000, "traceback": "t", "more": 1}])
def test_a_forged_error(victim, error):
    """Of the form that errors have, whatever it was."""
    context = create(victim)
    with bounded_memory(victim.proc.pid):
        result = context.run(PRELUDE + f"tell({{'op': 'done', 'id': me, 'error': {error!r}}})")
        assert (result.control, result.code) == (COMPLETED, 1000) and len(result.messages) <= 2, result.tail()
        check_unharmed(context)


def test_code_that_goes_on_after_a_forged_end(victim, events, gate):
    """The next execution waits for it, or gets another worker."""
    context = create(victim)
    result = context.run(f"{PRELUDE}tell({{'op': 'done', 'id': me}})\n{say(events, 'on')}\n{wait_at(gate)}\nprint('late')")
    result.completed()
    assert events.line() == "on"
    following = context.start("print('next')").taken()
    gate.let_through()
    assert following.result().completed().stdout.endswith("next\n")
    check_unharmed(context)


def test_code_that_never_ends_after_a_forged_end(victim):
    """Its time is up when that of the next is."""
    context = create(victim)
    context.run(PRELUDE + "tell({'op': 'done', 'id': me})\nwhile True: pass").completed()
    assert context.run("print('next')", timeout=1).code in (1000, TIMED_OUT)
    check_unharmed(context)
    context.run(PRELUDE + "tell({'op': 'done', 'id': me})\nwhile True: pass").completed()
    assert context.delete().status == 200


@pytest.mark.parametrize("code", ["os.close(fd)", "socket.socket(fileno=fd).shutdown(2)", "socket.socket(fileno=fd).shutdown(0)",
                                  "socket.socket(fileno=fd).shutdown(1)", "os.dup2(os.open('/dev/null', 1), fd)",
                                  "os.close(fd); os.open('/dev/null', 0)", "a, b = socket.socketpair(); os.dup2(a.fileno(), fd)"])
def test_a_channel_that_is_closed(victim, code):
    attack(victim, code)


@pytest.mark.parametrize("code", [
    "speak((1 << 20).to_bytes(4, 'little') + b'part')", "speak(b'\\1')",
    "def reading():\n    while os.read(fd, 1000): pass\nthreading.Thread(target=reading, daemon=True).start()",
    "def reading():\n    while True: os.read(fd, 1)\nthreading.Thread(target=reading, daemon=True).start()"],
    ids=["part", "a byte", "reader", "slow reader"])
def test_a_channel_that_is_out_of_step(victim, code):
    """What comes after it on the channel is lost: the execution or the next then runs out of time."""
    context = create(victim)
    for number in range(2):
        result = context.run((PRELUDE + code) if number == 0 else "print('second')", timeout=1)
        assert result.code in (1000, TIMED_OUT), result.tail()
    context.delete()  # such a thread may have left the worker alive, and take any message
    check_unharmed(create(victim))


def test_a_flood_beside_executions(victim):
    """From a thread, while nothing runs and while the next do."""
    context = create(victim)
    with bounded_memory(victim.proc.pid):
        context.run(PRELUDE + "def flood():\n    data = frame({'op': 'done', 'id': 0}) * 1000\n    while True: speak(data)\n"
                              "threading.Thread(target=flood, daemon=True).start()", timeout=1)
        for _ in range(3):
            assert context.run("print('next')", timeout=1).code in (1000, TIMED_OUT)
            assert victim.get("/version").status == 200
        assert context.delete().status == 200
    assert Context(victim).output("print(x)") == "1\n"
