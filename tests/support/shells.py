"""Daemons whose shell is a certain one: /etc/shells lists no other, or none, and then $SHELL decides."""

import os
import shutil

from support import roots
from support.daemon import binary
from support.process import environment
from support.wrapped import WrappedDaemon

NAMES = ["bash", "zsh", "dash", "ash"]
LISTED = {"bash": "/bin/bash\n/usr/bin/bash\n", "zsh": "/bin/zsh\n/usr/bin/zsh\n"}


def missing(name):
    """Why this shell cannot be had here; None when it can."""
    if name == "ash":
        if not os.path.exists(roots.BUSYBOX):
            return "busybox-static is not installed"
    elif shutil.which(name) is None:
        return f"{name} is not installed"
    if os.path.exists("/etc/shells") and not roots.can_mount():
        return "/etc/shells cannot be replaced: needs root and the permission to mount"
    return None


def start(name, directory):
    """A daemon with its home in `directory`."""
    program = directory / "ash" if name == "ash" else shutil.which(name)
    if name == "ash":
        program.symlink_to(roots.BUSYBOX)
    return start_program(program, directory, LISTED.get(name, ""))


def start_program(program, directory, listed="", **changes):
    """A daemon whose shell is any program, when `listed` lists no other; `changes` are those of its environment."""
    command = [binary(), "--port", "0", "--host", "127.0.0.1"]
    if os.path.exists("/etc/shells"):
        shells = directory / "shells"
        shells.write_text("# none but these\n/bin/sh\n" + listed)
        script = 'mount --bind "$0" /etc/shells && exec "$@"'
        command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, str(shells), *command]
    changes = {"SHELL": str(program), "DAYTONA_TERMINATION_GRACE_PERIOD": "1s", **changes}
    daemon = WrappedDaemon(command, environment(directory, **changes))
    daemon.home = str(directory)
    return daemon
