"""The log: one line a request, no secrets, a file that rotates."""

import gzip
import os
import pathlib
import re

from support.daemon import TIMEOUT, url
from support.message import get, send_in_background

MIB = 1024 * 1024


def log_of(daemon):
    """The log file and the printed lines, complete because the daemon has ended."""
    daemon.proc.terminate()
    assert daemon.proc.wait(TIMEOUT) == 0
    daemon._reader.join(TIMEOUT)
    return pathlib.Path(daemon.log_file).read_text(errors="replace"), daemon.output


def test_a_request_is_one_line_with_method_path_status_time_and_size(make_daemon):
    daemon = make_daemon()
    body = daemon.get("/no/such/route").body
    assert daemon.post("/process/execute", {"command": "echo hi"}).status == 200
    written, printed = log_of(daemon)
    for text in (written, printed):
        lines = [line for line in text.splitlines() if "/no/such/route" in line]
        assert len(lines) == 1, text
        assert re.search(r"\bGET\b.*/no/such/route\b.*\b404\b", lines[0])
        assert re.search(r"\d ?ms\b|\bms\W", lines[0]), lines[0]
        assert str(len(body)) in re.findall(r"\d+", lines[0].split("/no/such/route")[1]), lines[0]
        assert len([line for line in text.splitlines() if re.search(r"\bPOST\b.*/process/execute\b", line)]) == 1


def test_secrets_never_reach_the_log(make_daemon, tmp_path):
    daemon = make_daemon(env={"LOG_LEVEL": "debug", "A_SECRET": "kept-in-environment"})
    (tmp_path / "kept-in-output").write_text("x")
    daemon.request("GET", "/files/info?path=kept-in-query&signature=kept-in-signature")
    daemon.post("/process/execute", {"command": "echo kept-in-body", "envs": {"A": "kept-in-envs"}})
    daemon.post("/process/execute", {"command": f"ls {tmp_path}; exit 3"})
    daemon.post("/process/execute", {"command": "kept-in-failure", "cwd": "/kept-in-cwd", "timeout": 20})
    daemon.post("/process/execute", {"command": "echo", "envs": {"kept in name": "x"}})
    daemon.post("/process/execute", '{"command":"kept-in-broken-json')
    daemon.post("/env", {"set": {"B": "kept-in-env"}, "unsetValuePrefix": "kept-in-prefix"})
    daemon.post("/env", {"set": {"1B": "kept-in-bad-env"}})
    daemon.post("/init", {"token": "kept-in-token"})
    daemon.get("/version", headers={"Authorization": "Bearer kept-in-header", "Cookie": "kept-in-cookie"})
    daemon.post("/files/upload-v2", b"kept-in-upload", path=tmp_path / "file")
    written, printed = log_of(daemon)
    assert len(written.splitlines()) >= 11
    assert re.findall(r"kept.in.[a-z-]+", written + printed) == []


def test_a_path_cannot_forge_a_line(make_daemon):
    daemon = make_daemon()
    assert daemon.request("GET", "/no/such%0d%0aGET%20/forged%1b%5b31m").status == 404
    for text in log_of(daemon):
        assert not [line for line in text.splitlines() if line.startswith("GET")]
        assert "\x1b" not in text


def test_an_unwritable_log_file_is_only_a_warning(make_daemon, tmp_path):
    (tmp_path / "file").write_text("x")
    path = str(tmp_path / "file" / "daemon.log")  # below something that is no directory: unwritable for root too
    daemon = make_daemon(env={"DAYTONA_DAEMON_LOG_FILE_PATH": path})
    assert daemon.get("/version").status == 200
    daemon.stop()
    assert [line for line in daemon.output.splitlines() if path in line]
    assert len([line for line in daemon.output.splitlines() if re.search(r"\bGET\b.*/version\b", line)]) == 1


def test_the_log_is_appended_to(make_daemon, tmp_path):
    path = tmp_path / "daemon.log"
    path.write_text("an older line\n")
    daemon = make_daemon(env={"DAYTONA_DAEMON_LOG_FILE_PATH": str(path)})
    assert daemon.get("/version").status == 200
    daemon.stop()
    assert path.read_text().startswith("an older line\n")
    assert re.search(r"\bGET\b.*/version\b", path.read_text())


def test_log_level_error_leaves_requests_out(make_daemon):
    daemon = make_daemon(env={"LOG_LEVEL": "error"})
    assert daemon.get("/version").status == 200
    written, _ = log_of(daemon)
    assert written == ""


def request_many(daemon, count):
    """That many requests with long paths, so that the log grows."""
    request = get(daemon, "/no/such/" + "x" * 3000)
    with daemon.raw_socket() as wire:
        sender = send_in_background(wire, request * count)
        for _ in range(count):
            assert wire.read_response().status == 404
        sender.join()


def rotate(make_daemon, directory, times, **env):
    """Requests until the log has begun anew so often; returns the log's text and the other files there."""
    path = directory / "daemon.log"
    daemon = make_daemon(env={"DAYTONA_DAEMON_LOG_FILE_PATH": str(path), "DAYTONA_DAEMON_LOG_MAX_SIZE_MB": "1",
                              "DAYTONA_DAEMON_LOG_MAX_BACKUPS": "2", **env})
    last_size, rotations = 0, 0
    for _ in range(400):
        request_many(daemon, 200)
        size = path.stat().st_size
        rotations += size < last_size
        last_size = size
        if rotations >= times:
            break
    assert rotations >= times, f"the log never began anew: {sorted(os.listdir(directory))}"
    daemon.stop()
    return path.read_text(), sorted(p for p in directory.iterdir() if p != path)


def test_the_log_rotates_and_old_parts_are_compressed(make_daemon, tmp_path):
    current, backups = rotate(make_daemon, tmp_path, times=4)
    assert len(current) <= MIB
    assert 1 <= len(backups) <= 2, backups
    packed = [p for p in backups if p.suffix == ".gz"]
    assert packed, backups
    for path in backups:
        assert path.name.startswith("daemon"), backups
        text = gzip.decompress(path.read_bytes()).decode() if path in packed else path.read_text()
        assert 0 < len(text) <= MIB and text.endswith("\n")
        assert re.search(r"\bGET\b.*/no/such/x+.*\b404\b", text)


def test_old_parts_stay_plain_when_asked(make_daemon, tmp_path):
    _, backups = rotate(make_daemon, tmp_path, times=3, DAYTONA_DAEMON_LOG_COMPRESS="false")
    assert len(backups) == 2, backups
    for path in backups:
        assert path.suffix != ".gz" and path.name.startswith("daemon")
        assert re.search(r"\bGET\b.*/no/such/x+.*\b404\b", path.read_text())


def test_a_request_in_a_url_form_is_logged_without_its_query(make_daemon, tmp_path):
    daemon = make_daemon()
    assert daemon.request("GET", url("/files/info", path=tmp_path / "kept-in-query")).status == 404
    absolute = f"http://127.0.0.1:{daemon.port}{url('/files/info', path=tmp_path / 'kept-in-query')}"
    assert daemon.request("GET", absolute).status == 404
    written, printed = log_of(daemon)
    assert "kept-in-query" not in written + printed
