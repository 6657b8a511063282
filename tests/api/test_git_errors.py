"""What is no repository, a broken or a locked one, or somebody else's: a clear status, and nothing changed."""

import contextlib
import hashlib
import os
import subprocess

import pytest

from support import git_zoo_more
from support.daemon import ANY_400, check_error
from support.git_api import NO_REPO, equal, get, post, status
from support.git_repo import GitRepo
from support.git_zoo import edit, furnish

WHO = {"message": "m", "author": "A", "email": "a@x.org"}
READS = ["status", "history", "branches", "remotes"]
WRITES = {
    "add": {"files": ["."]}, "commit": {**WHO, "allow_empty": True}, "reset": {"mode": "hard"}, "restore": {"files": ["a.txt"]},
    "checkout": {"branch": "topic"}, "branches": {"name": "new"}, "remotes": {"name": "r", "url": "https://example.org/r.git"},
    "config": {"key": "a.b", "value": "c", "scope": "local"}, "pull": {}, "push": {},
}
ALL = READS + ["post " + name for name in WRITES] + ["delete branches"]


def ask(daemon, operation, path):
    """Any operation on the repository at that path."""
    if operation in READS:
        return daemon.get(f"/git/{operation}", path=path)
    if operation == "delete branches":
        return daemon.request("DELETE", "/git/branches", {"path": str(path), "name": "topic"})
    name = operation.split()[1]
    return daemon.post(f"/git/{name}", {"path": str(path), **WRITES[name]})


@pytest.mark.parametrize("operation", ALL)
@pytest.mark.parametrize("place", ["missing", "a/b/c", "empty", "file", "repo/dir", "repo/.git/objects", "repo/a.txt", "empty/.git"])
def test_no_repository(gitless, repo, operation, place):
    base = repo.path.parent
    (base / "empty").mkdir()
    (base / "file").write_text("1")
    check_error(ask(gitless, operation, base / place), 404, NO_REPO)


@pytest.mark.parametrize("operation", ALL)
@pytest.mark.parametrize("path", ["", "a\0b"], ids=repr)
def test_no_path(gitless, operation, path):
    check_error(ask(gitless, operation, path), 400, ANY_400, "path")


@pytest.mark.parametrize("operation", ALL)
def test_a_very_long_path(gitless, operation):
    for path in ("/" + "n" * 300, "/x" * 5000):
        resp = ask(gitless, operation, path)
        assert resp.status in (400, 404, 414, 431), resp


@pytest.mark.parametrize("operation", READS)
def test_without_a_path(gitless, operation):
    check_error(gitless.get(f"/git/{operation}"), 400, ANY_400, "path")


@pytest.mark.parametrize("name", WRITES)
def test_bodies_that_are_none(gitless, name):
    for body in (b"", b"{", b"[]", b"null", b"{}"):
        check_error(gitless.post(f"/git/{name}", body, {"Content-Type": "application/json"}), 400, ANY_400)


@pytest.mark.parametrize("name, fields", [
    ("add", {"files": "."}), ("add", {"files": [1]}), ("add", {}), ("commit", {**WHO, "message": 1}), ("commit", {"message": "m"}),
    ("commit", {**WHO, "allow_empty": "yes"}), ("reset", {"files": "a"}), ("reset", {"mode": 1}), ("restore", {}),
    ("restore", {"files": ["a"], "staged": 1}), ("checkout", {}), ("checkout", {"branch": []}), ("branches", {}),
    ("branches", {"name": None}),
], ids=str)
def test_fields_of_the_wrong_type(gitless, repo, name, fields):
    before = repo.state()
    check_error(gitless.post(f"/git/{name}", {"path": str(repo.path), **fields}), 400, ANY_400)
    equal(repo.state(), before)


@pytest.mark.parametrize("operation", ["status", "post add", "post commit", "post restore", "post checkout"])
def test_a_bare_repository_has_no_worktree(gitless, tmp_path, operation):
    bare = GitRepo(tmp_path / "bare.git", gitless.home, True, "--bare")
    check_error(ask(gitless, operation, bare.path), 400, ANY_400, "bare")


@pytest.mark.parametrize("operation", ["history", "branches", "remotes", "post config", "post remotes"])
def test_what_needs_no_worktree(gitless, tmp_path, operation):
    bare = GitRepo(tmp_path / "bare.git", gitless.home, True, "--bare")
    assert ask(gitless, operation, bare.path).status in (200, 201)


@pytest.mark.parametrize("operation", ALL)
def test_sha256(gitless, tmp_path, operation):
    repo = furnish(GitRepo(tmp_path / "repo", gitless.home, True, "--object-format=sha256"))
    before = repo.state()
    check_error(ask(gitless, operation, repo.path), 422, "UNPROCESSABLE_ENTITY", "SHA-256")
    equal(repo.state(), before)


# Locks of others


@pytest.mark.parametrize("operation", ["post add", "post commit", "post reset", "post restore", "post checkout", "post branches"])
def test_an_index_that_is_locked(gitless, repo, operation):
    repo.git("branch", "topic")
    edit(repo, "a.txt")
    repo.git("rm", "-q", "--cached", "b.txt")
    before = repo.state()
    lock = repo.path / ".git/index.lock"
    lock.write_text("of another")
    resp = ask(gitless, operation, repo.path)
    if operation in ("post restore", "post branches") and resp.status < 300:
        pass  # need not write the index
    else:
        check_error(resp, 409, "CONFLICT", "lock")
        assert lock.read_text() == "of another"
        lock.unlink()
        equal(repo.state(), before)
        lock.touch()
    equal(status(gitless, repo), repo.status())
    lock.unlink()
    assert ask(gitless, operation, repo.path).status < 300 or operation == "post branches"
    repo.check()


@pytest.mark.parametrize("operation, name", [("post commit", "refs/heads/main.lock"), ("delete branches", "refs/heads/topic.lock"),
                                             ("post checkout", "HEAD.lock"), ("post branches", "refs/heads/new.lock"),
                                             ("post config", "config.lock"), ("delete branches", "packed-refs.lock")])
def test_a_reference_that_is_locked(gitless, repo, operation, name):
    repo.git("branch", "topic")
    repo.git("pack-refs", "--all")
    before = repo.state()
    lock = repo.path / ".git" / name
    lock.touch()
    error = check_error(ask(gitless, operation, repo.path), 409, "CONFLICT", "lock")
    assert ": ;" not in error["message"] and ":;" not in error["message"]
    lock.unlink()
    equal(repo.state(), before)
    assert ask(gitless, operation, repo.path).status < 300
    repo.check()


# Repositories that are broken


def truncated_index(repo):
    path = repo.path / ".git/index"
    path.write_bytes(path.read_bytes()[:100])


def empty_index(repo):
    (repo.path / ".git/index").write_bytes(b"")


def flipped_index(repo):
    path = repo.path / ".git/index"
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)


def garbage_index(repo):
    (repo.path / ".git/index").write_bytes(os.urandom(5000))


def huge_count_index(repo):
    (repo.path / ".git/index").write_bytes(b"DIRC\0\0\0\2\xff\xff\xff\xff" + b"\0" * 40)


def index_is_a_directory(repo):
    (repo.path / ".git/index").unlink()
    (repo.path / ".git/index").mkdir()


def no_objects(repo):
    for path in (repo.path / ".git/objects").glob("??/*"):
        path.unlink()


def no_tree(repo):
    tree = repo.head("HEAD^{tree}")
    (repo.path / f".git/objects/{tree[:2]}/{tree[2:]}").unlink()


def garbage_commit(repo):
    path = repo.path / f".git/objects/{repo.head()[:2]}/{repo.head()[2:]}"
    path.chmod(0o644)
    path.write_bytes(b"garbage")


def cut_commit(repo):
    path = repo.path / f".git/objects/{repo.head()[:2]}/{repo.head()[2:]}"
    path.chmod(0o644)
    os.truncate(path, path.stat().st_size // 2)


def all_objects_cut_a_little(repo):
    for path in (repo.path / ".git/objects").glob("??/*"):
        path.chmod(0o644)
        os.truncate(path, path.stat().st_size - 6)


def names_without_values(repo):
    with (repo.path / ".git/config").open("a") as file:
        file.write('[url "x"]\n\tinsteadOf\n[branch "topic"]\n\tremote\n\tmerge\n[user]\n\tname\n'
                   '[remote "origin"]\n\turl\n\tfetch\n[credential]\n\thelper\n[http]\n\tproxy\n')


def pipes_for_files(repo):
    for name in (".gitattributes", ".gitignore", "dir/.gitignore", ".git/info/exclude", ".git/info/attributes", ".git/MERGE_HEAD"):
        repo.remove(name)
        (repo.path / name).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(repo.path / name)


def index_with_trees(repo, extension):
    """The extension in which git keeps the names of trees, with the checksum that it has to have."""
    path = repo.path / ".git/index"
    repo.git("update-index", "--index-version", "2")
    data = path.read_bytes()[:-20].partition(b"TREE")[0]
    data += b"TREE" + len(extension).to_bytes(4, "big") + extension
    path.write_bytes(data + hashlib.sha1(data).digest())


def trees_without_end(repo):
    index_with_trees(repo, b"a\0-1 1\n" * 200_000)


def trees_without_number(repo):
    index_with_trees(repo, b"a\0-1 2147483647\n" * 10)


def garbage_pack(repo):
    repo.git("gc", "-q")
    (path,) = (repo.path / ".git/objects/pack").glob("*.pack")
    path.chmod(0o644)
    data = path.read_bytes()
    path.write_bytes(data[:20] + bytes(len(data) - 20))


def head_is_garbage(repo):
    (repo.path / ".git/HEAD").write_bytes(b"\xff\xfegarbage")


def head_is_empty(repo):
    (repo.path / ".git/HEAD").write_bytes(b"")


def head_points_at_itself(repo):
    (repo.path / ".git/HEAD").write_text("ref: HEAD\n")


def head_leaves_the_references(repo):
    (repo.path / ".git/HEAD").write_text("ref: ../../../../etc/passwd\n")


def head_names_nothing(repo):
    (repo.path / ".git/HEAD").write_text("f" * 40 + "\n")


def branch_is_garbage(repo):
    (repo.path / ".git/refs/heads/main").write_text("not a hash\n")


def branch_is_empty(repo):
    (repo.path / ".git/refs/heads/main").write_text("")


def branch_names_nothing(repo):
    (repo.path / ".git/refs/heads/main").write_text("e" * 40 + "\n")


def branch_names_a_blob(repo):
    (repo.path / ".git/refs/heads/main").write_text(repo.head("HEAD:a.txt") + "\n")


def garbage_packed_refs(repo):
    (repo.path / ".git/packed-refs").write_bytes(b"\0\xff nonsense\n" * 10)


def garbage_configuration(repo):
    (repo.path / ".git/config").write_text("[core\nnonsense")


def cyclic_references(repo):
    (repo.path / ".git/refs/heads/main").write_text("ref: refs/heads/topic\n")
    (repo.path / ".git/refs/heads/topic").write_text("ref: refs/heads/main\n")


def gitdir_to_nowhere(repo):
    (repo.path / ".git").rename(repo.path.parent / "moved")
    (repo.path / ".git").write_text("gitdir: /nonexistent/x\n")


def gitdir_file_is_garbage(repo):
    (repo.path / ".git").rename(repo.path.parent / "moved")
    (repo.path / ".git").write_bytes(b"\xff" * 100)


def unknown_version(repo):
    repo.git("config", "core.repositoryFormatVersion", "7")


def unknown_extension(repo):
    repo.git("config", "core.repositoryFormatVersion", "1")
    repo.git("config", "extensions.fromTheFuture", "true")


BROKEN = [
    truncated_index, empty_index, flipped_index, garbage_index, huge_count_index, index_is_a_directory, no_objects, no_tree,
    garbage_commit, cut_commit, all_objects_cut_a_little, names_without_values, pipes_for_files,
    trees_without_end, trees_without_number, garbage_pack, head_is_garbage, head_is_empty,
    head_points_at_itself, head_leaves_the_references,
    head_names_nothing, branch_is_garbage, branch_is_empty, branch_names_nothing, branch_names_a_blob, garbage_packed_refs,
    garbage_configuration, cyclic_references, gitdir_to_nowhere, gitdir_file_is_garbage, unknown_version, unknown_extension,
]


@pytest.mark.parametrize("harm", BROKEN, ids=lambda f: f.__name__)
def test_broken_repositories(gitless, repo, harm):
    """Every answer is whole, errors tell something, and the daemon lives on."""
    repo.git("branch", "topic")
    edit(repo, "a.txt")
    harm(repo)
    for operation in ALL:
        resp = ask(gitless, operation, repo.path)
        assert resp.status < 600, resp
        if resp.status >= 400:
            check_error(resp, resp.status, resp.json()["code"])
            assert len(resp.json()["message"]) > 10, resp
    assert not list((repo.path.parent).rglob("*.lock"))
    assert gitless.get("/version").status == 200


@pytest.mark.parametrize("harm", [unknown_version, unknown_extension], ids=lambda f: f.__name__)
def test_formats_of_the_future(gitless, repo, harm):
    harm(repo)
    check_error(ask(gitless, "status", repo.path), 422, "UNPROCESSABLE_ENTITY")


@pytest.mark.parametrize("harm", [truncated_index, flipped_index, garbage_index, huge_count_index, no_objects, garbage_commit,
                                  cut_commit, all_objects_cut_a_little, head_is_garbage, branch_names_nothing], ids=lambda f: f.__name__)
def test_a_broken_repository_is_told_as_such(gitless, repo, harm):
    harm(repo)
    resp = ask(gitless, "status", repo.path)
    assert resp.status >= 400, resp
    check_error(resp, resp.status, resp.json()["code"])


@pytest.mark.parametrize("harm", [truncated_index, empty_index, garbage_index], ids=lambda f: f.__name__)
def test_a_broken_index_is_told_as_such(gitless, repo, harm):
    harm(repo)
    message = check_error(ask(gitless, "status", repo.path), 500, "INTERNAL_SERVER_ERROR", "index")["message"]
    assert "no longer exists" not in message


def test_a_broken_branch_does_not_hide_the_others(gitless, repo):
    repo.git("branch", "topic")
    (repo.path / ".git/refs/heads/broken").write_text("nonsense\n")
    (repo.path / ".git/refs/heads/dangling").write_text("ref: refs/heads/none\n")
    assert {"main", "topic"} <= set(get(gitless, "branches", repo)["branches"])
    assert status(gitless, repo)["currentBranch"] == "main"


# Owners and permissions


def test_somebody_else_s_repository_works(gitless, tmp_path):
    repo = furnish(GitRepo(tmp_path / "repo", gitless.home))
    repo.give_to(65534)
    edit(repo, "a.txt")
    equal(status(gitless, repo), repo.status())
    post(gitless, "add", repo, files=["."])
    assert post(gitless, "commit", repo, **WHO).json()["hash"] == repo.head()
    post(gitless, "branches", repo, 201, name="topic")
    assert len(get(gitless, "history", repo)) == 2


def test_root_s_repository_can_be_read_by_another(unprivileged, open_tmp):
    repo = furnish(GitRepo(open_tmp / "repo", open_tmp))
    edit(repo, "a.txt")
    assert status(unprivileged, repo) == repo.status()
    assert [c["hash"] for c in get(unprivileged, "history", repo)] == [repo.head()]
    assert get(unprivileged, "branches", repo)["branches"] == ["main"]


@pytest.mark.skipif(os.geteuid() != 0, reason="the repository has to be somebody else's")
@pytest.mark.parametrize("operation", ["post add", "post commit", "post reset", "post checkout", "post branches", "post config",
                                       "delete branches", "post remotes"])
def test_a_repository_that_may_only_be_read(unprivileged, open_tmp, operation):
    repo = furnish(GitRepo(open_tmp / "repo", open_tmp))
    repo.git("branch", "topic")
    edit(repo, "a.txt")
    before = repo.state()
    check_error(ask(unprivileged, operation, repo.path), 403, ("FILE_ACCESS_DENIED", "FORBIDDEN"))
    equal(repo.state(), before)
    repo.check()


@pytest.mark.skipif(os.geteuid() != 0, reason="the repository has to be somebody else's")
def test_a_repository_that_may_not_be_read(unprivileged, open_tmp):
    repo = furnish(GitRepo(open_tmp / "repo", open_tmp))
    (repo.path / ".git").chmod(0o700)
    for operation in ("status", "history", "branches"):
        resp = ask(unprivileged, operation, repo.path)
        assert resp.status in (403, 404), resp


@pytest.mark.skipif(os.geteuid() != 0, reason="the repository has to be somebody else's")
@pytest.mark.parametrize("part", [".git", ".git/HEAD", ".git/index", ".git/config", ".git/refs", ".git/objects"])
def test_parts_that_may_not_be_read(unprivileged, open_tmp, part):
    repo = furnish(GitRepo(open_tmp / "repo", open_tmp))
    repo.give_to(65534)
    os.chown(repo.at(part), 0, 0)
    repo.at(part).chmod(0)
    for operation in ["status", "post add", "post checkout", "post reset"]:
        check_error(ask(unprivileged, operation, repo.path), 403, "FILE_ACCESS_DENIED", str(repo.at(part)))


def test_a_directory_that_may_not_be_entered(unprivileged, open_tmp):
    """As git: what is in it is not known, and the rest is."""
    repo = furnish(GitRepo(open_tmp / "repo", open_tmp))
    repo.write("closed/f", "1")
    edit(repo, "a.txt")
    repo.at("closed").chmod(0)
    found = unprivileged.get("/git/status", path=repo.path)
    repo.at("closed").chmod(0o700)
    assert found.status == 200 and [e["name"] for e in found.json()["fileStatus"]] == ["a.txt"], found


# A disk that is full


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 2 MiB."""
    path = tmp_path / "disk"
    path.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", path], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        pytest.skip(f"may not mount: {made.stderr.strip()}")
    yield path
    subprocess.run(["umount", path], check=True)


def fill(path):
    """Leaves no room at all."""
    with open(path, "wb", buffering=0) as f:  # a buffer would be written again at the end, and fail there
        try:
            while True:
                f.write(b"x" * 4096)
        except OSError:
            pass


@pytest.mark.parametrize("operation", ["post add", "post commit", "post checkout"])
def test_a_full_disk(gitless, small_disk, operation):
    repo = furnish(GitRepo(small_disk / "repo", gitless.home))
    repo.git("checkout", "-q", "-b", "topic")
    repo.write("large", os.urandom(100_000).hex() * 3)
    repo.commit("large")
    repo.git("checkout", "-q", "main")
    if operation != "post checkout":
        repo.write("new", os.urandom(100_000))
    if operation == "post commit":
        repo.git("add", "-A")
    before = {name: repo.state()[name] for name in ("index", "refs", "HEAD")}
    fill(small_disk / "filler")
    check_error(ask(gitless, operation, repo.path), 507, "INSUFFICIENT_STORAGE")
    (small_disk / "filler").unlink()
    assert not list((repo.path / ".git").rglob("*.lock"))
    assert {name: repo.state()[name] for name in ("index", "refs", "HEAD")} == before
    repo.git("fsck", "--no-dangling", "--no-progress")
    assert ask(gitless, operation, repo.path).status == 200
    repo.check()


@pytest.mark.parametrize("name", ["large", "a.txt", "dir/new/large"])
def test_a_checkout_that_failed_for_a_full_disk_can_be_tried_again(gitless, small_disk, name):
    repo = furnish(GitRepo(small_disk / "repo", gitless.home))
    repo.git("checkout", "-q", "-b", "topic")
    repo.write(name, os.urandom(100_000).hex() * 3)
    edit(repo, "b.txt")
    repo.commit("large")
    repo.git("checkout", "-q", "main")
    repo.write("mine", "1")
    fill(small_disk / "filler")
    check_error(ask(gitless, "post checkout", repo.path), 507, "INSUFFICIENT_STORAGE")
    (small_disk / "filler").unlink()
    post(gitless, "checkout", repo, branch="topic")
    assert [e["name"] for e in status(gitless, repo)["fileStatus"]] == ["mine"]
    equal(status(gitless, repo), repo.status())
    repo.check()


# Remotes


def test_remotes(gitless, repo):
    assert get(gitless, "remotes", repo) == {"remotes": []}
    for name, url in (("zed", "https://example.org/z.git"), ("a/b", "git@example.org:x/y.git"), ("origin", "../relative"),
                      ("up", "ssh://git@example.org:2222/x")):
        repo.git("remote", "add", name, url)
    assert get(gitless, "remotes", repo) == {"remotes": [
        {"name": "a/b", "url": "git@example.org:x/y.git"}, {"name": "origin", "url": "../relative"},
        {"name": "up", "url": "ssh://git@example.org:2222/x"}, {"name": "zed", "url": "https://example.org/z.git"}]}


def test_remotes_do_not_show_credentials(gitless, repo):
    repo.git("remote", "add", "origin", "https://user:s3cret@example.org/x.git")
    repo.git("remote", "add", "token", "https://t0ken@example.org/x.git")
    resp = gitless.get("/git/remotes", path=repo.path)
    assert b"s3cret" not in resp.body and b"t0ken" not in resp.body
    assert [r["name"] for r in resp.json()["remotes"]] == ["origin", "token"]
    assert all("example.org/x.git" in r["url"] for r in resp.json()["remotes"])


def test_a_remote_without_a_url(gitless, repo):
    repo.git("config", "remote.half.fetch", "+refs/heads/*:refs/remotes/half/*")
    repo.git("remote", "add", "origin", "https://example.org/x.git")
    found = get(gitless, "remotes", repo)["remotes"]
    assert {"name": "origin", "url": "https://example.org/x.git"} in found


def test_worktrees_and_submodules_are_repositories(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    sub = git_zoo_more.with_submodule(repo)
    edit(sub, "a.txt")
    assert status(gitless, sub) == sub.status()
    post(gitless, "add", sub, files=["."])
    assert post(gitless, "commit", sub, **WHO).json()["hash"] == sub.head()
    equal(status(gitless, repo), repo.status())
