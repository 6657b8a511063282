"""POST /git/add does what `git add -A -- PATHSPEC` does."""

import os

import pytest

from support import git_zoo_more
from support.daemon import ANY_400
from support.git_api import equal, like_git, post, refused, same, status
from support.git_random import Walk
from support.git_repo import GitRepo
from support.git_zoo import ZOO, edit, furnish


def messy(repo):
    """Every kind of change that add can meet."""
    edit(repo, "a.txt")
    repo.remove("b.txt")
    edit(repo, "dir/c.txt")
    repo.remove("dir/sub")
    repo.write("dir/new.txt", "1")
    repo.write("dir/more/deep.md", "1")
    repo.write("new", "1")
    repo.at("run.sh").chmod(0o644)
    repo.link("link", "b.txt")
    repo.write(".gitignore", "*.o\n/build/\n")
    repo.write("x.o", "1")
    repo.write("dir/y.o", "1")
    repo.write("build/out", "1")
    repo.link("to-dir", "dir")


@pytest.mark.parametrize("files", [
    ["."], ["a.txt"], ["b.txt"], ["dir"], ["dir/"], ["dir/sub"], ["./a.txt"], ["dir/../a.txt"], ["dir/./c.txt"], ["*"],
    ["*.txt"], ["dir/*.txt"], ["*.md"], ["dir/*"], ["**/*.md"], ["dir/**"], ["[ab].txt"], ["?ew"], ["run.sh", "link"],
    ["a.txt", "a.txt"], ["a.txt", "."], ["other"], ["to-dir"], ["new", "b.txt", "dir"], [".gitignore"], ["n*w"], ["./"],
    ["dir//c.txt"], ["dir/m*"], ["*r/new.txt"],
], ids="|".join)
def test_forms(gitless, repo, twin, files):
    messy(repo)
    like_git(gitless, repo, twin(), "add", ("add", "-A", "--", *files), files=files)


def test_absolute_paths(gitless, repo, twin):
    messy(repo)
    copy = twin()
    copy.git("add", "-A", "--", "a.txt", "dir", "b.txt")
    post(gitless, "add", repo, files=[str(repo.path / n) for n in ("a.txt", "dir", "b.txt")])
    same(repo, copy)
    copy.git("add", "-A")
    post(gitless, "add", repo, files=[str(repo.path)])
    same(repo, copy)


@pytest.mark.parametrize("name", sorted(set(ZOO) - git_zoo_more.RUNS_A_FILTER))
def test_all_in_every_state(gitless, tmp_path, name):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    add_all(gitless, repo, tmp_path)


@pytest.mark.parametrize("name", sorted(git_zoo_more.RUNS_A_FILTER))
def test_files_with_a_filter_are_added_as_they_are(gitless, tmp_path, name):
    """A repository's configuration does not get to run programs."""
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    repo.git("config", "--unset", "filter.upper.required")
    post(gitless, "add", repo, files=["."])
    assert repo.run("show", ":f.up").stdout == repo.at("f.up").read_bytes()
    repo.check()


@pytest.mark.parametrize("name", sorted(git_zoo_more.RUNS_A_FILTER))
@pytest.mark.parametrize("files", [["."], ["f.up"], ["*.up"]], ids="|".join)
def test_files_with_a_required_filter_are_refused(gitless, tmp_path, name, files):
    """As git, when it can't run the filter's program."""
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    repo.write("other", "1")
    assert repo.run("-c", "filter.upper.clean=false", "add", *files).returncode != 0
    index, kept = repo.index(), repo.worktree()
    message = refused(gitless, "add", repo, 422, "UNPROCESSABLE_ENTITY", "filter=upper", files=files)["message"]
    assert "f.up" in message and "git program" in message
    assert repo.index() == index and repo.worktree() == kept
    post(gitless, "add", repo, files=["other"])
    repo.check()


@pytest.mark.parametrize("attribute", ["working-tree-encoding=UTF-16LE", "working-tree-encoding=latin-1", "working-tree-encoding"])
def test_other_encodings_are_refused(gitless, repo, attribute):
    repo.write(".gitattributes", f"*.txt {attribute}\n")
    repo.write("x.txt", "hello\n".encode("utf-16-le"))
    before = repo.index()
    message = refused(gitless, "add", repo, 422, "UNPROCESSABLE_ENTITY", attribute, files=["."])["message"]
    assert ".txt" in message and "git program" in message
    assert repo.index() == before
    post(gitless, "add", repo, files=[".gitattributes"])
    repo.check()


@pytest.mark.parametrize("encoding", ["=UTF-8", "=utf8"])
def test_the_usual_encoding_is_none(gitless, repo, twin, encoding):
    repo.write(".gitattributes", f"*.txt working-tree-encoding{encoding}\n")
    repo.write("x.txt", "ä\n")
    repo.link("link.txt", "a.txt")
    like_git(gitless, repo, twin(), "add", ("add", "."), files=["."])


def test_a_link_is_not_converted(gitless, repo, twin):
    repo.write(".gitattributes", "*.lnk working-tree-encoding=UTF-16LE\n")
    repo.link("x.lnk", "a.txt")
    like_git(gitless, repo, twin(), "add", ("add", "."), files=["."])


@pytest.mark.parametrize("required, status", [("true", 422), ("false", 200), (None, 200)])
def test_files_for_git_lfs(gitless, repo, twin, required, status):
    """Where Git LFS is not set up they are added whole, as by git, and the client is told."""
    repo.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n")
    repo.write("x.bin", bytes(range(256)))
    if required is not None:
        repo.git("config", "filter.lfs.required", required)
    copy = twin()
    resp = post(gitless, "add", repo, status, files=["."])
    assert (copy.run("add", ".").returncode == 0) == (status == 200)
    equal(repo.index(), copy.index())
    assert ("Git LFS" in resp.headers.get("X-Git-Warning", "")) == (status == 200), resp
    assert "X-Git-Warning" not in post(gitless, "add", repo, files=["a.txt"]).headers


@pytest.mark.parametrize("seed", range(1000, 1025))
def test_all_in_random_states(gitless, tmp_path, seed):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    Walk(repo, seed).go(30)
    add_all(gitless, repo, tmp_path)


def add_all(daemon, repo, tmp_path):
    """The index as git would have it; the worktree stays."""
    index = repo.git_dir() / "index"
    kept = index.read_bytes() if index.exists() else None
    times = index.stat() if index.exists() else None
    # --sparse: what is outside a sparse checkout but there is added too, since the client has named it.
    tracked = repo.run("add", "-A", "--sparse", "--", ".")
    wanted, files = repo.index(), repo.worktree()
    index.unlink(missing_ok=True)
    if kept is not None:
        index.write_bytes(kept)
        os.utime(index, ns=(times.st_atime_ns, times.st_mtime_ns))  # which tell what may have changed since
    if tracked.returncode == 0:
        post(daemon, "add", repo, files=["."])
        equal(repo.index(), wanted)
    else:
        resp = daemon.post("/git/add", {"path": str(repo.path), "files": ["."]})
        assert 400 <= resp.status < 500, resp
    assert repo.worktree() == files
    equal(status(daemon, repo), repo.status())
    repo.check()


@pytest.mark.parametrize("files", [["nothing"], ["a.txt", "nothing"], ["*.nothing"], ["dir/nothing"], ["a.txt/below"],
                                   ["nothing/"], ["dir/*.nothing", "."]], ids="|".join)
def test_what_matches_nothing(gitless, repo, files):
    messy(repo)
    before = repo.state()
    assert repo.run("add", "-A", "-n", "--", *files).returncode != 0
    refused(gitless, "add", repo, 404, ("FILE_NOT_FOUND", "NOT_FOUND"), files=files)
    equal(repo.state(), before)


@pytest.mark.parametrize("files", [["x.o"], ["dir/y.o"], ["build"], ["build/out"], ["a.txt", "x.o"]], ids="|".join)
def test_what_is_ignored(gitless, repo, files):
    messy(repo)
    assert repo.run("add", "-A", "-n", "--", *files).returncode != 0
    before = repo.state()
    refused(gitless, "add", repo, 400, ANY_400, "ignored", files=files)
    equal(repo.state(), before)


def test_what_is_ignored_but_tracked(gitless, repo, twin):
    repo.write(".gitignore", "*.txt\n")
    edit(repo, "a.txt")
    edit(repo, "dir/c.txt")
    like_git(gitless, repo, twin(), "add", ("add", "-A", "--", "a.txt", "dir/c.txt"), files=["a.txt", "dir/c.txt"])


@pytest.mark.parametrize("files", [
    ["../x"], ["../repo/../x"], ["/etc/passwd"], ["/"], [".git/config"], [".git"], ["dir/../.git/config"], [""], [],
    ["dir/../../x"], [".GIT/config/../../../x"], ["a.txt", "../x"], ["a\0b"],
], ids=repr)
def test_what_is_no_file_of_the_worktree(gitless, repo, files):
    messy(repo)
    (repo.path.parent / "x").write_text("outside")
    before = repo.state()
    refused(gitless, "add", repo, 400, ANY_400, files=files)
    equal(repo.state(), before)


def test_the_parent_of_an_absolute_path_is_outside(gitless, repo):
    for outside in (repo.path.parent, repo.path.parent / "repo2", f"{repo.path}/../x"):
        refused(gitless, "add", repo, 400, ANY_400, files=[str(outside)])


def test_beyond_a_symbolic_link(gitless, repo, tmp_path):
    """As git: the link is a file, and nothing is below it."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("secret")
    repo.link("way", outside)
    before = repo.state()
    assert repo.run("add", "way/file").returncode != 0
    resp = gitless.post("/git/add", {"path": str(repo.path), "files": ["way/file"]})
    assert resp.status in (400, 404), resp
    equal(repo.state(), before)
    post(gitless, "add", repo, files=["way"])
    assert repo.line("ls-files", "-s", "way").startswith("120000 ")


def test_a_tracked_directory_that_has_become_a_link_outside(gitless, repo, twin, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "c.txt").write_text("secret")
    repo.link("dir", outside)
    like_git(gitless, repo, twin(), "add", ("add", "-A", "--", "."), files=["."])
    assert "secret" not in repo.git("diff", "--cached")


@pytest.mark.parametrize("name", ["[id].tsx", "a*b", "what?", ":(top)x", ":!x", "back\\slash", " space ", "-A", "new\nline",
                                  'q"', "ünï", "--", "!bang", "#hash", "~"])
def test_names_that_look_like_more(gitless, repo, twin, name):
    repo.write(name, "1")
    edit(repo, "a.txt")
    copy = twin()
    copy.git("--literal-pathspecs", "add", "-A", "--", name)
    post(gitless, "add", repo, files=[name])
    same(repo, copy)


def test_a_name_comes_before_a_glob(gitless, repo):
    for name in ("[id].tsx", "i.tsx", "d.tsx"):
        repo.write(name, name)
    post(gitless, "add", repo, files=["[id].tsx"])
    assert repo.line("diff", "--cached", "--name-only") == "[id].tsx"
    post(gitless, "add", repo, files=["[i].tsx"])
    assert repo.line("diff", "--cached", "--name-only").splitlines() == ["[id].tsx", "i.tsx"]


def test_a_deleted_file_with_glob_characters(gitless, repo, twin):
    repo.write("[id].tsx", "1")
    repo.commit()
    repo.remove("[id].tsx")
    edit(repo, "a.txt")
    copy = twin()
    copy.git("--literal-pathspecs", "add", "-A", "--", "[id].tsx")
    post(gitless, "add", repo, files=["[id].tsx"])
    same(repo, copy)


@pytest.mark.parametrize("conflict", [name for name in sorted(ZOO) if name.startswith("conflict")])
def test_a_conflict_is_resolved_by_adding_its_file(gitless, tmp_path, conflict):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[conflict](repo)
    copy = repo.copy(tmp_path / "twin")
    names = [e["name"] for e in repo.status()["fileStatus"] if e["staging"].startswith("Updated")]
    for name in names:
        like_git(gitless, repo, copy, "add", ("add", "-A", "--", name), files=[name])


def test_objects_are_the_files_as_they_are(gitless, repo):
    content = bytes(range(256)) * 3000
    repo.write("blob", content)
    repo.write("empty2", b"")
    post(gitless, "add", repo, files=["blob", "empty2"])
    assert repo.run("show", ":blob").stdout == content
    assert repo.run("show", ":empty2").stdout == b""


def test_adding_what_is_there_already_changes_nothing(gitless, repo):
    before = repo.state()
    for files in (["a.txt"], ["."], ["dir"], ["*.txt"]):
        post(gitless, "add", repo, files=files)
        equal(repo.state(), before)


def test_an_empty_worktree(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    assert repo.run("add", "-A", ".").returncode == 0
    post(gitless, "add", repo, files=["."])
    assert status(gitless, repo)["fileStatus"] == []


def test_an_empty_directory(gitless, repo):
    repo.at("hollow").mkdir()
    before = repo.state()
    assert repo.run("add", "-A", "hollow").returncode == 0
    post(gitless, "add", repo, files=["hollow"])
    equal(repo.state(), before)


@pytest.mark.parametrize("mode", [0, 0o444])
def test_a_tracked_directory_that_may_not_be_entered(unprivileged, open_tmp, mode):
    """Nobody can tell what is in it, so none of it is taken for deleted."""
    repo = furnish(GitRepo(open_tmp / "repo", open_tmp))
    edit(repo, "a.txt")
    repo.give_to(65534)
    before, index = repo.status(), repo.index()
    repo.at("dir").chmod(mode)
    try:
        equal(status(unprivileged, repo), before)
        for files in (["."], ["dir"], ["dir/c.txt"], ["*.txt"], ["a.txt", "dir/"]):
            refused(unprivileged, "add", repo, 403, "FILE_ACCESS_DENIED", "/dir", files=files)
            equal(repo.index(), index)
        post(unprivileged, "add", repo, files=["a.txt"])
    finally:
        repo.at("dir").chmod(0o755)
    assert [e["staging"] for e in repo.status()["fileStatus"]] == ["Modified"]


def test_a_file_that_cannot_be_read(unprivileged, open_tmp):
    repo = furnish(GitRepo(open_tmp / "repo", open_tmp))
    repo.write("secret", "1").chmod(0)
    repo.give_to(65534)
    resp = unprivileged.post("/git/add", {"path": str(repo.path), "files": ["secret"]})
    assert resp.status == 403 and resp.json()["code"] == "FILE_ACCESS_DENIED", resp
    assert not list((repo.path / ".git").glob("*.lock"))
