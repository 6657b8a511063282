"""In each shell: nothing that a command changes or prints breaks what the session needs, or forges an exit code."""

import os

import pytest

from support.sessions import NEWEST, finished

NAMES = ["eval", "echo", "printf", "read", "exit", "trap", "kill", "test", "true", "false",
         "source", "cd", "wait", "exec", "set", "unset", "local", "return", "export", "shift", "type", "alias", "cat",
         "sh", "shopt", "setopt", "emulate", "print", "sleep", "wc", "mkfifo", "rm", "head", "jobs", "times", "umask",
         "env", "dd"]


def check_works(session):
    """Codes and output are right, whatever has been changed. Only /bin/sh is sure to be what it was."""
    for code in (37, 0):
        reply = session.run(f"/bin/sh -c 'echo out; exit {code}'")
        assert (reply["stdout"], reply["exitCode"]) == ("out\n", code), reply
    command = finished(session, "/bin/sh -c 'echo out; exit 41'")
    assert command.get()["exitCode"] == 41
    assert b"out\n" in command.raw()


@pytest.mark.parametrize("body", ["{ :; }", "{ /bin/sh -c 'echo wrong; exit 99'; }", "{ return 98; }"])
def test_functions_by_any_name(shell, body):
    for name in NAMES:
        shell.run(f"{name}() {body}")  # refused where the shell does not allow it
    check_works(shell)


def check_works_or_ended(session):
    """Where a change is so deep that the shell itself cannot go on: nothing hangs, and nothing is wrong in silence."""
    resp = session.exec("/bin/sh -c 'echo out; exit 37'", NEWEST)
    if resp.status == 410:
        session.check_ended()
    else:
        reply = resp.json()
        assert (reply["stdout"], reply["exitCode"]) == ("out\n", 37), reply
        check_works(session)


@pytest.mark.parametrize("body", ["{ :; }", "{ return 98; }", "{ echo wrong; }"])
def test_functions_by_the_names_that_lead_to_builtins(shell, body):
    """A shell has one word that leads past its functions. Who takes that for a function gets it called; the other
    name is as good as any."""
    own, other = ("builtin", "command") if shell.name == "zsh" else ("command", "builtin")
    shell.run(f"{other}() {body}")
    check_works(shell)
    shell.run(f"{own}() {body}")
    reply = shell.run("echo right")
    assert "right" not in reply["stdout"] and reply["exitCode"] in (0, 98)


@pytest.mark.parametrize("value", ["true", "'echo wrong'", "false", "'exit 99'"])
def test_aliases_by_any_name(shell, value):
    for name in [*NAMES, "command", "builtin", ":", ".", "[", "if", "while", "do", "then", "for"]:
        shell.run(f"\\alias {name}={value} 2> /dev/null")
    check_works(shell)


@pytest.mark.parametrize("script", [
    "set -x", "set -u", "set -v", "set -C", "set -f", "set -a", "set -xv",
    "IFS=", "IFS=0123456789", "IFS='/ $\"'", "IFS=xeho", "PATH=", "PATH=/nowhere", "unset PATH", "unset HOME",
    "HOME=/nowhere", "PS4='+wrong '", "PS1=wrong PS2=wrong", "unset IFS", "LC_ALL=xx_YY.nothing", "LC_ALL=C",
    "TMPDIR=/nowhere", "ENV=/nowhere BASH_ENV=/nowhere", "export POSIXLY_CORRECT=1", "OPTIND=99",
    "set -- $(seq 1000)", "set --", "umask 777",
    "PROMPT_COMMAND='echo wrong'", "ulimit -f 0", "ulimit -c 0", "trap '' TERM INT HUP QUIT", "trap '' PIPE",
    "trap '' CHLD", "trap 'echo chld >&2' CHLD", "trap : USR1 USR2 WINCH CONT", "cd /; cd /proc/self", "unset _",
    "export $(seq -f 'V%g=1' 2000)",
])
def test_changes_of_the_shell(shell, script):
    assert shell.code(script) == 0
    check_works(shell)


@pytest.mark.parametrize("script", [
    "trap 'echo debug >&2' DEBUG", "trap 'echo error >&2' ERR", "trap : DEBUG ERR EXIT", "set -o posix",
    "setopt ksharrays", "setopt shwordsplit noglob", "emulate sh", "emulate ksh",
    "shopt -s extglob nullglob failglob", "shopt -s lastpipe", "set -m", "set -b", "set -h",
    "set -T", "set -E", "set -k", "set -o pipefail",
    "setopt posixbuiltins", "setopt noclobber noeval", "set +o multios", "set -o emacs", "set -p", "set -P", "set -H",
    "set -t", "set -o ignoreeof", "shopt -u expand_aliases", "disable echo", "enable -n echo printf read",
    "unalias -a", "hash -r", "precmd() { echo wrong; }; preexec() { echo wrong; }",
    "command_not_found_handle() { return 3; }", "TRAPZERR() { echo wrong >&2; }", "TRAPEXIT() { echo bye; }",
])
def test_changes_that_only_some_shells_know(shell, script):
    shell.run(f"{script} 2> /dev/null")
    check_works_or_ended(shell)


def test_tracing_shows_the_users_own_commands_on_stderr(shell):
    reply = shell.run("set -x; echo one")
    assert (reply["stdout"], reply["exitCode"]) == ("one\n", 0)
    assert "echo one" in reply["stderr"]
    reply = shell.run("echo two")
    assert (reply["stdout"], reply["exitCode"]) == ("two\n", 0)
    assert "echo two" in reply["stderr"]
    assert shell.run("set +x")["exitCode"] == 0
    assert shell.output("echo hi") == "hi\n"


@pytest.mark.parametrize("code", [0, 7])
def test_an_exit_code_cannot_be_printed(shell, code):
    lines = ["0", "1", "exit 1", "exitCode=1", "0\\n0\\n", "\\001\\001\\001", "\\002\\002\\002", "\\000",
             "\\0000\\n", "EXIT:0", "__exit_code__:0"]
    prints = "; ".join(f"printf '{line}\\n'; printf '{line}' >&2" for line in lines)
    assert shell.code(f"{prints}; (exit {code})") == code
    shell.check_goes_on()


@pytest.mark.parametrize("code", [0, 7])
def test_an_exit_code_cannot_be_written_to_a_descriptor(shell, code):
    writes = "\n".join(f"(echo 1 >&{fd}) 2> /dev/null" for fd in range(3, 10))
    assert shell.code(f"{writes}\n(exit {code})") == code
    programs = "; ".join(f"echo 1 2> /dev/null >&{fd}" for fd in range(3, 10))
    assert shell.run(f"sh -c '{programs}' 2> /dev/null; (exit {code})")["exitCode"] == code
    shell.check_goes_on()


@pytest.mark.parametrize("code", [0, 7])
@pytest.mark.parametrize("text", ["1", "/1", ""])
def test_an_exit_code_cannot_be_written_to_what_the_shell_has_open(shell, code, text):
    script = (f"for file in /proc/$$/fd/*; do case $file in */[012]) ;; *) (echo {text!r} > \"$file\") ;; esac; done"
              f" 2> /dev/null; (exit {code})")
    assert shell.code(script) == code
    shell.check_goes_on()
    assert shell.code("(exit 5)") == 5


def test_closing_every_descriptor(shell):
    assert shell.code("\n".join(f"exec {fd}>&-" for fd in range(3, 10))) == 0
    shell.check_goes_on()
    assert shell.code("(exit 7)") == 7


def test_closing_the_large_descriptors_too(shell):
    if shell.name != "bash":
        return  # a number of two digits is a word to the others
    assert shell.code("for fd in $(seq 10 255); do eval \"exec $fd>&-\"; done 2> /dev/null; (exit 7)") == 7
    check_works_or_ended(shell)


def test_an_exit_code_cannot_be_written_to_disk(shell):
    """The file is for others to read."""
    path = os.path.join(shell.daemon.home, ".daytona", "sessions", shell.id)
    command = finished(shell, f"for d in '{path}'/*; do echo 1 > $d/exit_code; done; (exit 7)")
    assert command.get()["exitCode"] == 7
    assert [c["exitCode"] for c in shell.get()["commands"]] == [7]


def test_a_child_cannot_end_the_command_for_the_shell(shell, gate, events):
    """Only the shell says when a command has ended."""
    command = shell.start(f"sh -c 'echo 0; exit 0'; (exit 0); echo go > {events.path}; read _ < {gate.path}; (exit 7)")
    assert events.line() == "go"
    assert "exitCode" not in command.get()
    gate.let_through()
    assert command.wait() == 7


def test_variables_of_the_session_itself_are_not_in_the_way(shell):
    """A shell that has just started has no functions or aliases that the user did not define."""
    if shell.name == "bash":
        assert shell.output("declare -F; alias") == ""
    elif shell.name == "zsh":
        assert shell.output("print -l ${(k)functions}").strip() == ""
    else:
        assert shell.output("alias") == ""
