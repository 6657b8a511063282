"""Repositories that the real git makes and judges, to hold the daemon's answers against.

    repo = GitRepo(tmp_path / "repo", home)
    repo.write("a.txt", b"1\\n")
    repo.commit("first")
    assert daemon.get("/git/status", path=repo.path).json() == repo.status()

Nothing depends on the machine or the day: home, identity and dates are fixed.
"""

import os
import pathlib
import shutil
import stat
import subprocess

GIT = "/usr/bin/git"
STATES = {
    ".": "Unmodified", "?": "Untracked", "M": "Modified", "T": "Modified", "A": "Added", "D": "Deleted",
    "R": "Renamed", "C": "Copied",
}
UNMERGED = "Updated but unmerged"
CONFIGURATIONS = {}


class GitRepo:
    """A worktree at `path`; `home` is where git's global configuration is. Every command is a second later than the
    one before."""

    def __init__(self, path, home, init=True, *options):
        self.path = pathlib.Path(path)
        self.home = str(home)
        self.clock = 1_700_000_000
        if init:
            self.path.mkdir(parents=True, exist_ok=True)
            self.git("init", "-q", "-b", "main", "--template=", *options, ".")
            (self.git_dir() / "info").mkdir(exist_ok=True)

    def run(self, *args, stdin=None, env=None, cwd=None):
        """The finished process; its output is bytes."""
        self.clock += 1
        environ = {
            "HOME": self.home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "GIT_EDITOR": "true",
            "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A U Thor",
            "GIT_AUTHOR_EMAIL": "author@example.org", "GIT_COMMITTER_NAME": "C O Mitter",
            "GIT_COMMITTER_EMAIL": "committer@example.org", "GIT_AUTHOR_DATE": f"{self.clock} +0200",
            "GIT_COMMITTER_DATE": f"{self.clock} +0100", **(env or {}),
        }
        command = [GIT, "-c", "protocol.file.allow=always", "-c", "safe.directory=*", *map(os.fspath, args)]
        return subprocess.run(command, cwd=cwd or self.path, env=environ, input=stdin, capture_output=True, check=False)

    def git(self, *args, **options):
        """What git prints; it must succeed."""
        done = self.run(*args, **options)
        assert done.returncode == 0, (args, done.returncode, done.stdout[-2000:], done.stderr[-2000:])
        return os.fsdecode(done.stdout)

    def line(self, *args, **options):
        return self.git(*args, **options).rstrip("\n")

    def copy(self, path):
        """The same repository a second time, for git to do what the daemon does here."""
        shutil.copytree(self.path, path, symlinks=True)
        twin = GitRepo(path, self.home, init=False)
        twin.clock = self.clock
        twin.run("update-index", "-q", "--refresh")  # a copy's files have times of their own
        return twin

    # Making states

    def at(self, name):
        return self.path / os.fsdecode(name)

    def write(self, name, content=b"", executable=False):
        """Writes a file, making its directories; whatever has the name goes."""
        path = self.at(name)
        self.remove(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(0o755 if executable else 0o644)
        return path

    def link(self, name, target):
        self.remove(name)
        self.at(name).parent.mkdir(parents=True, exist_ok=True)
        self.at(name).symlink_to(target)

    def remove(self, name):
        path = self.at(name)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def commit(self, message="a commit", *options):
        """Commits all there is."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, *options)

    def give_to(self, uid):
        """Makes it somebody else's, all of it; that takes root, and is left out without."""
        for directory, subdirectories, names in os.walk(self.path):
            for name in [".", *subdirectories, *names] if os.geteuid() == 0 else []:
                os.chown(os.path.join(directory, name), uid, uid, follow_symlinks=False)

    # Looking at states

    def head(self, revision="HEAD"):
        return self.line("rev-parse", "--verify", revision)

    def status(self):
        """What `git status` knows, as the contract has it. Does not refresh the index on disk."""
        out = self.git("--no-optional-locks", "status", "--porcelain=v2", "-z", "-uall", "--branch")
        found = {"currentBranch": "", "fileStatus": [], "branchPublished": False, "ahead": 0, "behind": 0,
                 "detached": False, "upstream": ""}
        entries = []
        records = iter(os.fsencode(out).split(b"\0")[:-1])
        for record in records:
            kind, rest = record[:1], record[2:]
            if kind == b"#":
                self._header(found, *os.fsdecode(rest).split(" ", 1))
                continue
            columns, extra = "??", b""
            if kind == b"1":
                columns, name = os.fsdecode(rest[:2]), rest.split(b" ", 7)[7]
            elif kind == b"2":
                columns, name, extra = os.fsdecode(rest[:2]), rest.split(b" ", 8)[8], next(records)
            elif kind == b"u":
                columns, name = "u", rest.split(b" ", 9)[9]
            else:
                assert kind == b"?", record
                name = rest
            staging, worktree = (UNMERGED, UNMERGED) if columns == "u" else (STATES[c] for c in columns)
            entries.append((name, {"name": text(name), "extra": text(extra), "staging": staging, "worktree": worktree}))
        # Of a file that is gone from the index and still in the worktree, git has two entries.
        found["fileStatus"] = [entry for _, entry in sorted(entries, key=lambda e: e[0])]
        return found

    def _header(self, found, key, value):
        if key == "branch.head":
            found["detached"] = value == "(detached)"
            found["currentBranch"] = "HEAD" if found["detached"] else value
        elif key == "branch.upstream":
            found["upstream"] = value
            found["branchPublished"] = self.run("show-ref", "--verify", "-q", f"refs/remotes/{value}").returncode == 0
        elif key == "branch.ab":
            ahead, behind = value.split()
            found["ahead"], found["behind"] = int(ahead), -int(behind)

    def index(self):
        """Every entry with its flags, mode, object, stage and name."""
        return self.git("ls-files", "-s", "-v", "-z").split("\0")[:-1]

    def worktree(self):
        """name → what is there: a file's executable bit and content, a link's target."""
        found = {}
        for directory, subdirectories, names in os.walk(os.fsencode(self.path)):
            if b".git" in subdirectories:
                subdirectories.remove(b".git")
            for name in names + [d for d in subdirectories if os.path.islink(os.path.join(directory, d))]:
                full = os.path.join(directory, name)
                mode = os.lstat(full).st_mode
                name = os.path.relpath(full, os.fsencode(self.path))
                if stat.S_ISLNK(mode):
                    found[name] = ("link", os.readlink(full))
                elif stat.S_ISREG(mode):
                    with open(full, "rb") as f:
                        found[name] = ("executable" if mode & 0o100 else "file", f.read())
                else:
                    found[name] = ("special", stat.S_IFMT(mode))
        return found

    def refs(self):
        """name → what it holds, without git: that looks at them again and again."""
        common = self.git_dir()
        if (common / "commondir").exists():
            common = common / (common / "commondir").read_text().strip()
        packed = common / "packed-refs"
        rows = packed.read_text().splitlines() if packed.exists() else []
        found = {row[41:]: row[:40] for row in rows if row[0] not in "#^"}
        for directory, _, names in os.walk(common / "refs"):
            for name in names:
                full = os.path.join(directory, name)
                with open(full, encoding="utf-8") as f:
                    found[os.path.relpath(full, common)] = f.read().strip()
        return found

    def configuration(self):
        """The repository's own, each file read by git once only."""
        content = (self.git_dir() / "config").read_bytes() if (self.git_dir() / "config").exists() else b""
        if content not in CONFIGURATIONS:
            CONFIGURATIONS[content] = sorted(self.git("config", "--local", "--list").splitlines())
        return CONFIGURATIONS[content]

    def git_dir(self):
        plain = self.path / ".git"
        if plain.is_dir() and not plain.is_symlink():
            return plain
        return self.path / self.line("rev-parse", "--absolute-git-dir")

    def state(self):
        """All that an operation may change, to be compared as one."""
        directory = self.git_dir()
        special = sorted(n for n in os.listdir(directory) if n.endswith("_HEAD") and n not in ("ORIG_HEAD", "FETCH_HEAD"))
        return {
            "index": self.index(), "worktree": self.worktree(), "refs": self.refs(),
            "HEAD": (directory / "HEAD").read_text(), "special": special, "status": self.status(),
            "config": self.configuration(),
        }

    def reflog(self, ref="HEAD"):
        """(old, new, message) of each entry, oldest first."""
        path = self.git_dir() / "logs" / ref
        lines = path.read_text(errors="surrogateescape").splitlines() if path.exists() else []
        return [(line[:40], line[41:81], line.split("\t", 1)[1] if "\t" in line else "") for line in lines]

    def check(self):
        """The objects are sound, and nothing is locked."""
        done = self.run("fsck", "--no-dangling", "--no-progress")
        # git knows the empty tree by heart, and yet misses it when an index of its own names it.
        assert done.returncode == 0 or done.stdout == b"missing tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n", done
        locks = list(self.git_dir().rglob("*.lock"))
        assert not locks, locks


def text(name):
    """Bytes as the daemon writes them into JSON."""
    return name.decode("utf-8", "replace")
