"""Section 1 at the level of bytes: keep-alive, pipelining, Expect, chunked bodies, lengths, and what is refused."""

import json

import pytest

from support.daemon import check_error
from support.message import chunked, get, head, host, post, send_in_background
from support.process import execute

KIB = 1024
MIB = 1024 * KIB
ANY_CODE = ("BAD_REQUEST", "INVALID_REQUEST_BODY")


def check_refusal(resp, status, codes):
    """The error body of a request that may have been too broken to have a method or a path."""
    body = resp.json()
    assert resp.status == status and body["statusCode"] == status, resp
    assert body["code"] in codes and body["source"] == "DAYTONA_DAEMON", body
    assert body["message"] and body["error"] == body["message"], body
    assert set(body) == {"statusCode", "message", "code", "source", "timestamp", "path", "method", "error"}


# Keep-alive and pipelining

def test_a_connection_serves_many_requests(daemon):
    with daemon.raw_socket() as wire:
        for n in range(200):
            wire.send(get(daemon, f"/no/such/{n}"))
            assert wire.read_response().json()["path"] == f"/no/such/{n}"
            wire.send(post(daemon, "/process/execute", {"command": ""}))
            assert wire.read_response().status == 400


def test_a_thousand_pipelined_requests_are_answered_in_order(daemon):
    requests = []
    for n in range(1000):
        if n % 100 == 50:
            requests.append(post(daemon, "/process/execute", {"command": f"echo {n}"}))
        elif n % 10 == 5:
            requests.append(head(f"HEAD /no/such/{n} HTTP/1.1", host(daemon)))
        else:
            requests.append(get(daemon, f"/no/such/{n}"))
    with daemon.raw_socket() as wire:
        sender = send_in_background(wire, b"".join(requests))
        for n in range(1000):
            if n % 100 == 50:
                assert wire.read_response().json() == {"exitCode": 0, "result": f"{n}\n"}
            elif n % 10 == 5:
                assert wire.read_response("HEAD").status == 404
            else:
                assert wire.read_response().json()["path"] == f"/no/such/{n}"
        sender.join()
        wire.send(get(daemon, "/version"))
        assert wire.read_response().status == 200


def test_a_request_that_waits_behind_a_slow_one_does_not_end_it(daemon):
    with daemon.raw_socket() as wire:
        wire.send(post(daemon, "/process/execute", {"command": "sleep 0.3; echo slow"}) + get(daemon, "/version"))
        assert wire.read_response().json() == {"exitCode": 0, "result": "slow\n"}
        assert "version" in wire.read_response().json()


def test_nothing_is_served_after_connection_close(daemon):
    with daemon.raw_socket() as wire:
        wire.send(get(daemon, "/version", "Connection: close") + get(daemon, "/version"))
        assert wire.read_response().status == 200
        assert wire.at_end()


# Expect: 100-continue

def test_continue_comes_before_the_body(daemon):
    body = b'{"command":"echo hi"}'
    with daemon.raw_socket() as wire:
        wire.send(head("POST /process/execute HTTP/1.1", host(daemon), "Content-Type: application/json",
                       f"Content-Length: {len(body)}", "Expect: 100-continue"))
        assert wire.read_response().status == 100
        wire.send(body)
        assert wire.read_response().json() == {"exitCode": 0, "result": "hi\n"}
        wire.send(get(daemon, "/version"))
        assert wire.read_response().status == 200


def test_continue_comes_before_a_chunked_body(daemon):
    with daemon.raw_socket() as wire:
        wire.send(head("POST /process/execute HTTP/1.1", host(daemon), "Transfer-Encoding: chunked",
                       "Expect: 100-continue"))
        assert wire.read_response().status == 100
        wire.send(chunked([b'{"command":', b'"echo hi"}']))
        assert wire.read_response().json() == {"exitCode": 0, "result": "hi\n"}


def test_a_client_need_not_wait_for_continue(daemon):
    with daemon.raw_socket() as wire:
        wire.send(post(daemon, "/process/execute", {"command": "echo hi"}, "Expect: 100-continue"))
        resp = wire.read_response()
        if resp.status == 100:
            resp = wire.read_response()
        assert resp.json() == {"exitCode": 0, "result": "hi\n"}


@pytest.mark.parametrize("target, length, status, code", [
    ("/process/execute", 16 * MIB + 1, 413, "PAYLOAD_TOO_LARGE"),
    ("/no/such/route", 5, 404, "NOT_FOUND"),
    ("/version", 5, 405, "METHOD_NOT_ALLOWED"),
])
def test_a_refused_body_is_not_asked_for(daemon, target, length, status, code):
    with daemon.raw_socket() as wire:
        wire.send(head(f"POST {target} HTTP/1.1", host(daemon), f"Content-Length: {length}", "Expect: 100-continue"))
        check_error(wire.read_response("POST", target), status, code)


# Chunked bodies

@pytest.mark.parametrize("size", [1, 3, 7, 4096])
def test_a_json_body_may_be_chunked(daemon, size):
    body = json.dumps({"command": "echo 'žć☃'; echo " + "x" * 500}, ensure_ascii=False).encode()
    pieces = [body[at:at + size] for at in range(0, len(body), size)]
    with daemon.raw_socket() as wire:
        wire.send(head("POST /process/execute HTTP/1.1", host(daemon), "Transfer-Encoding: chunked")
                  + chunked(pieces) + get(daemon, "/version"))
        assert wire.read_response().json() == {"exitCode": 0, "result": "žć☃\n" + "x" * 500 + "\n"}
        assert "version" in wire.read_response().json()


def test_chunk_extensions_and_trailers_are_read_over(daemon):
    with daemon.raw_socket() as wire:
        wire.send(head("POST /process/execute HTTP/1.1", host(daemon), "Transfer-Encoding: chunked")
                  + b'0B;name=value\r\n{"command":\r\na;q="x"\r\n"echo hi"}\r\n0\r\nX-Checksum: abc\r\n\r\n'
                  + get(daemon, "/version"))
        assert wire.read_response().json() == {"exitCode": 0, "result": "hi\n"}
        assert "version" in wire.read_response().json()


@pytest.mark.parametrize("broken", [b"zz\r\n", b"-5\r\nhello\r\n", b"fffffffffffffffff\r\n", b"5\r\nhelloXX\r\n"])
def test_a_broken_chunk_answers_400_and_closes(daemon, broken):
    with daemon.raw_socket() as wire:
        wire.send(head("POST /process/execute HTTP/1.1", host(daemon), "Transfer-Encoding: chunked") + broken)
        check_refusal(wire.read_response("POST"), 400, ANY_CODE)
        assert wire.at_end()


# Limits

def test_heads_below_the_limit_are_read(daemon):
    assert daemon.get("/version", headers={"X-Long": "x" * 60 * KIB}).status == 200
    assert daemon.get("/version", headers=[(f"X-{n}", "some value") for n in range(2000)]).status == 200


@pytest.mark.parametrize("fields", [
    ["X-Long: " + "x" * 66 * KIB],
    ["X-Long: " + "x" * 1 * MIB],
    [f"X-{n}: some value" for n in range(10000)],
])
def test_a_head_past_the_limit_answers_431(daemon, fields):
    with daemon.raw_socket() as wire:
        sender = send_in_background(wire, get(daemon, "/version", *fields))
        resp = wire.read_response()
        assert resp.status == 431
        assert resp.json()["statusCode"] == 431 and resp.json()["message"] and resp.json()["code"]
        assert set(resp.json()) == {"statusCode", "message", "code", "source", "timestamp", "path", "method", "error"}
        sender.join()
        assert wire.at_end()


def test_a_head_without_an_end_is_refused_at_the_limit(daemon):
    with daemon.raw_socket() as wire:
        wire.send(f"GET /version HTTP/1.1\r\n{host(daemon)}\r\nX-Long: ".encode() + b"x" * 66 * KIB)
        assert wire.read_response().status == 431


def sixteen_mib():
    start, end = b'{"command":"echo hi","padding":"', b'"}'
    return start + b"x" * (16 * MIB - len(start) - len(end)) + end


def test_a_json_body_of_sixteen_mib_is_read(daemon):
    assert daemon.post("/process/execute", sixteen_mib()).json() == {"exitCode": 0, "result": "hi\n"}


def test_a_larger_json_body_is_refused_by_its_length(daemon):
    with daemon.raw_socket() as wire:
        wire.send(head("POST /process/execute HTTP/1.1", host(daemon), f"Content-Length: {16 * MIB + 1}"))
        check_error(wire.read_response("POST", "/process/execute"), 413, "PAYLOAD_TOO_LARGE")


def test_a_length_of_terabytes_is_refused_as_well(daemon):
    with daemon.raw_socket() as wire:
        wire.send(head("POST /env HTTP/1.1", host(daemon), f"Content-Length: {2**43}") + b"{")
        check_error(wire.read_response("POST", "/env"), 413, "PAYLOAD_TOO_LARGE")


def test_a_larger_chunked_json_body_is_refused_where_it_exceeds_the_limit(daemon):
    with daemon.raw_socket() as wire:
        body = chunked([sixteen_mib()[at:at + 64 * KIB] for at in range(0, 16 * MIB, 64 * KIB)] + [b" "])
        sender = send_in_background(wire, head("POST /process/execute HTTP/1.1", host(daemon),
                                               "Transfer-Encoding: chunked") + body)
        check_error(wire.read_response("POST", "/process/execute"), 413, "PAYLOAD_TOO_LARGE")
        sender.join()
    assert execute(daemon, "echo hi")["result"] == "hi\n"


# Lengths that two readers could understand differently

@pytest.mark.parametrize("fields", [
    ["Content-Length: 5", "Content-Length: 6"],
    ["Content-Length: 5, 6"],
    ["Content-Length: +5"],
    ["Content-Length: -5"],
    ["Content-Length: 0x5"],
    ["Content-Length: 5a"],
    ["Content-Length: 5 5"],
    ["Content-Length: 99999999999999999999999999"],
    ["Content-Length: 5", "Transfer-Encoding: chunked"],
    ["Transfer-Encoding: chunked", "Content-Length: 5"],
    ["Transfer-Encoding: chunked", "Content-Length: 0"],
])
def test_an_ambiguous_length_answers_400_and_closes(daemon, fields):
    with daemon.raw_socket() as wire:
        wire.send(head("POST /process/execute HTTP/1.1", host(daemon), *fields)
                  + b"0\r\n\r\n" + get(daemon, "/version"))
        check_refusal(wire.read_response("POST"), 400, ANY_CODE)
        assert wire.at_end()


@pytest.mark.parametrize("garbage", [
    b"garbage\r\n\r\n",
    b"\x00\x01\x02\xff\xfe garbage\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET /version\r\n\r\n",
    b"GET /version HTTX/1.1\r\n\r\n",
    b"GET /version HTTP/1.1\r\nno colon here\r\n\r\n",
    b"GET /version HTTP/1.1\r\nBad Name: x\r\n\r\n",
    b"GET /ver sion HTTP/1.1\r\n\r\n",
    b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
])
def test_garbage_answers_400_and_closes(daemon, garbage):
    with daemon.raw_socket() as wire:
        wire.send(garbage)
        check_refusal(wire.read_response(), 400, ANY_CODE)
        assert wire.at_end()
    assert daemon.get("/version").status == 200
