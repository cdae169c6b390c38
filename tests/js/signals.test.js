import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Pump, PumpOrder, signals } from "./contracts.js";

describe("what contracts declare besides types", () => {
  it("has consts as values", () => {
    assert.equal(signals.MaxPumps, 12);
    assert.equal(signals.Smallest, -9007199254740993n);
    assert.equal(signals.Resting, "off");
    assert.equal(signals.FirstPump, "pump-1");
    assert.equal(signals.Price, "12.50");
    assert.equal(signals.Metric, true);
  });

  it("names the main signal of a record", () => {
    assert.equal(Pump.observed, "level");
    assert.equal(PumpOrder.observed, "state");
    assert.equal(signals.PumpId.observed, undefined);
  });

  it("has its keys as a table", () => {
    assert.deepEqual(signals.keys[1], {
      pattern: "pumps.{id}",
      type: "acme.signals.Pump",
      buffer: "ring",
      capacity: 600,
      access: "read",
    });
  });
});
