// Pages in Chromium, a hub, and a network between them that may fail.
import { randomUUID } from "node:crypto";
import { after, before } from "node:test";
import { launch, openPage } from "../js/chromium.mjs";
import { connect, hello, subscribe, write } from "../hub/hub.mjs";
import { startHub } from "../js/hub.mjs";
import { siteOf } from "../js/site.mjs";
import { Proxy } from "./proxy.mjs";

/** Longer than the longest silence that hub and page bear, several times. */
export const limits = { timeout: 180_000 };

export const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

// What a page can do. Values are told apart by the moment `at`: a number that whoever writes counts up.
const script = `
  import { load } from "@fixtures/contracts/db";
  const { Db, contracts } = await load(fetch("/@fixtures/contracts/db.wasm"));
  const pump = (at) => ({ id: "pump-1", at, level: 50, state: "on", revolutions: 1000, hours: "1.5" });
  const until = async (isSo) => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const db = new Db();
  for (const name of ["tanks.a", "tanks.b"]) db.configure(name, contracts.Pump);
  db.configure("walls.a", contracts.Pumps, { buffer: "ring", capacity: 5 });
  db.configure("brakes.a", contracts.PumpOrder);

  // What was seen: of each key the values and the gaps, as [from, to]; how the bridge stood; its errors.
  const seen = {};
  const statuses = [];
  const errors = [];
  const see = (key, what) => (seen[key] ??= []).push(what);
  db.watch("#", (key) => db.subscribe(key, (value) => see(key, Number((value[0] ?? value).at))));

  const open = (url, options) => {
    globalThis.bridge = db.connect({ url, subscribe: ["pumps.+", "tanks.+", "walls.+"], mode: "synced", ...options });
    bridge.onGap(({ key, from, to }) => see(key, [from, to]));
    bridge.onStatus((status) => statuses.push(status));
    bridge.onError(({ code, key }) => errors.push([code, key]));
    return until(() => options?.offline || bridge.status === "connected");
  };
  const outcome = async (writes) => {
    await Promise.all(writes.map(({ settled }) => settled));
    return writes.map(({ state, sequence }) => [state, sequence]);
  };
  Object.assign(globalThis, { contracts, Db, db, errors, open, outcome, pump, seen, statuses, until });`;

/** The script, in a page that has just been loaded. */
export const enter = (page) => page.evaluate(() => import("/script.js").then(() => {}));

/**
 * In a suite: what opens a page for a test, and starts a hub with a proxy before it, by which `url` leads to it. The browser
 * is that of the suite.
 */
export function stage() {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser.close());
  return async (t, ...flags) => {
    const page = await openPage(t, await siteOf(t, { "/script.js": script }), browser);
    const hub = await startHub(t, "--origin", new URL(page.url()).origin, ...flags);
    const proxy = await Proxy.to(t, hub.port);
    await enter(page);
    return { page, hub, proxy, url: `ws://127.0.0.1:${proxy.port}/tally` };
  };
}

/** Another tab beside a page. */
export async function anotherTab(page) {
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  await enter(tab);
  return tab;
}

/** What the page has seen of a key, once that value is among it. */
export const seenOf = (page, key, last) =>
  page.evaluate(async ([key, last]) => {
    await until(() => seen[key]?.includes(last));
    return seen[key];
  }, [key, last]);

const pump = (at) => ({ id: "pump-1", at, level: 50, state: "on", revolutions: 1000, hours: "1.5" });

/** A program at the hub itself: `write(key, from, to)` is fulfilled when all of that is acknowledged. */
export async function program(t, { origin }) {
  const client = await connect(origin);
  t.after(() => client.close());
  client.send(hello(`program-${randomUUID()}`));
  client.socket.addEventListener("message", ({ data }) => {
    for (const { type, ts } of JSON.parse(data)) if (type === "ping") client.send({ type: "pong", ts });
  });
  let last = 0;
  return {
    write: async (key, from, to = from) => {
      for (const at of range(from, to)) {
        client.send(write(++last, key, pump(at)));
        if (at % 20 !== 0 && at !== to) continue;
        const id = last;
        await client.next((message) => message.type === "ack" && message.id === id);
      }
    },
  };
}

/** What the hub has of a key, oldest first. */
export async function kept({ origin }, key) {
  const client = await connect(origin);
  client.send(hello("reader"), subscribe(1, key));
  const { count } = await client.next("subscribed");
  if (count > 0) await client.next(({ type, last }) => type === "snapshot" && last);
  await client.close();
  return client.heard.filter(({ type }) => type === "snapshot").map(({ payload }) => payload.at);
}

export const epochOf = async ({ origin }) => (await (await fetch(`${origin}/version`)).json()).epoch;

/** How many clients the hub has. */
export async function sessions({ origin }) {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return Number(/^tally_sessions(?:\{[^}]*\})? (\d+)/m.exec(text)?.[1]);
}
