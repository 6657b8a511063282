# The second half of charts.py: what is drawn in one pair of axes, read back out of matplotlib.


class AxisReader:
    """One axis as it was drawn: scale, ticks, and its values as numbers and as text."""

    def __init__(self, axis):
        self.label = axis.get_label_text()
        self.period = period_of(axis)
        converter = axis.get_converter() if hasattr(axis, "get_converter") else axis.converter
        formatter, locator = axis.get_major_formatter(), axis.get_major_locator()
        self.is_date = (self.period is not None or isinstance(converter, DATE_CONVERTERS)
                        or isinstance(locator, dates.DateLocator) or isinstance(formatter, DATE_FORMATTERS))
        # Of all ticks; those in view are shown.
        self.places = np.asarray(axis.get_majorticklocs(), float)
        self.texts = [str(text) for text in formatter.format_ticks(self.places)]
        low, high = sorted(axis.get_view_interval())
        self.noise = 1e-12 * max(abs(low), abs(high))
        if not self.is_date:
            self.places = np.array([self.rounded(place) for place in self.places])
        margin = 1e-9 * (high - low)
        self.in_view = [i for i, place in enumerate(self.places) if low - margin <= place <= high + margin]
        categories = isinstance(converter, category.StrCategoryConverter)
        self.has_names = not self.is_date and (
            categories or isinstance(formatter, ticker.FixedFormatter)
            or isinstance(formatter, ticker.FuncFormatter) and isinstance(locator, ticker.FixedLocator))
        self.scale = ("datetime" if self.is_date else "categorical" if categories or self.named_places()
                      else axis.get_scale())

    def rounded(self, place):
        """Without what is left of computing it: 0.30000000000000004, 1e-17 among larger numbers."""
        return float("%.12g" % place) if abs(place) > self.noise else 0.0

    def named_places(self):
        """Whether the ticks are 0, 1, 2… (or from 1 on) with names that are not these numbers."""
        consecutive = len(self.places) and self.places[0] in (0, 1) and np.all(np.diff(self.places) == 1)
        numbers = [number_text(place) for place in self.places]
        return bool(self.has_names and consecutive and any(t and t != n for t, n in zip(self.texts, numbers)))

    def numbers(self, values):
        """Values of this axis as an array of floats, NaN where there is none; dates as seconds since 1970 UTC."""
        values = np.ma.filled(np.ma.asarray(values).astype(float), np.nan)
        if self.period is not None:
            return np.array([self.period_start(v) if math.isfinite(v) else v for v in values.flat])
        if not self.is_date:
            return values
        start = np.datetime64(dates.get_epoch(), "us") - np.datetime64(0, "us")
        return np.round(values * 86400 + start / np.timedelta64(1, "s"), 6)

    def period_start(self, ordinal):
        if getattr(self.period, "rule_code", self.period) == "B":
            day = np.busday_offset("1970-01-01", int(round(ordinal)))
            return float(day.astype("datetime64[s]").astype(int))
        return sys.modules["pandas"].Period(ordinal=int(round(ordinal)), freq=self.period).start_time.timestamp()

    def iso(self, seconds):
        return [(EPOCH + datetime.timedelta(seconds=float(s))).isoformat() for s in seconds]

    def name(self, place):
        """The text of the tick that the place belongs to, "" if it has none."""
        if not self.has_names or not len(self.places):
            return ""
        nearest = int(np.argmin(np.abs(self.places - place)))
        reach = np.diff(np.unique(self.places)).min() / 2 if len(np.unique(self.places)) > 1 else 0.5
        return self.texts[nearest] if abs(self.places[nearest] - place) <= reach * (1 + 1e-9) else ""

    def text(self, place):
        """What to call a place on this axis: its tick's text, its date, or the number."""
        if self.is_date:
            return self.iso(self.numbers([place]))[0]
        return self.name(place) or number_text(self.rounded(place))

    def fields(self, prefix):
        ticks = self.numbers(self.places[self.in_view])
        labels = self.iso(ticks) if self.is_date else [self.texts[i] for i in self.in_view]
        values = {"label": self.label, "ticks": ticks.tolist(), "tick_labels": labels, "scale": self.scale}
        return {prefix + key: value for key, value in values.items()}


class AxesReader:
    """The data on one plain axes."""

    def __init__(self, ax):
        self.ax = ax
        self.x, self.y = AxisReader(ax.xaxis), AxisReader(ax.yaxis)
        self.drawn = {id(artist) for artist in ax.get_children()}  # not what was removed or cleared
        self.names = self.legend_names()
        self.others = []  # data that no type of chart has

    def chart(self, kind, swapped, elements):
        """swapped: the bars or boxes lie, so x, which is their categories, is the vertical axis."""
        x, y = (self.y, self.x) if swapped else (self.x, self.y)
        return dict({"type": kind, "title": axes_title(self.ax)}, **x.fields("x_"), **y.fields("y_"), elements=elements)

    def legend_names(self):
        """{colour: text} of the legends, for seaborn labels its legend only, not what it draws."""
        found = []
        for legend in filter(None, [self.ax.get_legend(), *self.ax.figure.legends]):
            handles = getattr(legend, "legend_handles", None) or getattr(legend, "legendHandles", [])
            found += [(colour_of(handle), text.get_text()) for handle, text in zip(handles, legend.get_texts())
                      if hasattr(handle, "get_facecolor") or hasattr(handle, "get_color")]
        return {colour: text for colour, text in found
                if colour and not any(c == colour and t != text for c, t in found)}

    def name_of(self, artist):
        return plain_label(artist) or self.names.get(colour_of(artist), "")

    def elements(self):
        """{(type, swapped): elements} of what is drawn here. Fills self.others."""
        found = {}
        self.bar_ends = []
        for key, element in (*self.read_bars(), *self.read_outlines(), *self.read_boxes(), *self.read_points()):
            found.setdefault(key, []).append(element)
        return found

    def read_bars(self):
        for bars in self.ax.containers:
            if not isinstance(bars, container.BarContainer):
                continue
            swapped = bars.orientation == "horizontal"
            shapes = [patch for patch in bars.patches if id(patch) in self.drawn]
            # plt.hist labels the first bar only, bar(label=[…]) each one.
            labels = list(map(plain_label, shapes))
            label = plain_label(bars) or (labels[0] if labels and not any(labels[1:]) else "")
            for patch in shapes:
                box = patch.get_bbox()
                middle, value, end = (
                    ((box.y0 + box.y1) / 2, patch.get_width(), box.x1) if swapped else
                    ((box.x0 + box.x1) / 2, patch.get_height(), box.y1))
                self.bar_ends.append([end, middle] if swapped else [middle, end])
                yield from self.bar(swapped, middle, value, label or self.name_of(patch))

    def read_outlines(self):
        """Histograms of which one outline is all the bars: plt.hist(histtype="step"), plt.stairs."""
        for heights, edges, shapes, stacked, swapped in kept(self.ax, "hist"):
            heights = np.atleast_2d(heights)
            for row, shape in zip(np.diff(heights, axis=0, prepend=0) if stacked else heights, shapes):
                shape = shape[0] if isinstance(shape, list) else shape
                if isinstance(shape, patches.Polygon) and id(shape) in self.drawn:
                    yield from self.outline(swapped, row, edges, shape)
        for shape in self.ax.patches:
            if isinstance(shape, patches.StepPatch):
                yield from self.outline(shape.orientation == "horizontal", *shape.get_data()[:2], shape)

    def outline(self, swapped, heights, edges, shape):
        for value, low, high in zip(heights, edges, edges[1:]):
            yield from self.bar(swapped, (low + high) / 2, value, self.name_of(shape))

    def bar(self, swapped, middle, value, group):
        places, values = (self.y, self.x) if swapped else (self.x, self.y)
        value = float(value) * (86400 if values.is_date and values.period is None else 1)  # a time span in days
        if math.isfinite(value) and math.isfinite(middle):
            yield ("bar", swapped), {"label": places.text(middle), "group": group, "value": number_text(value)}

    def read_boxes(self):
        self.box_parts = set()
        for stats, parts in kept(self.ax, "bxp"):
            self.box_parts.update(id(artist) for artists in parts.values() for artist in artists)
            spans = np.array([np.ptp(line.get_xydata(), axis=0) for line in parts["medians"]]).reshape(-1, 2)
            swapped = bool(spans[:, 1].sum() > spans[:, 0].sum())  # the median's line lies across its box
            places, values = (self.y, self.x) if swapped else (self.x, self.y)
            for i, (stat, median) in enumerate(zip(stats, parts["medians"])):
                box = parts["boxes"][i] if parts.get("boxes") else median
                numbers = values.numbers([stat[key] for key in ("whislo", "q1", "med", "q3", "whishi")])
                if id(median) not in self.drawn or not np.isfinite(numbers).all():
                    continue
                label, group = self.box_names(places, float(np.mean(median.get_xydata()[:, int(swapped)])),
                                              plain_label(median) or self.name_of(box))
                outliers = values.numbers(stat.get("fliers", []))
                yield ("box_and_whisker", swapped), {
                    "label": label, "group": group,
                    **dict(zip(("min", "first_quartile", "median", "third_quartile", "max"), numbers.tolist())),
                    "outliers": outliers[np.isfinite(outliers)].tolist()}

    @staticmethod
    def box_names(places, place, legend):
        """(label, group): the tick's text and the legend's, or the legend's alone where ticks are but numbers."""
        tick = places.name(place)
        label = tick if tick and tick != number_text(places.rounded(place)) else legend or tick or places.text(place)
        return label, legend if legend != label else ""

    def read_points(self):
        lines = self.data_lines()
        for collection in self.ax.collections:
            if isinstance(collection, collections.PathCollection) and self.has_markers(collection):
                yield from self.scatter(collection)
            elif not isinstance(collection, collections.LineCollection) and not is_empty(collection):
                area = collection.get_datalim(self.ax.transData)
                if isinstance(collection, collections.PolyCollection) and any(has_area(line, area) for line in lines):
                    continue
                self.others.append(collection)
                if isinstance(collection, (collections.PolyCollection, collections.PatchCollection)):
                    lines = [line for line in lines if not is_inside(line, area)]
        self.others += self.ax.images
        for line in lines:
            kind = "scatter" if line.get_linestyle() in ("None", "none", "", " ") else "line"
            yield from self.points(kind, self.labels.get(id(line)) or self.name_of(line), line.get_xydata())

    def points(self, kind, label, pairs):
        pairs = np.asarray(np.ma.filled(np.ma.asarray(pairs).astype(float), np.nan)).reshape(-1, 2)
        pairs = pairs[np.isfinite(pairs).all(axis=1)]
        if len(pairs):
            x, y = self.x.numbers(pairs[:, 0]), self.y.numbers(pairs[:, 1])
            element = {"label": label, "points": np.column_stack([x, y]).tolist()}
            for name, axis, numbers in (("x_dates", self.x, x), ("y_dates", self.y, y)):
                if axis.is_date:
                    element[name] = axis.iso(numbers)
            yield (kind, False), element

    def has_markers(self, collection):
        """Whether its offsets are the data, as in a scatter; in a contour the shapes are."""
        return self.is_in_data(collection.get_offset_transform() if hasattr(collection, "get_offset_transform")
                               else collection._transOffset)

    def is_in_data(self, transform):
        """Whether both coordinates are data, and not a part of the axes as with axhline."""
        separately = getattr(transform, "contains_branch_separately", None) or transform.contains_branch_seperately
        return all(separately(self.ax.transData))

    def scatter(self, collection):
        """One element, or one for each name when the colours of its points are those of the legend."""
        points, label = collection.get_offsets(), plain_label(collection)
        rgb = [tuple(c) for c in np.round(collection.get_facecolor()[:, :3], 3)]
        names = [self.names.get(colour) for colour in rgb]
        if label or not names or None in names or len(names) not in (1, len(points)):
            names = [label]
        if len(names) == 1:
            return self.points("scatter", names[0], points)
        names = np.array(names)
        groups = [self.points("scatter", name, points[names == name]) for name in dict.fromkeys(names.tolist())]
        return [element for group in groups for element in group]

    def data_lines(self):
        """Lines that are data: not part of something else, no reference line (axhline), no error bar."""
        parts = set(self.box_parts)
        self.labels = {}  # of lines whose group has the label
        for group in self.ax.containers:
            if isinstance(group, container.ErrorbarContainer):
                parts.update(id(line) for line in group.lines[1])
                self.labels[id(group.lines[0])] = plain_label(group)
            elif isinstance(group, container.StemContainer):
                parts.add(id(group.baseline))
                self.labels[id(group.markerline)] = plain_label(group)
        lines = [line for line in self.ax.lines if id(line) not in parts and extent(line.get_xydata()) is not None
                 and self.is_in_data(line.get_transform())]
        # seaborn draws error bars as lines, through the end of a bar or a point of another line.
        bars = [line for line in lines if is_stroke(line)]
        others = [line for line in lines if line not in bars]
        points = [point for line in others for point in line.get_xydata()] if bars else []
        centres = np.array(self.bar_ends + points).reshape(-1, 2)
        return [line for line in lines if line not in bars or not crosses(line, centres)]

    def has_decoration(self):
        """Whether anything is drawn that is no data by itself: shapes, reference lines, arrows, tables."""
        ax = self.ax
        return bool(ax.patches or ax.tables or ax.artists or any(not is_empty(c) for c in ax.collections)
                    or any(extent(line.get_xydata()) is not None for line in ax.lines))


def extent(points):
    """The lowest and highest x and y of the points that are finite, None without any."""
    points = np.asarray(points, float)
    points = points[np.isfinite(points).all(axis=1)]
    return (points.min(axis=0), points.max(axis=0)) if len(points) else None


def is_empty(collection):
    return not any(len(path.vertices) for path in collection.get_paths()) if hasattr(collection, "get_paths") else False


def within(points, low, high):
    """For each point, whether it lies in the rectangle, whose edges count."""
    margin = 1e-9 * np.maximum(np.abs(low), np.abs(high))
    return np.all((low - margin <= points) & (points <= high + margin), axis=1)


def is_stroke(line):
    """Whether it is an upright or level line without a label, with or without caps, as seaborn's error bars are."""
    points = np.asarray(line.get_xydata(), float)
    capped = len(points) == 8 and np.isnan(points[[2, 5]]).any(axis=1).all()
    return not plain_label(line) and bool(capped or len(points) == 2 and np.any(points[0] == points[1]))


def crosses(line, points):
    """Whether a stroke goes through one of the points, which is not its end."""
    low, high = extent(line.get_xydata())
    return bool(np.any(within(points, low, high) & np.all((low < points) & (points < high) | (low == high), axis=1)))


def has_area(line, area):
    """Whether the area may be that around the line (a confidence interval) or beneath it: no data of its own."""
    low, high = extent(line.get_xydata())
    margin = 1e-9 * area.width
    return not is_stroke(line) and bool(low[0] < high[0] and low[0] <= area.x0 + margin and area.x1 - margin <= high[0])


def is_inside(line, area):
    """Whether it is but decoration of a larger shape, as the lines in a violin are."""
    return not plain_label(line) and within(np.array(extent(line.get_xydata())), area.min, area.max).all()
