"""POST /git/commit makes the commit that `git commit` would."""

import re
import time

import pytest

from support import git_zoo_more
from support.daemon import ANY_400
from support.git_api import MERGE_CONFLICT, equal, post, refused, status
from support.git_repo import GitRepo
from support.git_zoo import ZOO, edit, furnish

WHO = {"author": "Ada L", "email": "ada@example.org"}
HASH = re.compile(r"[0-9a-f]{40}")


def commit(daemon, repo, message="a message", **fields):
    """Commits, and returns the new head, which the answer must name."""
    reply = post(daemon, "commit", repo, message=message, **{**WHO, **fields}).json()
    assert set(reply) == {"hash"} and HASH.fullmatch(reply["hash"])
    assert reply["hash"] == repo.head()
    repo.check()
    return reply["hash"]


def parts(repo, revision="HEAD"):
    """The commit's headers as a list of (name, value), and its message."""
    head, message = repo.git("cat-file", "commit", revision).split("\n\n", 1)
    return [tuple(line.split(" ", 1)) for line in head.split("\n")], message


def staged(repo):
    edit(repo, "a.txt")
    repo.write("new", "1")
    repo.git("rm", "-q", "b.txt")
    repo.git("add", "a.txt", "new")
    edit(repo, "dir/c.txt")
    return repo


def test_what_is_in_it(gitless, repo, twin):
    parent = repo.head()
    copy = twin()
    staged(repo)
    staged(copy)
    copy.git("commit", "-q", "-m", "a message")
    commit(gitless, repo)
    headers, message = parts(repo)
    assert [h[0] for h in headers] == ["tree", "parent", "author", "committer"]
    assert headers[0] == parts(copy)[0][0] and headers[1] == ("parent", parent)
    assert message == "a message\n"
    assert re.fullmatch(r"Ada L <ada@example.org> \d+ [+-]\d{4}", headers[2][1])
    assert headers[2][1] == headers[3][1]
    assert repo.index() == copy.index() and repo.worktree() == copy.worktree()
    assert repo.status() == copy.status() == status(gitless, repo)


def test_the_time_is_now(gitless, repo):
    before = int(time.time())
    commit(gitless, repo, allow_empty=True)
    assert before <= int(repo.line("log", "-1", "--format=%ct")) <= int(time.time())


@pytest.mark.parametrize("message", [
    "one line", "subject\n\nbody", "ends in a newline\n", "ends in many\n\n\n", "# not a comment\n# at all", "ünï 🎉 日本",
    "subject\n\n\n\nfar below", "tab\tand \"quotes\" and 'more'", "x" * 100_000, "-m", "Merge branch 'x'\n\n# Conflicts:\n#\tf",
    "trailing blanks on a line   \nnext", "crlf\r\nnext",
])
def test_messages_are_kept(gitless, repo, message):
    commit(gitless, repo, message, allow_empty=True)
    assert parts(repo)[1] == message.rstrip("\n") + "\n"


@pytest.mark.parametrize("message", ["", " ", "\n", " \t\r\n\n"], ids=repr)
def test_blank_messages_are_refused(gitless, repo, message):
    staged(repo)
    before = repo.state()
    refused(gitless, "commit", repo, 400, ANY_400, "message", message=message, **WHO)
    equal(repo.state(), before)


@pytest.mark.parametrize("field", ["author", "email"])
@pytest.mark.parametrize("value", ["", "  ", "a<b", "a>b", "a\nb", "x\0y"], ids=repr)
def test_bad_identities_are_refused(gitless, repo, field, value):
    staged(repo)
    before = repo.state()
    refused(gitless, "commit", repo, 400, ANY_400, field, message="m", **{**WHO, field: value})
    equal(repo.state(), before)


@pytest.mark.parametrize("author, email", [("José Ñandú", "jose@exämple.org"), ("O'Neil \"Q\" Jr", "o'neil+x@example.org"),
                                           ("a" * 1000, "b" * 1000), ("One", "not-an-address")])
def test_identities_are_kept(gitless, repo, author, email):
    commit(gitless, repo, author=author, email=email, allow_empty=True)
    assert repo.line("log", "-1", "--format=%an|%ae|%cn|%ce") == f"{author}|{email}|{author}|{email}"


def test_the_identity_is_the_request_s_not_the_configuration_s(gitless, repo):
    repo.git("config", "user.name", "Configured")
    repo.git("config", "user.email", "configured@example.org")
    commit(gitless, repo, allow_empty=True)
    assert repo.line("log", "-1", "--format=%an|%ae|%cn|%ce") == "Ada L|ada@example.org|Ada L|ada@example.org"


@pytest.mark.parametrize("name", ["clean", "unborn", "modified", "untracked", "deleted", "intent_to_add", "detached"])
@pytest.mark.parametrize("fields", [{}, {"allow_empty": False}, {"allow_empty": None}], ids=str)
def test_nothing_staged(gitless, tmp_path, name, fields):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    before = repo.state()
    refused(gitless, "commit", repo, 409, "CONFLICT", "nothing to commit", message="m", **WHO, **fields)
    equal(repo.state(), before)
    repo.check()


def test_nothing_but_intended_files(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    repo.write("a", "1")
    repo.git("add", "-N", "a")
    before = repo.state()
    assert repo.run("commit", "-m", "m").returncode != 0
    refused(gitless, "commit", repo, 409, "CONFLICT", "nothing to commit", message="m", **WHO)
    equal(repo.state(), before)


def test_nothing_staged_in_the_end(gitless, repo):
    edit(repo, "a.txt")
    repo.git("add", "a.txt")
    repo.at("a.txt").write_bytes(repo.run("show", "HEAD:a.txt").stdout)
    repo.git("add", "a.txt")
    refused(gitless, "commit", repo, 409, "CONFLICT", "nothing to commit", message="m", **WHO)


def test_an_empty_commit_where_allowed(gitless, repo):
    parent, tree = repo.head(), repo.head("HEAD^{tree}")
    commit(gitless, repo, allow_empty=True)
    assert (repo.head("HEAD~1"), repo.head("HEAD^{tree}")) == (parent, tree)


@pytest.mark.parametrize("empty", [False, True])
def test_the_first_commit(gitless, tmp_path, empty):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    if not empty:
        repo.write("f", "1")
        repo.git("add", "f")
    made = commit(gitless, repo, allow_empty=empty)
    assert [h[0] for h in parts(repo)[0]] == ["tree", "author", "committer"]
    assert repo.refs() == {"refs/heads/main": made}
    assert repo.reflog() == repo.reflog("refs/heads/main") == [("0" * 40, made, "commit (initial): a message")]


def test_the_reflog(gitless, repo):
    old = repo.head()
    new = commit(gitless, repo, "subject\n\nbody", allow_empty=True)
    assert repo.reflog()[-1] == repo.reflog("refs/heads/main")[-1] == (old, new, "commit: subject")


def test_on_a_detached_head(gitless, repo):
    repo.git("checkout", "-q", "--detach")
    main = repo.head("main")
    made = commit(gitless, repo, allow_empty=True)
    assert repo.head("main") == main and (repo.path / ".git/HEAD").read_text() == made + "\n"


def test_modes_links_and_submodules_are_kept(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    git_zoo_more.submodule_added(repo)
    repo.git("update-index", "--chmod=+x", "a.txt")
    tree = repo.line("write-tree")
    commit(gitless, repo)
    assert repo.head("HEAD^{tree}") == tree


def test_intent_to_add_is_no_part_of_it(gitless, repo):
    repo.write("later", "1")
    repo.git("add", "-N", "later")
    edit(repo, "a.txt")
    repo.git("add", "a.txt")
    commit(gitless, repo)
    assert "later" not in repo.git("ls-tree", "-r", "--name-only", "HEAD").splitlines()
    equal(status(gitless, repo), repo.status())
    assert [e["worktree"] for e in repo.status()["fileStatus"]] == ["Added"]


def test_a_merge(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    git_zoo_more.merge_ready_to_commit(repo)
    heads = [repo.head(), repo.head("MERGE_HEAD")]
    commit(gitless, repo)
    assert [v for n, v in parts(repo)[0] if n == "parent"] == heads
    assert repo.reflog()[-1][2] == "commit (merge): a message"
    left = {p.name for p in (repo.path / ".git").iterdir()}
    assert not left & {"MERGE_HEAD", "MERGE_MSG", "MERGE_MODE"}
    assert status(gitless, repo)["fileStatus"] == []


def test_a_merge_that_changes_nothing(gitless, repo):
    """As git: what ends a merge is no empty commit."""
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("side")
    repo.git("checkout", "-q", "main")
    repo.commit("main")
    repo.git("merge", "-q", "--no-commit", "--no-ff", "side")
    commit(gitless, repo)
    assert len(repo.line("log", "-1", "--format=%P").split()) == 2


def test_an_octopus(gitless, repo):
    for n in range(3):
        repo.git("checkout", "-q", "-b", f"b{n}", "main")
        repo.write(f"new{n}", "1")
        repo.commit(f"b{n}")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-commit", "--no-ff", "b0", "b1", "b2")
    heads = [repo.head(r) for r in ("main", "b0", "b1", "b2")]
    commit(gitless, repo)
    assert [v for n, v in parts(repo)[0] if n == "parent"] == heads


def test_a_cherry_pick_is_over_after_it(gitless, repo):
    repo.git("checkout", "-q", "-b", "side")
    edit(repo, "a.txt", "side\n")
    repo.commit("side")
    repo.git("checkout", "-q", "main")
    edit(repo, "a.txt", "main\n")
    repo.commit("main")
    assert repo.run("cherry-pick", "side").returncode == 1
    repo.git("add", "a.txt")
    commit(gitless, repo)
    assert len(repo.line("log", "-1", "--format=%P").split()) == 1
    assert not (repo.path / ".git/CHERRY_PICK_HEAD").exists()


@pytest.mark.parametrize("name", [n for n in sorted(ZOO) if n.startswith("conflict")])
@pytest.mark.parametrize("allow_empty", [False, True])
def test_conflicts(gitless, tmp_path, name, allow_empty):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    before = repo.state()
    refused(gitless, "commit", repo, 409, MERGE_CONFLICT, message="m", **WHO, allow_empty=allow_empty)
    equal(repo.state(), before)


HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "pre-merge-commit", "reference-transaction",
         "post-index-change")


def test_hooks_are_not_run(gitless, repo):
    mark = repo.path.parent / "mark"
    for hook in HOOKS:
        repo.write(f".git/hooks/{hook}", f"#!/bin/sh\n/bin/echo {hook} >> {mark}\nexit 1\n", executable=True)
    post(gitless, "commit", repo, message="m", **WHO, allow_empty=True)
    post(gitless, "branches", repo, 201, name="topic")
    post(gitless, "checkout", repo, branch="main")
    assert not mark.exists()


def test_in_a_linked_worktree(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    git_zoo_more.linked_worktree(repo)
    main = repo.head("main")
    made = commit(gitless, repo)
    assert repo.head("linked") == made and repo.head("main") == main


def test_in_a_bare_repository(gitless, tmp_path):
    bare = GitRepo(tmp_path / "bare.git", gitless.home, True, "--bare")
    refused(gitless, "commit", bare, 400, ANY_400, "bare", message="m", **WHO, allow_empty=True)


def test_add_and_commit_over_and_over(gitless, repo):
    """Each within the same second as the one before: no change is lost for it."""
    for n in range(20):
        repo.at("a.txt").write_text(f"{n:04}\n")
        post(gitless, "add", repo, files=["a.txt"])
        commit(gitless, repo, f"number {n}")
        assert repo.git("show", "HEAD:a.txt") == f"{n:04}\n"


def test_a_shallow_repository(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    git_zoo_more.shallow(repo)
    repo.git("add", "-A")
    commit(gitless, repo)
    assert repo.line("rev-list", "--count", "HEAD") == "2"


def test_the_message_may_look_like_anything(gitless, tmp_path):
    repo = furnish(GitRepo(tmp_path / "repo", gitless.home))
    repo.git("config", "commit.template", "/nonexistent")
    repo.git("config", "commit.gpgSign", "true")
    repo.git("config", "commit.cleanup", "strip")
    commit(gitless, repo, "# kept", allow_empty=True)
    assert parts(repo)[1] == "# kept\n"
