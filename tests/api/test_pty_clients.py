"""Several clients of one terminal: each sees everything, none disturbs another, and they come and go."""

import threading

from support.daemon import TIMEOUT
from support.pty import EXIT_CONTROL, VERSION
from support.websocket import BINARY


def test_all_see_the_output_and_may_type(make_pty):
    pty = make_pty("stty -echo; while read x; do echo \"got=[$x]\"; done")
    clients = [pty.connect() for _ in range(10)]
    for n, client in enumerate(clients):
        client.type(f"{n}\n")
        for other in clients:
            other.until(f"got=[{n}]\r\n")
    clients[3].type("\x04")
    for client in clients:
        client.check_end(0)
        client.close()


def test_all_see_the_same_bytes(make_pty):
    pty = make_pty("stty -opost -echo; read x; seq 100000; printf ☃; exit 3", lazyStart=True)
    clients = [pty.connect(subprotocols=offer) for offer in ((EXIT_CONTROL,), (VERSION,), (), (EXIT_CONTROL,)) * 3]
    outputs = {}
    threads = [threading.Thread(target=lambda n=n, c=c: outputs.update({n: c.check_end(3)}), daemon=True)
               for n, c in enumerate(clients)]
    for thread in threads:
        thread.start()
    clients[0].type("\n")
    for thread in threads:
        thread.join(TIMEOUT)
    expected = b"".join(b"%d\n" % n for n in range(1, 100_001)) + "☃".encode()
    assert len(outputs) == len(clients)
    assert [n for n, data in outputs.items() if not data.endswith(expected)] == []
    for client in clients:
        client.close()


def test_one_that_leaves_disturbs_nobody(make_pty, gate):
    pty = make_pty(f"for i in 1 2 3 4; do echo step $i; read _ < {gate.path}; done")
    with pty.connect() as staying:
        for n, leave in enumerate((lambda c: c.close(), lambda c: c.reset(), lambda c: (c.send_close(), c.rest())), 1):
            leaving = pty.connect()
            leaving.until(f"step {n}")
            leave(leaving)
            gate.let_through()
            staying.until(f"step {n + 1}")
        gate.let_through()
        staying.check_end(0)


def test_one_that_breaks_the_protocol_disturbs_nobody(make_pty):
    pty = make_pty("stty -echo; while read x; do echo \"got=[$x]\"; done")
    with pty.connect() as staying:
        for opcode, payload, how in ((BINARY, b"x", {"masked": False}), (3, b"", {}), (BINARY, b"x", {"reserved": 4})):
            with pty.connect() as wrong:
                wrong.send_frame(opcode, payload, **how)
                wrong.collect()
                assert wrong.code in (1002, None)
        staying.type("fine\n")
        staying.until("got=[fine]")


def test_clients_that_vanish_at_any_moment_of_a_flood(make_pty):
    pty = make_pty("stty -echo; (while :; do seq 1000; done) & read x; kill $!; echo d''one; exit 6")
    with pty.connect() as staying:
        def come_and_go(n):
            with pty.connect(replay=("screen", "raw", "none")[n % 3]) as client:
                client.take(1000 * n)
                client.type("" if n % 2 else "\x00")
                client.reset()
        threads = [threading.Thread(target=come_and_go, args=(n,), daemon=True) for n in range(30)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            assert staying.next() is not None
        staying.type("\n")
        assert b"done" in staying.check_end(6)


def test_one_that_vanishes_within_the_handshake_or_a_frame(make_pty):
    pty = make_pty("echo begin; read x; echo got=$x; read y")
    for cut in (b"\x82", b"\x82\xfe\xff", b"\x82\xfe\xff\xff\0\0\0\0xxxx", b"\x01\x81\0\0\0\0a", b""):
        with pty.connect() as client:
            client.send_raw(cut)
            client.reset()
    with pty.connect() as client:
        client.type("whole\n")
        client.until("got=whole")


def test_the_last_client_may_leave_and_another_come(make_pty):
    pty = make_pty("stty -echo; while read x; do echo \"got=[$x]\"; done")
    for n in range(10):
        with pty.connect() as client:
            client.type(f"{n}\n")
            client.until(f"got=[{n}]")
    assert pty.info()["active"] is True


def test_pings_are_answered_in_a_flood(open_pty):
    client = open_pty("stty -echo; yes")
    client.take(1 << 20)
    for n in range(5):
        client.ping(b"%d" % n)
        while len(client.pongs) <= n:
            assert client.next() is not None
    assert client.pongs == [b"0", b"1", b"2", b"3", b"4"]


def test_two_ptys_do_not_mix(open_pty):
    pairs = [(n, open_pty("stty -echo; echo ready; while read x; do echo \"$N got=[$x]\"; done", envs={"N": str(n)}))
             for n in range(8)]
    for _, client in pairs:
        client.until("ready\r\n")
    for n, client in pairs:
        client.type(f"for-{n}\n")
    for n, client in pairs:
        assert client.until("]\r\n") == f"{n} got=[for-{n}]\r\n".encode()
