"""What charts.py reads out of figures made with matplotlib itself, value by value."""

import datetime
from decimal import Decimal

import matplotlib
import numpy as np
import pytest

from charts_support import bars, plt, points, show_one, shown

UTC = datetime.timezone.utc
LYING = {"orientation": "horizontal"} if matplotlib.__version_info__ >= (3, 10) else {"vert": False}


@pytest.fixture(autouse=True)
def no_figures_left():
    yield
    plt.close("all")


def seconds(*date):
    return datetime.datetime(*date, tzinfo=UTC).timestamp()


def test_lines_with_labels_ticks_and_scales():
    plt.plot([1, 2, 3], [10, 20, 15], label="up")
    plt.plot([1, 2, 3], [5.5, 4.5, 3.5], "--", label="down")
    plt.title("Sales")
    plt.xlabel("month")
    plt.ylabel("euros")
    plt.xticks([1, 2, 3])
    plt.grid(True)
    plt.legend()
    chart = show_one()
    assert (chart["type"], chart["title"], chart["x_label"], chart["y_label"]) == ("line", "Sales", "month", "euros")
    assert points(chart) == {"up": [(1, 10), (2, 20), (3, 15)], "down": [(1, 5.5), (2, 4.5), (3, 3.5)]}
    assert (chart["x_ticks"], chart["x_tick_labels"], chart["x_scale"]) == ([1, 2, 3], ["1", "2", "3"], "linear")


def test_ticks_out_of_view_are_left_out():
    plt.plot([0, 10], [0, 10])
    plt.xticks([0, 2, 4, 6, 8])
    plt.xlim(2, 6)
    assert show_one()["x_ticks"] == [2, 4, 6]


def test_points_that_are_not_finite_or_masked_are_left_out():
    plt.plot([0, 1, 2, 3], [1, np.nan, np.inf, 4], label="gaps")
    plt.plot(np.arange(3), np.ma.masked_equal([7, 8, 9], 8), label="masked")
    assert points(show_one()) == {"gaps": [(0, 1), (3, 4)], "masked": [(0, 7), (2, 9)]}


def test_reference_lines_and_spans_are_no_data():
    plt.plot([1, 2], [3, 4])
    plt.axhline(3.5)
    plt.axvline(1.5)
    plt.axhspan(3, 3.2)
    plt.axline((0, 0), slope=1)
    plt.hlines([3], 1, 2)
    plt.annotate("peak", (2, 4), (1.5, 3.8), arrowprops={})
    assert points(show_one()) == {"": [(1, 3), (2, 4)]}


def test_the_area_around_a_line_is_part_of_it():
    plt.plot([1, 2, 3], [1, 2, 3])
    plt.fill_between([1, 2, 3], [0, 1, 2], [2, 3, 4], alpha=0.3)
    assert show_one()["type"] == "line"


def test_error_bars_are_no_data():
    plt.errorbar([1, 2], [3, 4], yerr=[0.5, 0.5], capsize=3, label="measured")
    chart = show_one()
    assert (chart["type"], points(chart)) == ("line", {"measured": [(1, 3), (2, 4)]})


def test_level_lines_that_begin_at_a_point_of_another_are_data():
    plt.plot([0, 1], [0, 1])
    plt.plot([0, 1], [0, 0])
    assert [e["points"] for e in show_one()["elements"]] == [[[0, 0], [1, 1]], [[0, 0], [1, 0]]]


def test_names_that_only_the_legend_has():
    plt.plot([1, 2])
    plt.plot([2, 1])
    plt.legend(["up", "down"])
    assert points(show_one()) == {"up": [(0, 1), (1, 2)], "down": [(0, 2), (1, 1)]}


def test_decimals_and_single_points():
    plt.plot([1, 2], [Decimal("1.5"), Decimal("2.25")], label="d")
    plt.plot([5], [6], label="one")
    assert points(show_one()) == {"d": [(1, 1.5), (2, 2.25)], "one": [(5, 6)]}


def test_numpy_time_spans_are_the_numbers_that_are_drawn():
    plt.plot(np.array([0, 1, 2]), np.array([0, 60, 120], "timedelta64[s]").astype(float))
    assert points(show_one()) == {"": [(0, 0), (1, 60), (2, 120)]}


@pytest.mark.parametrize("scale", ["log", "symlog"])
def test_scales_that_are_not_linear(scale):
    plt.plot([1, 10, 100], [1, 100, 10000])
    plt.yscale(scale)
    chart = show_one()
    assert (chart["x_scale"], chart["y_scale"]) == ("linear", scale)
    assert {1, 100, 10000} <= set(chart["y_ticks"])


def test_scatter():
    plt.scatter([1, 2, 3], [4, 5, 6], c=[1, 2, 3], label="dots")
    plt.colorbar()
    chart = show_one()
    assert (chart["type"], points(chart)) == ("scatter", {"dots": [(1, 4), (2, 5), (3, 6)]})


def test_markers_without_a_line_are_a_scatter():
    plt.plot([1, 2], [3, 4], "o")
    assert show_one()["type"] == "scatter"


def test_masked_scatter():
    plt.scatter([1, 2, 3], np.ma.masked_equal([4, 5, 6], 5))
    assert points(show_one()) == {"": [(1, 4), (3, 6)]}


def test_ten_thousand_points():
    x, y = np.random.default_rng(1).random((2, 10_000))
    plt.scatter(x, y)
    assert show_one()["elements"][0]["points"] == np.column_stack([x, y]).tolist()


def test_legend_elements_name_the_groups_of_a_scatter():
    scatter = plt.scatter([1, 2, 3], [4, 5, 6], c=[0, 1, 0])
    plt.legend(scatter.legend_elements()[0], ["even", "odd"])
    assert points(show_one()) == {"even": [(1, 4), (3, 6)], "odd": [(2, 5)]}


def test_dates_are_seconds_and_come_as_iso_text_too():
    days = [datetime.datetime(2024, 1, d, 12) for d in (1, 2, 4)]
    plt.plot(days, [1, 2, 3])
    plt.xticks(days)
    chart = show_one()
    element, = chart["elements"]
    stamps = [seconds(2024, 1, d, 12) for d in (1, 2, 4)]
    texts = [f"2024-01-0{d}T12:00:00+00:00" for d in (1, 2, 4)]
    assert element["points"] == [[s, y] for s, y in zip(stamps, (1, 2, 3))]
    assert element["x_dates"] == texts and "y_dates" not in element
    assert (chart["x_scale"], chart["x_ticks"], chart["x_tick_labels"]) == ("datetime", stamps, texts)


def test_datetime64_before_1970_and_dates_on_y():
    plt.scatter([1, 2], np.array(["1969-12-31T23:59:59.500", "2024-02-29"], "datetime64[ms]"))
    chart = show_one()
    assert chart["y_scale"] == "datetime"
    assert chart["elements"][0]["points"] == [[1, -0.5], [2, seconds(2024, 2, 29)]]
    assert chart["elements"][0]["y_dates"] == ["1969-12-31T23:59:59.500000+00:00", "2024-02-29T00:00:00+00:00"]


def test_bars_over_dates_are_labelled_with_them():
    plt.bar([datetime.date(2024, 5, 1), datetime.date(2024, 5, 2)], [3, 4])
    assert bars(show_one()) == [("", "2024-05-01T00:00:00+00:00", "3"), ("", "2024-05-02T00:00:00+00:00", "4")]


def test_categories():
    plt.plot(["low", "mid", "high"], [1, 2, 3])
    chart = show_one()
    assert points(chart) == {"": [(0, 1), (1, 2), (2, 3)]}
    assert chart["x_scale"] == "categorical"
    assert (chart["x_ticks"], chart["x_tick_labels"]) == ([0, 1, 2], ["low", "mid", "high"])


def test_bars():
    plt.bar(["a", "b", "c"], [10, 4.5, -3])
    plt.ylabel("count")
    chart = show_one()
    assert (chart["type"], chart["y_label"], chart["x_tick_labels"]) == ("bar", "count", ["a", "b", "c"])
    assert bars(chart) == [("", "a", "10"), ("", "b", "4.5"), ("", "c", "-3")]


def test_bars_that_lie_swap_the_axes():
    plt.barh(["a", "b"], [1, 2])
    plt.xlabel("count")
    plt.ylabel("kind")
    chart = show_one()
    assert (chart["x_label"], chart["y_label"]) == ("kind", "count")
    assert (chart["x_scale"], chart["x_tick_labels"], chart["y_scale"]) == ("categorical", ["a", "b"], "linear")
    assert bars(chart) == [("", "a", "1"), ("", "b", "2")]


def test_grouped_bars():
    x = np.arange(2)
    plt.bar(x - 0.2, [1, 2], 0.4, label="men", yerr=[0.1, 0.1])
    plt.bar(x + 0.2, [3, 4], 0.4, label="women")
    plt.xticks(x, ["G1", "G2"])
    plt.axhline(0)
    chart = show_one()
    assert bars(chart) == [("men", "G1", "1"), ("men", "G2", "2"), ("women", "G1", "3"), ("women", "G2", "4")]
    assert chart["x_scale"] == "categorical"


def test_stacked_bars_have_their_own_values():
    plt.bar(["a", "b"], [1, 2], label="x")
    plt.bar(["a", "b"], [3, 4], bottom=[1, 2], label="y")
    assert bars(show_one()) == [("x", "a", "1"), ("x", "b", "2"), ("y", "a", "3"), ("y", "b", "4")]


def test_bars_on_a_numeric_axis_are_labelled_with_their_position():
    plt.bar([1, 2.5], [3, np.nan])
    plt.bar([10], [Decimal("1.5")])
    assert bars(show_one()) == [("", "1", "3"), ("", "10", "1.5")]


def test_a_histogram_is_bars():
    counts, edges, _ = plt.hist([1, 1, 2, 3, 5], bins=[0, 2, 4, 6], label="h")
    assert bars(show_one()) == [("h", "1", "2"), ("h", "3", "2"), ("h", "5", "1")]


@pytest.mark.parametrize("options", [
    {"histtype": "step"},
    {"histtype": "stepfilled"},
    {"histtype": "step", "stacked": True},
    {"histtype": "step", "orientation": "horizontal"},
    {"stacked": True},
])
def test_kinds_of_histograms(options):
    plt.hist([[1, 1, 3], [1, 3, 3]], bins=[0, 2, 4], label=["a", "b"], **options)
    assert sorted(bars(show_one())) == [("a", "1", "2"), ("a", "3", "1"), ("b", "1", "1"), ("b", "3", "2")]


def test_labels_of_single_bars_are_their_groups():
    plt.bar(["a", "b"], [1, 2], label=["red", "blue"])
    assert bars(show_one()) == [("red", "a", "1"), ("blue", "b", "2")]


def test_stems():
    plt.stem([1, 2], [3, 4], label="s")
    assert points(show_one()) == {"s": [(1, 3), (2, 4)]}


def test_stairs_are_bars():
    plt.stairs([4, 5], [0, 1, 2], label="s")
    assert bars(show_one()) == [("s", "0.5", "4"), ("s", "1.5", "5")]


def test_pie():
    plt.pie([1, 1, 2], labels=["a", "b", "c"], autopct="%1.1f%%", radius=1.5, startangle=90)
    plt.title("Shares")
    chart = show_one()
    assert (chart["type"], chart["title"]) == ("pie", "Shares")
    assert [(e["label"], e["autopct"], e["radius"]) for e in chart["elements"]] == [
        ("a", "25.0%", 1.5), ("b", "25.0%", 1.5), ("c", "50.0%", 1.5)]
    assert [e["angle"] for e in chart["elements"]] == pytest.approx([90, 90, 180])


def test_pie_without_labels():
    plt.pie([1, 3])
    assert [(e["label"], e["autopct"]) for e in show_one()["elements"]] == [("", ""), ("", "")]


@pytest.mark.parametrize("patch_artist", [False, True])
def test_boxes(patch_artist):
    plt.boxplot([[1, 2, 3, 4, 100], [5, 6, 7]], patch_artist=patch_artist)
    plt.xticks([1, 2], ["first", "second"])
    chart = show_one()
    assert chart["type"] == "box_and_whisker"
    assert chart["elements"] == [
        {"label": "first", "group": "", "min": 1, "first_quartile": 2, "median": 3, "third_quartile": 4, "max": 4,
         "outliers": [100]},
        {"label": "second", "group": "", "min": 5, "first_quartile": 5.5, "median": 6, "third_quartile": 6.5, "max": 7,
         "outliers": []}]


def test_boxes_without_names_are_labelled_with_their_position():
    plt.boxplot([[1, 2, 3], [2, 3, 4]], positions=[1, 3])
    assert [e["label"] for e in show_one()["elements"]] == ["1", "3"]


def test_boxes_that_lie_swap_the_axes():
    plt.gca().bxp([{"med": 2, "q1": 1, "q3": 3, "whislo": 0, "whishi": 4, "fliers": [9], "label": "box"}], **LYING)
    plt.xlabel("value")
    chart = show_one()
    assert (chart["y_label"], chart["x_tick_labels"]) == ("value", ["box"])
    assert chart["elements"] == [{"label": "box", "group": "", "min": 0, "first_quartile": 1, "median": 2,
                                  "third_quartile": 3, "max": 4, "outliers": [9]}]


def test_legend_labels_name_boxes_without_tick_labels():
    boxes = plt.boxplot([[1, 2, 3], [2, 3, 4]], patch_artist=True)
    for box, name in zip(boxes["boxes"], ["left", "right"]):
        box.set_label(name)
    assert [e["label"] for e in show_one()["elements"]] == ["left", "right"]


def test_what_was_cleared_is_not_shown():
    ax = plt.gca()
    ax.boxplot([1, 2, 3])
    ax.clear()
    bar, _ = ax.bar([1, 2], [3, 4])
    bar.remove()
    chart = show_one()
    assert (chart["type"], bars(chart)) == ("bar", [("", "2", "4")])


def test_subplots_are_a_composite_without_empty_axes_and_colour_bars():
    figure, axes = plt.subplots(2, 2)
    axes[0, 0].plot([1, 2], [3, 4])
    axes[0, 0].set_title("lines")
    axes[0, 1].bar(["a"], [1])
    image = axes[1, 0].imshow([[1, 2], [3, 4]])
    figure.colorbar(image, ax=axes[1, 0])
    figure.suptitle("All")
    chart = show_one()
    assert (chart["type"], chart["title"]) == ("composite_chart", "All")
    assert [(e["type"], e["title"]) for e in chart["elements"]] == [("line", "lines"), ("bar", ""), ("unknown", "")]


def test_two_types_on_one_axes_and_on_twin_axes():
    ax = plt.gca()
    ax.bar(["a", "b"], [1, 2])
    ax.set_title("Mixed")
    ax.plot(["a", "b"], [3, 4])
    one = show_one()
    ax = plt.gca()
    ax.bar(["a", "b"], [1, 2])
    ax.set_title("Mixed")
    ax.twinx().plot(["a", "b"], [3, 4])
    twin = show_one()
    for chart in (one, twin):
        assert (chart["type"], chart["title"]) == ("composite_chart", "Mixed")
        assert [e["type"] for e in chart["elements"]] == ["bar", "line"]
        assert bars(chart["elements"][0]) == [("", "a", "1"), ("", "b", "2")]
        assert points(chart["elements"][1]) == {"": [(0, 3), (1, 4)]}


def grid():
    return np.meshgrid(np.arange(4.0), np.arange(3.0))


@pytest.mark.parametrize("draw", [
    lambda: plt.figure().add_subplot(projection="3d").plot([1, 2], [3, 4], [5, 6]),
    lambda: plt.figure().add_subplot(projection="polar").plot([1, 2], [3, 4]),
    lambda: plt.imshow([[1, 2], [3, 4]]),
    lambda: plt.pcolormesh([[1, 2], [3, 4]]),
    lambda: plt.contour(*grid(), grid()[0]),
    lambda: plt.contourf(*grid(), grid()[0]),
    lambda: plt.quiver([1, 2], [3, 4], [1, 1], [1, 1]),
    lambda: plt.streamplot(*grid(), *grid()),
    lambda: plt.violinplot([1, 2, 3]),
    lambda: plt.stackplot([1, 2], [3, 4]),
    lambda: plt.hexbin([1, 2, 3], [1, 2, 3]),
    lambda: plt.axhline(1),
    lambda: plt.figure(),
], ids=["3d", "polar", "image", "heatmap", "contour", "contourf", "quiver", "streams", "violin", "stack", "hexbin",
        "reference", "empty"])
def test_what_has_no_type_is_unknown(draw):
    draw()
    if plt.gcf().axes:
        plt.title("Odd")
        plt.figtext(0.1, 0.1, "here")
    else:
        plt.suptitle("Odd")
    chart = show_one()
    assert {k: v for k, v in chart.items() if k != "png"} == {"type": "unknown", "title": "Odd", "elements": []}


def test_fifty_figures():
    plt.rcParams["figure.max_open_warning"] = 0
    for number in range(50):
        plt.figure(figsize=(1, 1))
        plt.plot([number])
        plt.title(str(number))
    assert [chart["title"] for chart in shown()] == [str(n) for n in range(50)]
