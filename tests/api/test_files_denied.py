"""Files that the daemon may not touch: it runs as somebody else, and every route says 403."""

import os
import time

import pytest

from support.daemon import ANY_400, check_error, url
from support.multipart import file_part, form, form_headers


@pytest.fixture
def closed(open_tmp):
    """A directory that may not be entered, with a file in it."""
    path = open_tmp / "closed"
    path.mkdir()
    (path / "f").write_bytes(b"content")
    path.chmod(0)
    yield path
    path.chmod(0o700)
    assert os.listdir(path) == ["f"] and (path / "f").read_bytes() == b"content"


@pytest.fixture
def readonly(open_tmp):
    """A directory that may be read, but not changed, with a file in it that may be read."""
    path = open_tmp / "readonly"
    path.mkdir()
    (path / "f").write_bytes(b"content")
    (path / "f").chmod(0o444)
    (path / "d").mkdir()
    path.chmod(0o555)
    yield path
    assert sorted(os.listdir(path)) == ["d", "f"] and (path / "f").read_bytes() == b"content"


@pytest.mark.parametrize("request_of", [
    lambda d: ("GET", url("/files", path=d)),
    lambda d: ("GET", url("/files", path=d, depth=3)),
    lambda d: ("GET", url("/files/info", path=d / "f")),
    lambda d: ("GET", url("/files/download", path=d / "f")),
    lambda d: ("DELETE", url("/files", path=d / "f")),
    lambda d: ("DELETE", url("/files", path=d / "f", recursive="true")),
    lambda d: ("POST", url("/files/permissions", path=d / "f", mode="644")),
    lambda d: ("POST", url("/files/upload-v2", path=d / "f"), b"new"),
    lambda d: ("POST", url("/files/upload-v2", path=d / "new/f"), b"new"),
    lambda d: ("POST", url("/files/upload-v2", path=d / "f"), form(file_part(b"new")), form_headers()),
    lambda d: ("POST", url("/files/move", source=d / "f", destination=d.parent / "g")),
], ids=["list", "list depth", "info", "download", "delete", "delete recursive", "permissions", "upload-v2 raw",
        "upload-v2 parents", "upload-v2 form", "move from"])
def test_in_a_closed_directory(unprivileged, closed, request_of):
    check_error(unprivileged.request(*request_of(closed)), 403, "FILE_ACCESS_DENIED")


@pytest.mark.parametrize("request_of", [
    lambda d: ("DELETE", url("/files", path=d / "f")),
    lambda d: ("DELETE", url("/files", path=d / "d", recursive="true")),
    lambda d: ("POST", url("/files/upload-v2", path=d / "f"), b"new"),
    lambda d: ("POST", url("/files/upload-v2", path=d / "new"), b"new"),
    lambda d: ("POST", url("/files/move", source=d / "f", destination=d.parent / "g")),
], ids=["delete", "delete recursive", "overwrite", "upload", "move from"])
def test_in_a_directory_that_is_read_only(unprivileged, readonly, request_of):
    check_error(unprivileged.request(*request_of(readonly)), 403, "FILE_ACCESS_DENIED")


def test_the_first_upload_route_refuses_too(unprivileged, closed):
    resp = unprivileged.post("/files/upload", form(file_part(b"new")), form_headers(), path=closed / "f")
    assert resp.status in (400, 403)
    check_error(resp, resp.status, "FILE_ACCESS_DENIED" if resp.status == 403 else ANY_400 + ("FILE_ACCESS_DENIED",))


def test_a_file_that_may_not_be_read_has_information(unprivileged, open_tmp):
    (open_tmp / "secret").write_bytes(b"123")
    (open_tmp / "secret").chmod(0)
    assert unprivileged.get("/files/info", path=open_tmp / "secret").json()["size"] == 3
    check_error(unprivileged.get("/files/download", path=open_tmp / "secret"), 403, "FILE_ACCESS_DENIED")
    assert [e["name"] for e in unprivileged.get("/files", path=open_tmp).json()] == ["secret"]


def test_a_file_of_somebody_else_keeps_its_owner_or_stays(unprivileged, open_tmp):
    """Writable by all, in a directory that is: the new content may come, but never under another mode or owner."""
    path = open_tmp / "f"
    path.write_bytes(b"old")
    path.chmod(0o666)
    before = path.stat()
    resp = unprivileged.post("/files/upload-v2", b"new", path=path)
    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert (resp.status, path.read_bytes()) in ((200, b"new"), (403, b"old"))
    assert os.listdir(open_tmp) == ["f"]


@pytest.fixture
def overwritable(open_tmp):
    """A file that may be written, in a directory that may not."""
    path = open_tmp / "readonly"
    path.mkdir()
    (path / "f").write_bytes(b"old content")
    (path / "f").chmod(0o666)
    path.chmod(0o555)
    return path / "f"


@pytest.mark.parametrize("content", [b"new", b"longer than before" * 50_000, b""])
def test_a_file_is_overwritten_where_none_can_be_made(unprivileged, overwritable, content):
    before = overwritable.stat()
    assert unprivileged.post("/files/upload-v2", content, path=overwritable).status == 200
    assert overwritable.read_bytes() == content
    assert overwritable.stat().st_ino == before.st_ino and overwritable.stat().st_mode == before.st_mode


def test_a_broken_upload_leaves_the_file_where_none_can_be_made(unprivileged, overwritable):
    with upload_half(unprivileged, overwritable):
        time.sleep(0.2)
        assert overwritable.read_bytes() == b"old content"
    time.sleep(0.2)
    assert overwritable.read_bytes() == b"old content"


def test_replace_where_no_file_can_be_made(unprivileged, overwritable):
    request = {"files": [str(overwritable)], "pattern": "old", "newValue": "quite new"}
    assert unprivileged.post("/files/replace", request).json() == [{"file": str(overwritable), "success": True}]
    assert overwritable.read_bytes() == b"quite new content"


@pytest.mark.skipif(os.geteuid() != 0, reason="the file has to be somebody else's")
@pytest.mark.parametrize("read", [False, True])
def test_a_file_that_becomes_a_fifo_during_the_upload(unprivileged, open_tmp, read):
    path = open_tmp / "f"
    path.write_bytes(b"old")
    path.chmod(0o666)  # somebody else's: it can only be overwritten
    with upload_half(unprivileged, path) as conn:
        time.sleep(0.2)
        path.unlink()
        os.mkfifo(path, 0o666)
        path.chmod(0o666)
        reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK) if read else None
        conn.send(b"x" * 50_000)
        assert conn.read_response().status == 400
        if read:
            assert os.read(reader, 1) == b""
            os.close(reader)
    assert os.listdir(open_tmp) == ["f"]


def upload_half(daemon, path):
    """A connection on which half of an upload of 100,000 bytes has been sent."""
    conn = daemon.raw_socket()
    target = url("/files/upload-v2", path=path)
    conn.send(f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n".encode() + b"x" * 50_000)
    return conn
