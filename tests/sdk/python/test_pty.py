import asyncio
import hashlib
import itertools
import os
import re
import threading
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from daytona import (
    DaytonaBadRequestError,
    DaytonaConflictError,
    DaytonaConnectionError,
    DaytonaError,
    DaytonaNotFoundError,
    DaytonaProcessNotFoundError,
    DaytonaSessionEndedError,
    PtySize,
)
from daytona_toolbox_api_client import PtyCreateRequest
from daytona_toolbox_api_client.exceptions import ApiException
from daytona_toolbox_api_client_async import PtyCreateRequest as AsyncPtyCreateRequest
from daytona_toolbox_api_client_async.exceptions import ApiException as AsyncApiException

numbers = itertools.count()
marks = itertools.count()
GONE = (137, "SIGKILL")


class Client:
    """One client of a PTY: it collects the output, and can wait for a text in it."""

    def __init__(self):
        self.output = bytearray()
        self._passed = self._searched = 0

    def until(self, text):
        """What precedes `text`, once that has come; looks only at what no earlier call has passed."""
        text = text.encode()
        self._searched = self._passed
        self._receive_until(lambda: self._find(text) >= 0)
        found = self._find(text)
        before = self.output[self._passed : found]
        self._passed = found + len(text)
        return before.decode()

    def _find(self, text):
        found = self.output.find(text, self._searched)
        if found < 0:
            self._searched = max(self._passed, len(self.output) - len(text))
        return found

    def run(self, command):
        """What a command printed. The marks are written so that the echo of the line does not hold them."""
        mark = next(marks)
        self.send(f"echo be''gin-{mark}; {command}; echo e''nd-{mark}\n")
        self.until(f"begin-{mark}\r\n")
        return self.until(f"end-{mark}\r\n").replace("\r\n", "\n")

    def add(self, data):
        data.decode()  # fails when a message ends inside a character
        self.output += data


class SyncClient(Client):
    def __init__(self, open):
        super().__init__()
        self.handle = open()
        self._pieces = iter(self.handle)
        self.send, self.resize, self.kill = self.handle.send_input, self.handle.resize, self.handle.kill
        self.disconnect = self.handle.disconnect

    def _receive_until(self, done):
        while not done():
            self.add(next(self._pieces))

    def wait(self):
        result = self.handle.wait(on_data=self.add)
        return result.exit_code, result.error


class AsyncClient(Client):
    def __init__(self, open, runner):
        super().__init__()
        self._run, self._received = runner.run, asyncio.Event()
        self.handle = self._run(open(self._on_data))
        self._ended = self._run(self._task(self.handle.wait()))
        self.send = lambda data: self._run(self.handle.send_input(data))
        self.resize = lambda size: self._run(self.handle.resize(size))
        self.kill = lambda: self._run(self.handle.kill())
        self.disconnect = lambda: self._run(self.handle.disconnect())

    async def _task(self, coroutine):
        return asyncio.create_task(coroutine)

    async def _on_data(self, data):
        self.add(data)
        self._received.set()

    def _receive_until(self, done):
        async def receive():
            while not done():
                assert not self._ended.done(), self.output[-1000:]
                self._received.clear()
                received = asyncio.create_task(self._received.wait())
                await asyncio.wait({received, self._ended}, return_when=asyncio.FIRST_COMPLETED)
                received.cancel()

        self._run(receive())

    def wait(self):
        async def end():
            return await self._ended

        result = self._run(end())
        return result.exit_code, result.error


@pytest.fixture
def api(sandbox):
    return sandbox.process


@pytest.fixture
def attach(sandbox, sync_sandbox):
    """attach(call) → a Client; call(process, **callback) opens the handle in the client of either kind."""
    clients = []

    def make(call):
        if sandbox is sync_sandbox:
            client = SyncClient(lambda: call(sandbox.process))
        else:
            process = sandbox._target.process
            client = AsyncClient(lambda on_data: call(process, on_data=on_data), sandbox._runner)
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.disconnect()


@pytest.fixture
def cleanup(api):
    """Takes ids of PTYs to be killed after the test, unless they have ended."""
    ids = []
    yield ids.append
    for id in ids:
        try:
            api.kill_pty_session(id)
        except DaytonaNotFoundError:
            pass


@pytest.fixture
def create(cleanup, attach):
    """create(id, cwd=…, envs=…, pty_size=…) → a Client of a new PTY."""

    def make(id=None, **options):
        id = id or new_id()
        cleanup(id)
        client = attach(lambda process, **callback: process.create_pty_session(id=id, **options, **callback))
        client.id = id
        return client

    return make


@pytest.fixture
def connect(attach):
    return lambda id: attach(lambda process, **callback: process.connect_pty_session(id, **callback))


@pytest.fixture
def pty(create):
    return create()


@pytest.fixture
def create_by_rest(api, sandbox, sync_sandbox, cleanup):
    """The request that the generated client offers: it creates without connecting."""
    request_class = PtyCreateRequest if sandbox is sync_sandbox else AsyncPtyCreateRequest

    def make(id=None, **fields):
        id = id or new_id()
        cleanup(id)
        response = api._api_client.create_pty_session(request=request_class(id=id, **fields))
        assert response.session_id == id
        return id

    return make


@pytest.fixture
def gate(directory):
    """gate(name) → a pipe that holds a command until the test lets it go on; both ends wait for each other."""

    def make(name="gate"):
        path = directory / name
        os.mkfifo(path)
        return SimpleNamespace(path=path, wait=f"read x < {path}", open=lambda: path.write_text("\n"))

    return make


def new_id():
    return f"py-pty-{next(numbers)}"


def listed(api):
    return [session.id for session in api.list_pty_sessions()]


def size(cols, rows):
    return PtySize(cols=cols, rows=rows)


def same(one, other):
    """Whether large texts are equal: pytest would take minutes to show how they differ."""
    return one == other


def test_create_pty_session_starts_an_interactive_login_shell_of_80x24_in_the_work_directory(pty):
    assert pty.handle.is_connected()
    assert pty.handle.session_id == pty.id
    home, work = os.environ["SANDBOX_HOME"], os.environ["SANDBOX_WORK_DIR"]
    told = pty.run("""echo "$TERM|$HOME|$PWD"; tr '\\0' ' ' < /proc/$$/cmdline; echo; stty size""")
    assert re.fullmatch(rf"xterm-256color\|{home}\|{work}\n\S+ -i -l \n24 80\n", told)


def test_create_pty_session_takes_the_directory_the_size_and_variables_of_any_text(create, directory):
    envs = {"GREETING": 'žćč "☃" 🙂 $HOME\n\\second', "LONG": "x" * 8000, "TERM": "vt100"}
    pty = create(cwd=str(directory), envs=envs, pty_size=size(132, 43))
    script = 'printf "%s|%s|%s|" "$GREETING" "$TERM" "$PWD"; printf %s "$LONG" | wc -c; stty size'
    assert pty.run(f"sh -c '{script}'") == f"{envs['GREETING']}|vt100|{directory}|8000\n43 132\n"


def test_get_pty_session_info_and_list_pty_sessions_show_what_a_pty_was_created_with(api, create, directory):
    envs = {"GREETING": "☃"}
    one, two = create(cwd=str(directory), envs=envs, pty_size=size(100, 30)), create()
    info = api.get_pty_session_info(one.id)
    assert (info.id, info.cwd, info.envs) == (one.id, str(directory), envs)
    assert (info.cols, info.rows, info.active, info.lazy_start) == (100, 30, True, False)
    created = datetime.fromisoformat(info.created_at)
    assert abs(created - datetime.now(timezone.utc)) < timedelta(hours=1)
    ours = [session for session in api.list_pty_sessions() if session.id in (one.id, two.id)]
    assert [session.id for session in ours] == [one.id, two.id]
    assert ours[0] == info


@pytest.mark.parametrize("id", ["a b", "ćwiczenie ☃", "../..", "100%25", "a/b?c#d"])
def test_a_pty_may_have_any_name(api, create, connect, id):
    pty = create(id)
    assert pty.run("echo here") == "here\n"
    assert connect(id).run("echo there") == "there\n"
    assert api.get_pty_session_info(id).id == id
    assert pty.resize(size(90, 20)).id == id
    pty.kill()
    assert pty.wait() == GONE


def test_send_input_takes_text_and_bytes_every_byte_and_in_order(pty):
    consume = "head -c 266 | od -An -v -tx1 | tr -d ' \\n'"
    pty.send(f"stty raw -echo; echo rea''dy; {consume}; stty sane; echo e''nd\n")
    pty.until("ready\n")
    every, text = bytes(range(256)), "žćč ☃"
    pty.send(every[:100])
    pty.send(text)
    pty.send(every[100:])
    assert pty.until("end\r\n") == (every[:100] + text.encode() + every[100:]).hex()


def test_megabytes_of_input_reach_a_program_that_reads_when_it_is_ready_to(pty, gate):
    hold, piece, count = gate(), bytes(i * 7 % 251 for i in range(100_000)), 30
    consume = f"{hold.wait}; head -c {count * len(piece)} | sha256sum"
    pty.send(f"stty raw -echo; echo rea''dy; {consume}; stty sane; echo e''nd\n")
    pty.until("ready\n")
    opener = threading.Thread(target=hold.open)
    for number in range(count):
        pty.send(piece)
        if number == 5:
            opener.start()  # from here on sending may wait until the program reads
    assert pty.until("end\r\n").split()[0] == hashlib.sha256(piece * count).hexdigest()
    opener.join()


def test_resize_of_the_handle_and_by_id_reaches_the_program_and_is_told(api, pty):
    pty.send("""sh -c 'trap "stty size" WINCH; echo rea""dy; sleep 1000 & while :; do wait; done'\n""")
    pty.until("ready\r\n")
    info = pty.resize(size(133, 37))
    assert (info.id, info.cols, info.rows) == (pty.id, 133, 37)
    pty.until("37 133\r\n")
    info = api.resize_pty_session(pty.id, size(1000, 1))
    assert (info.cols, info.rows) == (1000, 1)
    pty.until("1 1000\r\n")
    assert api.get_pty_session_info(pty.id) == info


@pytest.mark.parametrize(
    "command, code, error",
    [
        ("exit", 0, None),
        ("exit 3", 3, "non-zero exit"),
        ("exit 130", 130, "Ctrl+C"),
        ("exit 143", 143, "SIGTERM"),
        ("exit 140", 140, "signal 12"),
        ("kill -KILL $$", 137, "SIGKILL"),
        ("exec sh -c 'exit 4'", 4, "non-zero exit"),
    ],
)
def test_wait_tells_how_the_shell_ended(api, pty, command, code, error):
    pty.send(f"{command}\n")
    assert pty.wait() == (code, error)
    assert (pty.handle.exit_code, pty.handle.error, pty.handle.is_connected()) == (code, error, False)
    assert pty.id not in listed(api)


def test_ctrl_c_ends_the_command_and_not_the_shell(pty):
    pty.send("""sh -c 'echo rea""dy; exec sleep 1000'\n""")
    pty.until("ready\r\n")
    pty.send("\3")
    pty.send("exit\n")
    assert pty.wait() == (130, "Ctrl+C")


def test_all_that_was_written_before_the_end_arrives_before_wait_returns(pty):
    pty.send("exec sh -c 'echo begin; seq 200000; exit 5'\n")
    assert pty.wait() == (5, "non-zero exit")
    shown = pty.output.split(b"begin\r\n", 1)[1]
    assert same(shown, b"".join(b"%d\r\n" % n for n in range(1, 200_001)))


def test_many_megabytes_arrive_complete_in_order_and_cut_between_characters(pty):
    shown = pty.run("seq 150000 | sed 's/$/ žćč ☃ 🙂/'")
    assert same(shown, "".join(f"{n} žćč ☃ 🙂\n" for n in range(1, 150_001)))


def test_the_name_of_a_pty_that_has_ended_can_be_used_again(pty, create):
    pty.send("left=over; exit\n")
    pty.wait()
    assert create(pty.id).run('echo "${left-unset}"') == "unset\n"


def test_a_client_that_disconnects_leaves_the_pty_and_the_next_one_finds_the_screen_and_the_shell(api, pty, connect):
    pty.run("kept=variable; echo 'žćč ☃ on the screen'")
    pty.disconnect()
    assert not pty.handle.is_connected()
    assert api.get_pty_session_info(pty.id).active
    again = connect(pty.id)
    assert again.run('echo "$kept"') == "variable\n"
    assert "žćč ☃ on the screen" in again.output.decode()


def test_a_client_that_comes_later_finds_what_a_full_screen_program_shows(pty, connect):
    show = r"printf '\033[?1049h\033[2J\033[5;10Hin the mid''dle'"
    pty.send(show + r"; read x; printf '\033[?1049l'; echo e''nd" + "\n")
    pty.until("in the middle")
    other = connect(pty.id)
    other.until("in the middle")
    assert b"\x1b[?1049h" in other.output or b"\x1b[?1047h" in other.output or b"\x1b[?47h" in other.output
    other.send("\n")
    for client in pty, other:
        client.until("end\r\n")


def test_clients_of_one_pty_see_the_same_and_type_into_the_same(pty, connect):
    other = connect(pty.id)
    pty.send("echo on''e; x=shared\n")
    for client in pty, other:
        client.until("one\r\n")
    other.send('echo "[$x]"\n')
    for client in pty, other:
        client.until("[shared]\r\n")
    pty.send("exit 6\n")
    assert [client.wait() for client in (pty, other)] == [(6, "non-zero exit")] * 2


def test_kill_ends_all_that_the_pty_started_and_every_client_is_told(api, pty, connect, gate, rejects):
    other = connect(pty.id)
    held, first, second = gate("held"), gate("first"), gate("second")

    def hold(ready):
        return f"sh -c 'exec > {held.path}; echo > {ready.path}; exec sleep 1000'"

    pty.send(f"{hold(first)} & setsid {hold(second)}\n")
    # Whoever holds the pipe open for writing keeps its reader waiting.
    with held.path.open() as pipe:
        first.path.read_text()
        second.path.read_text()
        pty.kill()
        assert pipe.read() == ""
    assert [client.wait() for client in (pty, other)] == [GONE] * 2
    assert pty.id not in listed(api)
    rejects(lambda: api.kill_pty_session(pty.id), DaytonaProcessNotFoundError, 404, "PROCESS_NOT_FOUND")


def test_a_handle_of_a_pty_that_has_ended_neither_sends_nor_resizes_nor_kills(pty):
    pty.send("exit\n")
    pty.wait()
    with pytest.raises(DaytonaConnectionError):
        pty.send("x")
    with pytest.raises(DaytonaError, match="Failed to resize PTY"):
        pty.resize(size(80, 24))
    with pytest.raises(DaytonaError, match="not found: PTY session not found"):
        pty.kill()


def test_create_pty_session_with_a_name_that_is_taken_is_a_conflict_and_leaves_the_pty_alone(
    pty, create, create_by_rest
):
    with pytest.raises(DaytonaConflictError) as caught:
        create(pty.id)
    assert caught.value.status_code == 409
    with pytest.raises((ApiException, AsyncApiException), match="conflict: PTY session already exists") as caught:
        create_by_rest(pty.id)
    assert caught.value.status == 409
    assert pty.run("echo unharmed") == "unharmed\n"


def test_a_pty_that_is_not_there_has_the_error_class_for_that(api, connect, rejects):
    rejects(lambda: api.get_pty_session_info("missing"), DaytonaProcessNotFoundError, 404, "PROCESS_NOT_FOUND")
    rejects(lambda: api.kill_pty_session("missing"), DaytonaProcessNotFoundError, 404, "PROCESS_NOT_FOUND")
    rejects(lambda: api.resize_pty_session("missing", size(80, 24)), DaytonaSessionEndedError, 410, "SESSION_ENDED")
    with pytest.raises(DaytonaConnectionError, match="not found: PTY session not found"):
        connect("missing")


@pytest.mark.parametrize(
    "options",
    [
        {"pty_size": PtySize(cols=1001, rows=24)},
        {"pty_size": PtySize(cols=80, rows=1001)},
        {"pty_size": PtySize(cols=-1, rows=24)},
        {"cwd": "/missing"},
        {"envs": {"A B": "x"}},
    ],
    ids="cols rows negative cwd envs".split(),
)
def test_what_cannot_be_is_a_bad_request_and_nothing_is_created(api, create, options):
    id = new_id()
    with pytest.raises(DaytonaBadRequestError) as caught:
        create(id, **options)
    assert caught.value.status_code == 400
    assert id not in listed(api)


def test_a_pty_made_by_post_runs_without_a_client(api, create_by_rest, connect, directory):
    id = create_by_rest(cwd=str(directory), cols=90, rows=20, envs={"GREETING": "ćwiczenie"})
    info = api.get_pty_session_info(id)
    assert (info.cwd, info.cols, info.rows, info.active, info.lazy_start) == (str(directory), 90, 20, True, False)
    assert connect(id).run('echo "$GREETING $PWD"; stty size') == f"ćwiczenie {directory}\n20 90\n"


def test_with_lazy_start_the_shell_starts_with_the_first_client_in_the_size_that_holds_then(
    api, create_by_rest, connect
):
    id = create_by_rest(lazy_start=True)
    info = api.get_pty_session_info(id)
    assert (info.active, info.lazy_start, info.cols, info.rows) == (False, True, 80, 24)
    api.resize_pty_session(id, size(111, 22))
    pty = connect(id)
    assert api.get_pty_session_info(id).active
    assert pty.run("stty size") == "22 111\n"
