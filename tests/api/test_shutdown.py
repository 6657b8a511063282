"""SIGTERM and SIGINT: what is under way ends, the rest is refused, exit code 0."""

import signal
import socket
import threading

import pytest

from support.daemon import TIMEOUT
from support.message import get, head, host, post
from support.process import Events, end_process, execute, nap, processes_with


@pytest.fixture
def events(tmp_path):
    e = Events(tmp_path / "events")
    yield e
    e.close()


def signal_and_wait(daemon, number=signal.SIGTERM):
    daemon.proc.send_signal(number)
    assert daemon.proc.wait(TIMEOUT) == 0, daemon.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_idle_daemon_stops_with_exit_code_0(make_daemon, number):
    signal_and_wait(make_daemon(), number)


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGPIPE])
def test_a_signal_without_a_meaning_changes_nothing(make_daemon, number):
    daemon = make_daemon()
    daemon.proc.send_signal(number)
    assert daemon.get("/version").status == 200
    signal_and_wait(daemon)


def test_a_request_in_flight_gets_its_answer(make_daemon, events):
    daemon = make_daemon()
    with daemon.raw_socket() as busy, daemon.raw_socket() as idle:
        idle.send(get(daemon, "/version"))
        assert idle.read_response().status == 200
        busy.send(post(daemon, "/process/execute", {"command": f"echo go > {events.path}; sleep 1; echo done"}))
        assert events.line() == "go"
        daemon.proc.send_signal(signal.SIGTERM)
        assert busy.read_response().json() == {"exitCode": 0, "result": "done\n"}
        assert busy.at_end() and idle.at_end()
    assert daemon.proc.wait(TIMEOUT) == 0


def test_new_connections_are_refused_while_it_stops(make_daemon, events):
    daemon = make_daemon()
    with daemon.raw_socket() as busy, daemon.raw_socket() as idle:
        idle.send(get(daemon, "/version"))
        assert idle.read_response().status == 200
        busy.send(post(daemon, "/process/execute", {"command": f"echo go > {events.path}; sleep 1; echo done"}))
        assert events.line() == "go"
        daemon.proc.send_signal(signal.SIGTERM)
        assert idle.at_end()  # the sign that it has begun to stop
        with pytest.raises(ConnectionRefusedError):
            daemon.connect()
        assert busy.read_response().json() == {"exitCode": 0, "result": "done\n"}
    assert daemon.proc.wait(TIMEOUT) == 0


def test_a_request_that_does_not_end_is_ended_with_its_processes(make_daemon, events):
    daemon, sleeper = make_daemon(), nap()
    with daemon.raw_socket() as busy:
        command = f"exec 3> {events.path}; echo go >&3; setsid {sleeper} & {sleeper}"
        busy.send(post(daemon, "/process/execute", {"command": command}))
        assert events.line() == "go"
        signal_and_wait(daemon)
        events.wait_closed()
    assert processes_with(sleeper) == []


def test_half_open_requests_do_not_keep_it(make_daemon):
    daemon = make_daemon()
    beginnings = [b"", b"GET /vers", head("POST /process/execute HTTP/1.1", host(daemon), "Content-Length: 50") + b"{"]
    wires = [daemon.raw_socket() for _ in beginnings]
    for wire, beginning in zip(wires, beginnings):
        wire.send(beginning)
    assert daemon.get("/version").status == 200
    signal_and_wait(daemon)
    for wire in wires:
        wire.close()


def test_a_client_that_does_not_read_does_not_keep_it(make_daemon):
    daemon = make_daemon()
    with daemon.raw_socket() as wire:
        wire.send(post(daemon, "/process/execute", {"command": "head -c 64000000 /dev/zero | tr '\\0' x"}))
        assert wire.sock.recv(1)
        signal_and_wait(daemon)


def test_many_requests_in_flight_all_get_their_answers(make_daemon, events):
    daemon = make_daemon()
    replies, threads = {}, []
    for n in range(20):
        def run(n=n):
            replies[n] = execute(daemon, f"echo go > {events.path}; sleep 1; echo {n}")
        threads.append(threading.Thread(target=run, daemon=True))
        threads[-1].start()
    for _ in range(20):
        assert events.line() == "go"
    signal_and_wait(daemon)
    for thread in threads:
        thread.join(TIMEOUT)
    assert replies == {n: {"exitCode": 0, "result": f"{n}\n"} for n in range(20)}


def test_the_port_is_free_again_at_once(make_daemon):
    daemon = make_daemon()
    wire = daemon.raw_socket()
    wire.send(get(daemon, "/version"))
    assert wire.read_response().status == 200
    signal_and_wait(daemon)
    wire.close()
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", daemon.port))


def test_a_background_process_does_not_keep_it(make_daemon):
    daemon = make_daemon()
    pid = int(execute(daemon, f"{nap()} > /dev/null 2>&1 & echo $!")["result"])
    try:
        signal_and_wait(daemon)
    finally:
        end_process(pid)
