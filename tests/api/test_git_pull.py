"""POST /git/pull: forward only, and never over what is the user's."""

import os

import pytest

from support.daemon import ANY_400
from support.git_remote import TRANSPORTS, listing, ok, refused, snapshot, together
from support.git_repositories import attempt, check_sound, commit, git, write


@pytest.fixture
def origin(servers):
    return servers.origin({"a": "one\n", "dir/b": "b\n"})


@pytest.fixture
def clone(gitd, servers, origin, work):
    """A clone over http; its path."""
    gitd.cloned(servers.url("http", origin.name), work / "c")
    return work / "c"


def head(worktree):
    return git("rev-parse", "HEAD", cwd=worktree)


def unchanged(worktree):
    """All but what a fetch may have brought."""
    found = snapshot(worktree)
    return {n: v for n, v in found.items() if not n.startswith((".git/FETCH_HEAD", ".git/refs/remotes/",
                                                               ".git/logs/refs/remotes/", ".git/refs/tags/"))}


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_fast_forward(gitd, servers, origin, work, transport):
    gitd.cloned(servers.url(transport, origin.name), work / "c")
    origin.commit({"a": "two\n", "new": "n\n", "dir/b": None, "other/deep/file": "f\n"})
    newest = origin.commit({"link": "x"})
    ok(gitd.pull(work / "c"))
    assert head(work / "c") == newest == git("rev-parse", "refs/remotes/origin/main", cwd=work / "c")
    assert listing(work / "c") == {"a": b"two\n", "new": b"n\n", "link": b"x", "other": None, "other/deep": None,
                                   "other/deep/file": b"f\n"}
    assert git("symbolic-ref", "HEAD", cwd=work / "c") == "refs/heads/main"
    check_sound(work / "c")
    assert gitd.get("/git/status", path=work / "c").json()["fileStatus"] == []


def test_the_reflog_and_fetch_head_tell_of_it(gitd, origin, clone):
    before = head(clone)
    newest = origin.commit({"a": "two\n"})
    ok(gitd.pull(clone))
    last = git("reflog", "-1", "--format=%H %gs", "main", cwd=clone)
    assert last.startswith(newest) and "pull" in last.lower(), last
    assert git("rev-parse", "main@{1}", cwd=clone) == before
    assert git("rev-parse", "FETCH_HEAD", cwd=clone) == newest


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_up_to_date(gitd, servers, origin, work, transport):
    gitd.cloned(servers.url(transport, origin.name), work / "c")
    before = head(work / "c")
    for _ in range(2):
        ok(gitd.pull(work / "c"))
    assert head(work / "c") == before
    check_sound(work / "c")


def test_commits_of_ones_own_on_top_are_up_to_date(gitd, clone):
    mine = commit(clone, {"mine": "m"})
    ok(gitd.pull(clone))
    assert head(clone) == mine


def test_modes_links_and_kinds_change(gitd, origin, clone):
    (origin.seed / "a").chmod(0o755)
    (origin.seed / "dir" / "b").unlink()
    (origin.seed / "dir").rmdir()
    (origin.seed / "dir").symlink_to("a")
    origin.commit()
    ok(gitd.pull(clone))
    assert os.access(clone / "a", os.X_OK) and os.readlink(clone / "dir") == "a"
    check_sound(clone)
    (origin.seed / "dir").unlink()
    origin.commit({"dir/b/c": "deeper\n"})
    ok(gitd.pull(clone))
    assert listing(clone)["dir/b/c"] == b"deeper\n"
    check_sound(clone)


def test_history_has_diverged(gitd, origin, clone):
    mine = commit(clone, {"mine": "m"})
    theirs = origin.commit({"a": "two\n"})
    before = unchanged(clone)
    refused(gitd.pull(clone), 409, "CONFLICT", "fast-forward")
    assert unchanged(clone) == before and head(clone) == mine
    assert git("rev-parse", "origin/main", cwd=clone) == theirs  # what was fetched is there to be merged
    status = gitd.get("/git/status", path=clone).json()
    assert (status["ahead"], status["behind"]) == (1, 1)
    check_sound(clone)


def test_unrelated_history(gitd, origin, clone):
    git("checkout", "-q", "--orphan", "fresh", cwd=origin.seed)
    git("commit", "-q", "-m", "fresh", cwd=origin.seed)
    git("push", "-q", "-f", "origin", "fresh:main", cwd=origin.seed)
    refused(gitd.pull(clone), 409, "CONFLICT")
    check_sound(clone)


# Which remote and branch

def test_an_unborn_head_takes_the_branch(gitd, servers, work):
    origin = servers.origin()
    ok(gitd.clone(servers.url("http", origin.name), work / "c"))
    branch = git("symbolic-ref", "--short", "HEAD", cwd=work / "c")
    newest = origin.commit({"a": "1"}, branch=branch)
    ok(gitd.pull(work / "c"))
    assert head(work / "c") == newest and listing(work / "c") == {"a": b"1"}
    check_sound(work / "c")


def test_an_unborn_head_does_not_overwrite(gitd, servers, work, origin):
    git("init", "-q", work / "c")
    git("remote", "add", "origin", servers.url("http", origin.name), cwd=work / "c")
    write(work / "c", {"a": "mine"})
    refused(gitd.pull(work / "c"), 409, "GIT_DIRTY_WORKTREE", "a")
    assert listing(work / "c") == {"a": b"mine"}
    (work / "c" / "a").unlink()
    ok(gitd.pull(work / "c"))
    check_sound(work / "c")


def test_a_detached_head(gitd, clone, origin):
    git("checkout", "-q", "--detach", cwd=clone)
    origin.commit({"a": "two\n"})
    before = unchanged(clone)
    assert gitd.pull(clone).status == 404
    assert unchanged(clone) == before


def test_another_branch(gitd, servers, origin, clone):
    newest = origin.commit({"side": "s"}, branch="side")
    ok(gitd.pull(clone, branch="side"))
    assert head(clone) == newest and git("symbolic-ref", "--short", "HEAD", cwd=clone) == "main"
    assert git("config", "branch.main.merge", cwd=clone) == "refs/heads/main"
    check_sound(clone)


def test_another_remote(gitd, servers, origin, clone):
    other = servers.origin()
    git("push", "-q", other.path, "main", cwd=origin.seed)
    git("fetch", "-q", origin.path, "main", cwd=other.seed)
    git("checkout", "-q", "-b", "main", "FETCH_HEAD", cwd=other.seed)
    newest = other.commit({"other": "o"})
    git("remote", "add", "second", servers.url("http", other.name), cwd=clone)
    ok(gitd.pull(clone, remote="second", branch="main"))
    assert head(clone) == newest
    ok(gitd.pull(clone, remote="second"))
    check_sound(clone)


def test_the_upstream_of_the_branch_is_the_default(gitd, servers, origin, clone):
    newest = origin.commit({"side": "s"}, branch="side")
    git("remote", "rename", "origin", "upstream", cwd=clone)
    git("config", "branch.main.merge", "refs/heads/side", cwd=clone)
    ok(gitd.pull(clone))
    assert head(clone) == newest


def test_a_branch_without_an_upstream(gitd, origin, clone):
    newest = origin.commit({"topic": "t"}, branch="topic")
    git("checkout", "-q", "-b", "topic", cwd=clone)
    ok(gitd.pull(clone))
    assert head(clone) == newest


def test_a_branch_that_the_remote_does_not_have(gitd, clone):
    git("checkout", "-q", "-b", "local-only", cwd=clone)
    refused(gitd.pull(clone), 404, "GIT_BRANCH_NOT_FOUND", "local-only")
    refused(gitd.pull(clone, branch="none"), 404, "GIT_BRANCH_NOT_FOUND", "none")


def test_an_upstream_branch_that_was_deleted(gitd, origin, clone):
    origin.commit({"x": "x"}, branch="keep")
    origin.git("update-ref", "-d", "refs/heads/main")
    before = head(clone)
    refused(gitd.pull(clone), 404, "GIT_BRANCH_NOT_FOUND", "main")
    assert head(clone) == before
    check_sound(clone)


def test_a_remote_that_is_not_there(gitd, clone, work):
    refused(gitd.pull(clone, remote="none"), 404, "NOT_FOUND", "none")
    git("init", "-q", work / "bare-of-remotes")
    refused(gitd.pull(work / "bare-of-remotes"), 404, "NOT_FOUND", "origin")


def test_the_repository_has_moved_away(gitd, servers, clone):
    git("remote", "set-url", "origin", servers.url("http", "gone.git"), cwd=clone)
    refused(gitd.pull(clone), 404, "GIT_REPO_NOT_FOUND")


def test_no_repository(gitd, work):
    refused(gitd.pull(work), 404, "GIT_REPO_NOT_FOUND")
    refused(gitd.pull(work / "none"), 404, "GIT_REPO_NOT_FOUND")


def test_a_bare_repository_has_no_worktree_to_update(gitd, servers, origin, work):
    git("clone", "-q", "--bare", origin.path, work / "c")
    resp = gitd.pull(work / "c")
    assert resp.status in (400, 409), resp


@pytest.mark.parametrize("body", [{}, {"path": ""}, {"path": None}, {"path": 1}, {"path": "a\0"}, [],
                                  {"path": "x", "remote": "a\0b"}, {"path": "x", "branch": ["main"]}], ids=repr)
def test_what_is_no_request(gitd, body):
    refused(gitd.post("/git/pull", body), 400, ANY_400)


def test_branch_and_remote_as_odd_texts(gitd, clone):
    for name in ("..", "a b", "-x", "a..b", "x.lock", "/", "refs/heads/", "a:b", "+main", "^main", "*"):
        resp = gitd.pull(clone, branch=name)
        assert resp.status in (400, 404), (name, resp)
        resp = gitd.pull(clone, remote=name)
        assert resp.status in (400, 404), (name, resp)
    check_sound(clone)


# Shallow clones, forced pushes, tags, many commits

@pytest.mark.parametrize("transport", ["http", "git", "ssh", "file"])
def test_a_shallow_clone(gitd, servers, work, transport):
    origin = servers.origin({"a": "0"})
    for n in range(1, 5):
        origin.commit({"a": str(n)})
    gitd.cloned(servers.url(transport, origin.name), work / "c", depth=1)
    origin.commit({"a": "5"})
    newest = origin.commit({"a": "6"})
    ok(gitd.pull(work / "c"))
    assert head(work / "c") == newest and (work / "c" / "a").read_text() == "6"
    assert git("rev-list", "--count", "HEAD", cwd=work / "c") == "3"
    check_sound(work / "c")
    ok(gitd.pull(work / "c"))


def test_a_forced_push_at_the_remote(gitd, origin, clone):
    first = head(clone)
    origin.commit({"a": "two\n"})
    ok(gitd.pull(clone))
    git("reset", "-q", "--hard", first, cwd=origin.seed)
    origin.commit({"a": "instead\n"})
    refused(gitd.pull(clone), 409, "CONFLICT")
    check_sound(clone)


def test_a_branch_that_went_back_at_the_remote(gitd, origin, clone):
    """What is here is ahead then: nothing to do."""
    first = head(clone)
    newest = origin.commit({"a": "two\n"})
    ok(gitd.pull(clone))
    origin.git("update-ref", "refs/heads/main", first)
    ok(gitd.pull(clone))
    assert head(clone) == newest


def test_tags_come_along(gitd, origin, clone):
    origin.commit({"a": "two\n"})
    origin.tag("v2", message="second")
    ok(gitd.pull(clone))
    assert git("rev-parse", "v2^{commit}", cwd=clone) == head(clone)


def test_a_merge_at_the_remote(gitd, origin, clone):
    origin.commit({"side": "s"}, branch="side")
    git("checkout", "-q", "main", cwd=origin.seed)
    origin.commit({"a": "two\n"})
    git("merge", "-q", "--no-ff", "-m", "merge", "side", cwd=origin.seed)
    newest = origin.commit()
    ok(gitd.pull(clone))
    assert head(clone) == newest
    check_sound(clone)


def test_a_merge_under_way(gitd, origin, clone):
    git("checkout", "-q", "-b", "x", cwd=clone)
    commit(clone, {"a": "x\n"})
    git("checkout", "-q", "main", cwd=clone)
    commit(clone, {"a": "main\n"})
    assert attempt("merge", "x", cwd=clone).returncode != 0
    resp = gitd.pull(clone)
    assert resp.status in (200, 409), resp  # nothing new at the remote
    assert (clone / ".git" / "MERGE_HEAD").exists() and "<<<<<<<" in (clone / "a").read_text()


def test_many_files_and_commits(gitd, servers, work):
    origin = servers.origin({f"d{n % 50}/f{n}": f"{n}\n" for n in range(3000)})
    gitd.cloned(servers.url("http", origin.name), work / "c")
    for n in range(20):
        origin.commit({f"d{m % 50}/f{m}": f"{m} {n}\n" for m in range(n * 100, n * 100 + 500)})
    ok(gitd.pull(work / "c"))
    assert listing(work / "c") == {n: v for n, v in listing(origin.seed).items()}
    check_sound(work / "c")


def test_pulls_at_once_queue(gitd, origin, clone):
    newest = origin.commit({"a": "two\n"})
    for resp in together([lambda: gitd.pull(clone)] * 6):
        ok(resp)
    assert head(clone) == newest
    check_sound(clone)


@pytest.mark.parametrize("value", ["", None])
def test_empty_optional_fields_are_as_absent(gitd, origin, clone, value):
    newest = origin.commit({"a": "two\n"})
    ok(gitd.pull(clone, branch=value, remote=value, username=value, password=value))
    assert head(clone) == newest
