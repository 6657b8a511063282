"""code-run: charts of shown figures, end to end with the real libraries."""

import base64

import pytest

from support.charts import check_chart, check_png
from support.interpreter import code_run, printed

PLT = "import matplotlib.pyplot as plt\n"


def charts_of(daemon, code, result="", exit_code=0, **fields):
    """The charts of code that prints exactly `result`; each is checked as the strictest client does."""
    reply = code_run(daemon, code, **fields)
    assert (reply["exitCode"], reply["result"]) == (exit_code, result), str(reply)[:3000]
    assert set(reply) == {"exitCode", "result", "artifacts"} and set(reply["artifacts"]) == {"charts"}, str(reply)[:500]
    assert reply["artifacts"]["charts"]
    for chart in reply["artifacts"]["charts"]:
        check_chart(chart)
    return reply["artifacts"]["charts"]


def test_a_line_and_a_bar(coder):
    code = PLT + """
import numpy as np
print("before")
x = np.arange(4)
plt.plot(x, x ** 2.0, label="squares")
plt.title("Squares ☃"); plt.xlabel("x"); plt.ylabel("y")
plt.show()
print("between")
plt.figure()
plt.bar(["a", "b"], np.array([10, 4.5]), label="bars")
plt.legend()
plt.show()
print("after")
"""
    line, bar = charts_of(coder, code, "before\nbetween\nafter\n")
    assert (line["type"], line["title"], line["x_label"], line["y_label"]) == ("line", "Squares ☃", "x", "y")
    assert line["elements"] == [{"label": "squares", "points": [[0, 0], [1, 1], [2, 4], [3, 9]]}]
    assert (line["x_scale"], line["y_scale"]) == ("linear", "linear")
    assert bar["type"] == "bar" and bar["elements"] == [
        {"label": "a", "group": "bars", "value": "10"}, {"label": "b", "group": "bars", "value": "4.5"}]
    assert bar["x_scale"] == "categorical" and bar["x_tick_labels"] == ["a", "b"]


def test_a_composite_a_pie_and_boxes(coder):
    code = PLT + """
fig, (left, right) = plt.subplots(1, 2)
left.scatter([1, 2], [3, 4]); right.plot([1, 2], [3, 4])
plt.show()
plt.figure(); plt.pie([1, 3], labels=["one", "three"], autopct="%d%%"); plt.show()
plt.figure(); plt.boxplot([[1, 2, 3, 4, 100]]); plt.show()
"""
    composite, pie, box = charts_of(coder, code)
    assert [c["type"] for c in (composite, pie, box)] == ["composite_chart", "pie", "box_and_whisker"]
    assert [c["type"] for c in composite["elements"]] == ["scatter", "line"]
    assert [(e["label"], round(e["angle"])) for e in pie["elements"]] == [("one", 90), ("three", 270)]
    assert box["elements"][0]["outliers"] == [100] and box["elements"][0]["median"] == 3


def test_dates(coder):
    code = PLT + """
from datetime import datetime, timezone
plt.plot([datetime(2024, 1, 1), datetime(2024, 1, 2)], [1, 2])
plt.show()
"""
    chart, = charts_of(coder, code)
    assert chart["x_scale"] == "datetime" and chart["elements"][0]["points"] == [[1704067200, 1], [1704153600, 2]]
    assert [d[:10] for d in chart["elements"][0]["x_dates"]] == ["2024-01-01", "2024-01-02"]
    assert all(label.startswith("20") and "T" in label for label in chart["x_tick_labels"])


def test_seaborn_and_pandas(coder):
    code = PLT + """
import pandas, seaborn
frame = pandas.DataFrame({"x": [1, 2, 3], "y": [2.0, 4.0, float("nan")]})
seaborn.scatterplot(data=frame, x="x", y="y"); plt.show()
frame.plot(x="x", y="y"); plt.show()
"""
    scatter, line = charts_of(coder, code)
    assert scatter["type"] == "scatter" and scatter["elements"][0]["points"] == [[1, 2], [2, 4]]
    assert line["type"] == "line" and line["elements"][0]["points"] == [[1, 2], [2, 4]] and line["x_label"] == "x"


def test_what_cannot_be_read_is_unknown_with_its_picture(coder):
    code = PLT + """
plt.imshow([[1, 2], [3, 4]]); plt.show()
fig = plt.figure(); fig.add_subplot(projection="3d").plot([1, 2], [3, 4], [5, 6]); plt.show()
"""
    assert [c["type"] for c in charts_of(coder, code)] == ["unknown", "unknown"]


def test_the_picture(coder):
    chart, = charts_of(coder, PLT + "plt.figure(figsize=(6.4, 4.8)); plt.plot([1, 2]); plt.show()")
    width, height = check_png(base64.b64decode(chart["png"]))
    assert 400 < width < 700 and 300 < height < 520  # 640 by 480 at 100 dpi, its margins cut off


@pytest.mark.parametrize("code", [
    "plt.plot([1, 2])", "plt.plot([1, 2]); plt.savefig('saved.png')", "plt.plot([1, 2]); plt.close(); plt.show()",
    "plt.show()", "print(end='')", "fig = plt.figure(); del fig; plt.close('all'); plt.show()",
])
def test_without_a_shown_figure_there_are_no_artifacts(coder, code):
    assert printed(coder, PLT + code) == ""


def test_in_a_loop_and_again(coder):
    code = PLT + "for n in range(3):\n    plt.plot([n, 1]); plt.show()\nplt.show(); plt.show()"
    charts = charts_of(coder, code)
    assert [c["elements"][0]["points"][0] for c in charts] == [[0, 0], [0, 1], [0, 2]]


def test_one_that_is_shown_twice_counts_once(coder):
    assert len(charts_of(coder, PLT + "f = plt.figure(); plt.plot([1]); plt.show(); f.show(); plt.show()")) == 1


def test_fifty_figures(coder):
    code = PLT + "for n in range(50):\n    plt.figure(figsize=(1, 1)); plt.plot([n, 1])\nplt.show()"
    charts = charts_of(coder, "import warnings; warnings.simplefilter('ignore')\n" + code)
    assert [c["elements"][0]["points"][0][1] for c in charts] == list(range(50))


def test_charts_before_a_failure_an_exit_and_a_kill(coder):
    show = PLT + "plt.plot([1, 2]); plt.show()\n"
    reply = code_run(coder, show + "raise ValueError('x')")
    assert reply["exitCode"] == 1 and "ValueError: x" in reply["result"] and len(reply["artifacts"]["charts"]) == 1
    assert len(charts_of(coder, show + "raise SystemExit(3)", exit_code=3)) == 1
    assert len(charts_of(coder, show + "import os; os._exit(4)", exit_code=4)) == 1
    assert len(charts_of(coder, show + "import os; os.kill(os.getpid(), 9)", exit_code=137)) == 1


def test_a_backend_of_the_users_choice(coder):
    code = PLT + "print(plt.get_backend().lower())"
    for backend in ("svg", "pdf"):
        assert printed(coder, code, envs={"MPLBACKEND": backend}) == f"{backend}\n"


def test_a_chart_of_many_points(coder):
    chart, = charts_of(coder, PLT + "import numpy\nplt.plot(numpy.arange(200_000)); plt.show()")
    assert len(chart["elements"][0]["points"]) == 200_000 and chart["elements"][0]["points"][-1] == [199_999, 199_999]


def test_hostile_texts(coder):
    code = PLT + "plt.plot([1, 2], label='a\\udc80 \\0 </script>'); plt.title('x' * 300); plt.show()"
    reply = code_run(coder, code)
    for chart in reply.get("artifacts", {}).get("charts", []):
        assert chart["title"] == "x" * 300


def test_a_forked_child_shows_its_own(coder):
    """A child's figures may count or not; the answer is whole either way."""
    code = PLT + "import os\nif os.fork() == 0:\n    plt.plot([1]); plt.show(); os._exit(0)\nos.wait(); plt.plot([2]); plt.show()"
    reply = code_run(coder, code)
    assert reply["exitCode"] == 0 and len(reply["artifacts"]["charts"]) in (1, 2)


def test_nothing_is_imported_for_code_without_figures(coder):
    assert printed(coder, "import sys; print('matplotlib' in sys.modules, 'numpy' in sys.modules)") == "False False\n"
