// What a bridge does in a page: writes that outlive it, and a network that comes and goes.
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
  Object.assign(globalThis, { Db, pump, until });
  globalThis.ready = true;`;

async function enter(page) {
  await page.addScriptTag({ url: "/site.js", type: "module" });
  await page.waitForFunction(() => globalThis.ready);
}

async function open(t) {
  const page = await openPage(t, await siteOf(t, { "/site.js": site }));
  const hub = await startHub(t, "--origin", new URL(page.url()).origin);
  await enter(page);
  return { page, hub };
}

test("offline writes survive the page, and are applied once, in order", { skip: noChromium }, async (t) => {
  const { page, hub } = await open(t);
  const client = await page.evaluate(async (url) => {
    const bridge = new Db().connect({ url, offline: true });
    for (const level of [1, 2, 3]) bridge.write("pumps.roof", pump(level));
    await bridge.close();
    return bridge.client;
  }, hub.url);
  await page.reload();
  await enter(page);
  const after = await page.evaluate(async (url) => {
    const bridge = new Db().connect({ url });
    await bridge.ready;
    const writes = [...bridge.pending, bridge.write("pumps.roof", pump(4))];
    await Promise.all(writes.map(({ settled }) => settled));
    const seen = writes.map(({ id, state, sequence }) => [id, state, sequence]);
    await bridge.close();
    return { client: bridge.client, seen };
  }, hub.url);
  assert.deepEqual(after, { client, seen: [1, 2, 3, 4].map((i) => [i, "acked", i]) });
  await page.reload();
  await enter(page);
  const left = await page.evaluate(async (url) => {
    const bridge = new Db().connect({ url, offline: true });
    await bridge.ready;
    const write = bridge.write("pumps.roof", pump(5));
    await until(() => write.id > 0);
    return [bridge.client, bridge.pending.length, write.id];
  }, hub.url);
  assert.deepEqual(left, [client, 1, 5], "an acked write is gone, and no number is used again");
});

test("a page that loses the network says so, and comes back when it is there", { skip: noChromium }, async (t) => {
  const { page, hub } = await open(t);
  await page.evaluate(async (url) => {
    globalThis.bridge = new Db().connect({ url, storage: "memory" });
    await until(() => bridge.status === "connected");
  }, hub.url);
  await page.context().setOffline(true);
  await page.evaluate(() => until(() => bridge.status === "reconnecting"));
  await page.evaluate(() => (globalThis.write = bridge.write("pumps.roof", pump(1))) && undefined);
  await page.context().setOffline(false);
  const state = await page.evaluate(async () => (await write.settled).state);
  assert.equal(state, "acked");
});
