// What `node -e` is given: takes the program from the channel (descriptor 3) and runs it.
// A frame is a length (4 bytes, little-endian) and that many bytes. Node has made descriptor 3 close-on-exec by now.
// The indirect eval lends the program this script's right to import() as from a file in the current directory.
(() => {
  const { readSync } = require("fs");
  const { Buffer: { allocUnsafe }, process } = globalThis; // the user's code may replace them
  const readBytes = (size, bytes = allocUnsafe(size), at = 0) => {
    while (at < size) {
      const got = readSync(3, bytes, at, size - at, null);
      if (got === 0) process.reallyExit(0);
      at += got;
    }
    return bytes;
  };
  // The next frame; `got` bytes of its length may have been read into `head` already.
  const lengthIn = (head) => head[0] + head[1] * 2 ** 8 + head[2] * 2 ** 16 + head[3] * 2 ** 24;
  const readFrame = (head, got) => readBytes(lengthIn(readBytes(4, head, got)));
  const program = `(function (require, readFrame, importFrom) {${readFrame()}\n})\n//# sourceURL=toolboxd:program`;
  (0, eval)(program)(require, readFrame, (name, options) => import(name, options));
})();
