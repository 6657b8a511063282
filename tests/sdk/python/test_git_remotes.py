"""git with a remote: at a path, and at the servers that git_server.py starts."""

import os
import stat
from pathlib import Path
from urllib.parse import quote

import pytest
from daytona import (
    DaytonaBadRequestError,
    DaytonaConflictError,
    DaytonaForbiddenError,
    DaytonaGitAuthFailedError,
    DaytonaGitBranchNotFoundError,
    DaytonaGitDirtyWorktreeError,
    DaytonaGitPushRejectedError,
    DaytonaGitRemoteRejectedError,
    DaytonaGitRepoNotFoundError,
    DaytonaGitTransportFailedError,
    DaytonaNotFoundError,
)
from support.git_repositories import Origin, commit, git, write

USER, PASSWORD = os.environ["GIT_USER"], os.environ["GIT_PASSWORD"]
LOGIN = {"username": USER, "password": PASSWORD}
NOBODY_LISTENS = "http://127.0.0.1:1/repo.git"


@pytest.fixture
def api(sandbox):
    return sandbox.git


@pytest.fixture
def origin():
    made = Origin(os.environ["GIT_ROOT"], files={"a.txt": "one\n"})
    made.commit({"feature.txt": "feature\n"}, branch="feature")
    return made


def url_of(origin, kind):
    return f"file://{origin.path}" if kind == "file" else f"{os.environ['GIT_HTTP']}/{kind}/{origin.name}"


@pytest.fixture(params=["file", "open"])
def url(request, origin):
    """The origin's: of its path, and of the server that wants no credentials."""
    return url_of(origin, request.param)


@pytest.fixture
def path(directory):
    """Where a test clones to."""
    return str(directory / "repo")


@pytest.fixture
def cloned(origin, url, path):
    """A clone, made by git."""
    git("clone", "-q", origin.path, path)
    git("remote", "set-url", "origin", url, cwd=path)
    return path


@pytest.fixture
def auth_failed(rejects):
    return lambda call: rejects(call, DaytonaGitAuthFailedError, 401, "GIT_AUTH_FAILED")


@pytest.fixture
def branch_not_found(rejects):
    return lambda call: rejects(call, DaytonaGitBranchNotFoundError, 404, "GIT_BRANCH_NOT_FOUND")


@pytest.fixture
def transport_failed(rejects):
    return lambda call: rejects(call, DaytonaGitTransportFailedError, 502, "GIT_TRANSPORT_FAILED")


def head(path, revision="HEAD"):
    return git("rev-parse", revision, cwd=path)


def text(path, name):
    return Path(path, name).read_text()


def test_clone_takes_the_default_branch(api, origin, url, path):
    origin.commit({"b.txt": "two\n"})
    api.clone(url, path)
    assert (text(path, "b.txt"), head(path)) == ("two\n", origin.head())
    status = api.status(path)
    assert (status.current_branch, status.upstream, status.file_status) == ("main", "origin/main", [])
    assert api.remote_get(path, "origin") == url
    assert git("status", "--porcelain", cwd=path) == ""
    git("fsck", "--strict", cwd=path)


def test_clone_takes_one_branch(api, url, path):
    api.clone(url, path, branch="feature")
    assert (text(path, "feature.txt"), api.status(path).upstream) == ("feature\n", "origin/feature")
    assert git("branch", "-r", cwd=path) == "  origin/feature"


def test_clone_checks_out_a_commit(api, origin, url, path):
    first = origin.head()
    origin.commit({"a.txt": "two\n"}, branch="main")
    api.clone(url, path, commit_id=first)
    assert (head(path), api.status(path).detached, text(path, "a.txt")) == (first, True, "one\n")


def test_clone_with_a_depth_has_so_many_commits(api, origin, url, path, rejects):
    for content in ("two\n", "three\n"):
        origin.commit({"a.txt": content})
    api.clone(url, path, depth=2)
    assert (git("rev-list", "--count", "HEAD", cwd=path), text(path, "a.txt")) == ("2", "three\n")
    rejects(lambda: api.clone(url, path + "-other", depth=-1), DaytonaBadRequestError, 400)


def test_clone_goes_into_an_empty_directory_and_not_into_another(api, url, path, directory, rejects):
    Path(path).mkdir()
    api.clone(url, path)
    write(directory / "full", {"a.txt": "mine\n"})
    rejects(lambda: api.clone(url, f"{directory}/full"), DaytonaConflictError, 409, "CONFLICT")
    assert os.listdir(directory / "full") == ["a.txt"]


def test_clone_of_what_is_not_there_leaves_nothing_behind(api, url, path, rejects, branch_not_found):
    rejects(lambda: api.clone(url + "-not", path), DaytonaGitRepoNotFoundError, 404, "GIT_REPO_NOT_FOUND")
    branch_not_found(lambda: api.clone(url, path, branch="missing"))
    rejects(lambda: api.clone(url, path, commit_id="0" * 39 + "1"), DaytonaNotFoundError, 404)
    assert not Path(path).exists()


def test_clone_with_credentials_uses_them_and_stores_them_nowhere(api, origin, path):
    api.clone(url_of(origin, "auth"), path, branch="main", **LOGIN)
    assert text(path, "a.txt") == "one\n"
    config = text(path, ".git/config")
    assert PASSWORD not in config
    assert quote(PASSWORD, safe="") not in config


def test_clone_without_credentials_or_with_wrong_ones_fails(api, origin, path, auth_failed):
    auth_failed(lambda: api.clone(url_of(origin, "auth"), path))
    auth_failed(lambda: api.clone(url_of(origin, "auth"), path, username=USER, password="wrong-secret"))
    with pytest.raises(DaytonaGitAuthFailedError) as caught:
        api.clone(url_of(origin, "auth"), path, username=USER, password="wrong-secret")
    assert "wrong-secret" not in str(caught.value)
    assert not Path(path).exists()


def test_clone_that_the_server_refuses(api, origin, path, rejects):
    rejects(lambda: api.clone(url_of(origin, "forbidden"), path, **LOGIN), DaytonaForbiddenError, 403, "FORBIDDEN")


def test_clone_from_where_nobody_listens(api, path, transport_failed):
    transport_failed(lambda: api.clone(NOBODY_LISTENS, path))


def test_clone_trusts_a_certificate_that_is_signed_by_itself_only_when_told_so(api, origin, path, transport_failed):
    address = f"{os.environ['GIT_HTTPS']}/open/{origin.name}"
    transport_failed(lambda: api.clone(address, path))
    transport_failed(lambda: api.clone(address, path, insecure_skip_tls=False))
    api.clone(address, path, insecure_skip_tls=True)
    assert text(path, "a.txt") == "one\n"


def test_dangerously_authenticate_stores_credentials_for_later(api, origin, path, auth_failed):
    stored = Path(os.environ["SANDBOX_HOME"], ".git-credentials")
    stored.unlink(missing_ok=True)
    # Another name than the other tests have for it, which are to be refused without credentials.
    url = url_of(origin, "auth").replace("127.0.0.1", "localhost")
    host = url.split("/")[2]
    auth_failed(lambda: api.clone(url, path))
    api.dangerously_authenticate(USER, PASSWORD, host=host, protocol="http")
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    asked = f"protocol=http\nhost={host}\n\n".encode()
    filled = git("credential", "fill", home=os.environ["SANDBOX_HOME"], stdin=asked)
    assert f"username={USER}\npassword={PASSWORD}" in filled
    api.clone(url, path)
    made = commit(path, {"b.txt": "new\n"})
    api.push(path)
    api.pull(path)
    assert origin.head() == made


def test_dangerously_authenticate_has_a_host_and_a_protocol_by_default(api, directory):
    api.dangerously_authenticate("drive", directory.name)
    filled = git("credential", "fill", home=os.environ["SANDBOX_HOME"], stdin=b"protocol=https\nhost=github.com\n\n")
    assert f"username=drive\npassword={directory.name}" in filled


def test_push_sends_the_current_branch(api, origin, cloned):
    made = commit(cloned, {"b.txt": "new\n"})
    api.push(cloned)
    assert origin.head() == made
    status = api.status(cloned)
    assert (status.ahead, status.behind) == (0, 0)
    api.push(cloned)


def test_push_sends_a_branch_to_a_remote_and_sets_the_upstream(api, origin, cloned):
    git("remote", "rename", "origin", "other", cwd=cloned)
    git("checkout", "-q", "--no-track", "-b", "topic", cwd=cloned)
    made = commit(cloned, {"b.txt": "new\n"})
    git("checkout", "-q", "main", cwd=cloned)
    api.push(cloned, branch="topic", remote="other", set_upstream=True)
    assert origin.head("topic") == made
    assert git("rev-parse", "--abbrev-ref", "topic@{upstream}", cwd=cloned) == "other/topic"


def test_push_never_overwrites(api, origin, cloned, rejects):
    theirs = origin.commit({"a.txt": "theirs\n"})
    commit(cloned, {"a.txt": "ours\n"})
    rejects(lambda: api.push(cloned), DaytonaGitPushRejectedError, 409, "GIT_PUSH_REJECTED")
    assert origin.head() == theirs


def test_push_of_a_branch_that_is_not_there_or_to_such_a_remote(api, cloned, rejects, branch_not_found):
    branch_not_found(lambda: api.push(cloned, branch="missing"))
    rejects(lambda: api.push(cloned, remote="missing"), DaytonaNotFoundError, 404)


def test_push_that_a_hook_of_the_remote_refuses_says_why(api, origin, path):
    api.clone(url_of(origin, "open"), path)
    origin.hook("update", 'echo "main is closed on Fridays" >&2; exit 1\n')
    commit(path, {"b.txt": "new\n"})
    with pytest.raises(DaytonaGitRemoteRejectedError, match="main is closed on Fridays") as caught:
        api.push(path)
    assert (caught.value.status_code, caught.value.code) == (422, "GIT_REMOTE_REJECTED")


def test_push_and_pull_with_credentials(api, origin, path, auth_failed):
    api.clone(url_of(origin, "auth"), path, **LOGIN)
    ours = commit(path, {"b.txt": "new\n"})
    auth_failed(lambda: api.push(path))
    api.push(path, **LOGIN)
    assert origin.head() == ours
    git("checkout", "-q", "main", cwd=origin.seed)
    git("pull", "-q", "origin", "main", cwd=origin.seed)
    theirs = origin.commit({"c.txt": "theirs\n"})
    auth_failed(lambda: api.pull(path, username=USER, password="wrong-secret"))
    api.pull(path, **LOGIN)
    assert head(path) == theirs


def test_pull_goes_forward(api, origin, cloned):
    theirs = origin.commit({"a.txt": "theirs\n", "new.txt": "new\n"})
    api.pull(cloned)
    assert (head(cloned), text(cloned, "new.txt")) == (theirs, "new\n")
    assert git("status", "--porcelain", cwd=cloned) == ""
    api.pull(cloned)


def test_pull_takes_a_branch_of_a_remote(api, origin, cloned, rejects, branch_not_found):
    api.pull(cloned, branch="feature", remote="origin")
    assert head(cloned) == origin.head("feature")
    branch_not_found(lambda: api.pull(cloned, branch="missing", remote="origin"))
    rejects(lambda: api.pull(cloned, remote="missing"), DaytonaNotFoundError, 404)


def test_pull_neither_merges_nor_overwrites_changes(api, origin, cloned, rejects):
    origin.commit({"a.txt": "theirs\n"})
    before = head(cloned)
    write(cloned, {"a.txt": "changed\n"})
    rejects(lambda: api.pull(cloned), DaytonaGitDirtyWorktreeError, 409, "GIT_DIRTY_WORKTREE")
    assert (head(cloned), text(cloned, "a.txt")) == (before, "changed\n")
    ours = commit(cloned)
    rejects(lambda: api.pull(cloned), DaytonaConflictError, 409, "CONFLICT")
    assert head(cloned) == ours


def test_a_remote_that_cannot_be_reached(api, cloned, transport_failed):
    git("remote", "set-url", "origin", NOBODY_LISTENS, cwd=cloned)
    commit(cloned, {"b.txt": "new\n"})
    transport_failed(lambda: api.push(cloned))
    transport_failed(lambda: api.pull(cloned))
