"""Timeouts: an interrupt where it suffices, then the state is kept; else the worker goes with all it started."""

import time

import pytest

from support.interpreter import Context, create
from support.process import nap, processes_with


def test_an_interrupt_that_suffices_keeps_the_state(context):
    result = context.run("import time\nkept = 1\nprint('before')\ntime.sleep(1000)\n", timeout=1).timed_out()
    assert result.stdout == "before\n"
    assert "time.sleep(1000)" in result.error["traceback"] and "line 4" in result.error["traceback"]
    assert context.output("print(kept)") == "1\n"


def test_what_is_printed_on_the_way_out_arrives(context):
    code = "import time\ntry:\n    time.sleep(1000)\nfinally:\n    print('cleaned up')"
    assert context.run(code, timeout=1).timed_out().stdout == "cleaned up\n"


def test_a_tree_of_children_that_the_interrupt_ends(context):
    sleeper = nap()
    result = context.run(f"import os; kept = 1; os.system('{sleeper} & {sleeper}')", timeout=1)
    assert (result.control, result.code) == (None, 4008), result
    assert context.output("print(kept)") == "1\n"


def test_one_that_swallows_it_is_killed(context):
    sleeper = nap()
    code = (f"import subprocess; kept = 1\nsubprocess.Popen({sleeper!r}.split(), start_new_session=True)\nprint('x')\n"
            "while True:\n    try:\n        while True:\n            pass\n    except: pass")
    result = context.run(code, timeout=1).timed_out("Timeout")
    assert result.stdout == "x\n"
    assert processes_with(sleeper) == []
    assert context.output("print('kept' in globals())") == "False\n"


def test_a_killed_default_is_made_again(make_coder):
    default = Context(make_coder())
    default.output("kept = 1")
    default.run("sum(range(10**18))", timeout=1).timed_out("Timeout")
    assert default.output("print('kept' in globals())") == "False\n"


def test_a_stopped_worker_is_killed(context):
    context.run("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", timeout=1).timed_out("Timeout")
    assert context.output("print(1)") == "1\n"


def test_the_queue_goes_on_after_a_timeout(context):
    first = context.start("import time; time.sleep(1000)", timeout=1)
    second = context.start("print('second')", timeout=1).taken()
    third = context.start("import time; time.sleep(1000)", timeout=1).taken()
    fourth = context.start("print('fourth')").taken()
    first.result().timed_out()
    assert second.result().completed().stdout == "second\n"
    third.result().timed_out()
    assert fourth.result().completed().stdout == "fourth\n"


@pytest.mark.parametrize("timeout", [0, None, 600])
def test_a_timeout_that_is_not_reached_changes_nothing(context, timeout):
    assert context.output("print(1)", timeout=timeout) == "1\n"


def test_code_that_ends_by_itself_leaves_no_interrupt_behind(context):
    """Executions that end about when their time is up, and ones after them that must not be hit."""
    for n in range(3):
        result = context.run(f"import time; time.sleep({0.98 + n / 100})", timeout=1)
        if result.code == 1000:
            result.completed()
        else:
            result.timed_out()
        assert context.output("import time; time.sleep(0.1); print('next')") == "next\n"


@pytest.mark.parametrize("language, busy", [
    ("bash", "kept=1; {nap}"), ("bash", "while :; do :; done"), ("bash", "trap '' INT; while :; do :; done"),
    ("javascript", "for (;;);"), ("javascript", "await new Promise(r => setTimeout(r, 1e8))"),
    ("javascript", "require('child_process').execSync('{nap}')"), ("typescript", "for (let n: number = 0; ; n++);"),
])
def test_the_other_languages(coder, language, busy):
    sleeper = nap()
    context = create(coder, language)
    result = context.run(busy.replace("{nap}", sleeper), timeout=1)
    assert (result.control, result.code) == (None, 4008) and result.error is not None, result
    assert context.output("echo next" if language == "bash" else "console.log('next')") == "next\n"
    assert processes_with(sleeper) == []
    assert context.delete().status == 200


def test_what_prints_on_and_on_for_a_slow_reader_is_killed(context):
    """The reader is slow for as long as the code prints, but does go on: it gets all that was written, and the close."""
    code = "while True:\n    try:\n        while True:\n            print('x' * 10_000)\n    except: pass"
    execution = context.start(code, timeout=1)
    while execution.next() is not None:
        time.sleep(0.001)
    execution.close()
    assert execution.code == 4008 and execution.messages[-1]["name"] == "Timeout", execution.messages[-1]
    assert context.output("print('next')") == "next\n"
