"""Section 7: what a context keeps, the order of its executions, and environments."""

import pytest

from support.interpreter import Context, children_of, create, say, wait_at
from support.sessions import eventually


def test_nothing_is_printed_for_the_value_of_a_last_expression(context):
    result = context.run("1 + 1").completed()
    assert [m["type"] for m in result.messages] == ["control"]


def test_variables_imports_functions_and_classes_stay(context):
    context.output("import math\nx = 5\ndef double(n):\n    return n * 2\nclass Point:\n    y = 7\n")
    assert context.output("print(math.floor(2.5), double(x), Point().y)") == "2 10 7\n"
    context.output("x += 1; del Point")
    assert context.output("print(x, 'Point' in globals(), __name__)") == "6 False __main__\n"


def test_an_error_keeps_the_state(context):
    assert context.error("before = 1\nraise ValueError('x')\nafter = 2")["name"] == "ValueError"
    assert context.output("print(before, 'after' in globals())") == "1 False\n"
    assert context.error("this is no python")["name"] == "SyntaxError"
    assert context.output("print(before)") == "1\n"


@pytest.mark.parametrize("end", ["sys.exit()", "sys.exit(0)", "sys.exit(3)", "raise SystemExit", "exit()", "quit()"])
def test_exiting_ends_the_execution_normally(context, end):
    result = context.run(f"import sys\nkept = 1\nprint('before')\n{end}\nprint('never')").completed()
    assert result.stdout == "before\n"
    assert context.output("print(kept)") == "1\n"


def test_contexts_are_apart(make_context):
    one, two = make_context(), make_context()
    one.output("x = 1")
    two.output("x = 2")
    assert one.output("print(x)") == "1\n"
    assert two.output("print(x)") == "2\n"
    assert one.pid() != two.pid()


def test_the_same_worker_serves_all_executions(context):
    assert len({context.pid() for _ in range(5)}) == 1


def test_a_default_context_is_there_before_anybody_asks(make_coder):
    daemon = make_coder()
    (pid,) = eventually(lambda: children_of(daemon.proc.pid), "a worker has been started")
    assert Context(daemon).pid() == pid


# The queue

def test_executions_of_a_context_run_in_the_order_of_their_coming(context, events, gate):
    first = context.start(f"order = []\n{say(events, 'go')}\n{wait_at(gate)}\norder.append(0)")
    assert events.line() == "go"
    queued = [context.start(f"order.append({n})").taken() for n in range(1, 10)]
    gate.let_through()
    for execution in (first, *queued):
        execution.result().completed()
    assert context.output("print(order)") == f"{list(range(10))}\n"


def test_nothing_reaches_a_client_before_its_turn(context, events, gate):
    first = context.start(f"print('a'); {say(events, 'go')}; {wait_at(gate)}; print('b')")
    assert events.line() == "go"
    second = context.start("print('c')").taken()
    gate.let_through()
    assert first.result().completed().stdout == "a\nb\n"
    assert second.result().completed().stdout == "c\n"


def test_another_context_does_not_wait(make_context, events, gate):
    busy, other = make_context(), make_context()
    with busy.start(f"{say(events, 'go')}; {wait_at(gate)}; print('done')") as running:
        assert events.line() == "go"
        assert other.output("print('at once')") == "at once\n"
        assert create(busy.daemon, "bash").delete().status == 200
        gate.let_through()
        assert running.result().completed().stdout == "done\n"


@pytest.mark.parametrize("how", ["close", "vanish", "reset"])
def test_a_queued_execution_whose_client_left_never_runs(context, events, gate, how):
    first = context.start(f"ran = []\n{say(events, 'go')}\n{wait_at(gate)}\nran.append(1)")
    assert events.line() == "go"
    context.start("ran.append(2)").taken().leave(how)
    third = context.start("ran.append(3)").taken()
    gate.let_through()
    first.result().completed()
    third.result().completed()
    assert context.output("print(ran)") == "[1, 3]\n"


def test_the_timeout_counts_from_its_turn(context, events, gate):
    first = context.start(f"import time\n{say(events, 'go')}\n{wait_at(gate)}\ntime.sleep(1.5)")
    assert events.line() == "go"
    second = context.start("print('in time')", timeout=1).taken()
    gate.let_through()
    first.result().completed()
    assert second.result().completed().stdout == "in time\n"


# Environments

SHOW = "import os; print(os.environ.get('A'), os.environ.get('B'))"


def test_envs_hold_for_one_execution(context):
    envs = {"A": "x y ☃ = '\"", "B": ""}
    assert context.output(SHOW, envs=envs) == "x y ☃ = '\" \n"
    assert context.output(SHOW) == "None None\n"


def test_envs_reach_children(context):
    code = "import subprocess; print(subprocess.check_output(['printenv', 'A'], text=True), end='')"
    assert context.output(code, envs={"A": "for children"}) == "for children\n"


def test_an_overwritten_variable_is_back_afterwards(context):
    context.output("import os; os.environ['A'] = 'mine'")
    assert context.output(SHOW, envs={"A": "theirs"}) == "theirs None\n"
    assert context.output(SHOW) == "mine None\n"


def test_what_the_code_changes_in_other_variables_stays(context):
    context.output("import os; os.environ['B'] = 'set by code'; os.environ['A'] = 'lost'", envs={"A": "1"})
    assert context.output(SHOW) == "None set by code\n"


def test_envs_are_gone_after_an_error_and_a_timeout(context):
    assert context.error("1/0", envs={"A": "1"})["name"] == "ZeroDivisionError"
    assert context.output(SHOW) == "None None\n"
    context.run("import time; time.sleep(1000)", envs={"A": "1"}, timeout=1).timed_out()
    assert context.output(SHOW) == "None None\n"


def test_envs_of_the_other_languages(make_context):
    for language, show in (("bash", 'echo "${A-None} ${B-None}"'),
                           ("javascript", "console.log(process.env.A ?? 'None', process.env.B ?? 'None')")):
        context = make_context(language)
        assert context.output(show, envs={"A": "x 'y' \"z\" $HOME\n☃"}) == "x 'y' \"z\" $HOME\n☃ None\n"
        assert context.output(show) == "None None\n"


def test_the_environment_of_the_daemon_is_inherited(make_coder):
    daemon = make_coder(env={"A": "from the start"})
    assert Context(daemon).output(SHOW) == "from the start None\n"
    assert create(daemon, "bash").output("echo $A") == "from the start\n"


def test_a_fresh_worker_sees_what_post_env_set(make_coder):
    daemon = make_coder(env={"A": "old", "B": "old"})
    eventually(lambda: children_of(daemon.proc.pid), "the default's worker is there")
    assert daemon.post("/env", {"set": {"A": "new"}, "unset": ["B"]}).status == 200
    assert Context(daemon).output(SHOW) == "new None\n"
    assert create(daemon).output(SHOW) == "new None\n"


def test_again_and_again_as_long_as_it_is_unused(make_coder):
    daemon = make_coder()
    for n in range(5):
        assert daemon.post("/env", {"set": {"A": str(n)}}).status == 200
    assert Context(daemon).output(SHOW) == "4 None\n"
    eventually(lambda: len(children_of(daemon.proc.pid)) == 1, "the workers that were replaced are gone")


def test_a_used_worker_keeps_its_state_when_post_env_comes(make_coder):
    daemon = make_coder()
    default = Context(daemon)
    default.output("kept = 5")
    assert daemon.post("/env", {"set": {"A": "new"}}).status == 200
    assert default.output("print(kept)") == "5\n"
    default.run("import os; os._exit(0)").completed("WorkerDied")
    assert default.output(SHOW) == "new None\n"


def test_a_context_that_was_never_used_sees_what_post_env_set(make_coder):
    daemon = make_coder()
    context = create(daemon)
    assert daemon.post("/env", {"set": {"A": "new"}}).status == 200
    assert context.output(SHOW) == "new None\n"


def test_the_environment_is_the_daemons_and_little_else(coder, context):
    """Compared with that of a command; what a shell adds is not looked at."""
    command = coder.post("/process/execute", {"command": "exec env -0"}).json()["result"]
    expected = dict(line.split("=", 1) for line in command.split("\0") if line)
    found = dict(line.split("=", 1) for line in
                 context.output("import os; print(*map('='.join, os.environ.items()), sep='\\0', end='')").split("\0"))
    shell = {"PWD", "OLDPWD", "SHLVL", "_", "TOOLBOXD_TREE", "LC_CTYPE", "LOGNAME"}
    assert {k: v for k, v in found.items() if k not in shell} == {k: v for k, v in expected.items() if k not in shell}
    assert found["HOME"] == coder.home
