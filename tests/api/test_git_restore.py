"""POST /git/restore does what `git restore` does."""

import pytest

from support import git_zoo_more
from support.daemon import ANY_400, check_error
from support.git_api import equal, like_git, post, refused, same, status
from support.git_repo import GitRepo
from support.git_zoo import ZOO, edit, lines

WHERE = {
    "neither": ({}, []), "worktree": ({"worktree": True}, ["--worktree"]), "staged": ({"staged": True}, ["--staged"]),
    "both": ({"staged": True, "worktree": True}, ["--staged", "--worktree"]),
    "off": ({"staged": False, "worktree": False}, []), "sdk": ({"staged": True, "worktree": False}, ["--staged"]),
}


def prepared(repo):
    edit(repo, "a.txt", "second\n")
    repo.write("late.txt", "1")
    repo.write("dir/late.txt", "1")
    repo.git("rm", "-q", "b.txt")
    repo.commit("second")
    edit(repo, "a.txt", "staged\n")
    edit(repo, "dir/c.txt", "staged\n")
    repo.write("dir/new.txt", "1")
    repo.git("rm", "-q", "run.sh")
    repo.git("add", "-A")
    edit(repo, "a.txt", "worktree\n")
    edit(repo, "dir/sub/d.txt", "worktree\n")
    repo.remove("other")
    repo.at("dir/c.txt").chmod(0o755)
    repo.link("link", "nowhere")
    repo.write("untracked", "1")
    repo.write("dir/untracked", "1")
    return repo


@pytest.mark.parametrize("source", [None, "HEAD~1", "v1"])
@pytest.mark.parametrize("where", ["neither", "staged", "both"])
@pytest.mark.parametrize("files", [["a.txt"], ["dir"], ["."], ["*.txt"], ["dir/*.txt"], ["link"], ["other/e.txt"], ["a.txt", "dir"],
                                   ["./dir/c.txt"], ["dir/sub/"], ["late.txt"]], ids="|".join)
def test_forms(gitless, repo, twin, files, where, source):
    prepared(repo)
    repo.git("tag", "v1", "HEAD")
    fields, options = WHERE[where]
    before, copy = repo.state(), twin()
    done = copy.run("restore", *options, *([f"--source={source}"] if source else []), "--", *files)
    fields = {"files": files, **fields, **({"source": source} if source else {})}
    if done.returncode == 0:
        post(gitless, "restore", repo, **fields)
        same(repo, copy)
        assert status(gitless, repo) == copy.status()
    else:
        refused(gitless, "restore", repo, 404, ("FILE_NOT_FOUND", "NOT_FOUND"), **fields)
        equal(repo.state(), before)


@pytest.mark.parametrize("where", ["worktree", "off", "sdk"])
def test_flags(gitless, repo, twin, where):
    prepared(repo)
    fields, options = WHERE[where]
    like_git(gitless, repo, twin(), "restore", ("restore", *options, "--", "."), files=["."], **fields)


def test_staged_and_worktree_come_from_head(gitless, repo):
    prepared(repo)
    post(gitless, "restore", repo, files=["a.txt"], staged=True, worktree=True)
    assert repo.at("a.txt").read_text() == lines("a.txt") + "second\n"


@pytest.mark.parametrize("where", ["neither", "staged", "both"])
@pytest.mark.parametrize("files", [["nothing"], ["a.txt", "nothing"], ["*.nothing"], ["untracked"], ["dir/untracked"],
                                   ["a.txt/below"]], ids="|".join)
def test_what_is_not_there(gitless, repo, files, where):
    prepared(repo)
    before = repo.state()
    assert repo.run("restore", *WHERE[where][1], "--", *files).returncode != 0
    refused(gitless, "restore", repo, 404, ("FILE_NOT_FOUND", "NOT_FOUND"), files=files, **WHERE[where][0])
    equal(repo.state(), before)


@pytest.mark.parametrize("files", [[], [""], ["../x"], ["/etc/passwd"], ["dir/../../x"], ["a\0"]], ids=repr)
def test_what_is_no_file(gitless, repo, files):
    prepared(repo)
    before = repo.state()
    refused(gitless, "restore", repo, 400, ANY_400, files=files)
    equal(repo.state(), before)


@pytest.mark.parametrize("source", ["nothing", "f" * 40, "HEAD~99"])
@pytest.mark.parametrize("where", ["neither", "staged", "both"])
def test_unknown_sources(gitless, repo, source, where):
    prepared(repo)
    before = repo.state()
    resp = refused(gitless, "restore", repo, 404, ("NOT_FOUND", "GIT_BRANCH_NOT_FOUND"), files=["a.txt"], source=source,
                   **WHERE[where][0])
    assert source in resp["message"]
    equal(repo.state(), before)


@pytest.mark.parametrize("name", ["a*b", "[id].tsx", ":(top)x", "-x", "new\nline", "ünï"])
def test_names_that_look_like_more(gitless, repo, twin, name):
    repo.write(name, "1")
    repo.commit()
    repo.write(name, "2")
    edit(repo, "a.txt")
    copy = twin()
    copy.git("--literal-pathspecs", "restore", "--", name)
    post(gitless, "restore", repo, files=[name])
    same(repo, copy)


def test_an_absolute_path(gitless, repo, twin):
    prepared(repo)
    like_git(gitless, repo, twin(), "restore", ("restore", "--", "a.txt"), files=[str(repo.path / "a.txt")])


@pytest.mark.parametrize("name", [n for n in sorted(ZOO) if n.startswith("conflict") and "directory" not in n])
def test_conflicts_are_left_by_staged(gitless, tmp_path, name):
    """As git does it where HEAD has the files. Where it has not, git refuses all; taking them out of the index, as is done
    with other files that HEAD has not, is as good."""
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    before, copy = repo.state(), repo.copy(tmp_path / "twin")
    if copy.run("restore", "--staged", ".").returncode == 0:
        post(gitless, "restore", repo, files=["."], staged=True)
        same(repo, copy)
    else:
        resp = gitless.post("/git/restore", {"path": str(repo.path), "files": ["."], "staged": True})
        if resp.status == 200:
            assert repo.git("ls-files", "-u") == repo.git("diff", "--cached") == ""
        else:
            check_error(resp, 409, ("GIT_MERGE_CONFLICT", "CONFLICT"))
            equal(repo.state(), before)
        equal(repo.worktree(), before["worktree"])


def test_a_file_in_conflict_has_no_one_content(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    git_zoo_more.conflict_both_modified(repo)
    before = repo.state()
    assert repo.run("restore", "f").returncode != 0
    refused(gitless, "restore", repo, 409, ("GIT_MERGE_CONFLICT", "CONFLICT"), files=["f"])
    equal(repo.state(), before)


def test_staged_before_the_first_commit(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO["unborn_with_files"](repo)
    resp = gitless.post("/git/restore", {"path": str(repo.path), "files": ["."], "staged": True})
    assert resp.status in (200, 404), resp
    assert repo.at("d/staged").exists()
    repo.check()


@pytest.mark.parametrize("name", ["modified", "deleted", "type_changes", "executable_bits", "link_to_elsewhere", "autocrlf", "racy",
                                  "file_becomes_directory", "directory_becomes_file", "directory_becomes_link", "ignored_but_tracked",
                                  "attributes_eol", "odd_names", "names_that_are_not_utf8", "submodule_moved", "fifo_in_place_of_a_file",
                                  "staged_and_then_modified", "added_and_then_deleted", "intent_to_add", "sparse_checkout",
                                  "submodule_modified", "index_version_4"])
@pytest.mark.parametrize("where", ["neither", "staged", "both"])
def test_all_in_other_states(gitless, tmp_path, name, where):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    for fifo in ("a.txt", "dir/fifo"):  # cannot be copied
        if repo.at(fifo).is_fifo():
            repo.remove(fifo)
    fields, options = WHERE[where]
    copy = repo.copy(tmp_path / "twin")
    copy.git("restore", *options, "--", ".")
    post(gitless, "restore", repo, files=["."], **fields)
    same(repo, copy)


@pytest.mark.parametrize("where", ["neither", "both"])
def test_a_file_with_a_filter_is_restored_as_it_is_stored(gitless, tmp_path, where):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO["filter_modified"](repo)
    post(gitless, "restore", repo, files=["."], **WHERE[where][0])
    assert repo.at("f.up").read_bytes() == repo.run("show", ":f.up").stdout


def test_a_directory_outside_is_not_written_to(gitless, repo, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "c.txt").write_text("mine")
    repo.link("dir", outside)
    post(gitless, "restore", repo, files=["dir/c.txt"])
    assert (outside / "c.txt").read_text() == "mine" and list(outside.iterdir()) == [outside / "c.txt"]
    assert repo.at("dir/c.txt").read_text() == lines("dir/c.txt") and not repo.at("dir").is_symlink()


def test_in_a_bare_repository(gitless, tmp_path):
    bare = GitRepo(tmp_path / "bare.git", gitless.home, True, "--bare")
    for fields in ({}, {"staged": True}):
        refused(gitless, "restore", bare, 400, ANY_400, "bare", files=["a"], **fields)
