"""Section 5: which client gets which form of the output, decided by the version of its SDK."""

import pytest

from support.process import Gate
from support.sessions import NEWEST, Session, sdk

SPLIT = {"X-Daytona-Split-Output": "true"}

# What the client sends and the form it gets: combined (no marks), marked, or json (marked, and both streams apart).
FORMS = [
    ({}, "combined"),
    ({"X-Daytona-Source": "sdk-python"}, "combined"),
    (SPLIT, "marked"),
    ({"X-Daytona-Split-Output": "false"}, "combined"),
    ({"X-Daytona-Split-Output": ""}, "combined"),
    (sdk("0.20.0"), "combined"),
    (sdk("0.26.9"), "combined"),
    ({**sdk("0.26.9"), **SPLIT}, "combined"),
    (sdk("0.27.0-0"), "marked"),
    (sdk("0.27.0alpha1"), "marked"),
    (sdk("0.27.0-rc.1"), "marked"),
    (sdk("0.27.0"), "marked"),
    ({**sdk("0.27.0"), "X-Daytona-Split-Output": "false"}, "marked"),
    (sdk("0.102.9"), "marked"),
    (sdk("0.103.0"), "marked"),
    (sdk("0.166.9"), "marked"),
    (sdk("0.166.99", "sdk-typescript"), "marked"),
    (sdk("0.167.0-0"), "json"),
    (sdk("0.167.0alpha1"), "json"),
    (sdk("0.167.0-alpha.1"), "json"),
    (sdk("0.167.0"), "json"),
    (sdk("0.167.0+build.5"), "json"),
    (sdk("0.218.0", "sdk-typescript"), "json"),
    ({"X-Daytona-SDK-Version": "0.218.0"}, "json"),
    (sdk("1.0.0"), "json"),
    (sdk("dev"), "json"),
    (sdk("0.0.0-dev"), "json"),
    (sdk("v0.0.0-dev+1"), "json"),
    (sdk("0.20.0.dev3"), "json"),
    (sdk("banana"), "combined"),
    (sdk(""), "combined"),
    (sdk("-1"), "combined"),
    ({**sdk("banana"), **SPLIT}, "marked"),
]
NAMES = [" ".join(f"{k.split('-')[-1]}={v}" for k, v in headers.items() if k != "X-Daytona-Source") or "nothing"
         for headers, _ in FORMS]
LOG = b"\1\1\1out\n\2\2\2err\n\1\1\1end\n"
TEXT = LOG.replace(b"\1\1\1", b"").replace(b"\2\2\2", b"")


@pytest.fixture(scope="module")
def command(daemon, tmp_path_factory):
    """A command that has ended, whose two streams came in a certain order."""
    gate = Gate(tmp_path_factory.mktemp("forms") / "gate")
    session = Session(daemon)
    started = session.start(f"echo out; read _ < {gate.path}; echo err >&2; read _ < {gate.path}; echo end")
    with started.follow() as follower:
        for text in (b"out\n", b"err\n"):
            follower.until(text)
            gate.let_through()
        assert follower.rest() == LOG
    yield started
    gate.close()
    assert session.delete().status == 204


@pytest.mark.parametrize("headers, form", FORMS, ids=NAMES)
def test_sync_exec(session, headers, form):
    for command, log, out, err in (("echo out", b"\1\1\1out\n", "out\n", ""),
                                   ("echo err >&2", b"\2\2\2err\n", "", "err\n")):
        resp = session.exec(command, headers)
        assert resp.status == 200
        reply = resp.json()
        expected = {"cmdId": reply["cmdId"], "exitCode": 0,
                    "output": out + err if form == "combined" else log.decode()}
        if form == "json":
            expected.update(stdout=out, stderr=err)
        assert reply == expected


@pytest.mark.parametrize("headers, form", FORMS, ids=NAMES)
def test_logs(command, headers, form):
    resp = command.logs(headers)
    assert resp.status == 200
    kind = resp.headers["Content-Type"].split(";")[0].strip().lower()
    if form == "json":
        assert kind == "application/json"
        assert resp.json() == {"output": LOG.decode(), "stdout": "out\nend\n", "stderr": "err\n"}
    else:
        assert kind == "text/plain"
        assert resp.body == (TEXT if form == "combined" else LOG)


@pytest.mark.parametrize("follow", ["true", None, "false"])
@pytest.mark.parametrize("headers, form", FORMS, ids=NAMES)
def test_streamed_logs(command, headers, form, follow):
    with command.follow(headers, follow=follow) as follower:
        assert follower.rest() == (TEXT if form == "combined" else LOG)
        assert follower.subprotocol is None


@pytest.mark.parametrize("version, form", [
    ("0.218.0", "marked"), ("0.27.0-0", "marked"), ("0.26.9", "combined"), ("0.20.0alpha1", "combined"),
    ("dev", "marked"), ("0.0.0-dev", "marked"), ("banana", "combined"), ("0.166.0-alpha.1", "marked"),
    ("1.0.0+a.b-c", "marked"),
])
def test_a_browser_gives_its_version_as_a_subprotocol(command, version, form):
    protocol = f"X-Daytona-SDK-Version~{version}"
    with command.follow({}, subprotocols=[protocol]) as follower:
        assert follower.subprotocol == protocol
        assert follower.rest() == (TEXT if form == "combined" else LOG)


@pytest.mark.parametrize("offered", [
    ["X-Daytona-SDK-Version~0.218.0", "chat"], ["chat", "X-Daytona-SDK-Version~0.218.0"],
    ["X-Daytona-Pty-Exit-Control", "X-Daytona-SDK-Version~0.218.0"],
])
def test_exactly_one_subprotocol_is_selected(command, offered):
    with command.follow({}, subprotocols=offered) as follower:
        assert follower.subprotocol == "X-Daytona-SDK-Version~0.218.0"
        assert follower.rest() == LOG


def test_subprotocols_may_be_separated_by_a_comma_and_a_space(command):
    headers = {"Sec-WebSocket-Protocol": "chat, X-Daytona-SDK-Version~0.218.0"}
    with command.follow(headers) as follower:
        assert follower.subprotocol == "X-Daytona-SDK-Version~0.218.0"
        assert follower.rest() == LOG


@pytest.mark.parametrize("headers, form", FORMS[:5] + FORMS[-1:], ids=NAMES[:5] + NAMES[-1:])
def test_no_output_at_all(session, headers, form):
    reply = session.exec("true", headers).json()
    assert reply["output"] == ""
    resp = session.daemon.get(f"{session.path}/command/{reply['cmdId']}/logs", headers)
    assert (resp.status, resp.body) == (200, b"")
    resp = session.daemon.get(f"{session.path}/command/{reply['cmdId']}/logs", NEWEST)
    assert resp.json() == {"output": "", "stdout": "", "stderr": ""}


def test_follow_without_an_upgrade_is_what_is_there(session, gate):
    command = session.start(f"echo out; read _ < {gate.path}; echo more")
    with command.follow() as follower:
        follower.until(b"out\n")
        resp = command.logs(follow="true")
        assert (resp.status, resp.body) == (200, b"out\n")
        assert command.logs(NEWEST, follow="true").json()["stdout"] == "out\n"
        gate.let_through()
        follower.rest()


@pytest.mark.parametrize("headers, legacy", [
    ({}, False), (sdk("0.20.0"), True), (sdk("0.102.9"), True), (sdk("0.103.0-0"), False),
    (sdk("0.103.0alpha1"), False), (sdk("0.103.0"), False), (sdk("0.218.0"), False), (sdk("dev"), False),
    (sdk("0.1.0-dev"), False), (sdk("banana"), False), (SPLIT, False),
])
def test_old_clients_start_in_the_home_directory(make_daemon, tmp_path, headers, legacy):
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    daemon = make_daemon(home=tmp_path / "home", cwd=tmp_path / "work")
    session = Session(daemon, headers=headers)
    assert session.output("pwd -P") == str(tmp_path.resolve() / ("home" if legacy else "work")) + "\n"
