"""A forward HTTP proxy that records what comes: absolute-form requests and CONNECT, with or without Basic auth."""

import base64
import contextlib
import socket
import threading
from urllib.parse import urlsplit

from support.daemon import TIMEOUT
from support.git_relay import Listener

USER, PASSWORD = "proxy user", "unspoken:proxy@1"


class Proxy(Listener):
    """`requests` are the (method, target) that came, `authorizations` their Proxy-Authorization, or None; with `auth`
    those without the right one get 407. `heads` are whole."""

    def __init__(self, auth=False):
        self.auth = auth
        self.requests, self.authorizations, self.heads = [], [], []
        super().__init__()

    @property
    def expected(self):
        return "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    def serve(self, connection):
        with connection.makefile("rb") as file:
            while self._one(connection, file):
                pass

    def _one(self, connection, file):
        """Serves one request; True when another may follow on the connection."""
        lines = []
        while (line := file.readline()) not in (b"\r\n", b""):
            lines.append(line)
        if not lines:
            return False
        method, target, _ = lines[0].decode().split(" ")
        fields = {n.strip().lower(): v.strip() for n, v in (x.decode("latin-1").split(":", 1) for x in lines[1:])}
        given = fields.get("proxy-authorization")
        self.requests.append((method, target))
        self.authorizations.append(given)
        self.heads.append(b"".join(lines).decode("latin-1"))
        if self.auth and given != self.expected:
            self._skip_body(file, fields)
            connection.sendall(b"HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"tests\"\r\n"
                               b"Content-Length: 0\r\n\r\n")
            return True
        if method == "CONNECT":
            host, port = target.rsplit(":", 1)
            with socket.create_connection((host, int(port)), TIMEOUT) as server:
                connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                self._join(connection, file, server)
            return False
        url = urlsplit(target)
        with socket.create_connection((url.hostname, url.port or 80), TIMEOUT) as server:
            path = target.split("//", 1)[1]
            path = path[path.index("/"):]
            kept = [x for x in lines[1:] if x.split(b":")[0].lower() not in (b"proxy-authorization", b"connection",
                                                                            b"proxy-connection")]
            server.sendall(f"{method} {path} HTTP/1.1\r\n".encode() + b"".join(kept) + b"Connection: close\r\n\r\n")
            self._join(connection, file, server)
        return False

    @staticmethod
    def _skip_body(file, fields):
        if "content-length" in fields:
            file.read(int(fields["content-length"]))
        elif fields.get("transfer-encoding") == "chunked":
            while size := int(file.readline(), 16):
                file.read(size + 2)
            file.readline()

    @staticmethod
    def _join(connection, file, server):
        def back():
            with contextlib.suppress(OSError):
                while data := server.recv(65536):
                    connection.sendall(data)
                connection.shutdown(socket.SHUT_RDWR)
        thread = threading.Thread(target=back, daemon=True)
        thread.start()
        with contextlib.suppress(OSError):
            while data := file.read1(65536):
                server.sendall(data)
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_WR)
        thread.join(TIMEOUT)

    def url(self, login="", host="127.0.0.1"):
        return f"http://{login}{host}:{self.port}"
