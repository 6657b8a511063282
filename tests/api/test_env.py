"""POST /env: what later processes inherit."""

import pytest

from support.daemon import check_error
from support.process import Events, Gate, execute, output_of


@pytest.fixture
def daemon(make_daemon):
    """One of its own for each test: the environment is what changes."""
    return make_daemon(env={"START": "of-the-daemon"})


def change(daemon, **body):
    resp = daemon.post("/env", body)
    assert resp.status == 200, resp
    return resp.json()


def value(daemon, name):
    """What a process that starts now sees; None when it does not see the variable."""
    reply = execute(daemon, f"printenv {name}")
    return reply["result"].removesuffix("\n") if reply["exitCode"] == 0 else None


def test_set_answers_with_what_it_set(daemon):
    assert change(daemon, set={"A": "one", "B": "two"}) == {"A": "one", "B": "two"}
    assert output_of(daemon, 'echo "$A-$B"') == "one-two\n"


def test_set_and_unset_in_one_call(daemon):
    change(daemon, set={"A": "one", "B": "two"})
    assert change(daemon, set={"A": "three"}, unset=["B"]) == {"A": "three"}
    assert output_of(daemon, 'echo "$A-${B:-none}"') == "three-none\n"


def test_an_empty_call_changes_nothing(daemon):
    assert change(daemon) == {}
    assert change(daemon, set={}, unset=[]) == {}
    assert value(daemon, "START") == "of-the-daemon"


def test_variables_of_the_start_can_go(daemon):
    assert change(daemon, unset=["START"]) == {}
    assert value(daemon, "START") is None


def test_unsetting_what_is_not_set_is_fine(daemon):
    assert change(daemon, unset=["NEVER_SET", "NEVER_SET"]) == {}


def test_a_name_that_is_unset_and_set_is_set(daemon):
    change(daemon, set={"A": "old"})
    assert change(daemon, set={"A": "new"}, unset=["A"]) == {"A": "new"}
    assert value(daemon, "A") == "new"


@pytest.mark.parametrize("text", ["", " ", "a b", "x=y=z", "line\nline\n\nend", "$HOME `id` \\ \" '",
                                  "ž☃𝄞", "x" * 100_000],
                         ids=lambda text: ascii(text[:20]))
def test_values_arrive_exactly(daemon, text):
    assert change(daemon, set={"A": text}) == {"A": text}
    assert output_of(daemon, 'printf %s "$A"') == text


def test_many_variables(daemon):
    many = {f"NAME_{n}": str(n) for n in range(2000)}
    assert change(daemon, set=many) == many
    assert output_of(daemon, "env | grep -c ^NAME_") == "2000\n"
    assert change(daemon, unset=list(many)) == {}
    assert execute(daemon, "env | grep -c ^NAME_")["result"] == "0\n"


def test_a_value_prefix_unsets_by_value(daemon):
    change(daemon, set={"SECRET": "plch:1", "OTHER": "plch", "INSIDE": "x plch:", "KEEP": "z"})
    assert change(daemon, set={"KEEP": "plch:2"}, unsetValuePrefix="plch:") == {"KEEP": "plch:2"}
    assert value(daemon, "SECRET") is None
    assert value(daemon, "OTHER") == "plch"
    assert value(daemon, "INSIDE") == "x plch:"
    assert value(daemon, "KEEP") == "plch:2"


def test_a_value_prefix_spares_the_names_that_are_set(daemon):
    change(daemon, set={"A": "plch:1", "B": "plch:2"})
    assert change(daemon, set={"A": "plch:1"}, unsetValuePrefix="plch:") == {"A": "plch:1"}
    assert value(daemon, "A") == "plch:1" and value(daemon, "B") is None


def test_a_value_prefix_reaches_variables_of_the_start(daemon):
    assert change(daemon, unsetValuePrefix="of-the-") == {}
    assert value(daemon, "START") is None


def test_a_value_prefix_and_unset_together(daemon):
    change(daemon, set={"A": "plch:1", "B": "b", "C": "c"})
    assert change(daemon, set={"D": "d"}, unset=["B"], unsetValuePrefix="plch:") == {"D": "d"}
    assert [value(daemon, name) for name in "ABCD"] == [None, None, "c", "d"]


@pytest.mark.parametrize("name", ["", "A=B", "=", "1A", "A B", "A-B", "A.B", "Ä", "A\nB", "A\0B"])
def test_an_invalid_name_answers_400_and_changes_nothing(daemon, name):
    change(daemon, set={"OLD": "plch:old"})
    codes = ("BAD_REQUEST", "INVALID_REQUEST_BODY")
    check_error(daemon.post("/env", {"set": {"GOOD": "1", name: "2", "OLD": "3"}}), 400, codes)
    check_error(daemon.post("/env", {"set": {name: "2"}, "unset": ["OLD"], "unsetValuePrefix": "plch:"}), 400, codes)
    check_error(daemon.post("/env", {"set": {"GOOD": "1"}, "unset": ["OLD", name]}), 400, codes)
    assert value(daemon, "GOOD") is None
    assert value(daemon, "OLD") == "plch:old"


def test_a_wrong_type_changes_nothing(daemon):
    resp = daemon.post("/env", {"set": {"GOOD": "1", "BAD": 2}})
    check_error(resp, 400, ("BAD_REQUEST", "INVALID_REQUEST_BODY"))
    assert value(daemon, "GOOD") is None


def test_processes_that_run_keep_their_environment(daemon, tmp_path):
    change(daemon, set={"A": "old"})
    events, gate = Events(tmp_path / "events"), Gate(tmp_path / "gate")
    command = f'echo go > {events.path}; read _ < {gate.path}; echo "$A" > {events.path}'
    execute(daemon, f"({command}) > /dev/null 2>&1 &")
    assert events.line() == "go"
    change(daemon, set={"A": "new"})
    gate.let_through()
    assert events.line() == "old"
    assert value(daemon, "A") == "new"
    events.close()
    gate.close()


def test_the_environment_of_a_request_comes_on_top(daemon):
    change(daemon, set={"A": "of-env"})
    assert output_of(daemon, 'echo "$A $START"', envs={"A": "of-request"}) == "of-request of-the-daemon\n"
    assert value(daemon, "A") == "of-env"


def test_path_decides_what_later_commands_find(daemon, tmp_path):
    (tmp_path / "my-program").write_text("#!/bin/sh\necho mine\n")
    (tmp_path / "my-program").chmod(0o755)
    path = output_of(daemon, 'printf %s "$PATH"')
    change(daemon, set={"PATH": f"{tmp_path}:{path}"})
    assert output_of(daemon, "my-program") == "mine\n"


def test_repeated_changes_leave_one_value(daemon):
    for n in range(100):
        change(daemon, set={"A": str(n)})
    assert output_of(daemon, "env | grep ^A=") == "A=99\n"
