"""TCP servers of the tests: one that runs a program for each connection, and one that passes bytes on until it is told
to break off or to fall silent."""

import contextlib
import os
import socket
import subprocess
import threading

from support.daemon import TIMEOUT


class Listener:
    """Accepts on a free port of 127.0.0.1 and calls `serve(socket)` on a thread for each connection."""

    def __init__(self):
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listening.getsockname()[1]
        self.accepted = 0
        self.threads = []
        self.open = set()
        self.lock = threading.Lock()
        self.closed = False
        self.acceptor = threading.Thread(target=self._accept, daemon=True)
        self.acceptor.start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            if self.closed:
                connection.close()
                return
            with self.lock:
                self.accepted += 1
                self.open.add(connection)
            thread = threading.Thread(target=self._run, args=(connection,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _run(self, connection):
        try:
            self.serve(connection)
        except OSError:
            pass
        finally:
            with self.lock:
                self.open.discard(connection)
            connection.close()

    def serve(self, connection):
        raise NotImplementedError

    def close(self):
        self.closed = True
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port)).close()  # wakes accept()
        self.acceptor.join(TIMEOUT)
        self.listening.close()
        with self.lock:
            for connection in self.open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(TIMEOUT)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Programs(Listener):
    """As inetd: `command` runs for each connection, which is its standard input and output; what it writes to standard
    error goes to the file `log`."""

    def __init__(self, command, log, env=None):
        self.command, self.log, self.env = [str(part) for part in command], log, env
        self.running = set()
        super().__init__()

    def serve(self, connection):
        with open(self.log, "ab") as log:
            process = subprocess.Popen(self.command, stdin=connection, stdout=connection, stderr=log, env=self.env,
                                       close_fds=True)
        with self.lock:
            self.running.add(process)
        process.wait()
        with self.lock:
            self.running.discard(process)

    def close(self):
        with self.lock:
            left = list(self.running)
        for process in left:
            process.terminate()
        super().close()


class Relay(Listener):
    """Passes connections on to a port of 127.0.0.1. The server's bytes are counted over all connections; once
    `after` of them have passed (with `marker`: of those from its first appearance on), the relay falls silent
    (`stalled` is set, and `client_gone` once the client has closed that connection) or with `cut` closes it."""

    def __init__(self, port, after=None, cut=False, marker=b""):
        self.target, self.after, self.cut, self.marker = port, after, cut, marker
        self.passed = 0
        self.marked = not marker
        self.stalled = threading.Event()
        self.client_gone = threading.Event()
        self.released = threading.Event()
        super().__init__()

    def serve(self, connection):
        with socket.create_connection(("127.0.0.1", self.target)) as server:
            back = threading.Thread(target=self._back, args=(server, connection), daemon=True)
            back.start()
            try:
                while data := connection.recv(65536):
                    server.sendall(data)
            except OSError:
                pass
            if self.stalled.is_set():
                self.client_gone.set()
                self.released.set()
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_WR)
            back.join(TIMEOUT)

    def _allowed(self, data):
        """How many of these bytes may still pass."""
        with self.lock:
            if self.after is None:
                return len(data)
            free = 0
            if not self.marked:
                at = data.find(self.marker)
                if at < 0:
                    return len(data)
                self.marked, free = True, at
            allowed = min(len(data), free + max(0, self.after - self.passed))
            self.passed += allowed - free
            return allowed

    def _back(self, server, connection):
        try:
            while data := server.recv(65536):
                allowed = self._allowed(data)
                connection.sendall(data[:allowed])
                if allowed < len(data):
                    self._break_off(connection)
                    return
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def _break_off(self, connection):
        self.stalled.set()
        if self.cut:
            connection.shutdown(socket.SHUT_RDWR)
        else:
            self.released.wait(TIMEOUT)

    def begin_again(self):
        """Forgets what has passed; for when no connection is left."""
        with self.lock:
            self.passed, self.marked = 0, not self.marker
        for event in (self.stalled, self.client_gone, self.released):
            event.clear()

    def close(self):
        self.released.set()
        super().close()


def git_daemon(root, directory, push=False):
    """git:// of the repositories below `root` that are marked as exported."""
    git = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True).stdout.strip()
    command = [os.path.join(git, "git-daemon"), "--inetd", "--log-destination=stderr", "--verbose",
               "--informative-errors", f"--base-path={root}"]
    return Programs(command + (["--enable=receive-pack"] if push else []), os.path.join(directory, "git-daemon.log"),
                    env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"})
