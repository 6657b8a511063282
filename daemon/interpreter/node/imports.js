// Code that is a script by force, rewritten line for line into what a script may hold: import and export statements, import(),
// import.meta, and declarations of what an earlier script has declared.

const regexAfter = new Set(("case delete do else in instanceof new return throw typeof void yield await of default extends").split(" "));
const nameStart = /[\p{ID_Start}$_]/u, namePart = /[\p{ID_Continue}$\u200c\u200d]/u;

// The tokens of `code` that are neither space nor comments, each {text, at, end, depth, line: whether it is the first on its line}.
// Nothing is refused: the engine says what is wrong with the code. Code may be megabytes in one token: no expression here repeats more than
// one class of characters, as the engine's stack overflows over others, and no text is gone through twice.
function tokensOf(code) {
  const tokens = [];
  const open = []; // of each bracket that is open: is a regular expression possible after it closes; "`" within a template
  let at = 0, line = true;
  let noRegex = 0; // none begins before this: its end has been looked for in vain
  const skip = (run, from = at) => { // to behind what the sticky expression `run` takes; it may be nothing
    run.lastIndex = from;
    run.test(code);
    at = run.lastIndex;
  };
  const template = () => { // from behind ` or } to behind the next ` or ${
    for (skip(/[^`\\$]*/y); at < code.length; skip(/[^`\\$]*/y, at + 1)) {
      if (code[at] === "\\") ++at;
      else if (code[at] === "`") return void ++at;
      else if (code[at + 1] === "{") return at += 2, void open.push("`");
    }
  };
  const string = (quote) => { // an open one ends with its line
    const plain = quote === '"' ? /[^"\\\n]*/y : /[^'\\\n]*/y;
    for (skip(plain, at + 1); code[at] === "\\"; skip(plain, at + 2));
    if (code[at] === quote) ++at;
  };
  const regex = () => {
    let inClass = false, end = Math.max(at + 1, noRegex);
    for (; end < code.length && code[end] !== "\n"; ++end) {
      if (code[end] === "\\") ++end;
      else if (code[end] === "[") inClass = true;
      else if (code[end] === "]") inClass = false;
      else if (code[end] === "/" && !inClass) return skip(/\w*/y, end + 1);
    }
    noRegex = end;
    ++at;
  };
  const name = () => {
    for (skip(/[\w$]*/y); at < code.length; skip(/[\w$]*/y)) {
      const next = String.fromCodePoint(code.codePointAt(at));
      if (!namePart.test(next)) break;
      at += next.length;
    }
  };
  const startsExpression = () => {
    const last = tokens.at(-1);
    return !last || regexAfter.has(last.text) || (last.closes ?? /^(?:[^\w$\])}"'`\\/#\u0080-\uffff]|=>)/.test(last.text));
  };
  while (at < code.length) {
    const start = at, next = code[at + 1];
    const first = code[at] < "\x80" ? code[at] : String.fromCodePoint(code.codePointAt(at));
    let closes;
    if (/\s/.test(first)) {
      skip(/\s*/y);
      line ||= code.slice(start, at).includes("\n");
      continue;
    } else if (first === "/" && next === "/") {
      skip(/[^\n]*/y);
      continue;
    } else if (first === "/" && next === "*") {
      at = code.indexOf("*/", at + 2) + 2;
      if (at === 1) at = code.length;
      line ||= code.slice(start, at).includes("\n");
      continue;
    } else if (first === '"' || first === "'") {
      string(first);
    } else if (first === "`") {
      ++at;
      template();
    } else if (first === "/" && at >= noRegex && startsExpression()) {
      regex();
    } else if (nameStart.test(first) || (first === "#" && nameStart.test(next))) {
      at += first.length;
      name();
    } else if (/\d/.test(first) || (first === "." && /\d/.test(next))) {
      skip(/[\w.]*/y);
    } else {
      at += (first === "=" && next === ">") || (first === "?" && next === ".") ? 2 : first.length;
      if (first === "(") open.push(["if", "while", "for", "with"].includes(tokens.at(-1)?.text));
      else if (first === "[") open.push(false);
      else if (first === "{") open.push(!startsExpression() || tokens.at(-1)?.text === "=>" || line);
      else if (first === ")" || first === "]" || first === "}") {
        closes = open.pop();
        if (closes === "`") {
          template();
          closes = false;
        }
      }
    }
    tokens.push({ text: code.slice(start, at), at: start, end: at, depth: open.length, line, closes });
    line = false;
  }
  return tokens;
}

// Rewrites the statements by `to`: {from(binding, specifier, options) → text, call: text for `import` in import(), meta: text for import.meta,
// exported(name, local) → text, or nothing where exports lead nowhere; redeclarable: whether a top-level const is to become let}.
function rewriteImports(code, to) {
  if (!(to.redeclarable ? /\b(?:import|export|const)\b/ : /\b(?:import|export)\b/).test(code)) return code;
  const tokens = tokensOf(code);
  let result = "", copied = 0;
  const replace = (from, until, text) => {
    const lost = code.slice(from, until).split("\n").length - text.split("\n").length;
    result += code.slice(copied, from) + text + "\n".repeat(Math.max(0, lost)); // the lines below keep their numbers
    copied = until;
  };
  let exportsAtEnd = "";
  for (let i = 0; i < tokens.length; ++i) {
    const { text, at, depth } = tokens[i];
    const before = tokens[i - 1]?.text, after = tokens[i + 1]?.text;
    if (text === "const" && depth === 0 && to.redeclarable && before !== "." && after !== ":") replace(at, tokens[i].end, "let  ");
    if ((text !== "import" && text !== "export") || before === "." || before === "?." || after === ":") continue;
    if (text === "import" && after === "(") {
      let close = i + 2;
      while (close < tokens.length && !(tokens[close].text === ")" && tokens[close].depth === depth)) ++close;
      if (tokens[close + 1]?.text !== "{") replace(at, tokens[i].end, to.call); // else a method of that name
    } else if (text === "import" && after === "." && tokens[i + 2]?.text === "meta") {
      replace(at, tokens[i + 2].end, to.meta);
    } else if (depth !== 0 || !(tokens[i].line || before === ";" || before === "}")) {
      continue;
    } else if (text === "import") {
      const found = importStatement(tokens, i);
      if (!found) continue;
      replace(at, tokens[found.last].end, to.from(found));
      i = found.last;
    } else if (/^(?:const|let|var|class|function|async)$/.test(after ?? "")) {
      replace(at, tokens[i + 1].at, "");
      const name = tokens.slice(i + 2, i + 6).find((t) => /^[\p{ID_Start}$_]/u.test(t.text) && t.text !== "function");
      if (to.exported && name) exportsAtEnd += to.exported(name.text, name.text);
    } else if (after === "default") {
      const named = /^(?:class|function|async)$/.test(tokens[i + 2]?.text ?? "") && tokens.slice(i + 3, i + 6).find((t) => t.text === "(" || t.text === "{" || /^[\p{ID_Start}$_]/u.test(t.text) && !/^(?:function|extends)$/.test(t.text));
      if (named && /^[\p{ID_Start}$_]/u.test(named.text)) {
        replace(at, tokens[i + 2].at, "");
        if (to.exported) exportsAtEnd += to.exported("default", named.text);
      } else {
        replace(at, tokens[i + 1].end, to.exported ? to.exported("default", "").replace(/;$/, "") : "void");
      }
    } else if (after === "{") {
      let last = i + 2;
      const names = [];
      for (; last < tokens.length && tokens[last].text !== "}"; ++last) {
        if (tokens[last].text === ",") continue;
        const as = tokens[last + 1]?.text === "as";
        names.push({ name: tokens[last + (as ? 2 : 0)].text, local: tokens[last].text });
        if (as) last += 2;
      }
      if (tokens[last + 1]?.text === "from") continue; // a re-export: left to the engine's error
      replace(at, tokens[Math.min(last, tokens.length - 1)].end, "");
      if (to.exported) for (const { name, local } of names) exportsAtEnd += to.exported(name, local);
    }
  }
  return result + code.slice(copied) + (exportsAtEnd && `\n${exportsAtEnd}`);
}

// `code` with its top-level declaration of `name` turned into one that may follow an earlier one of another kind: the engine lets each of
// let (and class) and var (and function) be repeated, but neither follow the other. The same code where there is none.
function redeclared(code, name) {
  const tokens = tokensOf(code);
  const uses = tokens.findIndex(({ text, depth }, i) => text === name && (depth === 0 || !/^[.]/.test(tokens[i - 1]?.text)));
  for (let i = uses; i >= 0; --i) {
    const { text, at, end, depth } = tokens[i];
    if (depth !== 0 || !/^(?:let|var|class|function)$/.test(text)) continue;
    const declaration = { let: "var", var: "let", class: `var ${name} = class`, function: `${name} = function` }[text];
    return code.slice(0, at) + declaration + code.slice(end);
  }
  return code;
}

// The import statement whose `import` is tokens[i]: {def, all, named: "a: b, …", specifier, options, last: its last token's index}; nothing where it is malformed.
function importStatement(tokens, i) {
  const found = { def: "", all: "", named: "", specifier: "", options: "", last: i + 1 };
  const next = () => tokens[found.last++]?.text;
  let text = next();
  while (text !== undefined && !/^["']/.test(text)) {
    if (text === "import" || text === ";") return null; // there is no sense in a search to the end
    if (text === "*") {
      next();
      found.all = next();
    } else if (text === "{") {
      const names = [];
      for (text = next(); text !== undefined && text !== "}"; text = next()) {
        if (text === ",") continue;
        if (text === "{" || text === ";") return null;
        names.push(text);
        if (tokens[found.last]?.text === "as") {
          next();
          names[names.length - 1] += `: ${next()}`;
        }
      }
      found.named = names.join(", ") || " ";
    } else if (text !== "," && text !== "from") {
      found.def = text;
    }
    text = next();
  }
  if (text === undefined) return null;
  found.specifier = text;
  if (/^(?:with|assert)$/.test(tokens[found.last]?.text ?? "") && tokens[found.last + 1]?.text === "{") {
    const key = next();
    let value = "";
    do value += next();
    while (tokens[found.last - 1] && !value.endsWith("}"));
    found.options = `, { ${key}: ${value} }`;
  }
  --found.last;
  return found;
}
