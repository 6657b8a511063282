"""Keys and jobs at a prompt, in each shell: interrupt, stop and go on, end of input, jobs in the background."""

import pathlib
import re

import pytest

from support.process import end_process, nap, processes_with, stat_fields
from support.pty import listed_ids
from support.sessions import eventually

# A typed `x''y` prints `xy`, so that what is waited for is not the echo of the line.


def pid_of(client, name):
    """The number that the program prints as `name=number`."""
    client.until(f"{name}=")
    return int(re.match(rb"\d+", client.until("\r\n")).group())


def asleep(sleeper):
    """The processes of this `nap()`, but for those that have yet to become it."""
    return [p for p in processes_with(sleeper) if name_of(p) == "sleep"]


def name_of(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return None


def command(client, line, answer):
    client.type(line + "\n")
    return client.until(answer)


def start(client, sleeper):
    """Runs it in the foreground; returns its id once it is itself: a signal that meets an exec may be lost."""
    client.type(f"{sleeper}\n")
    (pid,) = eventually(lambda: asleep(sleeper), "the program runs")
    eventually(lambda: stat_fields(pid)[0] == "S" and int(stat_fields(pid)[5]) == pid, "it is in the foreground")
    return pid


def test_ctrl_c_ends_the_program_and_not_the_shell(prompt):
    sleeper = nap()
    start(prompt, sleeper)
    prompt.type("\x03")
    command(prompt, "echo code''=$?", "code=130\r\n")
    assert processes_with(sleeper) == []


def test_ctrl_c_at_the_prompt_drops_the_line(prompt):
    prompt.type("echo not''ran")
    prompt.until("echo not''ran")
    prompt.type("\x03")
    prompt.type("\n")  # a shell may drop the character that it was reading when the signal came
    came = command(prompt, "echo next''line", "nextline")
    assert b"notran" not in came


def test_ctrl_backslash_quits_the_program(prompt):
    prompt.type("ulimit -c 0\n")
    start(prompt, nap())
    prompt.type("\x1c")
    command(prompt, "echo code''=$?", "code=131\r\n")


def test_ctrl_z_and_fg(prompt):
    command(prompt, "sh -c 'echo go\"in\"g; read x; echo \"got=[$x]\"'", "going\r\n")
    prompt.type("\x1a")
    came = b""
    while not re.search(rb"(?i)stopped|suspended", came):
        came += prompt.until("\r\n")
    prompt.until("$ ")
    command(prompt, "fg", "read x")
    command(prompt, "hello", "got=[hello]\r\n")
    command(prompt, "echo code''=$?", "code=0\r\n")


def test_bg_and_kill(prompt):
    sleeper = nap()
    pid = start(prompt, sleeper)
    prompt.type("\x1a")
    eventually(lambda: stat_fields(pid)[0] == "T", "it is stopped")
    command(prompt, "bg; echo b''g", "bg\r\n")
    eventually(lambda: stat_fields(pid)[0] == "S", "it goes on")
    command(prompt, "kill %1; wait; echo d''one", "done\r\n")
    assert processes_with(sleeper) == []


def test_ctrl_d_ends_the_shell(prompt):
    prompt.type("\x04")
    prompt.check_end(0)
    assert prompt.pty.id not in listed_ids(prompt.pty.daemon)


def test_ctrl_d_ends_the_input_of_a_program(prompt):
    command(prompt, "sh -c 'echo go\"in\"g; exec cat'; echo af''ter", "going\r\n")
    command(prompt, "a line", "a line\r\n")
    prompt.until("a line\r\n")
    prompt.type("\x04")
    prompt.until("after\r\n")


def test_exec_of_another_shell(prompt):
    command(prompt, "exec dash", "$ ")
    command(prompt, "echo \"now''=$0\"; exit 9", "now''=dash\r\n")
    prompt.check_end(9)


def test_a_shell_within_the_shell(prompt):
    command(prompt, "bash --norc", "$ ")
    command(prompt, "echo \"n$((6 * 7))\"; exit 4", "n42\r\n")
    command(prompt, "echo code''=$?", "code=4\r\n")


def test_exit_with_the_last_code(prompt):
    command(prompt, "(exit 6)", "$ ")
    prompt.type("exit\n")
    prompt.check_end(6)


def test_a_background_job_is_not_waited_for_and_survives(prompt):
    """It holds the terminal open, but the shell's end is the end."""
    sleeper = nap()
    command(prompt, f"({sleeper} & echo pid=$!; exit 0)", "$ ")
    pid = pid_of(prompt, "\npid") if prompt.data.count(b"\npid=") == 0 else int(
        re.search(rb"\npid=(\d+)", prompt.data).group(1))
    try:
        prompt.type("exit 3\n")
        prompt.check_end(3)
        assert stat_fields(pid)[0] in "SR"
    finally:
        end_process(pid)


@pytest.mark.parametrize("how", ["nohup {} > /dev/null 2>&1 & echo pid=$!", "setsid {} & echo pid=$!",
                                 "{} & disown; echo pid=$!"])
def test_what_was_disowned_survives(prompt, how):
    if "disown" in how and prompt.name in ("dash", "ash"):
        how = "({} & echo pid=$!)"
    sleeper = nap()
    prompt.type(f"{how.format(sleeper)}\n")
    pid = pid_of(prompt, "\npid")
    eventually(lambda: asleep(sleeper), "what was started has become the program")
    try:
        prompt.type("exit\n")
        if prompt.name == "zsh" and "disown" not in how:  # it warns once
            prompt.type("exit\n")
        prompt.check_end(prompt_code(prompt))
        assert asleep(sleeper)
    finally:
        for p in [pid, *processes_with(sleeper)]:
            end_process(p)


def prompt_code(prompt):
    """The code that the shell really ended with: it is not the matter here."""
    prompt.rest()
    return prompt.controls[0]["exitCode"]


def test_lines_are_edited(prompt):
    """Backspace and, where the shell has them, arrows and the history."""
    command(prompt, "echo ab''x\x7fc", "abc\r\n")
    if prompt.name in ("bash", "zsh"):
        command(prompt, "echo b''c\x1b[D\x1b[D\x1b[D\x1b[Da", "abc\r\n")
        prompt.until("$ ")
        prompt.type("\x1b[A\n")
        prompt.until("abc\r\n")


def test_a_hangup_reaches_the_foreground_at_delete(prompt, events):
    command(prompt, f"sh -c 'trap \"echo hup > {events.path}\" HUP TERM; echo go\"in\"g; while :; do sleep 0.05; done'",
            "going\r\n")
    assert prompt.pty.delete().status == 200
    assert events.line() == "hup"
