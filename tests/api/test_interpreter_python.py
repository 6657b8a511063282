"""What Python code may expect: __main__ as in a notebook, await at the top level, pickling, processes, sources."""

import pytest


def test_top_level_await(context):
    context.output("import asyncio\nasync def double(x):\n    await asyncio.sleep(0)\n    return 2 * x")
    assert context.output("x = await double(21)\nprint(x)") == "42\n"
    assert context.output("print(x)") == "42\n"


def test_async_for_with_and_comprehensions(context):
    code = """
class Manager:
    async def __aenter__(self):
        return 5
    async def __aexit__(self, *_):
        print("left")
async def numbers():
    for n in range(3):
        yield n
async with Manager() as m:
    print(m)
async for n in numbers():
    print(n)
print([n async for n in numbers()])
"""
    assert context.output(code) == "5\nleft\n0\n1\n2\n[0, 1, 2]\n"


def test_an_error_in_what_is_awaited(context):
    error = context.error("async def fail():\n    raise ValueError('x')\n\nkept = 1\nawait fail()")
    assert (error["name"], error["value"]) == ("ValueError", "x")
    assert "line 5" in error["traceback"] and "await fail()" in error["traceback"] and "line 2" in error["traceback"]
    assert context.output("print(kept)") == "1\n"


def test_an_event_loop_of_the_codes_own(context):
    context.output("import asyncio\nasync def f(): return 3\nasync def g(): return await f() + 1")
    assert context.output("print(asyncio.run(g()))") == "4\n"
    assert context.output("print(await g())") == "4\n"
    assert context.output("print(asyncio.run(g()))") == "4\n"
    assert context.output("print(await asyncio.gather(f(), g()))") == "[3, 4]\n"


def test_tasks_and_locks_live_as_long_as_the_context(context):
    """Things that belong to an event loop can be used in a later execution."""
    context.output("import asyncio\nqueue = asyncio.Queue()\nawait queue.put(1)\nevent = asyncio.Event()\n"
                   "async def work():\n    await event.wait()\n    return 'worked'\ntask = asyncio.create_task(work())\n"
                   "await asyncio.sleep(0)")
    assert context.output("event.set()\nprint(await task, await queue.get())") == "worked 1\n"


def test_pickle(context):
    context.output("import pickle\nclass Point:\n    x = 1\ndef f(): return 2")
    assert context.output("p = pickle.loads(pickle.dumps(Point()))\n"
                          "print(type(p) is Point, pickle.loads(pickle.dumps(f))(), Point.__module__)") == "True 2 __main__\n"


def test_multiprocessing(context):
    context.output("import multiprocessing\ndef square(n): return n * n")
    assert context.output("with multiprocessing.Pool(2) as pool: print(pool.map(square, range(5)))") == "[0, 1, 4, 9, 16]\n"
    code = ("def work(q):\n    print('in the child', flush=True); q.put(5)\nq = multiprocessing.Queue()\n"
            "p = multiprocessing.Process(target=work, args=(q,)); p.start(); print(q.get()); p.join(); print(p.exitcode)")
    assert context.output(code).replace("in the child\n", "") == "5\n0\n"


def test_multiprocessing_that_spawns(context):
    code = ("import multiprocessing, math\nwith multiprocessing.get_context('spawn').Pool(1) as pool:\n"
            "    print(pool.map(math.factorial, [5]))")
    assert context.output(code) == "[120]\n"


def test_process_pools(context):
    code = ("from concurrent.futures import ProcessPoolExecutor\ndef f(n): return n + 1\n"
            "with ProcessPoolExecutor(2) as pool: print(list(pool.map(f, [1, 2])))")
    assert context.output(code) == "[2, 3]\n"


@pytest.mark.parametrize("end", ["pass", "os._exit(0)", "sys.exit(0)", "raise ValueError", "raise KeyboardInterrupt"])
def test_a_forked_child_never_speaks_for_the_worker(context, end):
    code = f"import os, sys\nkept = 1\npid = os.fork()\nif pid == 0:\n    kept = 2\n    {end}\nelse:\n    os.waitpid(pid, 0)"
    context.run(code).completed()
    assert context.output("print(kept)") == "1\n"
    assert context.output("print(os.getpid() != pid)") == "True\n"


def test_dataclasses(context):
    context.output("from __future__ import annotations\nfrom dataclasses import dataclass, field, asdict\n"
                   "@dataclass\nclass Point:\n    x: int\n    y: list[int] = field(default_factory=list)")
    assert context.output("print(Point(1), asdict(Point(2, [3])))") == "Point(x=1, y=[]) {'x': 2, 'y': [3]}\n"
    assert context.output("import typing; print(typing.get_type_hints(Point)['x'])") == "<class 'int'>\n"


def test_sources_of_earlier_executions(context):
    source = "def twice(n):\n    # a comment\n    return n * 2\n"
    context.output("import inspect\n" + source)
    context.output("class Thing:\n    def method(self):\n        return 1\n")
    context.output("def other(): pass")
    assert context.output("print(inspect.getsource(twice), end='')") == source
    assert "return 1" in context.output("print(inspect.getsource(Thing.method))")


def test_enums_named_tuples_and_globals(context):
    context.output("import enum, collections\nColour = enum.Enum('Colour', 'RED BLUE')\n"
                   "P = collections.namedtuple('P', 'x y')\ndef show(): return globals()['later']")
    assert context.output("later = 5; print(Colour.RED, P(1, 2), show(), __name__)") == "Colour.RED P(x=1, y=2) 5 __main__\n"


def test_main_is_a_module_with_these_variables(context):
    context.output("x = 41")
    assert context.output("import __main__, sys; print(__main__.x + 1, sys.modules['__main__'] is __main__)") == "42 True\n"
    assert context.output("exec('y = 1'); import builtins; print(y, __builtins__ in (builtins, vars(builtins)))") == "1 True\n"


def test_a_fresh_namespace_is_nearly_empty(context):
    names = set(context.output("print(*(n for n in dir() if not n.startswith('__')))").split())
    assert names == set()


def test_the_directory_is_importable(make_context, tmp_path):
    (tmp_path / "mine.py").write_text("x = 5\n")
    context = make_context(cwd=str(tmp_path))
    assert context.output("import mine; print(mine.x)") == "5\n"
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/other.py").write_text("y = 6\n")
    assert context.output("import os; os.chdir('sub'); import other; print(other.y)") == "6\n"


def test_windows_lines_tabs_and_no_final_newline(context):
    assert context.output("if True:\r\n\tprint(1)\r\nprint('''a\r\nb''')") == "1\na\nb\n"
    assert context.output("def f():\n  return 1\nprint(f())  # comment") == "1\n"


def test_only_comments(context):
    assert context.output("# nothing\n\n   # at all") == ""


# Standard input

def test_input_is_at_its_end(context):
    error = context.error("input('name? ')")
    assert error["name"] == "EOFError"
    result = context.run("import sys; print(repr(sys.stdin.read()), sys.stdin.readlines(), sys.stdin.fileno())").completed()
    assert result.stdout == "'' [] 0\n"
    assert context.output("import os; print(os.read(0, 10), os.readlink('/proc/self/fd/0'))") == "b'' /dev/null\n"
    assert context.output("import subprocess; print(subprocess.check_output('cat'))") == "b''\n"


def test_input_does_not_eat_what_follows(context):
    for _ in range(3):
        assert context.error("input()")["name"] == "EOFError"
    assert context.output("print('on')") == "on\n"
