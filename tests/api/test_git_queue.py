"""Operations on one repository come one after the other; a client that leaves takes its operation along."""

import json
import threading

from support.daemon import check_error
from support.git_api import equal, get, post, status
from support.git_repo import GitRepo
from support.git_zoo import edit, furnish

WHO = {"message": "m", "author": "A", "email": "a@x.org"}


def at_once(jobs):
    """Runs the functions at the same time; their results in order. A failure of one is raised here."""
    results, failures = [None] * len(jobs), []
    barrier = threading.Barrier(len(jobs))

    def run(n):
        try:
            barrier.wait()
            results[n] = jobs[n]()
        except BaseException as e:  # noqa: BLE001  for the test's own thread
            failures.append(e)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results


def test_adds_commits_and_reads_at_once(gitless, repo):
    for n in range(24):
        repo.write(f"new {n}", str(n))
    jobs = []
    for n in range(24):
        jobs.append(lambda n=n: post(gitless, "add", repo, files=[f"new {n}"]))
        jobs.append(lambda: gitless.get("/git/status", path=repo.path))
        jobs.append(lambda: post(gitless, "commit", repo, **WHO, allow_empty=True))
        jobs.append(lambda: gitless.get("/git/history", path=repo.path))
    answers = at_once(jobs)
    assert all(a.status == 200 for a in answers), [a for a in answers if a.status != 200][:3]
    post(gitless, "commit", repo, **WHO, allow_empty=True)
    assert repo.line("rev-list", "--count", "HEAD") == "26"
    assert {f"new {n}" for n in range(24)} <= set(repo.git("ls-tree", "-z", "--name-only", "HEAD").split("\0"))
    assert status(gitless, repo)["fileStatus"] == []
    repo.check()


def test_by_different_paths_to_one_repository(gitless, repo, tmp_path):
    (tmp_path / "link").symlink_to(repo.path)
    repo.git("worktree", "add", "-q", tmp_path / "linked")
    paths = [repo.path, tmp_path / "link", f"{repo.path}/../repo/", repo.path / ".git", tmp_path / "linked"]
    answers = at_once([lambda p=p: gitless.post("/git/commit", {"path": str(p), **WHO, "allow_empty": True}) for p in paths * 6])
    assert all(a.status == 200 for a in answers), [a for a in answers if a.status != 200][:3]
    assert repo.line("rev-list", "--count", "main") == "25" and repo.line("rev-list", "--count", "linked") == "7"
    repo.check()


def test_pipelined_requests_are_done_in_order(gitless, repo):
    """One connection, many commits: each has the one before as its parent."""
    with gitless.raw_socket() as wire:
        for n in range(20):
            body = json.dumps({"path": str(repo.path), **WHO, "message": f"number {n}", "allow_empty": True})
            wire.send(f"POST /git/commit HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
        hashes = [wire.read_response("POST").json()["hash"] for _ in range(20)]
    assert hashes == repo.git("rev-list", "--reverse", "HEAD").split()[1:]


def test_different_repositories_at_once(gitless, tmp_path):
    repos = [furnish(GitRepo(tmp_path / f"r{n}", gitless.home)) for n in range(6)]

    def work(repo):
        for n in range(5):
            edit(repo, "a.txt", f"{n}\n")
            post(gitless, "add", repo, files=["."])
            post(gitless, "commit", repo, **WHO)

    at_once([lambda r=r: work(r) for r in repos])
    for repo in repos:
        assert repo.line("rev-list", "--count", "HEAD") == "6"
        repo.check()


def test_a_failure_does_not_stop_the_queue(gitless, repo):
    jobs = [lambda: gitless.post("/git/checkout", {"path": str(repo.path), "branch": "none"}) for _ in range(10)]
    jobs += [lambda: gitless.post("/git/commit", {"path": str(repo.path), **WHO, "allow_empty": True}) for _ in range(10)]
    answers = at_once(jobs)
    assert [a.status for a in answers] == [404] * 10 + [200] * 10
    repo.check()


def test_clients_that_leave(gitless, repo):
    """Whatever was under way for them, nothing stays locked, and the next one is served."""
    for n in range(2000):
        repo.write(f"many/{n // 100}/{n}", str(n))
    body = json.dumps({"path": str(repo.path), "files": ["."]})
    status_line = f"GET /git/status?path={repo.path} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for _ in range(5):
        for request in (f"POST /git/add HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        f"Content-Length: {len(body)}\r\n\r\n{body}", status_line):
            with gitless.raw_socket() as wire:
                wire.send(request.encode())
    post(gitless, "add", repo, files=["."])
    equal(status(gitless, repo), repo.status())
    assert len(repo.status()["fileStatus"]) == 2000
    repo.check()


def test_clients_that_leave_during_checkouts(gitless, repo):
    """A checkout that was broken off can be done again."""
    repo.git("checkout", "-q", "-b", "topic")
    for n in range(2000):
        repo.write(f"many/{n // 100}/{n}", str(n))
    repo.commit("many")
    repo.git("checkout", "-q", "main")
    for n in range(6):
        body = json.dumps({"path": str(repo.path), "branch": ("topic", "main")[n % 2]})
        with gitless.raw_socket() as wire:
            wire.send(f"POST /git/checkout HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
    equal(status(gitless, repo), repo.status())
    assert not list((repo.path / ".git").rglob("*.lock"))
    post(gitless, "reset", repo, mode="hard", target="topic")
    repo.git("clean", "-q", "-fd")
    assert status(gitless, repo)["fileStatus"] == []
    repo.check()


def test_git_is_at_work_here_too(gitless, repo):
    """The real git and the daemon take turns at one repository, as a person and an agent do."""
    for n in range(10):
        edit(repo, "a.txt", f"ours {n}\n")
        post(gitless, "add", repo, files=["a.txt"])
        repo.git("commit", "-q", "-m", "by git")
        edit(repo, "a.txt", f"git's {n}\n")
        repo.git("add", "a.txt")
        post(gitless, "commit", repo, **WHO)
        if n == 5:
            repo.git("gc", "-q")
    assert len(get(gitless, "history", repo)) == 21
    repo.check()


def test_nothing_that_a_shell_adds_is_lost(gitless, repo):
    """A commit holds the index's lock from reading it to writing it; a shell that finds it locked tries again."""
    for n in range(2000):
        repo.write(f"many/{n}", str(n))
    repo.git("add", ".")

    def shell():
        for n in range(100):
            repo.write(f"shell/{n}", str(n))
            while (done := repo.run("add", f"shell/{n}")).returncode != 0:
                assert b"index.lock" in done.stderr

    def commits():
        made = 0
        while not ended.is_set() or made < 10:
            answer = gitless.post("/git/commit", {"path": str(repo.path), **WHO, "allow_empty": True})
            made += answer.status == 200
            assert answer.status == 200 or "index.lock" in answer.json()["message"]

    ended = threading.Event()
    at_once([lambda: (shell(), ended.set()), commits])
    assert len(repo.line("ls-files", "shell").split("\n")) == 100
    repo.check()


def test_gone_and_made_again(gitless, repo):
    """A repository that is replaced by another at the same path is the other."""
    assert len(get(gitless, "history", repo)) == 1
    repo.remove(".git")
    check_error(gitless.get("/git/status", path=repo.path), 404, "GIT_REPO_NOT_FOUND")
    repo.git("init", "-q", "-b", "second")
    found = status(gitless, repo)
    assert found == repo.status() and found["currentBranch"] == "second"
