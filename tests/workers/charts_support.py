"""Runs charts.py as the worker does, in this process, and checks what clients check of every Chart."""

import base64
import json
import math
import pathlib
import struct
import types
import zlib

import matplotlib

PROGRAMS = pathlib.Path(__file__).resolve().parents[2] / "daemon/interpreter/python"
SOURCE = "".join((PROGRAMS / name).read_text() for name in ("charts.py", "charts_axes.py"))
AXIS_FIELDS = {"label": str, "ticks": [float], "tick_labels": [str], "scale": str}
ELEMENT_FIELDS = {
    "line": {"label": str, "points": [[float]]},
    "scatter": {"label": str, "points": [[float]]},
    "bar": {"label": str, "group": str, "value": str},
    "pie": {"label": str, "angle": float, "radius": float, "autopct": str},
    "box_and_whisker": {"label": str, "group": str, "min": float, "first_quartile": float, "median": float,
                        "third_quartile": float, "max": float, "outliers": [float]},
}

matplotlib.rcdefaults()
module = types.ModuleType("charts_under_test")
exec(compile(SOURCE, "charts.py", "exec"), module.__dict__)
module.prepare(matplotlib)
import matplotlib.pyplot as plt  # noqa: E402

emitted = []
wanted = True
module.watch(plt, emitted.append, lambda: wanted)


def shown():
    """plt.show(), and the Charts that this makes, checked."""
    emitted.clear()
    plt.show()
    charts = [json.loads(json.dumps(chart, allow_nan=False)) for chart in emitted]
    for chart in charts:
        check(chart)
        width, height, pixels = decode(chart["png"])
        assert width > 20 and height > 20 and len(set(pixels)) > 1, "the picture is blank"
    return charts


def show_one():
    chart, = shown()
    return chart


def points(chart):
    """{label: [(x, y), …]} of a line or scatter chart."""
    return {e["label"]: [tuple(point) for point in e["points"]] for e in chart["elements"]}


def bars(chart):
    return [(e["group"], e["label"], e["value"]) for e in chart["elements"]]


def check(chart):
    """Types as the strictest client has them: no null, no number where a string belongs, dates as numbers."""
    assert is_a(chart["type"], str) and is_a(chart["title"], str)
    if chart["type"] == "unknown":
        assert chart["elements"] == []
    elif chart["type"] == "composite_chart":
        assert len(chart["elements"]) > 1
        for nested in chart["elements"]:
            assert "png" not in nested
            check(nested)
    else:
        assert chart["elements"]
        if chart["type"] != "pie":
            for axis in "xy":
                fields = {name: chart[f"{axis}_{name}"] for name in AXIS_FIELDS}
                assert all(is_a(fields[name], kind) for name, kind in AXIS_FIELDS.items()), fields
                assert len(fields["ticks"]) == len(fields["tick_labels"])
        for element in chart["elements"]:
            for name, kind in ELEMENT_FIELDS[chart["type"]].items():
                assert is_a(element[name], kind), (name, element)
            for axis in "xy":
                if chart.get(axis + "_scale") == "datetime" and "points" in element:
                    assert len(element[axis + "_dates"]) == len(element["points"])
                    assert is_a(element[axis + "_dates"], [str])


def is_a(value, kind):
    if isinstance(kind, list):
        return isinstance(value, list) and all(is_a(v, kind[0]) for v in value)
    if kind is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return isinstance(value, kind)


def decode(png):
    """(width, height, [RGBA bytes of each pixel]) of a PNG in base64; checksums are checked."""
    data = base64.b64decode(png, validate=True)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    parts, at = {}, 8
    while at < len(data):
        length, = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4:at + 8], data[at + 8:at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length)[0] == zlib.crc32(kind + body)
        parts[kind] = body
        at += 12 + length
    width, height, *rest = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    assert rest == [8, 6, 0, 0, 0]
    rows, stride = zlib.decompress(parts[b"IDAT"]), 1 + 4 * width
    assert len(rows) == height * stride and set(rows[::stride]) == {0}
    pixels = b"".join(rows[at + 1:at + stride] for at in range(0, len(rows), stride))
    return width, height, [pixels[i:i + 4] for i in range(0, len(pixels), 4)]
