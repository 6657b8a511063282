"""Memory stays bounded whatever clients ask for, and is given back."""

import os

import pytest

from support.message import get
from support.process import execute

MIB = 1024 * 1024

pytestmark = pytest.mark.skipif(bool(os.environ.get("TOOLBOXD_SANITIZED")),
                                reason="the sanitizers' allocator keeps what is freed")


def resident(daemon):
    for line in open(f"/proc/{daemon.proc.pid}/status", encoding="ascii"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmRSS")


@pytest.fixture
def large_directory(tmp_path):
    for n in range(30_000):
        (tmp_path / f"file-with-a-rather-long-name-{n:06}").touch()
    return tmp_path


def test_the_memory_of_large_listings_is_given_back(make_daemon, large_directory):
    daemon = make_daemon()
    execute(daemon, "true")
    before = resident(daemon)
    for _ in range(5):
        assert len(daemon.get("/files", path=str(large_directory)).json()) == 30_000
    execute(daemon, "true")  # on the same pools, after the last listing
    assert resident(daemon) < before + 20 * MIB


def test_clients_that_do_not_read_hold_a_bounded_amount(make_daemon, large_directory):
    daemon = make_daemon()
    stalled = [daemon.raw_socket() for _ in range(40)]
    for wire in stalled:
        wire.send(get(daemon, f"/files?path={large_directory}"))
    for wire in stalled:
        assert wire.sock.recv(16).startswith(b"HTTP/1.1 ")  # an answer has begun, or is refused
    assert resident(daemon) < 400 * MIB
    assert execute(daemon, "echo hi") == {"exitCode": 0, "result": "hi\n"}
    for wire in stalled:
        wire.close()
    assert daemon.get("/files", path=str(large_directory)).status == 200
