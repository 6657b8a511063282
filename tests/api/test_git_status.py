"""GET /git/status says what `git status` says, whatever the state, and changes nothing."""

import json

import pytest

from support import git_zoo_more  # noqa: F401  adds to the zoo
from support.daemon import check_error
from support.git_api import STATUS_KEYS, check_status, status
from support.git_random import Walk
from support.git_repo import GitRepo
from support.git_zoo import ZOO, edit, furnish

OLD_KEYS = STATUS_KEYS - {"detached", "upstream"}


@pytest.mark.parametrize("name", sorted(set(ZOO) - {"filter_touched"}))
def test_zoo(gitless, tmp_path, name):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    check_status(gitless, repo)
    repo.check()


def test_a_touched_file_with_a_filter_counts_as_modified(gitless, tmp_path):
    """Whether it is one only the filter's program could tell, which is not run."""
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO["filter_touched"](repo)
    found = status(gitless, repo)["fileStatus"]
    assert found == [{"name": "f.up", "extra": "", "staging": "Unmodified", "worktree": "Modified"}]


@pytest.mark.parametrize("seed", range(70))
def test_random_states(gitless, tmp_path, seed):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    Walk(repo, seed).go(36)
    check_status(gitless, repo)
    repo.check()


def test_what_a_person_expects(gitless, repo):
    """The same once by hand, so that a mistake in the translation of git's output would show."""
    repo.git("mv", "b.txt", "moved.txt")
    repo.at("a.txt").write_text("changed\n")
    repo.git("add", "a.txt")
    repo.at("a.txt").write_text("changed again\n")
    repo.remove("run.sh")
    repo.write("new", "1")
    repo.git("add", "new")
    repo.write("u/v", "1")
    assert status(gitless, repo) == {
        "currentBranch": "main", "branchPublished": False, "ahead": 0, "behind": 0, "detached": False, "upstream": "",
        "fileStatus": [
            {"name": "a.txt", "extra": "", "staging": "Modified", "worktree": "Modified"},
            {"name": "moved.txt", "extra": "b.txt", "staging": "Renamed", "worktree": "Unmodified"},
            {"name": "new", "extra": "", "staging": "Added", "worktree": "Unmodified"},
            {"name": "run.sh", "extra": "", "staging": "Unmodified", "worktree": "Deleted"},
            {"name": "u/v", "extra": "", "staging": "Untracked", "worktree": "Untracked"},
        ]}


def test_deleted_in_the_index_but_there(gitless, repo):
    """Two entries, as git has two lines: what was staged, and a file that is not tracked."""
    repo.git("rm", "-q", "--cached", "a.txt")
    assert status(gitless, repo)["fileStatus"] == [
        {"name": "a.txt", "extra": "", "staging": "Deleted", "worktree": "Unmodified"},
        {"name": "a.txt", "extra": "", "staging": "Untracked", "worktree": "Untracked"}]


def test_an_invalid_byte_in_a_name_is_replaced(gitless, repo):
    repo.write(b"caf\xe9", "1")
    assert [e["name"] for e in status(gitless, repo)["fileStatus"]] == ["caf\ufffd"]


def test_keys_and_their_order(gitless, repo):
    edit(repo, "a.txt")
    resp = gitless.get("/git/status", path=repo.path)
    assert list(json.loads(resp.body)) == [
        "currentBranch", "fileStatus", "branchPublished", "ahead", "behind", "detached", "upstream"]


@pytest.mark.parametrize("version", ["0.187.0", "0.100.0"])
def test_strict_clients_get_the_old_keys_only(gitless, repo, version):
    repo.git("checkout", "-q", "--detach")
    headers = {"X-Daytona-Source": "sdk-go", "X-Daytona-SDK-Version": version}
    found = gitless.get("/git/status", headers, path=repo.path).json()
    assert set(found) == OLD_KEYS and found["currentBranch"] == "HEAD"


@pytest.mark.parametrize("source, version", [("sdk-go", "0.188.0"), ("sdk-python", "0.100.0"), ("sdk-go", "0.0.0-dev")])
def test_others_get_all(gitless, repo, source, version):
    headers = {"X-Daytona-Source": source, "X-Daytona-SDK-Version": version}
    assert set(gitless.get("/git/status", headers, path=repo.path).json()) == STATUS_KEYS


def test_a_relative_path_is_relative_to_the_working_directory(make_daemon, tmp_path):
    repo = furnish(GitRepo(tmp_path / "r/repo", tmp_path))
    edit(repo, "a.txt")
    d = make_daemon(cwd=tmp_path)
    for path in ("r/repo", "./r/repo/", "r/../r/repo"):
        resp = d.get("/git/status", path=path)
        assert resp.status == 200 and resp.json() == repo.status()


def test_a_git_directory_stands_for_its_worktree(gitless, repo):
    edit(repo, "a.txt")
    assert gitless.get("/git/status", path=repo.path / ".git").json() == repo.status()


def test_a_link_to_the_worktree(gitless, repo, tmp_path):
    edit(repo, "a.txt")
    (tmp_path / "link").symlink_to(repo.path)
    assert gitless.get("/git/status", path=tmp_path / "link").json() == repo.status()


def test_a_bare_repository_has_none(gitless, tmp_path):
    bare = GitRepo(tmp_path / "bare.git", gitless.home, True, "--bare")
    check_error(gitless.get("/git/status", path=bare.path), 400, "BAD_REQUEST", "bare")


@pytest.mark.parametrize("flag, field", [("--split-index", "link"), ("sparse", "sdir")])
def test_an_index_in_a_form_of_its_own(gitless, repo, flag, field):
    """Right, or a clear word that this is not supported."""
    if field == "link":
        repo.git("update-index", flag)
        edit(repo, "a.txt")
        repo.git("add", "a.txt")
    else:
        repo.git("sparse-checkout", "set", "--sparse-index", "dir")
    edit(repo, "dir/c.txt")
    resp = gitless.get("/git/status", path=repo.path)
    if resp.status == 200:
        assert resp.json() == repo.status()
    else:
        check_error(resp, 422, "UNPROCESSABLE_ENTITY", "index")
    repo.check()


def test_global_ignores_and_settings_count(make_daemon, tmp_path):
    (tmp_path / ".config/git").mkdir(parents=True)
    (tmp_path / ".config/git/ignore").write_text("*.mine\n")
    (tmp_path / ".config/git/attributes").write_text("*.dos eol=crlf\n")
    (tmp_path / ".gitconfig").write_text("[core]\n\tfileMode = false\n")
    repo = furnish(GitRepo(tmp_path / "repo", tmp_path))
    repo.git("config", "--unset", "core.fileMode")
    repo.write("x.mine", "1")
    repo.write("f.dos", "1\r\n")
    repo.git("add", "f.dos")
    repo.at("a.txt").chmod(0o755)
    check_status(make_daemon(home=tmp_path, env={"XDG_CONFIG_HOME": None}), repo)


def test_global_excludes_file_with_a_tilde(make_daemon, tmp_path):
    (tmp_path / "excludes").write_text("*.mine\n")
    (tmp_path / ".gitconfig").write_text("[core]\n\texcludesFile = ~/excludes\n")
    repo = furnish(GitRepo(tmp_path / "repo", tmp_path))
    repo.write("x.mine", "1")
    repo.write("x.yours", "1")
    check_status(make_daemon(home=tmp_path, env={"XDG_CONFIG_HOME": None}), repo)
