"""JavaScript contexts: node/worker.js over a channel, as the daemon drives it."""

import os
import re
import signal

import pytest

from support.node_worker import NodeContext, nodes


@pytest.fixture(params=nodes())
def context(request, tmp_path):
    c = NodeContext(request.param, cwd=tmp_path)
    yield c
    c.close()
    assert c.process.returncode == 0


def test_state_is_kept(context):
    context.run("const a = 1; let b = 2; var c = 3; function f() { return a + b + c } class K {}")
    assert context.run("console.log(f(), typeof K); b = 10; console.log(f())").stdout == "6 function\n14\n"


@pytest.mark.parametrize("first", ["const x = 1", "let x = 1", "var x = 1", "function x() {}", "class x {}", "import x from 'fs'"])
@pytest.mark.parametrize("second", ["const x = 2", "let x = 2", "var x = 2", "function x() {}", "class x {}", "import x from 'os'"])
def test_everything_may_be_declared_again(context, first, second):
    for code in (first, second):
        result = context.run(f"{code}; console.log(typeof x)")
        assert not result.error, result
    assert result.stdout == ("number\n" if "2" in second else "object\n" if "import" in second else "function\n")


def test_a_name_declared_twice_in_one_code_is_an_error(context):
    assert context.run("let x = 1; let x = 2").error["name"] == "SyntaxError"


def test_top_level_await_and_a_promise_as_the_last_value(context):
    result = context.run("const v = await Promise.resolve(4); async function main() { await null; console.log(v) }; main()")
    assert result.stdout == "4\n" and not result.error


def test_import_and_require_from_the_working_directory(context, tmp_path):
    (tmp_path / "lib.mjs").write_text("export default 'default'; export const named = 'named'; export const url = import.meta.url;")
    (tmp_path / "lib.cjs").write_text("exports.value = 'cjs'")
    result = context.run("""
        import fallback, { named as other, url } from "./lib.mjs"; import * as all from './lib.mjs'
        import {
          value,
        } from "./lib.cjs";
        import "./lib.mjs";
        const text = 'import nothing from "nowhere"', template = `import(${1 + 1})`, pattern = /import x from "y"/; // import z from 'z'
        console.log(fallback, other, all.named, value, require('./lib.cjs').value, (await import('./lib.mjs')).default, text, template, pattern.source);
        console.log(url === import.meta.url.replace(/[^/]*$/, "lib.mjs"));
        ({ import(x) { console.log(x) } }).import("method");
        throw new Error("line 11");""")
    assert result.stdout == "default named named cjs cjs default import nothing from \"nowhere\" import(2) import x from \"y\"\ntrue\nmethod\n"
    assert result.error["traceback"].startswith("<execution-1>:11\n")


def test_export_keywords_do_no_harm(context):
    result = context.run("export const a = 1; export default function b() { return 2 }; export { a as c };\nconsole.log(a, b())")
    assert result.stdout == "1 2\n"


def test_stdout_and_stderr_in_order(context):
    result = context.run("""
        console.log(1); console.error(2); process.stdout.write("3\\n");
        require("child_process").execSync("echo 4; echo 5 >&2", { stdio: "inherit" });
        console.error(6); console.log(7)""")
    assert "".join(text for _, text in result.messages) == "1\n2\n3\n4\n5\n6\n7\n"
    assert result.stdout == "1\n3\n4\n7\n"


def test_a_multi_megabyte_line_is_complete(context):
    result = context.run("process.stdout.write('é'.repeat(3e6)); console.error('z'.repeat(2e6)); process.exit()")
    assert result.stdout.encode("utf-8", "replace").count(b"\xc3\xa9") >= 3e6 - 100  # the pieces split characters
    assert result.stderr == "z" * 2_000_000 + "\n"


def test_output_survives_a_child_that_makes_the_pipe_non_blocking(context):
    set_nonblocking = "import fcntl, os; fcntl.fcntl(1, fcntl.F_SETFL, os.O_NONBLOCK)"
    result = context.run(f"""
        require("child_process").execFileSync("python3", ["-c", {set_nonblocking!r}], {{ stdio: "inherit" }});
        process.stdout.write("x".repeat(4e6))""")
    assert result.stdout == "x" * 4_000_000


def test_no_child_inherits_the_channel(context):
    listed = context.run("""
        const { spawnSync, execSync } = require("child_process");
        spawnSync("ls", ["/proc/self/fd"], { stdio: "inherit" });
        console.log(execSync("exec ls /proc/self/fd").toString())""")
    assert listed.stdout.split() == ["0", "1", "2", "3"] * 2  # 3 is the directory


def test_stdin_is_empty(context):
    result = context.run("let n = 0; process.stdin.on('data', () => ++n); await new Promise((done) => process.stdin.on('end', done)); console.log(n)")
    assert result.stdout == "0\n"


def test_uncaught_error(context):
    error = context.run("function f() {\n  return nowhere;\n}\n\nf();").error
    assert error == {
        "name": "ReferenceError",
        "value": "nowhere is not defined",
        "traceback": "<execution-1>:2\n  return nowhere;\n  ^\n\nReferenceError: nowhere is not defined\n    at f (<execution-1>:2:3)\n    at <execution-1>:5:1",
    }


def test_cause_and_properties(context):
    traceback = context.run("throw Object.assign(new Error('outer', { cause: new TypeError('inner') }), { code: 7 })").error["traceback"]
    assert "[cause]: TypeError: inner\n" in traceback and "code: 7" in traceback
    assert not re.search(r"toolboxd|node:|\[eval\]|inspector", traceback)


@pytest.mark.parametrize("code, name, value", [
    ("throw 5", "number", "5"), ("throw 'text'", "string", "text"), ("throw null", "object", "null"), ("throw { a: 1 }", "Object", "{ a: 1 }"),
    ("throw undefined", "undefined", "undefined"), ("class Mine extends Error { name = 'Mine' }; throw new Mine('m')", "Mine", "m"),
    ("await Promise.reject(new RangeError('r'))", "RangeError", "r"), ("Promise.reject(8)", "number", "8")])
def test_what_is_thrown(context, code, name, value):
    error = context.run(code).error
    assert (error["name"], error["value"]) == (name, value)


def test_syntax_error_shows_its_place(context):
    error = context.run("let ok = 1;\nlet x = ;").error
    assert error["traceback"] == "<execution-1>:2\nlet x = ;\n        ^\n\nSyntaxError: Unexpected token ';'"


@pytest.mark.parametrize("code", [
    "setTimeout(() => { throw new Error('late') }); await new Promise(() => {})",
    "Promise.reject(new Error('late')); await new Promise(() => {})",
    "process.nextTick(() => { throw new Error('late') })", "(async () => { throw new Error('late') })(); 1"])
def test_errors_of_callbacks_are_the_executions(context, code):
    assert context.run(code).error["value"] == "late"
    assert context.run("console.log(1)").stdout == "1\n"


def test_errors_between_executions_are_survived(context):
    context.run("process.once('SIGUSR2', () => { throw new Error('late') })")
    os.kill(context.process.pid, signal.SIGUSR2)
    written = b""
    while b"late" not in written:
        written += os.read(context.process.stderr.fileno(), 1 << 16)
    assert context.run("console.log('alive')").stdout == "alive\n"


def test_process_exit_ends_the_execution_only(context):
    assert context.run("var kept = 1; console.log('a'); try { process.exit(3) } finally { console.log('b') }").stdout == "a\n"
    late = context.run("setTimeout(() => { process.exit(4); console.log('never') }); await new Promise(() => {})")
    assert late.stdout == "" and not late.error
    assert context.run("console.log(kept); await new Promise((r) => setTimeout(r, 1)); console.log('timers')").stdout == "1\ntimers\n"


def test_what_is_left_running_does_not_block(context):
    context.run("""
        globalThis.server = require("http").createServer((_, answer) => answer.end("served")).listen(0, "127.0.0.1");
        globalThis.ticks = 0; globalThis.timer = setInterval(() => ++ticks, 1)""")
    result = context.run("""
        const answer = await new Promise((done) => require("http").get({ port: server.address().port, agent: false }, (a) => a.on("data", done)));
        server.close(); while (ticks === 0) await new Promise(setImmediate);
        clearInterval(timer); console.log(String(answer))""")
    assert result.stdout == "served\n"


def test_what_an_interrupt_left_waiting_may_be_collected(context):
    context.run("console.log(1); await new Promise(() => {})", on_output=context.interrupt)
    collect = "require('v8').setFlagsFromString('--expose-gc'); require('vm').runInNewContext('gc')(); console.log('collected')"
    assert context.run(collect).stdout == "collected\n"
    assert context.run("console.log(2)").stdout == "2\n"


def test_envs_hold_for_one_execution(context):
    code = "console.log(process.env.ONE, process.env.HOME, require('child_process').execSync('echo $ONE').toString().trim())"
    home = os.environ["HOME"]
    assert context.run(code, envs={"ONE": "1", "HOME": "/h"}).stdout == "1 /h 1\n"
    assert context.run(code).stdout == f"undefined {home} \n"


def test_values_and_display(context):
    assert context.run("({ a: 1 })").messages == []
    plain = context.run("display({ 'image/png': 'AAAA', 'text/plain': 'picture' })")
    assert plain.messages == [("stdout", "picture\n")]
    rich = context.run("display({ 'image/png': Buffer.from('png'), 'application/json': { a: [1] } }, { width: 3 }); console.log(1); [1]", rich=True)
    first, last = rich.displays
    assert first == {"op": "display", "text": "image/png, application/json", "metadata": {"width": 3}, "result": False,
                     "data": {"image/png": "cG5n", "application/json": {"a": [1]}, "text/plain": "image/png, application/json"}}
    assert last == {"op": "display", "text": "[ 1 ]", "data": {"text/plain": "[ 1 ]"}, "metadata": {}, "result": True}
    assert [name for name, _ in rich.messages] == ["display", "stdout", "display"]
    assert context.run("undefined", rich=True).messages == []


def test_the_users_globals_are_nodes_own(context):
    names = context.run("console.log(Object.keys(globalThis).join(' '), process.argv.length, process.execArgv.length)").stdout
    assert "toolboxd" not in names and "display" not in names and names.endswith(" 1 0\n")


def test_large_code(context):
    assert context.run(f"const text = '{'x' * 8_000_000}'; console.log(text.length)").stdout == "8000000\n"


SIZE = 10_000_000


@pytest.mark.parametrize("code", [
    f"const s = '{'a' * SIZE}'; console.log(s.length)", f"const s = `{'a' * SIZE}`; console.log(s.length)",
    f"/*{'a' * SIZE}*/ const s = {SIZE}; console.log(s)", "// abc\n" * (SIZE // 7) + f"const s = {SIZE}; console.log(s)",
    "const a = 1;\n" + "a;\n" * (SIZE // 3) + f"console.log({SIZE})", f"const s = '{'/' * SIZE}', t = [/[/]/, '\\\\']; console.log(s.length)",
], ids=["string", "template", "comment", "comments", "lines", "slashes"])
def test_code_of_10_mb(context, code):
    assert context.run(code).stdout == f"{SIZE}\n"


SHY = "the error can't be shown"


@pytest.mark.parametrize("thrown", [
    "new Proxy({}, { get() { throw 1 } })", "new Proxy({}, { getPrototypeOf() { throw 1 } })",
    *(f"Object.defineProperty(new {kind}('m'), '{name}', {{ get() {{ {body} }} }})"
      for kind in ("Error", "SyntaxError") for name in ("stack", "name", "message") for body in ("throw 1", "return Symbol('s')", "return { toString() { throw 1 } }"))])
@pytest.mark.parametrize("how", ["throw {}", "await Promise.reject({})", "Promise.reject({})", "setTimeout(() => {{ throw {} }}); await new Promise(() => {{}})"])
def test_errors_that_cannot_be_looked_at(context, how, thrown):
    error = context.run(how.format(thrown)).error
    assert all(isinstance(error[key], str) for key in ("name", "value", "traceback"))
    assert "throw 1" not in thrown or error["value"] in (SHY, "m") or "getPrototypeOf" in thrown
    assert context.run("console.log('on')").stdout == "on\n"


@pytest.mark.parametrize("change", [
    "JSON.parse = () => ({}); JSON.stringify = null", "Array.prototype[Symbol.iterator] = null", "Buffer.from = Buffer.allocUnsafe = null",
    "Object.keys = Object.assign = null", "Promise.prototype.then = null", "Object.prototype.toJSON = () => 1", "Array.prototype.toJSON = () => 1",
    "globalThis.setImmediate = globalThis.Buffer = globalThis.Atomics = null", "let process = 5, JSON = 6, Object = 7, Buffer = 8",
    "Buffer.prototype.toString = Buffer.prototype.readUInt32LE = null", "Atomics.compareExchange = null", "Map.prototype.get = null"])
def test_changed_builtins(context, change):
    context.run(change)
    for _ in range(2):
        assert context.run("const told = require('fs').writeSync(1, 'on\\n')", envs={"A": "1"}).stdout == "on\n"
    assert context.run("nowhere").error
    assert context.run("5", rich=True).done


def test_an_output_stream_without_write(context):
    context.run("process.stdout.write = process.stderr.write = null")
    assert context.run("console.log(1)").stdout == ""
    assert context.run("require('fs').writeSync(1, 'on\\n')").stdout == "on\n"


@pytest.mark.parametrize("node", nodes())
def test_end_of_the_channel_runs_exit_handlers(node, tmp_path):
    c = NodeContext(node, cwd=tmp_path)
    c.run("process.on('exit', () => require('fs').writeFileSync('ended', '')); setInterval(() => {}, 1000)")
    c.close()
    assert c.process.returncode == 0 and (tmp_path / "ended").exists()


@pytest.mark.parametrize("thrown", ["new Error('x'.repeat(40e6))", "'x'.repeat(100e6)", "Object.assign(new Error(), { name: 'N'.repeat(70e6) })"])
def test_a_huge_error_is_cut(context, thrown):
    context.run("var kept = 'kept'")
    error = context.run(f"throw {thrown}").error
    assert all(len(part) < 2**20 + 100 for part in error.values())
    assert any(re.search("x… [0-9]+ more characters$|N… [0-9]+ more characters$", part) for part in error.values())
    assert context.run("console.log(kept)").stdout == "kept\n"


def test_a_huge_display_is_cut(context):
    result = context.run("""
        display({ "text/plain": "😀".repeat(20e6) });
        display({ "text/plain": "p", "text/html": "h".repeat(40e6), "image/png": Buffer.alloc(30e6), "text/latex": "l", "application/json": ["j"] });
        display({ "text/plain": "m" }, { huge: "m".repeat(70e6) });
        "v".repeat(80e6)""", rich=True)
    long, bundle, metadata, value = result.displays
    assert len(long["text"]) < 2**20 + 100 and re.search("😀… [0-9]+ more characters$", long["text"]) and long["data"] == {"text/plain": long["text"]}
    text = "p\n[too large to show: text/html, image/png]"
    assert bundle["text"] == text and bundle["data"] == {"text/plain": text, "text/latex": "l", "application/json": ["j"]}
    assert metadata["text"] == "m\n[too large to show: the metadata]" and metadata["metadata"] == {}
    assert value["result"] and len(value["text"]) < 2**20 + 100
