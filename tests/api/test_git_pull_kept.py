"""POST /git/pull: what is the user's is never lost."""

import os

import pytest

from support.git_remote import listing, ok, refused, snapshot
from support.git_repositories import check_sound, git, write


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


@pytest.mark.parametrize("staged", [False, True])
def test_a_change_in_the_way(gitd, origin, clone, staged):
    write(clone, {"a": "mine\n"})
    if staged:
        git("add", "a", cwd=clone)
    origin.commit({"a": "two\n", "dir/b": "two\n"})
    before = unchanged(clone)
    message = refused(gitd.pull(clone), 409, "GIT_DIRTY_WORKTREE", "a")
    assert "dir/b" not in message
    assert unchanged(clone) == before


def test_names_of_what_is_in_the_way(gitd, servers, work):
    names = [f"file-{n:02}" for n in range(30)]
    origin = servers.origin({n: "1" for n in names})
    gitd.cloned(servers.url("http", origin.name), work / "c")
    origin.commit({n: "2" for n in names})
    write(work / "c", {"file-03": "mine", "file-17": "mine"})
    message = refused(gitd.pull(work / "c"), 409, "GIT_DIRTY_WORKTREE")
    assert "file-03" in message and "file-17" in message and "file-04" not in message
    write(work / "c", {n: "mine" for n in names})
    message = refused(gitd.pull(work / "c"), 409, "GIT_DIRTY_WORKTREE")
    assert len([n for n in names if n in message]) == 20 and "10 more" in message, message


def test_a_change_that_is_not_in_the_way_is_kept(gitd, origin, clone):
    write(clone, {"dir/b": "mine\n", "untracked": "u\n"})
    git("add", "dir/b", cwd=clone)
    write(clone, {"dir/b": "mine again\n"})
    newest = origin.commit({"a": "two\n"})
    ok(gitd.pull(clone))
    assert head(clone) == newest
    assert listing(clone) == {"a": b"two\n", "dir": None, "dir/b": b"mine again\n", "untracked": b"u\n"}
    assert git("status", "--porcelain", cwd=clone) == "MM dir/b\n?? untracked"
    check_sound(clone, clean=False)


def test_a_file_that_was_deleted_here(gitd, origin, clone):
    (clone / "a").unlink()
    origin.commit({"dir/b": "two\n"})
    ok(gitd.pull(clone))
    assert not (clone / "a").exists() and git("status", "--porcelain", cwd=clone) == " D a"


@pytest.mark.parametrize("name, theirs", [("new", {"new": "n"}), ("new", {"new/file": "n"}),
                                          ("new/mine", {"new": "n"})])
def test_an_untracked_file_in_the_way(gitd, origin, clone, name, theirs):
    write(clone, {name: "mine"})
    origin.commit({"a": "two\n", **theirs})
    before = unchanged(clone)
    refused(gitd.pull(clone), 409, "GIT_DIRTY_WORKTREE", "new")
    assert unchanged(clone) == before


def test_an_untracked_file_of_the_same_content(gitd, origin, clone):
    write(clone, {"new": "same\n"})
    newest = origin.commit({"new": "same\n"})
    resp = gitd.pull(clone)
    if resp.status == 200:  # as git, which sees that nothing would be lost
        assert head(clone) == newest
        check_sound(clone)
    else:
        refused(resp, 409, "GIT_DIRTY_WORKTREE", "new")
    assert (clone / "new").read_text() == "same\n"


def test_an_ignored_file_in_the_way_gives_way(gitd, servers, work):
    """As git: what is ignored is expendable."""
    origin = servers.origin({".gitignore": "*.o\n", "a": "1"})
    gitd.cloned(servers.url("http", origin.name), work / "c")
    write(work / "c", {"x.o": "built"})
    write(origin.seed, {"x.o": "theirs"})
    git("add", "-f", "x.o", cwd=origin.seed)
    origin.commit()
    ok(gitd.pull(work / "c"))
    assert (work / "c" / "x.o").read_text() == "theirs"


def test_a_change_that_is_only_in_the_times(gitd, origin, clone):
    os.utime(clone / "a", (1, 1))
    newest = origin.commit({"a": "two\n"})
    ok(gitd.pull(clone))
    assert head(clone) == newest and (clone / "a").read_text() == "two\n"


def test_a_directory_with_untracked_files_stays(gitd, origin, clone):
    write(clone, {"dir/mine": "m"})
    origin.commit({"dir/b": None})
    ok(gitd.pull(clone))
    assert listing(clone) == {"a": b"one\n", "dir": None, "dir/mine": b"m"}
