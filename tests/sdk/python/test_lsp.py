from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import pytest
from daytona import (
    DaytonaBadRequestError,
    DaytonaFileNotFoundError,
    DaytonaLspServerNotInitializedError,
    LspCompletionPosition,
    LspLanguageId,
)

NOT_INITIALIZED = (DaytonaLspServerNotInitializedError, 400, "LSP_SERVER_NOT_INITIALIZED")
SHAPES = "class Circle:\n    def area(self) -> float:\n        return 1.0\n"
MAIN = "from shapes import Circle\n\ncircle = Circle()  # 😀\ncircle.area()\n"
TYPES = "export class Circle {\n  area(): number {\n    return 1\n  }\n}\nnew Circle().area()\n"


@pytest.fixture
def create(sandbox, directory, blocking):
    """create(language, path) → a server, by default of the scratch directory, that is not started; gone after the test."""
    made = []

    def create_server(language="python", path=directory):
        made.append(blocking(sandbox.create_lsp_server(language, str(path))))
        return made[-1]

    yield create_server
    for server in made:
        try:
            server.stop()
        except DaytonaBadRequestError:
            pass  # it was stopped by the test, or never started


def names(symbols):
    return [symbol.name for symbol in symbols]


def test_a_python_server_with_every_method(create, directory, upload):
    upload(SHAPES, "shapes.py")
    upload(MAIN, "main.py")
    main, shapes = str(directory / "main.py"), str(directory / "shapes.py")
    server = create(LspLanguageId.PYTHON)
    server.start()
    server.start()
    server.did_open(main)
    completions = server.completions(main, LspCompletionPosition(line=3, character=7))
    assert completions.is_incomplete in (True, False)
    assert "area" in [item.label for item in completions.items if item.kind == 2]
    assert names(server.document_symbols(main)) == ["circle"]
    symbols = server.document_symbols(shapes)
    assert names(symbols)[:2] == ["Circle", "area"]
    location = symbols[0].location
    assert location.uri == f"file://{shapes}"
    assert (location.range.start.line, location.range.start.character) == (0, 0)
    assert (location.range.end.line, location.range.end.character) == (2, 18)
    assert "Circle" in names(server.sandbox_symbols("Circle"))
    assert "Circle" in names(server.workspace_symbols("Circle"))
    server.did_close(main)
    server.did_close(main)
    server.stop()


@pytest.mark.parametrize("language, name", [(LspLanguageId.TYPESCRIPT, "main.ts"), (LspLanguageId.JAVASCRIPT, "main.js")])
def test_servers_of_typescript_and_javascript(create, directory, upload, language, name):
    upload(TYPES if name.endswith("ts") else TYPES.replace(": number", ""), name)
    path = str(directory / name)
    server = create(language)
    server.start()
    server.did_open(path)
    assert names(server.document_symbols(path))[:2] == ["Circle", "area"]
    completions = server.completions(path, LspCompletionPosition(line=5, character=13))
    assert "area" in [item.label for item in completions.items]
    assert "Circle" in names(server.sandbox_symbols("Circle"))
    server.did_close(path)


def test_answers_are_about_the_file_as_it_is_now(create, directory, upload):
    upload("def before(): pass\n", "a.py")
    server = create()
    server.start()
    server.did_open(str(directory / "a.py"))
    assert names(server.document_symbols(str(directory / "a.py"))) == ["before"]
    upload("def after(): pass\n", "a.py")
    assert names(server.document_symbols(str(directory / "a.py"))) == ["after"]


def test_paths_with_spaces_and_other_letters(create, directory, upload):
    """The SDK does not encode them."""
    name = "my file é 漢 100%.py"
    upload("def here(): pass\n", name)
    server = create()
    server.start()
    server.did_open(str(directory / name))
    (symbol,) = server.document_symbols(str(directory / name))
    assert symbol.name == "here" and unquote(symbol.location.uri) == f"file://{directory / name}"


def test_a_path_relative_to_the_working_directory(create, sandbox):
    sandbox.fs.create_folder("lsp-relative-py", "755")
    sandbox.fs.upload_file(b"def here(): pass\n", "lsp-relative-py/a.py")
    server = create(path="lsp-relative-py")
    server.start()
    server.did_open("lsp-relative-py/a.py")
    assert names(server.document_symbols("lsp-relative-py/a.py")) == ["here"]


def test_errors_have_their_classes(create, directory, upload, rejects):
    upload("a = 1\n", "a.py")
    path = str(directory / "a.py")
    server = create()
    rejects(lambda: server.document_symbols(path), *NOT_INITIALIZED)
    server.start()
    missing = str(directory / "missing.py")
    rejects(lambda: server.document_symbols(missing), DaytonaFileNotFoundError, 404, "FILE_NOT_FOUND")
    position = LspCompletionPosition(line=-1, character=0)
    rejects(lambda: server.completions(path, position), DaytonaBadRequestError, 400)
    server.stop()
    rejects(lambda: server.did_open(path), *NOT_INITIALIZED)
    rejects(create("cobol").start, DaytonaBadRequestError, 400)
    rejects(create(path=directory / "missing").start, DaytonaBadRequestError, 400)


def test_threads_that_start_and_ask_at_the_same_time(sync_sandbox, directory):
    (directory / "a.py").write_text("def here(): pass\n")
    server = sync_sandbox.create_lsp_server("python", str(directory))

    def ask(_):
        server.start()
        return names(server.document_symbols(str(directory / "a.py")))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(16))) == [["here"]] * 16
    server.stop()
