"""SIGINT to a JavaScript context."""

import contextlib
import itertools
import os
import signal

import pytest

from support.node_worker import NodeContext, nodes


@pytest.fixture(params=nodes())
def context(request, tmp_path):
    c = NodeContext(request.param, cwd=tmp_path)
    c.run("var kept = 'kept'")
    yield c
    result = c.run("await new Promise((r) => setTimeout(r, 1)); await new Promise(setImmediate); console.log(kept)")
    assert result.stdout == "kept\n", result
    c.close()
    assert c.process.returncode == 0


@pytest.mark.parametrize("code", [
    "console.log('on'); for (;;);",
    "console.log('on'); await new Promise(() => {})",
    "await 1; console.log('on'); for (;;);",
    "setTimeout(() => { console.log('on'); for (;;); }); await new Promise(() => {})",
    "process.nextTick(() => { console.log('on'); for (;;); }); await new Promise(() => {})",
    "require('fs').stat('/', () => { console.log('on'); for (;;); }); await new Promise(() => {})",
    "try { console.log('on'); for (;;); } catch { console.log('caught') } finally { console.log('finally') }",
    "console.log('on'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    "console.log('on'); for await (const x of (async function* () { for (;;) yield await 1 })());",
    "console.log('on'); /(a+)+$/.test('a'.repeat(60) + 'b')",
])
def test_interrupt(context, code):
    result = context.run(code, on_output=context.interrupt)
    assert result.done["interrupted"] is True and result.error["name"] == "KeyboardInterrupt" and result.error["value"] == ""
    assert result.stdout == "on\n"


def test_interrupt_while_it_writes(context):
    sent = []
    result = context.run("for (;;) { console.log('out'); console.error('err') }", on_output=lambda _: sent or sent.append(context.interrupt()))
    assert result.done["interrupted"]


def test_a_child_that_is_waited_for_dies_with_the_group(context):
    def both(_):
        context.interrupt()
        os.killpg(context.process.pid, signal.SIGINT)

    # The first signal to arrive may end the child before the worker knows that it, too, is to stop.
    code = "const { execSync } = require('child_process'); for (;;) try { execSync('echo on; exec sleep 1000', { stdio: 'inherit' }) } catch {}"
    assert context.run(code, on_output=both).done["interrupted"]


COLLECT = "require('v8').setFlagsFromString('--expose-gc'); require('vm').runInNewContext('gc')(); "


@pytest.mark.parametrize("order", list(itertools.permutations([
    "console.log('on'); await new Promise(() => {})",
    "console.log('on'); try { for (;;); } catch {}",
    "await 1; console.log('on'); for (;;);",
    "console.log('on'); require('child_process').execSync('exec sleep 0.3')",
])), ids=lambda order: "-".join(code.split()[-1].strip(";") for code in order))
def test_what_interrupts_left_behind_is_collected_without_harm(context, order):
    for code in order:
        assert context.run(COLLECT + code, on_output=context.interrupt).done["interrupted"]
        assert context.run(COLLECT + "console.log(kept)").stdout == "kept\n"


# The thread that sees to signals may get its turn to see the end of what it has interrupted only when the next execution is interrupted.
@pytest.mark.parametrize("node", nodes())
@pytest.mark.parametrize("place", [
    "connected.connectToMainThread();", "session = connected;", "const before = Atomics.compareExchange(", "endInTime();\n      }",
    "disconnect();\n    asked = null;", "connected?.disconnect();", "asked = null;\n  };"])
def test_the_next_execution_is_interrupted_too_where_the_thread_that_does_it_is_slow(node, tmp_path, place):
    def slowed(program):
        assert program.count(place.encode()) == 1
        return program.replace(place.encode(), b"Atomics.wait(forever, 0, 0, 50); " + place.encode())

    c = NodeContext(node, changed=slowed, cwd=tmp_path)
    for code in ["await new Promise(() => {})", "for (;;);", "await 1; for (;;);", "await new Promise(() => {})", "for (;;);"]:
        assert c.run(f"console.log('on'); {code}", on_output=c.interrupt).done["interrupted"]
        assert c.run("console.log(1)").stdout == "1\n"
    c.close()
    assert c.process.returncode == 0


@pytest.mark.parametrize("node", nodes())
def test_between_executions_it_ends_nothing(node, tmp_path):
    c = NodeContext(node, cwd=tmp_path)
    c.run("var kept = 'kept'")
    for _ in range(3):
        c.interrupt()
    while c.run("console.log(kept)").stdout != "kept\n":  # a late signal may meet an execution
        pass
    c.close()
    assert c.process.returncode == 0


@pytest.mark.parametrize("node", nodes())
@pytest.mark.parametrize("code, status", [
    ("console.log('on'); for (;;);", 0),
    ("console.log('on'); await new Promise(() => {})", 0),
    ("console.log('on'); require('child_process').execSync('exec sleep 1000')", -signal.SIGKILL),
])
def test_the_end_of_the_channel_ends_what_runs(node, tmp_path, code, status):
    c = NodeContext(node, cwd=tmp_path)
    c.start(code)
    os.read(c.process.stdout.fileno(), 3)
    c.close()  # waits for the end
    assert c.process.returncode == status
    with contextlib.suppress(ProcessLookupError):
        os.killpg(c.process.pid, signal.SIGKILL)  # the child that was waited for
