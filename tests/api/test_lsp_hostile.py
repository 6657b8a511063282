"""Section 9: documents, requests and answers that are meant to do harm. The daemon answers and lives on."""

import json
import os
import threading

import pytest

from support.daemon import ANY_400, check_error
from support.lsp import POSTS, file_uri, span
from support.process import status_kib


def answers_raw(project, result, method="hover"):
    """The next such request gets this JSON for its result, written as it is."""
    project.control.script(**{method: [{"json": result}]})


def lives(project):
    project.control.behave()
    project.start()
    assert project.hover_text("a.py") == "a = 1\n"


# Documents

@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "/dev/random", "/dev/tty"])
def test_devices(project, path):
    for request in ("did-open", "hover", "diagnostics"):
        check_error(project.ask(request, path), 400, ANY_400)
    lives(project)


def test_a_fifo_and_a_socket(project, tmp_path):
    os.mkfifo(tmp_path / "fifo.py")
    os.symlink(tmp_path / "fifo.py", project.path / "link.py")
    for path in (tmp_path / "fifo.py", project.path / "link.py"):
        check_error(project.ask("hover", path), 400, ANY_400)
    project.hover_text("a.py")
    (project.path / "a.py").unlink()
    os.mkfifo(project.path / "a.py")
    assert project.ask("hover", "a.py").status in (400, 404)
    (project.path / "a.py").unlink()
    project.write("a.py", "a = 1\n")
    lives(project)


def test_a_document_whose_json_is_large(project):
    """Each control character takes six bytes of it. The server is none the worse for the refusal."""
    project.write("control.py", b"\1" * (12 << 20))
    for request in ("hover", "did-open", "diagnostics"):
        check_error(project.ask(request, "control.py"), 413, "PAYLOAD_TOO_LARGE", "control.py")
    assert project.hover_text("a.py") == "a = 1\n" and len(project.control.starts()) == 1


def test_links_in_a_circle(project):
    os.symlink("b.py", project.path / "c.py")
    os.symlink("c.py", project.path / "b.py")
    assert project.ask("hover", "b.py").status in (400, 404)
    lives(project)


def test_a_document_that_may_not_be_read(unprivileged, make_project, open_tmp):
    project = make_project(daemon=unprivileged, path=open_tmp / "p").start()
    secret = project.write("secret.py", "secret = 1\n")
    secret.chmod(0)
    check_error(project.ask("hover", "secret.py"), 403, "FILE_ACCESS_DENIED")
    assert "secret = 1" not in json.dumps(project.control.messages())


@pytest.mark.parametrize("uri", ["", " ", "file://", "file:///", "file:", "%", "%2F" * 5000, "/" + "x" * 5000, "file://" + "a/" * 3000,
                                 "a\0b", "file:///a%00b", "file://[::1]/a", "\ud800", "../" * 3000 + "etc/passwd/x"], ids=lambda u: ascii(u[:20]))
def test_strange_uris(project, uri):
    for request in ("did-open", "hover", "did-close", "diagnostics"):
        body = json.dumps({**project.who, "uri": uri, "position": {"line": 0, "character": 0}}).encode()
        resp = project.daemon.post(f"/lsp/{request}", body, {"Content-Type": "application/json"})
        assert resp.status in ((200, 400, 404) if request == "did-close" else (400, 403, 404)), (request, resp)
    lives(project)


def test_positions_far_outside(project):
    for line, character in ((0, 10**6), (10**6, 0), (2**31 - 1, 2**31 - 1)):
        for request in ("hover", "completions"):
            assert project.ask(request, "a.py", position={"line": line, "character": character}).status == 200
    for line in (2**31, 2**32, 2**53, 2**63, 2**64):
        assert project.ask("hover", "a.py", position={"line": line, "character": 0}).status in (200, 400)
    lives(project)


def test_many_documents(project):
    for n in range(500):
        project.write(f"many/{n}.py", f"n = {n}\n")
    for n in range(500):
        assert project.hover_text(f"many/{n}.py") == f"n = {n}\n"
    for n in range(0, 500, 7):
        project.write(f"many/{n}.py", f"changed = {n}\n")
    for n in range(500):
        wanted = f"n = {n}\n" if n % 7 else f"changed = {n}\n"
        assert project.hover_text(f"many/{n}.py") == wanted
    opened, closed = (len(project.control.params(f"textDocument/did{what}")) for what in ("Open", "Close"))
    assert opened - closed <= 101  # a hundred, and the one that is asked about


def test_many_requests_at_once(project):
    """On 60 connections; every answer belongs to its question."""
    for n in range(60):
        project.write(f"{n}.py", f"n = {n}\n")
    wrong = []

    def ask(n):
        for _ in range(5):
            if project.hover_text(f"{n}.py") != f"n = {n}\n":
                wrong.append(n)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_large_bodies(project):
    body = json.dumps({**project.who, "uri": project.uri("a.py"), "newName": "x" * 5_000_000, "position": {"line": 0, "character": 0}})
    resp = project.daemon.post("/lsp/rename", body.encode(), {"Content-Type": "application/json"})
    assert resp.status in (200, 400, 413), resp.status
    lives(project)


def test_a_body_that_is_nested_deeply(project):
    body = b'{"languageId":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    for request in ("start", *POSTS):
        resp = project.daemon.post(f"/lsp/{request}", body, {"Content-Type": "application/json"})
        assert resp.status in (400, 413), resp
    lives(project)


def test_documents_that_were_opened_by_request(make_project):
    """Only a thousand, and none is refused: the one that was used least lately is opened again."""
    project = make_project().start()
    for n in range(1003):
        project.write(f"{n}.py", f"n = {n}\n")
        project.done("did-open", f"{n}.py")
    project.hover_text("1002.py")
    opened, closed = (project.control.params(f"textDocument/did{what}") for what in ("Open", "Close"))
    assert len(opened) == 1003 and [c["textDocument"]["uri"] for c in closed] == [project.uri(f"{n}.py") for n in range(3)]
    assert project.hover_text("0.py") == "n = 0\n"


# What a server may answer

@pytest.mark.parametrize("result", [
    "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000, '"\\ud800"', '{"contents":"\\ud83d"}', "1e999",
    '{"contents":"a","contents":"b"}', '{"contents":{"kind":"markdown","value":null}}', '{"contents":[[[]]]}', "-0", "9" * 5000,
    '{"contents":"x","range":{"start":{"line":-1,"character":1e30},"end":5}}', '{"contents":{"kind":5,"value":"x"}}',
], ids=lambda text: text[:40])
def test_json_that_is_strange(make_project, result):
    project = make_project().start()
    project.hover_text("a.py")
    answers_raw(project, result)
    resp = project.ask("hover", "a.py")
    assert resp.status in (200, 422, 500, 502), resp
    resp.json()
    lives(project)


def test_bytes_that_are_not_utf8(make_project):
    project = make_project().start()
    project.hover_text("a.py")
    answers_raw(project, '{"contents":"caf\xe9 \xff"}')
    resp = project.ask("hover", "a.py")
    assert resp.status in (200, 502), resp
    resp.json()
    lives(project)


@pytest.mark.parametrize("result", ["[" * 600 + "]" * 600, "[" + "0," * 1_000_000 + "0]"], ids=["deep", "many"])
def test_what_is_too_large_concerns_only_who_asked(make_project, result):
    project = make_project().start()
    project.hover_text("a.py")
    answers_raw(project, result)
    check_error(project.ask("hover", "a.py"), 502, "BAD_GATEWAY", "textDocument/hover")
    frames = [f"Content-Length: {len(text)}\r\n\r\n{text}" for text in (
        f'{{"jsonrpc":"2.0","method":"$/progress","params":{result}}}',
        f'{{"jsonrpc":"2.0","params":{result},"method":"workspace/configuration","id":"theirs"}}')]
    project.control.script(hover=[{"raw": frame} for frame in frames] + [{"usual": 1}])
    assert project.hover_text("a.py") == "a = 1\n" and len(project.control.starts()) == 1
    project.control.until("response")
    (answer,) = project.control.messages("response")
    assert answer["id"] == "theirs" and answer["error"]["code"] == -32603


def test_symbols_that_are_nested_very_deeply(make_project):
    project = make_project().start()
    project.hover_text("a.py")
    place = json.dumps(span(0, 0, 1))
    one = f'{{"name":"x","kind":5,"range":{place},"selectionRange":{place},"children":['
    answers_raw(project, "[" + one * 20_000 + "]}" * 20_000 + "]", method="documentSymbol")
    assert project.ask("document-symbols", "a.py").status in (200, 500, 502)
    lives(project)


@pytest.mark.parametrize("place", [span(-1, 0, 1), {"start": {"line": 0}, "end": {}}, {}, None, "x", span(2**40, 2**40, 2**41)], ids=str)
def test_ranges_that_are_none(make_project, place):
    project = make_project().start()
    item = {"uri": project.uri("a.py"), "range": place}
    project.control.script(
        definition=[{"result": [item]}], references=[{"result": [item]}],
        rename=[{"result": {"changes": {project.uri("a.py"): [{"range": place, "newText": "x"}]}}}],
        documentSymbol=[{"result": [{"name": "x", "kind": 5, "range": place, "selectionRange": place}]}])
    for request in ("definition", "references", "document-symbols"):
        assert project.ask(request, "a.py").status in (200, 500, 502), request
    resp = project.ask("rename", "a.py", newName="b", apply=True)
    assert resp.status in (200, 422, 500, 502), resp
    if resp.status != 200:
        assert (project.path / "a.py").read_text() == "a = 1\n"
    project.write("a.py", "a = 1\n")
    lives(project)


@pytest.mark.parametrize("uri", [5, None, "", "http://x/y", "file://", "file:///" + "x" * 5000, "file:///\0", "\ud800"], ids=lambda u: ascii(u)[:30])
def test_uris_of_the_server(make_project, uri):
    project = make_project().start()
    item = {"uri": uri, "range": span(0, 0, 1)}
    project.control.script(definition=[{"result": [item]}],
                           rename=[{"result": {"changes": {str(uri): [{"range": span(0, 0, 1), "newText": "x"}]}}}])
    assert project.ask("definition", "a.py").status in (200, 422, 500, 502)
    assert project.ask("rename", "a.py", newName="b", apply=True).status in (400, 403, 404, 409, 422, 500, 502)
    assert (project.path / "a.py").read_text() == "a = 1\n"
    lives(project)


def test_a_flood_of_notifications(make_project):
    """The daemon keeps no more of it than it has use for."""
    project = make_project(record=False).start()
    project.hover_text("a.py")
    before = status_kib(project.daemon.proc.pid, "VmRSS")
    diagnostics = [{"range": span(0, 0, 1), "message": "x" * 1000}]
    flood = [{"notify": "textDocument/publishDiagnostics", "params": {"uri": file_uri(f"/nowhere/{n % 50}"), "diagnostics": diagnostics}}
             for n in range(2000)]
    progress = [{"notify": "$/progress", "params": {"token": n, "value": {"kind": "begin", "title": "x" * 100}}} for n in range(2000)]
    project.control.behave(record=False, on={"textDocument/hover": [*flood, *progress, {"usual": 1}]})
    for _ in range(5):
        assert project.hover_text("a.py") == "a = 1\n"
    assert status_kib(project.daemon.proc.pid, "VmRSS") - before < 30 * 1024 or os.environ.get("TOOLBOXD_SANITIZED")


def test_nothing_of_it_reaches_the_log(make_daemon, make_project):
    daemon = make_daemon(env={"PATH": "/nonexistent", "LOG_LEVEL": "debug"})
    project = make_project(daemon=daemon).start()
    project.write("a.py", "kept_in_text = 1\n")
    project.hover_text("a.py")
    project.control.script(hover=[{"stderr": "kept_in_stderr\n"}, {"usual": 1}])
    project.hover_text("a.py")
    project.stop()
    with open(daemon.log_file, encoding="utf-8") as log:
        said = log.read() + daemon.output
    assert "kept_in_text" not in said and "kept_in_stderr" not in said


@pytest.mark.parametrize("request_name", ["start", "hover", "workspacesymbols"])
def test_a_foreign_page(project, request_name):
    headers = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
    check_error(project.ask(request_name, headers=headers, query="x"), 403, "FORBIDDEN")
