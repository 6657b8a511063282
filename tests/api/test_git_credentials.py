"""POST /git/credentials, and how what is stored is found."""

import os
import pathlib
import stat

import pytest

from support.daemon import ANY_400
from support.git_http import OTHER_PASSWORD, OTHER_USER, PASSWORD, USER
from support.git_remote import ok, refused, together
from support.git_repositories import attempt, commit, git
from support.sessions import eventually


@pytest.fixture
def home(tmp_path):
    path = tmp_path / "home"
    path.mkdir()
    return path


@pytest.fixture
def daemon(make_gitd, home):
    return make_gitd(home=home)


@pytest.fixture(scope="module")
def origin(servers):
    return servers.origin({"a": "one\n"})


@pytest.fixture
def url(servers, origin):
    return servers.http.url(origin.name, "auth")


@pytest.fixture
def host(servers):
    return f"127.0.0.1:{servers.http.port}"


def store(daemon, username, password, **fields):
    return daemon.post("/git/credentials", {"username": username, "password": password, **fields})


def fill(home, **asked):
    """What the real git finds: (username, password); None without."""
    text = "".join(f"{name}={value}\n" for name, value in asked.items()) + "\n"
    done = attempt("credential", "fill", home=home, stdin=text.encode())
    found = dict(line.split("=", 1) for line in done.stdout.decode().splitlines())
    return (found["username"], found["password"]) if found.get("password") and done.returncode == 0 else None


def test_defaults(daemon, home):
    ok(store(daemon, "ada", "unspoken-1"))
    file = home / ".git-credentials"
    assert file.read_text() == "https://ada:unspoken-1@github.com\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert git("config", "--global", "credential.helper", home=home) == "store"
    assert fill(home, protocol="https", host="github.com") == ("ada", "unspoken-1")
    assert daemon.get("/git/config", key="credential.helper").json() == {"value": "store"}


@pytest.mark.parametrize("username, password", [
    ("ada", "unspoken p:w@/%?#&=+"), ("ada@example.com", "unspoken-x"), ("a:b/c", "unspoken-ü☃"), ("x y", "unspoken-" + "x" * 3000),
    ("token", "unspoken-'\"$(x)`\\"), ("ü", "unspoken-\x7f\t")])
@pytest.mark.parametrize("host", ["example.com", "example.com:8443", "127.0.0.1", "[::1]:8080"])
def test_the_real_git_reads_it(daemon, home, username, password, host):
    ok(store(daemon, username, password, host=host, protocol="https"))
    assert fill(home, protocol="https", host=host) == (username, password)
    assert fill(home, protocol="http", host=host) is None
    assert fill(home, protocol="https", host="other.example") is None


def test_several(daemon, home):
    for n, (user, host) in enumerate([("a", "one.example"), ("b", "one.example"), ("a", "two.example")]):
        ok(store(daemon, user, f"unspoken-{n}", host=host))
    ok(store(daemon, "a", "unspoken-http", host="one.example", protocol="http"))
    assert fill(home, protocol="https", host="one.example", username="a") == ("a", "unspoken-0")
    assert fill(home, protocol="https", host="one.example", username="b") == ("b", "unspoken-1")
    assert fill(home, protocol="https", host="two.example") == ("a", "unspoken-2")
    assert fill(home, protocol="http", host="one.example") == ("a", "unspoken-http")
    ok(store(daemon, "a", "unspoken-new", host="one.example"))
    assert fill(home, protocol="https", host="one.example", username="a") == ("a", "unspoken-new")
    assert len((home / ".git-credentials").read_text().splitlines()) == 4
    assert stat.S_IMODE((home / ".git-credentials").stat().st_mode) == 0o600


def test_the_newest_is_found_first(daemon, home):
    """As git's helper, which writes a new credential before the others."""
    ok(store(daemon, "a", "unspoken-a", host="h.example"))
    ok(store(daemon, "b", "unspoken-b", host="h.example"))
    assert fill(home, protocol="https", host="h.example") == ("b", "unspoken-b")


def test_what_git_stored_stays(daemon, home):
    (home / ".gitconfig").write_text("[user]\n\tname = Ada\n[credential]\n\thelper = store\n")
    done = attempt("credential", "approve", home=home,
                   stdin=b"protocol=https\nhost=kept.example\nusername=k\npassword=unspoken-kept\n\n")
    assert done.returncode == 0
    ok(store(daemon, "ada", "unspoken-1"))
    assert fill(home, protocol="https", host="kept.example") == ("k", "unspoken-kept")
    assert git("config", "--global", "--get-all", "credential.helper", home=home) == "store"
    assert git("config", "--global", "user.name", home=home) == "Ada"


def test_another_helper_stays_beside(daemon, home):
    git("config", "--file", home / ".gitconfig", "credential.helper", "cache --timeout=1")
    ok(store(daemon, "ada", "unspoken-1"))
    helpers = git("config", "--file", home / ".gitconfig", "--get-all", "credential.helper").splitlines()
    assert "store" in helpers
    assert "https://ada:unspoken-1@github.com\n" in (home / ".git-credentials").read_text()


def test_a_loose_file_is_tightened(daemon, home):
    (home / ".git-credentials").write_text("https://k:unspoken@kept.example\n")
    (home / ".git-credentials").chmod(0o644)
    ok(store(daemon, "ada", "unspoken-1"))
    assert stat.S_IMODE((home / ".git-credentials").stat().st_mode) == 0o600


@pytest.mark.parametrize("body", [
    {}, {"username": "a"}, {"password": "unspoken"}, {"username": 1, "password": "unspoken"},
    {"username": "", "password": "unspoken"},
    {"username": "a", "password": ""}, {"username": "a\nb", "password": "unspoken"},
    {"username": "a", "password": "unspoken\nx"},
    {"username": "a", "password": "unspoken\0x"}, {"username": "a", "password": "unspoken", "host": "h\nx"},
    {"username": "a", "password": "unspoken", "host": "h/x y@z"},
    {"username": "a", "password": "unspoken", "protocol": "ht tp"},
    {"username": "a", "password": "unspoken", "protocol": "https://"}, [], None], ids=ascii)
def test_what_cannot_be_stored(daemon, home, body):
    refused(daemon.post("/git/credentials", body), 400, ANY_400)
    assert not (home / ".git-credentials").exists()


@pytest.mark.parametrize("fields", [{"host": "", "protocol": ""}, {"host": None, "protocol": None}])
def test_empty_fields_are_as_absent(daemon, home, fields):
    ok(store(daemon, "ada", "unspoken-1", **fields))
    assert fill(home, protocol="https", host="github.com") == ("ada", "unspoken-1")


def test_many_at_once_are_all_there(daemon, home):
    for resp in together([lambda n=n: store(daemon, "u", f"unspoken-{n}", host=f"h{n}.example") for n in range(20)]):
        ok(resp)
    for n in range(20):
        assert fill(home, protocol="https", host=f"h{n}.example") == ("u", f"unspoken-{n}")
    assert git("config", "--global", "--get-all", "credential.helper", home=home) == "store"
    assert sorted(os.listdir(home)) == sorted({".git-credentials", ".gitconfig", "empty-path"})


# How they are used

def test_clone_pull_and_push_use_it(daemon, servers, host, work):
    origin = servers.origin({"a": "1"})
    url = servers.http.url(origin.name, "auth")
    refused(daemon.clone(url, work / "c"), 401, "GIT_AUTH_FAILED")
    ok(store(daemon, USER, PASSWORD, host=host, protocol="http"))
    ok(daemon.clone(url, work / "c"))
    origin.commit({"a": "2"})
    ok(daemon.pull(work / "c"))
    mine = commit(work / "c", {"mine": "m"})
    ok(daemon.push(work / "c"))
    assert origin.head() == mine
    resp = daemon.post("/git/remotes", {"path": str(work / "c"), "name": "again", "url": url, "fetch": True})
    ok(resp, 201)


def test_it_is_not_sent_to_those_who_do_not_ask(daemon, servers, host, work):
    origin = servers.origin({"a": "1"})
    ok(store(daemon, USER, PASSWORD, host=host, protocol="http"))
    ok(daemon.clone(servers.http.url(origin.name), work / "c"))
    assert {auth for *_, auth in servers.http.record(origin.name)} == {"-"}


@pytest.mark.parametrize("host_of", ["localhost:{port}", "127.0.0.1", "127.0.0.1:1", "example.com"])
def test_it_is_not_for_another_host(daemon, servers, work, host_of):
    origin = servers.origin({"a": "1"})
    ok(store(daemon, USER, PASSWORD, host=host_of.format(port=servers.http.port), protocol="http"))
    refused(daemon.clone(servers.http.url(origin.name, "auth"), work / "c"), 401, "GIT_AUTH_FAILED")
    assert {auth for *_, auth in servers.http.record(origin.name)} == {"-"}


def test_it_is_not_for_another_protocol(daemon, url, host, work):
    ok(store(daemon, USER, PASSWORD, host=host, protocol="https"))
    refused(daemon.clone(url, work / "c"), 401, "GIT_AUTH_FAILED")


def test_a_wrong_one(daemon, url, host, work, home):
    ok(store(daemon, USER, "unspoken-wrong", host=host, protocol="http"))
    refused(daemon.clone(url, work / "c"), 401, "GIT_AUTH_FAILED")
    assert "unspoken-wrong" in (home / ".git-credentials").read_text()  # it is the user's to correct
    ok(store(daemon, USER, PASSWORD, host=host, protocol="http"))
    ok(daemon.clone(url, work / "c"))


def test_the_request_goes_before_it(daemon, url, host, work):
    ok(store(daemon, USER, "unspoken-wrong", host=host, protocol="http"))
    ok(daemon.clone(url, work / "c", username=OTHER_USER, password=OTHER_PASSWORD))
    ok(store(daemon, USER, PASSWORD, host=host, protocol="http"))
    refused(daemon.pull(work / "c", username=OTHER_USER, password="unspoken-wrong"), 401, "GIT_AUTH_FAILED")


def test_the_user_of_the_url_decides(daemon, servers, origin, host, work):
    ok(store(daemon, OTHER_USER, "unspoken-wrong", host=host, protocol="http"))
    ok(store(daemon, USER, PASSWORD, host=host, protocol="http"))
    ok(daemon.clone(servers.http.url(origin.name, "auth", f"{USER}@"), work / "c"))
    refused(daemon.clone(servers.http.url(origin.name, "auth", f"{OTHER_USER}@"), work / "d"), 401, "GIT_AUTH_FAILED")


def test_what_git_stored_is_used(daemon, home, url, host, work):
    (home / ".gitconfig").write_text("[credential]\n\thelper = store\n")
    done = attempt("credential", "approve", home=home,
                   stdin=f"protocol=http\nhost={host}\nusername={USER}\npassword={PASSWORD}\n\n".encode())
    assert done.returncode == 0
    ok(daemon.clone(url, work / "c"))


def line_for(host):
    return f"http://{OTHER_USER}:{OTHER_PASSWORD}@{host}\n"


def test_a_file_of_another_place(daemon, home, url, host, work):
    (home / "my credentials").mkdir()
    (home / "my credentials" / "credentials").write_text(line_for(host))
    git("config", "--file", home / ".gitconfig", "credential.helper", 'store --file "~/my credentials/credentials"')
    resp = daemon.clone(url, work / "c")
    assert resp.status in (200, 401)  # a quoted "~" is none for a shell
    git("config", "--file", home / ".gitconfig", "credential.helper",
        f'store --file "{home}/my credentials/credentials"')
    ok(daemon.clone(url, work / "d"))
    git("config", "--file", home / ".gitconfig", "credential.helper", "store --file=~/.git-credentials")
    (home / ".git-credentials").write_text(line_for(host))
    ok(daemon.clone(url, work / "e"))


def test_the_xdg_place(daemon, home, url, host, work):
    (home / ".config" / "git").mkdir(parents=True)
    (home / ".config" / "git" / "credentials").write_text(line_for(host))
    git("config", "--file", home / ".gitconfig", "credential.helper", "store")
    ok(daemon.clone(url, work / "c"))


def test_a_file_without_the_helper_is_not_used(daemon, home, url, host, work):
    (home / ".git-credentials").write_text(line_for(host))
    refused(daemon.clone(url, work / "c"), 401, "GIT_AUTH_FAILED")


def test_a_helper_of_the_repository(daemon, home, servers, origin, host, work):
    ok(daemon.clone(servers.http.url(origin.name), work / "c"))
    git("remote", "set-url", "origin", servers.http.url(origin.name, "auth"), cwd=work / "c")
    refused(daemon.pull(work / "c"), 401, "GIT_AUTH_FAILED")
    (home / ".git-credentials").write_text(line_for(host))
    git("config", "credential.helper", "store", cwd=work / "c")
    ok(daemon.pull(work / "c"))


def test_other_helpers_are_not_run(daemon, home, url, work):
    git("config", "--file", home / ".gitconfig", "credential.helper", f"!touch {work}/ran")
    refused(daemon.clone(url, work / "c"), 401, "GIT_AUTH_FAILED")
    git("config", "--file", home / ".gitconfig", "core.askPass", f"touch {work}/ran")
    refused(daemon.clone(url, work / "c"), 401, "GIT_AUTH_FAILED")
    assert os.listdir(work) == []


def test_garbage_in_the_file_is_skipped(daemon, home, url, host, work):
    garbage = b"\xff\xfe\0\n\nhttp://\nhttp://@@\n://x:unspoken@" + host.encode() + b"\nx" * 1000 + b"\n"
    (home / ".git-credentials").write_bytes(garbage + line_for(host).encode())
    git("config", "--file", home / ".gitconfig", "credential.helper", "store")
    ok(daemon.clone(url, work / "c"))


def test_lines_with_carriage_returns(daemon, home, url, host, work):
    (home / ".git-credentials").write_text(line_for("other.example").replace("\n", "\r\n") + line_for(host))
    git("config", "--file", home / ".gitconfig", "credential.helper", "store")
    ok(daemon.clone(url, work / "c"))


def test_nothing_of_it_is_in_a_clone(daemon, url, host, work):
    ok(store(daemon, USER, PASSWORD, host=host, protocol="http"))
    ok(daemon.clone(url, work / "c"))
    text = (work / "c" / ".git" / "config").read_text()
    assert USER not in text and "credential" not in text
    assert pathlib.Path(work, "c", ".git", "logs", "HEAD").read_text().count(USER + ":") == 0


# A file that another git is writing


def lock(home):
    path = home / ".git-credentials.lock"
    path.touch()
    return path


def test_a_lock_that_stays(daemon, home, host):
    left = lock(home)
    refused(store(daemon, USER, PASSWORD, host=host), 409, "CONFLICT", ".git-credentials.lock")
    assert left.exists() and not (home / ".git-credentials").exists()


def test_a_lock_that_goes_away(daemon, home, host):
    held = lock(home)

    def release():
        descriptors = pathlib.Path(f"/proc/{daemon.proc.pid}/fd")
        eventually(lambda: any(os.path.lexists(d) and "inotify" in os.readlink(d) for d in descriptors.iterdir()),
                   "the daemon waits for the lock")
        held.unlink()
        return True

    answer, _ = together([lambda: store(daemon, USER, PASSWORD, host=host), release])
    ok(answer)
    assert (home / ".git-credentials").exists() and not held.exists()
