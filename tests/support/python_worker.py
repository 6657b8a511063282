"""Drives the embedded Python programs over a channel, as the daemon does."""

import codecs
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading

PROGRAMS = pathlib.Path(__file__).resolve().parents[2] / "daemon/interpreter/python"
PATIENCE = 60  # seconds after which a test gives up; nothing depends on how fast things go
WORKER = "channel.py", "streams.py", "worker.py", "errors.py", "rich.py", "imports.py", "library.py", "floods.py"  # one after the other, as they are embedded
RUN = "run.py", "imports.py", "library.py"
NO_CHARTS = b"def watch(pyplot, emit, wanted): pass\n"


def pythons():
    """The Pythons from 3.8 on of this machine: those on PATH and of pyenv, each once."""
    roots = [os.environ.get("PYENV_ROOT"), os.path.expanduser("~/.pyenv")]
    found = [shutil.which(f"python3.{minor}") for minor in range(8, 20)] + [shutil.which("python3"), "/usr/bin/python3"]
    for root in filter(None, roots):
        found += sorted(str(p) for p in pathlib.Path(root).glob("versions/*/bin/python3"))
    made = {}
    for path in filter(os.path.exists, filter(None, found)):
        ask = [path, "-c", "import os, sys; print(*sys.version_info[:2], os.path.realpath(sys.executable))"]
        answer = subprocess.run(ask, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        major, minor, real = answer.stdout.split() if answer.returncode == 0 else (0, 0, "")
        if (int(major), int(minor)) >= (3, 8):
            made.setdefault(real, ((int(major), int(minor)), real))
    return [path for _, path in sorted(made.values())]


def frame(body):
    return len(body).to_bytes(4, "little") + body


def spawn(argv, stdout, stderr, cwd=None, env=None):
    """(the process, our end of its channel): descriptor 3 of the child is the other end."""
    ours, its = socket.socketpair()
    boot = (PROGRAMS / "boot.py").read_text()
    keep = f"exec {its.fileno()}>&- " if its.fileno() != 3 else ""
    shell = f'exec 3<&{its.fileno()}; {keep}; exec "$@"' if keep else 'exec "$@"'
    command = ["/bin/bash", "-c", shell, "bash", argv[0], *argv[1:-1], "-c", boot, *argv[-1]]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, cwd=cwd, env=env,
                               pass_fds=(its.fileno(),), start_new_session=True)
    its.close()
    ours.settimeout(PATIENCE)
    return process, ours


class Result:
    """What one execution said: events are ("stdout"|"stderr", text) and the frames of displays, in order."""

    def __init__(self):
        self.events, self.done, self.syncs = [], None, 0

    def text(self, stream):
        return "".join(text for kind, text in self.events if kind == stream)

    @property
    def stdout(self):
        return self.text("stdout")

    @property
    def stderr(self):
        return self.text("stderr")

    @property
    def displays(self):
        return [frame for kind, frame in self.events if kind == "display"]

    @property
    def error(self):
        return self.done.get("error")

    @property
    def interrupted(self):
        return self.done.get("interrupted", False)


class Worker:
    """A context's worker."""

    def __init__(self, python, charts=NO_CHARTS, cwd=None, env=None):
        self.process, self.channel = spawn([python, []], subprocess.PIPE, subprocess.PIPE, cwd, env)
        self.data, self.id, self.result = bytearray(), 0, None
        self.stdout_bytes = 0
        self.poll = select.poll()
        self.streams = {self.process.stdout.fileno(): "stdout", self.process.stderr.fileno(): "stderr"}
        self.decoders = {fd: codecs.getincrementaldecoder("utf-8")("replace") for fd in self.streams}  # a read may end in a character
        for fd in [self.channel.fileno(), *self.streams]:
            self.poll.register(fd, select.POLLIN)
        for fd in self.streams:
            os.set_blocking(fd, False)
        self.channel.sendall(frame(b"".join((PROGRAMS / name).read_bytes() for name in WORKER)) + frame(charts))
        self.result = Result()
        assert self.next_frame() == {"op": "ready"}
        assert self.result.events == []

    def close(self):
        """Ends the channel; the exit status of the worker."""
        self.channel.close()
        try:
            return self.process.wait(PATIENCE)
        finally:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)  # what it left
            except ProcessLookupError:
                pass
            self.process.stdout.close()
            self.process.stderr.close()

    def take_output(self):
        for fd, name in self.streams.items():
            try:
                while True:
                    piece = os.read(fd, 1 << 16)
                    if not piece:
                        break
                    self.stdout_bytes += len(piece) if name == "stdout" else 0
                    text = self.decoders[fd].decode(piece)
                    if self.result.events and self.result.events[-1][0] == name:
                        text = self.result.events.pop()[1] + text
                    self.result.events.append((name, text))
            except BlockingIOError:
                pass

    def ready_frame(self):
        size = int.from_bytes(self.data[:4], "little")
        if len(self.data) < 4 or len(self.data) < 4 + size:
            return None
        body = bytes(self.data[4 : 4 + size])
        del self.data[: 4 + size]
        return json.loads(body)

    def step(self):
        """Waits for anything, takes output and then what is on the channel; a whole frame, or None."""
        events = self.poll.poll(PATIENCE * 1000)
        assert events, f"nothing came; so far {self.result.events}"
        if any(fd == self.channel.fileno() for fd, _ in events):
            piece = self.channel.recv(1 << 16)
            self.take_output()
            if not piece:
                raise EOFError(self.result.stderr)
            self.data += piece
        else:
            self.take_output()
        return self.ready_frame()

    def next_frame(self):
        while True:
            got = self.ready_frame() or self.step()
            if got is None:
                continue
            if got["op"] != "sync":
                return got
            self.result.syncs += 1
            self.answer_sync(got)

    def answer_sync(self, asked):
        self.send({"op": "synced", "id": asked["id"], "stdout": self.stdout_bytes})

    def send(self, message):
        self.channel.sendall(frame(json.dumps(message).encode()))

    def start(self, code, envs=None, rich=False):
        self.id += 1
        self.result = Result()
        self.send({"op": "run", "id": self.id, "code": code, "envs": envs or {}, "rich": rich,
                   "stdout": self.stdout_bytes})

    def finish(self):
        while True:
            got = self.next_frame()
            if got["op"] == "done":
                assert got["id"] == self.id
                self.result.done = got
                return self.result
            self.result.events.append((got["op"], got))

    def run(self, code, envs=None, rich=False):
        self.start(code, envs, rich)
        return self.finish()

    def wait_for(self, text):
        """Until the running execution has written text to stdout."""
        while text not in self.result.stdout:
            got = self.step()
            assert got is None or got["op"] == "sync", got
            if got is not None:
                self.answer_sync(got)

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)

    def interrupted_run(self, code, after="go\n"):
        """Runs code, interrupts it once it has printed `go`; what came of it."""
        self.start(code)
        self.wait_for(after)
        self.interrupt()
        return self.finish()


def code_run(python, code, *args, charts=NO_CHARTS, cwd=None, env=None):
    """(exit status, output, charts) of code-run's program."""
    process, channel = spawn([python, "-u", list(args)], subprocess.PIPE, subprocess.STDOUT, cwd, env)
    code = code if isinstance(code, bytes) else code.encode("utf-8", "surrogatepass")
    with channel, process:
        channel.sendall(frame(b"".join((PROGRAMS / name).read_bytes() for name in RUN)) + frame(charts) + frame(code))
        pieces = []
        reader = threading.Thread(target=lambda: pieces.extend(iter(lambda: channel.recv(1 << 16), b"")))
        reader.start()
        output = process.communicate(timeout=PATIENCE)[0].decode()
        reader.join()
    data = b"".join(pieces)
    shown = []
    while data:
        size = int.from_bytes(data[:4], "little")
        shown.append(json.loads(data[4 : 4 + size]))
        data = data[4 + size :]
    return process.returncode, output, shown


if __name__ == "__main__":
    print(*pythons(), sep="\n", file=sys.stdout)
