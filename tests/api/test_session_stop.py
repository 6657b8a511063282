"""What the daemon does with its sessions when it is told to stop, and what it says when it can't have any."""

import contextlib
import subprocess
import threading

import pytest

from support.daemon import TIMEOUT, Daemon, binary
from support.process import environment, nap, processes_with
from support.sessions import NEWEST, Follower, Session


@pytest.mark.parametrize("round", range(8))
def test_an_entrypoint_that_is_just_being_started_is_ended(make_daemon, round):
    """Right behind the ready line the shell may not be there yet."""
    sleeper = nap()
    daemon = make_daemon(args=["--", *sleeper.split()])
    if round % 2:
        daemon.get("/version")
    daemon.stop()
    assert processes_with(sleeper) == []


def test_a_deletion_that_takes_long_does_not_hold_up_the_end():
    """The grace period of the deletion is longer than anybody waits for the daemon."""
    daemon = Daemon(env={"DAYTONA_TERMINATION_GRACE_PERIOD": f"{10 * TIMEOUT}s"})
    try:
        sleeper = nap()
        session = Session(daemon)
        command = session.start(f"trap '' TERM; echo on; while :; do {sleeper}; done")
        with command.follow() as follower:
            follower.until(b"on\n")
        def delete():
            with contextlib.suppress(OSError, AssertionError):  # the daemon may go before it answers
                session.delete()

        thread = threading.Thread(target=delete, daemon=True)
        thread.start()
        while session.exec("true", NEWEST, runAsync=True).status != 410:  # until the deletion has begun
            pass
    finally:
        daemon.stop()
    thread.join(TIMEOUT)
    assert processes_with(sleeper) == []


def test_the_printer_of_a_log_that_loses_its_oldest_part_prints_no_hole(make_daemon, gate):
    """It reads more slowly than the command writes."""
    script = f"echo begin; read _ < {gate.path}; seq -f '%020.0f' 400000; echo end"
    daemon = make_daemon(env={"TOOLBOX_LOG_LIMIT_MB": "1"}, args=["--", "sh", "-c", script])
    with Follower(daemon, "/process/session/entrypoint/logs?follow=true", NEWEST) as follower:
        follower.until(b"begin\n")
        with subprocess.Popen([binary(), "entrypoint", "logs"], env=environment(daemon.home),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as printer:
            assert printer.stdout.readline() == b"begin\n"
            gate.let_through()
            follower.rest()
            out, err = printer.communicate(timeout=TIMEOUT)
            assert printer.returncode == 0
    assert b"\0" not in out + err
    assert out.endswith(f"{400000:020d}\nend\n".encode())


def test_a_list_of_large_commands_has_a_bound(make_daemon):
    daemon = make_daemon()
    text = "x" * (15 * 1024 * 1024)
    for n in range(3):
        session = Session(daemon, f"large{n}")
        for _ in range(2):
            assert session.exec(f": {text}", NEWEST, runAsync=True).status == 202
    resp = daemon.get("/process/session")
    assert resp.status == 413 and resp.json()["code"] == "PAYLOAD_TOO_LARGE"
    assert daemon.get("/process/session/large0").status == 200
