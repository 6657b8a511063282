"""Section 14: the web terminal's port and page. Nothing comes from elsewhere, and everything may be kept by its name."""

import gzip
import pathlib
import re
import socket
import subprocess

import pytest

from support.daemon import TIMEOUT, Daemon, binary, check_error
from support.process import environment, run_to_end
from support.pty import Port, furnish, listed_ids, web_port
from support.terminal import OldClient, PageClient
from support.websocket import refusal
from support.wrapped import WrappedDaemon

TOKEN = "a-token-that-nobody-guesses"
STARTING = "Starting web terminal on port "
GZIP = {"Accept-Encoding": "gzip"}


def asset_names(page):
    return sorted(set(re.findall(r"""["'(](?:\./|/)?(assets/[^"')]+)["')]""", page)))


def test_the_page(terminals):
    resp = terminals.web.get("/")
    assert resp.status == 200
    assert resp.headers["Content-Type"].lower().replace(" ", "") == "text/html;charset=utf-8"
    page = resp.body.decode()
    assert page.lstrip().lower().startswith("<!doctype html>") and "<title>" in page.lower()
    assert "viewport" in page
    assert "no-cache" in resp.headers["Cache-Control"] or "no-store" in resp.headers["Cache-Control"]


def test_what_the_page_names_is_there(terminals):
    names = asset_names(terminals.web.get("/").body.decode())
    assert [n for n in names if n.endswith((".js", ".mjs"))]
    for name in names:
        resp = terminals.web.get(f"/{name}")
        assert resp.status == 200 and resp.body, name
        kind = {".js": "javascript", ".mjs": "javascript", ".css": "css", ".svg": "svg", ".png": "png"}[pathlib.Path(name).suffix]
        assert kind in resp.headers["Content-Type"]
        assert "immutable" in resp.headers["Cache-Control"]
        assert int(re.search(r"max-age=(\d+)", resp.headers["Cache-Control"]).group(1)) >= 31_536_000
        assert re.search(r"[-.][0-9A-Za-z_-]{8,}\.\w+$", name), name


def test_nothing_comes_from_elsewhere(terminals):
    page = terminals.web.get("/").body.decode()
    assert not re.findall(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""", page)
    for name in asset_names(page):
        if name.endswith(".css"):
            assert not re.findall(r"url\(\s*[\"']?(?:https?:)?//", terminals.web.get(f"/{name}").body.decode())


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "*"])
def test_compressed_and_not(terminals, accepted):
    for path in ["/", *(f"/{n}" for n in asset_names(terminals.web.get("/").body.decode()))]:
        plain = terminals.web.get(path)
        assert "Content-Encoding" not in plain.headers
        packed = terminals.web.get(path, {"Accept-Encoding": accepted})
        if accepted != "*" or "Content-Encoding" in packed.headers:
            assert packed.headers["Content-Encoding"] == "gzip", path
            assert gzip.decompress(packed.body) == plain.body
        for resp in (plain, packed):
            assert "accept-encoding" in resp.headers["Vary"].lower()
            assert int(resp.headers["Content-Length"]) == len(resp.body)


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "br", "deflate", "", "gzip;q=0.0, identity"])
def test_not_compressed_for_who_cannot_read_it(terminals, accepted):
    resp = terminals.web.get("/", {"Accept-Encoding": accepted})
    assert resp.status == 200 and "Content-Encoding" not in resp.headers
    assert resp.body == terminals.web.get("/").body


def test_head(terminals):
    for path in ["/", *(f"/{n}" for n in asset_names(terminals.web.get("/").body.decode()))]:
        resp = terminals.web.request("HEAD", path)
        assert resp.status == 200 and resp.body == b""
        assert int(resp.headers["Content-Length"]) == len(terminals.web.get(path).body)


@pytest.mark.parametrize("path", ["/nothing", "/assets/nothing.js", "/assets/../page", "/assets/..%2f..%2fetc/passwd",
                                  "/assets//etc/passwd", "/version", "/process/pty", "/index.php", "/ws/x"])
def test_anything_else_is_not_found(terminals, path):
    check_error(terminals.web.get(path), 404, "NOT_FOUND")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_another_method(terminals, method):
    resp = terminals.web.request(method, "/")
    check_error(resp, 405, "METHOD_NOT_ALLOWED")
    assert "GET" in resp.headers["Allow"]


@pytest.mark.parametrize("target", ["/ws", "/ws?id=x"])
def test_its_websocket_wants_an_upgrade(terminals, target):
    resp = terminals.web.request("GET", target)
    assert resp.status in (400, 426)
    check_error(resp, resp.status, ("BAD_REQUEST", "UPGRADE_REQUIRED"))


def test_the_api_has_no_page(terminals):
    check_error(terminals.get("/ws"), 404, "NOT_FOUND")
    check_error(refusal(terminals, "/ws"), 404, "NOT_FOUND")


# The port

def test_it_is_said_before_the_api_is(terminals):
    starting = [line for line in terminals.output.splitlines() if line.startswith("Starting ")]
    assert starting[:2] == [f"{STARTING}{terminals.web.port}", f"Starting toolbox server on port {terminals.port}"]


def test_off():
    with Daemon(env={"TOOLBOX_TERMINAL_PORT": "off"}) as daemon:
        assert STARTING not in daemon.output


def test_the_flag(make_daemon):
    daemon = make_daemon(args=["--terminal-port", "0"])
    assert web_port(daemon).get("/").status == 200


def test_a_port_of_choice(make_daemon):
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
    daemon = make_daemon(env={"TOOLBOX_TERMINAL_PORT": port})
    assert web_port(daemon).port == port
    assert Port(port).get("/").status == 200


def test_the_toolbox_has_the_port_if_both_are_to_have_it(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with subprocess.Popen([binary(), "--host", "127.0.0.1", "--port", port, "--terminal-port", port],
                          env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as both:
        output = ""
        while f"Starting toolbox server on port {port}" not in output:
            output += both.stdout.readline()
        assert Port(int(port)).get("/version").status == 200
        both.terminate()
        output += both.stdout.read()
        assert both.wait(TIMEOUT) == 0
    assert "no web terminal" in output and STARTING not in output


def test_a_port_that_is_taken_is_a_warning(make_daemon):
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        daemon = make_daemon(env={"TOOLBOX_TERMINAL_PORT": port})
        assert daemon.get("/version").status == 200
        assert STARTING not in daemon.output
        daemon.proc.terminate()
        assert daemon.proc.wait(TIMEOUT) == 0
        daemon._reader.join(TIMEOUT)
        assert [line for line in daemon.output.splitlines() if str(port) in line and "warn" in line.lower()]


def test_the_toolbox_port_taken_still_ends_the_start(daemon, tmp_path):
    done = run_to_end(["--port", str(daemon.port), "--host", "127.0.0.1"],
                      environment(tmp_path, TOOLBOX_TERMINAL_PORT="0"))
    assert done.returncode == 2


# Who may

@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"},
                                     {"Sec-Fetch-Site": "cross-site"}, {"Host": "localhost.evil.example"}])
def test_another_site_gets_403(terminals, headers):
    for path in ("/", "/assets/x", "/ws", "/ws?id=theirs"):
        check_error(terminals.web.request("GET", path, headers=headers), 403, "FORBIDDEN")
    if "Host" not in headers:
        check_error(refusal(terminals.web, "/ws", headers), 403, "FORBIDDEN")
        check_error(refusal(terminals, "/process/pty/create-connect?id=theirs", headers), 403, "FORBIDDEN")
    assert "theirs" not in listed_ids(terminals)


def test_the_page_itself_may_connect(terminals):
    with OldClient(terminals.web, {"Origin": f"http://127.0.0.1:{terminals.web.port}"}) as client:
        client.until("$ ")


def test_the_token(tmp_path):
    daemon = WrappedDaemon([binary(), "--port", "0", "--host", "127.0.0.1"],
                           environment(tmp_path, TOOLBOX_TERMINAL_PORT="0", TOOLBOX_AUTH_TOKEN=TOKEN))
    try:
        furnish(tmp_path)
        web, good = web_port(daemon), {"Authorization": f"Bearer {TOKEN}"}
        for headers in ({}, {"Authorization": "Bearer wrong"}):
            for path in ("/", "/assets/x", "/ws"):
                check_error(web.request("GET", path, headers=headers), 401, "UNAUTHORIZED")
            check_error(refusal(web, "/ws", headers), 401, "UNAUTHORIZED")
            check_error(refusal(web, "/ws?id=x&DAYTONA_SANDBOX_AUTH_KEY=wrong", headers), 401, "UNAUTHORIZED")
        assert web.get("/", good).status == 200
        for client in (OldClient(web, good), OldClient(web, DAYTONA_SANDBOX_AUTH_KEY=TOKEN),
                       PageClient(web, "x", DAYTONA_SANDBOX_AUTH_KEY=TOKEN)):
            client.until("$ ")
            client.close()
    finally:
        daemon.stop()
