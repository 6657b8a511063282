"""A worker that dies: the running client is told how, and the next execution gets a fresh one."""

import os
import signal

import pytest

from support.interpreter import Context, children_of, create, say
from support.process import nap, processes_with, wait_ended, zombies_of
from support.sessions import eventually

DEATHS = {
    "import os, signal; os.kill(os.getpid(), signal.SIGKILL)": "was killed by signal 9 (SIGKILL)",
    "import ctypes; ctypes.string_at(0)": "was killed by signal 11 (SIGSEGV)",
    "import os; os.abort()": "was killed by signal 6 (SIGABRT)",
    "import os, signal; os.kill(os.getpid(), signal.SIGTERM)": "was killed by signal 15 (SIGTERM)",
    "import os; os._exit(3)": "exited with code 3",
    "import os; os._exit(0)": "exited with code 0",
    "import os; os.execvp('sh', ['sh', '-c', 'exit 7'])": "exited with code 7",
}


def died(result, how):
    """The error of a worker's end, which says how it came about."""
    error = result.completed("WorkerDied").error
    assert error["value"].split(";")[0] == f"the Python process {how}", error
    return error


@pytest.mark.parametrize("code", DEATHS)
def test_the_error_says_how(context, code):
    result = context.run(f"kept = 1\nprint('so far')\n{code}")
    died(result, DEATHS[code])
    assert result.stdout == "so far\n"
    assert context.output("print('kept' in globals())") == "False\n"


def test_the_last_of_its_stderr_is_told(context):
    result = context.run("import os, sys; print('last words', file=sys.stderr); os._exit(3)")
    assert "last words" in died(result, "exited with code 3")["traceback"]
    assert result.stderr == "last words\n"


def test_at_most_4_kib_of_it(context):
    result = context.run("import os; os.write(2, b'x' * 10_000 + b'the end'); os._exit(3)")
    traceback = died(result, "exited with code 3")["traceback"]
    assert traceback.endswith("x" * 1000 + "the end") and len(traceback) <= 4096


def test_the_fault_handlers_dump_is_in_it(context):
    result = context.run("import faulthandler, ctypes; faulthandler.enable(); ctypes.string_at(0)")
    assert "Segmentation fault" in died(result, "was killed by signal 11 (SIGSEGV)")["traceback"]


def test_all_it_printed_before_arrives(context):
    result = context.run("import os; os.write(1, b'x' * 1_000_000); os._exit(3)")
    died(result, "exited with code 3")
    assert result.stdout == "x" * 1_000_000


def test_a_child_that_lives_on_does_not_hide_it(context):
    """It holds both pipes and the worker's end of the channel."""
    code = "import os, time\nif os.fork() == 0:\n    time.sleep(10**6)\nprint('x')\nos._exit(3)"
    result = context.run(code)
    died(result, "exited with code 3")
    assert context.output("print(1)") == "1\n"


def test_killed_from_outside_while_it_runs(context, events):
    pid = context.pid()
    execution = context.start(f"{say(events, 'go')}\nwhile True: pass")
    assert events.line() == "go"
    os.kill(pid, signal.SIGKILL)
    died(execution.result(), "was killed by signal 9 (SIGKILL)")
    assert context.pid() != pid


def test_killed_while_nothing_runs(coder, context):
    """The next execution notices nothing but that the state is gone."""
    context.output("kept = 1")
    pid = context.pid()
    os.kill(pid, signal.SIGKILL)
    wait_ended(pid)
    assert context.output("print('kept' in globals())") == "False\n"


def test_the_queue_goes_on(context, events):
    pid = context.pid()
    first = context.start(f"{say(events, 'go')}\nwhile True: pass")
    assert events.line() == "go"
    queued = [context.start("import os; print(os.getpid())").taken() for _ in range(3)]
    os.kill(pid, signal.SIGKILL)
    died(first.result(), "was killed by signal 9 (SIGKILL)")
    assert len({execution.result().completed().stdout for execution in queued} - {f"{pid}\n"}) == 1


def test_one_after_the_other(context):
    for _ in range(5):
        died(context.run("import os; os._exit(3)"), "exited with code 3")


def test_its_directory_and_language_stay(make_context, tmp_path):
    context = make_context(cwd=str(tmp_path))
    died(context.run("import os; os._exit(3)"), "exited with code 3")
    assert context.output("import os; print(os.getcwd())") == f"{tmp_path}\n"


def test_active_tells_whether_a_worker_runs(coder, context):
    def info():
        return next(c for c in coder.get("/process/interpreter/context").json()["contexts"] if c["id"] == context.id)
    assert info()["active"] is True
    died(context.run("import os; os._exit(3)"), "exited with code 3")
    assert info()["active"] is False
    context.output("x = 1")
    assert info()["active"] is True


def test_the_default_is_made_again_at_once(make_coder):
    daemon = make_coder()
    default = Context(daemon)
    pid = default.pid()
    died(default.run("import os; os._exit(3)"), "exited with code 3")
    new = eventually(lambda: [p for p in children_of(daemon.proc.pid) if p != pid], "a new worker is there")
    assert default.pid() in new
    os.kill(new[0], signal.SIGKILL)
    newer = eventually(lambda: [p for p in children_of(daemon.proc.pid) if p not in (pid, *new)], "another one is there")
    assert default.pid() in newer
    assert zombies_of(daemon.proc.pid) == []


def test_a_default_that_cannot_live_is_not_started_for_ever(make_coder, tmp_path):
    """Once started, a python3 that ends at once is started again when somebody asks, not in a loop."""
    count = tmp_path / "count"
    (tmp_path / "python3").write_text(f"#!/bin/sh\necho x >> {count}\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    daemon = make_coder(env={"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert Context(daemon).run("print(1)").code == 1011
    for _ in range(200):
        assert daemon.get("/version").status == 200
    assert len(count.read_text().splitlines()) < 10


@pytest.mark.parametrize("language, code", [("bash", "echo so far; kill -9 $$"),
                                            ("javascript", "console.log('so far'); process.kill(process.pid, 9)"),
                                            ("javascript", "console.log('so far'); process.abort()")])
def test_the_other_languages(coder, language, code):
    context = create(coder, language)
    result = context.run(code).completed("WorkerDied")
    assert "was killed by signal " in result.error["value"] and result.stdout.startswith("so far")
    assert context.output("echo next" if language == "bash" else "console.log('next')") == "next\n"
    assert context.delete().status == 200


# All that it started

SESSIONS = {
    "python": ("import subprocess\nfor _ in range(20): subprocess.Popen({nap!r}.split(), start_new_session=True)\n", "import os; os._exit(3)",
               "while True:\n    try:\n        while True:\n            pass\n    except: pass"),
    "bash": ("for n in {{1..20}}; do setsid {nap} & done\nuntil [[ $(pgrep -cxf '{nap}') == 20 ]]; do :; done\n", "kill -9 $$",
             "trap '' INT; while :; do trap '' INT; done"),
    "javascript": ("const {{ spawn, execSync }} = require('child_process');\nfor (let n = 0; n < 20; n++)"
                   " spawn('sh', ['-c', 'exec {nap}'], {{ detached: true, stdio: 'ignore' }});\n", "process.kill(process.pid, 9)",
                   "process.kill(process.pid, 19)"),
}


@pytest.mark.parametrize("language", SESSIONS)
def test_sessions_of_their_own_are_gone_when_the_death_is_told(coder, language):
    sleeper = nap()
    starting, end, _ = SESSIONS[language]
    context = create(coder, language)
    with context.start(starting.format(nap=sleeper) + end) as execution:
        while (message := execution.next())["type"] != "error":
            pass
        assert message["name"] == "WorkerDied" and processes_with(sleeper) == []
        execution.result()
    assert context.delete().status == 200


@pytest.mark.parametrize("language", SESSIONS)
def test_and_when_a_timeout_is_told_that_had_to_kill(coder, language):
    sleeper = nap()
    starting, _, busy = SESSIONS[language]
    context = create(coder, language)
    with context.start(starting.format(nap=sleeper) + busy, timeout=2) as execution:
        while execution.next() is not None:
            pass
        assert execution.code == 4008 and processes_with(sleeper) == []
    assert context.delete().status == 200


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="by the number of a system call")
@pytest.mark.parametrize("started", ["threading.Thread(target=time.sleep, args=(10**6,)).start()",
                                     "threading.Thread(target=time.sleep, args=(10**6,), daemon=True).start()"])
def test_the_main_thread_alone_ends(context, started):
    """The kernel tells nobody as long as another thread lives: its timeout ends it."""
    code = f"import ctypes, threading, time\nkept = 1\n{started}\nprint('so far')\nctypes.CDLL(None).syscall(60, 0)"
    result = context.run(code, timeout=1)
    assert (result.code, result.error["name"], result.stdout) == (4008, "Timeout", "so far\n"), result.tail()
    assert context.output("print('kept' in globals())") == "False\n"
