"""What a client that comes late gets first: the screen, the recent output as it was, or nothing."""

import re

import pytest

from support.daemon import check_error, url
from support.pty import new_id
from support.screen import Screen, View, check_same
from support.sessions import EITHER
from support.websocket import refusal

KIB = 1024
UNIT = re.compile(rb"\x1b\][^\x07]*\x07|\x1b\[[0-?]*[@-~]|\r\n|[\xc0-\xff][\x80-\xbf]+|.", re.DOTALL)


def ready(client, text):
    """The client has all that the program wrote before it asked for a line."""
    client.until(text)
    return client


def drawn(data, cols=80, rows=24):
    screen = Screen(cols, rows)
    screen.feed(bytes(data))
    return screen


@pytest.mark.parametrize("replay", [None, "screen", "raw"])
def test_a_late_client_sees_earlier_output(make_pty, open_pty, replay):
    client = ready(open_pty("stty -echo; seq 5; printf 'prompt> '; read x; echo got=$x; read y"), "prompt> ")
    with client.pty.connect(replay) as late:
        client.type("hi\n")
        late.until("got=hi\r\n")
        screen = drawn(late.data)
        assert screen.text[:7] == ["1", "2", "3", "4", "5", "prompt> got=hi", ""]
        assert (screen.cursor.x, screen.cursor.y) == (0, 6)


def test_raw_is_the_output_as_it_was(open_pty):
    client = ready(open_pty("stty -echo; printf '\\033[31mred\\033[m \\033]2;title\\007☃'; read x; echo after; read y"), "☃")
    before = bytes(client.data)
    with client.pty.connect("raw") as late:
        client.type("\n")
        late.until("after\r\n")
        assert late.data == before + b"after\r\n"


def test_none_is_only_what_comes(open_pty):
    client = ready(open_pty("stty -echo; echo before; read x; echo after; read y"), "before\r\n")
    with client.pty.connect("none") as late:
        client.type("\n")
        late.until("after\r\n")
        assert late.data == b"after\r\n"


@pytest.mark.parametrize("replay", ["screen", "raw", "none"])
def test_without_output_there_is_no_replay(make_pty, gate, replay):
    pty = make_pty(f"read _ < {gate.path}; printf first; read x")
    with pty.connect(replay) as late:
        gate.let_through()
        late.until("first")
        assert late.data == b"first"


def test_a_new_pty_has_none(open_pty):
    client = open_pty("stty -opost; printf abc; exit 0")
    assert client.check_end(0) == b"abc"


@pytest.mark.parametrize("value", ["", "all", "Screen", "screen,raw", "1", "none ", "☃"])
def test_another_value_is_refused(terminals, make_pty, value):
    pty = make_pty(lazyStart=True)
    check_error(refusal(terminals, url(f"{pty.path}/connect", replay=value)), 400, EITHER, message="replay")
    assert pty.info()["active"] is False


def test_another_value_for_an_unknown_pty(terminals):
    resp = refusal(terminals, url(f"/process/pty/{new_id()}/connect", replay="all"))
    check_error(resp, 400, EITHER)


MUCH = "".join(f"\x1b[3{i % 8}m☃ line {i} \x1b]2;t{i}\x07ž𝄞\x1b[0m of the output\r\n" for i in range(30_000)) + "END"


CLEAN = r"(☃ line \d+ ž𝄞 of the output|☃ ?l?i?n?e? ?\d*.*|)"  # the last may be cut


@pytest.mark.parametrize("replay, bound", [("raw", 320 * KIB), ("screen", 1024 * KIB)])
def test_it_is_bounded_and_begins_cleanly(open_pty, tmp_path, replay, bound):
    (tmp_path / "much").write_text(MUCH)
    client = ready(open_pty(f"stty -opost -echo; cat {tmp_path}/much; read x; printf AFTER; read y"), "END")
    whole = bytes(client.data)
    assert len(whole) > 1_500_000
    with client.pty.connect(replay) as late:
        client.type("\n")
        late.until("AFTER")
        data = bytes(late.data)
    assert 2000 < len(data) <= bound
    assert not [t for t in drawn(data.decode()[:5000].encode(), rows=40).text if not re.fullmatch(CLEAN, t)]
    screen = drawn(data.decode()[-10_000:].encode())
    assert screen.text == drawn(whole.decode()[-10_000:].encode() + b"AFTER").text
    assert screen.text[-1] == "ENDAFTER" and screen.title == "t29999"
    assert "☃ line 29990 ž𝄞 of the output" in screen.text
    if replay == "raw":
        begins_between_units(whole + b"AFTER", data)


def begins_between_units(whole, replay):
    """The replay, but for what may be put before it, is an end of the output that begins between two units."""
    for start in range(0, 200):
        if whole.endswith(replay[start:]):
            position = len(whole) - len(replay) + start
            units = UNIT.finditer(whole, max(whole.rfind(b"\r\n", 0, position), 0))
            assert position in [0, *(m.start() for m in (next(units) for _ in range(60)))], whole[position - 20:position + 20]
            return
    raise AssertionError("it is not the end of the output")


def test_the_scrollback_is_part_of_it(open_pty):
    client = ready(open_pty("stty -echo; seq 300; printf END; read x; printf AFTER; read y"), "END")
    with client.pty.connect() as late:
        client.type("\n")
        late.until("AFTER")
        screen = drawn(late.data)
    assert screen.history + screen.text == [str(n) for n in range(1, 301)] + ["ENDAFTER"]


def test_a_long_line_without_newline(open_pty):
    client = ready(open_pty("stty -echo; head -c 300000 /dev/zero | tr '\\0' x; printf END; read x; printf AFTER; read y"), "END")
    for replay in ("screen", "raw"):
        with client.pty.connect(replay) as late:
            late.until("END")
            assert 2000 < len(late.data) <= 1024 * KIB
            assert drawn(late.data[-1920:]).text[-2].endswith("xxx") and late.data.count(b"x") > 24 * 80


@pytest.mark.parametrize("first, rest", [
    ("a\\033", "[31mred\\033[m"), ("a\\033[3", "1mred\\033[m"), ("a\\033[", "1;3;31mred"), ("a\\033]2;ti", "tle\\007b"),
    ("a\\033]2;ti", "tle\\033\\\\b"), ("a\\342", "\\230\\203b"), ("a\\360\\235", "\\204\\236b"), ("a\\033(", "0qqq\\033(B"),
    ("a\\033P1$r", "xx\\033\\\\b"), ("a\\033[?104", "9hb"),
], ids=["escape", "colour", "bracket", "title", "title ended by ST", "snowman", "clef", "charset", "device string",
        "alternate screen"])
@pytest.mark.parametrize("replay", ["screen", "raw"])
def test_coming_in_the_middle_of_a_sequence(open_pty, events, gate, replay, first, rest):
    client = open_pty(f"stty -opost -echo; printf 'begin {first}'; echo half > {events.path}; read _ < {gate.path}; "
                      f"printf '{rest} END'; read x")
    client.until("begin a")
    assert events.line() == "half"
    late = client.pty.connect(replay)
    from_start, view = View(client), View(late)
    gate.let_through()
    from_start.shows("END")
    view.shows("END")
    check_same(from_start, view)
    late.close()


def test_many_that_come_while_it_floods_see_the_same_end(open_pty):
    client = open_pty("stty -echo; seq 200000; printf END; read x")
    late = []
    for n in range(12):
        client.take(50_000 * (n + 1))
        late.append(client.pty.connect(("screen", "raw")[n % 2]))
    client.until("END")
    screens = []
    for other in late:
        other.until("END")
        screens.append(drawn(other.data[-5000:]).text)
        other.close()
    assert screens == [[*(str(n) for n in range(199_978, 200_001)), "END"]] * 12
