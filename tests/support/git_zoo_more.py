"""More states for the ZOO: what is ignored, names, conflicts, repositories in repositories, settings."""

import os

from support.git_repo import GitRepo
from support.git_zoo import edit, furnish, lines, state

# Untracked and ignored files


@state
def untracked(repo):
    furnish(repo)
    for name in ("u", "dir/u", "new/one", "new/deep/er/two", "empty file"):
        repo.write(name, "1" if name != "empty file" else "")
    repo.at("empty directory/in/it").mkdir(parents=True)


@state
def ignored(repo):
    furnish(repo)
    repo.write(".gitignore", "*.o\n/top\nbuild/\n# comment\n\n\\#hash\n!keep.o\ntrailing \\ \n**/deep/**\nmid/**/end\n[ab]?.x\n")
    for name in ("x.o", "dir/y.o", "keep.o", "dir/keep.o", "top", "dir/top", "build/out", "build/keep.o", "dir/build/z",
                 "#hash", "trailing ", "deep/x", "q/deep/y/z", "mid/end", "mid/a/b/end", "a1.x", "c1.x", "ab.x/f"):
        repo.write(name, "1")


@state
def ignored_with_negations(repo):
    furnish(repo)
    repo.write(".gitignore", "/*\n!/shown\n!/dir\n/dir/*\n!/dir/sub\nshown/no\n!shown/no/yes\n")
    for name in ("hidden", "shown/f", "shown/no/yes", "shown/no/no", "dir/u", "dir/sub/u"):
        repo.write(name, "1")


@state
def ignored_by_nested_files(repo):
    furnish(repo)
    repo.write(".gitignore", "*.log\n")
    repo.write("dir/.gitignore", "!*.log\n/local\n*.tmp\n")
    repo.write("dir/sub/.gitignore", "*\n!.gitignore\n!important\n")
    for name in ("x.log", "dir/x.log", "dir/sub/x.log", "dir/local", "dir/sub/local", "dir/y.tmp", "y.tmp",
                 "dir/sub/important", "dir/sub/d/important"):
        repo.write(name, "1")


@state
def ignored_by_info_exclude(repo):
    furnish(repo)
    (repo.git_dir() / "info" / "exclude").write_text("*.swp\n/private/\n")
    for name in ("x.swp", "dir/x.swp", "private/f", "dir/private/f"):
        repo.write(name, "1")


@state
def ignored_by_excludes_file(repo):
    furnish(repo)
    excludes = repo.path.parent / "excludes"
    excludes.write_text("*.mine\n")
    repo.git("config", "core.excludesFile", excludes)
    repo.write(".gitignore", "!keep.mine\n")
    for name in ("x.mine", "keep.mine", "dir/y.mine"):
        repo.write(name, "1")


@state
def ignored_but_tracked(repo):
    furnish(repo)
    repo.write(".gitignore", "*.txt\nnew\ndir/\n")
    repo.write("new", "1")
    repo.git("add", "-f", "new")
    edit(repo, "a.txt")
    edit(repo, "dir/c.txt")
    repo.write("dir/untracked", "1")
    repo.remove("b.txt")


@state
def ignored_with_odd_lines(repo):
    furnish(repo)
    repo.write(".gitignore", b"\xef\xbb\xbfbom\r\ncrlf\r\n*.o\t\n/slash/ \n[bad\n**\x2f\nsp ace\n\\!bang\ndir/*/x\n*/y\n")
    for name in ("bom", "crlf", "x.o", "slash/f", "[bad", "sp ace", "!bang", "dir/q/x", "dir/x", "q/y", "y", "q/r/y"):
        repo.write(name, "1")


@state
def ignored_directory_with_a_tracked_file(repo):
    furnish(repo)
    repo.write("build/kept", "1")
    repo.git("add", "build/kept")
    repo.git("commit", "-q", "-m", "kept")
    repo.write(".gitignore", "build\n")
    repo.write("build/new", "1")
    edit(repo, "build/kept")


# Names


@state
def odd_names(repo):
    names = ["with space", " lead", "trail ", 'quo"te', "apos'trophe", "new\nline", "tab\there", "back\\slash", "ünï",
             "日本語/файл", "-dash", "~tilde", "*star?", "[set]", "a:b", ":(top)x", "emoji 🎉", "x" * 255, "CON", "a.", "@{0}"]
    for name in names[::2]:
        repo.write(name, lines(name))
    repo.commit()
    for name in names[::4]:
        edit(repo, name)
    for name in names[1::2]:
        repo.write(name, lines(name))
    repo.git("add", "--", *(":(literal)" + name for name in names[1::4]))


@state
def names_that_are_not_utf8(repo):
    repo.write(b"caf\xe9.txt", lines("cafe"))
    repo.write(b"d\xff\xfe/f", "1")
    repo.commit()
    edit(repo, b"caf\xe9.txt")
    repo.write(b"new\x80", "1")
    repo.git("mv", b"d\xff\xfe/f", b"g\xc0")


@state
def names_that_differ_by_case(repo):
    for name in ("readme", "README", "Dir/f", "dir/f", "Z", "a"):
        repo.write(name, lines(name))
    repo.commit()
    edit(repo, "README")
    repo.remove("dir/f")
    repo.write("Readme", "1")
    repo.write("dIr/g", "1")


@state
def names_in_an_order_of_their_own(repo):
    """Where a directory's place among files depends on the slash at its end."""
    for name in ("a-b", "a.b", "a/b", "a0b", "a", "b/c/d", "b-c", "B"):
        repo.write(name if name != "a" else "A", lines(name))
        repo.write("q" + name + "/x", lines("q" + name))
    repo.git("add", "-A")


@state
def deep_and_long_names(repo):
    repo.write("/".join(["d" * 200] * 12) + "/f", "1")
    repo.write("/".join("e" * 300) + "/f", "1")
    repo.git("add", "e")


# Conflicts and what is under way


def diverge(repo, ours, theirs, base="base\n"):
    """Two branches that have each done something, and then merge."""
    furnish(repo)
    repo.write("f", base)
    repo.commit("base")
    repo.git("checkout", "-q", "-b", "theirs")
    theirs()
    repo.commit("theirs")
    repo.git("checkout", "-q", "main")
    ours()
    repo.commit("ours")
    merged = repo.run("merge", "--no-edit", "theirs")
    assert merged.returncode == 1, merged


@state
def conflict_both_modified(repo):
    diverge(repo, lambda: repo.write("f", "ours\n"), lambda: repo.write("f", "theirs\n"))


@state
def conflict_both_added(repo):
    diverge(repo, lambda: repo.write("g", "ours\n"), lambda: repo.write("g", "theirs\n"))


@state
def conflict_deleted_by_us(repo):
    diverge(repo, lambda: repo.remove("f"), lambda: repo.write("f", "theirs\n"))


@state
def conflict_deleted_by_them(repo):
    diverge(repo, lambda: repo.write("f", "ours\n"), lambda: repo.remove("f"))


@state
def conflict_of_two_renames(repo):
    """Leaves the other three kinds: both deleted, added by us, added by them."""
    diverge(repo, lambda: repo.git("mv", "a.txt", "ours.txt"), lambda: repo.git("mv", "a.txt", "theirs.txt"))


@state
def conflict_among_other_changes(repo):
    def theirs():
        repo.write("f", "theirs\n")
        edit(repo, "a.txt")
        repo.write("new", "1")

    diverge(repo, lambda: repo.write("f", "ours\n"), theirs)
    edit(repo, "b.txt")
    repo.write("untracked", "1")


@state
def conflict_resolved_in_part(repo):
    conflict_of_two_renames(repo)
    repo.git("rm", "-q", "--cached", "a.txt")


@state
def conflict_with_the_file_deleted(repo):
    conflict_both_modified(repo)
    repo.remove("f")


@state
def conflict_of_file_and_directory(repo):
    diverge(repo, lambda: repo.write("g", "ours\n"), lambda: repo.write("g/f", "theirs\n"))


@state
def conflict_of_modes_and_links(repo):
    diverge(repo, lambda: repo.link("f", "a.txt"), lambda: repo.write("f", "theirs\n", executable=True))


@state
def conflict_all_seven_kinds(repo):
    """Made in the index, so that they stand side by side."""
    furnish(repo)
    blob = repo.line("hash-object", "-w", "--stdin", stdin=b"content\n")
    entries = []
    for kinds, name in (("1", "both deleted"), ("2", "added by us"), ("3", "added by them"), ("12", "deleted by them"),
                        ("13", "deleted by us"), ("23", "both added"), ("123", "both modified")):
        entries += [f"100644 {blob} {stage}\tc/{name}" for stage in kinds]
    repo.git("update-index", "--index-info", stdin="\n".join(entries).encode())
    repo.write("c/both added", "1")
    repo.write("c/both deleted", "1")


@state
def merge_ready_to_commit(repo):
    conflict_both_modified(repo)
    repo.write("f", "solved\n")
    repo.git("add", "f")


@state
def stashed(repo):
    furnish(repo)
    edit(repo, "a.txt")
    repo.git("stash", "-q")
    edit(repo, "b.txt")


@state
def rebase_stopped(repo):
    conflict_both_modified(repo)
    repo.git("merge", "--abort")
    assert repo.run("rebase", "theirs").returncode == 1


# Repositories in repositories


def with_submodule(repo):
    source = furnish(GitRepo(repo.path.parent / "sub source", repo.home))
    furnish(repo)
    repo.git("submodule", "--quiet", "add", os.path.relpath(source.path, repo.path), "lib/sub")
    repo.commit("submodule")
    return GitRepo(repo.path / "lib" / "sub", repo.home, init=False)


@state
def submodule_clean(repo):
    with_submodule(repo)


@state
def submodule_added(repo):
    with_submodule(repo)
    repo.git("reset", "-q", "--soft", "HEAD~1")


@state
def submodule_modified(repo):
    edit(with_submodule(repo), "a.txt")


@state
def submodule_with_untracked_files(repo):
    with_submodule(repo).write("new", "1")


@state
def submodule_with_staged_changes(repo):
    sub = with_submodule(repo)
    edit(sub, "a.txt")
    sub.git("add", "-A")


@state
def submodule_moved(repo):
    with_submodule(repo).commit("further")


@state
def submodule_moved_and_staged(repo):
    sub = with_submodule(repo)
    sub.commit("further")
    repo.git("add", "lib/sub")
    sub.commit("and further")


@state
def submodule_not_initialised(repo):
    with_submodule(repo)
    repo.git("submodule", "--quiet", "deinit", "-f", "--all")


@state
def submodule_directory_gone(repo):
    with_submodule(repo)
    repo.remove("lib")


@state
def submodule_ignore_dirty(repo):
    sub = with_submodule(repo)
    repo.git("config", "submodule.lib/sub.ignore", "dirty")
    edit(sub, "a.txt")


@state
def submodule_ignore_all(repo):
    sub = with_submodule(repo)
    repo.git("config", "submodule.lib/sub.ignore", "all")
    sub.commit("further")


@state
def submodule_ignore_untracked_in_gitmodules(repo):
    sub = with_submodule(repo)
    repo.git("config", "-f", ".gitmodules", "submodule.lib/sub.ignore", "untracked")
    sub.write("new", "1")


@state
def submodule_in_place_of_a_file(repo):
    furnish(repo)
    repo.remove("a.txt")
    furnish(GitRepo(repo.path / "a.txt", repo.home))


@state
def submodule_replaced_by_a_file(repo):
    with_submodule(repo)
    repo.write("lib/sub", "a file now")


@state
def nested_repositories(repo):
    furnish(repo)
    furnish(GitRepo(repo.path / "nested", repo.home))
    GitRepo(repo.path / "unborn/deep", repo.home).write("f", "1")
    repo.write("nested2/plain", "1")
    furnish(GitRepo(repo.path / "nested2/inner", repo.home))


@state
def nested_repository_that_is_ignored(repo):
    furnish(repo)
    repo.write(".gitignore", "nested\n")
    furnish(GitRepo(repo.path / "nested", repo.home))


@state
def linked_worktree(repo):
    main = furnish(GitRepo(repo.path.parent / "main", repo.home))
    repo.remove(".git")
    repo.path.rmdir()
    main.git("worktree", "add", "-q", "-b", "linked", repo.path)
    edit(repo, "a.txt")
    repo.write("untracked", "1")
    repo.git("rm", "-q", "--cached", "b.txt")


@state
def git_directory_elsewhere(repo):
    furnish(repo)
    elsewhere = repo.path.parent / "elsewhere.git"
    (repo.path / ".git").rename(elsewhere)
    (repo.path / ".git").write_text(f"gitdir: {elsewhere}\n")
    edit(repo, "a.txt")


# Settings that change what counts as a change


@state
def autocrlf(repo):
    repo.git("config", "core.autocrlf", "true")
    repo.git("config", "core.safecrlf", "false")
    repo.write("same", "1\n2\n")
    repo.write("mixed", "1\r\n2\n")
    repo.commit()
    repo.write("same", "1\r\n2\r\n")
    repo.write("mixed", "1\r\n2\r\n3\r\n")
    repo.write("new", "1\r\n")


@state
def attributes_eol(repo):
    repo.write(".gitattributes", "*.crlf text eol=crlf\n*.lf text eol=lf\n*.bin -text\n*.auto text=auto\n")
    for kind in ("crlf", "lf", "bin", "auto"):
        repo.write("f." + kind, "1\n2\n")
    repo.commit()
    for kind in ("crlf", "lf", "bin", "auto"):
        repo.write("f." + kind, "1\r\n2\r\n")


@state
def attributes_in_a_directory(repo):
    repo.write("d/.gitattributes", "f eol=crlf\n")
    repo.write("d/f", "1\r\n")
    repo.write("f", "1\r\n")
    repo.commit()
    repo.write("d/f", "1\n")
    repo.write("f", "1\n")


@state
def ident(repo):
    repo.write(".gitattributes", "f ident\n")
    repo.write("f", "$Id$\n")
    repo.commit()
    repo.write("f", "$Id: 0123456789012345678901234567890123456789 $\n")


# States in which git would run a program of the configuration, which the daemon does not.
RUNS_A_FILTER = {"filter_modified", "filter_touched"}


def with_filter(repo):
    """As `git lfs install` does: what is stored is not what is in the worktree."""
    repo.git("config", "filter.upper.clean", "tr a-z A-Z")
    repo.git("config", "filter.upper.smudge", "tr A-Z a-z")
    repo.git("config", "filter.upper.required", "true")
    repo.write(".gitattributes", "*.up filter=upper\n")
    repo.write("f.up", "small\n")
    repo.write("g.up", "other\n")
    repo.commit()


@state
def filter_clean(repo):
    with_filter(repo)


@state
def filter_modified(repo):
    with_filter(repo)
    edit(repo, "f.up")


@state
def filter_touched(repo):
    with_filter(repo)
    os.utime(repo.at("f.up"), (1, 1))


@state
def filter_modified_to_the_same(repo):
    with_filter(repo)
    repo.write("f.up", "SMALL\n")


@state
def quotepath_off_and_long_config(repo):
    furnish(repo)
    repo.git("config", "core.quotePath", "false")
    repo.git("config", "core.precomposeUnicode", "true")
    repo.git("config", "status.short", "true")
    repo.git("config", "status.branch", "false")
    repo.git("config", "color.ui", "always")
    repo.write("ü", "1")


@state
def untracked_files_switched_off(repo):
    """The setting is for people who look; what counts is what is there."""
    furnish(repo)
    repo.git("config", "status.showUntrackedFiles", "no")
    repo.write("u", "1")


@state
def shallow(repo):
    source = furnish(GitRepo(repo.path.parent / "deep source", repo.home))
    for n in range(3):
        source.commit(f"number {n}")
    repo.git("remote", "add", "origin", f"file://{source.path}")
    repo.git("fetch", "-q", "--depth=1", "origin", "main")
    repo.git("checkout", "-q", "-B", "main", "FETCH_HEAD")
    edit(repo, "a.txt")
