// One connection for all tabs of an origin: the one that holds a lock leads. It has the Link, tells the others what comes
// of it, and does what they ask for. Values cross with their numbers on the hub, so that whoever leads next goes on from
// where it has got to, and nobody sees a value twice or misses one without a word.
import { Link, modes, randomName } from "./link.js";
import { sinkOf } from "./log.js";

/** Whether tabs share by default: in pages whose outbox is for all of them. */
export function mayShare(storage) {
  const hasAll = typeof BroadcastChannel !== "undefined" && globalThis.navigator?.locks !== undefined;
  return hasAll && typeof indexedDB !== "undefined" && typeof document !== "undefined" && (storage ?? "indexeddb") === "indexeddb";
}

// A leader that does not answer that many calls hangs: somebody else has to lead.
const between = 2000; // ms, of two calls
const patience = 3;

const lockOf = (tab) => `tally tab ${tab}`;

/** A Link, or somebody else's. */
export class SharedLink {
  #store;
  #host;
  #options;
  #storage;
  #name;
  #log;
  #tab = randomName();
  #channel;
  #known = false; // whether others may hear of us
  #closed = false;
  #wanted; // whether there ought to be a connection
  #status;
  #readyNow;
  #gone; // ends our lock as a tab
  #queue = new AbortController(); // ends our waiting for the lead

  #patterns = new Map(); // ours, by number
  #last = 0; // what we have numbered
  #asked = new Map(); // our writes that nobody has taken yet, by token
  #saving = false; // of those, which are to outlive us
  #epoch = "";
  #positions = new Map(); // the last number on the hub that we have seen of a key

  // Each lead is a term with a name. Writes are for a term that has begun: whoever leads next is asked for all that nobody
  // has taken, in order, and nothing overtakes.
  #term;

  // As a follower.
  #followed = []; // the patterns that it knows of
  #past; // the term that ended when ours began: words of it may still come
  #calls; // the timer that calls the leader
  #unanswered = 0;

  // As the leader.
  #link;
  #resign;
  #tabs = new Map(); // the others, each with its patterns: text -> number in the link

  constructor(store, host, options, storage, name) {
    if (globalThis.navigator?.locks === undefined || typeof BroadcastChannel === "undefined") {
      throw new TypeError("this host has no Web Locks and BroadcastChannel, by which tabs share a connection");
    }
    this.#store = store;
    this.#host = host;
    this.#options = options;
    this.#storage = storage;
    this.#name = `tally ${name}`;
    this.#log = sinkOf(options.log, store.log);
    this.#wanted = !options.offline;
    this.#status = this.#wanted ? "connecting" : "disconnected";
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    this.#hold();
    this.ready = new Promise((resolve) => (this.#readyNow = resolve));
    // The leader notices by this lock that we are gone, however that happens; so nobody may hear of us before.
    const gone = new Promise((resolve) => (this.#gone = resolve));
    navigator.locks.request(lockOf(this.#tab), () => {
      this.#begin();
      return gone;
    });
    globalThis.addEventListener?.("pagehide", this.#leave);
    globalThis.addEventListener?.("pageshow", this.#return);
    globalThis.document?.addEventListener("freeze", this.#leave);
    globalThis.document?.addEventListener("resume", this.#return);
  }

  get status() {
    return this.#status;
  }

  // ---- What the program wants ----

  subscribe(text) {
    const number = ++this.#last;
    this.#patterns.set(number, { text, id: this.#link?.subscribe(text) });
    if (this.#link === undefined) this.#sayPatterns();
    return number;
  }

  unsubscribe(number) {
    const pattern = this.#patterns.get(number);
    this.#patterns.delete(number);
    if (this.#link === undefined) this.#sayPatterns();
    else if (pattern !== undefined) this.#link.unsubscribe(pattern.id);
  }

  write(record, mode, { queued, written }) {
    const number = ++this.#last;
    const token = `${this.#tab} ${number}`;
    const note = (_, { key, payload, time }) => {
      const asked = { key, payload, written, saved: false, entry: { token, number, key, payload, time } };
      asked.taken = new Promise((resolve) => (asked.resolve = resolve));
      this.#asked.set(token, asked);
      queued(0);
    };
    if (this.#link !== undefined && this.#term !== undefined) {
      return this.#link.write(record, mode, { queued: note, written: (...taken) => this.#taken(token, ...taken) }, token);
    }
    return this.#store.write(record.address, 0, modes.indexOf(mode), (id, payload, time) => {
      note(id, { key: record.key, payload, time });
      if (this.#link === undefined) this.#saveAsked();
    });
  }

  forget(id) {
    this.#link?.forget(id);
    this.#say({ kind: "forget", id });
  }

  connect() {
    this.#order("connect");
  }
  disconnect() {
    this.#order("disconnect");
  }

  async close() {
    await this.ready;
    if (this.#link === undefined) while (this.#asked.size > 0) await this.#asked.values().next().value.taken;
    await this.#stepDown()?.close();
    this.free();
  }

  free() {
    if (this.#closed) return;
    this.#closed = true;
    globalThis.removeEventListener?.("pagehide", this.#leave);
    globalThis.removeEventListener?.("pageshow", this.#return);
    globalThis.document?.removeEventListener("freeze", this.#leave);
    globalThis.document?.removeEventListener("resume", this.#return);
    clearInterval(this.#calls);
    this.#queue.abort();
    this.#stepDown()?.free();
    this.#resign?.();
    this.#gone();
    this.#channel.close();
    this.#setStatus("disconnected");
  }

  /** The link that was ours; what it still tells is for nobody. */
  #stepDown() {
    const link = this.#link;
    this.#link = undefined;
    this.#term = undefined;
    this.#tabs.clear();
    for (const pattern of this.#patterns.values()) pattern.id = undefined;
    return link;
  }

  #order(what) {
    this.#obey(what);
    this.#say({ kind: what });
  }

  #obey(what) {
    this.#wanted = what === "connect";
    this.#hold();
    this.#link?.[what]();
  }

  /** In Node a channel keeps the process alive, which it is to do while a connection is wanted. */
  #hold() {
    if (this.#wanted) this.#channel.ref?.();
    else this.#channel.unref?.();
  }

  #ask(token) {
    const { key, payload, saved } = this.#asked.get(token);
    if (this.#term === undefined) return;
    if (this.#link === undefined) saved && this.#say({ kind: "write", to: this.#term, token, key, payload });
    else this.#link.ask(key, payload, (id, change) => this.#taken(token, id, change), token);
  }

  /** Saves what is asked for, and asks: if it were the other way round, what was taken would be there again afterwards. */
  async #saveAsked() {
    if (this.#saving) return;
    this.#saving = true;
    // What comes in this turn is saved together.
    await undefined;
    for (let fresh; (fresh = [...this.#asked.values()].filter(({ saved }) => !saved)).length > 0; ) {
      await this.#keep({ put: fresh.map(({ entry }) => entry), remove: [] });
      for (const each of fresh) {
        each.saved = true;
        if (this.#asked.has(each.entry.token)) this.#ask(each.entry.token);
      }
    }
    this.#saving = false;
  }

  #complain(text, error) {
    this.#log({ level: "error", text, fields: { problem: String(error) } });
  }

  async #keep(change) {
    try {
      await this.#storage.ask?.(this.#name, change);
    } catch (error) {
      this.#complain("writes of this tab do not outlive it", error);
    }
  }

  #taken(token, id, change) {
    const asked = this.#asked.get(token);
    if (asked !== undefined && id < 0) this.#keep({ put: [], remove: [token] });
    this.#asked.delete(token);
    asked?.written(id, change);
    asked?.resolve();
  }

  // ---- Who leads ----

  #begin() {
    if (this.#closed) return;
    this.#known = true;
    this.#stand();
    this.#unanswered = 0;
    clearInterval(this.#calls);
    this.#calls = setInterval(this.#call, between);
    this.#calls.unref?.();
    this.#say({ kind: "join" });
  }

  /** Waits for the lead, or takes it from who has it. */
  #stand(how = {}) {
    this.#queue.abort();
    this.#queue = new AbortController();
    const { signal } = this.#queue;
    const isOver = () => this.#closed || signal.aborted;
    let link;
    navigator.locks
      .request(this.#name, how.steal ? how : { signal }, () => {
        if (isOver()) return undefined;
        const resigned = this.#lead();
        link = this.#link;
        return resigned;
      })
      .catch(() => {
        // Given up, or taken from us.
        if (link !== undefined && link === this.#link) this.#outdated();
      });
  }

  /** Timers do not count how long a machine sleeps: whoever wakes hears the answer before it calls again. */
  #call = () => {
    if (this.#link !== undefined) return;
    if (this.#unanswered++ < patience) return this.#say({ kind: "call" });
    this.#unanswered = 0;
    this.#stand({ steal: true });
  };

  /** Another tab leads, because we did not answer for long. */
  #outdated() {
    this.#stepDown()?.free();
    this.#resign?.();
    this.#begin();
  }

  #lead() {
    const resigned = new Promise((resolve) => (this.#resign = resolve));
    this.#past = this.#term;
    this.#term = undefined;
    this.#followed = [];
    const seen = { epoch: this.#epoch, positions: [...this.#positions] };
    const isOurs = () => this.#link === link;
    const options = { ...this.#options, offline: !this.#wanted, seen };
    const link = new Link(this.#store, this.#linkHost(isOurs), options, this.#storage, this.#name);
    this.#link = link;
    for (const pattern of this.#patterns.values()) pattern.id = link.subscribe(pattern.text);
    this.#setStatus(link.status);
    link.ready.then(() => {
      if (!isOurs()) return;
      this.#term = randomName();
      this.#sayLead();
      for (const token of [...this.#asked.keys()]) this.#ask(token);
      this.#adopt();
      this.#readyNow();
    });
    return resigned;
  }

  /**
   * The page is going to sleep, and nothing in it may be waited for: somebody else has to lead, who has all that is saved,
   * and is asked again for what is not.
   */
  #leave = () => {
    clearInterval(this.#calls);
    // Who sleeps must not be given the lead, either.
    this.#queue.abort();
    this.#stepDown()?.free();
    this.#resign?.();
  };

  #return = () => {
    if (this.#known && this.#queue.signal.aborted) this.#begin();
  };

  /** What the link tells is for all tabs. */
  #linkHost(isOurs) {
    const all = (kind, ...args) => {
      this.#host[kind](...args);
      this.#tell({ kind: "told", told: kind, args });
    };
    const host = {
      ready: (client, writes, dead) => {
        for (const { id, token } of writes) if (this.#asked.has(token)) this.#taken(token, id);
        this.#host.ready(client, writes, dead);
      },
      status: (status) => {
        this.#setStatus(status);
        this.#tell({ kind: "status", status });
      },
      write: (...args) => all("write", ...args),
      refused: (...args) => all("refused", ...args),
      failed: (...args) => all("failed", ...args),
      differing: (...args) => all("differing", ...args),
      lost: (lost) => {
        this.#positions.set(lost.key, lost.to);
        this.#host.lost(lost);
        this.#tell({ kind: "lost", lost });
      },
      applied: (value) => {
        this.#see(value);
        this.#tell({ kind: "value", value });
      },
      outdated: () => this.#outdated(),
    };
    return Object.fromEntries(
      Object.entries(host).map(([name, tell]) => [name, (...args) => isOurs() && tell(...args)]),
    );
  }

  // ---- What tabs tell each other ----

  #say(message) {
    if (this.#known && !this.#closed) this.#channel.postMessage({ ...message, from: this.#tab });
  }

  /** What only a leader says. */
  #tell(message) {
    this.#say({ ...message, term: this.#term });
  }

  #sayLead(to) {
    const { status, client, differing } = this.#link;
    this.#tell({ kind: "lead", to, status, client, differing });
  }

  #sayPatterns() {
    const patterns = [...new Set([...this.#patterns.values()].map(({ text }) => text))];
    this.#say({ kind: "patterns", patterns });
  }

  #hear(message) {
    const us = [undefined, this.#tab, ...(this.#link === undefined ? [] : [this.#term])];
    if (!us.includes(message.to)) return;
    const { term } = message;
    if (this.#link !== undefined && term !== undefined && term !== this.#past) this.#outdated();
    if (this.#link !== undefined) this.#serve(message);
    else this.#follow(message);
  }

  #serve({ kind, from, ...message }) {
    switch (kind) {
      case "join":
        // One that is not ready yet will tell everybody.
        if (this.#term === undefined) break;
        this.#sayLead(from);
        break;
      case "patterns":
        this.#servePatterns(from, message.patterns);
        break;
      case "call":
        this.#tell({ kind: "here", to: from });
        break;
      case "forget":
        this.#link.forget(message.id);
        this.#host.forgot(message.id);
        break;
      case "write": {
        const { token, key, payload } = message;
        const written = (id, change) => this.#tell({ kind: "taken", to: from, token, id, change });
        this.#link.ask(key, payload, written, token);
        break;
      }
      case "connect":
      case "disconnect":
        this.#obey(kind);
        break;
    }
  }

  /** Makes the writes that tabs have left which are gone. */
  async #adopt() {
    const link = this.#link;
    const left = await this.#storage.asked?.(this.#name).catch((error) => this.#complain("what tabs have asked for cannot be read", error));
    const { held } = await navigator.locks.query();
    if (link !== this.#link) return;
    for (const { token, key, payload, time } of left ?? []) {
      if (held.some(({ name }) => name === lockOf(token.split(" ")[0]))) continue;
      const written = (id) => id > 0 && this.#host.ready(link.client, [{ id, key, payload, time }], []);
      link.ask(key, payload, written, token);
    }
  }

  #servePatterns(tab, wanted) {
    if (!this.#tabs.has(tab)) {
      this.#tabs.set(tab, new Map());
      navigator.locks
        .request(lockOf(tab), () => this.#tabs.has(tab) && this.#servePatterns(tab, []))
        .then(() => this.#link !== undefined && this.#adopt());
    }
    const patterns = this.#tabs.get(tab);
    for (const [text, id] of patterns) {
      if (wanted.includes(text)) continue;
      patterns.delete(text);
      this.#link.unsubscribe(id);
    }
    // What is here comes first; what the hub sends for the new ones comes behind it.
    const records = this.#recordsOf(wanted.filter((text) => !patterns.has(text)));
    this.#tell({ kind: "records", to: tab, patterns: wanted, epoch: this.#epoch, records });
    for (const text of wanted) if (!patterns.has(text)) patterns.set(text, this.#link.subscribe(text));
  }

  /** The values of the hub's records that are here. */
  #recordsOf(patterns) {
    const records = [];
    for (const [key, position] of this.#positions) {
      if (!patterns.some((text) => this.#names(text, key))) continue;
      const record = this.#store.find(key);
      if (record !== undefined) records.push({ key, position, values: record.documents() });
    }
    return records;
  }

  #follow({ kind, ...message }) {
    switch (kind) {
      case "lead":
        this.#followed = [];
        this.#unanswered = 0;
        this.#sayPatterns();
        this.#term = message.term;
        for (const token of this.#asked.keys()) this.#ask(token);
        this.#saveAsked(); // what was ours to write while we led
        this.#host.ready(message.client, [], []);
        this.#host.differing(message.differing);
        this.#setStatus(message.status);
        this.#readyNow();
        break;
      case "here":
        this.#unanswered = 0;
        break;
      case "forget":
        this.#host.forgot(message.id);
        break;
      case "status":
        // A leader of the past that wakes has lost its connection; nobody else has.
        if (message.term === undefined || message.term === this.#term) this.#setStatus(message.status);
        break;
      case "connect":
      case "disconnect":
        this.#obey(kind);
        break;
      case "taken":
        this.#taken(message.token, message.id, message.change);
        break;
      case "told":
        this.#host[message.told](...message.args);
        break;
      case "records":
        if (message.epoch !== this.#epoch) this.#restart(message.epoch);
        for (const record of message.records) this.#receive(record);
        this.#followed = message.patterns;
        break;
      case "value":
        if (this.#follows(message.value.key)) this.#take(message.value);
        break;
      case "lost":
        if (this.#follows(message.lost.key)) this.#lose(message.lost);
        break;
    }
  }

  #names(pattern, key) {
    return this.#store.program.matches(pattern, key);
  }
  #follows(key) {
    return this.#followed.some((pattern) => this.#names(pattern, key));
  }

  /** Numbers of another history have nothing to do with those that we know. */
  #restart(epoch) {
    this.#epoch = epoch;
    this.#positions.clear();
  }
  #see({ key, sequence, epoch }) {
    if (epoch !== this.#epoch) this.#restart(epoch);
    this.#positions.set(key, sequence);
  }

  /** A value that the leader was given by the hub. */
  #take(value) {
    const known = value.epoch === this.#epoch ? this.#positions.get(value.key) : undefined;
    if (known !== undefined && value.sequence <= known) return;
    this.#see(value);
    this.#store.put(value.key, value.payload, value.time);
  }

  #lose(lost) {
    if (lost.to <= (this.#positions.get(lost.key) ?? 0)) return;
    this.#positions.set(lost.key, lost.to);
    this.#host.lost(lost);
  }

  /** A record as the leader has it. */
  #receive({ key, position, values }) {
    const known = this.#positions.get(key);
    if (known !== undefined && known >= position) return;
    this.#positions.set(key, position);
    // Which of the leader's values we know is not known: there may be others between them that are only its own.
    const wanted = known === undefined ? values : values.slice(-1);
    if (known !== undefined && position > known + 1) this.#host.lost({ key, from: known + 1, to: position - 1 });
    for (const [payload, time] of wanted) this.#store.put(key, payload, time);
  }

  #setStatus(status) {
    if (status === this.#status) return;
    this.#status = status;
    this.#host.status(status);
  }
}
