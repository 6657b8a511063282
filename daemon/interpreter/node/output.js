// process.stdout and process.stderr of contexts: each write is in the pipe when it returns, so what the user's code, its children and
// its native modules write keeps its order.

// Writes all of `bytes`; waits where a child has made the pipe non-blocking. What nobody reads any more is dropped, as is what comes after.
function writeAll(fd, bytes) {
  const { writeSync } = require("fs");
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at, bytes.length - at);
    } catch (error) {
      if (error.code === "EPIPE") return;
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

// `before(fd)` is called before anything is written to fd. What write() does is not left to the stream: an interrupt may break it off
// anywhere, and would leave a stream that waits forever for its last write to end.
function replaceOutput(before) {
  const { Writable } = require("stream");
  for (const [name, fd] of [["stdout", 1], ["stderr", 2]]) {
    const write = (data, encoding, written) => {
      if (typeof encoding === "function") [encoding, written] = [undefined, encoding];
      before(fd);
      writeAll(fd, typeof data === "string" ? Buffer.from(data, encoding) : data);
      if (written) process.nextTick(written);
      return true;
    };
    const stream = new Writable({ decodeStrings: true, write: (bytes, encoding, written) => void write(bytes, undefined, written) });
    stream.write = write;
    stream.fd = fd;
    stream._type = "pipe";
    stream.destroySoon = stream.destroy;
    stream._destroy = (error, done) => done(error); // as Node's own: the descriptor stays open
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
  }
}
