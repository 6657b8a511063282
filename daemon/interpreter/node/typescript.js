// TypeScript without type checks: by Node itself (22.13 and newer), else by a `typescript` package that the working directory or
// the global installation has.

// Calls `work` with Node's warnings of experimental features off: they would be taken for the user's output.
function withoutWarnings(work) {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

// The file of the package `name`, or nothing. Global packages are beside node's own directory, or where NODE_PATH says.
function typescriptPackage(name = "typescript") {
  const path = require("path");
  const prefix = path.join(process.execPath, "../..");
  const places = [process.cwd(), path.join(prefix, "lib/node_modules"), "/usr/local/lib/node_modules", "/usr/lib/node_modules"];
  for (const place of places) {
    try {
      return require.resolve(name, { paths: [place] });
    } catch {
      // not there
    }
  }
  return undefined;
}

// What takes TypeScript here: a function code → {code, map?: the source map of a result whose lines are not the user's}, or nothing.
// It throws a SyntaxError for what is no TypeScript, and one with `unsupported` for what Node's own compiler leaves to others (enums, since
// Node 26). `module`: what becomes of import statements where the package decides ("ESNext": they stay).
function typescriptCompiler(module) {
  const found = typescriptPackage();
  const strip = require("module").stripTypeScriptTypes;
  if (!strip) return found && packageCompiler(found, module);
  return (code) => withoutWarnings(() => {
    try {
      return { code: strip(code) };
    } catch (error) {
      if (error.code !== "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") throw error;
      error.unsupported = true;
      if (found) return packageCompiler(found, module)(code);
      try {
        return transformed(strip(code, { mode: "transform", sourceMap: true }));
      } catch (another) {
        throw another.code === "ERR_INVALID_ARG_VALUE" ? error : another;
      }
    }
  });
}

function transformed(code) {
  const [, text, map] = /^([^]*)\n\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(code);
  return { code: text, map: JSON.parse(Buffer.from(map, "base64")) };
}

function packageCompiler(found, module) {
  let ts;
  return (code) => {
    ts ??= require(found);
    const compilerOptions = {
      module: ts.ModuleKind[module], target: ts.ScriptTarget.ES2022, esModuleInterop: true, sourceMap: true, experimentalDecorators: true,
      verbatimModuleSyntax: module === "ESNext", // keep imports that only a later execution uses
    };
    const { outputText, sourceMapText, diagnostics } = ts.transpileModule(code, { compilerOptions, reportDiagnostics: true });
    if (diagnostics.length > 0) throw new SyntaxError(ts.flattenDiagnosticMessageText(diagnostics[0].messageText, "\n"));
    return { code: outputText.replace(/\n\/\/# sourceMappingURL=\S*\s*$/, ""), map: JSON.parse(sourceMapText) };
  };
}
