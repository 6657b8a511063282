"""What a clone writes into the worktree, and what it leaves alone."""

import os
import pathlib
import random
import subprocess

import pytest

from support.git_remote import listing, ok
from support.git_repositories import check_sound, git, git_bytes

LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 12345\n"
TRANSPORTS = ("http", "ssh", "file")


def global_config(daemon_home, *settings):
    for name, value in settings:
        git("config", "--file", pathlib.Path(daemon_home, ".gitconfig"), name, value)


@pytest.fixture
def home(tmp_path):
    path = tmp_path / "home"
    path.mkdir()
    return path


def test_modes_and_links(gitd, servers, work):
    origin = servers.origin()
    (origin.seed / "dir").mkdir()
    (origin.seed / "plain").write_text("p")
    (origin.seed / "run").write_text("#!/bin/sh\n")
    (origin.seed / "run").chmod(0o755)
    (origin.seed / "private").write_text("x")
    (origin.seed / "private").chmod(0o600)
    for name, target in (("link", "plain"), ("dangling", "no/where"), ("dir/up", "../run"), ("to-dir", "dir"),
                         ("absolute", "/etc/hostname"), ("self", "self")):
        (origin.seed / name).symlink_to(target)
    origin.commit()
    gitd.cloned(servers.url("http", origin.name), work / "c")
    found = listing(work / "c")
    assert {n: v for n, v in found.items() if str(v).startswith("-> ")} == {
        "link": "-> plain", "dangling": "-> no/where", "dir/up": "-> ../run", "to-dir": "-> dir",
        "absolute": "-> /etc/hostname", "self": "-> self"}
    assert os.access(work / "c" / "run", os.X_OK) and not (work / "c" / "plain").stat().st_mode & 0o111
    assert not (work / "c" / "private").stat().st_mode & 0o111


def test_names_of_every_kind(gitd, servers, work):
    names = ["ü-ž-☃-𝄞", "e\u0301 decomposed", "two  spaces ", "-dash", "#hash", "quo\"te'", "back\\slash",
             "tab\tname", "line\nbreak", "star*?[x]", "ü/ž/☃", "a" * 255, "deep/" * 60 + "f", "con", "aux.txt",
             "~tilde", "%41", "...",
             ".gitconfig", "dot.git/config"]
    origin = servers.origin({name: name for name in names})
    gitd.cloned(servers.url("http", origin.name), work / "c")
    found = listing(work / "c")
    assert {n: v for n, v in found.items() if v is not None} == {n: n.encode() for n in names}


def test_names_that_are_not_utf_8(gitd, servers, work):
    origin = servers.origin({"a": "1"})
    raw = os.fsencode(str(origin.seed)) + b"/latin-\xe4"
    with open(raw, "wb") as file:
        file.write(b"x")
    origin.commit()
    gitd.cloned(servers.url("http", origin.name), work / "c")
    assert b"latin-\xe4" in os.listdir(os.fsencode(str(work / "c")))


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_content_of_every_kind(gitd, servers, work, transport):
    rng = random.Random(6)
    files = {"empty": b"", "nul": b"\0" * 5000, "crlf": b"a\r\nb\r\n", "mixed": b"a\r\nb\nc\r", "bom": b"\xef\xbb\xbfx",
             "large": rng.randbytes(3 << 20), "text": b"line of text\n" * 100_000}
    files.update({f"many/{n % 40}/{n}": b"%d\n" % n for n in range(2000)})
    origin = servers.origin(files)
    gitd.cloned(servers.url(transport, origin.name), work / "c")
    assert {n: v for n, v in listing(work / "c").items() if v is not None} == files


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_history_with_deltas_and_merges(gitd, servers, work, transport):
    origin = servers.origin({"big": "".join(f"line {n}\n" for n in range(5000))})
    for n in range(30):
        lines = [f"line {i}\n" for i in range(5000)]
        lines[n * 100] = f"changed {n}\n"
        origin.commit({"big": "".join(lines)})
    origin.commit({"other": "1"}, branch="other")
    git("checkout", "-q", "main", cwd=origin.seed)
    git("merge", "-q", "--no-ff", "-m", "merge", "other", cwd=origin.seed)
    origin.commit({"after": "x"})
    origin.git("repack", "-adq")
    gitd.cloned(servers.url(transport, origin.name), work / "c")
    assert git_bytes("log", "--format=%H %T %P", cwd=work / "c") == git_bytes("log", "--format=%H %T %P", "main",
                                                                            cwd=origin.path)


# Settings of the user and of the repository

def test_autocrlf_of_the_user(make_gitd, home, servers, work):
    origin = servers.origin({"text": "a\nb\n", "binary": b"a\n\0b\n"})
    global_config(home, ("core.autocrlf", "true"))
    daemon = make_gitd(home=home)
    ok(daemon.clone(servers.url("http", origin.name), work / "c"))
    assert listing(work / "c") == {"text": b"a\r\nb\r\n", "binary": b"a\n\0b\n"}
    assert git("status", "--porcelain", cwd=work / "c", home=home) == ""
    assert daemon.get("/git/status", path=work / "c").json()["fileStatus"] == []


def test_attributes_of_the_repository(gitd, servers, work):
    origin = servers.origin({".gitattributes": "*.bat eol=crlf\n*.raw -text\n", "x.bat": "a\n", "y.raw": "a\n",
                             "z": "a\n"})
    gitd.cloned(servers.url("http", origin.name), work / "c")
    assert listing(work / "c")["x.bat"] == b"a\r\n"
    assert listing(work / "c")["y.raw"] == b"a\n" and listing(work / "c")["z"] == b"a\n"


def test_filters_of_the_user_do_not_run(make_gitd, home, servers, work):
    """A smudge filter is a program to run; none is needed for any operation."""
    origin = servers.origin({".gitattributes": "*.x filter=mine\n", "f.x": "content\n"})
    global_config(home, ("filter.mine.smudge", f"touch {work}/ran; cat"), ("filter.mine.clean", "cat"))
    daemon = make_gitd(home=home)
    ok(daemon.clone(servers.url("http", origin.name), work / "c"))
    assert (work / "c" / "f.x").read_text() == "content\n" and not (work / "ran").exists()


def hook_directory(path, work):
    """A directory of hooks, each of which would leave a trace."""
    path.mkdir(parents=True)
    for name in ("post-checkout", "pre-push", "post-merge", "reference-transaction", "post-rewrite", "fsmonitor"):
        (path / name).write_text(f"#!/bin/sh\ntouch '{work}/ran-{name}'\n")
        (path / name).chmod(0o755)


def test_no_hooks_run(make_gitd, home, servers, work, tmp_path):
    hook_directory(tmp_path / "hooks", work)
    hook_directory(tmp_path / "template" / "hooks", work)
    global_config(home, ("core.hooksPath", str(tmp_path / "hooks")), ("init.templateDir", str(tmp_path / "template")),
                  ("core.fsmonitor", str(tmp_path / "hooks" / "fsmonitor")))
    origin = servers.origin({"a": "1"})
    daemon = make_gitd(home=home)
    ok(daemon.clone(servers.url("http", origin.name), work / "c"))
    origin.commit({"a": "2"})
    ok(daemon.pull(work / "c"))
    ok(daemon.push(work / "c"))
    assert os.listdir(work) == ["c"]
    git("config", "--file", home / ".gitconfig", "--unset", "core.hooksPath")
    (home / ".gitconfig").write_text("")  # the repository's own hooks, which a template would have brought
    hooks = work / "c" / ".git" / "hooks"
    if hooks.exists():
        subprocess.run(["rm", "-r", str(hooks)], check=True)
    hook_directory(hooks, work)
    origin.commit({"a": "3"})
    ok(daemon.pull(work / "c"))
    ok(daemon.push(work / "c", branch="main"))
    assert os.listdir(work) == ["c"]


def test_insteadof_of_the_user(make_gitd, home, servers, work):
    origin = servers.origin({"a": "1"})
    global_config(home, (f"url.{servers.url('http', '')}.insteadOf", "http://unreachable.invalid/"))
    daemon = make_gitd(home=home)
    ok(daemon.clone(f"http://unreachable.invalid/{origin.name}", work / "c"))
    assert git("config", "remote.origin.url", cwd=work / "c") == f"http://unreachable.invalid/{origin.name}"


# Submodules and large files

@pytest.mark.parametrize("transport", TRANSPORTS)
def test_submodules_are_left_alone(gitd, servers, work, transport):
    part = servers.origin({"p": "part\n"})
    origin = servers.origin({"a": "1"})
    git("submodule", "--quiet", "add", servers.url("http", part.name), "sub", cwd=origin.seed)
    origin.commit()
    gitd.cloned(servers.url(transport, origin.name), work / "c")
    assert (work / "c" / "sub").is_dir() and os.listdir(work / "c" / "sub") == []
    assert (work / "c" / ".gitmodules").is_file()
    assert not (work / "c" / ".git" / "modules").exists()
    assert gitd.get("/git/status", path=work / "c").json()["fileStatus"] == []


@pytest.mark.parametrize("where", [".gitattributes", "deep/dir/.gitattributes"])
def test_lfs_pointers_stay_and_the_answer_says_so(gitd, servers, work, where):
    content = {where: "*.bin filter=lfs diff=lfs merge=lfs -text\n", "deep/dir/x.bin": LFS, "y.bin": LFS}
    origin = servers.origin(content)
    resp = gitd.cloned(servers.url("http", origin.name), work / "c")
    assert (work / "c" / "deep" / "dir" / "x.bin").read_text() == LFS
    assert "LFS" in resp.headers["X-Git-Warning"]


def test_lfs_pointers_with_the_filters_of_git_lfs_configured(make_gitd, home, servers, work):
    global_config(home, ("filter.lfs.smudge", "git-lfs smudge -- %f"), ("filter.lfs.clean", "git-lfs clean -- %f"),
                  ("filter.lfs.process", "git-lfs filter-process"), ("filter.lfs.required", "true"))
    origin = servers.origin({".gitattributes": "*.bin filter=lfs\n", "x.bin": LFS})
    resp = make_gitd(home=home).clone(servers.url("http", origin.name), work / "c")
    ok(resp)
    assert (work / "c" / "x.bin").read_text() == LFS and "LFS" in resp.headers["X-Git-Warning"]


@pytest.mark.parametrize("content", ["", "*.bin -text\n", "# filter=lfs is not for us\n", "*.bin filter=other\n",
                                     "*.bin -filter\n"])
def test_no_warning_without_lfs(gitd, servers, work, content):
    origin = servers.origin({".gitattributes": content, "a": "1"})
    resp = gitd.cloned(servers.url("http", origin.name), work / "c")
    assert "X-Git-Warning" not in resp.headers


def test_a_warning_is_of_what_is_checked_out(gitd, servers, work):
    origin = servers.origin({"a": "1"})
    origin.commit({".gitattributes": "*.bin filter=lfs\n"}, branch="large")
    assert "X-Git-Warning" not in gitd.cloned(servers.url("http", origin.name), work / "c").headers
    resp = gitd.cloned(servers.url("http", origin.name), work / "d", branch="large")
    assert "X-Git-Warning" in resp.headers


# Repositories that are not to be trusted

def test_a_tree_that_would_write_into_the_git_directory(gitd, servers, work):
    """git itself never makes such trees; a hostile server may."""
    origin = servers.origin({"a": "1"})
    blob = git("hash-object", "-w", "--stdin", cwd=origin.path, stdin=b"[core]\n\tfsmonitor = evil\n")
    for name in (b".git", b".GIT", b"..", b".git\xe2\x80\x8c"):
        inner = git("mktree", cwd=origin.path, stdin=b"100644 blob " + blob.encode() + b"\tconfig\n")
        raw = b"40000 " + name + b"\0" + bytes.fromhex(inner)
        tree = git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", cwd=origin.path, stdin=raw)
        made = git("commit-tree", "-m", "evil", tree, cwd=origin.path)
        origin.git("update-ref", "refs/heads/evil", made)
        resp = gitd.clone(f"file://{origin.path}", work / "c", branch="evil")
        if resp.status == 200:  # a name that is harmless on this file system
            assert "fsmonitor" not in (work / "c" / ".git" / "config").read_text()
            assert name not in (b".git", b".GIT", b"..")
            subprocess.run(["rm", "-r", str(work / "c")], check=True)
        else:
            assert resp.status >= 400 and os.listdir(work) == []


def test_a_link_in_the_way_of_a_directory(gitd, servers, work):
    """A tree with the link `d` and, in a case of names, a directory of the same name, must not write through it."""
    origin = servers.origin({"a": "1"})
    outside = work / "outside"
    outside.mkdir()
    blob = git("hash-object", "-w", "--stdin", cwd=origin.path, stdin=str(outside).encode())
    file = git("hash-object", "-w", "--stdin", cwd=origin.path, stdin=b"evil")
    inner = git("mktree", cwd=origin.path, stdin=f"100644 blob {file}\tf\n".encode())
    raw = b"120000 d\0" + bytes.fromhex(blob) + b"40000 d\0" + bytes.fromhex(inner)
    tree = git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", cwd=origin.path, stdin=raw)
    origin.git("update-ref", "refs/heads/evil", git("commit-tree", "-m", "evil", tree, cwd=origin.path))
    gitd.clone(f"file://{origin.path}", work / "c", branch="evil")
    assert os.listdir(outside) == []


def test_hooks_and_configuration_of_the_origin_stay_there(gitd, servers, work):
    origin = servers.origin({"a": "1"})
    origin.hook("post-checkout", f"touch {work}/ran\n")
    origin.git("config", "core.sshCommand", "evil")
    for transport in ("http", "path"):
        gitd.cloned(servers.url(transport, origin.name), work / transport)
        assert "evil" not in (work / transport / ".git" / "config").read_text()
        assert not (work / transport / ".git" / "hooks" / "post-checkout").exists()
    assert not (work / "ran").exists()


def test_the_index_is_such_that_git_need_not_read_the_files(gitd, servers, work):
    origin = servers.origin({f"f{n}": str(n) for n in range(50)})
    gitd.cloned(servers.url("http", origin.name), work / "c")
    assert git("ls-files", "--debug", cwd=work / "c").count("size: 0") == 0
    check_sound(work / "c")
