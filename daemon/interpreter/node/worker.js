// A JavaScript and TypeScript context: runs executions one after the other, and keeps their state.
//
// The code is evaluated by the inspector in its REPL mode, the engine's own: declarations persist and may be repeated, await works at
// the top level, and the value of the last expression comes back. This process is its own debugger; no port is opened.
// Around it are builtins.js, imports.js, typescript.js, interrupts.js, displays.js, errors.js and output.js, in one function with this.

const { read } = require("fs");
const { types } = require("util");
const { Session } = require("inspector");
const { promiseHooks } = require("v8");
const exit = process.exit.bind(process);

const session = new Session();
const sources = new Sources();
const interrupts = new Interrupts(interrupted);
const compileTypeScript = typescriptCompiler("ESNext");
let execution = null; // what runs: {number, id, rich, file, saved: [{name, value?}] of the environment to restore, finished}
const unsettled = new Set(); // the promises of code that has not come to its end
let executions = 0;
let lastStream = 0; // the descriptor that was written to last
let syncs = 0;

function send(message) {
  dropToJson();
  const text = Buffer.from(JSON.stringify(message));
  const head = Buffer.allocUnsafe(4);
  for (let i = 0; i < 4; ++i) head[i] = text.length >>> (8 * i);
  writeAll(3, head);
  writeAll(3, text);
}

// Before one stream is written after the other: the daemon reads what is in the pipes, so that it sees their order.
function keepOrder(stream) {
  if (execution && lastStream && lastStream !== stream) {
    const id = ++syncs;
    interrupts.shielded(() => {
      send({ op: "sync", id });
      while (parseJson(readFrame()).id !== id); // an older one was left by an interrupt
    });
  }
  lastStream = stream;
}

// Waits for the next frame, on a thread of Node's pool: timers and servers of the user's go on meanwhile.
function awaitFrame() {
  const head = Buffer.allocUnsafe(4);
  read(3, head, 0, 4, null, (error, size) => {
    if (error || size === 0) exit(0);
    const message = interrupts.shielded(() => parseJson(readFrame(head, size)));
    if (message.op === "run") run(message);
    else awaitFrame();
  });
}

const postToInspector = session.post.bind(session);

function post(method, parameters) {
  dropToJson();
  let result;
  postToInspector(method, parameters, (error, answer) => { result = answer; });
  return result;
}

// The inspector knows values by handles; `hold` is one of an object here, on which a value can be left.
const held = { leave(value) { this.value = value; } };
globalThis.__toolboxd_held = held;
session.connect();
const hold = post("Runtime.evaluate", { expression: "__toolboxd_held" }).result.objectId;
delete globalThis.__toolboxd_held;

function valueOf({ objectId, unserializableValue, value }) {
  const argument = objectId ? { objectId } : unserializableValue ? { unserializableValue } : { value };
  post("Runtime.callFunctionOn", { objectId: hold, functionDeclaration: "function (value) { this.leave(value); }", arguments: [argument] });
  const result = held.value;
  held.value = undefined;
  return result;
}

function run({ id, code, envs = {}, rich = false, language }) {
  const number = (++executions & 0xfffffff) || ++executions;
  const file = `<execution-${executions}>`;
  const names = Object.keys(envs), saved = [];
  for (let i = 0; i < names.length; ++i) saved[i] = { name: names[i], value: process.env[names[i]] };
  Object.assign(process.env, envs);
  execution = { number, id, rich, file, saved, finished: false };
  const mine = execution;
  lastStream = 0;
  let script;
  try {
    const compiled = language === "typescript" ? compileTypeScript(code) : { code };
    sources.add(file, code, compiled.map);
    script = rewriteImports(compiled.code, scriptImports);
  } catch (error) {
    if (types.isNativeError(error)) Reflect.set(error, "stack", `${error.name}: ${error.message}`);
    return finish(mine, { error: describeError(error, sources) });
  }
  interrupts.begin(number);
  evaluate(mine, script);
}

// Only a fresh callback may call this: a termination takes along all that is on the stack.
function evaluate(mine, script, attempts = 20) {
  const { file } = mine;
  const failed = (error, details) => {
    if (mine.finished) return;
    const other = attempts > 0 ? declaredOtherwise(script, error, file) : script;
    if (other !== script) return evaluate(mine, other, attempts - 1);
    fail(mine, error, details.scriptId && { file, line: details.lineNumber, column: details.columnNumber });
  };
  const parameters = { expression: `${script}\n//# sourceURL=${file}`, replMode: true, awaitPromise: true, objectGroup: "execution" };
  // The first promise from here on is the code's own. It must not be collected before it is settled, as it would be where nothing can
  // settle it any more (what an interrupt left behind, say): the inspector would report that from within the collector, which ends Node.
  let promise;
  const stop = promiseHooks.onInit((first) => {
    stop();
    unsettled.add(promise = first);
  });
  dropToJson();
  postToInspector("Runtime.evaluate", parameters, (error, answer) => {
    unsettled.delete(promise);
    if (error || mine.finished) return; // terminated: who did that finishes it
    const { result, exceptionDetails: details } = answer;
    if (details) return failed(valueOf(details.exception), details);
    if (result.subtype === "promise") return void Reflect.apply(then, valueOf(result), [(value) => complete(mine, value), (reason) => fail(mine, reason)]);
    complete(mine, mine.rich ? valueOf(result) : undefined);
  });
  stop();
}

// The script once more, to follow what has been declared before it; the same one where that is not why it has failed.
function declaredOtherwise(script, error, file) {
  try {
    const taken = types.isNativeError(error) && error instanceof SyntaxError && /^Identifier '(.+)' has already been declared$/.exec(error.message);
    const nothingHasRun = taken && !error.stack.replace(`${file}:1:1\n`, "").includes(file);
    return nothingHasRun ? redeclared(script, taken[1]) : script;
  } catch {
    return script; // the user's own error, which throws when it is looked at
  }
}

const scriptImports = {
  call: "__toolboxd_import",
  meta: "__toolboxd_import.meta",
  redeclarable: true,
  from({ def, all, named, specifier, options }) {
    const imported = `await __toolboxd_import(${specifier}${options})`;
    const names = [def && `default: ${def}`, named.trim()].filter(Boolean).join(", ");
    if (all) return `let ${all} = ${imported}${names && `, { ${names} } = ${all}`};`;
    return names ? `let { ${names} } = ${imported};` : `${imported};`;
  },
};

// The code is at its end. A turn of the event loop later, what it left behind has thrown and been rejected, too.
function complete(which, value) {
  setImmediate(() => {
    if (which.finished) return;
    try {
      if (which.rich && value !== undefined) show(value, true);
    } catch (error) {
      return fail(which, error);
    }
    finish(which, {});
  });
}

function fail(which, error, details) {
  if (!which.finished) finish(which, { error: describeError(error, sources, details) });
}

function interrupted(number) {
  if (!execution || execution.number !== number) return;
  const traceback = "KeyboardInterrupt";
  finish(execution, { error: { name: "KeyboardInterrupt", value: "", traceback }, interrupted: true });
}

function finish(which, outcome) {
  interrupts.end();
  which.finished = true;
  execution = null;
  for (let i = 0; i < which.saved.length; ++i) {
    const { name, value } = which.saved[i];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  post("Runtime.releaseObjectGroup", { objectGroup: "execution" });
  post("Runtime.discardConsoleEntries");
  interrupts.shielded(() => send({ op: "done", id: which.id, ...outcome }));
  awaitFrame();
}

// An error that no code waits for: of the execution, or, between two, of something that was left running.
function uncaught(error, event) {
  if (process.listenerCount(event) > 1) return; // the user's code handles them itself
  if (execution) fail(execution, error);
  else writeAll(2, Buffer.from(`${describeError(error, sources).traceback}\n`));
}
process.on("uncaughtException", (error) => uncaught(error, "uncaughtException"));
process.on("unhandledRejection", (error) => uncaught(error, "unhandledRejection"));

// process.exit() ends the execution and nothing else; between two, only the callback that called it.
process.exit = (code) => {
  const mine = execution;
  if (mine) setImmediate(() => mine.finished || finish(mine, {}));
  post("Runtime.terminateExecution");
  for (;;);
};

function displayed(message) {
  interrupts.shielded(() => send(message));
  lastStream = 3; // what is written next comes after it
}

function show(value, result, metadata = {}) {
  const data = bundleOf(value);
  if (execution?.rich) displayed({ op: "display", ...fitted(data, metadata), result });
  else process.stdout.write(`${data["text/plain"]}\n`);
}

function defineGlobal(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
}
defineGlobal("display", (value, metadata) => show(value, false, metadata));
const { pathToFileURL } = require("url");
const importHere = (name, options) => importFrom(name, options);
importHere.meta = { dirname: process.cwd(), filename: `${process.cwd()}/[eval]`, url: String(pathToFileURL(`${process.cwd()}/[eval]`)), resolve: (name) => String(pathToFileURL(require.resolve(name))) };
defineGlobal("__toolboxd_import", importHere);

replaceOutput(keepOrder);
process.execArgv = []; // so that children of the user's do not get this program
delete process._eval;
// The thread that waits for frames is one more than the user's code can count on.
const threads = process.env.UV_THREADPOOL_SIZE;
process.env.UV_THREADPOOL_SIZE = String(Number(threads ?? 4) + 1);
setInterval(() => {}, 2 ** 31 - 1); // an execution may wait for what never comes: that must not end the process
awaitFrame();
if (threads === undefined) delete process.env.UV_THREADPOOL_SIZE;
else process.env.UV_THREADPOOL_SIZE = threads;
send({ op: "ready", languages: compileTypeScript ? ["javascript", "typescript"] : ["javascript"] });
