"""Section 4, code-run of Python: results, exit codes, arguments, environments, tracebacks."""

import json
import re

import pytest

from support.interpreter import code_run, frames, printed


def test_a_reply_has_the_exit_code_and_the_result(coder):
    assert code_run(coder, "print('hello')") == {"exitCode": 0, "result": "hello\n"}
    assert code_run(coder, "pass") == {"exitCode": 0, "result": ""}


@pytest.mark.parametrize("code", ["", " ", "\n\n", "# nothing", "\t"])
def test_code_that_is_nothing(coder, code):
    assert code_run(coder, code) == {"exitCode": 0, "result": ""}


def test_each_runs_in_a_process_of_its_own(coder):
    printed(coder, "x = 1")
    assert code_run(coder, "print(x)")["exitCode"] == 1


def test_nothing_is_printed_for_the_value_of_an_expression(coder):
    assert printed(coder, "1 + 1\n'text'") == ""


def test_the_directory_is_the_daemons(coder):
    assert printed(coder, "import os; print(os.getcwd())") == coder.get("/work-dir").json()["dir"] + "\n"


def test_user_code_is_main(coder):
    code = ("import sys\nx = 1\nif __name__ == '__main__':\n    import __main__\n"
            "    print(__main__.x, sys.modules['__main__'] is __main__, [n for n in dir() if not n.startswith('__')])")
    assert printed(coder, code) == "1 True ['sys', 'x']\n"


def test_modules_of_the_directory_are_importable(make_coder, tmp_path):
    (tmp_path / "mine.py").write_text("x = 5\n")
    assert printed(make_coder(cwd=tmp_path), "import mine; print(mine.x)") == "5\n"


# Exit codes

@pytest.mark.parametrize("code, exit_code, result", [
    ("import sys; sys.exit()", 0, ""), ("import sys; sys.exit(0)", 0, ""), ("import sys; sys.exit(None)", 0, ""),
    ("import sys; sys.exit(3)", 3, ""), ("import sys; sys.exit(255)", 255, ""), ("import sys; sys.exit(-1)", 255, ""),
    ("import sys; sys.exit(256 + 7)", 7, ""), ("import sys; sys.exit(True)", 1, ""),
    ("import sys; sys.exit('a message')", 1, "a message\n"), ("import sys; sys.exit([1, 2])", 1, "[1, 2]\n"),
    ("raise SystemExit(4)", 4, ""), ("raise SystemExit", 0, ""), ("exit(5)", 5, ""), ("quit()", 0, ""),
    ("import os; os._exit(6)", 6, ""),
    ("import os; os.execvp('sh', ['sh', '-c', 'echo sh; exit 8'])", 8, "sh\n"),
])
def test_exit_codes(coder, code, exit_code, result):
    assert code_run(coder, f"print('x', flush=True)\n{code}") == {"exitCode": exit_code, "result": f"x\n{result}"}


@pytest.mark.parametrize("number", [1, 2, 3, 6, 9, 11, 13, 15])
def test_killed_by_a_signal(coder, number):
    code = f"import os, signal; signal.signal({number}, signal.SIG_DFL) if {number} != 9 else None; print('x', flush=True)"
    assert code_run(coder, f"{code}\nos.kill(os.getpid(), {number})") == {"exitCode": 128 + number, "result": "x\n"}


def test_a_crash_in_c(coder):
    assert code_run(coder, "import ctypes; ctypes.string_at(0)")["exitCode"] == 139
    assert code_run(coder, "import os; os.abort()")["exitCode"] == 134


def test_a_keyboard_interrupt(coder):
    reply = code_run(coder, "raise KeyboardInterrupt")
    assert reply["exitCode"] == 130 and "KeyboardInterrupt" in reply["result"]


def test_exit_handlers_run_and_threads_are_waited_for(coder):
    code = ("import atexit, threading\natexit.register(print, 'at exit')\nbegun = threading.Event()\n"
            "threading.Thread(target=lambda: begun.wait() and print('thread')).start()\nprint('main')\nbegun.set()")
    assert printed(coder, code) == "main\nthread\nat exit\n"


# Tracebacks

def test_user_frames_with_their_text(coder):
    reply = code_run(coder, "print('before')\ndef f(n):\n    return 1 / n\n\nf(0)\nprint('never')")
    assert reply["exitCode"] == 1
    before, traceback = reply["result"].split("Traceback (most recent call last):\n")
    assert before == "before\n" and traceback.endswith("\nZeroDivisionError: division by zero\n")
    assert frames(traceback) == [(5, "f(0)"), (3, "return 1 / n")]


def test_chained_errors(coder):
    result = code_run(coder, "try:\n    1/0\nexcept ZeroDivisionError as e:\n    raise ValueError('x') from e")["result"]
    assert "direct cause" in result and frames(result) == [(2, "1/0"), (4, "raise ValueError('x') from e")]


@pytest.mark.parametrize("code, line, text", [
    ("x = 1\ny = = 2", 2, "y = = 2"), ("print('a'", 1, "print('a'"), ("def f():\nreturn 1", 2, "return 1"),
    ("a b", 1, "a b"), ("\n\nx = 'abc", 3, "x = 'abc"),
])
def test_syntax_errors(coder, code, line, text):
    reply = code_run(coder, code)
    assert reply["exitCode"] == 1 and frames(reply["result"]) == [(line, text)]
    assert "^" in reply["result"] and re.search(r"^(Syntax|Indentation)Error: ", reply["result"], re.MULTILINE)


def test_frames_of_libraries(coder):
    reply = code_run(coder, "import json\njson.loads('{')")
    assert reply["exitCode"] == 1 and frames(reply["result"])[0] == (2, "json.loads('{')")
    assert reply["result"].count("json/") >= 1


def test_an_error_in_a_thread(coder):
    reply = code_run(coder, "import threading\ndef work():\n    1/0\nt = threading.Thread(target=work); t.start(); t.join()")
    assert reply["exitCode"] == 0 and "line 3, in work" in reply["result"] and "1/0" in reply["result"]


def test_an_excepthook_of_the_codes_own(coder):
    code = "import sys\nsys.excepthook = lambda kind, e, tb: print('mine', kind.__name__, e)\nraise ValueError('x')"
    assert code_run(coder, code) == {"exitCode": 1, "result": "mine ValueError x\n"}


def test_sources_and_pickling(coder):
    code = ("import inspect, pickle, dataclasses, multiprocessing\n\n@dataclasses.dataclass\nclass P:\n    x: int\n\n"
            "def square(n):\n    return n * n\n\nprint(inspect.getsource(square), pickle.loads(pickle.dumps(P(1))))\n"
            "with multiprocessing.Pool(2) as pool:\n    print(pool.map(square, [1, 2, 3]))")
    assert printed(coder, code) == "def square(n):\n    return n * n\n P(x=1)\n[1, 4, 9]\n"


# Arguments

ARGUMENTS = ["plain", "", " ", "two words", "it's \"quoted\"", "new\nline\n", "tab\t", "ž☃😀", "-x", "--help", "--", "-c", "-",
             "$HOME `id` $(id)", "\\", "a\\\\b", "*", "~", ";", "--flag=value", "%s", "#", "x" * 100_000, "\x01\x7f"]


@pytest.mark.parametrize("language, code", [
    ("python", "import sys, json; print(json.dumps(sys.argv[1:]))"),
    ("javascript", "console.log(JSON.stringify(process.argv.slice(2)))"),
    ("typescript", "const rest: string[] = process.argv.slice(2); console.log(JSON.stringify(rest))"),
])
@pytest.mark.parametrize("argv", [ARGUMENTS, ARGUMENTS[::-1], [], ["--"], ["--help"], ["-v"], [""]], ids=lambda a: str(a)[:20])
def test_arguments_arrive_as_they_are(coder, language, code, argv):
    assert json.loads(printed(coder, code, language, argv=argv)) == argv


def test_without_arguments(coder):
    for fields in ({}, {"argv": None}, {"argv": []}):
        assert printed(coder, "import sys; print(len(sys.argv))", **fields) == "1\n"


# Environment

def test_the_environment(coder):
    envs = {"A": "x y", "_b2": "$HOME 'q' \"", "EMPTY": "", "LINES_OF": "1\n2\n", "UNI": "ž☃"}
    code = "import os; print(*(os.environ[n] for n in ('A', '_b2', 'EMPTY', 'LINES_OF', 'UNI')), sep='|', end='')"
    assert printed(coder, code, envs=envs) == "x y|$HOME 'q' \"||1\n2\n|ž☃"
    assert printed(coder, "import os; print('A' in os.environ)") == "False\n"
    assert printed(coder, "console.log(process.env.UNI)", "javascript", envs=envs) == "ž☃\n"


def test_post_env_counts(make_coder):
    daemon = make_coder(env={"B": "old"})
    assert daemon.post("/env", {"set": {"A": "new"}, "unset": ["B"]}).status == 200
    assert printed(daemon, "import os; print(os.environ['A'], 'B' in os.environ)") == "new False\n"


# Standard input

def test_standard_input_is_empty(coder):
    assert printed(coder, "import sys; print(repr(sys.stdin.read()))") == "''\n"
    reply = code_run(coder, "print('x')\ninput()")
    assert reply["exitCode"] == 1 and reply["result"].startswith("x\n") and "EOFError" in reply["result"]
    assert printed(coder, "console.log(require('fs').readFileSync(0).length)", "javascript") == "0\n"


def test_large_code(coder):
    assert printed(coder, "x = '" + "a" * 10_000_000 + "'\nprint(len(x))") == "10000000\n"
    assert printed(coder, "const x = '" + "a" * 10_000_000 + "'; console.log(x.length)", "javascript") == "10000000\n"


def test_nul_in_code_is_the_runtimes_own_error(coder):
    reply = code_run(coder, "print(1)\0")
    assert reply["exitCode"] == 1 and "Error" in reply["result"]
    assert code_run(coder, "console.log('a\0b')", "javascript") == {"exitCode": 0, "result": "a\0b\n"}


def test_top_level_code_keeps_pythons_rules(coder):
    assert printed(coder, "from __future__ import annotations\nprint(__name__, __builtins__ is not None)") == "__main__ True\n"
    assert code_run(coder, "return 5")["exitCode"] == 1
