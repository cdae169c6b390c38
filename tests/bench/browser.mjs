// Records in a page: from `set` to callback, from `write` to ack, from a frame to callback, and a stream of values from a hub as React renders it.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build as bundle } from "esbuild";
import { noChromium, openPage } from "../js/chromium.mjs";
import { measureBridge, measureSet } from "./db_works.mjs";
import { quick, thorough } from "./measure.mjs";
import { openPublisher, serveTally, tally } from "./servers.mjs";
import { comparison, duration, round, table } from "./tables.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const require = createRequire(import.meta.url);
const keys = Array.from({ length: 50 }, (_, i) => `pumps.p${i}`);
const perSecond = 500;
const phases = { thorough: { rounds: 5, seconds: 6 }, quick: { rounds: 2, seconds: 3 } };

/** Gives a page to `work` that runs a module of ours, with the packages that were built. */
async function withPage(build, module, work) {
  const ends = [];
  const t = { after: (end) => ends.push(end) };
  try {
    const folder = await mkdtemp(join(tmpdir(), "tally-bench-"));
    t.after(() => rm(folder, { recursive: true }));
    const outfile = join(folder, "page.js");
    await bundle({
      entryPoints: [here(module)],
      outfile,
      bundle: true,
      format: "esm",
      target: "es2022",
      minify: true,
      define: { "process.env.NODE_ENV": '"production"' },
      // The build folder may be anywhere, and there must be one React.
      alias: {
        "@tally/runtime": join(build, "package/@tally/runtime"),
        "@fixtures/contracts": join(build, "package/@fixtures/contracts"),
        react: here("../../node_modules/react"),
      },
      nodePaths: [here("../../node_modules")],
      logLevel: "warning",
    });
    const page = await openPage(t, { "/page.js": outfile, "/db.wasm": join(build, "package/@fixtures/contracts/db.wasm") });
    page.on("pageerror", (error) => console.error(error));
    await page.addScriptTag({ url: "/page.js", type: "module" });
    await page.waitForFunction(() => globalThis.ready);
    return await work(page, t);
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

// ---- A value, and what a page pays for it ----

async function valueInNode(build, effort) {
  const { load } = await import(pathToFileURL(join(build, "package/@fixtures/contracts/db.node.js")));
  const program = await load();
  return { set: await measureSet(program, require("rxjs"), effort), bridge: await measureBridge(program, effort) };
}

// The clock of a page counts tenths of milliseconds.
const valueInPage = (build, effort) =>
  withPage(build, "set_page.js", (page) =>
    page.evaluate((pageEffort) => globalThis.measure(pageEffort), { ...effort, batch: 5 * effort.batch }),
  );

// ---- React ----

/** Writes values under all keys in turn for so long; gives the last level of each when the hub has them. */
async function stream(publisher, seconds) {
  const levels = keys.map(() => undefined);
  const begin = performance.now();
  const count = seconds * perSecond;
  for (let n = 0; n < count; ++n) {
    const due = begin + (n * 1000) / perSecond;
    if (performance.now() < due) await sleep(due - performance.now());
    const key = n % keys.length;
    levels[key] = ((n + Math.round(begin)) % 1000) / 10;
    publisher.send(keys[key], { id: "pump-1", at: Date.now(), level: levels[key], state: "on", revolutions: 1000, hours: "1.5" });
  }
  await publisher.acked(0);
  return levels;
}

const percentile = (numbers, part) => [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) * part)];

/** What all rounds of a kind had together. */
function together(rounds) {
  const intervals = rounds.flatMap((each) => each.intervals);
  const sum = (what) => rounds.reduce((total, each) => total + each[what], 0);
  return { intervals, ...Object.fromEntries(["long", "renders", "processor", "seconds"].map((what) => [what, sum(what)])) };
}

/** Frames of a page that shows what comes from a hub, and of the same page while nothing comes. */
async function measureReact(build, { rounds, seconds }) {
  return withPage(build, "react_page.js", async (page, t) => {
    const text = await readFile(here("../contracts/signals.contract.yaml"), "utf8");
    const contract = text.replace("buffer: {ring: 600},", "buffer: {ring: 600}, access: readwrite,");
    const { child, port } = await serveTally(build, contract, "--origin", new URL(page.url()).origin);
    t.after(() => child.kill());
    const publisher = await openPublisher(tally, port);
    t.after(() => publisher.close());
    await page.evaluate(([url, names]) => globalThis.show(url, names), [`ws://127.0.0.1:${port}/tally`, keys]);
    await stream(publisher, 1);
    const inspector = await page.context().newCDPSession(page);
    await inspector.send("Performance.enable", { timeDomain: "threadTicks" });
    const processor = async () =>
      (await inspector.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value;
    const watch = async () => {
      const before = await processor();
      const watched = await page.evaluate((time) => globalThis.watch(time), seconds * 1000);
      return { ...watched, seconds, processor: (await processor()) - before };
    };
    const idle = [];
    const busy = [];
    for (let i = 0; i < rounds; ++i) {
      await sleep(200);
      idle.push(await watch());
      const [levels, watched] = await Promise.all([stream(publisher, seconds), watch()]);
      busy.push(watched);
      // The last value comes soon, or never.
      const shown = (expected) => JSON.stringify(globalThis.levels()) === JSON.stringify(expected);
      await page.waitForFunction(shown, levels.map(String), { timeout: 5000 });
    }
    return { version: page.context().browser().version(), idle: together(idle), busy: together(busy) };
  });
}

function reactTable({ idle, busy }) {
  const frame = percentile(idle.intervals, 0.5);
  const rows = [["nothing comes", idle], [`${perSecond} values a second`, busy]].map(([what, { intervals, long, renders, processor, seconds }]) => {
    const dropped = intervals.filter((interval) => interval > 1.5 * frame).length;
    const ms = (value) => `${round(value, 1)} ms`;
    return {
      dropped,
      cells: [what, round(intervals.length, 0), round(dropped, 0), ms(percentile(intervals, 0.99)), ms(Math.max(...intervals)),
        round(long, 0), round(renders / seconds, 0), `${round((processor / seconds) * 100, 1)} %`],
    };
  });
  const head = ["in the page", ">frames", ">dropped", ">p99 between frames", ">longest", ">long tasks", ">renders/s", ">main thread"];
  return { dropped: rows.map(({ dropped }) => dropped), text: table(head, rows.map(({ cells }) => cells)) };
}

/** Measures what lies in `build`; gives the versions and the part of the report. */
export async function measureBrowser(build, _measureBy, options) {
  const isQuick = options.includes("--quick");
  const effort = isQuick ? quick : thorough;
  const phase = phases[isQuick ? "quick" : "thorough"];
  console.error("bench: records, Node");
  const measured = [["Node", await valueInNode(build, effort)]];
  let frames;
  if (!noChromium) {
    console.error("bench: records, Chromium");
    measured.push(["Chromium", await valueInPage(build, effort)]);
    console.error("bench: React");
    frames = await measureReact(build, phase);
  }

  const goals = measured.map(([where, { set: { Temperature: [{ median }] } }]) => [
    `set to callback, Temperature, ${where}`, "below 600 ns", duration(median), median < 600 ? "yes" : "no",
  ]);
  const react = frames && reactTable(frames);
  if (react) {
    const [idle, busy] = react.dropped;
    goals.push([`dropped frames, ${perSecond} values a second in React`, "0, or no more than idle", `${busy}, idle ${idle}`,
      busy <= idle ? "yes" : "no"]);
  }
  const rowsOf = (what) =>
    measured.flatMap(([where, { [what]: byRecord }]) =>
      Object.entries(byRecord).flatMap(([record, results], nth) =>
        results.map(({ contestant, median, minimum }, i) => [
          nth === 0 && i === 0 ? where : "",
          i === 0 ? record : "",
          contestant,
          duration(median),
          duration(minimum),
          i === 0 ? "" : comparison(results[0].median, median),
        ]),
      ),
    );
  const bridgeRows = rowsOf("bridge").map((row) => row.slice(0, -1));
  const text = `## Records in a page

### targets

${table(["target", "wanted", ">measured", "reached"], goals)}

### a value is set, and a callback called

Temperature has three members and 66 bytes, Pump six and 80; both are kept in a ring of 600.

${table(["in", "record", "contestant", ">median", ">minimum", "`set` is"], rowsOf("set"))}

What is not equal:
- Tally judges the value, keeps it as bytes in WebAssembly and numbers it; the callback gets an object made of these. \`setJson\`
  is given JSON text. RxJS judges nothing, and hands on the object that it got.

### a value goes to the hub, or comes from it

The hub is a socket in the same program that acknowledges each write in the next microtask; one write is under way at a time, and
the outbox is kept in memory. A frame has one value.

${table(["in", "record", "what", ">median", ">minimum"], bridgeRows)}
${react === undefined ? "" : `
### ${perSecond} values a second, rendered by React

From a writer through \`tally serve\` and the bridge into a page of ${keys.length} components, each with \`useRecord\` of a key of its own;
React ${JSON.parse(require("node:fs").readFileSync(require.resolve("react/package.json"), "utf8")).version} in production. Periods of ${phase.seconds} s in which nothing comes take turns with such in which values come, ${phase.rounds} of
each. A frame is dropped when the time since the one before is more than one and a half times the usual; a task is long from
50 ms on; "main thread" is what the page's own thread takes of a processor. After each period every component has to show the last value of its key. Chromium runs headless, without a GPU, on the
same two cores as the server and the writer.

${react.text}
`}`;
  return { versions: frames === undefined ? {} : { Chromium: frames.version }, text };
}
