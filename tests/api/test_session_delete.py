"""Deleting a session: TERM to the whole tree, KILL after the grace period, then nothing of it is left."""

import os
import threading

import pytest

from support.daemon import SLOWNESS, TIMEOUT, Daemon, check_error
from support.message import post
from support.process import nap, processes_with, stat_fields
from support.sessions import EITHER, Session, create, finished, running


@pytest.fixture(scope="module")
def impatient():
    """A daemon with the shortest grace period."""
    d = Daemon(env={"DAYTONA_TERMINATION_GRACE_PERIOD": "1s"})
    yield d
    d.stop()


def delete(session):
    resp = session.delete()
    assert resp.status == 204 and resp.body == b"", resp


def sessions_on_disk(daemon):
    path = os.path.join(daemon.home, ".daytona", "sessions")
    return os.listdir(path) if os.path.exists(path) else []


def test_an_idle_session_goes_with_its_shell_and_its_directory(impatient):
    session = Session(impatient, "idle")
    shell = session.output("echo $$").strip()
    assert "idle" in sessions_on_disk(impatient)
    delete(session)
    assert not os.path.exists(f"/proc/{shell}")
    assert "idle" not in sessions_on_disk(impatient)
    assert "idle" not in [s["sessionId"] for s in impatient.get("/process/session").json()]
    for method, below, body in (("GET", "", None), ("DELETE", "", None), ("POST", "/exec", {"command": "true"})):
        resp = impatient.request(method, f"/process/session/idle{below}", body)
        check_error(resp, 404, "PROCESS_NOT_FOUND", message="not found: session not found")


def test_a_session_that_never_ran_anything(impatient):
    delete(Session(impatient))


def test_the_id_is_free_again(impatient):
    for n in range(3):
        session = Session(impatient, "again")
        assert session.output('echo "[$x]"') == "[]\n"
        session.run(f"x={n}")
        delete(session)


def test_delete_may_carry_a_body(impatient):
    for body in ({}, {"force": True}, {"sessionId": "another"}):
        session = Session(impatient, "with-body")
        assert impatient.request("DELETE", session.path, body).status == 204
    assert "with-body" not in [s["sessionId"] for s in impatient.get("/process/session").json()]


def test_the_entrypoint_cannot_be_deleted(daemon):
    check_error(daemon.delete("/process/session/entrypoint"), 400, EITHER)


@pytest.mark.parametrize("how", [
    "{sleeper}",
    "{sleeper} & {sleeper}",
    "setsid {sleeper} & {sleeper}",
    "(setsid sh -c '{sleeper} & exec {sleeper}' &); {sleeper}",
    "(({sleeper} &) &); {sleeper}",
    "setsid setsid -f {sleeper}",
    "(nohup {sleeper} > /dev/null 2>&1 &); {sleeper}",
    "trap '' TERM HUP INT; {sleeper} & while :; do {sleeper}; done",
    "sh -c 'kill -STOP $$; {sleeper}' & {sleeper}",
    "{sleeper} & kill -STOP $!; {sleeper}",
    "env -i PATH=\"$PATH\" setsid -w {sleeper} & {sleeper}",
    "exec {sleeper}",
    "{sleeper} | {sleeper} | {sleeper}",
    "for i in $(seq 100); do (setsid {sleeper} &); done",
])
def test_the_whole_tree_goes(impatient, events, how):
    sleeper = nap()
    session = Session(impatient)
    session.start(f"exec 7> {events.path}; echo go >&7; {how.format(sleeper=sleeper)}")
    assert events.line() == "go"
    delete(session)
    assert processes_with(sleeper) == []


def test_what_earlier_commands_left_in_the_background_goes_too(impatient):
    sleeper = nap()
    session = Session(impatient)
    for _ in range(3):
        assert session.code(f"(setsid {sleeper} > /dev/null 2>&1 &)") == 0
    finished(session, f"{sleeper} &")
    running(sleeper, 4)
    delete(session)
    assert processes_with(sleeper) == []


def test_the_background_children_of_a_dead_shell_go_too(impatient):
    sleeper = nap()
    session = Session(impatient)
    assert session.code(f"(setsid {sleeper} > /dev/null 2>&1 &); exit 3") == 3
    running(sleeper, 1)
    delete(session)
    assert processes_with(sleeper) == []


def test_a_process_that_ignores_term_gets_it_and_is_killed(impatient, events):
    session = Session(impatient)
    child = f"trap \"echo term > {events.path}\" TERM; echo $$ > {events.path}; while :; do sleep 0.1; done"
    session.start(f"sh -c '{child}' & wait")
    pid = int(events.line())
    delete(session)
    assert events.line() == "term"
    assert events.wait_closed() == ""  # once, so that a handler need not expect another
    assert not os.path.exists(f"/proc/{pid}") or stat_fields(pid)[0] == "Z"


def test_a_process_may_clean_up_within_the_grace_period(make_daemon, events, gate):
    daemon = make_daemon(env={"DAYTONA_TERMINATION_GRACE_PERIOD": f"{TIMEOUT // 2}s"})
    session = Session(daemon)
    cleanup = f"echo term > {events.path}; read _ < {gate.path}; echo cleaned > {events.path}; exit 0"
    session.start(f"sh -c 'trap \"{cleanup}\" TERM; echo go > {events.path}; while :; do sleep 0.05; done'")
    assert events.line() == "go"
    deleted = []
    thread = threading.Thread(target=lambda: deleted.append(session.delete().status), daemon=True)
    thread.start()
    assert events.line() == "term"
    assert daemon.get("/version").status == 200 and deleted == []
    gate.let_through()
    assert events.line() == "cleaned"
    thread.join(TIMEOUT)
    assert deleted == [204]


def test_a_trap_of_the_shell_runs(make_daemon, events):
    daemon = make_daemon(env={"DAYTONA_TERMINATION_GRACE_PERIOD": f"{TIMEOUT // 2}s"})
    session = Session(daemon)
    sleeper = nap()
    # zsh writes again what a builtin has just written when a signal comes within that
    session.start(f"trap 'echo bye > {events.path}; exit 0' TERM; {sleeper} & sh -c 'echo go > {events.path}'; wait")
    assert events.line() == "go"
    delete(session)
    assert events.line() == "bye"
    assert processes_with(sleeper) == []


def test_other_sessions_are_left_alone(impatient, events):
    doomed, kept = Session(impatient), Session(impatient)
    mine, other = nap(), nap()
    assert kept.code(f"x=kept; {other} > /dev/null 2>&1 &") == 0
    doomed.start(f"{mine} & echo go > {events.path}; wait")
    assert events.line() == "go"
    delete(doomed)
    assert processes_with(mine) == []
    running(other, 1)
    assert kept.output("echo $x") == "kept\n"
    delete(kept)
    assert processes_with(other) == []


def test_a_running_synchronous_command_is_answered(impatient, events):
    session = Session(impatient)
    with impatient.raw_socket() as wire:
        wire.send(post(impatient, f"{session.path}/exec", {"command": f"echo go > {events.path}; {nap()}"}))
        assert events.line() == "go"
        delete(session)
        resp = wire.read_response("POST", f"{session.path}/exec")
        if resp.status == 200:
            assert resp.json()["exitCode"] in (143, 137)
        else:
            check_error(resp, resp.status, ("SESSION_ENDED", "GONE", "PROCESS_NOT_FOUND"))
            assert resp.status in (404, 410)


def test_followers_and_queued_commands_end(impatient, events):
    session = Session(impatient)
    running = session.start(f"echo running; echo go > {events.path}; {nap()}")
    queued = session.start("echo never")
    with running.follow() as first, queued.follow() as second:
        assert events.line() == "go"
        first.until(b"running\n")
        delete(session)
        assert b"running\n" in b"".join([*first.messages, *(m.data for m in first.collect().messages)])
        assert second.collect().messages == []
        assert first.closed and second.closed


def test_a_second_delete_at_the_same_time_answers_too(impatient, events):
    session = Session(impatient)
    session.start(f"trap '' TERM; echo go > {events.path}; while :; do sleep 0.1; done")
    assert events.line() == "go"
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(session.delete().status),
                                daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT)
    assert 204 in answers and set(answers) <= {204, 404} and len(answers) == 4


def test_while_it_is_being_deleted_the_id_is_not_given_twice(impatient, events, gate):
    """Whatever the answer is meanwhile: once both have it, there is a session that works, or none."""
    session = Session(impatient, "contended")
    session.start(f"trap '' TERM; echo go > {events.path}; while :; do sleep 0.1; done")
    assert events.line() == "go"
    with impatient.raw_socket() as wire:
        wire.send(f"DELETE {session.path} HTTP/1.1\r\nHost: 127.0.0.1:{impatient.port}\r\n\r\n".encode())
        resp = create(impatient, "contended")
        assert resp.status in (201, 409), resp
        assert wire.read_response("DELETE").status == 204
    if resp.status == 201:
        assert session.output("echo hi") == "hi\n"
        delete(session)
    assert create(impatient, "contended").status == 201
    assert session.output("echo hi") == "hi\n"
    delete(session)


@pytest.mark.parametrize("value", ["1s", "1000ms", f"{SLOWNESS}s"])
def test_the_grace_period_in_any_notation(make_daemon, events, value):
    daemon = make_daemon(env={"DAYTONA_TERMINATION_GRACE_PERIOD": value})
    session = Session(daemon)
    session.start(f"trap '' TERM; echo go > {events.path}; while :; do sleep 0.1; done")
    assert events.line() == "go"
    delete(session)
