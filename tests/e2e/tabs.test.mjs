// The tabs of an origin share a connection; whoever leads may go.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { noChromium } from "../js/chromium.mjs";
import { anotherTab, kept, limits, program, range, seenOf, sessions, stage } from "./pages.mjs";

const write = (page, key, at) =>
  page.evaluate(async ([key, at]) => {
    const { state, id, sequence } = await bridge.write(key, pump(at)).settled;
    return [state, id, sequence];
  }, [key, at]);

describe("tabs", { skip: noChromium, concurrency: 2 }, () => {
  const visit = stage();

  /** Pages at a hub, the first of which leads. */
  async function openTabs(t, count) {
    const { page, ...rest } = await visit(t);
    const pages = [page];
    while (pages.length < count) pages.push(await anotherTab(page));
    for (const each of pages) await each.evaluate((url) => open(url), rest.url);
    return { pages, ...rest };
  }

  /** The database of a page, once nothing of it is being saved. */
  const quietDatabase = async () => {
    const request = indexedDB.open("tally");
    await new Promise((resolve) => (request.onsuccess = resolve));
    const { result } = request;
    const last = result.transaction(result.objectStoreNames, "readwrite");
    await new Promise((resolve) => (last.oncomplete = resolve));
    return result;
  };

  /** Lets a page hang until `wake()`, and then do what `after` says at once. */
  async function hang(page, after = () => {}) {
    // What it were saving nobody else could load.
    await page.evaluate(`(${quietDatabase})().then((database) => database.close())`);
    let wake;
    const woken = new Promise((resolve) => (wake = resolve));
    let isHanging;
    const hanging = new Promise((resolve) => (isHanging = resolve));
    await page.route("**/wait", async (route) => {
      isHanging();
      await woken;
      await route.fulfill({ body: "" });
    });
    const ended = page.evaluate(`{
      const request = new XMLHttpRequest();
      request.open("GET", "/wait", false);
      request.send();
      (${after})();
    }`);
    await hanging;
    return () => (wake(), ended);
  }

  test("share one connection: values and writes cross", limits, async (t) => {
    const { hub, pages: [a, b] } = await openTabs(t, 2);
    assert.equal(await sessions(hub), 1);
    assert.deepEqual(await write(a, "pumps.roof", 1), ["acked", 1, 1]);
    await seenOf(b, "pumps.roof", 1);
    assert.deepEqual(await write(b, "pumps.roof", 2), ["acked", 2, 2]);
    for (const each of [a, b]) assert.deepEqual(await seenOf(each, "pumps.roof", 2), [1, 2]);
    const dead = await b.evaluate(async () => {
      const { state, code } = await bridge.write("pumps", []).settled;
      return [state, code, bridge.deadLetters.length, bridge.pending.length];
    });
    assert.deepEqual(dead, ["rejected", "forbidden", 1, 0]);
    assert.equal(await a.evaluate(() => bridge.client), await b.evaluate(() => bridge.client));
  });

  test("that come late have what the others have", limits, async (t) => {
    const { hub, url, pages: [a, b] } = await openTabs(t, 2);
    for (const at of [1, 2, 3]) await write(a, "pumps.roof", at);
    const late = await anotherTab(a);
    await late.evaluate((url) => open(url), url);
    await seenOf(late, "pumps.roof", 3);
    await write(b, "pumps.roof", 4);
    assert.deepEqual(await seenOf(late, "pumps.roof", 4), [1, 2, 3, 4]);
    assert.equal(await sessions(hub), 1);
  });

  test("go on from where the leader was when that is closed", limits, async (t) => {
    const { hub, pages: [a, b, c] } = await openTabs(t, 3);
    const { write: others } = await program(t, hub);
    await others("pumps.cellar", 1, 20);
    const going = others("pumps.cellar", 21, 400);
    await write(b, "pumps.roof", 1);
    await seenOf(c, "pumps.cellar", 20);
    await a.close();
    assert.deepEqual(await write(b, "pumps.roof", 2), ["acked", 2, 2]);
    assert.deepEqual(await write(c, "pumps.roof", 3), ["acked", 3, 3]);
    await going;
    for (const page of [b, c]) {
      assert.deepEqual(await seenOf(page, "pumps.roof", 3), [1, 2, 3]);
      assert.deepEqual(await seenOf(page, "pumps.cellar", 400), range(1, 400));
    }
    assert.equal(await sessions(hub), 2, "the program and the tabs");
  });

  test("have their writes made once when the leader goes before it has heard of the answer", limits, async (t) => {
    const { hub, proxy, pages: [a, b] } = await openTabs(t, 2);
    proxy.hold("down");
    const writes = Promise.all([write(b, "pumps.roof", 1), write(b, "pumps.roof", 2)]);
    while ((await kept(hub, "pumps.roof")).length < 2);
    await a.close();
    await proxy.heal();
    assert.deepEqual(await writes, [["acked", 1, 1], ["acked", 2, 2]]);
    assert.deepEqual(await write(b, "pumps.roof", 3), ["acked", 3, 3]);
    assert.deepEqual(await seenOf(b, "pumps.roof", 3), [1, 2, 3]);
    assert.deepEqual(await kept(hub, "pumps.roof"), [1, 2, 3]);
  });

  test("all go on when the connection is cut", limits, async (t) => {
    const { hub, proxy, pages } = await openTabs(t, 3);
    const { write: others } = await program(t, hub);
    for (const round of range(0, 2)) {
      proxy.slow("down", { delay: 10 });
      const going = others("pumps.roof", round * 100 + 1, round * 100 + 100);
      await seenOf(pages[round], "pumps.roof", round * 100 + 1);
      proxy.cut();
      await going;
    }
    await others("pumps.roof", 301);
    for (const page of pages) assert.deepEqual(await seenOf(page, "pumps.roof", 301), range(1, 301));
    assert.equal(await sessions(hub), 2, "the program and the tabs");
  });

  test("have their writes made in order while the leader goes", limits, async (t) => {
    const { pages: [a, b, c] } = await openTabs(t, 3);
    const written = c.evaluate(async () => {
      const writes = [];
      for (let at = 1; at <= 50; ++at) {
        writes.push(bridge.write("pumps.roof", pump(at)));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      return outcome(writes);
    });
    await seenOf(b, "pumps.roof", 10);
    await a.close();
    assert.deepEqual(await written, range(1, 50).map((i) => ["acked", i]));
    for (const page of [b, c]) assert.deepEqual(await seenOf(page, "pumps.roof", 50), range(1, 50));
  });

  test("take over from a leader that is frozen, and it comes back as one of them", limits, async (t) => {
    const { pages: [a, b] } = await openTabs(t, 2);
    await write(a, "pumps.roof", 1);
    await seenOf(b, "pumps.roof", 1);
    const cdp = await a.context().newCDPSession(a);
    await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
    assert.deepEqual(await write(b, "pumps.roof", 2), ["acked", 2, 2]);
    await cdp.send("Page.setWebLifecycleState", { state: "active" });
    await seenOf(a, "pumps.roof", 2);
    assert.deepEqual(await write(a, "pumps.roof", 3), ["acked", 3, 3]);
    await seenOf(b, "pumps.roof", 3);
  });

  test("take over from a leader that hangs, and it comes back as one of them", limits, async (t) => {
    const { hub, pages: [a, b, c] } = await openTabs(t, 3);
    await write(a, "pumps.roof", 1);
    for (const page of [b, c]) await seenOf(page, "pumps.roof", 1);
    // It writes as soon as it is awake, before it can have heard that it does not lead any more.
    const wake = await hang(a, () => {
      globalThis.late = bridge.write("pumps.roof", pump(3));
    });
    assert.deepEqual(await write(b, "pumps.roof", 2), ["acked", 2, 2]);
    await wake();
    assert.deepEqual(await a.evaluate(() => outcome([late])), [["acked", 3]]);
    assert.deepEqual(await write(b, "pumps.roof", 4), ["acked", 4, 4]);
    for (const page of [a, b, c]) {
      assert.deepEqual(await seenOf(page, "pumps.roof", 4), [1, 2, 3, 4]);
      assert.deepEqual(await page.evaluate(() => [bridge.status, errors, statuses.includes("disconnected")]), ["connected", [], false]);
    }
    assert.deepEqual(await kept(hub, "pumps.roof"), [1, 2, 3, 4]);
    assert.equal(await sessions(hub), 1);
  });

  test("leave nothing unwritten when they are closed before the leader has heard of it", limits, async (t) => {
    const { hub, pages: [a, b] } = await openTabs(t, 2);
    await write(b, "pumps.roof", 1);
    const wake = await hang(a);
    // It is closed when all of them are saved, of which nobody is told.
    await b.evaluate(`(async () => {
      for (let at = 2; at <= 11; ++at) bridge.write("pumps.roof", pump(at));
      const database = await (${quietDatabase})();
      const asked = () => {
        const all = database.transaction("asked").objectStore("asked").count();
        return new Promise((resolve) => (all.onsuccess = () => resolve(all.result)));
      };
      while ((await asked()) < 10);
      database.close();
    })()`);
    await b.close();
    await wake();
    assert.deepEqual(await seenOf(a, "pumps.roof", 11), range(1, 11));
    assert.deepEqual(await write(a, "pumps.roof", 12), ["acked", 12, 12]);
    assert.deepEqual(await kept(hub, "pumps.roof"), range(1, 12));
    assert.equal(await a.evaluate(() => bridge.pending.length), 0);
  });

  test("are all disconnected, and connected, by any of them", limits, async (t) => {
    const { hub, pages: [a, b] } = await openTabs(t, 2);
    await b.evaluate(() => bridge.disconnect());
    for (const page of [a, b]) await page.evaluate(() => until(() => bridge.status === "disconnected"));
    await b.evaluate(() => (globalThis.late = bridge.write("pumps.roof", pump(1))) && undefined);
    await a.close();
    await b.evaluate(() => bridge.connect());
    assert.equal(await b.evaluate(async () => (await late.settled).state), "acked");
    assert.equal(await sessions(hub), 1);
  });
});
