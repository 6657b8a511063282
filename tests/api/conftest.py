import pytest

from support import shells
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
