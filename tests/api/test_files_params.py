"""Requests on files that are wrong in form: parameters, names, JSON shapes."""

import os

import pytest

from support.daemon import ANY_400, check_error, url
from support.multipart import file_part, form, form_headers


@pytest.mark.parametrize("method, route, given, missing", [
    ("GET", "/files/info", {}, "path"),
    ("GET", "/files/download", {}, "path"),
    ("DELETE", "/files", {}, "path"),
    ("DELETE", "/files", {"recursive": "true"}, "path"),
    ("POST", "/files/folder", {"mode": "755"}, "path"),
    ("POST", "/files/move", {"source": "/none"}, "destination"),
    ("POST", "/files/move", {"destination": "/none"}, "source"),
    ("POST", "/files/permissions", {"mode": "644"}, "path"),
    ("GET", "/files/find", {"pattern": "x"}, "path"),
    ("GET", "/files/find", {"path": "/proc/version"}, "pattern"),
    ("GET", "/files/search", {"pattern": "x"}, "path"),
    ("GET", "/files/search", {"path": "/proc/version"}, "pattern"),
])
def test_a_missing_parameter_is_named(daemon, method, route, given, missing):
    check_error(daemon.request(method, url(route, **given)), 400, ANY_400, missing)


@pytest.mark.parametrize("route", ["/files/upload", "/files/upload-v2"])
def test_upload_without_a_path(daemon, route):
    body = form(file_part(b"x"))
    check_error(daemon.request("POST", route, body, form_headers()), 400, ANY_400, "path")


def test_unknown_parameters_are_ignored(daemon, tmp_path):
    (tmp_path / "f").write_bytes(b"1")
    signed = {"expires": "1", "signature": "abc%2F", "unknown": ""}
    assert daemon.get("/files/info", path=tmp_path / "f", **signed).json()["size"] == 1
    assert daemon.get("/files/download", path=tmp_path / "f", **signed).body == b"1"


def requests_with(path):
    """Every route that takes a path, as (method, target, body, headers)."""
    upload = form(file_part(b"x")), form_headers()
    return {
        "list": ("GET", url("/files", path=path), None, None),
        "info": ("GET", url("/files/info", path=path), None, None),
        "folder": ("POST", url("/files/folder", path=path, mode="755"), None, None),
        "delete": ("DELETE", url("/files", path=path, recursive="true"), None, None),
        "move from": ("POST", url("/files/move", source=path, destination="/none"), None, None),
        "move to": ("POST", url("/files/move", source="/proc/version", destination=path), None, None),
        "permissions": ("POST", url("/files/permissions", path=path, mode="644"), None, None),
        "download": ("GET", url("/files/download", path=path), None, None),
        "upload": ("POST", url("/files/upload", path=path), *upload),
        "upload-v2": ("POST", url("/files/upload-v2", path=path), b"x", None),
        "find": ("GET", url("/files/find", path=path, pattern="x"), None, None),
        "search": ("GET", url("/files/search", path=path, pattern="x"), None, None),
    }


ROUTES = sorted(requests_with(""))


@pytest.mark.parametrize("route", ROUTES)
def test_a_nul_in_a_path(daemon, tmp_path, route):
    (tmp_path / "f").write_bytes(b"1")
    for name in ("f\0", "\0f", "f\0g"):
        check_error(daemon.request(*requests_with(f"{tmp_path}/{name}")[route]), 400, ANY_400)
    assert os.listdir(tmp_path) == ["f"] and (tmp_path / "f").read_bytes() == b"1"


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("name", ["n" * 256, "/".join(["d" * 200] * 25)], ids=["name", "path"])
def test_a_name_that_is_too_long(daemon, tmp_path, route, name):
    check_error(daemon.request(*requests_with(tmp_path / name)[route]), 400, ANY_400)
    assert "/" in name or os.listdir(tmp_path) == []


def test_the_longest_name_works(daemon, tmp_path):
    name = "n" * 255
    assert daemon.post("/files/upload-v2", b"1", path=tmp_path / name).status == 200
    assert os.listdir(tmp_path) == [name] and (tmp_path / name).read_bytes() == b"1"
    assert daemon.post("/files/upload-v2", b"22", path=tmp_path / name).status == 200
    assert os.listdir(tmp_path) == [name] and (tmp_path / name).read_bytes() == b"22"


@pytest.mark.parametrize("route", ["/files/bulk-download", "/files/replace"])
@pytest.mark.parametrize("text", ["", "{", "{]", '{"paths":["a"', "paths", '{"paths":["a"]} x', "\x00"])
def test_malformed_json(daemon, route, text):
    check_error(daemon.post(route, text, {"Content-Type": "application/json"}), 400, "INVALID_REQUEST_BODY")


@pytest.mark.parametrize("route", ["/files/bulk-download", "/files/replace"])
@pytest.mark.parametrize("text", ["null", "[]", "7", '"x"', "true"])
def test_json_that_is_no_object(daemon, route, text):
    check_error(daemon.post(route, text, {"Content-Type": "application/json"}), 400, ANY_400)


@pytest.mark.parametrize("body", [
    {}, {"paths": None}, {"paths": []}, {"paths": "/a"}, {"paths": {"0": "/a"}}, {"paths": [1]},
    {"paths": ["/a", None]}, {"paths": [["/a"]]}, {"Paths ": ["/a"]},
], ids=repr)
def test_bulk_download_names_the_wrong_field(daemon, body):
    check_error(daemon.post("/files/bulk-download", body), 400, ANY_400, "paths")


@pytest.mark.parametrize("field, value", [
    ("files", "absent"), ("files", None), ("files", "/a"), ("files", [1]), ("files", [None]), ("files", {}),
    ("pattern", "absent"), ("pattern", None), ("pattern", 1), ("pattern", ["x"]), ("pattern", ""),
    ("newValue", "absent"), ("newValue", None), ("newValue", 1), ("newValue", {}),
])
def test_replace_names_the_wrong_field(daemon, tmp_path, field, value):
    (tmp_path / "f").write_bytes(b"x")
    body = {"files": [str(tmp_path / "f")], "pattern": "x", "newValue": "y", field: value}
    if value == "absent":
        del body[field]
    check_error(daemon.post("/files/replace", body), 400, ANY_400, field)
    assert (tmp_path / "f").read_bytes() == b"x"


def test_unknown_json_fields_are_ignored(daemon, tmp_path):
    (tmp_path / "f").write_bytes(b"x")
    body = {"files": [str(tmp_path / "f")], "pattern": "x", "newValue": "y", "more": {"deep": [1, None]}}
    assert daemon.post("/files/replace", body).json() == [{"file": str(tmp_path / "f"), "success": True}]
    assert daemon.post("/files/bulk-download", {"more": 1, "paths": [str(tmp_path / "f")]}).status == 200


@pytest.mark.parametrize("text", [
    r'{"paths":["/none/\ud800"]}', r'{"paths":["/none/\udc00\ud800"]}', '{"paths":["/none/a"],"paths":["/none/b"]}',
    '\ufeff{"paths":["/none/a"]}', r'{"paths":["/none/\u0000"]}',
])
def test_odd_json_is_never_a_server_error(daemon, text):
    assert daemon.post("/files/bulk-download", text, {"Content-Type": "application/json"}).status in (200, 400)
