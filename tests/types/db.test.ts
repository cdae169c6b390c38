// What the types of records under keys promise.
import { load, type Keys } from "@fixtures/contracts/db";
import type { signals } from "@fixtures/contracts";
import { ConflictError } from "@tally/runtime/db";
import type { Bridge, Db, Entry, Status, Write } from "@tally/runtime/db";
import type { Draft, Result } from "@tally/runtime";
import { useEntry, useHistory, useKeys, useRecord, useStatus, useWrite } from "@tally/runtime/react";
import { expect, type Same } from "./expect.js";

const { Db: DbClass, contracts } = await load();
const db = new DbClass();
expect<Same<typeof db, Db<Keys>>>();
expect<Same<ReturnType<typeof contracts.Temperature.parse>["celsius"], number>>();

// The type of a value follows from its key.
const pump = db.get("pumps.roof");
expect<Same<typeof pump, signals.Pump | undefined>>();
const everything = db.get("pumps");
expect<Same<typeof everything, signals.Pumps | undefined>>();
const entry = db.entry("pumps.roof");
expect<Same<typeof entry, Entry<signals.Pump> | undefined>>();
const last = db.history("pumps.roof", { last: 3 });
expect<Same<typeof last, readonly Entry<signals.Pump>[]>>();
db.subscribe("pumps.roof", (value, info) => {
  expect<Same<typeof value, signals.Pump>>();
  expect<Same<typeof info.sequence, number>>();
});
// Also of a key that is put together.
declare const name: string;
const named = db.get(`pumps.${name}`);
expect<Same<typeof named, signals.Pump | undefined>>();
// A key that is not known before runtime may be any.
const any = db.get(name);
expect<Same<typeof any, unknown>>();
// @ts-expect-error: no contract declares it
db.get("pump.roof");
// @ts-expect-error: nor this
db.subscribe("pumps.roof.more", () => {});

// What is set is judged, and so needs no brands.
const state: Draft<signals.PumpOrder> = { state: "off", target: 12 };
const set = db.set("orders.pump.roof", state);
expect<Same<typeof set, Result<number>>>();
db.set("orders.pump.roof", { state: "on" });
db.set("pumps.roof", { id: "pump-1", at: 0, level: 50, state: "on", revolutions: 1, hours: "1.5" });
// @ts-expect-error: no such state
db.set("orders.pump.roof", { state: "half" });
// @ts-expect-error: a member is missing
db.set("orders.pump.roof", {});

// Flows are typed at both ends.
db.transform("pumps.roof", "orders.pump.roof", (value) => (value.level > 90 ? { state: "off" } : undefined));
// @ts-expect-error: no order
db.transform("pumps.roof", "orders.pump.roof", (value) => value.level);
db.join("pumps.a", "pumps.b", "pumps", (a, b) => [a, b]);
db.window("pumps.roof", { count: 5 }, (window) => expect<Same<typeof window, readonly Entry<signals.Pump>[]>>());
db.simulate("pumps.roof", 1000, () => ({ at: Date.now() }), { seed: 7 });
// @ts-expect-error: no contract declares it
db.simulate("valves.roof", 1000);
db.source("orders.pump.roof", 1000, () => ({ state: "on" }));

// Programs may add keys of their own.
const more = new DbClass<Keys & { "rooms.{id}": signals.Pump }>();
more.configure("rooms.kitchen", contracts.Pump, { buffer: "ring", capacity: 5 });
const room = more.get("rooms.kitchen");
expect<Same<typeof room, signals.Pump | undefined>>();
// @ts-expect-error: a ring has a capacity
more.configure("rooms.kitchen", contracts.Pump, { buffer: "ring" });

// Writes through a bridge.
const bridge: Bridge<Keys> = db.connect({ url: "wss://example.org/tally", subscribe: ["pumps.#"] });
expect<Same<typeof bridge.status, Status>>();
const written = bridge.write("orders.pump.roof", { state: "on" }, { mode: "synced" });
expect<Same<typeof written, Write<signals.PumpOrder>>>();
const settled = await written.settled;
expect<Same<typeof settled, Write<signals.PumpOrder>>>();
// @ts-expect-error: no order
bridge.write("orders.pump.roof", 7);
// @ts-expect-error: no such mode
db.connect({ url: "wss://example.org/tally", mode: "remote" });

// Components know the keys of every package that is imported anywhere.
export function Component() {
  const roof = useRecord("pumps.roof");
  expect<Same<typeof roof, signals.Pump | undefined>>();
  const roofEntry = useEntry("pumps.roof");
  expect<Same<typeof roofEntry, Entry<signals.Pump> | undefined>>();
  const values = useHistory("pumps.roof", { last: 60 });
  expect<Same<typeof values, readonly Entry<signals.Pump>[]>>();
  const write = useWrite("orders.pump.roof");
  write({ state: "off" });
  // @ts-expect-error: no such state
  write({ state: "half" });
  // @ts-expect-error: no contract declares it
  useRecord("pump.roof");
  expect<Same<ReturnType<typeof useKeys>, readonly string[]>>();
  expect<Same<ReturnType<typeof useStatus>, Status>>();
}

export function freed() {
  using disposable = new DbClass();
  using subscription = disposable.tap("pumps.roof", () => {});
  return subscription instanceof Object || disposable instanceof ConflictError;
}
