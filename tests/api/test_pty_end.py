"""The end of the shell: exit codes and reasons, all the output before them, and nothing of it left."""

import json
import os
import threading

import pytest

from support.daemon import TIMEOUT, check_error
from support.interpreter import warmed
from support.process import zombies_of
from support.pty import CONNECTED, EXIT_CONTROL, VERSION, create, listed_ids, new_id, open_pty
from support.sessions import eventually
from support.websocket import TEXT

CODES = [("exit 0", 0), ("exit 1", 1), ("exit 3", 3), ("exit 126", 126), ("exit 128", 128), ("exit 129", 129),
         ("exit 130", 130), ("exit 137", 137), ("exit 255", 255), ("kill -HUP $$", 129), ("kill -INT $$", 130),
         ("kill -9 $$", 137), ("kill $$", 143), ("kill -SEGV $$", 139), ("kill -QUIT $$", 131),
         ("exec no-such-program-at-all", 127), ("exec true", 0), ("exec false", 1), ("false", 1), ("exec sh -c 'exit 6'", 6)]


@pytest.mark.parametrize("offer", [(EXIT_CONTROL,), (), (VERSION,), (VERSION, EXIT_CONTROL)],
                         ids=["exit control", "nothing", "version", "both"])
@pytest.mark.parametrize("script, code", [("exit 0", 0), ("exit 3", 3), ("kill -9 $$", 137)])
def test_what_is_told_to_whom(terminals, script, code, offer):
    with open_pty(terminals, script, subprotocols=offer) as client:
        client.check_end(code)
        assert client.wire.at_end()


@pytest.mark.parametrize("script, code", CODES)
def test_each_code(open_pty, script, code):
    client = open_pty(f"ulimit -c 0; {script}")
    client.check_end(code)
    assert client.pty.id not in listed_ids(client.pty.daemon)
    check_error(client.pty.daemon.get(client.pty.path), 404, "PROCESS_NOT_FOUND")


def test_each_client_is_told_in_its_own_way(make_pty):
    pty = make_pty("echo begin; read x; echo end; exit 130")
    clients = [pty.connect(subprotocols=offer) for offer in ((EXIT_CONTROL,), (), (VERSION,), (VERSION, EXIT_CONTROL))]
    for client in clients:
        client.until("begin")
    clients[0].type("\n")
    for client in clients:
        assert client.check_end(130).endswith(b"end\r\n")
        client.close()


def test_the_exact_messages_and_their_order(open_pty):
    client = open_pty("stty -opost; printf abc; exit 143")
    messages = client.collect().messages
    kinds = "".join("t" if m.opcode == TEXT else "b" for m in messages)
    assert kinds.strip("b") == "t" and kinds.endswith("t")
    assert b"".join(m.data for m in messages[:-1]) == b"abc"
    assert json.loads(messages[-1].data) == {"type": "control", "status": "exited", "exitCode": 143,
                                             "exitReason": "SIGTERM"}
    assert (client.code, json.loads(client.reason)) == (1011, {"exitCode": 143, "exitReason": "SIGTERM"})


def test_a_shell_that_ends_at_once(terminals):
    for n in range(30):
        with open_pty(terminals, f"exec sh -c 'exit {n}'") as client:
            assert client.check_end(n) == b""


@pytest.mark.parametrize("script", ["printf last; exit 0", "printf last; kill -9 $$", "printf last; exec true",
                                    "(printf last)", "printf last > /dev/tty", "printf last >&2",
                                    "stty raw; printf last", "sleep 1000 & printf last"])
def test_what_was_written_right_before_the_end(terminals, script):
    for _ in range(5):
        with open_pty(terminals, script) as client:
            client.rest()
            assert client.data == b"last"


def test_much_that_was_written_right_before_the_end(terminals):
    for _ in range(10):
        with open_pty(terminals, "stty -opost; head -c 300000 /dev/zero | tr '\\0' x; exit 5") as client:
            assert client.check_end(5) == b"x" * 300_000


def test_the_end_with_nobody_there(terminals):
    """The output of an ended one is gone with it; the id is free."""
    pty_id = new_id()
    assert create(terminals, id=pty_id, envs={"RUN": "echo hi; exit 3"}).status == 201
    eventually(lambda: pty_id not in listed_ids(terminals), "it has ended")
    assert create(terminals, id=pty_id, lazyStart=True).status == 201
    assert terminals.delete(f"/process/pty/{pty_id}").status == 200


def test_a_client_that_comes_at_the_end_gets_it_or_an_error(terminals):
    """Whatever it meets, it is told properly."""
    for n in range(20):
        with open_pty(terminals, "printf last; exit 7") as client:
            try:
                late = client.pty.connect()
            except AssertionError as e:
                assert "PTY session not found" in str(e) and CONNECTED["status"] not in str(e), n
            else:
                late.check_end(7)
                assert b"last" in late.data or not late.data
                late.close()
            client.check_end(7)


def test_a_client_that_closes_first_is_answered(open_pty):
    client = open_pty("echo begin; read x")
    client.until("begin")
    client.send_close(1000, "bye")
    client.rest()
    assert client.code == 1000
    assert client.wire.at_end()
    assert client.pty.info()["active"] is True


def test_no_zombies_and_no_descriptors_stay(make_daemon):
    daemon = warmed(make_daemon())

    def once():
        with open_pty(daemon) as client:
            client.type("exit 4\n")
            client.check_end(4)

    once()
    before = len(os.listdir(f"/proc/{daemon.proc.pid}/fd"))
    for _ in range(20):
        once()
    assert zombies_of(daemon.proc.pid) == []
    assert len(os.listdir(f"/proc/{daemon.proc.pid}/fd")) <= before + 2


def test_many_that_end_at_once(terminals, gate):
    clients = [open_pty(terminals, f"echo begin; read _ < {gate.path}; printf last; exit {n}") for n in range(40)]
    for client in clients:
        client.until("begin")
    ends = {}
    threads = [threading.Thread(target=lambda n=n, c=c: ends.update({n: c.check_end(n)}), daemon=True)
               for n, c in enumerate(clients)]
    for thread in threads:
        thread.start()
    gate.let_through(len(clients))
    for thread in threads:
        thread.join(TIMEOUT)
    assert len(ends) == len(clients) and all(data.endswith(b"last") for data in ends.values())
    for client in clients:
        client.close()
    assert not {c.pty.id for c in clients} & set(listed_ids(terminals))
