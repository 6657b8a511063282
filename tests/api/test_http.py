"""Section 1: routing, error bodies, HEAD, HTTP/1.0, spellings of a request that must all work."""

import os
import re
import shlex
import time
from datetime import datetime, timezone

import pytest

from support.daemon import check_error, url
from support.message import head, host

GET_ROUTES = ["/version", "/user-home-dir", "/project-dir", "/work-dir", "/system/metrics", "/files"]


# Error bodies

def test_an_unknown_route_answers_404_with_the_whole_error_body(daemon):
    check_error(daemon.get("/no/such/route"), 404, "NOT_FOUND")


def test_an_unknown_route_answers_404_to_every_method(daemon):
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        check_error(daemon.request(method, "/no/such/route"), 404, "NOT_FOUND")


def test_the_error_path_has_no_query(daemon, tmp_path):
    resp = daemon.get("/files/info", path=tmp_path / "missing")
    assert check_error(resp, 404, "FILE_NOT_FOUND")["path"] == "/files/info"


def test_the_error_timestamp_is_the_time_of_the_request(daemon):
    before = time.time()
    text = check_error(daemon.get("/no/such/route"), 404, "NOT_FOUND")["timestamp"]
    stamp = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc).timestamp()
    assert before - 0.001 <= stamp <= time.time()  # the stamp is cut to milliseconds


@pytest.mark.parametrize("method, path, allowed", [
    ("POST", "/version", {"GET"}),
    ("DELETE", "/work-dir", {"GET"}),
    ("GET", "/process/execute", {"POST"}),
    ("PUT", "/env", {"POST"}),
    ("GET", "/init", {"POST"}),
    ("PUT", "/files", {"GET", "DELETE"}),
    ("GET", "/files/folder", {"POST"}),
    ("BREW", "/version", {"GET"}),
])
def test_a_method_the_route_does_not_have_answers_405_with_allow(daemon, method, path, allowed):
    resp = daemon.request(method, path)
    check_error(resp, 405, "METHOD_NOT_ALLOWED")
    named = {m.strip() for m in resp.headers["Allow"].split(",")}
    assert named - {"HEAD", "OPTIONS"} == allowed


def test_methods_are_case_sensitive(daemon):
    check_error(daemon.request("get", "/version"), 405, "METHOD_NOT_ALLOWED")


def test_a_missing_file_answers_its_own_code(daemon, tmp_path):
    check_error(daemon.get("/files/info", path=tmp_path / "missing"), 404, "FILE_NOT_FOUND")


@pytest.mark.parametrize("version", ["0.187.9", "0.21.0", "0.21.0alpha1", "0.188.0-alpha1"])
def test_an_old_go_client_gets_no_error_fields_it_does_not_know(daemon, version):
    headers = {"X-Daytona-Source": "sdk-go", "X-Daytona-SDK-Version": version}
    resp = daemon.get("/no/such/route", headers=headers)
    assert resp.status == 404
    assert set(resp.json()) == {"statusCode", "message", "code", "timestamp", "path", "method"}


@pytest.mark.parametrize("source, version", [
    ("sdk-go", "0.188.0"), ("sdk-go", "0.218.0"), ("sdk-go", "0.0.0"), ("sdk-go", "0.0.0-dev"),
    ("sdk-python", "0.21.0"), ("sdk-typescript", "0.218.0"),
])
def test_every_other_client_gets_all_error_fields(daemon, source, version):
    headers = {"X-Daytona-Source": source, "X-Daytona-SDK-Version": version}
    check_error(daemon.get("/no/such/route", headers=headers), 404, "NOT_FOUND")


# Spellings

@pytest.mark.parametrize("path", GET_ROUTES)
def test_a_trailing_slash_is_the_same_route(daemon, path):
    assert daemon.get(path + "/").status == 200


def test_a_trailing_slash_is_the_same_route_for_posts_and_deletes(daemon, tmp_path):
    assert daemon.post("/process/execute/", {"command": "echo hi"}).json() == {"exitCode": 0, "result": "hi\n"}
    assert daemon.post("/env/", {"set": {}}).json() == {}
    assert daemon.post("/init/", {"token": "x"}).status == 200
    assert daemon.post("/files/folder/", path=tmp_path / "made", mode="755").status == 201
    assert daemon.get("/files/info/", path=tmp_path / "made").json()["isDir"] is True
    assert daemon.delete("/files/", path=tmp_path / "made", recursive="true").status == 204


def test_unknown_query_parameters_are_ignored(daemon):
    assert daemon.get("/version?expires=1&signature=abc&&=&x").json() == daemon.get("/version").json()


def test_the_query_is_decoded_as_url_search_params_writes_it(daemon, tmp_path):
    name = "a b+c%2F&=é☃"
    (tmp_path / name).write_text("x")
    assert daemon.get("/files/info", path=tmp_path / name).json()["name"] == name
    percent = "".join(f"%{byte:02x}" for byte in os.fsencode(tmp_path / name))
    assert daemon.request("GET", f"/files/info?path={percent}").json()["name"] == name


@pytest.mark.parametrize("broken", ["%", "%4", "%zz", "x%", "%%41", "%e2%98%"])
def test_a_broken_percent_encoding_is_the_clients_error(daemon, broken):
    resp = daemon.request("GET", f"/files/info?path={broken}")
    assert resp.status in (400, 404)
    check_error(resp, resp.status, ("BAD_REQUEST", "INVALID_FILE_PATH", "FILE_NOT_FOUND"))


@pytest.mark.parametrize("route", ["/files", "/files/info", "/files/download"])
def test_a_nul_in_a_path_answers_400(daemon, tmp_path, route):
    check_error(daemon.request("GET", f"{route}?path={tmp_path}%00x"), 400, ("INVALID_FILE_PATH", "BAD_REQUEST"))


def test_a_nul_does_not_shorten_the_path_that_is_deleted(daemon, tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("x")
    check_error(daemon.request("DELETE", f"/files?path={kept}%00x"), 400, ("INVALID_FILE_PATH", "BAD_REQUEST"))
    assert kept.read_text() == "x"


def test_an_empty_form_post_is_a_post_without_a_body(daemon, tmp_path):
    form = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": "0"}
    assert daemon.request("POST", url("/files/folder", path=tmp_path / "a", mode="755"), b"", form).status == 201
    assert (tmp_path / "a").is_dir()


def test_a_post_may_come_without_a_length(daemon, tmp_path):
    target = url("/files/folder", path=tmp_path / "b", mode="755")
    with daemon.raw_socket() as wire:
        wire.send(head(f"POST {target} HTTP/1.1", host(daemon)))
        assert wire.read_response("POST").status == 201


def test_a_delete_may_carry_json(daemon, tmp_path):
    (tmp_path / "gone").write_text("x")
    target, body = url("/files", path=tmp_path / "gone"), b'{"why":"because"}'
    with daemon.raw_socket() as wire:
        wire.send(head(f"DELETE {target} HTTP/1.1", host(daemon), "Content-Type: application/json",
                             f"Content-Length: {len(body)}") + body)
        assert wire.read_response("DELETE").status == 204
        wire.send(head("GET /version HTTP/1.1", host(daemon)))
        assert wire.read_response().status == 200
    assert not (tmp_path / "gone").exists()


def test_there_is_no_cors(daemon):
    for resp in (daemon.get("/version", headers={"Origin": f"http://127.0.0.1:{daemon.port}"}),
                 daemon.request("OPTIONS", "/version", headers={"Access-Control-Request-Method": "POST"})):
        assert not [k for k, _ in resp.headers.pairs if k.lower().startswith("access-control-")]


# Versions and forms of a request

def test_head_answers_the_heads_of_get(daemon):
    got = daemon.get("/version")
    with daemon.raw_socket() as wire:
        for _ in range(2):
            wire.send(head("HEAD /version HTTP/1.1", host(daemon)))
            resp = wire.read_response("HEAD")
            assert resp.status == 200
            assert resp.headers["Content-Length"] == str(len(got.body))
            assert resp.headers["Content-Type"] == got.headers["Content-Type"]


def test_head_of_an_unknown_route_answers_404_without_a_body(daemon):
    with daemon.raw_socket() as wire:
        wire.send(head("HEAD /no/such/route HTTP/1.1", host(daemon)))
        assert wire.read_response("HEAD").status == 404
        wire.send(head("GET /version HTTP/1.1", host(daemon)))
        assert wire.read_response().status == 200


def test_http_1_0_closes_after_the_answer(daemon):
    with daemon.raw_socket() as wire:
        wire.send(b"GET /version HTTP/1.0\r\n\r\n")
        resp = wire.read_response()
        assert resp.status == 200 and re.fullmatch(r"\d+\.\d+\.\d+\S*", resp.json()["version"])
        assert "Transfer-Encoding" not in resp.headers
        assert wire.at_end()


def test_http_1_0_may_keep_the_connection(daemon):
    with daemon.raw_socket() as wire:
        for _ in range(3):
            wire.send(b"GET /version HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            resp = wire.read_response()
            assert resp.status == 200
            assert resp.headers["Connection"].lower() == "keep-alive"
            assert "Content-Length" in resp.headers
        wire.send(b"GET /version HTTP/1.0\r\n\r\n")
        assert wire.read_response().status == 200
        assert wire.at_end()


def test_an_http_1_0_client_can_execute(daemon):
    body = b'{"command":"echo hi"}'
    with daemon.raw_socket() as wire:
        wire.send(b"POST /process/execute HTTP/1.0\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        assert wire.read_response("POST").json() == {"exitCode": 0, "result": "hi\n"}
        assert wire.at_end()


def test_connection_close_is_honoured(daemon):
    with daemon.raw_socket() as wire:
        wire.send(head("GET /version HTTP/1.1", host(daemon), "Connection: close"))
        assert wire.read_response().headers["Connection"].lower() == "close"
        assert wire.at_end()


def test_empty_lines_before_a_request_are_skipped(daemon):
    request = head("GET /version HTTP/1.1", host(daemon))
    with daemon.raw_socket() as wire:
        wire.send(b"\r\n" + request)
        assert wire.read_response().status == 200
        wire.send(b"\r\n" + request + b"\r\n" + request)
        assert [wire.read_response().status for _ in range(2)] == [200, 200]


def test_the_absolute_form_of_a_target_is_accepted(daemon, tmp_path):
    address = f"http://127.0.0.1:{daemon.port}"
    assert daemon.request("GET", f"{address}/version").json() == daemon.get("/version").json()
    assert daemon.request("GET", f"{address}{url('/files/info', path=tmp_path)}").json()["name"] == tmp_path.name
    missing = daemon.request("GET", f"{address}/no/such/route")
    assert missing.status == 404 and missing.json()["path"] == "/no/such/route"


def test_header_names_are_case_insensitive(daemon):
    body = b'{"command":"echo hi"}'
    with daemon.raw_socket() as wire:
        wire.send(head("POST /process/execute HTTP/1.1", f"hOST: 127.0.0.1:{daemon.port}",
                             "content-TYPE: application/json", f"CONTENT-length: {len(body)}") + body)
        assert wire.read_response("POST").json()["result"] == "hi\n"


def test_json_is_sent_as_such(daemon):
    resp = daemon.post("/process/execute", {"command": "printf " + shlex.quote("žć☃𝄞")})
    assert resp.headers["Content-Type"].split(";")[0] == "application/json"
    assert resp.json()["result"] == "žć☃𝄞"
