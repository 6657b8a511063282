import json
import os
import time

import pytest
from daytona import CodeRunParams
from daytona_toolbox_api_client.exceptions import OpenApiException
from daytona_toolbox_api_client_async.exceptions import OpenApiException as AsyncOpenApiException

AWKWARD = ["two  words", "", "it's", '"$HOME" `x` \\', "☃", "--help", "-c", "a\nb"]


@pytest.fixture
def run(sandbox):
    return lambda *args, **kwargs: sandbox.process.code_run(*args, **kwargs)


@pytest.fixture
def refuses():
    """Expects an error answer with this status and code. The clients give it for code_run as it came."""

    def check(call, status, code):
        with pytest.raises((OpenApiException, AsyncOpenApiException)) as caught:
            call()
        body = json.loads(caught.value.body)
        assert caught.value.status == body["statusCode"] == status
        assert (body["source"], body["code"]) == ("DAYTONA_DAEMON", code)
        return body

    return check


def test_code_run_gives_the_output_and_the_exit_code(run):
    response = run("print('hello')")
    assert (response.exit_code, response.result) == (0, "hello\n")
    assert (response.artifacts.stdout, response.artifacts.charts) == ("hello\n", [])


def test_code_run_of_nothing_gives_nothing(run):
    response = run("")
    assert (response.exit_code, response.result, response.artifacts.charts) == (0, "", [])


def test_code_run_interleaves_stdout_and_stderr_as_written(run):
    code = """
import os, subprocess, sys
print("one")
print("two", file=sys.stderr)
print("three")
os.write(2, b"four\\n")
subprocess.run(["echo", "five"])
print("six", end="")
"""
    assert run(code).result == "one\ntwo\nthree\nfour\nfive\nsix"


def test_code_run_passes_arguments_and_environment(run):
    code = """
import json, os, sys
print(json.dumps([sys.argv[1:], os.environ["ONE"], os.environ["TWO"]]))
"""
    params = CodeRunParams(argv=AWKWARD, env={"ONE": "1", "TWO": 'a "b" $c ☃'})
    response = run(code, params)
    assert response.exit_code == 0, response.result
    assert json.loads(response.result) == [AWKWARD, "1", 'a "b" $c ☃']


def test_code_run_sees_the_environment_of_the_sandbox(sandbox, run):
    sandbox.update_env({"PY_CODE_RUN": "set"})
    assert run("import os; print(os.environ['PY_CODE_RUN'])").result == "set\n"
    sandbox.update_env({}, unset=["PY_CODE_RUN"])
    assert run("import os; print('PY_CODE_RUN' in os.environ)").result == "False\n"


def test_code_run_is_main_in_the_work_directory_without_input(run):
    code = """
import os, sys
print(__name__, os.getcwd(), repr(sys.stdin.read()))
"""
    assert run(code).result == f"__main__ {os.environ['SANDBOX_WORK_DIR']} ''\n"


@pytest.mark.parametrize(
    "code, exit_code, output",
    [
        ("import sys; sys.exit(7)", 7, ""),
        ("raise SystemExit", 0, ""),
        ("raise SystemExit('no way')", 1, "no way\n"),
        ("import os; os._exit(255)", 255, ""),
        ("import os; os.kill(os.getpid(), 9)", 137, ""),
        ("import os; os.abort()", 134, ""),
    ],
)
def test_code_run_reports_how_the_code_ended(run, code, exit_code, output):
    response = run(code)
    assert response.exit_code == exit_code
    if exit_code < 128:
        assert response.result == output


def test_code_run_shows_the_lines_of_the_user_when_it_fails(run):
    code = "def half(x):\n    return x / 0\n\nprint('before')\nhalf(1)\n"
    response = run(code)
    assert response.exit_code == 1
    lines = response.result.splitlines()
    assert lines[:2] == ["before", "Traceback (most recent call last):"]
    assert lines[-1] == "ZeroDivisionError: division by zero"
    frames = [line for line in lines if line.startswith("  File ")]
    assert [frame.split(", ", 1)[1] for frame in frames] == ["line 5, in <module>", "line 2, in half"]
    assert "    half(1)" in lines
    assert "    return x / 0" in lines


def test_code_run_points_at_a_syntax_error(run):
    response = run("x = 1\ny = = 2\n")
    assert response.exit_code == 1
    assert "line 2" in response.result
    assert "    y = = 2\n" in response.result
    assert "^" in response.result
    assert response.result.splitlines()[-1].startswith("SyntaxError: ")


def test_code_run_carries_large_output(run):
    assert run("print('x' * 8_000_000, end='')").result == "x" * 8_000_000


def test_code_run_carries_utf8_and_replaces_what_is_not(run):
    code = "import os; print('žćč☃🙂', flush=True); os.write(1, b'a\\xff\\xfeb')"
    assert run(code).result == "žćč☃🙂\na\ufffd\ufffdb"


def test_code_run_takes_code_beyond_the_limit_for_one_argument(run):
    assert run(f"text = '{'y' * 300_000}'\nprint(len(text))").result == "300000\n"


def test_code_run_with_a_timeout_ends_in_time_or_with_an_error(run, refuses):
    assert run("print('quick')", timeout=60).result == "quick\n"
    code = """
import subprocess
print("so far", flush=True)
subprocess.run(["sleep", "60"])
"""
    started = time.monotonic()
    body = refuses(lambda: run(code, timeout=1), 408, "PROCESS_EXECUTION_TIMEOUT")
    assert time.monotonic() - started < 20
    assert body["message"] == "request timeout: command execution timeout"
    assert (body["result"], body["exitCode"]) == ("so far\n", -1)


def test_code_run_refuses_a_bad_environment_name(run, refuses):
    refuses(lambda: run("", CodeRunParams(env={"NO-GOOD": "x"})), 400, "BAD_REQUEST")


SCRIPTS = {
    "javascript": "const { argv, env } = process\nconsole.log(JSON.stringify([argv.slice(2), env.ONE]))",
    "typescript": "const { argv, env }: NodeJS.Process = process\n"
    "enum Kind { One = 1 }\n"
    "interface Unused { name?: string }\n"
    "const all: [string[], string | undefined] = [argv.slice(2), env[`ONE${Kind.One}`] ?? (env.ONE as string)]\n"
    "console.log(JSON.stringify(all))",
}


@pytest.mark.parametrize("language", SCRIPTS)
def test_code_run_runs_the_language_of_the_sandbox(in_language, language):
    run = in_language(language).process.code_run
    response = run(SCRIPTS[language], CodeRunParams(argv=AWKWARD, env={"ONE": "1"}))
    assert response.exit_code == 0, response.result
    assert json.loads(response.result) == [AWKWARD, "1"]
    assert response.artifacts.charts == []


@pytest.mark.parametrize("language", SCRIPTS)
def test_code_run_reports_failures_of_other_languages(in_language, refuses, language):
    run = in_language(language).process.code_run
    assert run("process.exitCode = 3; console.log('out'); console.error('err')").exit_code == 3
    thrown = run("console.log('before')\nthrow new TypeError('no way')\n")
    assert thrown.exit_code == 1
    assert thrown.result.startswith("before\n")
    assert "TypeError: no way" in thrown.result
    assert run("const x = = 1").exit_code == 1
    assert run("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)").exit_code == 137
    refuses(lambda: run("setInterval(() => {}, 1000)", timeout=1), 408, "PROCESS_EXECUTION_TIMEOUT")
