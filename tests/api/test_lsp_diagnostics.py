"""Section 9: diagnostics are those of the text that is on disk, however the server tells them."""

import threading

import pytest

from support.daemon import check_error
from support.lsp import span

TEXT = "fine\nan error\n"
FOUND = {"range": span(1, 3, 8), "severity": 1, "code": "bad-word", "source": "fake", "message": "error in line 1"}
PULLS = {"diagnosticProvider": {"interFileDependencies": False, "workspaceDiagnostics": False}}


def publish(project, diagnostics, version=None):
    return {"notify": "textDocument/publishDiagnostics", "params": {
        "uri": project.uri("a.py"), "diagnostics": diagnostics, **({"version": version} if version else {})}}


def diagnostics(project, name="a.py"):
    reply = project.answer("diagnostics", name)
    assert set(reply) == {"diagnostics"}, reply
    return reply["diagnostics"]


@pytest.fixture(params=["push", "pull"])
def either(request, make_project):
    """A project whose server pushes diagnostics, or waits to be asked."""
    return make_project(capabilities=PULLS if request.param == "pull" else {}).start()


def test_diagnostics(either):
    either.write("a.py", TEXT)
    assert diagnostics(either) == [FOUND]
    assert diagnostics(either) == [FOUND]


def test_none(either):
    assert diagnostics(either) == []


def test_they_follow_the_file(either):
    for number in range(10):
        either.write("a.py", "fine\n" * number + "error\n")
        assert [d["range"]["start"]["line"] for d in diagnostics(either)] == [number]
        either.write("a.py", "fine\n")
        assert diagnostics(either) == []


def test_each_document_has_its_own(either):
    either.write("a.py", TEXT)
    either.write("b.py", "error\n")
    assert diagnostics(either)[0]["range"]["start"]["line"] == 1
    assert diagnostics(either, "b.py")[0]["range"]["start"]["line"] == 0
    assert len(diagnostics(either)) == 1


def test_after_closing_and_opening(either):
    either.write("a.py", TEXT)
    assert diagnostics(either) == [FOUND]
    either.done("did-close", "a.py")
    assert diagnostics(either) == [FOUND]


def test_a_server_that_repeats_itself(make_project):
    """Each question is answered with the same diagnostics once more, as by one that tells them every 100 ms."""
    project = make_project().start()
    again = publish(project, [FOUND])
    project.control.script(documentSymbol=[again, {"usual": 1}])
    project.write("a.py", TEXT)
    assert diagnostics(project) == [FOUND]
    project.write("a.py", TEXT + "\n")
    assert diagnostics(project) == [FOUND]


def test_a_document_that_is_gone(either):
    diagnostics(either)
    (either.path / "a.py").unlink()
    check_error(either.ask("diagnostics", "a.py"), 404, "FILE_NOT_FOUND")


def test_positions_are_utf16(either):
    either.write("a.py", "'😀漢é' error\n")
    assert diagnostics(either)[0]["range"] == span(0, 7, 12)


@pytest.mark.parametrize("told, returned", [
    ({"code": 2304}, {"code": 2304}), ({"code": "x"}, {"code": "x"}), ({}, {}), ({"severity": 4}, {"severity": 4}),
    ({"source": "s", "tags": [1], "data": {"x": 1}, "relatedInformation": [], "codeDescription": {"href": "x"}}, {"source": "s"}),
], ids=str)
def test_their_fields(make_project, told, returned):
    bare = {"range": span(0, 0, 1), "message": "m"}
    project = make_project(capabilities=PULLS).start()
    project.control.script(diagnostic=[{"result": {"kind": "full", "items": [{**bare, **told}]}}])
    assert diagnostics(project) == [{**bare, **returned}]


def test_the_request_waits_for_them(make_project, gate):
    project = make_project(on={"textDocument/didOpen": [{"gate": gate.path}, {"usual": 1}]}).start()
    project.write("a.py", TEXT)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(diagnostics(project)))
    thread.start()
    project.control.until("textDocument/didOpen")
    assert thread.is_alive()
    gate.let_through()
    thread.join()
    assert answers == [[FOUND]]


def test_those_of_an_older_text_are_not_the_answer(make_project):
    project = make_project().start()
    project.write("a.py", TEXT)
    assert diagnostics(project) == [FOUND]
    (document,) = project.control.params("textDocument/didOpen")
    stale = publish(project, [FOUND], document["textDocument"]["version"])
    project.control.script(didChange=[stale, {"usual": 1}])
    project.write("a.py", "fine\n")
    assert diagnostics(project) == []


def test_a_server_that_tells_no_versions(make_project):
    project = make_project()
    quietly = {"quietly": 1}
    project.control.script(didOpen=[quietly, publish(project, [FOUND])], didChange=[quietly, publish(project, [])])
    project.start()
    assert diagnostics(project) == [FOUND]
    project.write("a.py", "changed\n")
    assert diagnostics(project) == []


def test_uris_in_another_spelling(make_project):
    project = make_project()
    path = project.write("é b.py", "x\n")
    spelling = f"file://{str(path).replace('é', '%c3%a9').replace(' ', '%20').replace('.py', '%2Epy')}"
    project.control.script(didOpen=[{"quietly": 1}, {"notify": "textDocument/publishDiagnostics", "params": {
        "uri": spelling, "version": 1, "diagnostics": [FOUND]}}])
    project.start()
    project.done("did-open", "é b.py")
    assert diagnostics(project, "é b.py") == [FOUND]


def test_those_of_other_documents_come_too(make_project):
    """As servers do that look at a whole project."""
    project = make_project().start()
    others = [{"notify": "textDocument/publishDiagnostics", "params": {
        "uri": project.uri(f"other{n}.py"), "diagnostics": [FOUND]}} for n in range(1000)]
    project.control.script(didOpen=[*others, {"usual": 1}])
    project.write("a.py", TEXT)
    assert diagnostics(project) == [FOUND]


@pytest.mark.parametrize("answer", [{"kind": "full", "resultId": "1", "items": [FOUND]},
                                    {"kind": "full", "items": [FOUND], "relatedDocuments": {}}], ids=str)
def test_forms_of_a_report(make_project, answer):
    project = make_project(capabilities=PULLS).start()
    project.control.script(diagnostic=[{"result": answer}])
    assert diagnostics(project) == [FOUND] and diagnostics(project) == [FOUND]


def test_a_report_that_says_unchanged(make_project):
    """As one may that is told the last report's id, which it is not."""
    project = make_project(capabilities=PULLS).start()
    project.control.script(diagnostic={"turns": [[{"result": {"kind": "full", "resultId": "r", "items": [FOUND]}}],
                                                 [{"result": {"kind": "unchanged", "resultId": "r"}}]]})
    assert diagnostics(project) == [FOUND]
    assert diagnostics(project) == [FOUND]
    assert all("previousResultId" not in params for params in project.control.params("textDocument/diagnostic"))


def test_a_document_that_is_closed_meanwhile(make_project, gate):
    """By another client. It is not a document without errors then."""
    project = make_project(on={"textDocument/documentSymbol": {"turns": [[{"gate": gate.path}, {"usual": 1}], [{"usual": 1}]]}}).start()
    project.write("a.py", TEXT)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(diagnostics(project)))
    thread.start()
    project.control.until("textDocument/documentSymbol")
    project.done("did-close", "a.py")
    gate.let_through()
    thread.join()
    assert answers == [[FOUND]]


def test_a_server_that_crashes_meanwhile(make_project):
    project = make_project(on={"textDocument/didOpen": [{"stderr": "last words\n"}, {"exit": 3}]}).start()
    check_error(project.ask("diagnostics", "a.py"), 500, "INTERNAL_SERVER_ERROR", "last words")
    project.refused(request="diagnostics")


def test_many_clients_at_once(either):
    either.write("a.py", TEXT)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(diagnostics(either))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[FOUND]] * 20
