"""code-run: what is refused, and runtimes that are not there."""

import shutil

import pytest

from support.daemon import check_error
from support.interpreter import PATH, code_run, printed, programs
from support.sessions import EITHER


def post(daemon, body):
    return daemon.request("POST", "/process/code-run", body, {"Content-Type": "application/json"})


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"5", b"{}", b'{"language": "python"}',
                                  b'{"code": null, "language": "python"}', b'{"code": 5, "language": "python"}',
                                  b'{"code": ["x"], "language": "python"}', b'{"code": "x", "language": 5}',
                                  b'{"code": "x", "language": ["python"]}', b'{"code": "x"}',
                                  b'{"code": "x", "language": null}'], ids=repr)
def test_a_body_that_is_none(coder, body):
    check_error(post(coder, body), 400, EITHER)


@pytest.mark.parametrize("language", ["ruby", "Python", "python3", "js", "node", "ts", "bash", "", " python", "☃"])
def test_an_unsupported_language(coder, language):
    resp = coder.post("/process/code-run", {"code": "print(1)", "language": language})
    check_error(resp, 400, EITHER, message=f"unsupported language: {language}")


@pytest.mark.parametrize("name, value", [
    ("timeout", -1), ("timeout", 1.5), ("timeout", "5"), ("timeout", True), ("timeout", []), ("timeout", {}),
    ("argv", "x"), ("argv", {}), ("argv", [1]), ("argv", [None]), ("argv", [["x"]]), ("argv", 5),
    ("envs", []), ("envs", "A=1"), ("envs", {"A": 1}), ("envs", {"A": None}), ("envs", 5),
], ids=repr)
def test_a_wrong_type_or_value_names_the_field(coder, tmp_path, name, value):
    code = f"open({str(tmp_path / 'ran')!r}, 'w')"
    resp = coder.post("/process/code-run", {"code": code, "language": "python", name: value})
    check_error(resp, 400, EITHER, message=name)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["1A", "A-B", "A B", "A=B", "", "É", "A\n", " A"], ids=repr)
def test_a_bad_name_of_a_variable(coder, name):
    resp = coder.post("/process/code-run", {"code": "print(1)", "language": "python", "envs": {"GOOD": "1", name: "2"}})
    check_error(resp, 400, EITHER, message=f"invalid environment variable name: '{name}'")


@pytest.mark.parametrize("fields", [{"timeout": None}, {"timeout": 0}, {"timeout": 1000}, {"envs": None}, {"envs": {}},
                                    {"argv": None}, {"unknown": {"x": 1}}], ids=repr)
def test_optional_fields(coder, fields):
    assert code_run(coder, "print(1)", **fields) == {"exitCode": 0, "result": "1\n"}


@pytest.mark.parametrize("fields", [{"argv": ["a\0b"]}, {"envs": {"A": "x\0y"}}], ids=repr)
def test_nul_where_a_process_cannot_have_it(coder, fields):
    resp = coder.post("/process/code-run", {"code": "print(1)", "language": "python", **fields})
    if resp.status != 200:
        check_error(resp, 400, EITHER)
    else:
        assert resp.json()["exitCode"] == -1, resp


# Runtimes that are not there

@pytest.mark.parametrize("language, program", [("python", "python3"), ("javascript", "node"), ("typescript", "node")])
def test_a_missing_runtime(make_coder, tmp_path, language, program):
    daemon = make_coder(env={"PATH": programs(tmp_path / "bin", bash="/bin/bash")})
    reply = code_run(daemon, "x", language)
    assert reply == {"exitCode": -1, "result": reply["result"]} and program in reply["result"]
    assert daemon.post("/env", {"set": {"PATH": PATH}}).status == 200
    assert code_run(daemon, "", language) == {"exitCode": 0, "result": ""}


def test_one_of_them_is_there(make_coder, tmp_path):
    path = programs(tmp_path / "bin", python3=shutil.which("python3", path=PATH))
    daemon = make_coder(env={"PATH": path})
    assert printed(daemon, "print(1)") == "1\n"
    assert code_run(daemon, "console.log(1)", "javascript")["exitCode"] == -1


def test_the_path_of_the_request_may_choose_it(make_coder, tmp_path):
    """The environment of a request is the process's own; either answer is one, none is a hang or an error."""
    daemon = make_coder(env={"PATH": programs(tmp_path / "bin", bash="/bin/bash")})
    assert code_run(daemon, "print(1)", envs={"PATH": PATH})["exitCode"] in (-1, 0)


def test_a_runtime_that_is_broken(make_coder, tmp_path):
    (tmp_path / "python3").write_text("#!/bin/sh\necho broken runtime >&2\nexit 9\n")
    (tmp_path / "python3").chmod(0o755)
    daemon = make_coder(env={"PATH": f"{tmp_path}:{PATH}"})
    assert code_run(daemon, "print(1)") == {"exitCode": 9, "result": "broken runtime\n"}


def test_unprivileged(unprivileged):
    assert printed(unprivileged, "import os; print(os.getuid() != 0)") == "True\n"


def test_the_routes_of_commands_are_not_concerned(coder):
    resp = coder.post("/process/execute", {"command": "echo hi", "language": "python", "code": 5})
    assert resp.json() == {"exitCode": 0, "result": "hi\n"}
