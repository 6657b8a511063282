"""GET /git/history is `git log`."""

import pytest

from support import git_zoo_more
from support.daemon import ANY_400, check_error
from support.git_api import get
from support.git_repo import GitRepo
from support.git_zoo import ZOO

KEYS = ["hash", "author", "email", "message", "timestamp"]
FORMAT = "%H%x00%an%x00%ae%x00%aI%x00%B%x00%x01"


def log(repo, *options):
    """What git says of the same, messages and all."""
    out = repo.git("log", f"--format={FORMAT}", "--encoding=UTF-8", *options)
    found = []
    for record in out.split("\0\x01\n")[:-1]:
        name, author, email, when, message = record.split("\0")
        found.append({"hash": name, "author": author, "email": email, "message": message.rstrip("\n") + "\n",
                      "timestamp": when.replace("+00:00", "Z")})
    return found


def history(daemon, repo, **query):
    found = get(daemon, "history", repo, **query)
    assert all(list(entry) == KEYS for entry in found)
    for entry in found:
        entry["timestamp"] = entry["timestamp"].replace("+00:00", "Z")
    return found


def woven(repo):
    """Branches, merges, and dates that do not follow the order of the commits."""
    stamp = 1_700_000_000
    for step, (branch, start, merge, back) in enumerate([
            ("main", None, None, 0), ("one", "main", None, 50), ("main", "main", None, -30), ("two", "main~1", None, 400),
            ("one", "one", "two", 0), ("main", "main", None, 0), ("main", "main", "one", 600), ("two", "two", None, 10),
            ("main", "main", "two", 0), ("main", "main", None, -1000), ("main", "main", None, 0)]):
        stamp += 100
        date = {"GIT_COMMITTER_DATE": f"{stamp - back} +0000", "GIT_AUTHOR_DATE": f"{stamp + 7 * step} +0530"}
        if start is not None:
            repo.git("checkout", "-q", "-B", branch, start)
        if merge:
            repo.git("merge", "-q", "--no-ff", "-m", f"merge {step}", merge, env=date)
        else:
            repo.git("commit", "-q", "--allow-empty", "-m", f"step {step}", env=date)
    return repo


def test_a_line(gitless, repo):
    for n in range(5):
        repo.commit(f"number {n}\n\nwith a body\nof two lines")
    found = history(gitless, repo)
    assert found == log(repo) and len(found) == 6
    assert found[0]["author"] == "A U Thor" and found[0]["email"] == "author@example.org"
    assert found[0]["message"] == "number 4\n\nwith a body\nof two lines\n"
    assert found[0]["timestamp"].endswith("+02:00")


def test_merges_and_odd_dates_in_the_order_of_git(gitless, tmp_path):
    repo = woven(GitRepo(tmp_path / "repo", gitless.home))
    found = history(gitless, repo)
    assert found == log(repo) and len(found) == 11


@pytest.mark.parametrize("query", [{"limit": 1}, {"limit": 3}, {"limit": 100}, {"limit": 0}, {"skip": 0}, {"skip": 2},
                                   {"skip": 100}, {"limit": 2, "skip": 3}, {"limit": 5, "skip": 9}], ids=str)
def test_limit_and_skip(gitless, tmp_path, query):
    repo = woven(GitRepo(tmp_path / "repo", gitless.home))
    wanted = log(repo)[query.get("skip", 0):][:query.get("limit")]
    assert history(gitless, repo, **query) == wanted


@pytest.mark.parametrize("query", [{"limit": "-1"}, {"skip": "-1"}, {"limit": "x"}, {"skip": "1.5"}, {"limit": "9" * 30}],
                         ids=str)
def test_bad_limits(gitless, repo, query):
    (name,) = query
    check_error(gitless.get("/git/history", path=repo.path, **query), 400, ANY_400, name)


@pytest.mark.parametrize("name", ["unborn", "unborn_with_files", "orphan_branch"])
def test_before_the_first_commit(gitless, tmp_path, name):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    ZOO[name](repo)
    assert history(gitless, repo) == []


def test_a_detached_head(gitless, repo):
    repo.commit("second")
    repo.git("checkout", "-q", "--detach", "HEAD~1")
    assert history(gitless, repo) == log(repo) and len(log(repo)) == 1


def test_a_shallow_repository(gitless, tmp_path):
    repo = GitRepo(tmp_path / "repo", gitless.home)
    git_zoo_more.shallow(repo)
    assert history(gitless, repo) == log(repo) and len(log(repo)) == 1


def test_a_bare_repository(gitless, repo, tmp_path):
    repo.commit("second")
    bare = GitRepo(tmp_path / "bare.git", gitless.home, True, "--bare")
    bare.git("fetch", "-q", repo.path, "main:main")
    assert history(gitless, bare) == log(repo)


@pytest.mark.parametrize("encoding, raw", [("ISO-8859-1", "Grüße é".encode("latin-1")), ("UTF-8", "Grüße".encode()),
                                           ("cp1252", "“q” €".encode("cp1252"))])
def test_messages_in_other_encodings(gitless, repo, encoding, raw):
    make_commit(repo, raw, f"encoding {encoding}\n".encode())
    assert history(gitless, repo)[0]["message"] == raw.decode(encoding) + "\n"


def test_messages_in_encodings_that_are_not_known(gitless, repo):
    """Those of several bytes a character would need tables that are larger than the daemon: the bytes stay as they are."""
    raw = "日本語".encode("shift_jis")
    make_commit(repo, raw, b"encoding Shift_JIS\n")
    assert history(gitless, repo)[0]["message"] == raw.decode("utf-8", "replace") + "\n"


@pytest.mark.parametrize("header, raw", [(b"", b"bad \xff here"), (b"encoding no-such\n", b"plain"),
                                         (b"encoding no-such\n", b"\xe9"), (b"gpgsig x\n y\n", b"signed")])
def test_messages_that_cannot_be_decoded(gitless, repo, header, raw):
    make_commit(repo, raw, header)
    assert history(gitless, repo)[0]["message"] == raw.decode("utf-8", "replace") + "\n"


def make_commit(repo, message, header=b"", author=b"N <n@x.org> 1700000000 -0330"):
    """A commit from raw bytes, at the head."""
    tree = repo.head("HEAD^{tree}").encode()
    raw = b"tree " + tree + b"\nauthor " + author + b"\ncommitter C <c@x.org> 1700000001 +0000\n" + header + b"\n" + message + b"\n"
    repo.git("update-ref", "HEAD", repo.line("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=raw))


@pytest.mark.parametrize("author, wanted", [
    (b"N <n@x.org> 1700000000 -0330", ("N", "n@x.org", "2023-11-14T18:43:20-03:30")),
    (b"N <n@x.org> 0 +0000", ("N", "n@x.org", "1970-01-01T00:00:00Z")),
    (b"N <n@x.org> 1700000000 +1400", ("N", "n@x.org", "2023-11-15T12:13:20+14:00")),
    (b"N <n@x.org> 4102444800 -0001", ("N", "n@x.org", "2099-12-31T23:59:00-00:01")),
    (b"N \xe9 <n@x.org> 1700000000 +0000", ("N \ufffd", "n@x.org", "2023-11-14T22:13:20Z")),
    (b"<n@x.org> 1700000000 +0000", ("", "n@x.org", "2023-11-14T22:13:20Z")),
], ids=repr)
def test_authors_and_zones(gitless, repo, author, wanted):
    make_commit(repo, b"m", author=author)
    entry = history(gitless, repo)[0]
    assert (entry["author"], entry["email"], entry["timestamp"]) == wanted


def test_a_commit_without_a_message(gitless, repo):
    repo.git("commit", "-q", "--allow-empty", "--allow-empty-message", "-m", "")
    assert history(gitless, repo)[0]["message"].strip() == ""


def test_many(gitless, repo):
    """2,000 commits through fast-import."""
    stream = b"".join(
        b"commit refs/heads/many\ncommitter C <c@x.org> %d +0000\ndata 7\nc %04d\n\n" % (1_700_000_000 + n, n)
        for n in range(2000))
    repo.git("fast-import", "--quiet", stdin=stream)
    repo.git("symbolic-ref", "HEAD", "refs/heads/many")
    assert history(gitless, repo) == log(repo)
    assert history(gitless, repo, skip=1995) == log(repo)[1995:]
