"""~/.ssh/known_hosts: unknown hosts are taken and written down, changed ones refused."""

import os
import stat

import pytest

from support.git_remote import ok, refused, together
from support.git_ssh import SshHome, SshServer, public_key

KINDS = ("ed25519", "ecdsa", "rsa")


@pytest.fixture(scope="module")
def origin(servers):
    return servers.origin({"a": "one\n"})


@pytest.fixture
def home(servers, tmp_path):
    made = SshHome(tmp_path / "home")
    made.give(servers.ssh.keys["ed25519"])
    return made


@pytest.fixture
def server(servers, tmp_path):
    """One with host keys of its own, which may change."""
    with SshServer(tmp_path / "sshd", keys_of=servers.ssh) as made:
        yield made


@pytest.fixture
def daemon(make_gitd, home):
    return make_gitd(home=home.path)


def entries(home):
    return [" ".join(line.split()[:3]) for line in home.known_hosts.read_text().splitlines() if line.strip()]


def test_an_unknown_host_is_taken_and_written_down(daemon, home, server, origin, work):
    ok(daemon.clone(server.url(origin.path), work / "c"))
    assert entries(home) == [server.known_line()]
    assert stat.S_IMODE(home.known_hosts.stat().st_mode) & 0o133 == 0
    before = home.known_hosts.read_bytes()
    ok(daemon.pull(work / "c"))
    assert home.known_hosts.read_bytes() == before


def test_a_home_without_ssh_gets_the_directory(make_gitd, server, origin, work, tmp_path, servers):
    home = tmp_path / "new-home"
    home.mkdir()
    daemon = make_gitd(home=home)
    refused(daemon.clone(server.url(origin.path), work / "c"), 401, "GIT_AUTH_FAILED")
    assert (home / ".ssh" / "known_hosts").read_text().split()[:3] == server.known_line().split()
    assert stat.S_IMODE((home / ".ssh").stat().st_mode) == 0o700


def test_lines_that_are_there_stay(daemon, home, server, origin, work):
    other = f"# comment\nexample.com {public_key(server.host_keys['ed25519'])}\n\n@cert-authority *.x ssh-rsa AAAA"
    home.known_hosts.write_text(other)  # and no newline at the end
    ok(daemon.clone(server.url(origin.path), work / "c"))
    assert home.known_hosts.read_text().startswith(other + "\n")
    assert entries(home)[-1] == server.known_line()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_host_key(daemon, home, servers, origin, work, tmp_path, kind):
    with SshServer(tmp_path / "sshd-kind", host_keys=(kind,), keys_of=servers.ssh) as server:
        ok(daemon.clone(server.url(origin.path), work / "c"))
        assert entries(home) == [server.known_line(kind=kind)]
        ok(daemon.pull(work / "c"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_that_is_known_is_asked_for(daemon, home, servers, origin, work, tmp_path, kind):
    """A server with all kinds, of which one is written down: no other may be taken for new, or for changed."""
    with SshServer(tmp_path / "sshd-kinds", host_keys=KINDS, keys_of=servers.ssh) as server:
        home.known_hosts.write_text(server.known_line(kind=kind) + "\n")
        ok(daemon.clone(server.url(origin.path), work / "c"))
        assert server.known_line(kind=kind) in entries(home)


def check_changed(daemon, home, server, origin, work, line):
    before = home.known_hosts.read_bytes()
    message = refused(daemon.clone(server.url(origin.path), work / "c"), 502, "GIT_TRANSPORT_FAILED", "known_hosts")
    assert f"known_hosts:{line}" in message or f"line {line}" in message, message
    assert home.known_hosts.read_bytes() == before
    assert os.listdir(work) == []


@pytest.mark.parametrize("hashed", [False, True])
def test_a_host_key_that_has_changed(daemon, home, server, origin, work, hashed):
    home.known_hosts.write_text(f"other.example {public_key(server.host_keys['ed25519'])}\n{server.known_line()}\n")
    if hashed:
        home.hash_known_hosts()
    server.replace_host_key()
    check_changed(daemon, home, server, origin, work, 2)


def test_a_changed_key_gets_no_login(daemon, home, server, origin, work):
    home.known_hosts.write_text(server.known_line() + "\n")
    server.replace_host_key()
    check_changed(daemon, home, server, origin, work, 1)
    assert server.accepted_kinds() == []


def test_a_change_is_noticed_by_pull_and_push(daemon, home, server, origin, work):
    ok(daemon.clone(server.url(origin.path), work / "c"))
    server.replace_host_key()
    refused(daemon.pull(work / "c"), 502, "GIT_TRANSPORT_FAILED", "known_hosts")
    refused(daemon.push(work / "c"), 502, "GIT_TRANSPORT_FAILED", "known_hosts")


def test_hashed_entries_are_known(daemon, home, server, origin, work):
    home.known_hosts.write_text(f"{server.known_line()}\nexample.com {public_key(server.host_keys['ed25519'])}\n")
    home.hash_known_hosts()
    before = home.known_hosts.read_bytes()
    assert b"|1|" in before
    ok(daemon.clone(server.url(origin.path), work / "c"))
    assert home.known_hosts.read_bytes() == before


@pytest.mark.parametrize("pattern", ["[127.0.0.1]:{port},[::1]:{port}", "[127.*]:{port}", "*",
                                     "!other,[127.0.0.1]:{port}"])
def test_patterns(daemon, home, server, origin, work, pattern):
    line = f"{pattern.format(port=server.port)} {public_key(server.host_keys['ed25519'])}\n"
    home.known_hosts.write_text(line)
    ok(daemon.clone(server.url(origin.path), work / "c"))
    assert home.known_hosts.read_text() == line


def test_an_entry_without_port_is_of_another_server(daemon, home, server, servers, origin, work):
    """The host's key at port 22 says nothing of the one at another port."""
    home.known_hosts.write_text(f"127.0.0.1 {public_key(servers.ssh.host_keys['ed25519'])}\n")
    ok(daemon.clone(server.url(origin.path), work / "c"))
    assert entries(home)[-1] == server.known_line()


def test_a_revoked_key(daemon, home, server, origin, work):
    home.known_hosts.write_text(f"@revoked * {public_key(server.host_keys['ed25519'])}\n{server.known_line()}\n")
    refused(daemon.clone(server.url(origin.path), work / "c"), 502, "GIT_TRANSPORT_FAILED")
    assert os.listdir(work) == []


def test_an_alias_is_written_under_the_hosts_name(daemon, home, server, origin, work):
    home.config.write_text(f"Host box\n  HostName 127.0.0.1\n  Port {server.port}\n")
    ok(daemon.clone(f"ssh://box{origin.path}", work / "c"))
    assert entries(home) == [server.known_line()]


def test_a_file_that_cannot_be_written(daemon, home, server, origin, work):
    """accept-new without a place to write it down: OpenSSH warns and goes on."""
    home.known_hosts.mkdir()
    resp = daemon.clone(server.url(origin.path), work / "c")
    assert resp.status in (200, 502), resp
    assert os.listdir(home.known_hosts) == []


def test_garbage_in_the_file_is_skipped(daemon, home, server, origin, work):
    home.known_hosts.write_bytes(b"garbage\n\xff\xfe\0\n|1|zzz|zzz ssh-rsa AAAA\n[127.0.0.1]:x ssh-ed25519 AAAA\n"
                                 + b"x" * 100_000 + b"\n" + server.known_line().encode() + b"\n")
    ok(daemon.clone(server.url(origin.path), work / "c"))
    server.replace_host_key()
    refused(daemon.pull(work / "c"), 502, "GIT_TRANSPORT_FAILED", "known_hosts")


def test_many_at_once_write_it_once_each(daemon, home, server, origin, work):
    for resp in together([lambda n=n: daemon.clone(server.url(origin.path), work / str(n)) for n in range(6)]):
        ok(resp)
    assert set(entries(home)) == {server.known_line()}
