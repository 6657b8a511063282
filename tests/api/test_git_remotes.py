"""GET and POST /git/remotes."""

import socket

import pytest

from support.daemon import ANY_400
from support.git_remote import TRANSPORTS, check_kept, ok, refused, snapshot
from support.git_repositories import check_sound, commit, git


@pytest.fixture
def repository(work):
    git("init", "-q", work / "r")
    commit(work / "r", {"a": "1"})
    return work / "r"


@pytest.fixture(scope="module")
def origin(servers):
    made = servers.origin({"a": "one\n"})
    made.tag("v1", message="first")
    made.commit({"side": "s"}, branch="side")
    return made


@pytest.fixture
def add(gitd, repository):
    return lambda name, url, **fields: gitd.post("/git/remotes", {"path": str(repository), "name": name,
                                                                  "url": url, **fields})


@pytest.fixture
def remotes(gitd, repository):
    def read():
        resp = gitd.get("/git/remotes", path=repository)
        assert resp.status == 200, resp
        return resp.json()["remotes"]
    return read


def refs(repository):
    return dict(line.split(" ")[::-1] for line in
                git("for-each-ref", "--format=%(objectname) %(refname)", cwd=repository).splitlines())


def test_none(gitd, repository):
    resp = gitd.get("/git/remotes", path=repository)
    assert resp.status == 200 and resp.json() == {"remotes": []}


def test_add_and_list(add, remotes, repository):
    ok(add("origin", "https://example.com/x.git"), 201)
    ok(add("a-fork", "git@example.com:x/y.git"), 201)
    ok(add("Z", "/some/where"), 201)
    assert remotes() == [{"name": "Z", "url": "/some/where"}, {"name": "a-fork", "url": "git@example.com:x/y.git"},
                         {"name": "origin", "url": "https://example.com/x.git"}]
    assert git("config", "--get-all", "remote.a-fork.fetch", cwd=repository) == "+refs/heads/*:refs/remotes/a-fork/*"
    assert git("remote", cwd=repository).splitlines() == ["Z", "a-fork", "origin"]
    check_sound(repository)


def test_remotes_that_git_made(gitd, repository, remotes):
    git("remote", "add", "b", "https://example.com/b", cwd=repository)
    git("remote", "add", "a", "file:///x", cwd=repository)
    git("remote", "add", "with.dot/slash", "ssh://u@h:22/x", cwd=repository)
    git("config", "--add", "remote.b.url", "https://example.com/second", cwd=repository)
    git("config", "remote.a.pushurl", "https://example.com/push", cwd=repository)
    assert remotes() == [{"name": "a", "url": "file:///x"}, {"name": "b", "url": "https://example.com/b"},
                         {"name": "with.dot/slash", "url": "ssh://u@h:22/x"}]


@pytest.mark.parametrize("url, shown", [
    ("https://ada:unspoken@example.com/x.git", "https://example.com/x.git"),
    ("https://unspoken-token@example.com:8443/x.git", "https://example.com:8443/x.git"),
    ("https://:unspoken@example.com/x.git", "https://example.com/x.git"),
    ("http://a%40b:unspoken%2Fx%40@example.com/@x:y", "http://example.com/@x:y")])
def test_credentials_that_git_stored_are_not_shown(gitd, tmp_path, url, shown):
    git("init", "-q", tmp_path / "r")
    git("remote", "add", "origin", url, cwd=tmp_path / "r")
    resp = gitd.get("/git/remotes", path=tmp_path / "r")
    assert resp.json() == {"remotes": [{"name": "origin", "url": shown}]}


@pytest.mark.parametrize("url, stored", [
    ("https://ada:unspoken@example.com/x.git", "https://example.com/x.git"),
    ("https://unspoken@example.com/x.git", "https://example.com/x.git"),
    ("example.com/x.git", "https://example.com/x.git")])
def test_credentials_of_an_added_url_are_not_stored(add, remotes, repository, url, stored):
    ok(add("origin", url), 201)
    assert remotes() == [{"name": "origin", "url": stored}]


def test_one_that_exists(add, remotes, repository):
    ok(add("origin", "https://example.com/x.git"), 201)
    before = snapshot(repository)
    refused(add("origin", "https://example.com/y.git"), 409, "CONFLICT", "origin")
    refused(add("origin", "https://example.com/y.git", overwrite=False), 409, "CONFLICT")
    assert snapshot(repository) == before
    ok(add("origin", "https://example.com/y.git", overwrite=True), 201)
    assert remotes() == [{"name": "origin", "url": "https://example.com/y.git"}]
    assert git("config", "--get-all", "remote.origin.fetch", cwd=repository) == "+refs/heads/*:refs/remotes/origin/*"


def test_overwrite_one_with_two_urls(add, remotes, repository):
    ok(add("origin", "https://example.com/x.git"), 201)
    for key in ("url", "pushurl", "pushurl"):
        git("config", "--add", f"remote.origin.{key}", "https://example.com/more", cwd=repository)
    ok(add("origin", "https://example.com/y.git", overwrite=True), 201)
    assert remotes() == [{"name": "origin", "url": "https://example.com/y.git"}]
    assert git("config", "--get-all", "remote.origin.url", cwd=repository) == "https://example.com/y.git"
    assert git("remote", "get-url", "--push", "origin", cwd=repository) == "https://example.com/y.git"


def test_overwrite_one_that_is_not_there(add, remotes):
    ok(add("origin", "https://example.com/y.git", overwrite=True), 201)
    assert remotes() == [{"name": "origin", "url": "https://example.com/y.git"}]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_fetch(servers, origin, add, repository, transport):
    before = refs(repository)
    ok(add("up", servers.url(transport, origin.name), fetch=True), 201)
    assert refs(repository) == {**before, "refs/remotes/up/main": origin.head(), "refs/tags/v1": origin.git(
        "rev-parse", "v1"), "refs/remotes/up/side": origin.head("side"), **{
            name: value for name, value in refs(repository).items() if name == "refs/remotes/up/HEAD"}}
    check_sound(repository)


@pytest.mark.parametrize("fetch", [False, None])
def test_no_fetch(servers, origin, add, repository, fetch):
    before = refs(repository)
    ok(add("up", servers.url("http", origin.name), fetch=fetch), 201)
    assert refs(repository) == before


def test_fetch_of_an_empty_repository(servers, add, repository):
    before = refs(repository)
    ok(add("up", servers.url("http", servers.origin().name), fetch=True), 201)
    assert refs(repository) == before


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


@pytest.fixture(params=["missing", "auth", "forbidden", "error", "closed"])
def failing(request, servers, origin):
    """(url, status, code) of a remote whose fetch fails."""
    return {"missing": (servers.http.url("missing.git"), 404, "GIT_REPO_NOT_FOUND"),
            "auth": (servers.http.url(origin.name, "auth", "ada:unspoken-wrong@"), 401, "GIT_AUTH_FAILED"),
            "forbidden": (servers.http.url(origin.name, "forbidden"), 403, "FORBIDDEN"),
            "error": (servers.http.url(origin.name, "error"), 502, "GIT_TRANSPORT_FAILED"),
            "closed": (f"http://127.0.0.1:{closed_port()}/x", 502, "GIT_TRANSPORT_FAILED")}[request.param]


def test_a_fetch_that_fails_adds_nothing(add, repository, failing):
    url, status, code = failing
    before = snapshot(repository)
    refused(add("up", url, fetch=True), status, code)
    check_kept(repository, before)


def test_a_fetch_that_fails_overwrites_nothing(servers, origin, add, repository, failing):
    url, status, code = failing
    ok(add("up", servers.url("http", origin.name), fetch=True), 201)
    git("config", "remote.up.prune", "true", cwd=repository)
    git("config", "branch.main.remote", "up", cwd=repository)
    before = snapshot(repository)
    refused(add("up", url, fetch=True, overwrite=True), status, code)
    check_kept(repository, before)


def test_a_remote_without_fetch_need_not_exist(servers, add, remotes):
    ok(add("up", servers.http.url("missing.git")), 201)
    assert remotes() == [{"name": "up", "url": servers.http.url("missing.git")}]


def test_overwrite_fetches_from_the_new_place(servers, origin, add, repository):
    other = servers.origin({"other": "o"})
    ok(add("up", servers.url("http", origin.name), fetch=True), 201)
    ok(add("up", servers.url("http", other.name), fetch=True, overwrite=True), 201)
    assert refs(repository)["refs/remotes/up/main"] == other.head()


def test_an_added_remote_is_pulled_from_and_pushed_to(gitd, servers, add, repository):
    target = servers.origin()
    ok(add("origin", servers.url("http", target.name)), 201)
    ok(gitd.push(repository, set_upstream=True))
    git("fetch", "-q", target.path, "main", cwd=target.seed)
    git("checkout", "-q", "-B", "main", "FETCH_HEAD", cwd=target.seed)
    newest = target.commit({"b": "2"})
    ok(gitd.pull(repository))
    assert git("rev-parse", "HEAD", cwd=repository) == newest
    check_sound(repository)


@pytest.mark.parametrize("name", ["", " ", "a b", "a..b", "x.lock", "a~b", "a:b", "/", "a/", ".", "..", "a\0b", "a\nb",
                                  "[x]", "a*", "@{", "\\"])
def test_bad_names(add, repository, name):
    before = snapshot(repository)
    refused(add(name, "https://example.com/x"), 400, ANY_400)
    refused(add(name, "https://example.com/x", overwrite=True), 400, ANY_400)
    assert snapshot(repository) == before


@pytest.mark.parametrize("name", ["a.b", "a-b_c", "ü", "a/b", "1"])
def test_odd_names(add, remotes, repository, name):
    ok(add(name, "https://example.com/x"), 201)
    assert remotes() == [{"name": name, "url": "https://example.com/x"}]
    assert git("remote", "get-url", name, cwd=repository) == "https://example.com/x"


@pytest.mark.parametrize("url", ["", " ", "http://", "ftp://x/y", "ext::sh -c x", "a\nb", "https://x/\ny", "a\0b",
                                 "http://h:port/x", "-x"])
def test_bad_urls(add, repository, url):
    before = snapshot(repository)
    refused(add("origin", url), 400, ANY_400)
    assert snapshot(repository) == before


@pytest.mark.parametrize("body", [{}, {"path": "x"}, {"path": "x", "name": "o"}, {"path": "x", "name": 1, "url": "y"},
                                  {"path": "x", "name": "o", "url": "https://h/y", "fetch": "yes"}, []], ids=repr)
def test_what_is_no_request(gitd, body):
    refused(gitd.post("/git/remotes", body), 400, ANY_400)


def test_no_repository(gitd, work):
    refused(gitd.get("/git/remotes", path=work), 404, "GIT_REPO_NOT_FOUND")
    resp = gitd.post("/git/remotes", {"path": str(work), "name": "o", "url": "https://example.com/x"})
    refused(resp, 404, "GIT_REPO_NOT_FOUND")
    refused(gitd.get("/git/remotes"), 400, ANY_400, "path")
