// What the runtime and its rivals are measured at in JavaScript, in Node and in a page. Every contestant does the same
// number of deliveries, and whoever receives a value looks at it.
import { attach } from "../../runtime/js/async.js";
import { PromiseChannel, sleep } from "./async_rivals.mjs";
import { race } from "./measure.mjs";

const manyTimers = 1000;
const neverReached = 3_600_000;
const ringCapacity = 1024;

/** What one repetition of a work does. */
const work = (name, input, contestants, operations = 1) => ({ name, input, contestants, operations });

/** A work that stays in WebAssembly, see wasm_async. */
const inWasm = (name, made) => ({ name, run: (repetitions) => made.run(repetitions) });

// ---- Tasks ----

function taskWorks({ module, loop }) {
  const child = async (n) => n;
  const promises = {
    name: "async function",
    async run(repetitions) {
      let done = 0;
      for (let i = 0; i < repetitions; ++i) if ((await child(i)) === i) ++done;
      return done;
    },
  };
  const tally = {
    name: "Tally, a task as a promise",
    async run(repetitions) {
      let done = 0;
      for (let i = 0; i < repetitions; ++i) if ((await module.callTask(loop, i)) === i) ++done;
      return done;
    },
  };
  return [
    work("spawn and join a task", "", [inWasm("Tally in WASM", module.spawnWork()), tally, promises]),
    work("await a task that is ready", "", [inWasm("Tally in WASM", module.awaitWork()), promises]),
  ];
}

// ---- Channels ----

function channelWork({ module, loop, Channel }, capacity) {
  const tally = new Channel(loop, capacity);
  const promises = new PromiseChannel(capacity);
  return work("channel, send and receive between two tasks", `capacity ${capacity}`, [
    inWasm("Tally in WASM", module.channelWork(capacity)),
    {
      name: "Tally in JavaScript",
      async run(repetitions) {
        const send = async () => {
          for (let i = 0; i < repetitions; ++i) await tally.send(i);
        };
        const sent = send();
        let done = 0;
        for (let i = 0; i < repetitions; ++i) if ((await tally.receive()).value === i) ++done;
        await sent;
        return done;
      },
    },
    {
      name: "a queue of promises",
      async run(repetitions) {
        const send = async () => {
          for (let i = 0; i < repetitions; ++i) await promises.send(i);
        };
        const sent = send();
        let done = 0;
        for (let i = 0; i < repetitions; ++i) if ((await promises.receive()) === i) ++done;
        await sent;
        return done;
      },
    },
  ]);
}

// ---- Timers ----

function timerWorks({ module, loop, rxjs }) {
  const input = `${manyTimers.toLocaleString("en")} at a time`;
  const timers = new Array(manyTimers);
  const armAndStop = (name, arm, stop) => ({
    name,
    run(repetitions) {
      for (let i = 0; i < repetitions; ++i) {
        for (let n = 0; n < manyTimers; ++n) timers[n] = arm();
        for (let n = 0; n < manyTimers; ++n) stop(timers[n]);
      }
      return repetitions;
    },
  });
  const startAndAbort = (name, start) => ({
    name,
    async run(repetitions) {
      let done = 0;
      for (let i = 0; i < repetitions; ++i) {
        const sleepers = Array.from(timers, () => {
          const stop = new AbortController();
          return { stop, promise: start(stop.signal) };
        });
        for (const { stop } of sleepers) stop.abort("enough");
        const outcomes = await Promise.allSettled(sleepers.map(({ promise }) => promise));
        if (outcomes.every(({ reason }) => reason === "enough")) ++done;
      }
      return done;
    },
  });
  return [
    work("arm a timer and stop it", input, [
      inWasm("Tally in WASM", module.timerWork()),
      armAndStop("setTimeout, clearTimeout", () => setTimeout(() => {}, neverReached), clearTimeout),
      armAndStop("RxJS timer", () => rxjs.timer(neverReached).subscribe(), (timer) => timer.unsubscribe()),
    ], manyTimers),
    work("spawn a task that sleeps, stop it, wait for its end", input, [
      inWasm("Tally in WASM", module.sleeperWork()),
      startAndAbort("Tally, a task as a promise", (signal) => module.sleepTask(loop, signal)),
      startAndAbort("a promise of setTimeout", (signal) => sleep(neverReached, signal)),
    ], manyTimers),
  ];
}

// ---- Rings ----

/** What readers do with a value, and a promise of all having done so. */
class Readers {
  #sum = 0;
  #expected = 0;
  #reached;

  read(value) {
    this.#sum += value[0];
    if (this.#sum === this.#expected) this.#reached();
  }
  /** Fulfilled when `read` has been called so often from now on. */
  all(count) {
    this.#expected = this.#sum + count;
    return new Promise((resolve) => (this.#reached = resolve));
  }
  /** How often it has been called since it was asked last. */
  take() {
    const sum = this.#sum;
    this.#sum = 0;
    return sum;
  }
}

const value = new Uint8Array([1]);

/** `subscribe` subscribes one callback; each is called before `push` returns. */
function callbacks(name, count, subscribe, push) {
  const readers = new Readers();
  for (let i = 0; i < count; ++i) subscribe((received) => readers.read(received));
  return {
    name,
    run(repetitions) {
      for (let i = 0; i < repetitions; ++i) push(value);
      return readers.take() / count;
    },
  };
}

/** `start` starts one reader that waits for values; after each `push` all of them get their turns. */
function waiters(name, count, start, push) {
  const readers = new Readers();
  for (let i = 0; i < count; ++i) start((received) => readers.read(received));
  return {
    name,
    async run(repetitions) {
      for (let i = 0; i < repetitions; ++i) {
        const read = readers.all(count);
        push(value);
        await read;
      }
      return readers.take() / count;
    },
  };
}

function ringWork({ module, loop, Ring, rxjs, EventEmitter }, count) {
  const ring = new Ring(loop, ringCapacity);
  const readRing = async (read) => {
    for await (const event of ring) read(event.bytes);
  };
  const functions = [];
  const channels = [];
  const readChannel = async (read) => {
    const channel = new PromiseChannel(ringCapacity);
    channels.push(channel);
    for (;;) read(await channel.receive());
  };
  const subject = new rxjs.Subject();
  const replay = new rxjs.ReplaySubject(ringCapacity);
  const contestants = [
    inWasm("Tally in WASM, callbacks", module.callbackWork(count)),
    inWasm("Tally in WASM, tasks", module.readerWork(count)),
    waiters("Tally in JavaScript, for await", count, readRing, (bytes) => ring.tryPush(bytes)),
    waiters("a queue of promises each", count, readChannel, (bytes) => {
      for (const channel of channels) channel.send(bytes);
    }),
    callbacks("RxJS Subject", count, (read) => subject.subscribe(read), (bytes) => subject.next(bytes)),
    callbacks("RxJS ReplaySubject", count, (read) => replay.subscribe(read), (bytes) => replay.next(bytes)),
    callbacks("a loop over functions, no buffer", count, (read) => functions.push(read), (bytes) => {
      for (const each of functions) each(bytes);
    }),
  ];
  if (EventEmitter !== undefined) {
    const emitter = new EventEmitter().setMaxListeners(count);
    const emit = (bytes) => emitter.emit("value", bytes);
    contestants.push(callbacks("EventEmitter", count, (read) => emitter.on("value", read), emit));
  }
  const input = count === 1 ? "1 reader" : `${count.toLocaleString("en")} readers`;
  return work("ring push, and every reader has read", input, contestants);
}

// Each is made when the one before has been measured.
function* works(host) {
  yield* taskWorks(host);
  for (const capacity of [0, 1, 64]) yield channelWork(host, capacity);
  yield* timerWorks(host);
  for (const count of [1, 10, 1000]) yield ringWork(host, count);
}

/**
 * Measures everything, in nanoseconds for one operation. `load` and `wasmBinary` are the program async_bench_wasm;
 * `rivals` has `rxjs` and, in Node, its `EventEmitter`.
 */
export async function measureAsync(load, wasmBinary, rivals, effort) {
  const module = await load({ wasmBinary });
  const classes = attach(module);
  const loop = new classes.Loop(); // for as long as this process or page: rings are read without end
  const measurements = [];
  for (const { name, input, contestants, operations } of works({ module, loop, ...classes, ...rivals })) {
    for (const { contestant, median, minimum } of await race(contestants, effort)) {
      const timing = { median: median / operations, minimum: minimum / operations };
      measurements.push({ input, work: name, contestant, ...timing });
    }
  }
  return measurements;
}
