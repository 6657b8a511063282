// SIGINT ends what runs: also a tight loop, also one in a callback, where no listener of the main thread would get its turn.
//
// A helper thread waits for the signal (`breakOnSigint` is Node's way to wait for one without an event loop; it costs no CPU) and then
// asks the main thread to give up. Where that does not answer soon it is busy in the user's code, which is then terminated:
// nothing can catch that, and neither does any `finally` run.
//
// They share three words: 4 × the number of the execution that runs, 0 between two, + one of the following; whether the helper is up;
// and how often the main thread has answered.
const inUserCode = 0, onChannel = 1, terminating = 2;

function helperThread() {
  const { workerData, parentPort } = require("worker_threads");
  const { writeSync } = require("fs");
  const { runInThisContext } = require("vm");
  const { Session } = require("inspector");
  const { word, terminating } = workerData;

  // A signal that arrives while an earlier one is seen to breaks off interrupt() wherever that is, to begin anew. So what it keeps is
  // right at each of its steps: `asked`, the question that the main thread is to answer about an execution, is asked again for the next
  // one, which may have begun long before this thread got its turn to see the answer; and `session` is connected, or null.
  let asked = null; // {running, since, answers: the count of answers then}
  let session = null;
  const executing = () => Atomics.load(word, 0) & ~3;
  const answered = (milliseconds) => {
    parentPort.postMessage(asked.running / 4);
    return Atomics.wait(word, 2, asked.answers, milliseconds) !== "timed-out";
  };
  const connect = () => {
    if (session) return;
    const connected = new Session();
    connected.connectToMainThread();
    session = connected;
  };
  const disconnect = () => {
    const connected = session;
    session = null;
    connected?.disconnect();
  };
  const interrupt = () => {
    const running = executing();
    if (asked?.running !== running) asked = { running, since: Date.now(), answers: Atomics.load(word, 2) };
    if (!answered(Math.max(0, asked.since + 20 - Date.now()))) {
      connect();
      do {
        const before = Atomics.compareExchange(word, 0, running, running + terminating);
        if (before === running || before === running + terminating) session.post("Runtime.terminateExecution");
        endInTime();
      } while (!answered(100) && executing() === running);
    }
    disconnect();
    asked = null;
  };

  // While code runs nobody reads the channel, which would show that the daemon is gone. Code that runs on then is interrupted, and this
  // process killed two seconds later if that has not ended it.
  let goneSince = 0; // by Date.now()
  const nothing = new Uint8Array(0);
  const daemonIsGone = () => {
    try {
      writeSync(3, nothing);
      return false;
    } catch (error) {
      return error.code === "EPIPE";
    }
  };
  const endInTime = () => {
    if (goneSince && Date.now() - goneSince >= 2000) process.kill(process.pid, "SIGKILL");
  };
  const watch = () => {
    Atomics.wait(word, 0, 0); // while nothing runs there is nothing to wake up for
    Atomics.wait(forever, 0, 0, 1000);
    if (Atomics.load(word, 0) === 0) return;
    endInTime();
    if (goneSince || !daemonIsGone()) return;
    goneSince = Date.now();
    process.kill(process.pid, "SIGINT");
  };

  // While anybody runs code with `breakOnSigint` SIGINT cannot kill the process; it ends the newest such run. They are nested, so that
  // as many signals may come at once. Each begins anew at once what is within it; the innermost sees to the signals.
  let signalled = false;
  const waiting = (depth) => {
    for (;;) {
      try {
        if (depth > 0) runInThisContext(`waiting(${depth - 1})`, { breakOnSigint: true }); // does not return
        Atomics.store(word, 1, 1);
        Atomics.notify(word, 1);
        if (signalled) interrupt();
        signalled = false;
        for (;;) watch();
      } catch (error) {
        if (error.code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
        signalled = true;
      }
    }
  };
  const forever = new Int32Array(new SharedArrayBuffer(4));
  globalThis.waiting = waiting;
  waiting(8);
}

// Calls interrupted(number) on the main thread when the execution of that number is to end.
class Interrupts {
  #word = new Int32Array(new SharedArrayBuffer(12));
  #own = 0;

  constructor(interrupted) {
    process.on("SIGINT", () => interrupted(this.#own >> 2)); // until the helper is up; and so that SIGINT does not kill
    const { Worker } = require("worker_threads");
    const helper = new Worker(`(${helperThread})()`, {
      eval: true, argv: [], execArgv: [], env: {}, workerData: { word: this.#word, terminating },
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1, codeRangeSizeMb: 0, stackSizeMb: 1 },
    });
    helper.on("message", (number) => {
      // No termination is under way any more, or it would have ended this function at its start.
      Atomics.compareExchange(this.#word, 0, this.#own + terminating, this.#own);
      Atomics.add(this.#word, 2, 1);
      Atomics.notify(this.#word, 2);
      interrupted(number);
    });
    helper.on("error", () => {}); // out of memory, at worst
    helper.unref();
  }

  begin(number) {
    Atomics.wait(this.#word, 1, 0, 1000); // only ever before the first execution, some milliseconds
    this.#change(inUserCode, number * 4 - this.#own);
    Atomics.notify(this.#word, 0);
    this.#own = number * 4;
  }

  // Nothing runs from here on. Where the user's code is being terminated this does not return; interrupted() is called then.
  end() {
    this.#change(inUserCode, -this.#own);
    this.#own = 0;
  }

  // Does `work` on the channel, which a termination must not break off.
  shielded(work) {
    this.#change(inUserCode, onChannel);
    try {
      return work();
    } finally {
      this.#change(onChannel, inUserCode);
    }
  }

  #change(from, to) {
    while (Atomics.compareExchange(this.#word, 0, this.#own + from, this.#own + to) !== this.#own + from);
  }
}
