"""GET /files/find, GET /files/search, POST /files/replace."""

import concurrent.futures
import os
import stat

import pytest

from support.daemon import ANY_400, check_error

# --- find ---


def find(daemon, path, pattern):
    resp = daemon.get("/files/find", path=path, pattern=pattern)
    assert resp.status == 200, resp
    return resp.json()


def hits(daemon, path, pattern):
    return [(os.path.basename(m["file"]), m["line"], m["content"]) for m in find(daemon, path, pattern)]


def test_find_gives_file_line_and_content(daemon, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"one\ntwo TODO: here\n\n  TODO: TODO: twice\nlast TODO:")
    path = str(tmp_path / "a.txt")
    assert find(daemon, tmp_path, "TODO:") == [
        {"file": path, "line": 2, "content": "two TODO: here"},
        {"file": path, "line": 4, "content": "  TODO: TODO: twice"},
        {"file": path, "line": 5, "content": "last TODO:"}]


def test_find_walks_in_path_order(daemon, tmp_path):
    for name in ("b/z", "b/a", "a", "c", "B", "b/m/1", "b/m/0", ".h"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = [os.path.relpath(m["file"], tmp_path) for m in find(daemon, tmp_path, "x")]
    assert found == [".h", "B", "a", "b/a", "b/m/0", "b/m/1", "b/z", "c"]


@pytest.mark.parametrize("pattern", ["a.*c", "[x]", "\\d+", "a+b c&d=%41", "☃", "'\"", "^$(|"])
def test_find_takes_the_pattern_literally(daemon, tmp_path, pattern):
    (tmp_path / "f").write_text(f"abc x 1 aab\n<{pattern}>\n", "utf-8")
    assert hits(daemon, tmp_path, pattern) == [("f", 2, f"<{pattern}>")]


def test_find_is_case_sensitive_and_may_find_nothing(daemon, tmp_path):
    (tmp_path / "f").write_bytes(b"todo\n")
    assert find(daemon, tmp_path, "TODO") == []


def test_find_leaves_a_trailing_cr_out(daemon, tmp_path):
    (tmp_path / "f").write_bytes(b"x1\r\nx2\n\rx3\r\r\nx4\r")
    assert hits(daemon, tmp_path, "x") == [("f", 1, "x1"), ("f", 2, "x2"), ("f", 3, "\rx3\r"), ("f", 4, "x4")]


def test_find_skips_binary_files_by_their_first_512_bytes(daemon, tmp_path):
    for at in (0, 511, 512, 2000):
        content = bytearray(b"needle\n" + b"a" * 3000)
        content[at] = 0
        (tmp_path / f"{at:04d}").write_bytes(b"\0eedle\nneedle\n" if at == 0 else bytes(content))
    assert [h[:2] for h in hits(daemon, tmp_path, "needle")] == [("0512", 1), ("2000", 1)]


def test_find_shows_a_nul_behind_the_first_512_bytes(daemon, tmp_path):
    (tmp_path / "f").write_bytes(b"a" * 600 + b"\nneedle\0x\n")
    assert hits(daemon, tmp_path, "needle") == [("f", 2, "needle\0x")]


def test_find_replaces_each_invalid_byte(daemon, tmp_path):
    (tmp_path / "f").write_bytes(b"x\xff\xfey\nx\xe2\x98\nx\xed\xa0\x80\nx\xf0\x9f\x98\x80\xc0\xaf\n")
    assert [h[2] for h in hits(daemon, tmp_path, "x")] == [
        "x\ufffd\ufffdy", "x\ufffd\ufffd", "x\ufffd\ufffd\ufffd", "x😀\ufffd\ufffd"]


def test_find_in_a_very_long_line(daemon, tmp_path):
    (tmp_path / "f").write_bytes(b"needle" + b"y" * (30 << 20) + b"needle\nsecond needle\nno\n")
    first, second = find(daemon, tmp_path, "needle")
    assert first["line"] == 1 and "needle" in first["content"]
    assert (second["line"], second["content"]) == (2, "second needle")


@pytest.mark.parametrize("size", [4096, 8192, 1 << 16, 1 << 17, 1 << 20])
def test_find_across_the_borders_of_read_buffers(daemon, tmp_path, size):
    for shift in range(-8, 3):
        (tmp_path / f"{shift + 8:02d}").write_bytes(b"\n" * 9 + b"y" * (size + shift - 9) + b"needle\r\nx\nneedle\n")
    found = [h[:2] for h in hits(daemon, tmp_path, "needle")]
    assert found == [(f"{n:02d}", line) for n in range(11) for line in (10, 12)]


def test_find_does_not_follow_links(daemon, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/f").write_bytes(b"x")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/dir").symlink_to("../outside")
    (tmp_path / "in/file").symlink_to("../outside/f")
    (tmp_path / "in/dangling").symlink_to("nowhere")
    (tmp_path / "in/loop").symlink_to(".")
    (tmp_path / "in/real").write_bytes(b"x")
    assert hits(daemon, tmp_path / "in", "x") == [("real", 1, "x")]


def test_find_passes_by_what_cannot_be_read(daemon, unprivileged, open_tmp):
    for name in ("a", "b", "d/c", "e"):
        (open_tmp / name).parent.mkdir(exist_ok=True)
        (open_tmp / name).write_bytes(b"x")
    os.mkfifo(open_tmp / "c-fifo")
    assert [h[0] for h in hits(daemon, open_tmp, "x")] == ["a", "b", "c", "e"]
    (open_tmp / "b").chmod(0)
    (open_tmp / "d").chmod(0)
    assert [h[0] for h in hits(unprivileged, open_tmp, "x")] == ["a", "e"]


def test_find_in_one_file(daemon, tmp_path):
    (tmp_path / "f").write_bytes(b"a\nx\n")
    (tmp_path / "g").write_bytes(b"x\n")
    assert find(daemon, tmp_path / "f", "x") == [{"file": str(tmp_path / "f"), "line": 2, "content": "x"}]


def test_find_in_a_missing_path(daemon, tmp_path):
    check_error(daemon.get("/files/find", path=tmp_path / "none", pattern="x"), 404, "FILE_NOT_FOUND")


# --- search ---


def search(daemon, path, pattern):
    resp = daemon.get("/files/search", path=path, pattern=pattern)
    assert resp.status == 200, resp
    assert set(resp.json()) == {"files"}
    return resp.json()["files"]


def test_search_walks_in_order_and_matches_base_names(daemon, tmp_path):
    for name in ("a/x.txt", "a.txt", "b/c/y.txt", "b/c.txt", ".txt", "z.TXT", "txt", "a/x.txt~"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    wanted = [".txt", "a/x.txt", "a.txt", "b/c/y.txt", "b/c.txt"]
    assert search(daemon, tmp_path, "*.txt") == [str(tmp_path / n) for n in wanted]


def test_search_without_a_match_is_an_empty_array(daemon, tmp_path):
    assert search(daemon, tmp_path, "*.txt") == []


def test_search_does_not_follow_links(daemon, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/f.txt").touch()
    (tmp_path / "in").mkdir()
    (tmp_path / "in/dir").symlink_to("../outside")
    (tmp_path / "in/loop").symlink_to(".")
    (tmp_path / "in/g.txt").touch()
    assert search(daemon, tmp_path / "in", "*.txt") == [str(tmp_path / "in/g.txt")]


@pytest.mark.parametrize("pattern, name, matches", [
    ("abc", "abc", True), ("abc", "abcd", False), ("*", "abc", True), ("*c", "abc", True), ("a*", "a", True),
    ("a*", "abc", True), ("*x", "xxx", True), ("a*b?c*x", "abxbbxdbxebxczzx", True),
    ("a*b?c*x", "abxbbxdbxebxczzy", False), ("ab[c]", "abc", True), ("ab[b-d]", "abc", True),
    ("ab[e-g]", "abc", False), ("ab[^c]", "abc", False), ("ab[^b-d]", "abc", False), ("ab[^e-g]", "abc", True),
    ("[a-cx-z]1", "y1", True), ("a\\*b", "a*b", True), ("a\\*b", "ab", False), ("a\\*b", "axb", False),
    ("a?b", "a☺b", True), ("a[^a]b", "a☺b", True), ("a???b", "a☺b", False), ("a[^a][^a][^a]b", "a☺b", False),
    ("[a-ζ]*", "α", True), ("*[a-ζ]", "A", False), ("[\\]a]", "]", True), ("[\\-]", "-", True),
    ("[x\\-]", "x", True), ("[x\\-]", "-", True), ("[x\\-]", "z", False), ("[\\-x]", "-", True),
    ("[!a]", "!", True), ("[!a]", "b", False), ("{a,b}", "a", False), ("{a,b}", "{a,b}", True), ("**", "abc", True),
    (".*", ".hidden", True), ("*", ".hidden", True), ("?", "ab", False), ("a b+c", "a b+c", True),
    ("*/b", "b", False),
])
def test_globs_match_as_in_go(daemon, tmp_path, pattern, name, matches):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / name).touch()
    found = [f for f in search(daemon, tmp_path, pattern) if f.startswith(f"{tmp_path}/sub/")]
    assert found == ([f"{tmp_path}/sub/{name}"] if matches else [])


def test_a_glob_that_would_backtrack_forever(daemon, tmp_path):
    (tmp_path / ("a" * 200)).touch()
    assert search(daemon, tmp_path, "a*" * 60 + "b") == []


@pytest.mark.parametrize("pattern", [
    "[]a]", "[-]", "[x-]", "[-x]", "\\", "[a-b-c]", "[", "[^", "[^bc", "a[", "x[", "*[a", "a\\", "[a-", "[a\\",
])
def test_a_bad_glob(daemon, tmp_path, pattern):
    (tmp_path / "a").touch()
    check_error(daemon.get("/files/search", path=tmp_path, pattern=pattern), 400, ANY_400)


def test_search_in_a_missing_path(daemon, tmp_path):
    check_error(daemon.get("/files/search", path=tmp_path / "none", pattern="*"), 404, "FILE_NOT_FOUND")


# --- replace ---


def replace(daemon, files, pattern, new):
    resp = daemon.post("/files/replace", {"files": [str(f) for f in files], "pattern": pattern, "newValue": new})
    assert resp.status == 200, resp
    return resp.json()


def good(path):
    return {"file": str(path), "success": True}


@pytest.mark.parametrize("before, pattern, new, after", [
    (b"hello world, world", "world", "there", b"hello there, there"),
    (b"aaaaa", "aa", "b", b"bba"),
    (b"aXbX", "X", "XX", b"aXXbXX"),
    (b"a-b-", "-", "", b"ab"),
    (b"only", "only", "", b""),
    (b"l1\r\nl2\n", "\r\nl2\n", "\n☃", b"l1\n\xe2\x98\x83"),
    (b"a.c abc", "a.c", "$1\\0&", b"$1\\0& abc"),
    (b"\0\xff needle \xfe\0needle", "needle", "n", b"\0\xff n \xfe\0n"),
    (b"\xe2\x98\x83\xe2\x98", "☃", "s", b"s\xe2\x98"),
    (b"x\0y", "\0", "-", b"x-y"),
], ids=repr)
def test_replace_is_literal_complete_and_binary_safe(daemon, tmp_path, before, pattern, new, after):
    (tmp_path / "f").write_bytes(before)
    assert replace(daemon, [tmp_path / "f"], pattern, new) == [good(tmp_path / "f")]
    assert (tmp_path / "f").read_bytes() == after and os.listdir(tmp_path) == ["f"]


def test_replace_reports_each_file_in_order(daemon, tmp_path):
    for name in "ab":
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "d").mkdir()
    files = [tmp_path / "b", tmp_path / "none", tmp_path / "d", tmp_path / "a"]
    b, missing, directory, a = replace(daemon, files, "x", "y")
    assert (b, a) == (good(tmp_path / "b"), good(tmp_path / "a"))
    for result, name in ((missing, "none"), (directory, "d")):
        assert set(result) == {"file", "success", "error"} and result["success"] is False
        assert result["file"] == str(tmp_path / name) and result["error"]
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == b"y"


def test_replace_leaves_a_file_without_the_pattern_untouched(daemon, tmp_path):
    path = tmp_path / "f"
    path.write_bytes(b"abc")
    os.utime(path, ns=(0, 1))
    before = path.stat()
    assert replace(daemon, [path], "nothing", "x") == [good(path)]
    after = path.stat()
    for field in ("st_ino", "st_mtime_ns", "st_ctime_ns"):
        assert getattr(after, field) == getattr(before, field)


def test_replace_keeps_mode_and_owner_and_writes_through_links(daemon, tmp_path):
    path = tmp_path / "f"
    path.write_bytes(b"x")
    if os.geteuid() == 0:
        os.chown(path, 1234, 4321)
    path.chmod(0o751)
    before = path.stat()
    (tmp_path / "link").symlink_to("f")
    assert replace(daemon, [tmp_path / "link"], "x", "y") == [good(tmp_path / "link")]
    after = path.stat()
    assert path.read_bytes() == b"y" and os.readlink(tmp_path / "link") == "f"
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert stat.S_IMODE(after.st_mode) == 0o751 and sorted(os.listdir(tmp_path)) == ["f", "link"]


def test_replace_without_permission_fails_for_that_file(unprivileged, open_tmp):
    (open_tmp / "locked").mkdir()
    for name in ("locked/f", "secret", "mine"):
        (open_tmp / name).write_bytes(b"x")
        (open_tmp / name).chmod(0o666)
    if os.geteuid() == 0:
        os.chown(open_tmp / "mine", 65534, 65534)
    (open_tmp / "secret").chmod(0)
    (open_tmp / "locked").chmod(0)
    results = replace(unprivileged, [open_tmp / n for n in ("locked/f", "secret", "mine")], "x", "y")
    assert [r["success"] for r in results] == [False, False, True]
    assert (open_tmp / "mine").read_bytes() == b"y"


@pytest.mark.parametrize("size", [4096, 1 << 16, 1 << 20])
def test_replace_across_the_borders_of_read_buffers(daemon, tmp_path, size):
    for shift in range(-7, 2):
        path = tmp_path / "f"
        path.write_bytes(b"q" * (size + shift) + b"needle" + b"q" * size + b"needle")
        assert replace(daemon, [path], "needle", "n") == [good(path)]
        assert path.read_bytes() == b"q" * (size + shift) + b"n" + b"q" * size + b"n"


def test_replacements_at_one_time_all_count(daemon, tmp_path):
    file = tmp_path / "many"
    file.write_text("".join(f"<{n}>" for n in range(40)))
    bodies = [{"files": [str(file)], "pattern": f"<{n}>", "newValue": "."} for n in range(40)]
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda body: daemon.post("/files/replace", body).json(), bodies))
    assert answers == [[{"file": str(file), "success": True}]] * 40
    assert file.read_text() == "." * 40
