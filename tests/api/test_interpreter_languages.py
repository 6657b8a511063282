"""Which languages there are: those of the contract whose program is on PATH, as POST /env left it."""

import os
import shutil

import pytest

from support.daemon import check_error
from support.interpreter import CONTEXTS, PATH, Context, create, listed, programs


def where(name):
    return shutil.which(name, path=PATH)


def refused(daemon, language, *available):
    resp = daemon.post(CONTEXTS, {"language": language})
    body = check_error(resp, 400, "BAD_REQUEST")
    start = f"bad request: unsupported language: {language}; available here: "
    assert body["message"].startswith(start), body
    if available:
        assert body["message"] == start + ", ".join(available), body
    assert listed(daemon) == []


@pytest.mark.parametrize("language", ["ruby", "Python", "python3", "js", "node", "sh", " python", "☃"])
def test_an_unknown_one_lists_what_is_here(make_coder, language):
    refused(make_coder(), language, "bash", "javascript", "python", "typescript")


def test_only_bash(make_coder, tmp_path):
    daemon = make_coder(env={"PATH": programs(tmp_path / "bin", bash=where("bash"))})
    for language in ("python", "javascript", "typescript", "ruby"):
        refused(daemon, language, "bash")
    assert create(daemon, "bash").output("echo $((6 * 7))") == "42\n"


def test_python_and_bash(make_coder, tmp_path):
    path = programs(tmp_path / "bin", bash=where("bash"), python3=where("python3"))
    daemon = make_coder(env={"PATH": path})
    for language in ("javascript", "typescript"):
        refused(daemon, language, "bash", "python")
    assert create(daemon).output("print(6 * 7)") == "42\n"


def test_without_python(make_coder, tmp_path):
    daemon = make_coder(env={"PATH": programs(tmp_path / "bin", bash=where("bash"), node=where("node"))})
    resp = daemon.post(CONTEXTS, {})
    check_error(resp, 400, "BAD_REQUEST", message="unsupported language: python; available here: bash, javascript")
    assert create(daemon, "javascript").output("console.log(6 * 7)") == "42\n"


def test_the_default_context_without_python(make_coder, tmp_path):
    daemon = make_coder(env={"PATH": programs(tmp_path / "bin", bash=where("bash"))})
    for _ in range(2):
        result = Context(daemon).run("print(1)")
        assert result.error["name"] == "WorkerFailed" and result.error["value"], result
        assert (result.stdout, result.control, result.code) == ("", None, 1011), result
    assert daemon.get("/version").status == 200


def test_without_any(make_coder, tmp_path):
    daemon = make_coder(env={"PATH": programs(tmp_path / "bin")})
    for language in ("python", "bash", "ruby"):
        refused(daemon, language)


def test_what_is_not_executable_is_not_here(make_coder, tmp_path):
    path = programs(tmp_path / "bin", bash=where("bash"))
    (tmp_path / "bin/python3").write_text("#!/bin/sh\n")
    (tmp_path / "bin/node").mkdir()
    refused(make_coder(env={"PATH": path}), "ruby", "bash")


def test_a_path_set_by_post_env_counts(make_coder, tmp_path):
    daemon = make_coder(env={"PATH": programs(tmp_path / "bin", bash=where("bash"))})
    refused(daemon, "javascript", "bash")
    assert daemon.post("/env", {"set": {"PATH": PATH}}).status == 200
    assert create(daemon, "javascript").output("console.log(1)") == "1\n"
    assert Context(daemon).output("print(2)") == "2\n"


def test_a_python_that_is_none(make_coder, tmp_path):
    """It starts and is no worker: said with the reason, not hung up on."""
    path = programs(tmp_path / "bin", bash=where("bash"))
    (tmp_path / "bin/python3").write_text(f"#!{where('bash')}\necho no python here >&2\nexit 9\n")
    os.chmod(tmp_path / "bin/python3", 0o755)
    daemon = make_coder(env={"PATH": path})
    resp = daemon.post(CONTEXTS, {"language": "python"})
    assert resp.status in (500, 503), resp
    check_error(resp, resp.status, ("INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE"))
    assert listed(daemon) == []
    result = Context(daemon).run("print(1)")
    assert (result.error["name"], result.code) == ("WorkerFailed", 1011), result
    assert "9" in result.error["value"] or "no python here" in result.error["value"] + result.error["traceback"], result


def test_a_virtual_environment_on_path_is_the_one(coder, context):
    assert context.output("import sys; print(sys.prefix != sys.base_prefix)") == "True\n"
    assert context.output("import numpy; print(int(numpy.arange(4).sum()))") == "6\n"


def test_unprivileged(unprivileged, open_tmp):
    """Every part of a context's life where the daemon is not root."""
    os.chmod(open_tmp, 0o755)
    context = create(unprivileged, cwd=str(open_tmp))
    assert context.output("import os; print(os.getuid() != 0, os.getcwd())") == f"True {open_tmp}\n"
    context.run("import time\ntime.sleep(1000)", timeout=1).timed_out()
    context.run("import os; os._exit(3)").completed("WorkerDied")
    assert context.output("print(1)") == "1\n"
    assert context.delete().status == 200
