// code-run of TypeScript, and of JavaScript that cannot be an argument. Frame 2 is {"code", "language"}.
//
// JavaScript is otherwise Node's own affair. The daemon starts, always with stdin /dev/null,
//   node -e CODE [eval] ARGV…     for JavaScript of at most 100,000 bytes without a NUL; nothing on descriptor 3
//   node -e BOOT [eval] ARGV…     else; frame 1 is imports.js, typescript.js and this file, frame 2 as above
// where "[eval]" stands for itself: it becomes process.argv[1], so that ARGV begins at process.argv[2] and none of it is an option to Node.
// CODE that is empty, or begins with "-", is put after one space.
//
// The code runs as a CommonJS module that lies in the working directory. Import statements become require(), exports properties, as
// ts-node has it; await at the top level works, too. Without a compiler here, ts-node runs the code in this process's place.

const Module = require("module");
const path = require("path");

const commonjsImports = {
  call: "import",
  meta: "({ dirname: __dirname, filename: __filename, url: String(require('url').pathToFileURL(__filename)) })",
  from({ def, all, named, specifier }) {
    const module = `require(${specifier})`;
    const parts = [];
    if (def) parts.push(`${def} = ((module) => module?.__esModule ? module.default : module)(${module})`);
    if (all) parts.push(`${all} = ${module}`);
    if (named.trim()) parts.push(`{ ${named} } = ${module}`);
    return parts.length > 0 ? `const ${parts.join(", ")};` : `${module};`;
  },
  exported: (name, local) => `exports.${name} = ${local};`,
};

const compiles = (code) => {
  try {
    return Boolean(new (require("vm").Script)(Module.wrap(code)));
  } catch {
    return false;
  }
};

// The JavaScript for Module._compile, in one line more than `code` at most.
function asCommonJs(code) {
  let exported = false;
  let rewritten = rewriteImports(code, { ...commonjsImports, exported: (...names) => (exported = true, commonjsImports.exported(...names)) });
  if (exported) rewritten = `Object.defineProperty(exports, "__esModule", { value: true });${rewritten}`;
  if (!/\bawait\b/.test(rewritten) || compiles(rewritten)) return rewritten;
  const wrapped = `return (async () => {${rewritten}\n})();`;
  return compiles(wrapped) ? wrapped : rewritten;
}

function runHere(source, file, compile) {
  const javascript = (source, file) => {
    const { code, map } = compile(source);
    if (!map) return asCommonJs(code);
    process.setSourceMapsEnabled(true);
    const ours = { ...map, sources: [file], sourcesContent: [source], sourceRoot: "" };
    return `${asCommonJs(code)}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(ours)).toString("base64")}`;
  };
  require.extensions[".ts"] = (module, file) => module._compile(javascript(require("fs").readFileSync(file, "utf8"), file), file);
  let code;
  try {
    code = javascript(source, file);
  } catch (error) {
    if (error.unsupported) return runByTsNode(source, process.argv.slice(2));
    process.stderr.write(`${error.name}: ${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  // What the user's code is called by is no business of its stack traces.
  process.on("uncaughtExceptionMonitor", (error) => {
    const { stack } = error ?? {};
    const ours = typeof stack === "string" ? stack.replace(/(?:\n *at .*\(node:.*)*\n *at .*toolboxd:program(?:.*\n *at )*.*/, "") : "";
    if (/\n *at /.test(ours)) error.stack = ours; // without any frame Node would print it as a value
  });
  const main = new Module(".");
  main.filename = file;
  main.paths = Module._nodeModulePaths(process.cwd());
  process.mainModule = main;
  main._compile(code, file);
  main.loaded = true;
}

// Ends as ts-node does. Only npx, where nothing else is there, may take it from the network.
function runByTsNode(code, argv) {
  const { spawnSync } = require("child_process");
  const installed = typescriptPackage("ts-node/dist/bin.js");
  const options = ["--transpile-only", "--compiler-options", '{"module":"commonjs","esModuleInterop":true}', "-e", code, "[eval]", ...argv];
  const ways = [["ts-node", []], ["npx", ["--yes", "-p", "typescript@5", "-p", "ts-node@10", "ts-node"]]];
  if (installed) ways.splice(1, 0, [process.execPath, [installed]]);
  for (const [program, first] of ways) {
    const { error, status, signal } = spawnSync(program, [...first, ...options], { stdio: "inherit" });
    if (error?.code === "ENOENT") continue;
    if (error) process.stderr.write(`cannot run ${program}: ${error.message}\n`);
    if (signal) process.kill(process.pid, signal);
    process.exitCode = error ? 126 : status;
    return;
  }
  process.stderr.write(`TypeScript needs Node 22.13 or newer (this is ${process.version}), or the package typescript or ts-node, or npx\n`);
  process.exitCode = 127;
}

const { code, language } = JSON.parse(readFrame());
require("fs").closeSync(3);
process.execArgv = []; // so that children of the user's do not get this program
delete process._eval;
const compile = language === "typescript" ? typescriptCompiler("CommonJS") : (code) => ({ code });
if (compile) runHere(code, path.join(process.cwd(), language === "typescript" ? "[eval].ts" : "[eval].js"), compile);
else runByTsNode(code, process.argv.slice(2));
