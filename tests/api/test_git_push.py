"""POST /git/push: what arrives, and how a remote's refusal is told."""

import os

import pytest

from support.daemon import ANY_400
from support.git_http import OTHER_PASSWORD, OTHER_USER
from support.git_remote import TRANSPORTS, check_kept, ok, refused, snapshot, together, upstream_of
from support.git_repositories import attempt, check_sound, commit, git


@pytest.fixture
def origin(servers):
    return servers.origin({"a": "one\n"})


@pytest.fixture
def clone(gitd, servers, origin, work):
    gitd.cloned(servers.url("http", origin.name), work / "c")
    return work / "c"


def head(worktree, ref="HEAD"):
    return git("rev-parse", ref, cwd=worktree)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_current_branch(gitd, servers, origin, work, transport):
    gitd.cloned(servers.url(transport, origin.name), work / "c")
    mine = commit(work / "c", {"mine": "m", "large": os.urandom(300_000)})
    assert gitd.get("/git/status", path=work / "c").json()["ahead"] == 1
    ok(gitd.push(work / "c"))
    assert origin.head() == mine == head(work / "c", "refs/remotes/origin/main")
    assert attempt("fsck", "--full", cwd=origin.path).returncode == 0
    assert gitd.get("/git/status", path=work / "c").json()["ahead"] == 0
    check_sound(work / "c")


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_up_to_date(gitd, servers, origin, work, transport):
    gitd.cloned(servers.url(transport, origin.name), work / "c")
    before = origin.head()
    ok(gitd.push(work / "c"))
    assert origin.head() == before


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_new_branch(gitd, servers, origin, work, transport):
    gitd.cloned(servers.url(transport, origin.name), work / "c")
    git("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*", cwd=work / "c")
    git("checkout", "-q", "-b", "topic/ü", cwd=work / "c")
    mine = commit(work / "c", {"t": "t"})
    ok(gitd.push(work / "c"))
    assert origin.head("refs/heads/topic/ü") == mine == head(work / "c", "refs/remotes/origin/topic/ü")
    assert attempt("config", "branch.topic/ü.remote", cwd=work / "c").returncode != 0
    check_sound(work / "c")


def test_set_upstream(gitd, origin, clone):
    git("checkout", "-q", "-b", "topic", cwd=clone)
    mine = commit(clone, {"t": "t"})
    ok(gitd.push(clone, set_upstream=True))
    assert git("config", "branch.topic.remote", cwd=clone) == "origin"
    assert git("config", "branch.topic.merge", cwd=clone) == "refs/heads/topic"
    assert head(clone, "refs/remotes/origin/topic") == mine


def test_set_upstream_of_what_is_up_to_date(gitd, origin, clone):
    git("branch", "-q", "--unset-upstream", cwd=clone)
    ok(gitd.push(clone, set_upstream=True))
    assert git("config", "branch.main.merge", cwd=clone) == "refs/heads/main"
    status = gitd.get("/git/status", path=clone).json()
    assert status["branchPublished"] is True and status["upstream"] == "origin/main"


def test_no_upstream_is_set_when_the_push_fails(gitd, origin, clone):
    origin.hook("pre-receive", "exit 1\n")
    git("checkout", "-q", "-b", "topic", cwd=clone)
    commit(clone, {"t": "t"})
    refused(gitd.push(clone, set_upstream=True), 422, "GIT_REMOTE_REJECTED")
    assert attempt("config", "branch.topic.remote", cwd=clone).returncode != 0
    assert attempt("rev-parse", "-q", "--verify", "refs/remotes/origin/topic", cwd=clone).returncode != 0


def test_a_branch_that_is_not_the_current_one(gitd, origin, clone):
    git("branch", "other", cwd=clone)
    mine = commit(clone, {"t": "t"})
    ok(gitd.push(clone, branch="other"))
    assert origin.head("other") == origin.head("main") != mine


def test_another_remote(gitd, servers, origin, clone):
    other = servers.origin()
    git("remote", "add", "second", servers.url("http", other.name), cwd=clone)
    before = origin.head()
    mine = commit(clone, {"t": "t"})
    ok(gitd.push(clone, remote="second"))
    assert other.head() == mine and origin.head() == before
    assert head(clone, "refs/remotes/second/main") == mine


def test_to_an_empty_repository(gitd, servers, work):
    origin = servers.origin()
    git("init", "-q", work / "c")
    mine = commit(work / "c", {"a": "1"})
    resp = gitd.post("/git/remotes", {"path": str(work / "c"), "name": "origin",
                                      "url": servers.url("http", origin.name)})
    assert resp.status == 201, resp
    ok(gitd.push(work / "c", set_upstream=True))
    assert origin.head() == mine
    assert upstream_of(work / "c") == "origin/main"


def test_a_push_url(gitd, servers, origin, clone):
    other = servers.origin()
    git("config", "remote.origin.pushurl", servers.url("http", other.name), cwd=clone)
    mine = commit(clone, {"t": "t"})
    ok(gitd.push(clone))
    assert other.head() == mine != origin.head()


def test_after_a_pull(gitd, origin, clone):
    theirs = origin.commit({"a": "two\n"})
    ok(gitd.pull(clone))
    mine = commit(clone, {"mine": "m"})
    ok(gitd.push(clone))
    assert origin.head() == mine and origin.git("rev-parse", "main~1") == theirs
    check_sound(clone)


def test_from_a_shallow_clone(gitd, servers, origin, work):
    origin.commit({"a": "two\n"})
    for transport in ("http", "ssh", "file"):
        gitd.cloned(servers.url(transport, origin.name), work / transport, depth=1)
        mine = commit(work / transport, {"mine": transport})
        ok(gitd.push(work / transport))
        assert origin.head() == mine
    assert attempt("fsck", "--full", cwd=origin.path).returncode == 0


def test_from_a_bare_repository(gitd, origin, work):
    git("clone", "-q", "--bare", origin.path, work / "c")
    git("update-ref", "refs/heads/extra", "main", cwd=work / "c")
    ok(gitd.push(work / "c", branch="extra"))
    assert origin.head("extra") == origin.head()


def test_with_changes_that_are_not_committed(gitd, origin, clone):
    mine = commit(clone, {"mine": "m"})
    (clone / "a").write_text("dirty\n")
    ok(gitd.push(clone))
    assert origin.head() == mine and (clone / "a").read_text() == "dirty\n"


def test_many_references(gitd, servers, work):
    origin = servers.origin({"a": "1"})
    lines = "".join(f"create refs/heads/b/{n} {origin.head()}\ncreate refs/tags/t{n} {origin.head()}\n"
                    for n in range(2000))
    git("update-ref", "--stdin", cwd=origin.path, stdin=lines.encode())
    gitd.cloned(servers.url("http", origin.name), work / "c")
    mine = commit(work / "c", {"mine": "m"})
    ok(gitd.push(work / "c"))
    assert origin.head() == mine


def test_a_tag_of_the_branchs_name_does_not_confuse(gitd, origin, clone):
    git("tag", "main", cwd=clone)
    mine = commit(clone, {"mine": "m"})
    ok(gitd.push(clone))
    assert origin.head("refs/heads/main") == mine and origin.head("refs/tags/main") is None


def test_tags_stay_here(gitd, origin, clone):
    git("tag", "v9", cwd=clone)
    commit(clone, {"mine": "m"})
    ok(gitd.push(clone))
    assert origin.head("refs/tags/v9") is None
    refused(gitd.push(clone, branch="v9"), 404, "GIT_BRANCH_NOT_FOUND", "v9")


# Refusals

@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_remote_has_other_commits(gitd, servers, origin, work, transport):
    gitd.cloned(servers.url(transport, origin.name), work / "c")
    theirs = origin.commit({"a": "two\n"})
    mine = commit(work / "c", {"mine": "m"})
    message = refused(gitd.push(work / "c"), 409, "GIT_PUSH_REJECTED")
    assert "pull" in message, message
    assert origin.head() == theirs and head(work / "c") == mine
    check_sound(work / "c")


def test_the_remote_has_moved_since_and_is_known(gitd, origin, clone):
    origin.commit({"a": "two\n"})
    commit(clone, {"mine": "m"})
    refused(gitd.pull(clone), 409, "CONFLICT")
    refused(gitd.push(clone), 409, "GIT_PUSH_REJECTED")


def test_history_rewritten_here(gitd, origin, clone):
    origin.commit({"a": "two\n"})
    ok(gitd.pull(clone))
    git("reset", "-q", "--hard", "HEAD~1", cwd=clone)
    before = origin.head()
    refused(gitd.push(clone), 409, "GIT_PUSH_REJECTED")
    assert origin.head() == before


@pytest.mark.parametrize("transport", ["http", "https", "git", "ssh"])
@pytest.mark.parametrize("hook", ["pre-receive", "update"])
def test_a_hook_refuses(gitd, servers, origin, work, transport, hook):
    gitd.cloned(servers.url(transport, origin.name), work / "c")
    origin.hook(hook, "echo 'policy: no pushes on Sundays, ü' >&2\nexit 1\n")
    before = origin.head()
    commit(work / "c", {"mine": "m"})
    message = refused(gitd.push(work / "c"), 422, "GIT_REMOTE_REJECTED", "no pushes on Sundays, ü")
    assert hook in message or "declined" in message, message
    assert origin.head() == before == head(work / "c", "origin/main")


def test_what_a_hook_says_is_bounded(gitd, origin, clone):
    origin.hook("pre-receive", "seq 1 200000 >&2\necho reason-at-the-end >&2\nexit 1\n")
    commit(clone, {"mine": "m"})
    message = refused(gitd.push(clone), 422, "GIT_REMOTE_REJECTED")
    assert len(message) < 3000


def test_what_a_hook_says_may_be_any_bytes(gitd, origin, clone):
    origin.hook("pre-receive", r"printf 'bad \377\376 \033[31mred\r\nnul\000end' >&2; exit 1" + "\n")
    commit(clone, {"mine": "m"})
    refused(gitd.push(clone), 422, "GIT_REMOTE_REJECTED", "bad \ufffd\ufffd")


def test_a_hook_that_talks_and_agrees(gitd, origin, clone):
    origin.hook("pre-receive", "echo welcome >&2\nexit 0\n")
    mine = commit(clone, {"mine": "m"})
    ok(gitd.push(clone))
    assert origin.head() == mine


@pytest.mark.parametrize("transport", ["http", "ssh", "file"])
def test_the_branch_that_is_checked_out_at_the_remote(gitd, servers, origin, work, transport):
    git("config", "http.receivepack", "true", cwd=origin.seed)
    gitd.cloned(servers.url(transport, f"seeds/{origin.name}/.git"), work / "c")
    before = head(origin.seed)
    commit(work / "c", {"mine": "m"})
    message = refused(gitd.push(work / "c"), 422, "GIT_REMOTE_REJECTED")
    assert "checked out" in message or "bare" in message, message
    assert head(origin.seed) == before
    assert git("status", "--porcelain", cwd=origin.seed) == ""
    git("checkout", "-q", "-b", "free", cwd=work / "c")
    if transport != "file":
        ok(gitd.push(work / "c"))
        assert head(origin.seed, "refs/heads/free") == head(work / "c")


def test_a_rule_of_the_remote(gitd, origin, clone):
    origin.git("config", "receive.fsckObjects", "true")
    origin.git("config", "receive.maxInputSize", "1000")
    commit(clone, {"large": os.urandom(100_000)})
    resp = gitd.push(clone)
    assert resp.status in (422, 502), resp


@pytest.mark.parametrize("kind, status, code", [("forbidden", 403, "FORBIDDEN"), ("auth", 401, "GIT_AUTH_FAILED"),
                                                ("error", 502, "GIT_TRANSPORT_FAILED")])
def test_the_server_refuses(gitd, servers, origin, clone, kind, status, code):
    git("remote", "set-url", "origin", servers.http.url(origin.name, kind), cwd=clone)
    commit(clone, {"mine": "m"})
    before = snapshot(clone)
    refused(gitd.push(clone), status, code)
    check_kept(clone, before)


def test_a_repository_that_takes_no_pushes(gitd, servers, origin, clone):
    origin.git("config", "http.receivepack", "false")
    commit(clone, {"mine": "m"})
    refused(gitd.push(clone), 403, "FORBIDDEN")
    git("remote", "set-url", "origin", f"git://127.0.0.1:{servers.git.port}/{origin.name}", cwd=clone)
    resp = gitd.push(clone)
    assert resp.status in (403, 404), resp


def test_login_of_the_request(gitd, servers, origin, clone):
    git("remote", "set-url", "origin", servers.http.url(origin.name, "auth"), cwd=clone)
    mine = commit(clone, {"mine": "m"})
    ok(gitd.push(clone, username=OTHER_USER, password=OTHER_PASSWORD))
    assert origin.head() == mine


# What is asked

def test_a_branch_that_is_not_there(gitd, clone):
    refused(gitd.push(clone, branch="none"), 404, "GIT_BRANCH_NOT_FOUND", "none")


def test_an_unborn_branch(gitd, servers, work):
    origin = servers.origin()
    ok(gitd.clone(servers.url("http", origin.name), work / "c"))
    refused(gitd.push(work / "c"), 404, "GIT_BRANCH_NOT_FOUND")


def test_a_detached_head(gitd, origin, clone):
    git("checkout", "-q", "--detach", cwd=clone)
    commit(clone, {"mine": "m"})
    assert gitd.push(clone).status == 404
    git("branch", "named", cwd=clone)
    ok(gitd.push(clone, branch="named"))
    assert origin.head("named") == head(clone)


def test_a_remote_that_is_not_there(gitd, clone, work):
    refused(gitd.push(clone, remote="none"), 404, "NOT_FOUND", "none")
    git("init", "-q", work / "alone")
    commit(work / "alone", {"a": "1"})
    refused(gitd.push(work / "alone"), 404, "NOT_FOUND", "origin")


def test_no_repository(gitd, work):
    refused(gitd.push(work), 404, "GIT_REPO_NOT_FOUND")


def test_branch_and_remote_as_odd_texts(gitd, origin, clone):
    before = origin.git("for-each-ref")
    for name in ("..", "a b", "-x", "a..b", "x.lock", "/", "refs/heads/main", ":main", "+main",
                 "main:other", "*", "HEAD~"):
        resp = gitd.push(clone, branch=name)
        assert resp.status in (400, 404), (name, resp)
        resp = gitd.push(clone, remote=name)
        assert resp.status in (400, 404), (name, resp)
    assert origin.git("for-each-ref") == before


@pytest.mark.parametrize("body", [{}, {"path": ""}, {"path": None}, {"path": 1}, {"path": "a\0"}, [],
                                  {"path": "x", "set_upstream": "yes"}, {"path": "x", "branch": 1}], ids=repr)
def test_what_is_no_request(gitd, body):
    refused(gitd.post("/git/push", body), 400, ANY_400)


def test_pushes_at_once_queue(gitd, origin, clone):
    mine = commit(clone, {"mine": "m"})
    for resp in together([lambda: gitd.push(clone)] * 5):
        ok(resp)
    assert origin.head() == mine


@pytest.mark.parametrize("value", ["", None])
def test_empty_optional_fields_are_as_absent(gitd, origin, clone, value):
    mine = commit(clone, {"mine": "m"})
    ok(gitd.push(clone, branch=value, remote=value, username=value, password=value, set_upstream=None))
    assert origin.head() == mine
