"""The reserved session of the command that the daemon was started with, and `toolboxd entrypoint logs`."""

import os
import shlex
import signal
import subprocess

import pytest

from support.daemon import TIMEOUT, binary, check_error
from support.process import Gate, environment, nap, processes_with
from support.sessions import EITHER, ERR, MARKED, NEWEST, OUT, Command, Follower, Session, create, eventually, sdk

PATH = "/process/session/entrypoint"


class Entrypoint:
    """As much of a session as the reserved one is."""

    def __init__(self, daemon):
        self.daemon, self.id, self.path = daemon, "entrypoint", PATH
        self.command = Command(self, "entrypoint_command")

    def logs(self, headers=None, **params):
        return self.daemon.get(f"{PATH}/logs", headers, **params)

    def follow(self, headers=None, query="?follow=true"):
        return Follower(self.daemon, f"{PATH}/logs{query}", NEWEST if headers is None else headers)

    def wait(self):
        with self.follow() as follower:
            follower.rest()
        return self.daemon.get(PATH).json()["commands"][0]["exitCode"]


def start(make_daemon, *args, **options):
    return Entrypoint(make_daemon(args=args, **options))


def print_logs(daemon):
    """`toolboxd entrypoint logs`, to its end."""
    return subprocess.run([binary(), "entrypoint", "logs"], env=environment(daemon.home), stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=TIMEOUT, check=False)


def test_the_arguments_are_one_command(make_daemon):
    entrypoint = start(make_daemon, "sh", "-c", "echo out; echo err >&2; exit 3")
    assert entrypoint.wait() == 3
    resp = entrypoint.daemon.get(PATH)
    assert resp.status == 200
    (command,) = resp.json()["commands"]
    assert resp.json() == {"sessionId": "entrypoint", "commands": [
        {"id": "entrypoint_command", "command": command["command"], "exitCode": 3}]}
    assert shlex.split(command["command"]) == ["sh", "-c", "echo out; echo err >&2; exit 3"]
    reply = entrypoint.logs(NEWEST).json()
    assert (reply["stdout"], reply["stderr"]) == ("out\n", "err\n")


@pytest.mark.parametrize("words", [
    ["a b", "c"], ["a  b", " c "], [""], ["", "x", ""], ["'"], ['"'], ["'\"'\"'"], ["$HOME", "`id`", "$(id)"],
    ["*", "?", "[a]"], ["a\nb", "\n"], ["\\", "\\n", "a\\"], ["~", "~root"],
    ["; echo x", "& echo y", "| cat", "> /tmp/x"], ["#", "!x", "!!"], ["ž☃𝄞"],
    ["-n", "--", "--port", "--help", "-p", "7"], ["x=1"], ["{a,b}"], ["\t", "\r"], ["x" * 100_000], ["=ls"],
    ["=", "==", "a=~", "a:~", "%1", "@x", "^a^b", "+(x)", "a#b", "-", "x^", "?", "<(x)", "=(x)", "a,b", "!(x)",
     "%%", "_"],
])
def test_words_are_passed_on_as_they_are(make_daemon, tmp_path, words):
    script = tmp_path / "show args"
    script.write_text('#!/bin/sh\nprintf "%s|" "$#" "$@"\n')
    script.chmod(0o755)
    entrypoint = start(make_daemon, str(script), *words)
    assert entrypoint.wait() == 0
    assert entrypoint.logs().body.decode() == "|".join([str(len(words)), *words]) + "|"


@pytest.mark.parametrize("words", [["if", "true"], ["A=1", "env"], ["then"], ["{", "x"], ["!", "true"], ["=ls"],
                                   ["function", "x"], ["[[", "x", "]]"], ["no such", "x"], ["exit 0"], ["~"], ["%1"]])
def test_the_first_word_is_a_program(make_daemon, words):
    entrypoint = start(make_daemon, "--", *words)
    assert entrypoint.wait() == 127


def test_after_two_dashes_everything_is_the_command(make_daemon):
    entrypoint = start(make_daemon, "--", "echo", "--flag", "--port", "5", "--", "-x")
    assert entrypoint.wait() == 0
    assert entrypoint.logs().body == b"--flag --port 5 -- -x\n"


def test_what_follows_the_first_word_belongs_to_it(make_daemon):
    entrypoint = start(make_daemon, "echo", "--version", "--no-such-flag", "-h")
    assert entrypoint.wait() == 0
    assert entrypoint.logs().body == b"--version --no-such-flag -h\n"


def test_a_word_of_an_option_as_its_name(make_daemon):
    """Only `entrypoint logs` is a command of the daemon's own."""
    entrypoint = start(make_daemon, "echo", "entrypoint", "logs")
    assert entrypoint.wait() == 0
    assert entrypoint.logs().body == b"entrypoint logs\n"


def test_a_program_that_is_missing(make_daemon):
    entrypoint = start(make_daemon, "no-such-program-anywhere", "x")
    assert entrypoint.wait() == 127
    assert b"no-such-program-anywhere" in entrypoint.logs().body


def test_the_daemon_serves_while_it_runs(make_daemon, gate):
    entrypoint = start(make_daemon, "sh", "-c", f"echo hi; read _ < {gate.path}; echo more")
    with entrypoint.follow() as follower:
        follower.until(b"hi\n")
        (command,) = entrypoint.daemon.get(PATH).json()["commands"]
        assert set(command) == {"id", "command"}
        assert entrypoint.command.get() == command
        assert entrypoint.daemon.get("/process/session").json() == []
        assert Session(entrypoint.daemon, "own").output("echo hi") == "hi\n"
        assert [s["sessionId"] for s in entrypoint.daemon.get("/process/session").json()] == ["own"]
        gate.let_through()
        assert follower.rest() == OUT + b"hi\nmore\n"
    assert entrypoint.command.get()["exitCode"] == 0


def test_its_logs_in_every_form(make_daemon, gate):
    entrypoint = start(make_daemon, "sh", "-c", f"echo out; read _ < {gate.path}; echo err >&2")
    with entrypoint.follow() as follower, entrypoint.follow({}) as combined:
        follower.until(b"out\n")
        combined.until(b"out\n")
        with entrypoint.follow(query="") as snapshot:
            assert snapshot.rest() == OUT + b"out\n"
        gate.let_through()
        log = OUT + b"out\n" + ERR + b"err\n"
        assert follower.rest() == log
        assert combined.rest() == b"out\nerr\n"
    assert entrypoint.logs().body == b"out\nerr\n"
    assert entrypoint.logs(sdk("0.26.0")).body == b"out\nerr\n"
    assert entrypoint.logs(sdk("0.166.0")).body == entrypoint.logs(MARKED).body == log
    assert entrypoint.logs(NEWEST).json() == {"output": log.decode(), "stdout": "out\n", "stderr": "err\n"}
    assert entrypoint.logs(MARKED, offset=5).body == log[5:]
    assert entrypoint.logs(MARKED).headers["X-Log-Offset"] == str(len(log))
    with entrypoint.follow(query="?follow=true&offset=5") as follower:
        assert follower.rest() == log[5:]
    assert entrypoint.command.logs(MARKED).body == log


@pytest.mark.parametrize("with_one", [True, False])
def test_it_cannot_be_made_deleted_or_used(make_daemon, gate, with_one):
    daemon = make_daemon(args=["sh", "-c", f"read _ < {gate.path}; exit 4"] if with_one else [])
    check_error(create(daemon, "entrypoint"), 400, EITHER)
    check_error(daemon.delete(PATH), 400, EITHER)
    check_error(daemon.request("DELETE", PATH, {"sessionId": "entrypoint"}), 400, EITHER)
    for body in ({"command": "echo hi"}, {"command": "echo hi", "runAsync": True}):
        check_error(daemon.post(f"{PATH}/exec", body), 400, EITHER)
    if with_one:
        gate.let_through()
        assert Entrypoint(daemon).wait() == 4


@pytest.mark.parametrize("target",
                         [PATH, f"{PATH}/logs", f"{PATH}/logs?follow=true", f"{PATH}/command/entrypoint_command",
                                    f"{PATH}/command/entrypoint_command/logs"])
def test_without_one_it_is_404(daemon, target):
    check_error(daemon.request("GET", target), 404, "PROCESS_NOT_FOUND", message="not found: ")


def test_it_ends_with_the_daemon(make_daemon, events):
    sleeper = nap()
    entrypoint = start(make_daemon, "sh", "-c",
                       f"trap 'echo bye > {events.path}; exit 0' TERM; echo go > {events.path}; "
                       f"{sleeper} & wait", env={"DAYTONA_TERMINATION_GRACE_PERIOD": "5s"})
    assert events.line() == "go"
    entrypoint.daemon.proc.send_signal(signal.SIGTERM)
    assert entrypoint.daemon.proc.wait(TIMEOUT) == 0
    assert events.line() == "bye"
    assert processes_with(sleeper) == []


def test_the_daemon_goes_on_when_it_has_ended(make_daemon):
    entrypoint = start(make_daemon, "false")
    assert entrypoint.wait() == 1
    assert Session(entrypoint.daemon).output("echo hi") == "hi\n"


def test_it_starts_anew_with_the_daemon(make_daemon, tmp_path):
    first = start(make_daemon, "echo", "the first", home=tmp_path)
    assert first.wait() == 0
    first.daemon.stop()
    second = start(make_daemon, "echo", "the second", home=tmp_path)
    assert second.wait() == 0
    assert second.logs().body == b"the second\n"


# toolboxd entrypoint logs

def test_both_streams_are_printed_where_they_belong(make_daemon):
    entrypoint = start(make_daemon, "sh", "-c", "echo out; echo err >&2; printf 'a\\0\\377b'; exit 3")
    entrypoint.wait()
    done = print_logs(entrypoint.daemon)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"out\na\0\xffb", b"err\n")


def test_they_are_printed_as_they_are_written_until_the_end(make_daemon, gate):
    entrypoint = start(make_daemon, "sh", "-c",
                       f"echo one; read _ < {gate.path}; echo two >&2; read _ < {gate.path}; echo three")
    with entrypoint.follow() as follower:
        follower.until(b"one\n")  # so that there is a log
    with subprocess.Popen([binary(), "entrypoint", "logs"], env=environment(entrypoint.daemon.home),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as printer:
        assert printer.stdout.readline() == b"one\n"
        gate.let_through()
        assert printer.stderr.readline() == b"two\n"
        gate.let_through()
        assert printer.stdout.read() == b"three\n"
        assert printer.stderr.read() == b""
        assert printer.wait(TIMEOUT) == 0


def test_a_large_log_is_printed_whole(make_daemon):
    entrypoint = start(make_daemon, "sh", "-c", "head -c 20000000 /dev/zero | tr '\\0' x; echo end >&2")
    done = print_logs(entrypoint.daemon) if entrypoint.wait() == 0 else None
    assert (done.returncode, done.stderr) == (0, b"end\n")
    assert done.stdout == b"x" * 20_000_000


def test_a_background_child_does_not_keep_the_printer(make_daemon):
    sleeper = nap()
    entrypoint = start(make_daemon, "sh", "-c", f"{sleeper} & echo hi",
                       env={"DAYTONA_TERMINATION_GRACE_PERIOD": "1s"})
    assert entrypoint.wait() == 0
    done = print_logs(entrypoint.daemon)
    assert (done.returncode, done.stdout) == (0, b"hi\n")
    entrypoint.daemon.stop()
    assert processes_with(sleeper) == []


def test_a_missing_log_is_a_warning(tmp_path):
    done = subprocess.run([binary(), "entrypoint", "logs"], env=environment(tmp_path), stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=TIMEOUT, check=False)
    assert done.returncode == 1
    assert done.stdout == b"" and done.stderr.strip() and len(done.stderr.splitlines()) == 1
    assert os.listdir(tmp_path) in ([], ["daemon.log"])


def test_a_reader_that_goes_away_ends_the_printer(make_daemon, tmp_path):
    stopper = Gate(tmp_path / "stopper")
    entrypoint = start(make_daemon, "sh", "-c", f"echo hi; while read _ < {stopper.path}; do echo more; done",
                       env={"DAYTONA_TERMINATION_GRACE_PERIOD": "1s"})
    with entrypoint.follow() as follower:
        follower.until(b"hi\n")
        printer = subprocess.Popen([binary(), "entrypoint", "logs"], env=environment(entrypoint.daemon.home),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert printer.stdout.readline() == b"hi\n"
        printer.stdout.close()
        eventually(lambda: stopper.let_through() or printer.poll() is not None, "the printer has ended")
    stopper.close()
