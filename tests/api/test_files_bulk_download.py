"""POST /files/bulk-download."""

import json
import os

import pytest

from support.daemon import check_error_body
from support.multipart import ATTR_CHARS, read_parts


def bulk(daemon, *paths, headers=None):
    resp = daemon.post("/files/bulk-download", {"paths": [str(p) for p in paths]}, headers)
    assert resp.status == 200, resp
    return read_parts(resp)


def check_error_part(part, path, status, code):
    assert part.name == "error" and part.decoded_name == str(path)
    assert part.headers["Content-Type"].startswith("application/json")
    check_error_body(json.loads(part.body), status, code, str(path), "POST")


def test_the_answer_byte_for_byte(daemon, tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    resp = daemon.post("/files/bulk-download", {"paths": [f"{tmp_path}/a"]})
    assert resp.status == 200
    assert resp.headers["Content-Type"] == "multipart/form-data; boundary=DAYTONA-FILE-BOUNDARY"
    head, content = resp.body.split(b"\r\n\r\n", 1)
    assert content.removesuffix(b"\r\n") == b"12345\r\n--DAYTONA-FILE-BOUNDARY--"
    first, *lines = head.decode().split("\r\n")
    assert first == "--DAYTONA-FILE-BOUNDARY"
    escaped = str(tmp_path / "a").replace("/", "%2F")
    assert sorted(lines) == [
        f"Content-Disposition: form-data; name=\"file\"; filename=\"{tmp_path}/a\"; filename*=utf-8''{escaped}",
        "Content-Length: 5",
        "Content-Type: application/octet-stream"]


def test_parts_come_in_the_order_of_the_paths(daemon, tmp_path):
    contents = {"b.txt": b"bbb", "a.bin": b"", "z": os.urandom(3_000_000), "c": b"--DAYTONA"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    wanted = [tmp_path / n for n in ("z", "b.txt", "a.bin", "none", "c", "b.txt")]
    parts = bulk(daemon, *wanted)
    assert [p.decoded_name for p in parts] == [str(p) for p in wanted]
    assert [p.name for p in parts] == ["file", "file", "file", "error", "file", "file"]
    for part, path in zip(parts, wanted):
        if part.name == "file":
            assert part.body == contents[path.name]
            assert part.headers["Content-Length"] == str(len(part.body))
    check_error_part(parts[3], tmp_path / "none", 404, "FILE_NOT_FOUND")


def test_one_missing_file_is_an_error_part_too(daemon, tmp_path):
    (part,) = bulk(daemon, tmp_path / "none")
    check_error_part(part, tmp_path / "none", 404, "FILE_NOT_FOUND")


def test_directories_and_impossible_names_are_invalid(daemon, tmp_path):
    (tmp_path / "f").write_bytes(b"1")
    paths = [tmp_path, f"{tmp_path}/{'n' * 300}"]
    parts = bulk(daemon, *paths, tmp_path / "f")
    for part, path in zip(parts, paths):
        check_error_part(part, path, 400, "INVALID_FILE_PATH")
    assert parts[2].body == b"1"


def test_a_file_that_cannot_be_read(daemon):
    (part,) = bulk(daemon, "/proc/self/mem")  # opens, but has nothing at address 0
    check_error_part(part, "/proc/self/mem", 500, "FILE_READ_FAILED")


def test_a_file_without_permission(unprivileged, open_tmp):
    (open_tmp / "secret").write_bytes(b"1")
    (open_tmp / "secret").chmod(0)
    (open_tmp / "open").write_bytes(b"2")
    secret, other = bulk(unprivileged, open_tmp / "secret", open_tmp / "open")
    check_error_part(secret, open_tmp / "secret", 403, "FILE_ACCESS_DENIED")
    assert other.body == b"2"


@pytest.mark.parametrize("name", [
    'sp ace "q" ☃.txt', "é.txt", "back\\slash", "line\nbreak", "cr\rlf\r\n--DAYTONA-FILE-BOUNDARY", "%41+b", "'",
    ";a=\"b",
])
@pytest.mark.parametrize("exists", [True, False])
def test_the_decoded_name_is_exactly_the_requested_path(daemon, tmp_path, name, exists):
    path = tmp_path / name
    if exists:
        path.write_bytes(b"content")
    (part,) = bulk(daemon, path)
    assert part.decoded_name == str(path)
    assert ATTR_CHARS.fullmatch(part.params["filename*"].removeprefix("utf-8''"))
    assert not set("\r\n") & set(part.params["filename"])
    assert part.body == b"content" if exists else part.name == "error"


def test_latin1_names_come_raw_too(daemon, tmp_path):
    (tmp_path / "é☃").write_bytes(b"1")
    (part,) = bulk(daemon, tmp_path / "é☃")
    assert part.params["filename"].encode("latin-1").startswith(os.fsencode(tmp_path) + b"/\xe9")


def test_a_path_is_repeated_as_it_was_asked_for(make_daemon, tmp_path):
    (tmp_path / "d").mkdir()
    (tmp_path / "f").write_bytes(b"1")
    asked = ["f", "./f", "d/../f", f"{tmp_path}//f", "none"]
    parts = bulk(make_daemon(cwd=tmp_path), *asked)
    assert [p.decoded_name for p in parts] == asked
    assert [p.body for p in parts[:4]] == [b"1"] * 4
    check_error_part(parts[4], "none", 404, "FILE_NOT_FOUND")


@pytest.mark.parametrize("name, kind", [
    ("a.txt", "text/plain"), ("a.html", "text/html"), ("a.json", "application/json"), ("a.png", "image/png"),
    ("noextension", "application/octet-stream"), ("a.no-such-extension", "application/octet-stream"),
])
def test_content_type_by_extension(daemon, tmp_path, name, kind):
    (tmp_path / name).write_bytes(b"1")
    (part,) = bulk(daemon, tmp_path / name)
    assert part.headers["Content-Type"].split(";")[0] == kind


def test_files_that_claim_to_be_empty_come_with_their_content(daemon):
    with open("/proc/version", "rb") as f:
        content = f.read()
    (part,) = bulk(daemon, "/proc/version")
    assert part.name == "file" and part.body == content


def test_links_are_followed(daemon, tmp_path):
    (tmp_path / "f").write_bytes(b"1")
    (tmp_path / "link").symlink_to("f")
    (part,) = bulk(daemon, tmp_path / "link")
    assert part.body == b"1" and part.decoded_name == str(tmp_path / "link")


def test_many_files(daemon, tmp_path):
    paths = [tmp_path / f"{i}" for i in range(500)]
    for i, path in enumerate(paths):
        path.write_bytes(b"%d" % i)
    assert [p.body for p in bulk(daemon, *paths)] == [b"%d" % i for i in range(500)]


def test_old_go_clients_get_error_parts_without_new_fields(daemon, tmp_path):
    headers = {"X-Daytona-Source": "sdk-go", "X-Daytona-SDK-Version": "0.187.0"}
    (part,) = bulk(daemon, tmp_path / "none", headers=headers)
    body = json.loads(part.body)
    assert set(body) == {"statusCode", "message", "code", "timestamp", "path", "method"}
    assert (body["code"], body["path"]) == ("FILE_NOT_FOUND", str(tmp_path / "none"))


def test_keep_alive_after_a_bulk_download(daemon, tmp_path):
    (tmp_path / "f").write_bytes(b"1")
    body = '{"paths":["%s/f"]}' % tmp_path
    request = (f"POST /files/bulk-download/ HTTP/1.1\r\nHost: localhost\r\nAccept: multipart/form-data\r\n"
               f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()
    with daemon.raw_socket() as wire:
        for _ in range(3):
            wire.send(request)
            assert [p.body for p in read_parts(wire.read_response())] == [b"1"]
