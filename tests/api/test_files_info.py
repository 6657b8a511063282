"""GET /files/info and GET /files: what one entry looks like, and lists of them."""

import os
import re
import socket
import stat
from datetime import datetime

import pytest

from support.daemon import ANY_400, check_error, check_error_body, url

FIELDS = {"name", "size", "mode", "modTime", "modifiedAt", "isDir", "owner", "group", "permissions", "path"}
IS_ROOT = os.geteuid() == 0


def info(daemon, path):
    resp = daemon.get("/files/info", path=path)
    assert resp.status == 200, resp
    return resp.json()


def listing(daemon, path, **params):
    resp = daemon.get("/files", path=path, **params)
    assert resp.status == 200, resp
    return resp.json()


def names(entries):
    return [e["name"] for e in entries]


def nanoseconds(rfc3339):
    """The instant, exactly; datetime would cut it to microseconds."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)", rfc3339)
    assert match, rfc3339
    seconds, fraction, zone = match.groups()
    whole = datetime.fromisoformat(seconds + ("+00:00" if zone == "Z" else zone))
    return round(whole.timestamp()) * 10**9 + int((fraction or "").ljust(9, "0"))


# --- info ---


def test_info_of_a_file_has_every_field(daemon, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"12345")
    path.chmod(0o640)
    os.utime(path, ns=(0, 1714979289_123456789))
    st = path.stat()
    resp = daemon.get("/files/info", path=path)
    assert resp.status == 200 and resp.headers["Content-Type"].startswith("application/json")
    body = resp.json()
    assert set(body) == FIELDS
    assert nanoseconds(body.pop("modifiedAt")) == 1714979289_123456789
    assert body == {
        "name": "a.txt", "size": 5, "mode": "-rw-r-----", "permissions": "0640", "isDir": False,
        "modTime": "2024-05-06 07:08:09.123456789 +0000 UTC",
        "owner": str(st.st_uid), "group": str(st.st_gid), "path": str(path)}


def test_info_of_a_directory(daemon, tmp_path):
    path = tmp_path / "d"
    path.mkdir()
    path.chmod(0o755)
    body = info(daemon, path)
    assert (body["name"], body["isDir"], body["mode"], body["permissions"]) == ("d", True, "drwxr-xr-x", "0755")
    assert body["size"] == path.stat().st_size and body["path"] == str(path)


@pytest.mark.parametrize("ns, text", [
    (1714979289_000000000, "2024-05-06 07:08:09 +0000 UTC"),
    (1714979289_500000000, "2024-05-06 07:08:09.5 +0000 UTC"),
    (1714979289_120000000, "2024-05-06 07:08:09.12 +0000 UTC"),
    (1714979289_000001000, "2024-05-06 07:08:09.000001 +0000 UTC"),
    (1714979289_000000001, "2024-05-06 07:08:09.000000001 +0000 UTC"),
    (-1_500_000_000, "1969-12-31 23:59:58.5 +0000 UTC"),
])
def test_mod_time_is_gos_layout_without_trailing_zeros(daemon, tmp_path, ns, text):
    path = tmp_path / "f"
    path.touch()
    os.utime(path, ns=(0, ns))
    assert path.stat().st_mtime_ns == ns
    body = info(daemon, path)
    assert body["modTime"] == text
    assert nanoseconds(body["modifiedAt"]) == ns


def test_mod_time_in_another_zone_is_the_same_instant(make_daemon, tmp_path):
    if not os.path.exists("/usr/share/zoneinfo/Asia/Kolkata"):
        pytest.skip("no zone data installed")
    path = tmp_path / "f"
    path.touch()
    os.utime(path, ns=(0, 1714979289_500000000))
    body = info(make_daemon(env={"TZ": "Asia/Kolkata"}), path)
    day, time, offset, zone = body["modTime"].split(" ")
    assert re.fullmatch(r"[+-]\d{4}", offset) and zone
    assert nanoseconds(f"{day}T{time}{offset[:3]}:{offset[3:]}") == 1714979289_500000000
    assert nanoseconds(body["modifiedAt"]) == 1714979289_500000000


@pytest.mark.parametrize("bits, is_dir, mode", [
    (0o644, False, "-rw-r--r--"),
    (0o000, False, "----------"),
    (0o777, False, "-rwxrwxrwx"),
    (0o4755, False, "urwxr-xr-x"),
    (0o2755, False, "grwxr-xr-x"),
    (0o6711, False, "ugrwx--x--x"),
    (0o1644, False, "trw-r--r--"),
    (0o7777, False, "ugtrwxrwxrwx"),
    (0o700, True, "drwx------"),
    (0o1777, True, "dtrwxrwxrwx"),
    (0o2775, True, "dgrwxrwxr-x"),
    (0o7755, True, "dugtrwxr-xr-x"),
])
def test_mode_is_what_go_prints(daemon, tmp_path, bits, is_dir, mode):
    path = tmp_path / "x"
    path.mkdir() if is_dir else path.touch()
    os.chmod(path, bits)
    assert stat.S_IMODE(path.stat().st_mode) == bits, "the file system refused the mode"
    body = info(daemon, path)
    assert body["mode"] == mode
    assert body["isDir"] is is_dir
    assert re.fullmatch("[0-7]{4}", body["permissions"])
    assert int(body["permissions"], 8) & 0o777 == bits & 0o777


def test_mode_of_fifo_socket_and_character_device(daemon, tmp_path):
    os.mkfifo(tmp_path / "fifo", 0o600)
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(tmp_path / "socket"))
        os.chmod(tmp_path / "socket", 0o755)
        assert info(daemon, tmp_path / "socket")["mode"] == "Srwxr-xr-x"
    assert info(daemon, tmp_path / "fifo")["mode"] == "prw-------"
    assert info(daemon, "/dev/null")["mode"] == "Dc" + stat.filemode(os.stat("/dev/null").st_mode)[1:]


def test_mode_of_a_block_device(daemon, tmp_path):
    try:
        os.mknod(tmp_path / "disk", 0o660 | stat.S_IFBLK, os.makedev(7, 200))
    except PermissionError:
        pytest.skip("may not make device nodes")
    os.chmod(tmp_path / "disk", 0o660)
    assert info(daemon, tmp_path / "disk")["mode"] == "Drw-rw----"


@pytest.mark.skipif(not IS_ROOT, reason="only root may give files away")
def test_owner_and_group_are_numeric_strings(daemon, tmp_path):
    path = tmp_path / "f"
    path.touch()
    os.chown(path, 4_000_000_000, 12345)
    body = info(daemon, path)
    assert (body["owner"], body["group"]) == ("4000000000", "12345")


def test_info_follows_links(daemon, tmp_path):
    (tmp_path / "target").write_bytes(b"abc")
    os.chmod(tmp_path / "target", 0o604)
    (tmp_path / "d").mkdir()
    (tmp_path / "link").symlink_to("target")
    (tmp_path / "dlink").symlink_to("d")
    body = info(daemon, tmp_path / "link")
    assert (body["name"], body["size"], body["mode"], body["isDir"]) == ("link", 3, "-rw----r--", False)
    assert body["path"] == str(tmp_path / "link")
    assert info(daemon, tmp_path / "dlink")["isDir"] is True


def test_size_beyond_four_gigabytes(daemon, tmp_path):
    with open(tmp_path / "sparse", "wb") as f:
        f.truncate(5 * 2**30 + 1)
    assert info(daemon, tmp_path / "sparse")["size"] == 5 * 2**30 + 1


def test_info_of_a_missing_file(daemon, tmp_path):
    check_error(daemon.get("/files/info", path=tmp_path / "none"), 404, "FILE_NOT_FOUND")


def test_tilde_is_not_expanded(daemon):
    check_error(daemon.get("/files/info", path="~"), 404, "FILE_NOT_FOUND")


@pytest.mark.parametrize("name", ["sp ace+plus.txt", "a&b=c#d?e%41.txt", "☃ 'q' \"qq\".txt", "line\nbreak\ttab\\"])
def test_any_utf8_name_survives_both_directions(daemon, tmp_path, name):
    (tmp_path / name).touch()
    assert info(daemon, tmp_path / name)["name"] == name
    assert names(listing(daemon, tmp_path)) == [name]


def test_space_may_also_come_as_percent_20(daemon, tmp_path):
    (tmp_path / "a b+c").touch()
    resp = daemon.request("GET", f"/files/info?path={tmp_path}/a%20b%2Bc")
    assert resp.status == 200 and resp.json()["name"] == "a b+c"


@pytest.mark.parametrize("raw, shown", [
    (b"a\xffb", "a\ufffdb"), (b"\xe2\x98", "\ufffd\ufffd"), (b"\xed\xa0\x80x", "\ufffd\ufffd\ufffdx"),
    (b"\xc0\xafy", "\ufffd\ufffdy"),
])
def test_names_that_are_not_utf8_are_shown_and_reachable(daemon, tmp_path, raw, shown):
    path = os.fsencode(tmp_path) + b"/" + raw
    with open(path, "wb") as f:
        f.write(b"12")
    assert names(listing(daemon, tmp_path)) == [shown]
    body = info(daemon, path)
    assert (body["name"], body["size"], body["path"]) == (shown, 2, f"{tmp_path}/{shown}")


def test_relative_paths_start_at_the_working_directory(make_daemon, tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "f").write_bytes(b"1")
    daemon = make_daemon(cwd=tmp_path)
    assert info(daemon, "sub/f")["path"] == str(tmp_path / "sub" / "f")
    entries = daemon.request("GET", "/files").json()
    assert names(entries) == ["sub"] and entries[0]["path"] == str(tmp_path / "sub")


# --- lists ---


def test_list_is_sorted_by_name_and_complete(daemon, tmp_path):
    for name in ("b", "a.txt", "ä", "B", ".hidden", "a-", "10", "9"):
        (tmp_path / name).touch()
    (tmp_path / "dir").mkdir()
    entries = listing(daemon, tmp_path)
    assert names(entries) == [".hidden", "10", "9", "B", "a-", "a.txt", "b", "dir", "ä"]
    for entry in entries:
        assert entry == info(daemon, tmp_path / entry["name"])


def test_list_of_an_empty_directory_is_an_empty_array(daemon, tmp_path):
    assert listing(daemon, tmp_path) == []


def test_list_of_many_entries(daemon, tmp_path):
    wanted = [f"{i:05d}" for i in range(3000)]
    for name in wanted:
        (tmp_path / name).touch()
    assert names(listing(daemon, tmp_path)) == wanted


def test_dangling_links_are_listed_from_the_link_itself(daemon, tmp_path):
    (tmp_path / "dangling").symlink_to("no/such/file")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "real").write_bytes(b"1")
    dangling, loop, real = listing(daemon, tmp_path)
    assert (dangling["name"], dangling["mode"], dangling["isDir"]) == ("dangling", "Lrwxrwxrwx", False)
    assert dangling["size"] == len("no/such/file") and dangling["path"] == str(tmp_path / "dangling")
    assert set(dangling) == FIELDS
    assert (loop["name"], loop["mode"], real["name"]) == ("loop", "Lrwxrwxrwx", "real")


@pytest.fixture
def tree(tmp_path):
    for directory in ("a/b/c", "a.d", "z"):
        (tmp_path / directory).mkdir(parents=True)
    for file in ("a/1", "a/b/2", "a/b/c/3", "a.txt", "z/4"):
        (tmp_path / file).touch()
    (tmp_path / "link").symlink_to("a")
    return tmp_path


@pytest.mark.parametrize("depth, wanted", [
    (None, "a a.d a.txt link z"),
    (1, "a a.d a.txt link z"),
    (2, "a a/1 a/b a.d a.txt link z z/4"),
    (3, "a a/1 a/b a/b/2 a/b/c a.d a.txt link z z/4"),
    (50, "a a/1 a/b a/b/2 a/b/c a/b/c/3 a.d a.txt link z z/4"),
])
def test_depth_lists_a_directory_right_before_its_children(daemon, tree, depth, wanted):
    entries = listing(daemon, tree, depth=depth)
    assert [os.path.relpath(e["path"], tree) for e in entries] == wanted.split()
    assert all(e["name"] == os.path.basename(e["path"]) for e in entries)


def test_list_through_a_link_to_a_directory(daemon, tree):
    assert names(listing(daemon, tree / "link")) == ["1", "b"]


@pytest.mark.parametrize("depth", ["0", "-1", "x", "1.5", "99999999999999999999"])
def test_bad_depth(daemon, tmp_path, depth):
    check_error(daemon.get("/files", path=tmp_path, depth=depth), 400, ANY_400, "depth")


def test_list_errors(daemon, tmp_path):
    (tmp_path / "f").touch()
    check_error(daemon.get("/files", path=tmp_path / "f"), 400, ANY_400)
    check_error(daemon.get("/files", path=tmp_path / "none"), 404, "FILE_NOT_FOUND")


# --- clients with strict decoders ---

OLD = [("sdk-go", "0.187.0"), ("sdk-go", "0.100.3"), ("sdk-go", "0.188.0-rc.1"), ("sdk-go", "0.188.0alpha1")]
NEW = [("sdk-go", "0.188.0"), ("sdk-go", "0.0.0"), ("sdk-go", "1.0.0"), ("sdk-go", "0.100.0-dev"),
       ("sdk-typescript", "0.187.0"), ("sdk-python", "0.100.0"), ("sdk-typescript", "0.218.0")]


def identity(client):
    return {"X-Daytona-Source": client[0], "X-Daytona-SDK-Version": client[1]}


@pytest.mark.parametrize("client", OLD)
def test_old_go_clients_get_no_new_fields(daemon, tmp_path, client):
    (tmp_path / "f").touch()
    headers = identity(client)
    assert set(daemon.get("/files/info", headers, path=tmp_path / "f").json()) == FIELDS - {"path"}
    assert [set(e) for e in daemon.get("/files", headers, path=tmp_path).json()] == [FIELDS - {"path"}]
    resp = daemon.get("/files/info", headers, path=tmp_path / "none")
    assert resp.status == 404
    body = resp.json()
    assert set(body) == {"statusCode", "message", "code", "timestamp", "path", "method"}
    check_error_body(dict(body, source="DAYTONA_DAEMON", error=body["message"]), 404, "FILE_NOT_FOUND",
                     "/files/info", "GET")


@pytest.mark.parametrize("client", NEW)
def test_other_clients_get_every_field(daemon, tmp_path, client):
    (tmp_path / "f").touch()
    headers = identity(client)
    assert set(daemon.get("/files/info", headers, path=tmp_path / "f").json()) == FIELDS
    assert [set(e) for e in daemon.get("/files", headers, path=tmp_path).json()] == [FIELDS]
    check_error(daemon.get("/files/info", headers, path=tmp_path / "none"), 404, "FILE_NOT_FOUND")


@pytest.mark.parametrize("route", ["/files", "/files/info", "/files/download"])
def test_a_trailing_slash_is_tolerated(daemon, tmp_path, route):
    path = tmp_path if route == "/files" else tmp_path / "f"
    (tmp_path / "f").write_bytes(b"x")
    plain, slashed = (daemon.get(r, path=path) for r in (route, route + "/"))
    assert plain.status == slashed.status == 200 and plain.body == slashed.body
    missing = daemon.request("GET", url(route + "/", path=tmp_path / "none"))
    assert missing.status == 404 and missing.json()["code"] == "FILE_NOT_FOUND"
