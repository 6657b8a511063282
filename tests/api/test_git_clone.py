"""POST /git/clone: what is there afterwards, whichever the transport."""

import os

import pytest

from support.daemon import ANY_400
from support.git_remote import TRANSPORTS, listing, ok, refused, upstream_of
from support.git_repositories import check_sound, git


@pytest.fixture(scope="module")
def origin(servers):
    """Three commits on main, one more on side, two tags."""
    made = servers.origin({"a": "one\n"})
    made.tag("v1", message="the first")
    made.commit({"dir/b": "two\n"})
    made.first = made.git("rev-parse", "main~1")
    made.commit({"side": "s\n"}, branch="side")
    made.tag("light", "side")
    git("checkout", "-q", "main", cwd=made.seed)
    made.commit({"a": "three\n"})
    return made


def branches(worktree):
    return git("for-each-ref", "--format=%(refname)", cwd=worktree).splitlines()


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_clone_takes_one_branch(gitd, servers, origin, work, transport):
    url = servers.url(transport, origin.name)
    gitd.cloned(url, work / "c")
    assert listing(work / "c") == {"a": b"three\n", "dir": None, "dir/b": b"two\n"}
    assert git("symbolic-ref", "HEAD", cwd=work / "c") == "refs/heads/main"
    assert git("rev-parse", "HEAD", cwd=work / "c") == origin.head()
    assert git("config", "--get-all", "remote.origin.fetch", cwd=work / "c") == \
        "+refs/heads/main:refs/remotes/origin/main"
    assert git("config", "remote.origin.url", cwd=work / "c") == url
    assert upstream_of(work / "c") == "origin/main"
    assert "refs/remotes/origin/side" not in branches(work / "c")
    assert git("rev-list", "--count", "HEAD", cwd=work / "c") == "3"
    assert "refs/tags/v1" in branches(work / "c")  # as git: the tags of what was fetched
    if transport != "path":  # there git copies all objects, and so takes all tags
        assert "refs/tags/light" not in branches(work / "c")


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_clone_of_a_branch(gitd, servers, origin, work, transport):
    gitd.cloned(servers.url(transport, origin.name), work / "c", branch="side")
    assert git("symbolic-ref", "--short", "HEAD", cwd=work / "c") == "side"
    assert git("rev-parse", "HEAD", cwd=work / "c") == origin.head("side")
    assert git("config", "--get-all", "remote.origin.fetch", cwd=work / "c") == \
        "+refs/heads/side:refs/remotes/origin/side"
    assert upstream_of(work / "c", "side") == "origin/side"
    assert "refs/remotes/origin/main" not in branches(work / "c")


def test_the_real_git_goes_on_with_a_clone(gitd, servers, origin, work):
    gitd.cloned(servers.url("http", origin.name), work / "c")
    git("fetch", "-q", cwd=work / "c")
    git("pull", "-q", cwd=work / "c")
    assert "refs/remotes/origin/side" not in branches(work / "c")
    status = gitd.get("/git/status", path=work / "c").json()
    assert status["fileStatus"] == [] and status["branchPublished"] is True and status["upstream"] == "origin/main"


@pytest.mark.parametrize("transport", ["http", "https", "git", "ssh", "file"])
@pytest.mark.parametrize("depth", [1, 2])
def test_depth(gitd, servers, origin, work, transport, depth):
    gitd.cloned(servers.url(transport, origin.name), work / "c", depth=depth)
    assert git("rev-list", "--count", "HEAD", cwd=work / "c") == str(depth)
    assert git("rev-parse", "--is-shallow-repository", cwd=work / "c") == "true"
    assert listing(work / "c")["a"] == b"three\n"
    git("fetch", "-q", "--unshallow", f"file://{origin.path}", "main", cwd=work / "c")
    check_sound(work / "c")


@pytest.mark.parametrize("depth", [0, None, 100])
def test_a_depth_that_cuts_nothing_off(gitd, servers, origin, work, depth):
    gitd.cloned(servers.url("http", origin.name), work / "c", depth=depth)
    assert git("rev-list", "--count", "HEAD", cwd=work / "c") == "3"
    assert git("rev-parse", "--is-shallow-repository", cwd=work / "c") == "false"


def test_depth_of_a_branch(gitd, servers, origin, work):
    gitd.cloned(servers.url("http", origin.name), work / "c", depth=1, branch="side")
    assert git("rev-list", "--count", "HEAD", cwd=work / "c") == "1"
    assert git("rev-parse", "HEAD", cwd=work / "c") == origin.head("side")


@pytest.mark.parametrize("depth", [-1, -100, 1.5, "1"])
def test_an_impossible_depth(gitd, servers, origin, work, depth):
    refused(gitd.clone(servers.url("http", origin.name), work / "c", depth=depth), 400, ANY_400, "depth")
    assert os.listdir(work) == []


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_commit_is_checked_out_detached(gitd, servers, origin, work, transport):
    gitd.cloned(servers.url(transport, origin.name), work / "c", commit_id=origin.first)
    assert git("rev-parse", "HEAD", cwd=work / "c") == origin.first
    assert git("rev-parse", "--abbrev-ref", "HEAD", cwd=work / "c") == "HEAD"
    assert listing(work / "c") == {"a": b"one\n"}
    assert gitd.get("/git/status", path=work / "c").json()["detached"] is True


def test_a_commit_of_a_branch(gitd, servers, origin, work):
    commit = origin.head("side")
    gitd.cloned(servers.url("http", origin.name), work / "c", branch="side", commit_id=commit)
    assert git("rev-parse", "HEAD", cwd=work / "c") == commit


@pytest.mark.parametrize("commit_id", ["0" * 39 + "1", "hello"])
def test_an_unknown_commit(gitd, servers, origin, work, commit_id):
    refused(gitd.clone(servers.url("http", origin.name), work / "c", commit_id=commit_id), 404,
            ("NOT_FOUND", "GIT_BRANCH_NOT_FOUND"))
    assert os.listdir(work) == []


@pytest.mark.parametrize("tag", ["v1", "light"])
@pytest.mark.parametrize("transport", ["http", "ssh", "file"])
def test_a_tag_is_checked_out_detached(gitd, servers, origin, work, tag, transport):
    gitd.cloned(servers.url(transport, origin.name), work / "c", branch=tag)
    assert git("rev-parse", "HEAD", cwd=work / "c") == origin.head(tag)
    assert git("rev-parse", "--abbrev-ref", "HEAD", cwd=work / "c") == "HEAD"
    assert f"refs/tags/{tag}" in branches(work / "c")


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_an_unknown_branch(gitd, servers, origin, work, transport):
    refused(gitd.clone(servers.url(transport, origin.name), work / "c", branch="no-such"), 404, "GIT_BRANCH_NOT_FOUND",
            "no-such")
    assert os.listdir(work) == []


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_an_empty_repository(gitd, servers, work, transport):
    origin = servers.origin()
    origin.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    ok(gitd.clone(servers.url(transport, origin.name), work / "c"))
    assert listing(work / "c") == {}
    status = gitd.get("/git/status", path=work / "c").json()
    # Over a network the first version of the protocol does not tell an unborn branch's name.
    # Then it is the user's default.
    told = ("trunk",) if transport in ("file", "path") else ("trunk", "main", "master")
    assert status["currentBranch"] in told and status["fileStatus"] == []
    assert git("config", "remote.origin.url", cwd=work / "c") == servers.url(transport, origin.name)


def test_a_default_branch_of_another_name(gitd, servers, work):
    origin = servers.origin({"a": "1"})
    origin.git("branch", "-m", "main", "trunk/ö")
    origin.git("symbolic-ref", "HEAD", "refs/heads/trunk/ö")
    for transport in ("http", "file"):
        gitd.cloned(servers.url(transport, origin.name), work / transport)
        assert git("symbolic-ref", "--short", "HEAD", cwd=work / transport) == "trunk/ö"


def test_a_head_at_the_remote_that_is_detached(gitd, servers, work):
    origin = servers.origin({"a": "1"})
    first = origin.head()
    origin.commit({"a": "2"})
    origin.git("update-ref", "--no-deref", "HEAD", first)
    gitd.cloned(servers.url("http", origin.name), work / "c")
    assert git("rev-parse", "HEAD", cwd=work / "c") == first


# Where it goes

def test_an_empty_directory_is_used_and_kept(gitd, servers, origin, work):
    (work / "c").mkdir(mode=0o700)
    before = (work / "c").stat()
    gitd.cloned(servers.url("file", origin.name), work / "c")
    after = (work / "c").stat()
    assert (before.st_ino, before.st_mode) == (after.st_ino, after.st_mode)


def test_an_empty_directory_stays_when_the_clone_fails(gitd, servers, origin, work):
    (work / "c").mkdir(mode=0o700)
    before = (work / "c").stat().st_ino
    refused(gitd.clone(servers.url("http", origin.name), work / "c", branch="none"), 404, "GIT_BRANCH_NOT_FOUND")
    refused(gitd.clone(servers.url("http", "missing.git"), work / "c"), 404, "GIT_REPO_NOT_FOUND")
    assert (work / "c").stat().st_ino == before and os.listdir(work / "c") == []
    gitd.cloned(servers.url("file", origin.name), work / "c")


@pytest.mark.parametrize("name", ["file", ".hidden", "dir/"])
def test_a_directory_with_something_in_it(gitd, servers, origin, work, name):
    target = work / "c" / name
    target.parent.mkdir(exist_ok=True)
    target.mkdir() if name.endswith("/") else target.write_text("mine")
    before = listing(work)
    refused(gitd.clone(servers.url("http", origin.name), work / "c"), 409, "CONFLICT", str(work / "c"))
    assert listing(work) == before


def test_a_file_is_in_the_way(gitd, servers, origin, work):
    (work / "c").write_text("mine")
    refused(gitd.clone(servers.url("http", origin.name), work / "c"), 409, "CONFLICT")
    resp = gitd.clone(servers.url("http", origin.name), work / "c" / "d")
    assert resp.status in (400, 409), resp
    assert listing(work) == {"c": b"mine"}


def test_parents_are_made_and_removed_again_when_it_fails(gitd, servers, origin, work):
    gitd.cloned(servers.url("http", origin.name), work / "p" / "q" / "c")
    refused(gitd.clone(servers.url("http", "missing.git"), work / "r" / "c"), 404, "GIT_REPO_NOT_FOUND")
    assert not (work / "r" / "c").exists()


def test_a_symlink_to_an_empty_directory(gitd, servers, origin, work):
    (work / "real").mkdir()
    (work / "c").symlink_to("real")
    gitd.cloned(servers.url("http", origin.name), work / "c")
    assert (work / "c").is_symlink() and (work / "real" / ".git").is_dir()


def test_a_relative_path_is_below_the_working_directory(make_gitd, servers, origin, work):
    daemon = make_gitd(cwd=work)
    for given, name in (("c", "c"), ("./d/e/", "d/e"), ("d/../f", "f"), ("space & ü", "space & ü")):
        ok(daemon.clone(servers.url("http", origin.name), given))
        check_sound(work / name)


@pytest.mark.parametrize("suffix", ["", "/", "//", "/."])
def test_ways_to_write_the_path(gitd, servers, origin, work, suffix):
    ok(gitd.clone(servers.url("file", origin.name), f"{work}/c{suffix}"))
    check_sound(work / "c")


# What is asked

@pytest.mark.parametrize("body", [
    {}, {"url": "x"}, {"path": "x"}, {"url": None, "path": "x"}, {"url": 1, "path": "x"}, {"url": "", "path": "x"},
    {"url": "http://127.0.0.1:1/x", "path": ""}, {"url": "http://127.0.0.1:1/x", "path": "a\0b"},
    {"url": "http://127.0.0.1:1/x\0y", "path": "x"}, {"url": "http://127.0.0.1:1/x", "path": "x", "branch": "a\0b"},
    {"url": "http://127.0.0.1:1/x", "path": "x", "branch": 1}, [], None,
    {"url": "http://127.0.0.1:1/x", "path": "x", "insecure_skip_tls": "yes"},
    {"url": "http://127.0.0.1:notaport/x", "path": "x"}, {"url": "http://", "path": "x"},
    {"url": "ext::sh -c touch% x", "path": "x"}, {"url": "ftp://127.0.0.1/x", "path": "x"},
    {"url": "-oProxyCommand=touch x", "path": "x"}, {"url": "ssh://-oProxyCommand=x/y", "path": "x"},
    {"url": "http://127.0.0.1:1/a\nb", "path": "x"}, {"url": "git://127.0.0.1:1/a\nb", "path": "x"},
], ids=repr)
def test_what_is_no_request(make_gitd, body, work):
    daemon = make_gitd(cwd=work)
    refused(daemon.post("/git/clone", body), 400, ANY_400)
    assert os.listdir(work) == []


def test_empty_optional_fields_are_as_absent(gitd, servers, origin, work):
    ok(gitd.clone(servers.url("http", origin.name), work / "c", branch="", commit_id="", username="", password="",
                  insecure_skip_tls=False, depth=0))
    check_sound(work / "c")


def test_null_fields_are_as_absent(gitd, servers, origin, work):
    ok(gitd.clone(servers.url("http", origin.name), work / "c", branch=None, commit_id=None, username=None,
                  password=None, insecure_skip_tls=None, depth=None))
