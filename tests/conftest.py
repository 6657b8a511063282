import os
import pathlib
import shutil
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from support.daemon import Daemon  # noqa: E402


@pytest.fixture(scope="session")
def daemon():
    """The daemon that tests share; a test that changes its environment, or needs a user of its own, makes one."""
    d = Daemon()
    yield d
    d.stop()


@pytest.fixture
def make_daemon():
    """make_daemon(args, env, cwd, home, run_as) → a running Daemon; after the test it must stop with exit code 0."""
    made = []

    def make(**options):
        made.append(Daemon(**options))
        return made[-1]

    yield make
    failures = []
    for d in made:
        try:
            d.stop()
        except AssertionError as e:
            failures.append(str(e))
    assert not failures, failures


@pytest.fixture(scope="session")
def unprivileged():
    """A daemon that is not root, so that permissions bind it."""
    d = Daemon(run_as=65534 if os.geteuid() == 0 else None)
    yield d
    d.stop()


@pytest.fixture
def open_tmp():
    """A directory that every user may enter and write to; pytest's own is private."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="toolboxd-open-"))
    path.chmod(0o777)
    yield path
    for directory, names, _ in os.walk(path):
        for full in (os.path.join(directory, n) for n in names):
            if not os.path.islink(full):
                os.chmod(full, 0o700)  # before the walk enters it
    shutil.rmtree(path)
