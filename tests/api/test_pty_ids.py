"""An id is any text, in JSON, in a path, in a query, and raw in a WebSocket's path."""

import pytest

from support.daemon import check_error, url
from support.pty import UNKNOWN, Client, Pty, check_failure, create, listed, listed_ids, open_pty
from support.sessions import EITHER, escaped

ODD = ["../x", "a/b", "/etc", "/", ".", "..", "a b", " ", "a+b", "100%", "%2e%2e", "a%2Fb", "a?b=c", "a#b", "a;b", "a&b",
       "a\\b", "'", '"', "$(touch x)", "~", "-rf", "ž☃𝄞", "e\u0301", "\u202e", "line\nline", "\x01\x1b[31m", "x" * 300,
       "☃" * 300, "x" * 5000, "a:b@c", "pty", "connect", "create-connect", "resize", "null", "0"]
NAMES = [i if i.isprintable() and len(i) < 30 else f"{ascii(i[:3])}-{len(i)}" for i in ODD]


@pytest.mark.parametrize("text", ODD, ids=NAMES)
def test_by_post(terminals, text):
    pty = Pty(terminals, "echo begin; read x; exit 3", pty_id=text)
    assert [s["id"] for s in listed(terminals) if s["id"] == text] == [text]
    assert text == "create-connect" or pty.info()["id"] == text
    check_error(create(terminals, id=text), 409, "CONFLICT")
    if text == "create-connect":  # a GET of it is the other route
        assert pty.delete().status == 200
        return
    assert pty.resize(50, 20).json()["id"] == text
    with pty.connect() as client:
        client.until("begin")
        client.type("\n")
        client.check_end(3)
    check_error(terminals.get(pty.path), 404, "PROCESS_NOT_FOUND")


@pytest.mark.parametrize("text", ODD, ids=NAMES)
def test_by_create_connect(terminals, text):
    with open_pty(terminals, "echo begin; read x", pty_id=text) as client:
        client.until("begin")
        assert text in listed_ids(terminals)
        assert client.pty.delete().status == 200
        client.check_end(137)


def test_ids_that_look_alike_are_different(terminals, make_pty):
    alike = ["a/c", "a%2Fc", "a_c", "a", "A", "e\u0301", "\u00e9", "x" * 300, "x" * 301, "..", "%2E%2E"]
    ptys = [make_pty("echo me=$N; read x", pty_id=text, envs={"N": str(n)}) for n, text in enumerate(alike)]
    for n, pty in enumerate(ptys):
        assert pty.info()["envs"]["N"] == str(n)
        with pty.connect() as client:
            assert client.until(f"me={n}") and f"me={n}0".encode() not in client.data


@pytest.mark.parametrize("text", ["a:b@c", "a+b", "x!$&'()*,;=~", "0"])
def test_a_websocket_url_has_them_raw(terminals, make_pty, text):
    make_pty("echo begin; read x", pty_id=text)
    with Client(terminals, f"/process/pty/{text}/connect") as client:
        client.until("begin")


def test_a_nul_finds_nothing(terminals):
    check_error(terminals.get("/process/pty/a%00b"), 400, (*EITHER, "INVALID_FILE_PATH"))


@pytest.mark.parametrize("text", ["nobody", "ž☃", "a/b", "x" * 5000])
def test_connecting_to_an_unknown_one(terminals, text):
    check_failure(terminals, f"/process/pty/{escaped(text)}/connect", UNKNOWN)


def test_connecting_without_an_upgrade(terminals, make_pty):
    pty = make_pty(lazyStart=True)
    for path in (f"{pty.path}/connect", "/process/pty/nobody/connect"):
        resp = terminals.get(path)
        check_error(resp, resp.status, (*EITHER, "UPGRADE_REQUIRED", "PROCESS_NOT_FOUND"))
        assert resp.status in (400, 404, 426)
    assert pty.info()["active"] is False
    check_error(terminals.get("/process/pty/create-connect", id="x"), 400, EITHER)
    assert "x" not in listed_ids(terminals)


def test_the_query_of_connect_beside_replay_is_ignored(terminals, make_pty):
    pty = make_pty("echo begin; read x", cols=70)
    with Client(terminals, url(f"{pty.path}/connect", cols=5, id="other", x="y")) as client:
        client.until("begin")
    assert pty.info()["cols"] == 70
