import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from daytona import AsyncDaytona, DaytonaBadRequestError, DaytonaProcessExecutionTimeoutError, DaytonaTimeoutError


@pytest.fixture
def output(sandbox):
    return lambda *args, **kwargs: sandbox.process.exec(*args, **kwargs).result


def test_exec_gives_the_output_and_the_exit_code(sandbox):
    response = sandbox.process.exec("echo hello")
    assert (response.exit_code, response.result, response.artifacts.stdout) == (0, "hello\n", "hello\n")


def test_exec_interleaves_stdout_and_stderr_as_written(output):
    assert output("echo one; echo two >&2; echo three; echo four >&2") == "one\ntwo\nthree\nfour\n"


@pytest.mark.parametrize("code", [1, 42, 127, 255])
def test_exec_reports_any_exit_code(sandbox, code):
    assert sandbox.process.exec(f"exit {code}").exit_code == code


def test_exec_uses_the_working_directory_and_the_environment(output, directory):
    env = {"ONE": "1", "TWO": 'a "b" $c ☃'}
    assert output('pwd; echo "$ONE-$TWO"', cwd=str(directory), env=env) == f'{directory}\n1-a "b" $c ☃\n'


def test_exec_runs_in_the_work_directory_unless_told_otherwise(output):
    assert output("pwd") == os.environ["SANDBOX_WORK_DIR"] + "\n"


def test_exec_carries_utf8_and_replaces_what_is_not(output):
    assert output("printf 'žćč☃🙂'") == "žćč☃🙂"
    assert output(r"printf 'a\377\376b'") == "a\ufffd\ufffdb"


def test_exec_carries_large_output(output):
    assert output(r"head -c 8000000 /dev/zero | tr '\0' x") == "x" * 8_000_000


def test_exec_runs_a_command_beyond_the_limit_for_one_argument(output):
    assert int(output(f"printf %s {'y' * 300_000} | wc -c")) == 300_000


def test_exec_with_a_timeout_ends_in_time_or_with_its_own_error_class(sandbox, output, rejects):
    assert output("echo quick", timeout=30) == "quick\n"
    assert issubclass(DaytonaProcessExecutionTimeoutError, DaytonaTimeoutError)
    started = time.monotonic()
    rejects(
        lambda: sandbox.process.exec("sleep 60 & sleep 60", timeout=1),
        DaytonaProcessExecutionTimeoutError,
        408,
        "PROCESS_EXECUTION_TIMEOUT",
    )
    assert time.monotonic() - started < 20


def test_exec_refuses_a_blank_command_and_a_bad_environment_name(sandbox, rejects):
    rejects(lambda: sandbox.process.exec("  "), DaytonaBadRequestError, 400)
    rejects(lambda: sandbox.process.exec("true", env={"NO-GOOD": "x"}), DaytonaBadRequestError, 400)


def test_exec_in_a_missing_directory_says_why_it_cannot_start(sandbox, directory):
    response = sandbox.process.exec("pwd", cwd=f"{directory}/missing")
    assert response.exit_code == -1
    assert response.result


def chain(directory, count=24):
    """Commands of which each waits for the one that is started after it: they end only if all of them run."""
    for n in range(count + 1):
        os.mkfifo(directory / str(n))
    steps = [f"read x < {directory}/{n}; echo $((x + 1)) > {directory}/{n + 1}" for n in reversed(range(count))]
    return [f"cat {directory}/{count}", *steps, f"echo 0 > {directory}/0"]


def test_threads_run_many_commands_at_the_same_time(sync_sandbox, directory):
    commands = chain(directory)
    with ThreadPoolExecutor(len(commands)) as pool:
        responses = list(pool.map(lambda command: sync_sandbox.process.exec(command, timeout=60), commands))
    assert responses[0].result == "24\n"


def test_tasks_run_many_commands_at_the_same_time(directory):
    async def run_all():
        async with AsyncDaytona() as client:
            sandbox = await client.get(os.environ["SANDBOX_ID"])
            return await asyncio.gather(*(sandbox.process.exec(command, timeout=60) for command in chain(directory)))

    assert asyncio.run(run_all())[0].result == "24\n"
