// What has happened since the page was opened, as far as records do not say it themselves.
import type { Issue } from "@tally/runtime";
import { useMemo } from "react";
import type { quakes } from "@climate/contracts";
import type { Bridge, Db, Entry, Write, WriteState } from "@tally/runtime/db";
import { Store, useStore } from "./store.js";

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

/** Values that were lost, and where: records here number the values that came. */
export interface Gap {
  readonly key: string;
  readonly count: number;
  /** The last value before them. */
  readonly after: number;
}

const remembered = 30; // writes
const traced = 500; // values of the seismograph: twice as many as its record keeps

export class Journal {
  readonly writes = new Store<readonly Logged[]>([]);
  readonly gaps = new Store<readonly Gap[]>([]);
  /** What the seismograph has written. */
  readonly trace = new Store<readonly Entry<quakes.Tremor>[]>([]);
  /** Values in the last second. */
  readonly rate = new Store(0);
  readonly #numbers = new Map<Write, number>();
  #arrived = 0;

  constructor(db: Db, bridge: Bridge) {
    bridge.onWrite((write) => this.log(write));
    bridge.onGap(({ key, from, to }) => {
      const after = db.entry(key)?.sequence ?? 0;
      this.gaps.set([...this.gaps.get(), { key, count: to - from + 1, after }]);
    });
    db.window("seismograph.conrad", { count: traced }, (values) => this.trace.set(values));
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

/** The gaps of one record, and how many values they lack. */
export function useGaps(journal: Journal, key: string): { readonly gaps: readonly Gap[]; readonly lost: number } {
  const all = useStore(journal.gaps);
  return useMemo(() => {
    const gaps = all.filter((gap) => gap.key === key);
    return { gaps, lost: gaps.reduce((sum, { count }) => sum + count, 0) };
  }, [all, key]);
}
