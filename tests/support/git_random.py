"""States that come of many small steps taken at random, but the same for the same seed."""

import random

from support.git_zoo import lines

NAMES = ["a", "b.txt", "d/a", "d/b", "d/e/a", "d/e/f.o", "e", "x y", "ü", "d.x", "D/a", "z/z/z/z", 'q"', "e/f"]


class Walk:
    """Every step is something that a person or a program does to a repository; one that git refuses changes nothing."""

    def __init__(self, repo, seed):
        self.repo = repo
        self.random = random.Random(seed)
        self.written = 0

    def go(self, steps):
        """So many steps, and then some that leave things uncommitted."""
        self._go(steps, self.WEIGHTS)
        self._go(steps // 3, self.LAST)

    def _go(self, steps, weights):
        choices = [step for step, weight in weights.items() for _ in range(weight)]
        for _ in range(steps):
            try:
                self.random.choice(choices)(self)
            except OSError:
                pass  # the name of a directory or a link was drawn for a file, or the other way round

    def name(self):
        return self.random.choice(NAMES)

    def git(self, *args):
        self.repo.run(*args)

    def write(self):
        self.written += 1
        self.repo.write(self.name(), lines(f"w{self.written}"))

    def edit(self):
        path = self.repo.at(self.name())
        if path.is_file():
            self.written += 1
            path.write_text(path.read_text().replace(" line 7 ", f" line 7 edited {self.written} ", 1) + "end\n")

    def remove(self):
        self.repo.remove(self.name())

    def chmod(self):
        path = self.repo.at(self.name())
        if path.is_file() and not path.is_symlink():
            path.chmod(self.random.choice((0o644, 0o755)))

    def link(self):
        self.repo.link(self.name(), self.random.choice(("a", "d", "nowhere")))

    def add(self):
        self.git("add", "-A", "--", self.name())

    def add_all(self):
        self.git("add", "-A")

    def intend(self):
        self.git("add", "-N", "--", self.name())

    def rm(self):
        self.git("rm", "-q", "-r", *self.random.choice(((), ("--cached",), ("-f",))), "--", self.name())

    def mv(self):
        self.git("mv", self.name(), self.name())

    def commit(self):
        self.git("commit", "-q", "-m", "step")

    def commit_all(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "all")

    def branch(self):
        self.git("checkout", "-q", *self.random.choice(((), ("-b",))), self.random.choice(("main", "one", "two")))

    def detach(self):
        self.git("checkout", "-q", "--detach")

    def stash(self):
        self.git("stash", "-q", *self.random.choice(((), ("-u",))))

    def unstash(self):
        self.git("stash", "pop", "-q")

    def merge(self):
        self.git("merge", "-q", "--no-edit", self.random.choice(("main", "one", "two")))

    def ignore(self):
        self.repo.write(self.random.choice((".gitignore", "d/.gitignore")),
                        self.random.choice(("*.o\n", "a\n!d/a\n", "/d\n", "*\n!*.txt\n!*/\n", "e/\n", "")))

    def reset(self):
        self.git("reset", "-q", self.random.choice(("--soft", "--mixed", "--hard")), self.random.choice(("HEAD", "HEAD~1")))

    def flag(self):
        self.git("update-index", self.random.choice(("--assume-unchanged", "--no-assume-unchanged")), "--", self.name())

    WEIGHTS = {write: 10, edit: 8, remove: 4, chmod: 2, link: 2, add: 6, add_all: 2, intend: 1, rm: 2, mv: 3, commit: 3,
               commit_all: 3, branch: 4, detach: 1, stash: 1, unstash: 1, merge: 3, ignore: 1, reset: 1, flag: 1}
    LAST = {write: 6, edit: 10, remove: 4, chmod: 2, link: 2, add: 6, intend: 1, rm: 2, mv: 5, ignore: 1}
