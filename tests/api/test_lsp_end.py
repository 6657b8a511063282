"""Section 9: deadlines, clients that leave, idle servers, and what ten thousand requests leave behind."""

import json
import threading

import pytest

from support.daemon import SLOWNESS, check_error
from support.lsp import START_OF_TEXT
from support.memory import bounded_memory
from support.message import post
from support.process import status_kib, wait_ended

HOVER = "textDocument/hover"


@pytest.fixture
def hasty(make_daemon):
    """A daemon that waits for servers no longer than a second."""
    return make_daemon(env={"PATH": "/nonexistent", "TOOLBOX_LSP_TIMEOUT": "1"})


@pytest.fixture
def restless(make_daemon):
    """A daemon whose servers end when nothing is asked for a second: the time is rounded up."""
    return make_daemon(env={"PATH": "/nonexistent", "TOOLBOX_LSP_IDLE_MINUTES": "0.01"})


# Deadlines

def test_a_server_that_says_nothing(hasty, make_project):
    project = make_project(daemon=hasty, on={HOVER: [], "textDocument/didOpen": [{"quietly": 1}]}).start()
    body = check_error(project.ask("hover", "a.py"), 408, "REQUEST_TIMEOUT")
    assert body["message"] == ("request timeout: pyright-langserver has not answered textDocument/hover within 1 s; "
                               "it has said nothing"), body
    project.control.until("$/cancelRequest")
    (hover,) = project.control.messages(HOVER)
    assert project.control.params("$/cancelRequest") == [{"id": hover["id"]}]
    project.control.behave()
    assert project.hover_text("a.py") == "a = 1\n" and len(project.control.starts()) == 1


def test_a_server_that_says_something_else(hasty, make_project):
    project = make_project(daemon=hasty, on={HOVER: [{"notify": "window/logMessage", "params": {"type": 3, "message": "x"}}]}).start()
    body = check_error(project.ask("hover", "a.py"), 408, "REQUEST_TIMEOUT")
    assert body["message"].endswith("within 1 s; it has sent nothing but other messages"), body


@pytest.mark.parametrize("values, title", [
    ([{"kind": "begin", "title": "Indexing"}], "Indexing"),
    ([{"kind": "begin", "title": "Indexing"}, {"kind": "report", "message": "x", "percentage": 5}], "Indexing: x"),
    ([{"kind": "begin", "title": "First"}, {"kind": "end"}, {"kind": "begin", "title": "Loading é 😀"}], "Loading é 😀"),
], ids=str)
def test_what_it_was_at(hasty, make_project, values, title):
    progress = [{"notify": "$/progress", "params": {"token": "t", "value": value}} for value in values]
    project = make_project(daemon=hasty, on={HOVER: [{"request": "window/workDoneProgress/create", "params": {"token": "t"}}, *progress]})
    project.start()
    body = check_error(project.ask("hover", "a.py"), 408, "REQUEST_TIMEOUT")
    assert body["message"].endswith(f"within 1 s; it was at: {title}"), body


@pytest.mark.parametrize("request_name, method", [("completions", "completion"), ("document-symbols", "documentSymbol"),
                                                  ("rename", "rename"), ("format", "formatting"), ("definition", "definition")])
def test_every_request_has_a_deadline(hasty, make_project, request_name, method):
    project = make_project(daemon=hasty, on={f"textDocument/{method}": []}).start()
    check_error(project.ask(request_name, "a.py", newName="b"), 408, "REQUEST_TIMEOUT", f"textDocument/{method}")


def test_a_server_that_never_answers_initialize(hasty, make_project):
    project = make_project(daemon=hasty, on={"initialize": []})
    check_error(project.ask("start"), 408, "REQUEST_TIMEOUT", "initialize")
    wait_ended(project.control.pids()[0])
    project.refused()
    project.control.behave()
    project.start()
    assert project.hover_text("a.py") == "a = 1\n"


def test_an_answer_that_comes_too_late(hasty, make_project, gate):
    project = make_project(daemon=hasty, on={HOVER: [{"gate": gate.path}, {"result": {"contents": "late"}}]}).start()
    check_error(project.ask("hover", "a.py"), 408, "REQUEST_TIMEOUT")
    project.control.behave()
    gate.let_through()
    assert project.hover_text("a.py") == "a = 1\n"


def test_a_server_that_reads_nothing(hasty, make_project, gate):
    """Its pipe fills up; the deadline holds all the same."""
    project = make_project(daemon=hasty, on={"textDocument/didOpen": [{"gate": gate.path}, {"usual": 1}]}).start()
    project.write("large.py", "x = 1\n" * 100_000)
    project.write("larger.py", "x = 1\n" * 100_000)
    project.write("third.py", "x = 1\n" * 100_000)
    check_error(project.ask("hover", "large.py"), 408, "REQUEST_TIMEOUT", "has not answered textDocument/hover")
    check_error(project.ask("hover", "larger.py"), 408, "REQUEST_TIMEOUT")
    for request in ("hover", "did-open", "diagnostics"):
        check_error(project.ask(request, "third.py"), 408, "REQUEST_TIMEOUT", "has not read what was sent to it")
    assert project.daemon.get("/version").status == 200
    gate.let_through(9)
    project.control.behave()
    assert project.hover_text("larger.py") == "x = 1\n" * 100_000


# Clients that leave

def test_a_client_that_leaves_takes_its_request_along(make_project):
    project = make_project(on={HOVER: []}).start()
    for number in range(1, 4):
        wire = project.daemon.raw_socket()
        fields = {**project.who, "uri": project.uri("a.py"), "position": START_OF_TEXT}
        wire.send(post(project.daemon, "/lsp/hover", fields))
        project.control.until(HOVER)
        wire.close()
        project.control.until("$/cancelRequest")
        assert project.control.params("$/cancelRequest")[-1]["id"] == project.control.messages(HOVER)[-1]["id"]
        assert len(project.control.params("$/cancelRequest")) == number
    project.control.behave()
    assert project.hover_text("a.py") == "a = 1\n"


def test_nothing_is_cancelled_that_was_answered(project):
    for _ in range(5):
        project.hover_text("a.py")
    assert "$/cancelRequest" not in project.control.methods()


# Idle servers

def test_an_idle_server_ends(restless, make_project):
    project = make_project(daemon=restless).start()
    (pid,) = project.control.pids()
    wait_ended(pid)
    assert project.control.methods()[-2:] == ["shutdown", "exit"]
    project.refused("idle")
    project.start()
    assert len(set(project.control.pids())) == 2


def test_a_server_at_work_is_not_idle(restless, make_project, gate):
    busy = make_project(daemon=restless, on={HOVER: [{"gate": gate.path}, {"usual": 1}]})
    other = make_project(daemon=restless)
    answers = []

    def work():
        busy.start()
        answers.append(busy.ask("hover", "a.py"))

    thread = threading.Thread(target=work)
    thread.start()
    busy.control.until(HOVER)
    for _ in range(3):
        other.start()
        wait_ended(other.control.pids()[-1])
    gate.let_through()
    thread.join()
    assert answers[0].status == 200, answers


def test_idle_time_of_others_is_their_own(restless, make_project):
    projects = [make_project(daemon=restless).start() for _ in range(3)]
    for project in projects:
        wait_ended(project.control.pids()[-1])


# Memory

@pytest.mark.skipif(SLOWNESS > 1, reason="the sanitizers' allocator keeps what is freed")
def test_ten_thousand_requests_leave_no_memory_behind(make_daemon, make_project):
    daemon = make_daemon(env={"PATH": "/nonexistent"})
    project = make_project(daemon=daemon, record=False).start()
    project.write("a.py", "def name(): pass\n" * 100)
    body = post(daemon, "/lsp/hover", {**project.who, "uri": project.uri("a.py"), "position": START_OF_TEXT})
    with daemon.raw_socket() as wire:
        def ask(count):
            for start in range(0, count, 100):
                wire.send(body * 100)
                for _ in range(100):
                    response = wire.read_response()
                    assert response.status == 200, response
            return json.loads(response.body)

        ask(1000)
        before = status_kib(daemon.proc.pid, "VmRSS")
        ask(10_000)
        assert status_kib(daemon.proc.pid, "VmRSS") - before < 4096


@pytest.mark.skipif(SLOWNESS > 1, reason="the sanitizers' allocator keeps what is freed")
def test_changes_leave_no_memory_behind(make_daemon, make_project):
    daemon = make_daemon(env={"PATH": "/nonexistent"})
    project = make_project(daemon=daemon, record=False).start()
    text = "error = 1\n" * 10_000
    project.write("a.py", text)
    project.answer("diagnostics", "a.py")
    with bounded_memory(daemon.proc.pid, peak=100, rest=30):
        for n in range(50):
            project.write("a.py", f"n = {n}\n" + text)
            project.done("did-open", "a.py")
        for _ in range(10):
            assert len(project.answer("diagnostics", "a.py")["diagnostics"]) == 10_000


@pytest.mark.skipif(SLOWNESS > 1, reason="the sanitizers' allocator keeps what is freed")
def test_starts_leave_no_memory_behind(make_daemon, make_project):
    daemon = make_daemon(env={"PATH": "/nonexistent"})
    project = make_project(daemon=daemon, record=False)

    def turns(count):
        for _ in range(count):
            project.start()
            project.hover_text("a.py")
            project.stop()

    turns(10)
    before = status_kib(daemon.proc.pid, "VmRSS")
    turns(40)
    assert status_kib(daemon.proc.pid, "VmRSS") - before < 4096
