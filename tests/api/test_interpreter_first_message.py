"""The first message of an execution: what is accepted, what is refused and how, and clients that vanish around it."""

import json
import os
import struct

import pytest

from support.interpreter import EXECUTE, Context, Execution
from support.sessions import eventually
from support.websocket import CONTINUATION, TEXT, WebSocket, handshake

MIB = 1024 * 1024


@pytest.mark.parametrize("kind", [str, str.encode])
def test_it_may_be_text_or_binary(coder, kind):
    assert Execution(coder, kind('{"code": "print(\'ž☃\')"}')).result().completed().stdout == "ž☃\n"


def test_in_fragments(coder):
    data = json.dumps({"code": "print('whole')"}).encode()
    with Execution(coder) as ws:
        ws.send_frame(TEXT, data[:9], fin=False)
        ws.ping(b"between")
        for at in range(9, len(data)):
            ws.send_frame(CONTINUATION, data[at:at + 1], fin=False)
        ws.send_frame(CONTINUATION, b"")
        assert ws.result().completed().stdout == "whole\n"
        assert ws.pongs == [b"between"]


@pytest.mark.parametrize("fields", [
    {}, {"contextId": None}, {"contextId": ""}, {"contextId": "default"}, {"timeout": None}, {"timeout": 0},
    {"timeout": 2**31}, {"envs": None}, {"envs": {}}, {"richOutput": None}, {"richOutput": False}, {"unknown": [1]},
    {"language": "cobol"},
], ids=repr)
def test_optional_fields(coder, fields):
    assert Execution(coder, {"code": "print(1)", **fields}).result().completed().stdout == "1\n"


def test_no_context_is_the_default_one(coder):
    default = Context(coder)
    default.output("of_the_default = 5")
    for context_id in (None, "", "default"):
        assert Context(coder, "ignored").output("print(of_the_default)", contextId=context_id) == "5\n"
    base = coder.get("/work-dir").json()["dir"]
    assert default.output("import os; print(os.getcwd())") == f"{base}\n"


@pytest.mark.parametrize("message", [
    "", b"", " ", "code", "{", '{"code": "print(1)"', '{"code": "print(1)"} x', "[]", "null", "true", "5", '"print(1)"',
    b"\xff\xfe", b'{"code": "\xff"', '{"code": 5}', '{"code": ["1"]}', '{"code": {}}', '{"code": true}',
], ids=repr)
def test_a_message_that_is_none_is_a_protocol_error(coder, message):
    assert Execution(coder, message).refused(1002)


@pytest.mark.parametrize("name, value", [
    ("contextId", 5), ("contextId", []), ("contextId", True), ("timeout", "5"), ("timeout", 1.5), ("timeout", True),
    ("timeout", []), ("envs", []), ("envs", "A=1"), ("envs", {"A": 1}), ("envs", {"A": None}), ("envs", {"A": ["x"]}),
    ("richOutput", "true"), ("richOutput", 1), ("richOutput", {}),
], ids=repr)
def test_a_wrong_type_is_a_protocol_error_that_names_the_field(coder, name, value):
    assert name in Execution(coder, {"code": "print(1)", name: value}).refused(1002)


@pytest.mark.parametrize("fields", [{}, {"code": ""}, {"code": None}, {"code": " \n\t "}, {"timeout": 5}], ids=repr)
def test_no_code(coder, fields):
    assert "code" in Execution(coder, fields).refused(1008)


@pytest.mark.parametrize("timeout", [-1, -600, -2**31])
def test_a_negative_timeout(coder, timeout):
    assert "timeout" in Execution(coder, {"code": "print(1)", "timeout": timeout}).refused(1008)


@pytest.mark.parametrize("name", ["1A", "A-B", "A B", "A=B", "", "É", "A\n", " A"], ids=repr)
def test_a_bad_name_of_a_variable(coder, name):
    reason = Execution(coder, {"code": "print(1)", "envs": {"GOOD": "1", name: "2"}}).refused(1008)
    assert f"invalid environment variable name: '{name}'" in reason


@pytest.mark.parametrize("name", ["nobody", "Default", "default ", "☃", "../x", "x" * 10_000], ids=lambda n: n[:9])
def test_an_unknown_context(coder, name):
    assert "not found" in Execution(coder, {"code": "print(1)", "contextId": name}).refused(1008)


def test_nul_in_code(make_context):
    assert make_context("bash").start("echo a\0b").refused(1008)
    assert make_context().error("print(1)\0")["name"] in ("SyntaxError", "ValueError")


def test_past_64_mib_is_too_big_as_soon_as_its_length_is_known(coder):
    with Execution(coder) as ws:
        ws.send_raw(struct.pack(">BBQ", 0x81, 0xFF, 64 * MIB + 1) + b"mask")
        ws.refused(1009)


def test_past_64_mib_in_fragments(coder):
    with Execution(coder) as ws:
        ws.send_frame(TEXT, b" " * 32 * MIB, fin=False)
        ws.send_frame(CONTINUATION, b" " * 31 * MIB, fin=False)
        ws.send_raw(struct.pack(">BBQ", 0x80, 0xFF, MIB + 1) + b"mask")
        ws.refused(1009)


def test_just_64_mib(coder):
    message = json.dumps({"code": "print(1)", "filling": ""})
    filled = message.replace('""', f'"{"x" * (64 * MIB - len(message))}"')
    assert len(filled) == 64 * MIB
    assert Execution(coder, filled).result().completed().stdout == "1\n"


def test_more_messages_after_the_first_disturb_nobody(context, events, gate):
    """They may be ignored or refused; the context goes on."""
    code = f"open({events.path!r}, 'w').write('go\\n'); open({gate.path!r}, 'rb', 0).read(1); print(1)"
    with context.start(code) as ws:
        assert events.line() == "go"
        ws.send_text('{"code": "print(2)"}')
        ws.send_binary(b"\0\1")
        gate.let_through()
        while ws.next() is not None:
            pass
    assert ws.code in (1000, 1002, 1008)
    assert context.output("print(3)") == "3\n"


# Clients that vanish

def descriptors(daemon):
    return len(os.listdir(f"/proc/{daemon.proc.pid}/fd"))


STAGES = ["handshake", "upgraded", "header", "half", "sent", "closed"]


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_client_that_vanishes(make_coder, stage, how):
    daemon = make_coder()
    default = Context(daemon)
    default.output("kept = 1")
    before = descriptors(daemon)
    for _ in range(10):
        vanish(daemon, stage, how)
    assert default.output("print(kept)") == "1\n"
    eventually(lambda: descriptors(daemon) <= before, "the connections' descriptors are closed")


def vanish(daemon, stage, how):
    if stage == "handshake":
        wire = daemon.raw_socket()
        wire.send(f"GET {EXECUTE} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgr".encode())
        wire.close()
        return
    wire, response, _ = handshake(daemon, EXECUTE)
    assert response.status == 101
    ws = WebSocket.__new__(WebSocket)
    ws.wire = wire
    if stage == "header":
        ws.send_raw(b"\x81")
    elif stage == "half":
        ws.send_raw(struct.pack(">BBH", 0x81, 0xFE, 1000) + b"mask" + b"half")
    elif stage == "sent":
        ws.send_text('{"code": "print(2)"}')
    elif stage == "closed":
        ws.send_text('{"code": "print(2)"}')
        ws.send_close()
    ws.reset() if how == "reset" else ws.close()
