"""code-run of JavaScript and TypeScript."""

import pytest

from support.interpreter import PATH, code_run, printed

BOTH = pytest.mark.parametrize("language", ["javascript", "typescript"])


@BOTH
def test_what_is_printed(coder, language):
    assert printed(coder, "console.log('ž☃', 6 * 7)", language) == "ž☃ 42\n"


@BOTH
@pytest.mark.parametrize("code", ["", " \n", "// nothing"])
def test_code_that_is_nothing(coder, language, code):
    assert code_run(coder, code, language) == {"exitCode": 0, "result": ""}


@BOTH
@pytest.mark.parametrize("code, exit_code", [
    ("process.exit(3)", 3), ("process.exitCode = 4", 4), ("process.exit()", 0), ("process.abort()", 134),
    ("process.kill(process.pid, 'SIGKILL')", 137), ("process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 1e8)", 143),
])
def test_exit_codes(coder, language, code, exit_code):
    reply = code_run(coder, f"console.log('x'); {code}", language)
    assert reply["exitCode"] == exit_code and reply["result"].startswith("x\n")


@BOTH
def test_an_uncaught_error(coder, language):
    code = "function f() {\n  throw new TypeError('wrong ☃');\n}\nconsole.log('before');\nf();\n"
    reply = code_run(coder, code, language)
    assert reply["exitCode"] == 1 and reply["result"].startswith("before\n")
    assert "TypeError: wrong ☃" in reply["result"] and ":2" in reply["result"] and ":5" in reply["result"]


@BOTH
def test_a_rejection_that_nobody_handles(coder, language):
    reply = code_run(coder, "Promise.reject(new RangeError('lost'))", language)
    assert reply["exitCode"] == 1 and "RangeError: lost" in reply["result"]


@BOTH
def test_a_syntax_error(coder, language):
    reply = code_run(coder, "console.log('never');\nconst x = = 5;", language)
    assert reply["exitCode"] == 1 and "SyntaxError" in reply["result"] and "never" not in reply["result"]


@BOTH
def test_commonjs(coder, language):
    code = ("const os = require('os'); const path = require('node:path');"
            "console.log(typeof os.cpus, path.join('a', 'b'), typeof require, typeof module, typeof exports)")
    assert printed(coder, code, language) == "function a/b function object object\n"


def test_modules_of_the_directory(make_coder, tmp_path):
    (tmp_path / "mine.js").write_text("exports.x = 5;\n")
    (tmp_path / "node_modules/dep").mkdir(parents=True)
    (tmp_path / "node_modules/dep/index.js").write_text("module.exports = 'a dependency';\n")
    daemon = make_coder(cwd=tmp_path)
    for language in ("javascript", "typescript"):
        assert printed(daemon, "console.log(require('./mine.js').x, require('dep'))", language) == "5 a dependency\n"


@BOTH
def test_timers_and_promises_are_waited_for(coder, language):
    code = "setTimeout(() => console.log('timer'), 10); Promise.resolve().then(() => console.log('promise')); console.log('main')"
    assert printed(coder, code, language) == "main\npromise\ntimer\n"


@BOTH
def test_the_directory_and_input(coder, language):
    code = "console.log(process.cwd(), require('fs').readFileSync(0, 'utf8') === '')"
    assert printed(coder, code, language) == coder.get("/work-dir").json()["dir"] + " true\n"


@BOTH
def test_code_that_is_longer_than_an_argument_may_be(coder, language):
    assert printed(coder, "let x = 0;\n" + "x += 1;\n" * 50_000 + "console.log(x)", language) == "50000\n"


def test_types_are_stripped(coder):
    code = """
interface Point { x: number; y?: string }
type Pair<T> = [T, T];
class Box<T> { value: T; constructor(value: T) { this.value = value } get(): T { return this.value } }
function add(a: number, b: number = 2): number { return a + b }
const p: Point = { x: 1 };
const pair: Pair<string> = ["a", "b"];
const box = new Box<number>(5);
let anything = "text" as unknown as number;
console.log(p.x, pair.join("-"), box.get(), add(1), anything!, (<T,>(x: T): T => x)(7));
"""
    assert printed(coder, code, "typescript") == "1 a-b 5 3 text 7\n"


def test_types_are_not_checked(coder):
    assert printed(coder, "const x: number = 'no number'; console.log(x)", "typescript") == "no number\n"


def test_lines_of_typescript_errors_are_the_users(coder):
    code = "interface A {\n  x: number;\n}\n\nfunction f(a: A): never {\n  throw new Error('line 6');\n}\nf({ x: 1 });"
    reply = code_run(coder, code, "typescript")
    assert reply["exitCode"] == 1 and "Error: line 6" in reply["result"] and ":6" in reply["result"] and ":8" in reply["result"]


@BOTH
def test_nothing_is_said_but_what_the_code_says(coder, language):
    """No warning of an experiment, no hint."""
    assert printed(coder, "const x = 5", language) == ""


@BOTH
def test_no_file_is_left(coder, language, tmp_path):
    code = "console.log(require('fs').readdirSync(process.env.TMPDIR).length)"
    assert printed(coder, code, language, envs={"TMPDIR": str(tmp_path)}) == "0\n"
    assert list(tmp_path.iterdir()) == []
