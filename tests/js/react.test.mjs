// Records in components: on a server, and in a page.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { createElement as h } from "react";
import { renderToString } from "react-dom/server";
import { load } from "../../build/package/@fixtures/contracts/db.node.js";
import * as hooks from "../../build/package/@tally/runtime/react.js";
import { noChromium, openPage } from "./chromium.mjs";
import { siteOf } from "./site.mjs";

const { TallyProvider, useDeadLetters, useEntry, useHistory, useKeys, usePending, useRecord, useStatus } = hooks;
const { Db } = await load();
const pump = (level) => ({ id: "pump-1", at: 0, level, state: "on", revolutions: 1000, hours: "1.5" });

describe("on a server", () => {
  const Page = () =>
    h("p", null, [useRecord("pumps.roof")?.level, useEntry("pumps.roof")?.sequence, useHistory("pumps.roof").length,
      useKeys("#").length, useStatus(), usePending().length, useDeadLetters().length].join(" "));
  const render = (props) => renderToString(h(TallyProvider, props, h(Page)));

  test("without records there is nothing", () => {
    assert.equal(render({}), "<p>  0 0 disconnected 0 0</p>");
  });
  test("what the page begins with is shown", () => {
    assert.equal(render({ initial: { "pumps.roof": pump(7) } }), "<p>7 0 1 0 disconnected 0 0</p>");
  });
  test("records are shown", (t) => {
    const db = new Db();
    t.after(() => db.free());
    db.set("pumps.roof", pump(1));
    db.set("pumps.roof", pump(2));
    assert.equal(render({ db }), "<p>2 2 2 1 disconnected 0 0</p>");
    assert.equal(render({ db, initial: { "pumps.roof": pump(7) } }), "<p>7 0 1 1 disconnected 0 0</p>");
  });
  test("hooks need a provider", () => {
    assert.throws(() => renderToString(h(Page)), /needs a TallyProvider above it/);
  });
});

const site = `
  import { StrictMode, createElement as h, memo, startTransition, useState } from "react";
  import { createRoot, hydrateRoot } from "react-dom/client";
  import { load } from "@fixtures/contracts/db";
  import * as hooks from "@tally/runtime/react";

  const { Db } = await load(fetch("/@fixtures/contracts/db.wasm"));
  const pump = (level) => ({ id: "pump-1", at: 0, level, state: "on", revolutions: 1000, hours: "1.5" });
  export const idle = () => new Promise((resolve) => setTimeout(resolve, 50));
  const root = () => document.body.appendChild(document.createElement("div"));
  Object.assign(globalThis, { ...hooks, Db, StrictMode, createRoot, h, hydrateRoot, idle, memo, pump, root, startTransition, useState });
  globalThis.ready = true;`;

describe("in a page", { skip: noChromium }, () => {
  const open = async (t) => {
    const page = await openPage(t, await siteOf(t, { "/site.js": site }));
    page.on("pageerror", (error) => console.error(error));
    await page.addScriptTag({ url: "/site.js", type: "module" });
    await page.waitForFunction(() => globalThis.ready);
    return page;
  };

  test("components follow their records, and only these, in StrictMode as well", async (t) => {
    const page = await open(t);
    const seen = await page.evaluate(async () => {
      const db = new Db();
      db.set("pumps.roof", pump(1));
      const renders = { roof: 0, cellar: 0 };
      const Level = memo(({ name }) => {
        ++renders[name];
        return h("b", null, useRecord("pumps." + name)?.level ?? "-");
      });
      const place = root();
      const tree = createRoot(place);
      const children = [h(Level, { name: "roof", key: 1 }), h(Level, { name: "cellar", key: 2 })];
      tree.render(h(StrictMode, null, h(TallyProvider, { db }, children)));
      await idle();
      const texts = [place.textContent];
      const before = { ...renders };
      db.set("pumps.roof", pump(2));
      await idle();
      texts.push(place.textContent);
      db.set("pumps.cellar", pump(3));
      await idle();
      texts.push(place.textContent);
      const more = [renders.roof - before.roof, renders.cellar - before.cellar];
      tree.unmount();
      db.set("pumps.roof", pump(4));
      await idle();
      db.free();
      return { texts, more };
    });
    assert.deepEqual(seen.texts, ["1-", "2-", "23"]);
    assert.deepEqual(seen.more, [2, 2], "one change each, rendered twice");
  });

  test("the same value is the same object, so that nothing is rendered for nothing", async (t) => {
    const page = await open(t);
    const same = await page.evaluate(async () => {
      const db = new Db();
      for (const level of [1, 2, 3]) db.set("pumps.roof", pump(level));
      const seen = [];
      let again;
      const All = () => {
        [, again] = useState(0);
        seen.push([useRecord("pumps.roof"), useEntry("pumps.roof"), useHistory("pumps.roof", { last: 2 }), useKeys("#"),
          useWrite("pumps.roof"), usePending(), useDeadLetters()]);
        return null;
      };
      const tree = createRoot(root());
      tree.render(h(TallyProvider, { db }, h(All)));
      await idle();
      again(1);
      await idle();
      const equal = seen[0].map((each, i) => each === seen[1][i]);
      db.set("pumps.cellar", pump(1));
      await idle();
      const keys = seen.at(-1)[3];
      const levels = seen[0][2].map(({ value }) => value.level);
      tree.unmount();
      db.free();
      return { renders: seen.length, equal, keys, levels };
    });
    assert.deepEqual(same.equal, Array(7).fill(true));
    assert.deepEqual([same.renders, same.keys, same.levels], [3, ["pumps.cellar", "pumps.roof"], [2, 3]]);
  });

  test("no two components see different values, whatever comes while they are rendered", async (t) => {
    const page = await open(t);
    const torn = await page.evaluate(async () => {
      const db = new Db();
      db.set("pumps.roof", pump(1));
      const torn = [];
      const Slow = () => {
        const level = useRecord("pumps.roof").level;
        for (const end = performance.now() + 4; performance.now() < end; );
        return h("i", null, level);
      };
      const Tree = ({ count }) => Array.from({ length: count }, (_, key) => h(Slow, { key }));
      const place = root();
      const check = () => {
        const texts = new Set([...place.querySelectorAll("i")].map((each) => each.textContent));
        if (texts.size > 1) torn.push([...texts]);
      };
      new MutationObserver(check).observe(place, { childList: true, subtree: true, characterData: true });
      const tree = createRoot(place);
      tree.render(h(TallyProvider, { db }, h(Tree, { count: 1 })));
      await idle();
      startTransition(() => tree.render(h(TallyProvider, { db }, h(Tree, { count: 40 }))));
      for (let level = 2; level < 40; ++level) {
        await new Promise((resolve) => setTimeout(resolve, 4));
        db.set("pumps.roof", pump(level));
      }
      while (place.querySelectorAll("i").length < 40) await idle();
      const last = [...place.querySelectorAll("i")].map((each) => each.textContent);
      tree.unmount();
      db.free();
      return { torn, count: last.length, last: [...new Set(last)] };
    });
    assert.deepEqual(torn, { torn: [], count: 40, last: ["39"] });
  });

  test("a page that a server has rendered goes on from there", async (t) => {
    const page = await open(t);
    const initial = { "pumps.roof": pump(7) };
    const Level = () => h("b", null, useRecord("pumps.roof")?.level);
    const html = renderToString(h(TallyProvider, { initial }, h(Level)));
    const seen = await page.evaluate(async ({ html, initial }) => {
      const db = new Db();
      db.set("pumps.roof", pump(8));
      const place = root();
      place.innerHTML = html;
      const texts = [place.textContent];
      const errors = [];
      const Level = () => {
        const level = useRecord("pumps.roof")?.level;
        texts.push(level);
        return h("b", null, level);
      };
      const tree = hydrateRoot(place, h(TallyProvider, { db, initial }, h(Level)), {
        onRecoverableError: (error) => errors.push(error.message),
      });
      await idle();
      const text = place.textContent;
      tree.unmount();
      db.free();
      return { texts, text, errors };
    }, { html, initial });
    assert.deepEqual(seen, { texts: ["7", 7, 8], text: "8", errors: [] });
  });

  test("writes without a bridge are judged and stay here", async (t) => {
    const page = await open(t);
    const states = await page.evaluate(async () => {
      const db = new Db();
      let write;
      const Form = () => {
        write = useWrite("pumps.roof");
        return useStatus();
      };
      const tree = createRoot(root());
      tree.render(h(TallyProvider, { db }, h(Form)));
      await idle();
      const good = await write(pump(1)).settled;
      const bad = await write(pump(101)).settled;
      const level = db.get("pumps.roof").level;
      tree.unmount();
      db.free();
      return [good.state, bad.state, bad.issues[0].code, level];
    });
    assert.deepEqual(states, ["local", "invalid", "maximum", 1]);
  });
});
