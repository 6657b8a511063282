"""Sections 4 and 16: what ends with a command and what does not. Time-outs, clients that leave, background children."""

import pathlib
import socket
import struct

import pytest

from support.daemon import SLOWNESS, check_error
from support.message import get, post
from support.process import (end_process, execute, nap, output_of, processes_with, stat_fields,
                             wait_ended, zombies_of)

LIMIT = 2 * SLOWNESS  # seconds after which a command that never ends is ended
RUNNING = "RSD"  # states of a process that neither ended nor was stopped


def timed_out(daemon, command, result):
    """A command that has to run into its time limit, having printed exactly `result`."""
    resp = daemon.post("/process/execute", {"command": command, "timeout": LIMIT})
    body = check_error(resp, 408, "PROCESS_EXECUTION_TIMEOUT", extra=("result", "exitCode"))
    assert body["message"] == "request timeout: command execution timeout"
    assert body["exitCode"] == -1
    assert body["result"] == result


def test_a_timeout_answers_408_with_the_output_so_far(daemon):
    sleeper = nap()
    timed_out(daemon, f"echo out; echo err >&2; {sleeper}", "out\nerr\n")
    assert processes_with(sleeper) == []


@pytest.mark.parametrize("how", [
    "{sleeper} & {sleeper}",
    "setsid {sleeper} & {sleeper}",
    "(setsid sh -c '{sleeper} & exec {sleeper}' &); {sleeper}",
    "(({sleeper} &) &); {sleeper}",
    "setsid setsid -f {sleeper}; {sleeper}",
    "(nohup {sleeper} > /dev/null 2>&1 &); {sleeper}",
    "trap '' TERM HUP INT; {sleeper} & while :; do {sleeper}; done",
    "sh -c 'kill -STOP $$; {sleeper}' & {sleeper}",
    "{sleeper} & kill -STOP $!; {sleeper}",
    "kill -STOP $$; {sleeper}",
    "env -i PATH=\"$PATH\" setsid -w {sleeper} & {sleeper}",
    "exec {sleeper}",
    "{sleeper} | {sleeper} | {sleeper}",
    "(sh -c '{sleeper} & kill -9 $$' ); {sleeper}",
    "for i in $(seq 200); do (setsid {sleeper} &); done; {sleeper}",
])
def test_a_timeout_ends_the_whole_tree(daemon, how):
    sleeper = nap()
    resp = daemon.post("/process/execute", {"command": how.format(sleeper=sleeper), "timeout": LIMIT})
    check_error(resp, 408, "PROCESS_EXECUTION_TIMEOUT", extra=("result", "exitCode"))
    assert processes_with(sleeper) == []


def test_a_process_that_keeps_moving_is_caught(daemon, tmp_path):
    """A script that starts itself anew in another session and ends, over and over; it stops by itself in the end."""
    script = tmp_path / "runner"
    script.write_text('#!/bin/sh\n[ "$1" -gt 0 ] && setsid "$0" $(($1 - 1)) &\n')
    script.chmod(0o755)
    resp = daemon.post("/process/execute", {"command": f"{script} 20000; {nap()}", "timeout": LIMIT})
    check_error(resp, 408, "PROCESS_EXECUTION_TIMEOUT", extra=("result", "exitCode"))
    assert processes_with(str(script)) == []


def test_a_timeout_ends_nothing_else(daemon, events):
    other, sleeper = nap(), nap()
    with daemon.raw_socket() as wire:
        wire.send(post(daemon, "/process/execute", {"command": f"echo $$ > {events.path}; exec {other}"}))
        pid = int(events.line())
        background = int(output_of(daemon, f"{other} > /dev/null & echo $!"))
        timed_out(daemon, f"echo x; {sleeper}", "x\n")
        assert stat_fields(pid)[0] in RUNNING and stat_fields(background)[0] in RUNNING
        end_process(pid)
        end_process(background)
        assert wire.read_response().json() == {"exitCode": 137, "result": ""}


def test_other_requests_are_served_while_a_tree_is_ended(daemon):
    sleeper = nap()
    with daemon.raw_socket() as wire:
        command = f"trap '' TERM; echo x; {sleeper} & {sleeper}"
        wire.send(post(daemon, "/process/execute", {"command": command, "timeout": LIMIT}))
        for _ in range(50):
            assert daemon.get("/version").status == 200
        assert wire.read_response().status == 408
        wire.send(get(daemon, "/version"))
        assert wire.read_response().status == 200
    assert processes_with(sleeper) == []


# A client that leaves

def leave(wire, how):
    if how == "reset":
        wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wire.close()


@pytest.mark.parametrize("how", ["close", "reset"])
@pytest.mark.parametrize("start", ["", "setsid {sleeper} & ", "(setsid {sleeper} &) ; ", "trap '' TERM HUP; "])
def test_a_client_that_leaves_ends_the_tree(daemon, events, how, start):
    sleeper = nap()
    command = f"exec 3> {events.path}; echo go >&3; {start.format(sleeper=sleeper)}{sleeper}"
    wire = daemon.raw_socket()
    wire.send(post(daemon, "/process/execute", {"command": command}))
    assert events.line() == "go"
    leave(wire, how)
    events.wait_closed()
    assert daemon.get("/version").status == 200


def test_a_client_that_leaves_with_another_request_pending_ends_the_tree(daemon, events):
    command = f"exec 3> {events.path}; echo go >&3; {nap()}"
    wire = daemon.raw_socket()
    wire.send(post(daemon, "/process/execute", {"command": command}) + get(daemon, "/version"))
    assert events.line() == "go"
    leave(wire, "close")
    events.wait_closed()


def test_a_client_that_leaves_while_the_output_grows_ends_the_tree(daemon, events):
    wire = daemon.raw_socket()
    wire.send(post(daemon, "/process/execute", {"command": f"exec 3> {events.path}; echo go >&3; exec yes"}))
    assert events.line() == "go"
    leave(wire, "close")
    events.wait_closed()


@pytest.mark.parametrize("how", ["close", "reset"])
def test_on_disconnect_continue_lets_it_run_on(daemon, events, gate, how):
    wire = daemon.raw_socket()
    command = f"echo go > {events.path}; read _ < {gate.path}; echo still here; echo done > {events.path}"
    wire.send(post(daemon, "/process/execute", {"command": command, "onDisconnect": "continue"}))
    assert events.line() == "go"
    leave(wire, how)
    for _ in range(10):  # the daemon has had its turns to notice
        assert daemon.get("/version").status == 200
    gate.let_through()
    assert events.line() == "done"


def test_on_disconnect_continue_answers_like_any_other_when_the_client_stays(daemon):
    assert execute(daemon, "echo hi; exit 4", onDisconnect="continue") == {"exitCode": 4, "result": "hi\n"}


# Children in the background

def test_a_background_child_does_not_hold_the_request_and_survives_it(daemon):
    sleeper = nap()
    pid = int(output_of(daemon, f"{sleeper} & echo $!"))
    try:
        assert processes_with(sleeper) == [pid]
        assert execute(daemon, "true")["exitCode"] == 0
        assert stat_fields(pid)[0] in RUNNING
    finally:
        end_process(pid)


def test_a_background_child_that_left_the_session_survives(daemon, events):
    reply = execute(daemon, f"(setsid sh -c 'echo $$ > {events.path}; exec {nap()}' &); echo hi")
    pid = int(events.line())
    try:
        assert reply == {"exitCode": 0, "result": "hi\n"}
        assert stat_fields(pid)[0] in RUNNING
    finally:
        end_process(pid)


def test_a_background_child_may_go_on_writing(daemon, events, gate):
    child = f"echo go > {events.path}; read _ < {gate.path}; echo more; echo more >&2; echo alive > {events.path}"
    assert execute(daemon, f"({child}) & echo hi") == {"exitCode": 0, "result": "hi\n"}
    assert events.line() == "go"
    gate.let_through()
    assert events.line() == "alive"


def test_a_background_child_that_writes_all_the_time_does_not_hold_the_request(daemon, events):
    reply = execute(daemon, f"yes & echo $! > {events.path}; exit 6")
    end_process(int(events.line()))
    assert reply["exitCode"] == 6


def test_what_is_already_in_the_pipe_belongs_to_the_result(daemon):
    for _ in range(50):
        assert output_of(daemon, "head -c 60000 /dev/zero | tr '\\0' x") == "x" * 60000


def test_a_background_child_survives_a_later_client_that_leaves(daemon, events):
    pid = int(output_of(daemon, f"{nap()} > /dev/null & echo $!"))
    try:
        wire = daemon.raw_socket()
        wire.send(post(daemon, "/process/execute", {"command": f"exec 3> {events.path}; echo go >&3; {nap()}"}))
        assert events.line() == "go"
        leave(wire, "close")
        events.wait_closed()
        assert stat_fields(pid)[0] in RUNNING
    finally:
        end_process(pid)


# What a child starts with

def test_stdin_is_dev_null(daemon):
    assert output_of(daemon, "readlink /proc/self/fd/0") == "/dev/null\n"
    assert output_of(daemon, "cat; read x || echo end; echo after") == "end\nafter\n"


def test_a_child_has_exactly_three_descriptors(daemon):
    with daemon.raw_socket(), daemon.raw_socket():
        assert output_of(daemon, "ls /proc/self/fd") == "0\n1\n2\n3\n"  # 3 is the directory that ls reads


def test_a_child_has_default_signals_and_none_blocked(daemon):
    lines = output_of(daemon, "exec cat /proc/self/status").splitlines()
    masks = {line[:6]: int(line.split()[1], 16) for line in lines if line[:6] in ("SigBlk", "SigIgn", "SigCgt")}
    assert (masks["SigBlk"], masks["SigIgn"], masks["SigCgt"]) == (0, 0, 0)


def test_a_child_leads_its_own_process_group(daemon):
    pid, group = output_of(daemon, "echo $$; cut -d' ' -f5 /proc/$$/stat").split()
    assert pid == group


def test_a_child_is_the_first_to_go_when_memory_runs_out(daemon):
    own = int(pathlib.Path(f"/proc/{daemon.proc.pid}/oom_score_adj").read_text())
    child = int(output_of(daemon, "cat /proc/self/oom_score_adj"))
    assert child >= 0 and child >= own


def test_no_zombie_stays(make_daemon, events):
    daemon = make_daemon()
    for n in range(50):
        execute(daemon, f"exit {n}")
    assert zombies_of(daemon.proc.pid) == []
    execute(daemon, f"(sh -c 'echo $$ > {events.path}' &)")
    wait_ended(int(events.line()))
    assert execute(daemon, "true")["exitCode"] == 0  # whoever reports this end has seen the earlier one
    assert zombies_of(daemon.proc.pid) == []
