"""POST /git/init: what git takes for its own."""

import os

import pytest

from support.daemon import ANY_400, check_error
from support.git_api import equal, get, post, refused, status
from support.git_repo import GitRepo
from support.git_zoo import furnish


def opened(path, daemon):
    return GitRepo(path, daemon.home, init=False)


@pytest.mark.parametrize("fields, bare, branch", [
    ({}, False, None), ({"bare": False}, False, None), ({"bare": True}, True, None),
    ({"initial_branch": "trunk"}, False, "trunk"), ({"initial_branch": "feature/ü", "bare": True}, True, "feature/ü"),
    ({"initial_branch": None, "bare": None}, False, None),
], ids=str)
def test_what_is_made(gitless, tmp_path, fields, bare, branch):
    path = tmp_path / "some/new/directory"
    post(gitless, "init", path, 201, **fields)
    repo = opened(path, gitless)
    assert repo.line("rev-parse", "--is-bare-repository") == str(bare).lower()
    if branch:
        assert repo.line("symbolic-ref", "HEAD") == f"refs/heads/{branch}"
    repo.check()
    if not bare:
        assert os.listdir(path) == [".git"]
        equal(status(gitless, repo), repo.status())
        repo.write("f", "1")
        repo.commit()


def test_the_first_branch_is_main_or_master(gitless, tmp_path):
    post(gitless, "init", tmp_path / "r", 201)
    assert opened(tmp_path / "r", gitless).line("symbolic-ref", "--short", "HEAD") in ("main", "master")


def test_the_configured_first_branch(make_daemon, tmp_path):
    (tmp_path / ".gitconfig").write_text("[init]\n\tdefaultBranch = trunk\n")
    d = make_daemon(home=tmp_path)
    post(d, "init", tmp_path / "r", 201)
    assert opened(tmp_path / "r", d).line("symbolic-ref", "HEAD") == "refs/heads/trunk"
    post(d, "init", tmp_path / "s", 201, initial_branch="other")
    assert opened(tmp_path / "s", d).line("symbolic-ref", "HEAD") == "refs/heads/other"


def test_in_a_directory_with_files(gitless, tmp_path):
    (tmp_path / "f").write_text("1")
    post(gitless, "init", tmp_path, 201)
    assert [e["name"] for e in get(gitless, "status", tmp_path)["fileStatus"]] == ["f"]


def test_a_relative_path(make_daemon, tmp_path):
    d = make_daemon(cwd=tmp_path)
    post(d, "init", "a/b", 201)
    assert (tmp_path / "a/b/.git/HEAD").exists()


@pytest.mark.parametrize("fields", [{}, {"initial_branch": "other"}], ids=str)
def test_once_more_harms_nothing(gitless, repo, fields):
    repo.git("config", "user.name", "Configured")
    repo.write(".git/hooks/pre-commit", "#!/bin/sh\n", executable=True)
    repo.write(".git/description", "mine")
    repo.write(".git/info/exclude", "mine")
    repo.write("staged", "1")
    repo.git("add", "staged")
    before = repo.state()
    post(gitless, "init", repo, 201, **fields)
    equal(repo.state(), before)
    for name in ("description", "info/exclude"):
        assert repo.at(".git/" + name).read_text() == "mine"
    assert repo.at(".git/hooks/pre-commit").read_text() == "#!/bin/sh\n"
    repo.check()


def test_a_bare_one_once_more(gitless, tmp_path):
    for _ in range(2):
        post(gitless, "init", tmp_path / "r.git", 201, bare=True)
    assert opened(tmp_path / "r.git", gitless).line("rev-parse", "--is-bare-repository") == "true"


def test_in_a_repository_s_subdirectory(gitless, repo):
    """A repository of its own, as with git."""
    post(gitless, "init", repo.path / "dir", 201)
    assert (repo.path / "dir/.git/HEAD").exists()


def test_in_a_linked_worktree(gitless, repo, tmp_path):
    repo.git("worktree", "add", "-q", tmp_path / "linked")
    post(gitless, "init", tmp_path / "linked", 201)
    linked = opened(tmp_path / "linked", gitless)
    assert (linked.path / ".git").is_file() and linked.status()["currentBranch"] == "linked"


@pytest.mark.parametrize("bare", [False, True])
def test_a_file_in_the_way(gitless, tmp_path, bare):
    (tmp_path / "f").write_text("content")
    for path in (tmp_path / "f", tmp_path / "f/below"):
        resp = gitless.post("/git/init", {"path": str(path), "bare": bare})
        assert resp.status in (400, 409), resp
        check_error(resp, resp.status, ANY_400 + ("CONFLICT",))
    assert (tmp_path / "f").read_text() == "content" and os.listdir(tmp_path) == ["f"]


@pytest.mark.parametrize("name", [" ", "a b", "..", "a..b", "-x", "@{", "HEAD", "/x", "x.lock", "a\0b", "a\nb"], ids=repr)
def test_bad_first_branches(gitless, tmp_path, name):
    refused(gitless, "init", tmp_path / "r", 400, ANY_400, initial_branch=name)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("path", ["", "a\0b", "x" * 5000, "/" + "n" * 256], ids=["empty", "nul", "long path", "long name"])
def test_bad_paths(gitless, path):
    refused(gitless, "init", path, 400, ANY_400)


def test_where_nothing_may_be_made(unprivileged, open_tmp):
    (open_tmp / "closed").mkdir()
    (open_tmp / "closed").chmod(0o555)
    refused(unprivileged, "init", open_tmp / "closed/r", 403, ("FILE_ACCESS_DENIED", "FORBIDDEN"))
    assert os.listdir(open_tmp / "closed") == []


def test_modes_follow_the_umask(gitless, tmp_path):
    post(gitless, "init", tmp_path / "ours", 201)
    gits = GitRepo(tmp_path / "gits", gitless.home)
    for name in (".git", ".git/objects", ".git/HEAD", ".git/config"):
        assert (tmp_path / "ours" / name).stat().st_mode == gits.at(name).stat().st_mode, name


def test_missing_path(gitless):
    check_error(gitless.post("/git/init", {}), 400, ANY_400, "path")


def test_a_template_is_not_run(make_daemon, tmp_path):
    """init.templateDir may bring hooks; whether it is honoured or not, the repository is sound."""
    template = GitRepo(tmp_path / "template", tmp_path, init=False)
    template.write("hooks/post-checkout", "#!/bin/sh\ntouch ran\n", executable=True)
    (tmp_path / ".gitconfig").write_text(f"[init]\n\ttemplateDir = {template.path}\n")
    post(make_daemon(home=tmp_path), "init", tmp_path / "r", 201)
    made = furnish(GitRepo(tmp_path / "r", tmp_path, init=False))
    assert not (made.path / "ran").exists()
