"""Section 9: language servers are found, started once, stopped, and started again after a crash."""

import os
import shutil
import signal
import threading

import pytest

from support.daemon import check_error
from support.interpreter import children_of
from support.lsp import NOT_INITIALIZED, Project, wrapper
from support.process import nap, wait_ended, zombies_of


def in_parallel(count, work):
    """Runs work(n) in so many threads and returns what they returned."""
    results = [None] * count

    def run(n):
        results[n] = work(n)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_start_answers_after_initialize(project):
    assert project.control.methods()[0] == "initialize"
    (params,) = project.control.params("initialize")
    assert params["rootUri"] == project.uri("").rstrip("/")
    assert [folder["uri"] for folder in params["workspaceFolders"]] == [params["rootUri"]]
    assert params["processId"] in (None, project.daemon.proc.pid)
    project.hover_text("a.py")
    assert project.control.methods()[1] == "initialized"


def test_start_waits_for_initialize(make_project, gate):
    project = make_project(on={"initialize": [{"gate": gate.path}, {"usual": 1}]})
    thread = threading.Thread(target=project.start)
    thread.start()
    project.control.until("initialize")
    assert thread.is_alive()
    gate.let_through()
    thread.join()
    assert project.hover_text("a.py") == "a = 1\n"


def test_starting_again_is_the_same_server(project):
    project.start().start()
    assert len(project.control.starts()) == 1 and project.control.methods().count("initialize") == 1


def test_many_starts_at_the_same_time_are_one_process(make_project, gate):
    project = make_project(on={"initialize": [{"gate": gate.path}, {"usual": 1}]})
    waiting = [threading.Thread(target=project.start) for _ in range(10)]
    for thread in waiting:
        thread.start()
    project.control.until("initialize")
    gate.let_through()
    for thread in waiting:
        thread.join()
    assert len(project.control.starts()) == 1


def test_a_client_that_leaves_while_it_starts_takes_nobody_along(make_project, gate):
    project = make_project(on={"initialize": [{"gate": gate.path}, {"usual": 1}]})
    body = b'{"languageId":"python","pathToProject":"%s"}' % str(project.path).encode()
    wire = project.daemon.raw_socket()
    wire.send(b"POST /lsp/start HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
    project.control.until("initialize")
    thread = threading.Thread(target=project.start)
    thread.start()
    wire.close()
    gate.let_through(2)
    thread.join()
    assert project.hover_text("a.py") == "a = 1\n"


def test_a_slow_start_does_not_hold_up_another_project(make_project, gate):
    slow = make_project(on={"initialize": [{"gate": gate.path}, {"usual": 1}]})
    thread = threading.Thread(target=slow.start)
    thread.start()
    slow.control.until("initialize")
    assert make_project().start().hover_text("a.py") == "a = 1\n"
    assert thread.is_alive()
    gate.let_through()
    thread.join()


def test_one_for_each_language_of_a_project(make_project, lspd):
    project = make_project(language="typescript", program="typescript-language-server")
    project.start()
    other = Project(lspd, project.path, "javascript")
    other.start()
    assert len(set(project.control.pids())) == 2
    other.stop()
    assert project.answer("hover", "a.py")["contents"]
    assert [start["arguments"] for start in project.control.starts()] == [["--stdio"]] * 2


@pytest.mark.parametrize("form", ["{}/", "{}/.", "{}/node_modules/..", "{}//", "{}-link"])
def test_other_names_of_the_same_directory(project, form):
    os.symlink(project.path, f"{project.path}-link")
    same = Project(project.daemon, project.path)
    assert same.ask("start", pathToProject=form.format(project.path)).status == 200
    assert len(project.control.starts()) == 1


def test_a_project_that_is_relative_to_the_working_directory(make_daemon, make_project, tmp_path):
    daemon = make_daemon(env={"PATH": "/nonexistent"}, cwd=tmp_path)
    project = make_project(daemon=daemon)
    assert project.ask("start", pathToProject=project.path.name).status == 200
    assert project.hover_text("a.py") == "a = 1\n"


def test_two_projects_have_nothing_in_common(make_project):
    first, second = make_project().start(), make_project().start()
    second.write("a.py", "b = 2\n")
    assert (first.hover_text("a.py"), second.hover_text("a.py")) == ("a = 1\n", "b = 2\n")
    first.stop()
    assert second.hover_text("a.py") == "b = 2\n"


# Stopping

def test_stop_is_shutdown_then_exit_then_the_end(project):
    (pid,) = project.control.pids()
    project.stop()
    assert not os.path.exists(f"/proc/{pid}")
    assert project.control.methods()[-2:] == ["shutdown", "exit"]
    (shutdown,) = project.control.messages("shutdown")
    assert "id" in shutdown and not shutdown.get("params")
    project.refused("stop")


@pytest.mark.parametrize("by_link", [False, True])
def test_a_project_that_is_gone(make_project, by_link):
    """Its server can be stopped all the same."""
    project = make_project()
    directory = project.path
    if by_link:
        project.path = project.path.with_name("link")
        project.path.symlink_to(directory)
    project.start()
    (pid,) = project.control.pids()
    shutil.rmtree(directory)
    check_error(project.ask("hover", "a.py"), 404, "FILE_NOT_FOUND")
    project.stop()
    wait_ended(pid)
    for request in ("start", "stop"):
        resp = project.ask(request)
        assert resp.status == 400 and str(project.path) in resp.json()["message"], resp
    check_error(make_project().ask("stop"), 400, NOT_INITIALIZED)


def test_what_is_told_while_it_is_being_stopped(make_project, gate):
    project = make_project(on={"shutdown": [{"gate": gate.path}, {"usual": 1}]}).start()
    thread = threading.Thread(target=project.stop)
    thread.start()
    project.control.until("shutdown")
    project.refused("was stopped")
    gate.let_through()
    thread.join()
    project.refused("was stopped")


def test_started_again_after_a_stop(project):
    project.stop()
    assert project.start().hover_text("a.py") == "a = 1\n"
    assert len(set(project.control.pids())) == 2


@pytest.mark.parametrize("on", [
    {"shutdown": [], "exit": [], "eof": [{"hang": 1}]},
    {"shutdown": [{"ignore": [15]}, {"hang": 1}]},
    {"shutdown": [{"ignore": [15]}, {"usual": 1}], "exit": [{"hang": 1}]},
    {"shutdown": [{"error": {"code": -32603, "message": "never"}}], "exit": [{"hang": 1}]},
    {"shutdown": [{"exit": 3}]},
    {"shutdown": [{"raw": "garbage\n"}, {"hang": 1}]},
    {"shutdown": [{"close": [0, 1]}, {"hang": 1}]},
], ids=["silent", "hangs", "hangs at exit", "refuses", "exits early", "garbage", "closes"])
def test_a_server_that_does_not_stop_is_made_to(make_project, on):
    project = make_project(on=on).start()
    (pid,) = project.control.pids()
    project.stop()
    assert not os.path.exists(f"/proc/{pid}")
    project.refused("stop")


def test_a_child_of_the_server_ends_with_it(make_daemon, make_project, events):
    project = make_project(daemon=make_daemon(env={"PATH": "/usr/bin:/bin"}))
    script = project.path / "node_modules" / ".bin" / "pyright-langserver"
    script.write_text(script.read_text().replace("exec ", f"(echo on >&3; exec {nap()}) 3> {events.path} & exec "))
    project.start()
    assert events.line() == "on"
    project.stop()
    events.wait_closed()


def test_stopping_during_a_request(make_project):
    project = make_project(on={"textDocument/hover": []}).start()
    answers = []
    thread = threading.Thread(target=lambda: answers.append(project.ask("hover", "a.py")))
    thread.start()
    project.control.until("textDocument/hover")
    project.stop()
    thread.join()
    assert answers[0].status in (400, 500), answers[0]
    check_error(answers[0], answers[0].status, ("LSP_SERVER_NOT_INITIALIZED", "INTERNAL_SERVER_ERROR"))


def test_stopping_while_it_starts(make_project, gate):
    project = make_project(on={"initialize": [{"gate": gate.path}, {"usual": 1}]})
    answers = []
    thread = threading.Thread(target=lambda: answers.append(project.ask("start")))
    thread.start()
    project.control.until("initialize")
    (pid,) = project.control.pids()
    assert project.ask("stop").status in (200, 400)
    gate.let_through()
    thread.join()
    assert answers[0].status in (200, 400, 500)
    if answers[0].status != 200:
        wait_ended(pid)
    project.start()
    assert project.hover_text("a.py") == "a = 1\n"


def test_starts_and_stops_in_any_order(project):
    def turn(n):
        return [project.ask("start" if (n + i) % 2 else "stop").status for i in range(6)]

    for n, statuses in enumerate(in_parallel(6, turn)):
        for i, status in enumerate(statuses):
            assert status in ((200, 500) if (n + i) % 2 else (200, 400)), (n, i, status)  # 500: stopped during its start
    project.start()
    assert project.hover_text("a.py") == "a = 1\n"
    project.stop()
    for pid in project.control.pids():
        assert not os.path.exists(f"/proc/{pid}")


# Crashes

@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_started_anew_after_a_crash(project, number):
    (pid,) = project.control.pids()
    os.kill(pid, number)
    wait_ended(pid)
    project.refused()
    project.start()
    assert project.hover_text("a.py") == "a = 1\n" and len(set(project.control.pids())) == 2
    assert zombies_of(project.daemon.proc.pid) == []


def test_why_there_is_no_server_is_told(make_project):
    never, stopped, crashed = make_project(), make_project().start(), make_project().start()
    stopped.stop()
    (pid,) = crashed.control.pids()
    os.kill(pid, signal.SIGKILL)
    wait_ended(pid)
    told = [p.refused()["message"].replace(str(p.path), "") for p in (never, stopped, crashed)]
    assert len(set(told)) == 3, told
    assert "start" in told[0] and "stop" in told[1] and "SIGKILL" in told[2], told


# How many

def test_fifty_servers_at_most(make_daemon, make_control, tmp_path):
    control = make_control()
    wrapper(tmp_path / "bin", "pyright-langserver", control.path)
    daemon = make_daemon(env={"PATH": tmp_path / "bin"})
    projects = [Project(daemon, tmp_path / f"p{n}") for n in range(51)]
    for project in projects[:50]:
        project.start()
    check_error(projects[50].ask("start"), 503, "SERVICE_UNAVAILABLE", "50")
    projects[0].start()
    projects[7].stop()
    projects[50].start()
    daemon.stop()
    assert not any(os.path.exists(f"/proc/{pid}") for pid in control.pids())


def test_none_is_left_when_the_daemon_ends(make_daemon, make_project, make_control):
    daemon = make_daemon(env={"PATH": "/nonexistent"})
    projects = [make_project(daemon=daemon).start() for _ in range(3)]
    projects.append(make_project(daemon=daemon, on={"shutdown": [{"ignore": [15]}, {"hang": 1}]}).start())
    assert len(children_of(daemon.proc.pid)) >= 4
    daemon.stop()
    for project in projects:
        assert not any(os.path.exists(f"/proc/{pid}") for pid in project.control.pids())
