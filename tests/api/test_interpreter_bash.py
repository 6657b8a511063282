"""Bash contexts: state, exit codes as errors, output."""

import pytest

from support.interpreter import INTERRUPTED
from support.process import nap, processes_with


@pytest.fixture
def bash(make_context):
    return make_context("bash")


def test_state_is_kept(bash, tmp_path):
    bash.output(f"cd {tmp_path}; x=1; export E=2; f() {{ echo f$x; }}; a=(p 'q r'); alias l='echo alias'\n"
                "shopt -s expand_aliases extglob; set -o pipefail")
    assert bash.output("pwd; echo $x; f; echo \"${a[1]}\"; printenv E; shopt -q extglob && echo glob"
                       ) == f"{tmp_path}\n1\nf1\nq r\n2\nglob\n"
    assert bash.output("l 5") == "alias 5\n"


@pytest.mark.parametrize("code, status", [("false", 1), ("(exit 7)", 7), ("no-such-program", 127), ("true; false", 1),
                                          ("sh -c 'kill -9 $$'", 137), ("f() { return 9; }; f", 9)])
def test_a_status_other_than_0_is_an_error(bash, code, status):
    result = bash.run(f"kept=1; echo before; {code}").completed("ExitStatus")
    assert result.error["value"] == str(status) and result.stdout == "before\n"
    assert bash.output("echo $kept") == "1\n"


def test_the_last_status_counts(bash):
    bash.run("false; true").completed()
    assert bash.run("true\nfalse\n# a comment").completed("ExitStatus").error["value"] == "1"


@pytest.mark.parametrize("end", ["exit", "exit 7", "exec true", "set -e; false", "kill -9 $$", "exec 3>&-", "exec >&- 2>&-"])
def test_whatever_ends_the_shell(bash, end):
    """Its messages come, and the context goes on with this shell or a fresh one."""
    result = bash.run(f"echo before; {end}")
    assert (result.control, result.code) == ("completed", 1000) and result.stdout.startswith("before\n"), result
    bash.run("true")
    assert bash.run("echo on").stdout.endswith("on\n") or end == "exec >&- 2>&-"


def test_a_syntax_error(bash):
    result = bash.run("kept=1\nfi")
    assert result.error["name"] == "ExitStatus" and "syntax error" in result.stderr and result.code == 1000
    result = bash.run("echo 'open")
    assert result.error is not None and "unexpected EOF" in result.stderr
    assert bash.output("echo on") == "on\n"


def test_the_order_of_output_of_each_stream(bash):
    result = bash.run("for n in $(seq 200); do echo out $n; echo err $n >&2; done").completed()
    assert result.stdout == "".join(f"out {n}\n" for n in range(1, 201))
    assert result.stderr == "".join(f"err {n}\n" for n in range(1, 201))


def test_standard_input_is_empty(bash):
    assert bash.output("cat; read x || echo end; readlink /proc/self/fd/0") == "end\n/dev/null\n"
    bash.run("exec 0< /etc/passwd")
    assert bash.output("read -r x; echo on")[-3:] == "on\n"


def test_large_output_and_binary(bash):
    assert bash.output("head -c 5000000 /dev/zero | tr '\\0' x") == "x" * 5_000_000
    assert bash.run("printf '\\377a\\342\\230'").completed().stdout == "\ufffda\ufffd\ufffd"


def test_heredocs_quotes_and_lines(bash):
    assert bash.output("cat <<'EOF'\n$x `y` \"z\" \\\nEOF\necho 'a\nb'\nif true\nthen\n  echo yes\nfi") == (
        "$x `y` \"z\" \\\na\nb\nyes\n")
    assert bash.output("echo one # comment") == "one\n"
    assert bash.output("echo \\\n  joined\n\n\n") == "joined\n"
    assert bash.output("echo 'ž☃😀'") == "ž☃😀\n"


def test_little_of_the_worker_is_seen(bash):
    """Its variables and functions have names of their own and reach no child."""
    assert [line for line in bash.output("env").splitlines() if "toolboxd_" in line] == []
    names = bash.output("compgen -v; compgen -A function").split()
    assert not [n for n in names if "toolboxd" in n.lower() and not n.startswith(("TOOLBOX", "__toolboxd_"))]
    assert bash.output("jobs; echo $#; echo \"$-\" | tr -d hBc") == "0\n\n"


def test_jobs(bash):
    sleeper = nap()
    bash.run(f"{sleeper} & kept=$!").completed()
    assert bash.output("kill -0 $kept && echo alive; kill $kept; wait $kept; echo $?").splitlines()[::2] == ["alive"]
    assert processes_with(sleeper) == []


def test_a_client_that_leaves_keeps_the_state(bash, events):
    sleeper = nap()
    execution = bash.start(f"kept=1; echo go > {events.path}; {sleeper}; after=1")
    assert events.line() == "go"
    execution.leave()
    assert bash.output("echo $kept") == "1\n"
    assert processes_with(sleeper) == []


def test_a_timeout_ends_what_runs(bash):
    sleeper = nap()
    result = bash.run(f"echo before; {sleeper}; echo after", timeout=1)
    assert (result.stdout, result.control, result.code) == ("before\n", None, 4008), result
    assert processes_with(sleeper) == []
    assert bash.output("echo on") == "on\n"


def test_deleting_it_while_it_runs(make_context, events):
    bash = make_context("bash")
    execution = bash.start(f"echo go > {events.path}; while :; do :; done")
    assert events.line() == "go"
    assert bash.delete().status == 200
    result = execution.result()
    assert (result.error["name"], result.control, result.code) == ("ContextDeleted", INTERRUPTED, 1000)


def test_debug_traps_and_options_of_the_code(bash):
    for code in ("trap 'echo trapped >&2' ERR DEBUG EXIT", "set -u", "set -f; set -C", "unset PATH", "PATH=/nowhere",
                 "echo() { :; }; read() { :; }; eval() { :; }", "IFS=x", "set -x; set +x"):
        bash.run(code)
    assert bash.run("builtin echo on").stdout.endswith("on\n")


# What ends the shell: the execution ends with its status, and the next begins afresh

@pytest.mark.parametrize("code, output, status", [
    ("exit 3", "", 3), ("echo x; exit 3; echo never", "x\n", 3), ("exit 0", "", 0), ("exit", "", 0), ("(exit 4); exit", "", 4),
    ("exec sh -c 'echo x; exit 4'", "x\n", 4), ("exec true", "", 0), ("exec sh -c 'echo x; exec sh -c \"echo y; exit 5\"'", "x\ny\n", 5),
    ("trap 'echo bye' EXIT; echo x; exit 6", "x\nbye\n", 6), ("trap 'echo bye; exit 7' EXIT; exit 1", "bye\n", 7),
    ("f() { exit 8; }; f", "", 8), ("set -e; echo x; (exit 9); echo never", "x\n", 9), ("eval 'exit 10'", "", 10),
    ("seq 100000; exit 11", "".join(f"{n}\n" for n in range(1, 100_001)), 11)])
def test_ends_of_the_shell(bash, code, output, status):
    bash.output("kept=1")
    result = bash.run(code).completed("ExitStatus" if status else None)
    assert result.stdout == output and (status == 0 or result.error["value"] == str(status)), result.tail()
    assert bash.output("echo \"${kept-afresh}\"") == "afresh\n"


def test_an_exec_with_a_status_that_a_child_outlives(bash):
    sleeper = nap()
    result = bash.run(f"{sleeper} & exec sh -c 'echo x >&2; exit 4'").completed("ExitStatus")
    assert (result.error["value"], result.stderr) == ("4", "x\n")
    assert bash.output("echo on") == "on\n"


def test_the_queue_goes_on_after_an_exit(bash, events, gate):
    first = bash.start(f"echo go > {events.path}; read _ < {gate.path}; exit 3")
    assert events.line() == "go"
    queued = [bash.start(f"echo {n}").taken() for n in range(3)]
    gate.let_through()
    assert first.result().completed("ExitStatus").error["value"] == "3"
    assert [execution.result().completed().stdout for execution in queued] == ["0\n", "1\n", "2\n"]


# Environments

NAMES = ["name", "at", "entry", "code", "path", "status", "i", "n", "x", "value", "REPLY", "OLDPWD"]


def test_envs_with_names_that_a_worker_may_use(bash):
    envs = {name: f"of {name}" for name in NAMES}
    show = "; ".join(f'echo "${{{name}-none}}"' for name in NAMES)
    before = bash.run(show).stdout
    assert bash.output(show, envs=envs) == "".join(f"of {name}\n" for name in NAMES)
    assert bash.output("printenv " + " ".join(NAMES), envs=envs) == "".join(f"of {name}\n" for name in NAMES)
    assert bash.run(show).stdout == before
    assert bash.run("printenv name at entry code path").completed("ExitStatus").stdout == ""


def test_variables_of_those_names_are_kept(bash):
    bash.output("name=mine; export at=exported; entry=(an array)")
    assert bash.output("echo $name $at", envs={"name": "n", "at": "a"}) == "n a\n"
    assert bash.output("echo $name $at ${entry[1]}; printenv name at || :") == "mine exported array\nexported\n"
