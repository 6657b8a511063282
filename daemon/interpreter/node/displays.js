// What a display shows: a MIME bundle, of a size that fits a frame of the channel. Longer ones than 64 MiB end the worker.

const mostText = 2 ** 20; // characters of an error's value or traceback, and of a display's text/plain
const mostData = 2 ** 25; // bytes of JSON of all else that a display carries

// The start of `text`, at most `most` characters, and how many more there were.
function cut(text, most = mostText) {
  if (text.length <= most) return text;
  const end = text.charCodeAt(most - 1) >> 10 === 0xd800 >> 10 ? most - 1 : most; // not within a pair of surrogates
  return `${text.slice(0, end)}… ${text.length - end} more characters`;
}

// A MIME bundle as display messages carry it: an object of types, or what Symbol.for("Jupyter.display") of the value gives, or its text.
function bundleOf(value) {
  const own = value !== null && typeof value === "object" ? value : {};
  const isBundle = Object.keys(own).length > 0 && Object.keys(own).every((type) => /^[\w-]+\/[\w.+-]+$/.test(type));
  const bundle = isBundle ? own : own[Symbol.for("Jupyter.display")]?.() ?? {};
  const { inspect } = require("util");
  const data = {};
  const mimeTypes = Object.keys(bundle);
  for (let i = 0; i < mimeTypes.length; ++i) {
    const type = mimeTypes[i], content = bundle[type];
    data[type] = ArrayBuffer.isView(content) ? Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("base64") : content;
  }
  data["text/plain"] ??= isBundle ? Object.keys(own).join(", ") : inspect(value);
  return data;
}

// {text, data, metadata} of a display message: without what is too large, which text/plain then names.
function fitted(bundle, metadata) {
  dropToJson();
  let room = mostData;
  const fits = (content) => {
    const bytes = Buffer.byteLength(JSON.stringify(content) ?? "");
    if (bytes <= room) room -= bytes;
    else return false;
    return true;
  };
  const { "text/plain": plain, ...others } = bundle;
  const types = Object.keys(others);
  const data = {}, left = [];
  for (let i = 0; i < types.length; ++i) {
    if (fits(others[types[i]])) data[types[i]] = others[types[i]];
    else left.push(types[i]);
  }
  const kept = fits(metadata) ? metadata : {};
  if (kept !== metadata) left.push("the metadata");
  const note = left.length > 0 ? `\n[too large to show: ${cut(left.join(", "), 1000)}]` : "";
  const text = cut(String(plain)) + note;
  return { text, data: { "text/plain": text, ...data }, metadata: kept };
}
