"""git:// and local repositories."""

import os

import pytest

from support.git_remote import listing, ok, refused
from support.git_repositories import check_sound, commit, git


@pytest.fixture
def origin(servers):
    return servers.origin({"a": "one\n"})


def test_a_repository_that_is_not_exported(gitd, servers, origin, work):
    (origin.path / "git-daemon-export-ok").unlink()
    refused(gitd.clone(servers.url("git", origin.name), work / "c"), 404, "GIT_REPO_NOT_FOUND")
    refused(gitd.clone(servers.url("git", "missing.git"), work / "c"), 404, "GIT_REPO_NOT_FOUND")
    assert os.listdir(work) == []


def test_pushes_that_the_daemon_does_not_take(gitd, servers, origin, work):
    url = f"git://127.0.0.1:{servers.git.port}/{origin.name}"
    gitd.cloned(url, work / "c")
    commit(work / "c", {"mine": "m"})
    before = origin.head()
    resp = gitd.push(work / "c")
    assert resp.status in (403, 404), resp
    refused(resp, resp.status, ("FORBIDDEN", "GIT_REPO_NOT_FOUND"))
    assert origin.head() == before


def test_a_virtual_host(gitd, servers, origin, work):
    gitd.cloned(servers.url("git", origin.name).replace("127.0.0.1", "localhost"), work / "c")


@pytest.mark.parametrize("form", ["file://{}", "{}", "file://localhost{}", "{}/", "file://{}/"])
def test_ways_to_name_a_local_repository(gitd, origin, work, form):
    url = form.format(origin.path)
    gitd.cloned(url, work / "c")
    ok(gitd.pull(work / "c"))


def test_a_repository_with_a_worktree(gitd, servers, origin, work):
    for n, path in enumerate((origin.seed, f"{origin.seed}/.git", f"file://{origin.seed}")):
        gitd.cloned(path, work / str(n))
        assert listing(work / str(n)) == {"a": b"one\n"}


def test_a_name_that_has_to_be_quoted(gitd, servers, work):
    origin = servers.origin({"a": "1"}, name="local with space & ü.git")
    gitd.cloned(str(origin.path), work / "c")
    gitd.cloned("file://" + str(origin.path).replace(" ", "%20").replace("ü", "%C3%BC"), work / "d")


@pytest.mark.parametrize("url", ["file:///no/such/repository",
                                 "/no/such/repository", "file:///", "/etc/hostname", "/etc"])
def test_local_repositories_that_are_not_there(gitd, work, url):
    refused(gitd.clone(url, work / "c"), 404, "GIT_REPO_NOT_FOUND")
    assert os.listdir(work) == []


def test_a_local_clone_shares_nothing(gitd, origin, work):
    """What happens to the original's files must not reach the clone: no links, no alternates."""
    gitd.cloned(str(origin.path), work / "c")
    assert not (work / "c" / ".git" / "objects" / "info" / "alternates").exists()
    for path in (work / "c" / ".git" / "objects").rglob("*"):
        if path.is_file():
            assert path.stat().st_nlink == 1, path


def test_a_repository_of_another_owner(make_gitd, servers, work, open_tmp):
    """safe.directory's checks do not refuse the user's own sandbox."""
    if os.geteuid() != 0:
        pytest.skip("only root may give files away")
    origin = servers.origin({"a": "1"})
    daemon = make_gitd()
    ok(daemon.clone(servers.url("http", origin.name), work / "c"))
    for directory, names, files in os.walk(work / "c"):
        for name in (*names, *files):
            os.lchown(os.path.join(directory, name), 12345, 12345)
    os.chown(work / "c", 12345, 12345)
    origin.commit({"a": "2"})
    ok(daemon.pull(work / "c"))
    ok(daemon.push(work / "c"))
    for directory, names, files in os.walk(origin.path):
        for name in (*names, *files):
            os.lchown(os.path.join(directory, name), 54321, 54321)
    os.chown(origin.path, 54321, 54321)
    ok(daemon.clone(str(origin.path), work / "d"))


def test_a_sha256_repository(gitd, servers, work):
    path = servers.root / "sha256.git"
    git("init", "-q", "--bare", "--object-format=sha256", path)
    (path / "git-daemon-export-ok").touch()
    # While it is empty, git's servers say nothing at all, so only a path can tell.
    refused(gitd.clone(servers.url("file", "sha256.git"), work / "c"), 422, "UNPROCESSABLE_ENTITY", "SHA-256")
    seed = work / "seed"
    git("init", "-q", "--object-format=sha256", seed)
    commit(seed, {"a": "1"})
    git("push", "-q", path, "main", cwd=seed)
    for transport in ("http", "git", "file"):
        refused(gitd.clone(servers.url(transport, "sha256.git"), work / "c"), 422, "UNPROCESSABLE_ENTITY", "SHA-256")
    assert os.listdir(work) == ["seed"]
    refused(gitd.pull(seed), 422, "UNPROCESSABLE_ENTITY", "SHA-256")
    check_sound(seed)
