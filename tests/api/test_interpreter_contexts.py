"""Section 7: making, listing and deleting interpreter contexts."""

import os
import re
import uuid

import pytest

from support.daemon import check_error
from support.interpreter import CONTEXTS, Context, Execution, create, listed
from support.sessions import EITHER

KEYS = {"id", "cwd", "createdAt", "active", "language"}
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
UNKNOWN = "not found: context not found"


def listed_ids(daemon):
    return [c["id"] for c in listed(daemon)]


def test_what_a_new_one_is(coder, context):
    info = context.info
    assert set(info) == KEYS
    assert (info["language"], info["active"]) == ("python", True)
    assert info["cwd"] == coder.get("/work-dir").json()["dir"]
    assert RFC3339.fullmatch(info["createdAt"])


def test_ids_are_uuids(make_context):
    ids = [make_context("bash").id for _ in range(3)]
    assert len(set(ids)) == 3
    for context_id in ids:
        assert str(uuid.UUID(context_id)) == context_id


@pytest.mark.parametrize("language", ["python", "javascript", "typescript", "bash"])
def test_every_language_is_told(make_context, language):
    assert make_context(language).info["language"] == language


def test_it_is_in_the_list_as_it_was_answered(coder, make_context):
    made = [make_context(), make_context("bash")]
    ours = {c.id for c in made}
    assert [c for c in listed(coder) if c["id"] in ours] == [c.info for c in made]


def test_the_list_is_in_the_order_of_creation(coder, make_context):
    ids = [make_context("bash").id for _ in range(8)]
    assert [i for i in listed_ids(coder) if i in ids] == ids


def test_a_fresh_daemon_lists_none_though_it_has_a_default(make_coder):
    daemon = make_coder()
    Context(daemon).output("x = 1")
    assert daemon.get(CONTEXTS).json() == {"contexts": []}
    assert daemon.get(CONTEXTS + "/").json() == {"contexts": []}


def test_delete(coder):
    context = create(coder)
    resp = context.delete()
    assert (resp.status, resp.json()) == (200, {"message": "Context deleted successfully"})
    assert context.id not in listed_ids(coder)
    check_error(context.delete(), 404, "PROCESS_NOT_FOUND", message=UNKNOWN)
    assert "not found" in context.start("1").refused(1008)


@pytest.mark.parametrize("name", ["nobody", str(uuid.UUID(int=5, version=4)), "a%2Fb", "%E2%98%83"])
def test_deleting_an_unknown_one(coder, name):
    check_error(coder.delete(f"{CONTEXTS}/{name}"), 404, "PROCESS_NOT_FOUND", message=UNKNOWN)


def test_the_default_cannot_be_deleted(coder):
    check_error(coder.delete(f"{CONTEXTS}/default"), 400, EITHER, message="default")
    assert Context(coder).output("print(1)") == "1\n"


# Directories

def test_the_directory_is_the_workers(make_context, tmp_path):
    inside = tmp_path / "a b ☃ '\""
    inside.mkdir()
    for language, code in (("python", "import os; print(os.getcwd())"), ("javascript", "console.log(process.cwd())"),
                           ("bash", "pwd")):
        context = make_context(language, cwd=str(inside))
        assert context.info["cwd"] == str(inside)
        assert context.output(code) == f"{inside}\n"


def test_a_relative_directory_is_below_the_daemons(coder, make_context):
    base = coder.get("/work-dir").json()["dir"]
    os.makedirs(os.path.join(base, "below/here"), exist_ok=True)
    context = make_context(cwd="below/here")
    assert context.info["cwd"] == f"{base}/below/here"
    assert context.output("import os; print(os.getcwd())") == f"{base}/below/here\n"


@pytest.mark.parametrize("cwd", [None, ""])
def test_without_a_directory_it_is_the_daemons(coder, make_context, cwd):
    assert make_context(cwd=cwd).info["cwd"] == coder.get("/work-dir").json()["dir"]


@pytest.mark.parametrize("language", ["python", "javascript", "bash"])
def test_a_directory_that_is_none(coder, tmp_path, language):
    (tmp_path / "file").write_text("")
    before = listed_ids(coder)
    for cwd in (str(tmp_path / "missing"), str(tmp_path / "file")):
        resp = coder.post(CONTEXTS, {"cwd": cwd, "language": language})
        check_error(resp, 400, "INVALID_FILE_PATH", message=cwd)
    check_error(coder.post(CONTEXTS, {"cwd": "/x\0y"}), 400, (*EITHER, "INVALID_FILE_PATH"))
    assert listed_ids(coder) == before


def test_a_directory_that_goes_away_later(make_context, tmp_path):
    """The context lives on; what the worker then can't do is its own matter."""
    inside = tmp_path / "gone"
    inside.mkdir()
    context = make_context(cwd=str(inside))
    inside.rmdir()
    assert context.output("x = 4; print(x)") == "4\n"


# Refused

@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'"x"', b'{"language": 5}', b'{"language": ["python"]}',
                                  b'{"cwd": 5}', b'{"cwd": {}}'], ids=repr)
def test_a_body_that_is_none(coder, body):
    before = listed_ids(coder)
    check_error(coder.request("POST", CONTEXTS, body, {"Content-Type": "application/json"}), 400, EITHER)
    assert listed_ids(coder) == before


@pytest.mark.parametrize("fields", [{}, {"language": None, "cwd": None}, {"unknown": {"x": 1}}], ids=repr)
def test_unknown_fields_and_null_are_as_if_absent(make_context, fields):
    assert make_context(**fields).info["language"] == "python"


@pytest.mark.parametrize("method, path, allowed", [
    ("PUT", CONTEXTS, {"GET", "POST"}), ("DELETE", CONTEXTS, {"GET", "POST"}),
    ("POST", f"{CONTEXTS}/x", {"DELETE"}), ("POST", "/process/interpreter/execute", {"GET"}),
    ("GET", "/process/code-run", {"POST"}),
])
def test_another_method(coder, method, path, allowed):
    resp = coder.request(method, path)
    check_error(resp, 405, "METHOD_NOT_ALLOWED")
    assert allowed <= {m.strip() for m in resp.headers["Allow"].split(",")}


def test_execute_without_an_upgrade(coder):
    resp = coder.get("/process/interpreter/execute")
    check_error(resp, resp.status, (*EITHER, "UPGRADE_REQUIRED", "HTTP_426"))
    assert resp.status in (400, 426)


def test_the_version_is_echoed_as_a_subprotocol(coder):
    version = "X-Daytona-SDK-Version~0.218.0"
    with Execution(coder, {"code": "print(1)"}, subprotocols=(version,)) as ws:
        assert ws.subprotocol == version
        assert ws.result().completed().stdout == "1\n"
    with Execution(coder, {"code": "print(1)"}) as ws:
        assert ws.subprotocol is None
        ws.result().completed()
