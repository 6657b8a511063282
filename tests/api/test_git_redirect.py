"""Credentials are for the server that they were given for, wherever that sends the client."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@contextlib.contextmanager
def server(answer):
    """Answers each request with (status, headers) of answer(number, authorization); yields its URL and what came as
    Authorization."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.headers.get("Authorization"))
            status, headers = answer(len(seen), seen[-1])
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}/repo.git", seen
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


BASIC = {"WWW-Authenticate": 'Basic realm="r"'}
SERVICE = "/info/refs?service=git-upload-pack"


@pytest.mark.parametrize("location", ["x", "?", "#", "http:///x", "http://", "http://:80/", "http://:@:/", "//", "/", "ftp://h/x",
                                      "http://a:99999/x", "http://127.0.0.1:/info/refs", "http://127.0.0.1:x/", "https://", "http:", "",
                                      "http://127.0.0.1:1/info/refs", "/info/refs", "http://127.0.0.1:1/info/refs?", "?service=git-upload-pack"])
def test_a_redirect_to_nowhere(gitd, tmp_path, location):
    with server(lambda *_: (302, {"Location": location})) as (url, _):
        answer = gitd.post("/git/clone", {"url": url, "path": str(tmp_path / "c")})
    assert answer.status == 502 and answer.json()["code"] == "GIT_TRANSPORT_FAILED", answer
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("first", [
    lambda url: (302, {"Location": url + SERVICE, **BASIC}), lambda url: (401, BASIC), lambda url: (200, BASIC),
    lambda url: (404, BASIC), lambda url: (302, {"Location": url + SERVICE})],
    ids=["redirect with challenge", "challenge", "success with challenge", "not found with challenge", "redirect"])
def test_another_server_does_not_get_them(gitd, tmp_path, first):
    urls = []
    with server(lambda n, _: first(urls[0]) if n == 1 else (404, {})) as (other, seen):
        urls.append(other)

        def answer(_, authorization):
            return (302, {"Location": other + SERVICE}) if authorization else (401, BASIC)

        with server(answer) as (url, own):
            resp = gitd.clone(url, tmp_path / "c", username="u", password="unspoken")
    assert resp.status >= 400, resp
    assert any(own) and seen and not any(seen)
    assert not (tmp_path / "c").exists()
