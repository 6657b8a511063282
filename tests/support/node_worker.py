"""Node's interpreter programs, driven as the daemon drives them: a channel on descriptor 3, pipes for stdout and stderr."""

import codecs
import fcntl
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import struct
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / "daemon/interpreter/node"
CONTEXT_FILES = ["builtins.js", "imports.js", "typescript.js", "displays.js", "errors.js", "output.js", "interrupts.js", "worker.js"]
RUN_FILES = ["imports.js", "typescript.js", "run.js"]
FLAGS = ["--no-force-async-hooks-checks"]
TIMEOUT = 30  # seconds; only what hangs comes near it


def nodes():
    """The Nodes to test with: what is on PATH, and the one that the build set up. Others in TOOLBOXD_TEST_NODES, separated by colons."""
    built = ROOT / "build/node/bin/node"
    named = os.environ.get("TOOLBOXD_TEST_NODES", "").split(":")
    found = [shutil.which("node"), str(built) if built.exists() else None, *named]
    return list(dict.fromkeys(os.path.realpath(n) for n in found if n))


def program(names):
    return "\n".join((PROGRAMS / name).read_text() for name in names).encode()


def frame(payload):
    payload = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return struct.pack("<I", len(payload)) + payload


class Channel:
    """A process with the channel as descriptor 3, and pipes for its output."""

    def __init__(self, argv, merged=False, **options):
        self.socket, theirs = socket.socketpair()
        moved = fcntl.fcntl(theirs, fcntl.F_DUPFD, 10)
        out, err = subprocess.PIPE, subprocess.STDOUT if merged else subprocess.PIPE
        # A shell gives the descriptor its number: here, 3 may be taken.
        handover = [shutil.which("bash"), "-c", f'exec "$@" 3<&{moved} {moved}<&-', "bash", *argv]
        self.process = subprocess.Popen(handover, stdin=subprocess.DEVNULL, stdout=out, stderr=err, pass_fds=[moved], start_new_session=True, **options)
        os.close(moved)
        theirs.close()
        self.output = {self.process.stdout.fileno(): "stdout"}
        if not merged:
            self.output[self.process.stderr.fileno()] = "stderr"
        self.decoders = {fd: codecs.getincrementaldecoder("utf-8")("replace") for fd in self.output}  # a read may end in a character

    def send(self, payload):
        self.socket.sendall(frame(payload))

    def bytes(self, size):
        """That many bytes of the channel, or fewer at its end."""
        data = b""
        while len(data) < size and (more := self.socket.recv(size - len(data))):
            data += more
        return data

    def readable(self, timeout):
        return select.select([self.socket, *self.output], [], [], timeout)[0]

    def close(self):
        self.socket.close()
        try:
            self.process.wait(TIMEOUT)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
            for stream in (self.process.stdout, self.process.stderr):
                if stream:
                    stream.close()


class Result:
    """What an execution sent: `messages` in their order ((stream, text) or ("display", frame)), and `done`."""

    def __init__(self):
        self.messages, self.done = [], None

    def text(self, stream):
        return "".join(text for name, text in self.messages if name == stream)

    stdout = property(lambda self: self.text("stdout"))
    stderr = property(lambda self: self.text("stderr"))
    error = property(lambda self: self.done.get("error"))
    displays = property(lambda self: [message for name, message in self.messages if name == "display"])

    def __repr__(self):
        return f"Result({self.messages}, {self.done})"


class NodeContext(Channel):
    def __init__(self, node, changed=lambda program: program, **options):
        """changed(program) is what runs in the place of the worker's program."""
        super().__init__([node, *FLAGS, "-e", (PROGRAMS / "boot.js").read_text()], **options)
        self.send(changed(program(CONTEXT_FILES)))
        self.ready = self.frame()
        self.runs = 0

    def frame(self):
        size = self.bytes(4)
        return json.loads(self.bytes(struct.unpack("<I", size)[0])) if size else None

    def drain(self, result):
        """Reads what is in the pipes now."""
        while pieces := [fd for fd in self.readable(0) if fd in self.output]:
            for fd in pieces:
                data = os.read(fd, 1 << 16)
                if data:
                    result.messages.append((self.output[fd], self.decoders[fd].decode(data)))
                else:
                    del self.output[fd]

    def start(self, code, **fields):
        self.runs += 1
        self.send({"op": "run", "id": self.runs, "code": code, "envs": {}, "rich": False, "language": "javascript", **fields})

    def finish(self, on_output=None):
        """Reads until the execution is done. on_output(result) is called after each piece of output; it may send a signal."""
        result = Result()
        while result.done is None:
            ready = self.readable(TIMEOUT)
            assert ready, f"nothing came: {result}"
            before = len(result.messages)
            self.drain(result)
            if on_output and len(result.messages) > before:
                on_output(result)
            if self.socket not in ready:
                continue
            message = self.frame()
            assert message, f"the worker died ({self.process.wait()}): {result}"
            if message["op"] == "sync":
                self.send({"op": "synced", "id": message["id"]})
            elif message["op"] == "display":
                result.messages.append(("display", message))
            else:
                assert message["op"] == "done" and message["id"] == self.runs, message
                result.done = message
        return result

    def run(self, code, on_output=None, **fields):
        self.start(code, **fields)
        return self.finish(on_output)

    def interrupt(self, *_):
        os.kill(self.process.pid, signal.SIGINT)
