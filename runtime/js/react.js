"use client";
// Records in React components: react.d.ts documents the hooks. A snapshot stays the same object until something has
// changed, as useSyncExternalStore wants it, so that no two components of a page see different values.
import { createContext, createElement, useCallback, useContext, useMemo, useSyncExternalStore } from "react";

const none = Object.freeze([]);
const nothing = () => {};

const Context = createContext(undefined);

export function TallyProvider({ db, bridge, initial, children }) {
  const value = useMemo(() => ({ db, bridge, initial, entries: new Map() }), [db, bridge, initial]);
  return createElement(Context.Provider, { value }, children);
}

export function useTally() {
  const tally = useContext(Context);
  if (tally === undefined) throw new Error("a hook of @tally/runtime/react needs a TallyProvider above it");
  return tally;
}

/** An entry of what the provider was given to begin with; else that of the records. */
function initialEntry({ db, initial, entries }, key) {
  if (initial === undefined || !Object.hasOwn(initial, key)) return db?.entry(key);
  if (!entries.has(key)) entries.set(key, Object.freeze({ key, value: initial[key], sequence: 0, time: 0 }));
  return entries.get(key);
}

/** Subscribes to one record. */
function useChanges(db, key) {
  return useCallback(
    (changed) => {
      if (db === undefined) return nothing;
      const subscription = db.subscribe(key, () => changed());
      return () => subscription.free();
    },
    [db, key],
  );
}

export function useRecord(key) {
  const tally = useTally();
  const { db } = tally;
  return useSyncExternalStore(useChanges(db, key), () => db?.get(key), () => initialEntry(tally, key)?.value);
}

export function useEntry(key) {
  const tally = useTally();
  const { db } = tally;
  return useSyncExternalStore(useChanges(db, key), () => db?.entry(key), () => initialEntry(tally, key));
}

export function useHistory(key, { last, after, since } = {}) {
  const tally = useTally();
  const { db } = tally;
  const [now, first] = useMemo(() => {
    let newest = 0;
    let entries = none;
    const snapshot = () => {
      const sequence = db?.entry(key)?.sequence ?? 0;
      if (sequence !== newest) {
        newest = sequence;
        entries = Object.freeze(db.history(key, { last, after, since }));
      }
      return entries;
    };
    let initial;
    const server = () => {
      const entry = initialEntry(tally, key);
      initial ??= entry?.sequence === 0 ? Object.freeze([entry]) : snapshot();
      return initial;
    };
    return [snapshot, server];
  }, [tally, db, key, last, after, since]);
  return useSyncExternalStore(useChanges(db, key), now, first);
}

export function useKeys(pattern) {
  const { db } = useTally();
  const subscribe = useCallback(
    (changed) => {
      if (db === undefined) return nothing;
      let begun = false; // those that are there need not be told
      const watch = db.watch(pattern, () => begun && changed());
      begun = true;
      return () => watch.free();
    },
    [db, pattern],
  );
  const snapshot = useMemo(() => {
    let keys = none;
    return () => {
      const found = db?.discover(pattern) ?? none;
      // There are never fewer, so that as many are the same.
      if (found.length !== keys.length) keys = Object.freeze(found);
      return keys;
    };
  }, [db, pattern]);
  return useSyncExternalStore(subscribe, snapshot, snapshot);
}

export function useWrite(key, { mode } = {}) {
  const { db, bridge } = useTally();
  return useCallback(
    (value) => {
      if (bridge !== undefined) return bridge.write(key, value, mode === undefined ? {} : { mode });
      if (db === undefined) throw new Error("there are no records to write to yet");
      return setHere(db, key, value);
    },
    [db, bridge, key, mode],
  );
}

/** A write without a bridge. */
function setHere(db, key, value) {
  const result = db.set(key, value);
  const write = {
    id: 0,
    key,
    value,
    time: Date.now(),
    state: result.ok ? "local" : "invalid",
    sequence: undefined,
    kept: undefined,
    code: undefined,
    issues: result.ok ? none : result.issues,
  };
  write.settled = Promise.resolve(write);
  return write;
}

/** What a bridge says of itself; without one, and on a server, `otherwise`. */
function useBridge(event, member, otherwise) {
  const { bridge } = useTally();
  const subscribe = useCallback(
    (changed) => {
      if (bridge === undefined) return nothing;
      const handle = bridge[event](() => changed());
      return () => handle.free();
    },
    [bridge, event],
  );
  return useSyncExternalStore(subscribe, () => (bridge === undefined ? otherwise : bridge[member]), () => otherwise);
}

export const useStatus = () => useBridge("onStatus", "status", "disconnected");
export const usePending = () => useBridge("onWrite", "pending", none);
export const useDeadLetters = () => useBridge("onWrite", "deadLetters", none);
