"""Flow control: slow clients are waited for within bounds, and nobody is stopped by one that does not read."""

import os
import socket
import threading
import time

import pytest

from support.daemon import TIMEOUT
from support.process import status_kib
from support.pty import EXIT_CONTROL, Client, Port, Pty, furnish
from support.websocket import BINARY

MIB = 1024 * 1024


class Narrow(Port):
    """Connections for which this machine holds little, so that what is not read stays with the daemon."""

    def connect(self):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.settimeout(TIMEOUT)
        sock.connect(("127.0.0.1", self.port))
        return sock


def narrow_client(pty, replay="none"):
    return Client(Narrow(pty.daemon.port), f"{pty.path}/connect?replay={replay}", (), (EXIT_CONTROL,))


def flood(size, end="exit 0"):
    return f"stty -echo -opost; echo ready; read x; yes 0123456789abcde | head -c {size}; {end}"


def pattern(size):
    return (b"0123456789abcde\n" * (size // 16 + 1))[:size]


def test_one_that_never_reads_is_dropped_and_nobody_waits_for_it(make_pty):
    pty = make_pty(flood(30 * MIB), lazyStart=True)
    with pty.connect() as reader, narrow_client(pty) as stuck:
        reader.until("ready\n")
        reader.type("\n")
        assert reader.check_end(0).endswith(pattern(30 * MIB))
        dropped(stuck, 30 * MIB)


def dropped(client, size):
    """It was told why, and had got a beginning of the output."""
    try:
        client.rest()
    except (ConnectionResetError, AssertionError) as e:
        # It was told too late for this client.
        assert client.code is None and (isinstance(e, OSError) or "without a close" in str(e)), e
    else:
        assert (client.code, client.reason) == (1008, "slow consumer")
    assert client.controls == [] and len(client.data) < size


def test_it_is_told_why(make_pty):
    """It reads again as soon as others go on, so that the close reaches it."""
    pty = make_pty(flood(60 * MIB), lazyStart=True)
    with pty.connect() as reader, narrow_client(pty) as stuck:
        reader.until("ready\n")
        reader.type("\n")
        reader.take(20 * MIB)  # more than anything on the way to `stuck` can hold
        stuck.rest()
        assert (stuck.code, stuck.reason) == (1008, "slow consumer")
        assert reader.check_end(0).endswith(pattern(60 * MIB))


def test_a_lone_client_that_never_reads_does_not_stop_the_program(make_pty, events):
    pty = make_pty(flood(40 * MIB, f"echo done > {events.path}; read y"), lazyStart=True)
    with narrow_client(pty) as stuck:
        stuck.until("ready\n")
        stuck.type("\n")
        assert events.line() == "done"
        dropped(stuck, 40 * MIB)
    assert pty.info()["active"] is True
    with pty.connect() as later:
        later.until("abcde")


def test_a_lone_client_that_reads_slowly_but_steadily_gets_everything(make_pty):
    pty = make_pty(flood(20 * MIB), lazyStart=True)
    with narrow_client(pty) as slow:
        slow.until("ready\n")
        slow.type("\n")
        while len(slow.data) < 20 * MIB and slow.next() is not None:
            time.sleep(0.002)  # what makes it slow
        assert slow.check_end(0) == b"ready\n" + pattern(20 * MIB)


def test_a_program_waits_for_its_client(make_pty, events):
    """While the client pauses the program is slowed down, and nothing is lost."""
    pty = make_pty(f"stty -echo -opost; echo ready; read x; yes 0123456789abcde | head -c {12 * MIB}; "
                   f"echo written > {events.path}; exit 3", lazyStart=True)
    with narrow_client(pty) as client:
        client.until("ready\n")
        client.type("\n")
        for _ in range(100):
            assert pty.daemon.get("/version").status == 200
        assert client.check_end(3) == b"ready\n" + pattern(12 * MIB)
        assert events.line() == "written"


def test_what_is_within_the_bound_is_kept_for_a_client_that_pauses(make_pty, events):
    pty = make_pty(flood(500_000, f"echo written > {events.path}; read y; exit 4"), lazyStart=True)
    with pty.connect() as reader, narrow_client(pty) as paused:
        reader.until("ready\n")
        reader.type("\n")
        reader.take(500_000)
        assert events.line() == "written"
        assert reader.until("cde\n")
        reader.type("\n")
        assert paused.check_end(4) == b"ready\n" + pattern(500_000)


@pytest.mark.skipif(bool(os.environ.get("TOOLBOXD_SANITIZED")), reason="a sanitizer keeps freed memory")
def test_many_that_do_not_read_cost_little(make_daemon):
    daemon = make_daemon()
    furnish(daemon.home)
    pty = Pty(daemon, flood(100 * MIB), lazyStart=True)
    with pty.connect() as reader:
        reader.until("ready\n")
        before = status_kib(daemon.proc.pid, "VmRSS")
        stuck = [narrow_client(pty) for _ in range(30)]
        reader.type("\n")
        reader.take(100 * MIB)
        assert status_kib(daemon.proc.pid, "VmHWM") < before + 64 * 1024
        reader.check_end(0)
        for client in stuck:
            client.close()


def test_a_slow_one_hears_of_the_end_after_all_its_output(make_pty):
    pty = make_pty(flood(MIB, "exit 5"), lazyStart=True)
    with pty.connect() as reader, narrow_client(pty) as slow:
        reader.until("ready\n")
        reader.type("\n")
        reader.check_end(5)
        assert slow.check_end(5).endswith(pattern(MIB))


def test_others_type_while_one_is_stuck(make_pty):
    pty = make_pty(f"stty -echo -opost; yes | head -c {20 * MIB}; echo; while read x; do echo \"got=[$x]\"; done",
                   lazyStart=True)
    with narrow_client(pty) as stuck, pty.connect() as reader:
        for n in range(5):
            reader.type(f"{n}\n")
        reader.until("got=[4]")
        assert stuck.response.status == 101


def test_one_that_floods_its_input_and_reads_nothing(make_pty):
    """Its echo goes nowhere: it is dropped or waited for, the others go on."""
    pty = make_pty("stty -echo; echo ready; while read x; do echo \"got=[$x]\"; done")
    with pty.connect() as reader, narrow_client(pty) as flooder:
        reader.until("ready")

        def send():
            try:
                for _ in range(200):
                    flooder.send_frame(BINARY, b"x" * 999 + b"\n")
            except OSError:
                pass
        thread = threading.Thread(target=send, daemon=True)
        thread.start()
        reader.type("mine\n")
        while reader.data.count(b"x]") < 200 or b"got=[mine]" not in reader.data:
            assert reader.next() is not None
        thread.join(TIMEOUT)
