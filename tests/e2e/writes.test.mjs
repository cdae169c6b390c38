// What becomes of what a page writes: it may be closed, offline, or wrong.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { noChromium } from "../js/chromium.mjs";
import { enter, kept, limits, program, range, seenOf, stage } from "./pages.mjs";

describe("a write of a page", { skip: noChromium, concurrency: 2 }, () => {
  const visit = stage();

  test("that is made offline survives the page, and is applied once, in order", limits, async (t) => {
    const { page, hub, url } = await visit(t);
    const client = await page.evaluate(async (url) => {
      open(url, { offline: true });
      for (const at of [1, 2, 3]) bridge.write("pumps.roof", pump(at));
      await bridge.close();
      return bridge.client;
    }, url);
    await page.reload();
    await enter(page);
    const after = await page.evaluate(async (url) => {
      open(url, { offline: true });
      await bridge.ready;
      const writes = [...bridge.pending, bridge.write("pumps.roof", pump(4))];
      bridge.connect();
      const made = await outcome(writes);
      await bridge.close();
      return { client: bridge.client, ids: writes.map(({ id }) => id), made };
    }, url);
    assert.deepEqual(after, { client, ids: range(1, 4), made: range(1, 4).map((i) => ["acked", i]) });
    assert.deepEqual(await kept(hub, "pumps.roof"), range(1, 4));
    await page.reload();
    await enter(page);
    const left = await page.evaluate(async (url) => {
      open(url, { offline: true });
      await bridge.ready;
      const write = bridge.write("pumps.roof", pump(5));
      await until(() => write.id > 0);
      return [bridge.client, bridge.pending.length, write.id];
    }, url);
    assert.deepEqual(left, [client, 1, 5], "an acked write is gone, and no number is used again");
  });

  test("is applied once when the page is loaded again while it is under way", limits, async (t) => {
    const { page, hub, proxy, url } = await visit(t);
    await page.evaluate((url) => open(url), url);
    for (const round of range(0, 3)) {
      // Some have an answer then, some have it under way, some have not left, and of the last ones some are not even saved.
      proxy.slow("down", { delay: 20 });
      await page.evaluate(async (first) => {
        for (let at = first; at < first + 30; ++at) bridge.write("pumps.roof", pump(at));
        await until(() => bridge.pending.length < 30);
        for (let at = first + 30; at < first + 40; ++at) bridge.write("pumps.roof", pump(at));
      }, round * 40 + 1);
      await page.reload();
      await enter(page);
      await proxy.heal();
      await page.evaluate(async (url) => {
        await open(url);
        await outcome(bridge.pending);
      }, url);
    }
    const there = await kept(hub, "pumps.roof");
    assert.deepEqual(there, [...new Set(there)].sort((a, b) => a - b), "each once, in order");
    for (const round of range(0, 3)) {
      const own = there.filter((at) => at > round * 40 && at <= round * 40 + 40);
      assert.deepEqual(own, range(round * 40 + 1, own.at(-1)), "those that are missing are the last ones");
      assert.ok(own.length >= 30);
    }
  });

  test("that the hub does not want is a dead letter with its reason, and the rest flows", limits, async (t) => {
    const { page, hub, url } = await visit(t);
    await page.evaluate((url) => open(url, { offline: true }), url);
    const { states, dead } = await page.evaluate(async () => {
      const brake = (target) => bridge.write("brakes.a", { state: "on", target });
      const writes = [
        bridge.write("pumps.roof", pump(1)),
        brake(60), // more than the contract of the hub allows
        bridge.write("pumps.roof", pump(2)),
        bridge.write("pumps", []), // not for clients
        brake(40),
        bridge.write("pumps.roof", pump(3)),
      ];
      bridge.connect();
      const states = await outcome(writes);
      const dead = bridge.deadLetters.map(({ key, code, issues }) => [key, code, issues.map(({ path, code }) => [path, code])]);
      return { states: states.map(([state]) => state), dead };
    });
    assert.deepEqual(states, ["acked", "rejected", "acked", "rejected", "acked", "acked"]);
    assert.deepEqual(dead, [["brakes.a", "contract", [["/target", "maximum"]]], ["pumps", "forbidden", []]]);
    assert.deepEqual(await kept(hub, "pumps.roof"), [1, 2, 3]);

    // They are there until they are forgotten.
    const again = async (forget) => {
      await page.evaluate(() => bridge.close());
      await page.reload();
      await enter(page);
      return page.evaluate(async ([url, forget]) => {
        open(url, { offline: true });
        await bridge.ready;
        const letters = bridge.deadLetters;
        if (forget !== undefined) bridge.forget(letters[forget]);
        return [letters, bridge.deadLetters].map((each) => each.map(({ key, state, code, value, issues }) => [key, state, code, value, issues.length]));
      }, [url, forget]);
    };
    const letters = [
      ["brakes.a", "rejected", "contract", { state: "on", target: 60 }, 1],
      ["pumps", "rejected", "forbidden", [], 0],
    ];
    assert.deepEqual(await again(0), [letters, letters.slice(1)]);
    assert.deepEqual(await again(), [letters.slice(1), letters.slice(1)]);
  });

  test("is allowed where the contract says so, and so is what it reads", limits, async (t) => {
    const { page, hub, url } = await visit(t);
    await page.evaluate(async (url) => {
      await open(url, { subscribe: [] });
      // Clients may not read brakes, and not write all pumps at once.
      for (const pattern of ["#", "brakes.#", "brakes.a", "pumps.+", "tanks.a"]) bridge.subscribe(pattern);
      await until(() => errors.length === 2);
    }, url);
    const states = await page.evaluate(() =>
      outcome([bridge.write("brakes.a", { state: "on" }), bridge.write("pumps.a", pump(1)), bridge.write("pumps", [])]));
    assert.deepEqual(states, [["acked", 1], ["acked", 1], ["rejected", undefined]]);
    const { write } = await program(t, hub);
    await write("tanks.a", 1);
    await write("pumps.b", 1);
    assert.deepEqual([await seenOf(page, "tanks.a", 1), await seenOf(page, "pumps.b", 1), await seenOf(page, "pumps.a", 1)], [[1], [1], [1]]);
    const { told, keys } = await page.evaluate(() => ({ told: errors, keys: Object.keys(seen).sort() }));
    assert.deepEqual(told, ["brakes.#", "brakes.a"].map((key) => ["forbidden", key]));
    assert.deepEqual(keys, ["pumps.a", "pumps.b", "tanks.a"]);
  });

  test("waits for the network of the machine, which the page says is gone", limits, async (t) => {
    const { page, hub, url } = await visit(t);
    await page.evaluate((url) => open(url, { storage: "memory" }), url);
    await page.context().setOffline(true);
    await page.evaluate(() => until(() => bridge.status === "reconnecting"));
    await page.evaluate(() => (globalThis.writes = [bridge.write("pumps.roof", pump(1))]) && undefined);
    await page.context().setOffline(false);
    assert.deepEqual(await page.evaluate(() => outcome(writes)), [["acked", 1]]);
    assert.deepEqual(await kept(hub, "pumps.roof"), [1]);
  });
});
