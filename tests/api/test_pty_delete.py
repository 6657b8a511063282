"""Deleting a PTY ends all that runs in it, tells its clients, and touches nothing else. So does the daemon's end."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.daemon import TIMEOUT, check_error
from support.interpreter import warmed
from support.process import nap, processes_with, status_kib, zombies_of
from support.pty import Pty, create, furnish, listed, listed_ids, open_pty
from support.sessions import eventually, running

MIB = 1024 * 1024
TREES = [
    "{sleeper}",
    "{sleeper} & {sleeper}",
    "setsid {sleeper} & {sleeper}",
    "(setsid sh -c '{sleeper} & exec {sleeper}' &); {sleeper}",
    "(({sleeper} &) &); {sleeper}",
    "(nohup {sleeper} > /dev/null 2>&1 &); {sleeper}",
    "trap '' TERM HUP INT; {sleeper} & while :; do {sleeper}; done",
    "sh -c 'kill -STOP $$; {sleeper}' & {sleeper}",
    "{sleeper} & kill -STOP $!; {sleeper}",
    "env -i PATH=\"$PATH\" setsid -w {sleeper} & {sleeper}",
    "exec {sleeper}",
    "for i in $(seq 50); do (setsid {sleeper} &); done; {sleeper}",
    "script -qfc '{sleeper}' /dev/null",
]


def deleted(pty):
    resp = pty.delete()
    assert (resp.status, resp.json()) == (200, {"message": "PTY session deleted"}), resp


@pytest.mark.parametrize("how", TREES)
def test_the_whole_tree_goes(terminals, events, how):
    sleeper = nap()
    with open_pty(terminals, f"exec 7> {events.path}; echo go >&7; {how.format(sleeper=sleeper)}") as client:
        assert events.line() == "go"
        deleted(client.pty)
        assert processes_with(sleeper) == []
        client.check_end(137)
        assert client.pty.id not in listed_ids(terminals)


def test_what_was_typed_into_a_shell_goes_too(prompt):
    sleeper = nap()
    prompt.type(f"(setsid {sleeper} > /dev/null 2>&1 &); {sleeper} & echo st''arted\n")
    prompt.until("started")
    running(sleeper, 2)
    deleted(prompt.pty)
    assert processes_with(sleeper) == []
    prompt.check_end(137)


def test_others_are_left_alone(terminals, make_pty):
    mine, other = nap(), nap()
    kept = make_pty(f"({other} &); while read x; do echo got=$x; done")
    doomed = Pty(terminals, f"({mine} &); {mine}")
    running(mine, 3)
    running(other, 2)
    with kept.connect() as client, doomed.connect() as told:
        deleted(doomed)
        told.check_end(137)
        client.type("hi\n")
        client.until("got=hi")
    assert processes_with(mine) == [] and len(processes_with(other)) == 2


def test_every_client_is_told(make_pty):
    pty = make_pty("echo begin; read x")
    clients = [pty.connect(subprotocols=offer) for offer in (("X-Daytona-Pty-Exit-Control",), ())]
    for client in clients:
        client.until("begin")
    deleted(pty)
    for client in clients:
        client.check_end(137)
        client.close()


def test_twice_at_once(terminals):
    sleeper = nap()
    pty = Pty(terminals, f"trap '' TERM HUP; while :; do {sleeper}; done")
    running(sleeper, 2)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(pty.delete().status), daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT)
    assert 200 in answers and set(answers) <= {200, 404} and len(answers) == 4
    assert processes_with(sleeper) == []


def test_while_it_is_deleted_the_id_is_not_given_twice(terminals, events):
    pty = Pty(terminals, f"trap '' TERM HUP; echo go > {events.path}; while :; do sleep 0.1; done", pty_id="contended-2")
    assert events.line() == "go"
    with terminals.raw_socket() as wire:
        wire.send(f"DELETE {pty.path} HTTP/1.1\r\nHost: 127.0.0.1:{terminals.port}\r\n\r\n".encode())
        resp = create(terminals, id="contended-2", lazyStart=True)
        assert resp.status in (201, 409), resp
        assert wire.read_response("DELETE").status == 200
    if resp.status == 201:
        deleted(pty)
    check_error(pty.delete(), 404, "PROCESS_NOT_FOUND")


@pytest.mark.parametrize("reads", [True, False])
def test_while_it_floods(terminals, reads):
    with open_pty(terminals, "trap '' TERM HUP; while :; do yes | head -n 100000; done") as client:
        client.take(MIB)
        deleted(client.pty)
        if reads:
            client.check_end(137)
        assert client.pty.id not in listed_ids(terminals)


def test_while_input_waits(terminals, events):
    with open_pty(terminals, f"stty raw -echo; echo go > {events.path}; exec {nap()}") as client:
        assert events.line() == "go"
        thread = threading.Thread(target=lambda: ignoring(lambda: client.send_binary(b"x" * MIB)), daemon=True)
        thread.start()
        deleted(client.pty)
        client.check_end(137)
        thread.join(TIMEOUT)


def ignoring(job):
    try:
        job()
    except OSError:
        pass


# The daemon's end

@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("how", TREES[:9])
def test_the_daemon_leaves_no_process_behind(make_daemon, events, number, how):
    daemon, sleeper = make_daemon(env={"DAYTONA_TERMINATION_GRACE_PERIOD": "1s"}), nap()
    furnish(daemon.home)
    with open_pty(daemon, f"exec 7> {events.path}; echo go >&7; {how.format(sleeper=sleeper)}") as client:
        assert events.line() == "go"
        daemon.proc.send_signal(number)
        assert daemon.proc.wait(TIMEOUT) == 0, daemon.output
        assert processes_with(sleeper) == []
        assert client.wire.file.read() is not None  # the connection has ended


def test_the_daemon_stops_with_many_of_them_and_stuck_clients(make_daemon):
    daemon, sleeper = make_daemon(env={"DAYTONA_TERMINATION_GRACE_PERIOD": "1s"}), nap()
    furnish(daemon.home)
    floods = [open_pty(daemon, "yes") for _ in range(3)]
    idle = [Pty(daemon, sleeper) for _ in range(20)] + [Pty(daemon, lazyStart=True)]
    for client in floods:
        client.take(1)
    assert len(listed(daemon)) == len(floods) + len(idle)
    running(sleeper, 40)
    daemon.proc.send_signal(signal.SIGTERM)
    assert daemon.proc.wait(TIMEOUT) == 0, daemon.output
    assert processes_with(sleeper) == []
    for client in floods:
        client.close()


# Many

def open_files(pid):
    """How many descriptors it has, beside those of control groups, which it keeps to use them again."""
    found = 0
    for entry in os.listdir(f"/proc/{pid}/fd"):
        try:
            found += not os.readlink(f"/proc/{pid}/fd/{entry}").startswith("/sys/fs/cgroup")
        except FileNotFoundError:
            pass
    return found


def test_five_hundred_at_once(make_daemon):
    daemon = warmed(make_daemon())
    furnish(daemon.home)
    pid = daemon.proc.pid
    warm = open_pty(daemon, "read x")
    warm.pty.delete()
    warm.close()
    memory, descriptors = status_kib(pid, "VmRSS"), open_files(pid)
    clients = [open_pty(daemon, "stty -echo; read x; echo got=$x=$N; read y", envs={"N": str(n)}) for n in range(500)]
    assert len(listed(daemon)) == 500
    for n, client in enumerate(clients):
        client.type(f"<{n}>\n")
    for n, client in enumerate(clients):
        client.until(f"got=<{n}>={n}\r\n")
    sanitized = bool(os.environ.get("TOOLBOXD_SANITIZED"))
    assert sanitized or status_kib(pid, "VmRSS") < memory + 500 * 200  # with a client each
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda client: deleted(client.pty), clients))
    for client in clients:
        client.check_end(137)
        client.close()
    assert listed(daemon) == []
    assert zombies_of(pid) == []
    eventually(lambda: open_files(pid) <= descriptors + 5, "the descriptors are closed")
    assert sanitized or status_kib(pid, "VmRSS") < memory + 20 * 1024
