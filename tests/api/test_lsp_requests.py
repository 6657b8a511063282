"""Section 9: the forms of questions and answers that change nothing."""

import pytest

from support.lsp import GETS, at, labels, position, span

PLACE = span(1, 2, 5)


def answer_with(project, method, result):
    project.control.script(**{method: [{"result": result}]})


def asked(project, method):
    """The parameters of the only such request that the server got."""
    (params,) = project.control.params(f"textDocument/{method}")
    return params


# Completions

def test_completions_as_a_list(project):
    assert labels(project.answer("completions", "a.py")) == {"a", "1"}


@pytest.mark.parametrize("incomplete", [True, False])
def test_completions_and_their_fields(project, incomplete):
    item = {"label": "name", "kind": 6, "detail": "(variable)", "documentation": {"kind": "markdown", "value": "**x**"},
            "sortText": "09", "filterText": "na", "insertText": "name()"}
    more = {"textEdit": {"range": PLACE, "newText": "y"}, "data": {"deep": [1]}, "commitCharacters": ["."], "tags": [1]}
    items = [{**item, **more}, {"label": "bare"}, {"label": "text", "documentation": "plain"}]
    plain = {"kind": "plaintext", "value": "plain"}  # SDKs take nothing but an object
    answer_with(project, "completion", {"isIncomplete": incomplete, "items": items, "itemDefaults": {}})
    reply = project.answer("completions", "a.py")
    assert reply == {"isIncomplete": incomplete,
                     "items": [item, {"label": "bare"}, {"label": "text", "documentation": plain}]}


@pytest.mark.parametrize("result, items", [([{"label": "x"}], [{"label": "x"}]), ([], []), (None, [])], ids=str)
def test_completions_as_an_array_or_nothing(project, result, items):
    answer_with(project, "completion", result)
    assert project.answer("completions", "a.py") == {"isIncomplete": False, "items": items}


@pytest.mark.parametrize("context", [None, {"triggerKind": 1}, {"triggerKind": 2, "triggerCharacter": "."}], ids=str)
def test_the_context_of_completions(project, context):
    project.answer("completions", "a.py", position=position(0, 1), **({"context": context} if context else {}))
    params = asked(project, "completion")
    assert params["textDocument"] == {"uri": project.uri("a.py")} and params["position"] == position(0, 1)
    assert params.get("context") == context or context is None


# Symbols

def symbol(name, kind, spans, **more):
    return {"name": name, "kind": kind, "range": spans, "selectionRange": span(9, 9, 9), **more}


def test_nested_symbols_are_flattened(project):
    nested = [symbol("A", 5, span(0, 0, 1, 9), detail="x", children=[
        symbol("b", 6, span(1, 0, 2), children=[symbol("c", 13, span(1, 1, 2))]), symbol("d", 6, span(2, 0, 2))]),
        symbol("E", 12, span(3, 0, 1), children=[])]
    answer_with(project, "documentSymbol", nested)
    here = {"uri": project.uri("a.py")}
    assert project.answer("document-symbols", "a.py") == [
        {"name": "A", "kind": 5, "location": {**here, "range": span(0, 0, 1, 9)}},
        {"name": "b", "kind": 6, "location": {**here, "range": span(1, 0, 2)}},
        {"name": "c", "kind": 13, "location": {**here, "range": span(1, 1, 2)}},
        {"name": "d", "kind": 6, "location": {**here, "range": span(2, 0, 2)}},
        {"name": "E", "kind": 12, "location": {**here, "range": span(3, 0, 1)}},
    ]


def test_deeply_nested_symbols(project):
    nested = []
    for n in reversed(range(100)):
        nested = [symbol(f"s{n}", 5, PLACE, children=nested)]
    answer_with(project, "documentSymbol", nested)
    assert [s["name"] for s in project.answer("document-symbols", "a.py")] == [f"s{n}" for n in range(100)]


def test_flat_symbols(project):
    flat = [{"name": n, "kind": 12, "location": {"uri": project.uri("a.py"), "range": PLACE}} for n in "zab"]
    answer_with(project, "documentSymbol", [{**s, "containerName": "x", "deprecated": False} for s in flat])
    assert project.answer("document-symbols", "a.py") == flat


@pytest.mark.parametrize("request_name", sorted(GETS))
@pytest.mark.parametrize("result", [None, []])
def test_no_symbols(project, request_name, result):
    project.control.behave(on={"workspace/symbol": [{"result": result}], "textDocument/documentSymbol": [{"result": result}]})
    assert project.answer(request_name, query="x", uri=project.uri("a.py")) == []


@pytest.mark.parametrize("query", ["", "name", "é 漢 😀", "a&b=c %20+", "x" * 5000])
def test_workspace_symbols(project, query):
    found = {"name": "name", "kind": 12, "location": {"uri": project.uri("a.py"), "range": PLACE}}
    project.control.behave(on={"workspace/symbol": [{"result": [{**found, "containerName": "x", "tags": [1]}]}]})
    assert project.answer("workspacesymbols", query=query) == [found]
    assert project.control.params("workspace/symbol") == [{"query": query}]


# Hover

@pytest.mark.parametrize("contents, kind, parts", [
    ({"kind": "markdown", "value": "**x**"}, "markdown", ["**x**"]),
    ({"kind": "plaintext", "value": "x < y"}, "plaintext", ["x < y"]),
    ("plain *marked*", "markdown", ["plain *marked*"]),
    ({"language": "python", "value": "x: int"}, "markdown", ["```python\nx: int\n```"]),
    ([{"language": "python", "value": "x: int"}, "and *more*"], "markdown", ["```python\nx: int\n```", "and *more*"]),
], ids=str)
def test_hover_and_its_forms(project, contents, kind, parts):
    answer_with(project, "hover", {"contents": contents, "range": PLACE})
    reply = project.answer("hover", "a.py")
    assert reply["contents"]["kind"] == kind and reply["range"] == PLACE and set(reply) == {"contents", "range"}
    if len(parts) == 1:
        assert reply["contents"]["value"] == parts[0]
    for part in parts:
        assert part in reply["contents"]["value"]


def test_a_fence_that_is_in_the_code(project):
    answer_with(project, "hover", {"contents": {"language": "md", "value": "```\nx\n```"}})
    value = project.answer("hover", "a.py")["contents"]["value"]
    assert value.startswith("````") and value.endswith("````") and "```\nx\n```" in value


def test_nothing_to_hover_over(project):
    answer_with(project, "hover", None)
    assert project.answer("hover", "a.py") == {"contents": None}


def test_a_hover_without_a_range(project):
    answer_with(project, "hover", {"contents": {"kind": "markdown", "value": "x"}})
    assert project.answer("hover", "a.py") == {"contents": {"kind": "markdown", "value": "x"}}


# Definition and references

@pytest.mark.parametrize("method", ["definition", "references"])
def test_places(project, method):
    here = {"uri": project.uri("a.py"), "range": PLACE}
    for result, places in ((None, []), ([], []), ([here, here], [here, here])):
        answer_with(project, method, result)
        assert project.answer(method, "a.py") == places


def test_forms_of_a_definition(project):
    here = {"uri": project.uri("a.py"), "range": PLACE}
    link = {"targetUri": here["uri"], "targetRange": span(0, 0, 9, 9), "targetSelectionRange": PLACE,
            "originSelectionRange": span(7, 7, 8)}
    for result in (here, [here], [link]):
        answer_with(project, "definition", result)
        assert project.answer("definition", "a.py") == [here]


@pytest.mark.parametrize("fields, wanted", [({}, True), ({"includeDeclaration": True}, True), ({"includeDeclaration": False}, False)],
                         ids=str)
def test_references_with_and_without_the_declaration(project, fields, wanted):
    text = "def name(): pass\nname()\n"
    project.write("a.py", text)
    places = project.answer("references", "a.py", position=at(text, "name"), **fields)
    assert [p["range"]["start"]["line"] for p in places] == ([0, 1] if wanted else [1])
    assert asked(project, "references")["context"] == {"includeDeclaration": wanted}


@pytest.mark.parametrize("told, returned", [
    ("/c/with space é.py", "/c/with%20space%20%C3%A9.py"), ("/c/%c3%a9%3a@.py", "/c/%C3%A9%3A%40.py"),
    ("/c/a+b~c-d_e.py", "/c/a%2Bb~c-d_e.py"), ("/c/%41.py", "/c/A.py"), ("/c/a%2525.py", "/c/a%2525.py"),
])
def test_uris_are_written_in_one_way(project, told, returned):
    answer_with(project, "definition", [{"uri": "file://" + told, "range": PLACE}])
    assert project.answer("definition", "a.py") == [{"uri": "file://" + returned, "range": PLACE}]


# Code actions

def test_code_actions_and_their_forms(project):
    edit = {"changes": {project.uri("a.py"): [{"range": PLACE, "newText": "x"}]}}
    command = {"title": "Run", "command": "do.it", "arguments": [1, {"a": None}]}
    answer_with(project, "codeAction", [
        {"title": "Edit", "kind": "quickfix", "isPreferred": True, "edit": edit, "diagnostics": [], "data": 5},
        {"title": "Command", "kind": "refactor", "command": command}, command, {"title": "Bare"},
        {"title": "Run it", "command": "bare.command"}])
    changes = [{"uri": project.uri("a.py"), "edits": [{"range": PLACE, "newText": "x"}]}]
    assert project.answer("code-actions", "a.py", range=PLACE) == [
        {"title": "Edit", "kind": "quickfix", "isPreferred": True, "changes": changes},
        {"title": "Command", "kind": "refactor", "command": command}, {"title": "Run", "command": command},
        {"title": "Bare"}, {"title": "Run it", "command": {"title": "Run it", "command": "bare.command"}}]


@pytest.mark.parametrize("result", [None, []])
def test_no_code_actions(project, result):
    answer_with(project, "codeAction", result)
    assert project.answer("code-actions", "a.py", range=PLACE) == []


def test_only_actions_of_the_kinds_that_were_asked_for(project):
    """Whatever the server thinks of `only`."""
    kinds = ["refactor", "refactor.extract.function", "refactored", "quickfix", None]
    project.control.script(codeAction=[{"result": [{"title": str(kind), **({"kind": kind} if kind else {})} for kind in kinds]}])
    for only, found in ((["refactor"], kinds[:2]), (["source", "quickfix"], ["quickfix"]), (["nonsense"], []), ([""], kinds), ([], kinds)):
        actions = project.answer("code-actions", "a.py", range=PLACE, only=only)
        assert [action["title"] for action in actions] == [str(kind) for kind in found]


@pytest.mark.parametrize("only", [None, ["quickfix"], ["source.organizeImports", "refactor.extract"]])
def test_kinds_of_code_actions(project, only):
    project.write("a.py", "first\nsecond line\n")
    project.answer("code-actions", "a.py", range=PLACE, **({"only": only} if only else {}))
    params = asked(project, "codeAction")
    assert params["range"] == PLACE and params["context"].get("only") == only
    assert params["context"]["diagnostics"] == []


def test_code_actions_get_the_diagnostics_of_their_range(project):
    project.write("a.py", "x\nerror here\nerror there\n")
    project.answer("diagnostics", "a.py")
    (action,) = project.answer("code-actions", "a.py", range=span(1, 2, 3))
    assert action["title"] == "Fix: error in line 1" and action["kind"] == "quickfix"
    assert action["changes"] == [{"uri": project.uri("a.py"), "edits": [{"range": span(1, 0, 5), "newText": "fixed"}]}]
    assert asked(project, "codeAction")["context"]["diagnostics"][0]["code"] == "bad-word"


# What a server does not offer

@pytest.mark.parametrize("request_name, method, capability", [
    ("completions", "completion", "completionProvider"), ("hover", "hover", "hoverProvider"),
    ("definition", "definition", "definitionProvider"), ("references", "references", "referencesProvider"),
    ("document-symbols", "documentSymbol", "documentSymbolProvider"), ("rename", "rename", "renameProvider"),
    ("format", "formatting", "documentFormattingProvider"), ("code-actions", "codeAction", "codeActionProvider"),
    ("workspacesymbols", "workspace/symbol", "workspaceSymbolProvider"),
])
@pytest.mark.parametrize("value", [None, False])
def test_requests_that_the_server_does_not_support(make_project, request_name, method, capability, value):
    project = make_project(capabilities={capability: value}).start()
    resp = project.ask(request_name, "a.py", newName="b", range=PLACE, query="x")
    body = resp.json()
    assert (resp.status, body["code"]) == (422, "UNPROCESSABLE_ENTITY"), resp
    assert "pyright-langserver" in body["message"] and method in body["message"], body
    assert not [name for name in project.control.methods() if method in name]


def test_capabilities_that_are_objects(make_project):
    project = make_project(capabilities={"hoverProvider": {"workDoneProgress": True}, "renameProvider": {"prepareProvider": False},
                                         "textDocumentSync": 1, "codeActionProvider": {"codeActionKinds": ["quickfix"]}}).start()
    assert project.hover_text("a.py") == "a = 1\n"
    assert project.answer("rename", "a.py", newName="b")["changes"]
