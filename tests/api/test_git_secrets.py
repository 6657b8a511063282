"""Whatever happens, no password shows: not in answers, the log, or what is left in a repository. The fixtures look at
all answers, the daemon's log and every file of a test's clones; here are the operations that have most to hide."""

import pytest

from support.git_http import OTHER_PASSWORD, OTHER_USER
from support.git_remote import ok, refused
from support.git_repositories import commit, git

SECRETS = ["unspoken-secret", "unspoken%3Ap%40ss", "unspoken@at", "unspoken:colon:x"]


@pytest.fixture
def origin(servers):
    return servers.origin({"a": "1"})


def test_all_operations_with_a_login_in_the_url(make_gitd, servers, origin, work):
    daemon = make_gitd(env={"LOG_LEVEL": "debug"})
    url = servers.http.url(origin.name, "auth", f"{OTHER_USER}:{OTHER_PASSWORD}@")
    ok(daemon.clone(url, work / "c"))
    login = {"username": OTHER_USER, "password": OTHER_PASSWORD}
    for n in range(3):
        origin.commit({"a": f"{n}"})
        ok(daemon.pull(work / "c", **login))
        commit(work / "c", {"mine": f"{n}"})
        ok(daemon.push(work / "c", **login, set_upstream=True))
        git("fetch", "-q", origin.path, "main", cwd=origin.seed)
        git("reset", "-q", "--hard", "FETCH_HEAD", cwd=origin.seed)
    ok(daemon.post("/git/remotes", {"path": str(work / "c"), "name": "second", "url": url, "fetch": True}), 201)
    ok(daemon.post("/git/remotes", {"path": str(work / "c"), "name": "second", "url": url, "overwrite": True}), 201)
    for route in ("/git/remotes", "/git/status", "/git/history", "/git/branches"):
        assert daemon.get(route, path=work / "c").status == 200
    git("pack-refs", "--all", cwd=work / "c")


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("kind", ["auth", "forbidden", "error", "html", "nowhere", "missing", "loop"])
def test_failures_with_a_login_in_the_url(make_gitd, servers, origin, work, kind, secret):
    daemon = make_gitd(env={"LOG_LEVEL": "debug"})
    name = origin.name if kind != "missing" else "missing.git"
    url = servers.http.url(name, kind if kind != "missing" else "open", f"ada:{secret}@")
    resp = daemon.clone(url, work / "c")
    assert resp.status in (401, 403, 404, 502), resp


@pytest.mark.parametrize("url", [
    "https://ada:unspoken@no-such-host.invalid/x", "https://ada:unspoken@127.0.0.1:1/x", "http://ada:unspoken@/x",
    "ftp://ada:unspoken@h/x",
    "http://ada:unspoken@h:port/x", "https://unspoken@[::1/x", "ssh://ada:unspoken@127.0.0.1:1/x",
    "git://ada:unspoken@127.0.0.1:1/x", "http://ada:unspoken@127.0.0.1:1/\n", "HTTPS://ada:unspoken@127.0.0.1:1/x",
    "https://ada:unspoken@127.0.0.1:1\\x", "https:// ada:unspoken@127.0.0.1:1/x", "file://ada:unspoken@localhost/x",
    "ext::https://ada:unspoken@h/x", "https://ada:un\tspoken-unspoken@h/x"], ids=ascii)
def test_urls_that_lead_nowhere(make_gitd, work, url):
    daemon = make_gitd(env={"LOG_LEVEL": "debug"})
    resp = daemon.clone(url, work / "c")
    assert resp.status in (400, 401, 404, 502), resp
    git("init", "-q", work / "r")
    resp = daemon.post("/git/remotes", {"path": str(work / "r"), "name": "o", "url": url})
    assert resp.status in (201, 400), resp
    resp = daemon.post("/git/remotes", {"path": str(work / "r"), "name": "p", "url": url, "fetch": True})
    assert resp.status in (400, 401, 404, 502), resp


def test_a_remote_with_a_login_that_git_stored(make_gitd, servers, origin, tmp_path):
    """What a person wrote into the configuration works, and is not shown."""
    daemon = make_gitd(env={"LOG_LEVEL": "debug"})
    path = tmp_path / "kept"
    ok(daemon.clone(servers.http.url(origin.name), path))
    url = servers.http.url(origin.name, "auth", f"{OTHER_USER}:{OTHER_PASSWORD}@")
    git("remote", "set-url", "origin", url, cwd=path)
    origin.commit({"a": "2"})
    ok(daemon.pull(path))
    commit(path, {"mine": "m"})
    ok(daemon.push(path))
    assert daemon.get("/git/remotes", path=path).json()["remotes"][0]["url"] == servers.http.url(origin.name, "auth")
    git("remote", "set-url", "origin", servers.http.url(origin.name, "auth", "ada:unspoken-wrong@"), cwd=path)
    refused(daemon.pull(path), 401, "GIT_AUTH_FAILED")
    for name in ("FETCH_HEAD", "logs/HEAD", "logs/refs/remotes/origin/main"):
        assert "unspoken" not in (path / ".git" / name).read_text()


def test_a_url_that_git_rewrites_to_one_with_a_login(make_gitd, servers, origin, work, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    git("config", "--file", home / ".gitconfig",
        f"url.{servers.http.url('', 'auth', f'{OTHER_USER}:{OTHER_PASSWORD}@')}.insteadOf", "https://short.example/")
    daemon = make_gitd(home=home, env={"LOG_LEVEL": "debug"})
    ok(daemon.clone(f"https://short.example/{origin.name}", work / "c"))
    assert git("config", "remote.origin.url", cwd=work / "c") == f"https://short.example/{origin.name}"


def test_a_server_that_repeats_the_login(make_gitd, servers, origin, work):
    """What a remote says is shown; a hook may know the user, but never got the password."""
    daemon = make_gitd()
    login = {"username": OTHER_USER, "password": OTHER_PASSWORD}
    ok(daemon.clone(servers.http.url(origin.name, "auth"), work / "c", **login))
    origin.hook("pre-receive", "echo \"user is $REMOTE_USER\" >&2; exit 1\n")
    commit(work / "c", {"mine": "m"})
    refused(daemon.push(work / "c", **login), 422, "GIT_REMOTE_REJECTED", f"user is {OTHER_USER}")


def test_a_body_that_is_no_json(make_gitd):
    daemon = make_gitd(env={"LOG_LEVEL": "debug"})
    for body in (b'{"url":"https://ada:unspoken@h/x","path":', b'{"username":"a","password":"unspoken","host":5}',
                 b'{"url":"https://ada:unspoken@h/x","path":"x","depth":"unspoken"}'):
        for route in ("/git/clone", "/git/credentials", "/git/pull", "/git/remotes"):
            assert daemon.post(route, body, {"Content-Type": "application/json"}).status in (400, 404)


@pytest.mark.parametrize("route, name, fields", [
    ("push", "remote", {}), ("pull", "remote", {}), ("push", "branch", {}), ("pull", "branch", {}),
    ("remotes", "name", {"url": "https://h/x"}), ("checkout", "branch", {}), ("branches", "name", {}), ("config", "key", {"value": "1"}),
    ("add", "path", {"files": ["."]}), ("reset", "target", {})])
def test_a_url_where_a_name_is_meant(make_gitd, servers, origin, work, route, name, fields):
    daemon = make_gitd(env={"LOG_LEVEL": "debug"})
    ok(daemon.clone(servers.http.url(origin.name), work / "c"))
    url = "https://ada:unspoken@h/x?token=unspoken"
    resp = daemon.post(f"/git/{route}", {"path": str(work / "c"), **fields, name: url})
    assert 400 <= resp.status < 500 and b"unspoken" not in resp.body, resp


def test_a_token_in_a_query(make_gitd, servers, work):
    daemon = make_gitd(env={"LOG_LEVEL": "debug"})
    for kind in ("open", "forbidden", "error"):
        resp = daemon.clone(servers.http.url("missing.git?token=unspoken", kind), work / "c")
        assert resp.status >= 400 and b"unspoken" not in resp.body, resp
