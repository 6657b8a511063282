"""The git servers of the SDK tests: git_server.py <root of the repositories> <directory for the servers' files>.
Prints one line when they serve, `<http port> <https port> <user> <password>`, and ends with SIGTERM. The certificate
of the https one is signed by itself; what else the servers have is in support/git_http.py."""

import os
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from support.git_certificates import Authority  # noqa: E402
from support.git_http import PASSWORD, USER, HttpServers  # noqa: E402


def main(root, directory):
    ended, end = os.pipe()
    signal.signal(signal.SIGTERM, lambda *_: os.write(end, b"."))
    files = pathlib.Path(directory)
    servers = HttpServers(root, files / "http", Authority(files / "authority"))
    print(servers.port, servers.tls["self-signed"], USER, PASSWORD, flush=True)
    os.read(ended, 1)
    servers.close()


main(*sys.argv[1:])
