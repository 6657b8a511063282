import pathlib

import pytest

from support import interpreter
from support import pty as ptys
from support import shells
from support.daemon import Daemon
from support.git_remote import RemoteDaemon, Servers, no_secrets_below
from support.git_repo import GitRepo
from support.git_zoo import furnish
from support.lsp import PATH as LSP_PATH
from support.lsp import Control, Project, wrapper
from support.process import Events, Gate
from support.sessions import Session


@pytest.fixture
def events(tmp_path):
    e = Events(tmp_path / "events")
    yield e
    e.close()


@pytest.fixture
def gate(tmp_path):
    g = Gate(tmp_path / "gate")
    yield g
    g.close()


@pytest.fixture
def session(daemon):
    """A session of the shared daemon, gone after the test."""
    made = Session(daemon)
    yield made
    assert made.delete().status == 204


@pytest.fixture(scope="session", params=shells.NAMES)
def shell_daemon(request, tmp_path_factory):
    """A daemon for each of the shells that sessions have to work with."""
    reason = shells.missing(request.param)
    if reason:
        pytest.skip(reason)
    made = shells.start(request.param, tmp_path_factory.mktemp(request.param))
    made.shell = request.param
    yield made
    made.stop()


@pytest.fixture
def shell(shell_daemon):
    """A session in each of the shells; `shell.name` says which."""
    made = Session(shell_daemon)
    made.name = shell_daemon.shell
    yield made
    assert made.delete().status == 204


@pytest.fixture(scope="session")
def gitless():
    """The daemon that tests of git share: there is no git on its PATH."""
    d = Daemon(env={"PATH": "/nonexistent", "XDG_CONFIG_HOME": None})
    yield d
    d.stop()


@pytest.fixture
def repo(gitless, tmp_path):
    """A repository with one commit, and git's configuration where that daemon has it."""
    return furnish(GitRepo(tmp_path / "repo", gitless.home))


@pytest.fixture
def twin(repo, tmp_path):
    """twin() → a copy of the repository as it is now, for git to do what the daemon does to the first."""
    return lambda: repo.copy(tmp_path / "twin")


@pytest.fixture(scope="session")
def terminals():
    """The daemon that tests of terminals share; its home has the files of support/pty.py. `web` is its web terminal,
    `half_open` a client that has given no sign since the beginning."""
    d = Daemon(env={"DAYTONA_TERMINATION_GRACE_PERIOD": "1s", "TOOLBOX_TERMINAL_PORT": "0"})
    d.web = ptys.web_port(d)
    ptys.furnish(d.home)
    d.half_open = ptys.open_pty(d, "stty -echo; while read x; do echo \"got=[$x]\"; done", pty_id="half-open")
    yield d
    d.stop()


@pytest.fixture
def make_pty(terminals):
    """make_pty(run, **fields) → a PTY by POST, gone after the test."""
    made = []

    def make(run=None, **fields):
        made.append(ptys.Pty(terminals, run, **fields))
        return made[-1]

    yield make
    for pty in made:
        assert pty.delete().status in (200, 404)


@pytest.fixture
def open_pty(terminals):
    """open_pty(run, **query) → the client of a PTY by create-connect, both gone after the test."""
    made = []

    def make(run=None, **query):
        made.append(ptys.open_pty(terminals, run, **query))
        return made[-1]

    yield make
    for client in made:
        client.close()
        assert client.pty.delete().status in (200, 404)


@pytest.fixture
def prompt(shell_daemon):
    """The client of a terminal in each of the shells, at its first prompt."""
    ptys.furnish(pathlib.Path(shell_daemon.home))
    with ptys.open_pty(shell_daemon) as client:
        client.name = shell_daemon.shell
        client.until("$ ")
        yield client
    assert client.pty.delete().status in (200, 404)


@pytest.fixture(scope="session")
def coder():
    """The daemon that tests of contexts and code-run share: its PATH has Python with the scientific packages, and a Node
    that takes TypeScript."""
    d = Daemon(env={"PATH": interpreter.PATH})
    yield d
    d.stop()


@pytest.fixture
def make_coder(make_daemon):
    """make_coder(env, …) → a daemon with that PATH, unless `env` has another, of the test's own."""
    return lambda env=None, **options: make_daemon(env={"PATH": interpreter.PATH, **(env or {})}, **options)


@pytest.fixture
def make_context(coder):
    """make_context(language, **fields) → a context, gone after the test."""
    made = []

    def make(language=None, **fields):
        made.append(interpreter.create(coder, language, **fields))
        return made[-1]

    yield make
    for context in made:
        assert context.delete().status in (200, 404)


@pytest.fixture
def context(make_context):
    """A Python context of the shared daemon, gone after the test."""
    return make_context()


@pytest.fixture(scope="session")
def servers(tmp_path_factory):
    """The servers of git's remote operations; their logs stay in the directory."""
    made = Servers(tmp_path_factory.mktemp("servers"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def gitd(servers, tmp_path_factory):
    """The daemon that tests of remote operations share: it trusts the servers' authority, its SSH key is let in."""
    d = RemoteDaemon(servers.home(tmp_path_factory.mktemp("git") / "home"),
                     env={"SSL_CERT_FILE": servers.authority.certificate})
    yield d
    d.stop()


@pytest.fixture
def make_gitd(servers, tmp_path):
    """make_gitd(env, home, …) → a RemoteDaemon, by default with an empty home; it must stop with exit code 0."""
    made = []

    def make(home=None, **options):
        if home is None:
            home = tmp_path / f"home-{len(made)}"
            home.mkdir()
        made.append(RemoteDaemon(home, **options))
        return made[-1]

    yield make
    for d in made:
        d.stop()


@pytest.fixture
def work(tmp_path):
    """Where a test clones to; no file there may hold a secret in the end."""
    path = tmp_path / "work"
    path.mkdir()
    yield path
    no_secrets_below(path)


@pytest.fixture(scope="session")
def lspd():
    """The daemon that tests of language servers share: there is none on its PATH, projects bring theirs along."""
    d = Daemon(env={"PATH": "/nonexistent", "TOOLBOX_LSP_PATH": None})
    yield d
    d.stop()


@pytest.fixture
def make_control(tmp_path):
    """make_control(**behaviour) → the Control of a fake server; the test makes wrappers for it."""
    made = []

    def make(path=None, **behaviour):
        made.append(Control(path or tmp_path / f"control-{len(made)}", **behaviour))
        return made[-1]

    yield make
    for control in made:
        control.close()


@pytest.fixture
def make_project(lspd, tmp_path, make_control):
    """make_project(**behaviour) → a Project whose own fake server does so, and is stopped after the test."""
    made = []

    def make(daemon=None, path=None, language="python", program="pyright-langserver", **behaviour):
        control = make_control((path or tmp_path).parent / f"control-of-{path.name}" if path else None, **behaviour)
        project = Project(daemon or lspd, path or tmp_path / f"project-{len(made)}", language)
        project.control = control
        wrapper(project.path / "node_modules" / ".bin", program, control.path)
        project.write("a.py", "a = 1\n")
        made.append(project)
        return project

    yield make
    for project in made:
        if project.daemon.proc.poll() is None:
            assert project.ask("stop").status in (200, 400, 401)


@pytest.fixture
def project(make_project):
    """One that has been started."""
    return make_project().start()


@pytest.fixture(scope="session")
def real_lspd():
    """The daemon with the real language servers on its PATH."""
    d = Daemon(env={"PATH": LSP_PATH})
    yield d
    d.stop()
