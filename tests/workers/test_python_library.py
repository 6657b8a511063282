"""A working directory with files named as modules of the standard library breaks nothing of ours, and is the user's."""

import pytest

from support.python_worker import Worker

# Not linecache: from 3.13 on `python3 -c` itself imports it, from the working directory.
NAMES = ["json", "random", "socket", "asyncio", "os", "io", "struct", "types", "signal", "traceback", "threading", "ast",
         "base64", "inspect", "site", "code", "re", "codecs", "token", "tokenize", "select", "binascii", "_json",
         "selectors", "logging", "contextlib", "collections", "textwrap", "unicodedata", "_posixsubprocess"]


@pytest.fixture
def shadowed(python, tmp_path):
    for name in NAMES:
        (tmp_path / f"{name}.py").write_text("import sys\nmine = 1\nsys.stderr.write(__name__)\n")
    made = Worker(python, cwd=tmp_path)
    yield made
    assert made.close() == 0


def check(worker):
    result = worker.run("def f():\n    1/0\nf()")
    assert result.error["name"] == "ZeroDivisionError" and "    1/0" in result.error["traceback"] and result.stderr == ""
    result = worker.run("async def f():\n    return 5\nprint(await f())")
    assert result.stdout == "5\n" and result.error is None
    result = worker.run("class P:\n    def _repr_png_(self): return b'\\x89PNG'\nP()", rich=True)
    assert result.displays[0]["data"]["image/png"] and result.stderr == ""
    assert worker.run("x = = 1").error["name"] == "SyntaxError"


def test_what_is_ours_finds_the_library(shadowed):
    check(shadowed)
    assert shadowed.run("import sys; print(sys.path[0] == '', [n for n in sys.path if sys.path.count(n) > 1])").stdout == "True []\n"


@pytest.mark.parametrize("name", ["traceback", "asyncio", "json", "ast", "struct", "binascii", "threading", "signal"])
def test_what_the_user_imports_is_his(shadowed, name):
    """Before and after ours have imported the library's; where it was not there from the start."""
    check(shadowed)
    imported = shadowed.run(f"import sys\nthere = {name!r} in sys.modules or {name!r} in sys.builtin_module_names\nimport {name}")
    assert imported.error is None
    assert shadowed.run(f"print(there or {name}.mine)").stdout in ("1\n", "True\n")
    check(shadowed)
    assert shadowed.run(f"print(sys.modules[{name!r}] is {name})").stdout == "True\n"


def test_his_import_first(shadowed):
    assert shadowed.run("import asyncio, traceback, ast, json, tokenize, struct, re; print(asyncio.mine)").stdout == "1\n"
    check(shadowed)
    assert shadowed.run("import asyncio; print(asyncio.mine)").stdout == "1\n"


def test_without_such_files_modules_are_there_once(worker):
    code = "import asyncio, sys\nprint(asyncio is before, asyncio.get_running_loop().is_running())"
    worker.run("await __import__('asyncio').sleep(0)\nimport sys\nbefore = sys.modules['asyncio']")
    assert worker.run(code + "\nawait asyncio.sleep(0)").stdout == "True True\n"
