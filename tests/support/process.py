"""Processes seen from outside: commands that say when they have come somewhere, and what /proc knows of them."""

import os
import pathlib
import random
import select
import shlex
import signal
import subprocess

from support.daemon import TIMEOUT, binary


def execute(daemon, command, headers=None, **fields):
    """POST /process/execute that must answer 200; returns its object."""
    resp = daemon.request("POST", "/process/execute", {"command": command, **fields}, headers)
    assert resp.status == 200, resp
    return resp.json()


def output_of(daemon, command, **fields):
    """The result of a command that must end with exit code 0."""
    reply = execute(daemon, command, **fields)
    assert reply["exitCode"] == 0, reply
    return reply["result"]


def nap():
    """A `sleep` that outlasts every test and whose argument no other process has."""
    return f"sleep {random.randrange(10**5, 10**6)}.{random.randrange(10**9):09d}"


def processes_with(text):
    """The ids of the running processes with `text` in their arguments."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                argv = pathlib.Path("/proc", entry, "cmdline").read_bytes().replace(b"\0", b" ")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if text.encode() in argv:
                found.append(int(entry))
    return found


def stat_fields(pid):
    """The fields of /proc/<pid>/stat from the state on: [0] state, [1] parent, [2] process group."""
    return pathlib.Path("/proc", str(pid), "stat").read_text().rsplit(")", 1)[1].split()


def zombies_of(parent):
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                state, ppid = stat_fields(entry)[:2]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if state == "Z" and int(ppid) == parent:
                found.append(int(entry))
    return found


def status_kib(pid, name):
    """A memory figure of /proc/<pid>/status, in KiB."""
    for line in pathlib.Path("/proc", str(pid), "status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise AssertionError(f"{name} is not in /proc/{pid}/status")


def wait_ended(pid):
    """Waits for the end of a process that need not be a child of ours."""
    try:
        fd = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([fd], [], [], TIMEOUT)[0], f"process {pid} did not end"
    finally:
        os.close(fd)


def end_process(pid):
    """Ends a process that a test has left running; that it is gone already is fine."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Events:
    """A FIFO that commands write to: line() waits for the next line, wait_closed() until no process has it open."""

    def __init__(self, path):
        self.path = shlex.quote(str(path))
        os.mkfifo(path)
        os.chmod(path, 0o666)
        self.fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        self.held = os.open(path, os.O_WRONLY)  # so that there is no end of file between two writers
        self.pending = b""

    def _read(self):
        assert select.select([self.fd], [], [], TIMEOUT)[0], "nothing happened"
        data = os.read(self.fd, 65536)
        self.pending += data
        return data

    def line(self):
        while b"\n" not in self.pending:
            self._read()
        line, self.pending = self.pending.split(b"\n", 1)
        return line.decode()

    def wait_closed(self):
        """Returns what was written and not read as lines."""
        os.close(self.held)
        self.held = None
        while self._read():
            pass
        return self.pending.decode()

    def close(self):
        os.close(self.fd)
        if self.held is not None:
            os.close(self.held)


class Gate:
    """A FIFO at which commands wait (`read _ < gate`) until they are let through."""

    def __init__(self, path):
        self.path = shlex.quote(str(path))
        os.mkfifo(path)
        os.chmod(path, 0o666)
        self.fd = os.open(path, os.O_RDWR)

    def let_through(self, count=1):
        os.write(self.fd, b"\n" * count)

    def close(self):
        os.close(self.fd)


def environment(directory, **changes):
    """An environment for a daemon that is started by hand; a value of None removes a variable."""
    env = {"PATH": os.environ["PATH"], "HOME": str(directory), "TZ": "UTC",
           "DAYTONA_DAEMON_LOG_FILE_PATH": os.path.join(str(directory), "daemon.log"),
           "TOOLBOX_SSH_PORT": "off", "TOOLBOX_TERMINAL_PORT": "off", "TOOLBOX_RECORDINGS_PORT": "off"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    for name, value in changes.items():
        if value is None:
            env.pop(name, None)
        else:
            env[name] = value
    return env


def run_to_end(args, env):
    """Runs the binary, which has to end by itself: returncode, stdout, stderr."""
    return subprocess.run([binary(), *args], env=env, stdin=subprocess.DEVNULL, timeout=TIMEOUT,
                          capture_output=True, text=True, errors="replace", check=False)
