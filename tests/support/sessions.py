"""Sessions: commands in a shell that stays, their logs, and followers of these."""

import itertools
import re
import time
from urllib.parse import quote

from support.daemon import TIMEOUT, check_error, url
from support.process import processes_with
from support.websocket import BINARY, WebSocket

OUT, ERR = b"\1\1\1", b"\2\2\2"
WHOLE_MARKS = re.compile(b"(?:\1\1\1|\2\2\2|[^\1\2])*")  # fits output that has no such bytes itself
EITHER = ("BAD_REQUEST", "INVALID_REQUEST_BODY")
ENDED = ("SESSION_ENDED", "COMMAND_ALREADY_COMPLETED")

_numbers = itertools.count(1)


def sdk(version, source="sdk-python"):
    return {"X-Daytona-Source": source, "X-Daytona-SDK-Version": version}


NEWEST = sdk("0.218.0")
MARKED = {"X-Daytona-Split-Output": "true"}  # the log as it is, as plain text


def escaped(text):
    """As a REST client puts an id into a path."""
    return text.replace(".", "%2E") if text in (".", "..") else quote(text, safe="")


def streams(log):
    """stdout and stderr of a marked log."""
    found = {OUT: b"", ERR: b""}
    start, *runs = re.split(b"(\1\1\1|\2\2\2)", log)
    assert start == b"", log[:100]
    for mark, run in zip(runs[::2], runs[1::2]):
        found[mark] += run
    return found[OUT], found[ERR]


def eventually(condition, what):
    """Waits, for a bounded time, for what nothing announces."""
    end = time.monotonic() + TIMEOUT
    while not (value := condition()):
        assert time.monotonic() < end, f"it never came about: {what}"
    return value


def running(sleeper, count):
    """Waits until that many of a `nap()` run: a child in the background is not that program from the start."""
    eventually(lambda: len(processes_with(sleeper)) == count, f"{count} processes are there")


def create(daemon, session_id, headers=None):
    return daemon.post("/process/session", {"sessionId": session_id}, headers)


class Session:
    """A session of its own. run() waits for the command's end, start() does not."""

    def __init__(self, daemon, session_id=None, headers=None):
        self.daemon = daemon
        self.id = session_id if session_id is not None else f"session-{next(_numbers)}"
        self.path = f"/process/session/{escaped(self.id)}"
        resp = create(daemon, self.id, headers)
        assert resp.status == 201, resp

    def get(self):
        resp = self.daemon.get(self.path)
        assert resp.status == 200, resp
        return resp.json()

    def exec(self, command, headers=None, **fields):
        return self.daemon.post(f"{self.path}/exec", {"command": command, **fields}, headers)

    def run(self, command, headers=None, **fields):
        """The object that a synchronous exec answers, in the newest form."""
        resp = self.exec(command, NEWEST if headers is None else headers, **fields)
        assert resp.status == 200, resp
        return resp.json()

    def code(self, command):
        return self.run(command)["exitCode"]

    def output(self, command):
        """stdout of a command that must end with exit code 0 and print no error."""
        reply = self.run(command)
        assert (reply["exitCode"], reply["stderr"]) == (0, ""), reply
        return reply["stdout"]

    def start(self, command, **fields):
        resp = self.exec(command, NEWEST, runAsync=True, **fields)
        assert resp.status == 202, resp
        reply = resp.json()
        assert list(reply) == ["cmdId"], reply
        return Command(self, reply["cmdId"])

    def delete(self, headers=None):
        return self.daemon.delete(self.path, headers)

    def check_goes_on(self):
        assert self.run("echo still here")["stdout"] == "still here\n"

    def check_ended(self):
        for fields in ({}, {"runAsync": True}):
            check_error(self.exec("echo never", NEWEST, **fields), 410, "SESSION_ENDED", message="gone: ")


class Command:
    def __init__(self, session, command_id):
        self.session = session
        self.daemon = session.daemon
        self.id = command_id
        self.path = f"{session.path}/command/{escaped(command_id)}"

    def get(self):
        resp = self.daemon.get(self.path)
        assert resp.status == 200, resp
        return resp.json()

    def logs(self, headers=None, **params):
        return self.daemon.get(f"{self.path}/logs", headers, **params)

    def raw(self):
        """The log so far, with its marks."""
        resp = self.logs(MARKED)
        assert resp.status == 200, resp
        return resp.body

    def input(self, data=None, **fields):
        if data is not None:
            fields["data"] = data
        return self.daemon.post(f"{self.path}/input", fields)

    def send(self, data=None, **fields):
        resp = self.input(data, **fields)
        assert resp.status == 204, resp
        assert resp.body == b""

    def follow(self, headers=None, offset=None, follow="true", subprotocols=()):
        target = url(f"{self.path}/logs", follow=follow, offset=offset)
        return Follower(self.daemon, target, NEWEST if headers is None else headers, subprotocols)

    def wait(self):
        """Follows the log to its end and returns the exit code."""
        with self.follow() as follower:
            follower.rest()
        return self.get()["exitCode"]


def finished(session, command):
    """A command that has ended, run in the background."""
    started = session.start(command)
    started.wait()
    return started


class Follower(WebSocket):
    """`data` is what has come so far, `messages` the same in pieces."""

    def __init__(self, daemon, target, headers=(), subprotocols=()):
        super().__init__(daemon, target, headers, subprotocols)
        self.messages = []
        self.size = 0

    @property
    def data(self):
        return b"".join(self.messages)

    def next(self):
        """The next message's bytes; None after the close."""
        message = self.receive()
        if message is None:
            return None
        assert message.opcode == BINARY, message
        assert message.data, "an empty message"
        self.messages.append(message.data)
        self.size += len(message.data)
        return message.data

    def until(self, text):
        """Reads on until `text` has come; returns everything so far."""
        while text not in self.data:
            assert self.next() is not None, f"closed with {self.code} before {text}: {self.data[-200:]}"
        return self.data

    def take(self, size):
        """Reads on until `size` bytes have come, or more."""
        while self.size < size:
            assert self.next() is not None, f"closed with {self.code} after {self.size} bytes"

    def rest(self):
        """Reads to the end, which must be a close with 1000; returns everything."""
        while self.next() is not None:
            pass
        assert self.code == 1000, (self.code, self.reason)
        return self.data
