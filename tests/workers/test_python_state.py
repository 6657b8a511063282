"""What lasts from one execution to the next, and what __main__ is."""

from support.python_worker import Worker


def test_names_stay(worker):
    worker.run("import math\ndef f(x): return math.floor(x)\nclass C: pass")
    assert worker.run("print(f(2.5), C.__module__, f.__module__, __name__)").stdout == "2 __main__ __main__ __main__\n"


def test_main_is_as_new(worker):
    out = worker.run("print(sorted(globals()), __doc__, __spec__)").stdout
    assert out == "['__builtins__', '__doc__', '__loader__', '__name__', '__package__', '__spec__'] None None\n"
    out = worker.run("import sys, gc\nprint(sys.modules['__main__'].__dict__ is globals(), 'toolboxd' in sys.modules)").stdout
    assert out == "True False\n"


def test_top_level_await_has_one_loop(worker):
    worker.run("import asyncio\nasync def work():\n    await asyncio.sleep(0)\n    return 'worked'\ntask = asyncio.ensure_future(work())\nawait asyncio.sleep(0)") # noqa
    assert worker.run("print(await task)").stdout == "worked\n"
    assert worker.run("print(asyncio.run(work()))").stdout == "worked\n"
    result = worker.run("async with asyncio.Lock():\n    1 / 0")
    assert result.error["traceback"].startswith('Traceback (most recent call last):\n  File "<code 4>", line 2, in <module>\n    1 / 0\n')
    assert worker.run("print(await work())").stdout == "worked\n"


def test_pickle(worker):
    worker.run("import pickle\nclass P:\n    def __init__(self, x): self.x = x\ndef f(): return 5")
    assert worker.run("print(pickle.loads(pickle.dumps(P(3))).x, pickle.loads(pickle.dumps(f))())").stdout == "3 5\n"


def test_multiprocessing(worker):
    code = """
import multiprocessing, concurrent.futures
def square(x): print(x); return x * x
with multiprocessing.Pool(2) as pool: print(sum(pool.map(square, range(5))))
with concurrent.futures.ProcessPoolExecutor(2) as pool: print(list(pool.map(square, [3])))
p = multiprocessing.Process(target=square, args=(9,)); p.start(); p.join(); print(p.exitcode, multiprocessing.get_start_method())
"""
    result = worker.run(code)
    assert result.error is None and {"30", "[9]", "0 fork"} <= set(result.stdout.splitlines())


def test_start_method_of_the_users(worker):
    assert worker.run("import multiprocessing as m\nm.set_start_method('spawn')\nprint(m.get_start_method())").stdout == "spawn\n"


def test_a_forked_child_ends_as_a_script(worker):
    for end, status in ("pass", 0), ("1/0", 1), ("sys.exit(3)", 3), ("sys.exit('no')", 1), ("os._exit(4)", 4):
        code = f"import os, sys\nif os.fork() == 0:\n    print('child')\n    {end}\nelse:\n    print(os.wait()[1] >> 8)"
        result = worker.run(code)
        assert result.stdout == f"child\n{status}\n" and result.error is None, end
        assert ("ZeroDivisionError" in result.stderr) == (end == "1/0") and "toolboxd" not in result.stderr
    assert worker.run("print('on')").stdout == "on\n"


def test_sources_of_earlier_executions(worker):
    worker.run("import dataclasses, inspect\ndef f():\n    return 1\n\nclass A:\n    x = 1\n    def m(self):\n        pass\n")
    worker.run("@dataclasses.dataclass\nclass D:\n    a: int\n    b: str = 'x'\n")
    worker.run("import linecache; linecache.checkcache()")
    assert worker.run("print(inspect.getsource(f), end='')").stdout == "def f():\n    return 1\n"
    assert worker.run("print(inspect.getsource(A), end='')").stdout == "class A:\n    x = 1\n    def m(self):\n        pass\n"
    assert worker.run("print(inspect.getsource(A.m), end='')").stdout == "    def m(self):\n        pass\n"
    assert "class D:\n    a: int\n    b: str = 'x'\n" in worker.run("print(inspect.getsource(D), end='')").stdout
    assert worker.run("print(D(1))").stdout == "D(a=1, b='x')\n"
    assert worker.run("inspect.getsource(int)").error["name"] in ("TypeError", "OSError")


def test_doctest_and_unittest(worker):
    code = 'def twice(x):\n    """\n    >>> twice(2)\n    5\n    """\n    return 2 * x\nimport doctest\nprint(doctest.testmod())'
    result = worker.run(code)
    assert "Got:\n    4" in result.stdout and "TestResults(failed=1, attempted=1)" in result.stdout
    code = "import unittest\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(1, 1)\nunittest.main()"
    result = worker.run(code)
    assert "Ran 1 test" in result.stderr and result.error is None


def test_envs_hold_for_one_execution(python):
    worker = Worker(python, env={"PATH": "/usr/bin:/bin", "KEPT": "before"})
    code = "import os, subprocess\nos.environ['OWN'] = 'o'; os.environ['KEPT'] = 'changed'\nprint(os.environ['A'])\nsubprocess.run('echo $A $KEPT $OWN', shell=True)"
    assert worker.run(code, envs={"A": "ä 1", "KEPT": "during"}).stdout == "ä 1\nä 1 changed o\n"
    result = worker.run("print(os.environ.get('A'), os.environ['KEPT'], os.environ['OWN'])\nsubprocess.run('echo $A $KEPT $OWN', shell=True)")
    assert result.stdout == "None before o\nbefore o\n"
    assert worker.run("1/0", envs={"A": "2"}).error["name"] == "ZeroDivisionError"
    assert worker.run("print(os.environ.get('A'))").stdout == "None\n"
    worker.run("os.environ = {}", envs={"A": "3"})
    assert worker.run("subprocess.run('echo $A $KEPT', shell=True)").stdout == "before\n"
    assert worker.close() == 0


def test_the_end_of_the_channel_runs_exit_handlers(worker):
    worker.run("import atexit, os, threading, sys\natexit.register(lambda: (print('bye'), sys.stdout.flush()))\nthreading.Thread(target=threading.Event().wait).start()")
    worker.channel.shutdown(1)
    assert worker.process.wait(60) == 0
    worker.take_output()
    assert worker.result.stdout == "bye\n"


def test_descriptors(worker):
    code = "import os, subprocess\nprint(sorted(int(f) for f in os.listdir('/proc/self/fd') if int(f) < 20))\nsubprocess.run('ls /proc/self/fd', shell=True, close_fds=False)"
    assert worker.run(code).stdout == "[0, 1, 2, 3]\n0\n1\n2\n3\n"


FORKS = """
import os
if not os.fork():
    mine = [os.open(os.devnull, os.O_RDONLY), *(os.dup2(0, n) for n in (1000, 200, 20))]
    if not os.fork():
        for fd in mine: os.fstat(fd)
        print('held', flush=True)
        os._exit(0)
    os.wait()
    os._exit(0)
os.wait()
print('end')
"""


def test_children_of_children(worker):
    result = worker.run(FORKS)
    assert (result.stdout, result.stderr, result.error) == ("held\nend\n", "", None)
