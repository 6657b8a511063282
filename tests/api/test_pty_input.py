"""Input: text and binary alike, in order, of any amount; it waits for the program and not in the daemon's memory."""

import hashlib
import os
import pathlib
import random
import re
import select
import threading

import pytest

from support.daemon import SLOWNESS, TIMEOUT
from support.process import status_kib
from support.pty import furnish, open_pty
from support.websocket import BINARY, CONTINUATION, TEXT

MIB = 1024 * 1024


def reader(size, before="true"):
    """A script that says that it is ready, then hashes so many bytes of raw input."""
    return f"stty raw -echo; echo ready; {before}; head -c {size} | sha256sum"


def hashed(client):
    return re.search(rb"[0-9a-f]{64}", client.check_end(0)).group().decode()


def in_background(job):
    thread = threading.Thread(target=job, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_text_and_binary_are_the_same(open_pty, opcode):
    client = open_pty("stty -echo; echo ready; read x; echo \"got=[$x]\"")
    client.until("ready\r\n")
    client.send_frame(opcode, "žć ☃ {\"rows\":1,\"cols\":1}\n".encode())
    client.until("got=[žć ☃ {\"rows\":1,\"cols\":1}]")


def test_every_byte_passes(open_pty):
    data = bytes(range(256)) * 64
    client = open_pty(reader(len(data)))
    client.until("ready")
    client.send_binary(data)
    assert hashed(client) == hashlib.sha256(data).hexdigest()


def test_an_empty_message_is_nothing(open_pty):
    client = open_pty("stty -echo; echo ready; read x; echo \"got=[$x]\"")
    client.until("ready")
    client.send_frame(TEXT, b"")
    client.send_frame(BINARY, b"")
    client.type("a\n")
    client.until("got=[a]")


def test_a_message_in_parts(open_pty):
    client = open_pty("stty -echo; echo ready; read x; echo \"got=[$x]\"")
    client.until("ready")
    client.send_frame(TEXT, b"one ", fin=False)
    client.ping(b"between")
    client.send_frame(CONTINUATION, b"two\n")
    client.until("got=[one two]")


def test_a_message_of_a_mebibyte_and_one_that_is_longer(open_pty):
    data = random.Random(6).randbytes(MIB)
    client = open_pty(reader(MIB))
    client.until("ready")
    other = client.pty.connect()
    sending = in_background(lambda: other.send_binary(data + b"x"))
    other.rest()
    assert other.code == 1009
    sending.join(TIMEOUT)
    other.close()
    client.send_binary(data)
    assert hashed(client) == hashlib.sha256(data).hexdigest()


def test_megabytes_that_wait_for_a_slow_reader(open_pty, gate):
    data = random.Random(7).randbytes(8 * MIB)
    client = open_pty(reader(len(data), f"read _ < {gate.path}"))
    client.until("ready")
    sending = in_background(lambda: [client.send_binary(data[i:i + 65536]) for i in range(0, len(data), 65536)])
    for _ in range(50):
        assert client.pty.daemon.get("/version").status == 200
    assert client.pty.resize(90, 30).status == 200
    gate.let_through()
    assert hashed(client) == hashlib.sha256(data).hexdigest()
    sending.join(TIMEOUT)


def test_the_daemon_does_not_take_more_than_the_program(make_daemon, gate):
    daemon = make_daemon()
    furnish(daemon.home)
    with open_pty(daemon, reader(1, f"read _ < {gate.path}")) as client:
        client.until("ready")
        before = status_kib(daemon.proc.pid, "VmRSS")
        client.wire.sock.setblocking(False)
        frame, sent = b"\x82\xfe\xff\xff\0\0\0\0" + b"x" * 65535, 0
        while select.select([], [client.wire.sock], [], 0.5 * SLOWNESS)[1]:
            sent += client.wire.sock.send(frame[sent % len(frame):])
            assert sent < 64 * MIB, "it reads without bound"
        assert daemon.get("/version").status == 200
        if SLOWNESS == 1:
            assert status_kib(daemon.proc.pid, "VmRSS") < before + 8 * 1024
        client.wire.sock.settimeout(TIMEOUT)
        assert client.pty.delete().status == 200


def test_a_paste_of_many_lines(open_pty, gate):
    """Into a program that reads lines, later; with the echo on, of which nobody can say where it comes."""
    lines = b"".join(b"line %d of the paste\n" % n for n in range(20_000))
    client = open_pty(f"echo ready; read _ < {gate.path}; head -n 20000 | sha256sum; exit 0")
    client.until("ready")
    sending = in_background(lambda: client.send_binary(lines))
    gate.let_through()
    client.rest()
    sending.join(TIMEOUT)
    assert hashlib.sha256(lines).hexdigest().encode() in client.data


def test_clients_take_turns_by_whole_messages(open_pty, tmp_path):
    messages = {n: [f"<{n}:{i}:".encode() + b"x" * (997 * i % 5000) + b">" for i in range(60)] for n in range(5)}
    total = sum(len(m) for list_ in messages.values() for m in list_)
    first = open_pty(f"stty raw -echo; echo ready; head -c {total} > {tmp_path}/got; echo done")
    clients = [first] + [first.pty.connect() for _ in range(4)]
    for client in clients:
        client.until("ready")
    threads = [in_background(lambda c=c, n=n: [c.send_binary(m) for m in messages[n]]) for n, c in enumerate(clients)]
    for client in clients:
        client.until("done")
    for thread in threads:
        thread.join(TIMEOUT)
    got = re.findall(rb"<\d+:\d+:x*>", (tmp_path / "got").read_bytes())
    assert sum(map(len, got)) == total
    for n, sent in messages.items():
        assert [m for m in got if m.startswith(b"<%d:" % n)] == sent
    for client in clients[1:]:
        client.close()


def test_what_is_sent_before_the_shell_is_ready(shell_daemon):
    furnish(pathlib.Path(shell_daemon.home))
    for _ in range(3):
        with open_pty(shell_daemon) as client:
            client.type("echo fi''rst\n")
            client.type("echo sec''ond\nexit 5\n")
            client.until("first\r\n")
            client.until("second\r\n")
            client.check_end(5)


def test_what_a_client_sent_before_it_left_is_still_typed(open_pty, gate, tmp_path):
    client = open_pty(f"stty raw -echo; echo ready; read _ < {gate.path}; head -c 100000 > {tmp_path}/got; echo done; read x")
    client.until("ready")
    with client.pty.connect() as other:
        other.send_binary(b"x" * 100_000)
        other.send_close()
        other.rest()
    gate.let_through()
    client.until("done")
    assert os.path.getsize(tmp_path / "got") == 100_000


def test_input_after_the_end_hurts_nobody(open_pty):
    client = open_pty("echo begin; exit 0")
    client.until("begin")
    try:
        for _ in range(100):
            client.send_binary(b"x" * 10_000)
    except OSError:
        pass
    try:
        client.rest()
    except (OSError, AssertionError):
        pass
    assert client.pty.daemon.get("/version").status == 200


@pytest.mark.parametrize("key", ["\x03", "\x1a", "\x11\x13\x11", "\x1b[A\x1b[B", "\x16\x03", "\0", "\x7f"])
def test_control_bytes_are_only_input_in_raw_mode(open_pty, key):
    client = open_pty(f"stty raw -echo; echo ready; head -c {len(key)} | od -An -tx1")
    client.until("ready")
    client.type(key)
    assert bytes.fromhex(client.check_end(0).split(b"ready")[1].decode()) == key.encode()


def test_a_key_comes_back_at_once(open_pty):
    client = open_pty("stty raw -echo; echo ready; exec cat")
    client.until("ready")
    for n in range(500):
        client.type(f"<{n}>")
        client.until(f"<{n}>")
