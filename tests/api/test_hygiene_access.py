"""Section 16: who may call. Browsers inside the sandbox may not; a token, when one is set, is wanted everywhere."""

import pathlib
import shlex
import socket

import pytest

from support.daemon import TIMEOUT, Wire, binary, check_error
from support.message import head
from support.process import environment, execute, output_of, run_to_end
from support.wrapped import WrappedDaemon

TOKEN = "a-token-that-nobody-guesses"


# Browsers

@pytest.mark.parametrize("headers", [
    {"Origin": "http://evil.example"},
    {"Origin": "https://evil.example:8080"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Origin": "null"},
    {"Origin": "file://"},
    {"Origin": "chrome-extension://abcdef"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    {"Host": "evil.example"},
    {"Host": "evil.example:2280"},
    {"Host": "localhost.evil.example"},
    {"Host": "127.0.0.1.evil.example"},
    {"Host": "evil-localhost"},
])
def test_another_site_gets_403(daemon, tmp_path, headers):
    check_error(daemon.get("/version", headers=headers), 403, "FORBIDDEN")
    check_error(daemon.get("/no/such/route", headers=headers), 403, "FORBIDDEN")
    command = {"command": f"touch {shlex.quote(str(tmp_path / 'ran'))}"}
    for content_type in ("application/json", "text/plain"):
        resp = daemon.post("/process/execute", command, {"Content-Type": content_type, **headers})
        check_error(resp, 403, "FORBIDDEN")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("fields", [["Origin: http://localhost", "Origin: http://evil.example"],
                                    ["Sec-Fetch-Site: none", "Sec-Fetch-Site: cross-site"]])
def test_each_of_a_repeated_header_counts(daemon, fields):
    with daemon.raw_socket() as wire:
        wire.send(head("GET /version HTTP/1.1", f"Host: localhost:{daemon.port}", *fields))
        assert wire.read_response().status == 403


def test_a_preflight_of_another_site_is_not_granted(daemon):
    resp = daemon.request("OPTIONS", "/process/execute", headers={
        "Origin": "http://evil.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type"})
    check_error(resp, 403, "FORBIDDEN")
    assert not [k for k, _ in resp.headers.pairs if k.lower().startswith("access-control-")]


@pytest.mark.parametrize("address", [
    "127.0.0.1:{port}", "127.0.0.1", "localhost", "localhost:{port}", "LocalHost:{port}",
    "[::1]", "[::1]:{port}", "192.0.2.7", "[2001:db8::1]:80", "{name}", "{name}:{port}",
])
def test_the_machine_itself_may_be_named_in_host(daemon, address):
    value = address.format(port=daemon.port, name=socket.gethostname())
    assert daemon.get("/version", headers={"Host": value}).status == 200
    assert execute(daemon, "echo hi", {"Host": value})["result"] == "hi\n"


@pytest.mark.parametrize("headers", [
    {},
    {"Origin": "http://127.0.0.1:{port}"},
    {"Origin": "http://localhost:{port}", "Host": "localhost:{port}"},
    {"Origin": "http://[::1]:{port}", "Host": "[::1]:{port}"},
    {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
])
def test_no_origin_or_the_own_one_is_fine(daemon, headers):
    sent = {k: v.format(port=daemon.port) for k, v in headers.items()}
    assert daemon.get("/version", headers=sent).status == 200
    assert execute(daemon, "echo hi", sent)["result"] == "hi\n"


def outside_address():
    """An address of this machine that is not loopback; none when there is no network at all."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("198.51.100.1", 9))  # sends nothing, chooses an address
            return sock.getsockname()[0]
        except OSError:
            return None


@pytest.mark.skipif(outside_address() is None, reason="this machine has no address but loopback")
def test_for_a_peer_that_is_not_loopback_nothing_changes(tmp_path):
    daemon = WrappedDaemon([binary(), "--port", "0", "--host", "0.0.0.0"], environment(tmp_path))
    try:
        for fields in (["Host: sandbox.example", "Origin: https://app.example"],
                       ["Host: 2280-id.proxy.example", "Sec-Fetch-Site: cross-site"]):
            with Wire(socket.create_connection((outside_address(), daemon.port), TIMEOUT)) as wire:
                wire.send(head("GET /version HTTP/1.1", *fields))
                assert wire.read_response().status == 200
        check_error(daemon.get("/version", headers={"Origin": "https://app.example"}), 403, "FORBIDDEN")
    finally:
        daemon.stop()


# The token

@pytest.fixture(params=["variable", "file"])
def guarded(request, make_daemon, tmp_path):
    if request.param == "variable":
        return make_daemon(env={"TOOLBOX_AUTH_TOKEN": TOKEN, "LOG_LEVEL": "debug"})
    (tmp_path / "token").write_text(TOKEN)
    return make_daemon(env={"TOOLBOX_AUTH_TOKEN_FILE": str(tmp_path / "token"), "LOG_LEVEL": "debug"})


GOOD = [{"Authorization": f"Bearer {TOKEN}"}, {"X-Daytona-Authorization": f"Bearer {TOKEN}"}]
BAD = [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}, {"Authorization": TOKEN},
       {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": f"Bearer {TOKEN[:-1]}"}, {"Authorization": ""},
       {"Authorization": f"Basic {TOKEN}"}, {"X-Daytona-Authorization": "Bearer wrong"},
       {"X-Daytona-Authorization": TOKEN}, {"Authorization": f"Bearer {TOKEN.upper()}"},
       {"Cookie": f"token={TOKEN}"}]


def test_the_right_token_opens_every_route(guarded, tmp_path):
    for headers in GOOD:
        assert execute(guarded, "echo hi", headers) == {"exitCode": 0, "result": "hi\n"}
        assert guarded.get("/work-dir", headers=headers).status == 200
        assert guarded.get("/files", headers=headers, path=tmp_path).status == 200
        check_error(guarded.get("/no/such/route", headers=headers), 404, "NOT_FOUND")


def test_anything_else_answers_401(guarded, tmp_path):
    target = tmp_path / "ran"
    for headers in BAD:
        resp = guarded.post("/process/execute", {"command": f"touch {shlex.quote(str(target))}"}, headers)
        check_error(resp, 401, "UNAUTHORIZED")
        for route in ("/work-dir", "/user-home-dir", "/system/metrics", "/files", "/no/such/route"):
            check_error(guarded.get(route, headers=headers), 401, "UNAUTHORIZED")
        check_error(guarded.post("/env", {"set": {"A": "1"}}, headers), 401, "UNAUTHORIZED")
        check_error(guarded.post("/init", {"token": "x"}, headers), 401, "UNAUTHORIZED")
    assert not target.exists()


def test_version_stays_open(guarded):
    for headers in BAD + GOOD:
        assert guarded.get("/version", headers=headers).status == 200


def test_the_query_parameter_is_for_websockets_only(guarded):
    check_error(guarded.get("/work-dir", DAYTONA_SANDBOX_AUTH_KEY=TOKEN), 401, "UNAUTHORIZED")


def test_a_refused_upload_is_not_asked_for(guarded):
    with guarded.raw_socket() as wire:
        wire.send(head("POST /process/execute HTTP/1.1", "Host: localhost", "Content-Length: 100",
                       "Expect: 100-continue"))
        check_error(wire.read_response("POST", "/process/execute"), 401, "UNAUTHORIZED")


def test_children_do_not_see_the_token(guarded):
    for command in ("env; cat /proc/self/environ; export -p", "env -0 | cat -v # " + "x" * 200_000,
                    "(setsid env); cat /proc/$$/environ"):
        reply = execute(guarded, command, GOOD[0])
        assert reply["exitCode"] == 0
        assert TOKEN not in reply["result"] and "TOOLBOX_AUTH_TOKEN" not in reply["result"]
        assert "PATH=" in reply["result"]


def test_the_token_is_in_no_log(guarded):
    guarded.get("/work-dir", headers=GOOD[0])
    guarded.get("/work-dir", headers={"Authorization": f"Bearer {TOKEN}x"})
    guarded.get("/work-dir", DAYTONA_SANDBOX_AUTH_KEY=TOKEN)
    guarded.proc.terminate()
    assert guarded.proc.wait(TIMEOUT) == 0
    guarded._reader.join(TIMEOUT)
    log = pathlib.Path(guarded.log_file).read_text() + guarded.output
    assert "/work-dir" in log and TOKEN not in log


def test_a_token_file_that_cannot_be_read_ends_the_start(tmp_path):
    missing = str(tmp_path / "missing")
    done = run_to_end(["--port", "0", "--host", "127.0.0.1"], environment(tmp_path, TOOLBOX_AUTH_TOKEN_FILE=missing))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "TOOLBOX_AUTH_TOKEN_FILE" in done.stderr and missing in done.stderr


def test_without_a_token_everything_is_open(daemon):
    assert output_of(daemon, "echo hi") == "hi\n"
    assert daemon.get("/work-dir", headers={"Authorization": "Bearer anything"}).status == 200
