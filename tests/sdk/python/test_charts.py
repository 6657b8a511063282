"""The charts of the figures in ../charts/figures.py, in the classes of the SDK, against ../charts/expected.json."""

import base64
import json
import os
import struct
import zlib
from datetime import datetime, timezone
from pathlib import Path

import pytest
from daytona import (
    BarChart,
    BoxAndWhiskerChart,
    Chart,
    ChartType,
    CompositeChart,
    LineChart,
    PieChart,
    ScatterChart,
)

CHARTS = Path(os.environ["CHARTS"])
EXPECTED = json.loads((CHARTS / "expected.json").read_text())
CLASSES = {
    ChartType.LINE: LineChart,
    ChartType.SCATTER: ScatterChart,
    ChartType.BAR: BarChart,
    ChartType.PIE: PieChart,
    ChartType.BOX_AND_WHISKER: BoxAndWhiskerChart,
    ChartType.COMPOSITE_CHART: CompositeChart,
    ChartType.UNKNOWN: Chart,
}


@pytest.fixture(scope="module", params=["sync", "async"])
def response(request):
    sandbox = request.getfixturevalue(f"{request.param}_sandbox")
    return sandbox.process.code_run((CHARTS / "figures.py").read_text())


@pytest.fixture
def charts(response):
    assert response.exit_code == 0, response.result
    assert len(response.artifacts.charts) == len(EXPECTED)
    return dict(zip(EXPECTED, response.artifacts.charts))


def instant(text):
    """Seconds since 1970 of an ISO 8601 time, which is UTC unless it says something else."""
    time = datetime.fromisoformat(text)
    return (time if time.tzinfo else time.replace(tzinfo=timezone.utc)).timestamp()


def field(thing, name):
    """What an object of the SDK has under a name; further keys of the answer are in additional_properties."""
    if isinstance(thing, dict):
        return thing[name]
    return getattr(thing, name) if name in type(thing).model_fields else thing.additional_properties[name]


def check(actual, expected, where):
    """A number as expected but for rounding, {"time": …} as text, and of an object what is expected of it."""
    if isinstance(expected, dict) and "time" in expected:
        assert instant(actual) == expected["time"], where
    elif isinstance(expected, dict):
        for name, value in expected.items():
            check(field(actual, name), value, f"{where}.{name}")
    elif isinstance(expected, list):
        assert len(actual) == len(expected), f"{where}: {actual}"
        for i, value in enumerate(expected):
            check(actual[i], value, f"{where}[{i}]")
    elif isinstance(expected, (int, float)):
        assert type(actual) in (int, float), where
        assert actual == pytest.approx(expected, rel=1e-6), where
    else:
        assert actual == expected, where


def png_size(data):
    """Decodes a PNG, with all its checksums, and returns its width and height."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    position, chunks = 8, []
    while position < len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        body = data[position + 8 : position + 8 + length]
        assert struct.unpack_from(">I", data, position + 8 + length)[0] == zlib.crc32(kind + body)
        chunks.append((kind, body))
        position += 12 + length
    assert (chunks[0][0], chunks[-1]) == (b"IHDR", (b"IEND", b""))
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    assert (depth, interlaced) == (8, 0)
    pixels = zlib.decompress(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    assert len(pixels) == height * (1 + width * {2: 3, 6: 4}[colour])
    assert len(set(pixels)) > 2, "an empty picture"
    return width, height


def test_every_figure_becomes_a_chart_and_the_output_stays_as_printed(response, charts):
    assert response.result == "".join(f"{name}\n" for name in EXPECTED)
    assert response.artifacts.stdout == response.result
    assert {chart["type"] for chart in EXPECTED.values()} == {kind.value for kind in ChartType}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_chart_has_the_class_of_its_type_and_the_values_that_were_plotted(charts, name):
    chart = charts[name]
    assert type(chart) is CLASSES[ChartType(chart.type)]
    check(chart, EXPECTED[name], name)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_chart_has_its_picture_without_the_margins(charts, name):
    width, height = png_size(base64.b64decode(charts[name].png, validate=True))
    assert 200 < width < 750
    assert 200 < height < 600


def test_the_labels_of_ticks_are_as_many_as_the_ticks(charts):
    for chart in charts.values():
        if chart.type in ("line", "scatter"):
            assert len(chart.x_ticks) == len(chart.x_tick_labels)
            assert len(chart.y_ticks) == len(chart.y_tick_labels)


@pytest.mark.parametrize(
    "code, titles",
    [
        ("plt.plot([1]); plt.title('saved'); plt.savefig('/dev/null', format='png')", []),
        ("plt.plot([1]); plt.title('once'); plt.show(); plt.show()", ["once"]),
        ("for n in range(50):\n    plt.figure(figsize=(1, 1)); plt.title(str(n)); plt.plot([n]); plt.show()", None),
        ("plt.plot([1]); plt.title('a'); plt.figure(); plt.plot([2]); plt.title('b'); plt.show()", ["a", "b"]),
        ("plt.plot([1]); plt.title('shown'); plt.show(); raise SystemExit(5)", ["shown"]),
    ],
    ids=["saved only", "shown twice", "50 in a loop", "two at once", "before the end"],
)
def test_what_is_shown_becomes_a_chart_once(sync_sandbox, code, titles):
    response = sync_sandbox.process.code_run("import matplotlib.pyplot as plt\n" + code)
    expected = [str(n) for n in range(50)] if titles is None else titles
    assert [chart.title for chart in response.artifacts.charts] == expected
    assert response.exit_code == (5 if "SystemExit" in code else 0)
