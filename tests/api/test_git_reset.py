"""POST /git/reset keeps to the table of git's manual."""

import pytest

from support import git_zoo_more  # noqa: F401  adds to the zoo
from support.daemon import ANY_400, check_error
from support.git_api import DIRTY, MERGE_CONFLICT, NO_BRANCH, equal, like_git, post, refused, same, status
from support.git_repo import GitRepo
from support.git_zoo import ZOO, edit

MODES = ["soft", "mixed", "hard", "merge", "keep"]
NOT_YET = (DIRTY, MERGE_CONFLICT, "CONFLICT")


def four_letters(repo, worktree, index, head, target):
    """The table of man git-reset, where A, B, C and D are contents of one file."""
    repo.write("f", f"{target}\n")
    repo.commit("target")
    repo.write("f", f"{head}\n")
    repo.commit("head")
    repo.write("f", f"{index}\n")
    repo.git("add", "f")
    repo.write("f", f"{worktree}\n")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("letters", ["ABCD", "ABCC", "BBCD", "BBCC", "BCCD", "BCCC", "CCCD", "CCCC", "DDCD", "DCCD", "DDCC"])
def test_the_table_of_the_manual(gitless, repo, twin, letters, mode):
    four_letters(repo, *letters)
    either_like_git(gitless, repo, twin(), mode, "HEAD~1")


STATES = [
    "clean", "modified", "staged", "staged_and_then_modified", "added_and_then_deleted", "deleted", "untracked", "renamed",
    "deleted_from_the_index_only", "intent_to_add", "file_becomes_directory", "directory_becomes_file_staged", "type_changes",
    "executable_bits", "link_to_elsewhere", "detached", "ignored", "submodule_moved", "submodule_added", "autocrlf",
    "conflict_both_modified", "conflict_both_added", "conflict_deleted_by_us", "conflict_among_other_changes",
    "conflict_of_two_renames", "merge_ready_to_commit", "nested_repositories", "odd_names", "sparse_checkout", "skip_worktree",
    "index_version_4", "executable_bits_that_do_not_count", "conflict_with_the_file_deleted", "assume_unchanged",
]


@pytest.mark.parametrize("mode", MODES[1:])
@pytest.mark.parametrize("name", STATES)
def test_states(gitless, tmp_path, name, mode):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    either_like_git(gitless, repo, repo.copy(tmp_path / "twin"), mode, None)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", STATES[::2])
def test_states_and_another_commit(gitless, tmp_path, name, mode):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    other_commit(repo)
    either_like_git(gitless, repo, repo.copy(tmp_path / "twin"), mode, "elsewhere")


def other_commit(repo):
    """`elsewhere`: a child of the first commit in which much is different; made without touching index and worktree."""
    index = {"GIT_INDEX_FILE": str(repo.path.parent / "index of other")}
    first = repo.line("rev-list", "--max-parents=0", "HEAD")
    repo.git("read-tree", first, env=index)
    blob = repo.line("hash-object", "-w", "--stdin", stdin=b"other\n")
    repo.git("update-index", "--add", "--cacheinfo", f"100644,{blob},a.txt", "--cacheinfo", f"100755,{blob},more.sh", env=index)
    repo.git("rm", "-q", "--cached", "--ignore-unmatch", "b.txt", env=index)
    tree = repo.line("write-tree", env=index)
    repo.git("branch", "elsewhere", repo.line("commit-tree", "-p", first, "-m", "other", tree))


def either_like_git(daemon, repo, twin, mode, target):
    """What git does, or refuses to do."""
    fields = {"mode": mode, **({"target": target} if target else {})}
    before = repo.state()
    done = twin.run("reset", "-q", f"--{mode}", *([target] if target else []))
    if done.returncode == 0:
        post(daemon, "reset", repo, **fields)
        same(repo, twin)
        assert status(daemon, repo) == twin.status()
    else:
        code = NOT_YET if mode == "soft" else (DIRTY, MERGE_CONFLICT)
        check_error(daemon.post("/git/reset", {"path": str(repo.path), **fields}), 409, code)
        equal(repo.state(), before)
        repo.check()


def test_without_anything_it_is_mixed_to_head(gitless, repo, twin):
    ZOO["staged_and_then_modified"](repo)
    like_git(gitless, repo, twin(), "reset", ("reset", "-q"))


@pytest.mark.parametrize("target", ["HEAD~2", "topic", "v1", "annotated", "full hash", "short hash", "HEAD@{1}", "topic^"])
def test_targets(gitless, repo, twin, target):
    for n in range(3):
        repo.commit(f"number {n}")
    repo.git("branch", "topic", "HEAD~1")
    repo.git("tag", "v1", "HEAD~2")
    repo.git("tag", "-a", "-m", "t", "annotated", "HEAD~2")
    target = {"full hash": repo.head("HEAD~2"), "short hash": repo.head("HEAD~2")[:8]}.get(target, target)
    copy = twin()
    like_git(gitless, repo, copy, "reset", ("reset", "-q", target), target=target)
    assert repo.line("branch", "--show-current") == "main"
    assert repo.reflog()[-1] == copy.reflog()[-1] and repo.reflog()[-1][2] == f"reset: moving to {target}"
    assert repo.head("ORIG_HEAD") == copy.head("ORIG_HEAD")


@pytest.mark.parametrize("target", ["nothing", "f" * 40, "HEAD~99", "v2", "a.txt"])
def test_unknown_targets(gitless, repo, target):
    edit(repo, "a.txt")
    before = repo.state()
    refused(gitless, "reset", repo, 404, ("NOT_FOUND", NO_BRANCH), mode="hard", target=target)
    equal(repo.state(), before)


@pytest.mark.parametrize("target", ["HEAD^{tree}", "HEAD:a.txt", "HEAD^{blob}", "--hard", "main..main"])
def test_targets_that_are_no_commit(gitless, repo, target):
    before = repo.state()
    resp = gitless.post("/git/reset", {"path": str(repo.path), "mode": "hard", "target": target})
    assert resp.status in (400, 404), resp
    equal(repo.state(), before)


@pytest.mark.parametrize("mode", ["Hard", "--hard", "none", "soft "], ids=repr)
def test_unknown_modes(gitless, repo, mode):
    edit(repo, "a.txt")
    before = repo.state()
    refused(gitless, "reset", repo, 400, ANY_400, "mode", mode=mode)
    equal(repo.state(), before)


# Some files only


def prepared(repo):
    edit(repo, "a.txt", "second\n")
    repo.write("late.txt", "1")
    repo.git("rm", "-q", "b.txt")
    repo.commit("second")
    edit(repo, "a.txt", "staged\n")
    edit(repo, "dir/c.txt", "staged\n")
    repo.write("dir/new.txt", "1")
    repo.git("rm", "-q", "run.sh")
    repo.git("add", "-A")
    edit(repo, "a.txt", "worktree\n")
    return repo


@pytest.mark.parametrize("mode", [None, "mixed"])
@pytest.mark.parametrize("target", [None, "HEAD~1"])
@pytest.mark.parametrize("files", [["a.txt"], ["dir"], ["a.txt", "dir/c.txt"], ["run.sh"], ["dir/new.txt"], ["."], ["*.txt"],
                                   ["dir/*"], ["./a.txt"], ["dir/"], ["empty"]], ids="|".join)
def test_files(gitless, repo, twin, files, target, mode):
    prepared(repo)
    head = repo.head()
    fields = {"files": files, **({"mode": mode} if mode else {}), **({"target": target} if target else {})}
    like_git(gitless, repo, twin(), "reset", ("reset", "-q", target or "HEAD", "--", *files), **fields)
    assert repo.head() == head


@pytest.mark.parametrize("mode", ["soft", "hard", "merge", "keep"])
def test_files_with_another_mode(gitless, repo, mode):
    prepared(repo)
    before = repo.state()
    refused(gitless, "reset", repo, 400, ANY_400, mode=mode, files=["a.txt"])
    equal(repo.state(), before)


@pytest.mark.parametrize("files", [["nothing"], ["a.txt", "nothing"], ["*.nothing"], ["dir/nothing"]], ids="|".join)
def test_files_that_are_in_neither(gitless, repo, files):
    prepared(repo)
    before = repo.state()
    refused(gitless, "reset", repo, 404, ("FILE_NOT_FOUND", "NOT_FOUND"), files=files)
    equal(repo.state(), before)


@pytest.mark.parametrize("files", [["../x"], ["/etc/passwd"], [""], ["a\0"]], ids=repr)
def test_files_that_are_no_files(gitless, repo, files):
    prepared(repo)
    before = repo.state()
    refused(gitless, "reset", repo, 400, ANY_400, files=files)
    equal(repo.state(), before)


def test_a_file_in_conflict(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    git_zoo_more.conflict_both_modified(repo)
    copy = repo.copy(tmp_path / "twin")
    like_git(gitless, repo, copy, "reset", ("reset", "-q", "--", "f"), files=["f"])


def test_files_before_the_first_commit(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    for name in ("a", "b"):
        repo.write(name, "1")
    repo.git("add", "-A")
    copy = repo.copy(tmp_path / "twin")
    like_git(gitless, repo, copy, "reset", ("reset", "-q", "--", "a"), files=["a"])
    like_git(gitless, repo, copy, "reset", ("reset", "-q"))
    assert repo.index() == [] and repo.at("a").read_text() == "1"


@pytest.mark.parametrize("mode", ["soft", "mixed", "hard"])
def test_before_the_first_commit(gitless, tmp_path, mode):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO["unborn_with_files"](repo)
    copy = repo.copy(tmp_path / "twin")
    if copy.run("reset", "-q", f"--{mode}").returncode == 0:
        post(gitless, "reset", repo, mode=mode)
        equal(repo.state(), copy.state())
    else:
        assert gitless.post("/git/reset", {"path": str(repo.path), "mode": mode}).status in (404, 409)


@pytest.mark.parametrize("mode", MODES)
def test_a_bare_repository(gitless, repo, tmp_path, mode):
    repo.commit("second")
    bare = GitRepo(tmp_path / "bare.git", gitless.home, True, "--bare")
    bare.git("fetch", "-q", repo.path, "main:main")
    resp = gitless.post("/git/reset", {"path": str(bare.path), "mode": mode, "target": "HEAD~1"})
    assert resp.status == 400 or (mode == "soft" and resp.status == 200), resp


def test_hard_ends_a_merge(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    git_zoo_more.conflict_among_other_changes(repo)
    copy = repo.copy(tmp_path / "twin")
    like_git(gitless, repo, copy, "reset", ("reset", "-q", "--hard"), mode="hard")
    assert not (repo.path / ".git/MERGE_HEAD").exists()


def test_hard_removes_a_directory_that_has_become_empty(gitless, repo, twin):
    repo.write("only/here/f", "1")
    repo.commit("more")
    like_git(gitless, repo, twin(), "reset", ("reset", "-q", "--hard", "HEAD~1"), mode="hard", target="HEAD~1")
    assert not repo.at("only").exists()


@pytest.mark.parametrize("mode", ["merge", "keep"])
@pytest.mark.parametrize("at, target, untracked", [("main", "main~1", "b/deep/file"), ("main", "main~1", "p/q"), ("main~1", "main", "c/u")])
def test_untracked_files_in_the_way(gitless, repo, mode, at, target, untracked):
    repo.write("b", "1\n")
    repo.write("c/t", "1\n")
    repo.write("p/q/f", "1\n")
    repo.commit("before")
    repo.git("rm", "-qr", "b", "c", "p")
    repo.write("c", "1\n")
    repo.commit("after")
    repo.git("checkout", "-q", at)
    repo.write(untracked, "precious\n")
    before = repo.state()
    message = refused(gitless, "reset", repo, 409, DIRTY, mode=mode, target=target)["message"]
    assert untracked in message
    equal(repo.state(), before)


def test_hard_leaves_ignored_and_untracked_files(gitless, repo, twin):
    repo.write(".gitignore", "*.o\n")
    repo.write("x.o", "1")
    repo.write("only/here/u", "1")
    like_git(gitless, repo, twin(), "reset", ("reset", "-q", "--hard"), mode="hard")
