"""POST /files/bulk-upload."""

import os
import stat

import pytest

from support.daemon import ANY_400, check_error_body
from support.multipart import BOUNDARY, bulk_file, bulk_parts, bulk_path, file_part, form, form_headers, part

ROUTE = "/files/bulk-upload"


def bulk(daemon, *parts, **options):
    return daemon.post(ROUTE, form(*parts, **options), form_headers())


def check_written(resp, wanted):
    """200, and exactly these files with these contents."""
    assert resp.status == 200, resp
    body = resp.json()
    assert set(body) == {"files"}
    check_files(body["files"], wanted)


def check_files(files, wanted):
    assert sorted(files, key=lambda f: f["path"]) == [
        {"path": str(p), "bytes": len(c)} for p, c in sorted((str(p), c) for p, c in wanted.items())]
    for path, content in wanted.items():
        with open(path, "rb") as f:
            assert f.read() == content


def check_failed(resp, failures, wanted):
    """400 with one error a failure, the error body's fields, and the good files written."""
    assert resp.status == 400, resp
    body = resp.json()
    assert set(body) == {"errors", "files", "statusCode", "message", "code", "source", "timestamp", "path", "method",
                         "error"}
    check_error_body(body, 400, ANY_400 + ("FILE_ACCESS_DENIED", "FILE_NOT_FOUND"), ROUTE, "POST")
    assert len(body["errors"]) == failures and all(isinstance(e, str) and e for e in body["errors"])
    check_files(body["files"], wanted)


def test_request_as_sdks_send_it(daemon, tmp_path):
    body = (f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"files[0].path\"\r\n\r\n"
            f"{tmp_path}/sp ace \"q\" ☃.txt\r\n--{BOUNDARY}\r\n"
            f"Content-Disposition: form-data; name=\"files[0].file\"; filename=\"sp ace %22q%22 ☃.txt\"\r\n"
            f"Content-Type: text/plain\r\n\r\nhello world\r\n--{BOUNDARY}--\r\n").encode()
    chunks = iter([body[:100], body[100:101], body[101:]])
    check_written(daemon.post(ROUTE, chunks, form_headers()), {tmp_path / 'sp ace "q" ☃.txt': b"hello world"})


def test_any_numbers_in_any_order(daemon, tmp_path):
    wanted = {tmp_path / "seven": b"7" * 7, tmp_path / "zero": b"", tmp_path / "big": os.urandom(2_000_000),
              tmp_path / "one": b"\r\n"}
    entries = zip((7, 0, 4_000_000_000, 1), wanted.items())
    check_written(bulk(daemon, *bulk_parts(*((n, p, c) for n, (p, c) in entries))), wanted)
    assert len(os.listdir(tmp_path)) == 4


def test_all_paths_may_come_before_all_files(daemon, tmp_path):
    wanted = {tmp_path / "a": b"A", tmp_path / "b": b"BB"}
    parts = [bulk_path(0, tmp_path / "a"), bulk_path(1, tmp_path / "b"), bulk_file(1, b"BB"), bulk_file(0, b"A")]
    check_written(bulk(daemon, *parts), wanted)


def test_parents_are_made(daemon, tmp_path):
    path = tmp_path / "new" / "dir" / "b.bin"
    check_written(bulk(daemon, *bulk_parts((0, path, b"\0\1\2\xff\r\n--"))), {path: b"\0\1\2\xff\r\n--"})
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path.parent, path.parent.parent)] == [0o755, 0o755]


def test_other_fields_are_ignored(daemon, tmp_path):
    parts = [part("note", b"x" * 100_000), *bulk_parts((0, tmp_path / "f", b"1")), file_part(b"y", name="other")]
    check_written(bulk(daemon, *parts), {tmp_path / "f": b"1"})
    assert os.listdir(tmp_path) == ["f"]


def test_names_with_line_ends_and_bytes_that_are_not_utf8(daemon, tmp_path):
    odd = os.fsencode(tmp_path) + b"/\xff"
    resp = bulk(daemon, *bulk_parts((0, tmp_path / "a\nb", b"1"), (1, odd, b"2"), (2, tmp_path / " x ", b"3")))
    assert resp.status == 200
    assert sorted(os.listdir(os.fsencode(tmp_path))) == [b" x ", b"a\nb", b"\xff"]
    shown = sorted(os.path.relpath(f["path"], tmp_path) for f in resp.json()["files"])
    assert shown == [" x ", "a\nb", "\ufffd"]


@pytest.mark.parametrize("size", [1, 3, 64])
def test_body_in_small_chunks(daemon, tmp_path, size):
    body = form(*bulk_parts((3, tmp_path / "a", b"\r\n--"), (1, tmp_path / "b", f"\r\n--{BOUNDARY[:-1]}".encode())))
    chunks = (body[i:i + size] for i in range(0, len(body), size))
    check_written(daemon.post(ROUTE, chunks, form_headers()),
                  {tmp_path / "a": b"\r\n--", tmp_path / "b": f"\r\n--{BOUNDARY[:-1]}".encode()})


def test_links_are_written_through_and_modes_kept(daemon, tmp_path):
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "target").chmod(0o640)
    (tmp_path / "link").symlink_to("target")
    assert bulk(daemon, *bulk_parts((0, tmp_path / "link", b"new"))).status == 200
    assert os.readlink(tmp_path / "link") == "target" and (tmp_path / "target").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "target").stat().st_mode) == 0o640


def test_a_failure_does_not_stop_the_others(daemon, tmp_path):
    (tmp_path / "dir").mkdir()
    (tmp_path / "plain").write_bytes(b"1")
    good = {tmp_path / "a": b"A", tmp_path / "b": b"B", tmp_path / "c": b"C"}
    resp = bulk(daemon, *bulk_parts(
        (0, tmp_path / "a", b"A"), (1, tmp_path / "dir", b"onto a directory"), (2, tmp_path / "b", b"B"),
        (3, tmp_path / "plain/below", b"x" * 100_000), (4, tmp_path / ("n" * 300), b"x"), (5, tmp_path / "c", b"C")))
    check_failed(resp, 3, good)
    assert sorted(os.listdir(tmp_path)) == ["a", "b", "c", "dir", "plain"]


def test_a_path_without_its_file_is_reported(daemon, tmp_path):
    parts = [bulk_path(7, tmp_path / "none"), *bulk_parts((1, tmp_path / "good", b"1"))]
    resp = bulk(daemon, *parts)
    check_failed(resp, 1, {tmp_path / "good": b"1"})
    assert "files[7].file" in resp.json()["errors"][0]
    assert os.listdir(tmp_path) == ["good"]


def test_a_file_before_its_path_fails_alone(daemon, tmp_path):
    parts = [bulk_file(0, b"early"), bulk_path(0, tmp_path / "late"), *bulk_parts((1, tmp_path / "good", b"1"))]
    check_failed(bulk(daemon, *parts), 1, {tmp_path / "good": b"1"})
    assert os.listdir(tmp_path) == ["good"]


def test_a_file_without_a_path_fails_alone(daemon, tmp_path):
    resp = bulk(daemon, *bulk_parts((0, tmp_path / "good", b"1")), bulk_file(1, b"where to?"))
    check_failed(resp, 1, {tmp_path / "good": b"1"})
    assert os.listdir(tmp_path) == ["good"]


@pytest.mark.parametrize("name", [b"\0", b"name\0x"])
def test_an_impossible_path_fails_alone(daemon, tmp_path, name):
    resp = bulk(daemon, *bulk_parts((0, os.fsencode(tmp_path) + b"/" + name, b"1"), (1, tmp_path / "good", b"1")))
    check_failed(resp, 1, {tmp_path / "good": b"1"})


def test_a_file_without_permission_fails_alone(unprivileged, open_tmp):
    (open_tmp / "locked").mkdir()
    (open_tmp / "locked").chmod(0o555)
    resp = bulk(unprivileged, *bulk_parts((0, open_tmp / "locked/f", b"1"), (1, open_tmp / "good", b"1")))
    check_failed(resp, 1, {open_tmp / "good": b"1"})
    assert os.listdir(open_tmp / "locked") == []


def test_a_fifo_without_a_reader_fails_alone(daemon, tmp_path):
    os.mkfifo(tmp_path / "fifo")
    resp = bulk(daemon, *bulk_parts((0, tmp_path / "fifo", b"x" * 200_000), (1, tmp_path / "good", b"1")))
    check_failed(resp, 1, {tmp_path / "good": b"1"})


def test_the_body_is_read_to_its_end_before_the_answer(daemon, tmp_path):
    (tmp_path / "dir").mkdir()
    body = form(*bulk_parts((0, tmp_path / "dir", b"x" * (32 << 20)), (1, tmp_path / "good", b"1")))
    head = (f"POST {ROUTE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n").encode()
    with daemon.raw_socket() as wire:
        for _ in range(2):  # a connection that broke off would not carry the second one
            wire.send(head + body)
            check_failed(wire.read_response("POST", ROUTE), 1, {tmp_path / "good": b"1"})


def test_no_form(daemon):
    resp = daemon.post(ROUTE, {"files": []})
    assert resp.status == 400
    check_error_body(resp.json(), 400, ANY_400, ROUTE, "POST")
