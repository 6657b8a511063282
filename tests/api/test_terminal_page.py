"""The protocol of the web terminal's page: leave, come back, and find the terminal as it was left."""

import pytest

from support.process import nap, processes_with
from support.pty import furnish, listed_ids, web_port
from support.screen import Screen
from support.sessions import eventually
from support.terminal import PageClient, quiet, resize_message
from support.websocket import BINARY


@pytest.fixture
def attach(terminals, request):
    """attach(name, **query) → a client of this test's web terminal of that name, which ends with the test."""
    made, names = [], {}

    def make(name="one", **query):
        made.append(PageClient(terminals.web, f"{request.node.nodeid}/{name}", **query))
        names[name] = made[-1]
        return made[-1]

    yield make
    for client in made:
        client.close()
    for name in names:
        with PageClient(terminals.web, f"{request.node.nodeid}/{name}") as last:
            last.type("\x03\x04")
            last.type("\nkill -9 $$\n")
            last.rest()


def drawn(client):
    screen = Screen()
    screen.feed(bytes(client.data))
    return screen


def test_a_new_one_and_then_the_same(attach):
    first = quiet(attach())
    assert first.resumed is False
    first.type("x=kept; echo se''en\n")
    first.until("seen\r\n")
    first.close()
    again = attach()
    assert again.resumed is True
    again.until("seen")
    again.type('echo "<$x>"\n')
    again.until("<kept>")
    assert drawn(again).text.count("seen") == 1


def test_output_is_binary(attach):
    client = quiet(attach())
    client.type("printf '\\377\\376☃\\n'; echo e''nd\n")
    assert client.until("end\r\n") == b"\xff\xfe" + "☃\r\nend\r\n".encode()
    assert client.controls == []


def test_a_new_one_gets_no_replay(attach):
    client = attach()
    assert client.resumed is False
    assert client.until("$ ").count(b"$ ") == 1


def test_it_goes_on_while_nobody_is_there(attach, events, gate):
    client = quiet(attach())
    client.type(f"echo be''gin; read _ < {gate.path}; echo mean''while; echo done > {events.path}; cat\n")
    client.until("begin\r\n")
    client.reset()
    gate.let_through()
    assert events.line() == "done"
    again = attach()
    again.until("meanwhile")
    again.type("typed later\n")
    again.until("typed later")
    again.type("\x04")


def test_the_screen_is_found_again(attach):
    client = quiet(attach())
    client.type("printf '\\033]2;a title\\007\\033[?1049h\\033[2J\\033[5;7H\\033[31mred\\033[m\\033[10;3Hhere'; cat\n")
    client.until("here")
    client.close()
    again = attach()
    again.type("END\n")
    again.until("END")
    screen = drawn(again)
    assert screen.alternate and screen.title == "a title"
    assert screen.text[4] == "      red" and screen.buffer[4][6].fg == "red"
    assert screen.text[9] == "  hereEND"
    again.type("\x04")


def test_others_are_other_terminals(attach):
    one, two = quiet(attach("one")), quiet(attach("two"))
    assert (one.resumed, two.resumed) == (False, False)
    one.type("x=1\n")
    two.type('echo "<$x>"\n')
    two.until("<>")


def test_two_windows_on_one_terminal(attach):
    first = quiet(attach())
    second = attach()
    assert second.resumed is True
    second.type("echo bo''th\n")
    first.until("both")
    second.until("both")
    second.close()
    first.type("echo sti''ll\n")
    first.until("still")


def test_they_are_not_in_the_list(attach, terminals):
    before = listed_ids(terminals)
    client = attach()
    client.until("$ ")
    assert listed_ids(terminals) == before


@pytest.mark.parametrize("terminal_id", ["a b", "ž☃", "../x", "x" * 300])
def test_an_id_is_any_text(terminals, terminal_id):
    with PageClient(terminals.web, terminal_id) as client:
        assert client.resumed is False
        quiet(client)
        with PageClient(terminals.web, terminal_id) as other:
            assert other.resumed is True
        client.type("exit\n")
        client.check_end(0)


def test_a_pty_of_the_same_id_is_another(terminals, make_pty):
    make_pty("echo the pty; read x", pty_id="shared-name")
    with PageClient(terminals.web, "shared-name") as client:
        assert client.resumed is False
        quiet(client).type("exit\n")
        client.check_end(0)
    assert "shared-name" in listed_ids(terminals)


@pytest.mark.parametrize("how", ["text", "query"])
def test_resize(attach, how):
    client = quiet(attach(cols=90, rows=30))
    client.type("stty size; until stty size | grep -x '33 101'; do sleep 0.05; done\n")
    client.until("30 90\r\n")
    if how == "text":
        client.type(resize_message(101, 33))
    else:
        attach(cols=101, rows=33)
    client.until("33 101\r\n")


def test_text_and_binary_are_input(attach):
    client = quiet(attach())
    for send in (client.type, lambda text: client.send_frame(BINARY, text.encode())):
        client.type('read -r x; echo "got=[$x]"\n')
        send('{"rows":33,"other":1} ☃\n')
        client.until('got=[{"rows":33,"other":1} ☃]')


@pytest.mark.parametrize("code", [0, 3, 137])
def test_the_shells_end_and_a_new_one(terminals, code):
    for _ in range(2):
        with PageClient(terminals.web, f"ending-{code}") as client:
            assert client.resumed is False
            quiet(client)
            with PageClient(terminals.web, f"ending-{code}") as other:
                client.type(f"printf last; {f'exit {code}' if code < 128 else 'kill -9 $$'}\n")
                assert client.check_end(code).endswith(b"last")
                assert other.check_end(code).endswith(b"last")


def test_it_ends_with_the_daemon(make_daemon):

    daemon, sleeper = make_daemon(env={"TOOLBOX_TERMINAL_PORT": "0", "DAYTONA_TERMINATION_GRACE_PERIOD": "1s"}), nap()
    furnish(daemon.home)
    with PageClient(web_port(daemon), "x") as client:
        quiet(client).type(f"(setsid {sleeper} &); {sleeper}\n")
        eventually(lambda: len(processes_with(sleeper)) == 2, "they run")
    daemon.stop()
    assert processes_with(sleeper) == []
