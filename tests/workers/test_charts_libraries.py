"""Charts of figures that pandas and seaborn draw."""

import numpy as np
import pandas
import pytest
import seaborn

from charts_support import bars, plt, points, show_one

DAY = 86400
TABLE = pandas.DataFrame({"a": [1, 2, 3], "b": [3.5, 2, -1]}, index=["x", "y", "z"])
TIPS = pandas.DataFrame({"day": ["Thu", "Fri"] * 4, "tip": np.arange(8.0), "sex": ["m", "m", "f", "f"] * 2})


@pytest.fixture(autouse=True)
def no_figures_left():
    yield
    plt.close("all")


def test_pandas_lines():
    TABLE.reset_index(drop=True).plot(title="T", xlabel="n")
    chart = show_one()
    assert (chart["type"], chart["title"], chart["x_label"]) == ("line", "T", "n")
    assert points(chart) == {"a": [(0, 1), (1, 2), (2, 3)], "b": [(0, 3.5), (1, 2), (2, -1)]}


@pytest.mark.parametrize("freq,starts", [
    ("D", ["2024-01-04", "2024-01-05", "2024-01-06"]),
    ("B", ["2024-01-04", "2024-01-05", "2024-01-08"]),
    ("W", ["2024-01-01", "2024-01-08", "2024-01-15"]),
    ("MS", ["2024-02-01", "2024-03-01", "2024-04-01"]),
    ("6h", ["2024-01-04", "2024-01-04T06:00", "2024-01-04T12:00"]),
])
def test_pandas_time_series_are_drawn_by_period(freq, starts):
    index = pandas.date_range("2024-01-04", periods=3, freq=freq)
    pandas.Series([1, 2, 3], index=index, name="s").plot()
    chart = show_one()
    stamps = [pandas.Timestamp(start).timestamp() for start in starts]
    assert points(chart) == {"s": list(zip(stamps, [1, 2, 3]))}
    assert chart["x_scale"] == "datetime"
    assert chart["elements"][0]["x_dates"] == [pandas.Timestamp(start, tz="UTC").isoformat() for start in starts]
    assert all(label.endswith("+00:00") for label in chart["x_tick_labels"])


def test_pandas_time_series_on_a_second_axis():
    index = pandas.date_range("2024-01-04", periods=2, freq="D")
    pandas.DataFrame({"a": [1, 2], "b": [30, 40]}, index=index).plot(secondary_y="b")
    start = index[0].timestamp()
    chart = show_one()
    assert [points(e) for e in chart["elements"]] == [
        {"a": [(start, 1), (start + DAY, 2)]}, {"b (right)": [(start, 30), (start + DAY, 40)]}]


def test_bars_over_dates_of_pandas_have_their_texts():
    pandas.Series([1, 2], index=pandas.to_datetime(["2024-01-01", "2024-01-02"]), name="s").plot.bar()
    assert [e["label"][:10] for e in show_one()["elements"]] == ["2024-01-01", "2024-01-02"]


def test_time_spans_of_pandas_are_numbers():
    pandas.Series([1, 2], index=pandas.to_timedelta([0, 60], unit="s"), name="s").plot()
    chart = show_one()
    assert chart["x_scale"] == "linear" and [y for _, y in points(chart)["s"]] == [1, 2]


def test_pandas_irregular_dates():
    index = pandas.to_datetime(["2024-01-01", "2024-01-02", "2024-01-09"])
    pandas.Series([1, 2, 3], index=index, name="s").plot()
    start = index[0].timestamp()
    assert points(show_one()) == {"s": [(start, 1), (start + DAY, 2), (start + 8 * DAY, 3)]}


def test_missing_values_of_pandas():
    pandas.Series([1, None, 3], dtype="Int64", name="s").plot()
    assert points(show_one()) == {"s": [(0, 1), (2, 3)]}


@pytest.mark.parametrize("kind", ["bar", "barh"])
@pytest.mark.parametrize("stacked", [False, True])
def test_pandas_bars(kind, stacked):
    TABLE.plot(kind=kind, stacked=stacked)
    chart = show_one()
    assert (chart["type"], chart["x_tick_labels"], chart["x_scale"]) == ("bar", ["x", "y", "z"], "categorical")
    assert bars(chart) == [("a", "x", "1"), ("a", "y", "2"), ("a", "z", "3"),
                           ("b", "x", "3.5"), ("b", "y", "2"), ("b", "z", "-1")]


def test_pandas_scatter_box_pie_and_histogram():
    TABLE.plot.scatter("a", "b")
    chart = show_one()
    assert (chart["x_label"], points(chart)) == ("a", {"": [(1, 3.5), (2, 2), (3, -1)]})
    TABLE.plot.box()
    boxes = show_one()["elements"]
    assert [(e["label"], e["min"], e["median"], e["max"]) for e in boxes] == [("a", 1, 2, 3), ("b", -1, 2, 3.5)]
    TABLE["a"].plot.pie(autopct="%d%%")
    assert [(e["label"], e["autopct"]) for e in show_one()["elements"]] == [("x", "16%"), ("y", "33%"), ("z", "50%")]
    TABLE["a"].plot.hist(bins=[0, 2, 4])
    assert bars(show_one()) == [("a", "1", "1"), ("a", "3", "2")]


def test_pandas_area_is_its_lines():
    TABLE.abs().plot.area(stacked=False)
    assert show_one()["type"] == "line"


def test_seaborn_lines_take_their_names_from_the_legend():
    seaborn.lineplot(data=TIPS, x="day", y="tip", hue="sex")
    chart = show_one()
    assert (chart["type"], chart["x_tick_labels"]) == ("line", ["Thu", "Fri"])
    assert points(chart) == {"m": [(0, 2), (1, 3)], "f": [(0, 4), (1, 5)]}


def test_seaborn_scatter_is_split_as_its_legend():
    seaborn.scatterplot(data=TIPS, x="tip", y="tip", hue="sex")
    assert points(show_one()) == {"m": [(v, v) for v in (0, 1, 4, 5)], "f": [(v, v) for v in (2, 3, 6, 7)]}


def test_seaborn_facets_share_the_legend_of_the_figure():
    seaborn.relplot(data=TIPS, x="tip", y="tip", hue="sex", col="day")
    chart = show_one()
    assert [list(points(e)) for e in chart["elements"]] == [["m", "f"], ["m", "f"]]


@pytest.mark.parametrize("upright", [True, False])
def test_seaborn_bars_without_their_error_bars(upright):
    x, y = ("day", "tip") if upright else ("tip", "day")
    seaborn.barplot(data=TIPS, x=x, y=y, hue="sex")
    chart = show_one()
    assert (chart["type"], chart["x_label"], chart["y_label"]) == ("bar", "day", "tip")
    assert bars(chart) == [("m", "Thu", "2"), ("m", "Fri", "3"), ("f", "Thu", "4"), ("f", "Fri", "5")]


@pytest.mark.parametrize("upright", [True, False])
def test_seaborn_boxes(upright):
    x, y = ("day", "tip") if upright else ("tip", "day")
    seaborn.boxplot(data=TIPS, x=x, y=y, hue="sex")
    chart = show_one()
    assert (chart["type"], chart["x_label"], chart["y_label"]) == ("box_and_whisker", "day", "tip")
    assert sorted((e["group"], e["label"], e["median"]) for e in chart["elements"]) == [
        ("f", "Fri", 5), ("f", "Thu", 4), ("m", "Fri", 3), ("m", "Thu", 2)]


def test_seaborn_histograms():
    seaborn.histplot(data=TIPS, x="tip", bins=[0, 4, 8])
    assert bars(show_one()) == [("", "2", "4"), ("", "6", "4")]
    seaborn.histplot(data=TIPS, x="tip", kde=True)
    assert [e["type"] for e in show_one()["elements"]] == ["bar", "line"]


def test_seaborn_points_heatmaps_and_violins():
    seaborn.stripplot(data=TIPS, x="day", y="tip", jitter=False)
    found = [point for element in show_one()["elements"] for point in element["points"]]
    assert found == [[v % 2, v] for v in (0, 2, 4, 6, 1, 3, 5, 7)]
    seaborn.heatmap(np.eye(3))
    assert show_one()["type"] == "unknown"
    seaborn.violinplot(data=TIPS, x="day", y="tip", inner="quart")
    assert show_one()["type"] == "unknown"
