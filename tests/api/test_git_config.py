"""GET and POST /git/config, POST /git/config/user: what is written, git reads, and the other way round."""

import os

import pytest

from support.daemon import ANY_400, check_error
from support.git_api import NO_REPO, refused
from support.git_repo import GitRepo

HOME_LESS = {"XDG_CONFIG_HOME": None}


class Settings:
    """A daemon with a home of its own, and a repository."""

    def __init__(self, daemon, home, repo):
        self.daemon = daemon
        self.home = home
        self.repo = repo

    def where(self, scope):
        return {"scope": scope, **({"path": str(self.repo.path)} if scope == "local" else {})}

    def get(self, key, scope=None, **query):
        resp = self.daemon.get("/git/config", key=key, **{**(self.where(scope) if scope else {}), **query})
        assert resp.status == 200, resp
        assert list(resp.json()) == ["value"]
        return resp.json()["value"]

    def set(self, key, value, scope=None, status=200):
        resp = self.daemon.post("/git/config", {"key": key, "value": value, **(self.where(scope) if scope else {})})
        assert resp.status == status, resp
        assert status != 200 or resp.body == b""
        return resp

    def gits(self, key, scope):
        """The value that git reads, None when there is none."""
        done = self.repo.run("config", f"--{scope}", "-z", "--get", key)
        assert done.returncode in (0, 1), done
        return done.stdout[:-1].decode() if done.returncode == 0 else None


@pytest.fixture
def settings(make_daemon, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return Settings(make_daemon(home=home, env=HOME_LESS), home, GitRepo(tmp_path / "repo", home))


SCOPES = ["global", "local"]
VALUES = ["plain", "with space", " lead and trail ", 'quo"te', "semi;colon # hash", "back\\slash", "line\nbreak", "tab\tstop", "",
          "ünï 日本", "true", "0", "~/x", "a=b", "[x]", "x" * 10_000, "\\n", "'", "%(prefix)/x"]


@pytest.mark.parametrize("scope", SCOPES)
def test_values_there_and_back(settings, scope):
    for n, value in enumerate(VALUES):
        key = f"test.v{n}"
        settings.set(key, value, scope)
        assert settings.gits(key, scope) == value
        assert settings.get(key, scope) == value


@pytest.mark.parametrize("scope", SCOPES)
def test_values_that_git_wrote(settings, scope):
    for n, value in enumerate(VALUES):
        settings.repo.git("config", f"--{scope}", f"test.v{n}", value)
        assert settings.get(f"test.v{n}", scope) == value


@pytest.mark.parametrize("key", ["user.name", "branch.main.remote", "url.https://example.org/.insteadOf", "a.b.c.d", "a.B c.d",
                                 "core.autocrlf", "http.https://x.org:8080/y?z.proxy", "x-y.z-w", "branch.ünï.remote", 's.q"t.k',
                                 "s.b\\s.k", "Sec.Sub.Key"])
@pytest.mark.parametrize("scope", SCOPES)
def test_keys(settings, scope, key):
    assert settings.get(key, scope) is None
    settings.set(key, "one", scope)
    settings.set(key, "two", scope)
    assert settings.gits(key, scope) == settings.get(key, scope) == "two"
    assert len(settings.repo.git("config", f"--{scope}", "--get-all", key).splitlines()) == 1


def test_the_case_of_section_and_name_does_not_count(settings):
    settings.set("Core.FooBar", "1", "local")
    settings.set("branch.Main.x", "2", "local")
    assert settings.get("core.foobar", "local") == settings.get("CORE.FOOBAR", "local") == "1"
    assert settings.get("branch.Main.X", "local") == "2" and settings.get("branch.main.x", "local") is None


@pytest.mark.parametrize("key", ["", "name", ".name", "section.", "a..", "user.na me", "user.na_me", "us er.name", "user.1name",
                                 "a.b.", "user.name\n", "a.b\nc.d", "a.b\0c", "=", "user.näme"], ids=repr)
@pytest.mark.parametrize("scope", SCOPES)
def test_bad_keys(settings, scope, key):
    before = (settings.repo.path / ".git/config").read_bytes()
    check_error(settings.set(key, "v", scope, 400), 400, ANY_400)
    check_error(settings.daemon.get("/git/config", key=key, **settings.where(scope)), 400, ANY_400)
    assert (settings.repo.path / ".git/config").read_bytes() == before
    assert not (settings.home / ".gitconfig").exists()


def test_a_value_with_nul(settings):
    check_error(settings.set("a.b", "x\0y", "global", 400), 400, ANY_400)


def test_global_is_the_default(settings):
    settings.set("user.name", "Ada")
    assert settings.get("user.name") == settings.get("user.name", "global") == settings.gits("user.name", "global") == "Ada"
    assert settings.get("user.name", path=settings.repo.path) == "Ada"
    assert settings.get("user.name", "local") is None


def test_local_is_the_repository_s_alone(settings, tmp_path):
    other = GitRepo(tmp_path / "other", settings.home)
    settings.set("a.b", "1", "local")
    assert settings.gits("a.b", "local") == "1" and settings.gits("a.b", "global") is None
    assert other.run("config", "--local", "a.b").returncode == 1
    settings.repo.git("config", "--global", "c.d", "2")
    assert settings.get("c.d", "local") is None and settings.get("a.b", "global") is None


@pytest.mark.parametrize("scope", SCOPES)
def test_of_several_values_the_last_wins_and_none_is_replaced(settings, scope):
    settings.repo.git("config", f"--{scope}", "a.b", "one")
    settings.repo.git("config", f"--{scope}", "--add", "a.b", "two")
    settings.repo.git("config", f"--{scope}", "--add", "a.b", "three")
    settings.repo.git("config", f"--{scope}", "a.other", "kept")
    assert settings.get("a.b", scope) == "three"
    before = settings.repo.git("config", f"--{scope}", "--list")
    assert settings.repo.run("config", f"--{scope}", "a.b", "four").returncode == 5
    check_error(settings.set("a.b", "four", scope, 409), 409, "CONFLICT", "several values")
    assert settings.repo.git("config", f"--{scope}", "--list") == before
    settings.set("a.other", "five", scope)
    assert settings.gits("a.other", scope) == "five"


def test_a_key_without_a_value(settings):
    with open(settings.repo.path / ".git/config", "a", encoding="ascii") as f:
        f.write("[flag]\n\ton\n")
    assert settings.get("flag.on", "local") in ("", "true")


def test_what_stood_there_stays(settings):
    text = "# a comment\n[user]\n\tname = Old ; note\n\n[alias]\n\tst = status -sb\n[user]\n\temail = x@y\n"
    (settings.home / ".gitconfig").write_text(text)
    settings.set("user.name", "New")
    after = (settings.home / ".gitconfig").read_text()
    assert "# a comment" in after and "st = status -sb" in after and "email = x@y" in after and "Old" not in after
    assert settings.gits("user.name", "global") == "New"


def test_included_files_are_not_the_file_itself(settings):
    """As `git config --global`: one file is read, and written."""
    (settings.home / "more").write_text("[a]\n\tb = included\n")
    (settings.home / ".gitconfig").write_text("[include]\n\tpath = more\n")
    assert settings.get("a.b", "global") == settings.gits("a.b", "global") is None
    assert settings.get("include.path", "global") == "more"
    settings.set("a.b", "mine", "global")
    assert (settings.home / "more").read_text() == "[a]\n\tb = included\n"
    assert settings.get("a.b", "global") == settings.gits("a.b", "global") == "mine"


def test_the_other_global_file_where_only_that_exists(settings):
    other = settings.home / ".config/git/config"
    other.parent.mkdir(parents=True)
    other.write_text("[a]\n\tb = 1\n")
    assert settings.get("a.b") == "1"
    settings.set("a.b", "2")
    settings.set("c.d", "3")
    assert not (settings.home / ".gitconfig").exists()
    assert settings.gits("a.b", "global") == "2" and settings.gits("c.d", "global") == "3"


def test_xdg_config_home(make_daemon, tmp_path):
    home, xdg = tmp_path / "home", tmp_path / "xdg"
    home.mkdir()
    (xdg / "git").mkdir(parents=True)
    (xdg / "git/config").write_text("[a]\n\tb = 1\n")
    d = make_daemon(home=home, env={"XDG_CONFIG_HOME": xdg})
    assert d.get("/git/config", key="a.b").json() == {"value": "1"}
    assert d.post("/git/config", {"key": "c.d", "value": "2"}).status == 200
    assert "d = 2" in (xdg / "git/config").read_text() and not (home / ".gitconfig").exists()
    assert d.post("/git/config", {"key": "e.f", "value": "3"}).status == 200


def test_a_linked_global_file_stays_a_link(settings):
    (settings.home / "dotfiles").write_text("[a]\n\tb = 1\n")
    (settings.home / ".gitconfig").symlink_to("dotfiles")
    settings.set("a.b", "2")
    assert (settings.home / ".gitconfig").is_symlink()
    assert "b = 2" in (settings.home / "dotfiles").read_text()


def test_the_mode_of_the_file_is_kept(settings):
    (settings.home / ".gitconfig").write_text("[a]\n\tb = 1\n")
    (settings.home / ".gitconfig").chmod(0o600)
    settings.set("a.b", "2")
    assert (settings.home / ".gitconfig").stat().st_mode & 0o777 == 0o600


def test_a_worktree_s_local_file_is_the_repository_s(settings, tmp_path):
    settings.repo.commit()
    settings.repo.git("worktree", "add", "-q", tmp_path / "linked")
    settings.daemon.post("/git/config", {"key": "a.b", "value": "1", "scope": "local", "path": str(tmp_path / "linked")})
    assert settings.gits("a.b", "local") == "1"


@pytest.mark.parametrize("scope", ["Global", "worktree", "user", "file"])
def test_unknown_scopes(settings, scope):
    resp = settings.daemon.post("/git/config", {"key": "a.b", "value": "1", "scope": scope, "path": str(settings.repo.path)})
    check_error(resp, 400, ANY_400, "scope")
    check_error(settings.daemon.get("/git/config", key="a.b", scope=scope, path=settings.repo.path), 400, ANY_400, "scope")


@pytest.mark.parametrize("path", [None, ""])
def test_local_needs_a_path(settings, path):
    resp = settings.daemon.post("/git/config", {"key": "a.b", "value": "1", "scope": "local", "path": path})
    check_error(resp, 400, ANY_400, "path")
    check_error(settings.daemon.get("/git/config", key="a.b", scope="local", path=path), 400, ANY_400, "path")


def test_local_of_what_is_no_repository(settings, tmp_path):
    check_error(settings.daemon.get("/git/config", key="a.b", scope="local", path=tmp_path), 404, NO_REPO)
    refused(settings.daemon, "config", tmp_path, 404, NO_REPO, key="a.b", value="1", scope="local")


@pytest.mark.parametrize("missing", ["key", "value"])
def test_missing_fields(settings, missing):
    fields = {"key": "a.b", "value": "1"}
    del fields[missing]
    check_error(settings.daemon.post("/git/config", fields), 400, ANY_400, missing)


def test_get_without_a_key(settings):
    check_error(settings.daemon.get("/git/config"), 400, ANY_400, "key")


@pytest.mark.parametrize("scope", SCOPES)
def test_a_file_that_is_broken(settings, scope):
    path = settings.home / ".gitconfig" if scope == "global" else settings.repo.path / ".git/config"
    text = "[core]\n\trepositoryformatversion = 0\n[unclosed\nx = \n= 3\n"
    path.write_text(text)
    for resp in (settings.daemon.get("/git/config", key="a.b", **settings.where(scope)),
                 settings.daemon.post("/git/config", {"key": "a.b", "value": "1", **settings.where(scope)})):
        assert resp.status in (400, 409, 422, 500), resp
        assert resp.json()["message"] and resp.json()["source"] == "DAYTONA_DAEMON"
    assert path.read_text() == text


@pytest.mark.parametrize("scope", SCOPES)
def test_a_name_without_a_value_gets_one(settings, scope):
    path = settings.home / ".gitconfig" if scope == "global" else settings.repo.path / ".git/config"
    with path.open("a") as file:
        file.write("[bool]\n\tx\n\ty\n")
    assert settings.get("bool.x", scope) == "true"
    settings.set("bool.x", "value", scope)
    assert settings.get("bool.x", scope) == "value" and settings.get("bool.y", scope) == "true"


def test_a_file_that_is_locked(settings):
    settings.set("a.b", "1")
    (settings.home / ".gitconfig.lock").touch()
    check_error(settings.set("a.b", "2", "global", 409), 409, "CONFLICT", "lock")
    assert settings.get("a.b") == "1"


@pytest.mark.skipif(os.geteuid() != 0, reason="the file has to be somebody else's")
def test_a_file_that_may_not_be_read(make_daemon, open_tmp):
    daemon = make_daemon(home=open_tmp, env=HOME_LESS, run_as=65534)
    file = open_tmp / ".gitconfig"
    file.write_text("[a]\n\tb = c\n")
    file.chmod(0o600)
    for resp in (daemon.get("/git/config", key="a.b"), daemon.post("/git/config", {"key": "a.b", "value": "d"})):
        check_error(resp, 403, "FILE_ACCESS_DENIED", str(file))
    assert file.read_text() == "[a]\n\tb = c\n"


def test_the_system_s_is_for_root(unprivileged):
    if os.access("/etc/gitconfig" if os.path.exists("/etc/gitconfig") else "/etc", os.W_OK):
        assert os.geteuid() == 0
    before = os.path.exists("/etc/gitconfig") and open("/etc/gitconfig", "rb").read()
    resp = unprivileged.post("/git/config", {"key": "toolbox.test", "value": "1", "scope": "system"})
    check_error(resp, 403, "FILE_ACCESS_DENIED")
    assert unprivileged.get("/git/config", key="toolbox.test", scope="system").json() == {"value": None}
    assert (os.path.exists("/etc/gitconfig") and open("/etc/gitconfig", "rb").read()) == before
    assert not os.path.exists("/etc/gitconfig.lock")


def test_a_home_that_cannot_be_written(make_daemon, open_tmp):
    home = open_tmp / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[a]\n\tb = 1\n")
    home.chmod(0o555)
    d = make_daemon(home=home, run_as=65534, env=HOME_LESS)
    assert d.get("/git/config", key="a.b").json() == {"value": "1"}
    check_error(d.post("/git/config", {"key": "a.b", "value": "2"}), 403, "FILE_ACCESS_DENIED")


# The user


def test_user(settings):
    resp = settings.daemon.post("/git/config/user", {"name": "Ada L", "email": "ada@example.org"})
    assert resp.status == 200 and resp.body == b"", resp
    assert settings.gits("user.name", "global") == "Ada L" and settings.gits("user.email", "global") == "ada@example.org"


def test_user_of_one_repository(settings):
    fields = {"name": "Ünï", "email": "u@x.org", "scope": "local", "path": str(settings.repo.path)}
    assert settings.daemon.post("/git/config/user", fields).status == 200
    assert settings.gits("user.name", "local") == "Ünï" and settings.gits("user.email", "local") == "u@x.org"
    assert not (settings.home / ".gitconfig").exists()


@pytest.mark.parametrize("fields", [{"name": "A"}, {"email": "a@b"}, {}, {"name": 1, "email": "a@b"}, {"name": "", "email": "a@b"},
                                    {"name": "A", "email": ""}, {"name": "a\0", "email": "a@b"},
                                    {"name": "A", "email": "a@b", "scope": "x"}, {"name": "A", "email": "a@b", "scope": "local"}],
                         ids=str)
def test_bad_users(settings, fields):
    check_error(settings.daemon.post("/git/config/user", fields), 400, ANY_400)
    assert not (settings.home / ".gitconfig").exists()


def test_user_of_the_system_is_for_root(unprivileged):
    resp = unprivileged.post("/git/config/user", {"name": "A", "email": "a@b", "scope": "system"})
    check_error(resp, 403, "FILE_ACCESS_DENIED")
