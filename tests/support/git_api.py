"""Requests to the git part of the API, each with what must hold of its answer."""

from support.daemon import check_error

STATUS_KEYS = {"currentBranch", "fileStatus", "branchPublished", "ahead", "behind", "detached", "upstream"}
DIRTY, MERGE_CONFLICT = "GIT_DIRTY_WORKTREE", "GIT_MERGE_CONFLICT"
NO_REPO, NO_BRANCH = "GIT_REPO_NOT_FOUND", "GIT_BRANCH_NOT_FOUND"


def post(daemon, operation, repo, status=200, /, **fields):
    """POST /git/<operation> on a repository (or path); the answer must have the status, and no body but a commit's."""
    resp = daemon.post(f"/git/{operation}", {"path": str(getattr(repo, "path", repo)), **fields})
    assert resp.status == status, resp
    if status < 400 and operation != "commit":
        assert resp.body == b"", resp
    return resp


def refused(daemon, operation, repo, status, code, message=None, /, **fields):
    """The same for a request that must fail; returns the error body."""
    resp = daemon.post(f"/git/{operation}", {"path": str(getattr(repo, "path", repo)), **fields})
    return check_error(resp, status, code, message)


def get(daemon, operation, repo, **query):
    resp = daemon.get(f"/git/{operation}", path=getattr(repo, "path", repo), **query)
    assert resp.status == 200, resp
    assert resp.headers["Content-Type"].split(";")[0].strip() == "application/json", resp
    return resp.json()


def status(daemon, repo):
    found = get(daemon, "status", repo)
    assert set(found) == STATUS_KEYS, found
    return found


def check_status(daemon, repo):
    """The daemon says what git says, and does nothing to the repository by it."""
    before, index = repo.status(), repo.index()
    equal(status(daemon, repo), before)
    equal(repo.status(), before)
    equal(repo.index(), index)
    repo.git("status")  # refreshes the index
    equal(status(daemon, repo), before)


def like_git(daemon, repo, twin, operation, command, **fields):
    """Does the operation here and git's command in the twin, both of which must succeed and come to the same."""
    twin.git(*command)
    post(daemon, operation, repo, **fields)
    same(repo, twin)


def same(repo, twin):
    """Nothing that matters is different, and nothing is broken."""
    equal(repo.state(), twin.state())
    repo.check()


def equal(found, wanted, where=""):
    """Names just what differs: states are large."""
    if isinstance(wanted, dict):
        for key in sorted(set(found) | set(wanted), key=str):
            equal(found.get(key), wanted.get(key), f"{where}/{key}")
    elif isinstance(wanted, list) and found != wanted:
        ours, gits = [e for e in found or [] if e not in wanted], [e for e in wanted if e not in (found or [])]
        raise AssertionError(f"{where}: ours {ours[:5]}, git's {gits[:5]}" if ours or gits else f"{where}: order {found[:9]}")
    else:
        assert found == wanted, f"{where}: ours {found!r:.500}, git's {wanted!r:.500}"

