// Loops, channels and buffers of a program that calls tally::javascript::bind_async, as JavaScript expects such things.
// embind has made the classes; here they get options, iterators and a way to be disposed of. async.d.ts documents them.
import { bytesOf } from "./bytes.js";
import { dispose } from "./handles.js";
import { sinkOf } from "./log.js";
import { isWellFormed } from "./text.js";

export { dispose };

const attached = new WeakMap();

export function attach(module) {
  if (!attached.has(module)) attached.set(module, faces(module));
  return attached.get(module);
}

function faces(module) {
  if (module.TallyLoop === undefined) throw new TypeError("the program does not call tally::javascript::bind_async");
  return Object.freeze({
    Loop: loopFace(module.TallyLoop),
    Channel: channelFace(module.TallyChannel),
    Ring: ringFace(module.TallyRing),
    Latest: latestFace(module.TallyLatest),
    Mailbox: mailboxFace(module.TallyMailbox),
  });
}

/** What users call for a class of embind, which insists on exact arguments and allows no subclass. */
function face(name, Raw, make, methods) {
  Object.assign(Raw.prototype, methods, {
    [dispose]() {
      if (!this.isDeleted()) this.free();
    },
  });
  const Face = function (...options) {
    if (new.target === undefined) throw new TypeError(`${name} is a class: use new`);
    return make(...options);
  };
  Object.defineProperty(Face, "name", { value: name });
  Face.prototype = Raw.prototype;
  return Face;
}

function loopFace(Raw) {
  // A loop whose tasks run is not garbage, whether or not anybody holds it.
  const open = new Set();
  const make = ({ log } = {}) => {
    const loop = new Raw();
    if (log !== undefined) loop.setLog(sinkOf(log));
    open.add(loop);
    return loop;
  };
  return face("Loop", Raw, make, {
    free() {
      this.close();
      this.delete();
      open.delete(this);
    },
  });
}

function channelFace(Raw) {
  const { send, receive } = Raw.prototype;
  return face("Channel", Raw, (loop, capacity) => new Raw(loop, integer("capacity", capacity, 0, 2 ** 32 - 1)), {
    send(value, { signal } = {}) {
      return send.call(this, value, signal);
    },
    receive({ signal } = {}) {
      return receive.call(this, signal);
    },
    values({ signal } = {}) {
      return new Stream({
        tryNext: () => this.tryReceive(),
        next: (stop) => this.receive({ signal: stop }),
        free() {},
      }, signal);
    },
    [Symbol.asyncIterator]() {
      return this.values();
    },
    free() {
      this.drop();
      this.delete();
    },
  });
}

const lags = { gap: 0, wait: 1, close: 2 };

function ringFace(Raw) {
  const { push, tryPush, read } = Raw.prototype;
  return face("Ring", Raw, (loop, capacity) => new Raw(loop, integer("capacity", capacity, 1, 2 ** 32 - 1)), {
    push(value, { signal } = {}) {
      return push.call(this, blockOf(value), signal);
    },
    tryPush(value) {
      return tryPush.call(this, blockOf(value));
    },
    read({ policy = "gap", from = this.newest + 1, signal } = {}) {
      if (!Object.hasOwn(lags, policy)) throw new RangeError(`no policy ${policy}: there are gap, wait and close`);
      return events(read.call(this, lags[policy], numberOf(from)), signal);
    },
    [Symbol.asyncIterator]() {
      return this.read();
    },
    free: closeAndDelete,
  });
}

function latestFace(Raw) {
  const { set, read } = Raw.prototype;
  return face("Latest", Raw, (loop) => new Raw(loop), {
    set(value) {
      return set.call(this, blockOf(value));
    },
    read({ from = Math.max(1, this.newest), signal } = {}) {
      return events(read.call(this, lags.gap, numberOf(from)), signal);
    },
    [Symbol.asyncIterator]() {
      return this.read();
    },
    free: closeAndDelete,
  });
}

function mailboxFace(Raw) {
  const { put, take } = Raw.prototype;
  const result = (letter) => ({ done: letter === undefined, value: letter });
  return face("Mailbox", Raw, (loop) => new Raw(loop), {
    put(value) {
      return put.call(this, blockOf(value));
    },
    take({ signal } = {}) {
      return take.call(this, signal);
    },
    letters({ signal } = {}) {
      return new Stream({
        tryNext: () => {
          const letter = this.tryTake();
          return letter === undefined ? undefined : result(letter);
        },
        next: (stop) => this.take({ signal: stop }).then(result),
        free() {},
      }, signal);
    },
    [Symbol.asyncIterator]() {
      return this.letters();
    },
    free() {
      this.drop();
      this.delete();
    },
  });
}

function closeAndDelete() {
  this.close();
  this.delete();
}

/** The events of a reader, until the one after which there are no more. */
function events(reader, signal) {
  const result = (event) => ({ done: event === undefined, value: event });
  return new Stream({
    tryNext: () => {
      const event = reader.tryNext();
      return event === null ? undefined : result(event);
    },
    next: (stop) => reader.next(stop).then(result),
    free: () => reader.delete(),
  }, signal);
}

/**
 * An iterator over what comes. No generator: one that waits cannot be made to return.
 *
 * The source has `tryNext`, the result that is there or undefined; `next`, its promise, which a signal stops; and
 * `free`, after which neither is called.
 */
class Stream {
  #source;
  #signal;
  #waiting; // the promise of the last `next` if that has to wait
  #stop; // ends the wait
  #ended = false;

  constructor(source, signal) {
    this.#source = source;
    this.#signal = signal;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  next() {
    const before = this.#waiting;
    if (before !== undefined) return this.#await(before.then(this.#take, this.#take));
    return this.#ready() ?? this.#await(this.#wait());
  }

  return(value) {
    this.#end();
    this.#stop?.abort();
    return Promise.resolve({ done: true, value });
  }

  [dispose]() {
    this.return();
  }

  // Calls of `next` that come meanwhile are served in their order: a source has one reader.
  #await(result) {
    this.#waiting = result;
    const over = () => {
      if (this.#waiting === result) this.#waiting = undefined;
    };
    result.then(over, over);
    return result;
  }

  #take = () => this.#ready() ?? this.#wait();

  #ready() {
    if (this.#ended || this.#signal?.aborted) return undefined;
    const result = this.#source.tryNext();
    return result === undefined ? undefined : Promise.resolve(this.#seen(result));
  }

  async #wait() {
    if (this.#ended) return { done: true, value: undefined };
    const signal = this.#signal;
    const stop = new Stop();
    const abort = () => stop.abort(signal.reason);
    if (signal?.aborted) abort();
    this.#stop = stop;
    signal?.addEventListener("abort", abort);
    try {
      return this.#seen(await this.#source.next(stop));
    } catch (error) {
      if (this.#ended) return { done: true, value: undefined };
      this.#end();
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#stop = undefined;
    }
  }

  #seen(result) {
    if (result.done) this.#end();
    return result;
  }

  #end() {
    if (this.#ended) return;
    this.#ended = true;
    this.#source.free();
  }
}

/** Ends one wait. It is its own signal: an AbortController costs more than the wait. */
class Stop {
  aborted = false;
  reason;
  #listener;

  addEventListener(type, listener) {
    this.#listener = listener;
  }
  removeEventListener() {
    this.#listener = undefined;
  }
  abort(reason) {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.#listener?.();
  }
}

function integer(what, value, least, most) {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`a ${what} is an integer from ${least} to ${most}, and not ${String(value)}`);
}

const numberOf = (from) => integer("number to read from", from, 1, Number.MAX_SAFE_INTEGER);

const encoder = new TextEncoder();

function blockOf(value) {
  const bytes = bytesOf(value);
  if (bytes !== undefined) return bytes;
  if (typeof value !== "string") throw new TypeError("a value of a buffer is a Uint8Array or a string");
  if (!isWellFormed(value)) throw new TypeError("half a surrogate pair has no UTF-8");
  return encoder.encode(value);
}
