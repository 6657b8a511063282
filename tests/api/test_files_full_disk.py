"""A disk that is full: 507, and everything as it was."""

import os
import stat
import subprocess

import pytest

from support.daemon import check_error
from support.multipart import bulk_parts, file_part, form, form_headers

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a file system")
TOO_MUCH = b"q" * (3 << 20)


@pytest.fixture
def disk(tmp_path):
    """A file system of 1 MiB with one file."""
    path = tmp_path / "disk"
    path.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path], capture_output=True, text=True)
    if made.returncode != 0:
        pytest.skip(f"may not mount: {made.stderr.strip()}")
    try:
        (path / "f").write_bytes(b"old")
        yield path
        assert (path / "f").read_bytes() == b"old"
        assert os.listdir(path) == ["f"]
    finally:
        subprocess.run(["umount", path], check=True)


@pytest.mark.parametrize("name", ["f", "new"])
@pytest.mark.parametrize("route, body, headers", [
    ("/files/upload", form(file_part(TOO_MUCH)), form_headers()),
    ("/files/upload-v2", form(file_part(TOO_MUCH)), form_headers()),
    ("/files/upload-v2", TOO_MUCH, {}),
], ids=["upload", "upload-v2", "upload-v2 raw"])
def test_upload(daemon, disk, route, body, headers, name):
    check_error(daemon.post(route, body, headers, path=disk / name), 507, "INSUFFICIENT_STORAGE")


def test_a_file_that_can_only_be_overwritten_keeps_its_content(daemon, disk):
    """A mount point of its own, so that nothing can be renamed over it; the new content fits once, but not twice."""
    subprocess.run(["mount", "--bind", disk / "f", disk / "f"], check=True)
    try:
        check_error(daemon.post("/files/upload-v2", b"n" * 600_000, path=disk / "f"), 507, "INSUFFICIENT_STORAGE")
        assert (disk / "f").read_bytes() == b"old"
        for content in (b"longer than before", b"new", b"", b"old"):
            assert daemon.post("/files/upload-v2", content, path=disk / "f").status == 200
            assert (disk / "f").read_bytes() == content
    finally:
        subprocess.run(["umount", disk / "f"], check=True)


def test_bulk_upload_still_writes_what_fits(daemon, disk):
    body = form(*bulk_parts((0, disk / "large", TOO_MUCH), (1, disk / "small", b"1")))
    resp = daemon.post("/files/bulk-upload", body, form_headers())
    assert resp.status in (400, 507) and len(resp.json()["errors"]) == 1
    assert resp.json()["files"] == [{"path": str(disk / "small"), "bytes": 1}]
    assert (disk / "small").read_bytes() == b"1"
    (disk / "small").unlink()


def test_move(daemon, disk, tmp_path):
    source = tmp_path / "tree"
    source.mkdir()
    (source / "a").write_bytes(b"1")
    (source / "large").write_bytes(TOO_MUCH)
    for path in (source, source / "large"):
        resp = daemon.post("/files/move", source=path, destination=disk / "moved")
        check_error(resp, 507, "INSUFFICIENT_STORAGE")
        assert (source / "a").read_bytes() == b"1" and (source / "large").read_bytes() == TOO_MUCH
        assert os.listdir(disk) == ["f"]


def test_replace(daemon, disk):
    (disk / "g").write_bytes(b"x" * 400_000)
    request = {"files": [str(disk / "g")], "pattern": "x", "newValue": "yyyy"}
    (result,) = daemon.post("/files/replace", request).json()
    assert result["success"] is False and result["error"]
    assert (disk / "g").read_bytes() == b"x" * 400_000
    (disk / "g").unlink()


def test_a_device_that_is_full(daemon, tmp_path):
    path = tmp_path / "full"
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 7))
        os.close(os.open(path, os.O_WRONLY))
    except PermissionError:
        pytest.skip("may not make device nodes")
    check_error(daemon.post("/files/upload-v2", b"x", path=path), 507, "INSUFFICIENT_STORAGE")
