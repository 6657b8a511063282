"""Requests as bytes, for tests that decide about every one of them."""

import json
import threading


def host(daemon):
    return f"Host: 127.0.0.1:{daemon.port}"


def head(*lines):
    """A message's head: its lines, each ended as on the wire, and the empty one."""
    return "".join(line + "\r\n" for line in lines).encode("latin-1") + b"\r\n"


def get(daemon, target, *fields):
    return head(f"GET {target} HTTP/1.1", host(daemon), *fields)


def post(daemon, target, body, *fields):
    """A POST of bytes, or of an object as JSON, with its length."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return head(f"POST {target} HTTP/1.1", host(daemon), "Content-Type: application/json",
                f"Content-Length: {len(body)}", *fields) + body


def chunked(pieces):
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


def send_in_background(wire, data):
    """Sends while the caller reads; a peer that stops reading ends it quietly. Join it before closing the wire."""
    def run():
        try:
            wire.send(data)
        except OSError:
            pass
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread
