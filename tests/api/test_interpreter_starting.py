"""Workers that are slow to start, or fail to, or find the daemon out of descriptors; clients that do not answer."""

import contextlib
import resource
import select
import shutil

import pytest

from support.interpreter import PATH, Context, Execution, create, listed, say, wait_at
from support.process import processes_with
from support.websocket import CLOSE, TEXT

MIB = 1024 ** 2


@pytest.fixture
def starting(make_coder, tmp_path, events, gate):
    """A daemon with a Python context that has lost its worker. From now on a python3 that starts says so in `events` and waits
    at `gate`; then it fails if there is a file `fail`."""
    armed = tmp_path / "armed"
    (tmp_path / "python3").write_text(
        f"#!/bin/sh\nif [ -e {armed} ]; then\n    echo starting > {events.path}\n    read _ < {gate.path}\n"
        f"    if [ -e {tmp_path}/fail ]; then echo 'no luck today' >&2; exit 3; fi\nfi\n"
        f"exec {shutil.which('python3', path=PATH)} \"$@\"\n")
    (tmp_path / "python3").chmod(0o755)
    daemon = make_coder(env={"PATH": f"{tmp_path}:{PATH}"})
    Context(daemon).output("x = 1")
    context = create(daemon)
    context.run("import os; os._exit(3)").completed("WorkerDied")
    armed.touch()
    return context


def closing(execution, text=b""):
    """Reads the close frame, which must have come, without answering it: the daemon still waits for that."""
    frame = execution.receive_frame()
    assert frame.opcode == CLOSE and text in frame.payload, frame
    assert not select.select([execution.wire.sock], [], [], 0)[0], "the daemon has closed the connection already"


# Clients that do not answer the close

def test_a_deletion_does_not_wait_for_queued_clients(coder, events):
    context = create(coder)
    running = context.start(f"{say(events, 'go')}\nwhile True: pass")
    assert events.line() == "go"
    queued = [context.start("print('never')").taken() for _ in range(3)]
    assert context.delete().status == 200
    for execution in queued:
        closing(execution, b"not found: context was deleted")
    assert running.result().error["name"] == "ContextDeleted"
    for execution in queued:
        execution.send_close()
        assert execution.receive_frame() is None
        execution.close()


def test_a_deletion_does_not_wait_for_the_running_client(coder, events):
    context = create(coder)
    running = context.start(f"{say(events, 'go')}\nwhile True: pass")
    assert events.line() == "go"
    assert context.delete().status == 200
    for text in (b"ContextDeleted", b"interrupted"):
        assert text in running.receive_frame().payload
    closing(running)
    running.close()


def test_a_failure_does_not_keep_the_queue_waiting(starting, tmp_path, events, gate):
    """The first client reads nothing and answers nothing; the second is served while the first may still answer."""
    (tmp_path / "fail").touch()
    first = starting.start("print('never')")
    assert events.line() == "starting"
    second = starting.start("print('second')").taken()
    gate.let_through()
    assert events.line() == "starting"  # the second's
    frame = first.receive_frame()
    assert frame.opcode == TEXT and b"WorkerFailed" in frame.payload and b"no luck today" in frame.payload
    closing(first)
    first.close()
    (tmp_path / "fail").unlink()
    gate.let_through()
    assert second.result().completed().stdout == "second\n"


# Starts

def test_a_failing_start_is_told_with_its_words(starting, tmp_path, events, gate):
    (tmp_path / "fail").touch()
    for _ in range(2):
        execution = starting.start("print('never')")
        assert events.line() == "starting"
        gate.let_through()
        result = execution.result()
        assert (result.error["name"], result.control, result.code) == ("WorkerFailed", None, 1011), result
        assert "no luck today" in result.error["value"] + result.error["traceback"]
        assert "exited with code 3" in result.error["value"]


def test_a_context_that_is_deleted_while_its_worker_starts(starting, events):
    daemon = starting.daemon
    running = starting.start("print('never')")
    assert events.line() == "starting"
    queued = starting.start("print('never')").taken()
    assert starting.delete().status == 200
    for execution in (running, queued):
        assert execution.refused(1008) == "not found: context was deleted"
    assert listed(daemon) == [] and Context(daemon).output("print(x)") == "1\n"


def test_the_worker_that_was_starting_is_gone_then(starting, tmp_path, events):
    execution = starting.start("print('never')")
    assert events.line() == "starting"
    assert starting.delete().status == 200
    assert processes_with(str(tmp_path / "python3")) == []
    assert execution.refused(1008)


@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_client_that_leaves_while_its_worker_starts(starting, events, gate, how):
    first = starting.start("print('never')")
    assert events.line() == "starting"
    second = starting.start("print('second')").taken()
    first.leave(how)
    assert events.line() == "starting"  # another one, as that was given up
    gate.let_through(2)
    assert second.result().completed().stdout == "second\n"


# Too much that waits

def test_environments_count_as_waiting_code(make_coder, events, gate):
    """60 MiB each: four are within 256 MiB."""
    daemon = make_coder()
    context = create(daemon)
    running = context.start(f"{say(events, 'go')}; {wait_at(gate)}")
    assert events.line() == "go"
    large = {"A": "x" * (60 * MIB)}
    queued = [context.start("print('never')", envs=large).taken() for _ in range(4)]
    for other in (context, Context(daemon)):
        assert other.start("print('never')", envs=large).refused(1013)
    small = context.start("print('small')").taken()
    for execution in queued:
        execution.leave()
    gate.let_through()
    running.result().completed()
    assert small.result().completed().stdout == "small\n"
    assert Context(daemon).output("import os; print(len(os.environ['A']))", envs=large) == f"{60 * MIB}\n"


# Out of descriptors

@contextlib.contextmanager
def without_descriptors(daemon):
    """What the daemon has open stays open; it gets no more."""
    pid = daemon.proc.pid
    soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("language, code", [("bash", "echo on"), ("python", "print('on')"), ("javascript", "console.log('on')")])
@pytest.mark.parametrize("worker", ["alive", "gone"])
def test_the_daemon_is_out_of_descriptors(make_coder, language, code, worker):
    """Said at once; code that needs none may run."""
    daemon = make_coder()
    Context(daemon).output("x = 1")
    context = create(daemon, language)
    context.run({"bash": "kill -9 $$", "python": "import os; os._exit(3)", "javascript": "process.kill(process.pid, 9)"}[language]
                if worker == "gone" else code)
    with Execution(daemon) as execution:
        with without_descriptors(daemon):
            execution.send_text(f'{{"code": "{code}", "contextId": "{context.id}"}}')
            result = execution.result()
        if worker == "gone" or language == "bash":
            assert result.error is not None and result.code in (1000, 1011), result
        else:
            assert result.completed().stdout == "on\n"
    assert context.output(code) == "on\n"
    assert Context(daemon).output("print(x)") == "1\n"
