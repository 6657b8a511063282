"""Section 5: creating, listing, looking up and refusing sessions; synchronous commands."""

import pytest

from support.daemon import check_error
from support.message import post
from support.sessions import EITHER, NEWEST, Session, create, eventually


def test_create_answers_201_and_the_session_is_there(daemon):
    session = Session(daemon, "created")
    assert daemon.get("/process/session/created").json() == {"sessionId": "created", "commands": []}
    assert session.delete().status == 204


def test_a_second_session_of_that_id_answers_409(session):
    check_error(create(session.daemon, session.id), 409, "CONFLICT", message="conflict: session already exists")
    session.check_goes_on()


@pytest.mark.parametrize("body", ["{}", '{"sessionId":""}',
                                  '{"sessionId":null}', '{"sessionId":1}', '{"sessionId":["a"]}', "null", "[]", '"a"',
                                  "", "{", '{"session_id":"a"}'])
def test_a_session_needs_an_id(daemon, body):
    check_error(daemon.post("/process/session", body, {"Content-Type": "application/json"}), 400, EITHER)


def test_the_id_of_the_entrypoint_is_reserved(daemon):
    check_error(create(daemon, "entrypoint"), 400, EITHER, message="bad request: ")


def test_unknown_fields_are_ignored(daemon):
    resp = daemon.post("/process/session", {"sessionId": "with-more", "color": "red"})
    assert resp.status == 201
    assert daemon.delete("/process/session/with-more").status == 204


def test_the_list(make_daemon):
    daemon = make_daemon()
    assert daemon.get("/process/session").json() == []
    sessions = [Session(daemon, name) for name in ("b", "a", "c")]
    ran = sessions[1].run("exit_code() { return 4; }; exit_code")
    listed = daemon.get("/process/session")
    assert listed.status == 200
    by_id = {entry["sessionId"]: entry for entry in listed.json()}
    assert len(listed.json()) == 3 and set(by_id) == {"a", "b", "c"}
    assert by_id["b"] == {"sessionId": "b", "commands": []}
    assert by_id["a"] == sessions[1].get()
    assert [c["id"] for c in by_id["a"]["commands"]] == [ran["cmdId"]]
    for session in sessions:
        assert session.delete().status == 204
    assert daemon.get("/process/session").json() == []


def test_the_commands_of_a_session_are_in_the_order_issued(session, gate):
    texts = [f"read _ < {gate.path}", "(exit 3)", "echo 'two words'"]
    commands = [session.start(text) for text in texts]
    listed = session.get()["commands"]
    assert listed == [{"id": c.id, "command": text} for c, text in zip(commands, texts)]
    gate.let_through()
    assert commands[-1].wait() == 0
    codes = [0, 3, 0]
    listed = session.get()["commands"]
    assert listed == [{"id": c.id, "command": t, "exitCode": n} for c, t, n in zip(commands, texts, codes)]
    assert [c.get() for c in commands] == listed
    assert len({c.id for c in commands}) == 3


def test_the_trailing_slash_is_tolerated(session):
    assert session.daemon.get("/process/session/").status == 200
    assert session.daemon.get(session.path + "/").json() == session.get()


# Unknown ones

@pytest.mark.parametrize("method, below, body", [
    ("GET", "", None), ("DELETE", "", None), ("POST", "/exec", {"command": "echo hi"}),
    ("POST", "/exec", {"command": "echo hi", "runAsync": True}), ("GET", "/command/c", None),
    ("GET", "/command/c/logs", None), ("POST", "/command/c/input", {"data": "x"}),
])
def test_an_unknown_session_answers_404(daemon, method, below, body):
    resp = daemon.request(method, f"/process/session/no-such-session{below}", body)
    check_error(resp, 404, "PROCESS_NOT_FOUND", message="not found: session not found")


@pytest.mark.parametrize("method, below, body", [
    ("GET", "", None), ("GET", "/logs", None), ("GET", "/logs?follow=true", None), ("POST", "/input", {"data": "x"}),
])
def test_an_unknown_command_answers_404(session, method, below, body):
    session.run("true")
    resp = session.daemon.request(method, f"{session.path}/command/no-such-command{below}", body)
    check_error(resp, 404, "PROCESS_NOT_FOUND", message="not found: ")


def test_a_command_belongs_to_its_session(session):
    command = session.run("echo hi")["cmdId"]
    other = Session(session.daemon)
    resp = session.daemon.get(f"{other.path}/command/{command}/logs")
    check_error(resp, 404, "PROCESS_NOT_FOUND")
    assert other.delete().status == 204


@pytest.mark.parametrize("method, below", [("PUT", ""), ("POST", ""), ("GET", "/exec"), ("DELETE", "/exec")])
def test_other_methods_answer_405(session, method, below):
    check_error(session.daemon.request(method, session.path + below), 405, "METHOD_NOT_ALLOWED")


# Exec

def test_a_synchronous_reply(session):
    reply = session.run("echo out; (exit 7)")
    assert reply == {"cmdId": reply["cmdId"], "output": "\1\1\1out\n", "stdout": "out\n", "stderr": "", "exitCode": 7}
    assert isinstance(reply["cmdId"], str) and reply["cmdId"]
    reply = session.run("echo err >&2")
    assert reply == {"cmdId": reply["cmdId"], "output": "\2\2\2err\n", "stdout": "", "stderr": "err\n", "exitCode": 0}


def test_state_is_kept(session):
    assert session.code("export SV=persist; cd /tmp") == 0
    assert session.output("echo $SV; pwd") == "persist\n/tmp\n"


def test_sessions_do_not_share_state(session):
    other = Session(session.daemon)
    session.run("export A=1; cd /")
    assert other.run('echo "[$A]"')["stdout"] == "[]\n"
    assert other.delete().status == 204


def test_a_session_starts_where_the_daemon_is(session):
    assert session.output("pwd -P").rstrip("\n") == session.daemon.get("/work-dir").json()["dir"]


def test_a_session_inherits_the_environment_as_it_was_left(make_daemon):
    daemon = make_daemon(env={"FROM_THE_START": "x y"})
    assert daemon.post("/env", {"set": {"FROM_ENV": "1 2"}}).status == 200
    assert Session(daemon).output('echo "$FROM_THE_START|$FROM_ENV|$HOME"') == f"x y|1 2|{daemon.home}\n"


@pytest.mark.parametrize("body", ['{"command":""}', '{"command":" \\n\\t "}', "{}", '{"command":null}',
                                  '{"command":1}', '{"command":["ls"]}', "null", "[]", "", "{",
                                  '{"command":"echo hi","runAsync":"yes"}', '{"command":"echo hi","async":1}',
                                  '{"command":"echo hi","suppressInputEcho":"no"}'])
def test_exec_refuses_what_it_cannot_run(session, body):
    resp = session.daemon.post(f"{session.path}/exec", body, {"Content-Type": "application/json"})
    check_error(resp, 400, EITHER)
    assert session.get()["commands"] == []


def test_null_is_absent_and_unknown_fields_are_ignored(session):
    fields = {"runAsync": None, "async": None, "suppressInputEcho": None, "color": "red"}
    assert session.run("echo hi", **fields)["stdout"] == "hi\n"


@pytest.mark.parametrize("fields", [{"runAsync": False}, {"async": False}, {"async": False, "runAsync": False}])
def test_false_is_synchronous(session, fields):
    assert session.run("echo hi", **fields)["stdout"] == "hi\n"


@pytest.mark.parametrize("session_exists", [True, False])
def test_exec_in_the_entrypoint_is_refused(daemon, session_exists):
    for body in ({"command": "echo hi"}, {"command": "echo hi", "runAsync": session_exists}):
        check_error(daemon.post("/process/session/entrypoint/exec", body), 400, EITHER)


def test_pipelined_commands_are_answered_in_order(session):
    with session.daemon.raw_socket() as wire:
        wire.send(b"".join(post(session.daemon, f"{session.path}/exec", {"command": f"echo {n}"}) for n in range(20)))
        assert [wire.read_response().json()["output"] for _ in range(20)] == [f"{n}\n" for n in range(20)]


def test_a_client_that_leaves_does_not_end_the_command(session, events, gate):
    wire = session.daemon.raw_socket()
    text = f"echo go > {events.path}; read _ < {gate.path}; echo done > {events.path}; (exit 5)"
    wire.send(post(session.daemon, f"{session.path}/exec", {"command": text}))
    assert events.line() == "go"
    wire.close()
    for _ in range(10):  # the daemon has had its turns to notice
        assert session.daemon.get("/version").status == 200
    gate.let_through()
    assert events.line() == "done"
    assert session.output("echo next") == "next\n"
    (first, _) = session.get()["commands"]
    assert first["exitCode"] == 5


def test_other_requests_are_served_while_a_command_runs(session, gate):
    with session.daemon.raw_socket() as wire:
        wire.send(post(session.daemon, f"{session.path}/exec", {"command": f"read _ < {gate.path}; echo hi"}, *(
            f"{k}: {v}" for k, v in NEWEST.items())))
        (running,) = eventually(lambda: session.get()["commands"], "the command is listed")
        assert "exitCode" not in running
        other = Session(session.daemon)
        assert other.output("echo other") == "other\n"
        assert other.delete().status == 204
        gate.let_through()
        assert wire.read_response().json()["stdout"] == "hi\n"
