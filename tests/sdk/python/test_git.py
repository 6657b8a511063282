"""git in one repository, which the real git makes and examines."""

import os
from pathlib import Path

import pytest
from daytona import (
    DaytonaBadRequestError,
    DaytonaConflictError,
    DaytonaGitBranchExistsError,
    DaytonaGitBranchNotFoundError,
    DaytonaGitDirtyWorktreeError,
    DaytonaGitMergeConflictError,
    DaytonaGitRepoNotFoundError,
    DaytonaNotFoundError,
)
from support.git_repositories import Origin, attempt, commit, git, write

ADA = ("Ada", "ada@example.com")


@pytest.fixture
def api(sandbox):
    return sandbox.git


@pytest.fixture
def repository(directory):
    """A repository with the first of two commits at HEAD~1."""
    path = directory / "repo"
    git("init", "-q", path)
    commit(path, {"a.txt": "one\n", "b.txt": "one\n", "dir/c.txt": "one\n"}, "first")
    commit(path, {"a.txt": "two\n"}, "second")
    return str(path)


@pytest.fixture
def origin():
    return Origin(os.environ["GIT_ROOT"], files={"a.txt": "one\n"})


@pytest.fixture
def not_found(rejects):
    return lambda call: rejects(call, DaytonaNotFoundError, 404)


@pytest.fixture
def bad_request(rejects):
    return lambda call: rejects(call, DaytonaBadRequestError, 400)


@pytest.fixture
def dirty(rejects):
    return lambda call: rejects(call, DaytonaGitDirtyWorktreeError, 409, "GIT_DIRTY_WORKTREE")


def head(path, revision="HEAD"):
    return git("rev-parse", revision, cwd=path)


def porcelain(path):
    return git("status", "--porcelain", cwd=path)


def text(path, name):
    return Path(path, name).read_text()


def states(status):
    return {file.name: (file.staging.value, file.worktree.value) for file in status.file_status}


def test_init(api, directory):
    api.init(f"{directory}/default")
    assert git("rev-parse", "--is-bare-repository", cwd=directory / "default") == "false"
    api.init(f"{directory}/named", initial_branch="trunk")
    assert git("symbolic-ref", "HEAD", cwd=directory / "named") == "refs/heads/trunk"
    api.init(f"{directory}/bare.git", bare=True)
    assert git("rev-parse", "--is-bare-repository", cwd=directory / "bare.git") == "true"


def test_a_relative_path_is_relative_to_the_working_directory(api, directory):
    api.init(directory.name, initial_branch="main")
    assert api.status(directory.name).current_branch == "main"
    assert (Path(os.environ["SANDBOX_WORK_DIR"], directory.name, ".git", "HEAD")).exists()


def test_every_method_names_a_path_that_is_no_repository(api, directory, rejects):
    missing = f"{directory}/missing"
    calls = [
        lambda: api.add(missing, ["."]),
        lambda: api.branches(missing),
        lambda: api.create_branch(missing, "topic"),
        lambda: api.delete_branch(missing, "topic"),
        lambda: api.checkout_branch(missing, "main"),
        lambda: api.commit(missing, "message", *ADA),
        lambda: api.push(missing),
        lambda: api.pull(missing),
        lambda: api.status(missing),
        lambda: api.reset(missing),
        lambda: api.restore(missing, ["a.txt"]),
        lambda: api.remote_add(missing, "origin", "file:///nowhere"),
        lambda: api.remotes(missing),
        lambda: api.remote_get(missing, "origin"),
        lambda: api.set_config("a.b", "c", "local", missing),
        lambda: api.get_config("a.b", "local", missing),
        lambda: api.configure_user(*ADA, "local", missing),
    ]
    for call in calls:
        rejects(call, DaytonaGitRepoNotFoundError, 404, "GIT_REPO_NOT_FOUND")


def test_status_of_a_fresh_repository(api, directory):
    path = f"{directory}/repo"
    api.init(path, initial_branch="trunk")
    write(path, {"a.txt": "new\n"})
    status = api.status(path)
    assert (status.current_branch, status.detached, status.upstream) == ("trunk", False, "")
    assert (status.branch_published, status.ahead, status.behind) == (False, 0, 0)
    assert states(status) == {"a.txt": ("Untracked", "Untracked")}


def test_status_tells_staged_and_unstaged_changes_apart(api, repository):
    write(repository, {"long.txt": "line\n" * 20})
    commit(repository)
    git("mv", "long.txt", "renamed.txt", cwd=repository)
    write(repository, {"a.txt": "staged\n", "added ☃.txt": "new\n"})
    git("add", "-A", cwd=repository)
    write(repository, {"a.txt": "again\n", "b.txt": None, "new/x": "x\n"})
    status = api.status(repository)
    assert states(status) == {
        "a.txt": ("Modified", "Modified"),
        "added ☃.txt": ("Added", "Unmodified"),
        "b.txt": ("Unmodified", "Deleted"),
        "new/x": ("Untracked", "Untracked"),
        "renamed.txt": ("Renamed", "Unmodified"),
    }
    assert {file.name: file.extra for file in status.file_status if file.extra} == {"renamed.txt": "long.txt"}


def test_status_counts_the_commits_between_the_branch_and_its_upstream(api, directory, origin):
    path = directory / "repo"
    git("clone", "-q", origin.path, path)
    origin.commit({"b.txt": "theirs\n"})
    git("fetch", "-q", cwd=path)
    commit(path, {"c.txt": "ours\n"})
    commit(path, {"c.txt": "ours too\n"})
    status = api.status(str(path))
    assert (status.upstream, status.branch_published, status.ahead, status.behind) == ("origin/main", True, 2, 1)


def test_status_and_branches_of_a_detached_head(api, repository):
    git("checkout", "-q", "HEAD~1", cwd=repository)
    status = api.status(repository)
    assert (status.current_branch, status.detached) == ("HEAD", True)
    branches = api.branches(repository)
    assert (branches.branches, branches.current) == (["main"], "")


def test_a_conflict_is_in_the_status_and_keeps_commit_back(api, repository, rejects):
    git("checkout", "-q", "-b", "other", "HEAD~1", cwd=repository)
    commit(repository, {"a.txt": "three\n"})
    assert attempt("merge", "-q", "main", cwd=repository).returncode == 1
    assert states(api.status(repository)) == {"a.txt": ("Updated but unmerged", "Updated but unmerged")}
    rejects(lambda: api.commit(repository, "merged", *ADA), DaytonaGitMergeConflictError, 409, "GIT_MERGE_CONFLICT")
    write(repository, {"a.txt": "both\n"})
    api.add(repository, ["a.txt"])
    api.commit(repository, "merged", *ADA)
    assert len(git("log", "-1", "--format=%P", cwd=repository).split()) == 2


def test_add_stages_files_directories_and_deletions(api, repository):
    write(repository, {"a.txt": "three\n", "b.txt": None, "dir/d.txt": "new\n", "other.txt": "new\n"})
    api.add(repository, ["a.txt", "b.txt", "dir"])
    assert porcelain(repository) == "M  a.txt\nD  b.txt\nA  dir/d.txt\n?? other.txt"
    api.add(repository, ["."])
    assert porcelain(repository) == "M  a.txt\nD  b.txt\nA  dir/d.txt\nA  other.txt"


def test_add_refuses_a_file_that_is_not_there_and_an_ignored_one(api, repository, not_found, bad_request):
    write(repository, {"new.txt": "new\n", ".gitignore": "ignored\n", "ignored": "x"})
    not_found(lambda: api.add(repository, ["new.txt", "missing.txt"]))
    bad_request(lambda: api.add(repository, ["ignored"]))
    bad_request(lambda: api.add(repository, []))
    assert porcelain(repository) == "?? .gitignore\n?? new.txt"


def test_commit_tells_its_id_and_has_the_author_and_the_message(api, repository):
    write(repository, {"a.txt": "three\n"})
    api.add(repository, ["a.txt"])
    made = api.commit(repository, "Subject\n\nBody ☃", "Grace Ž", "grace@example.com")
    assert made.sha == head(repository)
    person = "Grace Ž <grace@example.com>"
    written = git("log", "-1", "--format=%an <%ae>|%cn <%ce>|%B", cwd=repository)
    assert written == f"{person}|{person}|Subject\n\nBody ☃\n"
    assert porcelain(repository) == ""


def test_commit_needs_something_to_commit_unless_it_may_be_empty(api, repository, rejects, bad_request):
    before = head(repository)
    rejects(lambda: api.commit(repository, "nothing", *ADA), DaytonaConflictError, 409, "CONFLICT")
    bad_request(lambda: api.commit(repository, " \n", *ADA, allow_empty=True))
    assert head(repository) == before
    made = api.commit(repository, "nothing", *ADA, allow_empty=True)
    assert (made.sha, head(repository, "HEAD^")) == (head(repository), before)


def test_branches_are_made_listed_and_deleted(api, repository):
    api.create_branch(repository, "topic/one")
    assert git("symbolic-ref", "HEAD", cwd=repository) == "refs/heads/topic/one"
    listed = api.branches(repository)
    assert (sorted(listed.branches), listed.current) == (["main", "topic/one"], "topic/one")
    api.checkout_branch(repository, "main")
    api.delete_branch(repository, "topic/one")
    assert api.branches(repository).branches == ["main"]


def test_create_branch_refuses_a_name_that_is_taken_or_none(api, repository, rejects, bad_request):
    rejects(lambda: api.create_branch(repository, "main"), DaytonaGitBranchExistsError, 409, "GIT_BRANCH_EXISTS")
    bad_request(lambda: api.create_branch(repository, "two..dots"))


def test_delete_branch_refuses_the_current_one_and_one_that_is_not_there(api, repository, rejects):
    rejects(lambda: api.delete_branch(repository, "main"), DaytonaConflictError, 409, "CONFLICT")
    rejects(lambda: api.delete_branch(repository, "missing"), DaytonaGitBranchNotFoundError, 404,
            "GIT_BRANCH_NOT_FOUND")


def test_checkout_branch_takes_branches_and_commits(api, repository):
    first = head(repository, "HEAD~1")
    git("branch", "old", first, cwd=repository)
    api.checkout_branch(repository, "old")
    assert (text(repository, "a.txt"), api.status(repository).current_branch) == ("one\n", "old")
    api.checkout_branch(repository, "main")
    api.checkout_branch(repository, first)
    assert (head(repository), api.status(repository).detached) == (first, True)


def test_checkout_branch_refuses_what_is_not_there_and_to_overwrite_changes(api, repository, rejects, dirty):
    rejects(lambda: api.checkout_branch(repository, "missing"), DaytonaGitBranchNotFoundError, 404,
            "GIT_BRANCH_NOT_FOUND")
    git("branch", "old", "HEAD~1", cwd=repository)
    write(repository, {"a.txt": "changed\n", "b.txt": "changed\n"})
    dirty(lambda: api.checkout_branch(repository, "old"))
    assert text(repository, "a.txt") == "changed\n"
    write(repository, {"a.txt": "two\n"})
    api.checkout_branch(repository, "old")
    assert porcelain(repository) == " M b.txt"


def test_reset_moves_the_head_and_with_it_what_the_mode_says(api, repository):
    first, second = head(repository, "HEAD~1"), head(repository)
    api.reset(repository, mode="soft", target="HEAD~1")
    assert (head(repository), porcelain(repository)) == (first, "M  a.txt")
    api.reset(repository, mode="hard", target=second)
    assert porcelain(repository) == ""
    api.reset(repository, mode="mixed", target=first)
    assert porcelain(repository) == " M a.txt"
    api.reset(repository, mode="hard")
    assert text(repository, "a.txt") == "one\n"
    for mode, target in (("merge", second), ("keep", first)):
        write(repository, {"b.txt": "changed\n"})
        api.reset(repository, mode=mode, target=target)
        assert (head(repository), porcelain(repository)) == (target, " M b.txt")


def test_reset_without_a_mode_unstages(api, repository):
    write(repository, {"a.txt": "three\n", "b.txt": "two\n"})
    git("add", "-A", cwd=repository)
    api.reset(repository, files=["a.txt"])
    assert porcelain(repository) == " M a.txt\nM  b.txt"
    api.reset(repository)
    assert porcelain(repository) == " M a.txt\n M b.txt"


def test_reset_refuses_to_lose_changes_in_the_modes_that_keep_them(api, repository, dirty):
    before = head(repository)
    write(repository, {"a.txt": "changed\n"})
    for mode in ("merge", "keep"):
        dirty(lambda mode=mode: api.reset(repository, mode=mode, target="HEAD~1"))
    assert (head(repository), text(repository, "a.txt")) == (before, "changed\n")


def test_reset_refuses_an_unknown_mode_target_and_file(api, repository, not_found, bad_request):
    bad_request(lambda: api.reset(repository, mode="violent"))
    bad_request(lambda: api.reset(repository, mode="hard", files=["a.txt"]))
    not_found(lambda: api.reset(repository, target="no-such-commit"))
    not_found(lambda: api.reset(repository, files=["missing.txt"]))


def test_restore_brings_files_back(api, repository):
    write(repository, {"a.txt": "staged\n"})
    git("add", "a.txt", cwd=repository)
    write(repository, {"a.txt": "changed\n", "b.txt": None})
    api.restore(repository, ["a.txt", "b.txt"])
    assert (text(repository, "a.txt"), porcelain(repository)) == ("staged\n", "M  a.txt")
    api.restore(repository, ["a.txt"], staged=True)
    assert porcelain(repository) == " M a.txt"
    api.restore(repository, ["a.txt"], worktree=True, source="HEAD~1")
    assert text(repository, "a.txt") == "one\n"
    api.restore(repository, ["."], staged=True, worktree=True)
    assert porcelain(repository) == ""


def test_restore_of_what_git_does_not_know_changes_nothing(api, repository, not_found, bad_request):
    write(repository, {"a.txt": "changed\n"})
    not_found(lambda: api.restore(repository, ["a.txt", "missing.txt"]))
    not_found(lambda: api.restore(repository, ["a.txt"], source="no-such-commit"))
    bad_request(lambda: api.restore(repository, []))
    assert text(repository, "a.txt") == "changed\n"


def test_config_of_a_repository(api, repository):
    key = "drive.Sub Section.key"
    api.set_config(key, 'va"lue # ☃', scope="local", path=repository)
    assert git("config", "--local", key, cwd=repository) == 'va"lue # ☃'
    assert api.get_config(key, scope="local", path=repository) == 'va"lue # ☃'
    assert api.get_config("drive.unset", scope="local", path=repository) is None
    api.configure_user("Grace", "grace@example.com", scope="local", path=repository)
    own = git("config", "--local", "--get-regexp", "user", cwd=repository)
    assert own == "user.name Grace\nuser.email grace@example.com"


def test_config_of_the_user_is_the_default(api, directory):
    home = os.environ["SANDBOX_HOME"]
    api.set_config("drive.key", directory.name)
    assert git("config", "--global", "drive.key", home=home) == directory.name
    assert api.get_config("drive.key") == directory.name
    api.configure_user(directory.name, "grace@example.com")
    assert git("config", "--global", "user.name", home=home) == directory.name
    assert api.get_config("user.email", scope="global") == "grace@example.com"
    assert api.get_config("toolboxd-tests.unset", scope="system") is None


def test_config_refuses_what_makes_no_sense(api, repository, bad_request):
    bad_request(lambda: api.set_config("key", "value", scope="local", path=repository))
    bad_request(lambda: api.get_config("key", scope="local", path=repository))
    bad_request(lambda: api.set_config("drive.key", "value", scope="universe"))
    bad_request(lambda: api.set_config("drive.key", "value", scope="local"))


def test_remotes(api, repository, origin):
    url = f"file://{origin.path}"
    assert api.remotes(repository).remotes == []
    api.remote_add(repository, "origin", url)
    api.remote_add(repository, "a-copy", url, fetch=True)
    assert head(repository, "a-copy/main") == origin.head()
    assert attempt("rev-parse", "origin/main", cwd=repository).returncode != 0
    assert [(remote.name, remote.url) for remote in api.remotes(repository).remotes] == [
        ("a-copy", url), ("origin", url)]
    assert api.remote_get(repository, "origin") == url
    assert api.remote_get(repository, "missing") is None


def test_remote_add_replaces_a_remote_only_when_told_so(api, repository, rejects, bad_request):
    url = "https://two.example/repo.git"
    api.remote_add(repository, "origin", "https://one.example/repo.git")
    rejects(lambda: api.remote_add(repository, "origin", url), DaytonaConflictError, 409, "CONFLICT")
    api.remote_add(repository, "origin", url, overwrite=True)
    assert git("remote", "get-url", "origin", cwd=repository) == url
    bad_request(lambda: api.remote_add(repository, "two words", url))


def test_remote_add_with_a_fetch_that_fails_adds_nothing(api, repository, directory, rejects):
    url = f"file://{directory}/missing.git"
    rejects(lambda: api.remote_add(repository, "origin", url, fetch=True), DaytonaGitRepoNotFoundError, 404)
    assert api.remotes(repository).remotes == []
