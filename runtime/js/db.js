// Records under keys. C++ keeps the values (tally/browser/db.h); here they become JavaScript's, each once.
// db.d.ts documents it.
import { dispose } from "./async.js";
import { Bridge } from "./bridge.js";
import { Engine } from "./engine.js";
import { Handle, Listeners, call } from "./handles.js";

const decoder = new TextDecoder();
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
export async function start(module, instantiate, bind, keys) {
  const program = new Program(await run(module, instantiate), bind, keys);
  class ProgramDb extends Db {
    constructor() {
      super(program);
    }
  }
  Object.defineProperty(ProgramDb, "name", { value: "Db" });
  return Object.freeze({ Db: ProgramDb, contracts: program.contracts });
}

function run(module, instantiate) {
  return new Promise((resolve, reject) => {
    let instance;
    const instantiateWasm = (imports, receive) => {
      // Emscripten would write what is thrown here to the console, and wait for ever.
      try {
        instance = new WebAssembly.Instance(module, imports);
      } catch (error) {
        reject(error);
        return {};
      }
      receive(instance);
      return instance.exports;
    };
    instantiate({ instantiateWasm }).then((raw) => resolve({ raw, engine: new Engine(module, instance.exports) }), reject);
  });
}

/** One instance of db.wasm. */
class Program {
  constructor({ raw, engine }, bind, keys) {
    this.raw = raw;
    this.engine = engine;
    this.contracts = bind(engine);
    this.keys = keys;
    this.faces = new Map(); // by the address of their record
    this.out = engine.exports.tally_db_out();
    this.addresses = new Map(); // of contracts, by name
    this.types = new Map(); // by address
    for (const [name, type] of engine.types) {
      const address = engine.exports.contract_at(type.index);
      this.addresses.set(name, address);
      this.types.set(address, type);
    }
    raw.tallyTell = (record, at) => this.faces.get(record).tell(at);
  }

  /** The canonical text of a value, or its issues. */
  textOf(type, value) {
    const engine = this.engine.idle();
    const view = this.engine.writing ? 0 : engine.judgeObject(type, value);
    const judged = view === 0 ? engine.judgeForeign(type, value) : { view, issues: [] };
    return judged.view === 0
      ? { ok: false, issues: judged.issues }
      : { ok: true, value: engine.write(type, judged.view) };
  }

  /** The value of a text that the contract accepts; undefined for others. */
  valueOf(type, text) {
    const engine = this.engine.idle();
    const view = engine.judgeText(type, text);
    if (view === 0) return undefined;
    engine.mapInput();
    return type.read(engine, view);
  }
}

/** One record as JavaScript sees it. */
class Face {
  constructor(store, key, address) {
    const { program } = store;
    const { TallyDb } = program.raw;
    this.store = store;
    this.program = program;
    this.key = key;
    this.address = address;
    this.type = program.types.get(TallyDb.typeOf(address));
    this.isMailbox = TallyDb.bufferOf(address) === kinds.mailbox;
    this.capacity = TallyDb.capacityOf(address);
    this.entries = []; // of values that JavaScript has seen, at their number modulo capacity
    this.listeners = new Listeners();
    this.letter = undefined; // the one that is being taken
  }

  /** The entry of the value at an address: `Told` in C++. */
  decode(at) {
    const { engine } = this.program;
    engine.refresh();
    const sequence = engine.f64[at >>> 3];
    const time = engine.f64[(at >>> 3) + 1];
    const value = this.type.read(engine, engine.u32[(at >>> 2) + 6]);
    return Object.freeze({ key: this.key, sequence, time, value });
  }

  keep(entry) {
    this.entries[entry.sequence % this.capacity] = entry;
    return entry;
  }

  tell(at) {
    const entry = this.decode(at);
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
    const { engine, out } = this.program;
    return engine.exports.tally_db_at(this.address, sequence, out) ? this.keep(this.decode(out)) : undefined;
  }

  get newest() {
    return this.isMailbox ? 0 : this.program.engine.exports.tally_db_newest(this.address);
  }
  get oldest() {
    return this.isMailbox ? 1 : this.program.engine.exports.tally_db_oldest(this.address);
  }

  /** The values that are kept as JSON, with their times. */
  documents() {
    const { engine, out } = this.program;
    const documents = [];
    for (let sequence = this.oldest; sequence <= this.newest; ++sequence) {
      if (!engine.exports.tally_db_at(this.address, sequence, out)) continue;
      engine.refresh();
      const [data, size] = [engine.u32[(out >>> 2) + 4], engine.u32[(out >>> 2) + 5]];
      documents.push([decoder.decode(engine.u8.subarray(data, data + size)), engine.f64[(out >>> 3) + 1]]);
    }
    return documents;
  }

  subscribe(callback) {
    if (this.isMailbox) throw new TypeError(`the values of ${this.key} are taken: it is a mailbox`);
    const remove = this.listeners.add(callback);
    if (this.listeners.size === 1) this.listen(true);
    return this.store.handle(() => {
      remove();
      if (this.listeners.size === 0) this.listen(false);
    });
  }

  listen(on) {
    this.store.raw?.listen(this.address, on);
  }

  set(value) {
    const { engine } = this.program;
    // In a getter of a value that is being written: the memory of views is in use.
    if (engine.writing) return this.setWritten(value);
    const view = engine.judgeObject(this.type, value);
    const judged = view === 0 ? engine.judgeForeign(this.type, value) : { view };
    if (judged.view === 0) return this.refuse(judged.issues);
    const { address } = this.store;
    const sequence = engine.exports.tally_db_set_view(address, this.address, judged.view);
    return sequence === 0 ? this.setWritten(value) : { ok: true, value: sequence };
  }

  /** Also says what is wrong with a value that has become too large by being written. */
  setWritten(value) {
    const text = this.program.textOf(this.type, value);
    if (!text.ok) return this.refuse(text.issues);
    const sequence = this.program.raw.TallyDb.setText(this.store.raw, this.address, text.value);
    return sequence === 0 ? this.explain(this.program.engine.idle(), text.value) : { ok: true, value: sequence };
  }

  setJson(json) {
    const { engine } = this.program;
    if (engine.writing) throw new TypeError("a getter of a value that is judged cannot set JSON");
    put(engine, this.type, json);
    const { address } = this.store;
    const sequence = engine.exports.tally_db_set_text(address, this.address, engine.base, engine.length);
    return sequence === 0 ? this.explain(engine, json) : { ok: true, value: sequence };
  }

  /** Of a document that C++ has refused, and counted. */
  explain(engine, json) {
    put(engine, this.type, json);
    return { ok: false, issues: engine.explain(this.type, false) };
  }

  refuse(issues) {
    this.program.engine.exports.tally_db_refuse(this.address);
    return { ok: false, issues };
  }
}

/** Puts a document into the input buffer; of one that is too large only as much as shows that. */
function put(engine, type, json) {
  if (typeof json === "string") engine.encode(json.length > type.bytes ? json.slice(0, type.bytes + 1) : json);
  else if (json instanceof Uint8Array) engine.copy(json.length > type.bytes ? json.subarray(0, type.bytes + 1) : json);
  else throw new TypeError("JSON is a string or a Uint8Array");
}

/** What a Db is for the other modules. */
class Store {
  constructor(program) {
    const { raw, keys, addresses } = program;
    this.program = program;
    this.raw = new raw.TallyDb(); // undefined once it is freed
    this.address = this.raw.address;
    this.faces = new Map(); // by key
    this.handles = new Set(); // what ends with it
    for (const { pattern, type, buffer, capacity } of keys) {
      const origin = `keys of ${type.slice(0, type.lastIndexOf("."))}`;
      const wildcards = pattern.replace(/\{[^{}]*\}/g, "+");
      this.raw.declare(wildcards, addresses.get(type), kinds[buffer], capacity, origin);
    }
  }

  alive() {
    if (this.raw === undefined) throw new TypeError("this Db was freed");
    return this.raw;
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

  /** The record of a key if there is one. */
  find(key) {
    return this.faces.get(key) ?? this.face(key, this.alive().find(String(key)));
  }

  /** The record of a key that somebody has declared. */
  need(key) {
    const face = this.faces.get(key) ?? this.face(key, this.alive().findOrMake(String(key)));
    if (face === undefined) throw new TypeError(`no contract declares the key ${key}, and nothing has configured it`);
    return face;
  }

  /** A value of another program, which it has judged by the same contract; or by another version of it. */
  put(key, json, time) {
    const address = this.alive().findOrMake(key);
    if (address !== 0) this.program.raw.TallyDb.put(this.raw, address, json, time);
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
    if (this.raw === undefined) return;
    for (const handle of [...this.handles]) handle.free();
    const { raw, program } = this;
    for (const face of this.faces.values()) program.faces.delete(face.address);
    this.faces.clear();
    this.raw = undefined;
    // Perhaps one of its callbacks is running.
    queueMicrotask(() => raw.delete());
  }
}

/** Leads the other modules from a Db to its Store. */
export const store = Symbol("store");

class Db {
  constructor(program) {
    Object.defineProperty(this, store, { value: new Store(program) });
  }

  configure(key, contract, { buffer = "latest", capacity = 1 } = {}) {
    const { program } = this[store];
    const address = program.addresses.get(contract?.name);
    if (address === undefined) throw new TypeError("a record is configured with a contract of its program");
    if (!Object.hasOwn(kinds, buffer)) throw new RangeError(`no buffer ${buffer}: there are latest, ring and mailbox`);
    if (!Number.isInteger(capacity) || capacity < 1 || capacity >= 2 ** 32) {
      throw new RangeError(`a capacity is an integer from 1 on, and not ${String(capacity)}`);
    }
    const conflict = this[store].alive().configure(String(key), address, kinds[buffer], capacity, caller());
    if (conflict !== "") throw new ConflictError(key, conflict);
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
    const { engine } = face.program;
    const taken = engine.exports.tally_db_take(face.store.address, face.address);
    const { letter } = face;
    face.letter = undefined;
    return taken ? letter.value : undefined;
  }

  subscribe(key, callback) {
    return this[store].need(key).subscribe(callback);
  }
  watch(pattern, callback) {
    const { raw } = this[store].program;
    const names = patternOf(raw, pattern);
    if (typeof callback !== "function") throw new TypeError("a callback is a function");
    let open = true;
    const watch = this[store].alive().watch((key) => {
      if (open && names(key)) call(callback, key);
    });
    return this[store].handle(() => {
      open = false;
      watch.delete();
    });
  }
  discover(pattern) {
    patternOf(this[store].program.raw, pattern);
    return this[store].alive().discover(pattern);
  }
  stats(key) {
    const face = this[store].find(key);
    return face === undefined ? undefined : Object.freeze(face.program.raw.TallyDb.stats(face.address));
  }

  // ---- Flows ----

  source(key, period, make) {
    const face = this[store].need(key);
    const timer = setInterval(() => {
      const made = make();
      if (made !== undefined) face.set(made);
    }, period);
    return this[store].handle(() => clearInterval(timer));
  }
  tap(key, look) {
    return this.subscribe(key, look);
  }
  transform(from, to, make) {
    const target = this[store].need(to);
    return this.subscribe(from, (value, info) => {
      const made = make(value, info);
      if (made !== undefined) target.set(made);
    });
  }
  join(a, b, to, make) {
    const target = this[store].need(to);
    const update = () => {
      const [first, second] = [this.entry(a), this.entry(b)];
      if (first === undefined || second === undefined) return;
      const made = make(first.value, second.value);
      if (made !== undefined) target.set(made);
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

/** Whether a pattern names a key. */
function patternOf(raw, pattern) {
  if (!raw.TallyDb.isPattern(String(pattern))) throw new TypeError(`${pattern} is no pattern of keys`);
  return (key) => raw.TallyDb.matches(pattern, key);
}

/** The line that has called a method of Db, for people; where the host tells. */
function caller() {
  const line = new Error().stack?.split("\n").find((each, i) => i > 2 && !each.includes(import.meta.url));
  return /(?:\(|@|at )([^()\s]+:\d+)(?::\d+)?\)?$/.exec(line ?? "")?.[1] ?? "this program";
}
