"""Section 9: documents. Whatever their names and whatever happens to them on disk, answers are about what is there now."""

import os
import shutil

import pytest

from support.daemon import check_error
from support.lsp import at, file_uri
from support.message import post


def opened(project):
    """The parameters of every didOpen."""
    return [params["textDocument"] for params in project.control.params("textDocument/didOpen")]


def test_did_open_reads_the_file(project):
    project.write("b.py", "x = 'é 😀 漢'\r\n")
    project.done("did-open", "b.py")
    assert project.hover_text("b.py") == "x = 'é 😀 漢'\r\n"
    (document,) = opened(project)
    assert (document["uri"], document["languageId"]) == (project.uri("b.py"), "python")


def test_opened_twice_is_opened_once(project):
    for _ in range(3):
        project.done("did-open", "a.py")
    project.hover_text("a.py")
    assert project.control.about(project.path / "a.py") == ["didOpen"]


def test_a_document_need_not_be_opened(project):
    assert project.hover_text("a.py") == "a = 1\n"
    project.answer("document-symbols", "a.py")
    assert project.control.about(project.path / "a.py") == ["didOpen"]


def test_closed_and_opened_again(project):
    project.done("did-open", "a.py")
    project.done("did-close", "a.py")
    assert project.hover_text("a.py") == "a = 1\n"
    assert project.control.about(project.path / "a.py") == ["didOpen", "didClose", "didOpen"]


def test_closing_what_is_not_open(project):
    project.done("did-close", "a.py")
    project.done("did-close", "missing.py")
    project.done("did-open", "a.py")
    project.done("did-close", "a.py")
    project.done("did-close", "a.py")
    project.hover_text("a.py")
    assert project.control.about(project.path / "a.py") == ["didOpen", "didClose", "didOpen"]
    assert project.control.about(project.path / "missing.py") == []


def test_closing_one_whose_file_is_gone(project):
    project.done("did-open", "a.py")
    (project.path / "a.py").unlink()
    project.done("did-close", "a.py")
    project.write("b.py", "b = 1\n")
    project.hover_text("b.py")
    assert project.control.about(project.path / "a.py") == ["didOpen", "didClose"]


@pytest.mark.parametrize("request_name", ["hover", "completions", "document-symbols", "definition", "references", "format",
                                          "diagnostics", "did-open"])
def test_a_change_on_disk_is_seen(project, request_name):
    project.done("did-open", "a.py")
    project.write("a.py", "changed = 2\n")
    assert project.ask(request_name, "a.py").status == 200
    assert project.hover_text("a.py") == "changed = 2\n"
    (params,) = project.control.params("textDocument/didChange")
    assert params["contentChanges"] == [{"text": "changed = 2\n"}]
    assert params["textDocument"]["version"] > opened(project)[0]["version"]


def test_versions_rise(project):
    project.hover_text("a.py")
    for n in range(20):
        project.write("a.py", f"n = {n}\n")
        assert project.hover_text("a.py") == f"n = {n}\n"
    versions = [params["textDocument"]["version"] for params in project.control.params("textDocument/didChange")]
    assert len(versions) == 20 and versions == sorted(set(versions))


def test_a_change_in_place_that_keeps_the_size(project):
    path = project.path / "a.py"
    assert project.hover_text("a.py") == "a = 1\n"
    before = path.stat()
    path.write_text("a = 2\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert project.hover_text("a.py") == "a = 2\n"


def test_a_change_that_keeps_size_and_time(project):
    path = project.path / "a.py"
    assert project.hover_text("a.py") == "a = 1\n"
    before = path.stat()
    project.write("a.py", "a = 2\n")  # another file by that name
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert project.hover_text("a.py") == "a = 2\n"


def test_nothing_is_sent_for_what_has_not_changed(project):
    for _ in range(10):
        project.hover_text("a.py")
    os.utime(project.path / "a.py")
    project.hover_text("a.py")
    assert project.control.methods().count("textDocument/didChange") <= 1
    assert set(project.control.about(project.path / "a.py")) <= {"didOpen", "didChange"}


def test_other_open_documents_are_kept_up_to_date_too(project):
    project.write("b.py", "b = 1\n")
    project.done("did-open", "a.py")
    project.done("did-open", "b.py")
    project.write("b.py", "b = 2\n")
    project.hover_text("a.py")
    methods = project.control.methods()
    assert methods.index("textDocument/didChange") < methods.index("textDocument/hover")
    assert project.control.params("textDocument/didChange")[0]["textDocument"]["uri"] == project.uri("b.py")


def test_workspace_symbols_know_the_change_too(project):
    project.write("a.py", "def before(): pass\n")
    project.done("did-open", "a.py")
    assert [s["name"] for s in project.answer("workspacesymbols", query="")] == ["before"]
    project.write("a.py", "def after(): pass\n")
    assert [s["name"] for s in project.answer("workspacesymbols", query="")] == ["after"]


def test_deleted_and_there_again(project):
    project.hover_text("a.py")
    (project.path / "a.py").unlink()
    check_error(project.ask("hover", "a.py"), 404, "FILE_NOT_FOUND")
    project.write("a.py", "again = 1\n")
    assert project.hover_text("a.py") == "again = 1\n"
    assert project.control.about(project.path / "a.py") == ["didOpen", "didClose", "didOpen"]


def test_another_that_is_deleted_is_closed(project):
    project.write("b.py", "b = 1\n")
    project.done("did-open", "b.py")
    (project.path / "b.py").unlink()
    project.hover_text("a.py")
    assert project.control.about(project.path / "b.py") == ["didOpen", "didClose"]


def test_replaced_by_a_directory(project):
    project.hover_text("a.py")
    (project.path / "a.py").unlink()
    (project.path / "a.py").mkdir()
    assert project.ask("hover", "a.py").status == 400
    shutil.rmtree(project.path / "a.py")


# Names

NAMES = ["with space.py", "é ž 漢 😀.py", "100%.py", "a%20b.py", "a#b.py", "a?b.py", "a&b=c+d.py", "quote's \".py", "%.py", "a:b@c;d,e.py",
         "sub dir/x.py", "(paren)[brackets]{braces}.py", "~!$*.py", "back\\slash.py"]


@pytest.mark.parametrize("name", NAMES)
def test_names_as_they_are_and_encoded(project, name):
    path = project.write(name, f"name = {len(name)}\ndef one(): pass\n")
    for uri in (str(path), f"file://{path}", file_uri(path), file_uri(path).replace("file://", "file://localhost")):
        assert project.answer("hover", uri=uri)["contents"]["value"] == path.read_text(), uri
        (symbol,) = project.answer("document-symbols", uri=uri)
        assert symbol["location"]["uri"] == file_uri(path)
    (document,) = opened(project)
    assert document["uri"] == file_uri(path)


def test_the_literal_name_is_taken_where_there_is_such_a_file(project):
    project.write("a b.py", "decoded = 1\n")
    uri = f"file://{project.path}/a%20b.py"
    assert project.answer("hover", uri=uri)["contents"]["value"] == "decoded = 1\n"
    project.write("a%20b.py", "literal = 1\n")
    assert project.answer("hover", uri=uri)["contents"]["value"] == "literal = 1\n"
    assert project.hover_text("a b.py") == "decoded = 1\n"


@pytest.mark.parametrize("name", ["bad%zz.py", "bad%2.py", "bad%", "%00.py"])
def test_escapes_that_are_none(project, name):
    uri = f"file://{project.path}/{name}"
    assert project.ask("hover", uri=uri).status in (400, 404)
    project.write(name, "literal = 1\n")
    assert project.answer("hover", uri=uri)["contents"]["value"] == "literal = 1\n"


def test_uris_relative_to_the_working_directory(make_daemon, make_project, tmp_path):
    """As SDKs send them for a relative path: the first part is no host."""
    daemon = make_daemon(env={"PATH": "/nonexistent"}, cwd=tmp_path)
    project = make_project(daemon=daemon).start()
    project.write("dir x/b.py", "b = 1\n")
    base = project.path.name
    for uri in (f"file://{base}/dir x/b.py", f"file://{base}/dir%20x/b.py", f"{base}/dir x/b.py", f"./{base}/dir x/b.py",
                f"file://./{base}/dir x/b.py"):
        assert project.answer("hover", uri=uri)["contents"]["value"] == "b = 1\n", uri
    assert [document["uri"] for document in opened(project)] == [project.uri("dir x/b.py")]


def test_one_document_by_many_names(project):
    for form in ("{}/a.py", "{}//a.py", "{}/./a.py", "{}/node_modules/../a.py"):
        assert project.answer("hover", uri="file://" + form.format(project.path))["contents"]["value"] == "a = 1\n"
    assert project.control.about(project.path / "a.py") == ["didOpen"]


def test_documents_outside_of_the_project(project, tmp_path):
    outside = tmp_path / "outside.py"
    outside.write_text("out = 1\n")
    assert project.hover_text(outside) == "out = 1\n"


# Their languages and texts

LANGUAGES = {"a.ts": "typescript", "a.mts": "typescript", "a.cts": "typescript", "a.tsx": "typescriptreact", "a.js": "javascript",
             "a.mjs": "javascript", "a.cjs": "javascript", "a.jsx": "javascriptreact", "a.py": "python", "a.pyi": "python",
             "a.c": "c", "a.h": "c", "a.cpp": "cpp", "a.cc": "cpp", "a.hpp": "cpp", "noextension": "typescript",
             "a.unknown": "typescript"}


def test_the_language_of_a_document_is_by_its_extension(make_project):
    project = make_project(language="typescript", program="typescript-language-server").start()
    for name in LANGUAGES:
        project.write(name, "x\n")
        project.hover_text(name)
    assert {d["uri"].rsplit("/", 1)[1]: d["languageId"] for d in opened(project)} == LANGUAGES


@pytest.mark.parametrize("text", ["", "\n", "no end of line", "a\r\nb\rc\n", "\0 zero \x1b", "\u2028\u2029 \ufeff", "😀" * 1000],
                         ids=ascii)
def test_texts(project, text):
    project.write("t.py", text)
    assert project.hover_text("t.py") == text


def test_a_text_that_is_not_utf8(project):
    project.write("t.py", b"caf\xe9 = 1\n")
    assert project.hover_text("t.py") == "caf\ufffd = 1\n"


def test_a_large_text(project):
    text = "x = 'žluťoučký'\n" * 300_000
    project.write("t.py", text)
    assert project.hover_text("t.py") == text


def test_positions_are_utf16(project):
    text = "'😀漢é' ; name = 1\ndef name(): pass\n"
    project.write("t.py", text)
    for offset in (0, 4):
        (place,) = project.answer("definition", "t.py", position=at(text, "name", offset))
        assert place["range"]["start"] == {"line": 1, "character": 4}
    (first, _) = project.answer("references", "t.py", position=at(text, "name"))
    assert first["range"]["start"] == {"line": 0, "character": 9}


# Files that the server watches

def watching(*patterns, kind=None, method="client/registerCapability"):
    watchers = [{"globPattern": pattern, **({"kind": kind} if kind else {})} for pattern in patterns]
    registration = {"id": "watch", "method": "workspace/didChangeWatchedFiles"}
    if method == "client/unregisterCapability":
        return {"request": method, "params": {"unregisterations": [registration]}}
    return {"request": method, "params": {"registrations": [{**registration, "registerOptions": {"watchers": watchers}}]}}


@pytest.fixture
def watched(make_project):
    """watched(action, **behaviour) → a project whose server has sent that registration and got its answer."""

    def make(registration, language="python", program="pyright-langserver", **on):
        project = make_project(language=language, program=program, on={"initialized": [registration], **on}).start()
        project.control.until("response")
        return project

    return make


def told(project):
    """[(name in the project, kind)] of all events that the server has been told of; the fake server has them when it has
    answered."""
    project.hover_text("a.py")
    root = file_uri(project.path) + "/"
    return [(change["uri"].removeprefix(root), change["type"])
            for params in project.control.params("workspace/didChangeWatchedFiles") for change in params["changes"]]


CREATED, CHANGED, DELETED = 1, 2, 3


def test_files_that_the_server_watches(watched):
    project = watched(watching("**/*.py"))
    project.write("sub/new.py", "x = 1\n")
    project.write("sub/new.txt", "x")
    assert told(project) == [("sub/new.py", CREATED)]
    (project.path / "sub/new.py").write_text("x = 2\n")
    assert told(project)[1:] == [("sub/new.py", CHANGED)]
    (project.path / "sub/new.py").rename(project.path / "sub/newer.py")
    assert told(project)[2:] == [("sub/new.py", DELETED), ("sub/newer.py", CREATED)]
    (project.path / "sub/newer.py").unlink()
    assert told(project)[4:] == [("sub/newer.py", DELETED)]
    (project.path / "more/deep").mkdir(parents=True)
    (project.path / "more/deep/x.py").touch()
    assert told(project)[5:] == [("more/deep/x.py", CREATED)]


@pytest.mark.parametrize("kind", [CREATED, 2, 4, 5])
def test_only_the_kinds_that_it_wants(watched, kind):
    project = watched(watching("**/*.py", kind=kind))
    project.write("new.py", "x = 1\n")
    created = told(project)
    (project.path / "new.py").write_text("x = 2\n")
    changed = told(project)[len(created):]
    (project.path / "new.py").unlink()
    deleted = told(project)[len(created) + len(changed):]
    assert created == ([("new.py", CREATED)] if kind & 1 else [])
    assert changed == ([("new.py", CHANGED)] if kind & 2 else [])
    assert deleted == ([("new.py", DELETED)] if kind & 4 else [])


def test_below_another_directory(make_project):
    project = make_project()
    pattern = {"baseUri": project.uri("sub"), "pattern": "*.toml"}
    project.control.behave(on={"initialized": [watching(pattern, "*.json")]})
    project.start()
    project.control.until("response")
    for name in ("sub/a.toml", "a.toml", "sub/below/a.toml", "a.json", "sub/a.json"):
        project.write(name, "x")
    assert sorted(told(project)) == [("a.json", CREATED), ("sub/a.toml", CREATED)]


def test_it_watches_no_longer(watched):
    project = watched(watching("**/*.py"), **{"textDocument/definition": [watching(method="client/unregisterCapability"), {"usual": 1}]})
    project.answer("definition", "a.py")
    project.control.until("response")
    project.write("new.py", "x = 1\n")
    assert told(project) == []


@pytest.mark.parametrize("options", [None, {}, {"watchers": [5]}, {"watchers": [{}]}, {"watchers": [{"globPattern": 5}]},
                                     {"watchers": [{"globPattern": {"baseUri": 5, "pattern": "x"}}]}], ids=str)
def test_a_registration_that_is_none(watched, options):
    """Costs the server an answer with an error, not its life."""
    wrong = {"id": "w", "method": "workspace/didChangeWatchedFiles", **({} if options is None else {"registerOptions": options})}
    project = watched({"request": "client/registerCapability", "params": {"registrations": [wrong]}})
    assert project.hover_text("a.py") == "a = 1\n" and len(project.control.starts()) == 1
    (answer,) = project.control.messages("response")
    assert answer["error"]["code"] == -32602


def test_thousands_of_files(watched):
    project = watched(watching("**/*.py"))
    for n in range(2500):
        (project.path / f"{n}.py").touch()
    assert sorted(told(project)) == sorted((f"{n}.py", CREATED) for n in range(2500))
    assert len(project.control.params("workspace/didChangeWatchedFiles")) == 3


def test_a_client_that_leaves_takes_no_news_along(watched, gate):
    """What has changed is told with the next request, even if the first one's client has left while the server did not read."""
    project = watched(watching("**/*.py"), **{"textDocument/didOpen": [{"gate": gate.path}, {"usual": 1}]})
    for name in ("large", "larger"):
        project.write(f"{name}.py", "x = 1\n" * 100_000)
    told_before = {f"{name}.py" for name in ("large", "larger")}
    wires = []
    for n, name in enumerate(("large.py", "larger.py", "a.py")):
        project.write(f"new{n}.py", "x = 1\n")
        wires.append(project.daemon.raw_socket())
        fields = {**project.who, "uri": project.uri(name), "position": {"line": 0, "character": 0}}
        wires[-1].send(post(project.daemon, "/lsp/hover", fields))
        if n == 0:
            project.control.until("textDocument/didOpen")
    for _ in range(20):
        project.daemon.get("/files/info", path="/")  # by then the pool has looked at the files for the last one
    for wire in wires:
        wire.close()
    gate.let_through(9)
    assert {name for name, _ in told(project)} - told_before == {"new0.py", "new1.py", "new2.py"}


def test_changed_scripts_are_opened_and_closed_again(watched):
    """TypeScript's server believes what it is told of open documents at once; not all files of a project stay open."""
    project = watched(watching("**/*.ts"), language="typescript", program="typescript-language-server")
    for n in range(300):
        (project.path / f"{n}.ts").write_text(f"const n = {n}\n")
    for _ in range(15):
        for n in range(300):
            (project.path / f"{n}.ts").write_text(f"let n = {n}\n")
        project.hover_text("a.py")
    opened, closed = (len(project.control.params(f"textDocument/did{what}")) for what in ("Open", "Close"))
    assert opened > 150 and opened - closed <= 101


def test_a_server_that_watches_nothing_is_told_nothing(project):
    project.write("sub/new.py", "x = 1\n")
    assert told(project) == []
