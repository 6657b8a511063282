"""The daemon with git's remote operations, and the servers that these talk to."""

import base64
import contextlib
import json
import os
import pathlib
import select
import threading

from support import git_http, git_proxy
from support.daemon import TIMEOUT, Daemon, check_error
from support.git_certificates import Authority
from support.git_http import HttpServers
from support.git_relay import git_daemon
from support.git_repositories import Origin, check_sound, git
from support.git_ssh import SshHome, SshServer

MARK = "unspoken"  # in every password, passphrase and token of these tests; too long for random data to hold it by chance
KEPT_SECRETS = {".git-credentials", "credentials", "id_ed25519"}  # files whose point is to hold one
UNWANTED = ("SSL_CERT_FILE", "SSL_CERT_DIR", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "http_proxy", "https_proxy",
            "HTTP_PROXY", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY")


SECRETS = [MARK.encode()] + [  # also as Basic auth writes them
    base64.b64encode(f"{user}:{password}".encode())
    for user, password in [*git_http.PASSWORDS.items(), (git_proxy.USER, git_proxy.PASSWORD)]]


def reveals(data):
    """Whether bytes hold one of the tests' secrets."""
    return any(secret in data for secret in SECRETS)


class RemoteDaemon(Daemon):
    """A daemon whose PATH has no git, with a home of its own. No answer and no log line of it may hold a secret."""

    def __init__(self, home, env=None, **options):
        bare = pathlib.Path(home, "empty-path")
        bare.mkdir(exist_ok=True)
        unset = {n: None for n in os.environ if n.startswith("GIT_") or n in UNWANTED}
        super().__init__(env={**unset, "PATH": str(bare), **(env or {})}, home=home, **options)

    def request(self, method, target, body=None, headers=None):
        resp = super().request(method, target, body, headers)
        assert not reveals(resp.body), resp
        assert not reveals(repr(resp.headers).encode()), resp
        return resp

    def stop(self):
        said = pathlib.Path(self.log_file).read_bytes() if os.path.exists(self.log_file) else b""
        super().stop()
        assert not reveals(said) and not reveals(self.output.encode())

    def clone(self, url, path, headers=None, **fields):
        return self.post("/git/clone", {"url": str(url), "path": str(path), **fields}, headers)

    def pull(self, path, **fields):
        return self.post("/git/pull", {"path": str(path), **fields})

    def push(self, path, **fields):
        return self.post("/git/push", {"path": str(path), **fields})

    def cloned(self, url, path, **fields):
        """A clone that must succeed; its answer. What it made is sound."""
        resp = self.clone(url, path, **fields)
        assert resp.status == 200, resp
        assert resp.body == b""
        check_sound(path)
        return resp

    def children(self):
        found = []
        for task in pathlib.Path(f"/proc/{self.proc.pid}/task").iterdir():
            with contextlib.suppress(FileNotFoundError):
                found += (task / "children").read_text().split()
        return found

    def resources(self):
        """Descriptors and threads."""
        process = pathlib.Path(f"/proc/{self.proc.pid}")
        return len(os.listdir(process / "fd")), len(os.listdir(process / "task"))


def ok(resp, status=200):
    """The answer of an operation that has succeeded and says no more."""
    assert resp.status == status and resp.body == b"", resp
    return resp


def refused(resp, status, code, message=None):
    """The answer of one that has failed: the whole error body. Returns the message."""
    return check_error(resp, status, code, message)["message"]


def no_secrets_below(directory):
    for path in pathlib.Path(directory).rglob("*"):
        if path.is_file() and not path.is_symlink() and path.name not in KEPT_SECRETS:
            assert not reveals(path.read_bytes()), path


def listing(directory):
    """What is below a directory: the contents of files, targets of links, None for directories; but for .git."""
    found = {}
    for path in sorted(pathlib.Path(directory).rglob("*")):
        name = str(path.relative_to(directory))
        if name.split("/")[0] == ".git":
            continue
        if path.is_symlink():
            found[name] = "-> " + os.readlink(path)
        elif path.is_file():
            found[name] = path.read_bytes()
        else:
            found[name] = None
    return found


def snapshot(repository):
    """All of a repository's files: what a failed operation has to leave as it was, but for objects."""
    found = {}
    for path in sorted(pathlib.Path(repository).rglob("*")):
        name = str(path.relative_to(repository))
        if path.is_file() and not path.is_symlink() and "/objects/" not in f"/{name}":
            found[name] = path.read_bytes()
    return found


class Pending:
    """A request whose answer is waited for later: on a connection of its own, which leave() closes before."""

    def __init__(self, daemon, route, body):
        self.wire, self.route = daemon.raw_socket(), route
        data = json.dumps(body).encode()
        self.wire.send(f"POST {route} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                       f"Connection: close\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)

    def answered(self):
        return bool(select.select([self.wire.sock], [], [], 0)[0])

    def answer(self):
        return self.wire.read_response("POST", self.route)

    def leave(self):
        self.wire.close()


def together(calls):
    """Runs functions on threads of their own; their results in order."""
    results = [None] * len(calls)

    def run(n):
        results[n] = calls[n]()
    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT * 3)
    assert None not in results, results
    return results


class Servers:
    """All of them over one directory of repositories."""

    def __init__(self, directory):
        self.root = pathlib.Path(directory) / "srv"
        self.root.mkdir()
        self.directory = pathlib.Path(directory)
        self.authority = Authority(self.directory / "ca")
        self.http = HttpServers(self.root, self.directory / "http", self.authority)
        self.git = git_daemon(self.root, self.directory)
        self.git_push = git_daemon(self.root, self.directory, push=True)
        self.ssh = SshServer(self.directory / "sshd")

    def origin(self, files=None, **options):
        return Origin(self.root, files=files, **options)

    def url(self, transport, name):
        return {"http": self.http.url(name), "https": self.http.tls_url(name),
                "git": f"git://127.0.0.1:{self.git_push.port}/{name}",
                "ssh": self.ssh.url(f"{self.root}/{name}"),
                "file": f"file://{self.root}/{name}", "path": f"{self.root}/{name}"}[transport]

    def home(self, directory):
        """The path of a home that comes in at the SSH server, whose host key it knows."""
        home = SshHome(directory)
        home.give(self.ssh.keys["ed25519"])
        home.known_hosts.write_text(self.ssh.known_line() + "\n")
        home.known_hosts.chmod(0o600)
        return home.path

    def close(self):
        for server in (self.http, self.git, self.git_push, self.ssh):
            server.close()


TRANSPORTS = ("http", "https", "git", "ssh", "file", "path")


def upstream_of(worktree, branch="main"):
    return git("rev-parse", "--abbrev-ref", f"{branch}@{{upstream}}", cwd=worktree)


def check_kept(repository, before):
    """A repository is as in the snapshot `before`, but for what a fetch notes of itself."""
    now = snapshot(repository)
    now.pop(".git/FETCH_HEAD", None)
    assert now == {name: value for name, value in before.items() if name != ".git/FETCH_HEAD"}
    check_sound(repository)
