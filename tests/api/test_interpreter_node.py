"""JavaScript and TypeScript contexts: state, await at the top level, output and errors in the same messages."""

import pytest

from support.interpreter import Execution

BOTH = pytest.mark.parametrize("language", ["javascript", "typescript"])


@pytest.fixture
def js(make_context):
    return make_context("javascript")


@pytest.fixture
def ts(make_context):
    return make_context("typescript")


@BOTH
def test_state_is_kept(make_context, language):
    context = make_context(language)
    context.output("let x = 1; const y = 2; var z = 3; function double(n) { return 2 * n } class P { v = 7 }\n"
                   "const { a, b: [c] } = { a: 4, b: [5] }; globalThis.g = 6; const arrow = () => x;")
    assert context.output("x += 10; console.log(x, y, z, double(4), new P().v, a, c, g, arrow())") == "11 2 3 8 7 4 5 6 11\n"


@BOTH
def test_top_level_await(make_context, language):
    context = make_context(language)
    context.output("const first = await Promise.resolve(5); const later = new Promise(r => setTimeout(r, 1, 'timer'));")
    assert context.output("console.log(first, await later)") == "5 timer\n"
    assert context.output("for await (const n of [1, Promise.resolve(2)]) console.log(n)") == "1\n2\n"


def test_declarations_may_be_repeated(js):
    for n in range(3):
        assert js.output(f"const x = {n}; let y = x; class C {{ v = x }} function f() {{ return x }}\n"
                         "console.log(x, y, new C().v, f())") == f"{n} {n} {n} {n}\n"


def test_an_error_keeps_the_state(js):
    error = js.error("let before = 1;\nfunction f() {\n  throw new TypeError('wrong ☃');\n}\nf();\nlet after = 2;")
    assert (error["name"], error["value"]) == ("TypeError", "wrong ☃")
    assert "TypeError: wrong ☃" in error["traceback"] and ":3" in error["traceback"] and ":5" in error["traceback"]
    assert "toolboxd" not in error["traceback"] and "node:" not in error["traceback"]
    assert js.output("console.log(before)") == "1\n"


@pytest.mark.parametrize("code, name", [
    ("undefinedName", "ReferenceError"), ("null.x", "TypeError"), ("const x = ;", "SyntaxError"), ("await fail()", "ReferenceError"),
    ("class Mine extends Error { constructor(m) { super(m); this.name = 'Mine' } } throw new Mine('x')", "Mine"),
    ("await Promise.reject(new RangeError('r'))", "RangeError"), ("JSON.parse('{')", "SyntaxError"),
    ("require('./no-such-module')", "Error"), ("require('fs').readFileSync('/no/such')", "Error"),
])
def test_names_of_errors(js, code, name):
    assert js.error(code)["name"] == name
    assert js.output("console.log('on')") == "on\n"


@pytest.mark.parametrize("thrown, text", [("'text'", "text"), ("5", "5"), ("null", "null"), ("undefined", "undefined"),
                                          ("{ toString() { throw 1 } }", ""), ("Object.create(null)", "")])
def test_what_is_thrown_need_be_no_error(js, thrown, text):
    error = js.error(f"throw {thrown}")
    assert text in error["value"] and error["name"]
    assert js.output("console.log('on')") == "on\n"


def test_a_rejection_that_nobody_handles_does_not_end_the_context(js):
    js.run("let kept = 1; Promise.reject(new Error('lost')); setTimeout(() => { throw new Error('late') }, 1);")
    js.run("await new Promise(r => setTimeout(r, 20))")
    assert js.output("console.log(kept)") == "1\n"


@BOTH
def test_nothing_is_printed_for_the_value_of_a_last_expression(make_context, language):
    result = make_context(language).run("1 + 1").completed()
    assert [m["type"] for m in result.messages] == ["control"]


def test_streams(js):
    code = ("console.log('log'); console.error('error'); console.info('info'); console.warn('warn');"
            "process.stdout.write('out'); process.stderr.write('err'); console.log('%s-%d', 'x', 5, [1], { a: 1 })")
    result = js.run(code).completed()
    assert (result.stdout, result.stderr) == ("log\ninfo\noutx-5 [ 1 ] { a: 1 }\n", "error\nwarn\nerr")


def test_order_of_the_streams(js):
    result = js.run("for (let n = 0; n < 200; n++) { console.log('out', n); console.error('err', n) }").completed()
    assert result.runs == [run for n in range(200) for run in (("stdout", f"out {n}\n"), ("stderr", f"err {n}\n"))]


def test_children_of_the_code(js):
    code = ("const cp = require('child_process');\nconsole.log('a'); cp.execSync('echo b', { stdio: 'inherit' });"
            "cp.spawnSync('sh', ['-c', 'echo c >&2'], { stdio: 'inherit' }); console.log(cp.execSync('echo d').toString().trim())")
    result = js.run(code).completed()
    assert (result.stdout, result.stderr) == ("a\nb\nd\n", "c\n")


def test_large_output(js):
    assert js.output("console.log('☃'.repeat(2_000_000))") == "☃" * 2_000_000 + "\n"
    assert js.output("for (let n = 0; n < 100000; n++) console.log(n)") == "".join(f"{n}\n" for n in range(100_000))


def test_modules(make_context, tmp_path):
    (tmp_path / "mine.js").write_text("exports.x = 5;\n")
    (tmp_path / "es.mjs").write_text("export const y = 6; export default 7;\n")
    context = make_context("javascript", cwd=str(tmp_path))
    assert context.output("const mine = require('./mine.js'); console.log(mine.x, require('os').EOL === '\\n')") == "5 true\n"
    assert context.output("const es = await import('./es.mjs'); console.log(es.y, es.default)") == "6 7\n"
    assert context.output("console.log(typeof process, typeof Buffer, typeof fetch, typeof setTimeout)"
                          ) == "object function function function\n"


def test_standard_input_is_empty(js):
    assert js.output("console.log(require('fs').readFileSync(0).length)") == "0\n"


@BOTH
@pytest.mark.parametrize("end", ["process.exit(3)", "process.abort()"])
def test_exiting(make_context, language, end):
    """Its messages come and the context goes on, whether or not its state is kept."""
    context = make_context(language)
    result = context.run(f"console.log('before'); {end}")
    assert (result.control, result.code) == ("completed", 1000) and result.stdout.startswith("before\n"), result
    assert context.output("console.log('on')") == "on\n"


def test_a_client_that_leaves(js, events):
    execution = js.start(f"require('fs').writeFileSync('{events.path}', 'go\\n'); for (;;);")
    assert events.line() == "go"
    execution.leave()
    assert js.output("console.log('next')") == "next\n"


def test_an_interrupt_that_suffices_keeps_the_state(js):
    js.output("let kept = 1")
    js.run("for (;;);", timeout=1).timed_out("KeyboardInterrupt", "Timeout", "Error")
    js.run("await new Promise(() => setTimeout(() => {}, 1e8))", timeout=1).timed_out("KeyboardInterrupt", "Timeout", "Error")
    assert js.output("console.log('next')") == "next\n"


def test_timers_left_running_do_not_hold_the_next(js):
    js.run("let ticks = 0; const timer = setInterval(() => { ticks++; console.log('late') }, 1)").completed()
    assert js.output("clearInterval(timer); console.log('mine')").replace("late\n", "") == "mine\n"


def test_types(ts):
    ts.output("interface Point { x: number; y?: string }\ntype Pair<T> = [T, T];\n"
              "const p: Point = { x: 1 };\nfunction add(a: number, b: number = 2): number { return a + b }")
    assert ts.output("const pair: Pair<string> = ['a', 'b']; console.log(p.x, pair.join('-'), add(1), (p as any).z!)"
                     ) == "1 a-b 3 undefined\n"
    assert ts.output("const wrong: number = 'no number'; console.log(wrong)") == "no number\n"


def test_lines_of_typescript_errors_are_the_users(ts):
    error = ts.error("interface A {\n  x: number;\n}\n\nfunction f(a: A): never {\n  throw new Error('line 6');\n}\nf({ x: 1 });")
    assert error["value"] == "line 6" and ":6" in error["traceback"] and ":8" in error["traceback"]


def test_many_contexts_of_both_languages(make_context):
    made = [make_context(["javascript", "typescript"][n % 2]) for n in range(10)]
    running = [context.start(f"let x = {n}; console.log(x)") for n, context in enumerate(made)]
    assert [r.result().completed().stdout for r in running] == [f"{n}\n" for n in range(10)]
    assert [c.output("console.log(x)") for c in made] == [f"{n}\n" for n in range(10)]


def test_the_context_decides_about_the_language(js):
    """A field of the first message does not."""
    message = {"code": "console.log(1)", "contextId": js.id, "language": "python"}
    assert Execution(js.daemon, message).result().completed().stdout == "1\n"


# Code that does harm to what the worker may use

@pytest.mark.parametrize("thrown", ["new Proxy({}, { get() { throw 1 } })", "new Proxy(function () {}, { get() { throw 1 } })",
                                    "new Proxy({}, { get() { return undefined }, getPrototypeOf() { throw 1 } })",
                                    "new Proxy(new Error('x'), { get() { throw new Error('trap') }, has() { throw 1 } })",
                                    "Object.defineProperty(new Error('x'), 'stack', { get() { throw 1 } })",
                                    "Object.assign(new Error('x'), { name: { toString() { throw 1 } }, message: Symbol('m') })",
                                    "Object.assign(new Error('x'), { stack: 5, name: 6, message: {} })", "Symbol('s')", "10n",
                                    "Proxy.revocable({}, {}).proxy", "(p => (p.revoke(), p.proxy))(Proxy.revocable({}, {}))"])
@pytest.mark.parametrize("how", ["throw {}", "await Promise.reject({})"])
def test_errors_that_cannot_be_asked(js, thrown, how):
    js.output("let kept = 1")
    assert js.error(how.replace("{}", thrown, 1))["name"] != "WorkerDied"
    assert js.output("console.log(kept)") == "1\n"


@pytest.mark.parametrize("harm", ["JSON.parse = null", "JSON.stringify = null", "JSON = null", "Buffer = null", "Promise.prototype.then = null",
                                  "Array.prototype.push = null", "Map.prototype.get = null", "String.prototype.split = null",
                                  "Function.prototype.call = null; Function.prototype.apply = null",
                                  "globalThis.Error = null",
                                  "require('fs').writeSync = null; require('fs').readSync = null", "Reflect.apply = null"])
def test_what_the_code_replaces(js, harm):
    """It is its own world that it breaks: the execution ends, and the next runs or gets a fresh worker and says so."""
    for code in (harm, "1"):
        result = js.run(code, timeout=5)
        assert (result.control, result.code) == ("completed", 1000), result.tail()
    js.run("process.exit()")
    assert js.output("console.log('on')") == "on\n"


def test_json_that_the_code_has_replaced(js):
    js.output("let kept = 1; JSON.parse = null; JSON.stringify = null")
    assert js.output("console.log(kept)") == "1\n"
    assert js.error("throw new TypeError('still told')")["value"] == "still told"
