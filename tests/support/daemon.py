"""Starts the real binary and talks to it over real sockets. Standard library only.

    with Daemon() as d:
        resp = d.request("GET", "/version")
        assert resp.status == 200 and resp.json()["version"]

The binary is $TOOLBOXD_BIN, else <repo>/build/toolboxd. With $TOOLBOXD_SANITIZED set, every timeout doubles.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from urllib.parse import urlencode

REPO = pathlib.Path(__file__).resolve().parents[2]
SLOWNESS = 2 if os.environ.get("TOOLBOXD_SANITIZED") else 1
TIMEOUT = 20 * SLOWNESS  # a hang, not a slow answer
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def binary():
    return os.environ.get("TOOLBOXD_BIN") or str(REPO / "build" / "toolboxd")


class Response:
    """status, headers, body (bytes). `request_path` and `request_method` are what the error body must repeat."""

    def __init__(self, status, headers, body, method="", target=""):
        self.status = status
        self.headers = headers
        self.body = body
        self.request_method = method
        self.request_path = target.split("?", 1)[0]

    def json(self):
        return json.loads(self.body.decode("utf-8"))

    def __repr__(self):
        return f"Response({self.status}, {self.headers!r}, {self.body[:2000]!r})"


class Headers:
    """Case-insensitive and multi-valued: `h["etag"]` is the only value, `h.get_all(...)` every one.
    Values are latin-1 decoded, so `.encode("latin-1")` gives back the bytes of the wire."""

    def __init__(self, pairs):
        self.pairs = list(pairs)

    def get_all(self, name):
        return [v for k, v in self.pairs if k.lower() == name.lower()]

    def get(self, name, default=None):
        values = self.get_all(name)
        return values[0] if values else default

    def __getitem__(self, name):
        values = self.get_all(name)
        assert len(values) == 1, f"{name}: expected exactly one, got {values} in {self.pairs}"
        return values[0]

    def __contains__(self, name):
        return bool(self.get_all(name))

    def __repr__(self):
        return repr(self.pairs)


class Wire:
    """A plain connection, for requests that no well-behaved client sends. Reads are buffered."""

    def __init__(self, sock):
        self.sock = sock
        self.file = sock.makefile("rb")

    def send(self, data):
        self.sock.sendall(data)

    def read_response(self, method="GET", target=""):
        """Reads one response, interim (1xx) ones included; a body of a known length, chunked, or up to the end."""
        status_line = self.file.readline()
        assert status_line, "the connection closed before a response"
        status = int(status_line.split(b" ", 2)[1])
        pairs = []
        while (line := self.file.readline()) not in (b"\r\n", b""):
            name, value = line.rstrip(b"\r\n").decode("latin-1").split(":", 1)
            pairs.append((name, value.strip()))
        assert line == b"\r\n", "the connection closed within the response's head"
        headers = Headers(pairs)
        return Response(status, headers, self._read_body(status, method, headers), method, target)

    def _read_body(self, status, method, headers):
        if method == "HEAD" or status < 200 or status in (204, 304):
            return b""
        if "chunked" in headers.get("Transfer-Encoding", "").lower():
            body = bytearray()
            while True:
                size = int(self.file.readline().split(b";")[0], 16)
                body += self._exactly(size)
                if size == 0:
                    while self.file.readline() not in (b"\r\n", b""):  # trailers
                        pass
                    return bytes(body)
                assert self.file.readline() == b"\r\n"
        if "Content-Length" in headers:
            return self._exactly(int(headers["Content-Length"]))
        return self.file.read()

    def _exactly(self, size):
        data = self.file.read(size)
        assert len(data) == size, f"the body broke off after {len(data)} of {size} bytes"
        return data

    def at_end(self):
        """True when the peer has closed; blocks until it closes or sends."""
        try:
            return self.file.read(1) == b""
        except ConnectionResetError:
            return True

    def close(self):
        self.file.close()
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Daemon:
    """One running daemon. `args` are added to the command line, `env` to the environment (a value of None removes),
    `run_as` is a uid (= gid) to run under, which needs root. `port` is the API's port, `proc` the Popen,
    `log_file` the log, `output` what was printed so far."""

    def __init__(self, args=(), env=None, cwd=None, home=None, run_as=None):
        self.dir = tempfile.mkdtemp(prefix="toolboxd-test-")
        os.chmod(self.dir, 0o777)
        self.log_file = os.path.join(self.dir, "daemon.log")
        self.home = str(home or self.dir)
        environ = dict(os.environ, HOME=self.home, DAYTONA_DAEMON_LOG_FILE_PATH=self.log_file, TZ="UTC")
        # The other ports are closed unless a test asks for them, so that daemons can run side by side.
        for name in ("TOOLBOX_SSH_PORT", "TOOLBOX_TERMINAL_PORT", "TOOLBOX_RECORDINGS_PORT"):
            environ[name] = "off"
        for name, value in (env or {}).items():
            if value is None:
                environ.pop(name, None)
            else:
                environ[name] = str(value)
        command = [binary(), "--port", "0", "--host", "127.0.0.1", *map(str, args)]
        if run_as is not None:
            command = [shutil.which("setpriv"), "--reuid", str(run_as), "--regid", str(run_as), "--clear-groups", *command]
        self._lines = []
        self._stopped = False
        self._ready = threading.Event()
        self.port = None
        self.proc = subprocess.Popen(
            command, env=environ, cwd=cwd or self.dir, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        self._reader = threading.Thread(target=self._read_output, daemon=True)
        self._reader.start()
        self._ready.wait(TIMEOUT)
        if self.port is None:
            self.proc.kill()
            self.proc.wait()
            self._reader.join(TIMEOUT)
            shutil.rmtree(self.dir, ignore_errors=True)
            raise AssertionError(f"{command} did not become ready, exit code {self.proc.returncode}:\n{self.output}")

    @property
    def output(self):
        """What it has written to stdout and stderr so far."""
        return "".join(self._lines)

    def _read_output(self):
        with self.proc.stdout as out:
            for line in out:
                self._lines.append(line)
                match = re.search(r"Starting toolbox server on port (\d+)", line)
                if match and self.port is None:
                    self.port = int(match.group(1))
                    self._ready.set()
        self._ready.set()

    def connect(self):
        sock = socket.create_connection(("127.0.0.1", self.port), TIMEOUT)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def raw_socket(self):
        """A Wire on a new connection: send(bytes), read_response(), at_end(), close(); also a context manager."""
        return Wire(self.connect())

    def request(self, method, target, body=None, headers=None):
        """One request on a fresh connection. The target is sent verbatim. `body`: bytes; a str; or anything else,
        which goes as JSON; or an iterator of bytes, each of which becomes one chunk of a chunked body.
        `headers` is a dict or a list of pairs."""
        pairs = list(headers.items() if hasattr(headers, "items") else headers or [])
        names = {k.lower() for k, _ in pairs}
        chunks = None
        if hasattr(body, "__next__"):
            chunks, body = body, b""
        elif isinstance(body, str):
            body = body.encode()
        elif body is not None and not isinstance(body, (bytes, bytearray)):
            body = json.dumps(body).encode()
            if "content-type" not in names:
                pairs.append(("Content-Type", "application/json"))
        if "host" not in names:
            pairs.insert(0, ("Host", f"127.0.0.1:{self.port}"))
        if "connection" not in names:
            pairs.append(("Connection", "close"))
        if chunks is not None:
            pairs.append(("Transfer-Encoding", "chunked"))
        elif "content-length" not in names and (body is not None or method in ("POST", "PUT", "PATCH")):
            pairs.append(("Content-Length", str(len(body or b""))))
        head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in pairs) + "\r\n"
        with self.raw_socket() as wire:
            try:
                wire.send(head.encode("latin-1") + (body or b""))
                for chunk in chunks or ():
                    wire.send(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                if chunks is not None:
                    wire.send(b"0\r\n\r\n")
            except (BrokenPipeError, ConnectionResetError):
                pass  # it answered early; the answer is what counts
            return wire.read_response(method, target)

    # The keywords are query parameters: d.get("/files/info", path=p)

    def get(self, route, /, headers=None, **params):
        return self.request("GET", url(route, **params), headers=headers)

    def post(self, route, /, body=None, headers=None, **params):
        return self.request("POST", url(route, **params), body, headers)

    def delete(self, route, /, headers=None, **params):
        return self.request("DELETE", url(route, **params), headers=headers)

    def stop(self):
        """SIGTERM, then the exit code must be 0. Ends no process but its own."""
        if self._stopped:
            return
        self._stopped = True
        if self.proc.poll() is None:
            self.proc.send_signal(signal.SIGTERM)
        try:
            code = self.proc.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self.proc.kill()
            self.proc.wait()
            code = f"none within {TIMEOUT} s of SIGTERM"
        self._reader.join(TIMEOUT)
        shutil.rmtree(self.dir, ignore_errors=True)
        if code != 0:
            print(f"--- output of the daemon ---\n{self.output}", file=sys.stderr)
        assert code == 0, f"the daemon's exit code is {code}; its output:\n{self.output[-8000:]}"

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            self.stop()
        except AssertionError:
            if kind is None:
                raise


def url(route, /, **params):
    """route?query as URLSearchParams writes it (space is +, / is %2F). A value is a str, bytes or a Path;
    one that is None is left out."""
    pairs = []
    for name, value in params.items():
        if value is not None:
            pairs.append((name, value if isinstance(value, (str, bytes)) else str(value)))
    return route + ("?" + urlencode(pairs) if pairs else "")


ANY_400 = ("BAD_REQUEST", "INVALID_REQUEST_BODY", "INVALID_FILE_PATH")  # where the contract leaves the choice


def check_error_body(body, status, code, path, method, message=None):
    """The whole error body of the contract. `message`: a text the message contains."""
    assert body["statusCode"] == status, body
    assert body["code"] in ((code,) if isinstance(code, str) else code), body
    assert body["source"] == "DAYTONA_DAEMON", body
    assert TIMESTAMP.fullmatch(body["timestamp"]), body
    assert body["path"] == path, body
    assert body["method"] == method, body
    assert isinstance(body["message"], str) and body["message"], body
    assert body["error"] == body["message"], body
    if message is not None:
        assert message in body["message"], body


def check_error(resp, status, code, message=None, extra=()):
    """Asserts status, content type and the WHOLE error body. `code` is one code, or a tuple where the contract leaves
    a choice; `message` is a text the message must contain; `extra` names further keys the route may add."""
    assert resp.status == status, resp
    assert resp.headers["Content-Type"].split(";")[0].strip().lower() == "application/json", resp
    body = resp.json()
    check_error_body(body, status, code, resp.request_path, resp.request_method, message)
    wanted = {"statusCode", "message", "code", "source", "timestamp", "path", "method", "error"} | set(extra)
    assert set(body) == wanted, body
    return body
