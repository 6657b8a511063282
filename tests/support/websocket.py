"""A WebSocket client on a plain connection, which sends what it is told, right or wrong (RFC 6455).

    with WebSocket(daemon, "/process/session/s/command/c/logs?follow=true") as ws:
        messages, code, reason = ws.collect()
"""

import base64
import hashlib
import os
import socket
import struct
import time
from typing import NamedTuple

from support.message import head, host

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
VERSION_PROTOCOL = "X-Daytona-SDK-Version~"


class Frame(NamedTuple):
    fin: bool
    reserved: int
    opcode: int
    masked: bool
    payload: bytes


class Message(NamedTuple):
    opcode: int  # TEXT or BINARY
    data: bytes


class Collected(NamedTuple):
    messages: list
    code: int  # None when the connection ended without a close frame, 1005 when that had no code
    reason: str


def handshake(daemon, target, headers=(), subprotocols=(), key=None):
    """Asks for an upgrade. Returns the connection, its response and the key that was sent."""
    key = key or base64.b64encode(os.urandom(16)).decode()
    fields = [f"{name}: {value}" for name, value in (headers.items() if hasattr(headers, "items") else headers)]
    if subprotocols:
        fields.append("Sec-WebSocket-Protocol: " + ",".join(subprotocols))
    wire = daemon.raw_socket()
    wire.send(head(f"GET {target} HTTP/1.1", host(daemon), "Upgrade: websocket", "Connection: Upgrade",
                   f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", *fields))
    return wire, wire.read_response("GET", target), key


def refusal(daemon, target, headers=(), subprotocols=()):
    """The answer to a handshake that must not succeed."""
    wire, response, _ = handshake(daemon, target, headers, subprotocols)
    wire.close()
    assert response.status != 101, response
    return response


class WebSocket:
    """`response` is the handshake's. Pings are answered, unless `answer_pings` is unset, and pongs kept in `pongs`;
    a close is answered and kept in `code` and `reason`."""

    def __init__(self, daemon, target, headers=(), subprotocols=()):
        self.wire, self.response, key = handshake(daemon, target, headers, subprotocols)
        if self.response.status != 101:
            self.wire.close()
            raise AssertionError(f"no upgrade: {self.response}")
        wanted = base64.b64encode(hashlib.sha1((key + MAGIC).encode()).digest()).decode()
        assert self.response.headers["Sec-WebSocket-Accept"] == wanted, self.response
        assert self.response.headers["Upgrade"].lower() == "websocket", self.response
        assert "upgrade" in self.response.headers["Connection"].lower(), self.response
        assert "Sec-WebSocket-Extensions" not in self.response.headers, self.response
        self.answer_pings = True
        self.patience = None  # seconds that receive() waits for a message, whatever pings come; None: for ever
        self.pongs = []
        self.closed = False
        self.code = None
        self.reason = ""

    @property
    def subprotocol(self):
        return self.response.headers.get("Sec-WebSocket-Protocol")

    def send_frame(self, opcode, payload=b"", fin=True, masked=True, reserved=0):
        first = (0x80 if fin else 0) | reserved << 4 | opcode
        mask_bit = 0x80 if masked else 0
        size = len(payload)
        if size < 126:
            header = struct.pack(">BB", first, mask_bit | size)
        elif size < 65536:
            header = struct.pack(">BBH", first, mask_bit | 126, size)
        else:
            header = struct.pack(">BBQ", first, mask_bit | 127, size)
        if masked:
            mask = os.urandom(4)
            repeated = (mask * (size // 4 + 1))[:size]
            masked_payload = (int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")).to_bytes(size, "big")
            header, payload = header + mask, masked_payload
        self.wire.send(header + payload)

    def send_text(self, text):
        self.send_frame(TEXT, text.encode())

    def send_binary(self, data):
        self.send_frame(BINARY, data)

    def ping(self, payload=b""):
        self.send_frame(PING, payload)

    def send_close(self, code=1000, reason=""):
        self.send_frame(CLOSE, b"" if code is None else struct.pack(">H", code) + reason.encode())

    def send_raw(self, data):
        self.wire.send(data)

    def receive_frame(self):
        """The next frame as it is on the wire; None at the end of the connection."""
        start = self.wire.file.read(2)
        if not start:
            return None
        assert len(start) == 2, "the connection broke off within a frame"
        size = start[1] & 0x7F
        if size == 126:
            size, = struct.unpack(">H", self._exactly(2))
        elif size == 127:
            size, = struct.unpack(">Q", self._exactly(8))
        return Frame(bool(start[0] & 0x80), start[0] >> 4 & 7, start[0] & 15, bool(start[1] & 0x80),
                     self._exactly(size))

    def _exactly(self, size):
        data = self.wire.file.read(size)
        assert len(data) == size, "the connection broke off within a frame"
        return data

    def receive(self):
        """The next message, put together; None once the peer has closed."""
        opcode, parts = None, []
        begun = time.monotonic()
        while frame := self.receive_frame():
            if self.patience and not parts and frame.opcode >= CLOSE and time.monotonic() - begun > self.patience:
                raise TimeoutError("only pings came")
            assert frame.reserved == 0 and not frame.masked, frame
            if frame.opcode >= CLOSE:
                assert frame.fin and len(frame.payload) <= 125, frame
                if self._control(frame):
                    return None
                continue
            assert (frame.opcode == CONTINUATION) == (opcode is not None), frame
            opcode = frame.opcode if opcode is None else opcode
            parts.append(frame.payload)
            if frame.fin:
                return Message(opcode, b"".join(parts))
        assert opcode is None, "the connection ended within a message"
        return None

    def _control(self, frame):
        """True when it was the close."""
        if frame.opcode == PING:
            if self.answer_pings:
                self.send_frame(PONG, frame.payload)
        elif frame.opcode == PONG:
            self.pongs.append(frame.payload)
        else:
            assert frame.opcode == CLOSE, frame
            self.closed = True
            self.code = struct.unpack(">H", frame.payload[:2])[0] if frame.payload else 1005
            self.reason = frame.payload[2:].decode()
            try:
                self.send_frame(CLOSE, frame.payload[:2])
            except OSError:
                pass
            return True
        return False

    def collect(self):
        """Everything until the close, or the end of the connection."""
        messages = []
        while (message := self.receive()) is not None:
            messages.append(message)
        return Collected(messages, self.code, self.reason)

    def reset(self):
        """Vanishes: the peer gets a reset, not a close."""
        self.wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.wire.close()

    def close(self):
        self.wire.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
