// Errors as clients see them: {name, value, traceback}, the traceback as Node prints it, without the frames of Node and of this program.

class Sources {
  #sources = Object.create(null); // file → {code, map?}; the oldest go when they are many
  #files = [];
  #oldest = 0;
  #bytes = 0;

  // `map`: the source map from what runs to `code`, where their lines differ.
  add(file, code, map) {
    this.#sources[file] = { code, map: map && new (require("module").SourceMap)(map) };
    this.#files[this.#files.length] = file;
    this.#bytes += code.length;
    for (; this.#bytes >= 16e6 && this.#files[this.#oldest] !== file; ++this.#oldest) {
      this.#bytes -= this.#sources[this.#files[this.#oldest]].code.length;
      delete this.#sources[this.#files[this.#oldest]];
    }
  }

  // The place that the user wrote: counted from 1, as the frames of a stack do.
  original(file, line, column) {
    const entry = this.#sources[file]?.map?.findEntry(line - 1, column - 1);
    return entry?.originalLine === undefined ? { line, column } : { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }

  // "file:line", the line's text, and a caret; nothing where the text is not known.
  excerpt(file, line, column) {
    const text = this.#sources[file]?.code.split("\n", line)[line - 1];
    if (text === undefined) return "";
    const where = Math.max(0, Math.min(column, text.length + 1) - 1);
    return text.length > 400 ? `${file}:${line}\n\n` : `${file}:${line}\n${text}\n${text.slice(0, where).replace(/[^\t]/g, " ")}^\n\n`;
  }
}

const ownFrame = /^ *at (?:.*(?:toolboxd:program|\[eval\]:\d|\(node:)|(?:async )?node:).*\n?/gm;
const place = /(<execution-\d+>):(\d+):(\d+)/;

// Takes those frames out of an error, its causes and parts. It is the user's object, but nobody misses them there.
function cleanStack(error, depth = 0) {
  if (!(error instanceof Error) || depth > 8) return;
  const { stack, cause, errors } = error;
  if (typeof stack === "string") Reflect.set(error, "stack", stack.replace(ownFrame, "").trimEnd());
  cleanStack(cause, depth + 1);
  if (Array.isArray(errors)) for (let i = 0; i < errors.length; ++i) cleanStack(errors[i], depth + 1);
}

// `details`: what the inspector says of a SyntaxError's place, {file, line, column} from 0. What is thrown may be anything, also an object
// that throws when it is looked at; there is a description of it all the same.
function describeError(error, sources, details) {
  try {
    const { name, value, traceback } = describe(error, sources, details);
    return { name: cut(name, 1000), value: cut(value), traceback: cut(traceback) };
  } catch {
    const value = "the error can't be shown";
    return { name: "Error", value, traceback: `Error: ${value}` };
  }
}

function describe(error, sources, details) {
  const { inspect, types } = require("util");
  if (!types.isNativeError(error) && !(error instanceof Error)) {
    const name = error === null || typeof error !== "object" ? typeof error : error.constructor?.name;
    return { name: String(name || "Object"), value: typeof error === "string" ? error : inspect(error), traceback: `Uncaught ${inspect(error)}` };
  }
  const name = String(error.name), value = String(error.message);
  cleanStack(error);
  let traceback = inspect(error).replace(ownFrame, "").trimEnd();
  const { stack } = error;
  if (typeof stack === "string" && traceback.startsWith(`[${stack}]`)) traceback = stack + traceback.slice(stack.length + 2); // how it shows one without frames
  traceback = traceback.replace(new RegExp(place, "g"), (_, file, line, column) => {
    const at = sources.original(file, Number(line), Number(column));
    return `${file}:${at.line}:${at.column}`;
  });
  const first = place.exec(traceback);
  if (first) traceback = sources.excerpt(first[1], Number(first[2]), Number(first[3])) + traceback;
  else if (details) {
    const at = sources.original(details.file, details.line + 1, details.column + 1);
    traceback = sources.excerpt(details.file, at.line, at.column) + traceback;
  }
  return { name, value, traceback };
}
