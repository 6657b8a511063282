"""POST /files/upload and /files/upload-v2: what ends up on disk, and what a broken upload leaves."""

import hashlib
import os
import select
import socket
import stat
import struct
import threading

import pytest

from support.daemon import ANY_400, TIMEOUT, check_error, url
from support.multipart import BOUNDARY, file_part, form, form_headers

IS_ROOT = os.geteuid() == 0
ROUTES = ["upload", "upload-v2", "upload-v2 raw"]
V2 = ROUTES[1:]
RAW = {"Content-Type": "application/octet-stream"}


def encode(way, content):
    """(route, body, headers) that upload `content`."""
    route = "/files/" + way.split()[0]
    if way.endswith("raw"):
        return route, content, dict(RAW)
    return route, form(file_part(content)), form_headers()


def upload(daemon, way, path, content, **params):
    route, body, headers = encode(way, content)
    return daemon.post(route, body, headers, path=path, **params)


def umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize("way", ROUTES)
@pytest.mark.parametrize("content", [b"", b"x", b"\0\xff\r\n--\r\n", bytes(range(256)) * 1000], ids=len)
def test_upload_writes_exactly_the_content(daemon, tmp_path, way, content):
    assert upload(daemon, way, tmp_path / "f", content).status == 200
    assert os.listdir(tmp_path) == ["f"] and (tmp_path / "f").read_bytes() == content


@pytest.mark.parametrize("way", V2)
def test_upload_v2_answers_with_name_path_and_type(daemon, tmp_path, way):
    path = tmp_path / "new dir" / "sub" / "sig ned+☃.txt"
    resp = upload(daemon, way, path, b"1")
    assert resp.status == 200
    assert resp.json() == {"name": path.name, "path": str(path), "type": "file"}
    assert path.read_bytes() == b"1"


@pytest.mark.parametrize("kind", [
    None, "application/octet-stream", "text/plain", "application/json", "application/x-www-form-urlencoded",
    "multipart/mixed; boundary=x",
])
def test_any_other_content_type_is_a_raw_body(daemon, tmp_path, kind):
    headers = {"Content-Type": kind} if kind else {}
    content = b"--x\r\n\r\nnot=json&{\r\n--x--\r\n"
    assert daemon.post("/files/upload-v2", content, headers, path=tmp_path / "f").status == 200
    assert (tmp_path / "f").read_bytes() == content


@pytest.mark.parametrize("way", ROUTES)
@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_a_chunked_body(daemon, tmp_path, way, size):
    content = os.urandom(600 if size < 100 else 1_000_000)
    route, body, headers = encode(way, content)
    chunks = (body[i:i + size] for i in range(0, len(body), size))
    assert daemon.post(route, chunks, headers, path=tmp_path / "f").status == 200
    assert (tmp_path / "f").read_bytes() == content


@pytest.mark.parametrize("way", ROUTES)
def test_fifty_megabytes(daemon, tmp_path, way):
    content = os.urandom(1 << 20) * 50
    assert upload(daemon, way, tmp_path / "f", content).status == 200
    assert hashlib.sha256((tmp_path / "f").read_bytes()).digest() == hashlib.sha256(content).digest()


@pytest.mark.skipif("TOOLBOXD_SANITIZED" in os.environ, reason="sanitizers keep freed memory")
@pytest.mark.parametrize("way", ROUTES)
def test_an_upload_is_not_held_in_memory(make_daemon, tmp_path, way):
    daemon = make_daemon()

    def peak():
        with open(f"/proc/{daemon.proc.pid}/status") as f:
            return next(int(line.split()[1]) for line in f if line.startswith("VmHWM:"))

    assert upload(daemon, way, tmp_path / "small", b"1").status == 200
    before = peak()
    assert upload(daemon, way, tmp_path / "f", b"q" * (64 << 20)).status == 200
    assert peak() - before < 24 << 10  # KiB


@pytest.mark.parametrize("way", ROUTES)
def test_fsync_may_be_asked_for(daemon, tmp_path, way):
    assert upload(daemon, way, tmp_path / "f", b"1", fsync="true").status == 200
    assert (tmp_path / "f").read_bytes() == b"1"


@pytest.mark.parametrize("way", ROUTES)
def test_expect_100_continue(daemon, tmp_path, way):
    route, body, _ = encode(way, b"content")
    kind = RAW["Content-Type"] if way.endswith("raw") else f"multipart/form-data; boundary={BOUNDARY}"
    with daemon.raw_socket() as wire:
        wire.send(f"POST {url(route, path=tmp_path / 'f')} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n"
                  f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n".encode())
        assert wire.read_response().status == 100
        wire.send(body)
        assert wire.read_response().status == 200
    assert (tmp_path / "f").read_bytes() == b"content"


def test_names_that_are_not_utf8(daemon, tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff\xfe"
    assert daemon.post("/files/upload-v2", b"1", RAW, path=path).status == 200
    assert os.listdir(os.fsencode(tmp_path)) == [b"\xff\xfe"]


def test_relative_path_and_trailing_slash(make_daemon, tmp_path):
    daemon = make_daemon(cwd=tmp_path)
    assert daemon.post("/files/upload-v2/", b"1", RAW, path="sub/f").status == 200
    assert (tmp_path / "sub/f").read_bytes() == b"1"


@pytest.mark.parametrize("way", ROUTES)
def test_a_new_file_has_the_default_mode(daemon, tmp_path, way):
    assert upload(daemon, way, tmp_path / "f", b"1").status == 200
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o666 & ~umask()


# --- what was there before ---


@pytest.mark.parametrize("way", ROUTES)
@pytest.mark.parametrize("mode", [0o600, 0o755, 0o444])
def test_mode_and_owner_of_an_overwritten_file_stay(daemon, tmp_path, way, mode):
    path = tmp_path / "f"
    path.write_bytes(b"something longer than before")
    if IS_ROOT:
        os.chown(path, 1234, 4321)
    elif not mode & 0o200:
        pytest.skip("a read-only file is writable for root only")
    path.chmod(mode)
    before = path.stat()
    assert upload(daemon, way, path, b"new").status == 200
    after = path.stat()
    assert path.read_bytes() == b"new"
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)


@pytest.mark.parametrize("way", ROUTES)
def test_links_are_written_through(daemon, tmp_path, way):
    (tmp_path / "real").mkdir()
    target = tmp_path / "real/target"
    target.write_bytes(b"old")
    target.chmod(0o640)
    (tmp_path / "middle").symlink_to("real/target")
    (tmp_path / "link").symlink_to(tmp_path / "middle")
    assert upload(daemon, way, tmp_path / "link", b"new").status == 200
    assert os.readlink(tmp_path / "link") == str(tmp_path / "middle")
    assert os.readlink(tmp_path / "middle") == "real/target"
    assert target.read_bytes() == b"new" and stat.S_IMODE(target.stat().st_mode) == 0o640
    assert os.listdir(tmp_path / "real") == ["target"]


@pytest.mark.parametrize("way", ROUTES)
def test_a_dangling_link_is_written_through(daemon, tmp_path, way):
    (tmp_path / "link").symlink_to("target")
    assert upload(daemon, way, tmp_path / "link", b"new").status == 200
    assert os.readlink(tmp_path / "link") == "target" and (tmp_path / "target").read_bytes() == b"new"


@pytest.mark.parametrize("way", ROUTES)
def test_where_no_file_can_be(daemon, tmp_path, way):
    (tmp_path / "f").write_bytes(b"1")
    (tmp_path / "d").mkdir()
    for path in (tmp_path / "f/below", tmp_path / "d"):
        check_error(upload(daemon, way, path, b"new"), 400, ANY_400)
    assert sorted(os.listdir(tmp_path)) == ["d", "f"]
    assert (tmp_path / "f").read_bytes() == b"1" and os.listdir(tmp_path / "d") == []


@pytest.mark.parametrize("route", ["/files/upload", "/files/upload-v2"])
def test_a_form_without_the_field_file(daemon, tmp_path, route):
    for body in (form(file_part(b"x", name="other")), form(file_part(b"x", name="files")), f"--{BOUNDARY}--\r\n"):
        check_error(daemon.post(route, body, form_headers(), path=tmp_path / "f"), 400, ANY_400)
    assert os.listdir(tmp_path) == []


def test_upload_wants_a_form(daemon, tmp_path):
    check_error(daemon.post("/files/upload", b"x", RAW, path=tmp_path / "f"), 400, ANY_400)
    check_error(daemon.post("/files/upload", path=tmp_path / "f"), 400, ANY_400)
    assert os.listdir(tmp_path) == []


# --- nobody sees half a file ---


def begin(daemon, way, path, content, size):
    """Sends an upload's head and `size` bytes of its content; returns the connection and the rest of the body."""
    route, body, headers = encode(way, content)
    cut = body.index(content[:1000]) + size
    head = f"POST {url(route, path=path)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    wire = daemon.raw_socket()
    wire.send((head + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n").encode() + body[:cut])
    return wire, body[cut:]


# More than the sockets' buffers hold: when it is sent, the daemon has begun to write.
LARGE, HALF = 64 << 20, 40 << 20


@pytest.mark.parametrize("way", ROUTES)
def test_the_old_content_stays_until_the_upload_is_complete(daemon, tmp_path, way):
    path = tmp_path / "f"
    path.write_bytes(b"old")
    wire, rest = begin(daemon, way, path, b"n" * LARGE, HALF)
    with wire:
        assert path.read_bytes() == b"old"
        wire.send(rest)
        assert wire.read_response("POST").status == 200
    assert path.read_bytes() == b"n" * LARGE and os.listdir(tmp_path) == ["f"]


@pytest.mark.parametrize("way", ROUTES)
@pytest.mark.parametrize("existing", [None, b"old"])
@pytest.mark.parametrize("how", ["closed", "reset", "half-closed"])
def test_a_broken_upload_leaves_nothing_behind(make_daemon, tmp_path, way, existing, how):
    path = tmp_path / "f"
    if existing:
        path.write_bytes(existing)
    daemon = make_daemon()
    wire, _ = begin(daemon, way, path, b"n" * LARGE, HALF)
    with wire:
        if how == "reset":
            wire.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif how == "half-closed":
            wire.sock.shutdown(socket.SHUT_WR)
            answer = wire.file.read()
            assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")
    daemon.stop()  # ends what is in flight
    assert os.listdir(tmp_path) == (["f"] if existing else [])
    assert not existing or path.read_bytes() == existing


def test_readers_never_see_half_a_file(daemon, tmp_path):
    path = tmp_path / "f"
    contents = [b"a" * 1_000_003, b"b" * 2_000_005]
    path.write_bytes(contents[0])
    wrong, done, looked = [], threading.Event(), 0

    def read():
        nonlocal looked
        while not done.is_set():
            content = path.read_bytes()
            looked += 1
            if content not in contents:
                wrong.append(len(content))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for i in range(60):
            assert upload(daemon, ROUTES[i % 3], path, contents[i // 3 % 2]).status == 200
            assert daemon.get("/files/download", path=path).body == contents[i // 3 % 2]
    finally:
        done.set()
        reader.join(TIMEOUT)
    assert wrong == [] and looked > 0
    assert os.listdir(tmp_path) == ["f"]


def test_two_uploads_to_one_path_at_a_time(daemon, tmp_path):
    path = tmp_path / "f"
    first, first_rest = begin(daemon, "upload-v2 raw", path, b"1" * LARGE, HALF)
    second, second_rest = begin(daemon, "upload", path, b"2" * LARGE, HALF)
    with first, second:
        first.send(first_rest)
        assert first.read_response("POST").status == 200
        assert path.read_bytes() == b"1" * LARGE
        second.send(second_rest)
        assert second.read_response("POST").status == 200
        assert path.read_bytes() == b"2" * LARGE
    assert os.listdir(tmp_path) == ["f"]


# --- special files ---


@pytest.mark.parametrize("way", ROUTES)
@pytest.mark.parametrize("size", [5, 3_000_000])
def test_a_fifo_with_a_reader_gets_the_content(daemon, tmp_path, way, size):
    path = tmp_path / "fifo"
    os.mkfifo(path)
    content, got = os.urandom(size), []
    # Opened without waiting for a writer, and read to the end only after the upload has begun to fill it.
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(fd, True)
    answers = []
    sender = threading.Thread(target=lambda: answers.append(upload(daemon, way, path, content)), daemon=True)
    sender.start()
    with open(fd, "rb", buffering=0) as fifo:
        while sum(map(len, got)) < size:
            assert select.select([fifo], [], [], TIMEOUT)[0], f"{sum(map(len, got))} of {size} bytes arrived"
            got.append(fifo.read(1 << 16))
            assert got[-1], "the fifo was closed too early"
        sender.join(TIMEOUT)
        assert not sender.is_alive() and fifo.read() == b""
    assert answers[0].status == 200 and b"".join(got) == content
    assert stat.S_ISFIFO(path.lstat().st_mode) and os.listdir(tmp_path) == ["fifo"]


@pytest.mark.parametrize("way", ROUTES)
def test_a_fifo_without_a_reader_is_an_error_and_no_hang(daemon, tmp_path, way):
    os.mkfifo(tmp_path / "fifo")
    check_error(upload(daemon, way, tmp_path / "fifo", b"content"), 400, ANY_400)
    assert stat.S_ISFIFO((tmp_path / "fifo").lstat().st_mode) and os.listdir(tmp_path) == ["fifo"]


def test_a_reader_that_leaves_is_an_error_and_no_crash(daemon, tmp_path):
    path = tmp_path / "fifo"
    os.mkfifo(path)
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    wire, rest = begin(daemon, "upload-v2 raw", path, b"n" * LARGE, 1 << 16)
    with wire:
        os.set_blocking(fd, True)
        assert select.select([fd], [], [], TIMEOUT)[0]
        os.close(fd)
        try:
            wire.send(rest)
        except (BrokenPipeError, ConnectionResetError):
            pass
        try:
            answer = wire.file.readline()
        except ConnectionResetError:
            answer = b""
        assert answer == b"" or int(answer.split()[1]) >= 400
    assert daemon.request("GET", "/version").status == 200


@pytest.mark.parametrize("way", ROUTES)
def test_a_device_is_written_directly(daemon, tmp_path, way):
    path = tmp_path / "null"
    if IS_ROOT:  # never the real one: a daemon that replaces it would break the machine
        try:
            os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
            os.close(os.open(path, os.O_WRONLY))
        except PermissionError:
            pytest.skip("may not make device nodes")
    else:
        path = "/dev/null"
    assert upload(daemon, way, path, b"content").status == 200
    assert stat.S_ISCHR(os.lstat(path).st_mode)
