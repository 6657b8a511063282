"""Deleting contexts, and the daemon's end: clients are told, and nothing that a context started stays."""

import signal

import pytest

from support.daemon import TIMEOUT
from support.interpreter import COMPLETED, INTERRUPTED, Context, children_of, create, listed, say
from support.process import nap, processes_with, wait_ended, zombies_of
from support.sessions import eventually


def is_deleted(execution):
    """It was running: told by an error and an interruption."""
    result = execution.result()
    assert result.error is not None and result.error["name"] == "ContextDeleted", result
    assert (result.control, result.code) == (INTERRUPTED, 1000), result
    return result


@pytest.mark.parametrize("busy", ["import time; time.sleep(10**6)", "while True: pass", "sum(range(10**18))"])
def test_while_it_runs_and_others_are_queued(coder, events, busy):
    context = create(coder)
    first = context.start(f"print('so far')\n{say(events, 'go')}\n{busy}")
    assert events.line() == "go"
    queued = [context.start("print('never')").taken() for _ in range(3)]
    assert context.delete().status == 200
    assert is_deleted(first).stdout == "so far\n"
    for execution in queued:
        assert execution.refused(1008) == "not found: context was deleted"
    assert context.id not in [c["id"] for c in listed(coder)]


def test_while_it_floods(coder):
    context = create(coder)
    with context.start("while True: print('x' * 1000)") as execution:
        execution.until("x")
        assert context.delete().status == 200
        is_deleted(execution)


@pytest.mark.parametrize("language, code", [("bash", "echo go > {events}; {nap}"),
                                            ("javascript", "require('fs').writeFileSync('{events}', 'go\\n'); for (;;);")])
def test_the_other_languages(coder, events, language, code):
    sleeper = nap()
    context = create(coder, language)
    with context.start(code.replace("{events}", events.path).replace("{nap}", sleeper)) as execution:
        assert events.line() == "go"
        assert context.delete().status == 200
        is_deleted(execution)
    assert processes_with(sleeper) == []


def test_by_two_at_once(coder, events):
    context = create(coder)
    execution = context.start(f"{say(events, 'go')}\nwhile True: pass")
    assert events.line() == "go"
    with coder.raw_socket() as one, coder.raw_socket() as two:
        for wire in (one, two):
            wire.send(f"DELETE /process/interpreter/context/{context.id} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        codes = sorted(wire.read_response().status for wire in (one, two))
    assert codes in ([200, 404], [200, 200])
    is_deleted(execution)


STARTERS = {
    "child": "import subprocess; subprocess.Popen({nap!r}.split())",
    "session": "import subprocess; subprocess.Popen({nap!r}.split(), start_new_session=True)",
    "double fork": "import os; os.system('(setsid {nap} &) &')",
    "clean environment": "import subprocess; subprocess.Popen({nap!r}.split(), env={{'PATH': '/usr/bin:/bin'}})",
    "stopped": "import subprocess, os; os.kill(subprocess.Popen({nap!r}.split()).pid, 19)",
    "deaf": "import subprocess; subprocess.Popen(['sh', '-c', \"trap '' TERM INT HUP; {nap}; true\"])",
    "fork": "import os\nif os.fork() == 0:\n    os.execvp('sleep', {nap!r}.split())",
}


@pytest.mark.parametrize("how", STARTERS)
def test_all_that_it_started_is_gone(coder, how):
    sleeper = nap()
    context = create(coder)
    pid = context.pid()
    context.output(STARTERS[how].format(nap=sleeper))
    eventually(lambda: processes_with(sleeper), "it is running")
    assert context.delete().status == 200
    assert processes_with(sleeper) == []
    wait_ended(pid)


def test_what_an_execution_started_lives_on_until_then(coder):
    sleeper = nap()
    context = create(coder)
    assert context.run(f"import subprocess; p = subprocess.Popen({sleeper!r}.split())").control == COMPLETED
    assert context.output("print(p.poll())") == "None\n"
    assert context.delete().status == 200
    assert processes_with(sleeper) == []


def test_of_the_other_languages_too(coder):
    sleeper = nap()
    for language, code in (("bash", f"{sleeper} & setsid {sleeper} & disown -a; true"),
                           ("javascript", f"require('child_process').spawn('sh', ['-c', '{sleeper}'],"
                                          " {detached: true, stdio: 'ignore'}).unref()")):
        context = create(coder, language)
        context.run(code).completed()
        eventually(lambda: processes_with(sleeper), "it is running")
        assert context.delete().status == 200
        assert processes_with(sleeper) == []


def test_exit_handlers_do_not_hold_it(coder):
    context = create(coder)
    context.output("import atexit, time; atexit.register(time.sleep, 10**6)")
    assert context.delete().status == 200


def test_no_zombie_stays(make_coder):
    daemon = make_coder()
    for language in ("python", "bash", "python"):
        context = create(daemon, language)
        assert context.delete().status == 200
    Context(daemon).run("import os; os._exit(1)").completed("WorkerDied")
    Context(daemon).output("import subprocess; subprocess.run('true & (true &)', shell=True)")
    assert zombies_of(daemon.proc.pid) == []


def test_the_daemons_end(make_coder, events):
    daemon = make_coder()
    sleeper = nap()
    contexts = [create(daemon), Context(daemon), create(daemon, "bash")]
    for context in contexts[:2]:
        context.output(STARTERS["session"].format(nap=sleeper))
    contexts[2].run(f"{sleeper} &").completed()
    workers = children_of(daemon.proc.pid)
    execution = contexts[0].start(f"{say(events, 'go')}\nwhile True: pass")
    assert events.line() == "go"
    queued = contexts[0].start("print('never')").taken()
    daemon.proc.send_signal(signal.SIGTERM)
    for ended in (execution, queued):
        while ended.next() is not None:
            pass
        assert ended.code == 1001, (ended.code, ended.messages)
    assert daemon.proc.wait(TIMEOUT) == 0
    assert processes_with(sleeper) == []
    for pid in workers:
        wait_ended(pid)
