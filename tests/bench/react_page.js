// The page of browser.mjs: a record of each of many keys, kept in step with a hub and shown by a component of its own.
import { createElement as h, memo } from "react";
import { createRoot } from "react-dom/client";
import { load } from "@fixtures/contracts/db";
import { TallyProvider, useRecord } from "@tally/runtime/react";

const { Db } = await load(fetch("/db.wasm"));

/** Shows them, and follows a hub. */
globalThis.show = async (url, keys) => {
  const db = new Db();
  const bridge = db.connect({ url, subscribe: ["pumps.+"] });
  const Level = memo(({ name }) => {
    ++globalThis.renders;
    return h("li", null, name, " ", h("b", null, useRecord(name)?.level ?? "-"));
  });
  const list = document.body.appendChild(document.createElement("ul"));
  const tree = h(TallyProvider, { db, bridge }, keys.map((name) => h(Level, { name, key: name })));
  createRoot(list).render(tree);
  while (bridge.status !== "connected") await new Promise((resolve) => setTimeout(resolve, 20));
};

/** What a page does in so many milliseconds: the times between its frames, tasks that took long, and renders. */
globalThis.watch = async (milliseconds) => {
  globalThis.renders = 0;
  let long = 0;
  const observer = new PerformanceObserver((list) => (long += list.getEntries().length));
  observer.observe({ entryTypes: ["longtask"] });
  const times = [];
  await new Promise((resolve) => {
    const frame = (now) => {
      times.push(now);
      if (now - times[0] < milliseconds) requestAnimationFrame(frame);
      else resolve();
    };
    requestAnimationFrame(frame);
  });
  observer.disconnect();
  const intervals = times.slice(1).map((time, i) => time - times[i]);
  return { intervals, long, renders: globalThis.renders };
};

globalThis.levels = () => [...document.querySelectorAll("b")].map((each) => each.textContent);
globalThis.ready = true;
