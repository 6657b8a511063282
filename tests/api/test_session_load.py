"""Many sessions, many commands, many clients; and the daemon's own end."""

import os
import signal
import threading

import pytest

from support.daemon import TIMEOUT, check_error
from support.interpreter import warmed
from support.message import post
from support.process import Events, Gate, nap, processes_with, status_kib, zombies_of
from support.sessions import NEWEST, OUT, Session, eventually

MIB = 1024 * 1024
HEADERS = [f"{name}: {value}" for name, value in NEWEST.items()]


def exec_bytes(session, command, **fields):
    return post(session.daemon, f"{session.path}/exec", {"command": command, **fields}, *HEADERS)


def in_threads(jobs):
    threads = [threading.Thread(target=job, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT)
        assert not thread.is_alive()


def test_two_hundred_sessions_at_once(make_daemon, gate, events):
    daemon = make_daemon()
    sessions = [Session(daemon, f"s{n}") for n in range(200)]
    assert len(daemon.get("/process/session").json()) == 200
    commands = [s.start(f"x={n}; echo {n}; echo {n} > {events.path}; read _ < {gate.path}; (exit {n % 100})")
                for n, s in enumerate(sessions)]
    assert sorted(int(events.line()) for _ in range(200)) == list(range(200))  # all of them run, none has ended
    gate.let_through(200)
    assert [c.wait() for c in commands] == [n % 100 for n in range(200)]
    assert [c.raw() for c in commands] == [OUT + b"%d\n" % n for n in range(200)]
    assert [s.output("echo $x") for s in sessions] == [f"{n}\n" for n in range(200)]
    shells = [int(s.output("echo $$")) for s in sessions]
    assert len(set(shells)) == 200
    statuses = []
    in_threads([lambda s=s: statuses.append(s.delete().status) for s in sessions])
    assert statuses == [204] * 200
    assert daemon.get("/process/session").json() == []
    assert [pid for pid in shells if os.path.exists(f"/proc/{pid}")] == []
    assert zombies_of(daemon.proc.pid) == []
    assert os.listdir(os.path.join(daemon.home, ".daytona", "sessions")) == []


def test_two_thousand_commands_in_one_session(make_daemon):
    daemon = warmed(make_daemon())
    session = Session(daemon)
    pid = daemon.proc.pid
    with daemon.raw_socket() as wire:
        def run(n):
            wire.send(exec_bytes(session, f"n=$((n + 1)); echo $n; (exit {n % 256})"))
            reply = wire.read_response().json()
            assert (reply["stdout"], reply["exitCode"]) == (f"{n}\n", n % 256)

        for n in range(1, 201):
            run(n)
        memory, descriptors = status_kib(pid, "VmRSS"), len(os.listdir(f"/proc/{pid}/fd"))
        for n in range(201, 2201):
            run(n)
    assert len(os.listdir(f"/proc/{pid}/fd")) <= descriptors + 5
    if not os.environ.get("TOOLBOXD_SANITIZED"):
        assert status_kib(pid, "VmRSS") <= memory + 8 * 1024
    assert [c["exitCode"] for c in session.get()["commands"]] == [n % 256 for n in range(1, 2201)]
    assert session.delete().status == 204


def test_nine_hundred_commands_queued_at_once(session, gate):
    session.start(f"read _ < {gate.path}; n=0")
    commands = [session.start("n=$((n + 1)); echo $n") for _ in range(900)]
    gate.let_through()
    assert commands[-1].wait() == 0
    assert [c.raw() for c in commands] == [OUT + b"%d\n" % n for n in range(1, 901)]


@pytest.mark.parametrize("text, enough", [("true", 20_000), ("true # " + "x" * MIB, 200)], ids=["many", "large"])
def test_a_queue_has_a_bound(session, gate, text, enough):
    """Past it a command is refused, and those in the queue run."""
    session.start(f"read _ < {gate.path}")
    accepted = 0
    while (resp := session.exec(text, NEWEST, runAsync=True)).status == 202:
        accepted += 1
        assert accepted < enough
    check_error(resp, 503, "SERVICE_UNAVAILABLE")
    check_error(session.exec("true", NEWEST), 503, "SERVICE_UNAVAILABLE") if text == "true" else None
    gate.let_through()
    eventually(lambda: "exitCode" in session.get()["commands"][-1], "the queue is empty")
    assert [c["exitCode"] for c in session.get()["commands"]] == [0] * (accepted + 1)
    session.check_goes_on()


def test_sessions_made_and_deleted_over_and_over_leave_nothing(make_daemon):
    daemon = warmed(make_daemon())
    pid = daemon.proc.pid

    def once(n):
        session = Session(daemon, "again")
        assert session.output(f"echo {n}") == f"{n}\n"
        assert session.delete().status == 204

    for n in range(20):
        once(n)
    descriptors = len(os.listdir(f"/proc/{pid}/fd"))
    for n in range(200):
        once(n)
    assert len(os.listdir(f"/proc/{pid}/fd")) <= descriptors + 5
    assert zombies_of(pid) == []


def test_fifty_clients_of_one_session_are_all_answered_in_order(session, tmp_path):
    file, replies = tmp_path / "order", {}

    def run(n):
        replies[n] = session.run(f"echo {n} >> '{file}'; echo {n}; (exit {n})")

    in_threads([lambda n=n: run(n) for n in range(50)])
    assert {n: (r["stdout"], r["exitCode"]) for n, r in replies.items()} == {n: (f"{n}\n", n) for n in range(50)}
    ran = [int(line) for line in file.read_text().split()]
    by_id = {r["cmdId"]: n for n, r in replies.items()}
    assert ran == [by_id[c["id"]] for c in session.get()["commands"]]
    assert sorted(ran) == list(range(50))


def test_sessions_of_one_id_made_by_many_at_once(daemon):
    statuses = []
    in_threads([lambda: statuses.append(daemon.post("/process/session", {"sessionId": "contended"}).status)] * 20)
    assert sorted(statuses) == [201] + [409] * 19
    assert daemon.delete("/process/session/contended").status == 204


# The end of the daemon

@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("how", [
    "{sleeper}", "setsid {sleeper} & wait", "trap '' TERM INT HUP; {sleeper} & while :; do {sleeper}; done",
    "(setsid sh -c '{sleeper} & exec {sleeper}' > /dev/null 2>&1 &)", "exec {sleeper}",
])
def test_it_takes_its_sessions_along(make_daemon, events, how, number):
    daemon, sleeper = make_daemon(env={"DAYTONA_TERMINATION_GRACE_PERIOD": "1s"}), nap()
    session = Session(daemon)
    shell = session.output("echo $$").strip()
    session.start(f"exec 7> {events.path}; echo go >&7; {how.format(sleeper=sleeper)}")
    session.start("echo queued")
    assert events.line() == "go"
    daemon.proc.send_signal(number)
    assert daemon.proc.wait(TIMEOUT) == 0, daemon.output
    assert processes_with(sleeper) == []
    assert not os.path.exists(f"/proc/{shell}")


def test_with_many_sessions_followers_and_clients_it_stops(make_daemon, tmp_path):
    events, gate = Events(tmp_path / "many"), Gate(tmp_path / "closed")
    daemon, sleeper = make_daemon(env={"DAYTONA_TERMINATION_GRACE_PERIOD": "1s"}), nap()
    sessions = [Session(daemon) for _ in range(20)]
    commands = [s.start(f"trap '' TERM; echo hi; echo go > {events.path}; {sleeper} & while :; do {sleeper}; done")
                for s in sessions]
    followers = [c.follow() for c in commands]
    for _ in sessions:
        assert events.line() == "go"
    wires = [daemon.raw_socket() for _ in sessions]
    for wire, session in zip(wires, sessions):
        wire.send(exec_bytes(session, "echo queued"))
    for session in sessions:
        eventually(lambda s=session: len(s.get()["commands"]) == 2, "the second command is queued")
    for follower in followers:
        follower.until(b"hi\n")
    daemon.proc.send_signal(signal.SIGTERM)
    assert daemon.proc.wait(TIMEOUT) == 0, daemon.output
    assert processes_with(sleeper) == []
    for follower in followers:
        try:
            assert follower.collect().messages == []
        except ConnectionResetError:
            pass
        follower.close()
    for wire in wires:
        wire.close()
    gate.close()
    events.close()


def test_a_trap_runs_when_the_daemon_stops(make_daemon, events):
    daemon = make_daemon()
    session = Session(daemon)
    session.start(f"trap 'echo bye > {events.path}; exit 0' TERM; sh -c 'echo go > {events.path}'; {nap()} & wait")
    assert events.line() == "go"
    daemon.proc.send_signal(signal.SIGTERM)
    assert daemon.proc.wait(TIMEOUT) == 0
    assert events.line() == "bye"


def test_a_follower_of_a_command_that_floods_does_not_keep_the_daemon(make_daemon):
    daemon = make_daemon(env={"DAYTONA_TERMINATION_GRACE_PERIOD": "1s", "TOOLBOX_LOG_LIMIT_MB": "16"})
    session = Session(daemon)
    command = session.start("exec yes")
    with command.follow() as follower:
        follower.take(1)
        daemon.proc.send_signal(signal.SIGTERM)
        assert daemon.proc.wait(TIMEOUT) == 0
