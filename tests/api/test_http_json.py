"""Sections 1 and 17: what a JSON body may be, and which answer it gets when it may not."""

import json

import pytest

from support.daemon import check_error
from support.process import execute

EITHER = ("BAD_REQUEST", "INVALID_REQUEST_BODY")
JSON_ROUTES = ["/process/execute", "/init", "/env", "/files/bulk-download", "/files/replace"]


@pytest.mark.parametrize("route", JSON_ROUTES)
@pytest.mark.parametrize("body", ["{", '{"command":', "{'command':'x'}", '{"a":1,}', "nonsense", "{}x", '{"a":"\x01"}',
                                  '{"a":01}', '{"a":NaN}', '"unended'])
def test_malformed_json_answers_400(daemon, route, body):
    check_error(daemon.post(route, body), 400, "INVALID_REQUEST_BODY")


@pytest.mark.parametrize("route", JSON_ROUTES)
@pytest.mark.parametrize("body", ["null", "[]", '"text"', "5", "true", "[{}]"])
def test_a_body_that_is_no_object_answers_400(daemon, route, body):
    check_error(daemon.post(route, body), 400, EITHER)


@pytest.mark.parametrize("route, body, field", [
    ("/process/execute", {"command": 1}, "command"),
    ("/process/execute", {"command": ["echo"]}, "command"),
    ("/process/execute", {"command": {}}, "command"),
    ("/process/execute", {"command": True}, "command"),
    ("/process/execute", {"command": "echo", "cwd": 5}, "cwd"),
    ("/process/execute", {"command": "echo", "envs": []}, "envs"),
    ("/process/execute", {"command": "echo", "envs": "A=1"}, "envs"),
    ("/process/execute", {"command": "echo", "envs": {"A": 1}}, "envs"),
    ("/process/execute", {"command": "echo", "timeout": "soon"}, "timeout"),
    ("/process/execute", {"command": "echo", "onDisconnect": 5}, "onDisconnect"),
    ("/init", {"token": 1}, "token"),
    ("/env", {"set": []}, "set"),
    ("/env", {"set": {"A": 1}}, "set"),
    ("/env", {"unset": {}}, "unset"),
    ("/env", {"unset": [1]}, "unset"),
    ("/env", {"unset": "A"}, "unset"),
    ("/env", {"unsetValuePrefix": 1}, "unsetValuePrefix"),
    ("/files/bulk-download", {"paths": "/tmp"}, "paths"),
    ("/files/bulk-download", {"paths": [1]}, "paths"),
    ("/files/replace", {"files": 5, "pattern": "a", "newValue": "b"}, "files"),
    ("/files/replace", {"files": [], "pattern": 5, "newValue": "b"}, "pattern"),
])
def test_a_wrong_type_answers_400_and_names_the_field(daemon, route, body, field):
    check_error(daemon.post(route, body), 400, EITHER, message=field)


@pytest.mark.parametrize("route, body, field", [
    ("/process/execute", {}, "command"),
    ("/process/execute", {"command": None}, "command"),
    ("/process/execute", {"Command": "echo"}, "command"),
    ("/init", {}, "token"),
    ("/init", {"token": None}, "token"),
    ("/files/bulk-download", {}, "paths"),
    ("/files/replace", {"pattern": "a", "newValue": "b"}, "files"),
    ("/files/replace", {"files": ["/tmp"], "newValue": "b"}, "pattern"),
    ("/files/replace", {"files": ["/tmp"], "pattern": "a"}, "newValue"),
])
def test_a_missing_field_answers_400_and_is_named(daemon, route, body, field):
    check_error(daemon.post(route, body), 400, EITHER, message=field)


@pytest.mark.parametrize("route", ["/process/execute", "/init", "/files/bulk-download"])
def test_no_body_at_all_answers_400_where_a_field_is_required(daemon, route):
    check_error(daemon.post(route), 400, EITHER)


def test_unknown_fields_are_ignored(daemon):
    assert execute(daemon, "echo hi", surprise={"nested": [1, {"a": None}]}, Timeout=-5) == {"exitCode": 0,
                                                                                          "result": "hi\n"}


def test_null_is_an_absent_optional_field(daemon):
    assert execute(daemon, "echo hi", cwd=None, envs=None, timeout=None, onDisconnect=None)["result"] == "hi\n"
    assert daemon.post("/env", {"set": None, "unset": None, "unsetValuePrefix": None}).json() == {}


def test_escapes_are_decoded(daemon):
    body = r'{"\u0063ommand":"printf \u0027%s\u0027 \u0027\u00e9\u2603\ud834\udd1e\/\"\u0027"}'
    assert daemon.post("/process/execute", body).json() == {"exitCode": 0, "result": 'é☃𝄞/"'}


def test_whitespace_around_the_object_is_fine(daemon):
    assert daemon.post("/process/execute", ' \r\n\t{ "command" : "echo hi" }\n ').json()["result"] == "hi\n"


@pytest.mark.parametrize("body", [
    b'{"command":"echo a","command":"echo b"}',
    b'{"command":"echo a","envs":{"A":"1","A":"2"}}',
    b'{"command":"echo \\ud800"}',
    b'{"command":"echo \\udc00\\ud800"}',
    b'{"command":"echo hi","\\ud800":1}',
    b'{"command":"echo hi","envs":{"A":"\\udfff"}}',
    b'{"command":"echo hi","cwd":"/\\ud800"}',
    b'\xef\xbb\xbf{"command":"echo hi"}',
    b'\xff\xfe{\x00}\x00',
    b'{"command":"echo \xff\xfe"}',
    b'{"command":"echo \xed\xa0\x80"}',
    b'{"command":"echo a\\u0000b"}',
    b'{"command":"echo hi","envs":{"A":"x\\u0000y"}}',
    b'{"command":"echo hi","cwd":"/tmp\\u0000x"}',
    b'{"command":"echo hi","timeout":1e400}',
    b'{"command":"echo hi","timeout":99999999999999999999999999}',
    b'{"command":"echo hi","n":' + b"9" * 100000 + b"}",
    b'{"":"","command":"echo hi"}',
], ids=lambda body: ascii(body[:60]))
def test_odd_json_is_never_a_server_error(daemon, body):
    resp = daemon.post("/process/execute", body)
    assert resp.status in (200, 400), resp
    if resp.status == 400:
        check_error(resp, 400, EITHER + ("INVALID_FILE_PATH",))
    else:
        assert set(resp.json()) == {"exitCode", "result"}
    assert daemon.get("/version").status == 200


@pytest.mark.parametrize("body", [
    b"[" * 100_000,
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":' * 100_000,
    b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    b"[" * 4_000_000,
], ids=["arrays-open", "arrays", "objects-open", "objects", "millions"])
def test_deep_nesting_answers_400(daemon, body):
    check_error(daemon.post("/process/execute", body), 400, EITHER)
    assert daemon.get("/version").status == 200


def test_deep_nesting_in_an_unknown_field_does_no_harm(daemon):
    body = b'{"command":"echo hi","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    resp = daemon.post("/process/execute", body)
    assert resp.status in (200, 400), resp
    assert daemon.get("/version").status == 200


def test_an_error_message_that_repeats_the_request_is_valid_json(daemon):
    name = 'a"\\\n\t\x7f☃'
    resp = daemon.post("/process/execute", {"command": "echo", "envs": {name: "x"}})
    check_error(resp, 400, EITHER)
    raw = daemon.request("GET", "/files/info?path=%2Fno%22%5C%0A%ff%fesuch")
    assert json.loads(raw.body.decode("utf-8"))["statusCode"] == raw.status == 404
