// The adapter of the bridge in C++ (tally/wasm/bridge.h): dials, carries frames, and keeps the outbox.
import { sinkOf } from "./log.js";
import { LostOutbox } from "./outbox.js";
import { report } from "./report.js";

/** As sync::Mode in C++, which knows what they mean. */
export const modes = ["local", "synced", "hybrid"];
export const full = -1; // in place of the number of a write: there was no room for it

export const statuses = ["disconnected", "connecting", "connected", "reconnecting"];
const states = ["queued", "sent", "acked", "rejected", "expired", "dropped"];
/** As sync::OutboxPolicy in C++. */
export const policies = ["refuse", "oldest", "replace"];
const durabilities = ["memory", "written", "synced"];

const protocol = "tally.1.json";
const longestDial = 20_000; // ms
const longestFarewell = 1000; // ms
const rememberedTokens = 256;
export const deadLetterLimit = 1000;
const enoughUnsent = 1 << 20; // bytes that the socket has not sent

// Codes that a page may close with; others are for the host.
const mayClose = (code) => code === 1000 || code >= 3000;
const replaced = 4409; // the same client has come again: it has taken our place

/**
 * One connection to a hub, and the next one after it.
 *
 * `host` is told `ready(client, writes, dead)`, `status(text)`, `write(id, change)`, `lost(lost)`, `refused(key, issues)`,
 * `failed(error)`, `differing(names)`, and `applied(value)` and `outdated()` where it asks for that; none of them throws.
 * `outdated`: somebody else goes on with the outbox, so that this link is of no use.
 */
export class Link {
  #store;
  #host;
  #options;
  #storage;
  #name;
  #log;
  #address = 0; // of the bridge in C++, once the outbox is restored
  #number; // by which it calls
  #client = "";
  #patterns = new Map(); // by our number: the text, and the bridge's number
  #lastPattern = 0;
  #early = []; // writes from before the outbox was there
  #tokens = new Map(); // how tabs call writes without an answer, by number
  #numbers = new Map(); // and the other way round
  #differing = [];
  #done = []; // [token, id, change], the last ones that were answered

  #wanted; // whether there ought to be a connection
  #closed = false;
  #status;
  #attempt = 0; // counts whatever makes earlier attempts void
  #socket;
  #timer; // of the next attempt, or of the end of this one
  #sending = false;

  #lastWrite = 0;
  #unsaved = false; // whether nothing was ever saved
  #put = [];
  #remove = [];
  #newlyDead = [];
  #forget = [];
  #dead = []; // numbers of the dead letters that are kept
  #onSaved = new Map(); // who is told then that a write is saved, by its number
  #saving; // the promise of the save that is under way

  constructor(store, host, options, storage, name) {
    this.#store = store;
    this.#host = host;
    this.#options = options;
    this.#storage = storage;
    this.#name = name;
    this.#log = sinkOf(options.log, store.log);
    this.#want(!options.offline);
    this.#status = this.#wanted ? "connecting" : "disconnected";
    this.ready = this.#start();
    globalThis.addEventListener?.("online", this.#online);
    globalThis.addEventListener?.("offline", this.#offline);
  }

  get status() {
    return this.#status;
  }
  /** What the hub has said of it last. */
  get differing() {
    return this.#differing;
  }
  /** Its name, once it is ready. */
  get client() {
    return this.#client;
  }

  #complain(text, error) {
    this.#log({ level: "error", text, fields: { problem: String(error) } });
  }

  // ---- What the program wants ----

  subscribe(text) {
    const number = ++this.#lastPattern;
    this.#patterns.set(number, { text, id: this.#address === 0 ? undefined : this.#call("subscribe", [], text) });
    return number;
  }

  unsubscribe(number) {
    const pattern = this.#patterns.get(number);
    this.#patterns.delete(number);
    if (pattern?.id !== undefined && this.#address !== 0) this.#call("unsubscribe", [pattern.id]);
  }

  /**
   * Writes the value at the door of a record. `queued(id, entry)` is called when it goes to the hub, before the record changes;
   * the number is 0 as long as there is none to tell, and `written(id)` learns it then, or -1 when there was no room. The answer
   * is that of the store's `write`.
   *
   * A write with a `token` may be asked for again, also of another link to the same outbox: it is made once, and `written` is
   * called when it is saved.
   */
  write(record, mode, { queued, written }, token) {
    return this.#store.write(record.address, this.#address, modes.indexOf(mode), (id, payload, time) => {
      const entry = { id, key: record.key, payload, time };
      if (id === 0) this.#early.push(() => written(this.#queue(entry)));
      else this.#keep(entry, written, token);
      queued(token === undefined ? id : 0, entry);
    });
  }

  /** The same for the text of a value that a tab asks for. `written(id, change)` also learns what has become of one that is known. */
  ask(key, text, written, token) {
    if (this.#address === 0) {
      this.#early.push(() => this.ask(key, text, written, token));
      return;
    }
    const known = this.#known(token);
    if (known !== undefined) {
      // One that is being saved is answered then.
      if (!this.#onSaved.has(known[0])) written(...known);
      return;
    }
    const { program, address } = this.#store;
    const record = this.#store.findOrMake(key);
    const keep = (id, payload, time) => this.#keep({ id, key, payload, time }, written, token);
    const isSound = record !== 0 && program.judgeText(address, record, text);
    // The record here is the tab's own business.
    const id = isSound ? this.#store.write(record, this.#address, modes.indexOf("synced"), keep) : full;
    if (id === full) written(full);
  }

  /** A write from before the outbox was there. */
  #queue(entry) {
    const id = this.#call("queue", [], entry.key, entry.payload);
    if (id !== full) this.#keep({ ...entry, id });
    return id;
  }

  /** Saves a write that is in the outbox. */
  #keep(entry, written, token) {
    const { id } = entry;
    this.#lastWrite = id;
    this.#put.push(token === undefined ? entry : { ...entry, token });
    this.#save();
    if (token === undefined) return;
    this.#remember(id, token);
    this.#onSaved.set(id, (change) => written(id, change));
  }

  #remember(id, token) {
    this.#tokens.set(id, token);
    this.#numbers.set(token, id);
  }

  #known(token) {
    const id = this.#numbers.get(token);
    return id !== undefined ? [id] : this.#done.find(([each]) => each === token)?.slice(1);
  }

  connect() {
    this.#want(true);
    if (this.#address === 0) this.#setStatus("connecting");
    else if (this.#socket === undefined) this.#dial();
  }

  disconnect() {
    this.#want(false);
    this.#hangUp(1000, "");
    // Before the outbox is restored there is nothing to stop.
    if (this.#address === 0) this.#setStatus("disconnected");
    else this.#call("stopped");
  }

  #want(wanted) {
    this.#wanted = wanted;
    const { program } = this.#store;
    if (wanted) program.links.add(this);
    else program.links.delete(this);
    program.keepTimers();
  }

  /** Fulfilled when everything is saved. */
  async close() {
    this.disconnect();
    await this.ready;
    await this.#saving;
    this.free();
  }

  /** Ends at once, whatever is not saved. */
  free() {
    if (this.#closed) return;
    this.disconnect();
    this.#closed = true;
    const { program } = this.#store;
    globalThis.removeEventListener?.("online", this.#online);
    globalThis.removeEventListener?.("offline", this.#offline);
    const address = this.#address;
    if (address === 0) return;
    this.#address = 0;
    // Perhaps it is calling.
    queueMicrotask(() => {
      program.exports.bridge_free(address);
      program.bridges.delete(this.#number);
    });
  }

  /** Calls the bridge in C++. */
  #call(name, numbers = [], ...texts) {
    return this.#store.program.call(`bridge_${name}`, [this.#address, ...numbers], ...texts);
  }

  // ---- The outbox ----

  async #start() {
    let saved;
    try {
      saved = await this.#storage.load(this.#name);
    } catch (error) {
      this.#complain("the outbox cannot be read, and what is in it does not go out", error);
    }
    if (this.#closed) return;
    this.#client = this.#options.client ?? saved?.client ?? randomName();
    this.#lastWrite = saved?.lastWrite ?? 0;
    this.#done = [...(saved?.done ?? [])];
    const { program, address } = this.#store;
    this.#number = ++program.lastBridge;
    program.bridges.set(this.#number, this.#listener());
    // Nothing is 0 in WebAssembly, and 0 what C++ has.
    const { queue: { count, bytes, age, policy = policies[0] } = {}, backoff: { first, longest } = {} } = this.#options;
    const given = [count, bytes, Math.ceil(age / 1000), policies.indexOf(policy), first, longest];
    this.#address = program.call("bridge_make", [address, this.#number, this.#lastWrite, ...given], this.#client);
    for (const { id, key, payload, time, token } of saved?.writes ?? []) {
      this.#call("restore", [id, time], key, payload);
      if (token !== undefined) this.#remember(id, token);
    }
    const { epoch, positions } = this.#options.seen ?? { positions: [] };
    for (const [key, position] of positions) this.#call("restore_position", [position], epoch, key);
    if (this.#host.applied !== undefined) this.#call("relay");
    const { writes = [], dead = [] } = saved ?? {};
    this.#dead = dead.map(({ id }) => id);
    this.#host.ready(this.#client, writes, dead);
    for (const pattern of this.#patterns.values()) pattern.id = this.#call("subscribe", [], pattern.text);
    for (const make of this.#early.splice(0)) make();
    // The name has to be there before a write is.
    if (saved === undefined) {
      this.#unsaved = true;
      this.#save();
    }
    if (this.#wanted) this.#dial();
  }

  #answered(id, change) {
    const token = this.#tokens.get(id);
    // Who is told then that it is saved learns what has become of it meanwhile.
    const saved = this.#onSaved.get(id);
    if (saved !== undefined) this.#onSaved.set(id, () => saved(change));
    if (token !== undefined) {
      this.#tokens.delete(id);
      this.#numbers.delete(token);
      this.#done = [...this.#done.slice(1 - rememberedTokens), [token, id, change]];
    }
    this.#remove.push(id);
    if (change.state === "rejected") {
      this.#newlyDead.push({ id, code: change.code, issues: change.issues });
      this.#dead.push(id);
      if (this.#dead.length > deadLetterLimit) this.#forget.push(this.#dead.shift());
    }
    this.#save();
  }

  /** A dead letter is not kept any longer. */
  async forget(id) {
    await this.ready;
    this.#dead = this.#dead.filter((each) => each !== id);
    this.#forget.push(id);
    this.#save();
  }

  #save() {
    this.#saving ??= this.#saveAll();
  }

  async #saveAll() {
    // What comes in this turn is saved together.
    await undefined;
    while (!this.#closed && (this.#unsaved || this.#put.length + this.#remove.length + this.#forget.length > 0)) {
      const [put, remove, dead, forget] = [this.#put, this.#remove, this.#newlyDead, this.#forget];
      const [client, lastWrite, done] = [this.#client, this.#lastWrite, this.#done];
      [this.#put, this.#remove, this.#newlyDead, this.#forget] = [[], [], [], []];
      this.#unsaved = false;
      try {
        await this.#storage.save(this.#name, { client, lastWrite, put, remove, dead, forget, done });
      } catch (error) {
        if (error instanceof LostOutbox && this.#host.outdated !== undefined) return this.#host.outdated();
        // It would wait for ever; so it goes out.
        this.#complain("the outbox cannot be written, and writes do not outlive the page", error);
      }
      const saved = put.map(({ id }) => this.#onSaved.get(id));
      for (const { id } of put) this.#onSaved.delete(id);
      if (this.#closed) break; // somebody else is asked, who knows of it or does not
      for (const tell of saved) tell?.();
      if (this.#address !== 0) this.#call("kept", [lastWrite]);
    }
    this.#saving = undefined;
  }

  // ---- The connection ----

  #online = () => {
    if (this.#wanted && this.#socket === undefined && this.#address !== 0) this.#dial();
  };

  #offline = () => {
    if (this.#socket !== undefined) this.#lose();
  };

  async #dial() {
    const attempt = this.#void();
    const isOver = () => attempt !== this.#attempt;
    this.#call("dialing");
    if (isOver()) return;
    this.#timer = setTimeout(() => this.#lose(), longestDial);
    let ticket;
    try {
      const { ticket: given = "" } = this.#options;
      ticket = String(typeof given === "function" ? await given() : given);
      if (isOver()) return;
      const { WebSocket = globalThis.WebSocket, url } = this.#options;
      if (WebSocket === undefined) throw new TypeError("this host has no WebSocket: give one in the options");
      this.#socket = new WebSocket(String(url), [protocol]);
    } catch (error) {
      if (isOver()) return;
      report(error);
      return this.#lose();
    }
    const socket = this.#socket;
    socket.onopen = () => {
      clearTimeout(this.#timer);
      this.#call("connected", [], ticket);
    };
    socket.onmessage = ({ data }) => this.#call("receive", [], typeof data === "string" ? data : "");
    socket.onerror = () => {}; // a close follows
    socket.onclose = ({ code }) => {
      if (code !== replaced) return this.#lose();
      this.disconnect();
      this.#host.failed({ code: "replaced", key: undefined, message: "another program of this name has connected" });
    };
  }

  /** Whatever is under way does not count any more. The number of what comes next. */
  #void() {
    clearTimeout(this.#timer);
    return ++this.#attempt;
  }

  #hangUp(code, reason) {
    this.#void();
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    // It may take long to close, and fail at it; nothing of that is of interest.
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.onerror = () => {};
    socket.close(mayClose(code) ? code : 1000, reason);
    // In Node a socket keeps the process alive, the one of `ws` for half a minute when nobody answers.
    setTimeout(() => socket.terminate?.(), longestFarewell).unref?.();
  }

  /** The connection is gone, or the attempt has failed. */
  #lose(code = 1000, reason = "") {
    this.#hangUp(code, reason);
    const attempt = this.#attempt;
    const wait = this.#call("disconnected");
    // Who was told of the status may have connected, disconnected or closed.
    if (attempt === this.#attempt) this.#timer = setTimeout(() => this.#dial(), wait);
  }

  #send = () => {
    this.#sending = false;
    const socket = this.#socket;
    while (socket !== undefined && socket === this.#socket && socket.readyState === 1) {
      if (socket.bufferedAmount > enoughUnsent) return this.#sendLater((send) => setTimeout(send, 20));
      const frame = this.#store.program.ask("bridge_produce", [this.#address]);
      if (frame === "") return;
      socket.send(frame);
    }
  };

  #sendLater(when) {
    if (this.#sending) return;
    this.#sending = true;
    when(this.#send);
  }

  #setStatus(status) {
    if (status === this.#status) return;
    this.#status = status;
    this.#host.status(status);
  }

  /** What the bridge calls. */
  #listener() {
    const host = this.#host;
    return {
      status: (status) => this.#setStatus(statuses[status]),
      write: (id, state, sequence, kept, code, issues) => {
        const change = {
          state: states[state],
          sequence: state === 2 ? sequence : undefined,
          kept: state === 2 ? durabilities[kept] : undefined,
          code: state === 3 ? code : undefined,
          issues,
        };
        if (state > 1) this.#answered(id, change);
        host.write(id, change);
      },
      applied: (key, sequence, payload, time) => host.applied({ key, sequence, payload, time, epoch: this.#store.program.ask("bridge_epoch", [this.#address]) }),
      lost: (key, from, to) => host.lost({ key, from, to }),
      refused: (key, issues) => host.refused(key, issues),
      failed: (code, key, message) => host.failed({ code, key, message }),
      differing: (names) => host.differing((this.#differing = names)),
      log: this.#log,
      output: () => this.#sendLater(queueMicrotask),
      close: (code, reason) => {
        const attempt = this.#attempt;
        queueMicrotask(() => {
          if (attempt === this.#attempt && this.#socket !== undefined) this.#lose(code, reason);
        });
      },
    };
  }
}

/** A name that nobody else has. */
export function randomName() {
  // Node 18 has no `crypto`; nobody is to be kept from guessing.
  const digit = () => Math.floor(Math.random() * 16).toString(16);
  return globalThis.crypto?.randomUUID?.() ?? Array.from({ length: 32 }, digit).join("");
}
