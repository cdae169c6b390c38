// One instance of db.wasm, and what it calls (tally/wasm/boundary.h).
import { Engine } from "./engine.js";
import { sinkOf } from "./log.js";
import { instantiate } from "./memory.js";

const encoder = new TextEncoder();

export class Program {
  constructor(made, module, keys) {
    this.loops = new Map(); // the timer of each, by address
    this.faces = new Map(); // records that JavaScript has seen, by address
    this.stores = new Map(); // by the address of the Db
    this.bridges = new Map(); // whom they tell, by number
    this.lastBridge = 0;
    this.links = new Set(); // that want a connection
    const exports = instantiate(made, module, this.imports());
    this.engine = new Engine(made, module, exports);
    this.exports = exports;
    this.contracts = made.bind(this.engine);
    this.keys = keys;
    this.out = exports.db_out();
    this.addresses = new Map(); // of contracts, by name
    this.types = new Map(); // by address
    for (const [name, type] of this.engine.types) {
      const address = exports.contract_at(type.index);
      this.addresses.set(name, address);
      this.types.set(address, type);
    }
  }

  // ---- What C++ calls ----

  imports() {
    const text = (at) => (at === 0 ? undefined : this.engine.answer(at));
    const json = (at) => JSON.parse(text(at));
    const bridge = (number) => this.bridges.get(number);
    return {
      ...this.host(),
      random: Math.random,
      // Also while a value is written, in a getter of which something else is set.
      emscripten_notify_memory_growth: () => this.engine?.refresh(),
      db_tell: (record, sequence, time, view) => this.faces.get(record).tell(sequence, time, view),
      db_log: (db, line) => this.stores.get(db).log(json(line)),
      db_queued: (db, id, payload, time) => this.stores.get(db).queued(id, text(payload), time),
      db_made: (db, key) => this.stores.get(db).made.tell(text(key)),
      bridge_status: (number, status) => bridge(number).status(status),
      bridge_write: (number, id, state, sequence, kept, code, issues) =>
        bridge(number).write(id, state, sequence, kept, text(code), json(issues)),
      bridge_applied: (number, key, sequence, payload, time) =>
        bridge(number).applied(text(key), sequence, text(payload), time),
      bridge_lost: (number, key, from, to) => bridge(number).lost(text(key), from, to),
      bridge_refused: (number, key, issues) => bridge(number).refused(text(key), json(issues)),
      bridge_failed: (number, code, key, message) => bridge(number).failed(text(code), text(key), text(message)),
      bridge_differing: (number, types) => bridge(number).differing(json(types)),
      bridge_log: (number, line) => bridge(number).log(json(line)),
      bridge_output: (number) => bridge(number).output(),
      bridge_close: (number, code, reason) => bridge(number).close(code, text(reason)),
    };
  }

  /** What tally/javascript/host.h asks for. Nothing that C++ calls here throws, and turns are short. */
  host() {
    const { loops } = this;
    const log = sinkOf();
    const turn = (loop) => {
      if (loops.has(loop) && this.exports.tally_loop_turn(loop) !== 0) setTimeout(turn, 0, loop);
    };
    return {
      tally_now: () => performance.now(),
      tally_date: () => Date.now(),
      tally_log: (json, size) => {
        this.engine.refresh();
        log(JSON.parse(this.engine.text(json, size)));
      },
      tally_loop_open: (loop) => void loops.set(loop, undefined),
      tally_loop_wake: (loop) => queueMicrotask(() => turn(loop)),
      tally_loop_set_timer: (loop, delay) => {
        if (!loops.has(loop)) return;
        clearTimeout(loops.get(loop));
        const fire = () => {
          this.exports.tally_loop_timer_fired(loop);
          turn(loop);
        };
        const timer = delay < 0 ? undefined : setTimeout(fire, delay);
        loops.set(loop, timer);
        this.keepTimers();
      },
      tally_loop_close: (loop) => {
        clearTimeout(loops.get(loop));
        loops.delete(loop);
      },
    };
  }

  /** Timers of loops are those of bridges: they keep a process in Node alive while a link wants a connection. */
  keepTimers() {
    for (const timer of this.loops.values()) this.links.size > 0 ? timer?.ref?.() : timer?.unref?.();
  }

  // ---- What calls C++ ----

  /** Calls an export with numbers, and behind them texts. */
  call(name, numbers, ...given) {
    const { engine, exports } = this;
    const texts = given.map(String); // before anything is made of their lengths
    const room = texts.reduce((sum, text) => sum + 3 * text.length, 0);
    const begin = exports.text_buffer(room);
    engine.refresh();
    let at = begin;
    const sizes = texts.map((text) => {
      const { written } = encoder.encodeInto(text, engine.u8.subarray(at, begin + room));
      at += written;
      return written;
    });
    return exports[name](...numbers, ...sizes);
  }

  /** The same for an export whose answer is a text; undefined where it has none. */
  ask(name, numbers, ...texts) {
    const at = this.call(name, numbers, ...texts);
    return at === 0 ? undefined : this.engine.answer(at);
  }

  isPattern(text) {
    return this.call("db_is_pattern", [], text) !== 0;
  }
  /** Whether a pattern names a key. */
  matches(pattern, key) {
    return this.call("db_matches", [], pattern, key) !== 0;
  }

  // ---- Values ----

  /** Whether a record's contract accepts a text, which then waits at the door of the Db. */
  judgeText(db, record, text) {
    return this.call("db_judge_text", [db, record], text) !== 0;
  }
}
