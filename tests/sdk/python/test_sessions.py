import asyncio
import inspect
import itertools
import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from daytona import (
    DaytonaBadRequestError,
    DaytonaCommandAlreadyCompletedError,
    DaytonaConflictError,
    DaytonaError,
    DaytonaGoneError,
    DaytonaNotFoundError,
    DaytonaProcessNotFoundError,
    DaytonaSessionEndedError,
    SessionExecuteRequest,
)

numbers = itertools.count()


@pytest.fixture
def api(sandbox):
    return sandbox.process


@pytest.fixture
def stream():
    """Runs a call that streams to its end; the result has what each callback got."""

    def run(call, on_text=None):
        seen = SimpleNamespace(stdout="", stderr="")

        def to(name):
            async def add(text):
                setattr(seen, name, getattr(seen, name) + text)
                if on_text:
                    await on_text(seen)

            return add

        running = call(to("stdout"), to("stderr"))
        if inspect.isawaitable(running):  # the synchronous client streams in a coroutine, too
            asyncio.run(_await(running))
        return seen

    return run


async def _await(awaitable):
    return await awaitable


class Session:
    """A session's calls, without having to name it each time."""

    def __init__(self, api, stream, id):
        self.api, self.stream, self.id = api, stream, id
        api.create_session(id)

    def run(self, command):
        return self.api.execute_session_command(self.id, SessionExecuteRequest(command=command))

    def start(self, command, **more):
        request = SessionExecuteRequest(command=command, run_async=True, **more)
        return self.api.execute_session_command(self.id, request).cmd_id

    def command(self, id):
        return self.api.get_session_command(self.id, id)

    def logs(self, id):
        return self.api.get_session_command_logs(self.id, id)

    def follow(self, id, on_text=None):
        return self.stream(lambda *to: self.api.get_session_command_logs_async(self.id, id, *to), on_text)

    def input(self, id, data):
        self.api.send_session_command_input(self.id, id, data)


@pytest.fixture
def new_session(api, stream):
    """new_session(id) → a Session that is deleted after the test, unless the test has done so."""
    made = []

    def make(id=None):
        made.append(Session(api, stream, id or f"py-{next(numbers)}"))
        return made[-1]

    yield make
    for session in made:
        try:
            api.delete_session(session.id)
        except DaytonaNotFoundError:
            pass


@pytest.fixture
def session(new_session):
    return new_session()


@pytest.fixture
def gate(directory):
    """gate(name) → a pipe that holds a command until the test lets it go on; both ends wait for each other."""

    def make(name="gate"):
        path = directory / name
        os.mkfifo(path)
        return SimpleNamespace(path=path, wait=f"read x < {path}", open=lambda: path.write_text("\n"))

    return make


def separate(output):
    """The two streams in marked output."""
    runs = re.findall("(\1\1\1|\2\2\2)([^\1\2]*)", output)
    return tuple("".join(text for mark, text in runs if mark[0] == first) for first in "\1\2")


def lines(text, count):
    return "".join(f"{text} {n}\n" for n in range(1, count + 1))


def same(one, other):
    """Whether large texts are equal: pytest would take minutes to show how they differ."""
    return one == other


def test_create_session_makes_an_empty_session_that_get_session_and_list_sessions_show(api, new_session):
    ids = {new_session().id, new_session().id}
    assert [(api.get_session(id).session_id, api.get_session(id).commands) for id in ids] == [(id, []) for id in ids]
    listed = {session.session_id: session.commands for session in api.list_sessions()}
    assert {id: commands for id, commands in listed.items() if id in ids} == {id: [] for id in ids}
    assert "entrypoint" not in listed


def test_create_session_with_a_name_that_is_taken_is_a_conflict(api, session, rejects):
    rejects(lambda: api.create_session(session.id), DaytonaConflictError, 409, "CONFLICT")


@pytest.mark.parametrize("id", ["a b", "ćwiczenie ☃", "../..", "100%25", "a/b?c#d"])
def test_a_session_may_have_any_name(api, new_session, id):
    session = new_session(id)
    response = session.run("echo here")
    assert response.stdout == "here\n"
    assert session.logs(response.cmd_id).stdout == "here\n"
    assert session.follow(response.cmd_id).stdout == "here\n"
    assert api.get_session(id).session_id == id


def test_delete_session_ends_all_that_the_session_started(api, session, gate, rejects):
    held, first, second = gate("held"), gate("first"), gate("second")

    def hold(ready):
        return f"sh -c 'exec > {held.path}; echo > {ready.path}; exec sleep 1000'"

    command = session.start(f"{hold(first)} & setsid {hold(second)} & sleep 1000")
    # Whoever holds the pipe open for writing keeps its reader waiting.
    with held.path.open() as pipe:
        first.path.read_text()
        second.path.read_text()
        api.delete_session(session.id)
        assert pipe.read() == ""
    rejects(lambda: session.command(command), DaytonaProcessNotFoundError, 404, "PROCESS_NOT_FOUND")
    rejects(lambda: api.get_session(session.id), DaytonaProcessNotFoundError, 404, "PROCESS_NOT_FOUND")


def test_delete_session_ends_the_streams_of_its_commands(sync_sandbox, session):
    command = session.start("echo started; sleep 1000")
    with ThreadPoolExecutor(1) as pool:
        deleted = []

        async def delete(seen):
            if not deleted:
                deleted.append(pool.submit(sync_sandbox.process.delete_session, session.id))

        assert session.follow(command, delete).stdout == "started\n"
        deleted[0].result()


def test_the_name_of_a_deleted_session_can_be_used_again(api, session, new_session):
    session.run("export LEFT=over")
    api.delete_session(session.id)
    again = new_session(session.id)
    assert api.get_session(session.id).commands == []
    assert again.run('echo "${LEFT-unset}"').stdout == "unset\n"


def test_execute_session_command_gives_the_exit_code_and_the_streams_apart_and_as_one_marked_text(session):
    response = session.run("echo out; echo err >&2")
    assert response.cmd_id
    assert (response.exit_code, response.stdout, response.stderr) == (0, "out\n", "err\n")
    assert separate(response.output) == ("out\n", "err\n")
    assert session.run("echo out").output == "\1\1\1out\n"
    assert session.run("echo err >&2").output == "\2\2\2err\n"
    assert session.run("true").output == ""


def test_execute_session_command_keeps_the_directory_variables_and_functions(session, new_session, directory):
    session.run(f"""cd {directory}; export ONE='1 "☃"'; two() {{ echo "two $1"; }}""")
    assert session.run("""pwd; sh -c 'echo "$ONE"'; two words""").stdout == f'{directory}\n1 "☃"\ntwo words\n'
    assert new_session().run('echo "${ONE-unset}"').stdout == "unset\n"


def test_execute_session_command_starts_in_the_work_directory(session):
    assert session.run("pwd").stdout == os.environ["SANDBOX_WORK_DIR"] + "\n"


def test_execute_session_command_reports_any_exit_code_and_the_session_goes_on(session):
    for code in (1, 42, 127, 255):
        assert session.run(f"(exit {code})").exit_code == code
    assert session.run("no-such-command-at-all").exit_code == 127
    assert session.run("sh -c 'kill -9 $$'").exit_code == 137
    assert session.run("true").exit_code == 0


def test_execute_session_command_runs_scripts_of_many_lines(session):
    response = session.run("for i in 1 2; do\n  cat <<'end'\nit's \"$i\"\nend\ndone\n# a comment")
    assert (response.stdout, response.exit_code) == ("it's \"$i\"\n" * 2, 0)


def test_execute_session_command_gives_its_command_no_input(session):
    assert session.run("cat; echo ended").stdout == "ended\n"


def test_execute_session_command_carries_utf8_nul_and_unended_lines_and_replaces_what_is_not_utf8(session):
    assert session.run("printf 'žćč☃🙂'").stdout == "žćč☃🙂"
    assert session.run(r"printf 'a\000b'").stdout == "a\0b"
    assert session.run(r"printf 'a\377\376b' >&2").stderr == "a\ufffd\ufffdb"


def test_execute_session_command_carries_large_output(session):
    much = r"head -c 4000000 /dev/zero | tr '\0' "
    response = session.run(f"{much} x; {much} y >&2; (exit 3)")
    for got in response, session.logs(response.cmd_id):
        assert same(got.stdout, "x" * 4_000_000)
        assert same(got.stderr, "y" * 4_000_000)
    assert response.exit_code == 3


def test_run_async_returns_while_the_command_runs_and_its_exit_code_is_there_once_it_has_ended(api, session, gate):
    hold = gate()
    command = f"{hold.wait}; echo out; echo err >&2; (exit 5)"
    response = api.execute_session_command(session.id, SessionExecuteRequest(command=command, run_async=True))
    id = response.cmd_id
    assert (response.exit_code, response.output, response.stdout, response.stderr) == (None, None, "", "")
    info, logs = session.command(id), session.logs(id)
    assert (info.id, info.command, info.exit_code) == (id, command, None)
    assert (logs.output, logs.stdout, logs.stderr) == ("", "", "")
    hold.open()
    assert session.follow(id) == SimpleNamespace(stdout="out\n", stderr="err\n")
    assert session.command(id).exit_code == 5


def test_var_async_the_old_name_of_run_async_still_works(api, session, gate):
    hold = gate()
    with pytest.warns(DeprecationWarning, match="run_async"):
        request = SessionExecuteRequest(command=hold.wait, var_async=True)
    assert session.command(api.execute_session_command(session.id, request).cmd_id).exit_code is None
    hold.open()


def test_the_commands_of_a_session_run_one_after_another_in_the_order_issued(api, session, gate, directory):
    hold = gate()
    first = session.start(f"{hold.wait}; echo 1 >> {directory}/order")
    second = session.start(f"echo 2 >> {directory}/order")
    assert session.command(second).exit_code is None
    hold.open()
    third = session.run(f"echo 3 >> {directory}/order; cat {directory}/order")
    assert third.stdout == "1\n2\n3\n"
    commands = api.get_session(session.id).commands
    assert [(command.id, command.exit_code) for command in commands] == [(first, 0), (second, 0), (third.cmd_id, 0)]


def test_sessions_run_at_the_same_time(new_session, gate):
    one, two, met = new_session(), new_session(), gate()
    waiting = one.start(f'{met.wait}; echo "$x"')
    assert two.run(f"echo met > {met.path}").exit_code == 0
    assert one.follow(waiting).stdout == "met\n"


def test_get_session_command_logs_gives_the_streams_apart_and_as_one_marked_text(session):
    logs = session.logs(session.run(r"echo out; printf 'žćč\000☃' >&2; printf unended").cmd_id)
    assert (logs.stdout, logs.stderr) == ("out\nunended", "žćč\0☃")
    assert separate(logs.output) == (logs.stdout, logs.stderr)


def test_get_session_command_logs_shows_what_a_running_command_has_written_so_far(sync_sandbox, session, gate):
    hold = gate()
    command = session.start(f"echo so far; {hold.wait}")
    logs = []

    async def look(seen):
        if seen.stdout == "so far\n":
            get = sync_sandbox.process.get_session_command_logs
            logs.append(await asyncio.to_thread(get, session.id, command))
            await asyncio.to_thread(hold.open)

    session.follow(command, look)
    assert [log.stdout for log in logs] == ["so far\n"]


def test_a_followed_log_brings_each_stream_to_its_callback_and_ends_with_its_command(session):
    command = session.start(r"echo out; printf 'a\000☃' >&2; printf 'a\377\376b'")
    assert session.follow(command) == SimpleNamespace(stdout="out\na\ufffd\ufffdb", stderr="a\0☃")
    assert session.command(command).exit_code == 0


def test_a_followed_log_takes_plain_callbacks_too(api, session, stream):
    command = session.start("echo out; echo err >&2")
    out, err = [], []
    stream(lambda *_: api.get_session_command_logs_async(session.id, command, out.append, err.append))
    assert ("".join(out), "".join(err)) == ("out\n", "err\n")


def test_a_followed_log_arrives_while_the_command_runs(session, gate):
    first, second = gate("first"), gate("second")
    command = session.start(f"echo one; {first.wait}; echo two >&2; {second.wait}; echo three")
    opened = []

    # The command gets past a gate only because of what has arrived.
    async def answer(seen):
        if not opened and seen.stdout == "one\n":
            opened.append(await asyncio.to_thread(first.open))
        if len(opened) == 1 and seen.stderr == "two\n":
            opened.append(await asyncio.to_thread(second.open))

    assert session.follow(command, answer) == SimpleNamespace(stdout="one\nthree\n", stderr="two\n")


def test_a_followed_log_of_a_command_that_has_ended_is_all_of_it_each_time(session):
    command = session.run("echo out; echo err >&2").cmd_id
    for _ in range(2):
        assert session.follow(command) == SimpleNamespace(stdout="out\n", stderr="err\n")


def test_a_followed_log_of_a_command_without_output_just_ends(session):
    assert session.follow(session.start("true")) == SimpleNamespace(stdout="", stderr="")


def test_many_megabytes_are_followed_byte_for_byte(session, gate):
    hold = gate()

    def numbered(text):
        return f"seq 100000 | sed 's/^/{text} /'"

    command = session.start(f"{hold.wait}; {numbered('žćč out ☃')} & {numbered('err 🙂 long')} >&2; wait")
    opener = threading.Thread(target=hold.open)
    opener.start()
    live = session.follow(command)
    opener.join()
    for seen in live, session.follow(command):
        assert same(seen.stdout, lines("žćč out ☃", 100_000))
        assert same(seen.stderr, lines("err 🙂 long", 100_000))


@pytest.mark.parametrize("size", [16384, 32768, 65536, 262144])
def test_a_followed_log_keeps_the_streams_apart_wherever_their_borders_fall(session, gate, size):
    # The SDKs take a mark for text when a message ends right after it, and hold back the last two bytes of a run.
    hold = gate()
    for count in range(size - 8, size + 3):
        command = session.start(f"printf '%{count}s' ''; {hold.wait}; echo err >&2")
        opened = []

        async def answer(seen):
            if not opened and len(seen.stdout) >= count - 2:
                opened.append(await asyncio.to_thread(hold.open))

        for seen in session.follow(command, answer), session.follow(command):
            assert same(seen.stdout, " " * count), count
            assert seen.stderr == "err\n", count


def test_a_followed_log_ends_with_its_command_even_if_a_background_process_lives_on(session, gate):
    hold, done = gate(), gate("done")
    command = session.start(f"{{ {hold.wait}; echo late; echo > {done.path}; }} & echo started")
    assert session.follow(command) == SimpleNamespace(stdout="started\n", stderr="")
    assert session.command(command).exit_code == 0
    hold.open()
    done.path.read_text()


def test_send_session_command_input_reaches_the_command_and_shows_in_its_log(session):
    command = session.start('read -r one; read -r two; echo "got $one and $two"')
    session.input(command, "žćč ☃")
    session.input(command, "ended\n")
    stdout = "žćč ☃\nended\ngot žćč ☃ and ended\n"
    assert session.follow(command) == SimpleNamespace(stdout=stdout, stderr="")
    assert session.logs(command).stdout == stdout


def test_suppress_input_echo_keeps_the_input_out_of_the_log(session):
    command = session.start('read -r secret; echo "${#secret} letters"', suppress_input_echo=True)
    session.input(command, "password")
    assert session.follow(command) == SimpleNamespace(stdout="8 letters\n", stderr="")


def test_a_conversation_in_which_each_input_answers_what_the_command_did(session, gate):
    said = gate("said")
    script = f'while read -r line && [ "$line" != end ]; do echo "[$line]"; echo "$line" > {said.path}; done'
    command = session.start(script, suppress_input_echo=True)
    for line in ("one", "two"):
        session.input(command, line)
        assert said.path.read_text() == line + "\n"
    session.input(command, "end")
    assert session.follow(command) == SimpleNamespace(stdout="[one]\n[two]\n", stderr="")


def test_input_for_a_command_that_has_ended_has_its_own_error_class(session, rejects):
    command = session.run("true").cmd_id
    assert issubclass(DaytonaCommandAlreadyCompletedError, DaytonaGoneError)
    rejects(
        lambda: session.input(command, "x"), DaytonaCommandAlreadyCompletedError, 410, "COMMAND_ALREADY_COMPLETED"
    )


def test_exit_ends_the_session_with_the_code_of_that_command(session, rejects):
    response = session.run("echo bye; exit 3")
    assert (response.exit_code, response.stdout) == (3, "bye\n")
    assert session.command(response.cmd_id).exit_code == 3
    assert session.follow(response.cmd_id) == SimpleNamespace(stdout="bye\n", stderr="")
    assert issubclass(DaytonaSessionEndedError, DaytonaGoneError)
    rejects(lambda: session.run("true"), DaytonaSessionEndedError, 410, "SESSION_ENDED")
    rejects(lambda: session.start("true"), DaytonaSessionEndedError, 410, "SESSION_ENDED")
    rejects(lambda: session.input(response.cmd_id, "x"), DaytonaGoneError, 410)


def test_a_command_queued_behind_an_exit_has_the_error_class_of_an_ended_session(sync_sandbox, session, gate, rejects):
    hold = gate()
    first = session.start(f"{hold.wait}; exit 4")
    request = SessionExecuteRequest(command="echo never")
    with ThreadPoolExecutor(1) as pool:
        queued = pool.submit(sync_sandbox.process.execute_session_command, session.id, request)
        hold.open()
        rejects(queued.result, DaytonaSessionEndedError, 410, "SESSION_ENDED")
    assert session.command(first).exit_code == 4


@pytest.mark.parametrize(
    "call",
    [
        lambda api, id: api.get_session("missing"),
        lambda api, id: api.delete_session("missing"),
        lambda api, id: api.execute_session_command("missing", SessionExecuteRequest(command="true")),
        lambda api, id: api.execute_session_command("missing", SessionExecuteRequest(command="true", run_async=True)),
        lambda api, id: api.get_session_command("missing", "missing"),
        lambda api, id: api.get_session_command_logs("missing", "missing"),
        lambda api, id: api.send_session_command_input("missing", "missing", "x"),
        lambda api, id: api.get_session_command(id, "missing"),
        lambda api, id: api.get_session_command_logs(id, "missing"),
        lambda api, id: api.send_session_command_input(id, "missing", "x"),
    ],
    ids="get delete run start command logs input known-command known-logs known-input".split(),
)
def test_a_missing_session_or_command_has_its_own_error_class(api, session, rejects, call):
    assert issubclass(DaytonaProcessNotFoundError, DaytonaNotFoundError)
    rejects(lambda: call(api, session.id), DaytonaProcessNotFoundError, 404, "PROCESS_NOT_FOUND")


def test_following_a_missing_command_is_an_error(session):
    with pytest.raises(DaytonaError, match="Failed to get session command logs"):
        session.follow("missing")


def test_a_blank_command_is_a_bad_request(api, session, rejects):
    rejects(lambda: session.run(" \n"), DaytonaBadRequestError, 400)
    assert api.get_session(session.id).commands == []


def test_the_entrypoint_is_a_session_that_clients_can_only_read(api, rejects):
    request = SessionExecuteRequest(command="true")
    rejects(lambda: api.create_session("entrypoint"), DaytonaBadRequestError, 400)
    rejects(lambda: api.execute_session_command("entrypoint", request), DaytonaBadRequestError, 400)
    rejects(lambda: api.delete_session("entrypoint"), DaytonaBadRequestError, 400)


def test_the_logs_of_the_entrypoint_are_followed_to_its_end_and_then_its_exit_code_is_there(api, stream):
    stdout, stderr = os.environ["ENTRYPOINT_STDOUT"], os.environ["ENTRYPOINT_STDERR"]
    assert stream(api.get_entrypoint_logs_async) == SimpleNamespace(stdout=stdout, stderr=stderr)
    logs = api.get_entrypoint_logs()
    assert (logs.stdout, logs.stderr) == (stdout, stderr)
    assert separate(logs.output) == (stdout, stderr)

    session = api.get_entrypoint_session()
    assert session.session_id == "entrypoint"
    [command] = session.commands
    assert (command.id, command.exit_code) == ("entrypoint_command", int(os.environ["ENTRYPOINT_EXIT_CODE"]))
    assert api.get_session("entrypoint") == session
    assert api.get_session_command("entrypoint", "entrypoint_command") == command
