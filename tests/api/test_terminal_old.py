"""The web terminal's old protocol: text out, text in, a JSON object resizes, and the shell ends with its client."""

import hashlib

import pytest

from support.process import nap, processes_with
from support.pty import listed_ids
from support.sessions import eventually, running
from support.terminal import OldClient, quiet, resize_message


@pytest.fixture
def client(terminals):
    """At a shell that prints only what it is told to."""
    with OldClient(terminals.web) as c:
        yield quiet(c)


def test_a_shell_of_its_own(client, terminals):
    before = {i for i in listed_ids(terminals) if i.startswith(("pty-", "half-open"))}
    client.type("stty size; tty; echo $TERM\n")
    assert client.until("xterm-256color\r\n").startswith(b"24 80\r\n/dev/pts/")
    assert client.response.headers.get("Sec-WebSocket-Protocol") is None
    assert set(listed_ids(terminals)) == before


def test_two_of_them_are_two(terminals):
    with OldClient(terminals.web) as first, OldClient(terminals.web) as second:
        quiet(first).type("x=1; echo \"[$x]\"\n")
        first.until("[1]")
        quiet(second).type("echo \"[$x]\"\n")
        second.until("[]")


def test_it_starts_with_output_at_once(terminals):
    with OldClient(terminals.web) as c:
        c.until("$ ")
        assert c.controls == []


@pytest.mark.parametrize("text", [resize_message(101, 33), '{"cols":101,"rows":33}', ' { "rows" : 33 ,\n"cols":101 } ',
                                  '{"rows":33,"cols":101}\n'])
def test_resize(client, text):
    client.type("trap 'stty size' WINCH; echo set\n")
    client.until("set\r\n")
    client.type(text)
    client.type("\nstty size\n")
    client.until("33 101\r\n")


@pytest.mark.parametrize("text", [
    '{"rows":33}', '{"rows":33,"cols":101,"x":1}', '{"rows":"33","cols":101}', '{"rows":0,"cols":101}', "{}", "5", "null",
    '{"rows":33,"cols":1001}', '{"rows":-1,"cols":101}', '[33,101]', '{"rows":33,"cols":101', '{"rows":33,"cols":101}x',
    '{"rows":null,"cols":101}', '{"ROWS":33,"COLS":101}', '"text"', "{'rows':33,'cols':101}",
])
def test_other_json_is_input(client, text):
    client.type('IFS= read -r x; echo "got=[$x]"; stty size\n')
    client.type(text)
    client.type("\n")
    client.until(f"got=[{text}]\r\n24 80\r\n")


def test_binary_is_input_also_when_it_looks_like_a_size(client):
    client.type('read -r x; echo "got=[$x]"; stty size\n')
    client.send_binary(resize_message(101, 33).encode() + b"\n")
    client.until(f"got=[{resize_message(101, 33)}]\r\n24 80\r\n")


def test_characters_of_any_language(client):
    client.type("echo 'žć 日本 ☃𝄞'\n")
    client.until("žć 日本 ☃𝄞\r\n")


def test_characters_are_never_cut(client):
    """Each message is text, which receive() has seen to: here it also has to be the right one."""
    client.type("yes ☃𝄞ž | head -n 200000; echo e''nd\n")
    came = client.until("end\r\n")
    assert came == "☃𝄞ž\r\n".encode() * 200_000 + b"end\r\n"
    assert len(client.messages) > 5
    for message in client.messages:
        message.decode()


def test_a_character_that_is_written_in_parts(client, events, gate):
    parts = ["a\\360", "\\235", "\\204", "\\236b\\n"]
    client.type("".join(f"printf '{p}'; echo part > {events.path}; read _ < {gate.path}; " for p in parts) + "\n")
    for _ in parts:
        assert events.line() == "part"
        assert client.wire.sock.fileno() >= 0
        gate.let_through()
    assert client.until("b\r\n") == "a𝄞b\r\n".encode()
    for message in client.messages:
        message.decode()


@pytest.mark.parametrize("written, seen", [
    ("\\377", "\ufffd"), ("\\200\\200", "\ufffd\ufffd"), ("\\300\\200", "\ufffd\ufffd"), ("\\376\\377", "\ufffd\ufffd"),
])
def test_bytes_that_are_no_text(client, written, seen):
    client.type(f"printf 'a{written}b\\n'\n")
    assert client.until("b\r\n").decode() == f"a{seen}b\r\n"


def test_binary_garbage_is_text_all_the_same(client):
    client.type("head -c 300000 /dev/urandom; echo; echo e''nd\n")
    client.until("end\r\n")
    for message in client.messages:
        message.decode()


@pytest.mark.parametrize("code", [0, 3, 130])
def test_the_shells_end(client, code):
    client.type(f"printf last; exit {code}\n")
    assert client.check_end(code).endswith(b"last")


def test_ctrl_c_and_ctrl_d(client):
    client.type(f"sh -c 'echo going; exec {nap()}'\n")
    client.until("going")
    client.type("\x03")
    client.type("echo code=$?\n")
    client.until("code=130")
    client.type("\x04")
    client.rest()
    assert client.code in (1000, 1011)


@pytest.mark.parametrize("leave", [lambda c: c.close(), lambda c: c.reset(), lambda c: (c.send_close(), c.rest())],
                         ids=["gone", "reset", "close"])
def test_the_shell_ends_with_its_client(terminals, leave):
    sleeper = nap()
    with OldClient(terminals.web) as client:
        quiet(client).type(f"(setsid {sleeper} > /dev/null &); {sleeper} & {sleeper}\n")
        running(sleeper, 3)
        leave(client)
        eventually(lambda: processes_with(sleeper) == [], "all of it has ended")


def test_a_client_that_leaves_while_its_input_waits(terminals):
    """The program reads nothing, so the terminal is full, and the rest of the input has not been typed yet."""
    sleeper = nap()
    with OldClient(terminals.web) as client:
        quiet(client).type(f"stty raw; echo ra\"\"w; {sleeper}\n")
        client.until("raw")
        running(sleeper, 1)
        for _ in range(8):
            client.send_binary(b"x" * 8192)
        client.send_close()
        eventually(lambda: processes_with(sleeper) == [], "its shell has ended")


def test_a_client_that_leaves_within_a_flood(terminals):
    marker = nap().split()[1]
    with OldClient(terminals.web) as client:
        quiet(client).type(f"yes {marker}\n")
        client.until(marker)
        client.reset()
    eventually(lambda: processes_with(marker) == [], "it has ended")


def test_a_message_that_is_too_long(client):
    try:
        client.send_binary(b"x" * (1024 * 1024 + 1))
        client.rest()
    except (ConnectionError, AssertionError):
        pass
    assert client.code in (1009, None)


def test_much_input_arrives_in_order(client):
    client.type("stty raw; echo raw; head -c 500000 | md5sum; stty -raw\n")
    client.until("raw")
    for n in range(50):
        client.type("%09d\n" % n * 1000)
    data = b"".join(b"%09d\n" % n * 1000 for n in range(50))
    client.until(hashlib.md5(data).hexdigest())
