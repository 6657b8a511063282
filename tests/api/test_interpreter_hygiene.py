"""What a worker and its children inherit, and files of the user's whose names are those of modules."""

import json

import pytest

from support.daemon import check_error
from support.interpreter import EXECUTE, Context, Execution, code_run, create
from support.websocket import refusal

DESCRIPTORS = "ls /proc/self/fd"
FOUR = "0\n1\n2\n3\n"  # 3 is the directory that ls reads

CHILDREN = {
    "python": [f"import os; os.system({DESCRIPTORS!r})",
               f"import subprocess; subprocess.run({DESCRIPTORS!r}, shell=True, close_fds=False)",
               f"import os\nif os.fork() == 0: os.execvp('ls', {DESCRIPTORS!r}.split())\nos.wait()",
               f"import os; os.waitpid(os.posix_spawnp('ls', {DESCRIPTORS!r}.split(), os.environ), 0)",
               f"import ctypes; ctypes.CDLL(None).system({DESCRIPTORS.encode()!r})"],
    "bash": [DESCRIPTORS, f"bash -c '{DESCRIPTORS}'", f"({DESCRIPTORS})"],
    "javascript": [f"require('child_process').execSync('{DESCRIPTORS}', {{stdio: 'inherit'}})",
                   f"require('child_process').spawnSync('ls', ['/proc/self/fd'], {{stdio: 'inherit'}})"],
}


@pytest.mark.parametrize("language, code", [(k, c) for k, codes in CHILDREN.items() for c in codes])
def test_children_inherit_three_descriptors(make_context, language, code):
    assert make_context(language).run(code).completed().stdout == FOUR


@pytest.mark.parametrize("language, code", [(k, c) for k, codes in CHILDREN.items() if k != "bash" for c in codes])
def test_children_of_code_run_too(coder, language, code):
    assert code_run(coder, code, language)["result"] == FOUR


def test_descriptor_3_is_free_for_the_user(context):
    assert context.output("import os; fd = os.open('/dev/null', 0); print(fd); os.close(fd)") == "3\n"


def test_the_workers_own_descriptors_are_few_and_not_inherited(context):
    code = "import os; print([fd for fd in range(4096) if os.path.exists(f'/proc/self/fd/{fd}')])"
    numbers = json.loads(context.output(code))
    assert numbers[:3] == [0, 1, 2] and len(numbers) <= 6, numbers
    assert context.output("print([fd for fd in range(3, 4096) if os.path.exists(f'/proc/self/fd/{fd}')"
                          " and os.get_inheritable(fd)])") == "[]\n"


def test_signals_of_children_are_as_usual(context):
    lines = context.output("import os; os.system('exec cat /proc/self/status')").splitlines()
    masks = {line[:6]: int(line.split()[1], 16) for line in lines if line[:6] in ("SigBlk", "SigIgn")}
    assert masks["SigBlk"] == 0 and masks["SigIgn"] & 1 << 1 == 0  # SIGINT ends them; SIGPIPE is Python's matter


def test_signals_of_the_worker_are_pythons(context):
    code = ("import signal\nprint(signal.getsignal(signal.SIGINT) is signal.default_int_handler,"
            " signal.pthread_sigmask(0, []))")
    assert context.output(code) == "True set()\n"


def test_a_handler_of_the_codes_own_stays(context):
    context.output("import signal, os; signal.signal(signal.SIGUSR1, lambda *_: print('handled'))")
    assert context.output("os.kill(os.getpid(), signal.SIGUSR1)") == "handled\n"


def test_no_variable_tells_of_the_worker(context):
    names = context.output("import os; print(*os.environ)").split()
    assert not [n for n in names if "TOOLBOX" in n and n != "TOOLBOXD_TREE" and n not in (
        "TOOLBOX_SSH_PORT", "TOOLBOX_TERMINAL_PORT", "TOOLBOX_RECORDINGS_PORT", "TOOLBOXD_BIN", "TOOLBOXD_SANITIZED")]


def test_the_command_line_does_not_hold_the_code(context):
    assert "secret-in-code" not in context.output("x = 'secret-in-code'; print(open('/proc/self/cmdline').read()[:9999])")


def test_sys_argv_and_flags(context):
    assert context.output("import sys; print(len(sys.argv) <= 1, sys.flags.isolated, sys.flags.optimize)") == "True 0 0\n"


def test_modules_before_any_code_are_few(context):
    """Whatever a worker imports costs every start."""
    count = int(context.output("import sys; print(len(sys.modules))"))
    heavy = "('numpy', 'matplotlib', 'asyncio', 'email', 'http', 'ssl')"
    assert count < 150 and context.output(f"print([m for m in {heavy} if m in sys.modules])") == "[]\n"


# Files named as modules

NAMES = ["json", "random", "socket", "asyncio", "os", "io", "struct", "types", "signal", "traceback", "threading", "ast",
         "linecache", "base64", "inspect", "site", "sitecustomize", "code", "re", "codecs", "token", "tokenize", "select"]


@pytest.fixture
def shadowed(tmp_path):
    for name in NAMES:
        text = f"import sys\nsys.stderr.write('imported {name}')\nraise RuntimeError('shadow')\n"
        (tmp_path / f"{name}.py").write_text(text)
    (tmp_path / "mine.py").write_text("x = 5\n")
    return str(tmp_path)


def check_unbroken(context):
    assert context.output("print('fine'); import mine; print(mine.x)") == "fine\n5\n"
    error = context.error("def f():\n    1/0\nf()")
    assert error["name"] == "ZeroDivisionError" and "line 2" in error["traceback"] and "1/0" in error["traceback"]
    assert context.error("x = = 1")["name"] == "SyntaxError"
    assert context.output("async def f():\n    return 5\nprint(await f())") == "5\n"
    result = context.run("class P:\n    def _repr_png_(self): return b'\\x89PNG'\nP()", richOutput=True).completed()
    assert result.displays[0]["data"]["image/png"] and result.stderr == ""
    context.run("while True: pass", timeout=1).timed_out()
    assert context.output("print('on')") == "on\n"


def test_a_context_in_a_directory_of_such_files(make_context, shadowed):
    check_unbroken(make_context(cwd=shadowed))


def test_the_default_context_in_one(make_coder, shadowed):
    check_unbroken(Context(make_coder(cwd=shadowed)))


def test_code_run_in_one(make_coder, shadowed):
    daemon = make_coder(cwd=shadowed)
    assert code_run(daemon, "print('fine')") == {"exitCode": 0, "result": "fine\n"}
    reply = code_run(daemon, "def f():\n    1/0\nf()")
    assert reply["exitCode"] == 1 and "imported" not in reply["result"] and "ZeroDivisionError" in reply["result"]


@pytest.mark.parametrize("variable, value", [("PYTHONSTARTUP", "{dir}/json.py"), ("PYTHONINSPECT", "1"),
                                             ("PYTHONUNBUFFERED", ""), ("PYTHONDONTWRITEBYTECODE", "1"),
                                             ("PYTHONOPTIMIZE", "2"), ("PYTHONVERBOSE", ""), ("PYTHONWARNINGS", "ignore")])
def test_variables_that_python_knows(make_coder, shadowed, variable, value):
    daemon = make_coder(env={variable: value.replace("{dir}", shadowed)})
    assert Context(daemon).output("print('fine')") == "fine\n"
    assert code_run(daemon, "print('fine')") == {"exitCode": 0, "result": "fine\n"}


# Access

def test_a_token_is_wanted(make_coder):
    daemon = make_coder(env={"TOOLBOX_AUTH_TOKEN": "the-token"})
    check_error(refusal(daemon, EXECUTE), 401, "UNAUTHORIZED")
    for method, path in (("GET", "/process/interpreter/context"), ("POST", "/process/code-run")):
        check_error(daemon.request(method, path), 401, "UNAUTHORIZED")
    with Execution(daemon, {"code": "import os; print(os.environ.get('TOOLBOX_AUTH_TOKEN'))"},
                   headers={"Authorization": "Bearer the-token"}) as execution:
        assert execution.result().completed().stdout == "None\n"


def test_a_foreign_page_is_refused(coder):
    headers = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
    check_error(refusal(coder, EXECUTE, headers), 403, "FORBIDDEN")


def test_nothing_of_it_reaches_the_log(make_coder):
    daemon = make_coder(env={"LOG_LEVEL": "debug"})
    Context(daemon).run("print('kept-in-code'); 1/0", envs={"A": "kept-in-value"})
    create(daemon).delete()
    code_run(daemon, "print('kept-in-code')", argv=["kept-in-argument"], envs={"A": "kept-in-value"})
    daemon.proc.send_signal(15)
    daemon.proc.wait()
    with open(daemon.log_file, encoding="utf-8") as log:
        text = log.read() + daemon.output
    assert "kept-in" not in text
