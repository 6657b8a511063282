"""GET /files/download."""

import hashlib
import os
import re
import socket
from email.utils import formatdate

import pytest

from support.daemon import ANY_400, Wire, check_error, url
from support.multipart import disposition, extended

CONTENT = b"0123456789"
MTIME = 1_600_000_000


@pytest.fixture
def ten(tmp_path):
    """A file of ten bytes with a known time."""
    path = tmp_path / "ten.bin"
    path.write_bytes(CONTENT)
    os.utime(path, ns=(0, MTIME * 10**9 + 5))
    return path


def download(daemon, path, headers=None):
    return daemon.get("/files/download", headers, path=path)


def test_download_has_all_headers(daemon, ten):
    resp = download(daemon, ten)
    assert resp.status == 200 and resp.body == CONTENT
    assert resp.headers["Content-Type"] == "application/octet-stream"
    assert resp.headers["Content-Length"] == "10"
    assert resp.headers["Content-Disposition"] == "attachment; filename=\"ten.bin\"; filename*=utf-8''ten.bin"
    assert resp.headers["Last-Modified"] == formatdate(MTIME, usegmt=True)


@pytest.mark.parametrize("name, latin1", [
    ("é ü.txt", b"\xe9 \xfc.txt"),
    ("☃x.txt", b"_x.txt"),
    ("a;b=c,d.txt", b"a;b=c,d.txt"),
    ("sp ace%41+.txt", b"sp ace%41+.txt"),
])
def test_the_name_comes_as_latin1_and_as_utf8(daemon, tmp_path, name, latin1):
    (tmp_path / name).write_bytes(b"1")
    kind, params = disposition(download(daemon, tmp_path / name).headers["Content-Disposition"])
    assert kind == "attachment" and set(params) == {"filename", "filename*"}
    assert params["filename"].encode("latin-1") == latin1
    assert extended(params["filename*"]) == name


@pytest.mark.parametrize("name", ['q"u"o', "back\\slash", "line\nbreak\r\nX-Evil: 1", "tab\there", "'"])
def test_no_name_breaks_the_header(daemon, tmp_path, name):
    (tmp_path / name).write_bytes(b"1")
    resp = download(daemon, tmp_path / name)
    assert resp.status == 200 and resp.body == b"1" and "X-Evil" not in resp.headers
    kind, params = disposition(resp.headers["Content-Disposition"])
    assert kind == "attachment" and extended(params["filename*"]) == name


def test_a_name_that_is_not_utf8(daemon, tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff\xfe"
    with open(path, "wb") as f:
        f.write(b"1")
    resp = download(daemon, path)
    assert resp.status == 200 and resp.body == b"1"
    disposition(resp.headers["Content-Disposition"])


def test_zero_length_file(daemon, tmp_path):
    (tmp_path / "empty").touch()
    resp = download(daemon, tmp_path / "empty")
    assert resp.status == 200 and resp.body == b"" and resp.headers["Content-Length"] == "0"


def test_download_through_a_link(daemon, ten, tmp_path):
    (tmp_path / "link").symlink_to(ten.name)
    assert download(daemon, tmp_path / "link").body == CONTENT


@pytest.mark.parametrize("path", ["/proc/version", "/proc/filesystems"])
def test_files_that_claim_to_be_empty_come_with_their_content(daemon, path):
    with open(path, "rb") as f:
        content = f.read()
    assert os.stat(path).st_size == 0 and content
    assert download(daemon, path).body == content


def test_proc_self_is_the_daemon(daemon):
    assert b"\nPid:\t%d\n" % daemon.proc.pid in download(daemon, "/proc/self/status").body


def test_large_file(daemon, tmp_path):
    content = os.urandom(1 << 20) * 50
    (tmp_path / "large").write_bytes(content)
    resp = download(daemon, tmp_path / "large")
    assert resp.headers["Content-Length"] == str(len(content))
    assert hashlib.sha256(resp.body).digest() == hashlib.sha256(content).digest()


def test_errors(daemon, tmp_path):
    check_error(download(daemon, tmp_path / "none"), 404, "FILE_NOT_FOUND")
    check_error(download(daemon, tmp_path), 400, ANY_400)
    (tmp_path / "dangling").symlink_to("none")
    check_error(download(daemon, tmp_path / "dangling"), 404, "FILE_NOT_FOUND")


def test_head_is_get_without_the_body(daemon, ten):
    target = url("/files/download", path=ten)
    with daemon.raw_socket() as wire:
        wire.send(f"HEAD {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = wire.read_response("HEAD")
        wire.send(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        get = wire.read_response()
    assert head.status == get.status == 200 and get.body == CONTENT
    for name in ("Content-Length", "Content-Type", "Content-Disposition", "Last-Modified"):
        assert head.headers[name] == get.headers[name]


def test_head_of_a_missing_file(daemon, tmp_path):
    resp = daemon.request("HEAD", url("/files/download", path=tmp_path / "none"))
    assert resp.status == 404


# --- ranges ---


@pytest.mark.parametrize("value, first, last", [
    ("0-4", 0, 4), ("3-3", 3, 3), ("0-0", 0, 0), ("9-9", 9, 9), ("7-", 7, 9), ("0-", 0, 9), ("-3", 7, 9),
    ("-10", 0, 9), ("-100", 0, 9), ("5-100", 5, 9), ("0-9", 0, 9), ("2-99999999999999999", 2, 9),
])
def test_one_range(daemon, ten, value, first, last):
    resp = download(daemon, ten, {"Range": f"bytes={value}"})
    assert resp.status == 206 and resp.body == CONTENT[first:last + 1]
    assert resp.headers["Content-Range"] == f"bytes {first}-{last}/10"
    assert resp.headers["Content-Length"] == str(last + 1 - first)
    assert resp.headers["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("value", ["10-", "10-20", "99999999999-", "-0"])
def test_a_range_past_the_end(daemon, ten, value):
    resp = download(daemon, ten, {"Range": f"bytes={value}"})
    check_error(resp, 416, "RANGE_NOT_SATISFIABLE")
    assert resp.headers["Content-Range"] == "bytes */10"


def test_several_ranges_never_give_wrong_bytes(daemon, ten):
    resp = download(daemon, ten, {"Range": "bytes=0-1,5-6"})
    if resp.status == 200:
        assert resp.body == CONTENT
        return
    assert resp.status == 206
    boundary = re.fullmatch(r'multipart/byteranges; boundary="?([^"]+)"?', resp.headers["Content-Type"])[1].encode()
    parts = [p.split(b"\r\n\r\n", 1) for p in (b"\r\n" + resp.body).split(b"\r\n--" + boundary)[1:-1]]
    assert [body for _, body in parts] == [b"01", b"56"]
    for (head, _), wanted in zip(parts, (b"bytes 0-1/10", b"bytes 5-6/10")):
        assert b"\r\ncontent-range: " + wanted in head.lower()


def test_a_range_deep_in_a_large_file(daemon, tmp_path):
    with open(tmp_path / "sparse", "wb") as f:
        f.seek(5 * 2**30)
        f.write(b"the end")
    size = 5 * 2**30 + 7
    resp = download(daemon, tmp_path / "sparse", {"Range": f"bytes={5 * 2**30}-"})
    assert resp.status == 206 and resp.body == b"the end"
    assert resp.headers["Content-Range"] == f"bytes {5 * 2**30}-{size - 1}/{size}"


@pytest.mark.parametrize("date, status, body", [
    (MTIME, 206, b"23"),
    (MTIME - 1, 200, CONTENT),
    (MTIME + 1, 200, CONTENT),
])
def test_if_range_with_the_files_date(daemon, ten, date, status, body):
    resp = download(daemon, ten, {"Range": "bytes=2-3", "If-Range": formatdate(date, usegmt=True)})
    assert (resp.status, resp.body) == (status, body)


def test_head_with_a_range_has_no_body(daemon, ten):
    resp = daemon.request("HEAD", url("/files/download", path=ten), headers={"Range": "bytes=20-"})
    assert resp.status in (200, 416) and resp.body == b""


# --- conditions ---


@pytest.mark.parametrize("date, status", [(MTIME, 304), (MTIME + 3600, 304), (MTIME - 1, 200)])
def test_if_modified_since(daemon, ten, date, status):
    resp = download(daemon, ten, {"If-Modified-Since": formatdate(date, usegmt=True)})
    assert resp.status == status
    assert resp.body == (b"" if status == 304 else CONTENT)


def test_a_date_that_is_none_is_ignored(daemon, ten):
    assert download(daemon, ten, {"If-Modified-Since": "yesterday"}).body == CONTENT


def test_the_connection_lives_on_after_304(daemon, ten):
    target = url("/files/download", path=ten)
    with daemon.raw_socket() as wire:
        date = formatdate(MTIME, usegmt=True)
        wire.send(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nIf-Modified-Since: {date}\r\n\r\n".encode())
        assert wire.read_response().status == 304
        wire.send(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert wire.read_response().body == CONTENT


# --- a file that changes while it is sent ---


def slow_download(daemon, request):
    """A connection with a small window, so that the daemon cannot have sent a large file when the head arrives."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
    sock.settimeout(20)
    sock.connect(("127.0.0.1", daemon.port))
    sock.sendall(request)
    return Wire(sock)


def read_to_the_end(wire):
    try:
        return wire.file.read()
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize("route", ["download", "bulk-download"])
def test_a_file_that_shrinks_gives_an_answer_that_is_visibly_incomplete(daemon, tmp_path, route):
    path = tmp_path / "shrinks"
    with open(path, "wb") as f:
        f.write(b"q" * (64 << 20))
    if route == "download":
        request = f"GET {url('/files/download', path=path)} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    else:
        body = '{"paths":["%s"]}' % path
        request = (f"POST /files/bulk-download HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                   f"Content-Length: {len(body)}\r\n\r\n{body}")
    with slow_download(daemon, request.encode()) as wire:
        assert wire.file.readline().startswith(b"HTTP/1.1 200")
        os.truncate(path, 0)
        rest = read_to_the_end(wire)
    assert len(rest) < 64 << 20
    assert b"DAYTONA-FILE-BOUNDARY--" not in rest[-1000:]
    assert not rest.endswith(b"\r\n0\r\n\r\n")
    assert daemon.request("GET", "/version").status == 200


def test_a_client_that_leaves_during_a_download_harms_nobody(daemon, tmp_path):
    path = tmp_path / "large"
    path.write_bytes(b"q" * (16 << 20))
    with slow_download(daemon, f"GET {url('/files/download', path=path)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()):
        pass
    assert daemon.request("GET", "/version").status == 200
