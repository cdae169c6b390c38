// What a program sees of a bridge: db.d.ts documents it. The Link does the work.
import { Handle, Listeners } from "./handles.js";
import { Link, deadLetterLimit, full, modes, policies } from "./link.js";
import { storageOf } from "./outbox.js";
import { SharedLink, mayShare } from "./tabs.js";

const none = Object.freeze([]);

const asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");

/** One write. Its members change as it goes its way. */
class Write {
  id = 0;
  key;
  value;
  time;
  state;
  sequence = undefined;
  kept = undefined;
  code = undefined;
  issues = none;
  settled;
  #settle;

  constructor(key, value, time) {
    this.key = key;
    this.value = value;
    this.time = time;
    this.settled = new Promise((resolve) => (this.#settle = resolve));
  }

  change(change) {
    Object.assign(this, change);
    if (this.state !== "queued" && this.state !== "sent") this.#settle(this);
    return this;
  }
}

export class Bridge {
  #store;
  #link;
  #mode;
  #client;
  #handle;
  #closed = false;
  #writes = new Map(); // without an answer, by number
  #early = new Set(); // those that have no number yet
  #pending = none; // both as an array, or nothing when that has to be made
  #dead = none;
  #differing = none;
  #onStatus = new Listeners();
  #onWrite = new Listeners();
  #onGap = new Listeners();
  #onIssues = new Listeners();
  #onError = new Listeners();

  constructor(store, options) {
    const { url, subscribe = [], mode = "hybrid", client, storage, share = mayShare(storage) } = options;
    mustBeMode(mode);
    for (const [name, size] of Object.entries({ ...options.queue, ...options.backoff })) {
      const isSound = name === "policy" ? policies.includes(size) : size >= 1 && size < 2 ** 32;
      if (!isSound) throw new RangeError(`no ${name} ${size}`);
    }
    if (client !== undefined && !/^[A-Za-z0-9_-]{1,64}$/.test(client)) {
      throw new TypeError(`a client's name is up to 64 of A-Z a-z 0-9 _ -, and not ${client}`);
    }
    for (const pattern of subscribe) this.#check(store, pattern);
    store.alive();
    this.#store = store;
    this.#mode = mode;
    this.#client = client ?? "";
    this.url = addressOf(url);
    const name = `${this.url} ${client ?? ""}`;
    const LinkClass = share ? SharedLink : Link;
    this.#link = new LinkClass(store, this.#host(), { ...options, url: this.url }, storageOf(storage), name);
    this.ready = this.#link.ready;
    for (const pattern of subscribe) this.#link.subscribe(pattern);
    this.#handle = store.handle(() => {
      this.#closed = true;
      this.#link.free();
    });
  }

  get client() {
    return this.#client;
  }
  get status() {
    return this.#link.status;
  }
  get pending() {
    this.#pending ??= Object.freeze([...this.#writes.values(), ...this.#early]);
    return this.#pending;
  }
  get deadLetters() {
    return this.#dead;
  }
  get differing() {
    return this.#differing;
  }

  onStatus(listener) {
    return new Handle(this.#onStatus.add(listener));
  }
  onWrite(listener) {
    return new Handle(this.#onWrite.add(listener));
  }
  onGap(listener) {
    return new Handle(this.#onGap.add(listener));
  }
  onIssues(listener) {
    return new Handle(this.#onIssues.add(listener));
  }
  onError(listener) {
    return new Handle(this.#onError.add(listener));
  }

  subscribe(pattern) {
    this.#alive();
    this.#check(this.#store, pattern);
    const number = this.#link.subscribe(pattern);
    return new Handle(() => this.#link.unsubscribe(number));
  }

  write(key, value, { mode = this.#mode } = {}) {
    this.#alive();
    mustBeMode(mode);
    const record = this.#store.need(key);
    const issues = record.judge(value);
    if (issues !== undefined) return new Write(key, value, Date.now()).change({ state: "invalid", issues });
    const write = new Write(key, record.judged(), Date.now());
    const id = this.#link.write(record, mode, {
      queued: (number) => this.#queued(write, number),
      written: (number, change) => this.#written(write, number, change),
    });
    if (id === full) this.#onWrite.tell(write.change({ state: "full" }));
    else if (write.state === undefined) write.change({ state: "local" });
    return write;
  }

  forget(write) {
    this.#alive();
    if (!this.#dead.includes(write)) throw new TypeError("what is forgotten is one of the dead letters");
    this.#link.forget(write.id);
    this.#forgot(write.id);
  }

  disconnect() {
    this.#link.disconnect();
  }
  connect() {
    this.#alive();
    this.#link.connect();
  }
  async close() {
    this.#closed = true;
    await this.#link.close();
    this.#handle.free();
  }
  [asyncDispose]() {
    return this.close();
  }

  #alive() {
    if (this.#closed) throw new TypeError("this bridge is closed");
  }

  #check(store, pattern) {
    if (!store.program.isPattern(String(pattern))) throw new TypeError(`${pattern} is no pattern of keys`);
  }

  #queued(write, id) {
    write.change({ state: "queued", id });
    if (id === 0) this.#early.add(write);
    else this.#writes.set(id, write);
    this.#pending = undefined;
    this.#onWrite.tell(write);
  }

  /** One that had no number has one, or there is no room for it. */
  #written(write, id, change) {
    this.#early.delete(write);
    this.#pending = undefined;
    if (id === full) return void write.change({ state: "full" });
    write.id = id;
    this.#writes.set(id, write);
    if (change !== undefined) this.#changed(id, change);
  }

  #changed(id, change) {
    const write = this.#writes.get(id);
    if (write === undefined) return;
    if (change.state !== "queued" && change.state !== "sent") this.#writes.delete(id);
    this.#pending = undefined;
    write.change(change);
    if (change.state === "rejected") this.#bury(write);
    this.#onWrite.tell(write);
  }

  #bury(write) {
    this.#dead = Object.freeze([...this.#dead.slice(1 - deadLetterLimit), write]);
  }

  #forgot(id) {
    const write = this.#dead.find((each) => each.id === id);
    if (write === undefined) return;
    this.#dead = Object.freeze(this.#dead.filter((each) => each !== write));
    this.#onWrite.tell(write);
  }

  /** A write that an earlier page has left. */
  #restored({ id, key, payload, time }, state) {
    const record = this.#store.findOrMake(key) === 0 ? undefined : this.#store.need(key);
    return new Write(key, record?.type.safeParse(payload).value, time).change({ id, state });
  }

  /** What the link calls. */
  #host() {
    return {
      ready: (client, saved, dead) => {
        this.#client = client;
        for (const each of saved) {
          if (this.#writes.has(each.id)) continue; // made here, when another tab led
          const write = this.#restored(each, "queued");
          this.#writes.set(each.id, write);
          this.#pending = undefined;
          this.#onWrite.tell(write);
        }
        for (const { code, issues, ...each } of dead) {
          if (this.#dead.some(({ id }) => id === each.id)) continue;
          const write = Object.assign(this.#restored(each, "rejected"), { code, issues });
          this.#bury(write);
          this.#onWrite.tell(write);
        }
      },
      forgot: (id) => this.#forgot(id),
      status: (status) => this.#onStatus.tell(status),
      write: (id, change) => this.#changed(id, change),
      lost: (lost) => this.#onGap.tell(lost),
      refused: (key, issues) => this.#onIssues.tell(key, issues),
      failed: (error) => this.#onError.tell(error),
      differing: (names) => (this.#differing = Object.freeze(names)),
    };
  }
}

function mustBeMode(mode) {
  if (!modes.includes(mode)) throw new TypeError(`no mode ${mode}: there are ${modes.join(", ")}`);
}

/** A page may name the hub as it names its own files. */
function addressOf(url) {
  const address = new URL(url, globalThis.location?.href);
  if (!/^(wss?|https?):$/.test(address.protocol)) throw new TypeError(`${url} is no address of a WebSocket`);
  address.protocol = address.protocol.replace("http", "ws");
  return address.href;
}
