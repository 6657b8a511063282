"""Marks and bytes: the log is what the command wrote, byte for byte, in every form."""

import codecs
import random

import pytest

from support.sessions import ERR, MARKED, NEWEST, OUT, WHOLE_MARKS, finished, streams

MIB = 1024 * 1024

codecs.register_error("each-byte", lambda e: ("\ufffd" * (e.end - e.start), e.end))


def decoded(data):
    """Each byte that is not part of valid UTF-8 as one U+FFFD."""
    return data.decode("utf-8", errors="each-byte")


def write(path, data):
    path.write_bytes(data)
    return f"cat '{path}'"


BYTES = [
    b"x", b"\n", b"no newline", b"a\0b\0", b"\0", b"\0" * 100_000, b"\r\n\t\"\\/\x7f", bytes(range(256)),
    b"\xff" * 1000, b"\x80", b"a\xff\xfe\xc3(b", b"x\xe2\x98", b"\xe2\x98x", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
    b"\xf0\x9d\x84", b"\xef\xbb\xbfx", "☃".encode() * 50_000, b"x" * 300_000, b"\1", b"\2\2", b"\1\1\n\2\1",
    b"\n" * 70_000, b"line\n" * 20_000,
    random.Random(1).randbytes(3 * MIB).replace(b"\1\1\1", b"").replace(b"\2\2\2", b""),
]


@pytest.mark.parametrize("data", BYTES, ids=range(len(BYTES)))
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_any_bytes(session, tmp_path, data, stream):
    mark = OUT if stream == "stdout" else ERR
    other = "stderr" if stream == "stdout" else "stdout"
    command = finished(session, write(tmp_path / "data", data) + (" >&2" if stream == "stderr" else ""))
    assert command.raw() == mark + data
    assert command.logs().body == data
    assert command.logs(NEWEST).json() == {"output": decoded(mark + data), stream: decoded(data), other: ""}
    with command.follow() as follower:
        assert follower.rest() == mark + data
    with command.follow({}) as follower:
        assert follower.rest() == data


@pytest.mark.parametrize("data", BYTES, ids=range(len(BYTES)))
def test_any_bytes_in_a_synchronous_reply(session, tmp_path, data):
    reply = session.run(write(tmp_path / "data", data))
    assert (reply["stdout"], reply["stderr"], reply["output"]) == (decoded(data), "", decoded(OUT + data))
    reply = session.run(write(tmp_path / "data", data), headers={})
    assert reply["output"] == decoded(data)


@pytest.mark.parametrize("data", [OUT, ERR, OUT * 3, b"a" + ERR + b"b", b"\1" * 10, b"\1\2" * 10])
def test_bytes_like_marks_are_in_the_log_as_they_were_written(session, tmp_path, data):
    command = finished(session, write(tmp_path / "data", data))
    assert command.raw() == OUT + data
    with command.follow() as follower:
        assert follower.rest() == OUT + data


@pytest.mark.parametrize("command, log", [
    ("true", b""), (":", b""), ("echo a", OUT + b"a\n"), ("echo a >&2", ERR + b"a\n"),
    ("echo a; echo b; echo c", OUT + b"a\nb\nc\n"), ("printf a; printf b", OUT + b"ab"),
    ("printf '' >&2; echo a", OUT + b"a\n"), ("echo a; sh -c 'echo b'", OUT + b"a\nb\n"),
    ("(echo a >&2); echo b >&2", ERR + b"a\nb\n"),
])
def test_one_mark_before_each_run(session, command, log):
    assert finished(session, command).raw() == log


def test_a_run_that_grows_in_steps_has_one_mark(session, gate):
    command = session.start(f"for i in 1 2 3; do echo $i; read _ < {gate.path}; done; for i in 4 5; do echo $i >&2; "
                            f"read _ < {gate.path}; done; echo 6")
    with command.follow() as follower:
        for n in range(1, 6):
            follower.until(b"%d\n" % n)
            gate.let_through()
        assert follower.rest() == OUT + b"1\n2\n3\n" + ERR + b"4\n5\n" + OUT + b"6\n"
    assert command.raw() == follower.data


def test_both_streams_keep_their_order(session):
    command = finished(session, "n=0; while [ $n -lt 5000 ]; do n=$((n + 1)); echo out $n; echo err $n >&2; done")
    out = "".join(f"out {n}\n" for n in range(1, 5001))
    reply = command.logs(NEWEST).json()
    assert reply["stdout"] == out
    assert reply["stderr"] == out.replace("out", "err")
    assert streams(command.raw()) == (out.encode(), out.replace("out", "err").encode())
    assert sorted(command.logs().body.splitlines()) == sorted((out + out.replace("out", "err")).encode().splitlines())


def test_marks_are_never_split_across_messages(session):
    lines = 20_000
    command = session.start(f"n=0; while [ $n -lt {lines} ]; do n=$((n + 1)); echo $n; echo $n >&2; done")
    with command.follow() as follower:
        log = follower.rest()
        assert [m for m in follower.messages if not WHOLE_MARKS.fullmatch(m)] == []
    with command.follow() as follower:  # and of a log that is there already
        assert follower.rest() == log
        assert [m for m in follower.messages if not WHOLE_MARKS.fullmatch(m)] == []
    expected = "".join(f"{n}\n" for n in range(1, lines + 1)).encode()
    assert streams(log) == (expected, expected)
    with command.follow({}) as follower:  # without marks
        assert len(follower.rest()) == 2 * len(expected)
        assert b"\1" not in follower.data and b"\2" not in follower.data


def is_utf8(data):
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("text", ["☃", "é", "𝄞", "x☃", "xx☃", "𝄞é", "x𝄞"])
@pytest.mark.parametrize("headers", [NEWEST, {}], ids=["marked", "combined"])
def test_characters_are_not_split_across_messages(session, tmp_path, text, headers):
    data = text.encode() * (2 * MIB // len(text.encode()))
    command = session.start(write(tmp_path / "data", data))
    for _ in range(2):  # live, and from the log
        with command.follow(headers) as follower:
            assert follower.rest().replace(OUT, b"") == data
            assert [m for m in follower.messages if not is_utf8(m)] == []


def test_a_character_that_comes_byte_by_byte_is_sent_whole(session, gate, events):
    steps = f"; echo x > {events.path}; read _ < {gate.path}; "
    command = session.start(steps.join(rf"printf '\{byte:03o}'" for byte in "𝄞é".encode()))
    with command.follow() as follower:
        for _ in range(5):
            assert events.line() == "x"
            assert session.daemon.get("/version").status == 200  # so that the daemon has had its turn
            gate.let_through()
        assert follower.rest() == OUT + "𝄞é".encode()
        assert [m for m in follower.messages if not is_utf8(m)] == []


@pytest.mark.parametrize("ending", [b"\xe2", b"\xe2\x98", b"\xf0\x9d\x84", b"\xc3"])
def test_a_character_that_never_ends_is_sent_nevertheless(session, tmp_path, ending):
    command = session.start(write(tmp_path / "data", b"x" + ending))
    with command.follow() as follower:
        assert follower.rest() == OUT + b"x" + ending
    assert command.logs(NEWEST).json()["stdout"] == "x" + "\ufffd" * len(ending)


def test_a_character_whose_bytes_come_around_another_stream(session, gate):
    command = session.start(rf"printf 'a\342'; read _ < {gate.path}; printf 'err' >&2; read _ < {gate.path}; "
                            rf"printf '\230\203b'")
    with command.follow() as follower:
        follower.until(b"a")
        gate.let_through()
        follower.until(b"err")
        gate.let_through()
        assert streams(follower.rest()) == ("a☃b".encode(), b"err")
    reply = command.logs(NEWEST).json()
    assert (reply["stdout"], reply["stderr"]) == ("a☃b", "err")


@pytest.mark.parametrize("size", [1, 4093, 4096, 65533, 65535, 65536, 65537, MIB, 10 * MIB])
def test_sizes_around_every_buffer(session, size):
    reply = session.run(f"head -c {size} /dev/zero | tr '\\0' x")
    assert reply["stdout"] == "x" * size and reply["output"] == "\1\1\1" + "x" * size
    resp = session.daemon.get(f"{session.path}/command/{reply['cmdId']}/logs", MARKED)
    assert resp.body == OUT + b"x" * size


@pytest.mark.parametrize("headers", [{}, NEWEST], ids=["combined", "json"])
def test_a_hundred_mebibytes_in_a_synchronous_reply(session, headers):
    line = "0123456789 \"quoted\" \\ žć☃"
    count = 100 * MIB // len(line.encode() + b"\n")
    reply = session.run(f"yes '{line}' | head -n {count}", headers)
    assert reply["exitCode"] == 0
    assert reply.get("stdout", reply["output"]) == f"{line}\n" * count
