"""https: whom the daemon trusts, and where it is told so."""

import os

import pytest

from support.git_http import OTHER_PASSWORD, OTHER_USER
from support.git_remote import ok, refused
from support.git_repositories import check_sound, git

BAD = ("expired", "other-host", "self-signed")


@pytest.fixture(scope="module")
def origin(servers):
    return servers.origin({"a": "one\n"})


@pytest.fixture
def url(servers, origin):
    return lambda server="trusted", **options: servers.http.tls_url(origin.name, server, **options)


def set_env(daemon, **variables):
    assert daemon.post("/env", {"set": {n: str(v) for n, v in variables.items()}}).status == 200


def test_an_authority_that_nobody_trusts(make_gitd, url, work):
    message = refused(make_gitd().clone(url(), work / "c"), 502, "GIT_TRANSPORT_FAILED")
    assert "certificate" in message
    assert os.listdir(work) == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_file_of_authorities(gitd, url, work, host):
    gitd.cloned(url(host=host), work / "c")


def test_a_directory_of_authorities(make_gitd, servers, url, work):
    ok(make_gitd(env={"SSL_CERT_DIR": servers.authority.hashed}).clone(url(), work / "c"))


def test_a_list_of_directories(make_gitd, servers, url, work, tmp_path):
    ok(make_gitd(env={"SSL_CERT_DIR": f"{tmp_path}:{servers.authority.hashed}"}).clone(url(), work / "c"))


def test_a_file_that_is_not_there(make_gitd, url, work, tmp_path):
    refused(make_gitd(env={"SSL_CERT_FILE": tmp_path / "none"}).clone(url(), work / "c"), 502, "GIT_TRANSPORT_FAILED")


def test_variables_set_later_count_at_once(make_gitd, servers, url, work):
    daemon = make_gitd()
    refused(daemon.clone(url(), work / "c"), 502, "GIT_TRANSPORT_FAILED")
    set_env(daemon, SSL_CERT_FILE=servers.authority.certificate)
    ok(daemon.clone(url(), work / "c"))
    assert daemon.post("/env", {"unset": ["SSL_CERT_FILE"]}).status == 200
    refused(daemon.pull(work / "c"), 502, "GIT_TRANSPORT_FAILED")
    set_env(daemon, SSL_CERT_DIR=servers.authority.hashed)
    ok(daemon.pull(work / "c"))


@pytest.mark.parametrize("server", BAD)
def test_a_bad_certificate(gitd, url, work, server):
    message = refused(gitd.clone(url(server), work / "c"), 502, "GIT_TRANSPORT_FAILED")
    assert {"expired": "expired", "other-host": "127.0.0.1", "self-signed": "self"}[server] in message, message
    assert os.listdir(work) == []


@pytest.mark.parametrize("server", BAD)
def test_a_bad_certificate_gets_no_login(gitd, servers, work, server):
    origin = servers.origin({"a": "1"})
    resp = gitd.clone(servers.http.tls_url(origin.name, server, "auth"), work / "c", username=OTHER_USER,
                      password=OTHER_PASSWORD)
    refused(resp, 502, "GIT_TRANSPORT_FAILED")
    assert servers.http.record(origin.name) == []


@pytest.mark.parametrize("server", BAD)
def test_insecure_skip_tls(gitd, url, work, server):
    gitd.cloned(url(server), work / "c", insecure_skip_tls=True)
    assert "sslverify" not in (work / "c" / ".git" / "config").read_text().lower()
    refused(gitd.pull(work / "c"), 502, "GIT_TRANSPORT_FAILED")  # it was for that request


@pytest.mark.parametrize("server", BAD)
@pytest.mark.parametrize("value", ["1", "true", "yes"])
def test_git_ssl_no_verify(make_gitd, url, work, server, value):
    daemon = make_gitd(env={"GIT_SSL_NO_VERIFY": value})
    ok(daemon.clone(url(server), work / "c"))
    ok(daemon.pull(work / "c"))
    check_sound(work / "c")


def test_git_ssl_no_verify_set_later(make_gitd, url, work):
    daemon = make_gitd()
    set_env(daemon, GIT_SSL_NO_VERIFY="true")
    ok(daemon.clone(url("self-signed"), work / "c"))
    git("commit", "-q", "--allow-empty", "-m", "mine", cwd=work / "c")
    ok(daemon.push(work / "c", branch="main"))


@pytest.mark.parametrize("server", BAD)
def test_a_redirect_does_not_weaken_trust(gitd, servers, origin, work, server):
    """Trust that is given up for one request stays given up on its way, and only for it."""
    refused(gitd.clone(servers.http.tls_url(origin.name, server, "moved-301"), work / "c"), 502,
            "GIT_TRANSPORT_FAILED")
    ok(gitd.clone(servers.http.tls_url(origin.name, server, "moved-301"), work / "c", insecure_skip_tls=True))


def test_tls_spoken_to_a_plain_server_and_the_reverse(gitd, servers, origin, work):
    plain, tls = servers.http.port, servers.http.tls["trusted"]
    refused(gitd.clone(f"https://127.0.0.1:{plain}/open/{origin.name}", work / "c"), 502, "GIT_TRANSPORT_FAILED")
    resp = gitd.clone(f"http://127.0.0.1:{tls}/open/{origin.name}", work / "c")  # nginx answers 400
    refused(resp, 502, "GIT_TRANSPORT_FAILED")


def test_logins_over_tls(gitd, servers, origin, work):
    url = servers.http.tls_url(origin.name, kind="auth")
    refused(gitd.clone(url, work / "c"), 401, "GIT_AUTH_FAILED")
    gitd.cloned(url, work / "c", username=OTHER_USER, password=OTHER_PASSWORD)
