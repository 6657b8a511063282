"""Remote operations over SSH: keys, the agent, and ~/.ssh/config."""

import os

import pytest

from support.git_relay import Relay
from support.git_remote import check_kept, ok, refused, snapshot
from support.git_repositories import check_sound, git
from support.git_ssh import KINDS, USER, Agent, SshHome, SshServer, public_key


@pytest.fixture(scope="module")
def origin(servers):
    return servers.origin({"a": "one\n"})


@pytest.fixture
def url(servers, origin):
    return servers.url("ssh", origin.name)


@pytest.fixture
def home(servers, tmp_path):
    """Without keys; it knows the server."""
    made = SshHome(tmp_path / "home")
    made.known_hosts.write_text(servers.ssh.known_line() + "\n")
    return made


def started(make_gitd, home, **env):
    return make_gitd(home=home.path, env=env)


@pytest.mark.parametrize("kind", KINDS)
def test_keys_in_their_usual_places(make_gitd, servers, home, url, work, kind):
    home.give(servers.ssh.keys[kind])
    daemon = started(make_gitd, home)
    ok(daemon.clone(url, work / "c"))
    check_sound(work / "c")
    assert git("config", "remote.origin.url", cwd=work / "c") == url
    assert servers.ssh.accepted_kinds()[-1] == {"ed25519": "ED25519", "rsa": "RSA", "ecdsa": "ECDSA"}[kind]


def test_a_key_without_its_public_half(make_gitd, servers, home, url, work):
    home.give(servers.ssh.keys["ed25519"])
    (home.ssh / "id_ed25519.pub").unlink()
    ok(started(make_gitd, home).clone(url, work / "c"))


def test_a_second_key_is_tried_when_the_first_is_refused(make_gitd, servers, home, url, work):
    home.give(servers.ssh.stranger)
    home.give(servers.ssh.keys["rsa"])
    ok(started(make_gitd, home).clone(url, work / "c"))


def test_clone_pull_and_push(make_gitd, servers, home, work):
    origin = servers.origin({"a": "1"})
    home.give(servers.ssh.keys["ed25519"])
    daemon = started(make_gitd, home)
    ok(daemon.clone(servers.url("ssh", origin.name), work / "c"))
    origin.commit({"a": "2"})
    ok(daemon.pull(work / "c"))
    git("commit", "-q", "--allow-empty", "-m", "mine", cwd=work / "c")
    ok(daemon.push(work / "c"))
    assert origin.head() == git("rev-parse", "HEAD", cwd=work / "c")
    check_sound(work / "c")


def check_denied(daemon, url, work):
    message = refused(daemon.clone(url, work / "c"), 401, "GIT_AUTH_FAILED")
    assert os.listdir(work) == []
    return message


def test_no_key(make_gitd, home, url, work):
    assert "key" in check_denied(started(make_gitd, home), url, work)


def test_a_key_that_the_server_does_not_take(make_gitd, servers, home, url, work):
    home.give(servers.ssh.stranger)
    check_denied(started(make_gitd, home), url, work)


def test_a_home_without_ssh(make_gitd, url, work):
    check_denied(make_gitd(), url, work)


def test_a_key_with_a_passphrase(make_gitd, servers, home, url, work):
    home.give(servers.ssh.locked)
    assert "passphrase" in check_denied(started(make_gitd, home), url, work)


def test_a_key_with_a_passphrase_does_not_hide_another(make_gitd, servers, home, url, work):
    home.give(servers.ssh.locked)
    home.give(servers.ssh.keys["rsa"])
    ok(started(make_gitd, home).clone(url, work / "c"))


def test_a_key_file_that_is_none(make_gitd, servers, home, url, work):
    (home.ssh / "id_ed25519").write_text("not a key\n")
    (home.ssh / "id_rsa").write_bytes(b"\0" * 100)
    daemon = started(make_gitd, home)
    check_denied(daemon, url, work)
    home.give(servers.ssh.keys["ecdsa"])
    ok(daemon.clone(url, work / "c"))


def test_a_refusal_leaves_a_clone_as_it_was(make_gitd, servers, gitd, home, url, work):
    ok(gitd.clone(url, work / "c"))
    git("commit", "-q", "--allow-empty", "-m", "mine", cwd=work / "c")
    daemon, before = started(make_gitd, home), snapshot(work / "c")
    refused(daemon.pull(work / "c"), 401, "GIT_AUTH_FAILED")
    refused(daemon.push(work / "c"), 401, "GIT_AUTH_FAILED")
    check_kept(work / "c", before)


# The agent

@pytest.mark.parametrize("kind", KINDS)
def test_the_agents_key(make_gitd, servers, home, url, work, tmp_path, kind):
    with Agent(tmp_path, servers.ssh.keys[kind]) as agent:
        ok(started(make_gitd, home, SSH_AUTH_SOCK=agent.socket).clone(url, work / "c"))


def test_an_agent_set_later(make_gitd, servers, home, url, work, tmp_path):
    daemon = started(make_gitd, home)
    with Agent(tmp_path, servers.ssh.keys["ed25519"]) as agent:
        assert daemon.post("/env", {"set": {"SSH_AUTH_SOCK": agent.socket}}).status == 200
        ok(daemon.clone(url, work / "c"))


def test_an_agent_with_other_keys_does_not_hide_the_files(make_gitd, servers, home, url, work, tmp_path):
    home.give(servers.ssh.keys["ed25519"])
    with Agent(tmp_path, servers.ssh.stranger) as agent:
        ok(started(make_gitd, home, SSH_AUTH_SOCK=agent.socket).clone(url, work / "c"))


@pytest.mark.parametrize("what", ["nothing", "a file", "an agent that is gone"])
def test_an_agent_that_is_not_there(make_gitd, servers, home, url, work, tmp_path, what):
    path = tmp_path / "agent"
    if what == "a file":
        path.write_text("x")
    if what == "an agent that is gone":
        with Agent(tmp_path) as agent:
            assert agent.socket == str(path)
    home.give(servers.ssh.keys["ed25519"])
    ok(started(make_gitd, home, SSH_AUTH_SOCK=path).clone(url, work / "c"))


# ~/.ssh/config

def test_an_alias(make_gitd, servers, origin, home, work):
    key = home.give(servers.ssh.keys["rsa"], "work-key")
    home.config.write_text(f"# comment\nHost elsewhere\n  HostName 192.0.2.1\n\nHost work other\n  HostName 127.0.0.1\n"
                           f"  User {USER}\n  Port {servers.ssh.port}\n  IdentityFile {key}\n")
    daemon = started(make_gitd, home)
    for n, url in enumerate((f"ssh://work{origin.path}", f"work:{origin.path}", f"ssh://other/{origin.path}",
                             f"{USER}@work:{origin.path}")):
        ok(daemon.clone(url, work / str(n)))
        assert git("config", "remote.origin.url", cwd=work / str(n)) == url
    ok(daemon.pull(work / "1"))


@pytest.mark.parametrize("lines", [
    "IdentityFile ~/.ssh/special", "IdentityFile \"~/.ssh/special\"", "identityfile=~/.ssh/special",
    "IDENTITYFILE = %d/.ssh/special", "IdentityFile ~/.ssh/none\n  IdentityFile ~/.ssh/special",
    "IdentitiesOnly yes\n  IdentityFile ~/.ssh/special"])
@pytest.mark.parametrize("pattern", ["127.0.0.1", "127.*", "*", "10.0.0.1 127.0.0.?", "!10.* *"])
def test_ways_to_name_a_key(make_gitd, servers, home, url, work, lines, pattern):
    home.give(servers.ssh.keys["ed25519"], "special")
    home.config.write_text(f"Host {pattern}\n  {lines}\n")
    ok(started(make_gitd, home).clone(url, work / "c"))


@pytest.mark.parametrize("pattern", ["127.0.0.2", "!127.0.0.1 *", "localhost"])
def test_a_section_for_others(make_gitd, servers, home, url, work, pattern):
    home.give(servers.ssh.keys["ed25519"], "special")
    home.config.write_text(f"Host {pattern}\n  IdentityFile ~/.ssh/special\n")
    check_denied(started(make_gitd, home), url, work)


def test_the_first_value_wins_and_the_url_before_it(make_gitd, servers, origin, home, work):
    home.give(servers.ssh.keys["ed25519"])
    home.config.write_text(f"Port {servers.ssh.port}\nHost 127.0.0.1\n  Port 1\n  User {USER}\nHost *\n  User nobody\n")
    daemon = started(make_gitd, home)
    ok(daemon.clone(f"ssh://127.0.0.1{origin.path}", work / "c"))
    home.config.write_text("Host 127.0.0.1\n  Port 1\n  User nobody\n")
    ok(daemon.clone(servers.url("ssh", origin.name), work / "d"))


def test_a_user_who_is_not_let_in(make_gitd, servers, origin, home, work):
    home.give(servers.ssh.keys["ed25519"])
    check_denied(started(make_gitd, home), servers.ssh.url(origin.path, user="no-such-user"), work)


@pytest.mark.parametrize("line", ["ProxyCommand touch {work}/ran",
                                  "LocalCommand touch {work}/ran\n  PermitLocalCommand yes",
                                  "Match exec \"touch {work}/ran\"", "KnownHostsCommand /bin/touch {work}/ran"])
def test_nothing_is_run_for_a_configuration(make_gitd, servers, home, url, work, line):
    home.give(servers.ssh.keys["ed25519"])
    home.config.write_text("Host *\n  " + line.format(work=work) + "\n")
    started(make_gitd, home).clone(url, work / "c")
    assert not (work / "ran").exists()


def test_options_that_do_not_matter_are_skipped(make_gitd, servers, home, url, work):
    home.give(servers.ssh.keys["ed25519"])
    home.config.write_text("Host *\n  ServerAliveInterval 10\n  ForwardAgent no\n  Ciphers +aes128-ctr\n"
                           "  StrictHostKeyChecking accept-new\n  Include ~/.ssh/none\n")
    ok(started(make_gitd, home).clone(url, work / "c"))


# Addresses and failures

def test_ways_to_write_the_address(make_gitd, servers, origin, home, work):
    home.give(servers.ssh.keys["ed25519"])
    home.config.write_text(f"Host 127.0.0.1 localhost\n  Port {servers.ssh.port}\n  User {USER}\n")
    home.known_hosts.write_text(f"{servers.ssh.known_line()}\n{servers.ssh.known_line('localhost')}\n")
    daemon = started(make_gitd, home)
    for n, url in enumerate((f"{USER}@127.0.0.1:{origin.path}", f"127.0.0.1:{origin.path}",
                             f"ssh://localhost{origin.path}", f"ssh://{USER}@localhost:{servers.ssh.port}{origin.path}",
                             f"git+ssh://{USER}@localhost{origin.path}", f"ssh+git://{USER}@localhost{origin.path}")):
        ok(daemon.clone(url, work / str(n)))


def test_a_path_with_quotes_and_spaces(make_gitd, servers, home, work):
    origin = servers.origin({"a": "1"}, name="it's a \"repository\"; touch x; $(touch y) ü.git")
    home.give(servers.ssh.keys["ed25519"])
    home.config.write_text(f"Host box\n  HostName 127.0.0.1\n  Port {servers.ssh.port}\n")
    ok(started(make_gitd, home).clone(f"{USER}@box:{origin.path}", work / "c"))
    check_sound(work / "c")


def test_a_repository_that_is_not_there(make_gitd, servers, home, work):
    home.give(servers.ssh.keys["ed25519"])
    daemon = started(make_gitd, home)
    for path in (servers.root / "missing.git", servers.root):
        refused(daemon.clone(servers.ssh.url(path), work / "c"), 404, "GIT_REPO_NOT_FOUND")
    assert os.listdir(work) == []


@pytest.mark.parametrize("noise", ["Welcome to the jungle", "0001", "0003x", "0004", "-001", "\\0\\0\\0\\0"])
def test_what_a_shell_says_before_git(make_gitd, servers, home, origin, work, tmp_path, noise):
    """A login script that writes to standard output is what most often breaks git over SSH."""
    with SshServer(tmp_path / "sshd", keys_of=servers.ssh) as server:
        key = server.keys["ed25519"]
        server.authorized.write_text(f"command=\"printf '%b' '{noise}'; eval $SSH_ORIGINAL_COMMAND\" {public_key(key)}\n")
        home.give(key)
        refused(started(make_gitd, home).clone(server.url(origin.path), work / "c"), 502, "GIT_TRANSPORT_FAILED",
                "127.0.0.1")
    assert os.listdir(work) == []


def test_a_push_that_the_server_refuses(make_gitd, servers, home, work):
    origin = servers.origin({"a": "1"})
    home.give(servers.ssh.keys["ed25519"])
    daemon = started(make_gitd, home)
    ok(daemon.clone(servers.url("ssh", origin.name), work / "c"))
    origin.hook("pre-receive", "echo 'no pushes on Sundays' >&2; exit 1\n")
    git("commit", "-q", "--allow-empty", "-m", "mine", cwd=work / "c")
    refused(daemon.push(work / "c"), 422, "GIT_REMOTE_REJECTED", "no pushes on Sundays")


def test_large_repositories_both_ways(make_gitd, servers, home, work):
    content = os.urandom(12 << 20)
    origin = servers.origin({"large": content})
    home.give(servers.ssh.keys["ed25519"])
    daemon = started(make_gitd, home)
    ok(daemon.clone(servers.url("ssh", origin.name), work / "c"))
    assert (work / "c" / "large").read_bytes() == content
    (work / "c" / "more").write_bytes(os.urandom(12 << 20))
    git("add", "-A", cwd=work / "c")
    git("commit", "-q", "-m", "more", cwd=work / "c")
    ok(daemon.push(work / "c"))
    assert origin.head() == git("rev-parse", "HEAD", cwd=work / "c")


def test_passwords_of_a_request_are_not_for_keys(make_gitd, servers, home, url, work):
    """A server that takes no passwords; what the request brings is not needed."""
    home.give(servers.ssh.keys["ed25519"])
    ok(started(make_gitd, home).clone(url, work / "c", username=USER, password="unspoken-unused"))


def test_a_connection_cut_before_the_keys(make_gitd, servers, home, url, work):
    home.give(servers.ssh.keys["ed25519"])
    with Relay(servers.ssh.port, after=100, cut=True) as relay:
        refused(started(make_gitd, home).clone(url.replace(str(servers.ssh.port), str(relay.port)), work / "c"), 502,
                "GIT_TRANSPORT_FAILED")
