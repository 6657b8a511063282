"""Output arrives byte for byte, whatever it is, in binary messages that cut no character."""

import random

import pytest

from support.pty import open_pty
from support.sessions import eventually
from support.websocket import TEXT

MIB = 1024 * 1024


def file_of(directory, data):
    (directory / "data").write_bytes(data)
    return directory / "data"


def lines_of(size):
    """Text of many shapes: long and short lines, several alphabets, colours."""
    source = random.Random(4)
    words = ["plain", "žćč", "日本語", "☃𝄞", "\x1b[31mred\x1b[0m", "\t", "0123456789" * 5]
    block = "".join(source.choice(words) + source.choice(" \n") for _ in range(100_000)).encode()
    return (block * (size // len(block) + 1))[:size - 1] + b"\n"


def test_fifty_megabytes(open_pty, tmp_path):
    data = lines_of(50_000_000)
    client = open_pty(f"stty -opost; exec cat {file_of(tmp_path, data)}")
    assert client.check_end(0) == data


def test_bytes_that_mean_nothing(open_pty, tmp_path):
    data = random.Random(5).randbytes(3_000_000)
    client = open_pty(f"stty -opost; exec cat {file_of(tmp_path, data)}")
    assert client.check_end(0) == data


@pytest.mark.parametrize("data", [b"\0", b"\0" * 70_000, bytes(range(256)) * 300, b"\xff" * 1000, b"x" * MIB, b"\x1b",
                                  b"\x1b[" + b"1;" * 50_000, b"\x1b]0;" + b"t" * MIB, b"\x1bP" + b"q" * MIB,
                                  "☃".encode()[:2], b"\xf0\x9d", b"\x1b[999999999999999999999d\x1b[99999;99999H" * 100,
                                  b"\x1b[?1049h" * 1000 + b"\x1b[?1049l" * 999, "e\u0301\u0302\u0303".encode() * 5000,
                                  b"\x1b[2147483647b", b"x\x1b[65535b" * 100, b"\x1bc" * 1000, b"\n" * 100_000],
                         ids=lambda d: f"{ascii(d[:6])}-{len(d)}")
def test_odd_output(open_pty, tmp_path, data):
    client = open_pty(f"stty -opost; exec cat {file_of(tmp_path, data)}")
    assert client.check_end(0) == data


def test_the_terminal_makes_crlf(open_pty):
    assert open_pty("printf 'a\\nb\\n'").check_end(0) == b"a\r\nb\r\n"


def test_every_output_message_is_binary_and_none_is_empty(open_pty):
    client = open_pty("seq 1000; printf last")
    messages = client.collect().messages
    assert all(m.data for m in messages)
    assert [m for m in messages if m.opcode == TEXT] == messages[-1:]


def test_no_message_ends_within_a_character(open_pty, tmp_path):
    data = ("a" + "☃𝄞ž" * 400_000).encode()
    client = open_pty(f"stty -opost; exec cat {file_of(tmp_path, data)}")
    assert client.check_end(0) == data
    assert len(client.messages) > 10
    for message in client.messages:
        message.decode()


def test_a_character_that_is_written_in_parts(open_pty, gate, events):
    parts = ["a\\360", "\\235", "\\204", "\\236b"]
    client = open_pty("stty -opost; " + "; ".join(
        f"printf '{p}'; echo part > {events.path}; read _ < {gate.path}" for p in parts))
    for _ in parts:
        assert events.line() == "part"
        assert client.pty.info()["active"]  # the daemon has had its turns to send what it should not
        gate.let_through()
    assert client.check_end(0) == "a𝄞b".encode()
    for message in client.messages:
        message.decode()


@pytest.mark.parametrize("tail", [b"\xe2", b"\xe2\x98", b"\xf0\x9d\x84"])
def test_a_character_that_never_goes_on_is_not_kept(open_pty, tail):
    text = "".join(f"\\{byte:03o}" for byte in tail)
    assert open_pty(f"stty -opost; printf 'a{text}'").check_end(0) == b"a" + tail
    client = open_pty(f"stty -opost; printf 'a{text}z'; read x")
    client.until(b"a" + tail + b"z")


def test_output_comes_as_it_is_written(open_pty, gate):
    client = open_pty(f"for i in 1 2 3 4 5; do printf $i; read _ < {gate.path}; done")
    for n in range(1, 6):
        client.until(str(n))
        gate.let_through()
    client.check_end(0)


def test_output_with_nobody_there_does_not_stop_the_program(make_pty, events):
    pty = make_pty(f"seq 1000000; echo done > {events.path}; read x")
    assert events.line() == "done"
    with pty.connect() as client:
        client.until("1000000\r\n")


def test_an_endless_writer_can_be_interrupted(open_pty):
    client = open_pty("yes; exit 9")
    client.take(10 * MIB)
    client.type("\x03")
    client.rest()
    assert client.controls[-1]["exitCode"] in (130, 9)


def test_other_requests_are_served_while_output_floods(open_pty, daemon):
    clients = [open_pty("yes") for _ in range(3)]
    for client in clients:
        client.take(MIB)
        for _ in range(20):
            assert client.pty.daemon.get("/version").status == 200
    for client in clients:
        assert client.pty.delete().status == 200


def test_a_program_that_closes_the_terminal_lives_on(terminals, events, gate):
    """With no descriptor on the terminal there is no output, and no end either before the shell's."""
    script = f"exec < /dev/null > /dev/null 2>&1; echo closed > {events.path}; read _ < {gate.path}; exit 8"
    with open_pty(terminals, script) as client:
        assert events.line() == "closed"
        eventually(lambda: client.pty.info()["active"], "it is there")
        gate.let_through()
        client.check_end(8)


def test_the_terminal_may_be_opened_again(terminals, events, gate):
    script = (f"exec < /dev/null > /dev/null 2>&1; echo closed > {events.path}; read _ < {gate.path}; "
              "echo again > /dev/tty; exit 2")
    with open_pty(terminals, script) as client:
        assert events.line() == "closed"
        gate.let_through()
        assert client.check_end(2) == b"again\r\n"
