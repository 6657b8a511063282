"""Section 6: making, listing, asking after and deleting PTYs."""

import os
import re

import pytest

from support.daemon import check_error
from support.process import nap, processes_with
from support.pty import UNKNOWN, Pty, create, listed, listed_ids, new_id
from support.sessions import EITHER

KEYS = {"id", "cwd", "envs", "cols", "rows", "createdAt", "active", "lazyStart"}
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def test_what_a_new_one_is(terminals, make_pty):
    info = make_pty().info()
    assert set(info) == KEYS
    assert (info["cols"], info["rows"], info["envs"], info["lazyStart"]) == (80, 24, {}, False)
    assert info["active"] is True
    assert info["cwd"] == terminals.get("/work-dir").json()["dir"]
    assert RFC3339.fullmatch(info["createdAt"])


def test_everything_may_be_given(make_pty, tmp_path):
    envs = {"A": "1", "B_2": "žć ☃ = '\"", "EMPTY": "", "_": "x"}
    info = make_pty(cwd=str(tmp_path), envs=envs, cols=132, rows=43, lazyStart=True).info()
    assert {k: info[k] for k in ("cwd", "envs", "cols", "rows", "lazyStart", "active")} == {
        "cwd": str(tmp_path), "envs": envs, "cols": 132, "rows": 43, "lazyStart": True, "active": False}


def test_it_is_in_the_list_as_it_is_alone(terminals, make_pty):
    made = [make_pty(), make_pty(lazyStart=True), make_pty(cols=100)]
    ours = {p.id for p in made}
    assert [s for s in listed(terminals) if s["id"] in ours] == [p.info() for p in made]


def test_the_list_is_in_the_order_of_creation(terminals, make_pty):
    ids = [f"order-{n}" for n in (3, 1, 10, 2)]
    for pty_id in ids:
        make_pty(pty_id=pty_id)
    assert [i for i in listed_ids(terminals) if i in ids] == ids


def test_without_any_the_list_is_empty(daemon):
    assert daemon.get("/process/pty").json() == {"sessions": []}
    assert daemon.get("/process/pty/").json() == {"sessions": []}


def test_ptys_are_no_sessions(terminals, make_pty):
    pty = make_pty()
    assert pty.id not in [s["sessionId"] for s in terminals.get("/process/session").json()]
    check_error(terminals.get(f"/process/session/{pty.id}"), 404, "PROCESS_NOT_FOUND")
    assert terminals.post("/process/session", {"sessionId": pty.id}).status == 201
    check_error(terminals.get(f"/process/pty/{new_id()}"), 404, "PROCESS_NOT_FOUND")
    assert terminals.delete(f"/process/session/{pty.id}").status == 204
    assert pty.info()["active"] is True


def test_the_same_id_again(terminals, make_pty):
    pty = make_pty()
    before = pty.info()
    resp = create(terminals, id=pty.id, cols=10)
    assert check_error(resp, 409, "CONFLICT")["message"] == "conflict: PTY session already exists"
    assert pty.info() == before


def test_the_id_is_free_again_after_a_delete(terminals):
    for cols in (50, 60):
        pty = Pty(terminals, pty_id="again", cols=cols)
        assert pty.info()["cols"] == cols
        assert pty.delete().status == 200


def test_delete(terminals):
    sleeper = nap()
    pty = Pty(terminals, f"exec {sleeper}")
    with pty.connect() as client:
        resp = pty.delete()
        assert (resp.status, resp.json()) == (200, {"message": "PTY session deleted"})
        assert processes_with(sleeper) == []
        client.check_end(137)
    assert pty.id not in listed_ids(terminals)
    for method in ("GET", "DELETE"):
        check_error(terminals.request(method, pty.path), 404, "PROCESS_NOT_FOUND", message=UNKNOWN)


@pytest.mark.parametrize("method, below", [("GET", ""), ("DELETE", "")])
def test_an_unknown_one(terminals, method, below):
    check_error(terminals.request(method, f"/process/pty/nobody{below}"), 404, "PROCESS_NOT_FOUND", message=UNKNOWN)


@pytest.mark.parametrize("body", [{}, {"id": ""}, {"id": None}, {"id": 5}, {"id": ["a"]}, {"id": "a\0b"}, {"cols": 80},
                                  [], None, "id", b"{", b""],
                         ids=repr)
def test_without_an_id_there_is_none(terminals, body):
    before = listed_ids(terminals)
    if body is None or isinstance(body, str):
        body = b"null" if body is None else b'"id"'
    resp = terminals.request("POST", "/process/pty", body, {"Content-Type": "application/json"})
    check_error(resp, 400, EITHER)
    assert listed_ids(terminals) == before


@pytest.mark.parametrize("name", ["cols", "rows"])
@pytest.mark.parametrize("value, taken", [(1, 1), (1000, 1000), (None, 0), (0, 0)])
def test_sizes_that_are_accepted(make_pty, name, value, taken):
    default = {"cols": 80, "rows": 24}
    info = make_pty(**{name: value}).info()
    assert {k: info[k] for k in default} == {**default, name: taken or default[name]}


BAD_SIZES = [-1, 1001, 65536, 2**31, 2**64, 1.5, "80", "", True, [], {}]


@pytest.mark.parametrize("name", ["cols", "rows"])
@pytest.mark.parametrize("value", BAD_SIZES, ids=repr)
def test_sizes_that_are_refused(terminals, name, value):
    pty_id = new_id()
    check_error(create(terminals, id=pty_id, **{name: value}), 400, EITHER, message=name)
    assert pty_id not in listed_ids(terminals)


@pytest.mark.parametrize("envs", [{"1A": "x"}, {"A-B": "x"}, {"": "x"}, {"A=B": "x"}, {"A B": "x"}, {"Ž": "x"},
                                  {"A": 1}, {"A": None}, {"A": ["x"]}, {"A": "x\0y"}, {"A\0": "x"}, [], "A=1", 5],
                         ids=repr)
@pytest.mark.parametrize("lazy", [False, True])
def test_environments_that_are_refused(terminals, envs, lazy):
    pty_id = new_id()
    check_error(create(terminals, id=pty_id, envs=envs, lazyStart=lazy), 400, EITHER)
    assert pty_id not in listed_ids(terminals)


@pytest.mark.parametrize("lazy", [False, True])
def test_a_directory_that_is_none(terminals, tmp_path, lazy):
    (tmp_path / "file").write_text("")
    for cwd in (tmp_path / "missing", tmp_path / "file", "/x\0y"):
        pty_id = new_id()
        resp = create(terminals, id=pty_id, cwd=str(cwd), lazyStart=lazy)
        check_error(resp, 400, (*EITHER, "INVALID_FILE_PATH"))
        assert pty_id not in listed_ids(terminals)


def test_a_relative_directory_is_the_daemons(terminals, make_pty):
    os.makedirs(os.path.join(terminals.dir, "below/here"), exist_ok=True)
    base = terminals.get("/work-dir").json()["dir"]
    assert make_pty(cwd="below/here").info()["cwd"] == f"{base}/below/here"


@pytest.mark.parametrize("fields", [{"lazyStart": "yes"}, {"lazyStart": 1}, {"cwd": 5}])
def test_other_fields_of_a_wrong_type(terminals, fields):
    pty_id = new_id()
    check_error(create(terminals, id=pty_id, **fields), 400, EITHER, message=next(iter(fields)))
    assert pty_id not in listed_ids(terminals)


def test_unknown_fields_and_null_are_as_if_absent(make_pty, terminals):
    info = make_pty(cwd=None, envs=None, cols=None, rows=None, lazyStart=None, unknown={"x": 1}).info()
    assert (info["cols"], info["rows"], info["envs"], info["lazyStart"]) == (80, 24, {}, False)
    assert info["cwd"] == terminals.get("/work-dir").json()["dir"]


@pytest.mark.parametrize("method, path, allowed", [
    ("PUT", "/process/pty", {"GET", "POST"}), ("DELETE", "/process/pty", {"GET", "POST"}),
    ("POST", "/process/pty/x", {"GET", "DELETE"}), ("GET", "/process/pty/x/resize", {"POST"}),
    ("POST", "/process/pty/x/connect", {"GET"}),
])
def test_another_method(terminals, method, path, allowed):
    resp = terminals.request(method, path)
    check_error(resp, 405, "METHOD_NOT_ALLOWED")
    assert allowed <= {m.strip() for m in resp.headers["Allow"].split(",")}


@pytest.mark.parametrize("path", ["/process/pty/x/y", "/process/pty/x/connect/y", "/process/pty/x/resize/y",
                                  "/process/ptys"])
def test_an_unknown_path(terminals, path):
    check_error(terminals.get(path), 404, ("NOT_FOUND", "PROCESS_NOT_FOUND"))
