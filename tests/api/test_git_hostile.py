"""Repositories and requests made to do harm: nothing is written where it should not be, and the daemon stays."""

import hashlib
import os
import subprocess

import pytest

from support.daemon import check_error
from support.git_api import equal, get, post, status
from support.git_repo import GitRepo
from support.git_zoo import furnish


def tree(repo, *entries):
    """A tree written by hand, of (mode, name, object); git itself would not have it."""
    raw = b"".join(f"{mode} ".encode() + os.fsencode(name) + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries)
    return repo.line("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=raw)


def blob(repo, content):
    return repo.line("hash-object", "-w", "--stdin", stdin=content)


def branch_of(repo, made, name="evil"):
    repo.git("update-ref", f"refs/heads/{name}", repo.line("commit-tree", "-p", "HEAD", "-m", name, made))


def snapshot(directory):
    """All files below with their contents, and all directories."""
    found = {}
    for here, directories, names in os.walk(directory):
        for name in directories + names:
            full = os.path.join(here, name)
            found[full] = open(full, "rb").read() if os.path.isfile(full) and not os.path.islink(full) else os.path.islink(full)
    return found


EVIL_NAMES = [".git", ".GIT", ".Git", "..", ".", "a/b", "../escape", "/absolute", ".git/config"]


@pytest.mark.parametrize("operation", ["checkout", "reset", "restore", "keep"])
@pytest.mark.parametrize("depth", [0, 1])
@pytest.mark.parametrize("name", EVIL_NAMES)
def test_trees_with_names_that_must_not_be(gitless, repo, tmp_path, name, depth, operation):
    evil = blob(repo, b"[core]\n\tfsmonitor = touch /tmp/never\n")
    if "/" in name:
        made = tree(repo, ("100644", name, evil))
    else:
        made = tree(repo, ("40000", name, tree(repo, ("100644", "config", evil))))
    if depth:
        made = tree(repo, ("40000", "sub", made))
    branch_of(repo, made)
    scratch = {"GIT_INDEX_FILE": str(tmp_path / "scratch")}
    bad = repo.run("read-tree", "evil", env=scratch).returncode != 0  # git's own judgement
    assert bad or name == "a/b"
    (tmp_path / "config").write_text("mine")
    guarded = {p: v for p, v in snapshot(tmp_path).items() if not p.startswith(str(repo.path / ".git"))}
    config, head = (repo.path / ".git/config").read_bytes(), (repo.path / ".git/HEAD").read_bytes()
    resp = gitless.post(*{
        "checkout": ("/git/checkout", {"path": str(repo.path), "branch": "evil"}),
        "reset": ("/git/reset", {"path": str(repo.path), "mode": "hard", "target": "evil"}),
        "keep": ("/git/reset", {"path": str(repo.path), "mode": "keep", "target": "evil"}),
        "restore": ("/git/restore", {"path": str(repo.path), "files": ["."], "source": "evil"}),
    }[operation])
    assert (repo.path / ".git/config").read_bytes() == config
    assert (tmp_path / "config").read_text() == "mine"
    assert not (tmp_path / "escape").exists() and not os.path.exists("/absolute")
    assert not any(p.lower() == ".git" for _, ds, fs in os.walk(repo.path / "sub") for p in ds + fs)
    outside = {p: v for p, v in snapshot(tmp_path).items() if not p.startswith(str(repo.path))}
    assert outside == {p: v for p, v in guarded.items() if not p.startswith(str(repo.path))}
    if bad:
        assert resp.status >= 400, resp
        assert (repo.path / ".git/HEAD").read_bytes() == head
    if name == ".git" and operation == "checkout":
        check_error(resp, 422, "UNPROCESSABLE_ENTITY", ".git")
    assert gitless.get("/version").status == 200


@pytest.mark.parametrize("operation", ["checkout", "reset"])
def test_a_link_and_a_directory_of_one_name(gitless, repo, tmp_path, operation):
    """The classic: `a` is a link to outside, and `a/b` is to be written."""
    outside = tmp_path / "outside"
    outside.mkdir()
    content = blob(repo, b"evil")
    made = tree(repo, ("120000", "a", blob(repo, os.fsencode(outside))), ("40000", "a", tree(repo, ("100644", "b", content))))
    branch_of(repo, made)
    fields = {"branch": "evil"} if operation == "checkout" else {"mode": "hard", "target": "evil"}
    resp = gitless.post(f"/git/{operation}", {"path": str(repo.path), **fields})
    assert resp.status < 600
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("operation", ["checkout", "reset", "restore"])
def test_a_link_in_the_worktree_where_a_directory_is_due(gitless, repo, tmp_path, operation):
    """`dir` became a link to outside; what belongs into dir must not land there."""
    outside = tmp_path / "outside"
    outside.mkdir()
    repo.git("checkout", "-q", "-b", "topic")
    repo.write("dir/evil", "1")
    repo.commit("topic")
    repo.git("checkout", "-q", "main")
    repo.link("dir", outside)
    fields = {"checkout": {"branch": "topic"}, "reset": {"mode": "hard", "target": "topic"},
              "restore": {"files": ["dir"], "source": "topic"}}[operation]
    gitless.post(f"/git/{operation}", {"path": str(repo.path), **fields})
    assert list(outside.iterdir()) == []


def test_links_that_lead_outside_are_kept_as_links(gitless, repo, tmp_path):
    (tmp_path / "secret").write_text("mine")
    repo.git("checkout", "-q", "-b", "topic")
    repo.link("way", "../secret")
    repo.link("abs", tmp_path / "secret")
    repo.commit("links")
    repo.git("checkout", "-q", "main")
    post(gitless, "checkout", repo, branch="topic")
    assert os.readlink(repo.at("way")) == "../secret"
    post(gitless, "checkout", repo, branch="main")
    assert (tmp_path / "secret").read_text() == "mine"


@pytest.mark.parametrize("operation, fields", [
    ("add", {"files": ["x" * 1_000_000]}), ("add", {"files": ["a/" * 500_000]}), ("add", {"files": ["*" * 10_000]}),
    ("add", {"files": ["a*" * 5000 + "b"]}), ("add", {"files": ["[" * 100_000]}), ("add", {"files": ["none"] * 50_000}),
    ("restore", {"files": ["x" * 1_000_000]}), ("reset", {"files": ["x" * 1_000_000]}), ("reset", {"target": "x" * 1_000_000}),
    ("reset", {"target": "HEAD" + "^" * 100_000}), ("reset", {"target": "HEAD~" + "9" * 1000}),
    ("reset", {"target": "HEAD" + "~1" * 50_000}), ("reset", {"target": "HEAD^{/" + "(" * 10_000 + "}"}),
    ("reset", {"target": "@{" + "1" * 100 + "}"}), ("reset", {"target": "HEAD@{" + "9" * 40 + " days ago}"}),
    ("checkout", {"branch": "x" * 1_000_000}), ("branches", {"name": "x" * 1_000_000}), ("branches", {"name": "a/" * 5000 + "a"}),
    ("config", {"key": "a." + "x" * 1_000_000, "value": "1", "scope": "nowhere"}),
], ids=lambda v: str(v)[:40])
def test_requests_that_are_too_much(gitless, repo, operation, fields):
    before = repo.state()
    resp = gitless.post(f"/git/{operation}", {"path": str(repo.path), **fields})
    assert 400 <= resp.status < 500, resp
    check_error(resp, resp.status, resp.json()["code"])
    assert len(resp.body) < 3_000_000
    equal(repo.state(), before)


def test_a_large_message(gitless, repo):
    message = "m" * 900_000 + "\n"
    post(gitless, "commit", repo, message=message, author="A", email="a@x.org", allow_empty=True)
    assert get(gitless, "history", repo)[0]["message"] == message


def test_settings_that_would_run_programs(gitless, tmp_path):
    """A repository from a stranger must not run anything by being looked at."""
    repo = furnish(GitRepo(tmp_path / "repo", gitless.home))
    mark = tmp_path / "ran"
    for key in ("core.fsmonitor", "core.sshCommand", "core.editor", "core.pager", "diff.external", "core.hooksPath",
                "gpg.program", "credential.helper", "alias.status", "core.askPass", "sequence.editor"):
        repo.git("config", key, f"!touch {mark};touch {mark}" if key == "credential.helper" else f"touch {mark}")
    repo.git("config", "commit.gpgSign", "true")
    repo.write("a.txt", "changed")
    for operation in ("status", "history", "branches"):
        get(gitless, operation, repo)
    post(gitless, "add", repo, files=["."])
    post(gitless, "commit", repo, message="m", author="A", email="a@x.org")
    post(gitless, "branches", repo, 201, name="topic")
    assert not mark.exists()


def test_alternates_that_lead_in_a_circle(gitless, repo):
    repo.write(".git/objects/info/alternates", f"{repo.path}/.git/objects\n/nonexistent\n")
    equal(status(gitless, repo), repo.status())


def test_a_deep_tree(gitless, repo):
    """Trees in trees, deeper than any path can be."""
    made, paths = bytes.fromhex(repo.head("HEAD^{tree}")), []
    for n in range(2100):
        raw = b"40000 d\0" + made
        made = hashlib.sha1(b"tree %d\0" % len(raw) + raw).digest()
        paths.append(repo.write(f"../trees/{n}", raw))
    repo.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin-paths", stdin="\n".join(map(str, paths)).encode())
    branch_of(repo, made.hex())
    try:
        resp = gitless.post("/git/checkout", {"path": str(repo.path), "branch": "evil"})
        assert resp.status >= 400, resp
        assert gitless.get("/version").status == 200
    finally:
        subprocess.run(["rm", "-rf", repo.path], check=True)  # deeper than Python's own can go


def test_an_attributes_file_that_is_a_link(gitless, repo, tmp_path):
    (tmp_path / "outside").write_text("* filter=x\n")
    repo.link(".gitattributes", tmp_path / "outside")
    repo.link(".gitignore", tmp_path / "outside")
    equal(status(gitless, repo), repo.status())
