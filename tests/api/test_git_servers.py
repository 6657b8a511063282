"""The servers of the remote tests behave, as the real git sees them: what other tests find is the daemon's doing."""

import os

import pytest

from support.git_http import OTHER_PASSWORD, OTHER_USER
from support.git_proxy import PASSWORD, USER, Proxy
from support.git_relay import Relay
from support.git_remote import TRANSPORTS
from support.git_repositories import attempt, check_sound, git
from support.git_ssh import Agent, SshHome

LOGIN = f"{OTHER_USER}:{OTHER_PASSWORD}@"


@pytest.fixture(scope="module")
def origin(servers):
    return servers.origin({"a": "one\n", "large": os.urandom(1 << 20)})


@pytest.fixture
def ssh_home(servers, tmp_path):
    home = SshHome(tmp_path / "home")
    home.give(servers.ssh.keys["ed25519"])
    home.known_hosts.write_text(servers.ssh.known_line() + "\n")
    return home


@pytest.fixture
def clone(servers, ssh_home, tmp_path):
    """clone(url) with the real git: returncode, stderr."""
    command = f"ssh -F /dev/null -i {ssh_home.ssh}/id_ed25519 -o UserKnownHostsFile={ssh_home.known_hosts}"

    def run(url, *options, **env):
        return attempt(*options, "clone", "-q", url, tmp_path / "clone", home=ssh_home.path, GIT_SSH_COMMAND=command,
                       GIT_SSL_CAINFO=servers.authority.certificate, no_proxy="", **env)
    return run


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_clone_and_push(servers, origin, clone, transport, tmp_path, ssh_home):
    done = clone(servers.url(transport, origin.name))
    assert done.returncode == 0, done
    check_sound(tmp_path / "clone")
    command = f"ssh -F /dev/null -i {ssh_home.ssh}/id_ed25519 -o UserKnownHostsFile={ssh_home.known_hosts}"
    git("push", "-q", "origin", f"HEAD:refs/heads/by-{transport}", cwd=tmp_path / "clone", GIT_SSH_COMMAND=command,
        GIT_SSL_CAINFO=servers.authority.certificate)
    assert origin.head(f"by-{transport}") == origin.head()


def test_basic_auth(servers, origin, clone):
    assert b"Authentication failed" in clone(servers.http.url(origin.name, "auth", "ada:wrong@")).stderr
    assert clone(servers.http.url(origin.name, "auth", LOGIN)).returncode == 0
    assert any(status == 200 and auth.startswith("Basic ") for *_, status, auth in servers.http.record(origin.name))


@pytest.mark.parametrize("kind, text", [("forbidden", b"403"), ("error", b"500"), ("auth", b"Authentication failed"),
                                        ("html", b"not valid"), ("loop", b"redirect")])
def test_http_failures(servers, origin, clone, kind, text):
    done = clone(servers.http.url(origin.name, kind))
    assert done.returncode != 0 and text in done.stderr, done


@pytest.mark.parametrize("kind", ["moved-301", "moved-302", "moved-303", "moved-307", "moved-308", "away", "slow"])
def test_http_detours(servers, origin, clone, kind):
    done = clone(servers.http.url(origin.name, kind))
    assert done.returncode == 0, done


def test_push_auth_only_asks_at_a_push(servers, origin, clone, tmp_path):
    assert clone(servers.http.url(origin.name, "push-auth")).returncode == 0
    denied = attempt("push", "origin", "HEAD:refs/heads/p", cwd=tmp_path / "clone")
    assert denied.returncode != 0 and b"401" not in denied.stdout, denied
    git("push", "-q", servers.http.url(origin.name, "push-auth", LOGIN), "HEAD:refs/heads/p", cwd=tmp_path / "clone")
    assert origin.head("p") == origin.head()


@pytest.mark.parametrize("server", ["expired", "other-host", "self-signed"])
def test_bad_certificates(servers, origin, clone, server):
    done = clone(servers.http.tls_url(origin.name, server))
    assert done.returncode != 0 and b"certificate" in done.stderr, done
    assert clone(servers.http.tls_url(origin.name, server), "-c", "http.sslVerify=false").returncode == 0


@pytest.mark.parametrize("auth", [False, True])
@pytest.mark.parametrize("transport", ["http", "https"])
def test_proxies(servers, origin, clone, auth, transport):
    with Proxy(auth) as proxy:
        login = f"{USER}:{PASSWORD}@".replace(" ", "%20").replace("@1", "%401")
        url = servers.url(transport, origin.name)
        done = clone(url, **{f"{transport}_proxy": proxy.url(login)})
        assert done.returncode == 0, done
        assert proxy.requests[0][0] == {"http": "GET", "https": "CONNECT"}[transport]


def test_a_proxy_that_wants_a_login(servers, origin, clone):
    with Proxy(auth=True) as proxy:
        done = clone(servers.url("http", origin.name), http_proxy=proxy.url())
        assert done.returncode != 0 and b"407" in done.stderr, done


@pytest.mark.parametrize("transport", ["http", "git"])
def test_a_relay_that_cuts(servers, origin, clone, transport):
    port = {"http": servers.http.port, "git": servers.git.port}[transport]
    with Relay(port, after=500_000, cut=True) as relay:
        done = clone(servers.url(transport, origin.name).replace(f":{port}", f":{relay.port}").replace(
            f":{servers.git_push.port}", f":{relay.port}"))
        assert done.returncode != 0 and relay.stalled.is_set(), done


def test_ssh_refuses_a_stranger_and_takes_an_agent(servers, origin, clone, ssh_home, tmp_path):
    (ssh_home.ssh / "id_ed25519").unlink()
    url = servers.url("ssh", origin.name)
    assert b"Permission denied" in clone(url).stderr
    with Agent(tmp_path, servers.ssh.keys["rsa"]) as agent:
        assert clone(url, SSH_AUTH_SOCK=agent.socket).returncode == 0
    assert servers.ssh.accepted_kinds()[-1] == "RSA"


def test_git_daemon_exports_only_what_is_marked(servers, clone):
    origin = servers.origin({"a": "1"})
    (origin.path / "git-daemon-export-ok").unlink()
    done = clone(servers.url("git", origin.name))
    assert done.returncode != 0 and b"not exported" in done.stderr, done
