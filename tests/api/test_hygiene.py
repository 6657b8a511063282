"""Section 16: orphans, the daemon as PID 1, a system without processes to spare, signals it was started with."""

import os
import pathlib
import re
import resource
import subprocess
import sys

import pytest

from support.daemon import binary, check_error
from support.interpreter import warmed
from support.process import (Events, Gate, environment, execute, nap, output_of, stat_fields, wait_ended,
                             zombies_of)
from support.wrapped import WrappedDaemon

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@pytest.fixture
def events(tmp_path):
    e = Events(tmp_path / "events")
    yield e
    e.close()


def test_an_orphan_is_the_daemons_and_is_reaped(make_daemon, events, tmp_path):
    daemon, gate = make_daemon(), Gate(tmp_path / "gate")
    execute(daemon, f"(setsid sh -c 'echo $$ > {events.path}; read _ < {gate.path}' > /dev/null 2>&1 &)")
    orphan = int(events.line())
    assert int(stat_fields(orphan)[1]) == daemon.proc.pid
    gate.let_through()
    wait_ended(orphan)
    assert execute(daemon, "true")["exitCode"] == 0  # whoever reports this end has seen the orphan's
    assert not os.path.exists(f"/proc/{orphan}")
    gate.close()


def test_five_hundred_orphans_are_reaped(make_daemon, events):
    daemon = make_daemon()
    execute(daemon, f"exec 3> {events.path}; for i in $(seq 500); do (sh -c 'exit 5' > /dev/null 2>&1 &); done")
    events.wait_closed()
    for n in range(3):
        assert execute(daemon, f"exit {n}")["exitCode"] == n
    assert zombies_of(daemon.proc.pid) == []


def test_exit_codes_are_right_while_orphans_end(daemon):
    for n in range(100):
        assert execute(daemon, f"(sh -c 'exit 9' &); (sh -c 'exit 8' &); exit {n}")["exitCode"] == n


def start_as_pid_1(directory):
    return WrappedDaemon(["unshare", "--pid", "--fork", "--mount-proc", binary(), "--port", "0", "--host", "127.0.0.1"],
                         environment(directory))


def can_unshare():
    return subprocess.run(["unshare", "--pid", "--fork", "--mount-proc", "true"], capture_output=True,
                          check=False).returncode == 0


@needs_root
@pytest.mark.skipif(os.geteuid() == 0 and not can_unshare(), reason="no permission for a pid namespace")
def test_as_pid_1_it_serves_reaps_and_stops(tmp_path, events):
    daemon, gate = start_as_pid_1(tmp_path), Gate(tmp_path / "gate")
    try:
        assert output_of(daemon, "readlink /proc/1/exe").strip().endswith(os.path.basename(binary()))
        assert [execute(daemon, f"exit {n}")["exitCode"] for n in (0, 1, 7)] == [0, 1, 7]
        assert execute(daemon, "kill -9 $$")["exitCode"] == 137
        child = f"exec 3> {events.path}; echo $$ >&3; read _ < {gate.path}"
        execute(daemon, f"(setsid sh -c '{child}' > /dev/null 2>&1 &)")
        orphan = int(events.line())
        assert output_of(daemon, f"cut -d' ' -f4 /proc/{orphan}/stat") == "1\n"
        gate.let_through()
        events.wait_closed()  # it has closed everything, so it is ending
        for _ in range(3):
            assert execute(daemon, "true")["exitCode"] == 0
        assert output_of(daemon, f"test -e /proc/{orphan} || echo gone") == "gone\n"
        states = output_of(daemon, "cat /proc/[0-9]*/stat 2> /dev/null | sed 's/.*) //' | cut -c1 | sort -u; :")
        assert "Z" not in states.split()
    finally:
        daemon.stop()
        gate.close()


@needs_root
@pytest.mark.skipif(os.geteuid() == 0 and not can_unshare(), reason="no permission for a pid namespace")
def test_as_pid_1_a_background_child_ends_with_it(tmp_path, events):
    daemon = start_as_pid_1(tmp_path)
    try:
        execute(daemon, f"(setsid sh -c 'exec 3> {events.path}; echo go >&3; exec {nap()}' > /dev/null 2>&1 &)")
        assert events.line() == "go"
    finally:
        daemon.stop()
    events.wait_closed()


def limit_processes(daemon, count):
    """As the daemon's own user: nobody else may change its limits without a capability that containers lack."""
    subprocess.run(["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
                    "prlimit", "--pid", str(daemon.proc.pid), f"--nproc={count}:"], check=True)


@needs_root
def test_without_a_process_to_spare_it_answers_503_and_recovers(make_daemon):
    daemon = make_daemon(run_as=65534)
    assert output_of(daemon, "id -u") == "65534\n"
    limits = pathlib.Path(f"/proc/{daemon.proc.pid}/limits").read_text()
    allowed, = re.findall(r"^Max processes +(\S+)", limits, re.MULTILINE)
    for _ in range(2):
        limit_processes(daemon, 0)
        for _ in range(10):
            check_error(daemon.post("/process/execute", {"command": "echo hi"}), 503, "SERVICE_UNAVAILABLE")
        assert daemon.get("/version").status == 200
        assert daemon.get("/files", path="/").status == 200
        limit_processes(daemon, allowed)
        assert execute(daemon, "echo hi") == {"exitCode": 0, "result": "hi\n"}


@needs_root
def test_without_a_descriptor_to_spare_it_recovers(make_daemon):
    daemon = warmed(make_daemon())
    soft, hard = resource.prlimit(daemon.proc.pid, resource.RLIMIT_NOFILE)
    with daemon.raw_socket() as wire:
        request = b"GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n"
        wire.send(request)
        assert wire.read_response().status == 200
        used = len(os.listdir(f"/proc/{daemon.proc.pid}/fd"))
        resource.prlimit(daemon.proc.pid, resource.RLIMIT_NOFILE, (used, hard))
        waiting = [daemon.raw_socket() for _ in range(5)]  # the kernel takes them, the daemon can't
        for one in waiting:
            one.send(request)
        wire.send(request)
        assert wire.read_response().status == 200  # those that are there are served on
        resource.prlimit(daemon.proc.pid, resource.RLIMIT_NOFILE, (soft, hard))
        for one in waiting:
            one.close()
    assert execute(daemon, "echo hi") == {"exitCode": 0, "result": "hi\n"}


def test_children_of_a_daemon_that_ignores_signals_do_not(tmp_path):
    command = ["sh", "-c", 'trap "" HUP USR1 PIPE QUIT; exec "$@"', "sh", binary(), "--port", "0",
               "--host", "127.0.0.1"]
    daemon = WrappedDaemon(command, environment(tmp_path))
    try:
        masks = [line for line in output_of(daemon, "exec cat /proc/self/status").splitlines()
                 if line.startswith(("SigBlk", "SigIgn", "SigCgt"))]
        for line in masks:
            assert int(line.split()[1], 16) == 0, line
        assert execute(daemon, "exec sh -c 'kill -HUP $$; sleep 60'")["exitCode"] == 129
    finally:
        daemon.stop()


IGNORE_32_AND_33 = """
import ctypes, os, sys
action = (ctypes.c_uint64 * 4)(1)  # the kernel's struct: the handler is SIG_IGN, the rest is empty
for number in (32, 33):
    assert ctypes.CDLL(None).syscall(13, number, action, None, 8) == 0
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the system call's number is x86_64's")
def test_children_ignore_nothing_that_only_the_kernel_call_can_reset(tmp_path):
    command = [sys.executable, "-c", IGNORE_32_AND_33, binary(), "--port", "0", "--host", "127.0.0.1"]
    daemon = WrappedDaemon(command, environment(tmp_path))
    try:
        assert "SigIgn:\t0000000000000000" in output_of(daemon, "exec cat /proc/self/status")
    finally:
        daemon.stop()


def test_a_fork_storm_does_not_take_the_daemon_along(daemon):
    sleeper = nap()
    resp = daemon.post("/process/execute", {"command": f"for i in $(seq 500); do {sleeper} & done; wait", "timeout": 3})
    check_error(resp, 408, "PROCESS_EXECUTION_TIMEOUT", extra=("result", "exitCode"))
    assert execute(daemon, "echo hi") == {"exitCode": 0, "result": "hi\n"}
