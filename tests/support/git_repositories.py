"""Repositories made and examined by the real git, which is run by its absolute path: the daemon under test has none."""

import itertools
import os
import pathlib
import shutil
import subprocess

GIT = shutil.which("git")
TIMEOUT = 120
_numbers = itertools.count(1)


def environment(home="/nonexistent", **changes):
    """An environment in which only the options given here count, not those of the machine's user."""
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
           "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "SSH_ASKPASS": "true",
           "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
           "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com"}
    env.update({name: str(value) for name, value in changes.items()})
    return env


def attempt(*args, cwd="/", home="/nonexistent", stdin=b"", **changes):
    """Runs git, however it ends: returncode, stdout and stderr as bytes."""
    command = [GIT, "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", "-c", "gc.auto=0",
               *map(str, args)]
    return subprocess.run(command, cwd=cwd, env=environment(home, **changes), input=stdin, capture_output=True,
                          timeout=TIMEOUT, check=False)


def git_bytes(*args, **options):
    done = attempt(*args, **options)
    assert done.returncode == 0, f"git {args}: {done.returncode}\n{done.stderr.decode(errors='replace')}"
    return done.stdout


def git(*args, **options):
    """Runs git, which must succeed; its output without the last newline."""
    return git_bytes(*args, **options).decode(errors="surrogateescape").removesuffix("\n")


def write(root, files):
    """Writes {name: text or bytes; None to delete} below `root`."""
    for name, content in files.items():
        path = pathlib.Path(root, name)
        if content is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def commit(worktree, files=None, message="change"):
    """Writes `files`, commits everything with the real git, and returns the commit's id."""
    write(worktree, files or {})
    git("add", "-A", cwd=worktree)
    git("commit", "-q", "--allow-empty", "-m", message, cwd=worktree)
    return git("rev-parse", "HEAD", cwd=worktree)


def check_sound(worktree, clean=True):
    """What every operation must leave behind: objects and references that git finds whole, and with `clean` a
    worktree in which git sees no change, whether it trusts the index's times or not."""
    done = attempt("fsck", "--strict", "--connectivity-only", cwd=worktree)
    assert done.returncode == 0, done
    full = attempt("fsck", "--full", cwd=worktree)
    assert full.returncode == 0 and b"error" not in full.stderr, full
    if clean:
        assert git("status", "--porcelain", cwd=worktree) == ""
        git("update-index", "-q", "--really-refresh", cwd=worktree)
        assert git("status", "--porcelain", cwd=worktree) == ""
    locks = [str(p) for p in pathlib.Path(worktree).rglob("*.lock")]
    assert locks == []


class Origin:
    """A bare repository below the servers' root, and a worktree from which it is filled. `name` is its path at every
    server; `path` where it lies."""

    def __init__(self, root, name=None, files=None):
        self.name = name or f"repository-{next(_numbers)}.git"
        self.path = pathlib.Path(root, self.name)
        self.seed = pathlib.Path(root, "seeds", self.name)
        self.path.mkdir(parents=True)
        git("init", "-q", "--bare", cwd=self.path)
        git("config", "http.receivepack", "true", cwd=self.path)
        git("config", "uploadpack.allowAnySHA1InWant", "true", cwd=self.path)
        (self.path / "git-daemon-export-ok").touch()
        git("init", "-q", self.seed)
        git("remote", "add", "origin", self.path, cwd=self.seed)
        if files is not None:
            self.commit(files)

    def commit(self, files=None, message="change", branch="main"):
        """Adds a commit to a branch, which starts where the seed is when it is new. Returns the commit's id."""
        if git("symbolic-ref", "--short", "HEAD", cwd=self.seed) != branch:
            known = attempt("rev-parse", "--verify", "-q", f"refs/heads/{branch}", cwd=self.seed).returncode == 0
            git("checkout", "-q", *([] if known else ["-b"]), branch, cwd=self.seed)
        made = commit(self.seed, files, message)
        git("push", "-q", "origin", f"+HEAD:refs/heads/{branch}", cwd=self.seed)
        return made

    def git(self, *args):
        return git(*args, cwd=self.path)

    def head(self, ref="main"):
        """The commit that a reference names; None when there is no such reference."""
        done = attempt("rev-parse", "--verify", "-q", f"{ref}^{{commit}}", cwd=self.path)
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def tag(self, name, target="main", message=None):
        self.git("tag", *(["-a", "-m", message] if message else []), name, target)

    def hook(self, name, script):
        path = self.path / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(0o755)
