"""A language server that does what its control directory says, and records what it gets.

    fake_language_server.py CONTROL PROGRAM [ARGUMENT]...

CONTROL/behaviour.json, read again whenever it has changed, may have

    "capabilities": {...}     over those of fake_language.py; null takes one away
    "on": {METHOD: SCRIPT}    instead of the usual answer; METHOD may also be "start" (before anything is read),
                              "eof" (the end of the input) and "response" (our own requests' answers)
    "record": false           keeps nothing; for loads of requests

A SCRIPT is a list of actions, done in order, or {"turns": [SCRIPT, ...]}: one for each time, the last one for all
that follow. [] is silence. See Server.act for the actions.

CONTROL/messages.jsonl gets a line for each start and each message, {"pid", "start"} or {"pid", "message"}; the FIFO
CONTROL/feed, where there is one, a line with the method, or "response", or "start". Standard library only.
"""

import json
import os
import signal
import sys

from fake_language import Language, Unsupported


DETAILS = ("id", "params", "size", "text", "times")


class Channel:
    """Messages over standard input and output. `piecewise`: every byte is a write of its own."""

    def __init__(self):
        self.input = os.fdopen(0, "rb", closefd=False)
        self.piecewise = False

    def read(self):
        """The next message; None at the end of the input."""
        length = None
        while (line := self.input.readline()) not in (b"\r\n", b""):
            name, value = line.split(b":", 1)
            if name.lower() == b"content-length":
                length = int(value)
        return None if length is None else json.loads(self.input.read(length))

    def write(self, data):
        for piece in ([data[i:i + 1] for i in range(len(data))] if self.piecewise else [data]):
            while piece:
                piece = piece[os.write(1, piece):]

    def send(self, message):
        self.write(framed(message))


def framed(message):
    message = {"jsonrpc": "2.0", **message}
    try:
        body = json.dumps(message, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair
        body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


class Control:
    """The control directory."""

    def __init__(self, path):
        self.path = path
        self.seen = None
        self.behaviour = {}
        self.log = os.open(os.path.join(path, "messages.jsonl"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            self.feed = os.open(os.path.join(path, "feed"), os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            self.feed = None

    def refresh(self):
        name = os.path.join(self.path, "behaviour.json")
        try:
            status = os.stat(name)
        except FileNotFoundError:
            return
        if self.seen != (status.st_ino, status.st_mtime_ns):
            self.seen = (status.st_ino, status.st_mtime_ns)
            with open(name, encoding="utf-8") as file:
                self.behaviour = json.load(file)

    def record(self, what, **fields):
        if self.behaviour.get("record", True):
            os.write(self.log, json.dumps({"pid": os.getpid(), **fields}).encode() + b"\n")
            if self.feed is not None:
                try:
                    os.write(self.feed, what.encode() + b"\n")
                except OSError:  # nobody reads it, or too little
                    pass


class Server:
    def __init__(self, control, program, arguments):
        self.control = Control(control)
        self.channel = Channel()
        self.program = program
        self.arguments = arguments
        self.language = Language(self.channel.send)
        self.turns = {}
        self.held = []
        self.requests = 0

    def run(self):
        self.control.refresh()
        self.control.record("start", start=self.circumstances())
        self.handle("start", {}, lambda: None)
        while (message := self.channel.read()) is not None:
            self.control.refresh()
            method = message.get("method", "response")
            self.control.record(method, message=message)
            self.handle(method, message, lambda m=message: self.usual(m))
        self.handle("eof", {}, lambda: None)

    def circumstances(self):
        with open("/proc/self/status", encoding="ascii") as status:
            signals = {line[:6]: line.split()[1] for line in status if line.startswith(("SigBlk", "SigIgn"))}
        descriptors = [int(n) for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{n}")]
        ours = {self.control.log, self.control.feed}
        return {"program": self.program, "arguments": self.arguments, "directory": os.getcwd(), "signals": signals,
                "environment": dict(os.environ), "descriptors": sorted(set(descriptors) - ours)}

    def handle(self, method, message, usual):
        script = self.control.behaviour.get("on", {}).get(method)
        if isinstance(script, dict):
            turn = self.turns.get(method, 0)
            self.turns[method] = turn + 1
            script = script["turns"][min(turn, len(script["turns"]) - 1)]
        if script is None:
            usual()
        else:
            for action in script:
                self.act(action, message, usual)

    def usual(self, message):
        """The answer of a server that has nothing to hide."""
        method, params = message.get("method"), message.get("params")
        if method is None:
            return
        if method == "exit":
            os._exit(0)
        if "id" not in message:
            self.language.notified(method, params)
            return
        try:
            result = self.language.answer(method, params, self.control.behaviour.get("capabilities", {}))
        except Unsupported:
            self.respond(message, error={"code": -32601, "message": f"no {method} here"})
        else:
            self.respond(message, result=result)

    def respond(self, message, **answer):
        self.channel.send({"id": message.get("id"), **answer})

    def act(self, action, message, usual):
        """One action: a dictionary with what to do, and with its details."""
        ((kind, value),) = [item for item in action.items() if item[0] not in DETAILS]
        if kind == "usual":
            usual()
        elif kind == "quietly":  # what is usual, but without diagnostics
            self.language.notified(message["method"], message["params"], publish=False)
        elif kind in ("result", "error"):
            self.respond(message, **{kind: value})
        elif kind == "respond":  # an answer with an id of its own
            self.channel.send(value)
        elif kind == "notify":
            self.channel.send({"method": value, "params": action.get("params")})
        elif kind == "request":
            self.requests += 1
            ident = action.get("id", f"ours-{self.requests}")
            params = {"params": action["params"]} if "params" in action else {}
            self.channel.send({"id": ident, "method": value, **params})
        elif kind == "items":  # a completion list with so many, each with that much documentation
            documentation = "x" * action.get("size", 0)
            items = [{"label": f"item-{n:07}", "documentation": documentation} for n in range(value)]
            self.respond(message, result={"isIncomplete": False, "items": items})
        elif kind == "raw":  # as it is; each character a byte
            self.channel.write(value.encode("latin-1"))
        elif kind == "flood":  # that message for ever
            frames = framed(value) * 1000
            while True:
                self.channel.write(frames)
        elif kind == "json":  # a result as it is written; each character a byte
            body = b'{"jsonrpc":"2.0","id":%d,"result":%s}' % (message["id"], value.encode("latin-1"))
            self.channel.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        elif kind == "half":  # of the answer with this result
            frame = framed({"id": message.get("id"), "result": value})
            self.channel.write(frame[:len(frame) // 2])
        elif kind == "piecewise":
            self.channel.piecewise = value
        elif kind == "hold":  # until so many wait; the last one is then answered first
            self.held.append(usual)
            if len(self.held) == value:
                for answer in reversed(self.held):
                    answer()
                self.held.clear()
        elif kind == "stderr":
            data = value.encode() * action.get("times", 1)
            while data:
                data = data[os.write(2, data):]
        elif kind == "write":  # a file
            with open(value, "w", encoding="utf-8") as file:
                file.write(action["text"])
        elif kind == "gate":  # a FIFO
            with open(value, "rb", buffering=0) as gate:
                gate.read(1)
        elif kind == "close":  # descriptors
            for descriptor in value:
                os.close(descriptor)
        elif kind == "ignore":  # signals
            for number in value:
                signal.signal(number, signal.SIG_IGN)
        elif kind == "hang":
            while True:
                signal.pause()
        elif kind == "kill":
            os.kill(os.getpid(), value)
        elif kind == "exit":
            os._exit(value)
        else:
            raise ValueError(f"unknown action: {action}")


if __name__ == "__main__":
    Server(sys.argv[1], sys.argv[2], sys.argv[3:]).run()
