"""The size of a terminal: the program hears of a change, everybody can see it. And shells that start late."""

import pytest

from support.daemon import check_error
from support.process import nap, processes_with
from support.pty import Pty, check_failure, listed_ids, new_id
from support.sessions import EITHER, running

# Tells the size at each change. A wait ends early for a trap, a read need not.
WATCHER = "trap 'stty size' WINCH; sleep 1000 & echo ready; while :; do wait $!; done"


def test_the_program_is_told(open_pty):
    client = open_pty(WATCHER)
    client.until("ready\r\n")
    for cols, rows in ((100, 30), (1, 1), (1000, 1000), (80, 24)):
        resp = client.pty.resize(cols, rows)
        assert resp.status == 200, resp
        client.until(f"{rows} {cols}\r\n")
        assert (resp.json()["cols"], resp.json()["rows"]) == (cols, rows)
        assert client.pty.info() == resp.json()


def test_every_client_sees_what_the_program_makes_of_it(open_pty):
    client = open_pty(WATCHER)
    client.until("ready\r\n")
    with client.pty.connect() as other:
        other.until("ready")
        client.pty.resize(77, 33)
        client.until("33 77\r\n")
        other.until("33 77")


def test_the_same_size_again_is_fine(make_pty):
    pty = make_pty()
    for _ in range(3):
        assert pty.resize(90, 20).status == 200
    assert (pty.info()["cols"], pty.info()["rows"]) == (90, 20)


@pytest.mark.parametrize("body", [{}, {"cols": 80}, {"rows": 24}, [], b"null", b"{"] + [
    {"cols": 80, "rows": 24, name: value} for name in ("cols", "rows")
    for value in (0, -1, 1001, 1.5, "80", None, True, 2**40)], ids=repr)
def test_a_bad_size_changes_nothing(make_pty, body):
    pty = make_pty(cols=70, rows=20)
    resp = pty.daemon.request("POST", f"{pty.path}/resize", body, {"Content-Type": "application/json"})
    check_error(resp, 400, EITHER)
    assert (pty.info()["cols"], pty.info()["rows"]) == (70, 20)


def test_one_that_is_unknown_or_ended_is_gone(terminals, open_pty):
    path = f"/process/pty/{new_id()}/resize"
    check_error(terminals.post(path, {"cols": 80, "rows": 24}), 410, "SESSION_ENDED", message="gone: ")
    client = open_pty("exit 0")
    client.check_end(0)
    check_error(client.pty.resize(80, 24), 410, "SESSION_ENDED", message="gone: ")
    deleted = Pty(terminals)
    assert deleted.delete().status == 200
    check_error(deleted.resize(80, 24), 410, "SESSION_ENDED", message="gone: ")


# Late starts

def test_a_lazy_shell_starts_with_its_first_client(terminals, make_pty):
    sleeper = nap()
    pty = make_pty(f"echo started; {sleeper}", lazyStart=True, cols=90, rows=30)
    assert pty.info()["active"] is False
    assert processes_with(sleeper) == []
    with pty.connect() as client:
        client.until("started")
        running(sleeper, 2)  # the script and the program
        info = pty.info()
        assert (info["active"], info["lazyStart"]) == (True, True)
        assert pty.id in listed_ids(terminals)


def test_it_starts_once(make_pty):
    pty = make_pty("echo begin; read x; echo got $x; exit 4", lazyStart=True)
    with pty.connect() as first, pty.connect() as second:
        first.until("begin")
        second.until("begin")
        second.type("hi\n")
        assert first.check_end(4).count(b"begin") == 1
        assert second.check_end(4).count(b"begin") == 1


def test_resize_before_the_start(make_pty):
    pty = make_pty("stty size; read x", lazyStart=True)
    resp = pty.resize(111, 44)
    assert (resp.status, resp.json()["cols"], resp.json()["rows"]) == (200, 111, 44)
    assert resp.json()["active"] is False
    with pty.connect() as client:
        client.until("44 111\r\n")


def test_deleting_one_that_has_never_started(terminals, make_pty, tmp_path):
    pty = make_pty(f"touch {tmp_path}/ran", lazyStart=True)
    assert pty.delete().status == 200
    assert pty.id not in listed_ids(terminals)
    assert not (tmp_path / "ran").exists()


def test_a_lazy_one_whose_directory_is_gone_by_then(make_pty, tmp_path):
    (tmp_path / "here").mkdir()
    pty = make_pty("pwd; read x", lazyStart=True, cwd=str(tmp_path / "here"))
    (tmp_path / "here").rmdir()
    check_failure(pty.daemon, f"{pty.path}/connect")
