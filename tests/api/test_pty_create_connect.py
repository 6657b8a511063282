"""create-connect: a PTY and its first client by one WebSocket; what its subprotocols say, and how it is refused."""

import itertools
import json

import pytest

from support.daemon import check_error, url
from support.message import get
from support.pty import (ENVS, EXIT_CONTROL, VERSION, Client, Pty, create, envs_protocol, expected_reason, listed_ids,
                         new_id, open_pty)
from support.sessions import EITHER
from support.websocket import handshake, refusal

ROUTE = "/process/pty/create-connect"
ENVIRONMENT = {"A": "1", "SNOWMAN": "žć ☃ 𝄞 = '\" ?>", "EMPTY": ""}
OFFERS = [list(p) for n in range(4) for p in itertools.permutations((envs_protocol(ENVIRONMENT), EXIT_CONTROL, VERSION), n)]


def short(offer):
    return ",".join(p.split("~")[0].removeprefix("X-Daytona-") for p in offer) or "none"


@pytest.mark.parametrize("separator", [",", ", "], ids=["comma", "comma and space"])
@pytest.mark.parametrize("offer", OFFERS, ids=short)
def test_each_selection_of_subprotocols(terminals, offer, separator):
    """Node's client aborts when more than one is selected, or one that it has not offered."""
    pty_id = new_id()
    headers = {"Sec-WebSocket-Protocol": separator.join(offer)} if offer else {}
    with Client(terminals, url(ROUTE, id=pty_id), headers) as client:
        wanted = next((p for p in (VERSION, EXIT_CONTROL) if p in offer), None)
        assert client.response.headers.get_all("Sec-WebSocket-Protocol") == ([wanted] if wanted else [])
        pty = Pty.existing(terminals, pty_id)
        assert pty.info()["envs"] == (ENVIRONMENT if offer and any(p.startswith(ENVS) for p in offer) else {})
        client.exit_control = EXIT_CONTROL in offer
        assert pty.delete().status == 200
        client.check_end(137)


def test_the_size_and_the_directory(open_pty, tmp_path):
    client = open_pty("stty size; pwd; read x", cols=133, rows=45, cwd=str(tmp_path))
    assert client.until(f"{tmp_path}\r\n") == f"45 133\r\n{tmp_path}\r\n".encode()
    info = client.pty.info()
    assert (info["cols"], info["rows"], info["cwd"], info["active"]) == (133, 45, str(tmp_path), True)
    assert info["lazyStart"] is False


def test_the_defaults(open_pty, terminals):
    client = open_pty("stty size; pwd; read x")
    directory = terminals.get("/work-dir").json()["dir"]
    assert client.until(f"{directory}\r\n").startswith(b"24 80\r\n")


def test_an_environment_arrives_as_it_is(open_pty):
    client = open_pty('stty -opost; printf "<%s>" "$A" "$SNOWMAN" "${EMPTY-unset}"; exit 0', envs=ENVIRONMENT)
    assert client.check_end(0).decode() == f"<1><{ENVIRONMENT['SNOWMAN']}><>"


def test_a_long_environment(open_pty):
    value = "☃" * 10_000
    client = open_pty('stty -opost; printf %s "$LONG" | wc -c', envs={"LONG": value})
    assert client.check_end(0).strip() == b"30000"
    assert client.pty.id not in listed_ids(client.pty.daemon)


@pytest.mark.parametrize("lengths", range(6))
def test_an_environment_of_any_length_needs_no_padding(terminals, lengths):
    envs = {"X": "?" * lengths}  # with `/` and `+` in plain base64
    with open_pty(terminals, envs=envs) as client:
        assert client.pty.info()["envs"] == envs
        client.pty.delete()


def test_it_is_never_echoed(terminals):
    for offer in ([envs_protocol({"SECRET": "kept"})], [envs_protocol({"SECRET": "kept"}), EXIT_CONTROL]):
        pty_id = new_id()
        wire, resp, _ = handshake(terminals, url(ROUTE, id=pty_id), subprotocols=offer)
        with wire:
            assert resp.status == 101
            assert not [v for _, v in resp.headers.pairs if offer[0][len(ENVS):] in v or "Envs" in v]
            assert Pty.existing(terminals, pty_id).delete().status == 200


# Refused before the upgrade, and then nothing is there

BAD_ENVIRONMENTS = {
    "not base64": ENVS + "!!!!", "one character": ENVS + "A", "not JSON": envs_protocol(b"{A:1}"), "empty": ENVS,
    "a list": envs_protocol(["A"]), "a string": envs_protocol("A"), "null": envs_protocol(b"null"),
    "a number as value": envs_protocol({"A": 1}), "null as value": envs_protocol({"A": None}),
    "a bad name": envs_protocol({"A-B": "x"}), "no name": envs_protocol({"": "x"}),
    "a NUL": envs_protocol({"A": "x\0y"}), "not UTF-8": envs_protocol(b'{"A":"\xff"}'),
    "broken off": envs_protocol(b'{"A":"x"'), "more after it": envs_protocol(b'{"A":"x"} x'),
}


@pytest.mark.parametrize("offered", BAD_ENVIRONMENTS.values(), ids=BAD_ENVIRONMENTS.keys())
def test_a_malformed_environment(terminals, offered):
    pty_id = new_id()
    for offer in ([offered], [EXIT_CONTROL, offered]):
        resp = refusal(terminals, url(ROUTE, id=pty_id), subprotocols=offer)
        check_error(resp, 400, EITHER)
        assert len(offered) < len(ENVS) + 5 or offered[len(ENVS):] not in resp.body.decode()
    assert pty_id not in listed_ids(terminals)


@pytest.mark.parametrize("value", ["0", "-1", "1001", "1.5", "ten", "", "80x", "0x10", "%2B80", "99999999999999999999"])
@pytest.mark.parametrize("name", ["cols", "rows"])
def test_a_bad_size(terminals, name, value):
    pty_id = new_id()
    target = f"{url(ROUTE, id=pty_id)}&{name}={value}"
    if value in ("0", ""):  # may mean the default
        wire, resp, _ = handshake(terminals, target)
        wire.close()
        if resp.status == 101:
            assert Pty.existing(terminals, pty_id).delete().status == 200
            return
    else:
        resp = refusal(terminals, target)
    check_error(resp, 400, EITHER, message=name)
    assert pty_id not in listed_ids(terminals)


@pytest.mark.parametrize("query", ["", "?id=", "?cols=80&rows=24", "?id=%00", "?sessionId=x"])
def test_no_id(terminals, query):
    before = listed_ids(terminals)
    check_error(refusal(terminals, ROUTE + query), 400, EITHER)
    assert listed_ids(terminals) == before


def test_a_directory_that_is_none(terminals, tmp_path):
    pty_id = new_id()
    resp = refusal(terminals, url(ROUTE, id=pty_id, cwd=str(tmp_path / "missing")))
    check_error(resp, 400, (*EITHER, "INVALID_FILE_PATH"))
    assert pty_id not in listed_ids(terminals)


@pytest.mark.parametrize("lazy", [False, True])
def test_an_id_that_exists(terminals, make_pty, lazy):
    pty = make_pty(cols=70, lazyStart=lazy)
    before = pty.info()
    resp = refusal(terminals, url(ROUTE, id=pty.id, cols=90), subprotocols=[EXIT_CONTROL, VERSION])
    assert check_error(resp, 409, "CONFLICT")["message"] == "conflict: PTY session already exists"
    assert pty.info() == before


def test_no_websocket_handshake(terminals):
    pty_id = new_id()
    for headers in ({}, {"Upgrade": "websocket"}, {"Connection": "Upgrade", "Upgrade": "websocket"}):
        resp = terminals.get(ROUTE, {**headers}, id=pty_id)
        check_error(resp, resp.status, (*EITHER, "UPGRADE_REQUIRED"))
        assert resp.status in (400, 426)
        assert pty_id not in listed_ids(terminals)


# After it

def test_the_id_is_taken_and_free_again_at_the_close(terminals):
    for code in (0, 7):
        with open_pty(terminals, f"echo begin; read x; exit {code}", pty_id="reused") as client:
            client.until("begin")
            check_error(create(terminals, id="reused"), 409, "CONFLICT")
            client.type("\n")
            client.check_end(code)
        assert "reused" not in listed_ids(terminals)


def test_it_lives_on_without_its_client(open_pty):
    client = open_pty("echo begin; read x; echo got=$x; read y")
    client.until("begin")
    client.send_close()
    client.rest()
    assert client.pty.info()["active"] is True
    with client.pty.connect() as later:
        later.type("hi\n")
        later.until("got=hi")


def test_without_exit_control_the_close_tells_the_end(terminals):
    with open_pty(terminals, "exit 5", subprotocols=[VERSION]) as client:
        assert client.subprotocol == VERSION
        client.check_end(5)
        assert json.loads(client.reason) == expected_reason(5)


def test_one_id_wanted_by_many_at_once(terminals):
    wires = [terminals.raw_socket() for _ in range(10)]
    fields = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
    for wire in wires:
        wire.send(get(terminals, url(ROUTE, id="contended"), *fields))
    assert sorted(wire.read_response().status for wire in wires) == [101] + [409] * 9
    for wire in wires:
        wire.close()
    assert Pty.existing(terminals, "contended").delete().status == 200
