"""Section 9: requests that are wrong, each with what is wrong about it."""

import pytest

from support.daemon import ANY_400, check_error
from support.lsp import GETS, POSTS, START_OF_TEXT, Project, span

DOCUMENT = {"did-open", "did-close", "document-symbols", *POSTS}
ALL = ["start", "stop", "did-open", "did-close", *POSTS, *sorted(GETS)]
EXTRA = {"rename": {"newName": "b"}, "code-actions": {"range": span(0, 0, 1)}, "workspacesymbols": {"query": ""}}
RIGHT = {"position": START_OF_TEXT, "options": {"tabSize": 2, "insertSpaces": False}, "includeDeclaration": True,
         "only": ["quickfix"], "range": span(0, 0, 1), "newName": "b"}


def fields_of(project, request):
    """A complete request."""
    fields = {**project.who, **EXTRA.get(request, {})}
    if request in DOCUMENT:
        fields["uri"] = project.uri("a.py")
    if request in ("completions", "hover", "definition", "references", "rename"):
        fields["position"] = START_OF_TEXT
    return fields


def ask(project, request, fields):
    if request in GETS:
        return project.daemon.get(f"/lsp/{request}", **fields)
    return project.daemon.post(f"/lsp/{request}", fields)


@pytest.mark.parametrize("request_name", ALL)
def test_each_field_is_wanted(project, request_name):
    fields = fields_of(project, request_name)
    for missing in fields:
        less = {name: value for name, value in fields.items() if name != missing}
        check_error(ask(project, request_name, less), 400, ANY_400, missing)
    assert ask(project, request_name, fields).status == 200


@pytest.mark.parametrize("request_name", [name for name in ALL if name not in GETS])
@pytest.mark.parametrize("wrong", [None, 5, [], {}, True], ids=repr)
def test_fields_of_the_wrong_type(project, request_name, wrong):
    fields = fields_of(project, request_name)
    for name in fields:
        if name not in ("position", "range"):
            check_error(ask(project, request_name, {**fields, name: wrong}), 400, ANY_400, name)


@pytest.mark.parametrize("request_name", [name for name in ALL if name not in GETS])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"5", b"\xff"], ids=repr)
def test_bodies_that_are_no_object(project, request_name, body):
    resp = project.daemon.post(f"/lsp/{request_name}", body, {"Content-Type": "application/json"})
    check_error(resp, 400, ANY_400)


@pytest.mark.parametrize("request_name", [name for name in ALL if name not in ("start", "stop")])
def test_before_the_start(make_project, request_name):
    project = make_project()
    body = check_error(ask(project, request_name, fields_of(project, request_name)), 400, "LSP_SERVER_NOT_INITIALIZED",
                       "/lsp/start")
    assert str(project.path) in body["message"] or "python" in body["message"], body
    assert project.control.starts() == []


def test_a_stop_before_the_start(make_project):
    check_error(make_project().ask("stop"), 400, "LSP_SERVER_NOT_INITIALIZED")


@pytest.mark.parametrize("request_name", ALL)
@pytest.mark.parametrize("language", ["", "cobol", "Python", "python3", "python ", "typescriptreact"])
def test_languages_that_are_not_there(project, request_name, language):
    resp = ask(project, request_name, {**fields_of(project, request_name), "languageId": language})
    body = check_error(resp, 400, ANY_400)
    if language:
        for name in ("python", "typescript", "javascript", "go", "rust", "cpp", "json", "html", "css"):
            assert name in body["message"], body


@pytest.mark.parametrize("form", ["{}/missing", "{}/a.py", "", "/dev/null", "{}/a.py/b", "x\0y"])
def test_projects_that_are_no_directory(project, form):
    path = form.format(project.path)
    check_error(project.ask("start", pathToProject=path), 400, ANY_400)
    assert project.ask("hover", "a.py", pathToProject=path).status == 400


@pytest.mark.parametrize("uri", ["http://example.org/a.py", "https://localhost/a.py", "untitled://a.py", "ftp://x/a"])
def test_uris_that_name_no_file(project, uri):
    for request_name in ("did-open", "hover", "document-symbols", "diagnostics"):
        fields = {**fields_of(project, request_name), "uri": uri}
        check_error(ask(project, request_name, fields), 400, ANY_400, "uri")


@pytest.mark.parametrize("request_name", sorted(DOCUMENT - {"did-close"}))
def test_documents_that_are_not_there(project, request_name):
    for name in ("missing.py", "missing/a.py", "a.py/b.py"):
        resp = ask(project, request_name, {**fields_of(project, request_name), "uri": project.uri(name)})
        check_error(resp, 404, "FILE_NOT_FOUND")
    assert project.control.params("textDocument/didOpen") == []


@pytest.mark.parametrize("request_name", sorted(DOCUMENT - {"did-close"}))
def test_documents_that_are_directories(project, request_name):
    for uri in (project.uri("node_modules"), str(project.path), "file:///"):
        check_error(ask(project, request_name, {**fields_of(project, request_name), "uri": uri}), 400, ANY_400)


@pytest.mark.parametrize("wrong", [
    {}, {"line": 0}, {"character": 0}, {"line": "0", "character": 0}, {"line": 0.5, "character": 0}, {"line": -1, "character": 0},
    {"line": 0, "character": -1}, {"line": None, "character": 0}, [0, 0], "0:0", 5, None, True,
    {"line": 0, "character": 10**20},
], ids=str)
def test_positions_that_are_none(project, wrong):
    for request_name in ("completions", "hover", "definition", "references", "rename"):
        fields = {**fields_of(project, request_name), "position": wrong}
        check_error(ask(project, request_name, fields), 400, ANY_400)
    fields = fields_of(project, "code-actions")
    for name in ("start", "end"):
        resp = ask(project, "code-actions", {**fields, "range": {**span(0, 0, 1), name: wrong}})
        check_error(resp, 400, ANY_400)


@pytest.mark.parametrize("request_name, name, wrong", [
    ("references", "includeDeclaration", "yes"), ("rename", "apply", "yes"), ("rename", "apply", 1), ("format", "apply", "x"),
    ("format", "options", 5), ("format", "options", {"tabSize": "4"}), ("format", "options", {"tabSize": -1}),
    ("format", "options", {"insertSpaces": 1}), ("code-actions", "only", "quickfix"), ("code-actions", "only", [1]),
    ("completions", "context", 5), ("completions", "context", {"triggerKind": "1"}),
    ("completions", "context", {"triggerKind": 2, "triggerCharacter": 5}), ("rename", "newName", ""),
], ids=str)
def test_optional_fields_that_are_wrong(project, request_name, name, wrong):
    check_error(ask(project, request_name, {**fields_of(project, request_name), name: wrong}), 400, ANY_400)


def test_unknown_fields_are_ignored(project):
    for request_name in ALL:
        fields = {**fields_of(project, request_name), "unknown": "field", **({} if request_name in GETS else RIGHT)}
        if request_name != "stop":
            assert ask(project, request_name, fields).status == 200, request_name


@pytest.mark.parametrize("request_name", ALL)
def test_other_methods(project, request_name):
    for method in {"GET", "POST", "PUT", "DELETE"} - {"GET" if request_name in GETS else "POST"}:
        check_error(project.daemon.request(method, f"/lsp/{request_name}"), 405, "METHOD_NOT_ALLOWED")


def test_a_project_of_another_language(project):
    other = Project(project.daemon, project.path, "go")
    other.refused()
