"""OpenSSH's server for each connection, client keys, an agent, and the .ssh directories that clients have."""

import os
import pathlib
import pwd
import re
import shutil
import subprocess

from support.git_relay import Programs

USER = pwd.getpwuid(os.getuid()).pw_name
KINDS = ("ed25519", "rsa", "ecdsa")
PASSPHRASE = "unspoken-passphrase"

CONFIGURATION = """
UsePAM no
StrictModes no
PidFile none
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PubkeyAuthentication yes
AuthorizedKeysFile {authorized}
MaxStartups 100:30:200
LoginGraceTime 600
LogLevel VERBOSE
SetEnv GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent
PrintMotd no
PrintLastLog no
"""


def make_key(path, kind="ed25519", passphrase="", comment="tests"):
    subprocess.run(["ssh-keygen", "-q", "-t", kind, *(["-b", "2048"] if kind == "rsa" else []), "-N", passphrase,
                    "-C", comment, "-f", str(path)], check=True, stdin=subprocess.DEVNULL)
    return pathlib.Path(path)


def public_key(path):
    """kind and base64, without the comment."""
    return " ".join(pathlib.Path(f"{path}.pub").read_text().split()[:2])


class SshServer(Programs):
    """sshd for each connection. `host_keys` are the kinds it has; `keys[kind]` a client's key that it lets in,
    `stranger` one that it does not, `locked` one it lets in and that has a passphrase."""

    def __init__(self, directory, host_keys=("ed25519",), keys_of=None):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir()
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)  # sshd insists, and a package's script would make it
        self.host_keys = {kind: make_key(self.directory / f"host_{kind}", kind) for kind in host_keys}
        self.authorized = self.directory / "authorized_keys"
        if keys_of:
            self.keys, self.stranger, self.locked = keys_of.keys, keys_of.stranger, keys_of.locked
        else:
            self.keys = {kind: make_key(self.directory / f"client_{kind}", kind) for kind in KINDS}
            self.stranger = make_key(self.directory / "stranger")
            self.locked = make_key(self.directory / "locked", passphrase=PASSPHRASE)
        self.authorized.write_text("".join(public_key(k) + "\n" for k in (*self.keys.values(), self.locked)))
        config = self.directory / "sshd_config"
        config.write_text(CONFIGURATION.format(authorized=self.authorized) +
                          "".join(f"HostKey {k}\n" for k in self.host_keys.values()))
        self.log_file = self.directory / "sshd.log"
        super().__init__([shutil.which("sshd", path="/usr/sbin:/sbin:" + os.environ["PATH"]), "-i", "-e", "-f", config],
                         self.log_file)

    def url(self, path, user=USER, host="127.0.0.1", port=None):
        return f"ssh://{user + '@' if user else ''}{host}:{port or self.port}{path}"

    def known_line(self, host="127.0.0.1", kind="ed25519", port=None):
        return f"[{host}]:{port or self.port} {public_key(self.host_keys[kind])}"

    def replace_host_key(self, kind="ed25519"):
        path = self.host_keys[kind]
        for old in (path, pathlib.Path(f"{path}.pub")):
            old.unlink()
        make_key(path, kind)

    def accepted_kinds(self):
        """The kinds of the keys that clients came in with, in order."""
        return re.findall(r"Accepted publickey for \S+ from .* ssh2: (\w+) ", self.log_file.read_text())


class SshHome:
    """A home directory with .ssh."""

    def __init__(self, directory):
        self.path = pathlib.Path(directory)
        self.ssh = self.path / ".ssh"
        self.ssh.mkdir(parents=True, mode=0o700)
        self.known_hosts, self.config = self.ssh / "known_hosts", self.ssh / "config"

    def give(self, key, name=None):
        """Copies a key pair into .ssh, by default under the name that clients look for."""
        kind = public_key(key).split()[0].removeprefix("ssh-").removeprefix("ecdsa-sha2-")
        kind = "ecdsa" if kind.startswith("nistp") else kind
        to = self.ssh / (name or f"id_{kind}")
        shutil.copy(key, to)
        to.chmod(0o600)
        shutil.copy(f"{key}.pub", f"{to}.pub")
        return to

    def hash_known_hosts(self):
        subprocess.run(["ssh-keygen", "-q", "-H", "-f", str(self.known_hosts)], check=True, capture_output=True)


class Agent:
    """ssh-agent with keys; `socket` is its address."""

    def __init__(self, directory, *keys):
        self.socket = os.path.join(directory, "agent")
        self.process = subprocess.Popen(["ssh-agent", "-D", "-a", self.socket], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE)
        self.process.stdout.readline()  # says where it listens once it does
        for key in keys:
            subprocess.run(["ssh-add", "-q", str(key)], check=True, capture_output=True,
                           env={"PATH": os.environ["PATH"], "SSH_AUTH_SOCK": self.socket})

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
