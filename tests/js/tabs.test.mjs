// Two pages of one origin share a connection; whoever leads may go.
import assert from "node:assert/strict";
import { test } from "node:test";
import { noChromium, openPage } from "./chromium.mjs";
import { startHub } from "./hub.mjs";
import { siteOf } from "./site.mjs";

const site = `
  import { load } from "@tally/contracts/db";
  const { Db } = await load(fetch("/@tally/contracts/db.wasm"));
  const pump = (level) => ({ id: "pump-1", at: 0, level, state: "on", revolutions: 1000, hours: "1.5" });
  const until = async (isSo) => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const db = new Db();
  const levels = (key) => db.history(key).map(({ value }) => value.level);
  const seen = [];
  db.watch("#", (key) => db.subscribe(key, ({ level }, { key }) => seen.push(key + " " + level)));
  const open = async (url, options) => {
    globalThis.lost = [];
    globalThis.bridge = db.connect({ url, subscribe: ["pumps.#"], mode: "synced", ...options });
    bridge.onGap((each) => lost.push(each));
    await until(() => bridge.status === "connected");
  };
  Object.assign(globalThis, { db, levels, open, pump, seen, until });
  globalThis.ready = true;`;

async function enter(page) {
  await page.addScriptTag({ url: "/site.js", type: "module" });
  await page.waitForFunction(() => globalThis.ready);
}

/** Pages at a hub, the first of which leads. */
async function openTabs(t, count) {
  const first = await openPage(t, await siteOf(t, { "/site.js": site }));
  const hub = await startHub(t, "--origin", new URL(first.url()).origin);
  const pages = [first];
  while (pages.length < count) {
    const page = await first.context().newPage();
    await page.goto(first.url());
    pages.push(page);
  }
  for (const page of pages) {
    await enter(page);
    await page.evaluate((url) => open(url), hub.url);
  }
  return { hub, pages };
}

/** How many clients the hub has. */
async function sessions({ origin }) {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return Number(/^tally_sessions(?:\{[^}]*\})? (\d+)/m.exec(text)?.[1]);
}

const write = (page, key, level) =>
  page.evaluate(async ([key, level]) => {
    const { state, id, sequence } = await bridge.write(key, pump(level)).settled;
    return [state, id, sequence];
  }, [key, level]);
const has = (page, key, level) => page.evaluate(([key, level]) => until(() => db.get(key)?.level === level), [key, level]);

test("tabs share one connection: values and writes cross", { skip: noChromium }, async (t) => {
  const { hub, pages: [a, b] } = await openTabs(t, 2);
  assert.equal(await sessions(hub), 1);
  assert.deepEqual(await write(a, "pumps.roof", 1), ["acked", 1, 1]);
  await has(b, "pumps.roof", 1);
  assert.deepEqual(await write(b, "pumps.roof", 2), ["acked", 2, 2]);
  await has(a, "pumps.roof", 2);
  assert.deepEqual(await b.evaluate(() => seen), ["pumps.roof 1", "pumps.roof 2"]);
  const dead = await b.evaluate(async () => {
    const { state, code } = await bridge.write("pumps", []).settled;
    return [state, code, bridge.deadLetters.length, bridge.pending.length];
  });
  assert.deepEqual(dead, ["rejected", "forbidden", 1, 0]);
  assert.equal(await a.evaluate(() => bridge.client), await b.evaluate(() => bridge.client));
});

test("a tab that comes late has what the others have", { skip: noChromium }, async (t) => {
  const { hub, pages: [a, b] } = await openTabs(t, 2);
  for (const level of [1, 2, 3]) await write(a, "pumps.roof", level);
  const late = await a.context().newPage();
  await late.goto(a.url());
  await enter(late);
  await late.evaluate((url) => open(url), hub.url);
  await has(late, "pumps.roof", 3);
  await write(b, "pumps.roof", 4);
  await has(late, "pumps.roof", 4);
  assert.deepEqual(await late.evaluate(() => levels("pumps.roof")), [1, 2, 3, 4]);
  assert.equal(await sessions(hub), 1);
});

test("when the leader goes another one goes on from there", { skip: noChromium }, async (t) => {
  const { hub, pages: [a, b, c] } = await openTabs(t, 3);
  await write(b, "pumps.roof", 1);
  await has(c, "pumps.roof", 1);
  await a.close({ runBeforeUnload: false });
  assert.deepEqual(await write(b, "pumps.roof", 2), ["acked", 2, 2]);
  assert.deepEqual(await write(c, "pumps.roof", 3), ["acked", 3, 3]);
  for (const page of [b, c]) {
    await has(page, "pumps.roof", 3);
    assert.deepEqual(await page.evaluate(() => [levels("pumps.roof"), lost]), [[1, 2, 3], []]);
  }
  assert.equal(await sessions(hub), 1);
});

test("writes that are on their way when the leader goes are made once, in order", { skip: noChromium }, async (t) => {
  const { pages: [a, b, c] } = await openTabs(t, 3);
  const written = c.evaluate(async () => {
    const writes = [];
    for (let level = 1; level <= 50; ++level) {
      writes.push(bridge.write("pumps.roof", pump(level)));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await Promise.all(writes.map(({ settled }) => settled));
    return writes.map(({ state, sequence }) => [state, sequence]);
  });
  await b.evaluate(() => until(() => db.get("pumps.roof")?.level >= 10));
  await a.close();
  assert.deepEqual(await written, Array.from({ length: 50 }, (_, i) => ["acked", i + 1]));
  for (const page of [b, c]) {
    await has(page, "pumps.roof", 50);
    assert.deepEqual(await page.evaluate(() => [levels("pumps.roof").join(), lost]),
      [Array.from({ length: 50 }, (_, i) => i + 1).join(), []]);
  }
});

test("a leader that is frozen hands over, and comes back as one of the others", { skip: noChromium }, async (t) => {
  const { pages: [a, b] } = await openTabs(t, 2);
  await write(a, "pumps.roof", 1);
  await has(b, "pumps.roof", 1);
  const cdp = await a.context().newCDPSession(a);
  await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
  assert.deepEqual(await write(b, "pumps.roof", 2), ["acked", 2, 2]);
  await cdp.send("Page.setWebLifecycleState", { state: "active" });
  await has(a, "pumps.roof", 2);
  assert.deepEqual(await write(a, "pumps.roof", 3), ["acked", 3, 3]);
  await has(b, "pumps.roof", 3);
});

test("disconnect and connect are for all tabs", { skip: noChromium }, async (t) => {
  const { hub, pages: [a, b] } = await openTabs(t, 2);
  await b.evaluate(() => bridge.disconnect());
  for (const page of [a, b]) await page.evaluate(() => until(() => bridge.status === "disconnected"));
  await b.evaluate(() => (globalThis.late = bridge.write("pumps.roof", pump(1))) && undefined);
  await a.close();
  await b.evaluate(() => bridge.connect());
  assert.equal(await b.evaluate(async () => (await late.settled).state), "acked");
  assert.equal(await sessions(hub), 1);
});
