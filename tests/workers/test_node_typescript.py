"""TypeScript contexts, and code-run of TypeScript and of JavaScript that is no argument: node/run.js."""

import json
import subprocess

import pytest

from support.node_worker import PROGRAMS, RUN_FILES, Channel, NodeContext, nodes, program

STAND_IN = """
// Enough of the package's interface for a test: removes ": number", and has an import statement become require().
exports.ModuleKind = { ESNext: 1, CommonJS: 2 }; exports.ScriptTarget = { ES2022: 3 };
exports.transpileModule = (code) => ({ outputText: "\\n" + code.replace(/: number/g, ""), diagnostics: [],
  sourceMapText: JSON.stringify({ version: 3, sources: ["code"], names: [], mappings: ";AAAA;AACA;AACA" }) });
"""


def strips_types(node):
    return subprocess.run([node, "-p", "!!require('module').stripTypeScriptTypes"], capture_output=True).stdout == b"true\n"


def transforms_types(node):
    """Whether Node's own compiler takes what is more than annotations; since 26 it does not."""
    return subprocess.run([node, "-e", "require('module').stripTypeScriptTypes('enum E {}', { mode: 'transform' })"], capture_output=True).returncode == 0


@pytest.fixture(params=nodes())
def node(request, tmp_path):
    """A Node that takes TypeScript: by itself, or by the package that stands in for `typescript`."""
    if not strips_types(request.param):
        (tmp_path / "node_modules/typescript").mkdir(parents=True)
        (tmp_path / "node_modules/typescript/index.js").write_text(STAND_IN)
    return request.param


@pytest.fixture
def run(node, tmp_path):
    """run(code, language, argv) → (exit code, output): code-run by run.js."""
    def run_code(code, language="typescript", argv=()):
        c = Channel([node, "-e", (PROGRAMS / "boot.js").read_text(), "[eval]", *argv], merged=True, cwd=tmp_path)
        c.send(program(RUN_FILES))
        c.send({"code": code, "language": language})
        output = c.process.stdout.read().decode()
        c.close()
        return c.process.returncode, output

    return run_code


def test_context(node, tmp_path):
    c = NodeContext(node, cwd=tmp_path)
    assert c.ready["languages"] == ["javascript", "typescript"]
    c.run("const a: number = 1;", language="typescript")
    result = c.run("console.log(a);\nlet b: number = nowhere;", language="typescript")
    assert result.stdout == "1\n"
    assert result.error["traceback"].startswith("<execution-2>:2\nlet b: number = nowhere;\n")
    c.close()


@pytest.mark.parametrize("node", [n for n in nodes() if strips_types(n)])
def test_context_with_node_itself(node, tmp_path):
    c = NodeContext(node, cwd=tmp_path)
    result = c.run("import fs from 'fs';\ninterface A { x: number }\ntype E = 4;\nconst a = { x: 4 as E } as A;\nconsole.log(a.x); throw new Error('5')", language="typescript")
    assert result.stdout == "4\n" and result.error["traceback"].startswith("<execution-1>:5\n"), result
    assert c.run("console.log(typeof fs.readFileSync)", language="typescript").stdout == "function\n"
    error = c.run("let x: = 5", language="typescript").error
    assert error["name"] == "SyntaxError" and not c.run("1").stderr
    c.close()


@pytest.mark.parametrize("node", [n for n in nodes() if transforms_types(n)])
def test_context_with_enums(node, tmp_path):
    c = NodeContext(node, cwd=tmp_path)
    result = c.run("enum E { B = 4 }\nnamespace N { export const c = 5 }\nconsole.log(E.B, N.c);\nthrow new Error('4')", language="typescript")
    assert result.stdout == "4 5\n" and result.error["traceback"].startswith("<execution-1>:4\n"), result
    c.close()


def test_run(run):
    code, output = run("const a: number = 7;\nconsole.log(a, process.argv.slice(2), require.main === module)", argv=["-e", "two words", "--flag"])
    assert (code, output) == (0, "7 [ '-e', 'two words', '--flag' ] true\n")


def test_run_uncaught_error(run):
    code, output = run("const a: number = 1;\nfunction f() { throw new Error('mine') }\nf()")
    assert code == 1 and "Error: mine" in output and "[eval].ts:2" in output and "[eval].ts:3:1" in output
    assert "toolboxd" not in output and "Module._compile" not in output and "Warning" not in output


def test_run_exit_code_and_stdin(run):
    assert run("process.stdin.on('data', () => {}).on('end', () => process.exit(7))") == (7, "")


def test_run_imports(run, tmp_path):
    (tmp_path / "helper.ts").write_text("export const h: number = 5;\nexport default function hello(n) { return 'hi ' + n }")
    code, output = run("import fs from 'fs'; import * as path from 'path';\nimport hello, { h } from './helper';\nconst os = require('os');\n"
                       "console.log(typeof fs.readFileSync, path.sep, typeof os.cpus, h, hello('you')); export const e: number = await 6; console.log(e)")
    assert (code, output) == (0, "function / function 5 hi you\n6\n")


def test_run_javascript(run, tmp_path):
    (tmp_path / "lib.js").write_text("exports.x = 1")
    text = "y" * 300_000
    code, output = run(f"import {{ x }} from './lib.js'; const t = '{text}\0'; console.log(x, t.length, (await import('./lib.js')).x)", "javascript")
    assert (code, output) == (0, "1 300001 1\n")
    code, output = run("let a = 1;\nlet b = a +;", "javascript")
    assert code == 1 and "[eval].js:2\nlet b = a +;\n" in output and "SyntaxError" in output


@pytest.mark.parametrize("node", [n for n in nodes() if not strips_types(n)])
def test_run_by_ts_node_where_there_is_no_compiler(node, tmp_path):
    (tmp_path / "bin").mkdir()
    ts_node = tmp_path / "bin/ts-node"
    ts_node.write_text(f"#!{node}\nconsole.log(JSON.stringify(process.argv.slice(2)));\nprocess.exit(9)\n")
    ts_node.chmod(0o755)
    c = Channel([node, "-e", (PROGRAMS / "boot.js").read_text(), "[eval]", "a b"], merged=True, cwd=tmp_path, env={"PATH": str(tmp_path / "bin")})
    c.send(program(RUN_FILES))
    c.send({"code": "let a: number", "language": "typescript"})
    argv = json.loads(c.process.stdout.read())
    c.close()
    assert c.process.returncode == 9 and argv[0] == "--transpile-only" and argv[-4:] == ["-e", "let a: number", "[eval]", "a b"]
    ts_node.unlink()
    c = Channel([node, "-e", (PROGRAMS / "boot.js").read_text(), "[eval]"], merged=True, cwd=tmp_path, env={"PATH": str(tmp_path / "bin")})
    c.send(program(RUN_FILES))
    c.send({"code": "let a: number", "language": "typescript"})
    assert b"TypeScript needs" in c.process.stdout.read()
    c.close()
    assert c.process.returncode == 127
