"""Commands in the background: their states, their queue, and their stdin."""

import threading

import pytest

from support.daemon import TIMEOUT, check_error
from support.message import post
from support.sessions import EITHER, ENDED, NEWEST, OUT, finished


@pytest.mark.parametrize("fields", [{"runAsync": True}, {"async": True}, {"runAsync": True, "async": True},
                                    {"async": True, "runAsync": None}])
@pytest.mark.parametrize("headers", [{}, NEWEST], ids=["no version", "newest"])
def test_a_command_in_the_background_answers_202(session, fields, headers):
    resp = session.exec("(exit 7)", headers, **fields)
    assert resp.status == 202
    assert list(resp.json()) == ["cmdId"]
    (listed,) = session.get()["commands"]
    assert listed["id"] == resp.json()["cmdId"]


def test_its_states(session, gate):
    command = session.start(f"echo out; read _ < {gate.path}; (exit 9)")
    known = {"id": command.id, "command": f"echo out; read _ < {gate.path}; (exit 9)"}
    with command.follow() as follower:
        follower.until(b"out\n")
        assert command.get() == known
        assert session.get()["commands"] == [known]
        assert command.raw() == OUT + b"out\n"
        gate.let_through()
        follower.rest()
    assert command.get() == {**known, "exitCode": 9}
    assert session.get()["commands"] == [{**known, "exitCode": 9}]


def test_an_exit_code_of_0_is_told(session):
    assert finished(session, "true").get()["exitCode"] == 0


def test_commands_run_one_after_the_other(session, tmp_path, gate):
    file = tmp_path / "order"
    first = session.start(f"read _ < {gate.path}; echo 0 >> '{file}'")
    commands = [session.start(f"sh -c 'echo {n} >> \"{file}\"'; x={n}") for n in range(1, 30)]
    assert "exitCode" not in first.get() and "exitCode" not in commands[-1].get()
    assert not file.exists()
    gate.let_through()
    assert session.output("echo $x") == "29\n"
    assert file.read_text().split() == [str(n) for n in range(30)]
    assert [c["exitCode"] for c in session.get()["commands"]] == [0] * 31


def test_a_synchronous_command_waits_for_those_before_it(session, gate):
    session.start(f"read _ < {gate.path}; x=set")
    with session.daemon.raw_socket() as wire:
        wire.send(post(session.daemon, f"{session.path}/exec", {"command": "echo $x"}))
        assert session.daemon.get("/version").status == 200
        gate.let_through()
        assert wire.read_response().json()["output"] == "set\n"


# Input

@pytest.mark.parametrize("data", ["input-line", "input-line\n"])
def test_input_is_a_line_and_is_echoed(session, data):
    command = session.start('echo start; read x; echo "got:$x"')
    command.send(data)
    assert command.wait() == 0
    assert streams_without_start(command) == b"input-line\ngot:input-line\n"


def streams_without_start(command):
    """The prompt and the echo come in any order; the rest does not."""
    text = command.logs().body
    assert text.count(b"start\n") == 1
    return text.replace(b"start\n", b"")


def test_the_log_after_a_prompt(session):
    command = session.start('printf "name? "; read x; echo "hello $x"')
    with command.follow() as follower:
        follower.until(b"? ")
        command.send("you")
        assert follower.rest() == OUT + b"name? you\nhello you\n"


def test_the_echo_is_stdout(session):
    command = session.start("read x; echo $x >&2")
    command.send("word")
    assert command.wait() == 0
    assert command.raw() == OUT + b"word\n\2\2\2word\n"
    assert command.logs(NEWEST).json() == {"output": "\1\1\1word\n\2\2\2word\n", "stdout": "word\n",
                                           "stderr": "word\n"}


@pytest.mark.parametrize("suppress", [True, False])
def test_the_echo_can_be_suppressed(session, suppress):
    command = session.start('read x; echo "len=${#x}"', suppressInputEcho=suppress)
    command.send("secret\n")
    assert command.wait() == 0
    assert command.raw() == OUT + (b"" if suppress else b"secret\n") + b"len=6\n"


def test_several_lines_at_once_and_one_after_the_other(session):
    command = session.start('for i in 1 2 3 4; do read x; echo "<$x>"; done', suppressInputEcho=True)
    command.send("a\nb")
    with command.follow() as follower:
        follower.until(b"<b>\n")
        command.send("c d")
        follower.until(b"<c d>\n")
        command.send("\n")
        assert follower.rest() == OUT + b"<a>\n<b>\n<c d>\n<>\n"


def test_what_a_command_did_not_read_is_not_the_next_ones(session, gate):
    command = session.start(f"read x; read _ < {gate.path}; echo got $x", suppressInputEcho=True)
    command.send("one\ntwo\nthree")
    gate.let_through()
    assert command.wait() == 0
    assert session.output("read x || echo nothing") == "nothing\n"
    second = session.start("read x; echo got $x", suppressInputEcho=True)
    second.send("own")
    assert second.wait() == 0
    assert second.raw() == OUT + b"got own\n"


@pytest.mark.parametrize("text", ["žć☃𝄞", "a\tb", "\x01\x02\x1b[A", "'\"`$(x)\\", "x" * 5000, "a\0b", "  spaces  "])
def test_any_text(session, text):
    command = session.start("head -c %d | od -An -v -tx1" % (len(text.encode()) + 1), suppressInputEcho=True)
    command.send(text)
    assert command.wait() == 0
    assert bytes.fromhex(command.logs().body.decode()) == text.encode() + b"\n"


def test_empty_data_is_an_empty_line(session):
    command = session.start('read x; echo "[$x]"')
    command.send("")
    assert command.wait() == 0
    assert command.raw() == OUT + b"\n[]\n"


def test_input_to_a_command_that_is_queued_waits_for_it(session, gate):
    first = session.start(f'read _ < {gate.path}; read x; echo "first:$x"', suppressInputEcho=True)
    second = session.start('read x; echo "second:$x"', suppressInputEcho=True)
    second.send("for the second")
    first.send("for the first")
    gate.let_through()
    assert second.wait() == 0
    assert first.raw() == OUT + b"first:for the first\n"
    assert second.raw() == OUT + b"second:for the second\n"


def test_input_to_a_command_that_has_ended(session):
    command = finished(session, "echo hi")
    check_error(command.input("x"), 410, "COMMAND_ALREADY_COMPLETED", message="gone: ")
    assert command.raw() == OUT + b"hi\n"
    sync = session.run("echo hi")["cmdId"]
    resp = session.daemon.post(f"{session.path}/command/{sync}/input", {"data": "x"})
    check_error(resp, 410, "COMMAND_ALREADY_COMPLETED")


@pytest.mark.parametrize("body", ["", "{}", "null", "[]", '{"data":1}', '{"data":null}', '{"data":["x"]}', "{",
                                  '{"data":"x","eof":"yes"}', '{"eof":false}', '{"text":"x"}'])
def test_input_refuses_what_is_no_input(session, gate, body):
    command = session.start(f"read _ < {gate.path}")
    resp = session.daemon.post(f"{command.path}/input", body, {"Content-Type": "application/json"})
    check_error(resp, 400, EITHER)
    gate.let_through()
    assert command.wait() == 0
    assert command.raw() == b""


# The end of input

def test_eof_closes_stdin_after_the_data(session):
    command = session.start("cat; echo done", suppressInputEcho=True)
    command.send("one\ntwo\n", eof=True)
    assert command.wait() == 0
    assert command.raw() == OUT + b"one\ntwo\ndone\n"


def test_eof_alone_and_after_other_input(session):
    command = session.start("cat; echo done")
    command.send("one")
    with command.follow() as follower:
        follower.until(b"one\none\n")
        command.send(eof=True)
        assert follower.rest() == OUT + b"one\none\ndone\n"


def test_eof_for_a_queued_command(session, gate):
    first = session.start(f"read _ < {gate.path}; read x; echo $x", suppressInputEcho=True)
    second = session.start("wc -c | tr -d ' '", suppressInputEcho=True)
    second.send("12345", eof=True)
    gate.let_through()
    first.send("still open")
    assert second.wait() == 0
    assert (first.raw(), second.raw()) == (OUT + b"still open\n", OUT + b"6\n")


def test_eof_is_that_commands_alone(session):
    command = session.start("cat")
    command.send(eof=True)
    assert command.wait() == 0
    second = session.start("read x; echo $x", suppressInputEcho=True)
    second.send("hi")
    assert second.wait() == 0
    assert second.raw() == OUT + b"hi\n"


@pytest.mark.parametrize("size", [65535, 65536, 65537, 1 << 20, 10 << 20])
def test_input_larger_than_a_pipe_to_a_slow_reader_arrives_whole(session, gate, size):
    command = session.start(f"read _ < {gate.path}; cksum; echo end", suppressInputEcho=True)
    data = ("0123456789abcde\n" * (size // 16 + 1))[:size - 1] + "\n"
    answers = []
    thread = threading.Thread(target=lambda: answers.append(command.input(data, eof=True).status), daemon=True)
    thread.start()
    for _ in range(5):
        assert session.daemon.get("/version").status == 200  # which it must not hold up
    gate.let_through()
    thread.join(TIMEOUT)
    assert command.wait() == 0
    reference = session.start("cksum; echo end", suppressInputEcho=True)
    reference.send(data, eof=True)
    assert reference.wait() == 0
    assert command.raw() == reference.raw()
    assert command.raw().split()[1] == str(size).encode()
    assert answers == [204]


def test_input_that_nobody_reads_does_not_keep_the_command(session, gate):
    command = session.start(f"read _ < {gate.path}; echo end", suppressInputEcho=True)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(command.input("x\n" * (1 << 20))), daemon=True)
    thread.start()
    assert session.daemon.get("/version").status == 200
    gate.let_through()
    assert command.wait() == 0
    thread.join(TIMEOUT)
    (resp,) = answers
    if resp.status != 204:
        check_error(resp, 410, ENDED)
    assert session.output("read x || echo nothing") == "nothing\n"


def test_the_echo_of_large_input_is_complete(session):
    data = "0123456789abcde\n" * (1 << 16)
    command = session.start("cat > /dev/null")
    command.send(data, eof=True)
    assert command.wait() == 0
    assert command.raw() == OUT + data.encode()
