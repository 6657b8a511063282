"""When a shown figure becomes a Chart, which backend draws, and the picture."""

import json
import os
import subprocess
import sys

import pytest

import charts_support
from charts_support import decode, emitted, module, plt, points, show_one, shown


@pytest.fixture(autouse=True)
def no_figures_left():
    emitted.clear()
    yield
    plt.close("all")


@pytest.fixture
def on_agg():
    yield
    plt.switch_backend("agg")


def test_each_round_of_a_loop_has_its_own_data():
    charts = []
    for number in range(3):
        plt.figure(1)
        plt.plot([number])
        charts += shown()
    assert [points(chart) for chart in charts] == [{"": [(0, n)]} for n in range(3)]


def test_figures_are_shown_in_the_order_of_their_numbers():
    for number in (12, 3, 7):
        plt.figure(number)
        plt.title(str(number))
    plt.figure(3)
    assert [chart["title"] for chart in shown()] == ["3", "7", "12"]


def test_saved_but_never_shown_does_not_count(tmp_path):
    plt.plot([1, 2])
    plt.savefig(tmp_path / "figure.png")
    plt.close()
    assert shown() == []


def test_shown_twice_counts_once():
    figure = plt.figure()
    plt.plot([1, 2])
    figure.show()
    figure.show()
    plt.show()
    figure.show()
    assert len(emitted) == 1


def test_drawn_on_and_shown_again_counts_again():
    figure = plt.figure()
    plt.plot([1, 2])
    figure.show()
    plt.plot([2, 1])
    plt.show(block=False)
    plt.plot([3, 3])
    plt.show()
    assert [len(chart["elements"]) for chart in emitted] == [1, 2, 3]
    assert plt.get_fignums() == []


def test_interactive_mode_and_pause_leave_the_figure_open():
    with plt.ion():
        plt.plot([1, 2])
        plt.pause(0.001)
        plt.pause(0.001)
        plt.show()
        assert len(emitted) == 1 and plt.get_fignums() == [1]


def test_nothing_is_made_when_nobody_wants_it(monkeypatch):
    monkeypatch.setattr(charts_support, "wanted", False)
    plt.plot([1, 2])
    assert shown() == []
    assert plt.get_fignums() == []


def test_a_figure_without_a_window_is_matplotlibs_error():
    with pytest.raises(AttributeError, match="pyplot"):
        module.Figure().show()
    assert emitted == []


def test_the_picture_is_tight_and_has_100_dpi():
    plt.figure(figsize=(4, 3), dpi=50, facecolor="red")
    plt.axes([0, 0, 1, 1]).axis("off")
    plt.show()
    width, height, pixels = decode(emitted[0]["png"])
    pad = 2 * plt.rcParams["savefig.pad_inches"] * 100
    assert abs(width - (400 + pad)) <= 2 and abs(height - (300 + pad)) <= 2
    assert set(pixels) == {b"\xff\0\0\xff"}


@pytest.mark.parametrize("canvas", ["svg", "pdf", "agg"])
def test_drawing_leaves_the_figure_as_it_was(canvas, on_agg):
    plt.switch_backend(canvas)
    figure = plt.figure(dpi=50)
    plt.plot([1, 2])
    before, size = figure.canvas, tuple(figure.get_size_inches())
    figure.show()
    assert [chart["type"] for chart in emitted] == ["line"]
    assert (figure.canvas, figure.dpi, tuple(figure.get_size_inches())) == (before, 50, size)


def test_what_cannot_be_drawn_is_unknown_and_has_no_png():
    plt.plot([1, 2])
    plt.title("Bad")
    plt.xlabel("$\\nonsense{$")
    plt.show()
    assert emitted == [{"type": "unknown", "title": "Bad", "elements": []}]


def test_what_cannot_be_read_is_unknown_and_has_a_png(monkeypatch):
    def fail(self, kind, swapped, elements):
        raise ZeroDivisionError

    monkeypatch.setattr(module.AxesReader, "chart", fail)
    plt.plot([1, 2])
    plt.title("Bad")
    chart = show_one()
    assert (chart["type"], chart["title"]) == ("unknown", "Bad")


def test_drawing_is_silent(capfd, recwarn):
    plt.plot([1, 2])
    plt.title("no such glyph: \U0001f9ea")
    plt.ylabel("text", fontname="no such font")
    plt.figure(figsize=(0.5, 0.5), layout="constrained")
    plt.plot([1, 2])
    plt.show()
    assert len(emitted) == 2
    assert capfd.readouterr() == ("", "") and list(recwarn) == []


# In a process of its own: how the backend is chosen.
PROGRAM = """
import pathlib, types, warnings
{before}
import matplotlib
module = types.ModuleType("charts_under_test")
exec(compile({source!r}, "charts.py", "exec"), module.__dict__)
module.prepare(matplotlib)
{between}
import matplotlib.pyplot as plt
charts = []
warnings.simplefilter("error")
module.watch(plt, charts.append, lambda: True)
plt.plot([1, 2])
plt.show()
print(plt.get_backend().lower(), [chart["type"] for chart in charts], "png" in charts[0])
{after}
"""
WINDOWS = """
from matplotlib.backend_bases import FigureManagerBase, _Backend
from matplotlib.backends.backend_agg import FigureCanvasAgg

class Manager(FigureManagerBase):
    def show(self):
        print("window", self.num)

class Canvas(FigureCanvasAgg):
    manager_class = Manager

@_Backend.export
class Windows(_Backend):
    FigureCanvas = Canvas
    FigureManager = Manager
    mainloop = lambda: print("waits until the window is closed")
"""


def run(tmp_path, before="", between="", after="", **variables):
    (tmp_path / "windows.py").write_text(WINDOWS)
    program = PROGRAM.format(source=charts_support.SOURCE, before=before, between=between, after=after)
    environment = {k: v for k, v in os.environ.items() if k not in ("MPLBACKEND", "DISPLAY", "MATPLOTLIBRC")}
    environment.update(PYTHONPATH=str(tmp_path), DISPLAY=":9999", **variables)
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=120)
    assert (done.stderr, done.returncode) == ("", 0)
    return done.stdout.splitlines()


def test_agg_is_the_default_even_with_a_display_and_warns_of_nothing(tmp_path):
    line, = run(tmp_path)
    assert line == "agg ['line'] True"


@pytest.mark.parametrize("how", [
    {"MPLBACKEND": "svg"},
    {"before": "import matplotlib; matplotlib.use('svg')"},
    {"between": "matplotlib.use('svg')"},
    {"between": "matplotlib.rcParams['backend'] = 'svg'"},
], ids=["variable", "before", "after", "setting"])
def test_the_users_choice_of_a_backend_is_respected(tmp_path, how):
    line, = run(tmp_path, **how)
    assert line == "svg ['line'] True"


def test_a_configuration_file_is_respected(tmp_path):
    (tmp_path / "matplotlibrc").write_text("backend: svg\n")
    line, = run(tmp_path, MATPLOTLIBRC=str(tmp_path))
    assert line.startswith("svg ")


def test_windows_are_still_shown_after_the_charts_were_made(tmp_path):
    after = "print(plt.get_fignums()); plt.gcf().show(); print(len(charts))"
    lines = run(tmp_path, MPLBACKEND="module://windows", after=after)
    assert lines[:2] == ["window 1", "waits until the window is closed"]
    assert lines[2] == "module://windows ['line'] True"
    assert lines[3:] == ["[1]", "window 1", "1"]


def test_no_png_writer_is_needed(tmp_path):
    before = "import PIL.Image; PIL.Image.Image.save = None"
    line, = run(tmp_path, before=before)
    assert line == "agg ['line'] True"


def test_warnings_name_the_users_line(tmp_path):
    after = """
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    plt.boxplot([[1, 2], [3, 4]], vert=False)
print(sorted({warning.filename for warning in caught} - {"<string>"}))
"""
    assert run(tmp_path, after=after)[-1] == "[]"


def test_charts_are_plain_json():
    plt.plot([1, 2])
    plt.show()
    assert json.loads(json.dumps(emitted, allow_nan=False)) == emitted
