"""In each shell: the ways it ends. The command that ended it has a code, everything later is told 410."""

import os
import signal
import threading

import pytest

from support.daemon import TIMEOUT, check_error
from support.message import post
from support.process import nap, processes_with, wait_ended
from support.sessions import ENDED, Session, create, eventually, finished, running

ENDS = [
    ("exit 3", 3, ""),
    ("exit", 0, ""),
    ("echo before; exit 0; echo after", 0, "before\n"),
    ("exit 255", 255, ""),
    ("(exit 9); exit", 9, ""),
    ("f() { echo f; exit 4; }; f; echo after", 4, "f\n"),
    ("exec true", 0, ""),
    ("exec sh -c 'echo program; exit 5'", 5, "program\n"),
    ("exec sh -c 'kill -9 $$'", 137, ""),
    ("exec sh -c 'kill -TERM $$'", 143, ""),
    ("set -e; echo before; false; echo after", 1, "before\n"),
    ("set -e; sh -c 'exit 44'", 44, ""),
    ("echo before; kill -9 $$; echo after", 137, "before\n"),
    ("trap 'echo bye' EXIT; exit 3", 3, "bye\n"),
    ("trap 'echo bye' EXIT; echo first; exit 0", 0, "first\nbye\n"),
    ("trap 'echo bye; exit 6' EXIT; exit 3", 6, "bye\n"),
    ("trap 'exit 8' USR1; kill -USR1 $$; :", 8, ""),
    ("if true; then\n  exit 12\nfi", 12, ""),
    ("eval 'exit 7'", 7, ""),
]


@pytest.mark.parametrize("command, code, output", ENDS, ids=[e[0] for e in ENDS])
@pytest.mark.parametrize("in_background", [False, True], ids=["sync", "async"])
def test_the_command_that_ended_it_has_its_code(shell, command, code, output, in_background):
    shell.run("echo earlier")
    if in_background:
        ended = finished(shell, command)
        assert ended.get()["exitCode"] == code
        assert ended.raw() == (b"\1\1\1" + output.encode() if output else b"")
    else:
        reply = shell.run(command)
        assert (reply["exitCode"], reply["stdout"]) == (code, output)
    shell.check_ended()
    assert [c["exitCode"] for c in shell.get()["commands"]] == [0, code]


def test_a_trap_set_earlier_runs_at_the_end(shell):
    assert shell.output("trap 'echo bye $x' EXIT") == ""
    assert shell.output("x=5") == ""
    reply = shell.run("exit 3")
    assert (reply["exitCode"], reply["stdout"]) == (3, "bye 5\n")


def test_what_is_known_of_a_dead_session_stays_until_it_is_deleted(shell):
    command = finished(shell, "echo out; echo err >&2; exit 3")
    shell.check_ended()
    assert command.get() == {"id": command.id, "command": "echo out; echo err >&2; exit 3", "exitCode": 3}
    assert shell.get()["commands"] == [command.get()]
    assert shell.id in [s["sessionId"] for s in shell.daemon.get("/process/session").json()]
    assert sorted(command.raw().replace(b"\1\1\1", b"").replace(b"\2\2\2", b"").split()) == [b"err", b"out"]
    check_error(create(shell.daemon, shell.id), 409, "CONFLICT")
    assert shell.delete().status == 204
    again = Session(shell.daemon, shell.id)  # and the fixture deletes this one
    assert again.output("echo hi") == "hi\n"


def test_input_after_the_end_is_gone(shell):
    command = finished(shell, "exit 3")
    check_error(command.input("x"), 410, ENDED, message="gone: ")


def test_commands_behind_it_fail_at_once(shell, gate):
    first = shell.start(f"read _ < {gate.path}; exit 3")
    queued = [shell.start("echo never") for _ in range(3)]
    followers = [command.follow() for command in queued]
    wires = [shell.daemon.raw_socket() for _ in range(3)]
    for wire in wires:
        wire.send(post(shell.daemon, f"{shell.path}/exec", {"command": "echo never"}))
    eventually(lambda: len(shell.get()["commands"]) == 7, "all are queued")
    gate.let_through()
    for wire in wires:
        check_error(wire.read_response("POST", f"{shell.path}/exec"), 410, "SESSION_ENDED", message="gone: ")
        wire.close()
    for follower in followers:
        follower.collect()
        assert follower.code == 1000 and b"never" not in follower.data
        follower.close()
    assert first.wait() == 3
    for command in queued:
        check_error(command.input("x"), 410, ENDED)
        assert b"never" not in command.raw()
    shell.check_ended()


def test_killed_from_outside_while_a_command_runs(shell, events):
    pid = int(shell.output("echo $$"))
    command = shell.start(f"echo before; echo go > {events.path}; {nap()} & wait")
    with command.follow() as follower:
        assert events.line() == "go"
        follower.until(b"before\n")
        os.kill(pid, signal.SIGKILL)
        assert follower.rest() == b"\1\1\1before\n"
    assert command.get()["exitCode"] == 137
    shell.check_ended()


def test_killed_from_outside_while_a_program_runs_in_the_foreground(shell, events):
    pid, sleeper = int(shell.output("echo $$")), nap()
    command = shell.start(f"echo before; echo go > {events.path}; {sleeper}; echo after")
    with command.follow() as follower:
        assert events.line() == "go"
        os.kill(pid, signal.SIGKILL)
        assert follower.rest() == b"\1\1\1before\n"
    assert command.get()["exitCode"] == 137
    shell.check_ended()
    assert shell.delete().status == 204
    assert processes_with(sleeper) == []
    Session(shell.daemon, shell.id)


def test_killed_from_outside_between_two_commands(shell):
    pid = int(shell.output("echo $$"))
    os.kill(pid, signal.SIGKILL)
    wait_ended(pid)
    shell.check_ended()
    assert [c["exitCode"] for c in shell.get()["commands"]][:1] == [0]


def test_a_synchronous_command_whose_shell_is_killed_is_answered(shell, events):
    pid = int(shell.output("echo $$"))
    with shell.daemon.raw_socket() as wire:
        wire.send(post(shell.daemon, f"{shell.path}/exec", {"command": f"echo go > {events.path}; {nap()} & wait"}))
        assert events.line() == "go"
        os.kill(pid, signal.SIGKILL)
        resp = wire.read_response()
        assert resp.status == 200 and resp.json()["exitCode"] == 137, resp
    shell.check_ended()


def test_a_background_child_outlives_the_shell_and_does_not_hold_the_answer(shell, events):
    sleeper = nap()
    reply = shell.run(f"{sleeper} & echo hi; exit 3")
    assert (reply["exitCode"], reply["stdout"]) == (3, "hi\n")
    command = Session(shell.daemon)
    started = finished(command, f"{sleeper} & echo hi; exit 4")
    assert (started.get()["exitCode"], started.raw()) == (4, b"\1\1\1hi\n")
    running(sleeper, 2)
    assert command.delete().status == 204
    running(sleeper, 1)


def test_many_sessions_end_at_once(shell_daemon, gate):
    sessions = [Session(shell_daemon) for _ in range(30)]
    commands = [s.start(f"read _ < {gate.path}; exit {n}") for n, s in enumerate(sessions)]
    followers = [c.follow() for c in commands]
    gate.let_through(len(sessions))
    for follower in followers:
        assert follower.rest() == b""
        follower.close()
    assert [c.get()["exitCode"] for c in commands] == list(range(30))
    statuses = []
    threads = [threading.Thread(target=lambda s=s: statuses.append(s.delete().status), daemon=True) for s in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT)
    assert statuses == [204] * 30
