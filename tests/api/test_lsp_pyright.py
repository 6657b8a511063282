"""Section 9 with pyright: a small Python project."""

import shutil
import subprocess
import sys

import pytest

from support.daemon import check_error
from support.lsp import Project, at, labels, position, span

SHAPES = '''"""Shapes."""


class Shape:
    """Anything with an area."""

    def area(self) -> float:
        return 0.0


class Circle(Shape):
    def __init__(self, radius: float) -> None:
        self.radius = radius
'''
MAIN = '''from shapes import Circle
import missing_module

greeting = "😀漢é"; circle = Circle(2.0)
print(circle.area(), greeting)
number: int = "text"
'''


@pytest.fixture(scope="module", params=["project", "my projects/žluťoučký 漢 😀"], ids=["plain", "unusual"])
def project(request, real_lspd, tmp_path_factory):
    made = Project(real_lspd, tmp_path_factory.mktemp("pyright") / request.param)
    made.write("shapes.py", SHAPES)
    made.write("main.py", MAIN)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def scratch(real_lspd, tmp_path):
    """A project of the test's own, started by it."""
    made = Project(real_lspd, tmp_path / "scratch")
    yield made
    assert made.ask("stop").status in (200, 400)


def problems(project, name="main.py"):
    return [(p["range"]["start"]["line"], p["code"]) for p in project.answer("diagnostics", name)["diagnostics"]]


def places(project, request, needle, offset=1, **fields):
    """[(file's name, text of its range)] of an answer about the needle in main.py."""
    found = project.answer(request, "main.py", position=at(MAIN, needle, offset), **fields)
    texts = {project.uri("main.py"): MAIN, project.uri("shapes.py"): SHAPES}
    return sorted((place["uri"].rsplit("/", 1)[1], text_in(texts[place["uri"]], place["range"])) for place in found)


def text_in(text, place):
    line = text.splitlines()[place["start"]["line"]].encode("utf-16-le")
    return line[2 * place["start"]["character"]:2 * place["end"]["character"]].decode("utf-16-le")


def test_completions(project):
    reply = project.answer("completions", "main.py", position=at(MAIN, "area()"))
    assert {"area", "radius"} <= labels(reply) and isinstance(reply["isIncomplete"], bool)
    area = next(item for item in reply["items"] if item["label"] == "area")
    assert area["kind"] == 2 and set(area) <= {"label", "kind", "detail", "documentation", "sortText", "filterText", "insertText"}


def test_completions_after_a_trigger(project):
    reply = project.answer("completions", "main.py", position=at(MAIN, "area()"),
                           context={"triggerKind": 2, "triggerCharacter": "."})
    assert "area" in labels(reply)


def test_document_symbols(project):
    symbols = project.answer("document-symbols", "shapes.py")
    names = [symbol["name"] for symbol in symbols]
    assert names.index("Shape") < names.index("area") < names.index("Circle") < names.index("__init__")
    shape = symbols[names.index("Shape")]
    assert shape["kind"] == 5 and shape["location"] == {"uri": project.uri("shapes.py"), "range": span(3, 0, 18, last=7)}


def test_workspace_symbols(project):
    found = project.answer("workspacesymbols", query="Circle")
    assert (project.uri("shapes.py"), 5) in [(s["location"]["uri"], s["kind"]) for s in found if s["name"] == "Circle"]


def test_hover(project):
    reply = project.answer("hover", "main.py", position=at(MAIN, "Circle(2.0)"))
    assert "Circle" in reply["contents"]["value"] and "radius" in reply["contents"]["value"]
    assert text_in(MAIN, reply["range"]) == "Circle"
    assert project.answer("hover", "main.py", position=at(MAIN, '"text"')) == {"contents": None}


def test_definition(project):
    assert places(project, "definition", "area()") == [("shapes.py", "area")]


def test_references(project):
    assert places(project, "references", "area()") == [("main.py", "area"), ("shapes.py", "area")]
    without = places(project, "references", "area()", includeDeclaration=False)  # which are left is pyright's matter
    assert len(without) == 1


def test_positions_behind_emoji(project):
    assert places(project, "definition", "circle = ") == [("main.py", "circle")]
    assert places(project, "references", "circle = ") == [("main.py", "circle")] * 2


def test_diagnostics(project):
    assert problems(project) == [(1, "reportMissingImports"), (5, "reportAssignmentType")]
    assert problems(project, "shapes.py") == []
    first = project.answer("diagnostics", "main.py")["diagnostics"][0]
    assert first["severity"] == 1 and "missing_module" in first["message"] and text_in(MAIN, first["range"]) == "missing_module"
    assert set(first) == {"range", "severity", "code", "source", "message"}


def test_code_actions(project):
    actions = project.answer("code-actions", "main.py", range=span(1, 7, 8))
    assert isinstance(actions, list) and all(action["title"] for action in actions)


def test_what_pyright_does_not_do(project):
    check_error(project.ask("format", "main.py"), 422, "UNPROCESSABLE_ENTITY", "pyright-langserver")


def test_a_rename_right_after_the_start(scratch):
    """While pyright has not looked for the project's files yet, it says that nothing can be renamed."""
    scratch.write("shapes.py", SHAPES)
    scratch.write("main.py", MAIN)
    scratch.start()
    told = scratch.answer("rename", "main.py", position=at(MAIN, "area()", 1), newName="surface")
    assert [change["uri"] for change in told["changes"]] == [scratch.uri("main.py"), scratch.uri("shapes.py")]


def test_a_rename_across_files(scratch):
    scratch.write("shapes.py", SHAPES)
    scratch.write("main.py", MAIN)
    scratch.start()
    assert problems(scratch, "shapes.py") == []
    where = {"position": at(MAIN, "area()", 1), "newName": "surface"}
    told = scratch.answer("rename", "main.py", **where)
    assert [change["uri"] for change in told["changes"]] == [scratch.uri("main.py"), scratch.uri("shapes.py")]
    assert scratch.answer("rename", "main.py", **where, apply=True) == {**told, "applied": True}
    assert (scratch.path / "main.py").read_text() == MAIN.replace("area()", "surface()")
    assert (scratch.path / "shapes.py").read_text() == SHAPES.replace("area(self", "surface(self")
    assert problems(scratch) == [(1, "reportMissingImports"), (5, "reportAssignmentType")]
    check_error(scratch.ask("rename", "main.py", position=at(MAIN, "= Circle"), newName="x"), 422, "UNPROCESSABLE_ENTITY")


def test_diagnostics_follow_the_files(scratch):
    scratch.write("shapes.py", SHAPES)
    scratch.write("main.py", MAIN)
    scratch.start()
    assert problems(scratch) == [(1, "reportMissingImports"), (5, "reportAssignmentType")]
    scratch.write("main.py", MAIN.replace('"text"', "5"))
    assert problems(scratch) == [(1, "reportMissingImports")]
    scratch.write("missing_module.py", "x = 1\n")
    assert problems(scratch) == []
    scratch.write("shapes.py", SHAPES.replace("area", "extent"))
    assert problems(scratch) == [(4, "reportAttributeAccessIssue")]
    (scratch.path / "shapes.py").unlink()
    assert problems(scratch) == [(0, "reportMissingImports")]


def test_the_whole_project_follows_the_files(scratch):
    scratch.write("shapes.py", SHAPES)
    scratch.start()
    scratch.answer("diagnostics", "shapes.py")
    scratch.write("more.py", "from shapes import Circle\ndef brand_new(): return Circle(1)\n")
    assert [s["name"] for s in scratch.answer("workspacesymbols", query="brand_new")] == ["brand_new"]
    scratch.write("use.py", "from shapes import Circle\n")
    found = scratch.answer("references", "shapes.py", position=at(SHAPES, "Circle"), includeDeclaration=False)
    assert {place["uri"].rsplit("/", 1)[1] for place in found} == {"more.py", "use.py"}
    (scratch.path / "more.py").unlink()
    assert scratch.answer("workspacesymbols", query="brand_new") == []


def test_completions_follow_the_files(scratch):
    scratch.write("shapes.py", SHAPES)
    text = "from shapes import Circle\nCircle(1)."
    scratch.write("main.py", text)
    scratch.start()
    where = {"position": at(text, "(1).", 4)}
    assert "perimeter" not in labels(scratch.answer("completions", "main.py", **where))
    scratch.write("shapes.py", SHAPES + "\n    def perimeter(self) -> float:\n        return 1.0\n")
    assert "perimeter" in labels(scratch.answer("completions", "main.py", **where))


@pytest.mark.parametrize("name", [".venv", "venv"])
def test_the_environment_of_the_project(scratch, name):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", scratch.path / name], check=True)
    (library,) = (scratch.path / name / "lib").glob("python3*/site-packages")
    (library / "only_there.py").write_text("value: int = 5\n")
    scratch.write("main.py", "import only_there\nx: str = only_there.value\n")
    scratch.start()
    assert problems(scratch) == [(1, "reportAssignmentType")]


def test_packages_that_are_installed_while_it_runs(scratch):
    scratch.write("main.py", "import installed_now\nx: str = installed_now.value\n")
    scratch.start()
    assert problems(scratch) == [(0, "reportMissingImports")]
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", scratch.path / ".venv"], check=True)
    assert problems(scratch) == [(0, "reportMissingImports")]
    (library,) = (scratch.path / ".venv/lib").glob("python3*/site-packages")
    (library / "installed_now").mkdir()
    (library / "installed_now/__init__.py").write_text("value: int = 5\n")
    assert problems(scratch) == [(1, "reportAssignmentType")]
    assert problems(scratch) == [(1, "reportAssignmentType")]
    shutil.rmtree(library / "installed_now")
    assert problems(scratch) == [(0, "reportMissingImports")]


def test_a_rename_in_a_file_with_a_mark(scratch):
    scratch.write("a.py", "def foo(): ...\n")
    scratch.write("b.py", "\ufefffrom a import foo; foo()\nfoo()\n")
    scratch.start()
    scratch.answer("diagnostics", "a.py")
    scratch.answer("rename", "a.py", position=position(0, 4), newName="quux", apply=True)
    assert (scratch.path / "b.py").read_text() == "\ufefffrom a import quux; quux()\nquux()\n"


def test_a_stub_and_a_package(scratch):
    scratch.write("package/__init__.py", "from .inner import answer\n")
    scratch.write("package/inner.py", "def answer(): ...\n")
    scratch.write("package/inner.pyi", "def answer() -> int: ...\n")
    text = "from package import answer\nx: str = answer()\n"
    scratch.write("main.py", text)
    scratch.start()
    assert problems(scratch) == [(1, "reportAssignmentType")]
    places_found = scratch.answer("definition", "main.py", position=at(text, "answer()", 1))
    assert all(place["uri"].startswith(scratch.uri("package/inner.py")) for place in places_found) and places_found


def test_two_projects_at_once(scratch, project):
    scratch.write("main.py", "def elsewhere(): pass\n")
    scratch.start()
    assert [s["name"] for s in scratch.answer("document-symbols", "main.py")] == ["elsewhere"]
    assert "elsewhere" not in {s["name"] for s in project.answer("workspacesymbols", query="elsewhere")}
