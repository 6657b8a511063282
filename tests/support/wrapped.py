"""A daemon that another program starts: in a chroot, a namespace, with signals ignored."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading

from support.daemon import TIMEOUT, Daemon
from support.process import environment


class WrappedDaemon(Daemon):
    """`command` must end up executing the binary, with `--port 0 --host 127.0.0.1`, or as its only child's program."""

    def __init__(self, command, env=None, cwd=None):  # not the inherited one: the command is the caller's
        self.dir = tempfile.mkdtemp(prefix="toolboxd-test-")
        os.chmod(self.dir, 0o777)
        self.home = self.dir
        self.log_file = os.path.join(self.dir, "daemon.log")
        self._lines = []
        self._stopped = False
        self._ready = threading.Event()
        self.port = None
        self.proc = subprocess.Popen(
            command, env=env if env is not None else environment(self.dir), cwd=cwd or self.dir,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        self._reader = threading.Thread(target=self._read_output, daemon=True)
        self._reader.start()
        self._ready.wait(TIMEOUT)
        if self.port is None:
            self._kill()
            shutil.rmtree(self.dir, ignore_errors=True)
            raise AssertionError(f"{command} did not become ready, exit code {self.proc.returncode}:\n{self.output}")

    def daemon_pid(self):
        """The daemon's id: the wrapper's, where that executed it in place, else that of the wrapper's child."""
        children = pathlib.Path(f"/proc/{self.proc.pid}/task/{self.proc.pid}/children").read_text().split()
        comm = pathlib.Path(f"/proc/{self.proc.pid}/comm").read_text().strip()
        return int(children[0]) if children and re.fullmatch(r"unshare|sh", comm) else self.proc.pid

    def _kill(self):
        if self.proc.poll() is None:
            os.kill(self.daemon_pid(), signal.SIGKILL)
            self.proc.kill()
        self.proc.wait()

    def stop(self):
        """SIGTERM to the daemon itself; the wrapper passes on its exit code, which must be 0."""
        if self._stopped:
            return
        self._stopped = True
        if self.proc.poll() is None:
            os.kill(self.daemon_pid(), signal.SIGTERM)
        try:
            code = self.proc.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self._kill()
            code = f"none within {TIMEOUT} s of SIGTERM"
        self._reader.join(TIMEOUT)
        shutil.rmtree(self.dir, ignore_errors=True)
        assert code == 0, f"the daemon's exit code is {code}; its output:\n{self.output[-8000:]}"
