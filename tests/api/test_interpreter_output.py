"""stdout and stderr: whoever writes them and however, in order and nothing lost."""

import pytest

from support.interpreter import PIECE, Context


def out(context, code):
    return context.output("import sys, os, subprocess\n" + code)


WAYS = {
    "print": "print('text')",
    "write": "sys.stdout.write('text\\n')",
    "buffer": "sys.stdout.buffer.write(b'text\\n')",
    "the first stdout": "sys.__stdout__.write('text\\n')",
    "os.write": "os.write(1, b'text\\n')",
    "subprocess": "subprocess.run(['echo', 'text'])",
    "os.system": "os.system('echo text')",
    "C": "import ctypes; c = ctypes.CDLL(None); c.puts(b'text'); c.fflush(None)",
    "a descriptor's copy": "os.write(os.dup(1), b'text\\n')",
    "/dev/stdout": "open('/dev/stdout', 'w').write('text\\n')",
    "/dev/fd/1": "os.system('echo text > /dev/fd/1')",
    "fdopen": "with os.fdopen(1, 'w', closefd=False) as f: f.write('text\\n')",
    "thread": "import threading; t = threading.Thread(target=print, args=('text',)); t.start(); t.join()",
    "fork": "pid = os.fork()\nif pid == 0:\n    print('text', flush=True); os._exit(0)\nos.waitpid(pid, 0)",
    "writelines": "sys.stdout.writelines(['te', 'xt', '\\n'])",
}


@pytest.mark.parametrize("way", WAYS)
def test_ways_to_stdout(context, way):
    result = context.run("import sys, os, subprocess\n" + WAYS[way]).completed()
    assert (result.stdout, result.stderr) == ("text\n", "")


ERROR_WAYS = {
    "print": "print('text', file=sys.stderr)",
    "buffer": "sys.stderr.buffer.write(b'text\\n')",
    "os.write": "os.write(2, b'text\\n')",
    "subprocess": "subprocess.run('echo text >&2', shell=True)",
    "logging": "import logging; logging.basicConfig(format='%(message)s'); logging.warning('text')",
    "traceback": "import traceback; traceback.print_exception(None, None, None); print('text', file=sys.stderr)",
    "C": "import ctypes; ctypes.CDLL(None).dprintf(2, b'text\\n')",
}


@pytest.mark.parametrize("way", ERROR_WAYS)
def test_ways_to_stderr(context, way):
    result = context.run("import sys, os, subprocess\n" + ERROR_WAYS[way]).completed()
    assert result.stdout == "" and result.stderr.endswith("text\n")


def test_the_fault_handler(context):
    result = context.run("import faulthandler; faulthandler.dump_traceback()").completed()
    assert "most recent call first" in result.stderr and result.stdout == ""


def test_warnings_and_the_default_logging(context):
    result = context.run("import warnings, logging; warnings.warn('one'); logging.warning('two')").completed()
    assert "UserWarning: one" in result.stderr and "WARNING:root:two" in result.stderr


def test_a_thread_that_fails(context):
    code = "import threading\ndef work():\n    1/0\nt = threading.Thread(target=work); t.start(); t.join()"
    result = context.run(code).completed()
    assert "ZeroDivisionError" in result.stderr and "line 3" in result.stderr


# Order

def test_stdout_in_the_order_of_writing_whoever_writes(context):
    code = ("import ctypes; c = ctypes.CDLL(None)\nfor n in range(50):\n    print(n, 'a', end=' '); os.write(1, b'b ')\n"
            "    print('c', end=' '); subprocess.run(['printf', 'd ']); sys.stdout.buffer.write(b'e '); print('f', end=' ')\n"
            "    c.printf(b'g '); c.fflush(None); print('h')")
    assert out(context, code) == "".join(f"{n} a b c d e f g h\n" for n in range(50))


def test_stdout_and_stderr_in_the_order_of_writing(context):
    code = "import sys\nfor n in range(500):\n    print('out', n)\n    print('err', n, file=sys.stderr)"
    assert context.run(code).completed().runs == [
        run for n in range(500) for run in (("stdout", f"out {n}\n"), ("stderr", f"err {n}\n"))]


def test_a_childs_output_before_the_codes_own(context):
    code = ("import sys, os, subprocess\nfor n in range(20):\n    subprocess.run('echo child', shell=True)\n"
            "    print('code', file=sys.stderr)\n    subprocess.run('echo child >&2', shell=True)\n    print('code')")
    rest = [("stdout", "code\nchild\n"), ("stderr", "code\nchild\n")]
    assert context.run(code).completed().runs == [("stdout", "child\n"), *(rest * 20)[1:], ("stdout", "code\n")]


def test_large_pieces_alternate(context):
    code = "import sys\nfor n in range(10):\n    print(str(n) * 300_000, end='')\n    print('e', end='', file=sys.stderr)"
    assert context.run(code).completed().runs == [
        run for n in range(10) for run in (("stdout", str(n) * 300_000), ("stderr", "e"))]


def test_the_traceback_comes_after_the_output(context):
    result = context.run("import os\nprint('a', end='')\nos.write(2, b'b')\n1/0").completed("ZeroDivisionError")
    assert (result.stdout, result.stderr) == ("a", "b")
    assert result.messages[-2] is result.error


# Sizes

@pytest.mark.parametrize("write", ["print('x' * 5_000_000)", "os.write(1, b'x' * 5_000_000); print()",
                                   "sys.stdout.buffer.write(b'x' * 5_000_000 + b'\\n')",
                                   "subprocess.run('head -c 5000000 /dev/zero | tr \"\\\\0\" x; echo', shell=True)"])
def test_a_line_of_5_mb(context, write):
    code = "import sys, os, subprocess\n" + write
    if write.startswith("os.write"):
        code = "import os\nleft = memoryview(b'x' * 5_000_000)\nwhile left: left = left[os.write(1, left):]\nprint()"
    assert context.output(code) == "x" * 5_000_000 + "\n"


def test_many_short_lines(context):
    assert context.output("for n in range(100_000): print(n)") == "".join(f"{n}\n" for n in range(100_000))


def test_pieces_are_bounded(context):
    result = context.run("print('☃' * 1_000_000)").completed()
    assert result.stdout == "☃" * 1_000_000 + "\n"
    assert max(len(m["text"]) for m in result.messages) <= PIECE


def test_no_output_at_all(context):
    result = context.run("pass").completed()
    assert [m["type"] for m in result.messages] == ["control"]
    assert [m["type"] for m in context.run("print('', end='')").messages] == ["control"]


# Text

def test_every_character_arrives(context):
    assert context.output(r"print('\0\x01\x1b[31m\r\t\x7f\x85\u2028\ufeff\U0001f600 é\u0301')") == (
        "\0\x01\x1b[31m\r\t\x7f\x85\u2028\ufeff\U0001f600 é\u0301\n")


def replaced(data):
    """Each byte that is not part of UTF-8 becomes one U+FFFD."""
    text = data.decode("utf-8", "surrogateescape")
    return "".join("\ufffd" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in text)


@pytest.mark.parametrize("data", [b"\xff", b"a\xffb\xc3\xa9\xc3(", b"\xe2\x82", b"\xe2\x82x", b"\xf0\x9f\x98", b"\xed\xa0\x80",
                                  b"\xc0\xaf", b"\xf4\x90\x80\x80", bytes(range(256)) * 50], ids=lambda d: repr(d[:8]))
@pytest.mark.parametrize("fd", [1, 2])
def test_bytes_that_are_no_text(context, data, fd):
    result = context.run(f"import os; os.write({fd}, {data!r})").completed()
    assert (result.stdout if fd == 1 else result.stderr) == replaced(data)


def test_characters_that_are_written_a_byte_at_a_time(context):
    text = "é☃😀" * 300
    code = f"import os\nfor b in {text!r}.encode(): os.write(1, bytes([b]))"
    assert context.output(code) == text


def test_a_character_within_which_the_other_stream_is_written(context):
    code = "import os; os.write(1, b'\\xe2\\x98'); os.write(2, b'\\xc3'); os.write(1, b'\\x83'); os.write(2, b'\\xa9')"
    result = context.run(code).completed()
    assert (result.stdout, result.stderr) == ("☃", "é")


def test_half_a_character_does_not_reach_into_the_next_execution(context):
    assert context.output("import os; n = os.write(1, b'\\xe2\\x98')") == "\ufffd\ufffd"
    assert context.output("n = os.write(1, b'\\x83')") == "\ufffd"


def test_lone_surrogates_are_printed_somehow(context):
    result = context.run("print('a\\udc80b')")
    assert result.stdout.startswith("a") or result.error["name"] == "UnicodeEncodeError", result
    assert context.error("raise ValueError('a\\ud800b')")["value"].startswith("a")


@pytest.mark.parametrize("locale", ["C", "no_SUCH.locale"])
def test_the_locale_does_not_matter(make_coder, locale):
    daemon = make_coder(env={"LC_ALL": locale, "LANG": locale, "PYTHONIOENCODING": "latin-1"})
    assert Context(daemon).output("print('ž☃😀')") == "ž☃😀\n"
