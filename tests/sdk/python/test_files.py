import getpass
import os
import re
import threading
from datetime import datetime, timezone
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from daytona import (
    DaytonaBadRequestError,
    DaytonaConflictError,
    DaytonaError,
    DaytonaFileNotFoundError,
    DaytonaNotFoundError,
    FileDownloadRequest,
    FileUpload,
)


def names(files):
    return [file.name for file in files]


def test_create_folder_makes_the_parents_and_sets_the_mode(sandbox, directory):
    sandbox.fs.create_folder(f"{directory}/a/b", "750")
    info = sandbox.fs.get_file_info(f"{directory}/a/b")
    assert (info.is_dir, info.mode, info.permissions) == (True, "drwxr-x---", "0750")


def test_create_folder_accepts_a_directory_that_is_there_already(sandbox, directory):
    sandbox.fs.create_folder(str(directory), "755")


def test_create_folder_refuses_a_bad_mode_and_a_path_that_is_a_file(sandbox, directory, upload, rejects):
    upload("x", "file")
    rejects(lambda: sandbox.fs.create_folder(f"{directory}/a", "9z"), DaytonaBadRequestError, 400)
    rejects(lambda: sandbox.fs.create_folder(f"{directory}/file", "755"), DaytonaBadRequestError, 400)


def test_delete_file_deletes_a_file(sandbox, directory, upload, rejects):
    upload("x", "file")
    sandbox.fs.delete_file(f"{directory}/file")
    rejects(lambda: sandbox.fs.get_file_info(f"{directory}/file"), DaytonaFileNotFoundError, 404, "FILE_NOT_FOUND")


def test_delete_file_deletes_a_directory_only_when_told_so(sandbox, directory, upload, download, rejects):
    upload("x", "dir/file")
    rejects(lambda: sandbox.fs.delete_file(f"{directory}/dir"), DaytonaBadRequestError, 400)
    assert download("dir/file") == "x"
    sandbox.fs.delete_file(f"{directory}/dir", recursive=True)
    assert sandbox.fs.list_files(str(directory)) == []


@pytest.mark.parametrize(
    "call",
    [
        lambda fs, path: fs.get_file_info(path),
        lambda fs, path: fs.list_files(path),
        lambda fs, path: fs.delete_file(path),
        lambda fs, path: fs.move_files(path, path + "-moved"),
        lambda fs, path: fs.set_file_permissions(path, mode="600"),
        lambda fs, path: fs.find_files(path, "x"),
        lambda fs, path: fs.search_files(path, "*"),
        lambda fs, path: fs.download_file(path),
        lambda fs, path: fs.download_file(path, path + "-local"),
        lambda fs, path: list(fs.download_file_stream(path)),
    ],
    ids="info list delete move permissions find search download download-to stream".split(),
)
def test_a_missing_file_has_its_own_error_class(sandbox, directory, rejects, call):
    path = f"{directory}/missing"
    rejects(lambda: call(sandbox.fs, path), DaytonaFileNotFoundError, 404, "FILE_NOT_FOUND")


def test_upload_file_makes_parents_and_download_file_gives_the_bytes_back(sandbox, directory):
    data = os.urandom(100_000)
    sandbox.fs.upload_file(data, f"{directory}/new/dir/file.bin")
    assert sandbox.fs.download_file(f"{directory}/new/dir/file.bin") == data


def test_upload_file_replaces_a_file_and_keeps_its_mode(sandbox, directory, upload, download):
    upload("a longer text", "file")
    sandbox.fs.set_file_permissions(f"{directory}/file", mode="600")
    upload("short", "file")
    assert download("file") == "short"
    assert sandbox.fs.get_file_info(f"{directory}/file").permissions == "0600"


def test_an_empty_file_goes_up_and_comes_down(upload, download):
    upload("", "empty")
    assert download("empty") == ""


def test_upload_file_and_download_file_work_with_local_paths(sandbox, directory):
    (directory / "local").write_text("from local")
    sandbox.fs.upload_file(f"{directory}/local", f"{directory}/remote")
    sandbox.fs.download_file(f"{directory}/remote", f"{directory}/made/back")
    assert (directory / "made/back").read_text() == "from local"


def test_a_relative_path_is_relative_to_the_working_directory(sandbox):
    name = f"relative-{os.getpid()}.txt"
    sandbox.fs.upload_file(b"here", name)
    assert sandbox.fs.download_file(os.path.join(os.environ["SANDBOX_WORK_DIR"], name)) == b"here"
    assert name in names(sandbox.fs.list_files("."))
    sandbox.fs.delete_file(name)


def test_names_with_any_characters_survive_upload_listing_and_download(sandbox, directory, upload, download):
    odd = ['sp ace "q" ☃.txt', "it's+100%25&x=y;z.txt", "back\\slash", "žćč", "-rf", "🙂(1)*.md"]
    for name in odd:
        upload(name, name)
    assert sorted(names(sandbox.fs.list_files(str(directory)))) == sorted(odd)
    assert [download(name) for name in odd] == odd
    together = sandbox.fs.download_files([FileDownloadRequest(source=f"{directory}/{name}") for name in odd])
    assert [file.result.decode() for file in together] == odd


def test_upload_files_and_download_files_take_many_files_at_once(sandbox, directory):
    (directory / "local").write_text("C")
    binary = b"\0\1\2\xff\r\n--"
    sandbox.fs.upload_files(
        [
            FileUpload(source=b"A", destination=f"{directory}/a"),
            FileUpload(source=binary, destination=f"{directory}/new/b"),
            FileUpload(source=f"{directory}/local", destination=f"{directory}/c"),
        ]
    )
    a, missing, b, c = sandbox.fs.download_files(
        [
            FileDownloadRequest(source=f"{directory}/a"),
            FileDownloadRequest(source=f"{directory}/missing"),
            FileDownloadRequest(source=f"{directory}/new/b"),
            FileDownloadRequest(source=f"{directory}/c", destination=f"{directory}/c-local"),
        ]
    )
    assert (a.result, b.result, c.result) == (b"A", binary, f"{directory}/c-local")
    assert (directory / "c-local").read_text() == "C"
    details = missing.error_details
    assert missing.result is None and missing.error
    assert (details.status_code, details.code, details.source) == (404, "FILE_NOT_FOUND", "DAYTONA_DAEMON")


def test_upload_files_writes_the_good_files_when_one_fails(sandbox, directory, upload, download):
    upload("x", "file")
    files = [FileUpload(source=b"ok", destination=f"{directory}/{name}") for name in ("good-1", "file/below", "good-2")]
    with pytest.raises(DaytonaError, match="file/below") as caught:  # the client reads `errors` of the answer
        sandbox.fs.upload_files(files)
    assert caught.value.status_code == 400
    assert download("good-1") == download("good-2") == "ok"


def test_downloading_a_directory_is_a_bad_request(sandbox, directory, rejects):
    rejects(lambda: sandbox.fs.download_file(str(directory)), DaytonaBadRequestError, 400, "INVALID_FILE_PATH")


def test_streams_carry_a_large_file_and_tell_the_progress(sandbox, directory):
    data = os.urandom(16 << 20)
    (directory / "local").write_bytes(data)
    sent, received = [], []
    with open(directory / "local", "rb") as source:
        sandbox.fs.upload_file_stream(source, f"{directory}/large", on_progress=lambda p: sent.append(p.bytes_sent))
    assert sent[-1] == len(data)
    chunks = sandbox.fs.download_file_stream(f"{directory}/large", on_progress=received.append)
    assert b"".join(chunks) == data
    assert (received[-1].bytes_received, received[-1].total_bytes) == (len(data), len(data))


def test_an_upload_that_is_broken_off_leaves_no_file_behind(sandbox, directory, rejects):
    cancel = threading.Event()
    (directory / "local").write_bytes(bytes(16 << 20))

    def stop_early(progress):
        if progress.bytes_sent > 1 << 20:
            cancel.set()

    with pytest.raises(DaytonaError):
        sandbox.fs.upload_file_stream(
            f"{directory}/local", f"{directory}/half", on_progress=stop_early, cancel_event=cancel
        )
    rejects(lambda: sandbox.fs.get_file_info(f"{directory}/half"), DaytonaFileNotFoundError, 404)


def test_a_download_that_is_broken_off_does_not_disturb_the_next_one(sandbox, directory):
    sandbox.fs.upload_file(bytes(16 << 20), f"{directory}/large")
    cancel = threading.Event()
    with pytest.raises(DaytonaError):
        for _ in sandbox.fs.download_file_stream(f"{directory}/large", cancel_event=cancel):
            cancel.set()
    assert len(sandbox.fs.download_file(f"{directory}/large")) == 16 << 20


def test_get_file_info_describes_a_file(sandbox, directory, upload):
    upload("four", "file")
    sandbox.fs.set_file_permissions(f"{directory}/file", mode="640")
    info = sandbox.fs.get_file_info(f"{directory}/file")
    assert (info.name, info.path, info.size, info.is_dir) == ("file", f"{directory}/file", 4, False)
    assert (info.mode, info.permissions) == ("-rw-r-----", "0640")
    assert (info.owner, info.group) == (str(os.getuid()), str(os.getgid()))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4} \S+", info.mod_time)
    assert abs((datetime.now(timezone.utc) - datetime.fromisoformat(info.modified_at)).total_seconds()) < 60


def test_get_file_info_follows_a_symbolic_link(sandbox, directory, upload):
    upload("four", "file")
    (directory / "link").symlink_to("file")
    info = sandbox.fs.get_file_info(f"{directory}/link")
    assert (info.name, info.size, info.is_dir) == ("link", 4, False)


def test_list_files_gives_one_level_sorted_dangling_links_included(sandbox, directory, upload):
    upload("b", "b")
    upload("x", "a/x")
    (directory / "c").symlink_to("nowhere")
    assert names(sandbox.fs.list_files(str(directory))) == ["a", "b", "c"]


def test_list_files_with_a_depth_gives_a_directory_right_before_its_children(sandbox, directory, upload):
    for name in ("a/x", "a/y/deep/deeper", "b"):
        upload("", name)

    def paths(depth):
        return [os.path.relpath(file.path, directory) for file in sandbox.fs.list_files(str(directory), depth=depth)]

    assert paths(1) == ["a", "b"]
    assert paths(2) == ["a", "a/x", "a/y", "b"]
    assert paths(3) == ["a", "a/x", "a/y", "a/y/deep", "b"]


def test_list_files_of_a_file_is_a_bad_request(sandbox, directory, upload, rejects):
    upload("x", "file")
    rejects(lambda: sandbox.fs.list_files(f"{directory}/file"), DaytonaBadRequestError, 400)


def test_find_files_finds_lines_with_plain_text_and_skips_binary_files(sandbox, directory, upload):
    upload("one\nTODO: a.*b\nthree TODO: x\r\n", "dir/b.txt")
    upload("TODO: first", "a.txt")
    upload("\0TODO: binary", "c.bin")

    def find(pattern, path=directory):
        return [
            (os.path.relpath(match.file, directory), match.line, match.content)
            for match in sandbox.fs.find_files(str(path), pattern)
        ]

    second = ("dir/b.txt", 2, "TODO: a.*b")
    assert find("TODO:") == [("a.txt", 1, "TODO: first"), second, ("dir/b.txt", 3, "three TODO: x")]
    assert find(".*") == [second]
    assert find("first", directory / "a.txt") == [("a.txt", 1, "TODO: first")]


def test_search_files_matches_base_names_with_a_glob(sandbox, directory, upload, rejects):
    for name in ("a.txt", "b.md", "dir/c.txt", "dir/d1.txt"):
        upload("", name)

    def search(pattern):
        return [os.path.relpath(file, directory) for file in sandbox.fs.search_files(str(directory), pattern).files]

    assert search("*.txt") == ["a.txt", "dir/c.txt", "dir/d1.txt"]
    assert search("[a-c].*") == ["a.txt", "b.md", "dir/c.txt"]
    assert search("d?.txt") == ["dir/d1.txt"]
    assert search("nothing") == []
    rejects(lambda: search("[a"), DaytonaBadRequestError, 400)


def test_replace_in_files_replaces_literally_and_reports_each_file(sandbox, directory, upload, download):
    upload("a.b a.b axb", "one")
    one, missing = sandbox.fs.replace_in_files([f"{directory}/one", f"{directory}/missing"], "a.b", r"\1$&")
    assert (one.file, one.success) == (f"{directory}/one", True)
    assert (missing.file, missing.success) == (f"{directory}/missing", False)
    assert missing.error
    assert download("one") == r"\1$& \1$& axb"


def test_set_file_permissions_sets_mode_owner_and_group(sandbox, directory, upload):
    upload("x", "file")
    sandbox.fs.set_file_permissions(f"{directory}/file", "604", getpass.getuser(), str(os.getgid()))
    info = sandbox.fs.get_file_info(f"{directory}/file")
    assert (info.permissions, info.owner, info.group) == ("0604", str(os.getuid()), str(os.getgid()))


@pytest.mark.parametrize("wrong", [{"mode": "rwx"}, {"owner": "no-such-user"}, {"group": "no-such-group"}])
def test_set_file_permissions_refuses_what_it_does_not_know(sandbox, directory, upload, rejects, wrong):
    upload("x", "file")
    rejects(lambda: sandbox.fs.set_file_permissions(f"{directory}/file", **wrong), DaytonaBadRequestError, 400)


def test_move_files_moves_files_and_directories(sandbox, directory, upload, download):
    upload("x", "dir/file")
    sandbox.fs.move_files(f"{directory}/dir", f"{directory}/moved")
    sandbox.fs.move_files(f"{directory}/moved/file", f"{directory}/file")
    assert download("file") == "x"
    assert names(sandbox.fs.list_files(str(directory))) == ["file", "moved"]


def test_move_files_neither_overwrites_nor_makes_parents(sandbox, directory, upload, download, rejects):
    upload("x", "file")
    upload("y", "other")
    source = f"{directory}/file"
    rejects(lambda: sandbox.fs.move_files(source, f"{directory}/other"), DaytonaConflictError, 409)
    rejects(lambda: sandbox.fs.move_files(source, f"{directory}/no/parent"), DaytonaNotFoundError, 404)
    assert (download("file"), download("other")) == ("x", "y")


def test_a_signed_url_takes_a_raw_body_and_gives_the_file_or_a_range_of_it_back(sandbox, directory):
    path = f"{directory}/new/raw ☃"
    kind = {"Content-Type": "application/octet-stream"}
    with urlopen(Request(sandbox.upload_url(path), data=b"0123456789", headers=kind)) as response:
        assert response.status == 200
    url = sandbox.download_url(path)
    with urlopen(url) as response:
        assert (response.headers["Content-Length"], response.read()) == ("10", b"0123456789")
    with urlopen(Request(url, headers={"Range": "bytes=2-4"})) as response:
        assert (response.status, response.read()) == (206, b"234")


def test_a_signed_url_of_a_missing_file_answers_404(sandbox, directory):
    with pytest.raises(HTTPError) as caught, urlopen(sandbox.download_url(f"{directory}/missing")):
        pass
    assert caught.value.code == 404
