// The servers that hand values to subscribers, and how each is started and written to.
import { execFileSync, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import Ws from "ws";
import { hello, subprotocol, write } from "../hub/hub.mjs";

const wsServer = fileURLToPath(new URL("ws_server.mjs", import.meta.url));
// Debian keeps programs of this kind where only root looks for them.
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };

export function versions() {
  const ws = JSON.parse(readFileSync(new URL("../../node_modules/ws/package.json", import.meta.url), "utf8")).version;
  const nats = execFileSync("nats-server", ["--version"], { env, encoding: "utf8" }).match(/[\d.]+/)[0];
  return { ws, "nats-server": nats };
}

/** A folder for a process, which is gone when the process is. */
function folderOf(start) {
  const folder = mkdtempSync(join(tmpdir(), "tally-bench-"));
  const child = start(folder);
  child.on("exit", () => rmSync(folder, { recursive: true }));
  return { folder, child };
}

/** `tally serve` with one contract. */
export async function serveTally(build, contract, ...flags) {
  const { child } = folderOf((cwd) => {
    writeFileSync(join(cwd, "bench.contract.yaml"), contract);
    const all = ["serve", "--contracts", "bench.contract.yaml", "--port", "0", ...flags];
    return spawn(join(build, "release/bin/tally"), all, { cwd });
  });
  const [url] = await once(child.stdout, "data");
  return { child, port: Number(new URL(String(url).trim()).port) };
}

const startTally = (build, { ring }) =>
  serveTally(
    build,
    `contract: 1
package: bench
types: {Value: {record: {at: float64, n: int32, last: bool, by: {type: string, maxLength: 200}}}}
keys: {values: {type: Value, buffer: {ring: ${ring}}, access: readwrite}}
`,
  );

async function startWs() {
  const child = fork(wsServer);
  const [port] = await once(child, "message");
  return { child, port };
}

async function startNats(threads) {
  const { folder, child } = folderOf((cwd) => {
    writeFileSync(
      join(cwd, "nats.conf"),
      `listen: "127.0.0.1:-1"
ports_file_dir: "${cwd}"
websocket: {listen: "127.0.0.1:-1", no_tls: true, compression: false}
`,
    );
    const limit = threads === undefined ? {} : { GOMAXPROCS: String(threads) };
    return spawn("nats-server", ["-c", "nats.conf"], { cwd, env: { ...env, ...limit }, stdio: "ignore" });
  });
  // It says nothing; the file is there once it listens.
  for (;;) {
    const file = readdirSync(folder).find((name) => name.endsWith(".ports"));
    const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
    if (text !== "") return { child, port: Number(new URL(JSON.parse(text).websocket[0]).port) };
    await sleep(20);
  }
}

/** What a publisher says at first and for each value, and how many acknowledgements are in what it hears. */
const asHub = {
  subprotocols: [subprotocol],
  greeting: JSON.stringify([hello("publisher")]),
  text: (id, key, value) => `[${JSON.stringify(write(id, key, value))}]`,
  acknowledged: (data) => {
    const messages = JSON.parse(data);
    const refusal = messages.find(({ type }) => type === "nack");
    if (refusal !== undefined) throw new Error(`refused: ${JSON.stringify(refusal)}`);
    return messages.filter(({ type }) => type === "ack").length;
  },
};
const asWs = { ...asHub, subprotocols: [], greeting: undefined, text: (id, key, value) => JSON.stringify(write(id, key, value)) };
const asNats = {
  subprotocols: [],
  greeting: 'CONNECT {"verbose":true}\r\n',
  text: (_, key, value) => {
    const text = JSON.stringify(value);
    return `PUB ${key} ${text.length}\r\n${text}\r\n`;
  },
  acknowledged: (data) => data.toString("latin1").split("+OK").length - 1,
};

/** Each with a name, how it is started, and how its clients speak; `audience` is what audience.cpp calls that. */
export const tally = { name: "Tally, `tally serve`", audience: "hub", speech: asHub, start: startTally };
export const ws = { name: "ws", audience: "ws", speech: asWs, start: startWs };
export const nats = { name: "nats-server", audience: "nats", speech: asNats, start: () => startNats() };
export const natsOnOne = { ...nats, name: "nats-server, GOMAXPROCS=1", start: () => startNats(1) };

/** The one client that writes: {send(key, value), acked(left) until no more than so many have no answer, close()}. */
export async function openPublisher({ speech }, port) {
  const socket = new Ws(`ws://127.0.0.1:${port}/tally`, speech.subprotocols);
  await once(socket, "open");
  let sent = 0;
  let acked = 0;
  let wanted = Infinity;
  let resolve;
  if (speech === asNats) acked = -1; // the greeting is acknowledged, too
  socket.on("message", (data) => {
    acked += speech.acknowledged(data);
    if (acked >= wanted) {
      wanted = Infinity;
      resolve();
    }
  });
  if (speech.greeting !== undefined) socket.send(speech.greeting);
  return {
    send: (key, value) => socket.send(speech.text(++sent, key, value)),
    acked: (left) =>
      sent - acked <= left ? undefined : new Promise((done) => ([wanted, resolve] = [sent - left, done])),
    close: () => socket.terminate(),
  };
}

/** So many subscribers of a server: {ask(command), report() of the round, close()}. */
export async function openAudience(build, { audience }, port, count) {
  const child = spawn(join(build, "release/bin/audience"), [String(port), String(count), audience], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = [];
  let waiting;
  let rest = "";
  child.stdout.on("data", (data) => {
    const parts = (rest + data).split("\n");
    rest = parts.pop();
    lines.push(...parts);
    waiting?.();
  });
  const line = async () => {
    while (lines.length === 0) await new Promise((resolve) => (waiting = resolve));
    return lines.shift();
  };
  child.on("exit", (code) => {
    if (code) throw new Error("the audience has lost its server");
  });
  await line();
  return {
    ask: (command) => (child.stdin.write(`${command}\n`), line()),
    report: async () => JSON.parse(await line()),
    close: () => (child.stdin.end(), once(child, "exit")),
  };
}

const ticksOfASecond = 100;

/** Nanoseconds on all processors that a process took until now. */
export function processorTime({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1e9) / ticksOfASecond;
}

export const memory = ({ pid }) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;
