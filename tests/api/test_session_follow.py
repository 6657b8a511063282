"""Following a log: everything from the start, pushed as it is written, and an end when the command has ended."""

import os
import random

import pytest

from support.daemon import check_error
from support.interpreter import warmed
from support.message import post
from support.process import nap
from support.sessions import NEWEST, OUT, Command, Session, eventually, finished, running, streams
from support.websocket import refusal

MIB = 1024 * 1024


def test_what_is_written_is_pushed(session, gate):
    """Each step waits for the one before to have arrived here."""
    command = session.start(f"echo one; read _ < {gate.path}; printf two; read _ < {gate.path}; echo three >&2; "
                            f"read _ < {gate.path}")
    with command.follow() as follower:
        for text in (b"one\n", b"two", b"three\n"):
            follower.until(text)
            gate.let_through()
        assert follower.rest() == OUT + b"one\ntwo\2\2\2three\n"


def test_it_starts_at_the_start(session, gate):
    command = session.start(f"echo early; read _ < {gate.path}; echo late")
    with command.follow() as first:
        first.until(b"early\n")
        with command.follow() as second:
            assert second.until(b"early\n") == OUT + b"early\n"
            gate.let_through()
            assert first.rest() == second.rest() == OUT + b"early\nlate\n"


def test_a_command_that_has_ended(session):
    command = finished(session, "echo hi; (exit 3)")
    for follow in ("true", "True", "1", None, "false"):
        with command.follow(follow=follow) as follower:
            assert follower.rest() == OUT + b"hi\n"
            assert follower.reason == ""


def test_a_command_without_output(session, gate):
    command = session.start(f"read _ < {gate.path}")
    with command.follow() as follower:
        gate.let_through()
        assert follower.rest() == b""


def test_a_synchronous_command_can_be_followed_too(session, gate):
    with session.daemon.raw_socket() as wire:
        wire.send(post(session.daemon, f"{session.path}/exec", {"command": f"echo hi; read _ < {gate.path}"}))
        (listed,) = eventually(lambda: session.get()["commands"], "the command is listed")
        with Command(session, listed["id"]).follow() as follower:
            follower.until(b"hi\n")
            gate.let_through()
            assert follower.rest() == OUT + b"hi\n"
        assert wire.read_response().json()["output"] == "hi\n"


def test_the_exit_code_is_there_at_the_end(session):
    for n in range(50):
        command = session.start(f"echo {n}; (exit {n})")
        with command.follow() as follower:
            assert follower.rest() == OUT + b"%d\n" % n
            assert command.get()["exitCode"] == n


def test_without_follow_it_is_what_is_there(session, gate):
    command = session.start(f"echo one; read _ < {gate.path}; echo two")
    with command.follow() as follower:
        follower.until(b"one\n")
        for follow in (None, "false", "0"):
            with command.follow(follow=follow) as snapshot:
                assert snapshot.rest() == OUT + b"one\n"
        gate.let_through()
        follower.rest()


def test_a_queued_command_can_be_followed_before_it_runs(session, gate):
    session.start(f"read _ < {gate.path}; x=5")
    queued = session.start("echo $x; echo done")
    with queued.follow() as follower:
        with queued.follow(follow=None) as snapshot:
            assert snapshot.rest() == b""
        gate.let_through()
        assert follower.rest() == OUT + b"5\ndone\n"


# A child in the background that keeps the pipe

def test_a_background_child_does_not_delay_the_end(session):
    sleeper = nap()
    command = session.start(f"{sleeper} & echo hi; (exit 6)")
    with command.follow() as follower:
        assert follower.rest() == OUT + b"hi\n"
    assert command.get()["exitCode"] == 6
    reply = session.run(f"{sleeper} & echo hi; (exit 7)")
    assert (reply["stdout"], reply["exitCode"]) == ("hi\n", 7)
    running(sleeper, 2)


def test_what_a_background_child_writes_later_is_in_the_log(session, gate):
    command = session.start(f"(read _ < {gate.path}; echo late; echo late >&2) & echo hi")
    with command.follow() as follower:
        assert follower.rest() == OUT + b"hi\n"
    with command.follow() as follower:  # it has ended, so there is nothing to wait for
        assert follower.rest() == OUT + b"hi\n"
    assert session.output("echo next") == "next\n"
    gate.let_through()
    text = OUT + b"hi\nlate\n\2\2\2late\n"
    eventually(lambda: len(command.raw()) >= len(text), "the late output is in the log")
    assert command.raw() in (text, OUT + b"hi\n\2\2\2late\n" + OUT + b"late\n")
    with command.follow(offset=3 + 3) as follower:
        assert follower.rest() == command.raw()[6:]


def test_a_background_child_writes_into_the_log_of_its_own_command(session, gate):
    first = session.start(f"(read _ < {gate.path}; echo from the first) & echo first")
    assert first.wait() == 0
    second = session.start("echo second; read x; echo $x", suppressInputEcho=True)
    gate.let_through()
    eventually(lambda: b"from the first" in first.raw(), "the late output is in the log")
    second.send("end")
    assert second.wait() == 0
    assert second.raw() == OUT + b"second\nend\n"


def test_a_child_that_writes_all_the_time_does_not_hold_the_end(session, events):
    command = session.start(f"yes & echo $! > {events.path}; (exit 6)")
    pid = int(events.line())
    with command.follow() as follower:
        follower.rest()
    assert command.get()["exitCode"] == 6
    assert session.code("kill $!") == 0
    eventually(lambda: not os.path.exists(f"/proc/{pid}"), "the child has ended")


def test_all_that_was_written_before_the_end_comes(session):
    for _ in range(30):
        command = session.start("head -c 60000 /dev/zero | tr '\\0' x; exec 1>&-; echo end >&2")
        with command.follow() as follower:
            assert streams(follower.rest()) == (b"x" * 60000, b"end\n")


# Clients

def test_a_ping_is_answered_while_nothing_is_written(session, gate):
    command = session.start(f"echo hi; read _ < {gate.path}")
    with command.follow() as follower:
        for payload in (b"", b"\0\xff", b"x" * 125):
            follower.ping(payload)
        follower.until(b"hi\n")
        gate.let_through()
        follower.rest()
        assert follower.pongs == [b"", b"\0\xff", b"x" * 125]


def test_a_ping_is_answered_while_data_is_written(session):
    command = session.start(f"head -c {64 * MIB} /dev/zero")
    with command.follow() as follower:
        follower.take(1)
        follower.ping(b"now")
        while not follower.pongs:
            assert follower.next() is not None
        assert follower.size < 48 * MIB  # what was on the way already, not all of it
        follower.rest()
    assert follower.size == 3 + 64 * MIB


@pytest.mark.parametrize("code, reason", [(1000, ""), (1000, "bye"), (1001, ""), (None, ""), (4000, "own")])
def test_a_client_that_closes_ends_it_at_once(session, gate, code, reason):
    command = session.start(f"echo hi; read _ < {gate.path}; echo more")
    with command.follow() as follower, command.follow() as other:
        follower.until(b"hi\n")
        follower.send_close(code, reason)
        assert follower.collect().messages == []
        assert follower.code == (1005 if code is None else code) or follower.code == 1000
        assert follower.wire.at_end()
        assert "exitCode" not in command.get()
        gate.let_through()
        assert other.rest() == OUT + b"hi\nmore\n"


@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_client_that_vanishes_leaves_command_and_daemon_alone(make_daemon, gate, how):
    session = Session(warmed(make_daemon()))
    session.run("true")
    pid = session.daemon.proc.pid
    before = len(os.listdir(f"/proc/{pid}/fd"))
    command = session.start(f"head -c {16 * MIB} /dev/zero; read _ < {gate.path}; echo end")
    for n in range(20):
        follower = command.follow()
        follower.take(n * 100_000 + 1)
        getattr(follower, how)()
    with command.follow() as follower:
        gate.let_through()
        follower.rest()
        assert follower.size == 3 + 16 * MIB + 4
    assert command.get()["exitCode"] == 0
    eventually(lambda: len(os.listdir(f"/proc/{pid}/fd")) <= before + 2, "the descriptors are closed")


def test_what_a_client_says_is_ignored(session, gate):
    command = session.start(f"echo hi; read _ < {gate.path}; echo more")
    with command.follow() as follower:
        follower.send_text("hello")
        follower.send_binary(b"\0\1")
        follower.until(b"hi\n")
        gate.let_through()
        assert follower.rest() == OUT + b"hi\nmore\n"


def test_unknown_ones_are_refused_before_the_upgrade(session):
    for target in ("/process/session/no-such/command/c/logs?follow=true",
                   f"{session.path}/command/no-such/logs?follow=true", f"{session.path}/command/no-such/logs",
                   "/process/session/entrypoint/logs?follow=true"):
        resp = refusal(session.daemon, target, NEWEST)
        check_error(resp, 404, "PROCESS_NOT_FOUND")


def test_sixty_four_mebibytes_byte_for_byte(session, tmp_path):
    block = random.Random(7).randbytes(MIB)
    (tmp_path / "block").write_bytes(block)
    command = session.start(f"for i in $(seq 64); do cat '{tmp_path}/block'; done")
    for _ in range(2):  # live, and from the log
        with command.follow() as follower:
            assert follower.rest() == OUT + block * 64
    assert command.get()["exitCode"] == 0
