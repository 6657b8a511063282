"""Small root file systems in which the binary has to work, and the command that starts it there."""

import os
import pathlib
import shutil
import subprocess

from support.daemon import binary

BUSYBOX = "/bin/busybox"
PASSWD = "root:x:0:0:root:/root:/bin/sh\nalice:x:4242:4343:Alice:/home/alice:/bin/sh\n"
GROUP = "root:x:0:\npainters:x:4343:alice\n"


def can_mount():
    """True where this process may have a mount namespace of its own and mount in it."""
    return os.geteuid() == 0 and subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "sh", "-c", "mount -t proc proc /proc"],
        capture_output=True, check=False).returncode == 0


def busybox_root(root):
    """Nothing but busybox and the binary."""
    for name in ("bin", "tmp", "proc", "dev", "root"):
        (root / name).mkdir()
    shutil.copy(BUSYBOX, root / "bin" / "busybox")
    for applet in ("sh", "ls", "id", "yes", "head"):
        (root / "bin" / applet).symlink_to("busybox")
    return _finish(root)


def debian_root(root):
    """This machine's programs and shared libraries, with name look-ups as Debian's systemd package sets them up."""
    for name in ("tmp", "proc", "dev", "root", "usr", "etc", "run"):
        (root / name).mkdir()
    for name in ("bin", "sbin", "lib", "lib64"):
        if os.path.islink(f"/{name}"):
            (root / name).symlink_to(f"usr/{name}")
        elif os.path.isdir(f"/{name}"):
            (root / name).mkdir()
    (root / "etc" / "passwd").write_text(PASSWD)
    (root / "etc" / "group").write_text(GROUP)
    (root / "etc" / "shells").write_text("/bin/sh\n")
    (root / "etc" / "nsswitch.conf").write_text(
        "passwd: files systemd\ngroup: files systemd\nhosts: files dns\nshadow: files systemd\n")
    if os.path.exists("/etc/ld.so.cache"):
        shutil.copy("/etc/ld.so.cache", root / "etc" / "ld.so.cache")
    return _finish(root)


def _finish(root):
    (root / "dev" / "null").touch()
    shutil.copy(binary(), root / "toolboxd")
    (root / "toolboxd").chmod(0o755)
    (root / "tmp").chmod(0o1777)
    (root / "file").write_text("text\n")
    for entry in [root, *root.iterdir()]:
        if entry.name != "tmp" and not entry.is_symlink():
            entry.chmod(entry.stat().st_mode | 0o055)
    return root


def start_command(root, uid=0, read_only=False, kernel_files=True):
    """Starts /toolboxd in `root`, in mounts of its own that go with it. With `kernel_files`, /proc and /dev/null are
    there as in any container."""
    script = ["set -e", 'mount --bind "$0" "$0"', 'cd "$0"']
    if kernel_files:
        script += ["mount -t proc proc proc", "mount --bind /dev/null dev/null"]
    for name in ("usr", "bin", "sbin", "lib", "lib64"):
        target = pathlib.Path(root, name)
        if target.is_dir() and not target.is_symlink() and not any(target.iterdir()):
            script.append(f"mount --bind /{name} {name}")
    if read_only:
        script.append('mount -o remount,bind,ro "$0"')
    script.append(f'exec chroot --userspec=+{uid}:+{uid} --groups= "$0" /toolboxd --port 0 --host 127.0.0.1')
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", "\n".join(script), str(root)]


def environment(**changes):
    """As a container gives it: little."""
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TOOLBOX_SSH_PORT": "off", "TOOLBOX_TERMINAL_PORT": "off",
           "TOOLBOX_RECORDINGS_PORT": "off"}
    env.update(changes)
    return env
