"""Rich results: only for a client that asked for them."""

import pytest

from support.python_worker import Worker

OBJECT = """
class Rich:
    def _repr_html_(self): return '<b>hi</b>'
    def _repr_svg_(self): return '<svg/>', {'size': 1}
    def _repr_png_(self): return b'png'
    def _repr_jpeg_(self): return None
    def _repr_markdown_(self): 1/0
    def _repr_latex_(self): return 5
    def _repr_json_(self): return {'a': [1, None]}
    def __repr__(self): return 'Rich()'
"""


def test_the_value_of_the_last_expression(worker):
    result = worker.run("x = 20\nx * 2", rich=True)
    assert result.displays == [{"op": "display", "text": "40", "data": {"text/plain": "40"}, "metadata": {}, "result": True}]
    for code in "x = 1", "None", "", "def f(): pass", "for i in [1]: i":
        assert worker.run(code, rich=True).events == []
    assert worker.run("import asyncio\nawait asyncio.sleep(0, 'slept')", rich=True).displays[0]["text"] == "'slept'"
    assert worker.run("print('first')\n'then'", rich=True).events[0] == ("stdout", "first\n")


def test_a_bundle(worker):
    worker.run(OBJECT)
    (display,) = worker.run("Rich()", rich=True).displays
    assert display["data"] == {"text/html": "<b>hi</b>", "image/svg+xml": "<svg/>", "image/png": "cG5n",
                               "application/json": {"a": [1, None]}, "text/plain": "Rich()"}
    assert display["metadata"] == {"image/svg+xml": {"size": 1}} and display["text"] == "Rich()" and display["result"]


def test_display(worker):
    worker.run(OBJECT)
    shown = worker.run("print(1); display(Rich(), 'two'); print(2)", rich=True)
    assert [kind for kind, _ in shown.events] == ["stdout", "stderr", "display", "display", "stdout"]
    assert [d["result"] for d in shown.displays] == [False, False] and shown.displays[1]["text"] == "'two'"
    raw = worker.run("display({'text/html': 'x', 'text/plain': 'y'}, raw=True, metadata={'m': 1})", rich=True).displays[0]
    assert raw["data"] == {"text/html": "x", "text/plain": "y"} and raw["metadata"] == {"m": 1} and raw["text"] == "y"
    assert worker.run("display(Rich(), {'text/plain': 'raw'}, raw=True)").stdout == "Rich()\nraw\n"


@pytest.mark.parametrize("code", ["bytes(30_000_000)", "'x' * 50_000_000", "display('\\x00' * 8_000_000)"])
def test_large_texts_are_cut(worker, code):
    (display,) = worker.run("kept = 7\n" + code, rich=True).displays
    assert len(display["text"]) < (4 << 20) + 100 and display["text"].endswith(" more characters")
    assert display["data"] == {"text/plain": display["text"]}
    assert worker.run("print(kept)").stdout == "7\n"


def test_what_is_too_large_is_left_out(worker):
    code = "display({'text/plain': 'p', 'text/html': 'h', 'image/png': bytes(40 << 20), 'text/x': 'x' * (20 << 20)}, raw=True)"
    (display,) = worker.run(code, rich=True).displays
    assert set(display["data"]) == {"text/plain", "text/html", "text/x"}
    assert display["data"]["text/plain"] == display["text"] == "p\n… image/png is left out: 55924058 bytes"


@pytest.mark.parametrize("code", ["def f(self, **_): 1/0", "def f(self, **_): return 1", "def f(self, **_): raise NotImplementedError"])
@pytest.mark.parametrize("method", ["_repr_mimebundle_", "_repr_png_", "__repr__"])
def test_what_is_broken_is_told(worker, code, method):
    code = "class A:\n    %s\n    def _repr_html_(self): return 'h'\n    %s = f\nA()" % (code, method)
    result = worker.run(code, rich=True)
    (display,) = result.displays
    assert display["data"]["text/html"] == "h" and "text/plain" in display["data"] and result.error is None
    if "1/0" in code:
        lines = [line for line in result.stderr.splitlines() if line.strip(" ~^")]
        assert lines == ["Traceback (most recent call last):", '  File "<code 1>", line 2, in f', "    def f(self, **_): 1/0",
                         "ZeroDivisionError: division by zero"]
    else:
        assert ("Error" in result.stderr) == ("return 1" in code and method == "__repr__")


def test_a_mime_bundle_of_the_objects_own(worker):
    code = "class B:\n    def _repr_mimebundle_(self, include=None, exclude=None): return {'text/x': 't', 'bad': {1, 2}, 'n': 1}, {'text/x': {'k': float('nan')}}\nB()"
    (display,) = worker.run(code, rich=True).displays
    assert display["data"]["text/x"] == "t" and set(display["data"]) == {"text/x", "text/plain"} and display["metadata"] == {}


@pytest.mark.parametrize("code", [
    "class B:\n    def __repr__(self): 1/0\nB()", "class B:\n    def __repr__(self): return 5\nB()",
    "class B:\n    def __getattr__(self, n): return lambda *a, **k: 7\nB()", "'\\ud800'", "float('nan')", "type('T', (), {})"])
def test_odd_values(worker, code):
    result = worker.run(code, rich=True)
    assert len(result.displays) == 1 and type(result.displays[0]["text"]) is str and result.error is None


CHARTS = b"""
import sys
def prepare(module): module.prepared = sys.modules['matplotlib'] is module
def watch(pyplot, emit, wanted):
    def show():
        if wanted():
            emit({"type": "line", "png": "cG5n", "title": "t"})
    pyplot.show = show
def chart_of(figure): return {"type": "bar", "png": "cG5n"}
"""


@pytest.fixture
def with_charts(python, tmp_path):
    package = tmp_path / "matplotlib"
    package.mkdir()
    (package / "__init__.py").write_text("prepared = False\n")
    (package / "pyplot.py").write_text("import matplotlib\nassert matplotlib.prepared\nimport matplotlib.figure\n")
    (package / "figure.py").write_text("class Figure:\n    def __repr__(self): return '<Figure 1>'\n")
    made = Worker(python, CHARTS, cwd=tmp_path)
    yield made
    assert made.close() == 0


def test_charts(with_charts):
    worker = with_charts
    assert worker.run("import matplotlib.pyplot as plt\nplt.show()").events == []
    (display,) = worker.run("plt.show()", rich=True).displays
    assert display["chart"] == {"type": "line", "png": "cG5n", "title": "t"}
    assert display["data"]["image/png"] == "cG5n" and display["data"]["text/plain"].startswith("<Figure") and not display["result"]
    (display,) = worker.run("plt.matplotlib.figure.Figure()", rich=True).displays
    assert display["chart"]["type"] == "bar" and display["text"] == "<Figure 1>" and display["result"]
    code = "import importlib, importlib.util\nimportlib.reload(plt)\nplt.show()\nprint(importlib.util.find_spec('matplotlib.pyplot').loader.get_source('matplotlib.pyplot')[:6])"
    result = worker.run(code, rich=True)
    assert len(result.displays) == 1 and result.stdout == "import\n" and result.error is None


def test_a_chart_that_is_too_large_is_left_out(python, tmp_path):
    (tmp_path / "matplotlib").mkdir()
    (tmp_path / "matplotlib/__init__.py").write_text("")
    (tmp_path / "matplotlib/pyplot.py").write_text("")
    made = Worker(python, b"def watch(pyplot, emit, wanted): pyplot.show = lambda **chart: emit(dict(chart, type='line'))", cwd=tmp_path)
    made.run("import matplotlib.pyplot as plt")
    (png,) = made.run("plt.show(png='x' * (20 << 20))", rich=True).displays
    (elements,) = made.run("plt.show(elements=['x' * (40 << 20)])", rich=True).displays
    assert made.close() == 0
    assert set(png["data"]) == {"text/plain"} and png["chart"]["type"] == "line" and "png is left out" in png["text"]
    assert "chart" not in elements and elements["text"] == "<Figure>\n… chart is left out: 41943074 bytes"


def test_lone_surrogates_are_replaced(worker):
    data = "{'text/html': '\\ud800', 'text/plain': 'p\\ud800', 'application/json': {'\\ud800': '\\ud800'}}"
    (display,) = worker.run("display(%s, raw=True)" % data, rich=True).displays
    assert display["data"] == {"text/html": "?", "text/plain": "p?", "application/json": {"?": "?"}} and display["text"] == "p?"


def test_broken_charts_break_no_import(python, tmp_path):
    (tmp_path / "matplotlib.py").write_text("x = 1\n")
    worker = Worker(python, b"1/0", cwd=tmp_path)
    assert worker.run("import matplotlib; print(matplotlib.x)").stdout == "1\n"
    assert worker.close() == 0
