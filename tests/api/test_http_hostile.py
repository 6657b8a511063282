"""Clients that hang, drip, never read or break off: nobody else notices. And the limit on connections."""

import select
import socket
import struct

import pytest

from support.daemon import TIMEOUT, check_error
from support.message import get, head, host, post
from support.process import execute

MIB = 1024 * 1024


def check_served(daemon):
    assert daemon.get("/version").status == 200
    assert execute(daemon, "echo hi") == {"exitCode": 0, "result": "hi\n"}


def reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def test_a_client_that_sends_a_byte_at_a_time_disturbs_nobody(daemon):
    body = b'{"command":"echo slow"}'
    request = head("POST /process/execute HTTP/1.1", host(daemon), f"Content-Length: {len(body)}") + body
    with daemon.raw_socket() as wire:
        wire.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in range(len(request)):
            wire.send(request[at:at + 1])
            assert daemon.get("/version").status == 200
        assert wire.read_response().json() == {"exitCode": 0, "result": "slow\n"}


def test_many_silent_and_half_open_clients_disturb_nobody(daemon):
    beginnings = [b"", b"G", b"GET /version HTTP/1.1\r\n", b"\r\n",
                  head("POST /process/execute HTTP/1.1", host(daemon), "Content-Length: 100") + b'{"comm',
                  head("POST /process/execute HTTP/1.1", host(daemon), "Transfer-Encoding: chunked") + b"5\r\n{"]
    wires = []
    try:
        for n in range(300):
            wires.append(daemon.raw_socket())
            wires[-1].send(beginnings[n % len(beginnings)])
        check_served(daemon)
        wires[0].send(get(daemon, "/version"))
        assert wires[0].read_response().status == 200
        check_served(daemon)
    finally:
        for wire in wires:
            wire.close()
    check_served(daemon)


def test_a_client_that_pipelines_and_never_reads_disturbs_nobody(daemon):
    flood = get(daemon, "/no/such/route") * 1000
    with daemon.connect() as sock:
        sock.setblocking(False)
        sent = 0
        for _ in range(50):  # every round the daemon gets its turn, and still must not hold more than a bound
            try:
                while sent < 64 * MIB:
                    sent += sock.send(flood[sent % len(flood):])
            except BlockingIOError:
                pass
            assert daemon.get("/version").status == 200
        assert sent < 64 * MIB, "the daemon goes on reading requests whose answers nobody reads"
        check_served(daemon)


def test_a_client_that_never_reads_a_large_answer_disturbs_nobody(daemon):
    size = 32 * MIB
    with daemon.raw_socket() as wire:
        wire.send(post(daemon, "/process/execute", {"command": f"head -c {size} /dev/zero | tr '\\0' x"}))
        assert select.select([wire.sock], [], [], TIMEOUT)[0]
        for _ in range(20):
            check_served(daemon)
        assert wire.read_response().json() == {"exitCode": 0, "result": "x" * size}
        wire.send(get(daemon, "/version"))
        assert wire.read_response().status == 200


@pytest.mark.parametrize("beginning", [
    b"", b"GET /ver", b"GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST /process/execute HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{",
    b"POST /env HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    b'POST /process/execute HTTP/1.1\r\nHost: localhost\r\nContent-Length: 22\r\n\r\n{"command":"sleep 30"}',
    b"POST /process/execute HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n",
])
def test_clients_that_reset_disturb_nobody(daemon, beginning):
    for _ in range(50):
        sock = daemon.connect()
        sock.sendall(beginning)
        reset(sock)
    check_served(daemon)


def test_a_client_that_resets_within_its_answer_disturbs_nobody(daemon):
    for _ in range(10):
        with daemon.raw_socket() as wire:
            wire.send(post(daemon, "/process/execute", {"command": f"head -c {8 * MIB} /dev/zero | tr '\\0' x"}))
            assert wire.sock.recv(1)
            wire.file.close()
            reset(wire.sock)
    check_served(daemon)


def has_answer(wire):
    try:
        return wire.file.peek(1) != b""
    except ConnectionResetError:
        return False


def test_a_head_that_does_not_end_is_given_up_but_an_idle_connection_is_kept(daemon):
    """Takes the ten seconds of the deadline. Dripping does not extend it."""
    with daemon.raw_socket() as idle, daemon.raw_socket() as silent, daemon.raw_socket() as dripping:
        idle.send(get(daemon, "/version"))
        assert idle.read_response().status == 200
        beginning = f"GET /version HTTP/1.1\r\n{host(daemon)}\r\nX-Slow: ".encode()
        silent.send(beginning)
        dripping.send(beginning)
        ended = False
        for _ in range(TIMEOUT):
            if select.select([dripping.sock], [], [], 1)[0]:
                ended = True
                break
            dripping.send(b"x")
        assert ended, "the connection whose head does not end is still open"
        for wire in (dripping, silent):
            if has_answer(wire):  # an answer is a courtesy; when there is one it says what happened
                resp = wire.read_response()
                assert resp.status == 408 and resp.json()["code"] == "REQUEST_TIMEOUT"
            assert wire.at_end()
        idle.send(get(daemon, "/version"))
        assert idle.read_response().status == 200


# The limit on connections

def fill(daemon, count):
    """That many connections, each of which the daemon has certainly accepted."""
    wires = []
    for _ in range(count):
        wires.append(daemon.raw_socket())
        wires[-1].send(get(daemon, "/version"))
        assert wires[-1].read_response().status == 200
    return wires


def end(wire):
    """Closes, and returns once the daemon has closed as well."""
    wire.sock.shutdown(socket.SHUT_WR)
    assert wire.at_end()
    wire.close()


def check_refused(daemon):
    with daemon.raw_socket() as wire:
        wire.send(get(daemon, "/version"))
        resp = wire.read_response()
        assert resp.status == 503
        body = resp.json()
        assert body["statusCode"] == 503 and body["code"] == "SERVICE_UNAVAILABLE" and body["message"]
        assert wire.at_end()


def test_past_the_connection_limit_the_answer_is_503_and_it_recovers(make_daemon):
    daemon = make_daemon(args=["--max-connections", "4"])
    wires = fill(daemon, 4)
    for _ in range(20):
        check_refused(daemon)
    for wire in wires:  # those inside go on being served
        wire.send(get(daemon, "/version"))
        assert wire.read_response().status == 200
    end(wires.pop())
    wires += fill(daemon, 1)
    check_refused(daemon)
    for wire in wires:
        end(wire)
    wires = fill(daemon, 4)
    for wire in wires:
        wire.close()


def test_closed_connections_do_not_count(make_daemon):
    daemon = make_daemon(args=["--max-connections", "2"])
    for _ in range(50):
        with daemon.raw_socket() as wire:
            wire.send(get(daemon, "/version", "Connection: close"))
            assert wire.read_response().status == 200
            assert wire.at_end()


def test_the_answer_to_a_refused_body_survives_what_the_client_still_sends(daemon):
    for _ in range(20):
        resp = daemon.request("POST", "/no/such/route", b"x" * 4 * MIB)
        check_error(resp, 404, "NOT_FOUND")
