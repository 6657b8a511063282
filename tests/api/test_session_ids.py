"""Ids are any text; on disk everything of a session is below `~/.daytona/sessions/`, and goes with it."""

import os
import pathlib

import pytest

from support.daemon import check_error
from support.sessions import EITHER, Session, create, escaped

ODD = ["../x", "../../../tmp/x", "a/b", "/etc", "/", ".", "..", "...", "./a", "a/..", ".hidden", "a b", " a", " ",
       "a+b", "100%", "%2e%2e", "a%2Fb", "a?b=c", "a#b", "a;b", "a&b", "a\\b", "'", '"', "`id`", "$(touch x)", "$HOME",
       "~", "*", "-rf", "ž☃𝄞", "e\u0301", "\u00e9", "\u202e", "line\nline", "tab\t", "\x01\x1b[31m", "x" * 255, "x" * 300,
       "☃" * 300, "x" * 5000, "a:b@c", "Entrypoint", "entrypoint ", "entrypoint/", "session", "command", "exec", "0",
       "null"]


def names(ids):
    return [i if i.isprintable() and len(i) < 30 else f"{ascii(i[:3])}-{len(i)}" for i in ids]


@pytest.fixture
def own(make_daemon, tmp_path):
    """A daemon in a home that has nothing else in it."""
    home = tmp_path / "home"
    home.mkdir()
    return make_daemon(home=home, cwd=home)


def files_of(home):
    return sorted(str(p.relative_to(home)) for p in pathlib.Path(home).rglob("*"))


@pytest.mark.parametrize("text", ODD, ids=names(ODD))
def test_an_id_is_any_text(own, tmp_path, text):
    session = Session(own, text)
    assert session.get()["sessionId"] == text
    assert [s["sessionId"] for s in own.get("/process/session").json()] == [text]
    check_error(create(own, text), 409, "CONFLICT")
    command = session.start("echo hi")
    assert command.wait() == 0
    assert command.raw() == b"\1\1\1hi\n"
    assert os.listdir(own.home) == [".daytona"]
    assert os.listdir(os.path.join(own.home, ".daytona")) == ["sessions"]
    assert sorted(os.listdir(tmp_path)) == ["home"]
    (directory,) = os.listdir(os.path.join(own.home, ".daytona", "sessions"))
    files = [f.name for f in pathlib.Path(own.home, ".daytona", "sessions", directory).rglob("*") if f.is_file()]
    assert {"exit_code", "output.log"} <= set(files)
    assert session.delete().status == 204
    check_error(own.get(f"/process/session/{escaped(text)}"), 404, "PROCESS_NOT_FOUND")
    assert files_of(own.home) == [".daytona", ".daytona/sessions"]


def test_ids_that_look_alike_are_different(own):
    pairs = ["a/b", "a%2Fb", "a_b", "a-b", "a", "A", "e\u0301", "\u00e9", "x" * 300, "x" * 301, "..", "%2E%2E",
             "%2e%2e"]
    sessions = [Session(own, text) for text in pairs]
    for n, session in enumerate(sessions):
        session.run(f"x={n}")
    assert [s.output("echo $x") for s in sessions] == [f"{n}\n" for n in range(len(pairs))]
    assert len(os.listdir(os.path.join(own.home, ".daytona", "sessions"))) == len(pairs)
    for n, session in enumerate(sessions):
        assert session.delete().status == 204
        assert len(own.get("/process/session").json()) == len(pairs) - n - 1
    assert files_of(own.home) == [".daytona", ".daytona/sessions"]


@pytest.mark.parametrize("text", ["..", "../x", "../../../../etc/passwd", "a/b", ".", "x" * 5000, "ž", " "])
@pytest.mark.parametrize("below", ["", "/logs"])
def test_a_command_id_of_any_text_is_only_unknown(own, text, below):
    session = Session(own)
    session.run("echo hi")
    resp = own.get(f"{session.path}/command/{escaped(text)}{below}")
    check_error(resp, 404, ("PROCESS_NOT_FOUND", "NOT_FOUND"))


@pytest.mark.parametrize("below", ["", "/command/c", "/command/c/logs"])
def test_a_nul_in_a_path_finds_nothing(daemon, below):
    resp = daemon.get(f"/process/session/a%00b{below}")
    assert resp.status in (400, 404)
    check_error(resp, resp.status, (*EITHER, "INVALID_FILE_PATH", "PROCESS_NOT_FOUND"))


def test_a_nul_in_an_id_that_is_to_be_created_leaves_nothing_odd(own):
    """It may be refused; if not, it is an id as any other."""
    resp = create(own, "a\0b")
    if resp.status != 201:
        check_error(resp, 400, EITHER)
        assert own.get("/process/session").json() == []
    else:
        assert own.get("/process/session/a%00b").json() == {"sessionId": "a\0b", "commands": []}
        assert own.delete("/process/session/a%00b").status == 204
    assert files_of(own.home) in ([], [".daytona"], [".daytona", ".daytona/sessions"])


@pytest.mark.parametrize("target", [
    "/process/session/../session", "/process/session/%2E%2E/files", "/process/session/x/../../../version",
    "/process/session/..%2f..%2fversion",
])
def test_dots_in_a_path_lead_nowhere(daemon, target):
    assert daemon.request("GET", target).status in (400, 404)


def test_ids_in_a_websocket_url_come_raw(own):
    for text in ("a:b@c", "a+b", "x!$&'()*,;=~"):
        session = Session(own, text)
        command = session.start("echo hi")
        session.path = f"/process/session/{text}"
        command.path = f"{session.path}/command/{command.id}"
        with command.follow() as follower:
            assert follower.rest() == b"\1\1\1hi\n"


def test_the_files_of_a_command(own):
    session = Session(own, "plain-id")
    command = session.start("echo out; (exit 12)")
    assert command.wait() == 12
    directory = pathlib.Path(own.home, ".daytona", "sessions", "plain-id", command.id)
    assert (directory / "output.log").read_bytes() == command.raw() == b"\1\1\1out\n"
    assert int((directory / "exit_code").read_text()) == 12
    assert oct(pathlib.Path(own.home, ".daytona").stat().st_mode & 0o7777) == "0o755"


def test_a_running_command_has_no_exit_code_file(own, gate):
    session = Session(own, "plain-id")
    command = session.start(f"echo out; read _ < {gate.path}")
    with command.follow() as follower:
        follower.until(b"out\n")
        directory = pathlib.Path(own.home, ".daytona", "sessions", "plain-id", command.id)
        assert (directory / "output.log").read_bytes() == b"\1\1\1out\n"
        assert not (directory / "exit_code").exists()
        gate.let_through()
        follower.rest()


def test_a_new_daemon_knows_nothing_of_the_sessions_before_it(make_daemon, tmp_path):
    first = make_daemon(home=tmp_path)
    session = Session(first, "again")
    old = session.run("echo old")["cmdId"]
    first.stop()
    second = make_daemon(home=tmp_path)
    assert second.get("/process/session").json() == []
    check_error(second.get("/process/session/again"), 404, "PROCESS_NOT_FOUND")
    session = Session(second, "again")
    assert session.get()["commands"] == []
    assert second.get(f"{session.path}/command/{old}/logs").status == 404
    assert session.output("echo new") == "new\n"
