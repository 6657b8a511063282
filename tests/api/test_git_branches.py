"""GET, POST and DELETE /git/branches."""

import pytest

from support import git_zoo_more  # noqa: F401  adds to the zoo
from support.daemon import ANY_400, check_error
from support.git_api import NO_BRANCH, equal, get, like_git, post, refused, same, status
from support.git_repo import GitRepo
from support.git_zoo import ZOO, edit

BAD_NAMES = ["", "@", " ", "a b", "a..b", "@{", "a@{b", "-x", "--force", "HEAD", "a~b", "a^b", "a:b", "a?b", "a*b", "a[b",
             "a\\b", "/a", "a/", "a//b", ".a", "a/.b", "a.", "a.lock", "a.lock/b", "a\x7fb", "a\nb", "a\tb", "a\0b"]
GOOD_NAMES = ["topic", "feature/x", "a.b", "a-b", "ünï/日本", "a@b", "x" * 200, "heads/x", "refs/heads/x", "1234567", "a{b",
              "master", "FETCH_HEAD", "a'b", "#1", "a%20b", "@a", "v1.0"]


def branches(daemon, repo):
    found = get(daemon, "branches", repo)
    assert list(found) == ["branches", "current"]
    return found


def remove(daemon, repo, name):
    return daemon.request("DELETE", "/git/branches", {"path": str(repo.path), "name": name})


def test_list(gitless, repo):
    for name in ("topic", "a/b", "Zed", "ünï"):
        repo.git("branch", name)
    repo.git("tag", "v1")
    repo.git("update-ref", "refs/remotes/origin/far", "HEAD")
    found = branches(gitless, repo)
    assert found["current"] == "main"
    assert sorted(found["branches"]) == sorted(["main", "topic", "a/b", "Zed", "ünï"])


@pytest.mark.parametrize("name", ["unborn", "orphan_branch", "detached", "packed_refs_and_objects", "linked_worktree"])
def test_list_in_other_states(gitless, tmp_path, name):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    found = branches(gitless, repo)
    assert sorted(found["branches"]) == sorted(repo.git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads").split())
    assert found["current"] == repo.line("branch", "--show-current")


def test_list_of_a_bare_repository(gitless, repo, tmp_path):
    bare = GitRepo(tmp_path / "bare.git", gitless.home, True, "--bare")
    bare.git("fetch", "-q", repo.path, "main:main", "main:other")
    assert branches(gitless, bare) == {"branches": ["main", "other"], "current": "main"}


def test_strict_clients_get_the_old_key_only(gitless, repo):
    headers = {"X-Daytona-Source": "sdk-go", "X-Daytona-SDK-Version": "0.187.0"}
    assert gitless.get("/git/branches", headers, path=repo.path).json() == {"branches": ["main"]}


# Creating


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_create_checks_it_out(gitless, repo, twin, name):
    edit(repo, "a.txt")
    repo.write("untracked", "1")
    copy = twin()
    copy.git("checkout", "-q", "-b", name)
    post(gitless, "branches", repo, 201, name=name)
    same(repo, copy)
    assert repo.reflog()[-1][2] == copy.reflog()[-1][2] == f"checkout: moving from main to {name}"
    assert branches(gitless, repo)["current"] == name


@pytest.mark.parametrize("name", BAD_NAMES, ids=repr)
def test_bad_names(gitless, repo, name):
    before = repo.state()
    refused(gitless, "branches", repo, 400, ANY_400, name=name)
    equal(repo.state(), before)


@pytest.mark.parametrize("name", ["main", "topic"])
def test_one_that_exists(gitless, repo, name):
    repo.git("branch", "topic")
    before = repo.state()
    refused(gitless, "branches", repo, 409, "GIT_BRANCH_EXISTS", name, name=name)
    equal(repo.state(), before)


@pytest.mark.parametrize("existing, name", [("a", "a/b"), ("a/b", "a"), ("a/b/c", "a/b")])
def test_a_name_that_another_stands_in_the_way_of(gitless, repo, existing, name):
    repo.git("branch", existing)
    before = repo.state()
    resp = gitless.post("/git/branches", {"path": str(repo.path), "name": name})
    assert resp.status in (400, 409), resp
    check_error(resp, resp.status, ANY_400 + ("CONFLICT", "GIT_BRANCH_EXISTS"))
    equal(repo.state(), before)


@pytest.mark.parametrize("name", ["unborn", "unborn_with_files", "detached", "staged", "submodule_moved", "linked_worktree",
                                  "upstream_ahead", "merge_ready_to_commit"])
def test_create_in_other_states(gitless, tmp_path, name):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    index, files, entries = repo.index(), repo.worktree(), repo.status()["fileStatus"]
    head = repo.run("rev-parse", "HEAD").stdout
    post(gitless, "branches", repo, 201, name="topic")
    assert repo.line("branch", "--show-current") == "topic"
    assert repo.run("rev-parse", "HEAD").stdout == head
    assert (repo.index(), repo.worktree(), repo.status()["fileStatus"]) == (index, files, entries)
    equal(status(gitless, repo), repo.status())


def test_create_while_unborn_leaves_no_reference(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    post(gitless, "branches", repo, 201, name="feature/x")
    assert repo.refs() == {} and (repo.path / ".git/HEAD").read_text() == "ref: refs/heads/feature/x\n"
    assert branches(gitless, repo) == {"branches": [], "current": "feature/x"}


def test_a_branch_that_has_the_name_of_a_tag(gitless, repo):
    repo.git("tag", "v1")
    post(gitless, "branches", repo, 201, name="v1")
    assert (repo.path / ".git/HEAD").read_text() == "ref: refs/heads/v1\n"


# Deleting


@pytest.mark.parametrize("packed", [False, True])
def test_delete(gitless, repo, twin, packed):
    for name in ("topic", "feature/x"):
        repo.git("branch", "--track", name, "main")
    if packed:
        repo.git("pack-refs", "--all")
    copy = twin()
    for name in ("topic", "feature/x"):
        copy.git("branch", "-q", "-D", name)
        resp = remove(gitless, repo, name)
        assert resp.status == 204 and resp.body == b"", resp
        same(repo, copy)
    assert not (repo.path / ".git/logs/refs/heads/topic").exists()


def test_delete_one_that_is_not_merged(gitless, repo, twin):
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit("only here")
    repo.git("checkout", "-q", "main")
    copy = twin()
    copy.git("branch", "-q", "-D", "topic")
    assert remove(gitless, repo, "topic").status == 204
    same(repo, copy)


def test_delete_the_current_one(gitless, repo):
    before = repo.state()
    check_error(remove(gitless, repo, "main"), 409, "CONFLICT", "main")
    equal(repo.state(), before)


def test_delete_one_that_is_checked_out_elsewhere(gitless, repo, tmp_path):
    repo.git("worktree", "add", "-q", "-b", "busy", tmp_path / "linked")
    assert repo.run("branch", "-D", "busy").returncode != 0
    before = repo.state()
    check_error(remove(gitless, repo, "busy"), 409, "CONFLICT", "busy")
    equal(repo.state(), before)


@pytest.mark.parametrize("name", ["nothing", "v1", "origin/far", "refs/heads/main", "HEAD~0", "mai"])
def test_delete_one_that_is_not_there(gitless, repo, name):
    repo.git("tag", "v1")
    repo.git("update-ref", "refs/remotes/origin/far", "HEAD")
    before = repo.state()
    resp = remove(gitless, repo, name)
    check_error(resp, resp.status if resp.status == 400 and "~" in name else 404, ANY_400 + (NO_BRANCH,))
    equal(repo.state(), before)


def test_delete_the_unborn_one(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    resp = remove(gitless, repo, "main")
    assert resp.status in (404, 409), resp
    assert repo.line("branch", "--show-current") == "main"


def test_delete_while_detached(gitless, repo):
    repo.git("checkout", "-q", "--detach")
    assert remove(gitless, repo, "main").status == 204
    assert branches(gitless, repo) == {"branches": [], "current": ""}
    repo.check()


@pytest.mark.parametrize("name", ["", "..", "a..b", "-x", "../../config", "a\0b", "../heads/topic"], ids=repr)
def test_delete_what_is_no_name(gitless, repo, name):
    repo.git("branch", "topic")
    before = repo.state()
    resp = remove(gitless, repo, name)
    assert resp.status in ((400, 404) if name else (400,)), resp
    check_error(resp, resp.status, ANY_400 + (NO_BRANCH,))
    equal(repo.state(), before)


def test_create_delete_and_create_again(gitless, repo):
    for name in ("topic", "topic/sub", "topic"):
        post(gitless, "branches", repo, 201, name=name)
        post(gitless, "checkout", repo, branch="main")
        assert remove(gitless, repo, name).status == 204
    repo.check()


def test_like_git_with_the_configuration_of_a_branch(gitless, repo, twin):
    repo.git("branch", "topic")
    repo.git("config", "branch.topic.remote", "origin")
    repo.git("config", "branch.topic.merge", "refs/heads/topic")
    repo.git("config", "branch.topical.remote", "other")
    copy = twin()
    copy.git("branch", "-q", "-D", "topic")
    assert remove(gitless, repo, "topic").status == 204
    same(repo, copy)


def test_like_git_after_creation(gitless, repo, twin):
    like = twin()
    like.git("checkout", "-q", "-b", "x")
    post(gitless, "branches", repo, 201, name="x")
    like_git(gitless, repo, like, "checkout", ("checkout", "-q", "main"), branch="main")
