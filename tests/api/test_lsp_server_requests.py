"""Section 9: what servers ask of their client, and tell it unasked."""

import os
import sys

import pytest

REFRESHES = ["semanticTokens", "codeLens", "inlayHint", "inlineValue", "diagnostics", "foldingRange"]


@pytest.fixture
def asked(make_project):
    """asked(method, params) → the answer that a server gets to this request."""
    def ask(method, *params, **options):
        project = make_project(**options)
        project.control.behave(on={"initialized": [{"request": method, "id": "ask", **({"params": params[0]} if params else {})}]})
        project.start()
        project.control.until("response")
        assert project.hover_text("a.py") == "a = 1\n"
        (answer,) = project.control.messages("response")
        assert answer.pop("jsonrpc") == "2.0" and answer.pop("id") == "ask", answer
        return answer

    return ask


@pytest.mark.parametrize("method, params", [
    ("client/registerCapability", {"registrations": [{"id": "1", "method": "workspace/didChangeConfiguration"}]}),
    ("client/unregisterCapability", {"unregisterations": [{"id": "1", "method": "workspace/didChangeConfiguration"}]}),
    ("window/workDoneProgress/create", {"token": "t"}), ("window/workDoneProgress/create", {"token": 5}),
    ("window/showMessageRequest", {"type": 1, "message": "x", "actions": [{"title": "Yes"}]}),
    *[(f"workspace/{name}/refresh", None) for name in REFRESHES],
], ids=str)
def test_requests_that_are_answered_with_null(asked, method, params):
    assert asked(method, *([params] if params else [])) == {"result": None}


def test_a_document_cannot_be_shown(asked):
    assert asked("window/showDocument", {"uri": "file:///x"}) == {"result": {"success": False}}


def test_edits_of_the_server_are_refused(asked, tmp_path):
    target = tmp_path / "target.py"
    target.write_text("a\n")
    edit = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}, "newText": "b"}
    answer = asked("workspace/applyEdit", {"edit": {"changes": {f"file://{target}": [edit]}}})
    assert set(answer) == {"result"} and set(answer["result"]) == {"applied", "failureReason"}, answer
    assert answer["result"]["applied"] is False and answer["result"]["failureReason"]
    assert target.read_text() == "a\n"


def test_the_workspace_folders(asked, make_project, tmp_path):
    answer = asked("workspace/workspaceFolders", path=tmp_path / "with space")
    (folder,) = answer["result"]
    assert folder == {"uri": f"file://{tmp_path}/with%20space", "name": folder["name"]} and folder["name"]


@pytest.mark.parametrize("method", ["workspace/unknown", "x", "textDocument/hover", "initialize", "window/showMessage"])
def test_a_request_that_is_not_known(asked, method):
    answer = asked(method, {"some": "thing"})
    assert set(answer) == {"error"} and answer["error"]["code"] == -32601 and method in answer["error"]["message"], answer


@pytest.mark.parametrize("count", [0, 1, 3])
def test_one_setting_for_each_item(asked, count):
    answer = asked("workspace/configuration", {"items": [{"section": f"unknown{n}"} for n in range(count)]})
    assert len(answer["result"]) == count, answer


@pytest.mark.parametrize("place", [".venv", "venv", None])
def test_python_gets_the_environment_of_the_project(asked, tmp_path, place):
    path = tmp_path / "p"
    if place:
        (path / place / "bin").mkdir(parents=True)
        (path / place / "bin" / "python").symlink_to(sys.executable)
    answer = asked("workspace/configuration", {"items": [
        {"section": "python"}, {"section": "python.analysis"}, {"scopeUri": f"file://{path}", "section": "python"}]}, path=path)
    python, analysis, scoped = answer["result"]
    wanted = str(path / place / "bin" / "python") if place else None
    assert (python or {}).get("pythonPath") == wanted == (scoped or {}).get("pythonPath"), answer
    assert isinstance(analysis, dict), answer


@pytest.mark.parametrize("ident", [1, 0, -5, 2**53, "1", "", "é 😀", "x" * 10_000], ids=ascii)
def test_ids_are_the_servers_own(make_project, ident):
    """Also those that look like ours."""
    project = make_project(on={"initialized": [{"request": "window/workDoneProgress/create", "id": ident, "params": {"token": 1}}]})
    project.start()
    project.control.until("response")
    (answer,) = project.control.messages("response")
    assert answer["id"] == ident and type(answer["id"]) is type(ident)
    assert project.hover_text("a.py") == "a = 1\n"


def test_a_request_before_the_answer_to_initialize(make_project):
    project = make_project(on={"initialize": [{"request": "window/workDoneProgress/create", "params": {"token": 1}}, {"usual": 1}]})
    project.start()
    project.control.until("response")


def test_a_request_within_a_request_of_ours(make_project):
    """The server answers when it has got its own answer."""
    configuration = {"request": "workspace/configuration", "params": {"items": [{"section": "python"}]}}
    project = make_project(on={"textDocument/hover": [{"hold": 2}, configuration], "response": [{"hold": 2}]}).start()
    assert project.hover_text("a.py") == "a = 1\n"


def test_ten_thousand_requests_of_the_server(make_project):
    project = make_project()
    request = {"request": "window/workDoneProgress/create", "params": {"token": "x" * 100}}
    project.control.behave(record=False, on={"textDocument/hover": [*[request] * 10_000, {"usual": 1}]})
    project.start()
    assert project.hover_text("a.py") == "a = 1\n"


@pytest.mark.parametrize("params", [None, 5, "x", [], {}, {"items": 5}, {"items": [5, None]}, {"registrations": "x"},
                                    {"registrations": [{"id": 5}]}, {"token": None}], ids=str)
@pytest.mark.parametrize("method", ["workspace/configuration", "client/registerCapability", "window/workDoneProgress/create"])
def test_requests_with_wrong_parameters(asked, method, params):
    """Answered somehow, once; the hover after it works."""
    answer = asked(method, params)
    assert set(answer) in ({"result"}, {"error"}), answer


@pytest.mark.parametrize("method, params", [
    ("window/logMessage", {"type": 1, "message": "x"}), ("window/showMessage", {"type": 1, "message": "x"}),
    ("telemetry/event", {"x": 1}), ("$/logTrace", {"message": "x"}), ("pyright/beginProgress", None), ("unknown", [1, 2]),
    ("$/progress", {"token": "nobody's", "value": {"kind": "report"}}), ("$/progress", None), ("$/progress", {"token": [], "value": 5}),
    ("textDocument/publishDiagnostics", None), ("textDocument/publishDiagnostics", {"uri": 5, "diagnostics": "x"}),
    ("textDocument/publishDiagnostics", {"uri": "untitled:x", "diagnostics": []}),
    ("textDocument/publishDiagnostics", {"uri": "file:///x.py", "diagnostics": [5, None, {}]}),
    ("$/cancelRequest", {"id": 1}),
], ids=str)
def test_notifications_of_the_server(make_project, method, params):
    project = make_project(on={"textDocument/hover": [{"notify": method, "params": params}, {"usual": 1}]}).start()
    assert project.hover_text("a.py") == "a = 1\n"
    assert project.answer("diagnostics", "a.py") == {"diagnostics": []}


def test_what_the_daemon_says_of_itself(project):
    """Honest capabilities: nothing is promised that this client does not do."""
    (params,) = project.control.params("initialize")
    capabilities = params["capabilities"]
    assert capabilities["workspace"]["configuration"] is True and capabilities["workspace"]["workspaceFolders"] is True
    edit = capabilities["workspace"].get("workspaceEdit", {})
    assert not edit.get("resourceOperations")
    document = capabilities["textDocument"]
    assert document["documentSymbol"]["hierarchicalDocumentSymbolSupport"] is True
    assert "utf-16" in capabilities.get("general", {}).get("positionEncodings", ["utf-16"])
    assert not document.get("completion", {}).get("completionItem", {}).get("snippetSupport")
    assert os.path.isdir(params["rootUri"].removeprefix("file://"))
