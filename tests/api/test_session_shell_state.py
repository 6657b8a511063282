"""In each shell: what a command changes in the shell is there for the next one, as at a terminal."""

import pytest

from support.process import nap, processes_with
from support.sessions import finished, running

KEPT = [
    ("cd /usr", "pwd", "/usr\n"),
    ("export A='x y'", "printenv A", "x y\n"),
    ("a=5", 'echo "$a"', "5\n"),
    ("a=5; unset a", 'echo "${a-none}"', "none\n"),
    ('f() { echo "f:$1"; }', "f 3", "f:3\n"),
    ("alias greet='echo hello'", "greet you", "hello you\n"),
    ("umask 027", "sh -c umask", "0027\n"),
    ("set -- a 'b c' d", 'echo "$# $2"', "3 b c\n"),
    ("trap 'echo got' USR1", "kill -USR1 $$; :", "got\n"),
    ("set -o noglob", "echo /*", "/*\n"),
    ("readonly R=1", 'echo "$R"', "1\n"),
    ("a=1; b=2; c=$((a + b))", "echo $((c * 2))", "6\n"),
    ("f() { x=inside; }; f", 'echo "$x"', "inside\n"),
    ("if true; then y=4; fi; for z in 1 2 3; do :; done", 'echo "$y$z"', "43\n"),
    ("PATH=/nowhere:$PATH", 'echo "${PATH%%:*}"', "/nowhere\n"),
]


@pytest.mark.parametrize("change, probe, expected", KEPT, ids=[k[0] for k in KEPT])
@pytest.mark.parametrize("in_background", [False, True], ids=["sync", "async"])
def test_it_is_kept(shell, change, probe, expected, in_background):
    assert (finished(shell, change).get()["exitCode"] if in_background else shell.code(change)) == 0
    assert shell.output(probe) == expected
    assert finished(shell, probe).raw() == b"\1\1\1" + expected.encode()


def test_arrays_and_declarations_are_the_shells_own(shell):
    """A `typeset` at the top is not a function's."""
    if shell.name not in ("bash", "zsh"):
        return  # the others have neither
    assert shell.code("typeset x=5; a=(one two); typeset -A m; m[k]=v") == 0
    assert shell.output('echo "$x ${a[@]} ${m[k]}"') == "5 one two v\n"


@pytest.mark.parametrize("command, code", [("(exit 7)", 7), ("true", 0), ("false", 1), ("sh -c 'kill -9 $$'", 137),
                                           ("no-such-program-anywhere", 127), ("(exit 255)", 255), ("! true", 1)])
def test_the_last_exit_code_is_there_for_the_next_command(shell, command, code):
    assert shell.code(command) == code
    assert shell.run("echo $?")["stdout"] == f"{code}\n"
    assert finished(shell, command).get()["exitCode"] == code
    assert shell.run("(exit $?)")["exitCode"] == code


def test_the_first_command_sees_0(shell):
    assert shell.output('echo "$?"') == "0\n"


def test_it_is_one_shell(shell):
    pid = shell.output("echo $$")
    assert [shell.output("echo $$") for _ in range(3)] == [pid] * 3
    assert finished(shell, "echo $$").raw() == b"\1\1\1" + pid.encode()


def test_it_is_the_shell_that_was_asked_for(shell):
    program = {"ash": "busybox"}.get(shell.name, shell.name)
    assert shell.output("readlink /proc/$$/exe").strip().split("/")[-1] == program


def test_background_jobs_are_kept(shell, gate):
    sleeper = nap()
    assert shell.code(f"(read _ < {gate.path}; exit 5) & job=$!") == 0
    assert shell.code(f"{sleeper} > /dev/null 2>&1 & other=$!") == 0
    gate.let_through()
    assert shell.run("wait $job; echo $?")["stdout"] == "5\n"
    running(sleeper, 1)
    shell.run("kill $other; wait $other")
    assert processes_with(sleeper) == []


def test_a_job_of_an_earlier_command_is_listed(shell):
    assert shell.code(f"{nap()} > /dev/null 2>&1 &") == 0
    assert "unning" in shell.run("jobs")["stdout"]  # some shells do not say what is running
    assert shell.code("kill $!; wait $!; :") == 0


def test_set_e_is_kept(shell):
    assert shell.code("set -e") == 0
    assert shell.output("echo one; if false; then :; fi; false || echo two") == "one\ntwo\n"
    assert finished(shell, "echo three").get()["exitCode"] == 0
    assert shell.code("(exit 4) || true") == 0
    assert shell.run("echo before; false; echo after")["stdout"] == "before\n"
    shell.check_ended()


@pytest.mark.parametrize("fd", [3, 4, 5, 6, 7, 8, 9])
def test_descriptors_that_the_user_opens_are_kept(shell, tmp_path, fd):
    assert shell.code(f"exec {fd}> '{tmp_path}/file'") == 0
    assert shell.code(f"echo one >&{fd}; sh -c 'echo two >&{fd}'") == 0
    assert finished(shell, f"echo three >&{fd}").raw() == b""
    assert shell.code(f"exec {fd}>&-") == 0
    assert (tmp_path / "file").read_text() == "one\ntwo\nthree\n"


def test_a_directory_that_goes_away_under_the_shell(shell, tmp_path):
    assert shell.code(f"mkdir '{tmp_path}/d'; cd '{tmp_path}/d'; rmdir '{tmp_path}/d'") == 0
    assert shell.run("echo hi")["stdout"] == "hi\n"
    assert shell.code("cd /") == 0
    assert shell.output("pwd") == "/\n"


def test_shell_options_are_kept(shell, tmp_path):
    (tmp_path / "file").write_text("old")
    assert shell.code("set -C") == 0
    assert shell.run(f"echo new > '{tmp_path}/file'")["exitCode"] != 0
    assert shell.code("set +C") == 0
    assert shell.code(f"echo new > '{tmp_path}/file'") == 0
    assert (tmp_path / "file").read_text() == "new\n"
