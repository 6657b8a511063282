"""Interpreter contexts, executions in them, and code-run."""

import json
import os
import re
from typing import NamedTuple

from support.daemon import REPO, check_error
from support.process import stat_fields
from support.websocket import TEXT, WebSocket

CONTEXTS = "/process/interpreter/context"
EXECUTE = "/process/interpreter/execute"
KEYS = ["type", "text", "name", "value", "traceback"]
MORE_KEYS = {"data", "metadata", "result", "chart"}  # of display messages
PIECE = 32 * 1024  # the most characters that one message of output may have
COMPLETED, INTERRUPTED = "completed", "interrupted"
TIMED_OUT = 4008
# What an execution may send, a letter a message: output, at most one error, at most one control.
ORDER = re.compile("[sd]*e?c?")

# A Python with numpy, pandas, matplotlib and seaborn, and a Node that takes TypeScript, come first.
PATH = os.pathsep.join([str(REPO / "build/science/bin"), str(REPO / "build/node/bin"), os.environ["PATH"]])


# Python code that finds the channel of the process it runs in, as `fd`, and says anything on it by speak().
ON_CHANNEL = """
import os
def find():
    for n in map(int, os.listdir('/proc/self/fd')):
        try:
            if n > 2 and os.readlink(f'/proc/self/fd/{n}').startswith('socket:'):
                return n
        except OSError:
            pass
def speak(data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view):]
fd = find()
"""


class Result(NamedTuple):
    """What an execution has sent. `error` and `control` are messages or None, `displays` those that are neither they
    nor output, `code` and `reason` those of the close."""
    messages: list
    error: dict
    control: str
    code: int
    reason: str

    def text(self, *kinds):
        return "".join(m["text"] for m in self.messages if m["type"] in kinds)

    @property
    def stdout(self):
        return self.text("stdout")

    @property
    def stderr(self):
        return self.text("stderr")

    @property
    def displays(self):
        return [m for m in self.messages if m["type"] == "display"]

    @property
    def runs(self):
        """[(type, text)] of output and displays in their order, neighbouring pieces of a stream put together."""
        found = []
        for message in self.messages:
            kind = message["type"]
            if kind in ("stdout", "stderr") and found and found[-1][0] == kind:
                found[-1] = (kind, found[-1][1] + message["text"])
            elif kind in ("stdout", "stderr", "display"):
                found.append((kind, message["text"]))
        return found

    def completed(self, name=None):
        """Checks that it has ended by itself: without an error, or with one of this name."""
        assert (self.error["name"] if self.error else None) == name, self.tail()
        assert (self.control, self.code, self.reason) == (COMPLETED, 1000, ""), self.tail()
        return self

    def timed_out(self, *names):
        """Checks that it was ended by its timeout, with an error of one of these names."""
        assert self.error is not None and self.error["name"] in (names or ("KeyboardInterrupt",)), self.tail()
        assert (self.control, self.code) == (None, TIMED_OUT) and self.reason, self.tail()
        return self

    def tail(self):
        return str(self.messages[-5:])[-3000:], self.code, self.reason


def check_message(message, rich):
    """Exactly the five keys, all strings; a display, which only rich clients get, has more."""
    if rich and message["type"] == "display":
        assert set(KEYS) <= set(message) <= set(KEYS) | MORE_KEYS, message
        assert isinstance(message["data"], dict) and isinstance(message["metadata"], dict), message
        assert isinstance(message["result"], bool), message
    else:
        assert sorted(message) == sorted(KEYS), message
    assert all(isinstance(message[key], str) for key in KEYS), message
    kind = message["type"]
    assert kind in ("stdout", "stderr", "error", "control", "display"), message
    if kind in ("stdout", "stderr"):
        assert 0 < len(message["text"]) <= PIECE, message
    if kind in ("stdout", "stderr", "control"):
        assert message["name"] == message["value"] == message["traceback"] == "", message
    if kind == "control":
        assert message["text"] in (COMPLETED, INTERRUPTED), message
    if kind == "error":
        assert message["name"] and message["text"] == "", message


class Execution(WebSocket):
    """A client of `execute`; `first` is its first message: fields, or a text, or bytes, or None for none yet."""

    def __init__(self, daemon, first=None, headers=(), subprotocols=()):
        super().__init__(daemon, EXECUTE, headers, subprotocols)
        self.rich = isinstance(first, dict) and first.get("richOutput") is True
        self.messages = []
        if isinstance(first, bytes):
            self.send_binary(first)
        elif first is not None:
            self.send_text(first if isinstance(first, str) else json.dumps(first))

    def next(self):
        """The next message; None after the close."""
        received = self.receive()
        if received is None:
            return None
        assert received.opcode == TEXT, received
        message = json.loads(received.data)
        check_message(message, self.rich)
        self.messages.append(message)
        return message

    def until(self, text, kind="stdout"):
        """Reads on until this text has come on a stream."""
        while text not in "".join(m["text"] for m in self.messages if m["type"] == kind):
            assert self.next() is not None, f"closed with {self.code} before {text}: {self.messages[-5:]}"
        return self

    def taken(self):
        """Waits until the daemon has read the first message: it answers a ping that came after it."""
        self.ping(b"taken")
        while b"taken" not in self.pongs:
            frame = self.receive_frame()
            assert frame is not None and not self._control(frame), "closed before the pong"
        return self

    def result(self):
        """Reads to the close and checks the order of the messages."""
        while self.next() is not None:
            pass
        self.close()
        assert ORDER.fullmatch("".join(m["type"][0] for m in self.messages)), [m["type"] for m in self.messages[-9:]]
        errors = [m for m in self.messages if m["type"] == "error"]
        controls = [m["text"] for m in self.messages if m["type"] == "control"]
        return Result(self.messages, errors[0] if errors else None, controls[0] if controls else None,
                      self.code, self.reason)

    def refused(self, code):
        """It must be closed with this code, without a message before; returns the reason."""
        result = self.result()
        assert (result.messages, result.code) == ([], code), result
        return result.reason

    def leave(self, how="close"):
        """Goes away: with a close frame that is not waited for, or without one, or by a reset."""
        if how == "reset":
            self.reset()
            return
        if how == "close":
            self.send_close()
        self.close()


class Context:
    """A context, by its id; `None` is the default one."""

    def __init__(self, daemon, context_id=None, info=None):
        self.daemon = daemon
        self.id = context_id
        self.info = info

    def start(self, code, **fields):
        """Sends an execution and does not wait for it."""
        named = {} if self.id is None else {"contextId": self.id}
        return Execution(self.daemon, {"code": code, **named, **fields})

    def run(self, code, **fields):
        return self.start(code, **fields).result()

    def output(self, code, **fields):
        """stdout of code that completes without an error and prints nothing on stderr."""
        result = self.run(code, **fields).completed()
        assert result.stderr == "", result.tail()
        return result.stdout

    def error(self, code, **fields):
        """The error of code that ends with one by itself."""
        result = self.run(code, **fields)
        assert result.error is not None, result.tail()
        return result.completed(result.error["name"]).error

    def pid(self):
        """The process id of a Python worker."""
        return int(self.output("import os; print(os.getpid())"))

    def delete(self):
        return self.daemon.delete(f"{CONTEXTS}/{self.id}")


def create(daemon, language=None, **fields):
    """A context by POST, of the default language if none is given."""
    if language is not None:
        fields["language"] = language
    resp = daemon.post(CONTEXTS, fields)
    assert resp.status == 200, resp
    return Context(daemon, resp.json()["id"], resp.json())


def listed(daemon):
    resp = daemon.get(CONTEXTS)
    assert resp.status == 200 and list(resp.json()) == ["contexts"], resp
    return resp.json()["contexts"]


def children_of(parent):
    """The ids of a process's children, zombies included."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                if int(stat_fields(entry)[1]) == parent:
                    found.append(int(entry))
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def programs(directory, **targets):
    """A directory for a PATH that has only these programs: name=path. Returns it as a str."""
    directory.mkdir(exist_ok=True)
    for name, target in targets.items():
        (directory / name).symlink_to(target)
    return str(directory)


def frames(text):
    """[(line, source text)] of a traceback's frames."""
    return [(int(line), source.strip()) for line, source in
            re.findall(r'^ *File "[^"]*", line (\d+)[^\n]*\n([^\n]*)', text, re.MULTILINE)]


# What code does to be waited for: expressions in Python.

def say(events, line):
    """Writes a line to `events`."""
    return f"open({events.path!r}, 'w').write({line + chr(10)!r})"


def wait_at(gate):
    """Waits until `gate` lets one through."""
    return f"open({gate.path!r}, 'rb', 0).read(1)"


# code-run

def code_run(daemon, code, language="python", **fields):
    """POST /process/code-run that must answer 200; returns its object."""
    resp = daemon.post("/process/code-run", {"code": code, "language": language, **fields})
    assert resp.status == 200, resp
    reply = resp.json()
    assert {"exitCode", "result"} <= set(reply) <= {"exitCode", "result", "artifacts"}, reply
    return reply


def printed(daemon, code, language="python", **fields):
    """The result of code that must end with exit code 0 and show no chart."""
    reply = code_run(daemon, code, language, **fields)
    assert reply == {"exitCode": 0, "result": reply["result"]}, str(reply)[:3000]
    return reply["result"]


def run_times_out(daemon, code, language="python", timeout=1, **fields):
    """code-run that must run into its timeout; returns the result so far."""
    resp = daemon.post("/process/code-run", {"code": code, "language": language, "timeout": timeout, **fields})
    body = check_error(resp, 408, "PROCESS_EXECUTION_TIMEOUT", extra=("result", "exitCode"))
    assert body["message"] == "request timeout: command execution timeout" and body["exitCode"] == -1, body
    return body["result"]


def warmed(daemon):
    """The daemon once its default context has a worker, which it starts in the background: what it has then it keeps."""
    Context(daemon).output("1")
    return daemon
