import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from threading import Event

import pytest
from daytona import (
    AsyncDaytona,
    DaytonaBadRequestError,
    DaytonaConnectionError,
    DaytonaInvalidFilePathError,
    DaytonaProcessNotFoundError,
    DaytonaTimeoutError,
)


@pytest.fixture
def interpreter(sandbox):
    return sandbox.code_interpreter


@pytest.fixture
def create(interpreter):
    """Creates contexts, which go at the end unless the test has deleted them."""
    contexts = []

    def create_context(*args):
        contexts.append(interpreter.create_context(*args))
        return contexts[-1]

    yield create_context
    there = {context.id for context in interpreter.list_contexts()}
    for context in contexts:
        if context.id in there:
            interpreter.delete_context(context)


@pytest.fixture
def context(create):
    return create()


@pytest.fixture
def run(interpreter, context):
    return lambda code, **kwargs: interpreter.run_code(code, **{"context": context, **kwargs})


class Record:
    """Callbacks that keep what they get, in order; pieces of a stream that follow each other are put together."""

    def __init__(self):
        self.events = []
        self.callbacks = {"on_stdout": self._on("stdout"), "on_stderr": self._on("stderr"), "on_error": self._error}

    def _on(self, stream):
        def callback(message):
            if self.events and self.events[-1][0] == stream:
                self.events[-1] = (stream, self.events[-1][1] + message.output)
            else:
                self.events.append((stream, message.output))

        return callback

    def _error(self, error):
        self.events.append(("error", error.name))


@pytest.fixture
def gate(directory):
    path = directory / "gate"
    os.mkfifo(path)
    return path


def runs(pid):
    """Whether there is such a process, and it is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def waits(gate):
    """Code that waits until somebody has opened the gate, a FIFO."""
    return f"open({str(gate)!r}).read()\n"


def test_run_code_gives_stdout_and_stderr(run):
    result = run("import sys\nprint('out ☃')\nprint('err', file=sys.stderr)\n'not printed'")
    assert (result.stdout, result.stderr, result.error) == ("out ☃\n", "err\n", None)


def test_run_code_without_a_context_uses_the_default_one(interpreter):
    assert interpreter.run_code("default_one = 1").error is None
    assert interpreter.run_code("print(default_one + 1, __name__)").stdout == "2 __main__\n"
    assert interpreter.run_code("import os; print(os.getcwd())").stdout == os.environ["SANDBOX_WORK_DIR"] + "\n"


def test_callbacks_get_the_output_in_order(run):
    code = """
import os, subprocess, sys
print("one")
print("two", file=sys.stderr)
os.write(1, b"three\\n")
subprocess.run("echo four >&2; echo five", shell=True)
sys.stdout.write("six\\n")
raise ValueError("seven")
"""
    record = Record()
    result = run(code, **record.callbacks)
    assert (result.stdout, result.stderr) == ("one\nthree\nfive\nsix\n", "two\nfour\n")
    # In order within each stream: what does not go through Python's streams may pass what went to the other one.
    for stream, text in [("stdout", result.stdout), ("stderr", result.stderr)]:
        assert "".join(piece for name, piece in record.events if name == stream) == text
    assert record.events[-1] == ("error", "ValueError")


def test_callbacks_get_what_alternates_between_the_streams_in_order(run):
    record = Record()
    run("import sys\nfor n in range(100):\n    print(n, file=(sys.stdout, sys.stderr)[n % 2])", **record.callbacks)
    assert record.events == [(("stdout", "stderr")[n % 2], f"{n}\n") for n in range(100)]


def test_output_comes_before_the_code_has_ended(run, gate):
    seen = []

    def on_stdout(message):
        seen.append(message.output)
        if "".join(seen) == "first\n":
            gate.write_text("go on")  # waits for the reader: the code is still running

    result = run(f"print('first')\nprint(open({str(gate)!r}).read())", on_stdout=on_stdout, timeout=60)
    assert result.stdout == "".join(seen) == "first\ngo on\n"


def test_run_code_carries_large_output(run):
    assert run("print('ž' * 5_000_000, end='')").stdout == "ž" * 5_000_000
    assert run("for n in range(200_000): print(n)").stdout == "".join(f"{n}\n" for n in range(200_000))


def test_state_stays_in_a_context(run):
    run("import math\nx = [1]\ndef double(n):\n    return 2 * n\nclass Point: pass")
    assert run("x.append(double(math.floor(2.5))); print(x, Point.__name__)").stdout == "[1, 4] Point\n"
    assert run("raise KeyError('lost')").error.name == "KeyError"
    assert run("print(x)").stdout == "[1, 4]\n"


def test_contexts_have_nothing_in_common(interpreter, create):
    one, two = create(), create()
    assert one.id != two.id
    interpreter.run_code("import os; mine = 1; os.environ['MINE'] = 'one'; os.chdir('/')", context=one)
    code = "import os; print('mine' in globals(), os.environ.get('MINE'), os.getcwd())"
    assert interpreter.run_code(code, context=two).stdout == f"False None {os.environ['SANDBOX_WORK_DIR']}\n"
    assert interpreter.run_code("mine").error.name == "NameError"


def test_create_context_describes_what_it_made(interpreter, create, directory):
    context = create(str(directory))
    assert (context.cwd, context.language, context.active) == (str(directory), "python", True)
    created = datetime.fromisoformat(context.created_at)
    assert abs((datetime.now(timezone.utc) - created).total_seconds()) < 60
    assert interpreter.run_code("import os; print(os.getcwd())", context=context).stdout == f"{directory}\n"
    (directory / "beside.py").write_text("value = 42")
    assert interpreter.run_code("import beside; print(beside.value)", context=context).stdout == "42\n"


def test_create_context_defaults_to_the_work_directory_and_takes_a_relative_one(interpreter, create):
    work = os.environ["SANDBOX_WORK_DIR"]
    assert create().cwd == work
    interpreter.run_code("import os; os.makedirs('relative', exist_ok=True)")
    assert create("relative").cwd == f"{work}/relative"


def test_create_context_refuses_a_missing_directory(create, directory, rejects):
    missing = str(directory / "missing")
    rejects(lambda: create(missing), DaytonaInvalidFilePathError, 400, "INVALID_FILE_PATH")


def test_list_contexts_gives_them_in_order_without_the_default_one(interpreter, create):
    before = interpreter.list_contexts()
    created = [create() for _ in range(3)]
    assert interpreter.list_contexts() == before + created
    assert "default" not in [context.id for context in before]
    interpreter.delete_context(created[1])
    assert interpreter.list_contexts() == before + [created[0], created[2]]


def test_delete_context_ends_the_worker_and_what_it_started(interpreter, context, run, rejects):
    code = "import os, subprocess\nprint(os.getpid(), subprocess.Popen(['sleep', '600'], start_new_session=True).pid)"
    worker, child = run(code).stdout.split()
    interpreter.delete_context(context)
    assert not runs(worker)
    assert not runs(child)
    rejects(lambda: interpreter.delete_context(context), DaytonaProcessNotFoundError, 404, "PROCESS_NOT_FOUND")


def test_delete_context_refuses_the_default_one(interpreter, context, rejects):
    default = context.model_copy(update={"id": "default"})
    rejects(lambda: interpreter.delete_context(default), DaytonaBadRequestError, 400)
    assert interpreter.run_code("print('alive')").stdout == "alive\n"


def test_run_code_in_an_unknown_context_is_an_error(interpreter, context, run):
    interpreter.delete_context(context)
    with pytest.raises(DaytonaConnectionError, match=r"context.*\(close code 1008\)"):
        run("print(1)")


@pytest.mark.parametrize("code", ["", " \n"])
def test_run_code_without_code_is_an_error(run, code):
    with pytest.raises(DaytonaConnectionError, match=r"code.*\(close code 1008\)"):
        run(code)


def test_run_code_refuses_a_negative_timeout_and_a_bad_environment_name(run):
    with pytest.raises(DaytonaConnectionError, match=r"timeout.*\(close code 1008\)"):
        run("print(1)", timeout=-1)
    with pytest.raises(DaytonaConnectionError, match=r"NO-GOOD.*\(close code 1008\)"):
        run("print(1)", envs={"NO-GOOD": "x"})


def test_envs_hold_for_one_execution(run):
    show = "import os; print(os.environ.get('ONE'), os.environ.get('HOME'), os.popen('echo $ONE').read(), end='')"
    home = os.environ["SANDBOX_HOME"]
    assert run(show, envs={"ONE": "a b ☃", "HOME": "/nowhere"}).stdout == "a b ☃ /nowhere a b ☃\n"
    assert run(show).stdout == f"None {home} \n"
    run("os.environ['KEPT'] = 'yes'", envs={"ONE": "1"})
    assert run("print(os.environ.get('ONE'), os.environ['KEPT'])").stdout == "None yes\n"


@pytest.mark.parametrize(
    "busy", ["import time; time.sleep(60)", "while True: pass", "import subprocess; subprocess.run(['sleep', '60'])"]
)
def test_a_timeout_has_its_error_class_and_the_context_stays_usable(run, busy):
    run("kept = 'here'")
    record = Record()
    started = time.monotonic()
    with pytest.raises(DaytonaTimeoutError) as caught:
        run(f"print('begun')\n{busy}", timeout=1, **record.callbacks)
    assert time.monotonic() - started < 20
    assert type(caught.value) is DaytonaTimeoutError
    assert record.events == [("stdout", "begun\n"), ("error", "KeyboardInterrupt")]
    assert run("print(kept)").stdout == "here\n"


def test_code_that_does_not_let_itself_be_interrupted_is_killed(run):
    run("kept = 'here'")
    record = Record()
    code = "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except KeyboardInterrupt:\n        pass"
    with pytest.raises(DaytonaTimeoutError):
        run(code, timeout=1, **record.callbacks)
    assert record.events == [("error", "Timeout")]
    assert run("print('kept' in globals())").stdout == "False\n"


def test_a_timeout_of_zero_is_none(run):
    assert run("print('done')", timeout=0).stdout == "done\n"


def test_an_error_has_name_value_and_traceback(run):
    record = Record()
    code = "def half(x):\n    return x / 0\n\nprint('before')\nhalf(1)"
    result = run(code, **record.callbacks)
    assert record.events == [("stdout", "before\n"), ("error", "ZeroDivisionError")]
    assert (result.error.name, result.error.value) == ("ZeroDivisionError", "division by zero")
    lines = result.error.traceback.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-1] == "ZeroDivisionError: division by zero"
    frames = [line.split(", ", 1)[1] for line in lines if line.startswith("  File ")]
    assert frames == ["line 5, in <module>", "line 2, in half"]
    assert "    half(1)" in lines
    assert "    return x / 0" in lines
    assert (result.stdout, result.stderr) == ("before\n", "")


def test_an_error_may_be_of_a_class_of_the_user_and_have_a_cause(run):
    code = """
class Trouble(Exception): pass
try:
    1 / 0
except ZeroDivisionError as e:
    raise Trouble("a", 1) from e
"""
    error = run(code).error
    assert (error.name, error.value) == ("Trouble", "('a', 1)")
    assert "ZeroDivisionError: division by zero" in error.traceback
    assert "The above exception was the direct cause of the following exception:" in error.traceback


def test_a_syntax_error_points_at_the_place(run):
    error = run("x = 1\ny = = 2").error
    assert error.name == "SyntaxError"
    assert "line 2" in error.traceback
    assert "    y = = 2\n" in error.traceback
    assert "^" in error.traceback


def test_sys_exit_ends_the_execution_only(run):
    run("x = 1")
    result = run("import sys\nprint('before')\nsys.exit(3)\nprint('after')")
    assert (result.stdout, result.error) == ("before\n", None)
    assert run("print(x)").stdout == "1\n"


def test_input_is_at_its_end(run):
    assert run("input()").error.name == "EOFError"


def test_await_works_at_the_top(run):
    result = run("import asyncio\nasync def one():\n    await asyncio.sleep(0)\n    return 1\nprint(await one())")
    assert (result.stdout, result.error) == ("1\n", None)


@pytest.mark.parametrize(
    "code, value",
    [
        ("import os; os._exit(3)", "the Python process exited with code 3"),
        ("import os; os.kill(os.getpid(), 9)", "the Python process was killed by signal 9 (SIGKILL)"),
    ],
)
def test_a_worker_that_dies_is_an_error_and_the_next_execution_has_a_new_one(run, code, value):
    run("x = 1")
    result = run(f"print('before', flush=True)\n{code}")
    assert (result.stdout, result.error.name) == ("before\n", "WorkerDied")
    assert result.error.value.startswith(value)
    assert run("print('x' in globals())").stdout == "False\n"


def test_plots_and_frames_work_in_a_context(run):
    code = """
import matplotlib.pyplot as plt, pandas as pd
plt.plot([1, 2])
plt.show()
print(pd.DataFrame({"a": [1, 2]}).a.sum())
"""
    result = run(code)
    assert (result.stdout, result.error) == ("3\n", None)


def test_runs_in_one_context_queue(sync_sandbox, gate):
    interpreter = sync_sandbox.code_interpreter
    context = interpreter.create_context()
    begun = Event()
    with ThreadPoolExecutor() as pool:
        first = pool.submit(
            interpreter.run_code,
            f"order = []\nprint('begun')\n{waits(gate)}order.append('first')",
            context=context,
            on_stdout=lambda message: begun.set(),
        )
        assert begun.wait(60)
        second = pool.submit(interpreter.run_code, "order.append('second'); print(order)", context=context)
        # Others go on meanwhile, and one of them lets the first go on.
        opens = interpreter.run_code(f"open({str(gate)!r}, 'w').close(); print('opened')")
        assert opens.stdout == "opened\n"
        assert first.result().error is None
        assert second.result().stdout == "['first', 'second']\n"
    interpreter.delete_context(context)


def test_contexts_run_at_the_same_time(directory):
    """Each waits for the one that is started after it: they end only if all of them run."""
    count = 8
    for n in range(count + 1):
        os.mkfifo(directory / str(n))

    def step(n):
        ours, next_one = directory / str(n), directory / str(n + 1)
        return f"n = int(open('{ours}').read())\nwith open('{next_one}', 'w') as f: f.write(str(n + 1))"

    async def run_all():
        async with AsyncDaytona() as client:
            interpreter = (await client.get(os.environ["SANDBOX_ID"])).code_interpreter
            contexts = await asyncio.gather(*(interpreter.create_context() for _ in range(count + 1)))
            codes = [f"print(open('{directory}/{count}').read())", *(step(n) for n in reversed(range(count)))]
            runs = [interpreter.run_code(code, context=context) for code, context in zip(codes, contexts)]
            start = interpreter.run_code(f"with open('{directory}/0', 'w') as f: f.write('0')")
            results = await asyncio.gather(*runs, start)
            await asyncio.gather(*(interpreter.delete_context(context) for context in contexts))
            return results

    results = asyncio.run(run_all())
    assert [result.error for result in results] == [None] * (count + 2)
    assert results[0].stdout == f"{count}\n"


def test_deleting_a_context_ends_its_run_with_an_error(sync_sandbox, gate):
    interpreter = sync_sandbox.code_interpreter
    context = interpreter.create_context()
    begun = Event()
    with ThreadPoolExecutor() as pool:
        running = pool.submit(
            interpreter.run_code,
            f"print('begun')\n{waits(gate)}",
            context=context,
            on_stdout=lambda message: begun.set(),
        )
        assert begun.wait(60)
        interpreter.delete_context(context)
        assert running.result().error.name == "ContextDeleted"


def test_a_change_of_the_environment_holds_for_new_contexts(sandbox, interpreter, create):
    sandbox.update_env({"PY_CONTEXT": "set"})
    context = create()
    assert interpreter.run_code("import os; print(os.environ['PY_CONTEXT'])", context=context).stdout == "set\n"
    sandbox.update_env({}, unset=["PY_CONTEXT"])
