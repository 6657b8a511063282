"""Draws the figures whose charts expected.json has under the same names, and shows them in this order."""

from datetime import datetime, timedelta

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

figures = []


def labelled(ax, title, x_label, y_label):
    ax.set(title=title, xlabel=x_label, ylabel=y_label)


@figures.append
def line():
    x = np.linspace(0, 2, 5)
    plt.plot(x, x**2, label="square")
    plt.plot(x, 2 * x, "--", label="double")
    plt.xticks([0, 1, 2])
    plt.yticks([0, 2, 4])
    plt.grid(True)
    plt.legend()
    labelled(plt.gca(), "Growth", "time (s)", "size (m)")


@figures.append
def scatter():
    plt.scatter(np.array([1, 2, 3]), np.float32([0.5, 0.25, 4]), s=[10, 20, 30], c=[1, 2, 3], label="measured")
    plt.scatter([2.5], [1.5], label="expected")
    plt.colorbar()
    plt.xticks([1, 2, 3])
    plt.yticks([0, 5])
    labelled(plt.gca(), "Points ☃", "x", "y")


@figures.append
def bar():
    position = np.arange(2)
    plt.bar(position - 0.2, [10.5, 4.5], width=0.4, label="2023")
    plt.bar(position + 0.2, np.array([7, 8]), width=0.4, label="2024")
    plt.xticks(position, ["apples", "pears"])
    plt.legend()
    labelled(plt.gca(), "Harvest", "fruit", "tons")


@figures.append
def bar_of_names():
    plt.bar(["one", "two", "three"], [1, 2, 3])
    labelled(plt.gca(), "Names", "name", "number")


@figures.append
def horizontal_bar():
    plt.barh(["north", "south"], [3.5, 2.5])
    labelled(plt.gca(), "Sideways", "metres", "where")


@figures.append
def pie():
    plt.pie([1, 1, 2], labels=["tea", "coffee", "water"], autopct="%d%%")
    plt.title("Drinks")


@figures.append
def box_and_whisker():
    plt.boxplot([[1, 2, 3, 4, 5, 100], [10, 20, 30]])
    plt.xticks([1, 2], ["odd", "even"])
    labelled(plt.gca(), "Spread", "series", "value")


@figures.append
def composite():
    figure, (left, right) = plt.subplots(1, 2)
    figure.suptitle("Two of them")
    left.plot([1, 2], [3, 4], label="up")
    labelled(left, "Left", "a", "b")
    right.bar(["p", "q"], [5, 6])
    labelled(right, "Right", "c", "d")


@figures.append
def image():
    plt.imshow(np.arange(12).reshape(3, 4))
    plt.title("Picture")


@figures.append
def three_dimensional():
    ax = plt.figure().add_subplot(projection="3d")
    ax.plot([0, 1], [0, 1], [0, 1])
    ax.set_title("Deep")


@figures.append
def dates():
    first = datetime(2024, 2, 28, 12)
    days = [first + timedelta(days=n) for n in range(3)]
    plt.plot(days, [1, 3, 2], label="visits")
    plt.xticks([days[0], days[2]])
    labelled(plt.gca(), "Visits", "day", "people")


@figures.append
def dates_of_numpy():
    months = np.array(["2024-01", "2024-02", "2024-03"], dtype="datetime64[M]").astype("datetime64[ns]")
    plt.scatter(months, [1, 2, 3], label="months")
    plt.xticks(months)


@figures.append
def logarithm():
    plt.semilogy([1, 2, 3], [10, 100, 1000], label="decades")
    plt.yticks([10, 100, 1000])
    plt.xticks([1, 2, 3])


@figures.append
def categories():
    plt.plot(["low", "high", "low"], [1, 2, 3], label="zigzag")


@figures.append
def gaps():
    plt.plot([1, 2, 3, 4], [1, float("nan"), float("inf"), 2], label="gaps")


@figures.append
def pandas_lines():
    pd.DataFrame({"a": [1, 2, 3], "b": [0.5, 0.25, 0.125]}, index=[10, 20, 30]).plot(title="Frame")


@figures.append
def pandas_bars():
    pd.DataFrame({"x": [1.5, 2.5], "y": [3.5, 4.5]}, index=["first", "second"]).plot.bar(xlabel="row")


@figures.append
def pandas_days():
    pd.Series([1.0, 2.0, 4.0], index=pd.date_range("2024-01-01", periods=3, freq="D"), name="daily").plot(legend=True)


@figures.append
def seaborn_scatter():
    frame = pd.DataFrame({"bill": [10.0, 20.0, 30.0], "tip": [1.0, 2.5, 3.0]})
    sns.scatterplot(data=frame, x="bill", y="tip")


@figures.append
def seaborn_bars():
    frame = pd.DataFrame({"day": ["Sat", "Sun", "Sat", "Sun"], "total": [1.0, 2.0, 2.0, 3.5]})
    sns.barplot(data=frame, x="day", y="total", errorbar=None)


@figures.append
def seaborn_boxes():
    frame = pd.DataFrame({"group": ["a"] * 5 + ["b"] * 5, "score": [1, 2, 3, 4, 50, 2, 4, 6, 8, 10]})
    sns.boxplot(data=frame, x="group", y="score")


for draw in figures:
    plt.close("all")
    draw()
    plt.show()
    print(draw.__name__)
