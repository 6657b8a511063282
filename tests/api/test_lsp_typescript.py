"""Section 9 with typescript-language-server: a small project in TypeScript and JSX, and one in JavaScript."""

import json

import pytest

from support.lsp import Project, at, labels, position, span

CONFIG = {"compilerOptions": {"strict": True, "jsx": "preserve", "module": "esnext", "target": "es2022", "types": []}}
SHAPES = '''export class Circle {
  constructor(public radius: number) {}
  area(): number {
    return this.radius
  }
}

export const unit = new Circle(1)
'''
MAIN = '''import { Circle } from "./shapes"

const greeting = "😀漢é"; const circle = new Circle(2)
circle.area()
const wrong: number = "text"
'''
VIEW = '''declare global {
  namespace JSX { interface IntrinsicElements { div: { title: string } } }
}
import { unit } from "./shapes"

type Props = { name: string }
function Greeting({ name }: Props) {
  return <div title={name}>{unit.area()}</div>
}

export const page = <Greeting name={"😀"} />
export const bad = <Greeting />
'''
JAVASCRIPT = '''/** @param {string} name */
export function greet(name) {
  return name.toUpperCase()
}
greet("x")
'''


def make(daemon, path, language="typescript"):
    project = Project(daemon, path, language)
    project.write("tsconfig.json", json.dumps(CONFIG))
    project.write("shapes.ts", SHAPES)
    project.write("main.ts", MAIN)
    project.write("view.tsx", VIEW)
    return project


@pytest.fixture(scope="module")
def project(real_lspd, tmp_path_factory):
    made = make(real_lspd, tmp_path_factory.mktemp("typescript") / "my project é 漢")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def scratch(real_lspd, tmp_path):
    """A project of the test's own, which is running."""
    made = make(real_lspd, tmp_path / "scratch").start()
    yield made
    made.stop()


def problems(project, name):
    return [(p["range"]["start"]["line"], p["code"]) for p in project.answer("diagnostics", name)["diagnostics"]
            if p.get("severity") == 1]


def names(places):
    return sorted(place["uri"].rsplit("/", 1)[1] for place in places)


def test_the_first_question_is_answered_rightly(scratch):
    """Also while the server is still loading the project."""
    (place,) = scratch.answer("definition", "main.ts", position=at(MAIN, "area()", 1))
    assert place == {"uri": scratch.uri("shapes.ts"), "range": span(2, 2, 6)}


def test_completions(project):
    reply = project.answer("completions", "main.ts", position=at(MAIN, "area()"))
    assert {"area", "radius"} <= labels(reply)
    area = next(item for item in reply["items"] if item["label"] == "area")
    assert area["kind"] == 2 and set(area) <= {"label", "kind", "detail", "documentation", "sortText", "filterText", "insertText"}


def test_document_symbols(project):
    symbols = project.answer("document-symbols", "shapes.ts")
    found = [symbol["name"] for symbol in symbols]
    assert found.index("Circle") < found.index("area") and "unit" in found
    circle = symbols[found.index("Circle")]
    assert circle["kind"] == 5 and circle["location"] == {"uri": project.uri("shapes.ts"), "range": span(0, 0, 1, last=5)}


def test_workspace_symbols(project):
    project.done("did-open", "main.ts")
    found = project.answer("workspacesymbols", query="Circle")
    assert project.uri("shapes.ts") in {s["location"]["uri"] for s in found if s["name"] == "Circle"}


def test_hover(project):
    reply = project.answer("hover", "main.ts", position=at(MAIN, "area()"))
    assert reply["contents"]["kind"] == "markdown" and "Circle.area(): number" in reply["contents"]["value"]
    assert reply["range"] == span(3, 7, 11)


def test_definition_and_references(project):
    (place,) = project.answer("definition", "main.ts", position=at(MAIN, "area()", 1))
    assert place == {"uri": project.uri("shapes.ts"), "range": span(2, 2, 6)}
    assert names(project.answer("references", "main.ts", position=at(MAIN, "area()"))) == ["main.ts", "shapes.ts", "view.tsx"]


def test_positions_behind_emoji(project):
    (place,) = project.answer("definition", "main.ts", position=at(MAIN, "circle = new", 1))
    start = at(MAIN, "circle = new")
    assert place["range"] == span(2, start["character"], start["character"] + 6)


def test_diagnostics(project):
    assert problems(project, "main.ts") == [(4, 2322)]
    assert problems(project, "shapes.ts") == []
    (problem,) = [p for p in project.answer("diagnostics", "main.ts")["diagnostics"] if p["severity"] == 1]
    assert problem["source"] == "typescript" and problem["range"] == span(4, 6, 11)


def test_jsx(project):
    assert problems(project, "view.tsx") == [(11, 2741)]
    (place,) = project.answer("definition", "view.tsx", position=at(VIEW, "Greeting name", 1))
    assert place["uri"] == project.uri("view.tsx") and place["range"]["start"]["line"] == 6
    assert "name" in labels(project.answer("completions", "view.tsx", position=at(VIEW, 'name={"😀"}')))
    assert "area" in labels(project.answer("completions", "view.tsx", position=at(VIEW, "area()}")))


def test_a_rename_across_files(scratch):
    where = {"position": at(MAIN, "area()", 1), "newName": "surface"}
    told = scratch.answer("rename", "main.ts", **where)
    assert names(told["changes"]) == ["main.ts", "shapes.ts", "view.tsx"] and told["applied"] is False
    before = {name: (scratch.path / name).read_text() for name in ("main.ts", "shapes.ts", "view.tsx")}
    assert scratch.answer("rename", "main.ts", **where, apply=True) == {**told, "applied": True}
    for name, text in before.items():
        assert (scratch.path / name).read_text() == text.replace("area()", "surface()")
    assert problems(scratch, "main.ts") == [(4, 2322)]


def test_a_rename_in_files_with_marks_and_separators(scratch):
    """tsserver leaves out a byte order mark, and U+2028 ends a line for it."""
    scratch.write("a.ts", "export const foo = 1;\n")
    before = {"b.ts": '\ufeffimport { foo } from "./a"; foo;\r\nfoo;\n',
              "c.ts": 'import { foo } from "./a";\n// \u2028 const z = 1;\nfoo;\nconst q = "x";\n'}
    for name, text in before.items():
        scratch.write(name, text)
    scratch.answer("rename", "a.ts", position=position(0, 14), newName="quux", apply=True)
    for name, text in before.items():
        assert (scratch.path / name).read_bytes().decode() == text.replace("foo", "quux")
    hover = scratch.answer("hover", "c.ts", position=position(4, 7))
    assert "const q" in hover["contents"]["value"]


def test_formatting(scratch):
    scratch.write("ugly.ts", "function  f( a:number ){\nreturn  a+1 }\n")
    reply = scratch.answer("format", "ugly.ts", options={"tabSize": 2, "insertSpaces": True})
    assert reply["applied"] is False and reply["changes"][0]["uri"] == scratch.uri("ugly.ts")
    scratch.answer("format", "ugly.ts", options={"tabSize": 2, "insertSpaces": True}, apply=True)
    assert (scratch.path / "ugly.ts").read_text() == "function f(a: number) {\n  return a + 1\n}\n"


def test_a_code_action(scratch):
    scratch.write("more.ts", "export const lonely = unit.radius\n")
    scratch.answer("diagnostics", "more.ts")
    actions = scratch.answer("code-actions", "more.ts", range=span(0, 22, 26), only=["quickfix"])
    (action,) = [action for action in actions if "./shapes" in action["title"]]
    assert action["kind"].startswith("quickfix") and action["changes"][0]["uri"] == scratch.uri("more.ts")
    assert "./shapes" in action["changes"][0]["edits"][0]["newText"]


def test_diagnostics_follow_the_files(scratch):
    assert problems(scratch, "main.ts") == [(4, 2322)]
    scratch.write("main.ts", MAIN.replace('"text"', "5"))
    assert problems(scratch, "main.ts") == []
    scratch.done("did-open", "shapes.ts")  # tsserver looks itself after files that are not open, sooner or later
    scratch.write("shapes.ts", SHAPES.replace("area()", "extent()"))
    assert problems(scratch, "main.ts") == [(3, 2339)]


def test_files_that_nobody_has_opened(scratch):
    assert problems(scratch, "main.ts") == [(4, 2322)]
    scratch.write("use.ts", 'import { brandNew } from "./more";\nbrandNew().toFixed();\n')
    assert problems(scratch, "use.ts") == [(0, 2307)]
    scratch.write("more.ts", "export function brandNew(): number { return 1 }\n")
    assert problems(scratch, "use.ts") == []
    assert "brandNew" in [s["name"] for s in scratch.answer("workspacesymbols", query="brandNew")]
    scratch.write("more.ts", 'export function brandNew(): string { return "" }\n')
    assert problems(scratch, "use.ts") == [(1, 2551)]
    (scratch.path / "more.ts").unlink()
    assert problems(scratch, "use.ts") == [(0, 2307)]


def test_javascript(real_lspd, tmp_path):
    project = Project(real_lspd, tmp_path / "javascript", "javascript")
    project.write("jsconfig.json", '{"compilerOptions": {"checkJs": true, "module": "esnext", "target": "es2022"}}')
    project.write("main.js", JAVASCRIPT)
    project.start()
    assert "name: string" in project.answer("hover", "main.js", position=at(JAVASCRIPT, 'greet("x")'))["contents"]["value"]
    assert "toLowerCase" in labels(project.answer("completions", "main.js", position=at(JAVASCRIPT, "toUpperCase")))
    project.write("main.js", JAVASCRIPT.replace('greet("x")', "greet(5)"))
    assert problems(project, "main.js") == [(4, 2345)]
    project.stop()
