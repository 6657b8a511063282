"""POST /git/checkout does what `git checkout` does, and loses nothing."""

import os

import pytest

from support import git_zoo_more
from support.daemon import ANY_400, check_error
from support.git_api import DIRTY, MERGE_CONFLICT, NO_BRANCH, equal, like_git, post, refused, same, status
from support.git_repo import GitRepo
from support.git_zoo import ZOO, edit, furnish, lines


def two_branches(repo):
    """`topic` differs from `main` in every way that a tree can."""
    repo.git("checkout", "-q", "-b", "topic")
    edit(repo, "a.txt", "topic\n")
    repo.remove("b.txt")
    repo.write("new.txt", lines("new"))
    repo.write("deep/er/new.txt", "1")
    repo.at("run.sh").chmod(0o644)
    repo.at("dir/c.txt").chmod(0o755)
    repo.link("link", "dir/c.txt")
    repo.write("other", "a file where main has a directory")
    repo.remove("empty")
    repo.write("empty/now", "a directory where main has a file")
    repo.commit("topic")
    repo.git("checkout", "-q", "main")
    return repo


@pytest.fixture
def forked(repo):
    return two_branches(repo)


@pytest.mark.parametrize("target", ["topic", "main"])
def test_there_and_back(gitless, forked, twin, target):
    copy = twin()
    like_git(gitless, forked, copy, "checkout", ("checkout", "-q", target), branch=target)
    like_git(gitless, forked, copy, "checkout", ("checkout", "-q", "main"), branch="main")
    if target != "main":
        assert forked.reflog()[-1] == copy.reflog()[-1] and forked.reflog()[-1][2] == "checkout: moving from topic to main"


@pytest.mark.parametrize("target", ["v1", "annotated", "HEAD~1", "topic~1", "topic^{commit}", "full hash", "short hash", "HEAD",
                                    "refs/heads/topic", "heads/topic", "refs/tags/v1", "origin/far", "main@{0}"])
def test_what_is_no_branch_is_checked_out_detached(gitless, forked, twin, target):
    forked.commit("second")
    forked.git("tag", "v1", "topic")
    forked.git("tag", "-a", "-m", "t", "annotated", "topic")
    forked.git("update-ref", "refs/remotes/origin/far", "topic")
    target = {"full hash": forked.head("topic"), "short hash": forked.head("topic")[:8]}.get(target, target)
    copy = twin()
    if target == "HEAD":
        copy.git("checkout", "-q", target)
    else:
        copy.git("checkout", "-q", "--detach", target)
    post(gitless, "checkout", forked, branch=target)
    if target in ("heads/topic", "refs/heads/topic"):  # git attaches neither
        assert forked.head() == forked.head("topic")
    same(forked, copy)


def test_a_branch_comes_before_a_tag_and_a_hash(gitless, forked, twin):
    forked.commit("second")
    forked.git("tag", "topic", "main")
    short = forked.head("topic~1")[:8]
    forked.git("branch", short, "heads/topic")
    copy = twin()
    for name in ("topic", short):
        like_git(gitless, forked, copy, "checkout", ("checkout", "-q", name, "--"), branch=name)
        assert forked.line("branch", "--show-current") == name


@pytest.mark.parametrize("target", ["nothing", "origin", "f" * 40, "deadbee", "HEAD~99", "refs/heads/none", "mai", "v2", "a.txt",
                                    "dir", "topic:a.txt", "HEAD^{tree}", "HEAD^{blob}", "topic..main", ":/nothing", "^main"])
def test_what_is_nothing(gitless, forked, target):
    before = forked.state()
    resp = gitless.post("/git/checkout", {"path": str(forked.path), "branch": target})
    assert resp.status in (404, 400) if set(target) & set(":^.~") else resp.status == 404, resp
    check_error(resp, resp.status, (NO_BRANCH, "NOT_FOUND") + ANY_400)
    if target in ("nothing", "f" * 40, "mai", "v2"):
        assert resp.json()["code"] == NO_BRANCH
    equal(forked.state(), before)


@pytest.mark.parametrize("target", ["", "-b", "-", "--", "-f", "-b x", "--detach", "--orphan=x", ".", " ", "a\0b", "-q"], ids=repr)
def test_what_looks_like_an_option(gitless, forked, target):
    forked.git("checkout", "-q", "topic")
    forked.git("checkout", "-q", "main")
    edit(forked, "a.txt")
    before = forked.state()
    resp = gitless.post("/git/checkout", {"path": str(forked.path), "branch": target})
    assert resp.status in (400, 404), resp
    equal(forked.state(), before)


# Branches of remotes


def with_remotes(repo, *names):
    for name in names:
        repo.git("remote", "add", name, f"https://example.org/{name}.git")
        repo.git("update-ref", f"refs/remotes/{name}/far", "topic")
    return repo


@pytest.mark.parametrize("branch", ["far", "deep/er"])
def test_a_branch_that_one_remote_has(gitless, forked, twin, branch):
    with_remotes(forked, "origin")
    forked.git("update-ref", "refs/remotes/origin/deep/er", "topic")
    like_git(gitless, forked, twin(), "checkout", ("checkout", "-q", branch), branch=branch)
    found = status(gitless, forked)
    assert (found["currentBranch"], found["upstream"], found["branchPublished"]) == (branch, f"origin/{branch}", True)


def test_a_branch_that_two_remotes_have(gitless, forked):
    with_remotes(forked, "origin", "fork")
    before = forked.state()
    assert forked.run("checkout", "far").returncode != 0
    refused(gitless, "checkout", forked, 404, NO_BRANCH, branch="far")
    equal(forked.state(), before)


def test_a_remote_with_a_mapping_of_its_own(gitless, forked, twin):
    forked.git("remote", "add", "up", "https://example.org/up.git")
    forked.git("config", "remote.up.fetch", "+refs/heads/*:refs/remotes/elsewhere/*")
    forked.git("update-ref", "refs/remotes/elsewhere/far", "topic")
    like_git(gitless, forked, twin(), "checkout", ("checkout", "-q", "far"), branch="far")


def test_the_head_of_a_remote_is_no_branch(gitless, forked):
    with_remotes(forked, "origin")
    forked.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/far")
    post(gitless, "checkout", forked, branch="HEAD")
    assert forked.line("branch", "--show-current") == "main"


# Local changes


@pytest.mark.parametrize("change", [
    lambda r: edit(r, "dir/sub/d.txt"), lambda r: r.remove("dir/sub/d.txt"), lambda r: r.write("untracked", "1"),
    lambda r: (r.write("mine", "1"), r.git("add", "mine")), lambda r: r.at("dir/sub/d.txt").chmod(0o755),
    lambda r: r.git("rm", "-q", "dir/sub/d.txt"), lambda r: r.git("mv", "dir/sub/d.txt", "moved"),
    lambda r: (edit(r, "dir/sub/d.txt"), r.git("add", "-A"), edit(r, "dir/sub/d.txt")),
    lambda r: r.remove("b.txt"), lambda r: r.git("rm", "-q", "b.txt"),
    lambda r: (r.at("a.txt").write_bytes(r.run("show", "topic:a.txt").stdout), r.git("add", "a.txt")),
    lambda r: (r.write("new.txt", lines("new")), r.git("add", "new.txt")),
    lambda r: r.write("dir/untracked", "1"), lambda r: os.utime(r.at("a.txt"), (1, 1)),
    lambda r: r.at("hollow/dir").mkdir(parents=True), lambda r: r.write("deep/mine", "1"),
    lambda r: (r.write(".git/info/exclude", "new.txt\n"), r.write("new.txt", "ignored files may go")),
    lambda r: r.at("new.txt").mkdir(),
], ids=["edit", "delete", "untracked", "staged new", "mode", "staged delete", "staged rename", "staged and edited",
        "deleted there too", "staged delete there too", "staged as there", "staged new as there", "untracked in a directory",
        "touched", "empty directories", "untracked beside new", "ignored in the way",
        "empty directory in the way"])
def test_changes_that_are_not_in_the_way_are_kept(gitless, forked, twin, change):
    change(forked)
    like_git(gitless, forked, twin(), "checkout", ("checkout", "-q", "topic"), branch="topic")


@pytest.mark.parametrize("change, names", [
    (lambda r: edit(r, "a.txt"), ["a.txt"]),
    (lambda r: edit(r, "b.txt"), ["b.txt"]),
    (lambda r: (edit(r, "a.txt"), r.git("add", "a.txt")), ["a.txt"]),
    (lambda r: (edit(r, "a.txt"), edit(r, "b.txt")), ["a.txt", "b.txt"]),
    (lambda r: r.write("new.txt", "mine"), ["new.txt"]),
    (lambda r: (r.write("new.txt", "mine"), r.git("add", "new.txt")), ["new.txt"]),
    (lambda r: r.write("new.txt", lines("new")), ["new.txt"]),
    (lambda r: r.write("deep/er/new.txt", "mine"), ["deep/er/new.txt"]),
    (lambda r: r.write("deep/er", "a file in the way"), ["deep/er"]),
    (lambda r: r.write("new.txt/inside", "a directory in the way"), ["new.txt"]),
    (lambda r: r.write("other/untracked", "1"), ["other"]),
    (lambda r: edit(r, "other/e.txt"), ["other/e.txt"]),
    (lambda r: r.write("empty", "edited"), ["empty"]),
    (lambda r: r.link("link", "b.txt"), ["link"]),
    (lambda r: r.link("a.txt", "b.txt"), ["a.txt"]),
    (lambda r: (r.git("add", "-A"), r.write("a.txt", "x"), r.git("add", "a.txt"), r.remove("a.txt")), ["a.txt"]),
    (lambda r: r.at("run.sh").write_text("changed"), ["run.sh"]),
], ids=["modified", "modified, deleted there", "staged", "two files", "untracked", "added", "untracked, the same there", "untracked in a new directory",
        "file for a directory", "directory for a file", "untracked in a directory that goes", "modified in a directory that goes",
        "modified, a directory there", "another link", "a link for a file", "staged and deleted", "modified, another mode there"])
def test_changes_that_are_in_the_way(gitless, forked, change, names):
    change(forked)
    before = forked.state()
    assert forked.run("checkout", "-q", "topic").returncode != 0
    equal(forked.state(), before)
    message = refused(gitless, "checkout", forked, 409, DIRTY, branch="topic")["message"]
    assert all(name in message for name in names), message
    equal(forked.state(), before)
    forked.check()


@pytest.mark.parametrize("by", ["checkout", "pull"])
def test_an_untracked_file_where_a_file_has_become_a_directory(gitless, repo, tmp_path, by):
    repo.write("a", "1\n")
    repo.commit("a file")
    clone = GitRepo(tmp_path / "clone", repo.home, init=False)
    repo.git("clone", "-q", repo.path, clone.path)
    repo.git("rm", "-q", "a")
    repo.write("a/b", "theirs\n")
    repo.commit("a directory")
    clone.remove("a")
    clone.write("a/b", "precious\n")
    if by == "checkout":
        clone.git("fetch", "-q", "origin", "+main:topic")
    fields = {"branch": "topic"} if by == "checkout" else {}
    message = refused(gitless, by, clone, 409, DIRTY, **fields)["message"]
    assert "a/b" in message and clone.at("a/b").read_text() == "precious\n"


def test_many_files_in_the_way_are_not_all_named(gitless, repo):
    for n in range(25):
        repo.write(f"f{n:02}", "base\n")
    repo.commit("base")
    repo.git("checkout", "-q", "-b", "topic")
    for n in range(25):
        edit(repo, f"f{n:02}", "topic\n")
    repo.commit("topic")
    repo.git("checkout", "-q", "main")
    for n in range(25):
        edit(repo, f"f{n:02}", "mine\n")
    message = refused(gitless, "checkout", repo, 409, DIRTY, "and 5 more", branch="topic")["message"]
    assert sum(f"f{n:02}" in message for n in range(25)) == 20


@pytest.mark.parametrize("gone", [["a.txt"], ["b.txt"], ["dir"], ["link"], ["dir/c.txt", "dir/sub"], ["a.txt", "b.txt", "dir", "run.sh"]],
                         ids="|".join)
def test_files_that_are_just_deleted(gitless, forked, twin, gone):
    """Those that are the same there stay deleted, the others are written."""
    for name in gone:
        forked.remove(name)
    like_git(gitless, forked, twin(), "checkout", ("checkout", "-q", "topic"), branch="topic")


@pytest.mark.parametrize("gone", ["empty", "other", "other/e.txt"])
def test_files_that_are_just_deleted_and_of_another_kind_there(gitless, forked, gone):
    """git can do it; to refuse it loses nothing."""
    forked.remove(gone)
    if gone == "other/e.txt":
        forked.at("other").rmdir()
    before = forked.state()
    refused(gitless, "checkout", forked, 409, DIRTY, gone.split("/")[0], branch="topic")
    equal(forked.state(), before)


@pytest.mark.parametrize("change", [
    lambda repo: repo.git("rm", "-q", "a.txt"), lambda repo: (edit(repo, "a.txt"), repo.git("add", "a.txt"), repo.remove("a.txt")),
    lambda repo: (edit(repo, "dir/c.txt"), repo.remove("a.txt"))], ids=["staged too", "staged otherwise", "beside a change"])
def test_files_that_are_not_just_deleted(gitless, forked, change):
    change(forked)
    before = forked.state()
    assert forked.run("checkout", "-q", "topic").returncode != 0
    equal(forked.state(), before)
    refused(gitless, "checkout", forked, 409, DIRTY, branch="topic")
    equal(forked.state(), before)


@pytest.mark.parametrize("name", [n for n in sorted(ZOO) if n.startswith("conflict")])
def test_conflicts_forbid_it(gitless, tmp_path, name):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    repo.git("branch", "elsewhere", repo.line("rev-list", "--max-parents=0", "HEAD"))
    before = repo.state()
    assert repo.run("checkout", "-q", "elsewhere").returncode != 0
    resp = gitless.post("/git/checkout", {"path": str(repo.path), "branch": "elsewhere"})
    check_error(resp, 409, (MERGE_CONFLICT, DIRTY), "checking out elsewhere is not possible")
    equal(repo.state(), before)


@pytest.mark.parametrize("name", ["modified", "staged", "deleted", "untracked", "intent_to_add", "executable_bits", "type_changes",
                                  "renamed_and_edited", "assume_unchanged", "skip_worktree", "sparse_checkout", "submodule_moved",
                                  "submodule_modified", "autocrlf", "attributes_eol", "filter_clean", "file_becomes_directory",
                                  "directory_becomes_file", "nested_repositories", "odd_names", "names_that_are_not_utf8",
                                  "executable_bits_that_do_not_count", "ignored", "racy", "index_version_4", "linked_worktree"])
def test_to_a_branch_of_the_same_commit(gitless, tmp_path, name):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    repo.git("branch", "same")
    before = repo.state()
    post(gitless, "checkout", repo, branch="same")
    after = repo.state()
    assert after["HEAD"] == "ref: refs/heads/same\n"
    for part in ("index", "worktree", "refs", "config"):
        assert after[part] == before[part], part
    assert after["status"]["fileStatus"] == before["status"]["fileStatus"]
    repo.check()


# Kinds of entries


def test_submodules_are_left_alone(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    sub = git_zoo_more.with_submodule(repo)
    repo.git("checkout", "-q", "-b", "topic")
    sub.commit("further")
    repo.commit("moved")
    head = sub.head()
    copy = repo.copy(tmp_path / "twin")
    like_git(gitless, repo, copy, "checkout", ("checkout", "-q", "main"), branch="main")
    assert sub.head() == head
    equal(status(gitless, repo), repo.status())


def test_to_where_there_is_no_submodule(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    sub = git_zoo_more.with_submodule(repo)
    kept = repo.head()
    repo.git("branch", "before", "HEAD~1")
    sub.write("mine", "1")
    post(gitless, "checkout", repo, branch="before")
    assert sub.at("mine").read_text() == "1" and repo.head() != kept
    post(gitless, "checkout", repo, branch="main")
    equal(status(gitless, repo), repo.status())


def test_line_ends_and_filters_are_applied(gitless, repo, twin):
    repo.git("checkout", "-q", "-b", "topic")
    repo.write(".gitattributes", "*.crlf text eol=crlf\n*.id ident\n")
    for name in ("f.crlf", "f.id"):
        repo.write(name, "1\n$Id$\n")
    repo.commit()
    repo.git("checkout", "-q", "main")
    like_git(gitless, repo, twin(), "checkout", ("checkout", "-q", "topic"), branch="topic")
    assert repo.at("f.crlf").read_bytes() == b"1\r\n$Id$\r\n"


def test_names_that_differ_by_case(gitless, repo, twin):
    repo.git("checkout", "-q", "-b", "topic")
    repo.git("mv", "a.txt", "A.txt")
    repo.write("DIR/c.txt", "1")
    repo.commit()
    copy = twin()
    like_git(gitless, repo, copy, "checkout", ("checkout", "-q", "main"), branch="main")
    like_git(gitless, repo, copy, "checkout", ("checkout", "-q", "topic"), branch="topic")
    refused(gitless, "checkout", repo, 404, NO_BRANCH, branch="TOPIC")


def test_read_only_files_are_replaced(gitless, forked, twin):
    forked.at("a.txt").chmod(0o444)
    like_git(gitless, forked, twin(), "checkout", ("checkout", "-q", "topic"), branch="topic")


def test_a_hard_link_keeps_its_other_content(gitless, forked, tmp_path):
    os.link(forked.at("a.txt"), tmp_path / "other name")
    post(gitless, "checkout", forked, branch="topic")
    assert (tmp_path / "other name").read_text() == lines("a.txt")


def test_the_file_mode_follows_the_umask(gitless, forked, twin):
    copy = twin()
    copy.git("checkout", "-q", "topic")
    post(gitless, "checkout", forked, branch="topic")
    for name in ("new.txt", "deep/er", "run.sh", "dir/c.txt"):
        assert forked.at(name).stat().st_mode == copy.at(name).stat().st_mode


# Heads


def test_from_an_unborn_branch(gitless, forked, twin):
    forked.git("checkout", "-q", "--orphan", "fresh")
    forked.git("rm", "-q", "-rf", ".")
    like_git(gitless, forked, twin(), "checkout", ("checkout", "-q", "topic"), branch="topic")


def test_the_unborn_branch_itself(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    resp = gitless.post("/git/checkout", {"path": str(repo.path), "branch": "main"})
    assert resp.status in (200, 404), resp
    assert (repo.path / ".git/HEAD").read_text() == "ref: refs/heads/main\n"


def test_one_that_is_checked_out_elsewhere(gitless, forked, tmp_path):
    forked.git("worktree", "add", "-q", tmp_path / "linked", "topic")
    before = forked.state()
    assert forked.run("checkout", "topic").returncode != 0
    refused(gitless, "checkout", forked, 409, "CONFLICT", branch="topic")
    equal(forked.state(), before)


def test_in_a_linked_worktree(gitless, forked, tmp_path):
    forked.git("worktree", "add", "-q", "-b", "linked", tmp_path / "linked")
    linked = GitRepo(tmp_path / "linked", gitless.home, init=False)
    main = (forked.path / ".git/HEAD").read_text()
    post(gitless, "checkout", linked, branch="topic")
    assert linked.line("branch", "--show-current") == "topic" and linked.status()["fileStatus"] == []
    assert (forked.path / ".git/HEAD").read_text() == main


def test_in_a_bare_repository(gitless, repo, tmp_path):
    bare = GitRepo(tmp_path / "bare.git", gitless.home, True, "--bare")
    bare.git("fetch", "-q", repo.path, "main:main", "main:topic")
    refused(gitless, "checkout", bare, 400, ANY_400, "bare", branch="topic")


def test_the_reflog_of_a_detached_checkout(gitless, forked, twin):
    copy = twin()
    for target in (forked.head("topic"), "main", "topic~1"):
        copy.git("checkout", "-q", target)
        post(gitless, "checkout", forked, branch=target)
    assert [e[:2] for e in forked.reflog()] == [e[:2] for e in copy.reflog()]
    assert [e[2] for e in forked.reflog()] == [e[2] for e in copy.reflog()]


def test_over_and_over(gitless, tmp_path):
    """Files of one size that change within one second: each checkout sees what the one before wrote."""
    repo = furnish(GitRepo(tmp_path / "repo", gitless.home))
    for n in range(6):
        repo.git("checkout", "-q", "-b", f"b{n}", "main")
        repo.write("a.txt", f"{n}\n")
        repo.commit(f"b{n}")
    for turn in range(30):
        n = turn * 5 % 6
        post(gitless, "checkout", repo, branch=f"b{n}")
        assert repo.at("a.txt").read_text() == f"{n}\n"
        repo.at("a.txt").write_text("x\n")
        resp = gitless.post("/git/checkout", {"path": str(repo.path), "branch": f"b{(n + 1) % 6}"})
        assert resp.status == 409, resp
        repo.at("a.txt").write_text(f"{n}\n")
