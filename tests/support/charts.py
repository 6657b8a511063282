"""Charts as the strictest clients want them, and their pictures."""

import base64
import struct
import zlib

TYPES = ("line", "scatter", "bar", "pie", "box_and_whisker", "composite_chart", "unknown")
TEXTS = ("title", "png", "type", "x_label", "y_label", "x_scale", "y_scale", "label", "group", "value")
NUMBERS = ("angle", "radius", "min", "max", "median", "first_quartile", "third_quartile")
NUMBER_LISTS = ("x_ticks", "y_ticks", "outliers")
TEXT_LISTS = ("x_tick_labels", "y_tick_labels", "x_dates", "y_dates")
ELEMENT_KEYS = {"line": {"label", "points"}, "scatter": {"label", "points"}, "bar": {"label", "group", "value"},
                "pie": {"label", "angle", "radius"},
                "box_and_whisker": {"label", "min", "first_quartile", "median", "third_quartile", "max", "outliers"}}
AXES_KEYS = {"x_label", "y_label", "x_ticks", "y_ticks", "x_tick_labels", "y_tick_labels", "x_scale", "y_scale"}


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value and abs(value) != float("inf")


def check_types(thing):
    """Types that a strict decoder takes; null is fine for a field, not within a list."""
    for name, value in thing.items():
        if value is None:
            continue
        if name in TEXTS:
            assert isinstance(value, str), (name, value)
        elif name in NUMBERS:
            assert is_number(value), (name, value)
        elif name in NUMBER_LISTS:
            assert isinstance(value, list) and all(map(is_number, value)), (name, value)
        elif name in TEXT_LISTS:
            assert isinstance(value, list) and all(isinstance(v, str) for v in value), (name, value)
        elif name == "points":
            for point in value:
                assert isinstance(point, list) and all(map(is_number, point)) and len(point) == 2, point


def check_chart(chart, kind=None, nested=False):
    """A whole chart, with those within it; its picture must be one."""
    assert isinstance(chart, dict) and chart["type"] in TYPES, chart
    assert kind is None or chart["type"] == kind, chart["type"]
    check_types(chart)
    if not nested:
        check_png(base64.b64decode(chart["png"], validate=True))
    elements = chart.get("elements") or []
    assert isinstance(elements, list)
    if chart["type"] in ELEMENT_KEYS:
        assert chart["type"] == "pie" or AXES_KEYS <= set(chart), sorted(chart)
        assert elements, chart
    for element in elements:
        if chart["type"] == "composite_chart":
            check_chart(element, nested=True)
        else:
            check_types(element)
            assert ELEMENT_KEYS.get(chart["type"], set()) <= set(element), element


def check_png(data):
    """Whole and decodable; returns (width, height)."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, kinds, pixels = 8, [], b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        content = data[at + 8:at + 8 + size]
        crc, = struct.unpack(">I", data[at + 8 + size:at + 12 + size])
        assert crc == zlib.crc32(kind + content), kind
        kinds.append(kind)
        pixels += content if kind == b"IDAT" else b""
        at += size + 12
    assert kinds[0] == b"IHDR" and kinds[-1] == b"IEND", kinds
    width, height, depth, colour = struct.unpack(">IIBB", data[16:26])
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    assert len(zlib.decompress(pixels)) == height * (1 + (width * samples * depth + 7) // 8)
    assert width > 10 and height > 10
    return width, height
