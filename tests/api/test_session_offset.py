"""Logs from a byte offset on, so that a client that lost its connection loses nothing."""

import pytest

from support.daemon import check_error
from support.process import Gate
from support.sessions import EITHER, MARKED, NEWEST, Session, finished, sdk
from support.websocket import refusal

LOG = b"\1\1\1out\n\2\2\2error\n\1\1\1end"
RUNS = [("stdout", 3, 7), ("stderr", 10, 16), ("stdout", 19, 22)]  # where their bytes are, without the marks


def text_from(offset, stream=None):
    return b"".join(LOG[max(start, offset):end] for name, start, end in RUNS
                    if stream in (None, name) and end > offset).decode()


@pytest.fixture(scope="module")
def command(daemon, tmp_path_factory):
    gate = Gate(tmp_path_factory.mktemp("offset") / "gate")
    session = Session(daemon)
    started = session.start(f"echo out; read _ < {gate.path}; echo error >&2; read _ < {gate.path}; printf end")
    with started.follow() as follower:
        for text in (b"out\n", b"error\n"):
            follower.until(text)
            gate.let_through()
        assert follower.rest() == LOG
    yield started
    gate.close()
    assert session.delete().status == 204


def test_every_answer_tells_the_next_offset(command):
    for headers in ({}, MARKED, NEWEST, sdk("0.26.0"), sdk("0.166.0")):
        assert command.logs(headers).headers["X-Log-Offset"] == str(len(LOG))


@pytest.mark.parametrize("offset", range(len(LOG) + 1))
def test_the_rest_of_the_log(command, offset):
    for headers in (MARKED, sdk("0.166.0")):
        resp = command.logs(headers, offset=offset)
        assert (resp.status, resp.body) == (200, LOG[offset:])
        assert resp.headers["X-Log-Offset"] == str(len(LOG))
    with command.follow(offset=offset) as follower:
        assert follower.rest() == LOG[offset:]
    with command.follow(offset=offset, follow=None) as follower:
        assert follower.rest() == LOG[offset:]


@pytest.mark.parametrize("offset", range(len(LOG) + 1))
def test_the_rest_of_the_log_without_marks(command, offset):
    """Bytes from the middle of a run belong to its stream; what is left of a mark is no text."""
    resp = command.logs(offset=offset)
    assert (resp.status, resp.body.decode()) == (200, text_from(offset))
    assert resp.headers["X-Log-Offset"] == str(len(LOG))
    with command.follow({}, offset=offset) as follower:
        assert follower.rest().decode() == text_from(offset)


@pytest.mark.parametrize("offset", range(len(LOG) + 1))
def test_the_rest_of_the_log_as_json(command, offset):
    resp = command.logs(NEWEST, offset=offset)
    assert resp.json() == {"output": LOG[offset:].decode(), "stdout": text_from(offset, "stdout"),
                           "stderr": text_from(offset, "stderr")}
    assert resp.headers["X-Log-Offset"] == str(len(LOG))


@pytest.mark.parametrize("beyond", [1, 1000, 2**40, 2**63 - 1 - len(LOG)])
def test_past_the_end_there_is_nothing_to_have(command, beyond):
    """Such an offset is not of this log: it is refused, and the message says how long the log is."""
    for headers in ({}, MARKED, NEWEST):
        resp = command.logs(headers, offset=len(LOG) + beyond)
        check_error(resp, 416, "RANGE_NOT_SATISFIABLE", message=str(len(LOG)))
    for query in (f"?follow=true&offset={len(LOG) + beyond}", f"?offset={len(LOG) + beyond}"):
        check_error(refusal(command.daemon, f"{command.path}/logs{query}"), 416, "RANGE_NOT_SATISFIABLE")


@pytest.mark.parametrize("offset", ["-1", "x", "1.5", "0x10", "1e3", "99999999999999999999999", " 1", "1 2"])
def test_an_offset_is_a_non_negative_integer(command, offset):
    check_error(command.logs(offset=offset), 400, EITHER, message="offset")
    resp = refusal(command.daemon, f"{command.path}/logs?follow=true&offset={offset.replace(' ', '%20')}")
    check_error(resp, 400, EITHER, message="offset")


def test_asking_again_from_the_next_offset_gives_every_byte_once(session, gate):
    command = session.start(f"for i in 1 2 3 4 5; do echo out $i; read _ < {gate.path}; echo err $i >&2; "
                            f"read _ < {gate.path}; done")
    pieces, offset, text = [], 0, {"stdout": "", "stderr": ""}
    with command.follow() as follower:
        for n in range(1, 6):
            for name in ("out", "err"):
                follower.until(f"{name} {n}\n".encode())
                resp = command.logs(MARKED, offset=offset)
                as_json = command.logs(NEWEST, offset=offset).json()
                pieces.append(resp.body)
                assert resp.body == as_json["output"].encode()
                text = {stream: text[stream] + as_json[stream] for stream in text}
                offset = int(resp.headers["X-Log-Offset"])
                assert offset == sum(map(len, pieces)) == follower.size
                gate.let_through()
        log = follower.rest()
    assert b"".join(pieces) == log
    assert text == {"stdout": "".join(f"out {n}\n" for n in range(1, 6)),
                    "stderr": "".join(f"err {n}\n" for n in range(1, 6))}


def test_following_from_the_end_gives_what_comes_later(session, gate):
    command = session.start(f"echo one; read _ < {gate.path}; echo two; read _ < {gate.path}; echo three")
    with command.follow() as first:
        first.until(b"one\n")
        with command.follow(offset=first.size) as second:
            gate.let_through()
            first.until(b"two\n")
            second.until(b"two\n")
            with command.follow(offset=first.size) as third:
                gate.let_through()
                assert first.rest() == b"\1\1\1one\ntwo\nthree\n"
                assert second.rest() == b"two\nthree\n"
                assert third.rest() == b"three\n"


def test_a_client_that_loses_its_connection_again_and_again(session):
    command = session.start("n=0; while [ $n -lt 20000 ]; do n=$((n + 1)); echo out $n; echo err $n >&2; done")
    pieces, offset = [], 0
    for n in range(10):
        follower = command.follow(offset=offset)
        follower.take(20_000)
        pieces.append(follower.data)
        offset += follower.size
        follower.reset() if n % 2 else follower.close()
    with command.follow(offset=offset) as follower:
        pieces.append(follower.rest())
    assert b"".join(pieces) == command.raw()
    assert command.logs(NEWEST).json()["stdout"] == "".join(f"out {n}\n" for n in range(1, 20001))
    assert command.logs(NEWEST).json()["stderr"] == "".join(f"err {n}\n" for n in range(1, 20001))


def test_an_offset_within_a_character(session):
    command = finished(session, "printf '☃☃'")
    assert command.logs(MARKED, offset=4).body == "☃☃".encode()[1:]
    assert command.logs(NEWEST, offset=4).json()["stdout"] == "\ufffd\ufffd☃"
    with command.follow(offset=4) as follower:
        assert follower.rest() == "☃☃".encode()[1:]
