"""A worktree of 100,000 files."""

import pytest

from support.git_api import get, post, status
from support.git_repo import GitRepo

FILES, DIRECTORY = 100_000, 1000


@pytest.fixture(scope="module")
def large(gitless, tmp_path_factory):
    """All committed, written by fast-import, and checked out by git."""
    repo = GitRepo(tmp_path_factory.mktemp("large") / "repo", gitless.home)
    parts = [b"blob\nmark :1\ndata 4\nsame\ncommit refs/heads/main\ncommitter C <c@x.org> 1700000000 +0000\ndata 2\nm\n"]
    parts += [f"M 100644 :1 d{n // DIRECTORY:03}/f{n:06}\n".encode() for n in range(FILES)]
    repo.git("fast-import", "--quiet", stdin=b"".join(parts))
    repo.git("reset", "-q", "--hard")
    return repo


def test_status_and_what_follows(gitless, large):
    assert status(gitless, large)["fileStatus"] == []
    large.write("d000/f000000", "edited")
    large.write("d050/new", "1")
    large.remove("d099/f099999")
    large.git("mv", "d010/f010000", "moved")
    found = status(gitless, large)
    assert found == large.status() and len(found["fileStatus"]) == 4
    post(gitless, "add", large, files=["d000", "d050/new"])
    assert status(gitless, large) == large.status()
    reply = post(gitless, "commit", large, message="m", author="A", email="a@x.org").json()
    assert reply["hash"] == large.head() and len(get(gitless, "history", large)) == 2
    assert status(gitless, large) == large.status()


def test_all_of_them_changed(gitless, large):
    """An answer of 100,000 entries; git has been through the same."""
    large.git("read-tree", "--empty")
    found = status(gitless, large)
    assert found == large.status()
    assert len(found["fileStatus"]) >= FILES
    large.git("reset", "-q")
