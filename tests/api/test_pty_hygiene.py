"""Section 16 for terminals: who may, what no log tells, and what a client that is gone leaves."""

import pathlib

import pytest

from support.daemon import TIMEOUT, binary, check_error, url
from support.process import environment
from support.pty import EXIT_CONTROL, Client, create, envs_protocol, furnish, listed_ids, open_pty, web_port
from support.terminal import OldClient, quiet
from support.websocket import refusal
from support.wrapped import WrappedDaemon

TOKEN = "a-token-that-nobody-guesses"
GOOD = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def guarded(tmp_path):
    daemon = WrappedDaemon([binary(), "--port", "0", "--host", "127.0.0.1"],
                           environment(tmp_path, TOOLBOX_AUTH_TOKEN=TOKEN))
    furnish(tmp_path)
    yield daemon
    daemon.stop()


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}])
def test_without_the_token_every_route_is_closed(guarded, headers):
    assert guarded.post("/process/pty", {"id": "x", "lazyStart": True}, GOOD).status == 201
    for method, path, body in (("GET", "", None), ("POST", "", {"id": "y"}), ("GET", "/x", None), ("DELETE", "/x", None),
                               ("POST", "/x/resize", {"cols": 9, "rows": 9}), ("GET", "/x/connect", None)):
        resp = guarded.request(method, f"/process/pty{path}", body, headers)
        check_error(resp, 401, "UNAUTHORIZED")
    for target in ("/x/connect", "/create-connect?id=y", "/x/connect?DAYTONA_SANDBOX_AUTH_KEY=wrong",
                   "/create-connect?id=y&DAYTONA_SANDBOX_AUTH_KEY="):
        check_error(refusal(guarded, f"/process/pty{target}", headers), 401, "UNAUTHORIZED")
    (info,) = guarded.get("/process/pty", GOOD).json()["sessions"]
    assert (info["id"], info["cols"], info["active"]) == ("x", 80, False)


def test_with_it_all_are_open(guarded):
    assert guarded.post("/process/pty", {"id": "x"}, GOOD).status == 201
    key = {"DAYTONA_SANDBOX_AUTH_KEY": TOKEN}
    for headers, query in ((GOOD, {}), ({}, key), ({"X-Daytona-Authorization": f"Bearer {TOKEN}"}, {})):
        with Client(guarded, url("/process/pty/x/connect", **query), headers) as client:
            client.until("$")
        with Client(guarded, url("/process/pty/create-connect", id="y", **query), headers, [EXIT_CONTROL]) as client:
            client.type("env | grep -c GUESSES -i; exit 3\n")
            assert b"\n0\r\n" in client.check_end(3)
    check_error(guarded.get("/process/pty", **key), 401, "UNAUTHORIZED")
    assert guarded.delete("/process/pty/x", GOOD).status == 200


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_gets_403(terminals, make_pty, headers):
    pty = make_pty(lazyStart=True)
    check_error(terminals.get("/process/pty", headers), 403, "FORBIDDEN")
    check_error(refusal(terminals, f"{pty.path}/connect", headers), 403, "FORBIDDEN")
    check_error(refusal(terminals, "/process/pty/create-connect?id=theirs", headers), 403, "FORBIDDEN")
    assert "theirs" not in listed_ids(terminals) and pty.info()["active"] is False


def test_nothing_of_a_terminal_reaches_the_log(make_daemon):
    daemon = make_daemon(env={"LOG_LEVEL": "debug", "TOOLBOX_TERMINAL_PORT": "0"})
    furnish(daemon.home)
    with open_pty(daemon, "echo kept-in-output; read x; echo $x; exit 3", envs={"A": "kept-in-value"}) as client:
        client.until("kept-in-output")
        client.type("kept-in-input\n")
        client.check_end(3)
    create(daemon, id="one", envs={"B": "kept-in-post", "1": "kept-in-bad-value"})
    create(daemon, id="one", envs={"B": "kept-in-post"}, cwd="/kept-in-cwd")
    create(daemon, id="two", envs={"B": "kept-in-post"})
    refusal(daemon, "/process/pty/create-connect?id=two&token=kept-in-query", subprotocols=[envs_protocol({"A": "kept-in-value"})])
    with OldClient(web_port(daemon)) as web:
        quiet(web).type("echo kept-in-web\n")
        web.until("kept-in-web")
    daemon.proc.terminate()
    assert daemon.proc.wait(TIMEOUT) == 0
    daemon._reader.join(TIMEOUT)
    log = pathlib.Path(daemon.log_file).read_text(errors="replace") + daemon.output
    assert "/process/pty/create-connect" in log and "kept" not in log
    assert envs_protocol({"A": "kept-in-value"})[20:] not in log


def test_head_of_the_routes(terminals, make_pty):
    pty = make_pty()
    for path in ("/process/pty", pty.path):
        resp = terminals.request("HEAD", path)
        assert resp.status == 200 and resp.body == b""
