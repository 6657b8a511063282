"""Bash contexts: bash/worker.sh over a channel, as the daemon drives it."""

import os
import shutil
import signal

import pytest

from support.node_worker import ROOT, TIMEOUT, Channel

WORKER = (ROOT / "daemon/interpreter/bash/worker.sh").read_text()


class BashContext(Channel):
    def __init__(self, **options):
        super().__init__([shutil.which("bash"), "--norc", "--noprofile", "-c", WORKER, "bash"], **options)
        assert self.line() == "ready"

    def line(self):
        """The next line of the channel; None at its end."""
        line = b""
        while not line.endswith(b"\n"):
            if not (more := self.bytes(1)):
                return None
            line += more
        return line.decode().rstrip("\n")

    def run(self, code, envs={}, on_output=None):
        """(status, stdout, stderr); the status is that of the process where it ended instead of reporting one."""
        fd = os.memfd_create("code")
        try:
            entries = "".join(f"{name}={value}\0" for name, value in envs.items())
            os.write(fd, entries.encode() + b"\0")
            with open(fd, "ab", closefd=False) as file:
                file.write(code.encode())
            self.socket.sendall(f"/proc/{os.getpid()}/fd/{fd}\n".encode())
            return self.finish(on_output)
        finally:
            os.close(fd)

    def finish(self, on_output):
        text = {"stdout": b"", "stderr": b""}
        while True:
            ready = self.readable(TIMEOUT)
            assert ready, f"nothing came: {text}"
            before = dict(text)
            while pieces := [fd for fd in self.readable(0) if fd in self.output]:
                for fd in pieces:
                    data = os.read(fd, 1 << 16)
                    text[self.output[fd]] += data
                    if not data:
                        del self.output[fd]
            if on_output and text != before:
                on_output(self)
            if self.socket in ready:
                line = self.line()
                if line is None:
                    status = self.process.wait(TIMEOUT)
                else:
                    assert line.startswith("done "), line
                    status = int(line[5:])
                return status, text["stdout"].decode(), text["stderr"].decode()


@pytest.fixture
def context(tmp_path):
    c = BashContext(cwd=tmp_path)
    yield c
    c.close()


def interrupt_as_the_daemon_does(context):
    """To the shell; and then to its group, without the wait."""
    os.kill(context.process.pid, signal.SIGINT)
    os.killpg(context.process.pid, signal.SIGINT)


def test_state_is_kept(context, tmp_path):
    (tmp_path / "sub").mkdir()
    context.run("x=1; declare -a y=(2 3); f() { echo f $1; }; alias say='echo alias'; cd sub; set -o noglob; set -- a b; export Z=z")
    status, out, err = context.run("echo $x ${y[1]} $(f 5) $PWD * $# $(printenv Z)\nsay it")
    assert (status, out, err) == (0, f"1 3 f 5 {tmp_path}/sub * 2 z\nalias it\n", "")


def test_status(context):
    assert context.run("false")[0] == 1
    assert context.run("echo $?; (exit 7)") == (7, "1\n", "")
    assert context.run("nowhere") == (127, "", "/dev/fd/250: line 1: nowhere: command not found\n")
    assert context.run("return 5")[0] == 5
    assert context.run("while :; do break 9; done; break; continue")[0] == 0
    assert context.run("echo $((1/0))")[0] == 1
    assert context.run("kill -KILL $BASHPID & wait $!")[0] == 137
    assert context.run("echo on") == (0, "on\n", "")


def test_syntax_errors_are_survived(context):
    for code in ("if then", "echo (", "echo 'open", "\n\nfor", "{"):
        status, _, err = context.run(code)
        assert status == 2 and "line" in err
    assert context.run("echo $?") == (0, "2\n", "")
    assert "line 4" in context.run("true\n\n\nnowhere\n")[2]


def test_envs_hold_for_one_run(context):
    context.run("plain=1; export shown=2")
    code = "echo \"$new $plain $shown $(printenv plain)\"; other=5"
    assert context.run(code, {"new": "n\n'\"$x", "plain": "p", "shown": ""})[1] == "n\n'\"$x p  p\n"
    assert context.run("echo ${new-unset} $plain $shown $(printenv plain) $other; declare -p plain")[1] == '1 2 5\ndeclare -- plain="1"\n'.replace("1 2", "unset 1 2")


@pytest.mark.parametrize("name, value, restored", [
    ("name", "bob", ""), ("at", "7", ""), ("entry", "e", ""), ("IFS", "e", " \t\n"), ("PATH", "/nowhere", None), ("BASH_ENV", "/nowhere", ""),
    ("POSIXLY_CORRECT", "1", ""), ("TMOUT", "9", ""), ("__name", "x=y", "")])
def test_envs_of_any_name(context, name, value, restored):
    restored = os.environ["PATH"] if restored is None else restored
    for _ in range(2):
        assert context.run(f'echo "[${name}]"; sub=$(echo on); echo "$sub"', {name: value}) == (0, f"[{value}]\non\n", "")
        assert context.run(f'echo "[${name}]"; shopt -qo posix') == (1, f"[{restored}]\n", "")


def test_envs_leave_no_variables_behind(context):
    context.run("before=$(compgen -v)")
    context.run(":", {"name": "bob", "at": "7", "PATH": "/nowhere"})
    left = context.run("comm -13 <(sort <<<$before) <(compgen -v | sort)")[1].split()
    assert set(left) <= {"before", "PIPESTATUS", "_", "BASH_REMATCH"}


@pytest.mark.parametrize("mode", ["", "set -o posix"])
def test_envs_that_name_a_readonly_variable(context, mode):
    context.run(f"{mode}\nreadonly mine=1 unset_one")
    for name in ("UID", "mine", "unset_one"):
        status, out, err = context.run("echo no", {"first": "f", name: "9", "last": "l"})
        assert (status, out, err) == (1, "", f"bash: {name}: readonly variable\n")
    assert context.run("echo ${first-unset} ${last-unset} $mine ${unset_one-unset}")[1] == "unset unset 1 unset\n"


def test_readonly_variables_that_reading_heeds(context):
    context.run("IFS=0123456789/; TMOUT=1; readonly IFS TMOUT REPLY")
    assert context.run("echo on") == (0, "on\n", "")


def test_a_variable_that_the_code_makes_readonly_stays(context):
    assert context.run("readonly first", {"first": "f", "POSIXLY_CORRECT": "1"})[0] == 0
    assert context.run("echo $first")[:2] == (0, "f\n")


def test_the_channel_is_nobodys(context):
    listed = context.run("ls /proc/self/fd; (ls /proc/self/fd) | cat; ls /proc/self/fd & wait; exec 3>out 9</dev/null; echo to file >&3")[1]
    assert listed.split() == ["0", "1", "2", "3"] * 3
    assert context.run("echo more >&3; cat out; ls /proc/self/fd")[1].split() == ["to", "file", "more", "0", "1", "2", "3", "4", "9"]


def test_stdin_is_empty(context):
    assert context.run("cat; read x || echo none")[1] == "none\n"


def test_background_jobs_live_on(context):
    status, out, _ = context.run("sleep 1000 & echo $!")
    assert context.run("jobs -p; kill $!; wait $!")[:2] == (143, out)


def test_traps_and_options_of_the_user(context):
    assert context.run("trap 'echo error' ERR; trap 'echo usr' USR1; false")[:2] == (1, "error\n")
    assert context.run("kill -USR1 $$; trap - ERR")[:2] == (0, "usr\n")
    assert context.run("set -x; echo on")[1:] == ("on\n", "++++ echo on\n")
    assert context.run("echo on")[1:] == ("on\n", "++++ echo on\n")
    context.run("set +x")
    assert context.run("set -uo pipefail; false | true")[0] == 1
    context.run("set -e")
    assert context.run("true")[0] == 0
    assert context.run("echo before; false; echo after")[:2] == (1, "before\n")  # the shell has ended
    assert context.process.poll() == 1


def test_functions_named_like_builtins(context):
    context.run("printf() { echo mine; }; eval() { :; }; read() { :; }; return() { :; }; exec() { :; }; trap() { :; }; set() { :; }")
    assert context.run("printf x") == (0, "mine\n", "")


@pytest.mark.parametrize("code, status", [("exit 3", 3), ("trap 'echo bye' EXIT; exit 4", 4), ("exec sh -c 'exit 5'", 5), ("set -n", 0), ("set -u; echo $nowhere", 127),
                                          ("kill -KILL $$", -9)])
def test_what_ends_the_shell(context, code, status):
    assert context.run(code)[0] == status
    assert context.process.poll() == status


NAP = "sh -c 'echo on; exec sleep 1000'"  # says so once there is a process for the signal to end


@pytest.mark.parametrize("code", [
    f"{NAP}; echo no",
    "echo on; while :; do :; done; echo no",
    "f() { while :; do :; done; }; g() { f; echo no; }; echo on; g; echo no",
    f"f() {{ {NAP}; }}; f; f; echo no",
    f"{NAP} | cat; echo no",
    f"exec 8>&1; x=$({NAP} >&8); echo no",
    f"({NAP}; echo no); echo no",
    "sleep 1000 & echo on; wait; echo no",
    "mkfifo pipe; exec 7<>pipe; echo on; read x <&7; echo no",
    "echo on; for ((;;)); do true; done",
])
def test_interrupt(context, code):
    context.run("kept=1")
    for _ in range(2):
        status, out, _ = context.run(code.replace("mkfifo pipe", "test -p pipe || mkfifo pipe"), on_output=interrupt_as_the_daemon_does)
        assert (status, out) == (130, "on\n")
    assert context.run("echo $kept; trap -p DEBUG")[:2] == (0, "1\n")


def test_interrupt_is_ignored_between_runs(context):
    for _ in range(3):
        interrupt_as_the_daemon_does(context)
        assert context.run("echo on")[:2] == (0, "on\n")


def test_a_trap_of_the_users_for_the_interrupt(context):
    assert context.run("trap 'echo mine' INT; echo on; kill -INT $$; echo after")[:2] == (0, "on\nmine\nafter\n")


def test_64_mib_of_code(context):
    assert context.run(f"x='{'y' * (64 << 20)}'; echo ${{#x}}")[:2] == (0, f"{64 << 20}\n")


def test_end_of_the_channel_runs_the_exit_trap(tmp_path):
    c = BashContext(cwd=tmp_path)
    c.run("trap 'echo > ended' EXIT")
    c.close()
    assert c.process.returncode == 0 and (tmp_path / "ended").exists()
