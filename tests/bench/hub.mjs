// Values of 110 bytes from one client through a server of one thread to many subscribers: `tally serve`, which judges
// each value, numbers and keeps it, beside a server of npm `ws` that only passes them on.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Ws from "ws";
import { hello, subprotocol, write } from "../hub/hub.mjs";
import { round, table } from "./tables.mjs";

const roles = fileURLToPath(new URL("hub_roles.mjs", import.meta.url));
const ws = JSON.parse(readFileSync(new URL("../../node_modules/ws/package.json", import.meta.url), "utf8")).version;
const underWay = 200; // values of the publisher without an answer
const efforts = {
  thorough: { audiences: [200, 2000], deliveries: 1_000_000, rounds: 5 },
  quick: { audiences: [200], deliveries: 200_000, rounds: 2 },
};
// Of Beast with one frame for each value, on two cores: what a server does that gathers nothing.
const beast = 33_800;

/** 110 bytes; the last one of a round says so. */
function value(n, last) {
  const text = JSON.stringify({ n, last, by: "" });
  return { n, last, by: "x".repeat(110 - text.length) };
}

const memory = (pid) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;
const message = (child) => once(child, "message").then(([text]) => text);

async function startHub(build) {
  const folder = mkdtempSync(join(tmpdir(), "tally-bench-"));
  mkdirSync(join(folder, "schemas"));
  writeFileSync(
    join(folder, "schemas/bench.contract.yaml"),
    `contract: 1
package: bench
types: {Value: {record: {n: int32, last: bool, by: {type: string, maxLength: 200}}}}
keys: {values: {type: Value, buffer: {ring: 100000}, access: readwrite}}
`,
  );
  const child = spawn(join(build, "release/bin/tally"), ["serve", "--contracts", "schemas", "--port", "0"], { cwd: folder });
  const [url] = await once(child.stdout, "data");
  child.on("exit", () => rmSync(folder, { recursive: true }));
  return { child, port: Number(new URL(String(url).trim()).port) };
}

async function startRival() {
  const child = fork(roles, ["rival"]);
  return { child, port: await message(child) };
}

/** Sends so many values and gets each acknowledged; `acked()` is the number of the last one that was. */
async function publish(socket, first, count, acked, asHub) {
  for (let n = 1; n <= count; ++n) {
    const id = first + n;
    const text = JSON.stringify(write(id, "values", value(n, n === count)));
    socket.send(asHub ? `[${text}]` : text);
    while (id - acked() >= underWay) await once(socket, "acked");
  }
}

/** Deliveries a second by round, and bytes of the server's memory for each subscriber. */
async function measure({ start, asHub }, build, count, { deliveries, rounds }) {
  const { child: server, port } = await start(build);
  const before = memory(server.pid);
  const audience = fork(roles, ["subscribers", String(port), String(count), asHub ? "hub" : "ws"]);
  await message(audience);
  const each = (memory(server.pid) - before) / count;
  const publisher = new Ws(`ws://127.0.0.1:${port}/tally`, asHub ? [subprotocol] : []);
  await once(publisher, "open");
  if (asHub) publisher.send(JSON.stringify([hello("publisher")]));
  let acked = 0;
  publisher.on("message", (data) => {
    for (const { type, id } of JSON.parse(data)) if (type === "ack") acked = id;
    publisher.emit("acked");
  });
  const values = Math.ceil(deliveries / count);
  const rates = [];
  for (let i = 0; i < rounds; ++i) {
    audience.send("round");
    await message(audience);
    const arrived = message(audience);
    const begin = process.hrtime.bigint();
    await publish(publisher, i * values, values, () => acked, asHub);
    await arrived;
    rates.push((values * count * 1e9) / Number(process.hrtime.bigint() - begin));
  }
  publisher.close();
  for (const child of [audience, server]) child.kill();
  await once(server, "exit");
  return { median: rates.sort((a, b) => a - b)[rates.length >> 1], best: rates.at(-1), each };
}

const contestants = [
  { name: "Tally, `tally serve`", start: startHub, asHub: true },
  { name: "ws", start: startRival, asHub: false },
];

/** Measures what lies in `build`; gives the versions and the part of the report. */
export async function measureHub(build, _measureBy, options) {
  const effort = efforts[options.includes("--quick") ? "quick" : "thorough"];
  const rows = [];
  const goals = [];
  for (const count of effort.audiences) {
    console.error(`bench: hub, ${count} subscribers`);
    const results = [];
    for (const contestant of contestants) results.push(await measure(contestant, build, count, effort));
    const [own, other] = results;
    results.forEach(({ median, best, each }, i) => {
      const ratio = i === 0 ? "" : `${round(own.median / median, 1)} times`;
      const cells = [contestants[i].name, round(median, 0), round(best, 0), `${round(each / 1024, 1)} KiB`, ratio];
      rows.push([i === 0 ? round(count, 0) : "", ...cells]);
    });
    const reached = (is) => (is ? "yes" : "no");
    goals.push(
      [`${round(count, 0)} subscribers, deliveries a second`, `${round(10 * beast, 0)}`, round(own.median, 0), reached(own.median >= 10 * beast)],
      [`${round(count, 0)} subscribers, ahead of ws`, "more than 1 times", `${round(own.median / other.median, 1)} times`, reached(own.median > other.median)],
      [`${round(count, 0)} subscribers, memory of each`, "at most 12 KiB", `${round(own.each / 1024, 1)} KiB`, reached(own.each <= 12 * 1024)],
    );
  }
  const text = `## The hub

### targets

${table(["target", "wanted", ">measured", "reached"], goals)}

### values of 110 B to all subscribers

One client writes, with ${underWay} values under way; the server has one thread, and shares two cores with the client and the
process of the subscribers.

${table([">subscribers", "server", ">deliveries/s", ">best", ">memory of a subscriber", ">Tally is faster"], rows)}

What is not equal:
- Tally judges each value, numbers it, keeps the last 100,000 and puts what comes together into one frame. The rival parses the
  message, and sends each to everybody as a frame of its own.
- nats-server is not measured.
`;
  return { versions: { ws }, text };
}
