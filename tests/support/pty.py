"""Terminals: PTYs, their clients, and programs that run in them."""

import base64
import itertools
import json
import pathlib
import re
import socket

from support.daemon import TIMEOUT, Daemon, url
from support.sessions import escaped
from support.websocket import BINARY, TEXT, WebSocket

EXIT_CONTROL = "X-Daytona-Pty-Exit-Control"
ENVS = "X-Daytona-Pty-Envs~"
VERSION = "X-Daytona-SDK-Version~0.218.0"
CONNECTED = {"type": "control", "status": "connected"}
REASONS = {130: "Ctrl+C", 137: "SIGKILL", 143: "SIGTERM"}
UNKNOWN = "not found: PTY session not found"

# In a home of its own a shell says little and does not edit lines in colours; and `RUN` in the environment is
# a script that takes the shell's place before its first prompt.
PROFILE = 'if [ -n "${RUN-}" ]; then exec sh -c "$RUN"; fi\nexport PS1="$ "\n'
FILES = {".profile": PROFILE, ".zprofile": PROFILE, ".bash_profile": PROFILE + ". ~/.bashrc\n", ".bashrc": "PS1='$ '\n",
         ".zshrc": "unsetopt prompt_sp\nPS1='$ '\n", ".inputrc": "set enable-bracketed-paste off\n"}

_numbers = itertools.count(1)


def furnish(home):
    """Puts these files into a home."""
    for name, text in FILES.items():
        pathlib.Path(home, name).write_text(text)


def new_id():
    return f"pty-{next(_numbers)}"


def envs_protocol(envs):
    """The subprotocol that carries an environment; `envs` may also be bytes, which need be no JSON."""
    data = envs if isinstance(envs, bytes) else json.dumps(envs, ensure_ascii=False).encode()
    return ENVS + base64.urlsafe_b64encode(data).decode().rstrip("=")


def with_script(fields, run):
    """The fields of a request with a script as RUN."""
    if run is not None:
        fields = {**fields, "envs": {**fields.get("envs", {}), "RUN": run}}
    return fields


def create(daemon, **fields):
    return daemon.post("/process/pty", fields)


def listed(daemon):
    resp = daemon.get("/process/pty")
    assert resp.status == 200 and list(resp.json()) == ["sessions"], resp
    return resp.json()["sessions"]


def listed_ids(daemon):
    return [s["id"] for s in listed(daemon)]


def expected_reason(code):
    """The close's reason, and what the exit message says beside its type."""
    if code == 0:
        return {"exitCode": 0}
    reason = REASONS.get(code, f"signal {code - 128}" if code > 128 else "non-zero exit")
    return {"exitCode": code, "exitReason": reason}


class Pty:
    """A PTY made by POST. `run` is a script that takes the shell's place."""

    def __init__(self, daemon, run=None, pty_id=None, **fields):
        self.daemon = daemon
        self.id = pty_id if pty_id is not None else new_id()
        self.path = f"/process/pty/{escaped(self.id)}"
        resp = create(daemon, id=self.id, **with_script(fields, run))
        assert resp.status == 201 and resp.json() == {"sessionId": self.id}, resp

    @classmethod
    def existing(cls, daemon, pty_id):
        made = cls.__new__(cls)
        made.daemon, made.id, made.path = daemon, pty_id, f"/process/pty/{escaped(pty_id)}"
        return made

    def info(self):
        resp = self.daemon.get(self.path)
        assert resp.status == 200, resp
        return resp.json()

    def resize(self, cols, rows):
        return self.daemon.post(f"{self.path}/resize", {"cols": cols, "rows": rows})

    def delete(self):
        return self.daemon.delete(self.path)

    def connect(self, replay=None, subprotocols=(EXIT_CONTROL,)):
        return Client(self.daemon, url(f"{self.path}/connect", replay=replay), (), subprotocols)


def open_pty(daemon, run=None, pty_id=None, envs=None, subprotocols=(EXIT_CONTROL,), **query):
    """A PTY made by create-connect: its client, which gets every byte of the output. `client.pty` is the PTY."""
    pty_id = pty_id if pty_id is not None else new_id()
    fields = with_script({"envs": envs} if envs is not None else {}, run)
    offered = list(subprotocols) + ([envs_protocol(fields["envs"])] if fields else [])
    client = Client(daemon, url("/process/pty/create-connect", id=pty_id, **query), (), offered)
    client.pty = Pty.existing(daemon, pty_id)
    return client


class Client(WebSocket):
    """A client of a PTY. `data` is the output so far, `messages` the same in pieces, `controls` the messages that are
    none; until() goes on where the last one has stopped."""

    first = CONNECTED
    kind = BINARY  # of the messages that are output

    def __init__(self, daemon, target, headers=(), subprotocols=()):
        super().__init__(daemon, target, headers, subprotocols)
        self.exit_control = EXIT_CONTROL in subprotocols
        self.data = bytearray()
        self.messages = []
        self.controls = []
        self.at = 0
        self.patience = TIMEOUT
        if self.first is not None:
            message = self.receive()
            assert message is not None, (self.code, self.reason)
            assert message.opcode == TEXT and json.loads(message.data) == self.first, message

    def next(self):
        """The next piece of output; None after the close."""
        while (message := self.receive()) is not None:
            if message.opcode == self.kind:
                assert message.data, "an empty message"
                assert not self.controls, "output after the end"
                self.data += message.data
                self.messages.append(message.data)
                return message.data
            assert message.opcode == TEXT, message
            self.controls.append(json.loads(message.data))
        return None

    def until(self, text):
        """Reads on until `text` comes; returns what came up to it and with it."""
        text = text.encode() if isinstance(text, str) else text
        start = self.at
        while (found := self.data.find(text, start)) < 0:
            start = max(self.at, len(self.data) - len(text))
            try:
                more = self.next()
            except TimeoutError:
                raise AssertionError(f"{text} never came: {bytes(self.data[self.at:][-500:])}") from None
            assert more is not None, f"closed with {self.code} before {text}: {bytes(self.data[self.at:][-500:])}"
        came = bytes(self.data[self.at:found + len(text)])
        self.at = found + len(text)
        return came

    def take(self, size):
        """Reads on until `size` bytes have come, or more."""
        while len(self.data) < size:
            assert self.next() is not None, f"closed with {self.code} after {len(self.data)} bytes"

    def rest(self):
        """Reads to the close; returns everything."""
        while self.next() is not None:
            pass
        assert self.closed, "the connection ended without a close"
        return bytes(self.data)

    def close(self):
        """Also while another thread reads."""
        try:
            self.wire.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        super().close()

    def type(self, text):
        self.send_text(text)

    def check_end(self, code):
        """Reads to the close, which must tell this exit code in all the ways that are due."""
        self.rest()
        reason = expected_reason(code)
        assert (self.code, json.loads(self.reason)) == (1000 if code == 0 else 1011, reason)
        assert self.controls == [{"type": "control", "status": "exited", **reason}] * self.exit_control
        return bytes(self.data)


def check_failure(daemon, target, error=None):
    """A client that is told after the upgrade why it gets no terminal."""
    with WebSocket(daemon, target) as ws:
        messages, code, reason = ws.collect()
    (message,) = messages
    told = json.loads(message.data)
    assert message.opcode == TEXT and told == {"type": "control", "status": "error", "error": told["error"]}
    assert code == 1011 and reason.startswith('{"error":"')
    short = json.loads(reason)["error"]  # a reason has 123 bytes at most
    assert short == told["error"] or (short and len(reason.encode()) <= 123 < len(told["error"]) + 12), reason
    assert told["error"] and told["error"] == (error or told["error"])


def output_of(daemon, script, code=0, **options):
    """What a script prints in a PTY of its own, untouched by the terminal, up to its end."""
    with open_pty(daemon, f"stty -opost -echo; {script}", **options) as client:
        return client.check_end(code).decode()


def web_port(daemon):
    """The web terminal's port, as the daemon has printed it."""
    return Port(int(re.search(r"^Starting web terminal on port (\d+)$", daemon.output, re.MULTILINE).group(1)))


class Port:
    """Another port of the same daemon, spoken to in the same way."""

    def __init__(self, port):
        self.port = port

    connect, raw_socket, request = Daemon.connect, Daemon.raw_socket, Daemon.request
    get, post, delete = Daemon.get, Daemon.post, Daemon.delete
