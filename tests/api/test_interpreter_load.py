"""Many contexts, many executions, large ones, and the memory they take."""

import os
import threading

import pytest

from support.daemon import Daemon, check_error
from support.interpreter import CONTEXTS, PATH, Context, children_of, create, listed
from support.process import status_kib, zombies_of
from support.sessions import eventually


@pytest.fixture(scope="module")
def hundred():
    """A daemon with 100 Python contexts, made by four clients at once."""
    d = Daemon(env={"PATH": PATH})
    d.made = []
    threads = [threading.Thread(target=lambda: d.made.extend(create(d) for _ in range(25))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    yield d
    d.stop()


def test_a_hundred_contexts_each_with_its_state(hundred):
    assert len({c["id"] for c in listed(hundred)}) == 100
    assert all(c["active"] for c in listed(hundred))
    for n, context in enumerate(hundred.made):
        context.output(f"import os; x = {n}")
    found = [context.output("print(x, os.getpid())").split() for context in hundred.made]
    assert [int(x) for x, _ in found] == list(range(100)) and len({pid for _, pid in found}) == 100


def test_fifty_executions_at_once(hundred):
    running = [context.start(f"for n in range(1000): print({n}, n)") for n, context in enumerate(hundred.made[:50])]
    for n, execution in enumerate(running):
        assert execution.result().completed().stdout == "".join(f"{n} {line}\n" for line in range(1000))


def test_fifty_that_wait_for_each_other(hundred, tmp_path):
    """They can only end when all of them run at the same time."""
    path = str(tmp_path / "barrier")
    code = (f"import os, time\nopen({path!r} + str({{n}}), 'w').close()\n"
            f"while not all(os.path.exists({path!r} + str(i)) for i in range(50)): time.sleep(0.01)\nprint('all here')")
    running = [context.start(code.format(n=n)) for n, context in enumerate(hundred.made[:50])]
    for execution in running:
        assert execution.result().completed().stdout == "all here\n"


def test_fifty_clients_that_leave_at_once(hundred):
    running = [context.start("kept = 1\nprint('on')\nwhile True: pass") for context in hundred.made[:50]]
    for execution in running:
        execution.until("on")
    for execution in running:
        execution.leave("reset")
    for context in hundred.made[:50]:
        assert context.output("print(kept)") == "1\n"


def test_zz_all_are_deleted(hundred):
    for context in hundred.made:
        assert context.delete().status == 200
    assert listed(hundred) == []
    assert len(children_of(hundred.proc.pid)) <= 1 and zombies_of(hundred.proc.pid) == []


def test_more_contexts_than_there_may_be(make_coder):
    daemon = make_coder()
    made = [create(daemon, "bash") for _ in range(1024)]
    check_error(daemon.post(CONTEXTS, {"language": "bash"}), 503, "SERVICE_UNAVAILABLE")
    assert len(listed(daemon)) == 1024
    assert made[5].delete().status == 200
    assert create(daemon, "bash").output("echo $((1 + 1))") == "2\n"
    assert made[-1].output("echo last") == "last\n"
    assert Context(daemon).output("print('default')") == "default\n"


def test_a_queue_of_many(context):
    context.output("seen = []")
    waiting = [context.start(f"seen.append({n})") for n in range(200)]
    for execution in waiting:
        execution.result().completed()
    assert context.output("print(sorted(seen) == list(range(200)))") == "True\n"


# Large code

@pytest.mark.parametrize("language, code, result", [
    ("python", "x = '" + "a" * 10_000_000 + "'\nprint(len(x))", "10000000\n"),
    ("python", "x = 0\n" + "x += 1\n" * 100_000 + "print(x)", "100000\n"),
    ("javascript", "const x = '" + "a" * 10_000_000 + "'; console.log(x.length)", "10000000\n"),
    ("bash", "x=" + "a" * 10_000_000 + "\necho ${#x}", "10000000\n"),
], ids=["string", "lines", "javascript", "bash"])
def test_code_of_10_mb(make_context, language, code, result):
    assert make_context(language).output(code) == result


def test_large_environments(context):
    envs = {f"VARIABLE_{n}": "x" * 1000 for n in range(1000)}
    code = "import os; print(sum(len(v) for k, v in os.environ.items() if k.startswith('VARIABLE_')))"
    assert context.output(code, envs=envs) == "1000000\n"
    assert context.output(code) == "0\n"


# Memory

unsanitized = pytest.mark.skipif(bool(os.environ.get("TOOLBOXD_SANITIZED")),
                                 reason="the sanitizers' allocator keeps what is freed")


@unsanitized
def test_executions_leave_no_memory_behind(make_coder):
    daemon = make_coder()
    default = Context(daemon)
    for _ in range(300):
        default.run("1+1").completed()
    before = status_kib(daemon.proc.pid, "VmRSS")
    descriptors = len(os.listdir(f"/proc/{daemon.proc.pid}/fd"))
    for n in range(1500):
        default.run("print('x' * 1000)\n1/0" if n % 3 else "1+1", envs={"A": "x" * 1000})
    assert status_kib(daemon.proc.pid, "VmRSS") < before + 4 * 1024
    eventually(lambda: len(os.listdir(f"/proc/{daemon.proc.pid}/fd")) <= descriptors, "no descriptor is left open")


@unsanitized
def test_contexts_leave_no_memory_behind(make_coder):
    daemon = make_coder()

    def some(count):
        for _ in range(count):
            context = create(daemon, "bash")
            context.run("echo x")
            assert context.delete().status == 200
    some(30)
    before = status_kib(daemon.proc.pid, "VmRSS")
    some(100)
    assert status_kib(daemon.proc.pid, "VmRSS") < before + 4 * 1024


@unsanitized
def test_the_memory_of_large_messages_is_given_back(make_coder):
    daemon = make_coder()
    default = Context(daemon)
    default.output("x = 1")
    before = status_kib(daemon.proc.pid, "VmRSS")
    for _ in range(2):
        assert default.output("x = '" + "a" * 10_000_000 + "'; print(len(x))") == "10000000\n"
        default.error("raise ValueError('x' * 5_000_000)")
        assert len(default.output("print('x' * 5_000_000)")) == 5_000_001
    default.output("x = 1")
    assert status_kib(daemon.proc.pid, "VmRSS") < before + 24 * 1024
