"""Turns the matplotlib figures that the user's code shows into Charts: dicts that JSON takes as they are.

This source, with charts_axes.py behind it, is run in a namespace of its own, in the user's process. The caller calls
    prepare(matplotlib)             once `import matplotlib` has ended, before matplotlib.pyplot is imported
    watch(pyplot, emit, wanted)     once the import of matplotlib.pyplot has ended
From then on each shown figure becomes one emit(chart) if wanted() is true. Nothing is printed, and nothing raised
but what emit and wanted raise. Only what matplotlib imports itself is imported here.

A figure's life is matplotlib's: a plt.show() that would wait until its windows are closed closes them, so that each
round of a loop starts a new figure. One that would not wait (interactive mode, block=False, plt.pause) and fig.show()
leave the figure open; it counts again only if it looks different by then.
"""

import base64
import contextlib
import datetime
import functools
import logging
import math
import os
import struct
import sys
import warnings
import weakref
import zlib

import matplotlib
import numpy as np
from matplotlib import category, collections, colors, container, dates, patches, ticker
from matplotlib._pylab_helpers import Gcf
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# matplotlib's warnings name the first frame that is not its own: by its module, from Python 3.12 on by its file.
# That must not be one of ours between the user's call and matplotlib.
__name__ = "matplotlib._charts"
FILE = os.path.join(os.path.dirname(matplotlib.__file__), "_charts")

DPI = 100
# Backends without windows: their show() does nothing but warn.
WITHOUT_WINDOWS = {"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"}
DATE_CONVERTERS = (dates.DateConverter, dates._SwitchableDateConverter)
DATE_FORMATTERS = (dates.DateFormatter, dates.AutoDateFormatter, dates.ConciseDateFormatter)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def prepare(matplotlib):
    """Agg is the backend unless the user chose one: a window would keep plt.show() waiting for ever."""
    if dict.get(matplotlib.rcParams, "backend") is matplotlib.rcsetup._auto_backend_sentinel:
        matplotlib.rcParams["backend"] = "agg"


def watch(pyplot, emit, wanted):
    """Calls emit(chart) for each figure that is shown from now on, if wanted() is true at that moment."""
    prepare(matplotlib)
    # What artists no longer tell is kept from the calls that draw them.
    keep_result(Axes, "bxp", lambda result, bxpstats, *_, **__: (list(bxpstats), result))
    keep_result(Axes, "pie", lambda result, *_, **__: tuple(result))
    keep_result(Axes, "hist", lambda result, *_, stacked=False, orientation="vertical", **__:
                (*result, stacked, orientation == "horizontal"))
    seen = weakref.WeakKeyDictionary()  # figure → its picture when it was emitted
    closed = weakref.WeakSet()  # by us: these may be shown again where matplotlib would have left them open

    def shown(figure):
        if not wanted():
            return
        chart = chart_of(figure)
        picture = hash(chart.get("png"))
        if seen.get(figure) != picture:
            seen[figure] = picture
            emit(chart)

    plain_show, plain_figure_show = pyplot.show, Figure.show

    @functools.wraps(plain_show)
    def show(*args, **kwargs):
        for manager in sorted(Gcf.get_all_fig_managers(), key=lambda m: m.num):
            shown(manager.canvas.figure)
        if pyplot.get_backend().lower() not in WITHOUT_WINDOWS:
            return plain_show(*args, **kwargs)
        block = kwargs.get("block", args[0] if args else None)
        if block or block is None and not pyplot.isinteractive():
            closed.update(manager.canvas.figure for manager in Gcf.get_all_fig_managers())
            pyplot.close("all")

    @functools.wraps(plain_figure_show)
    def figure_show(self, *args, **kwargs):
        managed = self.canvas.manager is not None or self in closed  # else matplotlib says what is wrong
        if managed:
            shown(self)
        if not managed or pyplot.get_backend().lower() not in WITHOUT_WINDOWS:
            return plain_figure_show(self, *args, **kwargs)

    pyplot.show, Figure.show = show, figure_show


def keep_result(owner, method, keep):
    """Has calls of owner.method leave keep(result, *args, **kwargs) in the list kept(object, method)."""
    plain = getattr(owner, method)

    @functools.wraps(plain)
    def keeping(self, *args, **kwargs):
        result = plain(self, *args, **kwargs)
        with contextlib.suppress(Exception):
            self.__dict__.setdefault("_kept_" + method, []).append(keep(result, *args, **kwargs))
        return result

    keeping.__code__ = keeping.__code__.replace(co_filename=FILE)
    setattr(owner, method, keeping)


def kept(ax, method):
    return ax.__dict__.get("_kept_" + method, [])


def chart_of(figure):
    """The Chart of a figure; of type unknown when it cannot be read, and without `png` when it cannot be drawn."""
    chart, png = {"type": "unknown", "title": "", "elements": []}, None
    with quiet():
        try:
            chart["title"] = title_of(figure)
            png = png_of(figure)  # before it is read: drawing places ticks and colours
            chart = read_figure(figure)
        except Exception:  # whatever there is in the figure, the user's code goes on
            pass
    if png is not None:
        chart["png"] = png
    return chart


@contextlib.contextmanager
def quiet():
    """Without the warnings and log lines that come of drawing."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        logger.setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            logger.setLevel(level)


class PixelCanvas(FigureCanvasAgg):
    """Prints to a list, which gets the picture as an array [row, column, RGBA]."""

    def print_pixels(self, target, **_):
        FigureCanvasAgg.draw(self)
        target.append(np.array(self.buffer_rgba()))


def png_of(figure):
    """The figure as PNG in base64. Written here, since matplotlib would want Pillow for it."""
    canvas, target = figure.canvas, []
    try:
        PixelCanvas(figure).print_figure(target, format="pixels", dpi=DPI, bbox_inches="tight")
    finally:
        figure.set_canvas(canvas)
    height, width, _ = target[-1].shape
    rows = np.zeros((height, 1 + 4 * width), np.uint8)  # each row begins with its filter, 0: none
    rows[:, 1:] = target[-1].reshape(height, -1)

    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)  # 8 bits for each of RGBA
    parts = part(b"IHDR", header) + part(b"IDAT", zlib.compress(rows.tobytes())) + part(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + parts).decode()


def title_of(figure):
    """The figure's own title, else the only one among its axes."""
    own = getattr(figure, "_suptitle", None)
    titles = {axes_title(ax) for ax in figure.axes} - {""}
    return own.get_text() if own and own.get_text() else titles.pop() if len(titles) == 1 else ""


def axes_title(ax):
    return next(filter(None, (ax.get_title(loc) for loc in ("center", "left", "right"))), "")


def read_figure(figure):
    """The Chart of a drawn figure: of its one axes, or a composite one. Colour bars and empty axes are left out."""
    charts = []
    for ax in figure.axes:
        if ax.get_visible() and not getattr(ax, "_colorbar", None) and ax.get_label() != "<colorbar>":
            found = read_axes(ax)
            if found:
                charts.append(found[0] if len(found) == 1 else composite(axes_title(ax), found))
    if len(charts) > 1:
        return composite(title_of(figure), charts)
    chart = charts[0] if charts else {"type": "unknown", "elements": []}
    return dict(chart, title=chart.get("title") or title_of(figure))


def composite(title, charts):
    return {"type": "composite_chart", "title": title, "elements": charts}


def read_axes(ax):
    """The charts on one axes: one for each type of data on it, an unknown one for what has no type."""
    unknown = {"type": "unknown", "title": axes_title(ax), "elements": []}
    wedges = pie_elements(ax)
    if wedges:
        return [{"type": "pie", "title": axes_title(ax), "elements": wedges}]
    if ax.name != "rectilinear":  # 3-D, polar, maps
        return [unknown] if ax.has_data() else []
    reader = AxesReader(ax)
    charts = [reader.chart(kind, swapped, elements) for (kind, swapped), elements in reader.elements().items()]
    if reader.others or not charts and reader.has_decoration():
        charts.append(unknown)
    return charts


def pie_elements(ax):
    percents = {}  # autopct's text, by the id of its wedge
    for wedges, *texts in kept(ax, "pie"):
        if len(texts) == 2:
            percents.update((id(wedge), text.get_text()) for wedge, text in zip(wedges, texts[1]))
    return [{"label": plain_label(wedge), "angle": float(wedge.theta2 - wedge.theta1), "radius": float(wedge.r),
             "autopct": percents.get(id(wedge), "")}
            for wedge in ax.patches if isinstance(wedge, patches.Wedge)]


def plain_label(artist):
    """The label that the user gave, "" for those that matplotlib makes up."""
    label = str(artist.get_label() or "")
    return "" if label.startswith("_") else label


def colour_of(artist):
    """The one colour of an artist, without alpha; None when there are several."""
    if hasattr(artist, "get_color") and not hasattr(artist, "get_facecolor"):
        colour = artist.get_color()
    else:
        colour = artist.get_facecolor()
        if not np.any(colors.to_rgba_array(colour)[:, 3:]):  # not filled
            colour = artist.get_edgecolor()
    rgba = colors.to_rgba_array(colour)
    return tuple(rgba[0, :3].round(3)) if len(rgba) == 1 else None


def number_text(number):
    """A number as JSON has it, whole ones without a fraction."""
    number = float(number)
    return str(int(number)) if number.is_integer() and abs(number) < 1e16 else repr(number)


def period_of(axis):
    """What pandas' time axes count, None for others. Of twin axes only one may know."""
    shared = axis.axes.get_shared_x_axes().get_siblings(axis.axes) if axis.axis_name == "x" else []
    periods = (getattr(a, "freq", None) for a in (axis, *(ax.xaxis for ax in shared)))
    return next((period for period in periods if period is not None), None)
