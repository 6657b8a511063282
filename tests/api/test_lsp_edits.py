"""Section 9: rename and format. What they change, and that they change all of it or nothing."""

import os

import pytest

from support.daemon import check_error
from support.lsp import at, position, span


def edit(place, text):
    return {"range": place, "newText": text}


def edits_are(project, *edits, name="a.py"):
    """What the server answers to a rename."""
    project.control.script(rename=[{"result": {"changes": {project.uri(name): list(edits)}}}])


def applied(project, **fields):
    reply = project.answer("rename", "a.py", newName="b", apply=True, **fields)
    assert reply["applied"] is True, reply
    return reply


def nothing_left(directory):
    """No temporary file has stayed."""
    return sorted(name for name in os.listdir(directory) if name != "node_modules")


def test_a_rename_is_told_and_not_done(project):
    text = "a = 1\nprint(a)\n"
    project.write("b.py", "import a\n")
    project.write("a.py", text)
    assert project.answer("rename", "a.py", newName="new") == {"applied": False, "changes": [
        {"uri": project.uri("a.py"), "edits": [edit(span(0, 0, 1), "new"), edit(span(1, 6, 7), "new")]},
        {"uri": project.uri("b.py"), "edits": [edit(span(0, 7, 8), "new")]}]}
    assert (project.path / "a.py").read_text() == text
    (params,) = project.control.params("textDocument/rename")
    assert (params["newName"], params["position"]) == ("new", position(0, 0))


def test_a_rename_that_is_done(project):
    project.write("sub dir/b é.py", "import a  # a 😀 a\r\n")
    reply = applied(project)
    assert [change["uri"] for change in reply["changes"]] == [project.uri("a.py"), project.uri("sub dir/b é.py")]
    assert (project.path / "a.py").read_text() == "b = 1\n"
    assert (project.path / "sub dir/b é.py").read_bytes() == "import b  # b 😀 b\r\n".encode()
    assert nothing_left(project.path) == ["a.py", "sub dir"] and nothing_left(project.path / "sub dir") == ["b é.py"]
    assert project.hover_text("a.py") == "b = 1\n"


@pytest.mark.parametrize("options, wanted", [
    (None, {"tabSize": 4, "insertSpaces": True}), ({}, {"tabSize": 4, "insertSpaces": True}),
    ({"tabSize": 2}, {"tabSize": 2, "insertSpaces": True}),
    ({"tabSize": 8, "insertSpaces": False}, {"tabSize": 8, "insertSpaces": False}),
], ids=str)
def test_formatting_and_its_options(project, options, wanted):
    project.write("a.py", "\tx = 1  \n")
    fields = {} if options is None else {"options": options}
    reply = project.answer("format", "a.py", **fields)
    new = " " * wanted["tabSize"] if wanted["insertSpaces"] else "\t"
    assert reply == {"applied": False, "changes": [
        {"uri": project.uri("a.py"), "edits": [edit(span(0, 0, 1), new), edit(span(0, 6, 8), "")]}]}
    (params,) = project.control.params("textDocument/formatting")
    assert params["options"] == wanted


def test_formatting_that_is_done(project):
    project.write("a.py", "\tx = '😀'\t\r\n\ty\t\r\n")
    assert project.answer("format", "a.py", apply=True)["applied"] is True
    assert (project.path / "a.py").read_bytes() == "    x = '😀'\r\n    y\r\n".encode()


@pytest.mark.parametrize("result", [None, []])
def test_nothing_to_format(project, result):
    project.control.script(formatting=[{"result": result}])
    for apply in (False, True):
        assert project.answer("format", "a.py", apply=apply)["changes"] == []
    assert (project.path / "a.py").read_text() == "a = 1\n"


def test_nothing_can_be_renamed_there(project):
    project.control.script(rename=[{"result": None}])
    for apply in (False, True):
        check_error(project.ask("rename", "a.py", newName="b", apply=apply), 422, "UNPROCESSABLE_ENTITY")


def test_a_rename_that_the_server_refuses(project):
    project.control.script(rename=[{"error": {"code": -32803, "message": "not a name: 5x"}}])
    resp = project.ask("rename", "a.py", newName="5x", apply=True)
    check_error(resp, 422, "UNPROCESSABLE_ENTITY", "not a name: 5x")
    assert project.hover_text("a.py") == "a = 1\n"


def test_files_come_in_the_order_of_their_uris(project):
    uris = [project.uri(name) for name in ("z.py", "a.py", "sub/b.py", "B.py", "é.py")]
    project.control.script(rename=[{"result": {"changes": {uri: [edit(span(0, 0, 1), "b")] for uri in uris}}}])
    reply = project.answer("rename", "a.py", newName="b")
    assert [change["uri"] for change in reply["changes"]] == sorted(uris)


def test_edits_as_document_changes(project):
    changes = [{"textDocument": {"uri": project.uri("a.py"), "version": None}, "edits": [
        {**edit(span(0, 0, 1), "b"), "annotationId": "x"}]}]
    project.control.script(rename=[{"result": {"documentChanges": changes, "changeAnnotations": {"x": {"label": "x"}}}}])
    assert applied(project)["changes"] == [{"uri": project.uri("a.py"), "edits": [edit(span(0, 0, 1), "b")]}]
    assert (project.path / "a.py").read_text() == "b = 1\n"


@pytest.mark.parametrize("operation", [{"kind": "create", "uri": "{}/n.py"}, {"kind": "delete", "uri": "{}/a.py"},
                                       {"kind": "rename", "oldUri": "{}/a.py", "newUri": "{}/n.py"}], ids=str)
@pytest.mark.parametrize("apply", [False, True])
def test_edits_that_cannot_be_told(project, operation, apply):
    operation = {key: value.replace("{}", project.uri("").rstrip("/")) for key, value in operation.items()}
    project.control.script(rename=[{"result": {"documentChanges": [
        {"textDocument": {"uri": project.uri("a.py"), "version": None}, "edits": [edit(span(0, 0, 1), "b")]}, operation]}}])
    check_error(project.ask("rename", "a.py", newName="b", apply=apply), 422, "UNPROCESSABLE_ENTITY")
    assert nothing_left(project.path) == ["a.py"] and (project.path / "a.py").read_text() == "a = 1\n"


# The texts

@pytest.mark.parametrize("text, edits, result", [
    ("abc\n", [edit(span(0, 1, 1), "X")], "aXbc\n"),
    ("abc\n", [edit(span(0, 2, 3), "3"), edit(span(0, 0, 1), "1")], "1b3\n"),
    ("abc\n", [edit(span(0, 1, 1), "1"), edit(span(0, 1, 1), "2")], "a12bc\n"),
    ("abc\n", [edit(span(0, 1, 1), "1"), edit(span(0, 1, 2), "2")], "a12c\n"),
    ("a\nb\nc\n", [edit(span(0, 1, 0, 2), "-")], "a-c\n"),
    ("a\r\nb\r\n", [edit(span(0, 1, 0, 1), "\n")], "a\r\nb\r\n"),
    ("a\nb\r\n", [edit(span(0, 1, 0, 1), "\r\nx\r\n")], "a\nx\nb\r\n"),
    ("\ufeffa\n", [edit(span(0, 0, 1), "b")], "\ufeffb\n"),
    ("a\rb\r", [edit(span(1, 0, 1), "x")], "a\rx\r"),
    ("'😀漢é'=a\n", [edit(span(0, 7, 8), "b")], "'😀漢é'=b\n"),
    ("😀😀\n", [edit(span(0, 2, 4), "")], "😀\n"),
    ("a\n", [edit(span(0, 0, 0, 1), "")], ""),
    ("", [edit(span(0, 0, 0), "new\n")], "new\n"),
    ("a\nb", [edit(span(1, 1, 1), "\n")], "a\nb\n"),
    ("a\n", [edit(span(0, 1, 999), "b")], "ab\n"),
    ("a\n", [edit(span(0, 0, 0, 999), "b\n")], "b\n"),
    ("a\n", [edit(span(1, 0, 0), "b\n")], "a\nb\n"),
    ("x\0y\x85\u2028z\n", [edit(span(0, 5, 6), "Z")], "x\0y\x85\u2028Z\n"),
    ("a\n", [], "a\n"),
], ids=ascii)
def test_texts_after_edits(project, text, edits, result):
    project.write("a.py", text)
    edits_are(project, *edits)
    project.ask("rename", "a.py", newName="b", apply=True)
    assert (project.path / "a.py").read_bytes() == result.encode()


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be"])
def test_utf_16_is_refused(project, codec):
    """Its bytes are not those that positions are for."""
    data = ("" if codec == "utf-16" else "\ufeff").encode(codec) + "a = 1\n".encode(codec)
    project.write("b.py", data)
    project.control.script(rename=[{"result": {"changes": {
        project.uri(name): [edit(span(0, 0, 1), "b")] for name in ("a.py", "b.py")}}}])
    check_error(project.ask("rename", "a.py", newName="b", apply=True), 422, "UNPROCESSABLE_ENTITY", "UTF-16")
    assert (project.path / "b.py").read_bytes() == data and (project.path / "a.py").read_text() == "a = 1\n"


def test_a_byte_order_mark_is_no_column(project):
    """The server gets a text without one, also of a file that is to be renamed in and that it has not got before."""
    project.write("a.py", "\ufeffa = 1\n")
    project.write("b.py", "\ufeffimport a\n")
    reply = applied(project)
    assert {change["uri"]: change["edits"][0]["range"] for change in reply["changes"]} == {
        project.uri("a.py"): span(0, 0, 1), project.uri("b.py"): span(0, 7, 8)}
    assert (project.path / "a.py").read_text() == "\ufeffb = 1\n" and (project.path / "b.py").read_text() == "\ufeffimport b\n"
    assert project.hover_text("b.py") == "import b\n"


def test_a_rename_that_the_server_takes_back(project):
    """Having been shown the file with a mark it is asked again, and then knows nothing of the name."""
    project.write("b.py", "\ufeffimport a\n")
    changes = {"changes": {project.uri("b.py"): [edit(span(0, 7, 8), "b")]}}
    project.control.script(rename={"turns": [[{"result": changes}], [{"result": None}]]})
    check_error(project.ask("rename", "a.py", newName="b", apply=True), 422, "UNPROCESSABLE_ENTITY")
    assert (project.path / "b.py").read_text() == "\ufeffimport a\n"


@pytest.mark.parametrize("edits", [
    [edit(span(0, 0, 3), "x"), edit(span(0, 2, 4), "y")], [edit(span(0, 0, 4), "x"), edit(span(0, 1, 2), "y")],
    [edit({"start": position(0, 3), "end": position(0, 1)}, "x")],
], ids=["overlap", "within", "backwards"])
def test_edits_that_contradict_each_other(project, edits):
    project.write("b.py", "a\n")
    project.control.script(rename=[{"result": {"changes": {
        project.uri("b.py"): [edit(span(0, 0, 1), "x")], project.uri("a.py"): edits}}}])
    assert project.ask("rename", "a.py", newName="b", apply=True).status in (422, 500, 502)
    assert (project.path / "a.py").read_text() == "a = 1\n" and (project.path / "b.py").read_text() == "a\n"


def test_many_edits_in_a_large_file(project):
    lines = 20_000
    project.write("a.py", "x = name  # 😀 name\n" * lines)
    reply = applied(project, position=position(0, 5))
    assert len(reply["changes"][0]["edits"]) == 2 * lines
    assert (project.path / "a.py").read_text() == "x = b  # 😀 b\n" * lines


# The files

@pytest.mark.parametrize("mode", [0o644, 0o755, 0o600, 0o664])
def test_modes_are_kept(project, mode):
    (project.path / "a.py").chmod(mode)
    applied(project)
    assert (project.path / "a.py").stat().st_mode & 0o7777 == mode


def test_a_link_stays_and_its_target_is_written(project, tmp_path):
    target = tmp_path / "target.py"
    target.write_text("a = 1\n")
    (project.path / "a.py").unlink()
    (project.path / "a.py").symlink_to("../target.py")
    edits_are(project, edit(span(0, 0, 1), "b"))
    applied(project)
    assert os.readlink(project.path / "a.py") == "../target.py" and target.read_text() == "b = 1\n"


def test_a_file_that_has_changed_meanwhile(project):
    """While the server was at it, after the daemon had looked."""
    project.write("b.py", "import a\n")
    project.hover_text("a.py")
    path = str(project.path / "a.py")
    project.control.script(rename=[{"write": path, "text": "# new\na = 1\n"}, {"usual": 1}])
    check_error(project.ask("rename", "a.py", newName="b", apply=True), 409, "CONFLICT", "a.py")
    assert (project.path / "a.py").read_text() == "# new\na = 1\n" and (project.path / "b.py").read_text() == "import a\n"
    project.control.behave()
    applied(project, position=position(1, 0))
    assert (project.path / "a.py").read_text() == "# new\nb = 1\n"


def test_a_file_that_nobody_has_opened_and_that_has_changed_meanwhile(project):
    project.write("b.py", "import a\n")
    project.hover_text("a.py")
    project.control.script(rename=[{"write": str(project.path / "b.py"), "text": "# new\nimport a\n"}, {"result": {"changes": {
        project.uri("b.py"): [edit(span(0, 7, 8), "b")], project.uri("a.py"): [edit(span(0, 0, 1), "b")]}}}])
    check_error(project.ask("rename", "a.py", newName="b", apply=True), 409, "CONFLICT", "b.py")
    assert (project.path / "a.py").read_text() == "a = 1\n" and (project.path / "b.py").read_text() == "# new\nimport a\n"


def test_a_file_from_the_future(project):
    """Its time is no reason to think that it has changed."""
    project.write("b.py", "import a\n")
    os.utime(project.path / "b.py", (2_200_000_000, 2_200_000_000))
    project.hover_text("a.py")
    applied(project)
    assert (project.path / "b.py").read_text() == "import b\n"


def test_a_file_that_has_gone_meanwhile(project):
    edits_are(project, edit(span(0, 0, 1), "b"), name="gone.py")
    resp = project.ask("rename", "a.py", newName="b", apply=True)
    assert resp.status in (404, 409), resp
    assert nothing_left(project.path) == ["a.py"]


@pytest.mark.parametrize("obstacle", ["directory", "file's directory is missing"])
def test_all_or_nothing(project, obstacle):
    bad = "z/z.py"
    if obstacle == "directory":
        (project.path / bad).mkdir(parents=True)
    project.control.script(rename=[{"result": {"changes": {
        project.uri("a.py"): [edit(span(0, 0, 1), "b")], project.uri(bad): [edit(span(0, 0, 1), "b")]}}}])
    assert project.ask("rename", "a.py", newName="b", apply=True).status in (400, 404, 409, 422, 500)
    assert (project.path / "a.py").read_text() == "a = 1\n"


def test_all_or_nothing_where_a_directory_is_not_writable(unprivileged, make_project, open_tmp):
    project = make_project(daemon=unprivileged, path=open_tmp / "p")
    project.path.chmod(0o777)
    for name in ("a.py", "locked/b.py", "z.py"):
        project.write(name, "a = 1\n").chmod(0o666)
    (project.path / "locked").chmod(0o555)
    project.start()
    before = sorted(os.listdir(project.path))
    check_error(project.ask("rename", "a.py", newName="b", apply=True), 403, "FILE_ACCESS_DENIED", "b.py")
    for name in ("a.py", "locked/b.py", "z.py"):
        assert (project.path / name).read_text() == "a = 1\n", name
    assert sorted(os.listdir(project.path)) == before and os.listdir(project.path / "locked") == ["b.py"]


def test_the_server_is_told_of_what_was_applied(project):
    project.write("b.py", "import a\n")
    for name in ("a.py", "b.py"):
        project.done("did-open", name)
    applied(project)
    assert project.hover_text("b.py") == "import b\n"
    assert project.answer("references", "a.py", position=at("b = 1\n", "b"))[1]["uri"] == project.uri("b.py")


def test_uris_that_are_no_files(project):
    project.control.script(rename=[{"result": {"changes": {
        project.uri("a.py"): [edit(span(0, 0, 1), "b")], "untitled:x": [edit(span(0, 0, 1), "b")]}}}])
    assert project.ask("rename", "a.py", newName="b", apply=True).status in (422, 500)
    assert (project.path / "a.py").read_text() == "a = 1\n"
