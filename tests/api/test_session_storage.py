"""Logs whose place goes away, is full, is limited, or never was: commands go on, and the log says what it lacks."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest

from support.daemon import Daemon, check_error
from support.process import Gate
from support.sessions import MARKED, NEWEST, OUT, Session, create, finished

MIB = 1024 * 1024


def sessions_of(daemon):
    return pathlib.Path(daemon.home, ".daytona", "sessions")


# Deleted

@pytest.mark.parametrize("what", ["{id}/{command}/output.log", "{id}/{command}", "{id}", "", ".."])
def test_a_log_that_is_deleted_while_the_command_runs(make_daemon, gate, what):
    session = Session(make_daemon(), "doomed")
    command = session.start(f"echo before; read _ < {gate.path}; echo after; echo after >&2; (exit 7)")
    with command.follow() as follower:
        follower.until(b"before\n")
        path = (sessions_of(session.daemon) / what.format(id="doomed", command=command.id)).resolve()
        path.unlink() if path.is_file() else shutil.rmtree(path)
        gate.let_through()
        data = follower.rest()
    assert data.startswith(OUT + b"before\n") and data.count(b"after\n") == 2
    assert command.get()["exitCode"] == 7
    assert command.logs().status in (200, 404)
    reply = session.run("echo next")
    assert (reply["stdout"], reply["exitCode"]) == ("next\n", 0)
    assert finished(session, "echo async").raw() == OUT + b"async\n"
    assert session.delete().status == 204


@pytest.mark.parametrize("what", ["{id}", "", ".."])
def test_logs_that_are_deleted_between_two_commands(make_daemon, what):
    session = Session(make_daemon(), "doomed")
    old = finished(session, "echo old; x=kept")
    shutil.rmtree((sessions_of(session.daemon) / what.format(id="doomed")).resolve())
    reply = session.run("echo $x")
    assert (reply["stdout"], reply["exitCode"]) == ("kept\n", 0)
    assert finished(session, "echo async").raw() == OUT + b"async\n"
    resp = old.logs()
    if resp.status != 200:
        check_error(resp, 404, ("PROCESS_NOT_FOUND", "NOT_FOUND", "FILE_NOT_FOUND"))
    assert old.get()["exitCode"] == 0
    assert [c["exitCode"] for c in session.get()["commands"]] == [0, 0, 0]
    assert session.delete().status == 204
    assert create(session.daemon, "doomed").status == 201
    assert session.output("echo again") == "again\n"


def test_logs_that_a_command_deletes_itself(session):
    command = session.start(f"rm -rf '{sessions_of(session.daemon)}/{session.id}'; echo on; (exit 5)")
    assert command.wait() == 5
    assert session.output("echo next") == "next\n"


def test_a_file_in_the_place_of_the_directory(make_daemon):
    session = Session(make_daemon(), "doomed")
    session.run("true")
    shutil.rmtree(sessions_of(session.daemon) / "doomed")
    (sessions_of(session.daemon) / "doomed").write_text("in the way")
    assert session.code("echo next; (exit 4)") == 4
    assert session.delete().status == 204


# Full

@pytest.fixture
def small(tmp_path):
    """A daemon whose home is a file system of 2 MiB; `disk` is where."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    path = tmp_path / "disk"
    path.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", path], capture_output=True, text=True)
    if made.returncode != 0:
        pytest.skip(f"may not mount: {made.stderr.strip()}")
    try:
        with Daemon(home=path, env={"DAYTONA_TERMINATION_GRACE_PERIOD": "1s"}) as daemon:
            daemon.disk = path
            yield daemon
    finally:
        subprocess.run(["umount", path], check=True)


def check_cut(text):
    """A beginning of only `x`, large enough, and then a note that is not the command's."""
    kept = re.match("x*", text)[0]
    assert 256 * 1024 <= len(kept) <= 2 * MIB
    note = text[len(kept):]
    assert re.search("[A-Za-z]{3,} [A-Za-z]{2,}", note), note[:300]
    return note


def test_a_full_disk_ends_the_log_and_not_the_command(small, gate, events):
    session = Session(small)
    command = session.start(f"x=kept; head -c {4 * MIB} /dev/zero | tr '\\0' x; echo go > {events.path}; "
                            f"read _ < {gate.path}; (exit 7)")
    with command.follow({}) as follower:
        assert events.line() == "go"  # it was not held up
        assert "exitCode" not in command.get()
        assert small.get("/version").status == 200
        gate.let_through()
        check_cut(follower.rest().decode())
    assert command.get()["exitCode"] == 7
    resp = command.logs()
    assert resp.status == 200
    note = check_cut(resp.body.decode())
    reply = command.logs(NEWEST).json()
    check_cut(reply["output"].replace("\1", "").replace("\2", ""))
    assert (reply["stdout"] + reply["stderr"]).replace("x", "").strip() == note.replace("x", "").strip()
    assert command.logs(MARKED).body.startswith(OUT + b"xxx")
    assert session.run("echo $x >&2; (exit 3)")["exitCode"] == 3


def test_on_a_full_disk_a_synchronous_command_is_answered(small):
    session = Session(small)
    reply = session.run(f"head -c {4 * MIB} /dev/zero | tr '\\0' x; (exit 7)")
    assert reply["exitCode"] == 7
    check_cut(reply["output"].replace("\1", "").replace("\2", ""))


def test_a_disk_that_is_full_from_the_start_and_then_is_not(small):
    session = Session(small)
    session.run("x=kept")
    with open(small.disk / "filler", "wb", buffering=0) as filler:
        with pytest.raises(OSError):
            while True:
                filler.write(b"f" * 4096)
    for n in (7, 0):
        assert session.code(f"echo something; (exit {n})") == n
    assert create(small, "another").status in (201, 507, 503)
    assert small.get("/version").status == 200
    (small.disk / "filler").unlink()
    assert session.output("echo $x") == "kept\n"
    assert finished(session, "echo whole").raw() == OUT + b"whole\n"
    assert session.delete().status == 204
    assert Session(small, "later").output("echo hi") == "hi\n"


# Limited

def used(path):
    """What the files below take on disk."""
    return sum(os.stat(os.path.join(d, f)).st_blocks * 512 for d, _, fs in os.walk(path) for f in fs)


def numbers_of(text):
    return [int(n) for n in re.findall(rb"^(\d{15})$", text, re.MULTILINE)]


LINES = f"seq -f '%015.0f' 1 {8 * MIB // 16}"


def test_the_oldest_part_of_a_log_goes(make_daemon, gate):
    daemon = make_daemon(env={"TOOLBOX_LOG_LIMIT_MB": "1"})
    session = Session(daemon)
    command = session.start(f"{LINES}; echo last; read _ < {gate.path}; (exit 7)")
    with command.follow({}) as follower:
        follower.until(b"last\n")
        assert used(sessions_of(daemon)) <= 2 * MIB
        gate.let_through()
        data = follower.rest()
    assert data.endswith(b"last\n")
    assert numbers_of(data) == sorted(numbers_of(data))
    assert command.get()["exitCode"] == 7
    assert used(sessions_of(daemon)) <= 2 * MIB
    body = command.logs().body
    assert len(body) <= 2 * MIB
    assert body.endswith(b"last\n")
    kept = numbers_of(body)
    assert kept == list(range(kept[0], 8 * MIB // 16 + 1)) and len(kept) * 16 >= MIB // 4
    note = re.sub(rb"(?m)^\d*\n?|last\n", b"", body).decode()
    assert re.search("[A-Za-z]{3,} [A-Za-z]{2,}", note), note[:300]
    reply = command.logs(NEWEST).json()
    assert reply["stdout"].endswith(f"{8 * MIB // 16:015}\nlast\n")
    assert command.logs(MARKED).body[:3] in (b"\1\1\1", b"\2\2\2")


def test_a_log_within_the_limit_is_whole(make_daemon):
    daemon = make_daemon(env={"TOOLBOX_LOG_LIMIT_MB": "1"})
    session = Session(daemon)
    for _ in range(4):
        command = finished(session, f"head -c {MIB // 2} /dev/zero | tr '\\0' x")
        assert command.raw() == OUT + b"x" * (MIB // 2)


def test_a_follower_goes_on_past_the_limit(make_daemon, gate):
    """In steps that it has read, nothing is lost on the way, however much has gone from the disk."""
    daemon = make_daemon(env={"TOOLBOX_LOG_LIMIT_MB": "1"})
    session = Session(daemon)
    command = session.start(f"for i in 1 2 3 4 5 6 7 8 9 10; do head -c {MIB // 2} /dev/zero | tr '\\0' x; echo $i; "
                            f"read _ < {gate.path}; done")
    with command.follow({}) as follower:
        for n in range(1, 11):
            follower.until(b"x%d\n" % n)
            gate.let_through()
        data = follower.rest()
    assert [int(n) for n in re.findall(rb"x(\d+)\n", data)] == list(range(1, 11))
    assert data.count(b"x") >= 10 * MIB // 2
    assert used(sessions_of(daemon)) <= 2 * MIB


def test_a_slow_follower_past_the_limit_gets_the_newest(make_daemon):
    daemon = make_daemon(env={"TOOLBOX_LOG_LIMIT_MB": "1"})
    session = Session(daemon)
    command = session.start(f"seq -f '%015.0f' 1 {64 * MIB // 16}; echo last")
    with command.follow({}) as slow:
        assert session.output("echo next") == "next\n"
        assert used(sessions_of(daemon)) <= 3 * MIB
        data = slow.rest()
    assert data.endswith(b"%015d\nlast\n" % (64 * MIB // 16))
    assert numbers_of(data) == sorted(set(numbers_of(data)))


@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", ""])
def test_a_limit_that_does_not_parse_ends_the_start(value, tmp_path):
    from support.process import environment, run_to_end
    done = run_to_end(["--port", "0"], environment(tmp_path, TOOLBOX_LOG_LIMIT_MB=value)) if value else None
    if done is not None:
        assert done.returncode == 2
        assert "TOOLBOX_LOG_LIMIT_MB" in done.stderr and value in done.stderr and len(done.stderr.splitlines()) == 1


# Never there

def test_a_home_that_cannot_be_written(open_tmp):
    home = open_tmp / "home"
    home.mkdir(mode=0o555)
    run_as = 65534 if os.geteuid() == 0 else None
    gate = Gate(open_tmp / "gate")
    with Daemon(home=home, run_as=run_as, env={"DAYTONA_TERMINATION_GRACE_PERIOD": "1s"}) as daemon:
        resp = create(daemon, "homeless")
        if resp.status != 201:
            check_error(resp, resp.status,
                        ("FILE_ACCESS_DENIED", "FORBIDDEN", "INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE",
                                            "INSUFFICIENT_STORAGE"))
            assert daemon.get("/process/session").json() == []
        else:
            session = Session.__new__(Session)
            session.daemon, session.id, session.path = daemon, "homeless", "/process/session/homeless"
            assert session.code("x=5; echo hi; (exit 7)") == 7
            assert session.code("(exit $x)") == 5
            command = session.start(f"echo hi; read _ < {gate.path}; (exit 4)")
            gate.let_through()
            assert command.wait() == 4
            assert session.delete().status == 204
        assert daemon.get("/version").status == 200
    gate.close()
    assert os.listdir(home) == []
