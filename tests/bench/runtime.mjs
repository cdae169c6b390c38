// Tasks, channels, timers and buffers: natively, in Node and in Chromium, and how fast virtual time runs.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { noChromium } from "../js/chromium.mjs";
import { duration, isTally, round, table, workTables } from "./tables.mjs";

const columns = { title: "with", label: (input) => input };

const rate = (value) => round(value, Number.isInteger(value) ? 0 : 4);

const allocationTable = ({ allocations }) =>
  table(
    ["work", "with", "contestant", ">allocations"],
    allocations.map(({ work, input, contestant, per_operation }, i) => {
      const before = allocations[i - 1];
      const sameWork = before?.work === work;
      return [sameWork ? "" : work, sameWork && before.input === input ? "" : input, contestant, rate(per_operation)];
    }),
  );

/** What was to be reached, and whether it was. */
function targetTable(native, node, simulatedPerSecond) {
  const messages = /^(channel|ring)/;
  const median = ({ measurements }, work, contestant, input) =>
    measurements.find((each) =>
      each.work.startsWith(work) && each.contestant === contestant && (input ?? each.input) === each.input).median;
  const limit = (what, value, most) => [what, `below ${duration(most)}`, duration(value), value < most];
  const hops = native.measurements.filter((each) => isTally(each) && each.work.startsWith("channel"));
  const many = "1,000 readers";
  const plain = median(native, "ring", "a loop over std::function, no buffer", many);
  const besidePlain = (readers, what) => {
    const ratio = median(native, "ring", `Tally, ${readers}`, many) / plain;
    const wanted = "at most 2 times a loop over functions";
    return [`ring push to 1,000 ${what}, native`, wanted, `${round(ratio, 1)} times`, ratio <= 2];
  };
  const ofMessages = native.allocations.filter((each) => isTally(each) && messages.test(each.work));
  const allocations = Math.max(...ofMessages.map((each) => each.per_operation));
  const second = `${round(simulatedPerSecond, 0)} s`;
  const rows = [
    limit("spawn and join, native", median(native, "spawn and join", "Tally"), 100),
    limit("spawn and join, WASM in Node", median(node, "spawn and join", "Tally in WASM"), 1000),
    limit("channel hop, native, the slowest capacity", Math.max(...hops.map((each) => each.median)), 50),
    besidePlain("callbacks", "callbacks"),
    besidePlain("tasks", "reader tasks"),
    ["allocations for a message of a channel or ring, native", "0", rate(allocations), allocations === 0],
    ["virtual time, simulated in a second", "at least 1,000 s", second, simulatedPerSecond >= 1000],
  ].map(([what, wanted, measured, reached]) => [what, wanted, measured, reached ? "yes" : "no"]);
  return table(["target", "wanted", ">measured", "reached"], rows);
}

/** Measures what lies in `build` by `measureBy(program, args)`; gives the versions and the part of the report. */
export function measureRuntime(build, measureBy, options) {
  const script = fileURLToPath(new URL("async.mjs", import.meta.url));
  const inJavaScript = (...more) => measureBy(process.execPath, [script, join(build, "wasm/bin"), ...options, ...more]);

  console.error("bench: runtime, native");
  const native = measureBy(join(build, "release/bin/async_bench"), options);
  const virtual = measureBy(join(build, "release/bin/virtual_speed"), []).simulated_seconds_per_second;
  console.error("bench: runtime, Node");
  const node = inJavaScript();
  if (!noChromium) console.error("bench: runtime, Chromium");
  const chromium = noChromium ? undefined : inJavaScript("--chromium");

  const text = `## Tasks and buffers: targets

${targetTable(native, node, virtual)}

## Tasks and buffers, native

${workTables(native, columns)}

### allocations for one operation

${allocationTable(native)}

What is not equal:
- Each loop is on one thread, and the \`io_context\` knows it. Tally's loop runs on an \`io_context\`, but its tasks take
  turns without it. Asio's operations go through it each time, take any executor, and report by exceptions.
- Tally's sleep that has expired goes on without a turn of the loop; Asio's timer always takes one, with a system call.
- For a post to another thread and back, Tally posts a function and comes back by a channel; Asio's coroutine moves over.
- Asio has no buffer for many readers: each has a channel of its own. A loop over functions keeps and numbers nothing.
- Allocations are calls of \`operator new\`. Asio keeps small memory for itself, and a task of Tally is one allocation.

### virtual time

${round(virtual, 0)} simulated seconds in a second, for the suite of intervals and timeouts with 100 tickers.

## Tasks and buffers, Node

${workTables(node, columns)}

What is not equal:
- Tally in WASM stays there with both sides, and the host gets no turn in between: what a program in C++ pays. Tally in
  JavaScript crosses over for every call: a task is a promise, a value that is read is a copy of its bytes, and every
  wait can be stopped.
- A promise belongs to nobody and cannot be stopped. The queue of promises is written for this (\`async_rivals.mjs\`); it
  has no end, and who waits cannot leave.
- RxJS and EventEmitter deliver within the call and have no back-pressure; they are beside Tally's callbacks. Subject and
  EventEmitter keep nothing. ReplaySubject keeps as many values as the ring, for those who come later; nobody can read
  at a pace of his own.
- Timers have the same delay, for which Node keeps one list.
${chromium === undefined ? "" : `
## Tasks and buffers, Chromium

${workTables(chromium, columns)}

What is not equal: the same. The clock of a page counts tenths of milliseconds, so batches are five times longer.
`}`;
  return { versions: { ...native.versions, ...node.versions, ...chromium?.versions }, text };
}
