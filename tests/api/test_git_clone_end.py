"""Clones that end early, that run side by side, and what they leave behind."""

import os
import pathlib
import shutil

import pytest

from support.daemon import TIMEOUT
from support.git_http import OTHER_PASSWORD, OTHER_USER
from support.git_relay import Relay
from support.git_remote import MARK, Pending, check_kept, listing, ok, refused, snapshot, together
from support.git_repositories import check_sound, git
from support.memory import bounded_memory
from support.sessions import eventually

NETWORK = ("http", "https", "git", "ssh")


@pytest.fixture(scope="module")
def origin(servers):
    return servers.origin({"a": "one\n", "large": os.urandom(3 << 20)})


def port_of(servers, transport):
    return {"http": servers.http.port, "https": servers.http.tls["trusted"], "git": servers.git_push.port,
            "ssh": servers.ssh.port}[transport]


def through(relay, servers, transport, name):
    return servers.url(transport, name).replace(f":{port_of(servers, transport)}/", f":{relay.port}/")


def clone_request(gitd, url, path, **fields):
    return Pending(gitd, "/git/clone", {"url": url, "path": str(path), **fields})


@pytest.mark.parametrize("transport", NETWORK)
@pytest.mark.parametrize("after", [0, 30, 1_500_000])
def test_a_client_that_leaves_ends_its_clone(gitd, servers, origin, work, transport, after):
    with Relay(port_of(servers, transport), after=after) as relay:
        pending = clone_request(gitd, through(relay, servers, transport, origin.name), work / "c")
        assert relay.stalled.wait(TIMEOUT)
        assert not pending.answered()
        pending.leave()
        assert relay.client_gone.wait(TIMEOUT), "the server still has the connection"
    eventually(lambda: os.listdir(work) == [], "what was made is removed")
    gitd.cloned(servers.url(transport, origin.name), work / "c")


def test_a_directory_that_was_there_stays_when_the_client_leaves(gitd, servers, origin, work):
    (work / "c").mkdir()
    with Relay(servers.http.port, after=1_500_000) as relay:
        pending = clone_request(gitd, through(relay, servers, "http", origin.name), work / "c")
        assert relay.stalled.wait(TIMEOUT)
        pending.leave()
        assert relay.client_gone.wait(TIMEOUT)
    eventually(lambda: os.listdir(work / "c") == [], "its content is removed")
    gitd.cloned(servers.url("http", origin.name), work / "c")


@pytest.mark.parametrize("transport", NETWORK)
def test_a_client_that_leaves_ends_its_pull(gitd, servers, work, transport):
    origin = servers.origin({"a": "1"})
    gitd.cloned(servers.url(transport, origin.name), work / "c")
    origin.commit({"a": "2", "large": os.urandom(3 << 20)})
    with Relay(port_of(servers, transport), after=1_500_000) as relay:
        git("remote", "set-url", "origin", through(relay, servers, transport, origin.name), cwd=work / "c")
        before = snapshot(work / "c")
        pending = Pending(gitd, "/git/pull", {"path": str(work / "c")})
        assert relay.stalled.wait(TIMEOUT)
        pending.leave()
        assert relay.client_gone.wait(TIMEOUT)
    assert gitd.get("/git/status", path=work / "c").status == 200  # queued behind the pull, so it has ended
    check_kept(work / "c", before)
    assert not list((work / "c" / ".git" / "objects" / "pack").glob("*tmp*"))
    git("remote", "set-url", "origin", servers.url(transport, origin.name), cwd=work / "c")
    ok(gitd.pull(work / "c"))
    check_sound(work / "c")


@pytest.mark.parametrize("transport", NETWORK)
def test_a_client_that_leaves_ends_its_push(gitd, servers, work, transport):
    origin = servers.origin({"a": "1"})
    gitd.cloned(servers.url(transport, origin.name), work / "c")
    git("commit", "-q", "--allow-empty", "-m", "mine", cwd=work / "c")
    with Relay(port_of(servers, transport), after=50) as relay:
        git("remote", "set-url", "origin", through(relay, servers, transport, origin.name), cwd=work / "c")
        pending = Pending(gitd, "/git/push", {"path": str(work / "c")})
        assert relay.stalled.wait(TIMEOUT)
        pending.leave()
        assert relay.client_gone.wait(TIMEOUT)
    check_sound(work / "c")


@pytest.mark.parametrize("transport", NETWORK)
def test_thirty_that_leave_cost_nothing(make_gitd, servers, origin, work, tmp_path, transport):
    daemon = make_gitd(home=servers.home(tmp_path / "ssh"), env={"SSL_CERT_FILE": servers.authority.certificate})

    def leave_early(count):
        with Relay(port_of(servers, transport), after=1_000_000) as relay:
            for n in range(count):
                relay.begin_again()
                pending = clone_request(daemon, through(relay, servers, transport, origin.name), work / str(n))
                assert relay.stalled.wait(TIMEOUT)
                pending.leave()
                assert relay.client_gone.wait(TIMEOUT)
        eventually(lambda: os.listdir(work) == [], "what was made is removed")

    leave_early(2)  # pools have their threads then
    ok(daemon.clone(servers.url(transport, origin.name), work / "c"))
    shutil.rmtree(work / "c")
    before = daemon.resources()
    with bounded_memory(daemon.proc.pid, peak=60, rest=20):
        leave_early(30)
    eventually(lambda: daemon.resources() <= before, f"descriptors and threads are as before: {before}")


@pytest.mark.parametrize("transport", NETWORK)
def test_clones_that_end_leave_no_descriptors(make_gitd, servers, work, tmp_path, transport):
    origin = servers.origin({"a": "1", "large": os.urandom(1 << 20)})
    daemon = make_gitd(home=servers.home(tmp_path / "ssh"), env={"SSL_CERT_FILE": servers.authority.certificate})

    def rounds(count):
        for n in range(count):
            ok(daemon.clone(servers.url(transport, origin.name), work / "c"))
            ok(daemon.pull(work / "c"))
            refused(daemon.clone(servers.url(transport, origin.name), work / "d", branch="none"), 404,
                    "GIT_BRANCH_NOT_FOUND")
            refused(daemon.clone(servers.url(transport, "missing.git"), work / "d"), 404, "GIT_REPO_NOT_FOUND")
            with Relay(port_of(servers, transport), after=500_000, cut=True) as relay:
                refused(daemon.clone(through(relay, servers, transport, origin.name), work / "d"), 502,
                        "GIT_TRANSPORT_FAILED")
            shutil.rmtree(work / "c")

    rounds(2)  # pools have their threads then
    before = daemon.resources()
    rounds(8)
    eventually(lambda: daemon.resources() <= before, f"descriptors and threads are as before: {before}")


def test_the_daemon_stops_while_a_clone_hangs(make_gitd, servers, origin, work):
    with Relay(servers.http.port, after=1_000_000) as relay:
        daemon = make_gitd()
        pending = clone_request(daemon, through(relay, servers, "http", origin.name), work / "c")
        assert relay.stalled.wait(TIMEOUT)
        daemon.stop()
        assert relay.client_gone.wait(TIMEOUT)
        pending.leave()
    assert os.listdir(work) == []


# While one hangs

def test_others_are_served_while_a_clone_hangs(gitd, servers, origin, work):
    with Relay(servers.http.port, after=1_000_000) as relay:
        gitd.cloned(servers.url("http", origin.name), work / "other")
        url = through(relay, servers, "http", origin.name)
        hanging = [clone_request(gitd, url, work / f"hanging-{n}") for n in range(3)]
        assert relay.stalled.wait(TIMEOUT)
        for _ in range(20):
            assert gitd.get("/git/status", path=work / "other").status == 200
        assert gitd.get("/git/history", path=work / "other").status == 200
        ok(gitd.pull(work / "other"))
        gitd.cloned(servers.url("git", origin.name), work / "another")
        assert not any(one.answered() for one in hanging)
        for one in hanging:
            one.leave()
    eventually(lambda: sorted(os.listdir(work)) == ["another", "other"], "what was made is removed")


def test_a_second_pull_of_a_repository_waits_its_turn(gitd, servers, work):
    origin = servers.origin({"a": "1"})
    gitd.cloned(servers.url("http", origin.name), work / "c")
    origin.commit({"a": "2", "large": os.urandom(3 << 20)})
    with Relay(servers.http.port, after=1_000_000) as relay:
        git("remote", "set-url", "origin", through(relay, servers, "http", origin.name), cwd=work / "c")
        pull = Pending(gitd, "/git/pull", {"path": str(work / "c")})
        assert relay.stalled.wait(TIMEOUT)
        second = Pending(gitd, "/git/pull", {"path": str(work / "c")})
        assert not pull.answered() and not second.answered()
        second.leave()
        pull.leave()
        assert relay.client_gone.wait(TIMEOUT)
    assert gitd.get("/git/status", path=work / "c").json()["fileStatus"] == []


def test_no_child_and_no_secret_in_a_process_list_while_it_runs(gitd, servers, origin, work):
    with Relay(servers.http.port, after=1_000_000) as relay:
        url = servers.http.url(origin.name, "auth", f"{OTHER_USER}:{OTHER_PASSWORD}@", port=relay.port)
        pending = clone_request(gitd, url, work / "c", username=OTHER_USER, password=OTHER_PASSWORD)
        assert relay.stalled.wait(TIMEOUT)
        assert gitd.children() == []
        process = pathlib.Path(f"/proc/{gitd.proc.pid}")
        for name in ("cmdline", "environ", *(f"task/{t}/comm" for t in os.listdir(process / "task"))):
            assert MARK.encode() not in (process / name).read_bytes()
        for path in (work / "c").rglob("*"):
            if path.is_file():
                assert MARK.encode() not in path.read_bytes(), path
        pending.leave()
        assert relay.client_gone.wait(TIMEOUT)
    eventually(lambda: os.listdir(work) == [], "what was made is removed")


# Side by side

def test_two_clones_to_one_path(gitd, servers, origin, work):
    answers = together([lambda: gitd.clone(servers.url("http", origin.name), work / "c")] * 2)
    assert sorted(a.status for a in answers) == [200, 409], answers
    refused(next(a for a in answers if a.status == 409), 409, "CONFLICT")
    check_sound(work / "c")


def test_two_clones_to_one_path_written_differently(make_gitd, servers, origin, work):
    daemon = make_gitd(cwd=work)
    (work / "link").symlink_to(".")
    paths = [str(work / "c"), "c", "./x/../c", f"{work}/link/c", f"{work}//c/"]
    answers = together([lambda p=p: daemon.clone(servers.url("http", origin.name), p) for p in paths])
    assert sorted(a.status for a in answers) == [200, 409, 409, 409, 409], answers
    check_sound(work / "c")


def test_a_second_clone_goes_on_when_the_first_is_left(gitd, servers, origin, work):
    with Relay(servers.http.port, after=1_000_000) as relay:
        first = clone_request(gitd, through(relay, servers, "http", origin.name), work / "c")
        assert relay.stalled.wait(TIMEOUT)
        second = clone_request(gitd, servers.url("http", origin.name), work / "c")
        assert not second.answered()
        first.leave()
        assert second.answer().status == 200
    check_sound(work / "c")


def test_twenty_at_once(gitd, servers, origin, work):
    kinds = ("http", "https", "git", "ssh", "file")
    calls = [lambda n=n: gitd.clone(servers.url(kinds[n % 5], origin.name), work / str(n)) for n in range(20)]
    for resp in together(calls):
        ok(resp)
    expected = listing(work / "0")
    for n in range(20):
        assert listing(work / str(n)) == expected
        check_sound(work / str(n))


def test_the_memory_of_a_large_clone(make_gitd, servers, work):
    origin = servers.origin({f"part-{n}": os.urandom(8 << 20) for n in range(6)})
    origin.git("repack", "-adq")
    daemon = make_gitd()
    ok(daemon.clone(servers.url("http", servers.origin({"a": "1"}).name), work / "warm"))
    with bounded_memory(daemon.proc.pid, peak=150, rest=40):
        ok(daemon.clone(servers.url("http", origin.name), work / "c"))
    check_sound(work / "c")
    shutil.rmtree(origin.path)
    shutil.rmtree(origin.seed)


def test_a_path_that_cannot_be_written(servers, origin, open_tmp, make_gitd):
    (open_tmp / "home").mkdir(mode=0o777)
    (open_tmp / "home").chmod(0o777)
    (open_tmp / "closed").mkdir()
    (open_tmp / "closed").chmod(0o555)
    daemon = make_gitd(home=open_tmp / "home", run_as=65534 if os.geteuid() == 0 else None)
    resp = daemon.clone(servers.url("http", origin.name), open_tmp / "closed" / "c")
    refused(resp, 403, ("FORBIDDEN", "FILE_ACCESS_DENIED"))
    ok(daemon.clone(servers.url("http", origin.name), open_tmp / "home" / "c"))
