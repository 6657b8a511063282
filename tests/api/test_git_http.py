"""Remote operations over http: logins, refusals, redirects, and servers that are slow or break off."""

import base64
import contextlib
import os
import socket

import pytest

from support.git_http import MOVED, OTHER_PASSWORD, OTHER_USER, PASSWORD, USER
from support.git_relay import Listener, Relay
from support.git_remote import Pending, check_kept, listing, ok, refused, snapshot
from support.git_repositories import Origin, attempt, check_sound, git

TOKEN_LOGIN = f"{OTHER_USER}:{OTHER_PASSWORD}@"
WRONG = "unspoken-wrong"


@pytest.fixture(scope="module")
def origin(servers):
    return servers.origin({"a": "one\n", "large": os.urandom(2 << 20)})


@pytest.fixture
def clone_of(gitd, servers, origin, work):
    """A clone whose remote is then `url`; its path."""
    def make(url):
        ok(gitd.clone(servers.url("file", origin.name), work / "c"))
        git("remote", "set-url", "origin", url, cwd=work / "c")
        return work / "c"
    return make


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


# Logins

@pytest.mark.parametrize("user, password", [(USER, PASSWORD), (OTHER_USER, OTHER_PASSWORD)])
def test_the_login_of_a_request(gitd, servers, origin, work, user, password):
    gitd.cloned(servers.http.url(origin.name, "auth"), work / "c", username=user, password=password)
    sent = [auth for *_, auth in servers.http.record(f"auth/{origin.name}")]
    assert basic(user, password) in sent


def test_the_login_of_a_url(gitd, servers, origin, work):
    url = servers.http.url(origin.name, "auth")
    gitd.cloned(servers.http.url(origin.name, "auth", TOKEN_LOGIN), work / "c")
    assert git("config", "remote.origin.url", cwd=work / "c") == url
    gitd.cloned(servers.http.url(origin.name, "auth", "ada:unspoken-p%3Ass%2Fw%40rd%20%2541@"), work / "d")
    assert gitd.get("/git/remotes", path=work / "d").json() == {"remotes": [{"name": "origin", "url": url}]}


def test_the_login_of_a_request_goes_before_that_of_the_url(gitd, servers, origin, work):
    url = servers.http.url(origin.name, "auth", f"{USER}:{WRONG}@")
    gitd.cloned(url, work / "c", username=OTHER_USER, password=OTHER_PASSWORD)


def test_a_user_in_the_url_and_the_password_in_the_request(gitd, servers, origin, work):
    url = servers.http.url(origin.name, "auth", f"{OTHER_USER}@")
    ok(gitd.clone(url, work / "c", password=OTHER_PASSWORD))


@pytest.mark.parametrize("login", [{}, {"username": USER, "password": WRONG}, {"username": WRONG, "password": PASSWORD},
                                   {"username": USER}, {"username": "", "password": ""}], ids=lambda x: "+".join(x))
def test_a_wrong_or_missing_login(gitd, servers, origin, work, login):
    url = servers.http.url(origin.name, "auth")
    message = refused(gitd.clone(url, work / "c", **login), 401, "GIT_AUTH_FAILED")
    assert "username" in message or "password" in message or "credential" in message, message
    assert os.listdir(work) == []


def test_a_wrong_login_in_the_url(gitd, servers, origin, work):
    message = refused(gitd.clone(servers.http.url(origin.name, "auth", f"{USER}:{WRONG}@"), work / "c"), 401,
                      "GIT_AUTH_FAILED")
    assert USER + ":" not in message
    assert os.listdir(work) == []


def test_a_wrong_login_is_not_tried_again_and_again(gitd, servers, work):
    origin = servers.origin({"a": "1"})
    refused(gitd.clone(servers.http.url(origin.name, "auth"), work / "c", username=USER, password=WRONG), 401,
            "GIT_AUTH_FAILED")
    assert len(servers.http.record(origin.name)) <= 4


def test_a_login_that_nobody_asks_for_does_no_harm(gitd, servers, origin, work):
    gitd.cloned(servers.http.url(origin.name), work / "c", username=USER, password=WRONG)


def test_pull_and_push_with_a_login(gitd, servers, work):
    origin = servers.origin({"a": "1"})
    url = servers.http.url(origin.name, "auth")
    login = {"username": OTHER_USER, "password": OTHER_PASSWORD}
    gitd.cloned(url, work / "c", **login)
    origin.commit({"a": "2"})
    refused(gitd.pull(work / "c"), 401, "GIT_AUTH_FAILED")
    refused(gitd.pull(work / "c", username=OTHER_USER, password=WRONG), 401, "GIT_AUTH_FAILED")
    ok(gitd.pull(work / "c", **login))
    assert listing(work / "c") == {"a": b"2"}
    git("commit", "-q", "--allow-empty", "-m", "mine", cwd=work / "c")
    refused(gitd.push(work / "c"), 401, "GIT_AUTH_FAILED")
    refused(gitd.push(work / "c", username=OTHER_USER, password=WRONG), 401, "GIT_AUTH_FAILED")
    ok(gitd.push(work / "c", **login))
    assert origin.head() == git("rev-parse", "HEAD", cwd=work / "c")


def test_a_login_that_only_the_push_needs(gitd, servers, work):
    origin = servers.origin({"a": "1"})
    gitd.cloned(servers.http.url(origin.name, "push-auth"), work / "c")
    git("commit", "-q", "--allow-empty", "-m", "mine", cwd=work / "c")
    refused(gitd.push(work / "c"), 401, "GIT_AUTH_FAILED")
    ok(gitd.push(work / "c", username=OTHER_USER, password=OTHER_PASSWORD))
    check_sound(work / "c")


# Refusals

FAILURES = [("forbidden", 403, "FORBIDDEN"), ("error", 502, "GIT_TRANSPORT_FAILED"),
            ("no-such-place", 404, "GIT_REPO_NOT_FOUND"), ("html", 404, "GIT_REPO_NOT_FOUND"),
            ("empty", 502, "GIT_TRANSPORT_FAILED"), ("loop", 502, "GIT_TRANSPORT_FAILED"),
            ("nowhere", 502, "GIT_TRANSPORT_FAILED"), ("to-file", 502, "GIT_TRANSPORT_FAILED"),
            ("auth", 401, "GIT_AUTH_FAILED")]


@pytest.mark.parametrize("kind, status, code", FAILURES)
def test_failures_of_clone_pull_and_push(gitd, servers, origin, work, clone_of, kind, status, code):
    url = servers.http.url(origin.name, kind)
    refused(gitd.clone(url, work / "failed"), status, code)
    assert os.listdir(work) == []
    path = clone_of(url)
    git("commit", "-q", "--allow-empty", "-m", "mine", cwd=path)
    before = snapshot(path)
    refused(gitd.pull(path), status, code)
    refused(gitd.push(path), status, code)
    check_kept(path, before)


def test_a_repository_that_is_not_there(gitd, servers, work):
    for name in ("missing.git", "missing", "a/b/c.git"):
        refused(gitd.clone(servers.http.url(name), work / "c"), 404, "GIT_REPO_NOT_FOUND")
    assert os.listdir(work) == []


def test_nothing_listens(gitd, work):
    with socket.create_server(("127.0.0.1", 0)) as s:
        port = s.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/x.git", f"https://127.0.0.1:{port}/x.git", f"git://127.0.0.1:{port}/x.git",
                f"ssh://git@127.0.0.1:{port}/x.git"):
        refused(gitd.clone(url, work / "c"), 502, "GIT_TRANSPORT_FAILED", "127.0.0.1")
    assert os.listdir(work) == []


@pytest.mark.parametrize("scheme", ["http", "https", "git", "ssh"])
def test_an_unknown_host(gitd, work, scheme):
    refused(gitd.clone(f"{scheme}://no-such-host.invalid/x.git", work / "c"), 502, "GIT_TRANSPORT_FAILED",
            "no-such-host.invalid")
    assert os.listdir(work) == []


class Talker(Listener):
    """Answers whatever comes with the same bytes, and closes."""

    def __init__(self, answer):
        self.answer = answer
        super().__init__()

    def serve(self, connection):
        connection.recv(65536)
        connection.sendall(self.answer)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass


GARBAGE = {
    "silence": b"", "noise": bytes(range(256)) * 20, "half a head": b"HTTP/1.1 200 OK\r\nContent-",
    "endless status": b"HTTP/1.1 " + b"9" * 100_000, "endless header": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 5_000_000,
    "bad chunk": b"HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\n"
                 b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "short body": b"HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\n"
                  b"Content-Length: 500\r\n\r\n001e# service=git-upload-pack\n0000",
    "bad packet": b"HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\n"
                  b"Content-Length: 8\r\n\r\nzzzzzzzz",
    "huge packet": b"HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\n"
                   b"Content-Length: 38\r\n\r\n001e# service=git-upload-pack\n0000ffff",
    "redirect without a place": b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
    "redirect to nonsense": b"HTTP/1.1 302 Found\r\nLocation: http://[::/x\r\nContent-Length: 0\r\n\r\n",
    "another protocol": b"SSH-2.0-Other\r\n", "an error line": b"0013ERR go away\n\n",
}


@pytest.mark.parametrize("scheme", ["http", "https", "git", "ssh"])
@pytest.mark.parametrize("name", GARBAGE)
def test_a_server_that_talks_nonsense(gitd, work, scheme, name):
    with Talker(GARBAGE[name]) as server:
        resp = gitd.clone(f"{scheme}://127.0.0.1:{server.port}/x.git", work / "c")
        refused(resp, 502, "GIT_TRANSPORT_FAILED")
    assert os.listdir(work) == []


# Redirects

@pytest.mark.parametrize("code", MOVED)
def test_redirects(gitd, servers, origin, work, code):
    url = servers.http.url(origin.name, f"moved-{code}")
    gitd.cloned(url, work / "c")
    assert git("config", "remote.origin.url", cwd=work / "c") == url
    ok(gitd.pull(work / "c"))


def test_a_push_through_a_redirect(gitd, servers, work):
    origin = servers.origin({"a": "1"})
    gitd.cloned(servers.http.url(origin.name, "moved-301"), work / "c")
    git("commit", "-q", "--allow-empty", "-m", "mine", cwd=work / "c")
    ok(gitd.push(work / "c"))
    assert origin.head() == git("rev-parse", "HEAD", cwd=work / "c")


def test_a_login_goes_along_within_one_server(gitd, servers, origin, work):
    gitd.cloned(servers.http.url(origin.name, "auth-moved"), work / "c", username=OTHER_USER, password=OTHER_PASSWORD)


@pytest.mark.parametrize("kind", ["away", "away-auth"])
@pytest.mark.parametrize("in_url", [True, False])
def test_a_login_does_not_go_to_another_server(gitd, servers, work, kind, in_url):
    origin = servers.origin({"a": "1"})
    login = {} if in_url else {"username": OTHER_USER, "password": OTHER_PASSWORD}
    resp = gitd.clone(servers.http.url(origin.name, kind, TOKEN_LOGIN if in_url else ""), work / "c", **login)
    at_other = [auth for port, *_, auth in servers.http.record(origin.name) if port == servers.http.other_port]
    assert at_other and set(at_other) == {"-"}
    ok(resp)


def test_a_login_does_not_go_to_another_server_that_asks_for_one(gitd, servers, work):
    """The other server says 401: the answer is that, not the password."""
    origin = servers.origin({"a": "1"})
    with Talker(f"HTTP/1.1 302 Found\r\nLocation: http://localhost:{servers.http.other_port}/auth/{origin.name}/info/"
                "refs?service=git-upload-pack\r\nContent-Length: 0\r\n\r\n".encode()) as server:
        resp = gitd.clone(f"http://127.0.0.1:{server.port}/x.git", work / "c", username=OTHER_USER,
                          password=OTHER_PASSWORD)
        refused(resp, 401, "GIT_AUTH_FAILED")
    assert {auth for port, *_, auth in servers.http.record(origin.name)} == {"-"}


def test_a_stored_login_does_not_go_to_another_server(make_gitd, servers, work):
    origin = servers.origin({"a": "1"})
    daemon = make_gitd()
    ok(daemon.post("/git/credentials", {"username": OTHER_USER, "password": OTHER_PASSWORD, "protocol": "http",
                                        "host": f"127.0.0.1:{servers.http.port}"}))
    ok(daemon.clone(servers.http.url(origin.name, "away-auth"), work / "c"))
    assert {a for port, *_, a in servers.http.record(origin.name) if port == servers.http.other_port} == {"-"}


# Slow servers and those that break off

def test_a_slow_server(gitd, servers, origin, work):
    gitd.cloned(servers.http.url(origin.name, "slow"), work / "c")


@pytest.mark.parametrize("transport", ["http", "https", "git", "ssh"])
@pytest.mark.parametrize("after", [0, 20, 1000, 1_000_000])
def test_a_connection_that_is_cut(gitd, servers, origin, work, transport, after):
    url = servers.url(transport, origin.name)
    port = {"http": servers.http.port, "https": servers.http.tls["trusted"], "git": servers.git_push.port,
            "ssh": servers.ssh.port}[transport]
    with Relay(port, after=after, cut=True) as relay:
        url = url.replace(f":{port}/", f":{relay.port}/")
        refused(gitd.clone(url, work / "c"), 502, "GIT_TRANSPORT_FAILED")
        assert relay.stalled.is_set()
    assert os.listdir(work) == []


def test_a_pull_that_is_cut_leaves_all_as_it_was(gitd, servers, work):
    origin = servers.origin({"a": "1"})
    gitd.cloned(servers.http.url(origin.name), work / "c")
    origin.commit({"a": "2", "large": os.urandom(2 << 20)})
    with Relay(servers.http.port, after=1_000_000, cut=True) as relay:
        git("remote", "set-url", "origin", servers.http.url(origin.name, port=relay.port), cwd=work / "c")
        before = snapshot(work / "c")
        refused(gitd.pull(work / "c"), 502, "GIT_TRANSPORT_FAILED")
        check_kept(work / "c", before)
    git("remote", "set-url", "origin", servers.http.url(origin.name), cwd=work / "c")
    ok(gitd.pull(work / "c"))
    check_sound(work / "c")


def test_a_corrupt_pack(gitd, servers, work):
    class Corrupting(Relay):
        """Turns over a bit in the middle of the pack."""
        def _back(self, server, connection):
            seen, done = 0, False
            with contextlib.suppress(ConnectionResetError):
                while data := server.recv(65536):
                    seen += len(data)
                    if seen > 1_000_000 and not done:
                        done, data = True, bytes([data[0] ^ 1]) + data[1:]
                    with contextlib.suppress(OSError):
                        connection.sendall(data)
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
    origin = servers.origin({"large": os.urandom(2 << 20)})
    with Corrupting(servers.git.port) as relay:
        resp = gitd.clone(f"git://127.0.0.1:{relay.port}/{origin.name}", work / "c")
        refused(resp, 502, "GIT_TRANSPORT_FAILED")
    assert os.listdir(work) == []


# Sizes

def test_a_large_push(gitd, servers, work):
    """More than a client may hold back before it knows that it may log in: sent in chunks."""
    origin = servers.origin({"a": "1"})
    login = {"username": OTHER_USER, "password": OTHER_PASSWORD}
    gitd.cloned(servers.http.url(origin.name, "auth"), work / "c", **login)
    (work / "c" / "large").write_bytes(os.urandom(8 << 20))
    git("add", "-A", cwd=work / "c")
    git("commit", "-q", "-m", "large", cwd=work / "c")
    ok(gitd.push(work / "c", **login))
    assert origin.head() == git("rev-parse", "HEAD", cwd=work / "c")
    assert attempt("fsck", cwd=origin.path).returncode == 0


def test_many_haves(gitd, servers, work):
    """A fetch whose negotiation takes several rounds and long request bodies."""
    origin = servers.origin({"a": "1"})
    gitd.cloned(servers.http.url(origin.name), work / "c")
    lines = "".join(f"commit refs/heads/main\ncommitter A <a@b> {n} +0000\ndata 1\nx\n" +
                    (f"from {origin.head()}\n" if n == 1 else "") + "\n" for n in range(1, 600))
    git("checkout", "-q", "-b", "mine", cwd=work / "c")
    git("fast-import", "--quiet", "--force", cwd=work / "c", stdin=lines.replace("heads/main", "heads/mine").encode())
    git("reset", "-q", "--hard", cwd=work / "c")
    git("checkout", "-q", "main", cwd=work / "c")
    origin.commit({"a": "2"})
    ok(gitd.pull(work / "c"))
    assert listing(work / "c") == {"a": b"2"}
    check_sound(work / "c")


def test_a_name_that_has_to_be_quoted(gitd, servers, work):
    origin = Origin(servers.root, "with space & ü%.git", {"a": "1"})
    gitd.cloned(servers.http.url("with%20space%20&%20%C3%BC%25.git"), work / "c")
    ok(gitd.pull(work / "c"))
    assert origin.head() == git("rev-parse", "HEAD", cwd=work / "c")


def test_a_url_without_a_scheme_is_https(gitd, servers, origin, work):
    url = servers.http.tls_url(origin.name).removeprefix("https://")
    gitd.cloned(url, work / "c")
    assert git("config", "remote.origin.url", cwd=work / "c") == "https://" + url


def test_a_connection_that_is_silent_and_then_closed(gitd, servers, origin, work):
    with Relay(servers.http.port, after=500_000) as relay:
        pending = Pending(gitd, "/git/clone", {"url": servers.http.url(origin.name, port=relay.port),
                                               "path": str(work / "c")})
        assert relay.stalled.wait(20)
        assert not pending.answered()
        relay.close()
        assert pending.answer().status == 502
    assert os.listdir(work) == []
