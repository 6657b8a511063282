"""Section 4, execute: output of any bytes and any size, many at a time, in bounded memory."""

import codecs
import os
import random
import shlex
import threading

import pytest

from support.daemon import SLOWNESS, TIMEOUT, check_error
from support.interpreter import warmed
from support.message import post
from support.process import Events, Gate, execute, output_of, status_kib

MIB = 1024 * 1024

codecs.register_error("each-byte", lambda e: ("\ufffd" * (e.end - e.start), e.end))


def decoded(data):
    """Each byte that is not part of valid UTF-8 as one U+FFFD."""
    return data.decode("utf-8", errors="each-byte")


@pytest.mark.parametrize("data", [
    b"a\xff\xfe\xc3(b", b"\x80", b"x\xe2\x98", b"\xe2\x98x", b"\xe2x\x98", b"\xed\xa0\x80", b"\xc0\xaf", b"\xc1\xbf",
    b"\xf4\x90\x80\x80", b"\xf0\x9d\x84", b"\xf0\x80\x80\x80", b"\xf8\x88\x80\x80\x80",
    b"\xe2\x98\x83\xe2\x98\x83\xe2",
    b"\xef\xbb\xbfx", b"\xef\xbf\xbf\xef\xbf\xbe", b"a\0b\0", bytes(range(1, 128)), bytes(range(256)),
    b"\r\n\t\"\\/\x7f",
    b"\xe2\x80\xa8\xe2\x80\xa9",
])
def test_any_bytes(daemon, tmp_path, data):
    (tmp_path / "data").write_bytes(data)
    assert output_of(daemon, f"cat {tmp_path}/data") == decoded(data)


def test_each_invalid_byte_becomes_one_replacement(daemon):
    assert output_of(daemon, r"printf 'a\377\376b\342\230c'") == "a\ufffd\ufffdb\ufffd\ufffdc"


@pytest.mark.parametrize("offset", [0, 1, 2])
def test_characters_are_not_cut_where_a_read_ends(daemon, tmp_path, offset):
    text = "x" * offset + "☃" * 200_000
    (tmp_path / "data").write_text(text)
    assert output_of(daemon, f"cat {tmp_path}/data") == text


def test_characters_written_byte_by_byte(daemon, tmp_path):
    gate, events = Gate(tmp_path / "gate"), Events(tmp_path / "events")
    command = "; ".join(rf"printf '\{byte:03o}'; echo x > {events.path}; read _ < {gate.path}"
                        for byte in "𝄞".encode())
    with daemon.raw_socket() as wire:
        wire.send(post(daemon, "/process/execute", {"command": command}))
        for _ in range(4):
            assert events.line() == "x"
            assert daemon.get("/version").status == 200  # so that the daemon has had its turn
            gate.let_through()
        assert wire.read_response().json() == {"exitCode": 0, "result": "𝄞"}
    gate.close()
    events.close()


@pytest.mark.parametrize("size", [1, 4095, 4096, 65535, 65536, 65537, MIB - 1, MIB, MIB + 1, 10 * MIB])
def test_sizes_around_every_buffer(daemon, size):
    assert output_of(daemon, f"head -c {size} /dev/zero | tr '\\0' x") == "x" * size


def test_a_hundred_megabytes(daemon):
    line, size = "0123456789 \"quoted\" \\ žć☃\n", 100 * MIB
    repeats = size // len(line.encode())
    assert output_of(daemon, f"yes {shlex.quote(line[:-1])} | head -n {repeats}") == line * repeats


def test_a_hundred_megabytes_of_any_bytes(daemon, tmp_path):
    block = random.Random(5).randbytes(MIB - 1) + b"\n"
    (tmp_path / "block").write_bytes(block)
    result = output_of(daemon, f"for i in $(seq 100); do cat {tmp_path}/block; done")
    assert result == decoded(block) * 100


def test_the_connection_goes_on_after_a_large_answer(daemon):
    with daemon.raw_socket() as wire:
        for size in (80 * MIB, 3):
            wire.send(post(daemon, "/process/execute", {"command": f"head -c {size} /dev/zero | tr '\\0' x"}))
            assert wire.read_response().json() == {"exitCode": 0, "result": "x" * size}


def test_a_large_output_of_a_command_that_fails(daemon):
    reply = execute(daemon, f"head -c {70 * MIB} /dev/zero | tr '\\0' x; exit 9")
    assert reply["exitCode"] == 9 and reply["result"] == "x" * 70 * MIB


def test_a_large_output_before_a_timeout(daemon):
    command = f"head -c {70 * MIB} /dev/zero | tr '\\0' x; sleep 600"
    resp = daemon.post("/process/execute", {"command": command, "timeout": 5 * SLOWNESS})
    body = check_error(resp, 408, "PROCESS_EXECUTION_TIMEOUT", extra=("result", "exitCode"))
    assert body["exitCode"] == -1 and body["result"] == "x" * 70 * MIB


def test_no_spool_file_stays(make_daemon, tmp_path):
    daemon = make_daemon(env={"TMPDIR": str(tmp_path)})
    assert len(output_of(daemon, f"head -c {80 * MIB} /dev/zero | tr '\\0' x")) == 80 * MIB
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(bool(os.environ.get("TOOLBOXD_SANITIZED")), reason="a sanitizer keeps freed memory")
def test_memory_stays_flat_whatever_the_size(make_daemon):
    daemon = make_daemon()
    output_of(daemon, "echo hi")
    pid = daemon.proc.pid
    before = status_kib(pid, "VmRSS")
    for _ in range(3):
        assert len(output_of(daemon, f"head -c {100 * MIB} /dev/zero | tr '\\0' x")) == 100 * MIB
    assert status_kib(pid, "VmRSS") <= before + 40 * 1024
    assert status_kib(pid, "VmHWM") <= before + (64 + 40) * 1024  # what is beyond 64 MiB was never in memory


def test_three_hundred_at_a_time(daemon, tmp_path):
    gate, events = Gate(tmp_path / "gate"), Events(tmp_path / "events")
    replies, threads = {}, []

    def run(n):
        replies[n] = execute(daemon, f"echo {n} > {events.path}; read _ < {gate.path}; echo {n}; exit {n % 7}")

    for n in range(300):
        threads.append(threading.Thread(target=run, args=(n,), daemon=True))
        threads[-1].start()
    assert sorted(int(events.line()) for _ in range(300)) == list(range(300))  # all of them run, none has ended
    assert daemon.get("/version").status == 200
    gate.let_through(300)
    for thread in threads:
        thread.join(TIMEOUT)
    assert replies == {n: {"exitCode": n % 7, "result": f"{n}\n"} for n in range(300)}
    gate.close()
    events.close()


def test_thousands_one_after_the_other_leave_no_descriptor(make_daemon):
    daemon = warmed(make_daemon())
    with daemon.raw_socket() as wire:
        def one(n):
            wire.send(post(daemon, "/process/execute", {"command": f"echo {n}"}))
            assert wire.read_response().json() == {"exitCode": 0, "result": f"{n}\n"}

        for n in range(100):
            one(n)
        before = len(os.listdir(f"/proc/{daemon.proc.pid}/fd"))
        for n in range(2000):
            one(n)
        assert len(os.listdir(f"/proc/{daemon.proc.pid}/fd")) <= before + 5  # what the last ones have not closed yet
