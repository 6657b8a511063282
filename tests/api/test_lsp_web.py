"""Section 9 with the servers of vscode-langservers-extracted: JSON, CSS and HTML."""

import pytest

from support.lsp import Project, at, labels, position, span

CSS = '''.box{color:red; colr:blue; margin:var(--gap)}
:root{--gap:1px}
'''
SCSS = '''$gap: 1px;
.box { .inner { margin: $gap; colr: red } }
'''
JSON = '''{"name":"😀","list":[1,2,],
 "":tru}
'''
SCHEMA = '''{"properties": {"size": {"enum": ["small", "large"], "description": "How large it is"},
  "count": {"type": "integer", "default": 3}}, "additionalProperties": false}
'''
HTML = '''<html><head><style>.a{colr:red}</style></head>
<body><div id="x"><p>😀</p></div><script>let n = ; </script></body></html>
'''


def project_in(language, files):
    """A fixture: the Project of these files, with its server running."""
    @pytest.fixture(scope="module")
    def project(real_lspd, tmp_path_factory):
        made = Project(real_lspd, tmp_path_factory.mktemp(language) / "é 漢", language)
        for name, text in files.items():
            made.write(name, text)
        made.start()
        yield made
        made.stop()

    return project


css = project_in("css", {"a.css": CSS, "b.scss": SCSS})
json = project_in("json", {"a.json": JSON, "schema.json": SCHEMA})
html = project_in("html", {"a.html": HTML})


def problems(project, name):
    return [(p["range"]["start"], p["message"]) for p in project.answer("diagnostics", name)["diagnostics"]]


def texts(completions):
    """What each completion inserts, by its label."""
    return {item["label"]: item.get("insertText", item["label"]) for item in completions["items"]}


# CSS

@pytest.mark.parametrize("name, text", [("a.css", CSS), ("b.scss", SCSS)])
def test_css_is_checked(css, name, text):
    assert problems(css, name) == [(at(text, "colr"), "Unknown property: 'colr'")]


def test_what_is_wrong_with_css_is_looked_for_anew(css):
    css.write("new.css", "a { color: red }\n")
    assert problems(css, "new.css") == []
    css.write("new.css", "a { color: }\n")
    assert problems(css, "new.css") == [(position(0, 11), "property value expected")]


def test_css_completions_insert_plain_text(css):
    found = texts(css.answer("completions", "a.css", position=at(CSS, "red")))
    assert {"red", "blue", "rgb"} <= set(found) and not any("$" in text for text in found.values())
    assert found["red"] == "red"
    css.write("c.css", "a{colo}")
    properties = texts(css.answer("completions", "c.css", position=position(0, 6)))
    assert properties["color"] == "color: ;" and not any("$" in text for text in properties.values())


def test_css_symbols_definition_and_rename(css):
    assert [s["name"] for s in css.answer("document-symbols", "a.css")] == [".box", ":root"]
    used = at(CSS, "--gap")
    assert css.answer("definition", "a.css", position=used) == [{"uri": css.uri("a.css"), "range": span(1, 6, 11)}]
    (change,) = css.answer("rename", "a.css", position=used, newName="--space")["changes"]
    assert change["uri"] == css.uri("a.css") and len(change["edits"]) == 2


def test_css_is_formatted(css):
    css.write("f.css", ".a{color:red}")
    assert css.answer("format", "f.css", options={"tabSize": 2, "insertSpaces": True}, apply=True)["applied"] is True
    assert (css.path / "f.css").read_text() == ".a {\n  color: red\n}"


# JSON

def test_json_is_checked(json):
    assert problems(json, "a.json") == [(at(JSON, ",],"), "Trailing comma"), (at(JSON, "tru"), "Value expected")]


def test_json_may_have_comments_where_its_name_says_so(json):
    text = '{"a": 1} // why\n'
    json.write("c.json", text)
    json.write("c.jsonc", text)
    assert [message for _, message in problems(json, "c.json")] == ["Comments are not permitted in JSON."]
    assert problems(json, "c.jsonc") == []


def test_json_is_checked_and_completed_by_its_schema(json):
    text = '{"$schema": "./schema.json", "size": "tiny", "odd": 1, }\n'
    json.write("s.json", text)
    found = problems(json, "s.json")
    assert at(text, '"tiny"') in [place for place, message in found if "small" in message]
    assert at(text, '"odd"') in [place for place, message in found if "odd" in message]
    completions = json.answer("completions", "s.json", position=at(text, "}"))
    assert texts(completions)["count"] == '"count": 3'
    values = json.answer("completions", "s.json", position=at(text, '"tiny"', 1))
    assert {'"small"', '"large"'} <= labels(values)
    assert "How large it is" in json.answer("hover", "s.json", position=at(text, '"size"', 2))["contents"]["value"]


def test_json_symbols_and_format(json):
    assert [s["name"] for s in json.answer("document-symbols", "schema.json")][0] == "properties"
    json.write("f.json", '{"a":[1,2]}')
    assert json.answer("format", "f.json", options={"tabSize": 1, "insertSpaces": True}, apply=True)["applied"] is True
    assert (json.path / "f.json").read_text() == '{\n "a": [\n  1,\n  2\n ]\n}'


# HTML

def test_the_css_and_the_script_in_html_are_checked(html):
    assert problems(html, "a.html") == [
        (at(HTML, "colr"), "Unknown property: 'colr'"), (at(HTML, "; </script>"), "Expression expected.")]


def test_html_completions(html):
    html.write("c.html", "<div><sp</div>\n<style>a{colo}</style>\n")
    found = texts(html.answer("completions", "c.html", position=position(0, 8)))
    assert found["span"] == "span"
    properties = texts(html.answer("completions", "c.html", position=at("<div><sp</div>\n<style>a{colo}", "colo", 4)))
    assert properties["color"].startswith("color:")
    html.write("t.html", "<div>")
    assert texts(html.answer("completions", "t.html", position=position(0, 5)))["</div>"] == "</div>"


def test_html_hover_symbols_rename_and_format(html):
    tag = at(HTML, "div")
    assert "div element" in html.answer("hover", "a.html", position=tag)["contents"]["value"]
    assert {"html", "body", "div#x", "p", ".a", "n"} <= {s["name"] for s in html.answer("document-symbols", "a.html")}
    (change,) = html.answer("rename", "a.html", position=tag, newName="section")["changes"]
    assert [edit["newText"] for edit in change["edits"]] == ["section", "section"]
    html.write("f.html", "<ul><li>😀</li></ul>")
    assert html.answer("format", "f.html", options={"tabSize": 2, "insertSpaces": True}, apply=True)["applied"] is True
    assert (html.path / "f.html").read_text() == "<ul>\n  <li>😀</li>\n</ul>"
