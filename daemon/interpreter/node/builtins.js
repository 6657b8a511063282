// What the worker uses of the language and of Node, as it was before the user's code could change it. The names hide the global ones, which
// that code may declare anew ("const process = …") or replace ("JSON.parse = …"). Methods of prototypes are used as they are found, except
// on the way from one frame of the channel to the next: there are no iterators of arrays either (for-of, spread, array patterns).

const own = (object) => globalThis.Object.create(null, globalThis.Object.getOwnPropertyDescriptors(object));
const Atomics = own(globalThis.Atomics), Buffer = own(globalThis.Buffer), JSON = own(globalThis.JSON), Math = own(globalThis.Math);
const Object = own(globalThis.Object), Reflect = own(globalThis.Reflect);
const {
  Array, ArrayBuffer, Boolean, Date, Error, Int32Array, Map, Number, RegExp, Set, SharedArrayBuffer, String, Symbol, SyntaxError,
  process, setImmediate, setInterval,
} = globalThis;

const { toString } = Buffer.prototype;
const { then } = globalThis.Promise.prototype;
const parseJson = (bytes) => JSON.parse(Reflect.apply(toString, bytes, []));

// JSON.stringify, here and within Node's inspector, asks any object for toJSON. One that all objects have would spoil every message.
function dropToJson() {
  delete Object.prototype.toJSON;
  delete Array.prototype.toJSON;
}
