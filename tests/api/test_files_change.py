"""POST /files/folder, DELETE /files, POST /files/move, POST /files/permissions."""

import grp
import os
import pwd
import shutil
import stat
import tempfile
import time
from pathlib import Path

import pytest

from support.daemon import ANY_400, check_error, url

IS_ROOT = os.geteuid() == 0
root_only = pytest.mark.skipif(not IS_ROOT, reason="only root may give files away")


def mode_of(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


# --- folder ---


def test_folder_is_made_with_its_parents(daemon, tmp_path):
    assert daemon.post("/files/folder", path=tmp_path / "a/b c/☃").status == 201
    for name in ("a", "a/b c", "a/b c/☃"):
        assert (tmp_path / name).is_dir() and mode_of(tmp_path / name) == 0o755


@pytest.mark.parametrize("text, mode", [("755", 0o755), ("0750", 0o750), ("700", 0o700)])
def test_folder_mode_is_octal(daemon, tmp_path, text, mode):
    assert daemon.post("/files/folder", path=tmp_path / "d", mode=text).status == 201
    assert mode_of(tmp_path / "d") == mode


def test_folder_request_as_sdks_send_it(daemon, tmp_path):
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": "0"}
    assert daemon.post("/files/folder", headers=headers, path=tmp_path / "d", mode="755").status == 201
    assert (tmp_path / "d").is_dir()


def test_existing_folder_is_fine_and_keeps_its_content(daemon, tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d/f").write_bytes(b"1")
    assert daemon.post("/files/folder", path=tmp_path / "d", mode="755").status == 201
    assert (tmp_path / "d/f").read_bytes() == b"1"


def test_folder_where_a_file_is(daemon, tmp_path):
    (tmp_path / "f").write_bytes(b"1")
    check_error(daemon.post("/files/folder", path=tmp_path / "f", mode="755"), 400, ANY_400)
    assert (tmp_path / "f").read_bytes() == b"1"


@pytest.mark.parametrize("mode", ["abc", "8", "0x1ff", "-755", "7 5", "755;", "99999999999999999999"])
def test_folder_with_a_bad_mode(daemon, tmp_path, mode):
    check_error(daemon.post("/files/folder", path=tmp_path / "d", mode=mode), 400, ANY_400, "mode")
    assert not (tmp_path / "d").exists()


# --- delete ---


def test_delete_a_file(daemon, tmp_path):
    (tmp_path / "f").touch()
    resp = daemon.delete("/files", path=tmp_path / "f")
    assert resp.status == 204 and resp.body == b""
    assert os.listdir(tmp_path) == []


def test_delete_a_file_recursively_and_with_a_trailing_slash(daemon, tmp_path):
    (tmp_path / "f").touch()
    assert daemon.delete("/files/", path=tmp_path / "f", recursive="true").status == 204
    assert os.listdir(tmp_path) == []


def test_delete_may_carry_a_json_body(daemon, tmp_path):
    (tmp_path / "f").touch()
    assert daemon.request("DELETE", f"/files?path={tmp_path}/f", {"some": "body"}).status == 204
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("recursive", [None, "false"])
@pytest.mark.parametrize("filled", [False, True])
def test_a_directory_is_only_deleted_recursively(daemon, tmp_path, recursive, filled):
    (tmp_path / "d").mkdir()
    if filled:
        (tmp_path / "d/f").touch()
    check_error(daemon.delete("/files", path=tmp_path / "d", recursive=recursive), 400, ANY_400)
    assert (tmp_path / "d").is_dir() and (tmp_path / "d/f").exists() == filled


def test_delete_a_tree_but_nothing_behind_its_links(daemon, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/keep").touch()
    (tmp_path / "d/e/f").mkdir(parents=True)
    (tmp_path / "d/e/f/x").touch()
    (tmp_path / "d/e/link").symlink_to(tmp_path / "outside")
    (tmp_path / "d/dangling").symlink_to("nowhere")
    os.mkfifo(tmp_path / "d/fifo")
    assert daemon.delete("/files", path=tmp_path / "d", recursive="true").status == 204
    assert os.listdir(tmp_path) == ["outside"] and os.listdir(tmp_path / "outside") == ["keep"]


@pytest.mark.parametrize("recursive", [None, "true"])
def test_deleting_a_link_to_a_directory_deletes_the_link(daemon, tmp_path, recursive):
    (tmp_path / "d").mkdir()
    (tmp_path / "d/keep").touch()
    (tmp_path / "link").symlink_to("d")
    assert daemon.delete("/files", path=tmp_path / "link", recursive=recursive).status == 204
    assert os.listdir(tmp_path) == ["d"] and os.listdir(tmp_path / "d") == ["keep"]


def test_delete_a_dangling_link(daemon, tmp_path):
    (tmp_path / "link").symlink_to("nowhere")
    assert daemon.delete("/files", path=tmp_path / "link").status == 204
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("recursive", [None, "true"])
def test_delete_of_a_missing_file(daemon, tmp_path, recursive):
    check_error(daemon.delete("/files", path=tmp_path / "none", recursive=recursive), 404, "FILE_NOT_FOUND")


# --- move ---


def move(daemon, source, destination):
    return daemon.post("/files/move", source=source, destination=destination)


@pytest.fixture(params=["same file system", "another file system"])
def away(request, tmp_path):
    """A directory to move to."""
    if request.param == "same file system":
        (tmp_path / "away").mkdir()
        yield tmp_path / "away"
        return
    if not os.path.isdir("/dev/shm") or os.stat("/dev/shm").st_dev == tmp_path.stat().st_dev:
        pytest.skip("/dev/shm is not another file system")
    path = Path(tempfile.mkdtemp(dir="/dev/shm", prefix="toolboxd-"))
    yield path
    shutil.rmtree(path)


def test_move_a_file_keeps_content_mode_and_time(daemon, tmp_path, away):
    source = tmp_path / "a b"
    source.write_bytes(os.urandom(3_000_000))
    content = source.read_bytes()
    source.chmod(0o4711)
    os.utime(source, ns=(1_500_000_000_000000001, 1_600_000_000_123456789))
    assert move(daemon, source, away / "c").status == 200
    assert not source.exists()
    assert os.listdir(away) == ["c"] and (away / "c").read_bytes() == content
    assert mode_of(away / "c") == 0o4711
    assert (away / "c").stat().st_mtime_ns == 1_600_000_000_123456789


def test_move_a_tree_keeps_modes_times_and_links(daemon, tmp_path, away):
    source = tmp_path / "d"
    (source / "sub").mkdir(parents=True)
    (source / "sub/f").write_bytes(b"1")
    (source / "empty").mkdir()
    (source / "sub/rel").symlink_to("f")
    (source / "dangling").symlink_to("/no/such/file")
    (source / "dirlink").symlink_to("sub")
    (source / "sub/f").chmod(0o604)
    (source / "empty").chmod(0o1770)
    for i, name in enumerate(("sub/f", "sub", "empty", ".")):
        os.utime(source / name, ns=(0, 1_600_000_000_000000007 + i))
    os.chmod(source, 0o750)
    assert move(daemon, source, away / "n").status == 200
    moved = away / "n"
    assert not source.exists()
    assert sorted(os.listdir(moved)) == ["dangling", "dirlink", "empty", "sub"]
    assert (moved / "sub/f").read_bytes() == b"1" and os.listdir(moved / "empty") == []
    assert [os.readlink(moved / n) for n in ("sub/rel", "dangling", "dirlink")] == ["f", "/no/such/file", "sub"]
    assert [mode_of(moved / n) for n in (".", "empty", "sub/f")] == [0o750, 0o1770, 0o604]
    for i, name in enumerate(("sub/f", "sub", "empty", ".")):
        assert (moved / name).stat().st_mtime_ns == 1_600_000_000_000000007 + i, name


def test_move_a_link_moves_the_link(daemon, tmp_path, away):
    (tmp_path / "target").write_bytes(b"1")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    assert move(daemon, tmp_path / "link", away / "link").status == 200
    assert os.readlink(away / "link") == str(tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == b"1" and not os.path.lexists(tmp_path / "link")


@root_only
def test_move_keeps_the_owner(daemon, tmp_path, away):
    (tmp_path / "f").touch()
    os.chown(tmp_path / "f", 1234, 4321)
    assert move(daemon, tmp_path / "f", away / "f").status == 200
    assert ((away / "f").stat().st_uid, (away / "f").stat().st_gid) == (1234, 4321)


@pytest.mark.parametrize("kind", ["file", "directory"])
def test_move_onto_something_that_exists(daemon, tmp_path, away, kind):
    (tmp_path / "f").write_bytes(b"source")
    target = away / "t"
    target.mkdir() if kind == "directory" else target.write_bytes(b"target")
    check_error(move(daemon, tmp_path / "f", target), 409, "CONFLICT")
    assert (tmp_path / "f").read_bytes() == b"source"
    assert os.listdir(target) == [] if kind == "directory" else target.read_bytes() == b"target"


def test_move_without_source_or_destination_parent(daemon, tmp_path):
    (tmp_path / "f").touch()
    check_error(move(daemon, tmp_path / "none", tmp_path / "x"), 404, "FILE_NOT_FOUND")
    check_error(move(daemon, tmp_path / "f", tmp_path / "no/dir/x"), 404, "FILE_NOT_FOUND")
    assert os.listdir(tmp_path) == ["f"]


@pytest.mark.parametrize("below", ["x", "sub/x"])
def test_move_a_directory_into_itself(daemon, tmp_path, below):
    (tmp_path / "d/sub").mkdir(parents=True)
    check_error(move(daemon, tmp_path / "d", tmp_path / "d" / below), 400, ANY_400)
    assert os.listdir(tmp_path / "d") == ["sub"] and os.listdir(tmp_path / "d/sub") == []


def test_move_to_a_name_that_only_begins_like_the_source(daemon, tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "d2").mkdir()
    assert move(daemon, tmp_path / "d", tmp_path / "d2/d").status == 200
    assert os.listdir(tmp_path / "d2") == ["d"]


@pytest.mark.parametrize("away", ["another file system"], indirect=True)
def test_a_move_ends_when_its_client_leaves(daemon, tmp_path, away):
    source = tmp_path / "tree"
    source.mkdir()
    for i in range(6_000):
        (source / str(i)).touch()
    with daemon.raw_socket() as conn:
        target = url("/files/move", source=source, destination=away / "moved")
        conn.send(f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode())
        until = time.monotonic() + 5
        while not os.listdir(away) and time.monotonic() < until:
            time.sleep(0.001)
    until = time.monotonic() + 10
    while os.listdir(away) and time.monotonic() < until:
        time.sleep(0.01)
    assert os.listdir(away) == [] and len(os.listdir(source)) == 6_000


# --- permissions ---


def permissions(daemon, path, **params):
    return daemon.post("/files/permissions", path=path, **params)


@pytest.mark.parametrize("text, mode", [("640", 0o640), ("0755", 0o755), ("0000", 0), ("777", 0o777), ("1777", 0o1777)])
@pytest.mark.parametrize("kind", ["file", "directory"])
def test_set_the_mode(daemon, tmp_path, text, mode, kind):
    path = tmp_path / "x"
    path.mkdir() if kind == "directory" else path.touch()
    assert permissions(daemon, path, mode=text).status == 200
    assert mode_of(path) == mode


def test_permissions_request_as_sdks_send_it(daemon, tmp_path):
    (tmp_path / "f").touch()
    owner, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    resp = daemon.post("/files/permissions", headers={"Content-Type": "application/x-www-form-urlencoded"},
                       path=tmp_path / "f", owner=owner, group=group, mode="604")
    assert resp.status == 200 and mode_of(tmp_path / "f") == 0o604


@root_only
@pytest.mark.parametrize("by", ["name", "number"])
def test_set_owner_and_group(daemon, tmp_path, by):
    user, group = pwd.getpwall()[-1], grp.getgrall()[-1]
    for name, params in (("both", "og"), ("owner", "o"), ("group", "g")):
        path = tmp_path / name
        path.touch()
        path.chmod(0o640)
        given = {}
        if "o" in params:
            given["owner"] = user.pw_name if by == "name" else user.pw_uid
        if "g" in params:
            given["group"] = group.gr_name if by == "name" else group.gr_gid
        assert permissions(daemon, path, **given).status == 200
        st = path.stat()
        assert st.st_uid == (user.pw_uid if "o" in params else 0)
        assert st.st_gid == (group.gr_gid if "g" in params else 0)
        assert mode_of(path) == 0o640


@root_only
def test_owner_and_group_may_be_numbers_nobody_has(daemon, tmp_path):
    (tmp_path / "f").touch()
    assert permissions(daemon, tmp_path / "f", owner="54321", group="12345").status == 200
    assert ((tmp_path / "f").stat().st_uid, (tmp_path / "f").stat().st_gid) == (54321, 12345)


@pytest.mark.parametrize("params, message", [
    ({"mode": "abc"}, "invalid mode format"),
    ({"mode": "888"}, "invalid mode format"),
    ({"mode": "-644"}, "invalid mode format"),
    ({"mode": "6 4"}, "invalid mode format"),
    ({"owner": "no-such-user-here"}, "user not found"),
    ({"group": "no-such-group-here"}, "group not found"),
])
def test_permissions_that_make_no_sense(daemon, tmp_path, params, message):
    path = tmp_path / "f"
    path.touch()
    path.chmod(0o640)
    check_error(permissions(daemon, path, **params), 400, ANY_400, message)
    assert mode_of(path) == 0o640


def test_permissions_of_a_missing_file(daemon, tmp_path):
    check_error(permissions(daemon, tmp_path / "none", mode="644"), 404, "FILE_NOT_FOUND")


def test_permissions_of_somebody_elses_file(unprivileged, open_tmp):
    path = open_tmp / "f" if IS_ROOT else Path("/")
    if IS_ROOT:
        path.touch()
    before = mode_of(path)
    check_error(permissions(unprivileged, path, mode=f"{before:o}"), 403, "FILE_ACCESS_DENIED")
