"""http_proxy, https_proxy and no_proxy."""

import socket

import pytest

from support.git_http import OTHER_PASSWORD, OTHER_USER
from support.git_proxy import Proxy
from support.git_remote import ok, refused
from support.git_repositories import check_sound, git

LOGIN = "proxy%20user:unspoken%3Aproxy%401@"


@pytest.fixture(scope="module")
def origin(servers):
    return servers.origin({"a": "one\n"})


@pytest.fixture(params=["open", "with login"])
def proxy(request):
    with Proxy(auth=request.param == "with login") as made:
        made.login = LOGIN if made.auth else ""
        yield made


@pytest.fixture
def start(make_gitd, servers):
    return lambda **env: make_gitd(env={"SSL_CERT_FILE": servers.authority.certificate, **env})


@pytest.mark.parametrize("transport", ["http", "https"])
def test_clone_pull_and_push_through_a_proxy(start, servers, proxy, work, transport):
    origin = servers.origin({"a": "1"})
    daemon = start(**{f"{transport}_proxy": proxy.url(proxy.login)})
    url = servers.url(transport, origin.name)
    ok(daemon.clone(url, work / "c"))
    check_sound(work / "c")
    assert proxy.requests
    if transport == "http":
        assert {m for m, _ in proxy.requests} == {"GET", "POST"}
        assert all(target.startswith(url) for _, target in proxy.requests), proxy.requests
    else:
        assert set(proxy.requests) == {("CONNECT", url.split("/")[2])}
    before = len(proxy.requests)
    origin.commit({"a": "2"})
    ok(daemon.pull(work / "c"))
    git("commit", "-q", "--allow-empty", "-m", "mine", cwd=work / "c")
    ok(daemon.push(work / "c"))
    assert len(proxy.requests) > before
    assert origin.head() == git("rev-parse", "HEAD", cwd=work / "c")
    assert proxy.auth is False or proxy.authorizations[-1] == proxy.expected
    if not proxy.auth:
        assert set(proxy.authorizations) == {None}


@pytest.mark.parametrize("transport", ["http", "https"])
@pytest.mark.parametrize("login", ["", "proxy%20user:unspoken-wrong@"])
def test_a_proxy_that_refuses(start, servers, origin, work, transport, login):
    with Proxy(auth=True) as proxy:
        daemon = start(**{f"{transport}_proxy": proxy.url(login)})
        message = refused(daemon.clone(servers.url(transport, origin.name), work / "c"), 502, "GIT_TRANSPORT_FAILED")
        assert "proxy" in message, message
        assert len(proxy.requests) <= 4


@pytest.mark.parametrize("variable, transport, used", [
    ("https_proxy", "http", False), ("http_proxy", "https", False), ("HTTPS_PROXY", "https", True)])
def test_which_variable_counts(start, servers, origin, work, variable, transport, used):
    with Proxy() as proxy:
        ok(start(**{variable: proxy.url()}).clone(servers.url(transport, origin.name), work / "c"))
        assert bool(proxy.requests) == used


@pytest.mark.parametrize("value, used", [
    ("127.0.0.1", False), ("*", False), ("example.com,127.0.0.1", False), (" example.com , 127.0.0.1 ", False),
    ("example.com", True), ("27.0.0.1", True), ("", True), ("127.0.0.1.example.com", True)])
@pytest.mark.parametrize("transport", ["http", "https"])
@pytest.mark.parametrize("variable", ["no_proxy", "NO_PROXY"])
def test_no_proxy(start, servers, origin, work, value, used, transport, variable):
    with Proxy() as proxy:
        daemon = start(**{f"{transport}_proxy": proxy.url(), variable: value})
        ok(daemon.clone(servers.url(transport, origin.name), work / "c"))
        assert bool(proxy.requests) == used


def test_no_proxy_of_a_name(start, servers, origin, work):
    url = servers.http.url(origin.name, host="localhost")
    with Proxy() as proxy:
        ok(start(http_proxy=proxy.url(), no_proxy="localhost").clone(url, work / "c"))
        assert proxy.requests == []
        ok(start(http_proxy=proxy.url(), no_proxy="host").clone(url, work / "d"))
        assert proxy.requests != []


def test_a_proxy_set_later(start, servers, origin, work):
    daemon = start()
    with Proxy() as proxy:
        assert daemon.post("/env", {"set": {"http_proxy": proxy.url()}}).status == 200
        ok(daemon.clone(servers.url("http", origin.name), work / "c"))
        assert proxy.requests
        seen = len(proxy.requests)
        assert daemon.post("/env", {"unset": ["http_proxy"]}).status == 200
        ok(daemon.pull(work / "c"))
        assert len(proxy.requests) == seen


def test_a_proxy_without_a_scheme(start, servers, origin, work):
    with Proxy() as proxy:
        ok(start(http_proxy=proxy.url().removeprefix("http://")).clone(servers.url("http", origin.name), work / "c"))
        assert proxy.requests


@pytest.mark.parametrize("transport", ["http", "https"])
def test_a_proxy_that_is_not_there(start, servers, origin, work, transport):
    with socket.create_server(("127.0.0.1", 0)) as s:
        port = s.getsockname()[1]
    daemon = start(**{f"{transport}_proxy": f"http://{LOGIN}127.0.0.1:{port}"})
    refused(daemon.clone(servers.url(transport, origin.name), work / "c"), 502, "GIT_TRANSPORT_FAILED")


def test_the_login_of_the_server_is_not_the_proxys(start, servers, origin, work):
    with Proxy(auth=True) as proxy:
        daemon = start(https_proxy=proxy.url(LOGIN))
        url = servers.http.tls_url(origin.name, kind="auth")
        ok(daemon.clone(url, work / "c", username=OTHER_USER, password=OTHER_PASSWORD))
        assert all("\nauthorization:" not in head.lower() for head in proxy.heads)
        assert set(proxy.authorizations) <= {None, proxy.expected}
    sent = {auth for *_, auth in servers.http.record(f"auth/{origin.name}")}
    assert proxy.expected not in sent and len(sent) == 2


def test_git_and_ssh_go_directly(make_gitd, servers, origin, work, tmp_path):
    with Proxy() as proxy:
        daemon = make_gitd(home=servers.home(tmp_path / "ssh"),
                           env={"http_proxy": proxy.url(), "https_proxy": proxy.url()})
        for transport in ("git", "ssh"):
            ok(daemon.clone(servers.url(transport, origin.name), work / transport))
        assert proxy.requests == []
