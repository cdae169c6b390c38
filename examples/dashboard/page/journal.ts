// What has happened since the page was opened, as far as records do not say it themselves.
import type { Issue } from "@tally/runtime";
import type { Bridge, Db, Lost, Write, WriteState } from "@tally/runtime/db";
import { Store } from "./store.js";

/** A write as it was when it last changed. */
export interface Logged {
  /** Of this page, ascending. */
  readonly number: number;
  readonly key: string;
  readonly value: unknown;
  readonly state: WriteState;
  readonly code: string | undefined;
  readonly issues: readonly Issue[];
  readonly sequence: number | undefined;
  /** From the write to this state, in milliseconds. */
  readonly took: number;
}

const remembered = 30;

export class Journal {
  readonly writes = new Store<readonly Logged[]>([]);
  readonly lost = new Store<readonly Lost[]>([]);
  /** Values in the last second. */
  readonly rate = new Store(0);
  readonly #numbers = new Map<Write, number>();
  #arrived = 0;

  constructor(db: Db, bridge: Bridge) {
    bridge.onWrite((write) => this.log(write));
    bridge.onGap((lost) => this.lost.set([...this.lost.get(), lost]));
    db.watch("#", (key) => db.subscribe(key, () => ++this.#arrived));
    setInterval(() => {
      this.rate.set(this.#arrived);
      this.#arrived = 0;
    }, 1000);
  }

  /** Called by the bridge, and for writes that never were on their way. */
  log(write: Write): void {
    const number = this.#numbers.get(write) ?? this.#numbers.size + 1;
    this.#numbers.set(write, number);
    const { key, value, state, code, issues, sequence, time } = write;
    const entry = { number, key, value, state, code, issues, sequence, took: Date.now() - time };
    const others = this.writes.get().filter((each) => each.number !== number);
    this.writes.set([entry, ...others].sort((a, b) => b.number - a.number).slice(0, remembered));
  }
}
