// What tasks, channels and buffers do in JavaScript, whatever the host. Each case has a loop of its own, and leaves
// nothing behind.

const reading = { celsius: 20, sensor_id: "roof-01", timestamp: 0 };

/** The next turn of the host, after everything that is queued in microtasks. */
const turnOfHost = () => new Promise((resolve) => setTimeout(resolve, 0));

/** What a promise is rejected with. */
const rejection = (promise) =>
  promise.then(
    (value) => `no rejection but ${value}`,
    (error) => (error instanceof Error || error instanceof DOMException ? `${error.name}: ${error.message}` : error),
  );

/** What a function throws. */
const thrown = (run) => {
  try {
    return `no error but ${run()}`;
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};

/** Whether a function throws since what it uses has been freed. */
const usesFreed = (run) => /^BindingError: .*deleted object/.test(thrown(run));

/** A controller whose signal counts those who listen. */
function countedController() {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set();
  signal.addEventListener = (type, listener) => {
    listeners.add(listener);
    AbortSignal.prototype.addEventListener.call(signal, type, listener);
  };
  signal.removeEventListener = (type, listener) => {
    listeners.delete(listener);
    AbortSignal.prototype.removeEventListener.call(signal, type, listener);
  };
  return { controller, signal, listeners };
}

async function all(stream) {
  const values = [];
  for await (const value of stream) values.push(value);
  return values;
}

/** Events of a buffer in short. */
const short = (event) => (event.type === "value" ? `${event.seq}=${event.text}` : `${event.type} ${event.from}-${event.to}`);
const shortAll = async (stream) => (await all(stream)).map(short);

const never = new Promise(() => {});
const aborted = "AbortError: the task was stopped";

const promises = [
  { name: "a task's result fulfils its promise", run: ({ m, loop }) => m.answer(loop, undefined), gives: 42 },
  { name: "a task without a result gives undefined", run: async ({ m, loop }) => (await m.nothing(loop)) === undefined, gives: true },
  { name: "a record of a contract is a result", run: ({ m, loop }) => m.measure(loop, 20), gives: reading },
  { name: "a record that its contract refuses rejects", run: ({ m, loop }) => rejection(m.measure(loop, 99)),
    gives: "ContractError: sensors.Temperature from C++ at /celsius: must be at most 60" },
  { name: "a task begins after whoever asked for it", run: async ({ m, loop }) => {
      const order = [];
      const promise = m.call(loop, () => order.push("task"), undefined);
      order.push("caller");
      await promise;
      return order;
    }, gives: ["caller", "task"] },
  { name: "a task adds over a channel of its own", run: ({ m, loop }) => m.add(loop, 1000), gives: 500500 },
  { name: "a million nested awaits", run: ({ m, loop }) => m.deep(loop, 1_000_000), gives: 1_000_000 },
  { name: "a million awaits in a row", run: ({ m, loop }) => m.repeat(loop, 1_000_000), gives: 1_000_000 },
  { name: "timers go off in their order", run: async ({ m, loop }) => {
      const order = [];
      await Promise.all([30, 10, 20, 0].map((wait) => m.sleep(loop, wait, undefined).then(() => order.push(wait))));
      return order;
    }, gives: [0, 10, 20, 30] },
  { name: "an earlier timer is set beside a later one", run: async ({ m, loop }) => {
      const stop = new AbortController();
      const late = rejection(m.sleep(loop, 1e9, stop.signal));
      await turnOfHost();
      const early = await m.sleep(loop, 1, undefined);
      stop.abort("enough");
      return [early, await late];
    }, gives: ["slept", "enough"] },
  { name: "a timer that is longer than hosts can count is set in parts", run: async ({ m, loop }) => {
      const { setTimeout } = globalThis;
      const delays = [];
      let goOff;
      globalThis.setTimeout = (callback, delay) => {
        delays.push(delay);
        goOff = callback;
        return setTimeout(callback, delay);
      };
      try {
        const stop = new AbortController();
        let over = false;
        const late = rejection(m.sleep(loop, 1e12, stop.signal)).then((reason) => ((over = true), reason));
        await m.answer(loop, undefined);
        goOff();
        await m.answer(loop, undefined);
        const early = over;
        stop.abort("enough");
        return [delays, early, await late];
      } finally {
        globalThis.setTimeout = setTimeout;
      }
    }, gives: [[2147483647, 2147483647], false, "enough"] },
  { name: "the loser of a timeout has ended", run: async ({ m, loop }) => [await m.timeout(loop, 1, 1e9), m.alive(), await m.timeout(loop, 1e9, 1)],
    gives: ["too late", 0, "slept"] },
];

const aborts = [
  { name: "a signal that is aborted already", run: async ({ m, loop }) => {
      let begun = false;
      const reason = await rejection(m.call(loop, () => (begun = true), AbortSignal.abort("no need")));
      return [reason, begun, loop.idle];
    }, gives: ["no need", false, true] },
  { name: "a signal that is aborted before the task begins", run: async ({ m, loop }) => {
      const stop = new AbortController();
      let begun = false;
      const promise = m.call(loop, () => (begun = true), stop.signal);
      stop.abort("too soon");
      return [await rejection(promise), begun];
    }, gives: ["too soon", false] },
  { name: "a signal that is aborted while the task sleeps", run: async ({ m, loop }) => {
      const stop = new AbortController();
      const promise = m.sleep(loop, 1e9, stop.signal);
      await turnOfHost();
      const alive = m.alive();
      stop.abort("woken");
      return [alive, await rejection(promise), m.alive()];
    }, gives: [1, "woken", 0] },
  { name: "a signal that is aborted afterwards", run: async ({ m, loop }) => {
      const { controller, signal, listeners } = countedController();
      const promise = m.answer(loop, signal);
      const before = listeners.size;
      const value = await promise;
      const after = listeners.size;
      controller.abort();
      await turnOfHost();
      return [before, value, after, await promise];
    }, gives: [1, 42, 0, 42] },
  { name: "a signal that is aborted once the task has its result", run: async ({ m, loop }) => {
      const stop = new AbortController();
      const promise = m.answerNow(loop, stop.signal);
      stop.abort();
      return promise;
    }, gives: 42 },
  { name: "an abort without a reason is an AbortError", run: async ({ m, loop }) => {
      const stop = new AbortController();
      const promise = m.sleep(loop, 1e9, stop.signal);
      stop.abort();
      return promise.catch((error) => [error.name, error === stop.signal.reason]);
    }, gives: ["AbortError", true] },
  { name: "something else than a signal", run: async ({ m, loop }) => [
      (await rejection(m.answer(loop, {}))).split(":").slice(0, 2),
      (await rejection(m.answer(loop, null))).split(":").slice(0, 2),
    ], gives: [["TypeError", " not an AbortSignal"], ["TypeError", " not an AbortSignal"]] },
  { name: "an abort unwinds scopes within scopes", run: async ({ m, loop }) => {
      const stop = new AbortController();
      const promise = m.nest(loop, 5, stop.signal);
      await turnOfHost();
      const alive = m.alive();
      stop.abort("all of it");
      return [alive, await rejection(promise), m.alive()];
    }, gives: [15, "all of it", 0] },
  { name: "listeners do not pile up", run: async ({ m, loop, Channel }) => {
      const { controller, signal, listeners } = countedController();
      const channel = new Channel(loop, 1);
      for (let i = 0; i < 50; ++i) {
        await Promise.all([m.answer(loop, signal), channel.send(i, { signal }), channel.receive({ signal })]);
      }
      const received = channel.receive({ signal });
      const values = channel.values({ signal });
      const iterated = values.next();
      const waiting = listeners.size;
      await channel.send(1);
      await channel.send(2);
      await Promise.all([received, iterated]);
      const idle = listeners.size;
      const last = [channel.receive({ signal }), values.next()].map(rejection);
      controller.abort("over");
      const reasons = await Promise.all(last);
      channel.free();
      return [waiting, idle, reasons, listeners.size];
    }, gives: [2, 0, ["over", "over"], 0] },
];

const settled = [
  { name: "a promise that is fulfilled", run: ({ m, loop }) => m.outcomeOf(loop, turnOfHost().then(() => "done"), undefined),
    gives: { fulfilled: true, value: "done" } },
  { name: "a promise that is rejected", run: ({ m, loop }) => m.outcomeOf(loop, Promise.reject("no"), undefined),
    gives: { fulfilled: false, value: "no" } },
  { name: "a value that is no promise", run: ({ m, loop }) => m.outcomeOf(loop, 7, undefined), gives: { fulfilled: true, value: 7 } },
  { name: "something with a `then`", run: ({ m, loop }) => m.outcomeOf(loop, { then: (resolve) => resolve("so") }, undefined),
    gives: { fulfilled: true, value: "so" } },
  { name: "something with a `then` that throws", run: ({ m, loop }) =>
      m.outcomeOf(loop, { get then() { throw "not that way"; } }, undefined),
    gives: { fulfilled: false, value: "not that way" } },
  { name: "something whose `then` stops the task", run: async ({ m, loop }) => {
      const stop = new AbortController();
      const given = { get then() { stop.abort("by itself"); } };
      return [await rejection(m.outcomeOf(loop, given, stop.signal)), m.alive()];
    }, gives: ["by itself", 0] },
  { name: "the promise of a task", run: ({ m, loop }) => m.outcomeOf(loop, m.answer(loop, undefined), undefined),
    gives: { fulfilled: true, value: 42 } },
  { name: "stopping does not wait for the promise", run: async ({ m, loop }) => {
      const stop = new AbortController();
      let fulfil;
      const given = new Promise((resolve) => (fulfil = resolve));
      const promise = m.outcomeOf(loop, given, stop.signal);
      await turnOfHost();
      stop.abort("enough");
      const reason = await rejection(promise);
      fulfil("late");
      await turnOfHost();
      return [reason, m.alive()];
    }, gives: ["enough", 0] },
];

const loops = [
  { name: "a task without end leaves the host its turns", run: async ({ m, loop }) => {
      const stop = new AbortController();
      const promise = m.busy(loop, stop.signal);
      const { port1, port2 } = new MessageChannel();
      const order = [];
      const message = new Promise((resolve) => (port1.onmessage = resolve)).then(() => order.push("message"));
      port2.postMessage(null);
      await message;
      port1.close();
      await turnOfHost();
      order.push("timer");
      stop.abort("stopped");
      return [...order, await rejection(promise)];
    }, gives: ["message", "timer", "stopped"] },
  { name: "microtasks that make work for each other leave the host its turns", run: async ({ m, loop }) => {
      let over = false;
      setTimeout(() => (over = true), 0);
      while (!over) await m.answer(loop, undefined);
      return over;
    }, gives: true },
  { name: "many tasks at once take several turns", run: async ({ m, loop }) => {
      const promises = Array.from({ length: 5000 }, () => m.answer(loop, undefined));
      return (await Promise.all(promises)).reduce((sum, value) => sum + value, 0);
    }, gives: 210_000 },
  { name: "JavaScript that a task calls may use the loop, and no task runs within another", run: async ({ m, loop, Channel }) => {
      const order = [];
      const channel = new Channel(loop, 0);
      const sum = m.sumOf(channel, undefined);
      let inner;
      await m.call(loop, () => {
        order.push("outer begins");
        inner = m.call(loop, () => order.push("inner"), undefined);
        order.push(channel.trySend(5), channel.trySend(6));
        channel.close();
        order.push("outer ends");
      }, undefined);
      await inner;
      order.push(await sum);
      channel.free();
      return order;
    }, gives: ["outer begins", true, false, "outer ends", "inner", 5] },
  { name: "two loops have nothing to do with each other", run: async ({ m, loop, Loop }) => {
      const other = new Loop();
      const ours = m.sleep(loop, 5, undefined);
      const theirs = rejection(m.sleep(other, 5, undefined));
      await turnOfHost();
      other.free();
      return [await theirs, await ours, await m.answer(loop, undefined)];
    }, gives: [aborted, "slept", 42] },
  { name: "a channel between tasks of two loops' promises", run: async ({ m, loop, Loop, Channel }) => {
      const other = new Loop();
      const [there, back] = [new Channel(other, 2), new Channel(loop, 2)];
      const sum = m.sumOf(back, undefined);
      const counted = m.countInto(there, 100);
      for await (const number of there) await back.send(2 * number);
      back.close();
      const result = [await counted, await sum];
      for (const each of [there, back, other]) each.free();
      return result;
    }, gives: ["undefined", 10100] },
  { name: "promises of a loop that is freed are rejected", run: async ({ m, loop, Channel }) => {
      const channel = new Channel(loop, 0);
      const promises = [m.sleep(loop, 1e9, undefined), m.nest(loop, 3, undefined), m.outcomeOf(loop, never, undefined),
        channel.receive(), channel.values().next()].map(rejection);
      await turnOfHost();
      loop.free();
      const reasons = await Promise.all(promises);
      channel.free();
      return [...new Set(reasons), m.alive()];
    }, gives: [aborted, 0] },
  { name: "tasks of a loop that is freed before they begin never do", run: async ({ m, loop }) => {
      let begun = false;
      const promise = rejection(m.call(loop, () => (begun = true), undefined));
      loop.free();
      return [await promise, begun];
    }, gives: [aborted, false] },
  { name: "a loop that is freed by one of its tasks", run: async ({ m, loop }) => {
      const other = rejection(m.sleep(loop, 1e9, undefined));
      const after = m.call(loop, () => loop.free(), undefined).then(() => "finished");
      return [await after, await other];
    }, gives: ["finished", aborted] },
  { name: "a loop that is freed is no loop any more", run: async ({ m, loop, Channel }) => {
      const channel = new Channel(loop, 1);
      loop.free();
      const errors = [() => m.answer(loop, undefined), () => new Channel(loop, 1), () => loop.tree(), () => loop.closed, () => loop.free()].map(usesFreed);
      errors.push(await rejection(channel.send(1)), await rejection(channel.receive()));
      channel.free();
      return errors;
    }, gives: [true, true, true, true, true, "Error: the loop is closed", "Error: the loop is closed"] },
  { name: "disposing twice does nothing twice", run: ({ loop, Channel, dispose }) => {
      const channel = new Channel(loop, 1);
      channel[dispose]();
      channel[dispose]();
      return usesFreed(() => channel.close());
    }, gives: true },
  { name: "the tasks of a loop as text", run: async ({ m, loop, Channel }) => {
      const channel = new Channel(loop, 0);
      const stop = new AbortController();
      const promises = [channel.receive({ signal: stop.signal }), m.sleep(loop, 1e9, stop.signal)].map(rejection);
      await turnOfHost();
      const tree = loop.tree();
      stop.abort();
      await Promise.all(promises);
      channel.free();
      return tree;
    }, gives: "promise: receiving\npromise: sleeping\n" },
];

const channels = [
  { name: "values of any kind, the same ones", run: async ({ loop, Channel }) => {
      const channel = new Channel(loop, 10);
      const values = [undefined, null, 0, -0, NaN, "", "text", 1n, Symbol.iterator, { a: 1 }, [], () => {}];
      const sent = Promise.all(values.map((value) => channel.send(value)));
      const received = [];
      for (const _ of values) received.push((await channel.receive()).value);
      await sent;
      channel.free();
      return values.every((value, i) => Object.is(value, received[i]));
    }, gives: true },
  { name: "operations happen in the order of their calls", run: async ({ loop, Channel }) => {
      const channel = new Channel(loop, 2);
      const early = [channel.receive(), channel.receive()];
      const sent = [channel.send(1), channel.trySend(2), channel.send(3), channel.trySend(4), channel.trySend(5), channel.send(6)];
      const rest = all(channel);
      const results = [await Promise.all(early), await Promise.all(sent)];
      channel.close();
      results.push(await rest);
      channel.free();
      return results;
    }, gives: [[{ done: false, value: 1 }, { done: false, value: 2 }], [true, true, true, true, false, true], [3, 4, 6]] },
  { name: "what was sent before the close is received", run: async ({ loop, Channel }) => {
      const channel = new Channel(loop, 2);
      const sent = [channel.send(1), channel.send(2), channel.send(3)];
      channel.close();
      const result = [await Promise.all(sent), await all(channel), await channel.send(4), channel.trySend(5), await channel.receive()];
      channel.free();
      return result;
    }, gives: [[true, true, false], [1, 2], false, false, { done: true, value: "undefined" }] },
  { name: "closing tells all who wait", run: async ({ loop, Channel }) => {
      const channel = new Channel(loop, 0);
      const received = [channel.receive(), channel.receive(), channel.values().next()];
      channel.close();
      const full = new Channel(loop, 0);
      const sent = [full.send(1), full.send(2)];
      full.close();
      const results = [await Promise.all(received), await Promise.all(sent)];
      channel.free();
      full.free();
      return results;
    }, gives: [Array(3).fill({ done: true, value: "undefined" }), [false, false]] },
  { name: "freeing closes, and drops what is inside", run: async ({ loop, Channel }) => {
      const empty = new Channel(loop, 0);
      const received = empty.receive();
      empty.free();
      const full = new Channel(loop, 1);
      const sent = [full.send({}), full.send({})];
      full.free();
      return [await received, await Promise.all(sent), [() => full.receive(), () => full.trySend(1), () => full.size].map(usesFreed)];
    }, gives: [{ done: true, value: "undefined" }, [true, false], [true, true, true]] },
  { name: "a receive that is aborted has taken nothing", run: async ({ loop, Channel }) => {
      const channel = new Channel(loop, 1);
      const stop = new AbortController();
      const first = rejection(channel.receive({ signal: stop.signal }));
      const second = channel.receive();
      stop.abort("first");
      await channel.send("for the second");
      const results = [await first, await second];
      channel.free();
      return results;
    }, gives: ["first", { done: false, value: "for the second" }] },
  { name: "a send that is aborted has sent nothing", run: async ({ loop, Channel }) => {
      const channel = new Channel(loop, 0);
      const stop = new AbortController();
      const first = rejection(channel.send("first", { signal: stop.signal }));
      const second = channel.send("second");
      stop.abort("not that");
      const results = [await first, await channel.receive(), await second];
      channel.free();
      return results;
    }, gives: ["not that", { done: false, value: "second" }, true] },
  { name: "a send that has happened is not taken back", run: async ({ loop, Channel }) => {
      const channel = new Channel(loop, 0);
      const stop = new AbortController();
      const sent = channel.send("there", { signal: stop.signal });
      const received = channel.receive();
      stop.abort("too late");
      const results = [await sent, await received];
      channel.free();
      return results;
    }, gives: [true, { done: false, value: "there" }] },
  { name: "a send with a signal that is aborted already sends nothing", run: async ({ loop, Channel }) => {
      const channel = new Channel(loop, 1);
      const reason = await rejection(channel.send(1, { signal: AbortSignal.abort("before") }));
      const { size } = channel;
      channel.free();
      return [reason, size];
    }, gives: ["before", 0] },
  { name: "a loop that is left early leaves the rest", run: async ({ loop, Channel }) => {
      const channel = new Channel(loop, 3);
      for (const value of [1, 2, 3]) channel.trySend(value);
      for await (const value of channel) if (value === 2) break;
      const result = await channel.receive();
      channel.free();
      return result;
    }, gives: { done: false, value: 3 } },
  { name: "an iterator that returns while it waits has taken nothing", run: async ({ loop, Channel }) => {
      const channel = new Channel(loop, 1);
      const values = channel.values();
      const waiting = [values.next(), values.next()];
      const returned = await values.return("early");
      const ended = await Promise.all(waiting);
      channel.trySend("kept");
      const results = [returned, ended, await values.next(), channel.size, loop.idle];
      channel.free();
      return results;
    }, gives: [{ done: true, value: "early" }, Array(2).fill({ done: true, value: "undefined" }), { done: true, value: "undefined" }, 1, true] },
  { name: "several calls of next are served in their order", run: async ({ loop, Channel }) => {
      const channel = new Channel(loop, 1);
      const values = channel.values();
      const results = [values.next(), values.next(), values.next()];
      for (const value of [1, 2]) await channel.send(value);
      channel.close();
      const given = await Promise.all(results);
      channel.free();
      return given;
    }, gives: [{ done: false, value: 1 }, { done: false, value: 2 }, { done: true, value: "undefined" }] },
  { name: "an iterator whose signal is aborted", run: async ({ loop, Channel }) => {
      const channel = new Channel(loop, 1);
      const stop = new AbortController();
      const values = channel.values({ signal: stop.signal });
      const waiting = rejection(values.next());
      stop.abort("enough");
      const results = [await waiting, await values.next(), await rejection(channel.values({ signal: stop.signal }).next())];
      channel.free();
      return results;
    }, gives: ["enough", { done: true, value: "undefined" }, "enough"] },
  { name: "tasks in C++ use them too", run: async ({ m, loop, Channel }) => {
      const channel = new Channel(loop, 3);
      const counted = m.countInto(channel, 1000);
      const numbers = await all(channel);
      await counted;
      channel.free();
      return [numbers.length, numbers[0], numbers[999]];
    }, gives: [1000, 1, 1000] },
  { name: "a channel that is freed ends the tasks in C++ that use it", run: async ({ m, loop, Channel }) => {
      const channel = new Channel(loop, 3);
      const sum = m.sumOf(channel, undefined);
      await channel.send(4);
      await turnOfHost();
      channel.free();
      return sum;
    }, gives: 4 },
  { name: "a capacity that is none", run: ({ loop, Channel, Ring }) =>
      [thrown(() => new Channel(loop, -1)), thrown(() => new Channel(loop, 1.5)), thrown(() => new Channel(loop)), thrown(() => new Ring(loop, 0)),
        thrown(() => Channel(loop, 1))],
    gives: ["RangeError: a capacity is an integer from 0 to 4294967295, and not -1",
      "RangeError: a capacity is an integer from 0 to 4294967295, and not 1.5",
      "RangeError: a capacity is an integer from 0 to 4294967295, and not undefined",
      "RangeError: a capacity is an integer from 1 to 4294967295, and not 0",
      "TypeError: Channel is a class: use new"] },
  { name: "the classes are those of the objects", run: ({ loop, Loop, Channel }) => {
      const channel = new Channel(loop, 1);
      const result = [loop instanceof Loop, channel instanceof Channel, channel instanceof Loop, Channel.name, channel.capacity];
      channel.free();
      return result;
    }, gives: [true, true, false, "Channel", 1] },
];

/** Runs with a buffer that is freed afterwards. */
const withBuffer = (kind, ...options) => (run) => async (context) => {
  const buffer = new context[kind](context.loop, ...options);
  try {
    return await run(buffer, context);
  } finally {
    buffer[context.dispose]();
  }
};
const ring = (capacity) => withBuffer("Ring", capacity);
const latest = withBuffer("Latest");
const mailbox = withBuffer("Mailbox");

const buffers = [
  { name: "a burst of 1,025 into a ring of 1,024", run: ring(1024)(async (buffer) => {
      const events = buffer.read();
      for (let i = 1; i <= 1025; ++i) buffer.push(String(i));
      buffer.close();
      const read = await shortAll(events);
      return [read.length, read[0], read[1], read[1024]];
    }), gives: [1025, "gap 1-1", "2=2", "1025=1025"] },
  { name: "a burst of 1,024 loses nothing", run: ring(1024)(async (buffer) => {
      const events = buffer.read();
      for (let i = 1; i <= 1024; ++i) buffer.push(String(i));
      buffer.close();
      const read = await shortAll(events);
      return [read.length, read[0], read[1023]];
    }), gives: [1024, "1=1", "1024=1024"] },
  { name: "a reader that waits gets what is pushed, and the end", run: ring(2)(async (buffer) => {
      const read = shortAll(buffer);
      for (const value of ["a", "b"]) {
        buffer.tryPush(value);
        await turnOfHost();
      }
      buffer.close();
      return [await read, buffer.closed, buffer.tryPush("c"), await buffer.push("d")];
    }), gives: [["1=a", "2=b"], true, false, false] },
  { name: "a reader that lags and wants to be closed is told so", run: ring(2)(async (buffer) => {
      const events = buffer.read({ policy: "close" });
      for (const value of ["a", "b", "c"]) buffer.tryPush(value);
      return shortAll(events);
    }), gives: ["lagged 1-1"] },
  { name: "a reader that is waited for loses nothing", run: ring(2)(async (buffer) => {
      const events = buffer.read({ policy: "wait" });
      const tried = ["a", "b", "c"].map((value) => buffer.tryPush(value));
      let pushed = false;
      const push = buffer.push("d").then((happened) => (pushed = happened));
      await turnOfHost();
      const before = pushed;
      const first = short((await events.next()).value);
      await push;
      const after = pushed;
      buffer.close();
      return [tried, before, first, after, await shortAll(events)];
    }), gives: [[true, true, false], false, "1=a", true, ["2=b", "3=d"]] },
  { name: "a writer in C++ waits for a reader in JavaScript", run: ring(4)(async (buffer, { m }) => {
      const events = buffer.read({ policy: "wait" });
      const written = m.writeNumbers(buffer, 1000, undefined);
      const read = await shortAll(events);
      await written;
      return [read.length, read[999]];
    }), gives: [1000, "1000=1000"] },
  { name: "a reader that returns is waited for no more", run: ring(1)(async (buffer) => {
      const events = buffer.read({ policy: "wait" });
      buffer.tryPush("a");
      const push = buffer.push("b");
      await events.return();
      return [await push, await events.next()];
    }), gives: [true, { done: true, value: "undefined" }] },
  { name: "a reader that returns while it waits", run: ring(1)(async (buffer, { loop }) => {
      const events = buffer.read();
      const waiting = events.next();
      await events.return();
      return [await waiting, loop.idle];
    }), gives: [{ done: true, value: "undefined" }, true] },
  { name: "several calls of next on one reader", run: ring(4)(async (buffer) => {
      const events = buffer.read();
      const results = [events.next(), events.next(), events.next()];
      await turnOfHost();
      buffer.tryPush("a");
      buffer.tryPush("b");
      buffer.close();
      return (await Promise.all(results)).map(({ done, value }) => (done ? "end" : short(value)));
    }), gives: ["1=a", "2=b", "end"] },
  { name: "a push that is aborted has written nothing", run: ring(1)(async (buffer) => {
      const events = buffer.read({ policy: "wait" });
      const stop = new AbortController();
      buffer.tryPush("a");
      const push = rejection(buffer.push("b", { signal: stop.signal }));
      stop.abort("not that");
      const reason = await push;
      buffer.close();
      return [reason, await shortAll(events)];
    }), gives: ["not that", ["1=a"]] },
  { name: "a read whose signal is aborted", run: ring(1)(async (buffer) => {
      const stop = new AbortController();
      const read = rejection(shortAll(buffer.read({ signal: stop.signal })));
      await turnOfHost();
      stop.abort("enough");
      return read;
    }), gives: "enough" },
  { name: "reading from a number on", run: ring(2)(async (buffer) => {
      for (const value of ["a", "b", "c"]) buffer.tryPush(value);
      const readers = [1, 2, 3, 4, 99].map((from) => buffer.read({ from }));
      buffer.close();
      return Promise.all(readers.map(shortAll));
    }), gives: [["gap 1-1", "2=b", "3=c"], ["2=b", "3=c"], ["3=c"], [], []] },
  { name: "a number or a policy that is none", run: ring(2)((buffer) =>
      [thrown(() => buffer.read({ from: 0 })), thrown(() => buffer.read({ from: NaN })), thrown(() => buffer.read({ policy: "skip" }))]),
    gives: ["RangeError: a number to read from is an integer from 1 to 9007199254740991, and not 0",
      "RangeError: a number to read from is an integer from 1 to 9007199254740991, and not NaN",
      "RangeError: no policy skip: there are gap, wait and close"] },
  { name: "what is in a ring", run: ring(2)((buffer) => {
      const empty = [buffer.newest, buffer.oldest, buffer.size];
      for (const value of ["a", "b", "c"]) buffer.tryPush(value);
      return [empty, [buffer.newest, buffer.oldest, buffer.size, buffer.capacity], [0, 1, 2, 3, 4].map((seq) => buffer.at(seq)?.text ?? "none")];
    }), gives: [[0, 1, 0], [3, 2, 2, 2], ["none", "none", "b", "c", "none"]] },
  { name: "bytes and texts", run: ring(4)((buffer) => {
      for (const value of [new Uint8Array([0, 255]), "", "grüß 𝄞"]) buffer.tryPush(value);
      return [[...buffer.at(1).bytes], buffer.at(2).bytes.length, buffer.at(3).text,
        thrown(() => buffer.tryPush("\ud800")), thrown(() => buffer.tryPush(5)), thrown(() => buffer.push(null))];
    }), gives: [[0, 255], 0, "grüß 𝄞", "TypeError: half a surrogate pair has no UTF-8",
      "TypeError: a value of a buffer is a Uint8Array or a string", "TypeError: a value of a buffer is a Uint8Array or a string"] },
  { name: "the bytes of a value are the reader's own", run: ring(1)(async (buffer) => {
      const [one, two] = [buffer.read(), buffer.read()];
      buffer.tryPush("abc");
      (await one.next()).value.bytes.fill(0);
      const { text } = (await two.next()).value;
      await Promise.all([one.return(), two.return()]);
      return text;
    }), gives: "abc" },
  { name: "readers of a ring that is freed get the rest", run: ring(2)(async (buffer, { dispose }) => {
      const [idle, waiting] = [buffer.read(), buffer.read({ from: 2 })];
      const end = shortAll(waiting);
      buffer.tryPush("a");
      buffer[dispose]();
      return [await shortAll(idle), await end, usesFreed(() => buffer.tryPush("b"))];
    }), gives: [["1=a"], ["1=a"], true] },
  { name: "readers of a loop that is freed", run: ring(2)(async (buffer, { loop }) => {
      const events = buffer.read();
      const waiting = rejection(events.next());
      loop.free();
      return [await waiting, await events.next()];
    }), gives: [aborted, { done: true, value: "undefined" }] },

  { name: "the current value once, then the newest", run: latest(async (buffer) => {
      const before = buffer.get() === undefined;
      for (const value of ["a", "b"]) buffer.set(value);
      const events = buffer.read();
      const first = short((await events.next()).value);
      for (const value of ["c", "d", "e"]) buffer.set(value);
      const second = short((await events.next()).value);
      buffer.close();
      return [before, first, second, await shortAll(events), short(buffer.get()), buffer.set("f")];
    }), gives: [true, "2=b", "5=e", [], "5=e", false] },
  { name: "a reader of a value to come", run: latest(async (buffer) => {
      const read = shortAll(buffer);
      await turnOfHost();
      buffer.set("a");
      await turnOfHost();
      buffer.close();
      return read;
    }), gives: ["1=a"] },
  { name: "a reader that knows the current value", run: latest(async (buffer) => {
      buffer.set("a");
      const events = buffer.read({ from: buffer.newest + 1 });
      buffer.set("b");
      buffer.close();
      return shortAll(events);
    }), gives: ["2=b"] },

  { name: "a letter is taken once, and those that it replaced are counted", run: mailbox(async (buffer) => {
      for (const value of ["a", "b", "c"]) buffer.put(value);
      const letter = await buffer.take();
      return [letter.text, letter.seq, letter.overwritten, buffer.overwritten, buffer.tryTake() === undefined];
    }), gives: ["c", 3, 2, 2, true] },
  { name: "those who wait for letters are served in their order", run: mailbox(async (buffer) => {
      const taken = [buffer.take(), buffer.take(), buffer.take()];
      for (const value of ["a", "b"]) buffer.put(value);
      buffer.close();
      return (await Promise.all(taken)).map((letter) => letter?.text ?? "none");
    }), gives: ["a", "b", "none"] },
  { name: "a take that is aborted has taken nothing", run: mailbox(async (buffer) => {
      const stop = new AbortController();
      const taken = rejection(buffer.take({ signal: stop.signal }));
      stop.abort("never mind");
      buffer.put("a");
      return [await taken, buffer.tryTake().text];
    }), gives: ["never mind", "a"] },
  { name: "letters one after the other, until it is closed", run: mailbox(async (buffer) => {
      const letters = all(buffer);
      buffer.put("a");
      await turnOfHost();
      buffer.put("b");
      buffer.close();
      return [(await letters).map(({ text }) => text), buffer.put("c")];
    }), gives: [["a", "b"], false] },
];

const memory = [
  { name: "nothing stays in memory", run: async ({ m, Loop, Channel, Ring, Latest, Mailbox }) => {
      const round = async () => {
        const loop = new Loop();
        const stop = new AbortController();
        const { signal } = stop;
        const [channel, ring, latest, mailbox] = [new Channel(loop, 2), new Ring(loop, 2), new Latest(loop), new Mailbox(loop)];
        const waiting = [m.nest(loop, 3, signal), m.sleep(loop, 1e9, signal), m.outcomeOf(loop, never, signal),
          m.sumOf(channel, signal), latest.read({ signal }).next(), mailbox.take({ signal })].map(rejection);
        for (const value of [1, 2, 3, 4]) await Promise.all([channel.send(value), m.answer(loop, signal), m.measure(loop, value)]);
        await rejection(m.measure(loop, 99));
        const left = ring.read();
        for (const value of ["a", "b".repeat(1000), "c".repeat(500_000)]) ring.tryPush(value);
        for await (const _ of left) break;
        await turnOfHost();
        stop.abort("over");
        await Promise.all(waiting);
        for (const each of [channel, ring, latest, mailbox, loop]) each.free();
        await turnOfHost();
        return m.bytesInUse();
      };
      await round();
      return (await round()) - (await round());
    }, gives: 0 },
];

export const cases = Object.entries({ promises, aborts, settled, loops, channels, buffers, memory }).flatMap(([group, members]) =>
  members.map((one) => ({ ...one, name: `${group}: ${one.name}` })));

/** A value as text, with members in order. */
const show = (value) =>
  JSON.stringify(value, (_, member) => {
    if (member === undefined) return "undefined";
    const is_object = member !== null && typeof member === "object" && !Array.isArray(member);
    return is_object ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member;
  });

/** What became of a case, as `expected` has it: what it gives, and what it leaves alive in C++ and on the way there. */
export async function outcome({ run }, module, { attach, dispose }) {
  const classes = attach(module);
  const handles = module.count_emval_handles();
  const loop = new classes.Loop();
  let gives;
  try {
    gives = await run({ m: module, loop, dispose, ...classes });
  } catch (error) {
    gives = `${error.stack}`;
  }
  loop[dispose]();
  await turnOfHost();
  return show({ gives, alive: module.alive(), handles: module.count_emval_handles() - handles });
}

export const expected = ({ gives }) => show({ gives, alive: 0, handles: 0 });
