"""Rich results: MIME bundles and charts for clients that ask for them, nothing new for those that don't."""

import base64
import json

import pytest

from support.charts import check_chart, check_png
from support.interpreter import KEYS, say

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

CLASSES = f"""
class Html:
    def __repr__(self): return '<Html object>'
    def _repr_html_(self): return '<b>bold ☃</b>'
class Png:
    def __repr__(self): return '<Png object>'
    def _repr_png_(self): return {PNG!r}
class Svg:
    def __repr__(self): return '<Svg object>'
    def _repr_svg_(self): return '<svg xmlns="http://www.w3.org/2000/svg"/>'
class Others:
    def __repr__(self): return '<Others object>'
    def _repr_markdown_(self): return '**bold**'
    def _repr_latex_(self): return '$x^2$'
    def _repr_json_(self): return {{'a': [1, None, True]}}
    def _repr_jpeg_(self): return b'\\xff\\xd8\\xff'
class Bundle:
    def __repr__(self): return '<Bundle object>'
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {{'text/plain': 'plain', 'text/html': '<i>'}}, {{'text/html': {{'width': 5}}}}
"""


@pytest.fixture
def rich(context):
    """Runs code for a client that wants rich results; the classes above are defined."""
    context.output(CLASSES)
    return lambda code, **fields: context.run(code, richOutput=True, **fields)


def only_display(result):
    display, = result.completed().displays
    return display


def test_the_value_of_a_last_expression(rich):
    display = only_display(rich("x = 20\nx + 1"))
    assert (display["text"], display["data"], display["result"]) == ("21", {"text/plain": "21"}, True)
    assert display["metadata"] == {} and set(display) == set(KEYS) | {"data", "metadata", "result"}
    assert display["name"] == display["value"] == display["traceback"] == ""


@pytest.mark.parametrize("code", ["None", "x = 5", "def f(): pass", "1; x = 2", "# 5", "pass"])
def test_code_without_such_a_value(rich, code):
    assert rich(code).completed().displays == []


def test_only_the_last_expression(rich):
    assert only_display(rich("1\n2\n'three'"))["text"] == "'three'"
    assert rich("print('a')\nif True:\n    5").completed().displays == []


BUNDLES = {
    "Html()": {"text/html": "<b>bold ☃</b>"},
    "Png()": {"image/png": base64.b64encode(PNG).decode()},
    "Svg()": {"image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg"/>'},
    "Others()": {"text/markdown": "**bold**", "text/latex": "$x^2$", "application/json": {"a": [1, None, True]},
                 "image/jpeg": base64.b64encode(b"\xff\xd8\xff").decode()},
}


@pytest.mark.parametrize("code", BUNDLES)
@pytest.mark.parametrize("form", ["{}", "display({})"])
def test_bundles(rich, code, form):
    display = only_display(rich(form.format(code)))
    text = f"<{code[:-2]} object>"
    assert display["data"] == {"text/plain": text, **BUNDLES[code]}
    assert (display["text"], display["result"]) == (text, form == "{}")


def test_a_bundle_of_the_objects_own(rich):
    display = only_display(rich("Bundle()"))
    assert display["data"] == {"text/plain": "plain", "text/html": "<i>"}
    assert (display["text"], display["metadata"]) == ("plain", {"text/html": {"width": 5}})


def test_what_is_displayed_is_in_order_with_what_is_printed(rich):
    code = "import sys\nfor n in range(20):\n    print('out', n)\n    display(n)\n    print('err', file=sys.stderr)\n'last'"
    result = rich(code).completed()
    each = [(("stdout", f"out {n}\n"), ("display", str(n)), ("stderr", "err\n")) for n in range(20)]
    assert result.runs == [one for three in each for one in three] + [("display", "'last'")]
    assert [m["result"] for m in result.displays] == [False] * 20 + [True]


def test_several_at_once(rich):
    assert [m["text"] for m in rich("display(1, 'two', [3])").completed().displays] == ["1", "'two'", "[3]"]


def test_displays_before_an_error(rich):
    result = rich("display(1)\n1/0").completed("ZeroDivisionError")
    assert [m["text"] for m in result.displays] == ["1"]


@pytest.mark.parametrize("code", ["'x' * 3_000_000", "[1] * 1_000_000", "'\\udc80'", "float('nan')", "b'\\xff'", "object()",
                                  "type", "{'a': float('inf')}"])
def test_values_of_all_sorts(rich, code):
    display = only_display(rich(code))
    if "udc80" not in code and "object" not in code:
        assert display["text"] == repr(eval(code))  # as it is spelled above


@pytest.mark.parametrize("method", ["_repr_html_", "_repr_png_", "_repr_json_", "_repr_mimebundle_"])
@pytest.mark.parametrize("body", ["1/0", "return None", "return object()", "return {object(): object()}", "raise SystemExit"])
def test_representations_that_fail_leave_the_plain_one(rich, method, body):
    code = f"class Bad:\n    def __repr__(self): return '<Bad>'\n    def {method}(self, **k): {body}\nBad()"
    result = rich(code)
    assert result.code == 1000 and result.control == "completed", result
    assert [m["text"] for m in result.displays] == ["<Bad>"] and rich("1").completed()


def test_a_repr_that_fails(rich):
    result = rich("class Bad:\n    def __repr__(self): raise ValueError('no repr')\nBad()")
    assert (result.control, result.code) == ("completed", 1000) and rich("1").completed()


def test_data_frames(rich):
    display = only_display(rich("import pandas\npandas.DataFrame({'a': [1, 2], 'b': ['x', 'y']})"))
    assert "<table" in display["data"]["text/html"] and "a  b" in display["data"]["text/plain"]


def test_in_awaiting_code(rich):
    assert only_display(rich("import asyncio\nawait asyncio.sleep(0, 'awaited')"))["text"] == "'awaited'"


# Charts

FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3], [4.5, 5, 6], label='line')\nplt.title('A title')\n"


def test_a_shown_figure(rich):
    display = only_display(rich(FIGURE + "plt.show()"))
    chart = display["chart"]
    check_chart(chart, "line")
    assert chart["title"] == "A title" and chart["elements"][0]["points"] == [[1, 4.5], [2, 5], [3, 6]]
    assert display["data"]["image/png"] == chart["png"] and display["result"] is False


def test_figures_of_several_executions_count_once_each(rich):
    assert len(rich(FIGURE + "plt.show()").completed().displays) == 1
    assert rich("print('nothing new')").completed().displays == []
    result = rich("for n in range(3):\n    plt.figure(); plt.bar(['a', 'b'], [n, 1]); plt.show()").completed()
    assert [m["chart"]["type"] for m in result.displays] == ["bar"] * 3
    assert result.displays[2]["chart"]["elements"][0]["value"] == "2"


def test_a_figure_that_is_not_shown(rich, tmp_path):
    result = rich(FIGURE + f"plt.savefig({str(tmp_path / 'x.png')!r})\nNone").completed()
    assert result.displays == []
    check_png((tmp_path / "x.png").read_bytes())


# Clients that did not ask

@pytest.mark.parametrize("asked", [None, False])
def test_nothing_of_it_reaches_others(context, asked):
    fields = {} if asked is None else {"richOutput": asked}
    context.output(CLASSES)
    result = context.run("Html()", **fields).completed()
    assert [m["type"] for m in result.messages] == ["control"]
    result = context.run("display(Html()); display(5, 'x')", **fields).completed()
    assert (result.stdout, result.displays) == ("<Html object>\n5\n'x'\n", [])
    result = context.run(FIGURE + "plt.show()", **fields).completed()
    assert [m["type"] for m in result.messages] == ["control"], result


def test_executions_of_both_sorts_take_turns(context):
    for n in range(3):
        assert context.run(f"{n}", richOutput=True).completed().displays[0]["text"] == str(n)
        assert [m["type"] for m in context.run(f"{n}").messages] == ["control"]


@pytest.mark.parametrize("language", ["javascript", "bash"])
def test_the_other_languages_take_the_flag(make_context, language):
    code = "console.log(1)" if language == "javascript" else "echo 1"
    assert make_context(language).run(code, richOutput=True).completed().stdout == "1\n"


def test_the_messages_are_json_for_everybody(rich):
    """No NaN, which JSON does not have."""
    result = rich("class J:\n    def _repr_json_(self): return {'x': float('nan')}\nJ()")
    assert result.control == "completed"
    assert "NaN" not in json.dumps(result.displays)


# Interrupts

SLOW = "import time\nclass Slow:\n    def {method}(self, **k):\n        time.sleep(1000)\nkept = 1\nprint('before')\n{show}"


@pytest.mark.parametrize("show", ["Slow()", "display(Slow())", "display(1, Slow(), 2)"])
@pytest.mark.parametrize("method", ["_repr_html_", "__repr__", "_repr_mimebundle_", "_repr_png_"])
def test_an_interrupt_in_a_slow_representation(rich, method, show):
    """It ends the execution, not only the representation, and the state is kept."""
    result = rich(SLOW.format(method=method, show=show), timeout=1).timed_out("KeyboardInterrupt")
    assert result.stdout == "before\n" and "time.sleep(1000)" in result.error["traceback"]
    assert rich("print(kept)").completed().stdout == "1\n"


@pytest.mark.parametrize("code", ["display(Slow())", "print(Slow())", "raise ValueError(Slow())"])
def test_one_without_rich_output(context, code):
    result = context.run(SLOW.format(method="__repr__", show=code), timeout=1).timed_out("KeyboardInterrupt", "ValueError")
    assert result.stdout == "before\n"
    assert context.output("print(kept)") == "1\n"


def test_a_client_that_leaves_in_a_slow_representation(context, events):
    code = f"class Slow:\n    def _repr_html_(self):\n        {say(events, 'go')}\n        while True: pass\nkept = 1\nSlow()"
    execution = context.start(code, richOutput=True)
    assert events.line() == "go"
    execution.leave()
    assert context.output("print(kept)") == "1\n"
