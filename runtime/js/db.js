// Records under keys. C++ keeps the values (tally/wasm/db.h); here they become JavaScript's, each once.
// db.d.ts documents it.
import { Bridge } from "./bridge.js";
import { bytesOf } from "./bytes.js";
import { Handle, Listeners, dispose } from "./handles.js";
import { sinkOf } from "./log.js";
import { shortText } from "./memory.js";
import { Program } from "./program.js";
import { call } from "./report.js";

const kinds = { latest: 0, ring: 1, mailbox: 2 };

/** Two places of a program disagree about a record. */
export class ConflictError extends Error {
  constructor(key, message) {
    super(message);
    this.key = key;
  }
}
Object.defineProperty(ConflictError.prototype, "name", { value: "ConflictError" });

/** What generated entries call: a program of its own for each `load`. */
export function start(made, module, keys) {
  const program = new Program(made, module, keys);
  return Object.freeze({
    Db: class extends Db {
      constructor(options) {
        super(program, options);
      }
    },
    contracts: program.contracts,
  });
}

/** One record as JavaScript sees it. */
class Face {
  constructor(store, key, address) {
    const { program } = store;
    const { exports } = program;
    this.store = store;
    this.program = program;
    this.key = key;
    this.address = address;
    this.type = program.types.get(exports.db_type_of(address));
    this.isMailbox = exports.db_buffer_of(address) === kinds.mailbox;
    this.capacity = exports.db_capacity_of(address);
    this.entries = []; // of values that JavaScript has seen, at their number modulo capacity
    this.listeners = new Listeners();
    this.heard = 0; // the subscription in C++, while there are any
    this.letter = undefined; // the one that is being taken
  }

  /** The entry of a value whose view lies at an address. */
  decode(sequence, time, view) {
    const { engine } = this.program;
    engine.refresh();
    return { key: this.key, sequence, time, value: this.type.read(engine, view) };
  }

  keep(entry) {
    this.entries[entry.sequence % this.capacity] = entry;
    return entry;
  }

  tell(sequence, time, view) {
    const entry = this.decode(sequence, time, view);
    if (this.isMailbox) {
      this.letter = entry;
    } else {
      this.keep(entry);
      this.listeners.tell(entry.value, entry);
    }
  }

  /** The entry of a value that is kept. */
  at(sequence) {
    const seen = this.entries[sequence % this.capacity];
    if (seen?.sequence === sequence) return seen;
    const view = this.viewOf(sequence);
    return view === 0 ? undefined : this.keep(this.decode(sequence, this.timeFound(), view));
  }

  /** Where a value lies that is kept, or 0. */
  viewOf(sequence) {
    return this.program.exports.db_at(this.address, sequence, this.program.out);
  }
  /** The time of the value that `viewOf` has found. */
  timeFound() {
    const { engine, out } = this.program;
    engine.refresh();
    return engine.f64[out >>> 3];
  }

  get newest() {
    return this.isMailbox ? 0 : this.program.exports.db_newest(this.address);
  }
  get oldest() {
    return this.isMailbox ? 1 : this.program.exports.db_oldest(this.address);
  }

  /** The values that are kept as JSON, with their times. */
  documents() {
    const documents = [];
    for (let sequence = this.oldest; sequence <= this.newest; ++sequence) {
      const view = this.viewOf(sequence);
      if (view !== 0) documents.push([this.program.engine.write(this.type, view), this.timeFound()]);
    }
    return documents;
  }

  subscribe(callback) {
    if (this.isMailbox) throw new TypeError(`the values of ${this.key} are taken: it is a mailbox`);
    const remove = this.listeners.add(callback);
    const { exports } = this.program;
    if (this.listeners.size === 1) this.heard = exports.db_listen(this.address);
    return this.store.handle(() => {
      remove();
      if (this.listeners.size === 0) exports.db_unlisten(this.heard);
    });
  }

  set(value) {
    const { engine, exports } = this.program;
    const view = this.draft(value);
    const sequence = view === 0 ? 0 : exports.db_set(this.store.alive(), this.address, view, Date.now());
    if (sequence === 0) return this.result(this.judgeOtherwise(value));
    engine.forgetSource();
    return { ok: true, value: sequence };
  }

  /** The same for a value of a flow, which has nobody to tell. */
  setOrDrop(value) {
    const written = this.set(value);
    if (written.ok) return;
    const [{ code, path }] = written.issues;
    this.program.call("db_drop", [this.store.alive(), this.address], code, path);
  }

  setJson(json) {
    return this.result(this.judgeJson(json));
  }

  result(issues) {
    return issues === undefined ? { ok: true, value: this.put(Date.now()) } : { ok: false, issues };
  }

  // ---- The doors: what one of them lets pass waits there for `put`, or for the store's `write`; else there are issues ----

  judge(value) {
    const view = this.draft(value);
    const isSound = view !== 0 && this.program.exports.db_judge_view(this.store.alive(), this.address, view) !== 0;
    return isSound ? undefined : this.judgeOtherwise(value);
  }

  /** A view of a value in the draft, which nobody has judged; 0 when it cannot be written there. */
  draft(value) {
    const { engine, exports } = this.program;
    const db = this.store.alive();
    if (engine.writing) return 0;
    const view = exports.db_begin(db, this.address, shortText);
    const isWritten = engine.writeView(this.type, value, view, view - shortText, true);
    if (this.store.address === 0) engine.forgetSource(); // a getter has freed the Db
    return isWritten ? view : 0;
  }

  judgeOtherwise(value) {
    return this.program.engine.writing ? this.judgeWithin(value) : this.judgeForeign(value);
  }

  /** One that could not be written into a view, or is not sound. */
  judgeForeign(value) {
    const { engine, exports } = this.program;
    const judge = () => exports.db_judge_foreign(this.store.alive(), this.address, engine.base, engine.length);
    const { issues } = engine.judgeForeign(this.type, value, 0, judge);
    return issues.length === 0 ? undefined : this.refuse(issues);
  }

  /** In a getter of a value that is being written: the memory of views is in use, so that another engine makes a text of it. */
  judgeWithin(value) {
    const { program, type } = this;
    const text = type.safeStringify(value);
    if (!text.ok) return this.refuse(text.issues);
    return program.judgeText(this.store.alive(), this.address, text.value) ? undefined : this.explain(program.engine.idle(), text.value);
  }

  judgeJson(json) {
    const { engine, exports } = this.program;
    if (engine.writing) throw new TypeError("a getter of a value that is judged cannot set JSON");
    const document = jsonOf(json);
    engine.putDocument(this.type, document);
    const isSound = exports.db_judge_input(this.store.alive(), this.address, engine.base, engine.length) !== 0;
    return isSound ? undefined : this.explain(engine, document);
  }

  /** Of a document that C++ has refused. */
  explain(engine, document) {
    engine.putDocument(this.type, document);
    return this.refuse(engine.explain(this.type, false));
  }

  refuse(issues) {
    this.program.exports.db_refuse(this.address);
    return issues;
  }

  /** The value that waits there. */
  judged() {
    const { engine, exports } = this.program;
    const view = exports.db_judged(this.store.address);
    engine.refresh();
    return this.type.read(engine, view);
  }

  /** Makes what is at the door the newest value: its number. */
  put(time) {
    const { engine, exports } = this.program;
    const sequence = exports.db_put(this.store.alive(), this.address, time);
    engine.forgetSource();
    return sequence;
  }
}

/** JSON as it is given: text, or its bytes. */
function jsonOf(json) {
  const document = typeof json === "string" ? json : bytesOf(json);
  if (document === undefined) throw new TypeError("JSON is a string or a Uint8Array");
  return document;
}

/** What a Db is for the other modules. */
class Store {
  constructor(program, { log } = {}) {
    const { keys, addresses } = program;
    this.program = program;
    this.log = sinkOf(log);
    this.address = program.exports.db_make(); // 0 once it is freed
    this.faces = new Map(); // by key
    this.handles = new Set(); // what ends with it
    this.made = new Listeners(); // told of keys
    this.queued = undefined; // told of the write that is being made
    program.stores.set(this.address, this);
    for (const { pattern, type, buffer, capacity } of keys) {
      const origin = `keys of ${type.slice(0, type.lastIndexOf("."))}`;
      const wildcards = pattern.replace(/\{[^{}]*\}/g, "+");
      program.call("db_declare", [this.address, addresses.get(type), kinds[buffer], capacity], wildcards, origin);
    }
  }

  /** Its address, while there is one. */
  alive() {
    if (this.address === 0) throw new TypeError("this Db was freed");
    return this.address;
  }

  face(key, address) {
    if (address === 0) return undefined;
    // Who watches keys has perhaps seen it already.
    const seen = this.faces.get(key);
    if (seen !== undefined) return seen;
    const face = new Face(this, key, address);
    this.faces.set(key, face);
    this.program.faces.set(address, face);
    return face;
  }

  findOrMake(key) {
    return this.program.call("db_find_or_make", [this.alive()], key);
  }

  /** The record of a key if there is one. */
  find(key) {
    return this.faces.get(key) ?? this.face(key, this.program.call("db_find", [this.alive()], String(key)));
  }

  /** The record of a key that somebody has declared. */
  need(key) {
    const face = this.faces.get(key) ?? this.face(key, this.findOrMake(String(key)));
    if (face === undefined) throw new TypeError(`no contract declares the key ${key}, and nothing has configured it`);
    return face;
  }

  /** A value of another program, which it has judged by the same contract; or by another version of it. */
  put(key, json, time) {
    const record = this.findOrMake(key);
    if (record === 0 || !this.program.judgeText(this.address, record, json)) return;
    this.program.exports.db_put(this.address, record, time);
  }

  /**
   * Does with the value at the door of a record what a mode says, with a bridge in C++ or with none that is known here.
   * `queued(id, payload, time)` is called when it goes to the hub, before the record changes; the number is 0 where another
   * bridge gives it one. The same number, or -1 when there is no room for the write.
   */
  write(record, bridge, mode, queued) {
    const { engine, exports } = this.program;
    const outer = this.queued;
    this.queued = queued;
    const id = exports.bridge_write_value(this.alive(), record, bridge, mode);
    this.queued = outer;
    engine.forgetSource();
    return id;
  }

  handle(end) {
    const handle = new Handle(() => {
      this.handles.delete(handle);
      end();
    });
    this.handles.add(handle);
    return handle;
  }

  free() {
    if (this.address === 0) return;
    for (const handle of [...this.handles]) handle.free();
    const { address, program } = this;
    for (const face of this.faces.values()) program.faces.delete(face.address);
    this.faces.clear();
    this.address = 0;
    // Perhaps one of its callbacks is running.
    queueMicrotask(() => {
      program.exports.db_free(address);
      program.stores.delete(address);
    });
  }
}

/** Leads the other modules from a Db to its Store. */
export const store = Symbol("store");

class Db {
  constructor(program, options) {
    Object.defineProperty(this, store, { value: new Store(program, options) });
  }

  configure(key, contract, { buffer = "latest", capacity = 1 } = {}) {
    const { program } = this[store];
    const address = program.addresses.get(contract?.name);
    if (address === undefined) throw new TypeError("a record is configured with a contract of its program");
    if (!Object.hasOwn(kinds, buffer)) throw new RangeError(`no buffer ${buffer}: there are latest, ring and mailbox`);
    if (!Number.isInteger(capacity) || capacity < 1 || capacity >= 2 ** 32) {
      throw new RangeError(`a capacity is an integer from 1 on, and not ${String(capacity)}`);
    }
    const numbers = [this[store].alive(), address, kinds[buffer], capacity];
    const conflict = program.ask("db_configure", numbers, String(key), caller());
    if (conflict !== undefined) throw new ConflictError(key, conflict);
  }

  set(key, value) {
    return this[store].need(key).set(value);
  }
  setJson(key, json) {
    return this[store].need(key).setJson(json);
  }

  get(key) {
    return this.entry(key)?.value;
  }
  entry(key) {
    const face = this[store].find(key);
    const newest = face === undefined ? 0 : face.newest;
    return newest === 0 ? undefined : face.at(newest);
  }
  history(key, { last = Infinity, after = 0, since = -Infinity } = {}) {
    const face = this[store].find(key);
    if (face === undefined) return [];
    const { newest } = face;
    const entries = [];
    const from = Math.max(after + 1, face.oldest, newest - last + 1);
    for (let sequence = from; sequence <= newest; ++sequence) {
      const entry = face.at(sequence);
      if (entry !== undefined && entry.time >= since) entries.push(entry);
    }
    return entries;
  }
  take(key) {
    const face = this[store].find(key);
    if (face === undefined || !face.isMailbox) return undefined;
    const taken = face.program.exports.db_take(face.store.address, face.address) !== 0;
    const { letter } = face;
    face.letter = undefined;
    return taken ? letter.value : undefined;
  }

  subscribe(key, callback) {
    return this[store].need(key).subscribe(callback);
  }
  watch(pattern, callback) {
    const { program } = this[store];
    mustBePattern(program, pattern);
    if (typeof callback !== "function") throw new TypeError("a callback is a function");
    let open = true;
    const tell = (key) => {
      if (open && program.matches(pattern, key)) call(callback, key);
    };
    const remove = this[store].made.add(tell);
    this.discover("#").forEach(tell);
    return this[store].handle(() => {
      open = false;
      remove();
    });
  }
  discover(pattern) {
    const { program } = this[store];
    mustBePattern(program, pattern);
    return JSON.parse(program.ask("db_discover", [this[store].alive()], pattern));
  }
  stats(key) {
    const face = this[store].find(key);
    if (face === undefined) return undefined;
    const { engine, exports, out } = face.program;
    exports.db_stats(face.address, out);
    engine.refresh();
    const [accepted, refused, overwritten, bytes] = engine.f64.subarray(out >>> 3);
    return Object.freeze({ accepted, refused, overwritten, bytes });
  }

  // ---- Flows ----

  source(key, period, make) {
    const face = this[store].need(key);
    const timer = setInterval(() => {
      const made = make();
      if (made !== undefined) face.setOrDrop(made);
    }, period);
    return this[store].handle(() => clearInterval(timer));
  }
  simulate(key, period, base = () => ({}), { seed = 1 } = {}) {
    if (!Number.isSafeInteger(seed) || seed < 0) throw new TypeError(`${seed} is no seed: a whole number from 0 on`);
    const { program } = this[store];
    const { address } = this[store].need(key);
    const simulation = program.exports.db_simulate(this[store].alive(), address, seed);
    const plain = (_, value) => (typeof value === "bigint" ? String(value) : value);
    const step = () => program.call("db_simulate_step", [simulation], JSON.stringify(base(), plain));
    const timer = setInterval(step, period);
    return this[store].handle(() => {
      clearInterval(timer);
      program.exports.db_simulate_free(simulation);
    });
  }
  tap(key, look) {
    return this.subscribe(key, look);
  }
  transform(from, to, make) {
    const target = this[store].need(to);
    return this.subscribe(from, (value, info) => {
      const made = make(value, info);
      if (made !== undefined) target.setOrDrop(made);
    });
  }
  join(a, b, to, make) {
    const target = this[store].need(to);
    const update = () => {
      const [first, second] = [this.entry(a), this.entry(b)];
      if (first === undefined || second === undefined) return;
      const made = make(first.value, second.value);
      if (made !== undefined) target.setOrDrop(made);
    };
    const handles = [this.subscribe(a, update), this.subscribe(b, update)];
    return this[store].handle(() => handles.forEach((handle) => handle.free()));
  }
  window(key, { count = Infinity, time = Infinity }, look) {
    if (!(count >= 1 && time > 0 && Math.min(count, time) < Infinity)) {
      throw new RangeError("a window is of a count from 1 on, or of a time above 0");
    }
    const entries = [];
    return this.subscribe(key, (_, entry) => {
      entries.push(entry);
      while (entries.length > count || entry.time - entries[0].time >= time) entries.shift();
      look([...entries]);
    });
  }


  connect(options) {
    return new Bridge(this[store], options);
  }

  free() {
    this[store].free();
  }
  [dispose]() {
    this.free();
  }
}

function mustBePattern(program, pattern) {
  if (!program.isPattern(String(pattern))) throw new TypeError(`${pattern} is no pattern of keys`);
}

/** The line that has called a method of Db, for people; where the host tells. */
function caller() {
  const line = new Error().stack?.split("\n").find((each, i) => i > 2 && !each.includes(import.meta.url));
  return /(?:\(|@|at )([^()\s]+:\d+)(?::\d+)?\)?$/.exec(line ?? "")?.[1] ?? "this program";
}
