"""Section 9: GET /lsp/connect, a server of one's own over a WebSocket."""

import contextlib
import json
import os
import signal

import pytest

from support.daemon import ANY_400, check_error, url
from support.lsp import Project
from support.process import wait_ended
from support.websocket import TEXT, WebSocket, refusal


def target(project, **fields):
    return url("/lsp/connect", **{**project.who, **fields})


class Editor(WebSocket):
    """A client that speaks LSP itself."""

    def __init__(self, project, **options):
        super().__init__(project.daemon, target(project), **options)
        self.project = project
        self.ids = 0

    def send_message(self, **message):
        self.send_text(json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False))

    def receive_message(self):
        message = self.receive()
        assert message is not None and message.opcode == TEXT, (message, self.code, self.reason)
        return json.loads(message.data)

    def ask(self, method, params=None):
        """The server's answer; what comes before it is dropped."""
        self.ids += 1
        self.send_message(id=self.ids, method=method, params=params)
        while True:
            message = self.receive_message()
            if message.get("id") == self.ids and "method" not in message:
                return message

    def start(self):
        answer = self.ask("initialize", {"processId": None, "rootUri": self.project.uri("").rstrip("/"), "capabilities": {}})
        self.send_message(method="initialized", params={})
        return answer

    def open(self, name, text):
        self.send_message(method="textDocument/didOpen", params={"textDocument": {
            "uri": self.project.uri(name), "languageId": "python", "version": 1, "text": text}})

    def hover(self, name):
        answer = self.ask("textDocument/hover", {"textDocument": {"uri": self.project.uri(name)},
                                                 "position": {"line": 0, "character": 0}})
        return answer["result"]["contents"]["value"]


@pytest.fixture
def editor(make_project):
    with Editor(make_project()) as made:
        yield made
        made.send_close()
        made.collect()


def test_lsp_both_ways(editor):
    answer = editor.start()
    assert answer["result"]["serverInfo"]["name"] == "fake"
    editor.open("a.py", "not on disk: é 😀\n")
    assert editor.hover("a.py") == "not on disk: é 😀\n"
    assert editor.project.control.methods() == ["initialize", "initialized", "textDocument/didOpen", "textDocument/hover"]


def test_what_the_client_says_goes_through_unchanged(editor):
    editor.start()
    editor.send_message(id="é 😀", method="unknown/method", params=[1, None, {"x": 2**60, "y": "\0"}], more="kept")
    assert editor.receive_message()["error"]["code"] == -32601
    assert editor.project.control.messages("unknown/method") == [
        {"jsonrpc": "2.0", "id": "é 😀", "method": "unknown/method", "params": [1, None, {"x": 2**60, "y": "\0"}], "more": "kept"}]


def test_what_the_server_says_goes_through_unchanged(make_project):
    body = '{ "jsonrpc":"2.0",\n  "method":"x", "params":{"n":1.50, "s":"\\u00e9"} }'
    project = make_project(on={"start": [{"raw": f"Content-Length: {len(body)}\r\n\r\n{body}"},
                                         {"request": "workspace/configuration", "id": 7, "params": {"items": []}}]})
    with Editor(project) as editor:
        assert editor.receive().data.decode() == body
        assert editor.receive_message() == {"jsonrpc": "2.0", "id": 7, "method": "workspace/configuration", "params": {"items": []}}
        editor.send_message(id=7, result=["mine"])
        project.control.until("response")
        assert project.control.messages() == [{"jsonrpc": "2.0", "id": 7, "result": ["mine"]}]


def test_what_is_not_utf8_does_not_end_it(make_project):
    body = '{"jsonrpc":"2.0","method":"caf\xe9"}'
    project = make_project(on={"start": [{"raw": f"Content-Length: {len(body)}\r\n\r\n{body}"}]})
    with Editor(project) as editor:
        assert editor.receive_message() == {"jsonrpc": "2.0", "method": "caf\ufffd"}
        assert editor.start()["result"]["serverInfo"]["name"] == "fake"


def test_a_process_of_its_own(make_project):
    project = make_project().start()
    with Editor(project) as first, Editor(project) as second:
        first.start()
        second.start()
        first.open("a.py", "first\n")
        second.open("a.py", "second\n")
        assert (first.hover("a.py"), second.hover("a.py"), project.hover_text("a.py")) == ("first\n", "second\n", "a = 1\n")
    assert len(set(project.control.pids())) == 3


def test_no_start_is_needed_and_none_is_made(editor):
    editor.start()
    editor.project.refused()


@pytest.mark.parametrize("leave", ["close", "reset", "vanish"])
def test_the_process_ends_with_the_connection(make_project, leave):
    project = make_project()
    editor = Editor(project)
    editor.start()
    (pid,) = project.control.pids()
    if leave == "close":
        editor.send_close()
        assert editor.collect().code == 1000
    if leave == "reset":
        editor.reset()
    else:
        editor.close()
    wait_ended(pid)


def test_a_process_that_ignores_the_end_is_killed(make_project):
    project = make_project(on={"start": [{"ignore": [15]}], "shutdown": [{"hang": 1}], "eof": [{"hang": 1}]})
    with Editor(project) as editor:
        editor.start()
        (pid,) = project.control.pids()
    wait_ended(pid)


@pytest.mark.parametrize("script, word", [([{"exit": 3}], "3"), ([{"kill": 9}], "SIGKILL"), ([{"exit": 0}], "")], ids=str)
def test_a_server_that_ends_first(make_project, script, word):
    project = make_project(on={"textDocument/hover": script})
    with Editor(project) as editor:
        editor.start()
        editor.send_message(id=9, method="textDocument/hover", params={})
        collected = editor.collect()
    assert collected.code == 1011 and collected.reason and word in collected.reason, collected
    assert len(collected.reason.encode()) <= 123


def test_all_it_said_before_arrives(make_project):
    note = {"notify": "x", "params": {"text": "y" * 1000}}
    project = make_project(on={"textDocument/hover": [*[note] * 500, {"exit": 1}]})
    with Editor(project) as editor:
        editor.start()
        editor.send_message(id=9, method="textDocument/hover", params={})
        assert len(editor.collect().messages) == 500


def test_the_clients_own_shutdown_and_exit(make_project):
    project = make_project()
    with Editor(project) as editor:
        editor.start()
        assert editor.ask("shutdown") == {"jsonrpc": "2.0", "id": 2, "result": None}
        editor.send_message(method="exit")
        ended = editor.collect()
        assert ended.code == 1011 and "exited with code 0" in ended.reason
        wait_ended(project.control.pids()[0])


def test_more_editors_than_there_are_places(make_daemon, make_project):
    """Fifty, together with the servers that are started."""
    daemon = make_daemon(env={"PATH": "/nonexistent"})
    project = make_project(daemon=daemon).start()
    with contextlib.ExitStack() as editors:
        connected = [editors.enter_context(Editor(project)) for _ in range(49)]
        check_error(refusal(daemon, target(project)), 503, "SERVICE_UNAVAILABLE", "50")
        connected[0].send_close()
        connected[0].collect()
        project.stop()
        editors.enter_context(Editor(project)).start()


def test_a_server_that_is_killed_from_outside(make_project):
    project = make_project()
    with Editor(project) as editor:
        editor.start()
        os.kill(project.control.pids()[0], signal.SIGKILL)
        collected = editor.collect()
        assert collected.code == 1011 and collected.reason, collected


def test_a_server_that_writes_no_lsp(make_project):
    project = make_project(on={"initialize": [{"raw": "Usage: x\n"}, {"hang": 1}]})
    with Editor(project) as editor:
        editor.send_message(id=1, method="initialize", params={})
        assert editor.collect().code == 1011
    wait_ended(project.control.pids()[0])


def test_a_message_that_is_no_json_is_passed_on(make_project):
    """The fake server takes it badly, as servers do; that is between the two."""
    project = make_project()
    with Editor(project) as editor:
        editor.start()
        editor.send_text("this is no JSON: é")
        assert editor.collect().code == 1011
    wait_ended(project.control.pids()[0])


@pytest.mark.parametrize("size", [0, 125, 126, 65_000, 65_536, 900_000])
def test_messages_of_every_size(editor, size):
    editor.start()
    editor.open("a.py", "x" * size)
    assert editor.hover("a.py") == "x" * size


def test_a_large_answer(make_project):
    project = make_project(on={"textDocument/completion": [{"items": 20_000, "size": 200}]})
    with Editor(project) as editor:
        editor.start()
        assert len(editor.ask("textDocument/completion", {})["result"]["items"]) == 20_000


def test_a_message_in_pieces(editor):
    text = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"rootUri": None, "note": "é 😀" * 50}},
                      ensure_ascii=False).encode()
    for n, byte in enumerate(text):
        editor.send_frame(TEXT if n == 0 else 0, bytes([byte]), fin=n == len(text) - 1)
    assert editor.receive_message()["id"] == 1


# Before the upgrade

@pytest.mark.parametrize("missing", ["languageId", "pathToProject"])
def test_parameters_that_are_missing(make_project, missing):
    project = make_project()
    check_error(refusal(project.daemon, target(project, **{missing: None})), 400, ANY_400, missing)


@pytest.mark.parametrize("fields", [{"languageId": "cobol"}, {"pathToProject": "/missing"}, {"pathToProject": "/dev/null"}], ids=str)
def test_parameters_that_are_wrong(make_project, fields):
    project = make_project()
    check_error(refusal(project.daemon, target(project, **fields)), 400, ANY_400)


def test_a_program_that_is_missing(lspd, tmp_path):
    resp = refusal(lspd, target(Project(lspd, tmp_path / "p")))
    check_error(resp, 500, "INTERNAL_SERVER_ERROR", "npm install -g pyright")


def test_without_an_upgrade(make_project):
    project = make_project()
    resp = project.daemon.get("/lsp/connect", **project.who)
    assert 400 <= resp.status < 500, resp
    assert project.control.starts() == []


def test_a_foreign_page(make_project):
    project = make_project()
    headers = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
    check_error(refusal(project.daemon, target(project), headers), 403, "FORBIDDEN")
    assert project.control.starts() == []


def test_a_version_protocol_is_echoed(make_project):
    protocol = "X-Daytona-SDK-Version~0.218.0"
    with Editor(make_project(), subprotocols=[protocol]) as editor:
        assert editor.subprotocol == protocol


def test_none_is_left_when_the_daemon_ends(make_daemon, make_project):
    project = make_project(daemon=make_daemon(env={"PATH": "/nonexistent"}))
    editor = Editor(project)
    editor.start()
    project.daemon.stop()
    assert not os.path.exists(f"/proc/{project.control.pids()[0]}")
    assert editor.collect().code in (1001, 1011, 1012, None)
    editor.close()
