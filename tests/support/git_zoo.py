"""States that a repository can be in, each made by a function of its own: ZOO is name → function(repo)."""

import os

from support.git_repo import GitRepo

ZOO = {}


def state(make):
    ZOO[make.__name__] = make
    return make


def lines(seed, count=20):
    """A file's content, nothing like another seed's."""
    return "".join(f"{seed} line {n} of {seed * 3}\n" for n in range(count))


def furnish(repo):
    """One commit with a file of each kind."""
    for name in ("a.txt", "b.txt", "dir/c.txt", "dir/sub/d.txt", "other/e.txt"):
        repo.write(name, lines(name))
    repo.write("run.sh", "#!/bin/sh\necho run\n", executable=True)
    repo.write("empty")
    repo.link("link", "a.txt")
    repo.commit("first")
    return repo


def edit(repo, name, text="an edit\n"):
    with repo.at(name).open("a") as f:
        f.write(text)


# Heads and branches


@state
def unborn(repo):
    pass


@state
def unborn_with_files(repo):
    repo.write("untracked", "1")
    repo.write("d/staged", "2")
    repo.git("add", "d")
    edit(repo, "d/staged")


@state
def unborn_on_a_branch_with_a_slash(repo):
    repo.git("symbolic-ref", "HEAD", "refs/heads/feature/ünborn")
    repo.write("f", "1")


@state
def orphan_branch(repo):
    furnish(repo)
    repo.git("checkout", "-q", "--orphan", "fresh")


@state
def clean(repo):
    furnish(repo)


@state
def detached(repo):
    furnish(repo)
    repo.commit("second")
    repo.git("checkout", "-q", "--detach", "HEAD~1")
    edit(repo, "a.txt")


@state
def packed_refs_and_objects(repo):
    furnish(repo)
    repo.git("branch", "other")
    repo.git("gc", "-q")
    edit(repo, "a.txt")


def tracking(repo, ahead=0, behind=0):
    """main follows origin/main; the remote itself is not there."""
    furnish(repo)
    base = repo.head()
    for n in range(behind):
        repo.commit(f"theirs {n}")
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repo.git("reset", "-q", "--hard", base)
    for n in range(ahead):
        repo.commit(f"ours {n}")
    repo.git("remote", "add", "origin", "https://example.org/r.git")
    repo.git("config", "branch.main.remote", "origin")
    repo.git("config", "branch.main.merge", "refs/heads/main")


@state
def upstream_even(repo):
    tracking(repo)


@state
def upstream_ahead(repo):
    tracking(repo, ahead=3)


@state
def upstream_behind(repo):
    tracking(repo, behind=2)


@state
def upstream_diverged(repo):
    tracking(repo, ahead=2, behind=4)
    edit(repo, "a.txt")


@state
def upstream_gone(repo):
    tracking(repo, ahead=1)
    repo.git("update-ref", "-d", "refs/remotes/origin/main")


@state
def upstream_of_another_name(repo):
    tracking(repo, ahead=1)
    repo.git("update-ref", "refs/remotes/origin/rel/1.0", "HEAD~1")
    repo.git("config", "branch.main.merge", "refs/heads/rel/1.0")


@state
def upstream_at_an_unborn_branch(repo):
    tracking(repo)
    repo.git("symbolic-ref", "HEAD", "refs/heads/new")
    repo.git("config", "branch.new.remote", "origin")
    repo.git("config", "branch.new.merge", "refs/heads/main")


@state
def upstream_while_detached(repo):
    tracking(repo, ahead=1)
    repo.git("checkout", "-q", "--detach")


@state
def upstream_on_an_unrelated_history(repo):
    tracking(repo)
    repo.git("checkout", "-q", "--orphan", "x")
    repo.commit("unrelated 1")
    repo.commit("unrelated 2")
    repo.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repo.git("checkout", "-q", "-f", "main")


@state
def a_clone(repo):
    source = furnish(GitRepo(repo.path.parent / "source", repo.home))
    repo.git("remote", "add", "origin", source.path)
    repo.git("fetch", "-q", "origin")
    repo.git("checkout", "-q", "-b", "topic", "--track", "origin/main")
    repo.commit("here")


# The index against HEAD, the worktree against the index


@state
def modified(repo):
    furnish(repo)
    edit(repo, "a.txt")
    edit(repo, "dir/sub/d.txt")


@state
def modified_with_the_same_size(repo):
    furnish(repo)
    repo.at("a.txt").write_text(lines("a.txt").replace("line 3", "LINE 3"))


@state
def touched(repo):
    furnish(repo)
    for name in ("a.txt", "run.sh", "empty"):
        os.utime(repo.at(name), (1, 1))


@state
def staged(repo):
    furnish(repo)
    edit(repo, "a.txt")
    repo.write("new", "new")
    repo.git("rm", "-q", "b.txt")
    repo.git("add", "-A")


@state
def staged_and_then_modified(repo):
    staged(repo)
    edit(repo, "a.txt")
    edit(repo, "new")


@state
def staged_and_then_changed_back(repo):
    furnish(repo)
    edit(repo, "a.txt")
    repo.git("add", "a.txt")
    repo.write("a.txt", lines("a.txt"))


@state
def added_and_then_deleted(repo):
    furnish(repo)
    repo.write("new", "new")
    repo.git("add", "new")
    repo.remove("new")


@state
def deleted(repo):
    furnish(repo)
    repo.remove("a.txt")
    repo.remove("dir")


@state
def deleted_from_the_index_only(repo):
    furnish(repo)
    repo.git("rm", "-q", "--cached", "a.txt", "dir/c.txt")
    edit(repo, "a.txt")


@state
def everything_deleted(repo):
    furnish(repo)
    repo.git("rm", "-q", "-r", ".")


@state
def executable_bits(repo):
    furnish(repo)
    repo.at("a.txt").chmod(0o755)
    repo.at("run.sh").chmod(0o644)
    repo.git("update-index", "--chmod=+x", "b.txt")


@state
def executable_bits_that_do_not_count(repo):
    furnish(repo)
    repo.git("config", "core.fileMode", "false")
    repo.at("a.txt").chmod(0o755)
    repo.at("run.sh").chmod(0o644)


@state
def other_permission_bits(repo):
    furnish(repo)
    repo.at("a.txt").chmod(0o600)
    repo.at("run.sh").chmod(0o700)


@state
def type_changes(repo):
    furnish(repo)
    repo.link("a.txt", "b.txt")
    repo.write("link", "a file now")
    repo.git("add", "link")


@state
def link_to_elsewhere(repo):
    furnish(repo)
    repo.link("link", "b.txt")
    repo.link("broken", "nowhere")
    repo.link("to-directory", "dir")


@state
def file_becomes_directory(repo):
    furnish(repo)
    repo.remove("a.txt")
    repo.write("a.txt/inside", "1")


@state
def directory_becomes_file(repo):
    furnish(repo)
    repo.write("dir", "a file now")


@state
def directory_becomes_link(repo):
    furnish(repo)
    repo.link("dir", "other")


@state
def file_becomes_directory_staged(repo):
    file_becomes_directory(repo)
    repo.git("add", "-A")


@state
def directory_becomes_file_staged(repo):
    directory_becomes_file(repo)
    repo.git("add", "-A")


@state
def fifo_in_place_of_a_file(repo):
    furnish(repo)
    repo.remove("a.txt")
    os.mkfifo(repo.at("a.txt"))
    os.mkfifo(repo.at("dir/fifo"))


@state
def intent_to_add(repo):
    furnish(repo)
    repo.write("later", lines("later"))
    repo.write("gone", "1")
    repo.git("add", "-N", "later", "gone")
    repo.remove("gone")


@state
def racy(repo):
    """Same size, same time as the index has: only the content tells."""
    furnish(repo)
    repo.git("config", "core.trustctime", "false")
    repo.git("config", "core.checkStat", "minimal")
    path = repo.at("a.txt")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    repo.git("add", "a.txt")
    path.write_text(lines("a.txt").replace("line 3", "LINE 3"))
    for changed in (path, repo.git_dir() / "index"):
        os.utime(changed, (1_700_000_000, 1_700_000_000))


@state
def assume_unchanged(repo):
    furnish(repo)
    repo.git("update-index", "--assume-unchanged", "a.txt", "b.txt")
    edit(repo, "a.txt")
    repo.remove("b.txt")
    edit(repo, "dir/c.txt")


@state
def skip_worktree(repo):
    furnish(repo)
    repo.git("update-index", "--skip-worktree", "a.txt", "b.txt")
    repo.remove("a.txt")
    edit(repo, "dir/c.txt")


@state
def sparse_checkout(repo):
    furnish(repo)
    repo.git("sparse-checkout", "set", "dir")
    edit(repo, "dir/c.txt")
    repo.write("other/x", "1")


@state
def sparse_checkout_by_patterns(repo):
    furnish(repo)
    repo.git("sparse-checkout", "set", "--no-cone", "/*", "!/other/", "!*.sh")
    edit(repo, "a.txt")


@state
def index_version_4(repo):
    furnish(repo)
    repo.git("update-index", "--index-version", "4")
    edit(repo, "dir/c.txt")
    repo.write("dir/c2.txt", "1")
    repo.git("add", "dir/c2.txt")


@state
def untracked_cache(repo):
    furnish(repo)
    repo.git("update-index", "--force-untracked-cache")
    repo.write("u/v", "1")
    repo.git("status")
    repo.write("u/w", "1")


# Renames


@state
def renamed(repo):
    furnish(repo)
    repo.git("mv", "a.txt", "z.txt")
    repo.git("mv", "dir/c.txt", "c moved.txt")


@state
def renamed_and_edited(repo):
    furnish(repo)
    repo.git("mv", "a.txt", "z.txt")
    edit(repo, "z.txt")
    repo.git("add", "z.txt")
    edit(repo, "z.txt")


@state
def renamed_directory(repo):
    furnish(repo)
    repo.git("mv", "dir", "moved")


@state
def renamed_over_another(repo):
    furnish(repo)
    repo.git("mv", "-f", "a.txt", "b.txt")


@state
def renamed_and_the_old_name_in_use_again(repo):
    furnish(repo)
    repo.git("mv", "a.txt", "z.txt")
    repo.write("a.txt", "something else")


@state
def renamed_and_then_deleted(repo):
    furnish(repo)
    repo.git("mv", "a.txt", "z.txt")
    repo.remove("z.txt")


@state
def renamed_in_the_worktree_only(repo):
    furnish(repo)
    repo.at("a.txt").rename(repo.at("z.txt"))


@state
def renamed_in_the_worktree_with_intent_to_add(repo):
    renamed_in_the_worktree_only(repo)
    repo.git("add", "-N", "z.txt")


@state
def renamed_with_too_many_edits(repo):
    furnish(repo)
    repo.git("mv", "a.txt", "z.txt")
    repo.write("z.txt", lines("another"))
    repo.git("add", "-A")


@state
def renamed_twins(repo):
    """Two files of one content: the one with the same last name is the origin."""
    for name in ("x/one", "x/two"):
        repo.write(name, lines("same"))
    repo.commit()
    repo.git("mv", "x", "y")


@state
def renamed_empty_file_and_link(repo):
    furnish(repo)
    repo.git("mv", "empty", "void")
    repo.git("mv", "link", "lönk")


@state
def copied(repo):
    furnish(repo)
    repo.write("copy.txt", lines("a.txt"))
    edit(repo, "a.txt")
    repo.git("add", "-A")
