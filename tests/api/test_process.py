"""Section 4, execute: results, exit codes, directories, environments, arguments that are refused."""

import os
import pathlib
import shlex
import shutil

import pytest

from support.daemon import check_error
from support.process import execute, output_of

EITHER = ("BAD_REQUEST", "INVALID_REQUEST_BODY")


def test_a_reply_has_the_exit_code_and_the_result(daemon):
    assert execute(daemon, "echo hello") == {"exitCode": 0, "result": "hello\n"}
    assert execute(daemon, "true") == {"exitCode": 0, "result": ""}


def test_the_output_is_not_trimmed(daemon):
    assert output_of(daemon, r"printf '\n \t x \r\n\n'") == "\n \t x \r\n\n"


def test_stdout_and_stderr_are_interleaved_as_written(daemon):
    lines = "".join(f"out {n}\nerr {n}\n" for n in range(500))
    command = "n=0; while [ $n -lt 500 ]; do echo out $n; echo err $n >&2; n=$((n + 1)); done"
    assert output_of(daemon, command) == lines


def test_an_old_go_client_gets_the_same_reply(daemon):
    headers = {"X-Daytona-Source": "sdk-go", "X-Daytona-SDK-Version": "0.187.0"}
    assert execute(daemon, "echo hi; exit 3", headers) == {"exitCode": 3, "result": "hi\n"}


@pytest.mark.parametrize("code", [0, 1, 2, 42, 126, 127, 128, 255])
def test_exit_codes_are_passed_on(daemon, code):
    assert execute(daemon, f"echo x; exit {code}") == {"exitCode": code, "result": "x\n"}


def test_an_unknown_program_is_127(daemon):
    reply = execute(daemon, "no-such-program-anywhere")
    assert reply["exitCode"] == 127 and "no-such-program-anywhere" in reply["result"]


def test_a_file_that_is_not_executable_is_126(daemon, tmp_path):
    (tmp_path / "file").write_text("x")
    assert execute(daemon, shlex.quote(str(tmp_path / "file")))["exitCode"] == 126


def test_a_syntax_error_is_the_shells(daemon):
    reply = execute(daemon, "if then")
    assert reply["exitCode"] not in (0, -1) and reply["result"]


@pytest.mark.parametrize("number", [1, 2, 6, 9, 11, 13, 14, 15, 34, 64])
def test_killed_by_a_signal_is_128_more(daemon, number):  # without 3, which bash ignores
    reply = execute(daemon, f"exec sh -c 'echo before; kill -{number} $$; sleep 60'")
    assert reply == {"exitCode": 128 + number, "result": "before\n"}


def test_a_program_in_place_of_the_shell_killed_by_a_signal(daemon):
    assert execute(daemon, "exec sh -c 'kill -9 $$'")["exitCode"] == 137


def expected_shell():
    listed = pathlib.Path("/etc/shells").read_text().splitlines() if os.path.exists("/etc/shells") else []
    for shell in ("/usr/bin/zsh", "/bin/zsh", "/usr/bin/bash", "/bin/bash"):
        if shell in listed and os.access(shell, os.X_OK):
            return shell
    return os.environ.get("SHELL") or shutil.which("sh")


def test_the_shell_is_the_first_of_the_list(daemon):
    wanted = os.path.realpath(expected_shell())
    assert output_of(daemon, "readlink /proc/$$/exe; :") == f"{wanted}\n"


@pytest.mark.parametrize("command", ["", " ", "\n", " \t\r\n "])
def test_a_blank_command_answers_400(daemon, command):
    check_error(daemon.post("/process/execute", {"command": command}), 400, EITHER)


def test_text_of_any_language_goes_through(daemon):
    assert output_of(daemon, "echo 'žć☃𝄞 \u202e'; echo \"$0\" >/dev/null") == "žć☃𝄞 \u202e\n"


def test_several_lines_comments_and_here_documents(daemon):
    command = "# a comment\nfor i in 1 2; do\n  echo $i\ndone\ncat <<'END'\n$HOME\nEND\n# the end"
    assert output_of(daemon, command) == "1\n2\n$HOME\n"


# Long commands

@pytest.mark.parametrize("size", [128 * 1024 - 1, 128 * 1024, 128 * 1024 + 1, 1024 * 1024, 8 * 1024 * 1024])
def test_commands_longer_than_an_argument_may_be(daemon, size):
    tail = '; echo "$#"; readlink /proc/self/fd/0; ls /proc/self/fd; exit 7'
    start = "printf %s '"
    text = "x" * (size - len(start) - len(tail) - 1)
    reply = execute(daemon, f"{start}{text}'{tail}")
    short = execute(daemon, tail.removeprefix("; "))
    assert reply["exitCode"] == short["exitCode"] == 7
    assert reply["result"] == text + short["result"]
    assert short["result"].endswith("/dev/null\n0\n1\n2\n3\n")  # 3 is the directory that ls reads


def test_a_long_command_leaves_no_file(make_daemon, tmp_path):
    daemon = make_daemon(env={"TMPDIR": str(tmp_path)})
    assert output_of(daemon, "echo hi # " + "x" * 1024 * 1024) == "hi\n"
    assert list(tmp_path.iterdir()) == []


# Directories

def test_the_working_directory(daemon, tmp_path):
    inside = tmp_path / "a b ☃"
    inside.mkdir()
    assert output_of(daemon, "pwd", cwd=str(inside)) == f"{inside}\n"
    assert output_of(daemon, "pwd") == daemon.get("/work-dir").json()["dir"] + "\n"


def test_a_relative_directory_is_below_the_daemons(make_daemon, tmp_path):
    (tmp_path / "below").mkdir()
    daemon = make_daemon(cwd=tmp_path)
    assert output_of(daemon, "pwd", cwd="below") == f"{tmp_path}/below\n"
    assert output_of(daemon, "pwd", cwd="./below/..") == f"{tmp_path}\n"


def test_a_directory_that_cannot_be_entered_is_told_in_the_result(daemon, tmp_path):
    (tmp_path / "file").write_text("x")
    for bad in (tmp_path / "missing", tmp_path / "file", "~"):
        reply = execute(daemon, f"touch {shlex.quote(str(tmp_path / 'ran'))}", cwd=str(bad))
        assert set(reply) == {"exitCode", "result"}
        assert reply["exitCode"] == -1 and str(bad) in reply["result"]
    assert not (tmp_path / "ran").exists()


def test_a_directory_without_permission(unprivileged, open_tmp):
    closed = open_tmp / "closed"
    closed.mkdir(mode=0)
    try:
        reply = execute(unprivileged, "pwd", cwd=str(closed))
        assert reply["exitCode"] == -1 and str(closed) in reply["result"]
    finally:
        closed.chmod(0o700)


# Environment

def test_the_environment_of_a_request(daemon):
    envs = {"A": "x y", "_b2": "$HOME 'q' \"", "EMPTY": "", "LINES_OF": "1\n2\n", "UNI": "ž☃"}
    command = 'printf "%s|" "$A" "$_b2" "${EMPTY-unset}" "$LINES_OF" "$UNI"'
    assert output_of(daemon, command, envs=envs) == "x y|$HOME 'q' \"||1\n2\n|ž☃|"
    assert execute(daemon, "printenv A")["exitCode"] == 1  # of that request only


def test_the_environment_of_the_daemon_is_inherited(make_daemon, tmp_path):
    daemon = make_daemon(home=tmp_path, env={"FROM_THE_START": "x y"})
    assert output_of(daemon, 'echo "$FROM_THE_START|$HOME"') == f"x y|{tmp_path}\n"


@pytest.mark.parametrize("name", ["1A", "A-B", "A B", "A=B", "", "A.B", "É", "A\n", " A", "A$(id)"])
def test_an_invalid_variable_name_answers_400_and_runs_nothing(daemon, tmp_path, name):
    command = f"touch {shlex.quote(str(tmp_path / 'ran'))}"
    resp = daemon.post("/process/execute", {"command": command, "envs": {"GOOD": "1", name: "2"}})
    check_error(resp, 400, EITHER, message=f"invalid environment variable name: '{name}'")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["A", "a", "_", "_1", "Ab_9", "A" * 1000])
def test_valid_variable_names(daemon, name):
    if name != "_":  # the shell gives that one a meaning of its own
        assert output_of(daemon, f"printenv {name}", envs={name: "x"}) == "x\n"
    assert execute(daemon, "true", envs={name: "x"})["exitCode"] == 0


# Refused arguments

@pytest.mark.parametrize("timeout", ["-1", "1.5", '"soon"', '"5"', "true", "[]", "{}", "-9223372036854775809"])
def test_a_timeout_is_a_non_negative_integer(daemon, timeout):
    body = f'{{"command":"echo hi","timeout":{timeout}}}'
    check_error(daemon.post("/process/execute", body), 400, EITHER, message="timeout")


def test_a_timeout_that_is_not_reached_changes_nothing(daemon):
    assert execute(daemon, "echo hi; exit 5", timeout=1000) == {"exitCode": 5, "result": "hi\n"}
