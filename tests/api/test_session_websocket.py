"""WebSockets, seen at the log stream: the handshake, frames as they should not be, and what the other side is told."""

import pytest

from support.daemon import check_error
from support.message import head, host
from support.sessions import EITHER, NEWEST, OUT
from support.websocket import BINARY, CLOSE, CONTINUATION, PING, TEXT, refusal

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
FIELDS = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": KEY, "Sec-WebSocket-Version": "13"}


@pytest.fixture
def command(session, gate):
    """One that prints `hi` and waits."""
    started = session.start(f"echo hi; read _ < {gate.path}")
    yield started
    gate.let_through()
    assert started.wait() == 0


def ask(command, **changes):
    fields = {**FIELDS, **{name.replace("_", "-"): value for name, value in changes.items()}}
    target = f"{command.path}/logs?follow=true"
    with command.daemon.raw_socket() as wire:
        wire.send(head(f"GET {target} HTTP/1.1", host(command.daemon),
                       *(f"{name}: {value}" for name, value in fields.items() if value is not None)))
        return wire.read_response("GET", target)


def test_the_handshake(command):
    resp = ask(command)
    assert resp.status == 101
    assert resp.headers["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@pytest.mark.parametrize("changes", [
    {"Connection": "keep-alive, Upgrade"}, {"Connection": "upgrade"}, {"Upgrade": "WebSocket"},
    {"Sec_WebSocket_Extensions": "permessage-deflate; client_max_window_bits"}, {"Origin": "http://127.0.0.1"},
])
def test_other_ways_to_ask(command, changes):
    resp = ask(command, **changes)
    assert resp.status == 101
    assert "Sec-WebSocket-Extensions" not in resp.headers and "Sec-WebSocket-Protocol" not in resp.headers


@pytest.mark.parametrize("changes", [{"Sec_WebSocket_Key": None}, {"Sec_WebSocket_Version": None},
                                     {"Sec_WebSocket_Version": "12"}, {"Sec_WebSocket_Key": "short"}])
def test_a_handshake_that_is_wrong_is_refused(command, changes):
    resp = ask(command, **changes)
    check_error(resp, resp.status, (*EITHER, "UPGRADE_REQUIRED", "HTTP_426"))
    assert resp.status in (400, 426)


def test_another_site_in_a_browser_inside_is_refused(command):
    check_error(ask(command, Origin="http://elsewhere.example"), 403, "FORBIDDEN")


def test_the_first_frames_may_come_with_the_handshake(command):
    target = f"{command.path}/logs?follow=true"
    with command.daemon.raw_socket() as wire:
        wire.send(head(f"GET {target} HTTP/1.1", host(command.daemon), *(f"{k}: {v}" for k, v in FIELDS.items()))
                  + b"\x89\x82\0\0\0\0ab")  # a ping
        assert wire.read_response("GET", target).status == 101
        data = b""
        while b"\x8a\x02ab" not in data:
            data += wire.file.read(1)


@pytest.mark.parametrize("frames, code", [
    ([(TEXT, b"x", {"masked": False})], 1002),
    ([(TEXT, b"x", {"reserved": 4})], 1002),
    ([(3, b"x", {})], 1002),
    ([(11, b"x", {})], 1002),
    ([(PING, b"x" * 126, {})], 1002),
    ([(PING, b"x", {"fin": False})], 1002),
    ([(CONTINUATION, b"x", {})], 1002),
    ([(TEXT, b"x", {"fin": False}), (TEXT, b"y", {})], 1002),
    ([(CLOSE, b"x", {})], 1002),
    ([(TEXT, b"\xff", {})], 1007),
], ids=["unmasked", "reserved bit", "opcode 3", "opcode 11", "long ping", "ping in parts", "continuation of nothing",
        "text within text", "close of one byte", "text that is not UTF-8"])
def test_what_breaks_the_protocol_closes(command, frames, code):
    with command.follow() as follower:
        follower.until(b"hi\n")
        for opcode, payload, how in frames:
            follower.send_frame(opcode, payload, **how)
        follower.collect()
        assert follower.code in (code, 1002, None)
        if follower.code is not None:
            assert follower.wire.at_end()
    assert "exitCode" not in command.get()


def test_messages_in_parts_with_a_ping_between_them(command):
    with command.follow() as follower:
        follower.send_frame(BINARY, b"x" * 1000, fin=False)
        follower.ping(b"between")
        follower.send_frame(CONTINUATION, b"y" * 1000, fin=False)
        follower.send_frame(CONTINUATION, b"", fin=True)
        follower.ping(b"after")
        follower.until(b"hi\n")
        while len(follower.pongs) < 2:
            frame = follower.receive_frame()
            assert not follower._control(frame)
        assert follower.pongs == [b"between", b"after"]
    with command.follow() as follower:
        assert follower.until(b"hi\n") == OUT + b"hi\n"


def test_a_frame_that_announces_more_than_memory_holds(command):
    with command.follow() as follower:
        follower.send_raw(b"\x82\xff" + (1 << 62).to_bytes(8, "big") + b"\0\0\0\0xxxx")
        follower.collect()
        assert follower.code in (1009, 1002, None)
    assert command.daemon.get("/version").status == 200


def test_an_http_client_gets_no_upgrade_elsewhere(daemon):
    resp = refusal(daemon, "/version", NEWEST)
    assert resp.status in (200, 400)
