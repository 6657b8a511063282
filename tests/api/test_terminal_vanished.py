"""A client that vanished without a word: the pings find out, within a minute. The last file, as it has to wait so long."""

from support.websocket import PING


def test_a_client_that_gives_no_sign_is_dropped(terminals):
    """It has answered no ping since the tests of terminals began; its PTY lives on."""
    client = terminals.half_open
    client.wire.sock.settimeout(90)
    pings = 0
    while frame := client.receive_frame():
        pings += frame.opcode == PING
    assert pings >= 1
    assert client.pty.info()["active"] is True
    with client.pty.connect() as later:
        later.type("hi\n")
        later.until("got=[hi]")
    assert client.pty.delete().status == 200
