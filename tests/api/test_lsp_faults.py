"""Section 9: servers that crash, hang, or write what is no LSP. The client is told, and the next start helps."""

import os
import threading

import pytest

from support.daemon import check_error
from support.lsp import labels
from support.memory import bounded_memory
from support.process import wait_ended, zombies_of

HOVER = "textDocument/hover"


def broken(make_project, *actions, method=HOVER):
    """A running server that does this instead of an answer."""
    return make_project(on={method: list(actions)}).start()


def recovers(project):
    """After a crash: another process, which works."""
    before = len(project.control.pids())
    project.control.behave()
    project.start()
    assert project.hover_text("a.py") == "a = 1\n"
    assert len(project.control.pids()) == before + 1
    assert zombies_of(project.daemon.proc.pid) == []


# Crashes

@pytest.mark.parametrize("action, how", [({"exit": 3}, "3"), ({"exit": 0}, "0"), ({"kill": 9}, "SIGKILL"), ({"kill": 11}, "SIGSEGV"),
                                         ({"kill": 15}, "SIGTERM")], ids=str)
def test_a_crash_during_the_call(make_project, action, how):
    project = broken(make_project, {"stderr": "first words\nlast words\n"}, action)
    body = check_error(project.ask("hover", "a.py"), 500, "INTERNAL_SERVER_ERROR", "last words")
    assert how in body["message"] and "pyright-langserver" in body["message"], body
    project.refused()
    recovers(project)


def test_only_the_end_of_a_long_stderr_is_told(make_project):
    project = broken(make_project, {"stderr": "one of many lines\n", "times": 200_000}, {"stderr": "the end\n"}, {"exit": 1})
    body = check_error(project.ask("hover", "a.py"), 500, "INTERNAL_SERVER_ERROR", "the end")
    assert len(body["message"]) < 20_000
    recovers(project)


def test_stderr_that_is_no_text(make_project):
    project = make_project()
    script = project.path / "node_modules" / ".bin" / "pyright-langserver"
    script.write_text("#!/bin/sh\nprintf 'bad \\377\\000 bytes\\n' >&2\nexit 4\n")
    check_error(project.ask("start"), 500, "INTERNAL_SERVER_ERROR", "bytes")


def test_a_server_that_writes_to_stderr_all_the_time(make_project):
    project = broken(make_project, {"stderr": "x" * 100 + "\n", "times": 100_000}, {"usual": 1})
    for _ in range(3):
        assert project.hover_text("a.py") == "a = 1\n"


def test_all_waiting_calls_are_told_of_a_crash(make_project):
    project = broken(make_project, method="textDocument/completion")
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(project.ask("completions", "a.py"))) for _ in range(5)]
    for thread in threads:
        thread.start()
        project.control.until("textDocument/completion")
    project.control.script(hover=[{"exit": 5}])
    answers.append(project.ask("hover", "a.py"))
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    for answer in answers:
        check_error(answer, 500, "INTERNAL_SERVER_ERROR")
    recovers(project)


def test_an_exit_in_the_middle_of_an_answer(make_project):
    project = broken(make_project, {"half": {"contents": "x" * 1000}}, {"exit": 0})
    check_error(project.ask("hover", "a.py"), 500, "INTERNAL_SERVER_ERROR")
    recovers(project)


@pytest.mark.parametrize("closed", [[0], [1], [0, 1], [0, 1, 2]], ids=str)
def test_pipes_that_a_server_closes(make_project, closed):
    """A server without pipes is of no use, even while its process lives."""
    project = broken(make_project, {"close": closed}, {"hang": 1})
    (pid,) = project.control.pids()
    assert project.ask("hover", "a.py").status in (500, 502)
    wait_ended(pid)
    recovers(project)


def test_a_server_that_hears_nothing_and_talks(make_project):
    """It is ended, and nobody else has to wait for it."""
    project = broken(make_project, {"close": [0]}, {"flood": {"method": "window/logMessage", "params": {"type": 3, "message": "x"}}})
    (pid,) = project.control.pids()
    answers = []
    thread = threading.Thread(target=lambda: answers.append(project.ask("hover", "a.py")))
    thread.start()
    while thread.is_alive():
        assert project.daemon.get("/version").status == 200
    check_error(answers[0], 502, "BAD_GATEWAY", "closed its stdin")
    wait_ended(pid)
    recovers(project)


def test_an_exit_before_initialize(make_project):
    project = make_project(on={"start": [{"stderr": "cannot find module x\n"}, {"exit": 1}]})
    check_error(project.ask("start"), 500, "INTERNAL_SERVER_ERROR", "cannot find module x")
    project.refused()
    recovers(project)


def test_an_exit_within_initialize(make_project):
    project = make_project(on={"initialize": [{"stderr": "no memory\n"}, {"kill": 9}]})
    check_error(project.ask("start"), 500, "INTERNAL_SERVER_ERROR", "no memory")
    recovers(project)


def test_all_that_wait_for_a_start_are_told(make_project, gate):
    project = make_project(on={"initialize": [{"gate": gate.path}, {"exit": 1}]})
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(project.ask("start"))) for _ in range(2)]
    for thread in threads:
        thread.start()
    project.control.until("initialize")
    gate.let_through(2)
    for thread in threads:
        thread.join()
    for answer in answers:
        check_error(answer, 500, "INTERNAL_SERVER_ERROR")
    recovers(project)


def test_an_initialize_that_fails(make_project):
    project = make_project(on={"initialize": [{"error": {"code": -32603, "message": "unsupported project"}}]})
    check_error(project.ask("start"), 500, "INTERNAL_SERVER_ERROR", "unsupported project")
    wait_ended(project.control.pids()[0])
    project.refused()
    recovers(project)


# What is not LSP

GARBAGE = [
    "Usage: server [options]\n", "\r\n\r\n", "Content-Length: x\r\n\r\n{}", "Content-Length: -5\r\n\r\n{}", "Content-Type: x\r\n\r\n{}",
    "Content-Length: 5\r\n\r\nhello", "Content-Length: 7\r\n\r\n{\"a\":1", "Content-Length: 99999999999999999999\r\n\r\n{}", "\0" * 10,
    "Content-Length: 2\r\n\r\n[]", "Content-Length: 1\r\n\r\n5", "Content-Length 2\r\n\r\n{}", "X" * 100_000, "{\"jsonrpc\":\"2.0\"}\n",
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda text: ascii(text[:40]))
def test_garbage(make_project, garbage):
    project = broken(make_project, {"raw": garbage}, {"raw": "Content-Length: 2\r\n\r\n{}"}, {"hang": 1})
    (pid,) = project.control.pids()
    body = check_error(project.ask("hover", "a.py"), 502, "BAD_GATEWAY", "pyright-langserver")
    if garbage.startswith("Usage"):
        assert "Usage: server [options]" in body["message"], body
    assert len(body["message"]) < 5000
    wait_ended(pid)
    project.refused()
    recovers(project)


def test_garbage_before_initialize(make_project):
    project = make_project(on={"start": [{"raw": "Welcome!\n" * 3}, {"hang": 1}]})
    check_error(project.ask("start"), 502, "BAD_GATEWAY", "Welcome!")
    wait_ended(project.control.pids()[0])
    recovers(project)


@pytest.mark.parametrize("head", ["content-length: {}\r\n", "Content-Length:{}\r\n", "Content-Length:   {}  \r\n",
                                  "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: {}\r\n",
                                  "Content-Length: {}\r\nX-Other: 1\r\n"])
def test_frames_that_are_unusual_and_right(make_project, head):
    project = make_project().start()
    project.hover_text("a.py")
    body = '{ "jsonrpc": "2.0",\n "method": "window/logMessage", "params": {"type": 3, "message": "x"} }'
    project.control.script(hover=[{"raw": head.format(len(body)) + "\r\n" + body}, {"usual": 1}])
    assert project.hover_text("a.py") == "a = 1\n"


def test_frames_byte_by_byte(make_project):
    project = make_project(on={"start": [{"piecewise": True}]}).start()
    project.write("a.py", "x = '😀漢é'\n")
    for _ in range(3):
        assert project.hover_text("a.py") == "x = '😀漢é'\n"


def test_many_messages_at_once(make_project):
    project = broken(make_project, *[{"notify": "window/logMessage", "params": {"type": 4, "message": f"{n}"}} for n in range(5000)],
                     {"usual": 1})
    assert project.hover_text("a.py") == "a = 1\n"


def test_a_huge_answer(make_project):
    project = broken(make_project, {"items": 20_000, "size": 1000}, method="textDocument/completion")
    project.hover_text("a.py")
    with bounded_memory(project.daemon.proc.pid, peak=400):
        reply = project.answer("completions", "a.py")
        assert len(reply["items"]) == 20_000 and reply["items"][-1]["label"] == "item-0019999"
        assert all(len(item["documentation"]["value"]) == 1000 for item in reply["items"])
        del reply
    assert project.hover_text("a.py") == "a = 1\n"


# Answers that nobody asked for, and errors

def test_answers_to_nothing(make_project):
    strays = [{"respond": {"id": ident, "result": None}} for ident in (10**6, -1, "x", None, 2**63, 0.5)]
    project = broken(make_project, *strays, {"respond": {"id": 10**6, "error": {"code": 1, "message": "x"}}}, {"usual": 1})
    assert project.hover_text("a.py") == "a = 1\n"


def test_two_answers_to_one_question(make_project):
    project = broken(make_project, {"usual": 1}, {"result": {"contents": "second"}}, {"error": {"code": 1, "message": "third"}})
    for _ in range(3):
        assert project.hover_text("a.py") == "a = 1\n"
    assert "a" in labels(project.answer("completions", "a.py"))


def test_answers_in_another_order(make_project):
    project = broken(make_project, {"hold": 10})
    for n in range(10):
        project.write(f"{n}.py", f"n = {n}\n")
    texts = {}
    threads = [threading.Thread(target=lambda n=n: texts.update({n: project.hover_text(f"{n}.py")})) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == {n: f"n = {n}\n" for n in range(10)}


@pytest.mark.parametrize("code", [-32603, -32602, -32800, -32803, 1, 0])
def test_an_error_for_an_answer(make_project, code):
    project = broken(make_project, {"error": {"code": code, "message": "cannot: é 😀"}})
    check_error(project.ask("hover", "a.py"), 500, "INTERNAL_SERVER_ERROR", "cannot: é 😀")
    project.control.behave()
    assert project.hover_text("a.py") == "a = 1\n" and len(project.control.starts()) == 1


@pytest.mark.parametrize("result", [5, "x", True, {"a": 1}, [5], [None], {"contents": 5}, {"items": 5}, {"changes": 5}], ids=str)
def test_results_of_no_known_form(project, result):
    """An error that says so, or what can be made of it; never the end of anything."""
    names = ("hover", "completions", "definition", "references", "document-symbols", "rename", "format", "code-actions")
    methods = ("hover", "completion", "definition", "references", "documentSymbol", "rename", "formatting", "codeAction")
    project.control.script(**{method: [{"result": result}] for method in methods})
    for name in names:
        resp = project.ask(name, "a.py", newName="b", range={"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}})
        assert resp.status in (200, 422, 500, 502), (name, resp)
        project.start()
    project.control.behave()
    assert project.hover_text("a.py") == "a = 1\n"


@pytest.mark.parametrize("times, status", [(1, 200), (3, 200), (4, 500)])
def test_content_modified_is_asked_again(make_project, times, status):
    modified = [{"error": {"code": -32801, "message": "content modified"}}]
    project = make_project(on={HOVER: {"turns": [modified] * times + [[{"usual": 1}]]}}).start()
    resp = project.ask("hover", "a.py")
    assert resp.status == status, resp
    assert len(project.control.messages(HOVER)) == min(times + 1, 4)
    idents = [message["id"] for message in project.control.messages(HOVER)]
    assert len(set(idents)) == len(idents)


def test_a_crash_of_one_leaves_others_alone(make_project):
    crashing, other = broken(make_project, {"exit": 1}), make_project().start()
    assert crashing.ask("hover", "a.py").status == 500
    assert other.hover_text("a.py") == "a = 1\n" and len(other.control.starts()) == 1


@pytest.mark.parametrize("end", ["crash", "stop", "garbage"])
def test_no_descriptor_is_kept_of_servers_that_have_ended(make_daemon, make_project, end):
    """Of many projects, each of which is never asked about again."""
    daemon = make_daemon(env={"PATH": "/nonexistent"})

    def turn():
        hover = {"crash": [{"exit": 1}], "stop": [{"usual": 1}], "garbage": [{"raw": "x\r\n\r\n"}, {"hang": 1}]}[end]
        project = make_project(daemon=daemon, on={HOVER: hover}).start()
        assert project.ask("hover", "a.py").status == {"crash": 500, "stop": 200, "garbage": 502}[end]
        if end == "stop":
            project.stop()
        wait_ended(project.control.pids()[0])
        project.refused()
        return len(os.listdir(f"/proc/{daemon.proc.pid}/fd"))

    turn()
    before = turn()
    for _ in range(10):
        after = turn()
    assert after <= before + 5, (before, after)
