"""Many followers of one log, and slow ones, which slow nobody."""

import os
import threading

import pytest

from support.daemon import TIMEOUT
from support.process import status_kib
from support.sessions import OUT, Session, streams

MIB = 1024 * 1024


def follow_in_threads(command, count):
    """Each reads to the end by itself; returns what they got."""
    got, threads = [None] * count, []
    followers = [command.follow() for _ in range(count)]

    def run(n):
        got[n] = followers[n].rest()
        followers[n].close()

    for n in range(count):
        threads.append(threading.Thread(target=run, args=(n,), daemon=True))
        threads[-1].start()
    return got, threads


def test_a_hundred_followers_of_one_log(session, gate):
    command = session.start(f"echo first; read _ < {gate.path}; seq 20000; seq 5 >&2")
    got, threads = follow_in_threads(command, 100)
    gate.let_through()
    for thread in threads:
        thread.join(TIMEOUT)
    numbers = b"".join(b"%d\n" % n for n in range(1, 20001))
    assert set(got) == {command.raw()}
    assert streams(command.raw()) == (b"first\n" + numbers, b"1\n2\n3\n4\n5\n")


def test_a_hundred_followers_see_each_line_as_it_is_written(session, gate):
    command = session.start(f"for i in 1 2 3; do echo line $i; read _ < {gate.path}; done")
    followers = [command.follow() for _ in range(100)]
    for n in (1, 2, 3):
        for follower in followers:
            follower.until(b"line %d\n" % n)
        gate.let_through()
    for follower in followers:
        assert follower.rest() == OUT + b"line 1\nline 2\nline 3\n"
        follower.close()


@pytest.mark.skipif(bool(os.environ.get("TOOLBOXD_SANITIZED")), reason="a sanitizer keeps freed memory")
def test_followers_read_the_file_not_copies_in_memory(make_daemon, gate):
    session = Session(make_daemon())
    session.run("true")
    pid = session.daemon.proc.pid
    command = session.start(f"head -c {128 * MIB} /dev/zero; read _ < {gate.path}")
    before = status_kib(pid, "VmRSS")
    followers = [command.follow() for _ in range(50)]
    for follower in followers:
        follower.take(1)  # and no more
    with command.follow() as reader:
        reader.take(3 + 128 * MIB)
        assert status_kib(pid, "VmRSS") < before + 64 * 1024
        gate.let_through()
        reader.rest()
    assert status_kib(pid, "VmHWM") < before + 96 * 1024
    for follower in followers:
        follower.close()


def test_a_follower_that_does_not_read_slows_nobody_and_loses_nothing(session):
    size = 48 * MIB
    command = session.start(f"yes 0123456789abcde | head -c {size}; echo end >&2")
    with command.follow() as slow, command.follow() as other:
        other.rest()
        assert command.get()["exitCode"] == 0
        assert session.output("echo next") == "next\n"
        assert slow.rest() == other.data == command.raw()
    assert [len(s) for s in streams(other.data)] == [size, 4]


def test_nobody_following_slows_nothing_either(session):
    command = session.start(f"head -c {64 * MIB} /dev/zero; echo end >&2")
    assert session.output("echo next") == "next\n"
    assert command.get()["exitCode"] == 0
    assert [len(s) for s in streams(command.raw())] == [64 * MIB, 4]


def test_a_follower_that_stops_reading_does_not_keep_the_session(make_daemon):
    daemon = make_daemon(env={"DAYTONA_TERMINATION_GRACE_PERIOD": "1s"})
    session = Session(daemon)
    command = session.start("head -c 64000000 /dev/zero; sleep 600")
    with command.follow() as slow:
        slow.take(1)
        assert session.delete().status == 204
        assert daemon.get("/process/session").json() == []


def test_followers_of_many_commands_at_once(daemon, gate):
    sessions = [Session(daemon) for _ in range(20)]
    commands = [s.start(f"echo {n}; read _ < {gate.path}; seq 1000; echo end {n}") for n, s in enumerate(sessions)]
    followers = [[c.follow() for _ in range(3)] for c in commands]
    gate.let_through(len(commands))
    numbers = b"".join(b"%d\n" % n for n in range(1, 1001))
    for n, three in enumerate(followers):
        for follower in three:
            assert follower.rest() == OUT + b"%d\n" % n + numbers + b"end %d\n" % n
            follower.close()
    for session in sessions:
        assert session.delete().status == 204
